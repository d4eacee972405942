// What sequences share: index and slice arithmetic, comparison, search, repetition, over arrays of object words in guest
// memory (python-dialect.md section 9). Every step that may run guest code reads lengths and addresses afresh.

import { BINARY_OP, INPLACE_TO_NORMAL, UNARY_OP } from '../../abi/index.js';
import { GuestFault } from '../../machine/index.js';
import { intValue, isInt, toIndex, wordHash } from '../objects/int.js';
import { listAppend, listItem, listLen, newListFrom, newListRoom } from '../objects/list.js';
import { sliceType } from '../objects/slice.js';
import { isTupleCompatible } from '../objects/tuple.js';
import { getiter, iternext } from './iter.js';
import { binaryOp, equal, unaryOp } from './ops.js';
import { PRINT_JSON, type Printer } from './printer.js';
import { indexError, typeError, valueError } from './raise.js';
import type { Runtime } from './runtime.js';
import {
  type Addr,
  FALSE,
  isPointer,
  isQstr,
  isSmallInt,
  NONE,
  NULL,
  STOP_ITERATION,
  smallInt,
  smallIntValue,
  TRUE,
  type Word,
} from './word.js';

// Operators that containers answer (native-abi.md 4.2, 4.3).
export const { LESS, MORE, EQUAL, LESS_EQUAL, MORE_EQUAL, CONTAINS } = BINARY_OP;
export const { OR, XOR, AND, ADD, SUBTRACT, MULTIPLY } = BINARY_OP;
export const { INPLACE_OR, INPLACE_ADD, INPLACE_SUBTRACT } = BINARY_OP;
export const INPLACE_XOR = XOR - INPLACE_TO_NORMAL;
export const INPLACE_AND = AND - INPLACE_TO_NORMAL;
export const { BOOL: UNARY_BOOL, LEN: UNARY_LEN, HASH: UNARY_HASH } = UNARY_OP;

// --- arrays of words -------------------------------------------------------------------------------------------------

/** Length and address of the items of a tuple or list. */
export interface Items {
  len: number;
  items: Addr;
}

/** The items of a tuple (also named) or list; null for anything else. Valid until the list changes. */
export function sequenceItems(rt: Runtime, w: Word): Items | null {
  if (!isPointer(w)) return null;
  const type = rt.typeOf(w);
  if (type === rt.listAddr) return checkItems(rt, w, rt.objField(w, 2), rt.objField(w, 3));
  if (type === rt.tupleAddr || isTupleCompatible(rt, w)) return checkItems(rt, w, rt.objField(w, 1), w + 2 * rt.W);
  return null;
}
/** As `sequenceItems`, with the TypeError of functions that insist. */
export function sequenceItemsRaise(rt: Runtime, w: Word): Items {
  return sequenceItems(rt, w) ?? typeError(rt, `object '${rt.typeNameOf(w)}' isn't a tuple or list`);
}
/** As `sequenceItems`, of what must be one: machine code may call the slots of tuple and list with any object. */
export function itemsOf(rt: Runtime, w: Word): Items {
  const items = sequenceItems(rt, w);
  if (items !== null) return items;
  throw new GuestFault('bad-object', w >>> 0, `a tuple or list is needed, not '${rt.typeNameOf(w)}'`);
}
/** Faults unless `len` words at `items` lie in memory. */
export function checkItems(rt: Runtime, owner: Word, len: number, items: number): Items {
  if (len > 0 && !rt.mem.has(items, len * rt.W)) {
    throw new GuestFault('bad-object', owner >>> 0, `a ${rt.typeNameOf(owner)} whose items are not in memory`);
  }
  return { len, items };
}
/** Moves `n` words; the ranges may overlap. */
export function moveWords(rt: Runtime, to: Addr, from: Addr, n: number): void {
  if (n > 0) rt.mem.move(to, from, n * rt.W);
}
export function zeroWords(rt: Runtime, at: Addr, n: number): void {
  if (n > 0) rt.mem.bytes(at, n * rt.W, 'store').fill(0);
}

// --- indices ---------------------------------------------------------------------------------------------------------

/** Value of an int, a bool or an object with `__int__`, in machine word range (OverflowError beyond); undefined for
 * anything else. Values above 2^53 are inexact. */
