// sin, cos, tan and their inverses in single precision (python-dialect.md 6.4), by the methods of Sun's public
// mathematical library: reduce to [-pi/4, pi/4] as the sum of two singles, then a polynomial.

import { reduceLarge } from './reduce.js';
import { bitsOf, f, INFINITY_BITS, MAGNITUDE, ONE_BITS, ofBits, polynomial, singles, upperPart } from './single.js';

const SIN = [0xbe2aaaab, 0x3c088889, 0xb9500d01, 0x3638ef1b, 0xb2d72f34, 0x2f2ec9d3].map(ofBits);
const SIN_REST = SIN.slice(1);
const COS = [0x3d2aaaab, 0xbab60b61, 0x37d00d01, 0xb493f27c, 0x310f74f6, 0xad47d74e].map(ofBits);
const TAN_EVEN = [0x3e088889, 0x3cb327a4, 0x3b6b6916, 0x3a1a26c8, 0x38a3f445, 0xb79bae5f].map(ofBits);
const TAN_ODD = [0x3d5d0dd1, 0x3c11371f, 0x3abede48, 0x398137b9, 0x3895c07a, 0x37d95384].map(ofBits);
const TAN_FIRST = ofBits(0x3eaaaaab);
const QUARTER_PI_HIGH = ofBits(0x3f490fda);
const QUARTER_PI_LOW = ofBits(0x33222168);
const QUARTER_PI_BITS = 0x3f490fd8;
const TINY_BITS = 0x32000000;

/** sin(x + y) for |x| <= pi/4; `exact` says that y is 0. */
export function kernelSin(x: number, y: number, exact: boolean): number {
  if ((bitsOf(x) & MAGNITUDE) < TINY_BITS) return x;
  const z = f(x * x);
  const v = f(z * x);
  const r = polynomial(z, SIN_REST);
  if (exact) return f(x + f(v * f(SIN[0]! + f(z * r))));
  return f(x - f(f(f(z * f(f(0.5 * y) - f(v * r))) - y) - f(v * SIN[0]!)));
}

/** cos(x + y) for |x| <= pi/4. */
export function kernelCos(x: number, y: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (size < TINY_BITS) return 1;
  const z = f(x * x);
  const r = f(z * polynomial(z, COS));
  const rest = f(f(z * r) - f(x * y));
  if (size < 0x3e99999a) return f(1 - f(f(0.5 * z) - rest));
  const q = size > 0x3f480000 ? 0.28125 : ofBits(size - 0x01000000);
  return f(f(1 - q) - f(f(f(0.5 * z) - q) - rest));
}

/** tan(x + y) for |x| <= pi/4, or with `sign` -1 minus its reciprocal. */
function kernelTan(x0: number, y0: number, sign: 1 | -1): number {
  const bits = bitsOf(x0);
  const size = bits & MAGNITUDE;
  if (size < 0x31800000) return sign === 1 ? x0 : f(-1 / x0);
  let x = x0;
  let y = y0;
  const near = size >= 0x3f2ca140;
  if (near) {
    if (bits < 0) {
      x = -x;
      y = -y;
    }
    x = f(f(QUARTER_PI_HIGH - x) + f(QUARTER_PI_LOW - y));
    y = 0;
  }
  const z = f(x * x);
  const w = f(z * z);
  const s = f(z * x);
  const sum = f(polynomial(w, TAN_EVEN) + f(z * polynomial(w, TAN_ODD)));
  let r = f(y + f(z * f(f(s * sum) + y)));
  r = f(r + f(TAN_FIRST * s));
  const total = f(x + r);
  if (near) {
    const result = f(sign - f(2 * f(x - f(f(f(total * total) / f(total + sign)) - r))));
    return bits < 0 ? -result : result;
  }
  if (sign === 1) return total;
  const high = upperPart(total);
  const v = f(r - f(high - x));
  const a = f(-1 / total);
  const t = upperPart(a);
  return f(t + f(a * f(f(1 + f(t * high)) + f(t * v))));
}

const INV_HALF_PI = ofBits(0x3f22f984);
/** pi/2 in three steps: the upper digits, and what is left after them. */
const HALF_PI_1 = ofBits(0x3fc90f80);
const HALF_PI_1_REST = ofBits(0x37354443);
const HALF_PI_2 = ofBits(0x37354400);
const HALF_PI_2_REST = ofBits(0x2e85a308);
const HALF_PI_3 = ofBits(0x2e85a300);
const HALF_PI_3_REST = ofBits(0x248d3132);

