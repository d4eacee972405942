// The guest heap: blocks of four words, first fit, mark and sweep (native-abi.md 2.10 and 12.5).
//
// Liveness: a block is kept if a word equal to the address of its first byte is found in a root or in a kept block.
// Guest memory is scanned conservatively, word by word; a payload (the JavaScript part of a host object) marks what it
// holds exactly. Payloads are kept in an array by block number, so that no word the guest writes can forge one.
//
// Host code never holds an object only in a JavaScript local across an allocation: `alloc` itself pushes each new
// object on the root stack, which the caller's scope (a gate, a board call, a loop) cuts back with `release`.

import { GuestFault, type GuestMemory, RAM_BASE } from '../../machine/index.js';
import type { Addr, Word } from '../core/word.js';

export const FREE = 0;
export const HEAD = 1;
export const TAIL = 2;
const MARKED = 3;

/** Allocations of up to so many blocks are cleared word by word. */
const SMALL_RUN = 8;
/** Size classes of allocations: 1..8 for as many blocks, then one for each doubling, from 9..16 on. */
const CLASSES = 32;
const classOf = (blocks: number): number => (blocks <= 8 ? blocks : 40 - Math.clz32((blocks - 1) >> 3));
/** Blocks of the smallest allocation of each class. */
const CLASS_MIN = Int32Array.from({ length: CLASSES }, (_, c) => (c <= 8 ? c : c < 30 ? (8 << (c - 9)) + 1 : 2 ** 30));
/** Blocks that the search looks at one by one before it asks for the next free one. */
const NEARBY = 16;

/** JavaScript part of a host object. */
export interface Payload {
  /** Marks every word that the payload holds. */
  trace?(heap: Heap): void;
  /** The object was collected. Must not touch the guest. */
  finalize?(): void;
}

export class Heap {
  readonly mem: GuestMemory;
  /** Address of the first block. */
  readonly base: Addr;
  readonly blockBytes: number;
  readonly blockCount: number;
  /** Visits all roots other than the root stack. Set by the runtime. */
  scanRoots: (heap: Heap) => void = () => {};
  /** Called with each range that was freed: engines drop decoded code there. A collection joins what lies together.
   * Set by the runtime. */
  onFree: ((addr: Addr, bytes: number) => void) | undefined;
  /** Called with each allocation and the bytes that were asked for, and again when `realloc` changes its size in place.
   * Unset unless somebody checks what machine code does. */
  onAlloc: ((addr: Addr, bytes: number, isResized: boolean) => void) | undefined;
  /** Called when an allocation ends that `watch` was told of. */
  onFreeWatched: ((addr: Addr) => void) | undefined;
  /** Collect before every allocation: shows missing roots. */
  stress = false;
  /** Depth of heap locks: allocation fails while it is not 0. */
  locked = 0;
  collections = 0;
  /** Collect when the heap is full or the threshold is reached (gc.enable, gc.disable). */
  automatic = true;
  /** Blocks that may be allocated between collections: gc.threshold(). */
  threshold = Number.POSITIVE_INFINITY;
  private sinceCollection = 0;
  /** Bytes asked for since power-on, and the most that were in use: micropython.mem_total(), mem_peak(). */
  totalBytes = 0;
  /** Blocks in a row that the last collection was for and did not bring. */
  private missing = Number.POSITIVE_INFINITY;
  private peakBlocks = 0;
  private usedBlocks = 0;
  /** All blocks from here on are free. */
  private end = 0;

  private readonly table: Uint8Array;
  private readonly payloads: (Payload | undefined)[];
  private payloadCount = 0;
  private readonly wordShift: number;
  private readonly blockShift: number;
  /** Blocks for which `watch` was called. */
  private readonly watched: Uint8Array;
  /** For each class: no run of free blocks that is long enough for its smallest starts before this block. Frees move it
   * down, so that the search is first fit all the same. */
  private readonly firstRun = new Int32Array(CLASSES);
  private markStack = new Int32Array(1024);
  private markCount = 0;
  private roots = new Int32Array(4096);
  private rootCount = 0;
  collecting = false;

