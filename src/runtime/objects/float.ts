// float: an IEEE single in the object (native-abi.md 3.22). Every operation rounds to single; the host computes in
// double and rounds once, which is exact for + - * / sqrt and the remainder (python-dialect.md 6).

import { BINARY_OP, UNARY_OP } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { argCheckNum } from '../core/args.js';
import { bufferText, getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { parseFloatText } from '../core/number-parse.js';
import { unaryOp } from '../core/ops.js';
import type { Printer } from '../core/printer.js';
import { typeError, valueError, zeroDivisionError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, TYPE_FLAG, type TypeDef } from '../core/typedef.js';
import { boolWord, isPointer, isSmallInt, NULL, smallIntValue, type Word } from '../core/word.js';
import { pow } from '../libm/index.js';
import { complexBinary, complexPower, isComplex, newComplex } from './complex.js';
import { exactInt, wordHash } from './int.js';
import { normalOp } from './int-ops.js';
import { floatRepr } from './number-format.js';
import { newTuple } from './tuple.js';

const OP = BINARY_OP;
const f = Math.fround;

/** The float nearest to a number. */
export function newFloat(rt: Runtime, x: number): Word {
  const addr = rt.newObject(floatType, 2 * rt.W);
  rt.mem.f32[(addr + rt.W - RAM_BASE) >> 2] = x;
  return addr;
}
export const isFloat = (rt: Runtime, w: Word): boolean => isPointer(w) && rt.isType(w, floatType);
/** Value of a word that `isFloat`. */
export const floatValue = (rt: Runtime, w: Word): number => rt.mem.ldF32(w + rt.W);

/** Single of an int as the boards convert it: small ints round correctly, others digit by digit. */
export function floatOfInt(rt: Runtime, value: number | bigint): number {
  if (typeof value === 'number' && (rt.is64 || (value >= -0x4000_0000 && value < 0x4000_0000))) return f(value);
  const big = BigInt(value);
  const negative = big < 0n;
  const magnitude = negative ? -big : big;
  let result: number;
  if (rt.is64 && magnitude < 1n << 62n) {
    // To nearest from 62 bits: a sticky bit keeps the double from rounding onto a tie.
    result = f(Number((magnitude >> 20n) << 1n) + ((magnitude & 0xf_ffffn) !== 0n ? 1 : 0)) * 2 ** 19;
  } else {
    const hex = magnitude.toString(16);
    const digits = Math.ceil(hex.length / 4);
    const padded = hex.padStart(digits * 4, '0');
    result = 0;
    for (let i = 0; i < digits; i++) {
      result = f(f(result * 65536) + Number.parseInt(padded.slice(4 * i, 4 * i + 4), 16));
    }
  }
  return negative ? -result : result;
}

/** Single of a float, int or bool, or of an object with `__float__`; undefined for others. */
export function floatMaybe(rt: Runtime, w: Word): number | undefined {
  if (isSmallInt(w)) return floatOfInt(rt, smallIntValue(w));
  if (isFloat(rt, w)) return floatValue(rt, w);
  const int = exactInt(rt, w);
  if (int !== undefined) return floatOfInt(rt, int);
  const mark = rt.heap.mark();
  const converted = unaryOp(rt, UNARY_OP.FLOAT_MAYBE, w);
  const value = converted !== NULL && isFloat(rt, converted) ? floatValue(rt, converted) : undefined;
  rt.heap.release(mark);
  return value;
}

/** As `floatMaybe`; raises TypeError. */
export function toFloat(rt: Runtime, w: Word): number {
  return floatMaybe(rt, w) ?? typeError(rt, `can't convert ${rt.typeNameOf(w)} to float`);
}

/** Value of a float text; raises ValueError. */
export function floatOfText(rt: Runtime, text: string): number {
  return parseFloatText(text) ?? valueError(rt, 'invalid syntax for number');
}

/** A float cast to a machine word: saturates, NaN gives the largest. */
function saturatedWord(rt: Runtime, x: number): number | bigint {
  if (Number.isNaN(x)) return rt.is64 ? 2n ** 63n - 1n : 0x7fff_ffff;
  const n = Math.trunc(x);
  if (!rt.is64) return Math.max(-0x8000_0000, Math.min(0x7fff_ffff, n)) + 0;
  if (n >= 2 ** 63) return 2n ** 63n - 1n;
  if (n < -(2 ** 63)) return -(2n ** 63n);
  return Number.isSafeInteger(n) ? n + 0 : BigInt(n);
}

/** hash() of a float as a word. */
export const floatHash = (rt: Runtime, x: number): Word => wordHash(rt, saturatedWord(rt, x));

function floatUnaryOp(rt: Runtime, op: number, o: Word): Word {
  const x = floatValue(rt, o);
  switch (op) {
    case UNARY_OP.BOOL:
      return boolWord(x !== 0);
    case UNARY_OP.HASH:
      return floatHash(rt, x);
    case UNARY_OP.POSITIVE:
      return o;
    case UNARY_OP.NEGATIVE:
      return newFloat(rt, -x);
    case UNARY_OP.ABS:
      return newFloat(rt, Math.abs(x));
    default:
      return NULL;
  }
}

function floatBinaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  const a = floatValue(rt, lhs);
  if (isComplex(rt, rhs)) return complexBinary(rt, op, a, 0, rhs);
  const b = floatMaybe(rt, rhs);
  return b === undefined ? NULL : floatArithmetic(rt, op, a, b);
}

