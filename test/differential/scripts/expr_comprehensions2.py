print([x * y for x in range(3) for y in range(x)])
print([(x, y) for x in 'ab' if x != 'q' for y in (1, 2) if y > 1])
print({x % 3 for x in range(10)}, {k: v for k, v in zip('abc', range(3))} == {'a': 0, 'b': 1, 'c': 2})
print(list(x for x in [1, 2]), sum(x for x in range(5)), max((x * x for x in (-3, 2)), default=0))
print([[c for c in r] for r in ('ab', 'cd')], [i for i in [j for j in range(3)]])
x = 'outer'
[x for x in range(3)]
print(x)
def f(n): return [n + i for i in range(2)], {n: i for i in range(2)}, [lambda: n + i for i in range(2)][0]()
print(f(10))
print([a for a, b in [(1, 2), (3, 4)]], [a for a, *b in ['xy', 'z']], [b for a, *b in ['xy', 'z']])
g = (i for i in range(3))
print(next(g), list(g), list(g))
print([i if i % 2 else -i for i in range(4)], [None for _ in range(2)])
print(dict((k, v) for k, v in [(1, 2)]), set(c for c in 'aab') == {'a', 'b'}, tuple(i for i in range(2)))
class C:
    items = [1, 2]
    doubled = [i * 2 for i in items]
print(C.doubled)
try: print([undefined for i in range(1)])
except NameError as e: print(e)
try: print([i for i in 5])
except TypeError as e: print(e)
print([i for i in range(10) if i > 2 if i < 6], [(i, j) for i in range(2) for j in range(2) if i != j])
print((lambda: [locals_free for locals_free in 'ab'])())
