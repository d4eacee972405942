// The heap as the checker knows it: how many bytes of each block may be used, and for each allocation where it was made
// and freed. An allocation has an id that is never given again, so that a pointer to one that is gone can be told from a
// pointer to its successor at the same place.

import type { CheckTarget, Stack } from './model.js';

export interface Allocation {
  readonly id: number;
  readonly start: number;
  /** Bytes asked for; whole blocks where that is not known. */
  size: number;
  readonly made: Stack;
  /** Machine code asked for it, through realloc_. */
  readonly isNative: boolean;
  freed: Stack | undefined;
  /** The collector freed it. */
  collected: boolean;
}

/** Dead allocations that are remembered. */
const REMEMBERED = 20_000;

export class Blocks {
  readonly base: number;
  readonly end: number;
  readonly blockShift: number;
  /** Bytes of each block that belong to a live allocation, from its start on; 0 for a free block. */
  readonly valid: Uint8Array;
  /** Id of the allocation that each block belongs to, or belonged to last; 0 for those of before. */
  private readonly owner: Int32Array;
  private readonly allocations = new Map<number, Allocation>();
  private readonly dead: number[] = [];
  private nextDead = 0;
  private nextId = 1;
  private readonly blockBytes: number;

  constructor({ heap }: CheckTarget) {
    this.base = heap.base;
    this.blockBytes = heap.blockBytes;
    this.blockShift = Math.log2(heap.blockBytes);
    this.end = heap.base + heap.blockCount * heap.blockBytes;
    this.valid = heap.blocks().map((state) => (state === 0 ? 0 : heap.blockBytes));
    this.owner = new Int32Array(heap.blockCount);
  }

  /** An allocation of `size` bytes; its id. */
  add(start: number, size: number, made: Stack, isNative: boolean): number {
    const id = this.nextId++;
    this.allocations.set(id, { id, start, size, made, isNative, freed: undefined, collected: false });
    this.setValid(start, size, id);
    return id;
  }

  private setValid(start: number, size: number, id: number): void {
    const first = (start - this.base) >> this.blockShift;
    const count = Math.max(1, Math.ceil(size / this.blockBytes));
    this.valid.fill(this.blockBytes, first, first + count);
    this.owner.fill(id, first, first + count);
    this.valid[first + count - 1] = size - (count - 1) * this.blockBytes;
  }

  /** The allocation at `start` has another size now. */
  resize(start: number, size: number): void {
    const allocation = this.liveAt(start);
    if (!allocation) return;
    allocation.size = size;
    this.setValid(start, size, allocation.id);
  }

  /** A range of whole blocks was freed, which may hold several allocations or the end of one; `onFreed` gets each that
   * ends. */
  free(addr: number, bytes: number, freed: Stack, collected: boolean, onFreed: (allocation: Allocation) => void): void {
    const first = (addr - this.base) >> this.blockShift;
    const end = first + (bytes >> this.blockShift);
    this.valid.fill(0, first, end);
    let last = -1;
    for (let at = first; at < end; at++) {
      const id = this.owner[at]!;
      if (id === last) continue;
      last = id;
      const allocation = this.allocations.get(id);
      if (!allocation || allocation.freed || allocation.start < addr) continue;
      allocation.freed = freed;
      allocation.collected = collected;
      this.remember(id);
      onFreed(allocation);
    }
  }

  private remember(id: number): void {
    if (this.dead.length < REMEMBERED) this.dead.push(id);
    else {
      this.allocations.delete(this.dead[this.nextDead]!);
      this.dead[this.nextDead] = id;
      this.nextDead = (this.nextDead + 1) % REMEMBERED;
    }
  }

  contains(addr: number): boolean {
    return addr >= this.base && addr < this.end;
  }

  byId(id: number): Allocation | undefined {
    return this.allocations.get(id);
  }

  /** The allocation, live or dead, that the block of an address belongs or belonged to. */
  at(addr: number): Allocation | undefined {
    return this.contains(addr) ? this.allocations.get(this.owner[(addr - this.base) >> this.blockShift]!) : undefined;
  }

  isFree(addr: number): boolean {
    return this.contains(addr) && this.valid[(addr - this.base) >> this.blockShift] === 0;
  }

  /** The live allocation that starts exactly at an address. */
  liveAt(addr: number): Allocation | undefined {
    const found = this.at(addr);
    return found && found.start === addr && !found.freed ? found : undefined;
  }
}
