// Built-in functions on numbers and characters (python-dialect.md 5, 7, 24.1).

import { BINARY_OP, UNARY_OP } from '../../abi/index.js';
import { bitLength } from '../../base/index.js';
import { binaryOp, unaryOp } from '../core/ops.js';
import { typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { fun1, fun2, funVar } from '../core/typedef.js';
import { NONE, smallInt, type Word } from '../core/word.js';
import { pow as libmPow } from '../libm/index.js';
import { newFloat, toFloat } from '../objects/float.js';
import { intOfFloat, intValue, isInt, newIntBig, toIndex, toMachineInt } from '../objects/int.js';
import { intPowerModulo } from '../objects/int-ops.js';
import { newStr } from '../objects/str.js';
import { charCount, charOf, codePoint, internedStr, isStr, strDataRaise } from '../objects/str-data.js';
import { formatMethod } from '../objects/str-format.js';
import { formatPercent } from '../objects/str-percent.js';

const MAX_CHAR = 0x10_ffff;

export const abs = fun1((rt, x) => unaryOp(rt, UNARY_OP.ABS, x));
export const divmod = fun2((rt, a, b) => binaryOp(rt, BINARY_OP.DIVMOD, a, b));
export const pow = funVar(2, 3, (rt, nArgs, at) => {
  const a = rt.stack[at]!;
  const b = rt.stack[at + 1]!;
  if (nArgs === 2 || rt.stack[at + 2] === NONE) return binaryOp(rt, BINARY_OP.POWER, a, b);
  return intPowerModulo(rt, a, b, rt.stack[at + 2]!);
});

export const chr = fun1((rt, x) => {
  const code = toMachineInt(rt, x);
  if (code < 0 || code > MAX_CHAR) valueError(rt, 'char not in range(0x110000)');
  return internedStr(rt, charOf(Number(code)));
});

export const ord = fun1((rt, x) => {
  const text = strDataRaise(rt, x);
  const isText = isStr(rt, x);
  const count = isText ? charCount(text) : text.length;
  if (count !== 1) typeError(rt, `ord() expected a character, but string of length ${count} found`);
  return smallInt(isText ? codePoint(text) : text.charCodeAt(0));
});

/** bin() formats with str.format, oct() and hex() with %: seen in their errors. */
export const bin = fun1((rt, x) => {
  const at = rt.sp;
  rt.push(newStr(rt, '{:#b}'));
  rt.push(x);
  const text = formatMethod(rt, 2, 0, at);
  rt.sp = at;
  return text;
});
export const oct = fun1((rt, x) => formatPercent(rt, newStr(rt, '%#o'), x));
export const hex = fun1((rt, x) => formatPercent(rt, newStr(rt, '%#x'), x));

/** The nearest whole number, halves to even. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5 || !Number.isFinite(x))
    return rest === 0 || !Number.isFinite(x) ? x : floor === 0 && x < 0 ? -0 : floor;
  if (rest > 0.5) return x < 0 && floor === -1 ? -0 : floor + 1;
  const even = floor % 2 === 0 ? floor : floor + 1;
  return x < 0 && even === 0 ? -0 : even;
}

/** An int rounded to a multiple of 10^digits, halves to even. */
function roundInt(rt: Runtime, x: Word, digits: number): Word {
  const value = intValue(rt, x);
  // Nothing of a number is left beyond its own length.
  if (digits > bitLength(value) / 3 + 2) return smallInt(0);
  const n = BigInt(value);
  const unit = 10n ** BigInt(digits);
  const half = unit / 2n;
  let rest = n % unit;
  if (rest < 0n) rest += unit;
  let result = n - rest;
  if (rest > half || (rest === half && (result / unit) % 2n !== 0n)) result += unit;
  return newIntBig(rt, result);
}

export const round = funVar(1, 2, (rt, nArgs, at) => {
  const x = rt.stack[at]!;
  if (isInt(rt, x)) {
    const digits = nArgs > 1 ? toIndex(rt, rt.stack[at + 1]!) : 0;
    return digits >= 0 ? x : roundInt(rt, x, -digits);
  }
  const value = toFloat(rt, x);
  if (nArgs === 1) return intOfFloat(rt, roundHalfEven(value));
  const scale = libmPow(10, toIndex(rt, rt.stack[at + 1]!));
  return newFloat(rt, roundHalfEven(Math.fround(value * scale)) / scale);
});
