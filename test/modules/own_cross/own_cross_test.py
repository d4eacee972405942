import sys, io, gc
from own_cross import *
bad = 0
def eq(got, want, what=''):
    global bad
    if repr(got) != repr(want):
        bad += 1
        print('BAD', what, got, want)
log = []
eq(relay(lambda x: x * 2, 21, 6, log), 42); eq(log, [1, 2, 3, 4, 5, 6])
log = []
boom = KeyError('k')
def b(x): raise boom
try: relay(b, 1, 7, log)
except KeyError as e: eq(e is boom, True)
eq(log, [-1, -3, -5, -7])
# relay through Python and C, alternately
log = []
def again(n):
    try:
        if n == 0: raise IndexError('deep')
        return relay(again, n - 1, 2, log)
    finally:
        log.append('f%d' % n)
try: again(3)
except IndexError as e: eq(str(e), 'deep')
eq(log, ['f0', -1, 'f1', -1, 'f2', -1, 'f3'])
# generator, with, throw into: exceptions through a suspended frame
def g(log):
    try:
        relay(b, 0, 3, log)
    except KeyError as e:
        r = yield 'caught'
        relay(lambda x: log.append(x), r, 2, log)
        yield log
    relay(b, 0, 1, log)
it = g([])
eq(next(it), 'caught'); eq(it.send('sent'), [-1, -3, 'sent', 1, 2])
try: next(it)
except KeyError as e: eq(e is boom, True)
try: next(it)
except StopIteration: pass
else: bad += 1
# StopIteration, GeneratorExit and SystemExit through C
def stop(x): raise StopIteration(5)
try: relay(stop, 0, 4, [])
except StopIteration as e: eq(e.value, 5)
def y():
    try: yield relay(lambda x: x, 1, 1, [])
    except GeneratorExit: relay(b, 0, 1, [])
q = y(); next(q)
try: q.close()
except KeyError: pass
else: bad += 1; print('BAD close')
class Own(Exception):
    def __init__(self, *a): super().__init__(*a); self.extra = len(a)
def own(x): raise Own(1, x)
try: relay(own, 2, 5, [])
except Own as e: eq((e.args, e.extra), ((1, 2), 2))
# ping
def pong(n): return ping(n, pong)
try: ping(0, None)
except PingError as e: eq((e.args, type(e).__name__ , isinstance(e, ValueError)), (('bottom',), 'PingError', True))
try: ping(2, pong)
except ValueError as e: eq(type(e), PingError)
try: ping(3, pong)
except RuntimeError as e: eq((type(e.args[0]), e.args[0].args), (PingError, ('bottom',)))
try: ping(7, pong)
except RuntimeError as e: eq((type(e.args[0]), type(e.args[0].args[0])), (RuntimeError, PingError))
# traceback through C frames
s = io.StringIO()
try: ping(2, pong)
except PingError as e: sys.print_exception(e, s)
eq(s.getvalue().replace(__file__, 'F').split('\n')[2:-2], ['  File "F", line %d, in pong' % 61] * 2, 'traceback')
eq(s.getvalue().split('\n')[-2], 'PingError: bottom')
# nest: which calls fail
def f(fails):
    def h(i):
        if i in fails: raise ValueError(i)
        return i
    try: return [x if isinstance(x, int) else (type(x), x.args) for x in nest(h, [])]
    except ValueError as e: return e.args
V = ValueError
eq(f([]), [1, 3, 5, 100])
eq(f([1]), [(V, (1,)), 2, 3, 5, 100])
eq(f([1, 2]), [(V, (1,)), (V, (2,)), 4, 5, 100])
eq(f([3]), [1, (V, (3,)), 4, 5, 100])
eq(f([3, 4]), [1, (V, (3,)), (V, (4,)), (V, (3,)), 101])
eq(f([5]), [1, 3, (V, (5,)), 101])
eq(f([1, 2, 4]), [(V, (1,)), (V, (2,)), (V, (4,)), (V, (2,)), 101])
eq(f([3, 5]), [1, (V, (3,)), 4, (V, (5,)), 101])
eq(f([1, 5]), [(V, (1,)), 2, 3, (V, (5,)), 101])
def m(i):
    if i % 3 == 0: raise ValueError(i)
    if i % 7 == 1: return many(m2, 3)[1]
    return i
def m2(i):
    if i == 1: raise KeyError
    return i * 10
N = 40
want = [0, 0]
for i in range(N):
    if i % 3 == 0: want[0] += 1
    elif i % 7 == 1: want[1] += 20
    else: want[1] += i
eq(many(m, N), tuple(want))
# inside of except handlers, of a class body, a comprehension, a key function, __getattr__, __del__-less
class K:
    def __getattr__(self, n): return relay(b if n == 'bad' else str, n, 3, [])
    def __lt__(self, o): return relay(b, 0, 1, [])
    def __repr__(self): return relay(lambda x: 'K' + x, '!', 2, [])
    def __iter__(self): return iter(relay(lambda x: [x, x], 4, 2, []))
    def __enter__(self): return self
    def __exit__(self, t, v, tb): return relay(lambda x: x is KeyError, t, 2, [])
eq(K().zz, 'zz'); eq(repr([K()]), '[K!]'); eq(list(K()), [4, 4]); eq(list(map(str, K())), ['4', '4'])
for c in (lambda: K().bad, lambda: sorted([K(), K()]), lambda: max(K(), K()) , lambda: sorted([2, 1], key=b), lambda: list(map(b, [1])), lambda: hasattr(K(), 'bad')):
    try: c()
    except KeyError as e: eq(e is boom, True)
    except TypeError as e: eq(str(e), "unsupported types for __gt__: 'K', 'K'")
    else: bad += 1; print('BAD no exception', c)
with K(): relay(b, 0, 5, [])
try:
    with K(): fail(1, 0)
except ValueError as e: eq(str(e), 'from C')
# fail
def why(how, x):
    try: return fail(how, x)
    except BaseException as e: return repr(e)
eq(why(0, OSError(5, 'x')), "OSError(5, 'x')"); eq(why(0, IndexError), 'IndexError()'); eq(why(0, 5), "TypeError('exceptions must derive from BaseException',)")
eq(why(1, 0), "ValueError('from C',)"); eq(why(2, 1), 'TypeError("unsupported types for __add__: \'int\', \'NoneType\'",)')
eq(why(3, [1]), "IndexError('list index out of range',)"); eq(why(3, {}), 'KeyError(99,)'); eq(why(4, 0), 'OSError(2,)'); eq(why(5, 'a'), 'AttributeError("\'str\' object has no attribute \'bottom\'",)')
eq(why(6, 'a'), 'TypeError("can\'t convert str to int",)'); eq(why(7, 0), 'KeyError()'); eq(why(8, 0), 'ImportError("no module named \'bottom\'",)'); eq(why(9, 5), 'AttributeError("\'int\' object has no attribute \'bottom\'",)')
eq(why(10, 0), "MemoryError('memory allocation failed',)")
# deep recursion ends as an exception and leaves all well
def rec(x): return relay(rec, x, 3, [])
for i in range(3):
    try: rec(1)
    except RuntimeError as e: eq(str(e), 'maximum recursion depth exceeded')
eq(f([3, 4]), [1, (V, (3,)), (V, (4,)), (V, (3,)), 101])
eq(relay(lambda x: gc.collect() or x, 9, 9, []), 9)
print("failed:", bad)
