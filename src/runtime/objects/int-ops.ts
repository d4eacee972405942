// The operators of int (python-dialect.md 5, native-abi.md 2.4): numbers while results are safe integers, BigInt beyond.
// What would not fit the board's heap raises MemoryError before it is computed.

import { BINARY_OP, INPLACE_TO_NORMAL, UNARY_OP } from '../../abi/index.js';
import { bitLength } from '../../base/index.js';
import { binaryOp } from '../core/ops.js';
import { overflowError, typeError, valueError, zeroDivisionError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { boolWord, isSmallInt, NULL, smallInt, smallIntValue, type Word } from '../core/word.js';
import { complexBinary, isComplex } from './complex.js';
import { floatArithmetic, floatOfInt, floatValue, isFloat } from './float.js';
import { exactInt, intValue, isInt, newInt, newIntAny, newIntBig, wordHash } from './int.js';
import { listType } from './list.js';
import { isBytes, isStr } from './str-data.js';
import { newTuple, tupleType } from './tuple.js';

type Int = number | bigint;

const OP = BINARY_OP;
const FIRST_INPLACE = OP.INPLACE_OR;
const LAST_INPLACE = OP.INPLACE_POWER;
const XOR = 23;
const AND = 24;

/** The normal code of an in-place one; others unchanged. */
export const normalOp = (op: number): number =>
  op >= FIRST_INPLACE && op <= LAST_INPLACE ? op + INPLACE_TO_NORMAL : op;

export function intUnaryOp(rt: Runtime, op: number, o: Word): Word {
  switch (op) {
    case UNARY_OP.POSITIVE:
    case UNARY_OP.INT_MAYBE:
      return o;
    case UNARY_OP.BOOL:
      return boolWord(intValue(rt, o) !== 0);
    case UNARY_OP.HASH:
      return wordHash(rt, intValue(rt, o));
  }
  const value = intValue(rt, o);
  switch (op) {
    case UNARY_OP.NEGATIVE:
      return newIntAny(rt, value === 0 ? 0 : -value);
    case UNARY_OP.ABS:
      return value < 0 ? newIntAny(rt, -value) : o;
    case UNARY_OP.INVERT:
      return value < Number.MAX_SAFE_INTEGER
        ? newIntAny(rt, typeof value === 'number' ? -1 - value : ~value)
        : newIntBig(rt, ~BigInt(value));
    default:
      return NULL;
  }
}

/** Small ints under the operators that programs use most; NULL for the others. Numbers only, so that it stays fast. */
function smallBinaryOp(rt: Runtime, op: number, a: number, b: number): Word {
  switch (op) {
    case OP.LESS:
      return boolWord(a < b);
    case OP.MORE:
      return boolWord(a > b);
    case OP.LESS_EQUAL:
      return boolWord(a <= b);
    case OP.MORE_EQUAL:
      return boolWord(a >= b);
    case OP.INPLACE_ADD:
    case OP.ADD:
      return newInt(rt, a + b);
    case OP.INPLACE_SUBTRACT:
    case OP.SUBTRACT:
      return newInt(rt, a - b);
    case AND:
      return smallInt(a & b);
    case OP.OR:
      return smallInt(a | b);
    case XOR:
      return smallInt(a ^ b);
    default:
      return NULL;
  }
}

/** The slot: `lhs` is an int; `rhs` an int, bool, float or complex, else NULL. */
export function intBinaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  if (isSmallInt(lhs) && isSmallInt(rhs)) {
    const a = smallIntValue(lhs);
    const b = smallIntValue(rhs);
    const result = smallBinaryOp(rt, op, a, b);
    return result !== NULL ? result : intArithmetic(rt, normalOp(op), a, b);
  }
  const b = exactInt(rt, rhs);
  if (b === undefined) {
    if (isFloat(rt, rhs)) return floatArithmetic(rt, op, floatOfInt(rt, intValue(rt, lhs)), floatValue(rt, rhs));
    if (isComplex(rt, rhs)) return complexBinary(rt, op, floatOfInt(rt, intValue(rt, lhs)), 0, rhs);
    return timesSequence(rt, op, lhs, rhs);
  }
  const result = intArithmetic(rt, normalOp(op), intValue(rt, lhs), b);
  // A bool counts as its int from here on, also in the message.
  return result === NULL && op !== OP.IN && !isInt(rt, rhs) ? binaryOp(rt, op, lhs, smallInt(Number(b))) : result;
}

