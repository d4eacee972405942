// Expressions over sample values of every builtin type: all operators over all pairs, all functions, random calls of
// all methods, random ints in all their operations and formats.

import type { Random } from '../helpers/random.js';

/** What the snippets use. */
export const PRELUDE = `
import sys, io
from array import array
from collections import deque, OrderedDict, namedtuple
class SL:
    def __getitem__(self, i): return i
slice_ = SL()[1:2]
od = OrderedDict([('a', 1), ('b', 2)])
nt = namedtuple('P', 'x y')(1, 2)
class A:
    def m(self): return 1
    def __repr__(self): return 'A()'
a = A()
class B(A):
    def __eq__(self, o): return True
    def __hash__(self): return 7
    def __len__(self): return 2
    def __getitem__(self, i):
        if i > 1: raise IndexError
        return i
class E(Exception): pass
class D(dict): pass
class L(list): pass
class T(tuple): pass
class S(str): pass
class N(int): pass
class BY(bytes): pass
class Int:
    def __int__(self): return 2
    def __repr__(self): return 'Int()'
class It:
    def __iter__(self): yield 'k'; yield 'v'
def f(*a): return a
def gen():
    try:
        r = yield 1
        yield r
    except ValueError: yield 'caught'
def _method(o, m, *a, **k):
    try: r = getattr(o, m)(*a, **k)
    except StopIteration as e: r = ('stop', e.value)
    except Exception as e: r = e
    return r, o
`;

const VALUES = [
  ...['0', '1', '-3', 'True', 'None', '2**40', '-(2**70)', '1.5', '-0.0', '2j', '...', 'NotImplemented'],
  ...["'abc'", "''", "'a b'", "b'abc'", "bytearray(b'xyz')", "memoryview(b'abc')", "memoryview(bytearray(b'abc'))"],
  ...['[]', '[1, 2, 3]', "[3, 'a']", '()', '(1, 2)', '{}', "{'a': 1}", '{1, 2}', 'set()', "frozenset((1, 'a'))"],
  ...['range(3)', 'range(5, 0, -2)', 'slice_', "array('i', [1, 2])", "array('B', b'abc')", 'deque((1, 2), 5)'],
  ...['OrderedDict()', 'od', 'nt', 'int', 'str', 'A', 'a', 'B()', 'len', 'f', 'gen', 'iter([1, 2])', 'sys', 'E'],
  ...["ValueError('x')", 'a.m', 'D(x=1)', 'L([1, 2])', 'T((1, 2))', "S('abc')", 'N(7)'],
] as const;

const OPERATORS = [
  ...['+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>'],
  ...['<', '<=', '==', '!=', '>', '>=', 'is', 'in', 'not in', 'and', 'or'],
] as const;

/** `X` stands for a value. */
const FORMS = `
-X|+X|~X|not X|abs(X)|len(X)|bool(X)|int(X)|float(X)|str(X)|repr(X)|list(X)|tuple(X)|set(X)|sorted(X)|bytes(X)
bytearray(X)|iter(X)|next(X)|X()|X[0]|X[-1]|X[1:]|X[::2]|X[::-1]|X["a"]|X[None]|complex(X)|dict(X)|enumerate(X)
list(enumerate(X))|reversed(X)|list(reversed(X))|sum(X)|min(X)|max(X)|all(X)|any(X)|chr(X)|ord(X)|hex(X)|oct(X)|bin(X)
round(X)|round(X, 1)|round(X, -1)|divmod(X, 2)|divmod(7, X)|pow(X, 2)|pow(X, 2, 5)|range(X)|callable(X)
isinstance(X, int)|isinstance(X, (str, list, A))|issubclass(X, A)|isinstance(1, X)|type(X)|X.__class__|X.__name__|X.foo
hasattr(X, "a")|getattr(X, "x", 5)|"%s" % X|"%s" % (X,)|"%r" % (X,)|"%d" % (X,)|"%x" % (X,)|"%5s|%-5s" % (X, X)
"{}".format(X)|"{:5}".format(X)|"{!r:>12}".format(X)|f"{X}"|"{:d}".format(X)|"{:x}".format(X)|"{:>8s}".format(X)
"abc".join(X)|b"a".join(X)|"a".split(X)|"aXa".replace(X, "q")|"abc".find(X)|"abc".startswith(X)|"abc".strip(X)
[1, 2, 3][X]|(1, 2, 3)[X]|"abc"[X]|b"abc"[X]|bytearray(3)[X]|range(9)[X]|[1] * X|"a" * X|b"a" * X|(1,) * X|zip(X)
list(zip(X, X))|list(map(f, X))|list(filter(None, X))|print(X)|f(*X)|f(**X)|(lambda a, b: (a, b))(*X)|[i for i in X]
{i for i in X}|{i: 1 for i in X}|{X: 1}|{X}|X == X|X in [X]|[X].index(X)|[X].count(X)|property(X)|staticmethod(X)
classmethod(X)|map(X, [1])|list(map(X, [1]))|filter(X, [1, 0])|sorted([3, 1], key=X)|sorted([3, 1], reverse=X)
max(1, 2, key=X)|max([], default=X)|exec(X)|eval(X)|object.__new__(X)|type("N", (X,), {})|type("N", X, {})|type(X, (), {})
array("b", X)|deque(X, 3)|deque((), X)|deque(X)|OrderedDict(X)|frozenset(X)|memoryview(X)|namedtuple(X, "a")
setattr(X, "zz", 1)|delattr(X, "zz")|int.from_bytes(X, "little")|str(X, "utf-8")|memoryview(b"abc")[X]
array("i", [1, 2])[X]|X.append(1)|X.update(X)|X.pop()|X.clear()|X.copy()|X.count(1)|X.keys()|X.get(1)|X.send(None)
X.close()|X.join(["a"])|X.upper()|X.format(1)|X.add(3)|X.remove(1)|X.sort()|X.extend([1])|X.insert(0, 1)|X.reverse()
X.args|X.value|X.start|X.x|X.m()|X.real|X.mro()|X.__bases__|X.__module__|X.__qualname__|X.__doc__|X.__init__|X.__call__
dict.fromkeys(X)|dict.fromkeys(X, 1)|{}.update(X)|[].extend(X)|bytearray().extend(X)|set().update(X)|{1}.union(X)
{1}.issubset(X)|{1}.difference(X)|frozenset().union(X)|iter(X, 1)|list(iter(X, 1))|next(X, 5)|print(1, file=X)
setattr(a, X, 1)|getattr(a, X)|sum([[1], [2]], X)|sum([], X)|divmod(X, X)
`
  .trim()
  .split(/[|\n](?!%)/);

