// Operators on numbers as the VM's loop uses them where the operands are no two small ints: ints that a JavaScript
// number holds and floats, without the dispatch by type slots, and without BigInt while the result is safe (decision
// D2). Everything else goes on to `binaryOp`, which defines what each result is.

import { BINARY_OP } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { newFloat } from '../objects/float.js';
import { newInt } from '../objects/int.js';
import { floorDivide, floorModulo, normalOp } from '../objects/int-ops.js';
import { binaryOp } from './ops.js';
import type { Runtime } from './runtime.js';
import { boolWord, NULL, type Word } from './word.js';

const OP = BINARY_OP;
const XOR = 23;
const AND = 24;
const TWO_32 = 2 ** 32;
/** Shift counts beyond this leave nothing of a safe integer. */
const MAX_SHIFT = 53;
const POWERS = Float64Array.from({ length: MAX_SHIFT + 1 }, (_, i) => 2 ** i);

const OTHER = 0;
const SMALL = 1;
/** An int object whose value is a safe integer. */
const BOXED = 2;
const FLOAT = 3;

/** Value of the number that `numberKind` looked at last. */
let value = 0;

/** What kind of number a word is; its value is left in `value`. */
function numberKind(rt: Runtime, w: Word): number {
  if ((w & 1) !== 0) {
    value = w >> 1;
    return SMALL;
  }
  // Our own objects are aligned to blocks; what is not is left to the general way, which checks.
  if ((w & 15) !== 0) return OTHER;
  const { i32 } = rt.mem;
  const at = (w - RAM_BASE) >> 2;
  const type = i32[at];
  if (type === rt.floatAddr) {
    if (rt.is64 && i32[at + 1] !== 0) return OTHER;
    value = rt.mem.f32[at + (rt.W >> 2)]!;
    return FLOAT;
  }
  if (type !== rt.intAddr || i32[at + (rt.W >> 2)] !== 0 || (rt.is64 && (i32[at + 1] !== 0 || i32[at + 3] !== 0))) {
    return OTHER;
  }
  value = rt.mem.f64[(at >> 1) + (rt.W >> 2)]!;
  return Number.isSafeInteger(value) ? BOXED : OTHER;
}

/** As `binaryOp`, quicker for numbers. */
export function arithmetic(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  const left = numberKind(rt, lhs);
  if (left === OTHER) return binaryOp(rt, op, lhs, rhs);
  const a = value;
  const right = numberKind(rt, rhs);
  if (right === OTHER) return binaryOp(rt, op, lhs, rhs);
  const b = value;
  let result: Word = NULL;
  if (left !== FLOAT && right !== FLOAT) result = intResult(rt, normalOp(op), a, b);
  else if (left === FLOAT && right === FLOAT) result = floatResult(rt, normalOp(op), a, b);
  // Small ints become floats by rounding; how the boards do it with others is told by floatOfInt.
  else if (left === SMALL) result = mixedResult(rt, op, Math.fround(a), b);
  else if (right === SMALL) result = mixedResult(rt, op, a, Math.fround(b));
  return result !== NULL ? result : binaryOp(rt, op, lhs, rhs);
}

function mixedResult(rt: Runtime, op: number, a: number, b: number): Word {
  // Equality of different types is not asked of numbers only.
  return op === OP.EQUAL || op === OP.NOT_EQUAL ? NULL : floatResult(rt, normalOp(op), a, b);
}

function floatResult(rt: Runtime, op: number, a: number, b: number): Word {
  switch (op) {
    case OP.LESS:
      return boolWord(a < b);
    case OP.MORE:
      return boolWord(a > b);
    case OP.LESS_EQUAL:
      return boolWord(a <= b);
    case OP.MORE_EQUAL:
      return boolWord(a >= b);
    case OP.ADD:
      return newFloat(rt, a + b);
    case OP.SUBTRACT:
      return newFloat(rt, a - b);
    case OP.MULTIPLY:
      return newFloat(rt, a * b);
    case OP.TRUE_DIVIDE:
      return b !== 0 ? newFloat(rt, a / b) : NULL;
    default:
      return NULL;
  }
}

/** The int of a result that may have left the safe range: NULL then. */
function safeInt(rt: Runtime, n: number): Word {
  return Number.isSafeInteger(n) ? newInt(rt, n + 0) : NULL;
}

function intResult(rt: Runtime, op: number, a: number, b: number): Word {
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
      return safeInt(rt, a + b);
    case OP.SUBTRACT:
      return safeInt(rt, a - b);
    case OP.MULTIPLY:
      return safeInt(rt, a * b);
    // The halves of a safe integer: floor gives the upper one of its two's complement.
    case AND:
      return newInt(rt, (Math.floor(a / TWO_32) & Math.floor(b / TWO_32)) * TWO_32 + ((a & b) >>> 0));
    case OP.OR:
      return safeInt(rt, (Math.floor(a / TWO_32) | Math.floor(b / TWO_32)) * TWO_32 + ((a | b) >>> 0));
    case XOR:
      return safeInt(rt, (Math.floor(a / TWO_32) ^ Math.floor(b / TWO_32)) * TWO_32 + ((a ^ b) >>> 0));
    case OP.LSHIFT:
      return b >= 0 && b < MAX_SHIFT ? safeInt(rt, a * POWERS[b]!) : NULL;
    case OP.RSHIFT:
      return b >= 0 && b <= MAX_SHIFT ? newInt(rt, Math.floor(a / POWERS[b]!)) : NULL;
    case OP.FLOOR_DIVIDE: {
      const quotient = b !== 0 ? floorDivide(rt, a, b) : 0n;
      return typeof quotient === 'number' ? newInt(rt, quotient) : NULL;
    }
    case OP.MODULO: {
      const rest = b !== 0 ? floorModulo(rt, a, b) : 0n;
      return typeof rest === 'number' ? newInt(rt, rest) : NULL;
    }
    case OP.TRUE_DIVIDE:
      // Others become floats in steps of their own on some boards.
      return b !== 0 && a === a >> 0 && b === b >> 0 && Math.abs(a) < 2 ** 30 && Math.abs(b) < 2 ** 30
        ? newFloat(rt, Math.fround(a) / Math.fround(b))
        : NULL;
    default:
      return NULL;
  }
}

/** `lhs * rhs & mask` or `lhs << rhs & mask` (`op` is the first operator), where the intermediate value would be large
 * and the mask leaves 32 bits at most; NULL if that is not so. What hash functions do in each step. */
export function maskedProduct(rt: Runtime, op: number, lhs: Word, rhs: Word, mask: Word): Word {
  if (numberKind(rt, mask) === OTHER || !(value >= 0 && value < TWO_32)) return NULL;
  const m = value;
  const left = numberKind(rt, lhs);
  const a = value;
  const right = numberKind(rt, rhs);
  const b = value;
  // A float or something else: whatever the operators say.
  if (left === OTHER || left === FLOAT || right === OTHER || right === FLOAT) return NULL;
  if (normalOp(op) === OP.MULTIPLY) return newInt(rt, (Math.imul(a, b) & m) >>> 0);
  if (!(b >= 0 && b <= MAX_SHIFT)) return NULL;
  return newInt(rt, b > 31 ? 0 : ((a << b) & m) >>> 0);
}
