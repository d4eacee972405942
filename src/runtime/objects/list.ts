// list (native-abi.md 3.6): alloc, len, pointer to items. Machine code reads and writes all three, so every use checks
// them. Behaviour: python-dialect.md section 9.

import { RAM_BASE } from '../../machine/index.js';
import { argCheckNum } from '../core/args.js';
import { resizeWords } from '../core/hash-map.js';
import { forEach } from '../core/iter.js';
import { iterPosition, iterSource, newIterator, setIterPosition } from '../core/iter-buffer.js';
import { printObject } from '../core/print.js';
import { PRINT_JSON, PRINT_REPR, type Printer } from '../core/printer.js';
import { indexError, raise } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import {
  ADD,
  checkItems,
  INPLACE_ADD,
  intMaybe,
  isSlice,
  itemSeparator,
  MORE_EQUAL,
  MULTIPLY,
  moveWords,
  repeatWords,
  type SliceBounds,
  sequenceCompare,
  sequenceCount,
  sequenceIndex,
  sequenceIndexOf,
  sequenceItemsRaise,
  sliceBounds,
  UNARY_BOOL,
  UNARY_LEN,
  zeroWords,
} from '../core/sequence.js';
import { listSort } from '../core/sort.js';
import { defineType, fun1, fun2, fun3, funKw, funVar } from '../core/typedef.js';
import {
  type Addr,
  boolWord,
  isPointer,
  isSmallInt,
  NONE,
  NULL,
  SENTINEL,
  STOP_ITERATION,
  smallInt,
  smallIntValue,
  type Word,
} from '../core/word.js';
import { NotImplementedErrorType } from './exceptions.js';
import { checkCount } from './int.js';

const MIN_ALLOC = 4;

// --- what other files use --------------------------------------------------------------------------------------------

export const isList = (rt: Runtime, w: Word): boolean => rt.isType(w, listType);

/** A list of length `n` whose items are NULL as yet. */
export function newListRoom(rt: Runtime, n: number): Word {
  const alloc = Math.max(n, MIN_ALLOC);
  const quick = rt.allocWithData(alloc * rt.W, 0);
  if (quick !== 0) {
    rt.setObject4(quick, rt.type(listType), alloc, n, quick + 4 * rt.W);
    return quick;
  }
  const mark = rt.heap.mark();
  const list = rt.newObject(listType, 4 * rt.W);
  rt.setField(list, 3, rt.alloc(alloc * rt.W));
  rt.setField(list, 1, alloc);
  rt.setField(list, 2, n);
  return rt.heap.releaseKeeping(mark, list);
}
/** A list of the `n` words at `at` of the operand stack. */
export function newList(rt: Runtime, at: number, n: number): Word {
  const list = newListRoom(rt, n);
  const items = rt.field(list, 3);
  for (let i = 0; i < n; i++) rt.stObj(items + i * rt.W, rt.stack[at + i]!);
  return list;
}
/** A list of `n` object words in guest memory, whose owner must be rooted. */
export function newListFrom(rt: Runtime, from: Addr, n: number): Word {
  if (n > 0) rt.mem.index(from, n * rt.W);
  const list = newListRoom(rt, n);
  moveWords(rt, rt.field(list, 3), from, n);
  return list;
}
/** A new list of what `iterable` gives. */
export function listFromIterable(rt: Runtime, iterable: Word): Word {
  const list = newListRoom(rt, 0);
  extendFrom(rt, list, iterable);
  return list;
}
/** Length of a list, checked against memory. */
export function listLen(rt: Runtime, list: Word): number {
  const len = rt.field(list, 2);
  const items = rt.field(list, 3);
  if (len > 0 && !rt.mem.has(items, len * rt.W)) checkItems(rt, list, len, items);
  return len;
}
/** Item `i`, which must be below `listLen`. */
export const listItem = (rt: Runtime, list: Word, i: number): Word => rt.ldObj(rt.field(list, 3) + i * rt.W);
/** Item `i` of a list whose fields are as the runtime makes them; NULL if there is no such item or anything is unusual. */
export function quickItem(rt: Runtime, list: Word, i: number): Word {
  const { i32 } = rt.mem;
  const at = (list - RAM_BASE) >> 2;
  const step = rt.is64 ? 2 : 1;
  if ((list & 3) !== 0 || i < 0 || !(i < i32[at + 2 * step]!)) return NULL;
  const items = i32[at + 3 * step]!;
  if ((items & 3) !== 0 || (rt.is64 && (i32[at + 5] !== 0 || i32[at + 7] !== 0))) return NULL;
  const from = ((items - RAM_BASE) >> 2) + i * step;
  const w = i32[from];
  if (w === undefined || (rt.is64 && i32[from + 1] !== w >> 31)) return NULL;
  return w;
}
/** Replaces item `i`, which must be below `listLen`. */
export const listStore = (rt: Runtime, list: Word, i: number, w: Word): void =>
  rt.stObj(rt.field(list, 3) + i * rt.W, w);

