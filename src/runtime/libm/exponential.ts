// exp, expm1, the logarithms and pow in single precision (python-dialect.md 6.4). The methods are those of Sun's public
// mathematical library (argument reduction by ln 2, then a rational approximation), with the shorter polynomials that
// single precision needs. The powers of five that dialect.json lists fix the splitting of pow to the bit.

import {
  bitsOf,
  f,
  INFINITY_BITS,
  MAGNITUDE,
  ONE_BITS,
  ofBits,
  polynomial,
  scaleBy2,
  singles,
  upperPart,
} from './single.js';

const LN2_HIGH = ofBits(0x3f317180);
const LN2_LOW = ofBits(0x3717f7d1);
const INV_LN2 = ofBits(0x3fb8aa3b);
/** Bits of ln 2 / 2 and 3 ln 2 / 2: where the reduction begins, and where it needs a product. */
const HALF_LN2_BITS = 0x3eb17218;
const THREE_HALVES_LN2_BITS = 0x3f851592;
/** Above: exp overflows. */
export const LOG_MAX_BITS = 0x42b17217;
/** Magnitude above which exp of a negative number is 0. */
const LOG_MIN_BITS = 0x42cff1b5;

/** ln 2 in two parts, as exp uses them. */
const EXP_LN2_HIGH = f(6.9314575195e-1);
const EXP_LN2_LOW = f(1.4286067653e-6);
const EXP_P = singles(1.666662544e-1, -2.7667332906e-3);
const EXPM1_Q = singles(1, -3.3333212137e-2, 1.5807170421e-3);
const LOG_G = singles(0xaaaaaa / 2 ** 24, 0xccce13 / 2 ** 25, 0x91e9ee / 2 ** 25, 0xf89e26 / 2 ** 26);
const THIRD = f(1 / 3);

export function exp(x: number): number {
  const bits = bitsOf(x);
  const size = bits & MAGNITUDE;
  if (size > INFINITY_BITS) return x;
  if (bits > LOG_MAX_BITS) return Infinity;
  if (bits < 0 && size >= LOG_MIN_BITS) return 0;
  let k = 0;
  let high = x;
  let low = 0;
  let r = x;
  if (size > HALF_LN2_BITS) {
    k = size > THREE_HALVES_LN2_BITS ? Math.trunc(f(f(INV_LN2 * x) + (x > 0 ? 0.5 : -0.5))) : Math.sign(x);
    high = f(x - f(k * EXP_LN2_HIGH));
    low = f(k * EXP_LN2_LOW);
    r = f(high - low);
  } else if (size <= 0x39000000) return f(1 + x);
  const t = f(r * r);
  const c = f(r - f(t * polynomial(t, EXP_P)));
  const y = f(1 + f(f(f(f(r * c) / f(2 - c)) - low) + high));
  return k === 0 ? y : scaleBy2(y, k);
}

export function expm1(x: number): number {
  const bits = bitsOf(x);
  const size = bits & MAGNITUDE;
  if (size >= 0x4195b844) {
    if (size > INFINITY_BITS) return x;
    if (x < 0) return -1;
    if (size > LOG_MAX_BITS) return Infinity;
  }
  let k = 0;
  let c = 0;
  let r = x;
  if (size > HALF_LN2_BITS) {
    k = size < THREE_HALVES_LN2_BITS ? Math.sign(x) : Math.trunc(f(f(INV_LN2 * x) + (x > 0 ? 0.5 : -0.5)));
    const high = f(x - f(k * LN2_HIGH));
    const low = f(k * LN2_LOW);
    r = f(high - low);
    c = f(f(high - r) - low);
  } else if (size < 0x33000000) return x;
  const half = f(0.5 * r);
  const square = f(r * half);
  const r1 = polynomial(square, EXPM1_Q);
  const t = f(3 - f(r1 * half));
  let e = f(square * f(f(r1 - t) / f(6 - f(r * t))));
  if (k === 0) return f(r - f(f(r * e) - square));
  e = f(f(f(r * f(e - c)) - c) - square);
  if (k === -1) return f(f(0.5 * f(r - e)) - 0.5);
  if (k === 1) return r < -0.25 ? f(-2 * f(e - f(r + 0.5))) : f(1 + f(2 * f(r - e)));
  if (k < 0 || k > 56) return f(scaleBy2(f(f(r - e) + 1), k) - 1);
  const unit = 2 ** -k;
  if (k < 23) return scaleBy2(f(f(r - e) + f(1 - unit)), k);
  return scaleBy2(f(f(r - f(e + unit)) + 1), k);
}

/** Bits of the root of 1/2: a number is split into a power of two and a factor between it and its double. */
const ROOT_HALF_BITS = 0x3f3504f3;

