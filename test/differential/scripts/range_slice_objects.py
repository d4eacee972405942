# Ranges and slice objects.
from tries import *
xs('''
range(5)
range(1, 5)
range(5, 1)
range(1, 5, 2)
range(5, 1, -2)
range(0)
range(-3)
range(1, 2, 0)
range()
range(1, 2, 3, 4)
range('a')
range(None)
range(1.0)
range(True)
range(2, step=1)
range(10)[3]
range(10)[-1]
range(10)[10]
range(10)[-11]
range(10)[2:5]
range(10)[::2]
range(10)[::-1]
range(10)[5:1:-2]
range(10)[1:2][0]
range(10)[::0]
range(10)[None]
range(10)['a']
range(10)[1.0]
len(range(10))
len(range(0, 10, 3))
len(range(10, 0, -3))
len(range(10, 0))
3 in range(5)
5 in range(5)
1.0 in range(5)
'a' in range(5)
range(3) == range(3)
range(3) != range(3)
range(3) < range(3)
bool(range(0))
bool(range(1))
range(5).start
range(1, 5, 2).step
range(1, 5, 2).stop
range(5).foo
list(reversed(range(5)))
range(3) + range(2)
range(3) * 2
hash(range(3))
range(0, 10, 3)[1:]
range(0, 10, 3)[-2:]
range(0, 10, 3)[:2]
range(10, 0, -1)[2:8:3]
range(10, 0, -1)[8:2:-3]
range(0, 5, 2)[::3]
sum(range(101))
max(range(5))
min(range(5, 0, -1))
sorted(range(5, 0, -1))
list(range(3, -3, -1))
tuple(range(2))
[*map(lambda i: i * i, range(4))]
''')
class C:
    def __getitem__(self, k): return k
c = C()
for s in ['1:2', ':', '1:', ':2', '::3', '1:2:3', 'None:None', '"a":"b"', '1, 2', '1:2, 3', '...', ':, :', '1.5:', '()', '(1,)', '1,', '*[1, 2]', 'x:=3', 'lambda: 1']:
    try:
        r = eval('c[%s]' % s, {'c': c})
        print(s, r if not callable(r) else 'fn', getattr(r, 'start', 'no'), getattr(r, 'stop', 'no'), getattr(r, 'step', 'no'))
    except Exception as e: print(s, repr(e))
s = c[1:10:2]
for n in (0, 1, 5, 20, -1, 'a', None, 1.5):
    try: print(n, s.indices(n), c[::-1].indices(n), c[-3:].indices(n), c[5:-20:-3].indices(n))
    except Exception as e: print(n, repr(e))
x('c[::0].indices(5)')
x('s.indices()')
x('s == c[1:10:2]')
x('s.foo')
try: s.start = 5
except Exception as e: print(repr(e))
try: hash(s)
except Exception as e: print(repr(e))
x('slice(1)')
x('type(s)')
x('isinstance(s, slice)')
