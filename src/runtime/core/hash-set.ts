// mp_set_t in guest memory: alloc, used, table of words (native-abi.md 3.7). The algorithm is that of hash-map.ts
// without values; keys are always compared by `==`. The owner must be rooted, all fields are hostile.

import { nextMapSize } from '../../abi/index.js';
import { GuestFault, RAM_BASE } from '../../machine/index.js';
import { freeTable, hashSlot, sameKey } from './hash-map.js';
import type { Runtime } from './runtime.js';
import { type Addr, isPointer, isQstr, isSmallInt, NULL, qstrNumber, SENTINEL, type Word } from './word.js';

export type SetLookup = 'lookup' | 'add' | 'remove' | 'toggle';

export const setAlloc = (rt: Runtime, set: Addr): number => rt.field(set, 0);
export const setUsed = (rt: Runtime, set: Addr): number => rt.field(set, 1);
const setTable = (rt: Runtime, set: Addr): Addr => rt.field(set, 2);
export const setItem = (rt: Runtime, set: Addr, slot: number): Word => rt.ldObj(setTable(rt, set) + slot * rt.W);

/** An empty set with room for exactly `alloc` items. */
export function setInit(rt: Runtime, set: Addr, alloc: number): void {
  rt.setField(set, 0, 0);
  rt.setField(set, 1, 0);
  rt.setField(set, 2, 0);
  if (alloc === 0) return;
  const mark = rt.heap.mark();
  rt.setField(set, 2, rt.alloc(alloc * rt.W));
  rt.setField(set, 0, alloc);
  rt.heap.release(mark);
}
export function setClear(rt: Runtime, set: Addr): void {
  const table = setTable(rt, set);
  setInit(rt, set, 0);
  freeTable(rt, table);
}
/** `to` becomes a slot-by-slot copy of `from`. Both owners must be rooted. */
export function setCopy(rt: Runtime, from: Addr, to: Addr): void {
  const alloc = setAlloc(rt, from);
  if (alloc > 0) checkTable(rt, from, setTable(rt, from), alloc);
  setInit(rt, to, alloc);
  if (alloc > 0) {
    const source = setTable(rt, from) - RAM_BASE;
    rt.mem.u8.copyWithin(setTable(rt, to) - RAM_BASE, source, source + alloc * rt.W);
  }
  rt.setField(to, 1, setUsed(rt, from));
}

function checkTable(rt: Runtime, set: Addr, table: number, alloc: number): number {
  if (!rt.mem.has(table, alloc * rt.W) || (table & 3) !== 0) {
    throw new GuestFault('bad-object', table, `the table of the set at 0x${set.toString(16)} is not in memory`);
  }
  return (table - RAM_BASE) >> 2;
}

/** First filled slot at or after `slot`, or -1. */
export function setNextSlot(rt: Runtime, set: Addr, slot: number): number {
  const end = setAlloc(rt, set);
  if (slot >= end) return -1;
  const stride = rt.W >> 2;
  const base = checkTable(rt, set, setTable(rt, set), end);
  const { i32 } = rt.mem;
  for (let at = base + slot * stride; slot < end; slot++, at += stride) {
    const lo = i32[at]!;
    if ((lo !== NULL && lo !== SENTINEL) || (rt.is64 && i32[at + 1] !== 0)) return slot;
  }
  return -1;
}

/** Takes the item in a filled slot out; returns it. */
export function setRemoveSlot(rt: Runtime, set: Addr, slot: number): Word {
  const alloc = setAlloc(rt, set);
  const table = setTable(rt, set);
  const item = rt.heap.root(rt.ldObj(table + slot * rt.W));
  const next = rt.ldWord(table + (slot + 1 === alloc ? 0 : slot + 1) * rt.W);
  rt.stPtr(table + slot * rt.W, next === NULL ? NULL : SENTINEL);
  rt.setField(set, 1, Math.max(0, setUsed(rt, set) - 1));
  return item;
}

/** The common case without calls: a small int that is not negative or an interned string, in a sound table of such. 1 if it
 * is there, 0 if not (it is added where wanted), -1 if the general way has to be taken. */
