// erf, erfc, gamma and lgamma in single precision (python-dialect.md 6.4), by the rational approximations of Sun's public
// mathematical library. gamma is exp of lgamma, which costs it some digits, as on the boards.

import { exp, log } from './exponential.js';
import { bitsOf, f, MAGNITUDE, ONE_BITS, ofBits, polynomial, upperPart } from './single.js';
import { kernelCos, kernelSin } from './trigonometric.js';

const ERF_1 = ofBits(0x3f58560b);
const EFX = ofBits(0x3e0375d4);
const EFX8 = ofBits(0x3f8375d4);
const PP = [0x3e0375d4, 0xbea66beb, 0xbce9528f, 0xbbbd1489, 0xb7c756b1].map(ofBits);
const QQ = [ONE_BITS, 0x3ecbbbce, 0x3d852a63, 0x3ba68116, 0x390aee49, 0xb684e21a].map(ofBits);
const PA = [0xbb1acdc6, 0x3ed46805, 0xbebe9208, 0x3ea2fe54, 0xbde31cc2, 0x3d1151b3, 0xbb0df9c0].map(ofBits);
const QA = [ONE_BITS, 0x3dd9f331, 0x3f0a5785, 0x3d931ae7, 0x3e013307, 0x3c5f6e13, 0x3c445aa3].map(ofBits);
const RA = [...[0xbc21a093, 0xbf31a0b7, 0xc128f022, 0xc2798057, 0xc322658c, 0xc3389ae7, 0xc2a2932b, 0xc11d077e]].map(
  ofBits,
);
const SA = [
  ...[ONE_BITS, 0x419d35ce, 0x4309a863, 0x43d9486f, 0x442158c9, 0x43d6810b, 0x42d9451f, 0x40d23f7c, 0xbd777f97],
].map(ofBits);
const RB = [0xbc21a092, 0xbf4c9dd4, 0xc18e104b, 0xc320a2ea, 0xc41f6441, 0xc480230b, 0xc3f1c275].map(ofBits);
const SB = [ONE_BITS, 0x41f2b459, 0x43a2e571, 0x44c01759, 0x4547fdbb, 0x451f90ce, 0x43ed43a7, 0xc1b38712].map(ofBits);

const smallRatio = (z: number): number => f(polynomial(z, PP) / polynomial(z, QQ));
const nearOneRatio = (s: number): number => f(polynomial(s, PA) / polynomial(s, QA));

/** erfc of a >= 1.25; `limit`: bits of where the approximation changes. */
function tail(a: number, limit: number): number {
  const s = f(1 / f(a * a));
  const near = bitsOf(a) < limit;
  const ratio = near ? f(polynomial(s, RA) / polynomial(s, SA)) : f(polynomial(s, RB) / polynomial(s, SB));
  const z = upperPart(a);
  const first = exp(f(f(-z * z) - 0.5625));
  return f(f(first * exp(f(f(f(z - a) * f(z + a)) + ratio))) / a);
}

export function erf(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (Number.isNaN(x)) return x;
  if (size < 0x3f580000) {
    if (size < 0x31800000) {
      return size < 0x04000000 ? f(0.125 * f(f(8 * x) + f(EFX8 * x))) : f(x + f(EFX * x));
    }
    return f(x + f(x * smallRatio(f(x * x))));
  }
  const sign = x < 0 ? -1 : 1;
  const a = Math.abs(x);
  if (size < 0x3fa00000) return sign * f(ERF_1 + nearOneRatio(f(a - 1)));
  if (size >= 0x40c00000) return sign;
  return sign * f(1 - tail(a, 0x4036db6e));
}

export function erfc(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (Number.isNaN(x)) return x;
  if (size < 0x3f580000) {
    if (size < 0x23800000) return f(1 - x);
    const y = smallRatio(f(x * x));
    if (bitsOf(x) < 0x3e800000) return f(1 - f(x + f(x * y)));
    return f(0.5 - f(f(x * y) + f(x - 0.5)));
  }
  const a = Math.abs(x);
  if (size < 0x3fa00000) {
    const ratio = nearOneRatio(f(a - 1));
    return x > 0 ? f(f(1 - ERF_1) - ratio) : f(1 + f(ERF_1 + ratio));
  }
  if (size >= 0x41e00000 || (x < 0 && size >= 0x40c00000)) return x > 0 ? 0 : 2;
  const r = tail(a, 0x4036db6d);
  return x > 0 ? r : f(2 - r);
}

