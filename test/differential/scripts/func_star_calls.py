def f(*a, **k): return a, sorted(k.items())
print(f(*[1, 2]), f(*(), **{}), f(*'ab', 3, *[4], x=1, **{'y': 2}), f(**{'a': 1}, b=2, **{'c': 3}))
print(f(*range(3)), f(*{1: 2}), f(*(i for i in range(2))))
def p(a, b=2, *c): return a, b, c
print(p(*[1]), p(*[1, 3]), p(*[1, 3, 5, 7]), p(1, *[2], *[3, 4]))
def q(a, *, b): return a, b
print(q(1, **{'b': 2}), q(*[4], b=3))
for call in (lambda: f(*5), lambda: f(**5), lambda: f(**{1: 2}), lambda: p(), lambda: p(*[], **{'z': 1}), lambda: q(1, 2), lambda: f(**{'a': 1}, a=2), lambda: p(1, a=2)):
    try: print(call())
    except TypeError as e: print('TypeError', e)
class M:
    def m(self, *a, **k): return a, sorted(k)
m = M()
print(m.m(*[1, 2], **{'z': 3}), M.m(m, 1), m.m(), (m.m)(*'ab'))
class KW:
    def keys(self): return ['p', 'q']
    def __getitem__(self, k): return k * 2
print(f(**KW()))
print(max(*[3, 1, 2]), print(*[1, 2], sep='-'), dict(*[[(1, 2)]], **{'a': 1}) == {1: 2, 'a': 1})
def deco(fn):
    def w(*a, **k):
        print('call', a, k)
        return fn(*a, **k)
    return w
@deco
def add(a, b=10): return a + b
print(add(1), add(1, 2), add(1, b=5), add(b=1, a=2))
