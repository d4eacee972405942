// Each opcode has a test of its own: a piece of source whose code contains it, and what it prints. An opcode of the
// table (bytecode.md section 4) that no row covers fails the test, and so does a row whose code lacks its opcode.

import { describe, expect, test } from 'vitest';
import { BINARY_OPS, OPCODES, UNARY_OPS } from '../../abi/index.js';
import { iterateBytecode, type MpyRawCode, readMpy, writeMpy } from '../../mpy/index.js';
import { createBoard } from '../../system/index.js';
import { compile } from '../compile/index.js';

type Row = readonly [opcode: string, source: string, printed: string];

const inFunction = (body: string): string => `def f():\n${body.replace(/^/gm, '    ')}\nf()`;

const ROWS: readonly Row[] = [
  ['LOAD_CONST_STRING', "print('text')", 'text'],
  ['LOAD_NAME', 'x = 5\nprint(x)', '5'],
  ['LOAD_GLOBAL', inFunction('print(len([1, 2]))'), '2'],
  ['LOAD_ATTR', 'import sys\nprint(sys.byteorder)', 'little'],
  ['LOAD_METHOD', "print('ab'.upper())", 'AB'],
  [
    'LOAD_SUPER_METHOD',
    'class A:\n    def m(self): return 1\nclass B(A):\n    def m(self): return super().m() + 1\nprint(B().m())',
    '2',
  ],
  ['STORE_NAME', 'x = y = 7\nprint(x, y)', '7 7'],
  ['STORE_GLOBAL', `${inFunction('global g\ng = 3')}\nprint(g)`, '3'],
  ['STORE_ATTR', 'class A: pass\nA.x = 4\nprint(A.x)', '4'],
  ['DELETE_NAME', "x = 1\ndel x\ntry: x\nexcept NameError: print('gone')", 'gone'],
  ['DELETE_GLOBAL', `x = 1\n${inFunction('global x\ndel x')}\ntry: x\nexcept NameError: print('gone')`, 'gone'],
  ['IMPORT_NAME', 'import sys as s\nprint(s.__name__)', 'sys'],
  ['IMPORT_FROM', 'from sys import byteorder as b\nprint(b)', 'little'],
  ['IMPORT_STAR', 'from sys import *\nprint(byteorder)', 'little'],
  ['MAKE_CLOSURE', inFunction('x = 6\ng = lambda: x\nprint(g())'), '6'],
  ['MAKE_CLOSURE_DEFARGS', inFunction('x = 6\ng = lambda y=1: x + y\nprint(g(), g(2))'), '7 8'],
  ['MAKE_FUNCTION', 'f = lambda: 9\nprint(f())', '9'],
  ['MAKE_FUNCTION_DEFARGS', 'def f(a=2, *, b=3): return a, b\nprint(f(), f(4, b=5))', '(2, 3) (4, 5)'],
  ['LOAD_CONST_SMALL_INT', 'print(1000, -17, 48)', '1000 -17 48'],
  ['LOAD_CONST_OBJ', 'print((1, 2), 1 << 70)', '(1, 2) 1180591620717411303424'],
  ['LOAD_FAST_N', inFunction(`${manyLocals(18)}\nprint(v17)`), '17'],
  ['STORE_FAST_N', inFunction(`${manyLocals(18)}\nv16 = 'set'\nprint(v16)`), 'set'],
  ['LOAD_DEREF', inFunction('x = 6\ndef g(): return x + 1\nprint(g())'), '7'],
  ['STORE_DEREF', inFunction('x = 6\ndef g():\n    nonlocal x\n    x = 8\ng()\nprint(x)'), '8'],
  ['DELETE_FAST', inFunction("x = 1\ndel x\ntry: x\nexcept NameError: print('gone')"), 'gone'],
  ['DELETE_DEREF', inFunction("x = 1\ng = lambda: x\ndel x\ntry: g()\nexcept NameError: print('gone')"), 'gone'],
  ['BUILD_TUPLE', 'x = 1\nprint((x, 2))', '(1, 2)'],
  ['BUILD_LIST', 'print([1, 2])', '[1, 2]'],
  ['BUILD_MAP', 'print({1: 2})', '{1: 2}'],
  ['STORE_MAP', "print({'k': 1, 2: 'v'}['k'])", '1'],
  ['BUILD_SET', 'print({5})', '{5}'],
  ['BUILD_SLICE', 'x = [1, 2, 3, 4]\nprint(x[1:3], x[::2])', '[2, 3] [1, 3]'],
  ['STORE_COMP', 'print([i for i in (1, 2)], {i: 0 for i in (1,)}, {i for i in (3,)})', '[1, 2] {1: 0} {3}'],
  ['UNPACK_SEQUENCE', "a, b = 'xy'\nprint(a, b)", 'x y'],
  ['UNPACK_EX', "a, *b, c = 'wxyz'\nprint(a, b, c)", "w ['x', 'y'] z"],
  ['CALL_FUNCTION', "print(int('z', 36), dict(a=1))", "35 {'a': 1}"],
  ['CALL_FUNCTION_VAR_KW', "print(*(1, 2), **{'sep': '-'})", '1-2'],
  ['CALL_METHOD', "print('a,b'.split(','))", "['a', 'b']"],
  ['CALL_METHOD_VAR_KW', "print('{}{x}'.format(*(1,), **{'x': 2}))", '12'],
  [
    'UNWIND_JUMP',
    "for i in (1, 2):\n    try:\n        if i == 1: continue\n        break\n    finally: print('f', i)",
    'f 1\nf 2',
  ],
  ['JUMP', "x = 0\nif x: print('no')\nelse: print('else')", 'else'],
  ['POP_JUMP_IF_TRUE', 'x = 3\nwhile x > 0: x -= 1\nprint(x)', '0'],
  ['POP_JUMP_IF_FALSE', "x = 1\nif x: print('yes')", 'yes'],
  ['JUMP_IF_TRUE_OR_POP', 'x = 0\nprint(x or 5)', '5'],
  ['JUMP_IF_FALSE_OR_POP', 'x = 1\nprint(x and 5)', '5'],
  [
    'SETUP_WITH',
    'class C:\n    def __enter__(self): return 1\n    def __exit__(self, *a): print(a)\nwith C() as x: print(x)',
    '1\n(None, None, None)',
  ],
  [
    'WITH_CLEANUP',
    "class C:\n    def __enter__(self): pass\n    def __exit__(self, t, v, b): print(t is KeyError); return True\nwith C(): raise KeyError\nprint('on')",
    'True\non',
  ],
  ['SETUP_EXCEPT', "try: 1 // 0\nexcept ZeroDivisionError: print('caught')", 'caught'],
  ['POP_EXCEPT_JUMP', "try: 1 // 0\nexcept ZeroDivisionError: pass\nprint('after')", 'after'],
  ['SETUP_FINALLY', "try: print('body')\nfinally: print('finally')", 'body\nfinally'],
  [
    'END_FINALLY',
    "try:\n    try: raise KeyError(1)\n    finally: print('finally')\nexcept KeyError as e: print(repr(e))",
    'finally\nKeyError(1,)',
  ],
  ['FOR_ITER', 'for i in [1, 2]: print(i)', '1\n2'],
  ['GET_ITER_STACK', 'for i in (3,): print(i)', '3'],
  ['GET_ITER', inFunction('def g(): yield from (1, 2)\nprint(list(g()), list(x for x in [5]))'), '[1, 2] [5]'],
  ['LOAD_CONST_FALSE', 'print(False)', 'False'],
  ['LOAD_CONST_NONE', 'print(None)', 'None'],
  ['LOAD_CONST_TRUE', 'print(True)', 'True'],
  ['LOAD_NULL', 'x = [1, 2]\ndel x[0]\nprint(x)', '[2]'],
  ['LOAD_BUILD_CLASS', 'class A: pass\nprint(A.__name__)', 'A'],
  ['LOAD_SUBSCR', 'x = (4, 5)\nprint(x[1])', '5'],
  ['STORE_SUBSCR', 'x = [0]\nx[0] = 3\nprint(x)', '[3]'],
  ['DUP_TOP', 'a = b = 2\nprint(a, b)', '2 2'],
  ['DUP_TOP_TWO', 'x = [1]\nx[0] += 1\nprint(x)', '[2]'],
  ['POP_TOP', "'a'.upper()\nprint(1)", '1'],
  ['ROT_TWO', 'x = [1, 2]\ny = [0]\nx[0], y[0] = y[0], x[0]\nprint(x, y)', '[0, 2] [1]'],
  ['ROT_THREE', 'x = 2\nprint(1 < x < 3)', 'True'],
  ['RETURN_VALUE', 'print((lambda: 3)())', '3'],
  [
    'RAISE_LAST',
    'try:\n    try: raise KeyError(2)\n    except KeyError: raise\nexcept KeyError as e: print(repr(e))',
    'KeyError(2,)',
  ],
  ['RAISE_OBJ', 'try: raise ValueError(1)\nexcept ValueError as e: print(repr(e))', 'ValueError(1,)'],
  ['RAISE_FROM', 'try: raise ValueError(1) from None\nexcept ValueError as e: print(repr(e))', 'ValueError(1,)'],
  ['YIELD_VALUE', inFunction('def g():\n    x = yield 1\n    yield x\ni = g()\nprint(next(i), i.send(7))'), '1 7'],
  [
    'YIELD_FROM',
    inFunction('def g():\n    r = yield from h()\n    yield r\ndef h():\n    yield 1\n    return 2\nprint(list(g()))'),
    '[1, 2]',
  ],
  ['UNARY_OP +', 'x = 5\nprint(+x)', '5'],
  ['UNARY_OP -', 'x = 5\nprint(-x)', '-5'],
  ['UNARY_OP ~', 'x = 5\nprint(~x)', '-6'],
  ['UNARY_OP not', 'x = 5\nprint(not x)', 'False'],
  ['BINARY_OP in', 'x = 5\nprint(x in [5], x not in [5])', 'True False'],
  ['BINARY_OP is', 'x = None\nprint(x is None, x is not None)', 'True False'],
  ['BINARY_OP (exception match)', "try: [][0]\nexcept (KeyError, IndexError): print('matched')", 'matched'],
  ...(
    [
      ...[
        ['<', 'False'],
        ['>', 'True'],
        ['==', 'False'],
        ['<=', 'False'],
        ['>=', 'True'],
        ['!=', 'True'],
      ],
      ...[
        ['|', '13'],
        ['^', '8'],
        ['&', '5'],
        ['<<', '416'],
        ['>>', '0'],
        ['+', '18'],
        ['-', '8'],
        ['*', '65'],
      ],
      ...[
        ['//', '2'],
        ['/', '2.6'],
        ['%', '3'],
        ['**', '371293'],
      ],
    ] as [string, string][]
  ).flatMap(([op, result]): Row[] => {
    const plain: Row = [`BINARY_OP ${op}`, `x, y = 13, 5\nprint(x ${op} y)`, result];
    if (/^[<>=!]=?$/.test(op)) return [plain];
    return [plain, [`BINARY_OP ${op}=`, `x, y = 13, 5\nx ${op}= y\nprint(x)`, result]];
  }),
  ['BINARY_OP @', matmulClass('print(A() @ 2)'), '(2,)'],
  ['BINARY_OP @=', matmulClass('x = A()\nx @= 3\nprint(x)'), '(3,)'],
];

