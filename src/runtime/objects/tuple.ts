// tuple (native-abi.md 3.5): length and items inline. Named tuples and attribute tuples have the same layout; anything
// whose getiter is the tuple's counts as a tuple here.

import { argCheckNum } from '../core/args.js';
import { iterPosition, iterSource, newIterator, setIterPosition } from '../core/iter-buffer.js';
import { hashOf } from '../core/ops.js';
import { printObject } from '../core/print.js';
import { PRINT_JSON, PRINT_REPR, type Printer } from '../core/printer.js';
import { indexError, notImplementedError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import {
  ADD,
  checkItems,
  HashSum,
  intMaybe,
  isSlice,
  itemSeparator,
  MORE_EQUAL,
  MULTIPLY,
  moveWords,
  repeatWords,
  sequenceCompare,
  sequenceCount,
  sequenceIndex,
  sequenceIndexOf,
  sliceStepOne,
  UNARY_BOOL,
  UNARY_HASH,
  UNARY_LEN,
} from '../core/sequence.js';
import { defineType, fun2, funVar, SLOT } from '../core/typedef.js';
import {
  type Addr,
  boolWord,
  isPointer,
  isSmallInt,
  NULL,
  SENTINEL,
  STOP_ITERATION,
  smallInt,
  smallIntValue,
  type Word,
} from '../core/word.js';
import { instanceSubobject } from './instance.js';
import { checkCount } from './int.js';
import { listFromIterable } from './list.js';

// --- what other files use --------------------------------------------------------------------------------------------

/** The one empty tuple of the board. */
export function emptyTuple(rt: Runtime): Word {
  const known = rt.rootWords.emptyTuple;
  if (known !== undefined) return known;
  const addr = rt.allocStatic(2 * rt.W);
  rt.stPtr(addr, rt.type(tupleType));
  rt.rootWords.emptyTuple = addr;
  return addr;
}
/** A tuple with room for `n` items that are NULL as yet. */
export function newTupleRoom(rt: Runtime, n: number): Word {
  if (n === 0) return emptyTuple(rt);
  const t = rt.newObject(tupleType, (2 + n) * rt.W);
  rt.setField(t, 1, n);
  return t;
}
/** A tuple of the `n` words at `at` of the operand stack. */
export function newTuple(rt: Runtime, at: number, n: number): Word {
  const t = newTupleRoom(rt, n);
  for (let i = 0; i < n; i++) rt.stObj(t + (2 + i) * rt.W, rt.stack[at + i]!);
  return t;
}
/** A tuple of `n` object words in guest memory, whose owner must be rooted. */
function newTupleFrom(rt: Runtime, from: Addr, n: number): Word {
  if (n > 0) rt.mem.index(from, n * rt.W);
  const t = newTupleRoom(rt, n);
  moveWords(rt, t + 2 * rt.W, from, n);
  return t;
}
/** A tuple of a few words, which must be rooted. */
export function tupleOf(rt: Runtime, ...items: Word[]): Word {
  const t = newTupleRoom(rt, items.length);
  for (let i = 0; i < items.length; i++) rt.stObj(t + (2 + i) * rt.W, items[i]!);
  return t;
}
/** The same for two. */
export function newPair(rt: Runtime, a: Word, b: Word): Word {
  const t = newTupleRoom(rt, 2);
  rt.stObj(t + 2 * rt.W, a);
  rt.stObj(t + 3 * rt.W, b);
  return t;
}
/** True for tuples, named tuples and attribute tuples (not for instances of Python classes derived from them). */
export function isTupleCompatible(rt: Runtime, w: Word): boolean {
  if (!isPointer(w)) return false;
  const type = rt.typeOf(w);
  return type === rt.type(tupleType) || rt.slotAt(type, SLOT.iter) === rt.gate('getiter', tupleGetiter);
}
/** Checked number of items of something with the layout of a tuple. */
export const tupleLen = (rt: Runtime, t: Word): number => checkItems(rt, t, rt.field(t, 1), t + 2 * rt.W).len;
/** Item `i`, which must be below `tupleLen`. */
export const tupleItem = (rt: Runtime, t: Word, i: number): Word => rt.ldObj(t + (2 + i) * rt.W);
const tupleItems = (rt: Runtime, t: Word): Addr => t + 2 * rt.W;

// --- slots, also used by the types derived from tuple ----------------------------------------------------------------

function tupleMakeNew(rt: Runtime, _type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 1, false);
  if (nArgs === 0) return emptyTuple(rt);
  const arg = rt.stack[at]!;
  if (rt.isType(arg, tupleType)) return arg;
  const mark = rt.heap.mark();
  const list = listFromIterable(rt, arg);
  const t = newTupleFrom(rt, rt.field(list, 3), rt.field(list, 2));
  return rt.heap.releaseKeeping(mark, t);
}