function setAlloc(rt: Runtime, list: Word, used: number, alloc: number): void {
  const mark = rt.heap.mark();
  rt.setField(list, 3, resizeWords(rt, rt.field(list, 3), used, alloc));
  rt.setField(list, 1, alloc);
  rt.heap.release(mark);
}
/** Appends `w`, which must be rooted. */
export function listAppend(rt: Runtime, list: Word, w: Word): void {
  const len = rt.objField(list, 2);
  const items = rt.objField(list, 3);
  if (len < rt.objField(list, 1) && rt.mem.has(items, (len + 1) * rt.W)) {
    rt.stObj(items + len * rt.W, w);
    rt.setField(list, 2, len + 1);
    return;
  }
  listAppendGrowing(rt, list, w);
}
function listAppendGrowing(rt: Runtime, list: Word, w: Word): void {
  const len = listLen(rt, list);
  if (len >= rt.field(list, 1)) setAlloc(rt, list, len, Math.max(MIN_ALLOC, len * 2));
  rt.stObj(rt.field(list, 3) + len * rt.W, w);
  rt.setField(list, 2, len + 1);
}
function extendFrom(rt: Runtime, list: Word, iterable: Word): void {
  if (!isList(rt, iterable)) {
    forEach(rt, iterable, (w) => listAppend(rt, list, rt.heap.root(w)));
    return;
  }
  const len = listLen(rt, list);
  const more = listLen(rt, iterable);
  if (len + more > rt.field(list, 1)) setAlloc(rt, list, len, len + more + MIN_ALLOC);
  moveWords(rt, rt.field(list, 3) + len * rt.W, rt.field(iterable, 3), more);
  rt.setField(list, 2, len + more);
}

// --- methods ---------------------------------------------------------------------------------------------------------

function append(rt: Runtime, list: Word, w: Word): Word {
  listAppend(rt, list, w);
  return NONE;
}
function extend(rt: Runtime, list: Word, iterable: Word): Word {
  extendFrom(rt, list, iterable);
  return NONE;
}
function clear(rt: Runtime, list: Word): Word {
  rt.setField(list, 2, 0);
  setAlloc(rt, list, 0, MIN_ALLOC);
  return NONE;
}
const copy = (rt: Runtime, list: Word): Word => newListFrom(rt, rt.field(list, 3), listLen(rt, list));

