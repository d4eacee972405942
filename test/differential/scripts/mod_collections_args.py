# namedtuple, OrderedDict and deque: arguments and operations.
from tries import *
from collections import namedtuple, OrderedDict, deque
xs('''
namedtuple('P', 'x y')(1, 2)
namedtuple('P', 'x y')(x=1, y=2)
namedtuple('P', 'x y')(1, y=2)
namedtuple('P', 'x y')(1)
namedtuple('P', 'x y')(1, 2, 3)
namedtuple('P', 'x y')(1, x=2)
namedtuple('P', 'x y')(1, z=2)
namedtuple('P', 'x y')()
namedtuple('P', ['x', 'y'])(1, 2)
namedtuple('P', ('x',))(1)
namedtuple('P', 'x,y')
namedtuple('P', 'x, y')(1, 2)
namedtuple('P', '')()
namedtuple('P', [])()
namedtuple('P', 5)
namedtuple('P', [1])
namedtuple('P', {'a': 1})
namedtuple(5, 'x')
namedtuple('P')
namedtuple()
namedtuple('P', 'x x')(1, 2)
namedtuple('P', 'x', rename=True)
namedtuple('P', 'x y')(1, 2).x
namedtuple('P', 'x y')(1, 2).z
namedtuple('P', 'x y')(1, 2)[0]
namedtuple('P', 'x y')(1, 2)[5]
namedtuple('P', 'x y')(1, 2)[0:1]
namedtuple('P', 'x y')(1, 2)['a']
namedtuple('P', 'x y')(1, 2) == (1, 2)
(1, 2) == namedtuple('P', 'x y')(1, 2)
namedtuple('P', 'x y')(1, 2) + (3,)
namedtuple('P', 'x y')(1, 2) < (1, 3)
hash(namedtuple('P', 'x y')(1, 2)) == hash((1, 2))
len(namedtuple('P', 'x y')(1, 2))
list(namedtuple('P', 'x y')(1, 2))
isinstance(namedtuple('P', 'x y')(1, 2), tuple)
'%s-%s' % namedtuple('P', 'x y')(1, 2)
namedtuple('P', 'x y')._fields
namedtuple('P', 'x y')(1, 2)._asdict()
namedtuple('P', 'x y')(1, 2)._replace(x=5)
namedtuple('P', 'x y')(1, 2).count(1)
namedtuple('P', 'x y').__name__
namedtuple('P', 'x y').__bases__
namedtuple('P', 'x y')
type(namedtuple('P', 'x y')(1, 2))
OrderedDict()
OrderedDict([('b', 1), ('a', 2)])
OrderedDict({'z': 1})
OrderedDict(b=1)
OrderedDict([('b', 1)], c=2)
OrderedDict(5)
OrderedDict([1])
OrderedDict.fromkeys('cab')
OrderedDict([('a', 1), ('b', 2)]) == OrderedDict([('b', 2), ('a', 1)])
OrderedDict([('a', 1), ('b', 2)]) == OrderedDict([('a', 1), ('b', 2)])
OrderedDict([('a', 1)]) == {'a': 1}
{'a': 1} == OrderedDict([('a', 1)])
OrderedDict([('a', 1)]) | {'b': 2}
{'b': 2} | OrderedDict([('a', 1)])
OrderedDict([('a', 1), ('b', 2)]).popitem()
OrderedDict([('a', 1), ('b', 2)]).keys()
OrderedDict([('a', 1), ('b', 2)]).items()
OrderedDict([('a', 1), ('b', 2)]).copy()
OrderedDict([('a', 1)]).move_to_end('a')
OrderedDict().popitem()
list(reversed(OrderedDict([('a', 1)])))
isinstance(OrderedDict(), dict)
OrderedDict.__bases__
deque()
deque([])
deque([], 3)
deque((), 3, 1)
deque((), 3, 2)
deque((), 0)
deque((), -1)
deque((), 'a')
deque([1, 2, 3], 5)
deque([1, 2, 3], 2)
deque([1, 2, 3], 2, 1)
deque(5, 5)
deque('abc', 5)
deque((), maxlen=5)
deque((1,), 5, 1, 1)
len(deque((1, 2), 5))
bool(deque((), 5))
list(deque((1, 2), 5))
deque((1, 2), 5)[0]
deque((1, 2), 5)[-1]
deque((1, 2), 5)[2]
deque((1, 2), 5)['a']
deque((1, 2), 5)[0:1]
deque((1, 2), 5) == deque((1, 2), 5)
deque((1, 2), 5) + deque((1, 2), 5)
1 in deque((1, 2), 5)
deque((1, 2), 5).append()
deque((1, 2), 5).pop(1)
deque((), 5).pop()
deque((), 5).popleft()
deque((1,), 5).rotate(1)
deque((1,), 5).clear()
deque((1,), 5).maxlen
deque((1,), 5).extend(5)
deque((1,), 5).extend([2, 3])
deque((1,), 5).extendleft([2])
deque((1,), 5).count(1)
hash(deque((), 5)) != 0
sorted(deque((3, 1, 2), 5))
sum(deque((3, 1, 2), 5))
reversed(deque((3, 1, 2), 5))
list(reversed(deque((3, 1, 2), 5)))
''')
d = deque((), 3)
for op in ('append(1)', 'append(2)', 'appendleft(0)', 'append(3)', 'appendleft(-1)', 'pop()', 'popleft()', 'popleft()', 'popleft()', 'extend([7, 8, 9, 10])', 'append(11)'):
    try: r = eval('d.' + op)
    except Exception as e: r = repr(e)
    print(op, r, list(d), len(d))
d = deque((), 2, 1)
for op in ('append(1)', 'append(2)', 'append(3)', 'appendleft(0)', 'pop()', 'extend([5, 6])', 'popleft()', 'popleft()', 'popleft()'):
    try: r = eval('d.' + op)
    except Exception as e: r = repr(e)
    print(op, r, list(d), len(d))
d = deque((1, 2, 3), 4)
d[1] = 'x'; d[-1] = 'y'
for c in ('d[5] = 1', 'd["a"] = 1', 'del d[0]', 'd[0:1] = [1]', 'd += [1]', 'd.x = 1', 'd *= 2'):
    try: exec(c, globals()); print(c, list(d))
    except Exception as e: print(c, repr(e))
it = iter(d)
print(next(it)); d.append(9); 
try: print(next(it), list(it))
except Exception as e: print(repr(e))
P = namedtuple('P', 'a b')
class Q(P):
    def s(self): return self.a + self.b
    def __repr__(self): return 'Q<%d>' % self.a
q = Q(1, 2); print(q.s(), q, q[0], len(q), q == (1, 2))
p = P(1, 2)
for c in ('p.a = 5', 'p[0] = 5', 'del p.a', 'p.c = 1', 'P.a', 'P.a = 5', 'a, b = p; print(a, b)'):
    try: print(c, exec(c, globals()))
    except Exception as e: print(c, repr(e))
od = OrderedDict()
for k in 'zyxabc': od[k] = ord(k)
del od['x']; od['z'] = 0; od['x'] = 1
print(od, list(od), list(od.values()))
od.update({'q': 9}); od.setdefault('r', 8); od.pop('y')
print(od, od.popitem(), len(od))
for k in list(od): del od[k]
print(od, bool(od))
