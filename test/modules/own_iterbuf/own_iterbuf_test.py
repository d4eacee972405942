import sys, io, array
from collections import deque, OrderedDict, namedtuple
from own_iterbuf import *
bad = 0
def eq(got, want, what=''):
    global bad
    if repr(got) != repr(want):
        bad += 1
        print('BAD', what, got, want)
class U:
    def __init__(self, n): self.n = n; self.i = 0
    def __iter__(self): return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
class G:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * i
class L(list): pass
class D(dict): pass
def gen(n):
    for i in range(n): yield str(i)
class It(io.IOBase): pass
P = namedtuple('P', 'a b')
make = [
 lambda: [1, 2, 3], lambda: (1, 2), lambda: P(1, 2), lambda: {'a': 1, 'b': 2}, lambda: {1: 2}.keys(), lambda: {1: 2}.values(), lambda: {1: 2, 3: 4}.items(), lambda: OrderedDict([(1, 2), (3, 4)]), lambda: OrderedDict([(9, 2), (3, 4)]).items(),
 lambda: {1, 2, 3}, lambda: frozenset([5, 6]), lambda: 'héllo€', lambda: b'ab\xff', lambda: bytearray(b'xyz'), lambda: array.array('h', [-1, 2, 3]), lambda: array.array('f', [1.5]), lambda: memoryview(b'abc'), lambda: memoryview(array.array('I', [2**31, 5]))[1:],
 lambda: range(5), lambda: range(10, 0, -3), lambda: gen(3), lambda: (x * x for x in range(4)), lambda: zip('ab', [1, 2], (3, 4, 5)), lambda: map(lambda x, y: x + y, [1, 2], [3, 4]), lambda: enumerate('ab', 5), lambda: filter(None, [0, 1, '', 'a']), lambda: reversed([1, 2, 3]),
 lambda: deque([1, 2, 3], 5), lambda: io.StringIO('a\nb\nc'), lambda: io.BytesIO(b'a\nb'), lambda: U(3), lambda: G(), lambda: L([1, 2]), lambda: D(a=1), lambda: iter([7, 8]), lambda: iter('xy'), lambda: iter({5: 6}), lambda: iter(range(3)), lambda: iter(G()),
 lambda: [], lambda: (), lambda: {}, lambda: '', lambda: set(), lambda: gen(0), lambda: Count(4), lambda: Twice(3), lambda: Box([1, 2]), lambda: Box(Box(Twice(2))), lambda: Box(gen(2)), lambda: Count(0), lambda: iter(Twice(2)), lambda: iter(Box('ab')),
]
for i, m in enumerate(make):
    want = [x for x in m()]
    eq(to_list(m()), want, i)
    eq(list(m()), want, i)
    eq(pairs(m(), m()), list(zip(want, want)), i)
    eq(pairs(m(), Box(m())), list(zip(want, want)), i)
    eq(until(m()), (len(want), None), i)
    eq(tuple(m()), tuple(want), i); eq(sum(1 for _ in m()), len(want)); eq(len(to_list(enumerate(m()))), len(want))
    if want: a, *b = m(); eq([a] + b, want)
eq(to_list(Twice(3)), [0, 0, 1, 1, 2, 2]); eq(to_list(Count(4)), [3, 2, 1, 0])
eq(flatten([1, [2, (3, [4, [5]])], Count(2)] , 9)[:5], [1, 2, 3, 4, 5]); eq(flatten([1, [2, [3, [4]]]], 2), [1, 2, 3, [4]])
eq(flatten(({'a': 1}, [gen], Box), 5), [{'a': 1}, gen, Box])
def bad_gen():
    yield 1
    yield 2
    raise KeyError('g')
eq(until(bad_gen())[0], 2); eq(repr(until(bad_gen())[1]), "KeyError('g',)")
eq(repr(until(5)), '(0, TypeError("\'int\' object isn\'t iterable",))'); eq(repr(until(None)[1]), 'TypeError("\'NoneType\' object isn\'t iterable",)')
eq(repr(until(Count(16))), "(3, ValueError('unlucky',))")
class B:
    def __iter__(self): return 5
class N:
    def __iter__(self): return self
    def __next__(self): return until(bad_gen())[0] or 1 // 0
it = N()
eq(pairs(it, [1, 2, 3]), [(2, 1), (2, 2), (2, 3)])
class E:
    def __getitem__(self, i):
        if i == 2: raise ValueError('two')
        return i
eq(repr(until(E())), "(2, ValueError('two',))")
class R:
    def __init__(self, d): self.d = d
    def __iter__(self):
        for x in to_list(Box([1, 2])): yield x
        if self.d: yield from to_list(R(self.d - 1))
eq(to_list(R(3)), [1, 2] * 4)
# a container changed while C iterates
a = [1, 2, 3]
class Ap:
    def __iter__(self): return self
    def __next__(self):
        if len(a) < 8: a.append(len(a) + 1)
        return len(a)
eq(pairs(a, Ap()), [(1, 4), (2, 5), (3, 6), (4, 7), (5, 8), (6, 8), (7, 8), (8, 8)])
# own iterables where Python iterates
for T, w in ((Twice, [0, 0, 1, 1]), (Count, [1, 0])):
    eq([x for x in T(2)], w); eq(sorted(T(2)), sorted(w)); eq(1 in T(2), True); eq(5 in T(2), False); eq(list(zip(T(2), T(2))), [(x, x) for x in w]); eq(set(T(2)), {0, 1}); eq(bytes(T(2)), bytes(w)); eq(max(T(2)), 1); eq(','.join(map(str, T(2))), ','.join(map(str, w)))
    x = []; x.extend(T(2)); x += T(2); eq(x, w + w)
    eq((lambda *a: a)(*T(2)), tuple(w))
    def yf(): yield from T(2)
    eq(list(yf()), w)
    eq(dict(zip(T(2), T(2))), {0: 0, 1: 1}); eq(array.array('B', T(2)), array.array('B', w)); eq(deque(T(2), 9)[0], w[0]); eq(any(T(2)), True); eq(all(T(2)), False)
try:
    for x in Count(15): pass
except ValueError as e: eq((x, str(e)), (13, 'unlucky'))
try: next(Twice(1))
except TypeError as e: eq(str(e), "'Twice' object isn't an iterator")
eq(next(Count(2)), 1); eq(next(Count(0), 'd'), 'd')
class TT(Twice):
    pass
eq(list(TT(2)), [0, 0, 1, 1]) 
class CC(Count):
    pass
eq(to_list(Box(TT(1))), [0, 0])
print("failed:", bad)
