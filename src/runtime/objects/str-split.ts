// Methods of str, bytes and bytearray that take texts apart and put them together: split, partition, join, replace
// (python-dialect.md 7). They work on the bytes in guest memory.

import { bstrFromBytes } from '../core/bstr.js';
import { bufferText, getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { forEach } from '../core/iter.js';
import { isTrue } from '../core/ops.js';
import { notImplementedError, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { itemsOf, sequenceItems } from '../core/sequence.js';
import type { TypeDef } from '../core/typedef.js';
import { FALSE, isPointer, NONE, type Word } from '../core/word.js';
import { bytearrayType, newBytearrayOf } from './bytearray.js';
import { toIndex } from './int.js';
import { listAppend, listReverse, newList } from './list.js';
import {
  badConversion,
  checkTextSize,
  closeText,
  isBytes,
  isStr,
  moveBytes,
  newBytes,
  newLike,
  newLikeOf,
  newStr,
  newTextOf,
  openText,
  room,
  strValue,
  textType,
} from './str-data.js';
import { findBytes, findLastBytes, isSpaceByte } from './text-bytes.js';
import { readArg, readSelf, readSpans, readText, Span } from './text-span.js';
import { newTuple } from './tuple.js';

const SELF = new Span();
const ARG = new Span();
const BY = new Span();

// --- split -----------------------------------------------------------------------------------------------------------

/** Appends part of self, which lies in memory and is a root as an argument, to a list. */
function addPart(rt: Runtime, list: Word, type: TypeDef, at: number, end: number): void {
  const mark = rt.heap.mark();
  const { u8 } = rt.mem;
  const len = end - at;
  listAppend(rt, list, type === bytearrayType ? newBytearrayOf(rt, u8, at, len) : newTextOf(rt, type, u8, at, len));
  rt.heap.release(mark);
}

function splitSpace(rt: Runtime, self: Word, limit: number): Word {
  readSelf(rt, self, SELF);
  const { u8 } = rt.mem;
  const { end } = SELF;
  let { at } = SELF;
  const type = textType(rt, self);
  const mark = rt.heap.mark();
  const list = newList(rt, rt.sp, 0);
  for (let n = 0; ; n++) {
    while (at < end && isSpaceByte(u8[at]!)) at++;
    if (at >= end) break;
    const from = at;
    if (n === limit) at = end;
    else while (at < end && !isSpaceByte(u8[at]!)) at++;
    addPart(rt, list, type, from, at);
  }
  return rt.heap.releaseKeeping(mark, list);
}

/** Sets SELF and ARG to self and a separator that is not empty. */
function readSeparator(rt: Runtime, self: Word, sep: Word): void {
  readSpans(rt, self, sep, SELF, ARG);
  checkSeparator(rt);
}
function checkSeparator(rt: Runtime): void {
  if (ARG.at === ARG.end) valueError(rt, 'empty separator');
}

export function split(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  readSelf(rt, self, SELF);
  const limit = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) : -1;
  if (nArgs < 2 || rt.stack[at + 1] === NONE) return splitSpace(rt, self, limit);
  // A bytearray is split by bytes, not by another one.
  const by = rt.stack[at + 1]!;
  if (isStr(rt, self) ? !isStr(rt, by) : !isBytes(rt, by)) badConversion(rt, by);
  readSeparator(rt, self, by);
  const { u8 } = rt.mem;
  const { end } = SELF;
  let from = SELF.at;
  const sep = ARG.at;
  const len = ARG.end - sep;
  const type = textType(rt, self);
  const mark = rt.heap.mark();
  const list = newList(rt, rt.sp, 0);
  for (let n = 0; n !== limit; n++) {
    const found = findBytes(u8, from, end, sep, len);
    if (found < 0) break;
    addPart(rt, list, type, from, found);
    from = found + len;
  }
  addPart(rt, list, type, from, end);
  return rt.heap.releaseKeeping(mark, list);
}

export function rsplit(rt: Runtime, nArgs: number, at: number): Word {
  if (nArgs < 3) return split(rt, nArgs, at);
  const self = rt.stack[at]!;
  const limit = toIndex(rt, rt.stack[at + 2]!);
  if (limit < 0) return split(rt, 2, at);
  if (rt.stack[at + 1] === NONE) notImplementedError(rt, 'rsplit(None,n)');
  // Here str and bytes may meet.
  const by = rt.stack[at + 1]!;
  if (!isStr(rt, by) && !isBytes(rt, by)) badConversion(rt, by);
  readSelf(rt, self, SELF);
  readText(rt, by, ARG);
  checkSeparator(rt);
  const { u8 } = rt.mem;
  const from = SELF.at;
  let { end } = SELF;
  const sep = ARG.at;
  const len = ARG.end - sep;
  const type = textType(rt, self);
  const mark = rt.heap.mark();
  const list = newList(rt, rt.sp, 0);
  for (let n = 0; n < limit; n++) {
    const found = findLastBytes(u8, from, end, sep, len);
    if (found < 0) break;
    addPart(rt, list, type, found + len, end);
    end = found;
  }
  addPart(rt, list, type, from, end);
  listReverse(rt, list);
  return rt.heap.releaseKeeping(mark, list);
}

export function splitlines(rt: Runtime, nArgs: number, nKw: number, at: number): Word {
  const self = rt.stack[at]!;
  readSelf(rt, self, SELF);
  if (nArgs > 2) typeError(rt, 'extra positional arguments given');
  let keep = nArgs > 1 ? rt.stack[at + 1]! : FALSE;
  for (let i = 0; i < nKw; i++) {
    if (nArgs > 1 || strValue(rt, rt.stack[at + nArgs + 2 * i]!) !== 'keepends') {
      typeError(rt, 'extra keyword arguments given');
    }
    keep = rt.stack[at + nArgs + 2 * i + 1]!;
  }
  const keepEnds = isTrue(rt, keep);
  readSelf(rt, self, SELF);
  const { u8 } = rt.mem;
  const { end } = SELF;
  const type = textType(rt, self);
  const mark = rt.heap.mark();
  const list = newList(rt, rt.sp, 0);
  for (let from = SELF.at; from < end; ) {
    let stop = from;
    while (stop < end && u8[stop] !== 10 && u8[stop] !== 13) stop++;
    let next = stop;
    if (next < end) next += u8[next] === 13 && next + 1 < end && u8[next + 1] === 10 ? 2 : 1;
    addPart(rt, list, type, from, keepEnds ? next : stop);
    from = next;
  }
  return rt.heap.releaseKeeping(mark, list);
}

export function partition(rt: Runtime, self: Word, arg: Word, backwards: boolean): Word {
  readSeparator(rt, self, arg);
  const { u8 } = rt.mem;
  const { at, end } = SELF;
  const sep = ARG.at;
  const len = ARG.end - sep;
  const found = backwards ? findLastBytes(u8, at, end, sep, len) : findBytes(u8, at, end, sep, len);
  const mark = rt.heap.mark();
  const { sp } = rt;
  if (found < 0 && !backwards) rt.push(newLikeOf(rt, self, self, at, end - at));
  if (found < 0) {
    // Of a bytearray these are bytes, too.
    for (let k = 0; k < 2; k++) rt.push(isStr(rt, self) ? newStr(rt, '') : newBytes(rt, ''));
    if (backwards) rt.push(newLikeOf(rt, self, self, at, end - at));
  } else {
    rt.push(newLikeOf(rt, self, self, at, found - at));
    rt.push(newLikeOf(rt, self, self, found, len));
    rt.push(newLikeOf(rt, self, self, found + len, end - found - len));
  }
  const result = newTuple(rt, sp, 3);
  rt.sp = sp;
  return rt.heap.releaseKeeping(mark, result);
}

// --- join ------------------------------------------------------------------------------------------------------------

const joinError = (rt: Runtime): never =>
  typeError(rt, 'join expects a list of str/bytes objects consistent with self object');

/** Length of what `join` gives if all items are str or bytes as self is; -1 if some are something else. */
function joinedLength(rt: Runtime, self: Word, items: number, n: number, sepLength: number): number {
  const selfIsStr = isStr(rt, self);
  let total = n > 0 ? sepLength * (n - 1) : 0;
  for (let i = 0; i < n; i++) {
    const item = rt.mem.ld32(items + i * rt.W);
    if (!(selfIsStr ? isStr(rt, item) : isPointer(item) && isBytes(rt, item))) return -1;
    readText(rt, item, ARG);
    total += ARG.end - ARG.at;
  }
  return total;
}

export function join(rt: Runtime, self: Word, arg: Word): Word {
  readSelf(rt, self, SELF);
  let seq = arg;
  if (!sequenceItems(rt, seq)) {
    // Any other iterable is made a list first.
    seq = newList(rt, rt.sp, 0);
    forEach(rt, arg, (item) => listAppend(rt, seq, item));
  }
  const { len: n, items } = itemsOf(rt, seq);
  readSelf(rt, self, SELF);
  const sep = SELF.at;
  const sepLength = SELF.end - sep;
  const total = joinedLength(rt, self, items, n, sepLength);
  if (total < 0) return joinAny(rt, self, seq);
  checkTextSize(rt, total);
  const { u8 } = rt.mem;
  openText(rt, self, total);
  const { to } = room;
  let { at } = room;
  for (let i = 0; i < n; i++) {
    if (i > 0) {
      moveBytes(to, at, u8, sep, sepLength);
      at += sepLength;
    }
    readText(rt, rt.mem.ld32(items + i * rt.W), ARG);
    moveBytes(to, at, u8, ARG.at, ARG.end - ARG.at);
    at += ARG.end - ARG.at;
  }
  return closeText(rt);
}

/** The general way: items may be anything with a buffer, and wrong ones raise in their turn. */
function joinAny(rt: Runtime, self: Word, seq: Word): Word {
  const sep = bstrFromBytes(rt.mem.u8.subarray(SELF.at, SELF.end));
  const parts: string[] = [];
  let total = 0;
  // A buffer slot of an item may be machine code that changes the list: look at it afresh each time.
  for (let i = 0; ; i++) {
    const { len, items } = itemsOf(rt, seq);
    if (i >= len) break;
    const mark = rt.heap.mark();
    const item = rt.heap.root(rt.ldObj(items + i * rt.W));
    let text: string;
    if (isStr(rt, self)) text = isStr(rt, item) ? strValue(rt, item) : joinError(rt);
    else {
      const info = isBytes(rt, item) || rt.isType(item, bytearrayType) ? getBuffer(rt, item, MP_BUFFER_READ) : null;
      text = info ? bufferText(rt, info) : joinError(rt);
    }
    total += text.length + sep.length;
    checkTextSize(rt, total - sep.length);
    parts.push(text);
    rt.heap.release(mark);
  }
  return newLike(rt, self, parts.join(sep));
}

// --- replace ---------------------------------------------------------------------------------------------------------

/** More than any text has. */
const MANY = 0x3fff_ffff;

export function replace(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  readSelf(rt, self, SELF);
  let limit = nArgs > 3 ? toIndex(rt, rt.stack[at + 3]!) : -1;
  if (limit === 0) return self;
  if (limit < 0) limit = MANY;
  readArg(rt, self, rt.stack[at + 1]!, ARG);
  readArg(rt, self, rt.stack[at + 2]!, BY);
  readSpans(rt, self, rt.stack[at + 1]!, SELF, ARG);
  const { u8 } = rt.mem;
  const from = SELF.at;
  const { end } = SELF;
  const old = ARG.at;
  const len = ARG.end - old;
  const by = BY.at;
  const byLength = BY.end - by;
  // An empty text stands between all bytes, and at both ends.
  const first = findBytes(u8, from, end, old, len);
  let n = 0;
  if (len === 0) n = Math.min(end - from + 1, limit);
  else {
    for (let i = first; i >= 0 && n < limit; n++) {
      i = findBytes(u8, i + len, end, old, len);
    }
  }
  if (n === 0) return self;
  const total = end - from + n * (byLength - len);
  checkTextSize(rt, total);
  openText(rt, self, total);
  const { to } = room;
  let out = room.at;
  let i = from;
  for (let k = 0; k < n; k++) {
    // The first one was found already.
    const found = k === 0 ? first : len === 0 ? i : findBytes(u8, i, end, old, len);
    moveBytes(to, out, u8, i, found - i);
    out += found - i;
    moveBytes(to, out, u8, by, byLength);
    out += byLength;
    i = found + len;
    if (len === 0 && i < end) to[out++] = u8[i++]!;
  }
  moveBytes(to, out, u8, i, end - i);
  return closeText(rt);
}