const isHuge = (value: string): boolean => value.includes('2**');

/** Every operator over every pair of values, every form over every value. */
export function allExpressions(): string[] {
  const binary = VALUES.flatMap((x) =>
    VALUES.flatMap((y) =>
      OPERATORS.filter((op) => !(isHuge(y) && (op === '<<' || op === '**'))).map((op) => `${x} ${op} ${y}`),
    ),
  );
  const growing = /\* X|range|array\(X\)|bytes\(X|deque\(\(\)/;
  const forms = FORMS.flatMap((form) =>
    VALUES.filter((x) => !(isHuge(x) && growing.test(form))).map((x) => form.replace(/X/g, x)),
  );
  return [...binary, ...forms];
}

// --- methods ---------------------------------------------------------------------------------------------------------

const TEXT =
  'find rfind index rindex join split rsplit splitlines startswith endswith strip lstrip rstrip format replace count partition rpartition center lower upper isspace isalpha isdigit isupper islower'.split(
    ' ',
  );
/** Objects and their methods. */
const METHODS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["''", "'abcabc'", "'a,b,,c'", "' x y  z '", "'Hello World'", "'a\\nb\\r\\nc\\r\\n'", "S('aXbX')"], TEXT],
  [["b''", "b'abcabc'", "b'a,b,,c'", "b' x\\ty '", "b'\\x00\\xff'", "BY(b'ab')"], TEXT],
  [
    ['bytearray()', "bytearray(b'abcab')", "bytearray(b'a b')"],
    [...TEXT, 'append', 'extend'],
  ],
  [
    ['[]', '[1, 2, 3, 2]', "['b', 'a', 'c']", 'L([1, 2])', '[[1], [2]]'],
    ['append', 'clear', 'copy', 'count', 'extend', 'index', 'insert', 'pop', 'remove', 'reverse', 'sort'],
  ],
  [
    ['()', '(1, 2, 3, 2)', "('a',)", 'T((1, 2))'],
    ['count', 'index'],
  ],
  [
    ['{}', "{'a': 1, 'b': 2}", "{1: 2, 'x': None}", 'D(a=1)', "OrderedDict([('z', 1), ('y', 2)])"],
    'clear copy get items keys pop popitem setdefault update values __getitem__ __setitem__ __delitem__ fromkeys'.split(
      ' ',
    ),
  ],
  [
    ['set()', '{1, 2, 3}', "{'a', 'b'}", 'frozenset()', 'frozenset((1, 2))'],
    'add clear copy discard difference difference_update intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference symmetric_difference_update union update __contains__'.split(
      ' ',
    ),
  ],
  [
    ['deque((), 3)', 'deque((1, 2, 3), 5)', 'deque((1, 2), 2)'],
    ['append', 'appendleft', 'extend', 'pop', 'popleft'],
  ],
  [
    ["array('i')", "array('i', [1, 2, 3])", "array('B', b'ab')", "array('d', [1.5])"],
    ['append', 'extend'],
  ],
  [
    ['gen()', "(x for x in 'ab')"],
    ['send', 'throw', 'close', '__next__', 'pend_throw'],
  ],
];
const ARGUMENTS = [
  ...['0', '1', '-1', '2', '3', '5', '-5', 'True', 'None', '2**40', '1.5', "'a'", "'b'", "''", "','", "'bc'", "b'a'"],
  ...["b'bc'", "b''", "bytearray(b'a')", '[1]', "['a', 'b']", "[b'a', b'b']", '(1, 2)', "('a', 'b')", '()', "{'a': 5}"],
  ...['{1, 2}', "[('k', 'v')]", 'range(3)', 'f', 'Int()', 'A()', 'ValueError', "ValueError('v')", 'It()', "S('a')"],
  ...['L([1])', 'T((1,))', 'iter([1, 2])', 'len', "'{}'", "'{0!r:>5}'"],
];
const KEYWORDS = ['key=f', 'reverse=True', 'key=len', 'keepends=True', 'sep=","', 'a=1'];

