s = {1, 2, 3}
s.add(4); s.add(1); s.discard(9); s.discard(4); s.remove(3); print(s, len(s), 1 in s, 9 not in s)
a, b = {1, 2, 3}, {2, 3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), sorted(a.union(b)), sorted(a.intersection(b)), sorted(a.difference(b)), sorted(a.symmetric_difference(b)), a <= b, a < a | b, a >= {1}, a > {1}, a == {3, 2, 1}, a != b)
print(a.issubset({1, 2, 3, 4}), a.issuperset([1]), a.isdisjoint([9]), a.isdisjoint(b), sorted(a.union('x', ) - a) if 0 else 0, sorted(a.difference([1], [2])))
c = a.copy(); c.update([7, 8]); c.update((9,), {10}); print(sorted(c)); c.intersection_update([7, 8, 1]); print(sorted(c)); c.difference_update([7]); print(sorted(c)); c.symmetric_difference_update([8, 5]); print(sorted(c)); c |= {6}; c &= {6, 5}; c -= {5}; c ^= {1}; print(sorted(c)); c.clear(); print(c, bool(c))
print(set(), set([1, 1, 2]), set('aab') == {'a', 'b'}, set(range(3)), set({1: 2}), {x % 3 for x in range(9)}, set(()), {(1, 2), (1, 2)})
f = frozenset([1, 2]); print(f, f | {3}, f == {1, 2}, hash(f) == hash(frozenset([2, 1])), {f: 'k'}[frozenset((2, 1))], f - {1}, f & f, 1 in f, len(f), sorted(f), frozenset(), f.union([5]), frozenset('a'))
p = {5}; print(p.pop(), p)
t = set()
for i in range(50): t.add(i * 7 % 31)
print(len(t), sum(t), max(t), sorted(t)[:5])
for g in (lambda: {1}.remove(2), lambda: set().pop(), lambda: {[]}, lambda: set([[]]), lambda: {1} | [2], lambda: {1} + {2}, lambda: {1}[0], lambda: set(5), lambda: frozenset([1]).add(2), lambda: {1} < 5, lambda: {1}.union(5), lambda: hash({1}), lambda: {1}.foo, lambda: {{}}, lambda: {1}.update(5), lambda: f.clear()):
    try: print(g())
    except Exception as e: print(type(e).__name__, e)