function tuplePrint(rt: Runtime, printer: Printer, t: Word, kind: number): void {
  const json = kind === PRINT_JSON;
  const n = tupleLen(rt, t);
  const separator = itemSeparator(printer, kind);
  printer.write(json ? '[' : '(');
  for (let i = 0; i < n; i++) {
    if (i > 0) printer.write(separator);
    const mark = rt.heap.mark();
    printObject(rt, printer, rt.heap.root(tupleItem(rt, t, i)), json ? PRINT_JSON : PRINT_REPR);
    rt.heap.release(mark);
  }
  if (n === 1 && !json) printer.write(',');
  printer.write(json ? ']' : ')');
}

/** Hash of `()`: where it lies in the firmware, which decides the order of tuples in dicts (python-dialect.md 10.1). */
const EMPTY_HASH = { 8: 0x8003_46d0, 4: 0x8003_8628 } as const;

export function tupleUnaryOp(rt: Runtime, op: number, t: Word): Word {
  if (op === UNARY_BOOL) return boolWord(rt.field(t, 1) !== 0);
  if (op === UNARY_LEN) return smallInt(tupleLen(rt, t));
  if (op !== UNARY_HASH) return NULL;
  const frame = rt.enter(rt.W * 10);
  const sum = new HashSum(rt, EMPTY_HASH[rt.W]);
  const n = tupleLen(rt, t);
  for (let i = 0; i < n; i++) {
    const item = tupleItem(rt, t, i);
    if (isSmallInt(item)) {
      sum.add(item);
      continue;
    }
    const mark = rt.heap.mark();
    sum.add(hashOf(rt, rt.heap.root(item)));
    rt.heap.release(mark);
  }
  rt.leave(frame);
  return sum.word();
}

/** A tuple, or the tuple in an instance of a Python class derived from it; NULL for anything else. */
function tupleOperand(rt: Runtime, w: Word): Word {
  if (isTupleCompatible(rt, w)) return w;
  const inner = instanceSubobject(rt, w);
  return inner !== NULL && isTupleCompatible(rt, inner) ? inner : NULL;
}

export function tupleBinaryOp(rt: Runtime, op: number, lhs: Word, right: Word): Word {
  if (op === ADD) {
    const rhs = tupleOperand(rt, right);
    if (rhs === NULL) return NULL;
    const n = tupleLen(rt, lhs);
    const m = tupleLen(rt, rhs);
    const t = newTupleRoom(rt, n + m);
    moveWords(rt, t + 2 * rt.W, tupleItems(rt, lhs), n);
    moveWords(rt, t + (2 + n) * rt.W, tupleItems(rt, rhs), m);
    return t;
  }
  if (op === MULTIPLY) {
    const times = intMaybe(rt, right);
    if (times === undefined) return NULL;
    const n = tupleLen(rt, lhs);
    if (times <= 0 || n === 0) return emptyTuple(rt);
    checkCount(rt, right, times, n * rt.W, 2 * rt.W);
    const t = newTupleRoom(rt, n * times);
    repeatWords(rt, t + 2 * rt.W, tupleItems(rt, lhs), n, times);
    return t;
  }
  if (op <= MORE_EQUAL) {
    const rhs = tupleOperand(rt, right);
    return rhs === NULL ? NULL : boolWord(sequenceCompare(rt, op, lhs, rhs));
  }
  return NULL;
}

export function tupleSubscr(rt: Runtime, t: Word, index: Word, value: Word): Word {
  if (value !== SENTINEL) return NULL;
  const len = tupleLen(rt, t);
  if (isSmallInt(index)) {
    const i = smallIntValue(index);
    const at = i < 0 ? i + len : i;
    if (at >= 0 && at < len) return tupleItem(rt, t, at);
    return indexError(rt, `${rt.typeNameOf(t)} index out of range`);
  }
  if (isSlice(rt, index)) {
    const bounds = sliceStepOne(rt, len, index);
    if (bounds === undefined) return notImplementedError(rt, 'only slices with step=1 (aka None) are supported');
    return newTupleFrom(rt, t + (2 + bounds.start) * rt.W, bounds.stop - bounds.start);
  }
  return tupleItem(rt, t, sequenceIndex(rt, rt.typeNameOf(t), len, index));
}

export function tupleIternext(rt: Runtime, it: Word): Word {
  const t = iterSource(rt, it);
  const i = iterPosition(rt, it);
  if (!isTupleCompatible(rt, t) || i >= tupleLen(rt, t)) return STOP_ITERATION;
  setIterPosition(rt, it, i + 1);
  return tupleItem(rt, t, i);
}
export function tupleGetiter(rt: Runtime, t: Word, buf: Addr): Word {
  return newIterator(rt, buf, rt.gate('iternext', tupleIternext), t, 0);
}

export const tupleType = defineType({
  name: 'tuple',
  make_new: tupleMakeNew,
  print: tuplePrint,
  unary_op: tupleUnaryOp,
  binary_op: tupleBinaryOp,
  subscr: tupleSubscr,
  getiter: tupleGetiter,
  locals: {
    count: fun2(sequenceCount),
    index: funVar(2, 4, sequenceIndexOf),
  },
});