export function intMaybe(rt: Runtime, w: Word): number | undefined {
  if (isSmallInt(w)) return smallIntValue(w);
  if (w === TRUE) return 1;
  if (w === FALSE) return 0;
  if (isInt(rt, w)) return toIndex(rt, w);
  if (w === NONE) return undefined;
  const value = unaryOp(rt, UNARY_OP.INT_MAYBE, w);
  if (value === NULL) return undefined;
  return isSmallInt(value) ? smallIntValue(value) : toIndex(rt, value);
}

/** Position that `index` means in a sequence of `len` items. `typeName` is for the messages. */
export function sequenceIndex(rt: Runtime, typeName: string, len: number, index: Word, clamp = false): number {
  let i = isSmallInt(index) ? smallIntValue(index) : intMaybe(rt, index);
  if (i === undefined) return typeError(rt, `${typeName} indices must be integers, not ${rt.typeNameOf(index)}`);
  if (i < 0) i += len;
  if (clamp) return Math.max(0, Math.min(i, len));
  if (i < 0 || i >= len) indexError(rt, `${typeName} index out of range`);
  return i;
}

export interface SliceBounds {
  start: number;
  stop: number;
  step: number;
}
export const isSlice = (rt: Runtime, w: Word): boolean => rt.isType(w, sliceType);

/** The bounds of a slice of step 1 whose parts are small ints or None; undefined for any other. */
function quickBounds(rt: Runtime, len: number, slice: Word): SliceBounds | undefined {
  const step = rt.ldObj(slice + 3 * rt.W);
  const from = rt.ldObj(slice + rt.W);
  const to = rt.ldObj(slice + 2 * rt.W);
  if (step !== NONE && step !== smallInt(1)) return undefined;
  if ((from !== NONE && !isSmallInt(from)) || (to !== NONE && !isSmallInt(to))) return undefined;
  return { start: quickPlace(from, 0, len), stop: quickPlace(to, len, len), step: 1 };
}
function quickPlace(w: Word, missing: number, len: number): number {
  if (w === NONE) return missing;
  const i = smallIntValue(w);
  // In this order: `indices` takes negative lengths.
  return Math.min(i < 0 ? Math.max(i + len, 0) : i, len);
}

/** What `slice.indices(len)` gives. */
export function sliceBounds(rt: Runtime, len: number, slice: Word): SliceBounds {
  const quick = quickBounds(rt, len, slice);
  if (quick !== undefined) return quick;
  const part = (k: number): number | undefined => {
    const w = rt.ldObj(slice + k * rt.W);
    return w === NONE ? undefined : isSmallInt(w) ? smallIntValue(w) : toIndex(rt, w);
  };
  const step = part(3) ?? 1;
  if (step === 0) valueError(rt, "slice step can't be zero");
  const start = part(1);
  const stop = part(2);
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? len - 1 : len;
  const place = (v: number | undefined, missing: number): number => {
    if (v === undefined) return missing;
    const at = v < 0 ? v + len : v;
    return Math.min(Math.max(at, low), high);
  };
  return step < 0
    ? { start: place(start, high), stop: place(stop, low), step }
    : { start: place(start, 0), stop: place(stop, len), step };
}
/** Bounds of a slice of step 1 with stop >= start; undefined for another step. */
export function sliceStepOne(rt: Runtime, len: number, slice: Word): SliceBounds | undefined {
  const bounds = sliceBounds(rt, len, slice);
  if (bounds.step !== 1) return undefined;
  if (bounds.stop < bounds.start) bounds.stop = bounds.start;
  return bounds;
}

// --- operations ------------------------------------------------------------------------------------------------------

