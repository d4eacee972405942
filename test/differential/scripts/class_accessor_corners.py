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
class A: pass
a = A(); a.__dir__ = lambda: ['inst']
print('inst' in dir(a), '__dir__' in dir(a))
class B:
    @staticmethod
    def __dir__(): return ['stat']
print('stat' in dir(B()), '__dir__' in dir(B()))
class C:
    @classmethod
    def __dir__(cls): return ['cm']
print(dir(C()), dir(C))
class D:
    def __dir__(self): return 5
print(dir(D()), '__dir__' in dir(D))
class E:
    __dir__ = 5
print('__dir__' in dir(E()))
class G:
    def __getattr__(self, n): return 7
print(len(dir(G())) > 100)
class H:
    def __dir__(self): raise AttributeError('x')
try: print(dir(H()))
except AttributeError as e: print(e)
class A:
    def __new__(cls): return super().__new__(cls)
class B:
    def __new__(cls): return object.__new__(cls)
class C:
    @staticmethod
    def __new__(cls): return object.__new__(cls)
class D:
    __new__ = lambda cls: object.__new__(cls)
class E:
    @classmethod
    def __new__(cls): print(cls); return 3
class F:
    def __new__(cls):
        yield 1
class G:
    __new__ = int
class H:
    __new__ = None
class I:
    class __new__:
        def __init__(self, *a): self.a = a
for c in (A, B, C, D, E, F, G, H, I):
    print(c.__name__, type(c.__dict__['__new__']))
    try: x = c(); print(type(x))
    except Exception as e: print(repr(e)); continue
    try: x.__new__
    except Exception as e: print(repr(e))
    try: print(type(x.__new__(c)))
    except Exception as e: print(repr(e))
    try: print(type(c.__new__(c)))
    except Exception as e: print(repr(e))
    try: print(type(x.__new__()))
    except Exception as e: print(repr(e))
class A:
    __init__ = print
A(1, 2)
class A:
    @staticmethod
    def __init__(*a): print('si', len(a))
A(1, 2)
class A:
    @classmethod
    def __init__(cls, *a): print('ci', cls, len(a))
A(1, 2)
class A:
    __init__ = None
try: A()
except Exception as e: print(e)
class A:
    def __init__(self): yield 1
try: A()
except Exception as e: print(e)
class A:
    class __init__:
        def __init__(self, *a): print(a)
try: A(3)
except Exception as e: print(e)
class A:
    def __init__(self, x): self.x = x
    def __call__(self, y): return A(self.x + y)
print(A(1)(2)(3).x)
try: A()
except TypeError as e: print(e)
try: A(1, 2)
except TypeError as e: print(e)
print(A(x=3).x)
a = A(1); a.__init__(7); print(a.x)
b = A.__new__(A); print(hasattr(b, 'x'), type(b)); b.__init__(3); print(b.x)
class B(A): pass
print(B(4).x, B.__init__ is A.__init__, isinstance(B(1)(2), B))
class C(A):
    def __init__(self): A.__init__(self, 5)
print(C().x)
class D(A):
    def __new__(cls, x): o = super().__new__(cls); o.y = x; return o
print(D(6).x, D(6).y)
class E:
    def __new__(cls, *a, **k): print('new', a, k); return super().__new__(cls)
    def __init__(self, *a, **k): print('init', a, k)
E(1, z=2)
class F(E):
    def __new__(cls, *a): return 5
print(F(1))
class G(E):
    def __new__(cls, *a): return E.__new__(E, 'g')
print(type(G(1)))
class H(E):
    def __new__(cls, *a): return E.__new__(J, 'h')
class J(H): pass
print(type(H(1)))
object.__new__(A)
try: object.__new__(int)
except TypeError as e: print(e)
try: object.__new__()
except TypeError as e: print(e)
try: object.__new__(5)
except TypeError as e: print(e)
print(A.__new__ if hasattr(A, '__new__') else 'no new')