/** log(2**k * (1 + m)) + c. */
function logOf(m: number, k: number, c: number): number {
  const s = f(m / f(2 + m));
  const z = f(s * s);
  const w = f(z * z);
  const r = f(f(w * f(LOG_G[1]! + f(w * LOG_G[3]!))) + f(z * f(LOG_G[0]! + f(w * LOG_G[2]!))));
  const square = f(f(0.5 * m) * m);
  const low = f(f(k * LN2_LOW) + c);
  return f(f(f(f(f(s * f(square + r)) + low) - square) + m) + f(k * LN2_HIGH));
}

export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (x < 0) return Number.NaN;
  if (!Number.isFinite(x)) return x;
  if (x === 1) return 0;
  let bits = bitsOf(x);
  let k = 0;
  if (bits < 0x00800000) {
    k = -25;
    bits = bitsOf(f(x * 2 ** 25));
  }
  bits += ONE_BITS - ROOT_HALF_BITS;
  k += (bits >> 23) - 127;
  return logOf(f(ofBits((bits & 0x7fffff) + ROOT_HALF_BITS) - 1), k, 0);
}

export function log1p(x: number): number {
  const bits = bitsOf(x);
  if (bits >= INFINITY_BITS || Number.isNaN(x)) return x;
  if (x <= -1) return x === -1 ? -Infinity : Number.NaN;
  if ((bits & MAGNITUDE) < 0x33800000) return x;
  // Between root(1/2) - 1 and root(2) - 1 nothing has to be split off.
  if (bits < 0x3ed413d0 && (bits >= 0 || bits <= (0xbe95f619 | 0))) return logOf(x, 0, 0);
  const u = f(1 + x);
  const sum = bitsOf(u) + ONE_BITS - ROOT_HALF_BITS;
  const k = (sum >> 23) - 127;
  const c = k < 25 ? f((k >= 2 ? f(1 - f(u - x)) : f(x - f(u - 1))) / u) : 0;
  return logOf(f(ofBits((sum & 0x7fffff) + ROOT_HALF_BITS) - 1), k, c);
}

const LN2 = f(Math.LN2);
const LN10 = f(Math.LN10);
export const log2 = (x: number): number => f(log(x) / LN2);
export const log10 = (x: number): number => f(log(x) / LN10);

const POW_L = [0x3f19999a, 0x3edb6db7, 0x3eaaaaab, 0x3e8ba305, 0x3e6c3255, 0x3e53f142].map(ofBits);
const LOG2_1_5_HIGH = ofBits(0x3f15c000);
const LOG2_1_5_LOW = ofBits(0x35d1cfdc);
const POW_P = [0x3e2aaaab, 0xbb360b61, 0x388ab355, 0xb5ddea0e, 0x3331bb4c].map(ofBits);
const LN2_UPPER = ofBits(0x3f317200);
const LN2_REST = ofBits(0x35bfbe8c);
/** 2 / (3 ln 2), whole and in two parts. */
const CP = ofBits(0x3f76384f);
const CP_HIGH = ofBits(0x3f764000);
const CP_LOW = ofBits(0xb8f623c6);
const INV_LN2_HIGH = ofBits(0x3fb8aa00);
const INV_LN2_LOW = ofBits(0x36eca570);
/** -(128 - log2(overflow threshold + half an ulp)) */
const OVERFLOW_REST = f(4.2995665694e-8);
const [PAIR_ONES, PAIR_THREES] = [singles(1, 1.5), 3];

/** 0: no integer, 1: odd, 2: even. */
function parity(y: number): 0 | 1 | 2 {
  if (!Number.isInteger(y)) return 0;
  return y % 2 === 0 ? 2 : 1;
}

/** log2 of a positive single as the sum of two singles. */
function log2Parts(size: number, x: number): [number, number] {
  let bits = size;
  let n = 0;
  if (bits < 0x00800000) {
    n -= 24;
    bits = bitsOf(f(x * 2 ** 24));
  }
  n += (bits >> 23) - 127;
  const fraction = bits & 0x7fffff;
  bits = fraction | ONE_BITS;
  let k = 0;
  if (fraction > 0x1cc471) {
    if (fraction < 0x5db3d7) k = 1;
    else {
      n++;
      bits -= 0x00800000;
    }
  }
  const m = ofBits(bits);
  const base = PAIR_ONES[k]!;
  const u = f(m - base);
  const v = f(1 / f(m + base));
  const s = f(u * v);
  const sHigh = upperPart(s);
  let tHigh = ofBits((((bits >> 1) & 0xfffff000) | 0x20000000) + 0x00400000 + (k << 21));
  let tLow = f(m - f(tHigh - base));
  const sLow = f(v * f(f(u - f(sHigh * tHigh)) - f(sHigh * tLow)));
  let s2 = f(s * s);
  let r = f(f(s2 * s2) * polynomial(s2, POW_L));
  r = f(r + f(sLow * f(sHigh + s)));
  s2 = f(sHigh * sHigh);
  tHigh = upperPart(f(f(PAIR_THREES + s2) + r));
  tLow = f(r - f(f(tHigh - PAIR_THREES) - s2));
  const a = f(sHigh * tHigh);
  const b = f(f(sLow * tHigh) + f(tLow * s));
  const pHigh = upperPart(f(a + b));
  const pLow = f(b - f(pHigh - a));
  const zHigh = f(CP_HIGH * pHigh);
  const zLow = f(f(f(CP_LOW * pHigh) + f(pLow * CP)) + (k ? LOG2_1_5_LOW : 0));
  const dHigh = k ? LOG2_1_5_HIGH : 0;
  const t1 = upperPart(f(f(f(zHigh + zLow) + dHigh) + n));
  return [t1, f(zLow - f(f(f(t1 - n) - dHigh) - zHigh))];
}

