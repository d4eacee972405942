// Hyperbolic functions and their inverses in single precision (python-dialect.md 6.4), by the methods of Sun's public
// mathematical library: by way of exp, expm1, log and log1p.

import { exp, expm1, LOG_MAX_BITS, log, log1p } from './exponential.js';
import { bitsOf, f, MAGNITUDE, ONE_BITS } from './single.js';

const LN2 = f(Math.LN2);
/** Bits of 2**-12, below which a square does not matter to 1; and of 2**12. */
const SMALL_BITS = ONE_BITS - (12 << 23);
const LARGE_BITS = ONE_BITS + (12 << 23);
const TWO_BITS = 0x40000000;
/** 235 ln 2. */
const SHIFT = f(162.8895874);

/** exp(x) / 2 of an x whose exp overflows. */
const halfExp = (x: number): number => f(f(exp(f(x - SHIFT)) * 2 ** 117) * 2 ** 117);

export function sinh(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (!Number.isFinite(x)) return x;
  const h = x < 0 ? -0.5 : 0.5;
  const a = Math.abs(x);
  if (size > LOG_MAX_BITS) return f(2 * h * halfExp(a));
  const t = expm1(a);
  if (size >= ONE_BITS) return f(h * f(t + f(t / f(t + 1))));
  return size < SMALL_BITS ? x : f(h * f(f(2 * t) - f(f(t * t) / f(t + 1))));
}

export function cosh(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (!Number.isFinite(x)) return Math.abs(x);
  const a = Math.abs(x);
  if (size < 0x3f317217) {
    if (size < SMALL_BITS) return 1;
    const t = expm1(a);
    return f(1 + f(f(t * t) / f(2 * f(1 + t))));
  }
  if (size > LOG_MAX_BITS) return halfExp(a);
  const t = exp(a);
  return f(0.5 * f(t + f(1 / t)));
}

export function tanh(x: number): number {
  if (x === 0) return x;
  const t = expm1(f(-2 * Math.abs(x)));
  const z = f(-t / f(t + 2));
  return x < 0 ? -z : z;
}

export function asinh(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (!Number.isFinite(x) || size < SMALL_BITS) return x;
  const a = Math.abs(x);
  const root = f(Math.sqrt(f(f(a * a) + 1)));
  let w: number;
  if (size >= LARGE_BITS) w = f(log(a) + LN2);
  else if (size >= TWO_BITS) w = log(f(f(2 * a) + f(1 / f(root + a))));
  else w = log1p(f(a + f(f(a * a) / f(root + 1))));
  return x < 0 ? -w : w;
}

export function acosh(x: number): number {
  if (!(x >= 1)) return Number.NaN;
  const bits = bitsOf(x);
  if (bits < TWO_BITS) {
    const t = f(x - 1);
    return log1p(f(t + f(Math.sqrt(f(f(t * t) + f(2 * t))))));
  }
  if (bits < LARGE_BITS) return log(f(f(2 * x) - f(1 / f(x + f(Math.sqrt(f(f(x * x) - 1)))))));
  return f(log(x) + LN2);
}

export function atanh(x: number): number {
  const size = bitsOf(x) & MAGNITUDE;
  if (!(size <= ONE_BITS)) return Number.NaN;
  if (size < ONE_BITS - (32 << 23)) return x;
  const a = Math.abs(x);
  const ratio = size < 0x3f000000 ? f(f(2 * a) + f(f(f(2 * a) * a) / f(1 - a))) : f(2 * f(a / f(1 - a)));
  const t = f(0.5 * log1p(ratio));
  return x < 0 ? -t : t;
}