  constructor(mem: GuestMemory, base: Addr, bytes: number, wordBytes: 4 | 8) {
    this.mem = mem;
    this.blockBytes = wordBytes * 4;
    this.wordShift = wordBytes === 8 ? 3 : 2;
    this.blockShift = wordBytes === 8 ? 5 : 4;
    this.base = Math.ceil(base / this.blockBytes) * this.blockBytes;
    this.blockCount = Math.floor(bytes / this.blockBytes);
    if (!mem.has(this.base, this.blockCount * this.blockBytes)) throw new Error('heap outside of memory');
    this.table = new Uint8Array(this.blockCount);
    this.watched = new Uint8Array(this.blockCount);
    this.payloads = new Array(this.blockCount).fill(undefined);
  }

  // --- roots -------------------------------------------------------------------------------------------------------

  /** Keeps `w` alive until the enclosing scope is released; returns it. */
  root(w: Word): Word {
    if (this.rootCount === this.roots.length) {
      const next = new Int32Array(this.roots.length * 2);
      next.set(this.roots);
      this.roots = next;
    }
    this.roots[this.rootCount++] = w;
    return w;
  }
  /** Start of a scope: pass the result to `release`. */
  mark(): number {
    return this.rootCount;
  }
  release(mark: number): void {
    this.rootCount = mark;
  }
  /** Ends a scope but keeps `w` alive in the enclosing one. */
  releaseKeeping(mark: number, w: Word): Word {
    this.rootCount = mark;
    return this.root(w);
  }

  // --- allocation --------------------------------------------------------------------------------------------------

  /** Zeroed memory of at least `bytes` bytes, or 0 when the heap is full (after a collection) or locked. */
  allocMaybe(bytes: number): Addr {
    const need = bytes <= this.blockBytes ? 1 : Math.ceil(bytes / this.blockBytes);
    if (this.locked > 0 || !(need <= this.blockCount)) return 0;
    if (this.stress || (this.automatic && this.sinceCollection >= this.threshold)) this.collect();
    let at = need <= SMALL_RUN ? this.firstRun[need]! : -1;
    // Mostly the place where the search would begin is the right one.
    for (let k = 0; k < need && at >= 0; k++) if (this.table[at + k] !== FREE) at = -1;
    if (at >= 0) this.firstRun[need] = at + need;
    else at = this.findFree(need);
    if (at < 0) {
      if (this.stress || !this.automatic) return 0;
      this.collect();
      at = this.findFree(need);
      if (at < 0) {
        this.missing = need;
        return 0;
      }
    }
    this.count(at, need, bytes);
    const { table } = this;
    table[at] = HEAD;
    const addr = this.base + (at << this.blockShift);
    if (need <= SMALL_RUN) {
      // Calling `fill` would cost more than the stores.
      for (let tail = at + 1; tail < at + need; tail++) table[tail] = TAIL;
      const { i32 } = this.mem;
      const end = (addr - RAM_BASE + (need << this.blockShift)) >> 2;
      for (let i = (addr - RAM_BASE) >> 2; i < end; i++) i32[i] = 0;
    } else {
      table.fill(TAIL, at + 1, at + need);
      const index = addr - RAM_BASE;
      this.mem.u8.fill(0, index, index + (need << this.blockShift));
    }
    this.root(addr);
    this.onAlloc?.(addr, bytes, false);
    return addr;
  }

  /**
   * An object of one block and `bytes` bytes of data in the blocks behind it: what two calls of `allocMaybe` give where the
   * first free blocks lie together; else, or if anything is unusual, 0, and nothing has happened. Only the object is
   * rooted, and all of its words and the first `written` bytes of the data are for the caller to write.
   */
  allocWithData(bytes: number, written: number): Addr {
    if (!(bytes < SMALL_RUN << this.blockShift)) return 0;
    const blocks = 1 + ((bytes + this.blockBytes - 1) >> this.blockShift);
    const { table } = this;
    let at = this.firstRun[1]!;
    const nearby = at + NEARBY;
    while (at < nearby && table[at] !== FREE) at++;
    if (at + blocks > this.blockCount || this.locked > 0) return 0;
    if (this.stress || this.onAlloc !== undefined || this.sinceCollection + 1 >= this.threshold) return 0;
    for (let k = 0; k < blocks; k++) if (table[at + k] !== FREE) return 0;
    table[at] = HEAD;
    table[at + 1] = HEAD;
    for (let k = 2; k < blocks; k++) table[at + k] = TAIL;
    // No block before the new ones is free.
    this.firstRun[1] = at + blocks;
    this.count(at, blocks, this.blockBytes + bytes);
    const addr = this.base + (at << this.blockShift);
    const { i32 } = this.mem;
    const end = (addr - RAM_BASE + (blocks << this.blockShift)) >> 2;
    for (let i = (addr - RAM_BASE + this.blockBytes + written) >> 2; i < end; i++) i32[i] = 0;
    this.root(addr);
    return addr;
  }

