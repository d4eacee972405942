import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { hasTool } from '../../test/helpers/tools.js';
import type { PyLiteral } from '../system/index.js';
import { LiteralError, parseLiteral, showPlace } from './python-literal.js';

/** A value as compact text, the same in JavaScript and in Python (below). */
function show(v: PyLiteral): string {
  switch (v.kind) {
    case 'none':
      return 'N';
    case 'bool':
      return v.value ? 'T' : 'F';
    case 'int':
      return `i${v.value}`;
    case 'float': {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setFloat64(0, v.value);
      return `f${bits.getBigUint64(0).toString(16).padStart(16, '0')}`;
    }
    case 'str':
      return `s(${[...v.value].map((c) => c.codePointAt(0)).join(' ')})`;
    case 'bytes':
      return `b(${[...v.value].join(' ')})`;
    case 'list':
    case 'tuple':
    case 'set':
      return `${v.kind}(${v.items.map(show).join(' ')})`;
    case 'dict':
      return `dict(${v.entries.map((e) => e.map(show).join(':')).join(' ')})`;
  }
}
const parsed = (text: string) => show(parseLiteral(text));

function problem(text: string): [string, number] {
  try {
    return [`accepted: ${parsed(text)}`, -1];
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    return [error.message, error.at];
  }
}

describe('numbers', () => {
  test.each([
    ['0', 'i0'],
    ['00_0', 'i0'],
    ['-3', 'i-3'],
    ['+ 3', 'i3'],
    ['--3', 'i3'],
    ['1_000', 'i1000'],
    ['0x_fF', 'i255'],
    ['0O17', 'i15'],
    ['0b1_01', 'i5'],
    ['-0x80000000', 'i-2147483648'],
    ['123456789012345678901234567890', 'i123456789012345678901234567890'],
    ['1.5', 'f3ff8000000000000'],
    ['.5', 'f3fe0000000000000'],
    ['5.', 'f4014000000000000'],
    ['-0.0', 'f8000000000000000'],
    ['1e3', 'f408f400000000000'],
    ['1_0.2_5E-0_1', 'f3ff0666666666666'],
    ['1e999', 'f7ff0000000000000'],
  ])('%s', (text, value) => expect(parsed(text)).toBe(value));

  test.each([
    ['012', '012: a number may not start with 0; base 8 is written 0o12', 0],
    ['1__0', '"1__0" is no number', 0],
    ['1_', '"1_" is no number', 0],
    ['0x', '0x is no number in base 16', 0],
    ['0b12', '0b12 is no number in base 2', 0],
    ['[1, 12ab]', '"12ab" is no number', 4],
    ['1.2.3', '"1.2.3" is no number', 0],
    ['.', '"." is no number', 0],
    ['1e', '"1e" is no number', 0],
    ['3j', 'complex numbers cannot be given', 0],
    ['-', 'expected a number after the sign, found the end', 1],
    ['-"a"', 'expected a number after the sign, found "\\""', 1],
    ['1 2', 'expected the end, found "2"', 2],
    ['1+2j', 'expected the end, found "+"', 1],
    ['9'.repeat(20_001), 'a number of more than 20000 digits', 0],
  ])('not %.20s', (text, message, at) => expect(problem(text)).toEqual([message, at]));
});

