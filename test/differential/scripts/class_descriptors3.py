# Descriptors, properties, class and static methods with odd parts.
class D:
    def __init__(self, n): self.n = n
    def __get__(self, o, t=None): print('get', self.n, o is not None, t.__name__ if t else None); return self.n
    def __set__(self, o, v): print('set', self.n, v)
    def __delete__(self, o): print('delete', self.n)
class G:
    def __get__(self, o, t): return ('G', o is not None, t.__name__ if hasattr(t, '__name__') else t)
class S:
    def __set__(self, o, v): print('S set', v)
class N:
    def __set_name__(self, owner, name): print('set_name', owner.__name__, name); self.name = name
    def __get__(self, o, t): return 'N:' + self.name
class C:
    d = D('d'); g = G(); s = S(); n = N(); m = n2 = N()
    def __init__(self): self.own = 1
c = C()
print(c.d); c.d = 5; del c.d
print(c.g); c.g = 6; print(c.g, c.__dict__)
print(c.s.__class__.__name__); c.s = 7; print('s' in c.__dict__)
print(c.n, c.m, c.n2)
print(type(C.d).__name__, type(C.g).__name__)
C.d = 9; print(c.d, C.d)
C.late = N()
try: print(c.late)
except Exception as e: print(repr(e))
c.__dict__
class Sub(C):
    g = G()
    def __getattr__(self, k): return 'ga ' + k
s = Sub()
print(s.g, s.d, s.zz, s.n)
class Bad:
    def __get__(self): return 1
class Bad2:
    def __get__(self, o, t): raise AttributeError('nope')
class Bad3:
    def __set__(self, o): pass
class Bad4:
    def __set_name__(self): pass
class E:
    a = Bad(); b = Bad2(); c = Bad3()
    def __getattr__(self, n): return 'fallback'
for q in ('E().a', 'E().b', 'setattr(E(), "c", 1)', 'E.a', 'hasattr(E(), "b")', 'delattr(E(), "c")', 'delattr(E(), "a")'):
    try: print(q, str(eval(q))[:8])
    except Exception as e: print(q, repr(e))
try:
    class F: x = Bad4()
except Exception as e: print(repr(e))
class P:
    def __init__(self): self._v = 0
    v = property(lambda self: self._v, lambda self, x: setattr(self, '_v', x), lambda self: print('del v'))
    ro = property(lambda self: 'ro')
    wo = property(None, lambda self, x: print('wo', x))
    nothing = property()
    @property
    def q(self): return 'q'
    @q.deleter
    def q(self): print('del q')
p = P()
p.v = 3; print(p.v); del p.v
for q in ('p.ro', 'p.wo', 'p.nothing', 'p.q', 'setattr(p, "ro", 1)', 'setattr(p, "wo", 1)', 'delattr(p, "ro")', 'delattr(p, "q")', 'setattr(p, "q", 1)', 'P.v', 'P.v.getter', 'P.v.fget', 'P.v.foo', 'property(1)', 'property(1, 2, 3, 4)', 'property(1, 2, 3, 4, 5)', 'property(fget=len)', 'property().getter(1)', 'property().setter', 'type(P.v)'):
    try: r = repr(eval(q)); print(q, r)
    except Exception as e: print(q, repr(e))
p.__dict__
class IP:
    pass
ip = IP(); ip.x = property(lambda s: 'no'); print(type(ip.x).__name__)
ip.f = lambda: 'inst f'; print(ip.f())
ip.d = D('instance'); print(type(ip.d).__name__)
class CMs:
    a = classmethod(lambda cls: cls.__name__)
    b = staticmethod(lambda: 'b')
    c = classmethod(len) if 0 else None
    d = staticmethod(len)
    e = staticmethod(5)
    f = classmethod(5)
print(CMs.a(), CMs().a(), CMs.b(), CMs.d([1]), CMs.e)
for q in ('CMs.f', 'CMs().f', 'CMs.f()', 'staticmethod(len)([1])', 'classmethod(len)', 'staticmethod()', 'classmethod(1, 2)', 'CMs.__dict__["a"]', 'CMs.a.__name__'):
    try: print(q, repr(eval(q))[:12])
    except Exception as e: print(q, repr(e))