  /** As `allocMaybe` for up to one block, all words of which are for the caller to write; 0 if anything is unusual. */
  allocBlock(bytes: number): Addr {
    const { table } = this;
    let at = this.firstRun[1]!;
    const nearby = at + NEARBY;
    while (at < nearby && table[at] !== FREE) at++;
    if (table[at] !== FREE || this.locked > 0 || this.stress || this.onAlloc !== undefined) return 0;
    if (this.sinceCollection >= this.threshold) return 0;
    table[at] = HEAD;
    this.firstRun[1] = at + 1;
    this.count(at, 1, bytes);
    return this.root(this.base + (at << this.blockShift));
  }

  /** The blocks from `at` on are taken. */
  private count(at: number, blocks: number, bytes: number): void {
    if (at + blocks > this.end) this.end = at + blocks;
    this.sinceCollection += blocks;
    this.totalBytes += bytes;
    this.usedBlocks += blocks;
  }
  get peakBytes(): number {
    return Math.max(this.peakBlocks, this.usedBlocks) * this.blockBytes;
  }
  /** The peak is noted where less becomes used. */
  private uncount(blocks: number): void {
    if (this.usedBlocks > this.peakBlocks) this.peakBlocks = this.usedBlocks;
    this.usedBlocks -= blocks;
  }

  /** First fit: the first of the lowest run of `need` free blocks, or -1. The caller takes it. */
  private findFree(need: number): number {
    const { table, firstRun, blockCount } = this;
    const size = classOf(need);
    const least = CLASS_MIN[size]!;
    // The first run that is too short, but would do for the smallest of the class.
    let short = -1;
    let at = firstRun[size]!;
    for (;;) {
      const nearby = Math.min(at + NEARBY, blockCount);
      while (at < nearby && table[at] !== FREE) at++;
      if (at === nearby) {
        at = at < blockCount ? table.indexOf(FREE, at) : -1;
        if (at < 0) at = blockCount;
      }
      const stop = at + need;
      let end = at + 1;
      const limit = Math.min(stop, blockCount);
      while (end < limit && table[end] === FREE) end++;
      if (stop > blockCount) {
        firstRun[size] = short >= 0 ? short : at;
        return -1;
      }
      if (end === stop) {
        firstRun[size] = short >= 0 ? short : stop;
        return at;
      }
      if (short < 0 && end - at >= least) short = at;
      at = end;
    }
  }

  /** Blocks from `at` on have become free. */
  private foundFree(at: number): void {
    const { firstRun } = this;
    for (let size = 1; size < CLASSES; size++) {
      // The new run may begin earlier, with free blocks that were too few.
      const from = at - CLASS_MIN[size]! + 1;
      if (from < firstRun[size]!) firstRun[size] = Math.max(from, 0);
    }
  }

  /** Block number of a live object's first byte, or -1. */
  private headOf(addr: number): number {
    const offset = addr - this.base;
    if (!(offset >= 0) || (offset & (this.blockBytes - 1)) !== 0) return -1;
    const at = offset < 0x4000_0000 ? offset >> this.blockShift : this.blockCount;
    if (at >= this.blockCount) return -1;
    const state = this.table[at];
    return state === HEAD || state === MARKED ? at : -1;
  }

  /** True if `addr` is the first byte of a live allocation. */
  isHead(addr: number): boolean {
    return this.headOf(addr) >= 0;
  }

  /** Blocks of the allocation at `at`, which has at least `known` if all is well. */
  private chainLength(at: number, known = 1): number {
    let end = at + (this.table[at + known - 1] === TAIL ? known : 1);
    while (end < this.blockCount && this.table[end] === TAIL) end++;
    return end - at;
  }

  /** The allocation, or the free block, that `addr` lies in; undefined outside the heap. */
  blockAt(addr: number): { readonly start: Addr; readonly bytes: number; readonly isFree: boolean } | undefined {
    const offset = addr - this.base;
    if (!(offset >= 0 && offset < this.blockCount * this.blockBytes)) return undefined;
    let at = Math.floor(offset / this.blockBytes);
    const isFree = this.table[at] === FREE;
    while (!isFree && at > 0 && this.table[at] === TAIL) at--;
    return {
      start: this.base + at * this.blockBytes,
      bytes: (isFree ? 1 : this.chainLength(at)) * this.blockBytes,
      isFree,
    };
  }