describe('strings', () => {
  const codes = (text: string) => `s(${[...text].map((c) => c.codePointAt(0)).join(' ')})`;
  test.each([
    ['"a"', codes('a')],
    ["'it\"s'", codes('it"s')],
    ['"\\n\\t\\\\\\"\\\'"', codes('\n\t\\"\'')],
    ['"\\a\\b\\f\\r\\v\\0\\12\\x41"', codes('\x07\b\f\r\v\0\nA')],
    ['"\\u00e9\\U0001F600"', codes('é😀')],
    ['"\\q"', codes('\\q')],
    ['r"\\n\\""', codes('\\n\\"')],
    ['R"\\\\"', codes('\\\\')],
    ['u"é"', codes('é')],
    ['"""a\n"b"""', codes('a\n"b')],
    ["'''\\\nx'''", codes('x')],
    ['"a" \'b\' r"\\c"', codes('ab\\c')],
    ['b"\\xff\\0z"', 'b(255 0 122)'],
    ['Rb"\\x"', 'b(92 120)'],
    ['bR"\\x"', 'b(92 120)'],
    ['b"\\u0041"', 'b(92 117 48 48 52 49)'],
    ['b"a" b"b"', 'b(97 98)'],
    ['""', codes('')],
    ['b""', 'b()'],
  ])('%j', (text, value) => expect(parsed(text)).toBe(value));

  test.each([
    ['"a', 'the string has no closing "', 0],
    ['"a\nb"', 'the string has no closing " on its line', 0],
    ['"""a"', 'the string has no closing """', 0],
    ['r"\\"', 'the string has no closing "', 1],
    ['"\\x4"', '\\x needs 2 hexadecimal digits', 1],
    ['"\\u12"', '\\u needs 4 hexadecimal digits', 1],
    ['"\\U00110000"', 'there is no character \\U00110000', 1],
    ['"\\N{DIGIT ONE}"', 'characters by name (\\N{...}) are not supported; write \\uNNNN', 1],
    ['b"é"', 'bytes may hold only ASCII characters; write \\xNN for others', 2],
    ['b"\\400"', '\\400 is no byte', 2],
    ['"a" b"b"', 'bytes and text cannot be joined', 4],
    ['f"a"', 'f-strings are no literals', 0],
  ])('not %j', (text, message, at) => expect(problem(text)).toEqual([message, at]));
});

describe('containers', () => {
  test.each([
    ['[]', 'list()'],
    ['[1, [2,], ]', 'list(i1 list(i2))'],
    ['()', 'tuple()'],
    ['(1)', 'i1'],
    ['(1,)', 'tuple(i1)'],
    ['( 1 , 2 )', 'tuple(i1 i2)'],
    ['{}', 'dict()'],
    ['{1: [2], "a": {},}', 'dict(i1:list(i2) s(97):dict())'],
    ['{1, (2, None)}', 'set(i1 tuple(i2 N))'],
    ['{1,}', 'set(i1)'],
    ['set()', 'set()'],
    [' \n[True,\tFalse]\n', 'list(T F)'],
  ])('%j', (text, value) => expect(parsed(text)).toBe(value));

  test.each([
    ['', 'expected a Python literal, found the end', 0],
    ['[1 2]', 'expected , or ] in the list, found "2"', 3],
    ['[1', 'expected , or ] in the list, found the end', 2],
    ['[,]', 'expected a Python literal, found ","', 1],
    ['(1, 2', 'expected , or ) in the tuple, found the end', 5],
    ['{1: 2, 3}', 'expected : after the key of a dict, found "}"', 8],
    ['{1, 2: 3}', 'expected , or } in the set, found ":"', 5],
    ['{[1]: 2}', 'a list cannot be an item of a set or the key of a dict', 1],
    ['{(1, {2})}', 'a set cannot be an item of a set or the key of a dict', 1],
    ['abc', 'expected a Python literal, found the name abc; a string needs quotes: "abc"', 0],
    [
      '__import__("os")',
      'expected a Python literal, found the name __import__; a string needs quotes: "__import__"',
      0,
    ],
    ['true', 'expected a Python literal, found the name true; a string needs quotes: "true"', 0],
    ['--x', 'expected a number after the sign, found "x"', 2],
    ['@', 'expected a Python literal, found "@"', 0],
  ])('not %j', (text, message, at) => expect(problem(text)).toEqual([message, at]));

  test('nesting has a limit', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parsed(nested(100))).toMatch(/^list/);
    for (const depth of [101, 100_000]) expect(problem(nested(depth))).toEqual(['nested deeper than 100 levels', 100]);
  });
});

test('the place of a problem is shown', () => {
  expect(showPlace('[1, abc]', 4)).toEqual(['[1, abc]', '    ^']);
  const long = `[${'1, '.repeat(50)}abc]`;
  const [line, mark] = showPlace(long, long.indexOf('abc'));
  expect(line!.slice(mark!.length - 1, mark!.length + 2)).toBe('abc');
});