/** The index is used as it is in the word, whatever the word is. */
function insert(rt: Runtime, list: Word, index: Word, w: Word): Word {
  const len = listLen(rt, list);
  let i = smallIntValue(index);
  if (rt.is64 && isPointer(index)) i = rt.wideHi(index) < 0 ? -len : len;
  if (i < 0) i += len;
  i = Math.min(Math.max(i, 0), len);
  listAppend(rt, list, NONE);
  const at = rt.field(list, 3) + i * rt.W;
  moveWords(rt, at + rt.W, at, len - i);
  rt.stObj(at, w);
  return NONE;
}
/** Takes item `i` out and gives memory back when less than half is in use. */
function removeAt(rt: Runtime, list: Word, i: number): Word {
  const len = listLen(rt, list);
  const at = rt.field(list, 3) + i * rt.W;
  const w = rt.heap.root(rt.ldObj(at));
  moveWords(rt, at, at + rt.W, len - i - 1);
  zeroWords(rt, rt.field(list, 3) + (len - 1) * rt.W, 1);
  rt.setField(list, 2, len - 1);
  const alloc = rt.field(list, 1);
  if (alloc > MIN_ALLOC && alloc > 2 * (len - 1)) {
    const half = Math.max(Math.floor(alloc / 2), len - 1);
    // Shrinking in place cannot fail; where the heap is locked the block simply stays.
    const items = rt.field(list, 3);
    if (rt.heap.isHead(items) && rt.heap.realloc(items, half * rt.W, false) !== 0) rt.setField(list, 1, half);
  }
  return w;
}
function checkNotEmpty(rt: Runtime, len: number): void {
  if (len === 0) indexError(rt, 'pop from empty list');
}
function pop(rt: Runtime, nArgs: number, at: number): Word {
  const list = rt.stack[at]!;
  const len = listLen(rt, list);
  checkNotEmpty(rt, len);
  return removeAt(rt, list, nArgs === 1 ? len - 1 : sequenceIndex(rt, 'list', len, rt.stack[at + 1]!));
}
function remove(rt: Runtime, list: Word, value: Word): Word {
  const at = rt.sp;
  rt.push(list);
  rt.push(value);
  const i = smallIntValue(sequenceIndexOf(rt, 2, at));
  rt.sp = at;
  if (i < listLen(rt, list)) removeAt(rt, list, i);
  return NONE;
}
export function listReverse(rt: Runtime, list: Word): Word {
  const len = listLen(rt, list);
  const words = rt.W >> 2;
  const at = (rt.field(list, 3) - RAM_BASE) >> 2;
  const { i32 } = rt.mem;
  for (let i = 0, j = len - 1; i < j; i++, j--) {
    for (let k = 0; k < words; k++) {
      const swap = i32[at + i * words + k]!;
      i32[at + i * words + k] = i32[at + j * words + k]!;
      i32[at + j * words + k] = swap;
    }
  }
  return NONE;
}

// --- slots -----------------------------------------------------------------------------------------------------------

function makeNew(rt: Runtime, _type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 1, false);
  return nArgs === 0 ? newListRoom(rt, 0) : listFromIterable(rt, rt.stack[at]!);
}

function print(rt: Runtime, printer: Printer, list: Word, kind: number): void {
  const itemKind = kind === PRINT_JSON ? PRINT_JSON : PRINT_REPR;
  const separator = itemSeparator(printer, kind);
  printer.write('[');
  for (let i = 0; i < listLen(rt, list); i++) {
    if (i > 0) printer.write(separator);
    const mark = rt.heap.mark();
    printObject(rt, printer, rt.heap.root(listItem(rt, list, i)), itemKind);
    rt.heap.release(mark);
  }
  printer.write(']');
}

function unaryOp(rt: Runtime, op: number, list: Word): Word {
  if (op === UNARY_BOOL) return boolWord(rt.field(list, 2) !== 0);
  return op === UNARY_LEN ? smallInt(listLen(rt, list)) : NULL;
}

function binaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  if (op === ADD) {
    if (!isList(rt, rhs)) return NULL;
    const n = listLen(rt, lhs);
    const m = listLen(rt, rhs);
    const list = newListRoom(rt, n + m);
    moveWords(rt, rt.field(list, 3), rt.field(lhs, 3), n);
    moveWords(rt, rt.field(list, 3) + n * rt.W, rt.field(rhs, 3), m);
    return list;
  }
  if (op === INPLACE_ADD) {
    extendFrom(rt, lhs, rhs);
    return lhs;
  }
  if (op === MULTIPLY) {
    const count = intMaybe(rt, rhs);
    if (count === undefined) return NULL;
    const times = Math.max(count, 0);
    const n = listLen(rt, lhs);
    checkCount(rt, rhs, times, n * rt.W, 0);
    const list = newListRoom(rt, n * times);
    repeatWords(rt, rt.field(list, 3), rt.field(lhs, 3), n, times);
    return list;
  }
  if (op <= MORE_EQUAL) return isList(rt, rhs) ? boolWord(sequenceCompare(rt, op, lhs, rhs)) : NULL;
  return NULL;
}