/** `3 * 'ab'`: these very types, without classes derived from them, repeat themselves. */
function timesSequence(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  const repeats =
    op === OP.MULTIPLY && (isStr(rt, rhs) || isBytes(rt, rhs) || rt.isType(rhs, tupleType) || rt.isType(rhs, listType));
  return repeats ? binaryOp(rt, op, rhs, lhs) : NULL;
}

/** `a op b` for a normal operator or a comparison; NULL if ints do not have it. */
export function intArithmetic(rt: Runtime, op: number, a: Int, b: Int): Word {
  switch (op) {
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
      if (typeof a === 'number' && typeof b === 'number') {
        const sum = a + b;
        if (Number.isSafeInteger(sum)) return newInt(rt, sum);
      }
      return newIntBig(rt, BigInt(a) + BigInt(b));
    case OP.SUBTRACT:
      if (typeof a === 'number' && typeof b === 'number') {
        const difference = a - b;
        if (Number.isSafeInteger(difference)) return newInt(rt, difference);
      }
      return newIntBig(rt, BigInt(a) - BigInt(b));
    case OP.MULTIPLY:
      if (typeof a === 'number' && typeof b === 'number') {
        const product = a * b;
        if (Number.isSafeInteger(product)) return newInt(rt, product + 0);
      }
      checkBits(rt, bitLength(a) + bitLength(b));
      return newIntBig(rt, BigInt(a) * BigInt(b));
    case OP.FLOOR_DIVIDE:
      return newIntAny(rt, floorDivide(rt, a, b));
    case OP.MODULO:
      return newIntAny(rt, floorModulo(rt, a, b));
    case OP.DIVMOD: {
      const { sp } = rt;
      const mark = rt.heap.mark();
      rt.push(newIntAny(rt, floorDivide(rt, a, b)));
      rt.push(newIntAny(rt, floorModulo(rt, a, b)));
      const pair = newTuple(rt, sp, 2);
      rt.sp = sp;
      return rt.heap.releaseKeeping(mark, pair);
    }
    case OP.TRUE_DIVIDE:
      if (b === 0) zeroDivisionError(rt);
      return floatArithmetic(rt, op, floatOfInt(rt, a), floatOfInt(rt, b));
    case OP.POWER:
      if (b < 0) return floatArithmetic(rt, op, floatOfInt(rt, a), floatOfInt(rt, b));
      return newIntAny(rt, power(rt, a, b));
    case OP.LSHIFT:
      return shiftLeft(rt, a, shiftCount(rt, b));
    case OP.RSHIFT:
      return shiftRight(rt, a, shiftCount(rt, b));
    case OP.OR:
    case XOR:
    case AND:
      return bitwise(rt, op, a, b);
    default:
      return NULL;
  }
}

const isInt32 = (v: Int): v is number => typeof v === 'number' && v === (v | 0);

function bitwise(rt: Runtime, op: number, a: Int, b: Int): Word {
  if (isInt32(a) && isInt32(b)) return newInt(rt, op === OP.OR ? a | b : op === AND ? a & b : a ^ b);
  const x = BigInt(a);
  const y = BigInt(b);
  return newIntBig(rt, op === OP.OR ? x | y : op === AND ? x & y : x ^ y);
}

export function floorDivide(rt: Runtime, a: Int, b: Int): Int {
  if (b === 0) zeroDivisionError(rt);
  if (typeof a === 'number' && typeof b === 'number') {
    // Exact: the remainder is, and a - remainder is a multiple of b.
    const rest = a % b;
    const quotient = (a - rest) / b;
    if (Number.isSafeInteger(a - rest)) return (rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient) + 0;
  }
  const x = BigInt(a);
  const y = BigInt(b);
  const quotient = x / y;
  return x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient;
}

