class Sleep:
    def __init__(self, n): self.n = n
    def __iter__(self):
        r = yield ('sleep', self.n)
        return r
    __await__ = __iter__
async def child(n):
    print('child', n)
    r = await Sleep(n)
    return (n, r)
async def main():
    a = await child(1)
    b = await child(2)
    try: await fail()
    except ValueError as e: print('caught', e)
    return a, b
async def fail():
    await Sleep(0)
    raise ValueError('async fail')
def run(c):
    v = None
    while True:
        try: r = c.send(v)
        except StopIteration as e: return e.value
        print('loop', r)
        v = 'res%d' % r[1]
print(run(main()))
class ACM:
    async def __aenter__(self): print('aenter'); return 'acm'
    async def __aexit__(self, t, v, tb): print('aexit', t.__name__ if t else None, v); return t is ValueError
class AIt:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        await Sleep(9)
        if self.n == 0: raise StopAsyncIteration
        self.n -= 1
        return self.n
async def use():
    async with ACM() as x: print(x)
    async with ACM(): raise ValueError('swallowed')
    try:
        async with ACM(): raise KeyError('out')
    except KeyError as e: print('key', e)
    async for i in AIt(3):
        if i == 1: continue
        print('i', i)
    else: print('else')
    async for i in AIt(3):
        break
    async with ACM() as a, ACM() as b: return 'ret from with'
print(run(use()))
def sched(*cs):
    q = list(cs); out = []
    while q:
        c = q.pop(0)
        try: c.send(None); q.append(c)
        except StopIteration as e: out.append(e.value)
    return out
async def w(n):
    for i in range(n): print(n, i); await Sleep(0)
    return n
print(sched(w(1), w(3), w(2)))
l = lambda: 0
async def gen(): return (await child(6)), [(await child(7))]
print(run(gen()))
print(type(w(1)).__name__)
