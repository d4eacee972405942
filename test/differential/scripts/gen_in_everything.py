def count(n):
    for i in range(n): yield i
print(sum(count(5)), max(count(4)), list(map(lambda x: x * 2, count(3))), sorted(count(3), reverse=True), tuple(count(2)), set(count(2)), dict(zip(count(2), 'ab')), ','.join(str(x) for x in count(3)), 2 in count(5), any(count(2)), all(count(2)))
a, b, c = count(3); print(a, b, c); a, *b = count(3); print(a, b); print(*count(3)); print(list(map(str, count(2))))
def f(*a, **k): return a, k
print(f(*count(3)), bytes(count(3)), bytearray(count(2)), [x for x in count(3) if x], {x: y for x, y in zip(count(2), count(2))})
l = []; l.extend(count(3)); l += count(2); l[1:1] = list(count(1)); print(l)
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
g = fib(); print([next(g) for _ in range(10)])
def take(n, it):
    for i, x in enumerate(it):
        if i >= n: return
        yield x
def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found): found.append(n); yield n
        n += 1
print(list(take(8, primes())), list(take(3, fib())), list(take(0, fib())))
def pipeline(src, *stages):
    for s in stages: src = s(src)
    return src
print(list(pipeline(range(10), lambda s: (x for x in s if x % 2), lambda s: (x * x for x in s), lambda s: take(3, s))))
def coro():
    total = 0
    while True:
        x = yield total
        if x is None: break
        total += x
    return total
c = coro(); next(c); print(c.send(5), c.send(10))
try: c.send(None)
except StopIteration as e: print('final', e.value)
def state():
    cmd = yield 'start'
    while cmd != 'stop':
        if cmd == 'err':
            try: cmd = yield 'waiting'
            except ValueError as e: cmd = yield 'handled %s' % e
        else: cmd = yield 'did ' + cmd
    yield 'stopped'
s = state(); print(next(s), s.send('a'), s.send('err'), s.throw(ValueError('v')), s.send('b'), s.send('stop'))
def flatten(x):
    for i in x:
        if isinstance(i, (list, tuple)): yield from flatten(i)
        else: yield i
print(list(flatten([1, (2, [3, [4]], ()), 5])))
class Tree:
    def __init__(self, v, l=None, r=None): self.v, self.l, self.r = v, l, r
    def __iter__(self):
        if self.l: yield from self.l
        yield self.v
        if self.r: yield from self.r
print(list(Tree(2, Tree(1), Tree(4, Tree(3)))))
def perm(l):
    if len(l) < 2: yield l
    else:
        for i in range(len(l)):
            for p in perm(l[:i] + l[i + 1:]): yield [l[i]] + p
print(list(perm([1, 2, 3])), len(list(perm([1, 2, 3, 4, 5]))))
e = (x for x in [1, 2, 3]); print(next(e), 2 in e, list(e))
nested = ((x, y) for x in range(2) for y in (z for z in range(x + 1))); print(list(nested))
def lazy(): print('started'); yield 1; print('resumed'); yield 2; print('ended')
z = lazy(); print('created'); print(next(z)); print(next(z)); print(next(z, 'none'))
