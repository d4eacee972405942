// Single-precision mathematics against what is known of the boards: their powers of five bit for bit, values that they
// printed, and elsewhere the distance from the correctly rounded result.

import { describe, expect, test } from 'vitest';
import * as libm from './index.js';

const { bitsOf, f, ofBits } = libm;
type Fn = (x: number, y: number) => number;
const { bitsOf: _b, ofBits: _o, f: _f, ...functions }: Record<string, Fn> = libm as unknown as Record<string, Fn>;

/** Results of the boards that are not the correctly rounded power of five (dialect.json, pow5_float32). */
const ODD_POWERS: Readonly<Record<number, number>> = {
  [-51]: 0x043f8fdc,
  [-49]: 0x0695a864,
  [-45]: 0x0b36b00e,
  [-36]: 0x15aa2424,
  [-22]: 0x25f1c900,
  [-18]: 0x2a9392ee,
  11: 0x4c3a43b8,
};

/** Numbers spread over [from, to], the same in every run. */
const spread = (from: number, to: number, n = 2000): number[] =>
  Array.from({ length: n }, (_, i) => f(from + (to - from) * ((i * 0.6180339887498949) % 1)));
const ulps = (a: number, b: number): number => Math.abs(bitsOf(a) - bitsOf(f(b)));
const worst = (fn: (x: number) => number, ref: (x: number) => number, xs: readonly number[]): number =>
  xs.reduce((most, x) => Math.max(most, ulps(fn(x), ref(x))), 0);

test('powers of five are those of the boards, wrong digits included', () => {
  for (let n = -58; n <= 55; n++) {
    const exact = n < 0 ? f(1 / 5 ** -n) : f(5 ** n);
    expect([n, bitsOf(libm.pow(5, n))]).toEqual([n, ODD_POWERS[n] ?? bitsOf(exact)]);
  }
});

type Row = [name: string, ref: (x: number) => number, from: number, to: number, ulps: number];
const ROWS: readonly Row[] = [
  ['exp', Math.exp, -80, 80, 1],
  ['expm1', Math.expm1, -5, 5, 1],
  ['log', Math.log, 0.001, 100, 1],
  ['log2', Math.log2, 0.001, 100, 2],
  ['log10', Math.log10, 0.001, 100, 2],
  ['sin', Math.sin, -100, 100, 1],
  ['cos', Math.cos, -100, 100, 1],
  ['tan', Math.tan, -100, 100, 1],
  ['sin', Math.sin, 1e4, 1e9, 1],
  ['cos', Math.cos, 1e4, 1e9, 1],
  ['tan', Math.tan, 1e4, 1e9, 2],
  ['asin', Math.asin, -1, 1, 2],
  ['acos', Math.acos, -1, 1, 1],
  ['atan', Math.atan, -10, 10, 1],
  ['sinh', Math.sinh, -8, 8, 2],
  ['cosh', Math.cosh, -8, 8, 1],
  ['tanh', Math.tanh, -8, 8, 2],
  ['asinh', Math.asinh, -8, 8, 2],
  ['acosh', Math.acosh, 1, 20, 2],
  ['atanh', Math.atanh, -1, 1, 2],
];

describe('distance from the correctly rounded result', () => {
  test.each(ROWS)('%s', (name, ref, from, to, most) => {
    expect(worst((x) => functions[name]!(x, 0), ref, spread(from, to))).toBeLessThanOrEqual(most);
  });
  test('pow', () => {
    for (const y of [0.5, 1.5, -2.25, 3, 7]) {
      expect(
        worst(
          (x) => libm.pow(x, y),
          (x) => x ** y,
          spread(0.01, 50),
        ),
      ).toBeLessThanOrEqual(1);
    }
  });
});

describe('identities of the special functions', () => {
  test('erf and erfc add up to 1', () => {
    for (const x of spread(-4, 4)) expect(Math.abs(libm.erf(x) + libm.erfc(x) - 1)).toBeLessThan(3e-7);
  });
  test('gamma of integers is the factorial', () => {
    let factorial = 1;
    for (let n = 1; n <= 30; n++) {
      expect(Math.abs(libm.gamma(n) / factorial - 1)).toBeLessThan(1e-5);
      expect(Math.abs(libm.lgamma(n) - Math.log(factorial))).toBeLessThan(1e-5);
      factorial *= n;
    }
  });
  test('gamma(x + 1) == x gamma(x)', () => {
    for (const x of spread(-6, 10)) {
      if (Math.abs(x - Math.round(x)) < 0.01) continue;
      expect(Math.abs(libm.gamma(f(x + 1)) / (x * libm.gamma(x)) - 1)).toBeLessThan(2e-4);
    }
  });
});

test('edges', () => {
  const { pow, exp, log, atan2, lgamma, gamma, tanh } = libm;
  expect([pow(1, Number.NaN), pow(-1, Infinity), pow(0, -1), pow(-8, 1 / 3), pow(-2, 3)]).toEqual([
    ...[1, 1, Infinity, Number.NaN, -8],
  ]);
  expect([exp(89), exp(-104), exp(-Infinity), log(0), log(-1)]).toEqual([Infinity, 0, 0, -Infinity, Number.NaN]);
  expect([atan2(0, -1), atan2(-0, -1), atan2(1, 0), atan2(Infinity, -Infinity)]).toEqual(
    [Math.PI, -Math.PI, Math.PI / 2, (3 * Math.PI) / 4].map(f),
  );
  expect([lgamma(0), lgamma(-1), gamma(-1), gamma(36), tanh(50)]).toEqual([
    ...[Infinity, Infinity, Number.NaN, Infinity, 1],
  ]);
});

test('no bits give anything but a single', () => {
  const ys = [0, -0, 1, 0.5, -3, 1e30, Number.NaN, Infinity, -Infinity].map(f);
  for (let i = 0; i < 2000; i++) {
    const x = ofBits(Math.imul(i, 0x9e3779b1));
    for (const [name, fn] of Object.entries(functions)) {
      const r = fn(x, ys[i % ys.length]!);
      expect([name, x, Object.is(f(r), r)]).toEqual([name, x, true]);
    }
  }
});