/** x minus `n` times pi/2, as the sum of y0 and y1. */
interface Reduced {
  readonly n: number;
  readonly y0: number;
  readonly y1: number;
}

const exponentField = (x: number): number => (bitsOf(x) >> 23) & 0xff;

function reducePositive(x: number): Reduced {
  const bits = bitsOf(x);
  if (bits < 0x4016cbe4) {
    let z = f(x - HALF_PI_1);
    let rest = HALF_PI_1_REST;
    if ((bits & 0xfffffff0) === 0x3fc90fd0) {
      z = f(z - HALF_PI_2);
      rest = HALF_PI_2_REST;
    }
    const y0 = f(z - rest);
    return { n: 1, y0, y1: f(f(z - y0) - rest) };
  }
  if (bits > 0x43490f80) return reduceLarge(bits);
  const n = Math.trunc(f(f(x * INV_HALF_PI) + 0.5));
  let r = f(x - f(n * HALF_PI_1));
  let w = f(n * HALF_PI_1_REST);
  let y0 = f(r - w);
  const nearMultiple = (bits & 0xffffff00) === (bitsOf((n * Math.PI) / 2) & 0xffffff00);
  if (n >= 32 || nearMultiple) {
    const field = bits >> 23;
    if (field - exponentField(y0) > 8) {
      let t = r;
      w = f(n * HALF_PI_2);
      r = f(t - w);
      w = f(f(n * HALF_PI_2_REST) - f(f(t - r) - w));
      y0 = f(r - w);
      if (field - exponentField(y0) > 25) {
        t = r;
        w = f(n * HALF_PI_3);
        r = f(t - w);
        w = f(f(n * HALF_PI_3_REST) - f(f(t - r) - w));
        y0 = f(r - w);
      }
    }
  }
  return { n, y0, y1: f(f(r - y0) - w) };
}

function reduce(x: number): Reduced {
  if (x > 0) return reducePositive(x);
  const { n, y0, y1 } = reducePositive(-x);
  return { n: -n, y0: -y0, y1: -y1 };
}

const isSmall = (x: number): boolean => (bitsOf(x) & MAGNITUDE) <= QUARTER_PI_BITS;

export function sin(x: number): number {
  if (isSmall(x)) return kernelSin(x, 0, true);
  if (!Number.isFinite(x)) return Number.NaN;
  const { n, y0, y1 } = reduce(x);
  const size = n & 1 ? kernelCos(y0, y1) : kernelSin(y0, y1, false);
  return n & 2 ? -size : size;
}

export function cos(x: number): number {
  if (isSmall(x)) return kernelCos(x, 0);
  if (!Number.isFinite(x)) return Number.NaN;
  const { n, y0, y1 } = reduce(x);
  const size = n & 1 ? kernelSin(y0, y1, false) : kernelCos(y0, y1);
  return (n + 1) & 2 ? -size : size;
}

export function tan(x: number): number {
  if (isSmall(x)) return kernelTan(x, 0, 1);
  if (!Number.isFinite(x)) return Number.NaN;
  const { n, y0, y1 } = reduce(x);
  return kernelTan(y0, y1, n & 1 ? -1 : 1);
}

const ASIN_P = singles(1.6666586697e-1, -4.2743422091e-2, -8.656363003e-3);
const ASIN_Q = singles(1, -7.066296339e-1);
const asinRatio = (z: number): number => f(f(z * polynomial(z, ASIN_P)) / polynomial(z, ASIN_Q));

const HALF_PI = ofBits(0x3fc90fdb);
/** pi/2 rounded down, and the rest. */
const HALF_PI_DOWN = ofBits(0x3fc90fda);
const HALF_PI_DOWN_REST = ofBits(0x33a22168);

export function asin(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (size === ONE_BITS) return f(x * HALF_PI);
  if (!(size < ONE_BITS)) return Number.NaN;
  if (size < 0x3f000000) return size < 0x39800000 ? x : f(x + f(x * asinRatio(f(x * x))));
  const z = f(f(1 - Math.abs(x)) * 0.5);
  const s = f(Math.sqrt(z));
  const result = f(HALF_PI_DOWN - f(f(2 * f(s + f(s * asinRatio(z)))) - HALF_PI_DOWN_REST));
  return x > 0 ? result : -result;
}