  /** True if a collection for that many bytes brought none, and there was no other since. */
  isHopeless(bytes: number): boolean {
    return Math.ceil(bytes / this.blockBytes) >= this.missing;
  }

  /** Size in bytes (whole blocks) of the allocation that starts at `addr`; faults if there is none. */
  sizeOf(addr: number): number {
    return this.chainLength(this.requireHead(addr, 'size')) * this.blockBytes;
  }

  private requireHead(addr: number, what: string): number {
    const at = this.headOf(addr);
    if (at < 0) throw new GuestFault('bad-call', addr, `${what} of an address that is not the start of a heap block`);
    return at;
  }

  /** Frees an allocation. Ignored while the heap is locked. Faults if `addr` is not the start of a block. */
  free(addr: number): void {
    const at = this.requireHead(addr, 'free');
    if (this.locked > 0) return;
    this.release1(at, this.chainLength(at));
  }

  /** The board ends: what JavaScript holds for its objects is given back. */
  finalizeAll(): void {
    for (let at = 0; at < this.blockCount && this.payloadCount > 0; at++) {
      if (this.payloads[at] !== undefined) this.endPayload(at);
    }
  }

  private endPayload(at: number): void {
    const payload = this.payloads[at]!;
    this.payloads[at] = undefined;
    this.payloadCount--;
    payload.finalize?.();
  }

  private release1(at: number, count: number): void {
    if (this.payloads[at] !== undefined) this.endPayload(at);
    this.table.fill(FREE, at, at + count);
    this.uncount(count);
    this.foundFree(at);
    const addr = this.base + (at << this.blockShift);
    if (this.watched[at] !== 0) this.endWatch(at);
    this.onFree?.(addr, count << this.blockShift);
  }

  private endWatch(at: number): void {
    this.watched[at] = 0;
    this.onFreeWatched?.(this.base + (at << this.blockShift));
  }

  /** True if the block that `addr` lies in was given to `watch`. Any number is allowed. */
  isWatched(addr: number): boolean {
    const at = (addr - this.base) >> this.blockShift;
    return at >= 0 && at < this.blockCount && this.watched[at] !== 0;
  }

  /** `onFreeWatched` will be called when the allocation that starts at `addr` is freed. No matter if there is none. */
  watch(addr: Addr): void {
    const at = this.headOf(addr);
    if (at >= 0) this.watched[at] = 1;
  }

  /** native-abi.md 2.10, entry 52: 0 when it cannot be done, the old block is then unchanged. `bytes` > 0. Whoever
   * knows how many it has saves the search for its end. */
  realloc(addr: number, bytes: number, allowMove: boolean, known = 1): Addr {
    const at = this.requireHead(addr, 'realloc');
    const have = this.chainLength(at, Math.ceil(known / this.blockBytes));
    const need = Math.max(1, Math.ceil(bytes / this.blockBytes));
    if (need === have) return this.resized(addr, bytes);
    if (this.locked > 0) return 0;
    if (need < have) {
      this.release1(at + need, have - need);
      return this.resized(addr, bytes);
    }
    if (need > this.blockCount) return 0;
    let end = at + have;
    const stop = at + need;
    while (end < stop && end < this.blockCount && this.table[end] === FREE) end++;
    if (end === stop) {
      this.table.fill(TAIL, at + have, stop);
      this.count(at + have, need - have, (need - have) * this.blockBytes);
      const from = this.base + ((at + have) << this.blockShift) - RAM_BASE;
      this.mem.u8.fill(0, from, from + ((need - have) << this.blockShift));
      return this.resized(addr, bytes);
    }
    if (!allowMove) return 0;
    const mark = this.mark();
    this.root(addr);
    const moved = this.allocMaybe(bytes);
    if (moved === 0) {
      this.release(mark);
      return 0;
    }
    const from = addr - RAM_BASE;
    this.mem.u8.copyWithin(moved - RAM_BASE, from, from + (have << this.blockShift));
    this.payloads[(moved - this.base) >> this.blockShift] = this.payloads[at];
    this.payloads[at] = undefined;
    this.release1(at, have);
    this.releaseKeeping(mark, moved);
    return moved;
  }

  private resized(addr: Addr, bytes: number): Addr {
    this.onAlloc?.(addr, bytes, true);
    return addr;
  }

  // --- payloads ----------------------------------------------------------------------------------------------------

