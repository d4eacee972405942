// Texts where bytes, characters and interned strings meet, and sizes that no memory has: expectations follow
// python-dialect.md 5, 7 and 20; the order of checks is what another MicroPython shows.

import { describe, expect, test } from 'vitest';
import { BOARDS, runScript } from '../modules/script.fixture.js';

const SHOW = `
def show(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)
`;

describe.each(BOARDS)('texts on $board, gc $gc', ({ board, gc, limits }) => {
  const value = (code: string): string => {
    const { stdout, uncaught } = runScript(`${SHOW}show(lambda: (${code}))`, { board, gc, limits });
    return stdout.trimEnd() + (uncaught ?? '');
  };
  test.each([
    ["'abc'.find(1, 'x')", "TypeError can't convert 'int' object to str implicitly"],
    ["'abc'.index(1, 'x')", "TypeError can't convert 'int' object to str implicitly"],
    ["'abc'.count(1, 'x')", "TypeError can't convert 'int' object to str implicitly"],
    ["'abc'.startswith(1, 'x')", 'TypeError string indices must be integers, not str'],
    ["'abc'.endswith('a', 'x', range(3))", 'TypeError string indices must be integers, not range'],
    ["'abc'.find('a', 'x', range(3))", 'TypeError string indices must be integers, not str'],
    ["b'abc'[:'a']", "TypeError can't convert str to int"],
    ["bytearray(b'abc')[::0]", "ValueError slice step can't be zero"],
    ["memoryview(b'abc')[::2]", 'NotImplementedError only slices with step=1 (aka None) are supported'],
    ["'abc'[::0]", 'NotImplementedError only slices with step=1 (aka None) are supported'],
    ["'%-05d' % -7, '%-#07x' % 10, '%-05g' % 1.5", "('-7000', '0xa0000', '1.500')"],
    ["'%-08.3d|' % 7, '%-05s|' % 'a'", "('007     |', 'a    |')"],
    ["'%-06.1d|%-06.0x|%-06.2d|' % (7, 7, 7)", "'700000|700000|07    |'"],
    ["'%+01.5d|% 0.3d|%#0.5x|%+.5d|%+06.5d' % (65, 65, 65, 65, 65)", "'+0065| 65|0x041|+00065|+00065'"],
    ["'{:012,.1f}|{:014_.2f}|{:+010,}'.format(1234.5, -1.5, 7)", "'0,000,01234.5|-000_0000_1.50|+0,000,007'"],
    ["'{:0>7_}|{:0^8,}|{:<07,}|{:0<8,}'.format(1, 'ab', 1.5, 5)", "'00_0001|0,0ab0,00|1.5000,|50,000,00'"],
    ["'{:0<,}|{:0,}|{:015,x}'.format('', '', 2**40)", "'|0|0,0100,0000,0000'"],
    ["'{:5\\x00x}|{:\\x00>5}|'.format(7, 'a')", "'    7|a|'"],
    ["'{:=5d}'.format(None)", "ValueError '=' alignment not allowed in string format specifier"],
    ["'{:+5s}'.format(None)", 'ValueError sign not allowed in string format specifier'],
    ["'{:+c}'.format('a')", "ValueError sign not allowed with integer format specifier 'c'"],
    ["int(object, 'x')", "TypeError can't convert 'type' object to str implicitly"],
    ["b'abc'.find(300, 'x')", 'ValueError bytes value out of range'],
    ["'grün'.find('n', -1)", '3'],
    ["'grün'.rfind('ü', 0, 3)", '2'],
    ["'grün'.count('', 1)", '4'],
    ["'grün'[1:3], 'grün'[-2]", "('rü', 'ü')"],
    ["'abc'.rfind('', 2, 1)", '-1'],
    ["'abcabc'.rfind('abc', -3)", '3'],
    ["b'ab,c'.split(bytearray(b','))", "TypeError can't convert 'bytearray' object to str implicitly"],
    ["b'ab,c'.rsplit(',', 1)", "[b'ab', b'c']"],
    ["bytearray(b'a b').rsplit(b' ', 1)", "[bytearray(b'a'), bytearray(b'b')]"],
    ["'aaa'.replace('', '-', 2)", "'-a-aa'"],
    ["'a,b'.replace(',', '<' * 300)[298:304]", "'<<<b'"],
    ["','.join(c for c in 'abc')", "'a,b,c'"],
    ["b','.join([b'a', bytearray(b'b')])", "b'a,b'"],
    [
      "b','.join([b'a', memoryview(b'c')])",
      'TypeError join expects a list of str/bytes objects consistent with self object',
    ],
    ["','.join(['a', 1])", 'TypeError join expects a list of str/bytes objects consistent with self object'],
    ["'x'.join(['ab' * 200, 'cd'])[-4:]", "'bxcd'"],
    ["' \\x0bab\\n'.strip(), 'xxaxx'.rstrip('x'), b'..a'.lstrip(b'.')", "('ab', 'xxa', b'a')"],
    [
      "'h\\x11\\u20ac'[1] is 'i\\x11'[1], 'h\\u20ac'[1] is [c for c in 'i\\u20ac'][1], chr(0x3c0) is '\\u03c0k'[0]",
      '(True, True, True)',
    ],
    ["'ab'.center(5), b'ab'.center(1)", "(' ab  ', b'ab')"],
    ["'Gr\\u00fcn'.upper(), b'aZ'.lower()", "('GRüN', b'az')"],
    ["'a' in b'abc', b'' in b'', b'c' in bytearray(b'abc')", '(True, True, True)'],
    ["'abc' < 'abcd', b'b' > b'abc', 'a' == b'a', b'a' == bytearray(b'a')", '(True, True, False, True)'],
    ["b'\\xff'.decode()", 'UnicodeError'],
    ["'é'.encode(), 'é'.encode().decode()", "(b'\\xc3\\xa9', 'é')"],
    ["bytes.fromhex('0a fF'), b'\\x01\\xff'.hex('::')", "(b'\\n\\xff', '01:ff')"],
    ["bytes.fromhex('0')", 'ValueError non-hex digit'],
    ["'%s-%d|%5s' % ('é', -2147483648 // 2, 'x')", "'é--1073741824|    x'"],
    ["'{}{{{:>3}}}{!r}'.format(1, 'a', 'b')", '"1{  a}\'b\'"'],
    ["[c for c in 'a1é'], [c for c in '']", "(['a', '1', 'é'], [])"],
    ["str(-1073741824), repr(1073741823), str('x'), str(0)", "('-1073741824', '1073741823', 'x', '0')"],
  ])('%s', (code, expected) => {
    expect(value(code)).toBe(expected);
  });

  test('a str that is made before its text is interned is the same key', () => {
    const source = `
k = 'zq' + 'xw'
d = {k: 1, 1: 2, None: 3}
setattr(type('T', (), {}), 'zqxw', 0)
class E:
    def __hash__(self): return hash('zq' + 'xw')
    def __eq__(self, other): return other == 'zqxw'
print(d['zqxw'], d[k], 'zqx' in d, d.get('zq' + 'xw'), len({k, 'zqxw'}))
d = {E(): 5}
print(d['zq' + 'xw'], d['zqxw'])
d = {}
for i in range(40): d['k%d' % i] = i
for i in range(0, 40, 2): del d['k%d' % i]
for i in range(40): d['k' + str(i)] = -i
print(len(d), sum(d.values()), d['k7'], 'k40' in d)
`;
    const { stdout } = runScript(source, { board, gc, limits });
    expect(stdout).toBe('1 1 False 1 1\n5 5\n40 -780 -7 False\n');
  });

  test('formatting inside of formatting, also where it raises', () => {
    const source = `
class A:
    def __init__(self, n): self.n = n
    def __str__(self):
        if self.n == 0: raise ValueError('end')
        return '<%s{}>'.format(self.n) % A2(self.n - 1)
class A2(A):
    def __str__(self): return 'x' if self.n == 0 else '[{}%d]'.format(A2(self.n - 1)) % self.n
print('%s' % A(3), '{}'.format(A(2)))
try: '%s and %s' % ('a', A(0))
except ValueError as e: print(e)
print('%d{}' % 1)
`;
    const { stdout, uncaught } = runScript(source, { board, gc, limits });
    expect(stdout + (uncaught ?? '')).toBe('<[[x1]2]3> <[x1]2>\nend\n1{}\n');
  });
});

