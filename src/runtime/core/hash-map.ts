// mp_map_t in guest memory: the table of dicts, modules, classes and instances (native-abi.md 3.7 and 9.2).
//
// What is odd: a table fills completely before it grows; removal leaves a mark only if the next slot is in use; a map
// whose keys are all interned strings compares words and does not even hash other keys when looking up; ordered maps
// are searched from the start. Slot order is visible to Python, so every step here is the reference's.
//
// The owner of a map must be rooted by the caller: adding allocates, comparing may run guest code. All fields are
// hostile: machine code builds maps of its own.

import { nextMapSize } from '../../abi/index.js';
import { GuestFault, RAM_BASE } from '../../machine/index.js';
import { intValue } from '../objects/int.js';
import { sameText, strHash, strType } from '../objects/str.js';
import { equal, hashOf } from './ops.js';
import type { Runtime } from './runtime.js';
import {
  type Addr,
  isPointer,
  isQstr,
  isSmallInt,
  NULL,
  qstrNumber,
  SENTINEL,
  smallIntValue,
  type Word,
} from './word.js';

export const MAP_ALL_QSTRS = 1;
export const MAP_FIXED = 2;
export const MAP_ORDERED = 4;

export type MapLookup = 'lookup' | 'add' | 'remove';

const ORDERED_GROWTH = 4;
const TWO_64 = 2 ** 64;

// --- fields ----------------------------------------------------------------------------------------------------------

export const mapFlags = (rt: Runtime, map: Addr): number => rt.mem.ld32(map) & 7;
export const mapUsed = (rt: Runtime, map: Addr): number => Math.floor(rt.ldWord(map) / 8);
export const mapAlloc = (rt: Runtime, map: Addr): number => rt.field(map, 1);
export const mapTable = (rt: Runtime, map: Addr): Addr => rt.field(map, 2);
export function setMapHeader(rt: Runtime, map: Addr, used: number, flags: number): void {
  rt.stWord(map, used * 8 + flags);
}

/** An empty map with room for exactly `alloc` entries, in memory that is zero. The owner must be rooted. */
export function mapInit(rt: Runtime, map: Addr, alloc: number): void {
  rt.setField(map, 0, MAP_ALL_QSTRS);
  if (alloc === 0) return;
  const mark = rt.heap.mark();
  rt.setField(map, 2, rt.alloc(alloc * 2 * rt.W));
  rt.setField(map, 1, alloc);
  rt.heap.release(mark);
}
/** Makes a map empty and gives its table back. */
export function mapClear(rt: Runtime, map: Addr): void {
  if (rt.heap.isWatched(map)) rt.members.forget();
  const flags = mapFlags(rt, map);
  const table = mapTable(rt, map);
  setMapHeader(rt, map, 0, (flags & MAP_ORDERED) | MAP_ALL_QSTRS);
  rt.setField(map, 1, 0);
  rt.setField(map, 2, 0);
  if ((flags & MAP_FIXED) === 0) freeTable(rt, table);
}
/** `to` becomes a slot-by-slot copy of `from`, deleted marks included, and is not fixed. Both owners must be rooted. */
export function mapCopy(rt: Runtime, from: Addr, to: Addr): void {
  const alloc = mapAlloc(rt, from);
  const bytes = alloc * 2 * rt.W;
  if (alloc > 0) checkTable(rt, from, mapTable(rt, from), bytes);
  mapInit(rt, to, alloc);
  if (alloc > 0) {
    const source = mapTable(rt, from) - RAM_BASE;
    rt.mem.u8.copyWithin(mapTable(rt, to) - RAM_BASE, source, source + bytes);
  }
  setMapHeader(rt, to, mapUsed(rt, from), mapFlags(rt, from) & ~MAP_FIXED);
}

export function freeTable(rt: Runtime, table: Addr): void {
  if (rt.heap.isHead(table)) rt.heap.free(table);
}

/** Checks that a table lies in memory; returns its index in the int32 view. */
function checkTable(rt: Runtime, map: Addr, table: number, bytes: number): number {
  if (!rt.mem.has(table, bytes) || (table & 3) !== 0) {
    throw new GuestFault('bad-object', table, `the table of the map at 0x${map.toString(16)} is not in memory`);
  }
  return (table - RAM_BASE) >> 2;
}