function manyLocals(n: number): string {
  return Array.from({ length: n }, (_, i) => `v${i} = ${i}`).join('\n');
}
function matmulClass(use: string): string {
  return `class A:\n    def __matmul__(self, *a): return a\n${use}`;
}

/** What a row calls an instruction. */
function nameOf(code: number): string {
  const { name, implied } = OPCODES[code]!;
  if (name === 'UNARY_OP') return `UNARY_OP ${UNARY_OPS[implied!]!.symbol}`;
  if (name === 'BINARY_OP') return `BINARY_OP ${BINARY_OPS[implied!]!.symbol || '(exception match)'}`;
  return implied === undefined ? name : `${name} ${implied}`;
}

const RANGES: readonly Row[] = [
  ...Array.from({ length: 64 }, (_, i): Row => [`LOAD_CONST_SMALL_INT ${i - 16}`, `print(${i - 16})`, String(i - 16)]),
  ...Array.from(
    { length: 16 },
    (_, i): Row => [`LOAD_FAST ${i}`, inFunction(`${manyLocals(16)}\nprint(v${i})`), String(i)],
  ),
  ...Array.from(
    { length: 16 },
    (_, i): Row => [`STORE_FAST ${i}`, inFunction(`${manyLocals(16)}\nv${i} = 'x'\nprint(v${i})`), 'x'],
  ),
];
const rows = [...ROWS, ...RANGES];

/** Names of all opcodes in a raw code and its children. */
function opcodesOf(code: MpyRawCode): string[] {
  if (code.kind !== 'bytecode') throw new Error('no bytecode');
  const own = code.data.subarray(code.prelude.endOffset - code.dataOffset);
  const names = [...iterateBytecode(own)].map(({ info }) => nameOf(info.code));
  return [...names, ...code.children.flatMap(opcodesOf)];
}

describe('opcodes', () => {
  test('each one has a test', () => {
    const covered = new Set(rows.map(([name]) => name));
    const all = OPCODES.flatMap((info) => (info ? [nameOf(info.code)] : []));
    expect(all.filter((name) => !covered.has(name))).toEqual([]);
    expect([...covered].filter((name) => !all.includes(name))).toEqual([]);
  });

  test.each(rows)('%s', (opcode, source, printed) => {
    const module = readMpy(writeMpy(compile(source, { fileName: 'o.py' })));
    expect(opcodesOf(module.code)).toContain(opcode);
    for (const board of ['VIRT_RV64', 'VIRT_RV32'] as const) {
      let out = '';
      createBoard({ board, output: (text) => (out += text) }).runScript(source);
      expect(out).toBe(`${printed}\n`);
    }
  });
});
