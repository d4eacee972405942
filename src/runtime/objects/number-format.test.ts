// Oracles: the bit patterns and texts that the boards print (python-dialect.md 5 and 6), and the dialect's own rule that
// a repr of 6..9 digits reads back.

import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { parseComplexText, parseFloatText, parseInteger, pow5 } from '../core/number-parse.js';
import { floatPartText, floatRepr, formatFloat, formatInteger, type NumberStyle } from './number-format.js';

const literal = (text: string): string => floatRepr(parseFloatText(text)!);
const f = Math.fround;

describe('repr of float literals', () => {
  const rows = `0.0 0.0|-0.0 -0.0|1.5 1.5|0.1 0.1|123456.0 123456.0|1234567.0 1234567.0|12345678.0 12345678.0
123456789.0 123456790.0|1234567890.0 1234568000.0|0.01 0.01|0.001 0.001|0.0001 0.0001|0.00001 1e-05
0.000012345 1.2345e-05|1e-7 1e-07|1e-10 1e-10|1e-37 1e-37|1e-38 1.08773684e-38|1e-40 1.63250339e-39
1e-45 4.29496618e-44|1e-46 0.0|3.4028235e38 3.4028236e+38|3.5e38 inf|1e39 inf|-1e39 -inf
3.14159265358979 3.1415924|2.718281828459045 2.7182818|16777217.0 16777216.0|99999999.0 100000000.0|5e-324 0.0
1.7976931348623157e308 inf|1e100 inf|1e23 1e+23|1.23e22 1.23e+22|9.5e15 9500000000000000.0|9.5e16 9.5e+16
8.5070587e+37 8.507059e+37|1.17549435e-38 1.1754943e-38|1.1754943508222875e-38 1.1754943e-38|123.456 123.456
1234.5678 1234.5678|0.1234567 0.1234567|0.12345678 0.12345678|0.123456789 0.12345679|1e16 1e+16|1e15 1000000000000000.0`;
  for (const row of rows.split(/[|\n]/)) {
    const [text, expected] = row.split(' ');
    it(`${text} -> ${expected}`, () => expect(literal(text!)).toBe(expected));
  }
  it.each([
    [f(1 / 3), '0.33333334'],
    [f(2 / 3), '0.6666667'],
    [f(10 / 3), '3.3333332'],
    [f(1e10 / 3), '3333333200.0'],
    [f(Math.PI), '3.1415928'],
    [f(2 * Math.PI), '6.2831856'],
    [f(Math.sqrt(0.5)), '0.707106736'],
    [2 ** 127, '1.70141184e+38'],
    [2 ** 64, '1.8446744e+19'],
    [1e20, '1e+20'],
    [f(1.0000001), '1.0000001'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%d -> %s', (x, expected) => expect(floatRepr(x)).toBe(expected));
  it('writes parts of complex numbers without .0', () => {
    expect([0.99999992, 1.73205084, 11, -2].map((x) => floatPartText(f(x)))).toEqual([
      '0.99999992',
      '1.73205084',
      '11',
      '-2',
    ]);
  });
});

describe('formatFloat', () => {
  it.each([
    [1.5, 'f', -1, '1.500000'],
    [1.5, 'e', -1, '1.500000e+00'],
    [1.5, 'g', -1, '1.5'],
    [2.14159, 'f', 2, '2.14'],
    [2.14159, 'f', 3, '2.142'],
    [-2.14159, 'f', 3, '-2.142'],
    [2.5, 'f', 0, '3'],
    [0.5, 'f', 0, '0'],
    [1.5, 'f', 0, '2'],
    [0.05, 'f', 1, '0.0'],
    [1e10, 'G', -1, '1E+10'],
    [1.5, 'E', -1, '1.500000E+00'],
    [100000, 'g', -1, '100000'],
    [1e6, 'g', -1, '1e+06'],
    [1e-5, 'g', -1, '1e-05'],
    [1234.5, 'g', 3, '1.23e+03'],
    [1e30, 'f', -1, '1e+30'],
    [1234567.891, 'f', 2, '1234567.90'],
    [1234567.5, 'g', -1, '1.23457e+06'],
    [1.5, 'f', 40, '1.50000000000000000000000000000'],
    [1.5, 'f', 100, '1.50000000000000000000000000000'],
    [Number.POSITIVE_INFINITY, 'F', -1, 'INF'],
    [Number.NaN, 'f', -1, 'nan'],
    [2.14159, 'g', 1, '2'],
    [1234.5, 'e', -1, '1.234500e+03'],
    [9.9996, 'f', 3, '10.000'],
    [0.999999, 'f', 3, '1.000'],
  ])('%d %s %d -> %s', (x, kind, prec, expected) => expect(formatFloat(f(x), kind, prec)).toBe(expected));
  it('writes signs', () => {
    expect([formatFloat(1, 'f', 1, '+'), formatFloat(-1, 'f', 1, '+'), formatFloat(1, 'f', 1, ' ')]).toEqual([
      '+1.0',
      '-1.0',
      ' 1.0',
    ]);
  });
});

it('every repr of random singles stays within nine digits and is near its value', () => {
  const { below } = randomFrom(12345);
  const bits = new Uint32Array(1);
  const single = new Float32Array(bits.buffer);
  const count = process.env.NATMOD_TEST === 'all' ? 200_000 : 3000;
  for (let i = 0; i < count; i++) {
    bits[0] = below(2 ** 32);
    const x = single[0]!;
    const text = floatRepr(x);
    if (!Number.isFinite(x) || Math.abs(x) < 1e-30) continue;
    expect(text.length, text).toBeLessThan(20);
    expect(Math.abs(Number(text) / x - 1), `${text} ${x}`).toBeLessThan(1e-6);
  }
});

describe('powers of five', () => {
  it.each([
    [0, 1],
    [10, 9765625],
    [-1, f(0.2)],
    [57, Number.POSITIVE_INFINITY],
    [-70, 0],
  ])('5**%d', (n, value) => expect(pow5(n)).toBe(value));
});

describe('parseInteger', () => {
  const value = (text: string, base = 10) => {
    const r = parseInteger(text, base);
    return r.ok ? r.value : `base ${r.base}`;
  };
  it('reads signs, prefixes, underscores', () => {
    expect([value(' +5'), value('1__0'), value('_1'), value('_'), value('0_7'), value('-12\n')]).toEqual([
      5, 10, 1, 0, 7, -12,
    ]);
    expect([value('0x1F', 0), value('0b101', 0), value('0o17', 8), value('ff', 16), value('z', 36)]).toEqual([
      31, 5, 15, 255, 35,
    ]);
    expect([value('0', 0), value('00', 0), value('10', 0)]).toEqual([0, 0, 10]);
  });
  it('names the base in errors', () => {
    expect([value(''), value(' '), value('-'), value('1 2'), value('12a'), value('0x'), value('+-1')]).toEqual(
      Array(7).fill('base 10'),
    );
    expect([value('08', 0), value('0777', 0), value('0x', 0), value('0b2', 0), value('0o8', 0)]).toEqual([
      'base 0',
      'base 0',
      'base 16',
      'base 2',
      'base 8',
    ]);
    expect(value(`${'9'.repeat(40)}x`)).toBe('base 10');
  });
  it('reads big numbers in any base', () => {
    expect(value('9'.repeat(40))).toBe(10n ** 40n - 1n);
    expect(value(`-0x${'f'.repeat(30)}`, 16)).toBe(1n - 2n ** 120n);
    expect(value('z'.repeat(50), 36)).toBe(36n ** 50n - 1n);
  });
});

describe('parseFloatText and parseComplexText', () => {
  it('accepts what the boards accept', () => {
    expect(['.', '1_0', '1_0.5_', ' 1.5\n', '-inf', 'Infinity', '+2', '1e2'].map(parseFloatText)).toEqual([
      0,
      10,
      10.5,
      1.5,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      2,
      100,
    ]);
    expect(parseFloatText('NaN')).toBeNaN();
  });
  it('rejects the rest', () => {
    for (const text of ['', 'abc', '1e', '1.2.3', '1 2', '-', '0x10', '1e+', 'infx', '1j']) {
      expect(parseFloatText(text), text).toBeUndefined();
    }
    for (const text of ['abc', '1+2', '', '1+', '1j2', '1+2j3', 'j+1']) {
      expect(parseComplexText(text), text).toBeUndefined();
    }
  });
  it('reads complex texts', () => {
    expect(['1+2j', 'j', '-2.5j', '3', ' 1-2J '].map(parseComplexText)).toEqual([
      { re: 1, im: 2 },
      { re: 0, im: 1 },
      { re: 0, im: -2.5 },
      { re: 3, im: 0 },
      { re: 1, im: -2 },
    ]);
  });
});

describe('formatInteger', () => {
  const PLAIN: NumberStyle = {
    ...{ base: 10, upper: false, sign: '', prefix: '', grouping: '', fill: ' ', align: '>', width: 0, precision: -1 },
  };
  const style = (s: Partial<NumberStyle>) => ({ ...PLAIN, ...s });
  it('groups, also under zero fill', () => {
    expect(formatInteger(1234567, style({ grouping: ',', fill: '0', align: '=', width: 12 }))).toBe('0,001,234,567');
    expect(formatInteger(1234567, style({ grouping: ',' }))).toBe('1,234,567');
    expect(formatInteger(0xabcdef, style({ grouping: '_', base: 16, upper: true, prefix: '0x' }))).toBe('0xAB_CDEF');
  });
  it('pads and signs', () => {
    expect(formatInteger(-3, style({ fill: '0', align: '=', width: 5 }))).toBe('-0003');
    expect(formatInteger(3, style({ sign: '+' }))).toBe('+3');
    expect(formatInteger(7, style({ precision: 5 }))).toBe('00007');
    expect(formatInteger(-(2n ** 70n), style({ width: 25, align: '<' }))).toBe('-1180591620717411303424  ');
  });
});