const A = [
  ...[0x3d9e233f, 0x3ea51a66, 0x3d89f001, 0x3ca89915, 0x3bf2027e, 0x3b3d6ec6, 0x3a9c54a1, 0x3a05b634, 0x39679767],
  ...[0x38e28445, 0x37d383a2, 0x383c2c75],
].map(ofBits);
const A_EVEN = A.filter((_, i) => i % 2 === 0);
const A_ODD = A.filter((_, i) => i % 2 === 1);
/** Where gamma is smallest, its logarithm there, and the rest of that. */
const MIN_AT = ofBits(0x3fbb16c3);
const MIN_VALUE = ofBits(0xbdf8cdcd);
const MIN_REST = ofBits(0x31e61c52);
const T = [
  ...[0x3ef7b95e, 0xbe17213c, 0x3d845a15, 0xbd064d47, 0x3c93373d, 0xbc28fcfe, 0x3bc7e707, 0xbb7177fe, 0x3b141699],
  ...[0xbab7f476, 0x3a66f867, 0xba0d3085, 0x39a57b6b, 0xb9a3f927, 0x39afe9f7],
].map(ofBits);
const [T0, T1, T2] = [0, 1, 2].map((k) => T.filter((_, i) => i % 3 === k)) as [number[], number[], number[]];
const U = [0xbd9e233f, 0x3f2200f4, 0x3fba3ae7, 0x3f7a4bb2, 0x3e6a7578, 0x3c5b3c5e].map(ofBits);
const V = [ONE_BITS, 0x401d2ebe, 0x4008392d, 0x3f44efdf, 0x3dd572af, 0x3b52d5db].map(ofBits);
const S = [0xbd9e233f, 0x3e5c245a, 0x3ea6cc7a, 0x3e15dce6, 0x3cda40e4, 0x3af135b4, 0x3805ff67].map(ofBits);
const R = [ONE_BITS, 0x3fb22d3b, 0x3f38d0c5, 0x3e300f6e, 0x3c98bf54, 0x3a4beed6, 0x36f5d7bd].map(ofBits);
const W = [0x3daaaaab, 0xbb360b61, 0x3a500cfd, 0xba1c065c, 0x3a5b3dd2, 0xbad5c4e8].map(ofBits);
const W_FIRST = ofBits(0x3ed67f1d);
const PI = ofBits(0x40490fdb);

/** sin(pi x) for a negative x that is no integer, or 0. */
function sinPi(x: number): number {
  if ((bitsOf(x) & MAGNITUDE) < 0x3e800000) return kernelSin(f(PI * x), 0, true);
  let y = -x;
  if (Number.isInteger(y)) return 0;
  const half = f(y * 0.5);
  y = f(2 * f(half - Math.floor(half)));
  const n = Math.trunc(f(y * 4));
  let s: number;
  if (n === 0) s = kernelSin(f(PI * y), 0, true);
  else if (n <= 2) s = kernelCos(f(PI * f(0.5 - y)), 0);
  else if (n <= 4) s = kernelSin(f(PI * f(1 - y)), 0, true);
  else if (n <= 6) s = -kernelCos(f(PI * f(y - 1.5)), 0);
  else s = kernelSin(f(PI * f(y - 2)), 0, true);
  return -s;
}

const aroundTwo = (y: number): number => {
  const z = f(y * y);
  const p = f(f(y * polynomial(z, A_EVEN)) + f(z * polynomial(z, A_ODD)));
  return f(p - f(0.5 * y));
};

function aroundMinimum(y: number): number {
  const z = f(y * y);
  const w = f(z * y);
  const rest = f(MIN_REST - f(w * f(polynomial(w, T1) + f(y * polynomial(w, T2)))));
  return f(MIN_VALUE + f(f(z * polynomial(w, T0)) - rest));
}

const aroundOne = (y: number): number => f(f(-0.5 * y) + f(f(y * polynomial(y, U)) / polynomial(y, V)));

function belowTwo(x: number, bits: number): number {
  if (bits <= 0x3f666666) {
    const r = -log(x);
    if (bits >= 0x3f3b4a20) return f(r + aroundTwo(f(1 - x)));
    if (bits >= 0x3e6d3308) return f(r + aroundMinimum(f(x - f(MIN_AT - 1))));
    return f(r + aroundOne(x));
  }
  if (bits >= 0x3fdda618) return aroundTwo(f(2 - x));
  if (bits >= 0x3f9da620) return aroundMinimum(f(x - MIN_AT));
  return aroundOne(f(x - 1));
}

function belowEight(x: number): number {
  const whole = Math.trunc(x);
  const y = f(x - whole);
  const ratio = f(f(y * polynomial(y, S)) / polynomial(y, R));
  const r = f(f(0.5 * y) + ratio);
  if (whole < 3) return r;
  let z = 1;
  for (let i = whole; i >= 3; i--) z = f(z * f(y + (i - 1)));
  return f(r + log(z));
}

/** lgamma of a positive single. */
function positive(x: number): number {
  const bits = bitsOf(x);
  if (x === 1 || x === 2) return 0;
  if (bits < 0x40000000) return belowTwo(x, bits);
  if (bits < 0x41000000) return belowEight(x);
  const t = log(x);
  if (bits >= 0x5c800000) return f(x * f(t - 1));
  const z = f(1 / x);
  const w = f(W_FIRST + f(z * polynomial(f(z * z), W)));
  return f(f(f(x - 0.5) * f(t - 1)) + w);
}

/** Logarithm of the size of gamma, and its sign. */
function logGammaSign(x: number): { size: number; sign: 1 | -1 } {
  if (Number.isNaN(x)) return { size: x, sign: 1 };
  if (Math.abs(x) === Infinity) return { size: Infinity, sign: 1 };
  const bits = bitsOf(x);
  if (x === 0) return { size: Infinity, sign: bits < 0 ? -1 : 1 };
  if ((bits & MAGNITUDE) < 0x1c800000) return { size: -log(Math.abs(x)), sign: bits < 0 ? -1 : 1 };
  if (x > 0) return { size: positive(x), sign: 1 };
  if (Number.isInteger(x)) return { size: Infinity, sign: 1 };
  const t = sinPi(x);
  if (t === 0) return { size: Infinity, sign: 1 };
  const adjust = log(f(PI / Math.abs(f(t * x))));
  return { size: f(adjust - positive(-x)), sign: t < 0 ? -1 : 1 };
}

export const lgamma = (x: number): number => logGammaSign(x).size;

export function gamma(x: number): number {
  if (x === 0) return 1 / x;
  if (x < 0 && (Number.isInteger(x) || x === -Infinity)) return Number.NaN;
  const { size, sign } = logGammaSign(x);
  return sign * exp(size);
}
