def g():
    x = yield 1
    print('got', x)
    y = yield x
    print('got', y)
    return 'ret'
i = g()
print(next(i), i.send('a'))
try: i.send('b')
except StopIteration as e: print(repr(e), e.value)
try: next(i)
except StopIteration as e: print(repr(e))
print(next(i, 'default'), list(i))
def inf():
    n = 0
    while True:
        r = yield n
        n = r if r is not None else n + 1
i = inf()
print(next(i), next(i), i.send(10), next(i))
i.close()
print(next(i, 'closed'))
try: inf().send(1)
except TypeError as e: print(e)
def empty():
    return
    yield
print(list(empty()))
def ctx():
    try:
        yield 1
        yield 2
    finally: print('cleanup')
for v in ctx():
    print(v)
c = ctx(); next(c); c.close()
c = ctx(); c.close(); print(list(c))
def args(a, *b, c=3, **d): yield a; yield b; yield c; yield sorted(d)
print(list(args(1, 2, x=4)))
print(list(args(0)), tuple(args(5)), sum(x for x in range(4)))
def nested(n):
    if n: 
        for v in nested(n - 1): yield v
        yield n
print(list(nested(5)))
def rec(t):
    for x in t:
        if isinstance(x, list): yield from rec(x)
        else: yield x
print(list(rec([1, [2, [3, []], 4], [[5]]])))
g2 = (a * b for a in range(3) if a for b in range(2, 4))
print(next(g2), list(g2))
def reenter():
    next(me)
    yield
me = reenter()
try: next(me)
except ValueError as e: print(e)
