# What chained comparisons evaluate, and in which order.
log = []
class V:
    def __init__(self, n): self.n = n
    def __lt__(self, o): log.append(('lt', self.n, o.n)); return self.n < o.n
    def __gt__(self, o): log.append(('gt', self.n, o.n)); return self.n > o.n
    def __eq__(self, o): log.append(('eq', self.n, o.n)); return self.n == o.n
    def __contains__(self, o): log.append(('in', self.n, o.n)); return o.n in (self.n, self.n + 1)
    def __repr__(self): return 'V%d' % self.n
def v(n): log.append(n); return V(n)
import sys
for s in ['v(1) < v(2) < v(3)', 'v(3) < v(2) < v(1)', 'v(1) < v(2) > v(0) == v(0)', 'v(1) in v(1) in v(1)', 'v(1) not in v(2) < v(3)', 'v(1) is v(1) < v(2)', 'v(1) is not v(2) < v(3)', 'not v(1) < v(2) < v(2)', '(v(1) < v(2)) == True', 'v(1) == v(1) == v(1) == v(2) == v(3)', 'v(1) < v(2) and v(2) < v(3) or v(9)', 'v(1) < (v(2) if v(3) < v(4) else v(5)) < v(6)', '[v(1) < v(2) < v(3), v(3) > v(2) > v(1)]', 'v(1) < v(2) < 3']:
    log.clear()
    try: r = eval(s)
    except Exception as e: r = repr(e)
    print(s, r, log)
def f(a, b, c, d): return a < b <= c != d
print(f(1, 2, 2, 3), f(1, 1, 2, 3), f(1, 2, 1, 0), f(1, 2, 3, 3))
x = 5
print(1 < x < 10, 1 < x > 10, 10 > x <= 9 == 9, None is None is not 1, 1 in [1] in [[1]], 'a' in 'ab' in ['ab'])
i = 0
while 0 <= i < 3 <= 3: i += 1
print(i)
print([a for a in range(10) if 2 < a < 6 != 5])
print((lambda p: 0 < p < 5 and p % 2)(3))
def nested(): return (1 < 2 < (3 < 4 < 5) < 6)
try: print(nested())
except Exception as e: print(repr(e))
print(1 < 2 < 3 if 4 < 5 < 6 else 7, not 1 < 2 < 3, -1 < -0 < 1, ~1 < 0 == 0, 1 | 2 < 4 & 7 == 4)
