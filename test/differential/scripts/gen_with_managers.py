# Context managers inside of generators.
class CM:
    def __init__(self, n): self.n = n
    def __enter__(self): print('enter', self.n); return self
    def __exit__(self, *a): print('exit', self.n, a[0], a[1]); return self.n == 'sw'
def g(n):
    with CM(n) as c:
        try:
            x = yield 1
            print('got', x)
            yield 2
        except ValueError as e:
            print('caught', e)
            yield 'v'
        finally:
            print('fin')
    yield 'after'
    return 'ret'
for n in ('no', 'sw'):
    for act in ('next', 'throwV', 'throwT', 'close', 'send'):
        it = g(n)
        print('--', n, act, next(it))
        try:
            if act == 'next': print(list(it))
            elif act == 'throwV': print(it.throw(ValueError('tv'))); print(list(it))
            elif act == 'throwT': print(it.throw(TypeError, 'tt')); print(list(it))
            elif act == 'close': print(it.close()); print(list(it))
            elif act == 'send': print(it.send('S')); print(list(it))
        except BaseException as e: print('out', repr(e))
def h():
    for i in range(2):
        with CM(i):
            with CM('sw'):
                if i: raise KeyError(i)
                yield i
                continue
            print('swallowed')
print(list(h()))
