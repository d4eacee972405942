class CM:
    def __init__(self, n, swallow=False): self.n = n; self.swallow = swallow
    def __enter__(self): print('enter', self.n); return self.n * 10
    def __exit__(self, t, v, tb):
        print('exit', self.n, t.__name__ if t else None, repr(v), tb)
        return self.swallow
with CM(1) as x: print(x)
with CM(2): pass
with CM(3) as a, CM(4) as b: print(a, b)
with CM(5, True): raise ValueError('swallowed')
try:
    with CM(6): raise KeyError('passes')
except KeyError as e: print('caught', e)
with CM(7, True):
    with CM(8): raise OSError(2)
def f():
    with CM(9): return 'returned'
print(f())
for i in range(3):
    with CM(i):
        if i == 1: continue
        if i == 2: break
def g():
    with CM(10) as x:
        yield x
        yield x + 1
print(list(g()))
gen = g(); next(gen); gen.close()
class BadEnter:
    def __enter__(self): raise RuntimeError('enter')
    def __exit__(self, *a): print('not called')
try:
    with BadEnter(): pass
except RuntimeError as e: print(e)
class BadExit:
    def __enter__(self): return self
    def __exit__(self, *a): raise TypeError('exit')
try:
    with BadExit(): raise ValueError('body')
except TypeError as e: print(repr(e))
try:
    with 5: pass
except AttributeError as e: print(e)
class NoExit:
    def __enter__(self): pass
try:
    with NoExit(): pass
except AttributeError as e: print(e)
d = {}
with CM(11) as d['k']: print(d)
with CM(12) as (p): print(p)
class Tup:
    def __enter__(self): return (1, 2)
    def __exit__(self, *a): pass
with Tup() as (m, n): print(m, n)
