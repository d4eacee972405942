x = 'global'
class A:
    x = 'class'
    y = x
    def f(self): return x
    z = [x for _ in range(1)]
    w = (lambda: x)()
print(A.y, A().f(), A.z, A.w)
def fn():
    x = 'local'
    class B:
        y = x
        def g(self): return x
    class D:
        nonlocal x
        x = 'changed'
    return B.y, B().g(), x
print(fn())
class C:
    a = 1
    b = a + 1
    for i in range(3): pass
    if b == 2: c = 'yes'
    def m(self): return self.a, self.b
    del a
print(C.b, C.i, C.c, hasattr(C, 'a'))
class E:
    def a(self): return 1
    b = a
    a = 5
print(E.a, E().b())
class F:
    try: v = undefined
    except NameError: v = 'fallback'
    with_ = v
print(F.v)
class G:
    class H:
        class I: deep = 1
        deep = 2
    inner = H
print(G.H.I.deep, G.inner.deep, G.H.__name__)
class L: print('in body', sorted(k for k in locals() if not k.startswith('__')))
class M(A): y = 'sub'
print(M.x, M.y, M.z)
class N: __module__ = 'custom'; __qualname__ = 'Q'
print(N.__name__, N.__module__)
