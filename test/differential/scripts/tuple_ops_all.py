t = (1, 'a', None, 2.5)
print(t, len(t), t[0], t[-1], t[1:3], t[:0], t[10:], t + (5,), t * 2, 2 * (1,), t == (1, 'a', None, 2.5), t != (), 'a' in t, t.index('a'), t.count(None))
print((), (1,), (1, 2), ((1,),), tuple(), tuple([1, 2]), tuple('ab'), tuple(range(3)), tuple({5: 1}), (1, 2) < (1, 3), () < (1,), (2,) > (1, 9), (1, 2) <= (1, 2), (1, 'a') == (1, 'a'))
x = 1, 2; print(x); y = 3,; print(y); (a, b), c = (1, 2), 3; print(a, b, c)
print({(1, 2): 'v'}[(1, 2)], hash((1, 2)) == hash((1, 2)), (1, [2]) == (1, [2]), sorted([(2, 'a'), (1, 'b')]), max((3, 1), (2, 9)), sum((1, 2)), min((4, 2)), any((0, 1)), all((1, 0)), list((1, 2)), list(zip((1, 2), (3, 4))))
z = (1, [2]); z[1].append(3); print(z)
for f in (lambda: t[9], lambda: t['a'], lambda: (1,) + [2], lambda: (1,) < 5, lambda: (1,) * 'a', lambda: t.index('zz'), lambda: tuple(5), lambda: t.append(1), lambda: hash(([],)), lambda: (1, 'a') < (1, 2), lambda: ()[0], lambda: (1, 2)[::2]):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def f(): return 1, 2
a, b = f(); print(a, b, f()[1]); print(*(1, 2), (1), (1,), ((1)), sep='|')
for i, (j, k) in enumerate([(1, 2), (3, 4)]): print(i, j, k)
from collections import namedtuple
P = namedtuple('P', ['x', 'y']); p = P(1, y=2); print(p, p.x, p[1], len(p), p == (1, 2), list(p), p + (3,), hash(p) == hash((1, 2)), isinstance(p, tuple), P.__name__, type(p).__name__); a, b = p; print(a, b)
for f in (lambda: P(1), lambda: P(1, 2, 3), lambda: P(1, z=2), lambda: p.z, lambda: setattr(p, 'x', 5), lambda: P(1, x=1)):
    try: print(f())
    except Exception as e: print(type(e).__name__)
