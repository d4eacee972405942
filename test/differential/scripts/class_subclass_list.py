class L(list):
    def __init__(self, *a): super().__init__(*a); self.tag = 't'
    def total(self): return sum(self)
    def append(self, v): super().append(v * 2)
    def __getitem__(self, i): return ('item', super().__getitem__(i))
l = L([1, 2])
l.append(5)
print(l, len(l), l.total(), l.tag, l[0], l[-1], list(l), 10 in l)
l.extend([7]); l.insert(0, 0); print(l, l.index(7), l.count(2), l.pop(), l)
l[0] = 100; print(l); del l[0]; print(l)
print(l + [1], type(l + [1]).__name__, l * 2, l == [1, 2, 10], [1, 2, 10] == l, l != [1])
print(sorted(L([3, 1])), L(), L('ab'), bool(L()), bool(L([0])), isinstance(l, list), list(L((1, 2))))
for x in l: print(x, end=' ')
print(repr(l), str(l), '%s' % l, '{}'.format(l))
class Stack(list):
    def push(self, v): self.append(v)
    @property
    def top(self): return self[-1]
s = Stack(); s.push(1); s.push(2); print(s.top, s, s.pop(), s)
class NoInit(list): pass
print(NoInit([1]), NoInit(range(3))[1:], type(NoInit([1])[:]).__name__)
class Eq(list):
    def __eq__(self, o): return 'eq!'
    def __len__(self): return 99
print(Eq() == 1, len(Eq()), bool(Eq()))
a, b = L([1, 2]); print(a, b)