describe('sizes beyond all memory are given to the last digit', () => {
  const message = (board: 'VIRT_RV64' | 'VIRT_RV32', code: string): string =>
    runScript(`${SHOW}show(lambda: (${code}))`, { board, limits: 'board' }).stdout.trimEnd();
  test.each([
    ['bytes(2**62)', '4611686018427387905'],
    ['bytearray(2**62-1)', '4611686018427387903'],
    ['bytearray(-2**61-1)', '16140901064495857663'],
    ['[0]*(2**60+1)', '9223372036854775816'],
    ["'ab'*(2**60+1)", '2305843009213693955'],
    ['(0,)*(2**58+1)', '2305843009213693976'],
    ["'abc'.center(2**62-1)", '4611686018427387904'],
    ["int.to_bytes(5, 2**61+1, 'big')", '2305843009213693954'],
    ['1<<2**62', '576460752303423488'],
  ])('%s', (code, bytes) => {
    expect(message('VIRT_RV64', code)).toBe(`MemoryError memory allocation failed, allocating ${bytes} bytes`);
  });
  test.each(['bytes(2**63)', '[0]*2**63', "'x'*2**63", "'x'*-2**70", '[1][2**64]', "'a'[:2**70]"])('%s', (code) => {
    expect(message('VIRT_RV64', code)).toBe('OverflowError overflow converting long int to machine word');
  });
});

describe('functions of any size', () => {
  const lines = (n: number, line: (i: number) => string): string =>
    Array.from({ length: n }, (_, i) => line(i)).join('');
  test('one with more locals than the format can name is a MemoryError', () => {
    const source = `def f():\n${lines(70_000, (i) => ` v${i}=0\n`)}`;
    const { uncaught } = runScript(source, { board: 'VIRT_RV64' });
    expect(uncaught).toMatch(/MemoryError: /);
  });
  test('a chain of branches that is too long for its jumps is refused soon', () => {
    const source = `a=1\nif a: pass\n${lines(12_000, (i) => `elif a==${i + 2}: pass\n`)}`;
    expect(runScript(source, { board: 'VIRT_RV32' }).uncaught).toMatch(/RuntimeError: bytecode overflow$/);
  });
});