const ATOMS = ['1', '-2.5e3', '0x1F', '1_0', '"a\\n"', "'é\\x41'", 'b"\\xff"', 'r"\\d"', 'None', 'True', '.5', '0o7'];
const NOISE = [' ', ',', '[', ']', '(', ')', '{', '}', ':', '"', "'", '\\', '-', '_', '.', 'e', '0', 'x', 'b', '\n'];

function randomLiteral(rnd: (below: number) => number, depth = 3): string {
  const some = () => Array.from({ length: rnd(4) }, () => randomLiteral(rnd, depth - 1));
  switch (depth === 0 ? 9 : rnd(10)) {
    case 0:
      return `[${some().join(', ')}]`;
    case 1:
      return `(${some()
        .map((item) => `${item},`)
        .join(' ')})`;
    case 2:
      return `{${some()
        .map((item) => `${ATOMS[rnd(ATOMS.length)]}: ${item}`)
        .join(', ')}}`;
    default:
      return ATOMS[rnd(ATOMS.length)]!;
  }
}

const COUNT = process.env.NATMOD_TEST === 'all' ? 20_000 : 1500;

function samples(): string[] {
  const rnd = randomFrom(42).below;
  return Array.from({ length: COUNT }, (_, i) => {
    let text = randomLiteral(rnd);
    // Half of them are damaged.
    for (let n = i % 2 === 0 ? 0 : 1 + rnd(3); n > 0; n--) {
      const at = rnd(text.length + 1);
      text = text.slice(0, at) + NOISE[rnd(NOISE.length)] + text.slice(at + rnd(2));
    }
    return text;
  });
}

test('damaged literals are read or refused, nothing else', () => {
  for (const text of samples()) {
    const [message, at] = problem(text);
    expect(at).toBeLessThanOrEqual(text.length);
    expect(message).not.toBe('');
  }
});

const ORACLE = `
import ast, json, struct, sys, warnings
warnings.simplefilter("ignore")
def show(v):
    if v is None: return "N"
    if v is True: return "T"
    if v is False: return "F"
    if isinstance(v, int): return "i%d" % v
    if isinstance(v, float): return "f%016x" % struct.unpack(">Q", struct.pack(">d", v))[0]
    if isinstance(v, str): return "s(%s)" % " ".join(str(ord(c)) for c in v)
    if isinstance(v, bytes): return "b(%s)" % " ".join(map(str, v))
    if isinstance(v, (list, tuple)): return "%s(%s)" % (type(v).__name__, " ".join(map(show, v)))
    return None
def literal(node):
    if isinstance(node, ast.Dict):
        if None in node.keys: raise ValueError
        return "dict(%s)" % " ".join(literal(k) + ":" + literal(v) for k, v in zip(node.keys, node.values))
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return "%s(%s)" % (type(node).__name__.lower(), " ".join(map(literal, node.elts)))
    return show(ast.literal_eval(node))
out = []
for text in json.load(sys.stdin):
    try:
        ast.literal_eval(text.strip(" \\n"))
        out.append(literal(ast.parse(text.strip(" \\n"), mode="eval").body))
    except Exception:
        out.append(None)
json.dump(out, sys.stdout)
`;
const hasPython = hasTool('python3');
describe.skipIf(!hasPython)('like CPython (needs python3)', () => {
  test('random literals, whole and damaged', () => {
    const texts = samples();
    const { stdout, stderr, status } = spawnSync('python3', ['-c', ORACLE], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect([status, stderr]).toEqual([0, '']);
    const expected = JSON.parse(stdout) as (string | null)[];
    // On purpose: no complex numbers and no tuples without parentheses, but several signs
    // and line ends between signs and strings that stand alone.
    const onPurpose = (text: string) =>
      /complex|expected the end, found (",|"\+|"-)/.test(problem(text)[0]) ||
      /[-+]\s*[-+]/.test(text) ||
      (text.trim().includes('\n') && !/[[({]/.test(text));
    const different = texts.flatMap((text, i) => {
      const [message, at] = problem(text);
      const ours = at < 0 ? message.slice('accepted: '.length) : null;
      return ours === expected[i] || onPurpose(text) ? [] : [[text, ours ?? message, expected[i]]];
    });
    expect(different).toEqual([]);
    expect(expected.filter((e) => e !== null).length).toBeGreaterThan(COUNT / 3);
  });
});
