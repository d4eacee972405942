# Captured variables in functions, classes, comprehensions and handlers.
def mk():
    x = 0
    def inc(n=1):
        nonlocal x
        x += n
        return x
    def get(): return x
    def rst():
        nonlocal x
        x = 0
    return inc, get, rst
i1, g1, r1 = mk(); i2, g2, r2 = mk()
print(i1(), i1(5), g1(), i2(), g2()); r1(); print(g1(), g2())
fs = [lambda: i for i in range(3)]; print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
def a(p):
    def b(q):
        def c(r):
            def d(): return p, q, r
            return d
        return c
    return b
print(a(1)(2)(3)())
def shadow():
    x = 'outer'
    def f():
        x = 'inner'
        def g(): return x
        return g()
    return f(), x
print(shadow())
def param_cell(a, *b, c=3, **d):
    def f(): return a, b, c, sorted(d.items())
    a = a + 1
    return f
print(param_cell(1, 2, c=4, e=5)())
def cls_in():
    v = 10
    class K:
        w = v
        def m(self): return v
        l = [v for _ in range(2)]
        def n(self): return [v + j for j in range(2)]
    v = 20
    return K
k = cls_in()(); print(k.w, k.m(), k.l, k.n())
def gen_cell():
    t = 0
    def g():
        nonlocal t
        while t < 3:
            t += 1
            yield t
    return g, lambda: t
gg, tt = gen_cell(); print(list(gg()), tt())
def comp():
    y = 5
    return [y * z for z in range(3)], {z: y for z in range(2)}, {y + z for z in range(1)}, list(y + z for z in range(2)), [[y + z + w for w in range(2)] for z in range(2)]
print(comp())
def late():
    def f(): return later
    try: f()
    except NameError as e: print(repr(e))
    later = 'now'
    return f()
print(late())
def rec():
    def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
    return fib
print(rec()(12))
def mutual():
    def even(n): return True if n == 0 else odd(n - 1)
    def odd(n): return False if n == 0 else even(n - 1)
    return even(8), odd(7)
print(mutual())
def dec(f):
    calls = 0
    def w(*a, **k):
        nonlocal calls
        calls += 1
        return calls, f(*a, **k)
    return w
@dec
def add(x, y=1): return x + y
print(add(1), add(2, y=5), add(y=1, x=1))
def deflt(x, y=lambda: 7, z=[]):
    z.append(x)
    return y(), z
print(deflt(1), deflt(2), deflt(3, z=[]))
def exc():
    try: raise ValueError('in')
    except ValueError as e:
        f = lambda: e
        r = repr(f())
    try: f()
    except NameError as q: return r, repr(q)
print(exc())
def loopvar():
    out = []
    for i in range(3):
        def f(): return i
        out.append(f)
    return [f() for f in out], i
print(loopvar())
def delcell():
    x = 1
    def f(): return x
    del x
    try: f()
    except NameError as e: print(repr(e))
    try: x
    except NameError as e: print(repr(e))
    x = 2
    return f()
print(delcell())
def walrus():
    def f(): return w
    [w := i for i in range(3)]
    return f(), w
def withcell():
    class CM:
        def __enter__(self): return 'entered'
        def __exit__(self, *a): pass
    with CM() as c:
        f = lambda: c
    return f()
print(withcell())
def impcell():
    import sys as s
    return lambda: s.byteorder
print(impcell()())
f = lambda *a, k=5, **kw: (a, k, sorted(kw.items())); print(f(1, 2, k=3, z=4), f())
print((lambda x: (lambda y: (lambda z: x + y + z)))(1)(2)(3))
print((lambda: (yield))().__class__)
print(type(mk()[0]), type(mk), (lambda: 0).__name__, mk.__name__, i1.__name__)
for s in ('i1.x = 1', 'mk.x = 1', 'i1.__globals__ is globals()', 'mk.__closure__', 'mk.__code__', 'mk.__defaults__', 'mk.__dict__', 'mk.__doc__', 'mk.__module__', 'mk.__qualname__', 'mk.__call__', 'i1.__call__', 'mk == mk', 'mk.__globals__ is globals()', 'mk.__name__ = "q"', 'del i1.x', 'i1.y'):
    try:
        try: print(s, eval(s))
        except SyntaxError: exec(s); print(s, 'ok')
    except Exception as e: print(s, repr(e))
