x = 1
def f():
    global x, y
    x += 1
    y = 'made'
f()
print(x, y)
def outer():
    a, b = 1, 2
    def inner():
        nonlocal a, b
        a, b = b, a + b
        def deep():
            nonlocal a
            a += 100
        deep()
        return a
    r = inner()
    return r, a, b
print(outer())
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get(): return n
    return inc, get
inc, get = counter()
inc(); inc(5)
print(get())
def g():
    global h
    def h(): return 'global function'
g()
print(h())
def k():
    global K
    class K: v = 3
k()
print(K.v)
def m():
    global sys2
    import sys as sys2
m()
print(sys2.__name__)
def loop():
    global loopvar
    for loopvar in range(3): pass
loop()
print(loopvar)