/** The same for a number near 1, where the series of log(1 + t) is enough. */
function log2NearOne(size: number): [number, number] {
  const t = f(size - 1);
  const w = f(f(t * t) * f(0.5 - f(t * f(THIRD - f(t * 0.25)))));
  const u = f(INV_LN2_HIGH * t);
  const v = f(f(t * INV_LN2_LOW) - f(w * INV_LN2));
  const t1 = upperPart(f(u + v));
  return [t1, f(v - f(t1 - u))];
}

/** C's pow. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const ix = bitsOf(x) & MAGNITUDE;
  const iy = bitsOf(y) & MAGNITUDE;
  const negative = bitsOf(x) < 0;
  const kind = negative ? parity(y) : 0;
  if (iy === INFINITY_BITS) {
    if (ix === ONE_BITS) return 1;
    return ix > ONE_BITS === y > 0 ? Infinity : 0;
  }
  if (y === 1) return x;
  if (y === -1) return f(1 / x);
  if (y === 2) return f(x * x);
  if (y === 0.5 && !negative) return f(Math.sqrt(x));
  const size = Math.abs(x);
  if (ix === INFINITY_BITS || ix === 0 || ix === ONE_BITS) {
    const z = y < 0 ? 1 / size : size;
    if (!negative) return z;
    if (ix === ONE_BITS && kind === 0) return Number.NaN;
    return kind === 1 ? -z : z;
  }
  if (negative && kind === 0) return Number.NaN;
  const sign = negative && kind === 1 ? -1 : 1;
  let parts: [number, number];
  if (iy > 0x4d000000) {
    if (ix < 0x3f7ffff4) return sign * (y < 0 ? Infinity : 0);
    if (ix > 0x3f800007) return sign * (y > 0 ? Infinity : 0);
    parts = log2NearOne(size);
  } else parts = log2Parts(ix, size);
  return sign * exp2OfProduct(y, parts[0], parts[1]);
}

/** 2 ** (y * (t1 + t2)), positive. */
function exp2OfProduct(y: number, t1: number, t2: number): number {
  const yHigh = upperPart(y);
  const pLow = f(f(f(y - yHigh) * t1) + f(y * t2));
  let pHigh = f(yHigh * t1);
  let z = f(pLow + pHigh);
  const j = bitsOf(z);
  const size = j & MAGNITUDE;
  if (j > 0) {
    if (size > 0x43000000 || (size === 0x43000000 && f(pLow + OVERFLOW_REST) > f(z - pHigh))) return Infinity;
  } else if (size > 0x43160000 || (size === 0x43160000 && pLow <= f(z - pHigh))) return 0;
  let n = 0;
  if (size > 0x3f000000) {
    let k = (size >> 23) - 127;
    const whole = j + (0x00800000 >> (k + 1));
    k = ((whole & MAGNITUDE) >> 23) - 127;
    n = ((whole & 0x7fffff) | 0x00800000) >> (23 - k);
    if (j < 0) n = -n;
    pHigh = f(pHigh - ofBits(whole & ~(0x7fffff >> k)));
  }
  const t = ofBits(bitsOf(f(pLow + pHigh)) & 0xffff8000);
  const u = f(t * LN2_UPPER);
  const v = f(f(f(pLow - f(t - pHigh)) * LN2) + f(t * LN2_REST));
  z = f(u + v);
  const w = f(v - f(z - u));
  const square = f(z * z);
  const c = f(z - f(square * polynomial(square, POW_P)));
  const r = f(f(f(z * c) / f(c - 2)) - f(w + f(z * w)));
  z = f(1 - f(r - z));
  const moved = bitsOf(z) + (n << 23);
  return moved >> 23 <= 0 ? scaleBy2(z, n) : ofBits(moved);
}