/** Compares two sequences (EQUAL, LESS, ...). Both must be tuples or lists. `<` asks the items of the right for `>`. */
export function sequenceCompare(rt: Runtime, op: number, left: Word, right: Word): boolean {
  let a = left;
  let b = right;
  if (op === LESS || op === LESS_EQUAL) {
    a = right;
    b = left;
    op = op === LESS ? MORE : MORE_EQUAL;
  }
  let xLen = lookAt(rt, a);
  let x = itemsFound;
  let yLen = lookAt(rt, b);
  let y = itemsFound;
  if (op === EQUAL && xLen !== yLen) return false;
  const frame = rt.enter(rt.W * 12);
  for (let i = 0; ; i++) {
    if (i >= xLen || i >= yLen) {
      rt.leave(frame);
      return xLen === yLen ? op !== MORE : xLen > yLen;
    }
    const p = rt.ldObj(x + i * rt.W);
    // Small ints and interned strings are equal if their words are; nothing else needs to be looked at.
    if (isPlain(p) && p === rt.ldObj(y + i * rt.W)) continue;
    const mark = rt.heap.mark();
    rt.heap.root(p);
    const q = rt.heap.root(rt.ldObj(y + i * rt.W));
    if (isSmallInt(p) && isSmallInt(q)) {
      rt.heap.release(mark);
      rt.leave(frame);
      return op !== EQUAL && p > q;
    }
    if (!equal(rt, p, q)) {
      const answer = op !== EQUAL && binaryOp(rt, op, p, q) === TRUE;
      rt.heap.release(mark);
      rt.leave(frame);
      return answer;
    }
    rt.heap.release(mark);
    xLen = lookAt(rt, a);
    x = itemsFound;
    yLen = lookAt(rt, b);
    y = itemsFound;
  }
}

/** Where the items of the sequence lie that was looked at last. */
let itemsFound: Addr = 0;
/** The length of a tuple or list, as `sequenceItems` without an object for it. */
function lookAt(rt: Runtime, w: Word): number {
  const type = rt.typeOf(w);
  const isPlainTuple = type === rt.tupleAddr;
  if (!isPlainTuple && type !== rt.listAddr) {
    const { len, items } = itemsOf(rt, w);
    itemsFound = items;
    return len;
  }
  const len = rt.objField(w, isPlainTuple ? 1 : 2);
  itemsFound = isPlainTuple ? w + 2 * rt.W : rt.objField(w, 3);
  if (len > 0 && !rt.mem.has(itemsFound, len * rt.W)) checkItems(rt, w, len, itemsFound);
  return len;
}

const isPlain = (w: Word): boolean => isSmallInt(w) || isQstr(w);

/** Position of the first item equal to `value` in [from, to), or -1. */
function find(rt: Runtime, seq: Word, value: Word, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const { len, items } = itemsOf(rt, seq);
    if (i >= len) return -1;
    const mark = rt.heap.mark();
    const same = equal(rt, rt.heap.root(rt.ldObj(items + i * rt.W)), value);
    rt.heap.release(mark);
    if (same) return i;
  }
  return -1;
}
/** The method `index(value[, start[, stop]])` of tuple and list. */
export function sequenceIndexOf(rt: Runtime, nArgs: number, at: number): Word {
  const seq = rt.stack[at]!;
  const { len } = sequenceItemsRaise(rt, seq);
  const name = rt.typeNameOf(seq);
  const from = nArgs > 2 ? sequenceIndex(rt, name, len, rt.stack[at + 2]!, true) : 0;
  const to = nArgs > 3 ? sequenceIndex(rt, name, len, rt.stack[at + 3]!, true) : len;
  const i = find(rt, seq, rt.stack[at + 1]!, from, to);
  if (i < 0) valueError(rt, 'object not in sequence');
  return smallInt(i);
}
/** The method `count(value)` of tuple and list. */
export function sequenceCount(rt: Runtime, seq: Word, value: Word): Word {
  const { len } = sequenceItemsRaise(rt, seq);
  let count = 0;
  for (let i = find(rt, seq, value, 0, len); i >= 0; i = find(rt, seq, value, i + 1, len)) count++;
  return smallInt(count);
}

/** Writes `times` copies of `n` words at `from` one after the other to `to`. */
export function repeatWords(rt: Runtime, to: Addr, from: Addr, n: number, times: number): void {
  if (n === 0 || times === 0) return;
  moveWords(rt, to, from, n);
  for (let done = 1; done < times; ) {
    const more = Math.min(done, times - done);
    moveWords(rt, to + done * n * rt.W, to, more * n);
    done += more;
  }
}

