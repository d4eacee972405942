// The guest heap: blocks of four words, first fit, mark and sweep (decision D7, native-abi.md 2.10 and 12.5).
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
  /** Called with the range of each freed block chain: engines drop decoded code there. Set by the runtime. */
  onFree: ((addr: Addr, bytes: number) => void) | undefined;
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
  peakBytes = 0;
  private usedBlocks = 0;

  private readonly table: Uint8Array;
  private readonly payloads: (Payload | undefined)[];
  private payloadCount = 0;
  private readonly wordShift: number;
  private readonly blockShift: number;
  private firstFree = 0;
  private markStack: number[] = [];
  private roots = new Int32Array(4096);
  private rootCount = 0;
  private collecting = false;

  constructor(mem: GuestMemory, base: Addr, bytes: number, wordBytes: 4 | 8) {
    this.mem = mem;
    this.blockBytes = wordBytes * 4;
    this.wordShift = wordBytes === 8 ? 3 : 2;
    this.blockShift = wordBytes === 8 ? 5 : 4;
    this.base = Math.ceil(base / this.blockBytes) * this.blockBytes;
    this.blockCount = Math.floor(bytes / this.blockBytes);
    if (!mem.has(this.base, this.blockCount * this.blockBytes)) throw new Error('heap outside of memory');
    this.table = new Uint8Array(this.blockCount);
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
    const need = Math.max(1, Math.ceil(bytes / this.blockBytes));
    if (this.locked > 0 || !(need <= this.blockCount)) return 0;
    if (this.stress || (this.automatic && this.sinceCollection >= this.threshold)) this.collect();
    let at = this.findFree(need);
    if (at < 0 && !this.stress && this.automatic) {
      this.collect();
      at = this.findFree(need);
    }
    if (at < 0) return 0;
    this.count(need, bytes);
    this.table[at] = HEAD;
    this.table.fill(TAIL, at + 1, at + need);
    const addr = this.base + (at << this.blockShift);
    const index = addr - RAM_BASE;
    this.mem.u8.fill(0, index, index + (need << this.blockShift));
    this.root(addr);
    return addr;
  }

  private count(blocks: number, bytes: number): void {
    this.sinceCollection += blocks;
    this.totalBytes += bytes;
    this.usedBlocks += blocks;
    const used = this.usedBlocks * this.blockBytes;
    if (used > this.peakBytes) this.peakBytes = used;
  }

  private findFree(need: number): number {
    const table = this.table;
    let at = table.indexOf(FREE, this.firstFree);
    this.firstFree = at < 0 ? this.blockCount : at;
    while (at >= 0) {
      let end = at + 1;
      const stop = at + need;
      if (stop > this.blockCount) return -1;
      while (end < stop && table[end] === FREE) end++;
      if (end === stop) {
        if (at === this.firstFree) this.firstFree = stop;
        return at;
      }
      at = table.indexOf(FREE, end);
    }
    return -1;
  }

  /** Block number of a live object's first byte, or -1. */
  private headOf(addr: number): number {
    const offset = addr - this.base;
    if (!(offset >= 0) || (offset & (this.blockBytes - 1)) !== 0) return -1;
    const at = offset / this.blockBytes;
    if (at >= this.blockCount) return -1;
    const state = this.table[at];
    return state === HEAD || state === MARKED ? at : -1;
  }

  /** True if `addr` is the first byte of a live allocation. */
  isHead(addr: number): boolean {
    return this.headOf(addr) >= 0;
  }

  private chainLength(at: number): number {
    let end = at + 1;
    while (end < this.blockCount && this.table[end] === TAIL) end++;
    return end - at;
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

  private release1(at: number, count: number): void {
    if (this.payloads[at] !== undefined) {
      const payload = this.payloads[at]!;
      this.payloads[at] = undefined;
      this.payloadCount--;
      payload.finalize?.();
    }
    this.table.fill(FREE, at, at + count);
    this.usedBlocks -= count;
    if (at < this.firstFree) this.firstFree = at;
    this.onFree?.(this.base + (at << this.blockShift), count << this.blockShift);
  }

  /** native-abi.md 2.10, entry 52: 0 when it cannot be done, the old block is then unchanged. `bytes` > 0. */
  realloc(addr: number, bytes: number, allowMove: boolean): Addr {
    const at = this.requireHead(addr, 'realloc');
    const have = this.chainLength(at);
    const need = Math.max(1, Math.ceil(bytes / this.blockBytes));
    if (need === have) return addr;
    if (this.locked > 0) return 0;
    if (need < have) {
      this.release1(at + need, have - need);
      return addr;
    }
    if (need > this.blockCount) return 0;
    let end = at + have;
    const stop = at + need;
    while (end < stop && end < this.blockCount && this.table[end] === FREE) end++;
    if (end === stop) {
      this.table.fill(TAIL, at + have, stop);
      this.count(need - have, (need - have) * this.blockBytes);
      const from = this.base + ((at + have) << this.blockShift) - RAM_BASE;
      this.mem.u8.fill(0, from, from + ((need - have) << this.blockShift));
      return addr;
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
    return this.payloads[offset / this.blockBytes];
  }

  // --- collection --------------------------------------------------------------------------------------------------

  /** Marks the allocation that starts exactly at `w`, if there is one. */
  markWord(w: number): void {
    const at = this.headOf(w);
    if (at < 0 || this.table[at] === MARKED) return;
    this.table[at] = MARKED;
    this.markStack.push(at);
  }

  /** Marks from every aligned word of a guest range. */
  markRange(addr: Addr, bytes: number): void {
    const { i32 } = this.mem;
    const step = 1 << (this.wordShift - 2);
    let at = (addr - RAM_BASE) >> 2;
    const end = (addr + bytes - RAM_BASE) >> 2;
    for (; at < end; at += step) {
      const w = i32[at]!;
      if (w >= this.base && (w & (this.blockBytes - 1)) === (this.base & (this.blockBytes - 1))) this.markWord(w);
    }
  }

  /** Marks from every entry of an int32 array. */
  markWords(words: Int32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) if (words[i]! >= this.base) this.markWord(words[i]!);
  }

  private drain(): void {
    for (let at = this.markStack.pop(); at !== undefined; at = this.markStack.pop()) {
      this.markRange(this.base + (at << this.blockShift), this.chainLength(at) << this.blockShift);
      this.payloads[at]?.trace?.(this);
    }
  }

  collect(): void {
    if (this.collecting) return;
    this.collecting = true;
    this.collections++;
    this.sinceCollection = 0;
    this.markWords(this.roots, 0, this.rootCount);
    this.drain();
    this.scanRoots(this);
    this.drain();
    const { table } = this;
    for (let at = 0; at < this.blockCount; ) {
      const state = table[at];
      if (state === FREE) {
        at++;
        continue;
      }
      const count = this.chainLength(at);
      if (state === MARKED) table[at] = HEAD;
      else this.release1(at, count);
      at += count;
    }
    this.firstFree = 0;
    this.collecting = false;
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