export function methodCall(random: Random): string {
  const [objects, methods] = random.pick(METHODS);
  const args = random.times(random.pick([0, 1, 1, 1, 1, 2, 2, 2, 3]), () => random.pick(ARGUMENTS));
  if (random.oneIn(25)) args.push(random.pick(KEYWORDS));
  return `_method(${[random.pick(objects), `'${random.pick(methods)}'`, ...args].join(', ')})`;
}

// --- ints ------------------------------------------------------------------------------------------------------------

const FORMATS =
  '{:d} {:x} {:X} {:o} {:b} {:,} {:_} {:_x} {:_b} {:#x} {:#o} {:#b} {:+d} {:08d} {:>20} {:<20}| {:^20}| {:=+20d} {:020,d} {:#012x} {:*^+15} {:n} {!r:>30} {!s:5}'.split(
    ' ',
  );
const PERCENTS = '%d %x %X %o %5d %-5d| %05d %+d %#x %#o %.5d %s %r %20s %-20r| %i %u %+05d'.split(' ');
const TEXTS = ['', '1_0', '1__', '0', '00', '012', '1f', 'zz', '101', '-', '99999999999999999999'];

function int(random: Random): string {
  const sign = random.oneIn(2) ? '-' : '';
  const text = random.pick([
    () => String(random.below(20) - 10),
    () => String(random.below(2000) - 1000),
    () => `${sign}${2n ** BigInt(random.below(100)) + BigInt(random.below(3) - 1)}`,
    () => `${sign}${BigInt(random.below(2 ** 31)) * BigInt(random.below(2 ** 31)) * BigInt(random.below(2 ** 20) + 1)}`,
    () => 'True',
  ])();
  return text.startsWith('-') ? `(${text})` : text;
}

export function intExpression(random: Random): string {
  const i = (): string => int(random);
  const small = (): string => `(${random.below(70) - 5})`;
  const step = (): string => random.pick(['1', '-1', '2', '3', '-4', '7']);
  return random.pick([
    () => `pow(${i()}, ${small()}, ${i()})`,
    () => `${i()} ${random.pick(['+', '-', '*', '//', '%', '&', '|', '^', '<', '<=', '==', '!=', '>', '>='])} ${i()}`,
    () => `${i()} ${random.pick(['<<', '>>'])} ${small()}`,
    () => `divmod(${i()}, ${i()})`,
    () => `${i()} ** ${random.below(20)}`,
    () =>
      `int('${random.pick(['', '-', '+', ' ', '0x', '0b', '0o'])}${random.pick(TEXTS)}${random.pick(['', ' ', 'L'])}'${random.pick(['', ', 0', ', 10', ', 16', ', 2', ', 36', ', 1'])})`,
    () =>
      `int.from_bytes(bytes([${random.times(random.below(12), () => random.below(256))}]), '${random.pick(['little', 'big'])}')`,
    () => `'${random.pick(FORMATS)}'.format(${i()})`,
    () => `'${random.pick(PERCENTS)}' % ${i()}`,
    () => `bool(${i()}), -${i()}, ~${i()}, abs(${i()}), +${i()}, hex(${i()}), oct(${i()}), bin(${i()})`,
    () => `round(${i()}, ${random.below(6) - 4})`,
    () => `min(${i()}, ${i()}), sorted([${i()}, ${i()}, ${i()}]), sum([${i()}, ${i()}])`,
    () => `[*range(${small()}, ${small()}, ${step()})]`,
    () => `range(${small()}, ${small()}, ${step()})[${random.pick(['::2', '1:', '::-1', '-3:', '2:5', '5', '-1'])}]`,
  ])();
}