const copySign = (x: number, sign: number): number => (sign < 0 || Object.is(sign, -0) ? -Math.abs(x) : Math.abs(x));

/** Floor quotient and remainder with the divisor's sign, in single steps. */
function floatDivmod(a: number, b: number): { quotient: number; remainder: number } {
  let remainder = a % b;
  let quotient = f(f(a - remainder) / b);
  if (remainder === 0) remainder = copySign(0, b);
  else if (remainder < 0 !== b < 0) {
    remainder = f(remainder + b);
    quotient = f(quotient - 1);
  }
  if (quotient === 0) quotient = copySign(0, f(a / b));
  else {
    const floor = Math.floor(quotient);
    quotient = f(quotient - floor) > 0.5 ? f(floor + 1) : floor;
  }
  return { quotient, remainder };
}

/** `a op b` of singles; NULL if floats do not have the operator. */
export function floatArithmetic(rt: Runtime, op: number, a: number, b: number): Word {
  switch (normalOp(op)) {
    case OP.LESS:
      return boolWord(a < b);
    case OP.MORE:
      return boolWord(a > b);
    case OP.EQUAL:
      return boolWord(a === b);
    case OP.LESS_EQUAL:
      return boolWord(a <= b);
    case OP.MORE_EQUAL:
      return boolWord(a >= b);
    case OP.NOT_EQUAL:
      return boolWord(a !== b);
    case OP.ADD:
      return newFloat(rt, a + b);
    case OP.SUBTRACT:
      return newFloat(rt, a - b);
    case OP.MULTIPLY:
      return newFloat(rt, a * b);
    case OP.TRUE_DIVIDE:
      if (b === 0) zeroDivisionError(rt);
      return newFloat(rt, a / b);
    case OP.FLOOR_DIVIDE:
      if (b === 0) zeroDivisionError(rt);
      return newFloat(rt, floatDivmod(a, b).quotient);
    case OP.MODULO: {
      if (b === 0) zeroDivisionError(rt);
      return newFloat(rt, floatDivmod(a, b).remainder);
    }
    case OP.DIVMOD: {
      if (b === 0) zeroDivisionError(rt);
      const { quotient, remainder } = floatDivmod(a, b);
      const { sp } = rt;
      const mark = rt.heap.mark();
      rt.push(newFloat(rt, quotient));
      rt.push(newFloat(rt, remainder));
      const pair = newTuple(rt, sp, 2);
      rt.sp = sp;
      return rt.heap.releaseKeeping(mark, pair);
    }
    case OP.POWER: {
      if (a === 0 && b < 0) zeroDivisionError(rt);
      if (a < 0 && b !== Math.floor(b) && !Number.isNaN(b)) {
        const z = complexPower(rt, a, 0, b, 0);
        return newComplex(rt, z.re, z.im);
      }
      return newFloat(rt, pow(a, b));
    }
    default:
      return NULL;
  }
}

function floatMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 1, false);
  if (nArgs === 0) return newFloat(rt, 0);
  const x = rt.stack[at]!;
  const info = getBuffer(rt, x, MP_BUFFER_READ);
  if (info) return newFloat(rt, floatOfText(rt, bufferText(rt, info)));
  return isFloat(rt, x) ? x : newFloat(rt, toFloat(rt, x));
}

function floatPrint(rt: Runtime, printer: Printer, o: Word, _kind: number): void {
  printer.write(floatRepr(floatValue(rt, o)));
}

export const floatType: TypeDef = defineType({
  name: 'float',
  flags: TYPE_FLAG.EQ_NOT_REFLEXIVE | TYPE_FLAG.EQ_CHECKS_OTHER_TYPE,
  make_new: floatMakeNew,
  print: floatPrint,
  unary_op: floatUnaryOp,
  binary_op: floatBinaryOp,
});
