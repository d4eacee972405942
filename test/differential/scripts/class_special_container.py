class Box:
    def __init__(self): self.d = {}
    def __getitem__(self, k): print('get', k, end=' '); return self.d[k]
    def __setitem__(self, k, v): print('set', k, v); self.d[k] = v
    def __delitem__(self, k): print('del', k); del self.d[k]
    def __contains__(self, k): print('in', k, end=' '); return k in self.d
    def __len__(self): return len(self.d)
    def __iter__(self): return iter(sorted(self.d))
b = Box()
b['x'] = 1; b[1, 2] = 'tuple'; b[1:2] = 'slice' if False else None if False else 0
print(b['x'], b[1, 2], len(b), bool(b), 'x' in b, 'q' not in b)
b['x'] += 10
print(b['x'])
del b['x']
try: b['x']
except KeyError as e: print(repr(e))
class Seq:
    def __init__(self, n): self.n = n
    def __getitem__(self, i):
        if i >= self.n: raise IndexError('stop')
        return i * i
    def __len__(self): return self.n
s = Seq(4)
print(list(s), 9 in s, 5 in s, [x for x in s], tuple(s), max(s), list(reversed(s)), sum(s))
a, b2, c, d = s
print(a, d, *s, list(zip(s, 'ab')), list(enumerate(s)), sorted(s, reverse=True))
class Cnt:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise StopIteration
        return self.n
print(list(Cnt(3)), 1 in Cnt(3), dict.fromkeys(Cnt(2)) == {0: None, 1: None}, set(Cnt(2)) == {0, 1})
it = iter(Cnt(2)); print(next(it), next(it), next(it, 'end'))
class LenBool:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
print(bool(LenBool(0)), bool(LenBool(2)), not LenBool(0))
class Rev:
    def __reversed__(self): return iter([3, 2, 1])
print(list(reversed(Rev())))
class BadIter:
    def __iter__(self): return 5
try: list(BadIter())
except TypeError as e: print(e)
class NoIter: pass
for f in (lambda: list(NoIter()), lambda: 1 in NoIter(), lambda: NoIter()[0], lambda: len(NoIter()), lambda: next(NoIter())):
    try: f()
    except TypeError as e: print(e)
try: NoIter()[0] = 1
except TypeError as e: print(e)
try: del NoIter()[0]
except TypeError as e: print(e)
