import gc
from own_lru import Lru, LruError

def trial(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e.args)

c = Lru(3, on_evict=lambda k, v: print("evict", k, v))
for i, k in enumerate("abcab"):
    c[k] = i
print(c, len(c), bool(c), list(c), c.items())
print(c["c"], list(c))
c["d"] = "new"
print(list(c), "a" in c, "b" in c, c.hits, c.misses)
trial(lambda: c["nothing"])
print(c.get("nothing"), c.get("nothing", 7), c.get("d"), c.hits, c.misses)
del c["d"]
trial(lambda: c.__class__)
print(list(c), len(c))
def wipe():
    del c["zz"]
trial(wipe)
c.update({1: 2}).update([(3, 4), (5, 6)], seven=7)
print(c.items())
trial(lambda: c.update([(1, 2, 3)]))
trial(lambda: c.update(1))
c.capacity = 1
print(c.capacity, c.items())
trial(lambda: Lru(0))
try:
    Lru(capacity=2, wrong=1)
except TypeError as e:
    print("TypeError")
print(issubclass(LruError, ValueError))
try:
    raise LruError("mine", 1)
except ValueError as e:
    print(repr(e))
trial(lambda: setattr(c, "hits", 3))
trial(lambda: c + 1)
big = Lru(50)
for i in range(500):
    big[i % 70] = [i] * 3
    if i % 100 == 0:
        gc.collect()
print(sum(v[2] for k, v in big.items()), len(big), big[69])

class Sub(Lru):
    def double(self, k):
        return self[k] * 2

s = Sub(2)
s["x"] = 21
print(s.double("x"), len(s), list(s), "x" in s, s.hits)
