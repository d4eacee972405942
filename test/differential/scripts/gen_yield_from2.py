class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if not self.n: raise StopIteration('it value')
        self.n -= 1
        return self.n
def f(x):
    r = yield from x
    print('r', r)
    return r
for src in ([1, 2], 'ab', It(2), range(2), (i for i in range(2)), {}, {5: 6}):
    print(list(f(src)))
try: list(f(5))
except TypeError as e: print(e)
def deleg():
    r = yield from sub()
    s = yield from sub()
    return r, s
def sub():
    a = yield 'a'
    b = yield 'b'
    return a, b
d = deleg()
print(next(d), d.send(1), d.send(2), d.send(3))
try: d.send(4)
except StopIteration as e: print(e.value)
def chain(*its):
    for i in its: yield from i
print(list(chain('ab', [1], (), range(2))))
def tree(n): 
    if n > 0:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(3)))
class Custom:
    def __iter__(self): return self
    def __next__(self): return 1
    def send(self, v): print('send', v); return v
    def throw(self, *a): print('throw', a[0]); raise StopIteration('thrown')
    def close(self): print('close')
def g(): return (yield from Custom())
i = g(); print(next(i), i.send('s'))
i.close()
i = g(); next(i)
try: i.throw(ValueError)
except StopIteration as e: print('value', e.value)
def lam(): yield from (lambda: (yield 5))()
print(list(lam()))
