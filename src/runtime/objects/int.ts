// int. Small ints are tagged words of 31 bits; every other value is a boxed object. A boxed value that a JavaScript
// number holds exactly lies in the object itself as a double (word 1 is then 0); larger ones are BigInts in a payload,
// and the object owns a block of digits so that they cost about the memory they cost on a board.
// Arithmetic: numbers while they stay exact, BigInt beyond.

import { UNARY_OP } from '../../abi/index.js';
import { bitLength } from '../../base/index.js';
import { GuestFault } from '../../machine/index.js';
import { argCheckNum } from '../core/args.js';
import { bufferText, getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { parseInteger, plainDecimal } from '../core/number-parse.js';
import { unaryOp } from '../core/ops.js';
import type { Printer } from '../core/printer.js';
import { overflowError, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { classMethod, defineType, funKw, funVar, type TypeDef } from '../core/typedef.js';
import {
  FALSE,
  fitsSmallInt,
  isPointer,
  isSmallInt,
  NULL,
  SMALL_INT_MAX,
  SMALL_INT_MIN,
  smallInt,
  smallIntValue,
  TRUE,
  type Word,
} from '../core/word.js';
import type { Payload } from '../gc/heap.js';
import { floatType, floatValue, isFloat } from './float.js';
import { intFromBytes, intToBytes } from './int-bytes.js';
import { intBinaryOp, intUnaryOp } from './int-ops.js';
import { strDataRaise } from './str.js';
import { isStr } from './str-data.js';
import { readText, Span } from './text-span.js';

class BigPayload implements Payload {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
  /** Holds no guest objects; the digits hang on the guest object itself. */
  trace(): void {}
}

// --- making ----------------------------------------------------------------------------------------------------------

/** An int object even where a small int would do. */
export function newIntBoxed(rt: Runtime, value: number | bigint): Word {
  if (typeof value === 'number') {
    const addr = rt.newObject(intType, 4 * rt.W);
    rt.mem.stF64(addr + 2 * rt.W, value);
    return addr;
  }
  const bits = bitLength(value);
  const addr = rt.newObject(intType, 4 * rt.W);
  // What fits a small int of a 64-bit board has no digits there.
  if (!rt.is64 || bits > 62) {
    const digits = Math.ceil(bits / 16);
    const mark = rt.heap.mark();
    rt.setField(addr, 3, rt.alloc(2 * digits));
    rt.heap.release(mark);
    rt.setField(addr, 2, digits);
  }
  rt.setField(addr, 1, 2 + (value < 0n ? 1 : 0));
  rt.heap.setPayload(addr, new BigPayload(value));
  return addr;
}

/** The int of any safe integer. */
export function newInt(rt: Runtime, n: number): Word {
  return n >= SMALL_INT_MIN && n <= SMALL_INT_MAX ? smallInt(n) : newIntBoxed(rt, n);
}

/** The int of any BigInt. */
export function newIntBig(rt: Runtime, b: bigint): Word {
  const n = Number(b);
  return Number.isSafeInteger(n) ? newInt(rt, n) : newIntBoxed(rt, b);
}

/** The int of a number that is a safe integer, or of a BigInt. */
export function newIntAny(rt: Runtime, value: number | bigint): Word {
  return typeof value === 'number' ? newInt(rt, value) : newIntBig(rt, value);
}

// --- reading ---------------------------------------------------------------------------------------------------------

/** True for an int object that is no small int. */
export const isBoxedInt = (rt: Runtime, w: Word): boolean => isPointer(w) && rt.isType(w, intType);
/** True for an int, small or boxed; a bool is none. */
export const isInt = (rt: Runtime, w: Word): boolean => isSmallInt(w) || isBoxedInt(rt, w);

/** What any word means where the boards take a small int for granted: the upper bits of whatever it is. */
export function trustedSmallInt(rt: Runtime, w: Word): number | bigint {
  if (!rt.is64 || !isBoxedInt(rt, w)) return w >> 1;
  const value = intValue(rt, w);
  return BigInt.asIntN(63, BigInt(value)) === BigInt(value) ? value : w >> 1;
}

/** Value of a word that `isInt`: a number if it is a safe integer, else a bigint. */
export function intValue(rt: Runtime, w: Word): number | bigint {
  if (isSmallInt(w)) return smallIntValue(w);
  if (rt.field(w, 1) === 0) {
    const value = rt.mem.ldF64(w + 2 * rt.W);
    if (Number.isSafeInteger(value)) return value;
  } else {
    const payload = rt.heap.payload(w);
    if (payload instanceof BigPayload) return payload.value;
  }
  throw new GuestFault('bad-object', w >>> 0, 'an int object that was not made by the runtime');
}

/** Value of an int or bool; undefined for anything else. No conversion is tried. */
export function exactInt(rt: Runtime, w: Word): number | bigint | undefined {
  if (isSmallInt(w)) return smallIntValue(w);
  if (w === TRUE) return 1;
  if (w === FALSE) return 0;
  return isBoxedInt(rt, w) ? intValue(rt, w) : undefined;
}

/** Value of an int, bool or object with `__int__`; raises TypeError for others (also for floats). */
function toInt(rt: Runtime, w: Word): number | bigint {
  const exact = exactInt(rt, w);
  if (exact !== undefined) return exact;
  const mark = rt.heap.mark();
  const converted = unaryOp(rt, UNARY_OP.INT_MAYBE, w);
  if (converted === NULL) return typeError(rt, `can't convert ${rt.typeNameOf(w)} to int`);
  const value = exactInt(rt, converted);
  rt.heap.release(mark);
  return value ?? typeError(rt, `can't convert ${rt.typeNameOf(converted)} to int`);
}

/** As `toInt`, but the value must fit a signed machine word. Exact. */
export function toMachineInt(rt: Runtime, w: Word): number | bigint {
  const value = toInt(rt, w);
  if (typeof value === 'number') {
    if (rt.is64 || (value >= -0x8000_0000 && value <= 0x7fff_ffff)) return value;
  } else if (rt.is64 && BigInt.asIntN(64, value) === value) return value;
  return overflowError(rt, 'overflow converting long int to machine word');
}

/** As `toMachineInt`, as a number: good for counts, indices and sizes. Not exact beyond 2^53. */
export function toIndex(rt: Runtime, w: Word): number {
  return isSmallInt(w) ? smallIntValue(w) : Number(toMachineInt(rt, w));
}

/** Fails if `count` times `unit` bytes, and `more`, cannot fit the heap. The count comes from `w`, which gives the size to
 * the last digit where a number does not. */
export function checkCount(rt: Runtime, w: Word, count: number, unit: number, more: number): void {
  if (count * unit + more <= rt.config.heapBytes) return;
  const exact = exactInt(rt, w) ?? Math.trunc(count);
  rt.memoryError(BigInt(exact) * BigInt(unit) + BigInt(more));
}

/** Value modulo 2^(8*bytes), as signed: table entry 3 (native-abi.md 2.1). What `__int__` gives must fit a word. */
export function truncatedWord(rt: Runtime, w: Word, bytes: number = rt.W): number | bigint {
  const exact = exactInt(rt, w);
  const value = exact ?? toMachineInt(rt, w);
  if (typeof value === 'number') {
    return bytes === 8 ? value : value | 0;
  }
  const cut = BigInt.asIntN(bytes * 8, value);
  const number = Number(cut);
  return Number.isSafeInteger(number) ? number : cut;
}

/** What hash() gives for a machine word or larger: its low bits as a small int of the board. */
export function wordHash(rt: Runtime, value: number | bigint): Word {
  if (typeof value === 'number' && (rt.is64 || fitsSmallInt(value))) return newInt(rt, value);
  return newIntBig(rt, BigInt.asIntN(rt.W * 8 - 1, BigInt(value)));
}

/** `a is b`: on a 64-bit board boxed ints stand for tagged words, which are the same if their values are. */
export function identical(rt: Runtime, a: Word, b: Word): boolean {
  if (a === b) return true;
  if (!rt.is64 || !isBoxedInt(rt, a) || !isBoxedInt(rt, b)) return false;
  return rt.wideHi(a) === rt.wideHi(b) && rt.wideLo(a) === rt.wideLo(b);
}

/** Integer part of a float. */
export function intOfFloat(rt: Runtime, x: number): Word {
  if (Number.isNaN(x)) valueError(rt, "can't convert NaN to int");
  if (!Number.isFinite(x)) overflowError(rt, "can't convert inf to int");
  const n = Math.trunc(x);
  return Number.isSafeInteger(n) ? newInt(rt, n + 0) : newIntBig(rt, BigInt(n));
}

/** The int of a text; raises ValueError. `base` is 0 or 2..36. */
export function intOfText(rt: Runtime, text: string, base: number): Word {
  const parsed = parseInteger(text, base);
  if (!parsed.ok) return valueError(rt, `invalid syntax for integer with base ${parsed.base}`);
  return newIntAny(rt, parsed.value);
}

/** Tells the runtime how ints beyond the tagged range are boxed. Once per board, after types have addresses. */
export function installInt(rt: Runtime): void {
  rt.installIntHooks(rt.type(intType), rt.type(floatType), newInt, newIntBig, intValue);
}

// --- the type --------------------------------------------------------------------------------------------------------

const TEXT = new Span();

function intMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 2, false);
  if (nArgs === 0) return smallInt(0);
  const x = rt.stack[at]!;
  if (nArgs === 2) {
    const text = strDataRaise(rt, x);
    const base = toIndex(rt, rt.stack[at + 1]!);
    if (base !== 0 && (base < 2 || base > 36)) valueError(rt, 'int() arg 2 must be >= 2 and <= 36');
    return intOfText(rt, text, base);
  }
  if (isInt(rt, x)) return x;
  if (isStr(rt, x)) {
    readText(rt, x, TEXT);
    const plain = plainDecimal(rt.mem.u8, TEXT.at, TEXT.end);
    if (plain >= 0) return newInt(rt, plain);
  }
  if (isFloat(rt, x)) return intOfFloat(rt, floatValue(rt, x));
  const value = unaryOp(rt, UNARY_OP.INT_MAYBE, x);
  if (value !== NULL) return value;
  const info = getBuffer(rt, x, MP_BUFFER_READ);
  return info ? intOfText(rt, bufferText(rt, info), 10) : typeError(rt, `can't convert ${rt.typeNameOf(x)} to int`);
}

function intPrint(rt: Runtime, printer: Printer, o: Word, _kind: number): void {
  printer.write(intValue(rt, o).toString());
}

export const intType: TypeDef = defineType({
  name: 'int',
  make_new: intMakeNew,
  print: intPrint,
  unary_op: intUnaryOp,
  binary_op: intBinaryOp,
  locals: {
    from_bytes: classMethod(funVar(2, 4, intFromBytes)),
    to_bytes: funKw(1, intToBytes),
  },
});