function findPlain(rt: Runtime, set: Addr, item: Word, adds: boolean): number {
  const { i32 } = rt.mem;
  const shift = rt.is64 ? 1 : 0;
  const at = (set - RAM_BASE) >> 2;
  if ((set & 3) !== 0 || at < 0 || at + (3 << shift) > i32.length) return -1;
  const alloc = i32[at]!;
  const used = i32[at + (1 << shift)]!;
  const table = i32[at + (2 << shift)]!;
  const base = (table - RAM_BASE) >> 2;
  if (alloc <= 0 || alloc > i32.length || used < 0 || (table & 3) !== 0 || base < 0) return -1;
  if (base + (alloc << shift) > i32.length) return -1;
  if (shift !== 0 && (i32[at + 1]! | i32[at + 3]! | i32[at + 5]!) !== 0) return -1;
  let free = -1;
  let pos = (isSmallInt(item) ? item >> 1 : rt.qstrs.hash(qstrNumber(item))) % alloc;
  for (let n = 0; n < alloc; n++) {
    const slot = base + (pos << shift);
    const lo = i32[slot]!;
    if (shift !== 0 && i32[slot + 1] !== lo >> 31) return -1;
    if (lo === item) return 1;
    if (lo === NULL) {
      if (!adds) return 0;
      const to = free >= 0 ? free : slot;
      i32[to] = item;
      if (shift !== 0) i32[to + 1] = 0;
      i32[at + (1 << shift)] = used + 1;
      return 0;
    }
    if (lo === SENTINEL) {
      if (free < 0) free = slot;
    } else if (!isSmallInt(lo) && !isQstr(lo)) return -1;
    if (++pos === alloc) pos = 0;
  }
  return adds ? -1 : 0;
}

/**
 * Looks for `item`; true if it was in the set. 'add' puts it in if it was not, 'remove' takes it out if it was,
 * 'toggle' does whichever applies.
 */
export function setLookup(rt: Runtime, set: Addr, item: Word, kind: SetLookup): boolean {
  if ((item & 1) !== 0 ? item > 0 : isQstr(item)) {
    const found = kind === 'lookup' || kind === 'add' ? findPlain(rt, set, item, kind === 'add') : -1;
    if (found >= 0) return found === 1;
  }
  const { i32 } = rt.mem;
  const { is64 } = rt;
  const adding = kind === 'add' || kind === 'toggle';
  const boxed = is64 && isPointer(item);
  const itemLo = boxed ? rt.wideLo(item) : item;
  const itemHi = boxed ? rt.wideHi(item) : item >> 31;
  const stride = rt.W >> 2;
  restart: for (;;) {
    if (setAlloc(rt, set) === 0) {
      if (!adding) return false;
      grow(rt, set);
    }
    const alloc = setAlloc(rt, set);
    let pos = hashSlot(rt, item, alloc);
    const table = setTable(rt, set);
    const base = checkTable(rt, set, table, alloc);
    let free = -1;
    for (let n = 0; n < alloc; n++) {
      const at = base + pos * stride;
      const lo = i32[at]!;
      const hi = is64 ? i32[at + 1]! : 0;
      if (lo === NULL && hi === 0) {
        if (adding) insert(rt, set, free >= 0 ? free : pos, item);
        return false;
      }
      if (lo === SENTINEL && hi === 0) {
        if (free < 0) free = pos;
      } else {
        let hit = lo === itemLo && (!is64 || hi === itemHi);
        if (!hit && sameKey(rt, lo, hi, item)) {
          // The comparison may have run guest code that changed the set.
          if (setTable(rt, set) !== table || setAlloc(rt, set) !== alloc) continue restart;
          hit = true;
        }
        if (hit) {
          if (kind === 'remove' || kind === 'toggle') {
            const mark = rt.heap.mark();
            setRemoveSlot(rt, set, pos);
            rt.heap.release(mark);
          }
          return true;
        }
      }
      if (++pos === alloc) pos = 0;
    }
    if (!adding) return false;
    if (free >= 0) {
      insert(rt, set, free, item);
      return false;
    }
    grow(rt, set);
  }
}

function insert(rt: Runtime, set: Addr, slot: number, item: Word): void {
  rt.stObj(setTable(rt, set) + slot * rt.W, item);
  rt.setField(set, 1, setUsed(rt, set) + 1);
}

/** Enlarges a full table and puts its items back in slot order. */
function grow(rt: Runtime, set: Addr): void {
  const alloc = setAlloc(rt, set);
  const old = setTable(rt, set);
  if (alloc > 0) checkTable(rt, set, old, alloc);
  const mark = rt.heap.mark();
  rt.heap.root(old);
  const size = nextMapSize(alloc);
  const table = rt.alloc(size * rt.W);
  rt.setField(set, 0, size);
  rt.setField(set, 1, 0);
  rt.setField(set, 2, table);
  for (let i = 0; i < alloc; i++) {
    const raw = rt.ldWord(old + i * rt.W);
    if (raw === NULL || raw === SENTINEL) continue;
    const inner = rt.heap.mark();
    setLookup(rt, set, rt.heap.root(rt.ldObj(old + i * rt.W)), 'add');
    rt.heap.release(inner);
  }
  rt.heap.release(mark);
  freeTable(rt, old);
}
