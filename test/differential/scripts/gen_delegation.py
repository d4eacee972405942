# yield from over iterators with and without send, throw and close.
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise StopIteration('val')
        return self.n
class Full(It):
    def send(self, v): print('send', v); return ('sent', v)
    def throw(self, t, v=None, tb=None): print('throw', t if isinstance(t, type) else repr(t), v, tb); return 'thrown'
    def close(self): print('closed')
class BadClose(It):
    def close(self): raise RuntimeError('bad close')
class ThrowRaises(It):
    def throw(self, *a): raise KeyError('from throw')
def inner():
    try:
        while True:
            try:
                x = yield 'in'
                print('inner got', x)
                if x == 'ret': return 'inner ret'
            except ValueError as e: print('inner V', e); yield 'recovered'
    finally: print('inner fin')
def outer(mk):
    try:
        r = yield from mk()
        print('result', r)
        yield ('r', r)
    except KeyError as e: print('outer K', e); yield 'outer after'
    finally: print('outer fin')
mks = {'It': lambda: It(2), 'Full': lambda: Full(3), 'BadClose': lambda: BadClose(3), 'ThrowRaises': lambda: ThrowRaises(3), 'gen': inner, 'list': lambda: [1, 2], 'str': lambda: 'ab', 'int': lambda: 5, 'range': lambda: range(2), 'nested': lambda: outer(inner), 'dict': lambda: {1: 2}, 'none': lambda: None, 'map': lambda: map(str, [1]), 'genexpr': lambda: (i for i in 'xy')}
seqs = [['n', 'n', 'n', 'n'], ['n', 's', 'n'], ['n', 'sr', 'n'], ['n', 'tV', 'n'], ['n', 'tK', 'n'], ['n', 'c', 'n'], ['n', 'tGE', 'n'], ['n', 'tSI', 'n'], ['s'], ['tV'], ['c', 'n'], ['n', 'tVI', 'n', 'n']]
for name in sorted(mks):
    for sq in seqs:
        it = outer(mks[name])
        print('--', name, sq)
        for a in sq:
            try:
                if a == 'n': r = next(it)
                elif a == 's': r = it.send('S')
                elif a == 'sr': r = it.send('ret')
                elif a == 'tV': r = it.throw(ValueError, 'v')
                elif a == 'tVI': r = it.throw(ValueError('v'))
                elif a == 'tK': r = it.throw(KeyError('k'))
                elif a == 'tGE': r = it.throw(GeneratorExit)
                elif a == 'tSI': r = it.throw(StopIteration(3))
                else: r = it.close()
                print(a, r)
            except BaseException as e: print(a, '!', repr(e))
