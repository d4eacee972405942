class D(dict):
    def __init__(self, *a, **k): super().__init__(*a, **k); self.x = 1
    def __setitem__(self, k, v): super().__setitem__(k, (v,))
    def first(self): return min(self)
d = D(a=1)
d['b'] = 2
print(sorted(d.items()), d.first(), d.x, len(d), 'a' in d, d.get('zz', 0), d == {'a': 1, 'b': (2,)})
d.update({'c': 3}); print(d['c'], sorted(d), d.pop('c'), sorted(d.keys()))
for k in sorted(d): print(k, d[k])
class S(str):
    def shout(self): return self.upper() + '!'
    def __add__(self, o): return S('(' + str(self) + '+' + o + ')')
s = S('abc')
print(s, s.shout(), len(s), s[1], s + 'x', s == 'abc', 'abc' == s, s[1:], 'b' in s, repr(s), str(s), s * 2)
print(s.find('c'), s.replace('a', 'z'), type(s.upper()).__name__, isinstance(s, str), '%s' % s, f'{s}', s.split('b'), list(s))
class I(int):
    def double(self): return I(self * 2)
    def __repr__(self): return 'I<%d>' % int(self)
i = I(21)
print(i, i.double(), i + 1, type(i + 1).__name__, i == 21, i > 20, -i, abs(I(-4)), int(i), bool(I(0)), [1] * I(2), range(I(3)))
class T(tuple):
    def mid(self): return self[len(self) // 2]
t = T([1, 2, 3])
print(t, t.mid(), len(t), t[0], t + (4,), t == (1, 2, 3), list(t), 2 in t, t[1:], t.index(3))
class F(float):
    def half(self): return self / 2
print(F(5).half(), F(2.5) + 1, F('1.5'))
class B(bytes): pass
print(B(b'xy'), B(b'xy')[0], B(b'a') + b'b', B(3))
class BA(bytearray):
    def last(self): return self[-1]
b = BA(b'abc'); b.append(100); print(b, b.last(), len(b))
class St(set):
    def addall(self, *a):
        for x in a: self.add(x)
st = St(); st.addall(1, 2, 2); print(st, len(st), 1 in st, st | {3}, st == {1, 2})
