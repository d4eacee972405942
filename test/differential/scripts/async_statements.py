# async with and async for, suspended and failing.
class Aw:
    def __init__(self, v): self.v = v
    def __iter__(self): return self
    def __next__(self): raise StopIteration(self.v)
class Susp:
    def __init__(self, v): self.v = v; self.done = False
    def __iter__(self): return self
    def __next__(self):
        if self.done: raise StopIteration(self.v * 2)
        self.done = True
        return ('susp', self.v)
class ACM:
    def __init__(self, n, sw=False): self.n = n; self.sw = sw
    async def __aenter__(self): print('aenter', self.n); await Susp(self.n); return self.n
    async def __aexit__(self, t, v, tb): print('aexit', self.n, t, v, tb); await Susp('x'); return self.sw
class AIt:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        self.n -= 1
        if self.n < 0: raise StopAsyncIteration
        await Susp(self.n)
        return self.n
def run(c):
    out = []
    try:
        while True: out.append(c.send(None))
    except StopIteration as e: return out, 'ret', e.value
    except BaseException as e: return out, 'exc', repr(e)
async def a1(): return await Aw(3)
async def a2(): return (await Susp(2)) + (await Susp(3))
async def a3():
    async with ACM('m') as m: print('body', m); return 'r'
async def a4():
    async with ACM('m', True): raise ValueError('sw')
    return 'after'
async def a5():
    async with ACM('m', False): raise ValueError('prop')
async def a6():
    out = []
    async for i in AIt(3):
        if i == 1: continue
        out.append(i)
    else: out.append('else')
    return out
async def a7():
    async for i in AIt(3):
        if i == 1: break
    else: print('no')
    return i
async def a8():
    async for i in AIt(2):
        async with ACM(i) as q:
            if q == 0: return 'from loop'
            continue
async def a9():
    try: await a5()
    except ValueError as e: return repr(e)
    finally: print('fin')
async def a10(): return await a1()
async def a11():
    async with ACM(1) as x, ACM(2, True) as y: raise KeyError(x + y)
    return 'ok'
async def a12():
    for i in range(2):
        async with ACM(i):
            try:
                if i == 0: continue
                break
            finally: print('f', i)
    return i
async def a13(): await 5
async def a14(): await None
async def a15(): await [1, 2]
async def a16(): return await (await a17())
async def a17(): return Aw('deep')
async def a18():
    async with 5: pass
async def a19():
    async for x in 5: pass
async def a20():
    async for x in [1]: pass
class NoExit:
    async def __aenter__(self): return 1
class NoEnter:
    async def __aexit__(self, *a): pass
async def a21():
    async with NoExit(): pass
async def a22():
    async with NoEnter(): pass
class SyncACM:
    def __aenter__(self): return Aw('sync enter')
    def __aexit__(self, *a): print(len(a)); return Aw(True)
async def a23():
    async with SyncACM() as v: raise ValueError(v)
    return 'fine'
class BadA:
    def __aenter__(self): return 5
    def __aexit__(self, *a): return 5
async def a24():
    async with BadA(): pass
class AItErr:
    def __aiter__(self): return self
    async def __anext__(self): raise KeyError('an')
async def a25():
    async for x in AItErr(): pass
class AItSI:
    def __aiter__(self): return self
    async def __anext__(self): raise StopIteration
async def a26():
    async for x in AItSI(): pass
async def a27():
    try:
        async for x in AIt(2):
            raise StopAsyncIteration('mine')
    except StopAsyncIteration as e: return repr(e)
async def a28():
    async for a, b in AIt(2): pass
async def a29(): 
    class L:
        async def m(self): return await Aw('method')
        @staticmethod
        async def s(): return await Aw('static')
    return await L().m(), await L.s()
async def a30():
    f = lambda: a1()
    return await f()
async def a31(x, *y, z=2): return x, y, z
for i in range(1, 31):
    f = globals()['a%d' % i]
    print(i, run(f()))
print(run(a31(1, 2, 3, z=5)))
print(type(a1), type(a1()), a1.__name__)
c = a2(); print(c.send(None)); print(c.throw(ValueError('t')) if 0 else c.close())
c = a3(); c.send(None)
try: c.throw(KeyError('thrown'))
except Exception as e: print(repr(e))
c = a3(); c.send(None); c.send(None)
c = a9(); c.send(None)
try: print(c.close())
except Exception as e: print(repr(e))
async def agen():
    yield 1
    yield 2
print(list(agen()))
def plain(): x = await Aw(1); return x
print(run(plain()))
