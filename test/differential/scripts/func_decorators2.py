def tag(name):
    print('tag', name)
    def deco(f):
        print('deco', name, f.__name__)
        def w(*a): return (name, f(*a))
        return w
    return deco
@tag('outer')
@tag('inner')
def f(x): return x * 2
print(f(4))
def ident(x): return x
@ident
class C:
    @staticmethod
    def s(a): return 's', a
    @classmethod
    def c(cls, a): return cls.__name__, a
    @property
    def p(self): return 'prop'
    @ident
    def m(self): return 'm'
c = C()
print(c.s(1), C.s(2), c.c(3), C.c(4), c.p, c.m())
class Deco:
    def __init__(self, f): self.f = f; self.n = 0
    def __call__(self, *a):
        self.n += 1
        return self.f(*a)
@Deco
def g(a, b): return a - b
print(g(5, 3), g(1, 1), g.n)
class NS:
    deco = staticmethod(ident)
    def meth(self, f): return lambda *a: ('meth', f(*a))
ns = NS()
@ns.meth
def h(): return 1
print(h())
@NS.deco
def k(): return 2
print(k())
