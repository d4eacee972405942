// The module `math` (python-dialect.md 6.4): single-precision functions, to the last digit of the boards' C library.

import { namedArgs } from '../core/keyword-args.js';
import { valueError, zeroDivisionError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { type FunctionDef, fun1, fun2, funKw, funVar, type MemberDef, type ModuleDef, value } from '../core/typedef.js';
import { boolWord, NULL, type Word } from '../core/word.js';
import * as libm from '../libm/index.js';
import { newFloat, toFloat } from '../objects/float.js';
import { intOfFloat, newInt, newIntAny, toIndex } from '../objects/int.js';
import { tupleOf } from '../objects/tuple.js';

const f = Math.fround;
const PI = f(Math.PI);

const domainError = (rt: Runtime): never => valueError(rt, 'math domain error');

/** A result that does not follow from the argument being NaN or infinite is an error. */
function checked(rt: Runtime, result: number, x: number): Word {
  const r = f(result);
  if ((Number.isNaN(r) && !Number.isNaN(x)) || (Math.abs(r) === Infinity && Math.abs(x) !== Infinity)) domainError(rt);
  return newFloat(rt, r);
}

function checked2(rt: Runtime, result: number, x: number, y: number): Word {
  const r = f(result);
  if (Number.isNaN(r) && !Number.isNaN(x) && !Number.isNaN(y)) domainError(rt);
  if (Math.abs(r) === Infinity && Math.abs(x) !== Infinity && Math.abs(y) !== Infinity) domainError(rt);
  return newFloat(rt, r);
}

/** A function of one float. */
const of1 = (fn: (x: number) => number): FunctionDef =>
  fun1((rt, w) => {
    const x = toFloat(rt, w);
    return checked(rt, fn(x), x);
  });
const of2 = (fn: (x: number, y: number) => number): FunctionDef =>
  fun2((rt, a, b) => {
    const x = toFloat(rt, a);
    const y = toFloat(rt, b);
    return checked2(rt, fn(x, y), x, y);
  });
/** A function of one float without range checks. */
const plain = (fn: (x: number) => number): FunctionDef => fun1((rt, w) => newFloat(rt, fn(toFloat(rt, w))));
const test = (fn: (x: number) => boolean): FunctionDef => fun1((rt, w) => boolWord(fn(toFloat(rt, w))));
const whole = (fn: (x: number) => number): FunctionDef => fun1((rt, w) => intOfFloat(rt, fn(toFloat(rt, w))));

const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0);
export const copySign = (x: number, sign: number): number => (isNegative(sign) ? -Math.abs(x) : Math.abs(x));

/** The logarithm; NaN and infinity are results like others. */
const log = (rt: Runtime, x: number): number => (x <= 0 ? domainError(rt) : libm.log(x));

function logFunction(rt: Runtime, nArgs: number, at: number): Word {
  const x = log(rt, toFloat(rt, rt.stack[at]!));
  if (nArgs === 1) return newFloat(rt, x);
  const base = toFloat(rt, rt.stack[at + 1]!);
  if (base <= 0) domainError(rt);
  if (base === 1) zeroDivisionError(rt);
  return newFloat(rt, x / libm.log(base));
}

/** Mantissa in [0.5, 1) and exponent of a single. */
export function frexp(x: number): { mantissa: number; exponent: number } {
  if (x === 0 || !Number.isFinite(x)) return { mantissa: x, exponent: 0 };
  let exponent = Math.max(-200, Math.floor(Math.log2(Math.abs(x))));
  let mantissa = x * 2 ** -exponent;
  while (Math.abs(mantissa) >= 1) {
    mantissa /= 2;
    exponent++;
  }
  while (Math.abs(mantissa) < 0.5) {
    mantissa *= 2;
    exponent--;
  }
  return { mantissa, exponent };
}

function ldexp(x: number, n: number): number {
  // Beyond these every single is 0 or infinite; within, the powers are exact doubles.
  const exponent = Math.max(-600, Math.min(600, n));
  return x * 2 ** exponent;
}

function pair(rt: Runtime, first: Word, second: () => Word): Word {
  rt.heap.root(first);
  return tupleOf(rt, first, rt.heap.root(second()));
}