export function floorModulo(rt: Runtime, a: Int, b: Int): Int {
  if (b === 0) zeroDivisionError(rt);
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b;
    return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
  }
  const y = BigInt(b);
  const rest = BigInt(a) % y;
  return rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest;
}

/** MemoryError if an int of that many bits cannot fit the heap. */
function checkBits(rt: Runtime, bits: number): void {
  const bytes = Math.ceil(bits / 16) * 2;
  if (bytes > rt.config.heapBytes) rt.memoryError(bytes);
}

function power(rt: Runtime, a: Int, b: Int): Int {
  if (a === 0 || a === 1 || b === 0) return b === 0 ? 1 : a;
  if (a === -1) return BigInt(b) % 2n === 0n ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') {
    // The library's power need not be exact; products are. The base is at least 2, so that there are few.
    if (Math.abs(a ** b) < 2 ** 52) {
      let result = 1;
      for (let i = 0; i < b; i++) result *= a;
      return result;
    }
  }
  checkBits(rt, (bitLength(a) - 1) * Number(b));
  return BigInt(a) ** BigInt(b);
}

/** a ** b % c for ints: pow() with three arguments (python-dialect.md 5). */
export function intPowerModulo(rt: Runtime, a: Word, b: Word, c: Word): Word {
  if (!isInt(rt, a) || !isInt(rt, b) || !isInt(rt, c)) typeError(rt, 'pow() with 3 arguments requires integers');
  const modulus = BigInt(intValue(rt, c));
  let exponent = BigInt(intValue(rt, b));
  if (modulus === 0n) valueError(rt, 'divide by zero');
  // 0 ** 0 too is 0 here.
  if (exponent < 0n || intValue(rt, a) === 0) return smallInt(0);
  // The power of nothing is not reduced, except modulo 1.
  if (exponent === 0n) return smallInt(modulus === 1n || modulus === -1n ? 0 : 1);
  let base = BigInt(floorModulo(rt, intValue(rt, a), modulus));
  let result = BigInt(floorModulo(rt, 1, modulus));
  // Products of thousands of bits take milliseconds.
  const effort = 1 + (bitLength(modulus) / 1000) ** 2;
  for (; exponent > 0n; exponent >>= 1n) {
    rt.pollBudget -= Math.round(effort);
    if (rt.pollBudget < 0) rt.poll();
    if (exponent & 1n) result = BigInt(floorModulo(rt, result * base, modulus));
    base = BigInt(floorModulo(rt, base * base, modulus));
  }
  return newIntBig(rt, result);
}

/** A shift count as a machine word that is not negative. */
function shiftCount(rt: Runtime, b: Int): number {
  const limit = rt.is64 ? 2 ** 63 : 2 ** 31;
  if (b >= limit || b < -limit) overflowError(rt, 'overflow converting long int to machine word');
  if (b < 0) valueError(rt, 'negative shift count');
  return Number(b);
}

function shiftLeft(rt: Runtime, a: Int, count: number): Word {
  if (a === 0) return smallInt(0);
  if (typeof a === 'number' && count < 53) {
    const shifted = a * 2 ** count;
    if (Number.isSafeInteger(shifted)) return newInt(rt, shifted);
  }
  // As many 16-bit digits as a board asks for: those of the number and of the shift.
  const bytes = (Math.ceil(bitLength(a) / 16) + Math.ceil(count / 16)) * 2;
  if (bytes > rt.config.heapBytes) rt.memoryError(bytes);
  return newIntBig(rt, BigInt(a) << BigInt(count));
}

function shiftRight(rt: Runtime, a: Int, count: number): Word {
  if (isInt32(a)) return newInt(rt, count > 31 ? (a < 0 ? -1 : 0) : a >> count);
  if (typeof a === 'number') return newInt(rt, count > 53 ? (a < 0 ? -1 : 0) : Math.floor(a / 2 ** count));
  const limit = bitLength(a);
  return newIntBig(rt, a >> BigInt(Math.min(count, limit)));
}
