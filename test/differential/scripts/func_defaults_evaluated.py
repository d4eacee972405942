log = []
def d(v): log.append(v); return v
def f(a=d(1), b=d(2), *, c=d(3)): return a, b, c
print(log, f(), f(9), f(c=8), f(b=7, a=6))
def g(x, acc=[]):
    acc.append(x)
    return acc
print(g(1), g(2), g(3, []), g(4))
n = 5
def h(v=n): return v
n = 6
print(h())
def k(a, b=None, *c, d, e=5, **f): return a, b, c, d, e, sorted(f)
print(k(1, d=2), k(1, 2, 3, 4, d=5, z=6, e=7))
try: k(1)
except TypeError as e: print('TypeError')
for args, kw in (((), {}), ((1,), {'a': 2}), ((1, 2), {'d': 1, 'b': 3})):
    try: print(k(*args, **kw))
    except TypeError as e: print('TypeError', 'multiple' in str(e))
def only(*, x): return x
print(only(x=1))
try: only(1)
except TypeError as e: print('TypeError')
def nothing(): pass
print(nothing(), nothing.__name__)
def doc():
    'docstring'
print(doc())
def noreturn():
    return
print(noreturn())
