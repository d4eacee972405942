# Generators that call themselves, stop themselves, refuse to close, and their odd arguments.
from tries import *
def g(): yield 1
it = g()
xs('''
it.send(5)
next(it)
next(it)
next(it)
next(it, 'd')
it.send(None)
it.send(1)
it.close()
it.throw(ValueError)
it.__next__()
it.foo
it.__iter__
iter(it) is it
it.gi_frame
type(it)
type(g)
it.__name__
g.__name__
bool(it)
len(it)
it[0]
it == it
g() == g()
hash(it) == hash(it)
callable(it)
it.send()
it.send(1, 2)
it.throw()
it.close(1)
next()
next(5)
next([])
next(iter([]))
iter(5)
iter([], 5)
iter(len)
list(g)
sum(g())
''')
def selfref():
    yield it2.send(None)
it2 = selfref()
try: next(it2)
except Exception as e: print(repr(e))
def selfclose():
    try: it3.close()
    except Exception as e: print('in', repr(e))
    yield 1
it3 = selfclose()
print(next(it3))
def selfthrow():
    try: it4.throw(ValueError)
    except Exception as e: print('in', repr(e))
    yield 1
it4 = selfthrow(); print(next(it4))
def ign():
    while True:
        try: yield 1
        except GeneratorExit: print('ignored'); yield 2; return
it = ign(); next(it)
try: it.close()
except Exception as e: print(repr(e))
print(list(it))
def si():
    yield 1
    raise StopIteration(7)
it = si(); next(it)
try: next(it)
except Exception as e: print(repr(e))
def si2():
    yield next(iter([]))
try: list(si2())
except Exception as e: print(repr(e))
def si3():
    try: yield next(iter([]))
    except StopIteration: yield 'caught'
print(list(si3()))
def ret(): 
    return 5
    yield
it = ret()
try: next(it)
except StopIteration as e: print(e.value, e.args)
def ret2(): return (1, 2); yield
try: next(ret2())
except StopIteration as e: print(e.value, e.args)
def ret3(): return None; yield
try: next(ret3())
except StopIteration as e: print(e.value, e.args)
def ret4(): return StopIteration(3); yield
try: next(ret4())
except StopIteration as e: print(repr(e.value), e.args)
def closing():
    try: yield
    finally: print('closing fin')
it = closing(); it.close(); print('unstarted closed')
it = closing(); next(it); it.close()
def raise_in_close():
    try: yield
    except GeneratorExit: raise ValueError('on close')
it = raise_in_close(); next(it)
try: it.close()
except ValueError as e: print(repr(e))
def retclose():
    try: yield
    except GeneratorExit: return 9
it = retclose(); next(it); print(it.close())
def pt():
    try: yield 1
    except ValueError as e: yield ('pended', e)
it = pt(); print(next(it)); print(it.pend_throw(ValueError('pp'))); print(next(it))
it = pt(); print(it.pend_throw(ValueError('early')))
try: print(next(it))
except ValueError as e: print(repr(e))
it = pt(); next(it); print(it.pend_throw(None)); 
try: print(next(it))
except StopIteration: print('done')
it = pt(); next(it); it.pend_throw(ValueError('1')); print(repr(it.pend_throw(KeyError('2'))))
try: next(it)
except KeyError as e: print(repr(e))
for bad in (5, 'a', ValueError):
    it = pt(); next(it)
    try: print(it.pend_throw(bad)); print(next(it))
    except BaseException as e: print(repr(e))
g1 = (i for i in range(3)); print(next(g1), list(g1), list(g1))
g2 = (i * j for i in range(3) for j in range(i) if i + j)
print(list(g2))
x_ = 10
g3 = (x_ for _ in range(2)); x_ = 20; print(list(g3))
try: (i for i in 5)
except Exception as e: print(repr(e))
def lazy(): print('lazy started'); yield
it = lazy(); print('made')
next(it)
def many(n):
    if n: yield from many(n - 1)
    yield n
print(list(many(8)))
def conditional(x):
    if x: return 'early'
    yield 'y'
print(list(conditional(1)), list(conditional(0)))
def args(a, *b, c=3, **d): yield a, b, c, d
print(next(args(1)), next(args(1, 2, c=4, e=5)))
try: args()
except Exception as e: print(repr(e))
def local_del():
    x = 1
    yield x
    del x
    yield x
it = local_del(); print(next(it))
try: next(it)
except Exception as e: print(repr(e))
def try_else():
    for i in range(3):
        try:
            if i == 1: raise ValueError
            yield 'ok', i
        except ValueError: yield 'exc', i
        else: yield 'else', i
        finally: yield 'fin', i
print(list(try_else()))
def expr():
    a = (yield 1) + (yield 2)
    b = [(yield 3), (yield 4)]
    print(a, b, (yield), f'{(yield 5)}' if 0 else '')
    d = {(yield 'k'): (yield 'v')}
    return a if (yield 'c') else d
it = expr(); out = [next(it)]
try:
    for i in range(20): out.append(it.send(i))
except StopIteration as e: print(out, e.value)