function modf(rt: Runtime, w: Word): Word {
  const x = toFloat(rt, w);
  const int = Math.trunc(x);
  const fraction = Number.isFinite(x) ? x - int : 0;
  return pair(rt, newFloat(rt, copySign(fraction, x)), () => newFloat(rt, int));
}

const INITIAL_PRODUCT_BITS = 40;

function factorial(rt: Runtime, w: Word): Word {
  const n = toIndex(rt, w);
  if (n < 0) valueError(rt, 'negative factorial');
  const limit = 8 * rt.config.heapBytes;
  let product = 1n;
  let bits = INITIAL_PRODUCT_BITS;
  for (let i = 2; i <= n; i++) {
    if (--rt.pollBudget < 0) rt.poll();
    product *= BigInt(i);
    bits += Math.log2(i);
    if (bits > limit) rt.memoryError(Math.ceil(bits / 8));
  }
  return newIntAny(rt, product <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(product) : product);
}

const isClose = funKw(2, (rt, nArgs, nKw, at) => {
  const [relWord, absWord] = namedArgs(rt, nArgs - 2, nKw, at + 2, ['rel_tol', 'abs_tol'], 0, 0) as [Word, Word];
  const a = toFloat(rt, rt.stack[at]!);
  const b = toFloat(rt, rt.stack[at + 1]!);
  const relative = relWord === NULL ? f(1e-9) : toFloat(rt, relWord);
  const absolute = absWord === NULL ? 0 : toFloat(rt, absWord);
  if (relative < 0 || absolute < 0) domainError(rt);
  if (a === b) return boolWord(true);
  const difference = Math.abs(f(a - b));
  if (difference === Infinity) return boolWord(false);
  const near = Math.abs(f(relative * b)) >= difference || Math.abs(f(relative * a)) >= difference;
  return boolWord(near || difference <= absolute);
});

const constant = (x: number): MemberDef =>
  value((rt) => {
    const w = newFloat(rt, x);
    rt.permanent.push(w);
    return w;
  });

export const mathModule: ModuleDef = {
  name: 'math',
  extensible: false,
  members: {
    e: constant(Math.E),
    pi: constant(PI),
    tau: constant(2 * Math.PI),
    inf: constant(Infinity),
    nan: constant(Number.NaN),
    sqrt: of1(Math.sqrt),
    pow: of2(libm.pow),
    exp: of1(libm.exp),
    expm1: of1(libm.expm1),
    log: funVar(1, 2, logFunction),
    log2: of1(libm.log2),
    log10: of1(libm.log10),
    cosh: of1(libm.cosh),
    sinh: of1(libm.sinh),
    tanh: of1(libm.tanh),
    acosh: of1(libm.acosh),
    asinh: of1(libm.asinh),
    atanh: of1(libm.atanh),
    cos: of1(libm.cos),
    sin: of1(libm.sin),
    tan: of1(libm.tan),
    acos: of1(libm.acos),
    asin: of1(libm.asin),
    atan: of1(libm.atan),
    atan2: fun2((rt, a, b) => newFloat(rt, libm.atan2(toFloat(rt, a), toFloat(rt, b)))),
    ceil: whole(Math.ceil),
    copysign: fun2((rt, a, b) => newFloat(rt, copySign(toFloat(rt, a), toFloat(rt, b)))),
    fabs: plain(Math.abs),
    floor: whole(Math.floor),
    fmod: of2((x, y) => x % y),
    frexp: fun1((rt, w) => {
      const { mantissa, exponent } = frexp(toFloat(rt, w));
      return pair(rt, newFloat(rt, mantissa), () => newInt(rt, exponent));
    }),
    ldexp: fun2((rt, a, b) => newFloat(rt, ldexp(toFloat(rt, a), toIndex(rt, b)))),
    modf: fun1(modf),
    isfinite: test(Number.isFinite),
    isinf: test((x) => Math.abs(x) === Infinity),
    isnan: test(Number.isNaN),
    isclose: isClose,
    trunc: whole(Math.trunc),
    radians: plain((x) => x * f(PI / 180)),
    degrees: plain((x) => x * f(180 / PI)),
    factorial: fun1(factorial),
    erf: of1(libm.erf),
    erfc: of1(libm.erfc),
    gamma: of1(libm.gamma),
    lgamma: of1(libm.lgamma),
  },
};