/** Sum of hashes as a tuple and a frozenset make it, starting from an address. */
export class HashSum {
  private sum: number | bigint;
  private readonly rt: Runtime;
  constructor(rt: Runtime, start: Addr) {
    this.rt = rt;
    this.sum = start;
  }
  add(hash: Word): void {
    const value = isSmallInt(hash) ? smallIntValue(hash) : intValue(this.rt, hash);
    if (typeof value === 'number' && typeof this.sum === 'number' && Number.isSafeInteger(this.sum + value)) {
      this.sum += value;
    } else this.sum = BigInt(this.sum) + BigInt(value);
  }
  /** Modulo the machine word, cut to a small int of the board. */
  word(): Word {
    return wordHash(this.rt, this.sum);
  }
}

// --- unpacking -------------------------------------------------------------------------------------------------------

const tooMany = (rt: Runtime, n: number): never => valueError(rt, `too many values to unpack (expected ${n})`);
const needMore = (rt: Runtime, have: number): never => valueError(rt, `need more than ${have} values to unpack`);

/** Exactly `n` items of `seq` to `rt.stack[at..]`, the last one first. The places must be reserved. */
export function unpackSequence(rt: Runtime, seq: Word, n: number, at: number): void {
  const known = sequenceItems(rt, seq);
  if (known) {
    if (known.len < n) needMore(rt, known.len);
    if (known.len > n) tooMany(rt, n);
    const mark = rt.heap.mark();
    for (let i = 0; i < n; i++) rt.stack[at + n - 1 - i] = rt.ldObj(known.items + i * rt.W);
    rt.heap.release(mark);
    return;
  }
  const mark = rt.heap.mark();
  const it = rt.heap.root(getiter(rt, seq, 0));
  for (let i = 0; i < n; i++) {
    const w = iternext(rt, it);
    if (w === STOP_ITERATION) needMore(rt, i);
    rt.stack[at + n - 1 - i] = w;
  }
  if (iternext(rt, it) !== STOP_ITERATION) tooMany(rt, n);
  rt.heap.release(mark);
}

/** `a, *b, c = seq`: left + right + 1 words to `rt.stack[at..]`, the last item first, the middle as a list. */
export function unpackEx(rt: Runtime, seq: Word, left: number, right: number, at: number): void {
  const mark = rt.heap.mark();
  const known = sequenceItems(rt, seq);
  if (known) {
    const { len, items } = known;
    if (len < left + right) needMore(rt, len);
    for (let i = 0; i < right; i++) rt.stack[at + i] = rt.ldObj(items + (len - 1 - i) * rt.W);
    for (let i = 0; i < left; i++) rt.stack[at + left + right - i] = rt.ldObj(items + i * rt.W);
    rt.stack[at + right] = newListFrom(rt, items + left * rt.W, len - left - right);
    rt.heap.release(mark);
    return;
  }
  const it = rt.heap.root(getiter(rt, seq, 0));
  for (let i = 0; i < left; i++) {
    const w = iternext(rt, it);
    if (w === STOP_ITERATION) needMore(rt, i);
    rt.stack[at + left + right - i] = w;
  }
  const rest = newListRoom(rt, 0);
  for (let w = iternext(rt, it); w !== STOP_ITERATION; w = iternext(rt, it)) {
    const inner = rt.heap.mark();
    listAppend(rt, rest, rt.heap.root(w));
    rt.heap.release(inner);
  }
  const len = listLen(rt, rest);
  // The text counts what was taken for the left part only.
  if (len < right) needMore(rt, left);
  for (let i = 0; i < right; i++) rt.stack[at + i] = listItem(rt, rest, len - 1 - i);
  rt.setField(rest, 2, len - right);
  rt.stack[at + right] = rest;
  rt.heap.release(mark);
}

// --- printing --------------------------------------------------------------------------------------------------------

/** json.dump gives its printer the separators. */
export interface JsonPrinter extends Printer {
  readonly itemSeparator?: string;
  readonly keySeparator?: string;
}
export const itemSeparator = (printer: JsonPrinter, kind: number): string =>
  kind === PRINT_JSON ? (printer.itemSeparator ?? ', ') : ', ';
export const keySeparator = (printer: JsonPrinter, kind: number): string =>
  kind === PRINT_JSON ? (printer.keySeparator ?? ': ') : ': ';

/** Guest stack that a level of nested dicts takes when printed, beyond what `printObject` itself charges (82 levels on
 * VIRT_RV64, 150 on VIRT_RV32). Lists and tuples take nothing more. */
export const dictPrintFrame = (rt: Runtime): number => (rt.is64 ? 64 : 32);
