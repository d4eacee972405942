l = [3, 1, 2]
l.append(4); l.extend([5, 6]); l.extend('ab'); l.insert(0, 'first'); l.insert(-1, 'x'); l.insert(100, 'end'); l.insert(-100, 'start'); print(l)
print(l.pop(), l.pop(0), l.pop(-2), l); l.remove('first'); print(l, l.index(1), l.count(3), l.index(2, 1), l.index(5, -4))
l = [3, 1, 2]; l.sort(); print(l); l.sort(reverse=True); print(l); l.sort(key=lambda v: v % 3); print(l); l.reverse(); print(l)
print(sorted([3, 1, 2]), sorted('bca'), sorted((2, 1), reverse=True), sorted({3: 'a', 1: 'b'}), sorted(['b', 'A', 'c'], key=str.lower), sorted([[2], [1, 5], [1]]), sorted([(1, 'b'), (1, 'a')]))
c = l.copy(); c.append(9); print(l, c, l == c, l != c, l < c, l + c, l * 2, 2 * l, l * 0); c.clear(); print(c, bool(c), len(c))
print([1, 2] < [1, 3], [1] < [1, 0], [] < [1], [2] > [1, 9], [1, 2] == [1, 2], [1] == (1,), [[1], 2] == [[1], 2], 1 in [1], [1] in [[1]], None in [0])
print([0] * 5, [[]] * 2, [1, 'a', None, 2.5, (1,), [2], {3: 4}], [] + [], list(range(5)), list('ab'), list((1, 2)), list({1: 2}), list(map(str, [1, 2])))
m = [[0] * 2 for _ in range(2)]; m[0][1] = 5; print(m); n = [[0]] * 2; n[0].append(1); print(n)
l = list(range(6)); l[1:3] = ['a', 'b', 'c']; print(l); l[:] = [1, 2, 3]; print(l); l[len(l):] = [4]; print(l); l[0:0] = [0]; print(l); del l[1:3]; print(l); del l[0]; print(l); l += l; print(l); l *= 2; print(l)
l = [1, 2, 3, 4, 5]; print(l[::2], l[::-1], l[-2:], l[:-2], l[1:-1], l[10:], l[::-2], l[3:0:-1], l[-1], l[-5])
it = iter([1, 2]); print(next(it), next(it), next(it, 'd'))
r = [1, 2, 3]
for x in r:
    if x < 3: r.append(x + 10)
print(r)
for f in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1].index(2), lambda: [1][1], lambda: [1]['a'], lambda: [1] + (2,), lambda: [1] * 1.5, lambda: [1] < 2, lambda: [1, 'a'].sort(), lambda: sorted([1, 'a']), lambda: sorted(5), lambda: [].append(), lambda: [1, 2].insert(0), lambda: list(5), lambda: min([]), lambda: [1].foo, lambda: [][0]):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class K:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __repr__(self): return 'K%d' % self.v
k = [K(3), K(1), K(2)]; k.sort(); print(k, min(k).v, sorted(k, reverse=True))
a = [1]; a.append(a); print(len(a), a[1] is a)
