print(list(zip([1, 2, 3], 'ab')), list(zip()), list(zip([1])), list(map(lambda x, y: x + y, [1, 2], [3, 4, 5])), list(map(str, range(3))), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, range(4))))
print(list(enumerate('ab')), list(enumerate('ab', 5)), list(enumerate('ab', start=1)), list(reversed([1, 2, 3])), list(reversed('ab')), list(reversed(range(3))), list(reversed((1, 2))))
print(any([]), all([]), any([0, 1]), all([1, 0]), any(x > 2 for x in range(4)), all(x < 9 for x in range(4)), sum([]), sum([1.5, 2]), sum([[1], [2]], []), sum(x * x for x in range(4)))
print(min(3, 1), max('abc'), min([3, 1], key=lambda v: -v), max([], default='d'), min((), default=None), max('a', 'bb', key=len), min({3: 1, 1: 2}), max(-1, -5, key=abs), max([1, 5, 3]))
c = [0]
def nxt(): c[0] += 1; return c[0]
print(nxt(), list(iter([1, 2])), next(iter([]), 'empty'))
i = iter(range(3)); print(next(i), list(i), next(i, 'x'))
print(sorted([3, 1, 2], reverse=True), sorted('hello'), sorted([('b', 1), ('a', 2)], key=lambda t: t[1]), sorted({3, 1, 2}), list(range(0, 10, 3)), list(range(5, 0, -2)), range(5)[2], range(5)[1:3], 3 in range(5), len(range(0, 10, 3)), range(3) == range(3))
m = map(lambda v: v * 2, [1, 2]); print(next(m), list(m), list(m)); z = zip('ab', 'cd'); print(next(z), list(z)); e = enumerate('xy'); print(next(e), next(e)); f = filter(None, [0, 5]); print(next(f))
for g in (lambda: next(iter([])), lambda: iter(5), lambda: next([]), lambda: min([]), lambda: max(5), lambda: sum(['a']), lambda: sum(5), lambda: zip(5), lambda: map(), lambda: list(map(5, [1])), lambda: reversed(5), lambda: list(reversed({1: 2})) if 0 else 1, lambda: enumerate(5), lambda: sorted([1, 'a']), lambda: all(5), lambda: range(1, 2, 0), lambda: range('a'), lambda: len(iter([]))):
    try: g(); print('made')
    except Exception as e: print(type(e).__name__, e)
print(isinstance(5, int), isinstance('a', (int, str)), issubclass(bool, int), isinstance(None, type(None)), callable(len), callable(5), type(5) is int, id(5) == id(5), hash('a') == hash('a'))
print(abs(-5), divmod(17, 5), pow(2, 8), round(7), round(2.5), round(3.5), chr(97), ord('a'), hex(10), oct(8), bin(5), bool([]), bool('0'), str(5), repr('a'), len('abc'))
print(getattr('a', 'nope', 'default'), hasattr([], 'append'), [].append.__class__.__name__, dir(object())[:1])