// --- iteration -------------------------------------------------------------------------------------------------------

/** First filled slot at or after `slot`, or -1. Reads the map afresh, so the map may change between calls. */
export function mapNextSlot(rt: Runtime, map: Addr, slot: number): number {
  const end = (mapFlags(rt, map) & MAP_ORDERED) !== 0 ? mapUsed(rt, map) : mapAlloc(rt, map);
  if (slot >= end) return -1;
  const stride = rt.W >> 1;
  const base = checkTable(rt, map, mapTable(rt, map), end * 2 * rt.W);
  const { i32 } = rt.mem;
  for (let at = base + slot * stride; slot < end; slot++, at += stride) {
    const lo = i32[at]!;
    if ((lo !== NULL && lo !== SENTINEL) || (rt.is64 && i32[at + 1] !== 0)) return slot;
  }
  return -1;
}
/** Address of the {key, value} pair in a slot. */
export const mapElem = (rt: Runtime, map: Addr, slot: number): Addr => mapTable(rt, map) + slot * 2 * rt.W;

/** The keys and values in slot order. The map may change meanwhile; what is yielded is not rooted. */
export function* mapEntries(rt: Runtime, map: Addr): Generator<{ key: Word; value: Word }> {
  for (let slot = mapNextSlot(rt, map, 0); slot >= 0; slot = mapNextSlot(rt, map, slot + 1)) {
    const elem = mapElem(rt, map, slot);
    yield { key: elemKey(rt, elem), value: elemValue(rt, elem) };
  }
}
export const elemKey = (rt: Runtime, elem: Addr): Word => rt.ldObj(elem);
export const elemValue = (rt: Runtime, elem: Addr): Word => rt.ldObj(elem + rt.W);
export const setElemValue = (rt: Runtime, elem: Addr, value: Word): void => rt.stObj(elem + rt.W, value);

// --- lookup ----------------------------------------------------------------------------------------------------------

/** Where probing for `key` starts in a table of `alloc` slots: its hash as an unsigned machine word, modulo. */
export function hashSlot(rt: Runtime, key: Word, alloc: number): number {
  if (isQstr(key)) return rt.qstrs.hash(qstrNumber(key)) % alloc;
  if (isStrObject(rt, key)) return strHash(rt, key) % alloc;
  const hash = isSmallInt(key) ? key : hashOf(rt, key);
  const value = isSmallInt(hash) ? smallIntValue(hash) : intValue(rt, hash);
  if (typeof value === 'bigint') return Number(BigInt.asUintN(rt.W * 8, value) % BigInt(alloc));
  if (value >= 0) return value % alloc;
  if (!rt.is64) return (value + 2 ** 32) % alloc;
  return ((TWO_64 % alloc) + (value % alloc) + alloc) % alloc;
}

/** True for a str that is not interned. */
const isStrObject = (rt: Runtime, w: Word): boolean => isPointer(w) && rt.typeOf(w) === rt.tagTypes.str;

/** Compares a stored key, given as raw word halves that differ from those of `key`, with `key`. May run guest code. */
export function sameKey(rt: Runtime, lo: number, hi: number, key: Word): boolean {
  if ((lo & 1) !== 0) {
    if (isSmallInt(key) || isQstr(key)) return false;
  } else if (isQstr(lo) && (isSmallInt(key) || isQstr(key))) return false;
  // Two texts, one of them not interned: most differ in their hashes.
  if (hi === lo >> 31 && (isQstr(lo) || isStrObject(rt, lo)) && (isQstr(key) || isStrObject(rt, key))) {
    return strHash(rt, lo) === strHash(rt, key) && sameText(rt, lo, key);
  }
  const mark = rt.heap.mark();
  const stored = rt.is64 ? rt.wideWord(lo, hi) : lo;
  const same = equal(rt, rt.heap.root(stored), key);
  rt.heap.release(mark);
  return same;
}

/** The common case without calls: an interned key in a sound map whose keys are all interned. The address of its pair,
 * which is added where wanted and there is room; 0 if there is none, -1 if the general way has to be taken. */
