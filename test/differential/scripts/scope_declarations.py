# global and nonlocal in all places, yield and await where they may not be.
from tries import *
srcs = '''
def f():
    x = 1
    global x
===
def f(x):
    global x
===
def f():
    print(x)
    global x
    x = 1
===
def f():
    nonlocal x
===
nonlocal x
===
x = 1
def f():
    nonlocal x
===
def f():
    x = 1
    def g():
        nonlocal x
        x = 2
    g()
    print(x)
f()
===
def f():
    def g():
        nonlocal x
        x = 2
    x = 1
    g()
    print(x)
f()
===
def f():
    global x
    nonlocal x
===
def f():
    x = 1
    def g():
        x = 2
        nonlocal x
===
def f():
    x = 1
    class A:
        nonlocal x
        x = 5
    print(x, hasattr(A, 'x'))
f()
===
class A:
    global y
    y = 7
print(y)
===
class A:
    nonlocal y
===
global q
q = 1
print(q)
===
def f():
    global a, b
    a, b = 1, 2
f()
print(a, b)
===
def f():
    for x in range(2):
        global x
===
def f():
    import x
    global x
===
def f():
    def x(): pass
    global x
===
def f():
    class x: pass
    nonlocal x
===
def f():
    x: int
    global x
===
def f():
    with open('a') as x: pass
    global x
===
def f():
    try: pass
    except E as x: pass
    nonlocal x
===
def f(*x):
    global x
===
def f(*, x):
    nonlocal x
===
def f():
    (x := 1)
    global x
===
def f():
    [x for x in [1]]
    global x
    x = 3
f(); print(x)
===
def f():
    global x
    [x for x in [1]]
f()
===
def f():
    global x
    def g():
        nonlocal x
===
def f():
    global x
    x = 1
    def g(): return x
    return g
print(f()())
===
def f():
    global f2
    def f2(): return 'f2'
f()
print(f2())
===
def f():
    global mod
    import sys as mod
f()
print(mod.platform != '')
===
def f(a):
    def g():
        nonlocal a
        a += 1
        def h():
            nonlocal a
            a *= 10
            return a
        return h
    return g
print(f(1)()())
===
lambda: (yield)
===
def f(): return [(yield 1)]
print(list(f()))
===
def f(): [(yield x) for x in y]
===
def f(): {(yield)}
===
class A: yield 1
===
class A: return
===
def f():
    class B:
        return 1
===
await x
===
class A: await x
===
async def f(): yield from x
===
async def f(): return [await x for x in y]
===
async def f(): return [x async for x in y]
===
def f(): async with a: pass
===
def f(): async for a in b: pass
===
def f():
    async def g(): pass
print('fine')
===
async def f():
    def g():
        async with x: pass
===
async def f():
    lambda: (await x)
print('fine2')
===
async x = 1
===
async print(1)
===
async with x: pass
===
async for x in y: pass
'''.split('===\n')
for s in srcs:
    s = s.lstrip('\n')
    print(s)
    try: exec(s, {})
    except Exception as e: print('!!', repr(e))
