def make(n):
    def a():
        def b():
            def c(): return n
            return c
        return b
    return a
print(make(7)()()())
def acc():
    total = 0
    def add(v):
        nonlocal total
        total += v
        return total
    return add
a1, a2 = acc(), acc()
print(a1(1), a1(2), a2(10), a1(3))
def late():
    def g(): return x
    x = 'late bound'
    return g()
print(late())
def unbound():
    def g(): return y
    try: return g()
    except NameError as e: return str(e)
    y = 1
print(unbound())
def args(a, b):
    def g():
        nonlocal a
        a += b
        return a
    return g
g = args(1, 2)
print(g(), g())
def loopvars():
    out = []
    for i in range(3):
        def h(i=i): return i
        def k(): return i
        out.append((h, k))
    return [(h(), k()) for h, k in out]
print(loopvars())
def recursive():
    def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
    return fib(15)
print(recursive())
def cls(v):
    class C:
        attr = v
        def get(self): return v
        def set(self, n):
            nonlocal v
            v = n
    return C
C = cls(3)
c = C()
print(C.attr, c.get()); c.set(4); print(c.get(), C.attr)
def star(*a, **k):
    return lambda: (a, k)
print(star(1, x=2)())
def deleter():
    x = 1
    def f(): return x
    del x
    try: f()
    except NameError as e: return 'NameError'
print(deleter())