export function acos(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (size === ONE_BITS) return x > 0 ? 0 : f(2 * HALF_PI_DOWN);
  if (!(size < ONE_BITS)) return Number.NaN;
  if (size < 0x3f000000) {
    if (size <= 0x32800000) return HALF_PI_DOWN;
    return f(HALF_PI_DOWN - f(x - f(HALF_PI_DOWN_REST - f(x * asinRatio(f(x * x))))));
  }
  const z = f(f(1 - Math.abs(x)) * 0.5);
  const s = f(Math.sqrt(z));
  const product = f(asinRatio(z) * s);
  if (x < 0) return f(2 * f(HALF_PI_DOWN - f(s + f(product - HALF_PI_DOWN_REST))));
  const high = upperPart(s);
  const c = f(f(z - f(high * high)) / f(s + high));
  return f(2 * f(high + f(product + c)));
}

/** atan of 0.5, 1, 1.5 and infinity, in two parts. */
const ATAN_HIGH = [0x3eed6338, 0x3f490fda, 0x3f7b985e, 0x3fc90fda].map(ofBits);
const ATAN_LOW = [0x31ac3769, 0x33222168, 0x33140fb4, 0x33a22168].map(ofBits);
const ATAN = singles(3.3333328366e-1, -1.9999158382e-1, 1.4253635705e-1, -1.0648017377e-1, 6.1687607318e-2);
const ATAN_EVEN = ATAN.filter((_, i) => i % 2 === 0);
const ATAN_ODD = ATAN.filter((_, i) => i % 2 === 1);

/** Where x lies, and x moved there. */
function atanRegion(x: number, size: number): { id: number; t: number } {
  if (size < 0x3f300000) return { id: 0, t: f(f(f(2 * x) - 1) / f(2 + x)) };
  if (size < 0x3f980000) return { id: 1, t: f(f(x - 1) / f(x + 1)) };
  if (size < 0x401c0000) return { id: 2, t: f(f(x - 1.5) / f(1 + f(1.5 * x))) };
  return { id: 3, t: f(-1 / x) };
}

export function atan(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (size > INFINITY_BITS) return x;
  if (size >= 0x4c800000) return x > 0 ? HALF_PI_DOWN : -HALF_PI_DOWN;
  if (size < 0x39800000) return x;
  const small = size < 0x3ee00000;
  const { id, t } = small ? { id: 0, t: x } : atanRegion(Math.abs(x), size);
  const z = f(t * t);
  const w = f(z * z);
  const sum = f(f(z * polynomial(w, ATAN_EVEN)) + f(w * polynomial(w, ATAN_ODD)));
  if (small) return f(t - f(t * sum));
  const result = f(ATAN_HIGH[id]! - f(f(f(t * sum) - ATAN_LOW[id]!) - t));
  return x > 0 ? result : -result;
}

const PI = ofBits(0x40490fdb);
const PI_REST = ofBits(0xb3bbbd2e);
const QUARTER_PI = ofBits(0x3f490fdb);
const THREE_QUARTERS_PI = f(3 * QUARTER_PI);
/** Beyond 2**26 times the other part, this one alone tells the angle. */
const FAR = 26 << 23;

const isNegative = (x: number): boolean => bitsOf(x) < 0;

function atan2Positive(y: number, x: number): number {
  const left = isNegative(x);
  const iy = bitsOf(y);
  const ix = bitsOf(x) & MAGNITUDE;
  if (y === 0) return left ? PI : 0;
  if (x === 0) return HALF_PI;
  if (ix === INFINITY_BITS) {
    if (y === Infinity) return left ? THREE_QUARTERS_PI : QUARTER_PI;
    return left ? PI : 0;
  }
  if (ix + FAR < iy || y === Infinity) return HALF_PI;
  const z = left && iy + FAR < ix ? 0 : atan(Math.abs(f(y / x)));
  return left ? f(PI - f(z - PI_REST)) : z;
}

export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === 1) return atan(y);
  return isNegative(y) ? -atan2Positive(-y, x) : atan2Positive(y, x);
}
