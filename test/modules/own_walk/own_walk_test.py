import gc
import own_walk as m

r, d, p = m.Range(5), m.Down(4), m.Pair(3)
print(list(r), list(r), list(d), list(d), list(p), m.count())
print(next(p, "none"), [x for x in p], sum(r), max(m.Down(9)), m.count())
d = m.Down(3)
print(iter(d) is d, next(d), list(d), next(d, "end"))
p = m.Pair(2)
print(next(p), next(p), list(p))
print(3 in m.Down(5), 7 in m.Down(5), 16 in m.Range(5), sorted(m.Down(6)), tuple(m.Range(3)), set(m.Range(1)))
a, b, *c = m.Range(6)
print(a, b, c, list(zip(m.Down(3), m.Range(9))), dict(m.Pair(3)))
print(m.nested(m.Range(3), m.Range(2)), m.nested("ab", m.Pair(2)), m.nested(m.Down(2), [1, 2]), m.count())
for line in m.Lines("one\ntwo\n\nthree"):
    print(repr(line))
lines = m.Lines("a\nb\n")
print(next(lines), list(lines), list(m.Lines("")), next(lines, 0))


def both(n):
    yield from m.Down(n)
    yield from m.Range(n)


g = both(3)
print(next(g))
gc.collect()
print(list(g), [x + y for x in m.Down(2) for y in m.Range(3)])
for bad in (lambda: m.Down(), lambda: m.Range("x"), lambda: next(m.Range(2)), lambda: m.nested(1, 2)):
    try:
        bad()
    except TypeError:
        print("TypeError")
