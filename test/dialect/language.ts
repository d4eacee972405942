// What python-dialect.md says of the language, section by section: a script and what it prints on both boards. Errors are
// printed by `E`, which the scripts share.

/** `E(source)` prints the exception that a piece of source ends in. */
export const PRELUDE = `
def E(source, **names):
    try: exec(source, names)
    except BaseException as e: print(type(e).__name__ + ': ' + str(e))
    else: print('no error')
`;

export const LANGUAGE: Readonly<Record<string, readonly (readonly [source: string, printed: string])[]>> = {
  '3.1': [
    ["exec('print(1)\\r\\nprint(2)\\rprint(3)')", '1\n2\n3'],
    ['E("a\\0b")', 'SyntaxError: invalid syntax'],
    ['é = 1\nprint(é)', '1'],
    ["E(' x = 1')", 'IndentationError: unexpected indent'],
    ["E('if 1:\\n    x = 1\\n  y = 2')", "IndentationError: unindent doesn't match any outer indent level"],
    ["E('if 1:\\nx = 1')", 'SyntaxError: invalid syntax'],
    ["exec('if 1:\\n\\tx = 1\\n        print(x)')", '1'],
    ['x = 1 + \\\n  2\nprint(x)', '3'],
    ["E('x = $')\nE('x = ?')\nE('!')\nE('`')", 'SyntaxError: invalid syntax\n'.repeat(4).trim()],
    ['match = case = type_ = 1\nprint(match)', '1'],
    ["E('nonlocal = 1')", 'SyntaxError: invalid syntax'],
    ["E('x' * 256 + ' = 1')", 'RuntimeError: name too long'],
  ],
  '3.2': [
    ['print(1__0, 0x_f, 1_, 0O17, 0B1, 00, 0_0)', '10 15 1 15 1 0 0'],
    [
      "E('0777')\nE('12abc')\nE('0b2')\nE('1e')",
      'SyntaxError: invalid syntax for integer with base 0\nSyntaxError: invalid syntax for integer with base 10\nSyntaxError: invalid syntax for integer with base 2\nSyntaxError: invalid syntax for number',
    ],
    ["print(r'\\n', b'\\x41', rb'\\x', '\\101', '\\q', '\\x41\\u0042\\U00000043')", "\\n b'A' b'\\\\x' A \\q ABC"],
    ['E(\'R"x"\')\nE(\'"a" b"b"\')', 'SyntaxError: invalid syntax\nSyntaxError: invalid syntax'],
    ['E(\'"\\\\N{DIGIT ONE}"\')', 'NotImplementedError: unicode name escapes'],
    ["print('a' 'b', b'a' b'b', 1j, 1.5j, ..., len('''x\ny'''))", "ab b'ab' 1j 1.5j Ellipsis 3"],
    ["print(len(b'é'), ord('\\777'))", '2 511'],
  ],
  '3.3': [
    [
      "x = 5\nd = {'a': 1}\nprint(f\"{x} {x!r:>4} {x:03d} {{}} {d['a']} {'#'} {x=} {x==5}\")",
      '5    5 005 {} 1 # x=5 True',
    ],
    ["w = 6\nprint(f'{1.5:{w}}|')", '   1.5|'],
    [
      'E("f\'{}\'")\nE("f\'{x!a}\'")\nE("f\'}\'")',
      "SyntaxError: malformed f-string\nSyntaxError: invalid syntax\nValueError: single '}' encountered in format string",
    ],
    ["print(f'{ }')", '()'],
    ["class A:\n    def __format__(self, s): return 'no'\n    def __str__(self): return 'str'\nprint(f'{A()}')", 'str'],
    ["print(rf'\\d{1}')", '\\d1'],
  ],
  '3.4': [
    ["E('def f(a, /): pass')\nE('x = {*a}')\nE('x = {**a}')", 'SyntaxError: invalid syntax\n'.repeat(3).trim()],
    ["E('x = [*a]')\nE('x = *a,')", 'SyntaxError: *x must be assignment target\n'.repeat(2).trim()],
    [
      "E('f(a=1, *b)')\nE('f(**a, *b)')\nE('f(**a, b)')\nE('f(a=1, 2)')\nE('f(1=2)')",
      'SyntaxError: * arg after kwarg\nSyntaxError: * arg after **\nSyntaxError: positional arg after **\nSyntaxError: positional arg after keyword arg\nSyntaxError: LHS of keyword arg must be an id',
    ],
    ['def f(*a, **k): return a, k\nprint(f(*[1], *[2], 3, **{"x": 4}, **{}))', "((1, 2, 3), {'x': 4})"],
    [
      "E('() = []')\nE('del [a]')\nE('*a, *b = x')\nE('return')\nE('break')\nE('None = 1')",
      "SyntaxError: can't assign to expression\nSyntaxError: can't delete expression\nSyntaxError: multiple *x in assignment\nSyntaxError: 'return' outside function\nSyntaxError: 'break'/'continue' outside loop\nSyntaxError: can't assign to expression",
    ],
    [
      "E('try: pass\\nexcept: pass\\nexcept E: pass')\nE('def f():\\n    from x import *')",
      "SyntaxError: default 'except' must be last\nSyntaxError: import * not at module level",
    ],
    [
      "E('match x:\\n    case 1: pass')\nE('async for x in y: pass')",
      'SyntaxError: invalid syntax\nSyntaxError: async for/with outside async function',
    ],
    ['x: int = 3\ny: undefined_name\nprint(x)', '3'],
    ['from micropython import const\nA = const(1 << 4)\nB = const((1, "x"))\nprint(A, B)', "16 (1, 'x')"],
    ["E('from micropython import const\\nX = const([1])')", 'SyntaxError: not a constant'],
    ['print(__debug__, () is (), "ab" is "ab", 1.5 is 1.5)', 'True True True True'],
  ],
  '4': [
    // More arguments than there is memory for.
    ['try: print(*range(10 ** 6))\nexcept MemoryError: print(len((lambda *a: a)(*range(1000))))', '1000'],
    [
      'def f():\n    try: x\n    except NameError as e: print(e)\n    x = 1\nf()\ntry: y\nexcept NameError as e: print(e)',
      "local variable referenced before assignment\nname 'y' isn't defined",
    ],
    ["E('del nothing')", 'KeyError: nothing'],
    [
      "E('def f():\\n    x = 1\\n    global x')\nE('def f():\\n    nonlocal x')\nE('nonlocal x')",
      "SyntaxError: identifier redefined as global\nSyntaxError: no binding for nonlocal found\nSyntaxError: can't declare nonlocal in outer code",
    ],
    ['def f(): return locals() is globals()\nprint(f())', 'True'],
    ['class A:\n    __x = 1\nprint(A.__x)', '1'],
    [
      "def f(a, b=2, *, c=3): pass\nE('f()', f=f)\nE('f(1, 2, 3)', f=f)\nE('f(1, a=2)', f=f)\nE('f(1, z=2)', f=f)",
      "TypeError: function missing required positional argument #0\nTypeError: function takes 2 positional arguments but 3 were given\nTypeError: function got multiple values for argument 'a'\nTypeError: unexpected keyword argument 'z'",
    ],
    [
      "E('len()')\nE('int(1, 2, 3)')\nE('len(x=1)')\nE('sorted()')",
      "TypeError: function takes 1 positional arguments but 0 were given\nTypeError: function expected at most 2 arguments, got 3\nTypeError: function doesn't take keyword arguments\nTypeError: function missing 1 required positional arguments",
    ],
    [
      'def f(): pass\nprint(f.__name__, (lambda: 0).__name__)\ntry: f.x = 1\nexcept AttributeError as e: print(e)',
      "f <lambda>\n'function' object has no attribute 'x'",
    ],
    [
      "E('a, b = [1]')\nE('a, b = 1, 2, 3')\nE('a, b = 5')",
      "ValueError: need more than 1 values to unpack\nValueError: too many values to unpack (expected 2)\nTypeError: 'int' object isn't iterable",
    ],
    [
      "E('print(1, flush=True)')\nE('5()')\nprint(1, 2, sep='-', end='!\\n')",
      "TypeError: extra keyword arguments given\nTypeError: 'int' object isn't callable\n1-2!",
    ],
    [
      "print(id(5), id(None), id(False), isinstance(True, int), isinstance(1, (str, int)), isinstance('a', (int, (str,))))",
      '11 6 14 False True False',
    ],
  ],
  '5': [
    ['print(7 // -2, -7 % 3, divmod(-7, 2), pow(3, -1, 7), pow(2, 10, 1000), 2 ** -1)', '-4 2 (-4, 1) 0 24 0.5'],
    [
      "E('1 // 0')\nE('1 % 0')\nE('0 ** -1')\nE('1 << -1')\nE('pow(1, 2, 0)')",
      `${'ZeroDivisionError: divide by zero\n'.repeat(3)}ValueError: negative shift count\nValueError: divide by zero`,
    ],
    ["print(int('  -0x1f ', 0), int('z', 36), int(-1.9), int('1__0'), int(b'12'))", '-31 35 -1 10 12'],
    [
      "E(\"int('08', 0)\")\nE(\"int('1', 1)\")\nE('int(None)')",
      "ValueError: invalid syntax for integer with base 0\nValueError: int() arg 2 must be >= 2 and <= 36\nTypeError: can't convert NoneType to int",
    ],
    [
      "print((258).to_bytes(2, 'big'), (1).to_bytes(), (-2).to_bytes(2, 'little', signed=True), int.from_bytes(b'\\x01\\x02', 'little'))",
      "b'\\x01\\x02' b'\\x01' b'\\xfe\\xff' 513",
    ],
    [
      'E("(256).to_bytes(1, \'big\')")\nE("(-1).to_bytes(1, \'big\')")',
      "OverflowError: value would overflow a 1 byte buffer\nOverflowError: can't convert negative int to unsigned",
    ],
    [
      'print(type(True & False), ~True, True + True, True is 1, round(25, -1), round(35, -1))',
      "<class 'int'> -2 2 False 20 40",
    ],
    ["E('(5).bit_length()')", "AttributeError: 'int' object has no attribute 'bit_length'"],
    ['print(2 ** 100 - 1 & 0xffff, -(2 ** 65) >> 60, hex(-2 ** 70))', '65535 -32 -0x400000000000000000'],
  ],
  '6.1': [
    [
      "print(float('1_0'), float(' -inf '), float('.'), float('1e5'), 3.14159265358979, 1e-40)",
      '10.0 -inf 0.0 100000.0 3.1415924 1.63250339e-39',
    ],
    ['E("float(\'1x\')")\nE("float(\'\')")', 'ValueError: invalid syntax for number\n'.repeat(2).trim()],
    ['print(float(10 ** 50), 3.4e38 * 10)', 'inf inf'],
  ],
  '6.2': [
    [
      'import math\nprint(math.sqrt(0.5), 2.0 ** 127, 1e15, 1e16, 0.0001, 1e-05, 1 / 3)',
      '0.707106736 1.70141184e+38 1000000000000000.0 1e+16 0.0001 1e-05 0.33333334',
    ],
    [
      "print('%.0f' % 2.5, '%.0f' % 0.5, '{:.1f}'.format(0.05), '%f' % 1e30, '%e' % 12345.678, '%g' % 1e-5)",
      '3 0 0.0 1e+30 1.234568e+04 1e-05',
    ],
  ],
  '6.3': [
    [
      'print(2 ** 24 + 1 == float(2 ** 24 + 1), 7.5 // 2, -7.5 % 2, round(0.5), round(1.5), round(2.675, 2))',
      'True 3.0 0.5 0 2 2.68',
    ],
    [
      "E('1.0 / 0')\nE('1j // 1')\nE('1j < 2j')\nE('1j / 0')",
      "ZeroDivisionError: divide by zero\nTypeError: can't truncate-divide a complex number\nTypeError: unsupported types for __lt__: 'complex', 'complex'\nZeroDivisionError: complex divide by zero",
    ],
    ["print(complex('1+2j'), (1 + 2j) * (3 - 1j), 2j, complex(1, -2), (1 + 2j).imag)", '(1+2j) (5+5j) 2j (1-2j) 2.0'],
  ],
  '6.4': [
    [
      'import math\nprint(math.pi, math.e, math.sqrt(16), math.floor(-1.5), math.ceil(1.2), math.factorial(5), math.frexp(8))',
      '3.1415928 2.7182818 4.0 -2 2 120 (0.5, 4)',
    ],
    [
      "E('import math; math.sqrt(-1)')\nE('import math; math.exp(1000)')\nE('import math; math.log(2, 1)')\nE('import math; math.hypot')",
      "ValueError: math domain error\nValueError: math domain error\nZeroDivisionError: divide by zero\nAttributeError: 'module' object has no attribute 'hypot'",
    ],
    ['import cmath\nprint(cmath.sqrt(-1), cmath.phase(1))', '(-4.371139e-08+1j) 0.0'],
  ],
  '7': [
    ["print(repr('\\'\"\\n\\x01\\x7fé'), repr(b'\\x00\\xff\\''))", `'\\'"\\n\\x01\\x7fé' b"\\x00\\xff'"`],
    [
      "E(\"b'\\\\xff'.decode()\")\nE(\"b'a'.decode('latin-1')\")\nprint(b'a\\xffb'.decode('utf-8', 'replace'))",
      'UnicodeError: \nLookupError: unknown encoding: latin-1\na\ufffdb',
    ],
    [
      "E(\"'abc'[::-1]\")\nE(\"'abc'[5]\")\nE(\"'abc'['a']\")",
      'NotImplementedError: only slices with step=1 (aka None) are supported\nIndexError: string index out of range\nTypeError: string indices must be integers, not str',
    ],
    ["print(b'a' + 'b', 'a' == b'a', 97 in b'a', 'é'.upper(), len('é'), 'é'.isalpha())", "b'ab' False True é 1 False"],
    [
      "print('a b  c'.split(None, 1), 'a,b'.rsplit(',', 1), 'ab'.center(5) + '|', 'a\\r\\nb'.splitlines(), 'x'.partition('y'))",
      "['a', 'b  c'] ['a', 'b']  ab  | ['a', 'b'] ('x', '', '')",
    ],
    [
      "E(\"'a'.split('')\")\nE(\"'a b'.rsplit(None, 1)\")\nE(\"','.join([1])\")\nE('str.upper(1)')",
      'ValueError: empty separator\nNotImplementedError: rsplit(None,n)\nTypeError: join expects a list of str/bytes objects consistent with self object\nTypeError: argument has wrong type',
    ],
    [
      "E('bytes(-1)')\nE(\"bytes('a')\")\nE('bytes([256])')\nprint(bytes(2), bytearray([256]))",
      "ValueError: \nTypeError: string argument without an encoding\nValueError: bytes value out of range\nb'\\x00\\x00' bytearray(b'\\x00')",
    ],
  ],
  '8': [
    [
      "print('%5.2f|%-5d|%+x|%#o|%c|%r|%%' % (1.5, 3, 255, 8, 65, 'q'), '%(a)s' % {'a': 1}, '%*d' % (4, 7))",
      " 1.50|3    |+ff|0o10|A|'q'|% 1    7",
    ],
    [
      "E(\"'%d' % ()\")\nE(\"'%d' % (1, 2)\")\nE(\"'%' % 1\")\nE(\"'%l' % 1\")\nE(\"'%d' % 'a'\")",
      "TypeError: format string needs more arguments\nTypeError: format string didn't convert all arguments\nValueError: incomplete format\nValueError: unsupported format character 'l' (0x6c) at index 1\nTypeError: can't convert str to int",
    ],
    [
      "print('{:>5}|{:<5}|{:^5}|{:05d}|{:+}|{:,}|{:_x}|{!r:>4}'.format('a', 'b', 'c', 42, 3, 1234567, 0x12345, 'q'))",
      "    a|b    |  c  |00042|+3|1,234,567|1_2345| 'q'",
    ],
    [
      "print('{:.3}'.format(2.0), '{:12}|'.format(1234567.5), '{:012,d}'.format(1234567), '%5s|' % 'é')",
      '2  1.23457e+06| 0,001,234,567    é|',
    ],
    [
      "E(\"'{'.format(1)\")\nE(\"'{0.real}'.format(1)\")\nE(\"'{:d}'.format('a')\")\nE(\"'{}{0}'.format(1)\")",
      "ValueError: unmatched '{' in format\nNotImplementedError: attributes not supported\nValueError: unknown format code 'd' for object of type 'str'\nValueError: can't switch from automatic field numbering to manual field specification",
    ],
  ],
  '9': [
    [
      'class A:\n    def __getitem__(self, i): return i\nprint(A()[-3:].indices(-1), A()[:2].indices(-3))',
      '(-1, -1, 1) (0, -3, 1)',
    ],
    [
      'x = [1, 2, 3, 4]\nprint(x[::-1], x[::2])\nx[1:3] = [9]\nprint(x)\nE("x[::2] = [1]", x=x)\nE("x[0:1] = 5", x=x)',
      "[4, 3, 2, 1] [1, 3]\n[1, 9, 4]\nNotImplementedError: \nTypeError: object 'int' isn't a tuple or list",
    ],
    [
      "E('[].pop()')\nE('[1].remove(2)')\nE('[][0]')\nE('(1,)[::2]')\nE('range(1, 2, 0)')",
      'IndexError: pop from empty list\nValueError: object not in sequence\nIndexError: list index out of range\nNotImplementedError: only slices with step=1 (aka None) are supported\nValueError: zero step',
    ],
    ['print(range(3) == range(3), range(5)[1:3], range(0, 9, 3)[-1], 4 in range(0, 9, 2))', 'False range(1, 3) 6 True'],
    [
      "E('min([])')\nE('slice(1)')\nprint(max([], default=3), min(3, 1, key=lambda v: -v), sum([1, 2], 10))",
      "ValueError: arg is an empty sequence\nTypeError: can't create 'slice' instances\n3 3 13",
    ],
    [
      "from array import array\na = array('H', [1, 70000])\na.append(5)\nprint(a, array('i'), a[1], len(a))\nE('array(\"z\")', array=array)",
      "array('H', [1, 4464, 5]) array('i') 4464 3\nValueError: bad typecode",
    ],
    [
      "m = memoryview(bytearray(b'abcd'))\nm[1:3] = b'xy'\nprint(bytes(m), m[0], m.itemsize)\nE('m[0:2] = b\"x\"', m=m)",
      "b'axyd' 97 1\nValueError: lhs and rhs should be compatible",
    ],
    ['x = y = [1]\nx += (2,)\nx *= 2\nprint(x, y)', '[1, 2, 1, 2] [1, 2]'],
  ],
  '10.1': [
    [
      "print(hash(5), hash(True), hash(None), hash('abc'), hash(b'abc'), hash(''), hash(1.5))",
      '5 1 6 12933 12933 5381 1',
    ],
    [
      "E('hash([])')\nE('{[]: 1}')\nE('{}[[]]')\nprint([] in {'a': 1}, {}.get([], 'd'))",
      "TypeError: unsupported type for __hash__: 'list'\nTypeError: unsupported type for __hash__: 'list'\nKeyError: []\nFalse d",
    ],
    [
      "class A:\n    def __eq__(self, o): return True\nE('hash(a)', a=A())",
      "TypeError: unsupported type for __hash__: 'A'",
    ],
  ],
  '10.2': [
    [
      "print({'one': 1, 'two': 2, 'three': 3, 'four': 4}, {1, 2, 3, 'a'})",
      "{'four': 4, 'one': 1, 'two': 2, 'three': 3} {'a', 1, 2, 3}",
    ],
    [
      "from collections import OrderedDict\nd = OrderedDict([('z', 1), ('a', 2)])\nd['m'] = 3\nd.pop('z')\nprint(d)\nprint(d.popitem())",
      "OrderedDict({'a': 2, 'm': 3})\n('m', 3)",
    ],
    [
      "d = {'a': 1}\nprint(d.items(), d | {'b': 2}, d.keys() == d.keys())\nE('d.pop(\"q\")', d=d)\nE('{}.popitem()')",
      "dict_items([('a', 1)]) {'a': 1, 'b': 2} False\nKeyError: q\nKeyError: popitem(): dictionary is empty",
    ],
    [
      "print({1, 2} | {3}, {1, 2} & {2}, {1} <= {1, 2}, frozenset((1,)) | {2})\nE('{1} | [2]')\nE('set().pop()')",
      "{1, 2, 3} {2} True frozenset({2, 1})\nTypeError: unsupported types for __or__: 'set', 'list'\nKeyError: pop from an empty set",
    ],
  ],
  '11': [
    [
      "print(sorted([3, 1, 2]), sorted('bca', reverse=True), sorted([-2, 1], key=abs))\nE('sorted([1], len)')\nE('sorted([1, \"a\"])')",
      "[1, 2, 3] ['c', 'b', 'a'] [1, -2]\nTypeError: must use keyword argument for key function\nTypeError: unsupported types for __lt__: 'int', 'str'",
    ],
    [
      "import heapq\nh = [5, 1, 4]\nheapq.heapify(h)\nheapq.heappush(h, 0)\nprint(heapq.heappop(h), h)\nE('heapq.heappop([])', heapq=heapq)",
      '0 [1, 5, 4]\nIndexError: empty heap',
    ],
    [
      'import random\nprint([random.getrandbits(32) for _ in range(4)])',
      '[3210414086, 1932810334, 3154934685, 3186383582]',
    ],
  ],
  '12': [
    [
      'print(print, [].append, (lambda: 0).__class__, type(1), object(), iter([]), map(len, []), property(), slice.__name__)',
      "<function> <bound_method> <class 'function'> <class 'int'> <object> <iterator> <map> <property> slice",
    ],
    [
      "class A: pass\nprint(A, repr(A())[:12], ValueError('x', 1), repr(ValueError('x')), (1,), NotImplemented, Ellipsis)",
      "<class 'A'> <A object at ('x', 1) ValueError('x',) (1,) NotImplemented Ellipsis",
    ],
    [
      "import sys\nfrom collections import namedtuple\nprint(sys, namedtuple('P', 'x y')(1, 2), bytearray(b'a'), frozenset((1,)), set(), range(3))",
      "<module 'sys'> P(x=1, y=2) bytearray(b'a') frozenset({1}) set() range(0, 3)",
    ],
    ['class A: pass\nprint(A.__name__, A.__qualname__, A.__module__, A.__bases__)', "A A __main__ (<class 'object'>,)"],
  ],
  '13.1': [
    [
      'class A: n = "A"\nclass B(A): pass\nclass C(A): n = "C"\nclass D(B, C): pass\nprint(D.n, D.__bases__)',
      "A (<class 'B'>, <class 'C'>)",
    ],
    [
      "E('class A(int, str): pass')\nE('class A(type(None)): pass')\nE('class A(metaclass=type): pass')",
      "TypeError: multiple bases have instance lay-out conflict\nTypeError: type 'NoneType' isn't an acceptable base type\nTypeError: function doesn't take keyword arguments",
    ],
    [
      "class A: pass\nprint(type(A(1, 2)).__name__)\nE('object(1)')\nclass B:\n    def __init__(self): return 1\nE('B()', B=B)",
      "A\nTypeError: function takes 0 positional arguments but 1 were given\nTypeError: __init__() should return None, not 'int'",
    ],
    [
      "class M(type): pass\nX = M('X', (), {'a': 1})\nprint(type(X), X.a, type('Y', (X,), {})().a)\nE('type(1, 2)')",
      "<class 'M'> 1 1\nTypeError: type takes 1 or 3 arguments",
    ],
    [
      "E('def f(): super()')\nE('super().x')",
      "SyntaxError: super() can't find self\nTypeError: function takes 2 positional arguments but 0 were given",
    ],
  ],
  '13.2': [
    ['class C:\n    def __contains__(self, x): return NotImplemented\nprint(1 in C(), 1 not in C())', 'True False'],
    [
      'class K:\n    def __len__(self): return -1\n    def __getitem__(self, i):\n        if i < -4: raise IndexError\n        print(i)\nE("list(reversed(k))", k=K())',
      '-2\n-3\n-4\nIndexError: ',
    ],
    [
      'class A: pass\nE("object.__setattr__(a, 5, 1)", a=A())\nE("object.__delattr__(a, b\'x\')", a=A())',
      'TypeError: \nTypeError: ',
    ],
    ['class B(bytearray):\n    def __int__(self): return 7\nprint(int(B(b"5")), int(bytearray(b"5")))', '7 5'],
    [
      'class A:\n    def __add__(self, o): return "add"\n    def __radd__(self, o): return "radd"\n    def __iadd__(self, o): return "iadd"\na = A()\nb = a\nb += 1\nprint(a + 1, 1 + a, b)',
      'add radd iadd',
    ],
    [
      "class A:\n    def __gt__(self, o): return True\nE('1 < a', a=A())\nE('a + 1', a=A())\nE('-a', a=A())\nE('a[0]', a=A())\nE('len(a)', a=A())",
      "TypeError: unsupported types for __lt__: 'int', 'A'\nTypeError: unsupported types for __add__: 'A', 'int'\nTypeError: unsupported type for __neg__: 'A'\nTypeError: 'A' object isn't subscriptable\nTypeError: object of type 'A' has no len()",
    ],
    [
      'class A:\n    def __int__(self): return 2\nprint([5, 6, 7][A()], "ab" * A(), list(range(A())), "%d" % A(), chr(A()) == "\\x02")',
      '7 abab [0, 1] 2 True',
    ],
    [
      "class A:\n    @property\n    def p(self): return 1\na = A()\nprint(a.p)\nE('a.p = 2', a=a)\nE('with a: pass', a=a)",
      "1\nAttributeError: 'A' object has no attribute 'p'\nAttributeError: 'A' object has no attribute '__exit__'",
    ],
    [
      'class A:\n    def __getitem__(self, i):\n        if i > 2: raise IndexError\n        return i * i\nprint(list(A()), 4 in A())',
      '[0, 1, 4] True',
    ],
    [
      "E('1 in 5')\nE('\"x\" in 5')",
      "TypeError: unsupported types for : 'int', 'int'\nTypeError: 'int' object isn't iterable",
    ],
  ],
  '13.3': [
    [
      'class L(list):\n    def __init__(self, v): pass\nprint(L([1, 2]), type(L([1]) + [2]).__name__, L([1]) == [1])',
      '[1, 2] list True',
    ],
    [
      "class I(int): pass\nclass L(list): pass\nE('2 * i', i=I(3))\nE('[1] + l', l=L())\nprint(I(3) * 2, L([1]) * 2)",
      "TypeError: unsupported types for __rmul__: 'int', 'int'\nTypeError: unsupported types for __add__: 'list', 'list'\n6 [1, 1]",
    ],
    [
      "class L(list):\n    def __init__(self): self.append(1)\nE('L()', L=L)",
      'AttributeError: call super().__init__() first',
    ],
  ],
  '14': [
    [
      "def g():\n    x = yield 1\n    return x\ni = g()\nprint(next(i))\ntry: i.send(5)\nexcept StopIteration as e: print(repr(e), e.value)\nE('g().send(1)', g=g)",
      "1\nStopIteration(5,) 5\nTypeError: can't send non-None value to a just-started generator",
    ],
    [
      "def g():\n    try: yield\n    except GeneratorExit: yield\ni = g()\nnext(i)\nE('i.close()', i=i)\ndef h():\n    raise StopIteration\n    yield\nE('next(h())', h=h)",
      'RuntimeError: generator ignored GeneratorExit\nRuntimeError: generator raised StopIteration',
    ],
    ["def g():\n    next(i)\n    yield\ni = g()\nE('next(i)', i=i)", 'ValueError: generator already executing'],
    [
      'class W:\n    def __iter__(self):\n        yield "w"\n        return 7\nasync def f(): return await W()\nc = f()\nprint(c.send(None))\ntry: c.send(None)\nexcept StopIteration as e: print(e.value)',
      'w\n7',
    ],
    [
      'def g():\n    try: yield 1\n    except ValueError: yield "armed"\ni = g()\nnext(i)\nprint(i.pend_throw(ValueError()), next(i))',
      'None armed',
    ],
  ],
  '15.1': [
    [
      "print(str(KeyError('k')), str(ValueError()), ValueError(1, 2), repr(OSError(2)), OSError(2), OSError(2, 'm'), OSError(9999))",
      'k  (1, 2) OSError(2,) [Errno 2] ENOENT [Errno 2] ENOENT: m 9999',
    ],
    [
      "e = ValueError('a', 'b')\nprint(e.args, e.value, e.errno, ValueError().value)\nE('e.foo = 1', e=e)",
      "('a', 'b') a a None\nAttributeError: 'ValueError' object has no attribute 'foo'",
    ],
    [
      "class E2(Exception):\n    def __init__(self, *a): pass\nprint(E2(1).args, repr(E2('x')))\nE('raise')\nE('raise 5')",
      "(1,) E2('x',)\nRuntimeError: no active exception to reraise\nTypeError: exceptions must derive from BaseException",
    ],
    [
      "E('try: 1/0\\nexcept 5: pass')\nE('raise ValueError(1) from KeyError()')",
      "TypeError: unsupported types for : 'ZeroDivisionError', 'int'\nWarning: exception chaining not supported\nValueError: 1",
    ],
  ],
  '15.2': [
    [
      'import sys\ndef f(): 1 // 0\ntry: f()\nexcept ZeroDivisionError as e: sys.print_exception(e)\nsys.print_exception(ValueError())',
      'Traceback (most recent call last):\n  File "<stdin>", line 8, in <module>\n  File "<stdin>", line 7, in f\nZeroDivisionError: divide by zero\nValueError: ',
    ],
    [
      'import sys\ntry: exec("x = (")\nexcept SyntaxError as e: sys.print_exception(e)',
      'Traceback (most recent call last):\n  File "<stdin>", line 7, in <module>\n  File "<string>", line 2\nSyntaxError: invalid syntax',
    ],
    [
      'import sys\ntry: [1 // x for x in [0]]\nexcept ZeroDivisionError as e: sys.print_exception(e)',
      'Traceback (most recent call last):\n  File "<stdin>", line 7, in <module>\n  File "<stdin>", line 7, in <listcomp>\nZeroDivisionError: divide by zero',
    ],
  ],
  '16': [
    [
      'import sys\nE("del m.nope", m=__import__("unittest"))\nE("__import__(\'.a.b\')")',
      "KeyError: nope\nImportError: no module named '.a'",
    ],
    [
      "import sys, ujson, json\nprint(ujson is json, sys.modules)\nE('import nope')\nE('import sys.nope')\nE('from sys import nope')",
      "True {}\nImportError: no module named 'nope'\nImportError: no module named 'sys.nope'\nImportError: can't import name nope",
    ],
    [
      "E('from . import x', __name__='__main__')\nE('__import__(\"\")')",
      "ImportError: can't perform relative import\nValueError: ",
    ],
    [
      "sysmod = __import__('sys')\nprint(sysmod.__name__)\nE('s.foo = 1', s=sysmod)",
      "sys\nAttributeError: 'module' object has no attribute 'foo'",
    ],
  ],
  '19': [
    [
      "from collections import OrderedDict\nE(\"exec('1', o)\", o=OrderedDict())\nE(\"exec('1', {}, o)\", o=OrderedDict())\nE(\"compile('1', b'f', 'eval')\")",
      "TypeError: \nTypeError: \nTypeError: can't convert 'bytes' object to str implicitly",
    ],
    [
      "g = {'a': 2}\nprint(eval('a + 1', g), sorted(g))\nexec('b = a', g)\nprint(g['b'])\nl = {}\nexec('c = 1', g, l)\nprint(l)",
      "3 ['a']\n2\n{'c': 1}",
    ],
    [
      "E(\"eval(' 1')\")\nE(\"compile('1', 'f', 'bad')\")\nE('eval(\"1\", 5)')",
      'IndentationError: unexpected indent\nValueError: bad compile mode\nTypeError: ',
    ],
    [
      "c = compile('x = 1\\nx', 'f', 'single') if 0 else compile('5', 'f', 'single')\nexec(c)\nprint(eval(compile('2 + 3', 'f', 'eval')))",
      '5\n5',
    ],
    [
      'def f():\n    x = 1\n    try: return eval("x")\n    except NameError as e: return str(e)\nprint(f())',
      "name 'x' isn't defined",
    ],
  ],
  '20': [
    [
      "def f(n): return f(n - 1) if n else 'bottom'\nprint(f(10))\ndef g(): g()\nE('g()', g=g)",
      'bottom\nRuntimeError: maximum recursion depth exceeded',
    ],
    [
      'import gc\nprint(gc.collect(), gc.isenabled(), gc.threshold())\ngc.threshold(1000)\nprint(gc.threshold())',
      'None True -1\n992',
    ],
    [
      'import micropython as m\nr = 0\nm.heap_lock()\ntry: [1]\nexcept MemoryError as e: r = e\nm.heap_unlock()\nprint(type(r))',
      "<class 'MemoryError'>",
    ],
    [
      'import micropython as m\ngot = []\nm.schedule(got.append, 1)\nfor _ in range(2): pass\nprint(got, m.opt_level(), m.const(5))',
      '[1] 0 5',
    ],
  ],
};
