# Where __enter__ and __exit__ are looked for.
class A: pass
class B:
    def __enter__(self): return 1
class C:
    def __exit__(self, *a): return 1
class D:
    __enter__ = None
    __exit__ = None
class E:
    def __enter__(self): return 1
    def __exit__(self): pass
class F:
    def __enter__(self, x): return 1
    def __exit__(self, *a): pass
class G:
    def __init__(self):
        self.__enter__ = lambda: 'inst'
        self.__exit__ = lambda *a: print('instance exit', len(a))
class H:
    @staticmethod
    def __enter__(): return 's'
    @classmethod
    def __exit__(cls, *a): print('cls', cls.__name__, len(a))
class I:
    @property
    def __enter__(self): return lambda: 'prop'
    @property
    def __exit__(self): return lambda *a: print('prop exit')
class J:
    def __getattr__(self, n):
        print('getattr', n)
        return lambda *a: n
for k in (A, B, C, D, E, F, G, H, I, J):
    try:
        with k() as v: print(k.__name__, v)
    except Exception as e: print(k.__name__, repr(e))
for v in (1, None, 'a', [], len, A):
    try:
        with v: print('in')
    except Exception as e: print(repr(e))
try:
    with A() as (a, b): pass
except Exception as e: print(repr(e))
class K:
    def __enter__(self): return (1, [2, 3])
    def __exit__(self, *a): return 'truthy'
with K() as (p, (q, r)): print(p, q, r)
d = {}
with K() as d['x']: print(d)
with K() as p: raise SystemExit(4)
print('still')
with K() as p: raise KeyboardInterrupt
print('still')