function findQstr(rt: Runtime, map: Addr, key: Word, adds: boolean): number {
  const { i32 } = rt.mem;
  const at = (map - RAM_BASE) >> 2;
  const shift = rt.is64 ? 1 : 0;
  if ((map & 3) !== 0 || at < 0 || at + (3 << shift) > i32.length) return -1;
  const header = i32[at]!;
  if ((header & MAP_ALL_QSTRS) === 0) return -1;
  const ordered = (header & MAP_ORDERED) !== 0;
  const alloc = i32[at + (1 << shift)]!;
  const count = ordered ? header >>> 3 : alloc;
  if (count === 0) return adds ? -1 : 0;
  const table = i32[at + (2 << shift)]!;
  const base = (table - RAM_BASE) >> 2;
  // The int32 view ends far below 2^30 words, so the sum cannot overflow to something that looks sound.
  if (count < 0 || count > i32.length || (table & 3) !== 0 || base < 0) return -1;
  if (base + (count << (1 + shift)) > i32.length) return -1;
  if (shift !== 0 && (i32[at + 1]! | i32[at + 3]! | i32[at + 5]!) !== 0) return -1;
  const stride = 2 << shift;
  if (ordered) {
    const end = base + count * stride;
    for (let e = base; e < end; e += stride) if (i32[e] === key) return table + ((e - base) << 2);
    return adds ? -1 : 0;
  }
  let free = -1;
  let pos = rt.qstrs.hash(qstrNumber(key)) % alloc;
  for (let n = 0; n < alloc; n++) {
    const lo = i32[base + pos * stride]!;
    if (lo === key) return table + ((pos * stride) << 2);
    if (lo === NULL) return adds ? insert(rt, map, table + (((free >= 0 ? free : pos) * stride) << 2), key) : 0;
    if (lo === SENTINEL && free < 0) free = pos;
    if (++pos === alloc) pos = 0;
  }
  return adds ? -1 : 0;
}

/** The same for a small int in a sound hash map: it is the only key that equals it, unless there are keys that are
 * neither small ints nor interned strings. */
function findSmallInt(rt: Runtime, map: Addr, key: Word, adds: boolean): number {
  const { i32 } = rt.mem;
  const at = (map - RAM_BASE) >> 2;
  const shift = rt.is64 ? 1 : 0;
  if (key < 0 || (map & 3) !== 0 || at < 0 || at + (3 << shift) > i32.length) return -1;
  const header = i32[at]!;
  if ((header & MAP_ALL_QSTRS) !== 0 && !adds) return 0;
  if ((header & MAP_ORDERED) !== 0) return -1;
  const alloc = i32[at + (1 << shift)]!;
  const table = i32[at + (2 << shift)]!;
  const base = (table - RAM_BASE) >> 2;
  if (alloc <= 0 || alloc > i32.length || (table & 3) !== 0 || base < 0) return -1;
  if (base + (alloc << (1 + shift)) > i32.length) return -1;
  if (shift !== 0 && (i32[at + 1]! | i32[at + 3]! | i32[at + 5]!) !== 0) return -1;
  const stride = 2 << shift;
  let free = -1;
  let pos = (key >> 1) % alloc;
  for (let n = 0; n < alloc; n++) {
    const elem = base + pos * stride;
    const lo = i32[elem]!;
    if (lo === key && (shift === 0 || i32[elem + 1] === 0)) return table + ((pos * stride) << 2);
    if (lo === NULL) {
      if (shift !== 0 && i32[elem + 1] !== 0) return -1;
      return adds ? insert(rt, map, table + (((free >= 0 ? free : pos) * stride) << 2), key) : 0;
    }
    if (lo === SENTINEL && free < 0) free = pos;
    // Small ints that differ and interned strings are other keys; so is the mark of a removed one.
    const other = (lo & 1) !== 0 ? shift === 0 || i32[elem + 1] === lo >> 31 : isQstr(lo) || lo === SENTINEL;
    if (!other) return -1;
    if (++pos === alloc) pos = 0;
  }
  return adds ? -1 : 0;
}

/** The same for a str that is not interned, which is added where wanted and there is room. Its equals are texts with its
 * hash; a table with keys whose `==` may say anything is left to the general way. */
