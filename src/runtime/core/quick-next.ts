// Iteration without a detour: the next item of the iterators that loops ask most (the layouts of native-abi.md 3.4 to 3.7,
// 3.15 and 3.22). Whatever is unusual, such as fields that machine code may have written, is left to the general way.

import { RAM_BASE } from '../../machine/index.js';
import { VIEW_KEYS, VIEW_VALUES } from '../objects/dict-view.js';
import { charStr } from '../objects/str-ops.js';
import { newPair } from '../objects/tuple.js';
import { MAP_ORDERED } from './hash-map.js';
import type { Runtime } from './runtime.js';
import {
  isPointer,
  isQstr,
  NULL,
  qstrNumber,
  SENTINEL,
  SMALL_INT_MAX,
  SMALL_INT_MIN,
  smallInt,
  type Word,
} from './word.js';

/** Next item of an iterator over a range, list, tuple, dict, str, bytes or bytearray, NULL at its end; SENTINEL for others, and
 * where anything is unusual: ask `iternext` then. */
export function quickNext(rt: Runtime, it: Word): Word {
  // Iterators of our own are aligned to heap blocks, or to the guest stack.
  if ((it & 15) !== 0) return SENTINEL;
  const { i32 } = rt.mem;
  const at = (it - RAM_BASE) >> 2;
  const type = i32[at];
  const step = rt.is64 ? 2 : 1;
  if (type === rt.rangeIterAddr) return nextOfRange(rt, at, step);
  if (type === rt.dictViewIterAddr) return nextOfView(rt, at, step);
  if (type !== rt.iteratorAddr) return SENTINEL;
  const source = i32[at + 2 * step]!;
  const position = i32[at + 3 * step]!;
  if (position < 0 || (rt.is64 && i32[at + 7] !== 0)) return SENTINEL;
  const gate = i32[at + step];
  if (gate === rt.strNextGate) {
    const char = charAt(rt, source, position);
    if (char < 0) return SENTINEL;
    i32[at + 3 * step] = position + 1;
    return charStr(rt, char);
  }
  if ((source & 15) !== 0 || source <= 0) return SENTINEL;
  const o = (source - RAM_BASE) >> 2;
  let w: Word;
  if (gate === rt.listNextGate) {
    if (i32[o] !== rt.listAddr) return SENTINEL;
    const len = i32[o + 2 * step]!;
    const items = i32[o + 3 * step]!;
    if (rt.is64 && (i32[o + 5] !== 0 || i32[o + 7] !== 0)) return SENTINEL;
    if (!(position < len) || (items & 3) !== 0) return SENTINEL;
    w = wordAt(rt, ((items - RAM_BASE) >> 2) + position * step);
  } else if (gate === rt.tupleNextGate) {
    if (i32[o] !== rt.tupleAddr) return SENTINEL;
    if (rt.is64 && i32[o + 3] !== 0) return SENTINEL;
    if (!(position < i32[o + step]!)) return SENTINEL;
    w = wordAt(rt, o + (2 + position) * step);
  } else if (gate === rt.dictNextGate) {
    const elem = nextPair(rt, at, o, position, step);
    return elem <= 0 ? (elem === 0 ? NULL : SENTINEL) : i32[elem]!;
  } else {
    const isArray = gate === rt.arrayNextGate;
    if (!isArray && gate !== rt.bytesNextGate) return SENTINEL;
    if (i32[o] !== (isArray ? rt.bytearrayAddr : rt.bytesAddr)) return SENTINEL;
    if (rt.is64 && (i32[o + 5] !== 0 || i32[o + 7] !== 0)) return SENTINEL;
    if (!(position < i32[o + 2 * step]!)) return SENTINEL;
    const byte = rt.mem.u8[i32[o + 3 * step]! - RAM_BASE + position];
    if (byte === undefined) return SENTINEL;
    w = smallInt(byte);
  }
  if (w !== SENTINEL) i32[at + 3 * step] = position + 1;
  return w;
}

/** The object word at an index of memory; SENTINEL if there is none that is its own lower half. */
function wordAt(rt: Runtime, index: number): Word {
  const { i32 } = rt.mem;
  const lo = i32[index];
  return lo === undefined || lo === NULL || (rt.is64 && i32[index + 1] !== lo >> 31) ? SENTINEL : lo;
}

