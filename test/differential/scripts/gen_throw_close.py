def g():
    while True:
        try: v = yield 'ready'
        except ValueError as e: print('caught', e); yield 'handled'
        except GeneratorExit: print('exit'); return
        finally: print('fin')
i = g()
print(next(i), i.throw(ValueError('x')), next(i))
print(i.throw(ValueError), next(i))
try: i.throw(KeyError('k'))
except KeyError as e: print(repr(e))
try: next(i)
except StopIteration: print('exhausted')
i = g(); next(i); i.close()
i = g()
try: i.throw(TypeError('early'))
except TypeError as e: print(e)
print(next(i, 'done'))
def bad():
    try: yield 1
    except GeneratorExit: yield 'no'
b = bad(); next(b)
try: b.close()
except RuntimeError as e: print(e)
def ret():
    try: yield 1
    except ValueError: return 'returned'
r = ret(); next(r)
try: r.throw(ValueError)
except StopIteration as e: print(e.value)
def outer():
    try: v = yield from inner(); print('result', v)
    except KeyError: print('outer caught'); yield 'after'
def inner():
    try: yield 'in'
    except ValueError as e: print('inner', e); yield 'in2'
    return 'inner ret'
o = outer(); print(next(o), o.throw(ValueError('v')), list(o))
o = outer(); print(next(o), o.throw(KeyError('k')))
def si():
    raise StopIteration('leak')
    yield
try: next(si())
except RuntimeError as e: print(e)
def fin():
    try:
        try: yield 1
        finally: print('inner fin')
    finally: print('outer fin')
f = fin(); next(f); f.close()
f = fin(); next(f)
try: f.throw(OSError(1))
except OSError as e: print(repr(e))
for bad in (5, None, 'x'):
    try: (x for x in [1]).throw(bad)
    except TypeError as e: print(e)