function findStr(rt: Runtime, map: Addr, key: Word, adds: boolean): number {
  const { i32 } = rt.mem;
  const at = (map - RAM_BASE) >> 2;
  const shift = rt.is64 ? 1 : 0;
  if ((map & 3) !== 0 || at < 0 || at + (3 << shift) > i32.length) return -1;
  if ((i32[at]! & MAP_ORDERED) !== 0) return -1;
  const alloc = i32[at + (1 << shift)]!;
  const table = i32[at + (2 << shift)]!;
  const base = (table - RAM_BASE) >> 2;
  if (alloc <= 0 || alloc > i32.length || (table & 3) !== 0 || base < 0) return -1;
  if (base + (alloc << (1 + shift)) > i32.length) return -1;
  if (shift !== 0 && (i32[at + 1]! | i32[at + 3]! | i32[at + 5]!) !== 0) return -1;
  const hash = strHash(rt, key);
  const strAddr = rt.tagTypes.str;
  const stride = 2 << shift;
  let free = 0;
  let pos = hash % alloc;
  for (let n = 0; n < alloc; n++) {
    const elem = base + pos * stride;
    const lo = i32[elem]!;
    if ((lo & 1) === 0) {
      if (shift !== 0 && i32[elem + 1] !== lo >> 31) return -1;
      if (lo === NULL) return adds ? insert(rt, map, free !== 0 ? free : RAM_BASE + (elem << 2), key) : 0;
      if (isPointer(lo)) {
        const o = (lo - RAM_BASE) >> 2;
        if (i32[o] !== strAddr) return -1;
        const other = i32[o + (1 << shift)]!;
        if (other === 0 || (other & 0xffff) === hash) {
          if (lo === key || sameText(rt, lo, key)) return RAM_BASE + (elem << 2);
        }
      } else if (isQstr(lo)) {
        if (rt.qstrs.hash(qstrNumber(lo)) === hash && sameText(rt, lo, key)) return RAM_BASE + (elem << 2);
      } else if (lo === SENTINEL && free === 0) free = RAM_BASE + (elem << 2);
    }
    if (++pos === alloc) pos = 0;
  }
  return adds ? -1 : 0;
}

/**
 * Finds the pair of `key`; its address, or 0 if there is none. 'add' makes a pair with value NULL if there is none.
 * 'remove' takes the pair out; the value can still be read from (and should be cleared at) the returned address.
 */
export function mapLookup(rt: Runtime, map: Addr, key: Word, kind: MapLookup): Addr {
  if (isQstr(key) && kind !== 'remove') {
    const elem = findQstr(rt, map, key, kind === 'add');
    if (elem >= 0) return elem;
  } else if (isSmallInt(key) && kind !== 'remove') {
    const elem = findSmallInt(rt, map, key, kind === 'add');
    if (elem >= 0) return elem;
  } else if (kind !== 'remove' && isStrObject(rt, key)) {
    const elem = findStr(rt, map, key, kind === 'add');
    if (elem >= 0) return elem;
  }
  return lookup(rt, map, key, kind);
}