  /** Attaches the JavaScript part of a host object to a live allocation. */
  setPayload(addr: Addr, payload: Payload): void {
    const at = this.requireHead(addr, 'payload');
    if (this.payloads[at] === undefined) this.payloadCount++;
    this.payloads[at] = payload;
  }
  /** The JavaScript part of the host object at `addr`, if it has one. Any number is allowed. */
  payload(addr: number): Payload | undefined {
    const offset = addr - this.base;
    if (!(offset >= 0) || (offset & (this.blockBytes - 1)) !== 0) return undefined;
    return offset < this.blockCount << this.blockShift ? this.payloads[offset >> this.blockShift] : undefined;
  }

  // --- collection --------------------------------------------------------------------------------------------------

  /** Marks the allocation that starts exactly at `w`, if there is one. */
  markWord(w: number): void {
    const offset = w - this.base;
    if (!(offset >= 0) || (offset & (this.blockBytes - 1)) !== 0) return;
    const at = offset < 0x4000_0000 ? offset >> this.blockShift : this.blockCount;
    if (at < this.blockCount && this.table[at] === HEAD) this.markHead(at);
  }

  private markHead(at: number): void {
    this.table[at] = MARKED;
    if (this.markCount === this.markStack.length) {
      const next = new Int32Array(this.markStack.length * 2);
      next.set(this.markStack);
      this.markStack = next;
    }
    this.markStack[this.markCount++] = at;
  }

  /** Marks from every aligned word of a guest range. */
  markRange(addr: Addr, bytes: number): void {
    const { i32 } = this.mem;
    const { base, table, blockShift, blockCount } = this;
    const step = 1 << (this.wordShift - 2);
    const low = this.blockBytes - 1;
    let at = (addr - RAM_BASE) >> 2;
    const end = (addr + bytes - RAM_BASE) >> 2;
    for (; at < end; at += step) {
      const offset = (i32[at]! - base) | 0;
      // Most words are no pointers to the heap: out of range, or no start of a block.
      if (offset < 0 || (offset & low) !== 0) continue;
      const block = offset >> blockShift;
      if (block < blockCount && table[block] === HEAD) this.markHead(block);
    }
  }

  /** Marks from every entry of an int32 array. */
  markWords(words: Int32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) if (words[i]! >= this.base) this.markWord(words[i]!);
  }

  private drain(): void {
    while (this.markCount > 0) {
      const at = this.markStack[--this.markCount]!;
      this.markRange(this.base + (at << this.blockShift), this.chainLength(at) << this.blockShift);
      const payload = this.payloads[at];
      if (payload !== undefined) payload.trace?.(this);
    }
  }

  collect(): void {
    if (this.collecting) return;
    this.collecting = true;
    this.collections++;
    this.sinceCollection = 0;
    this.missing = Number.POSITIVE_INFINITY;
    this.markWords(this.roots, 0, this.rootCount);
    this.drain();
    this.scanRoots(this);
    this.drain();
    this.sweep();
    this.firstRun.fill(0);
    this.collecting = false;
  }

  private sweep(): void {
    const { table, end } = this;
    let freed = 0;
    let live = 0;
    for (let at = 0; at < end; ) {
      const state = table[at];
      if (state === MARKED) {
        table[at++] = HEAD;
        while (at < end && table[at] === TAIL) at++;
        live = at;
      } else if (state === HEAD) {
        const from = at;
        // All dead neighbours at once.
        do {
          if (this.payloads[at] !== undefined) this.endPayload(at);
          if (this.watched[at] !== 0) this.endWatch(at);
          table[at++] = FREE;
          while (at < end && table[at] === TAIL) table[at++] = FREE;
        } while (at < end && table[at] === HEAD);
        freed += at - from;
        this.onFree?.(this.base + (from << this.blockShift), (at - from) << this.blockShift);
      } else at++;
    }
    this.end = live;
    this.uncount(freed);
  }

  /** Figures in bytes, as gc.mem_alloc(), gc.mem_free() and gc.mem_info() give them. */
  stats(): { total: number; used: number; free: number; payloads: number } {
    const used = this.usedBlocks;
    const total = this.blockCount * this.blockBytes;
    return { total, used: used * this.blockBytes, free: total - used * this.blockBytes, payloads: this.payloadCount };
  }

  /** State of each block: 0 free, 1 the first of an allocation, 2 a further one. */
  blocks(): Uint8Array {
    return this.table.slice();
  }
}