function nextOfRange(rt: Runtime, at: number, step: number): Word {
  const { i32 } = rt.mem;
  const next = i32[at + step]!;
  const stop = i32[at + 2 * step]!;
  const by = i32[at + 3 * step]!;
  const after = next + by;
  if (next < SMALL_INT_MIN || next > SMALL_INT_MAX || after !== (after | 0)) return SENTINEL;
  if (rt.is64 && (i32[at + 3] !== next >> 31 || i32[at + 5] !== stop >> 31 || i32[at + 7] !== by >> 31)) {
    return SENTINEL;
  }
  if (by > 0 ? next >= stop : next <= stop) return NULL;
  if (rt.is64) i32[at + 3] = after >> 31;
  i32[at + step] = after;
  return smallInt(next);
}

/** The next item of a view of a dict: base, dict, kind, next slot. */
function nextOfView(rt: Runtime, at: number, step: number): Word {
  const { i32 } = rt.mem;
  const dict = i32[at + step]!;
  const kind = i32[at + 2 * step]!;
  const slot = i32[at + 3 * step]!;
  if ((dict & 15) !== 0 || slot < 0 || (rt.is64 && (i32[at + 3]! | i32[at + 5]! | i32[at + 7]!) !== 0)) return SENTINEL;
  const elem = nextPair(rt, at, (dict - RAM_BASE) >> 2, slot, step);
  if (elem <= 0) return elem === 0 ? NULL : SENTINEL;
  if (kind === VIEW_KEYS) return i32[elem]!;
  const value = wordAt(rt, elem + step);
  if (kind === VIEW_VALUES || value === SENTINEL) {
    // The general way goes on from the slot that was found.
    if (value === SENTINEL) i32[at + 3 * step] = slot;
    return value;
  }
  // The dict keeps both alive.
  return newPair(rt, i32[elem]!, value);
}

/** Index of the next pair of the dict at index `o`, from slot `position` on, which the iterator at `at` has passed then; 0 at
 * the end, -1 where anything is unusual. */
function nextPair(rt: Runtime, at: number, o: number, position: number, step: number): number {
  const { i32 } = rt.mem;
  if (i32[o] !== rt.dictAddr) return -1;
  const header = i32[o + step]!;
  const count = (header & MAP_ORDERED) !== 0 ? header >>> 3 : i32[o + 2 * step]!;
  const table = i32[o + 3 * step]!;
  if (rt.is64 && (i32[o + 3]! | i32[o + 5]! | i32[o + 7]!) !== 0) return -1;
  const base = (table - RAM_BASE) >> 2;
  if (!(count > position && count <= i32.length) || (table & 3) !== 0 || base < 0) return -1;
  const stride = 2 * step;
  if (base + count * stride > i32.length) return -1;
  for (let slot = position; slot < count; slot++) {
    const elem = base + slot * stride;
    const lo = i32[elem]!;
    if (rt.is64 && i32[elem + 1] !== lo >> 31) return -1;
    if (lo === NULL || lo === SENTINEL) continue;
    i32[at + 3 * step] = slot + 1;
    return elem;
  }
  return 0;
}

/** The ASCII character at a position of a str, no part of a longer one; -1 for anything else. */
function charAt(rt: Runtime, source: Word, position: number): number {
  if (isQstr(source)) {
    const text = rt.qstrs.text(qstrNumber(source));
    if (position >= text.length) return -1;
    const c = text.charCodeAt(position);
    return c < 0x80 && (text.charCodeAt(position + 1) & 0xc0) !== 0x80 ? c : -1;
  }
  if (!isPointer(source)) return -1;
  const { i32, u8 } = rt.mem;
  const at = (source - RAM_BASE) >> 2;
  const step = rt.is64 ? 2 : 1;
  if (i32[at] !== rt.tagTypes.str) return -1;
  const data = i32[at + 3 * step]! - RAM_BASE;
  if (data < 0 || position >= i32[at + 2 * step]!) return -1;
  if (rt.is64 && (i32[at + 1]! | i32[at + 5]! | i32[at + 7]!) !== 0) return -1;
  // Behind the text there is a NUL, or the end of memory.
  const c = u8[data + position]!;
  return c < 0x80 && (u8[data + position + 1]! & 0xc0) !== 0x80 ? c : -1;
}