function lookup(rt: Runtime, map: Addr, key: Word, kind: MapLookup): Addr {
  const { i32 } = rt.mem;
  const { is64 } = rt;
  const boxed = is64 && isPointer(key);
  const keyLo = boxed ? rt.wideLo(key) : key;
  const keyHi = boxed ? rt.wideHi(key) : key >> 31;
  const stride = rt.W >> 1;
  restart: for (;;) {
    const flags = mapFlags(rt, map);
    let wordsOnly = false;
    if ((flags & MAP_ALL_QSTRS) !== 0) {
      if (isQstr(key)) wordsOnly = true;
      else if (!rt.isType(key, strType)) {
        if (kind !== 'add') return 0;
        wordsOnly = true;
      }
    }
    const ordered = (flags & MAP_ORDERED) !== 0;
    let alloc = mapAlloc(rt, map);
    const count = ordered ? mapUsed(rt, map) : alloc;
    if (count === 0) {
      if (kind !== 'add') return 0;
      if (ordered) return appendOrdered(rt, map, key);
      mapGrow(rt, map);
      alloc = mapAlloc(rt, map);
    }
    const limit = ordered ? count : alloc;
    let pos = ordered ? 0 : hashSlot(rt, key, alloc);
    const table = mapTable(rt, map);
    const base = checkTable(rt, map, table, limit * 2 * rt.W);
    let free = 0;
    for (let n = 0; n < limit; n++) {
      const at = base + pos * stride;
      const lo = i32[at]!;
      const hi = is64 ? i32[at + 1]! : 0;
      if (lo === NULL && hi === 0) {
        if (!ordered) {
          if (kind !== 'add') return 0;
          return insert(rt, map, free !== 0 ? free : table + pos * 2 * rt.W, key);
        }
      } else if (lo === SENTINEL && hi === 0) {
        if (free === 0) free = table + pos * 2 * rt.W;
      } else {
        let hit = lo === keyLo && (!is64 || hi === keyHi);
        if (!hit && !wordsOnly && sameKey(rt, lo, hi, key)) {
          // The comparison may have run guest code that changed the map.
          if (mapTable(rt, map) !== table || mapAlloc(rt, map) !== alloc) continue restart;
          hit = true;
        }
        if (hit) {
          if (kind !== 'remove') return table + pos * 2 * rt.W;
          return ordered ? removeOrdered(rt, map, pos) : removeHashed(rt, map, pos, alloc);
        }
      }
      if (++pos === limit) pos = 0;
    }
    if (kind !== 'add') return 0;
    if (ordered) return appendOrdered(rt, map, key);
    if (free !== 0) return insert(rt, map, free, key);
    mapGrow(rt, map);
  }
}

/** Beyond it the count of a header would not stay a positive int32. */
const MAX_HEADER = 0x7fff_fff0;

function insert(rt: Runtime, map: Addr, elem: Addr, key: Word): Addr {
  if (rt.heap.isWatched(map)) rt.members.forget();
  const { i32 } = rt.mem;
  const at = (map - RAM_BASE) >> 2;
  const header = i32[at]!;
  if ((map & 3) === 0 && header >= 0 && header <= MAX_HEADER && (!rt.is64 || i32[at + 1] === 0)) {
    i32[at] = (header + 8) & (isQstr(key) ? ~0 : ~MAP_ALL_QSTRS);
  } else setMapHeader(rt, map, mapUsed(rt, map) + 1, mapFlags(rt, map) & (isQstr(key) ? 7 : ~MAP_ALL_QSTRS));
  rt.stObj(elem, key);
  rt.stPtr(elem + rt.W, NULL);
  return elem;
}

function removeHashed(rt: Runtime, map: Addr, slot: number, alloc: number): Addr {
  if (rt.heap.isWatched(map)) rt.members.forget();
  setMapHeader(rt, map, Math.max(0, mapUsed(rt, map) - 1), mapFlags(rt, map));
  const elem = mapElem(rt, map, slot);
  const next = mapElem(rt, map, slot + 1 === alloc ? 0 : slot + 1);
  rt.stPtr(elem, rt.ldWord(next) === NULL ? NULL : SENTINEL);
  return elem;
}

/** Closes the gap of an ordered map. The removed pair moves behind the last one, where its value can be read. */
function removeOrdered(rt: Runtime, map: Addr, slot: number): Addr {
  if (rt.heap.isWatched(map)) rt.members.forget();
  const used = mapUsed(rt, map) - 1;
  setMapHeader(rt, map, used, mapFlags(rt, map));
  const pair = 2 * rt.W;
  const { u8 } = rt.mem;
  const from = mapElem(rt, map, slot) - RAM_BASE;
  const removed = u8.slice(from, from + pair);
  u8.copyWithin(from, from + pair, from + (used - slot + 1) * pair);
  const elem = mapElem(rt, map, used);
  u8.set(removed, elem - RAM_BASE);
  rt.stPtr(elem, NULL);
  return elem;
}

function appendOrdered(rt: Runtime, map: Addr, key: Word): Addr {
  const used = mapUsed(rt, map);
  if (used >= mapAlloc(rt, map)) {
    const mark = rt.heap.mark();
    rt.heap.root(key);
    const alloc = used + ORDERED_GROWTH;
    rt.setField(map, 2, resizeWords(rt, mapTable(rt, map), used * 2, alloc * 2));
    rt.setField(map, 1, alloc);
    rt.heap.release(mark);
  }
  return insert(rt, map, mapElem(rt, map, used), key);
}