function subscr(rt: Runtime, list: Word, index: Word, value: Word): Word {
  if (isSlice(rt, index)) {
    if (value === SENTINEL) return loadSlice(rt, list, index);
    const bounds = sliceBounds(rt, listLen(rt, list), index);
    if (bounds.step !== 1) raise(rt, NotImplementedErrorType);
    if (value === NULL) return replaceSlice(rt, list, bounds, 0, 0);
    const { len, items } = sequenceItemsRaise(rt, value);
    return replaceSlice(rt, list, bounds, items, len);
  }
  const len = listLen(rt, list);
  // Deleting an item is popping it.
  if (value === NULL) checkNotEmpty(rt, len);
  let i: number;
  if (isSmallInt(index)) {
    i = smallIntValue(index);
    if (i < 0) i += len;
    if (i < 0 || i >= len) indexError(rt, 'list index out of range');
  } else i = sequenceIndex(rt, 'list', len, index);
  if (value === SENTINEL) return listItem(rt, list, i);
  if (value === NULL) removeAt(rt, list, i);
  else listStore(rt, list, i, value);
  return NONE;
}

function loadSlice(rt: Runtime, list: Word, index: Word): Word {
  const { start, stop, step } = sliceBounds(rt, listLen(rt, list), index);
  const n = Math.max(0, Math.ceil((stop - start) / step));
  const from = rt.field(list, 3) + start * rt.W;
  if (step === 1) return newListFrom(rt, from, n);
  const result = newListRoom(rt, n);
  const to = rt.field(result, 3);
  for (let i = 0; i < n; i++) moveWords(rt, to + i * rt.W, from + i * step * rt.W, 1);
  return result;
}

/** `list[start:stop] = n words at from`; deleting is replacing with nothing. */
function replaceSlice(rt: Runtime, list: Word, bounds: SliceBounds, from: Addr, n: number): Word {
  const len = listLen(rt, list);
  // The index may have been an object whose `__int__` made the list shorter.
  const start = Math.min(bounds.start, len);
  const stop = Math.min(Math.max(bounds.stop, start), len);
  // The source may be this very list: what moves is copied first.
  const words = n > 0 ? rt.mem.bytes(from, n * rt.W).slice() : undefined;
  const newLen = len + n - (stop - start);
  if (newLen > rt.field(list, 1)) setAlloc(rt, list, len, newLen);
  const at = rt.field(list, 3) + start * rt.W;
  moveWords(rt, at + n * rt.W, rt.field(list, 3) + stop * rt.W, len - stop);
  if (words) rt.mem.bytes(at, words.length, 'store').set(words);
  zeroWords(rt, rt.field(list, 3) + newLen * rt.W, len - newLen);
  rt.setField(list, 2, newLen);
  return NONE;
}

export function listIternext(rt: Runtime, it: Word): Word {
  const list = iterSource(rt, it);
  const i = iterPosition(rt, it);
  if (!isList(rt, list) || i >= listLen(rt, list)) return STOP_ITERATION;
  setIterPosition(rt, it, i + 1);
  return listItem(rt, list, i);
}
const getiter = (rt: Runtime, list: Word, buf: Addr): Word =>
  newIterator(rt, buf, rt.gate('iternext', listIternext), list, 0);

export const listType = defineType({
  name: 'list',
  make_new: makeNew,
  print,
  unary_op: unaryOp,
  binary_op: binaryOp,
  subscr,
  getiter,
  locals: {
    append: fun2(append),
    clear: fun1(clear),
    copy: fun1(copy),
    count: fun2(sequenceCount),
    extend: fun2(extend),
    index: funVar(2, 4, sequenceIndexOf),
    insert: fun3(insert),
    pop: funVar(1, 2, pop),
    remove: fun2(remove),
    reverse: fun1(listReverse),
    sort: funKw(1, listSort),
  },
});
