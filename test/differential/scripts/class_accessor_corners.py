# Accessors added to classes, and descriptors that are not plain instances: what counts as one, and when.
class A:
    p = property(lambda s: 1)
class B(A): pass
A.q = property(lambda s: 2)
print(B().q)
B.r = property(lambda s: 3)
print(B().r)
class C(B): pass
B.s = property(lambda s: 4)
print(C().s)
class D: pass
class E(D): pass
try: D.z = property(lambda s: 1)
except AttributeError as e: print(e)
class F(D, A): pass
class G(F): pass
F.z = property(lambda s: 9); print(G().z)
class H:
    def __setattr__(self, n, v): print('sa', n)
class I(H): pass
H.z = property(lambda s: 7)
print(I().z)
class J: pass
J.x = property(lambda s: 1)
class K(J): pass
J.y = property(lambda s: 2); print(K().y)
class L: pass
class M(L): pass
try: L.__getattr__ = lambda s, n: n
except AttributeError as e: print(e)
print(M().foo)
try: L.__delattr__ = lambda s, n: print('del')
except AttributeError as e: print(e)
try: L.__get__ = lambda s, n: print('del')
except AttributeError as e: print(e)
class N:
    class D:
        def __get__(self, o, t): return 'got'
class O(N): pass
try: N.dd = N.D()
except AttributeError as e: print(e)
print(O().dd)
class P:
    v = 0
class Q(P): pass
try: P.v = property(lambda s: 1)
except AttributeError as e: print(e)
class R:
    m = classmethod(lambda c: 1)
class S(R): pass
R.n = staticmethod(lambda: 2)
print(S.n(), S().n())
R.v = 5
class Dd:
    def __get__(self, o, t): return 'got'
class Ds:
    def __set__(self, o, t): print('set')
class Dx:
    def __delete__(self, o): print('del')
class Dn: pass
for d in (Dd, Ds, Dx, Dn):
    class N: pass
    class O(N): pass
    try: N.dd = d()
    except AttributeError as e: print(d, e)
    try: print(O().dd)
    except AttributeError as e: print(d, e)
    class N:
        x = d
    class O(N): pass
    try: N.dd = d()
    except AttributeError as e: print(d, e)
    try: print(O().dd)
    except AttributeError as e: print(d, e)
    class N: pass
    class O(N): pass
    try: N.dd = d
    except AttributeError as e: print(d, e)
    try: print(O().dd)
    except AttributeError as e: print(d, e)
class Dg(Dd): pass
class N: pass
class O(N): pass
try: N.dd = Dg()
except AttributeError as e: print(e)
class Inst:
    def __init__(self): self.__get__ = lambda *a: ('ig', len(a)); self.__set__ = lambda *a: print('is', len(a)); self.__delete__ = lambda *a: print('id', len(a))
class N:
    dd = Inst()
n = N()
print(n.dd)
n.dd = 5
del n.dd
class GA:
    def __getattr__(self, n): print('ga', n); return lambda *a: ('gaa', n, len(a))
class N:
    dd = GA()
n = N()
print(n.dd)
n.dd = 1
del n.dd
print(n.dd)
class GA:
    def __getattr__(self, n): print('ga', n); raise AttributeError(n)
class N:
    dd = GA()
n = N()
print(n.dd)
n.dd = 1
print(n.dd)
del n.dd
import sys
class D:
    def __get__(self, o, t): return ('get', t)
class N:
    dd = D
    ds = D()
n = N()
try: print(n.dd)
except TypeError as e: print(e)
print(n.ds)
class W:
    def __init__(self, o): self.o = o
    def __getattr__(self, n): return getattr(self.o, n)
class N:
    w = W([1, 2])
    def __init__(self): self.z = 1
n = N()
print(n.w.append, n.z)
class I:
    def __init__(self): self.__set_name__ = lambda *a: print('isn', len(a), a[1])
class N:
    dd = I()
class GA:
    def __getattr__(self, n): print('ga', n); return lambda *a: print('gaa', n, len(a))
class N:
    dd = GA()
class D:
    def __set_name__(self, o, n): print('sn', n)
class N:
    dd = D
print('ok')
class D:
    @staticmethod
    def __set_name__(o, n): print('sn', n)
class N:
    dd = D
    class E:
        @classmethod
        def __set_name__(c, o, n): print('sn', c, n)
print('ok')
class D:
    def __set_name__(self, o, n): raise ValueError(n)
try:
    class N:
        x = D()
except Exception as e: print(repr(e))
class D2:
    def __set_name__(self, o, n): o.added = n; setattr(o, n + '2', 5)
class N:
    x = D2()
    y = D2()
print(N.added in ('x', 'y'), N.x2, N.y2)
class GA:
    def __getattr__(self, n): print('ga', n); return 7
for n in ('__get__', '__set__', '__delete__', '__set_name__', '__foo__'):
    try: print(getattr(GA(), n))
    except AttributeError as e: print(e)
