import gc
from own_trie import Trie

t = Trie([("car", 1), ("cat", 2), ("", 0), ("dog", 3)])
t["cart"] = [4]
gc.collect()
print(len(t), t.items(), list(t), t.items("car"), t.items("x"))
print("car" in t, "ca" in t, t["cart"], t[""])
del t["car"]
t["cat"] = None
t["cat"] = 5
print(len(t), [k for k in t], t["cat"])
for bad in (lambda: t["car"], lambda: t[7], lambda: Trie(missing=1, other=2), lambda: Trie([(1,)]), lambda: 3 in t):
    try:
        bad()
    except (KeyError, TypeError, ValueError) as e:
        print(type(e).__name__)
u = Trie(missing=lambda key: key * 2)
print(u["ab"], len(u), list(u))
for i in range(200):
    u["%d" % (i * i)] = i
gc.collect()
print(len(u), u["39601"], u.items("96"))