/** Puts the entries of the old table into the new one, which is empty, if all keys are such that nothing but their hashes
 * has to be looked at: they differ. False, and nothing has happened, if there are others. */
function refill(rt: Runtime, map: Addr, old: Addr, count: number): boolean {
  const { i32 } = rt.mem;
  const stride = rt.W >> 1;
  const from = (old - RAM_BASE) >> 2;
  for (let e = from; e < from + count * stride; e += stride) {
    const lo = i32[e]!;
    if (rt.is64 && i32[e + 1] !== lo >> 31) return false;
    if (lo !== NULL && lo !== SENTINEL && !isSmallInt(lo) && !isQstr(lo) && !isStrObject(rt, lo)) return false;
  }
  if (rt.heap.isWatched(map)) rt.members.forget();
  const size = mapAlloc(rt, map);
  const table = mapTable(rt, map);
  const base = (table - RAM_BASE) >> 2;
  let used = 0;
  let flags = mapFlags(rt, map);
  for (let e = from; e < from + count * stride; e += stride) {
    const key = i32[e]!;
    if (key === NULL || key === SENTINEL) continue;
    let pos = hashSlot(rt, key, size);
    while (i32[base + pos * stride] !== NULL) if (++pos === size) pos = 0;
    for (let k = 0; k < stride; k++) i32[base + pos * stride + k] = i32[e + k]!;
    if (!isQstr(key)) flags &= ~MAP_ALL_QSTRS;
    used++;
  }
  setMapHeader(rt, map, used, flags);
  return true;
}

/** Enlarges a full hash table and puts its entries back in slot order. */
function mapGrow(rt: Runtime, map: Addr): void {
  const alloc = mapAlloc(rt, map);
  const old = mapTable(rt, map);
  const flags = mapFlags(rt, map);
  if (alloc === 0) {
    const mark = rt.heap.mark();
    const first = nextMapSize(0);
    rt.setField(map, 2, rt.alloc(first * 2 * rt.W));
    rt.setField(map, 1, first);
    setMapHeader(rt, map, 0, flags | MAP_ALL_QSTRS);
    rt.heap.release(mark);
    if (old !== 0) freeTable(rt, old);
    return;
  }
  checkTable(rt, map, old, alloc * 2 * rt.W);
  const size = nextMapSize(alloc);
  const mark = rt.heap.mark();
  rt.heap.root(old);
  const table = rt.alloc(size * 2 * rt.W);
  setMapHeader(rt, map, 0, flags | MAP_ALL_QSTRS);
  rt.setField(map, 1, size);
  rt.setField(map, 2, table);
  if (refill(rt, map, old, alloc)) {
    rt.heap.release(mark);
    freeTable(rt, old);
    return;
  }
  for (let i = 0; i < alloc; i++) {
    const elem = old + i * 2 * rt.W;
    const raw = rt.ldWord(elem);
    if (raw === NULL || raw === SENTINEL) continue;
    const inner = rt.heap.mark();
    const value = rt.heap.root(elemValue(rt, elem));
    const key = rt.heap.root(elemKey(rt, elem));
    setElemValue(rt, mapLookup(rt, map, key, 'add'), value);
    rt.heap.release(inner);
  }
  rt.heap.release(mark);
  freeTable(rt, old);
}

/** Resizes an array of words of which `used` hold something; returns where it is now, with the rest zero. The old
 * array is freed if it was a heap block. Raises MemoryError and leaves it alone if there is no room. */
export function resizeWords(rt: Runtime, array: Addr, used: number, words: number): Addr {
  const bytes = words * rt.W;
  const keep = Math.min(used, words) * rt.W;
  let to: Addr;
  if (rt.heap.isHead(array)) {
    if (!rt.mem.has(array, keep)) throw new GuestFault('bad-object', array, 'an array that is longer than memory');
    to = rt.heap.realloc(array, bytes, true);
    if (to === 0) rt.memoryError(bytes);
    rt.mem.u8.fill(0, to - RAM_BASE + keep, to - RAM_BASE + bytes);
  } else {
    const from = keep > 0 ? rt.mem.index(array, keep) : 0;
    to = rt.alloc(bytes);
    if (keep > 0) rt.mem.u8.copyWithin(to - RAM_BASE, from, from + keep);
  }
  return to;
}
