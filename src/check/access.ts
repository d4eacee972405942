// Loads and stores: outside of live heap blocks, through pointers to blocks that were freed, below the stack pointer,
// misaligned.
//
// A pointer whose origin is known must stay in its allocation, up to the byte that was asked for. Any other address must
// lie in bytes that some allocation asked for. What is loaded is judged by words: an aligned load is fine if it begins
// in the allocation, because string functions of C libraries read whole words.

import { RAM_BASE } from '../machine/index.js';
import type { Allocation } from './blocks.js';
import { writeToReadOnly } from './read-only.js';
import { type CheckState, hex, plural } from './state.js';

/** Looks at an access by an instruction or by a function of the runtime for machine code. `r` is the register that the
 * address was made from. The range lies in RAM. */
export function checkAccess(s: CheckState, addr: number, bytes: number, isStore: boolean, r: number): void {
  const { blocks, target } = s;
  if (addr < target.stackTop) {
    if (addr < s.sp) useAfterReturn(s, addr, bytes, isStore);
    return;
  }
  const origin = s.registers.origin[r]!;
  if (origin > 0) {
    const allocation = blocks.byId(origin);
    if (allocation) {
      checkAllocation(s, allocation, addr, bytes, isStore);
      return;
    }
  }
  if (blocks.contains(addr)) {
    const offset = addr - blocks.base;
    const at = offset >> blocks.blockShift;
    const inBlock = offset - (at << blocks.blockShift);
    const valid = blocks.valid[at]!;
    const isFine = isStore || (addr & (bytes - 1)) !== 0 ? isValid(s, addr, bytes) : inBlock < valid;
    if (!isFine) outside(s, addr, bytes, isStore);
    else if (isStore) writeToReadOnly(s, addr, bytes);
  } else if (isStore) writeToReadOnly(s, addr, bytes);
}

/** True if all bytes of a range belong to live allocations. */
function isValid({ blocks }: CheckState, addr: number, bytes: number): boolean {
  const { base, blockShift, valid } = blocks;
  const size = 1 << blockShift;
  for (let at = addr, end = addr + bytes; at < end; ) {
    const block = (at - base) >> blockShift;
    const start = base + (block << blockShift);
    const stop = Math.min(end, start + size);
    if (stop - start > valid[block]!) return false;
    at = stop;
  }
  return true;
}

const verb = (isStore: boolean): string => (isStore ? 'write' : 'read');

function checkAllocation(s: CheckState, allocation: Allocation, addr: number, bytes: number, isStore: boolean): void {
  const { start, size, freed } = allocation;
  if (freed) {
    afterFree(s, allocation, addr, bytes, isStore);
    return;
  }
  const end = start + size;
  const isWholeWord = !isStore && bytes <= 8 && (addr & (bytes - 1)) === 0;
  const isInside = addr >= start && (isWholeWord ? addr < end : addr + bytes <= end);
  if (!isInside) outOf(s, allocation, addr, bytes, isStore);
  else if (isStore) writeToReadOnly(s, addr, bytes);
}

/** The bytes of no live allocation, by an address of unknown origin. */
function outside(s: CheckState, addr: number, bytes: number, isStore: boolean): void {
  const allocation = s.blocks.at(addr);
  if (allocation?.freed) afterFree(s, allocation, addr, bytes, isStore);
  else if (allocation) outOf(s, allocation, addr, bytes, isStore);
  else {
    s.report(
      isStore ? 'out-of-bounds-write' : 'out-of-bounds-read',
      `${verb(isStore)} of ${plural(bytes, 'byte')} at ${hex(addr)}, in heap memory that belongs to no block`,
    );
  }
}

/** Where an address lies relative to an allocation. */
export function placeIn({ start, size }: Allocation, addr: number, bytes: number): string {
  const block = `a block of ${plural(size, 'byte')} at ${hex(start)}`;
  if (addr < start) return `${plural(start - addr, 'byte')} before ${block}`;
  const past = addr - start - size;
  if (past >= 0) return past === 0 ? `right behind ${block}` : `${plural(past, 'byte')} behind ${block}`;
  if (addr + bytes > start + size)
    return `at byte ${addr - start} of ${block}, ${plural(addr + bytes - start - size, 'byte')} too far`;
  return `at byte ${addr - start} of ${block}`;
}

function outOf(s: CheckState, allocation: Allocation, addr: number, bytes: number, isStore: boolean): void {
  s.report(
    isStore ? 'out-of-bounds-write' : 'out-of-bounds-read',
    `${verb(isStore)} of ${plural(bytes, 'byte')} ${placeIn(allocation, addr, bytes)}`,
    () => s.history(allocation),
  );
}

export function afterFree(s: CheckState, allocation: Allocation, addr: number, bytes: number, isStore: boolean): void {
  s.report(
    'use-after-free',
    `${verb(isStore)} of ${plural(bytes, 'byte')} ${placeIn(allocation, addr, bytes)}, which was freed`,
    () => s.history(allocation),
  );
}

function useAfterReturn(s: CheckState, addr: number, bytes: number, isStore: boolean): void {
  s.report(
    'use-after-return',
    `${verb(isStore)} of ${plural(bytes, 'byte')} ${s.sp - addr} bytes below the stack pointer: a local variable of a function that has returned`,
  );
}

export function checkAlignment(s: CheckState, addr: number, bytes: number, isStore: boolean): void {
  s.report(
    'misaligned-access',
    `${verb(isStore)} of ${bytes} bytes at ${hex(addr)}, which is no multiple of ${bytes}: processors without misaligned accesses (Cortex-M0, Xtensa) fault`,
  );
}

/** A range that a function of the runtime reads or writes for machine code. Ranges outside of RAM fault by themselves. */
export function checkRange(s: CheckState, addr: number, bytes: number, isStore: boolean, r: number): void {
  if (bytes <= 0 || !s.memory.has(addr, bytes)) return;
  if (addr < s.target.stackTop && addr >= RAM_BASE) {
    if (addr < s.sp) useAfterReturn(s, addr, bytes, isStore);
    return;
  }
  const { blocks } = s;
  const origin = s.registers.origin[r]!;
  const allocation = origin > 0 ? blocks.byId(origin) : undefined;
  if (allocation) {
    if (allocation.freed) afterFree(s, allocation, addr, bytes, isStore);
    else if (addr < allocation.start || addr + bytes > allocation.start + allocation.size) {
      outOf(s, allocation, addr, bytes, isStore);
    } else if (isStore) writeToReadOnly(s, addr, bytes);
    return;
  }
  if (blocks.contains(addr) && blocks.contains(addr + bytes - 1) && !isValid(s, addr, bytes)) {
    let bad = addr;
    while (isValid(s, bad, 1)) bad++;
    const owner = blocks.at(bad);
    if (owner && !owner.freed) outOf(s, owner, addr, bytes, isStore);
    else outside(s, bad, bytes - (bad - addr), isStore);
  } else if (isStore) writeToReadOnly(s, addr, bytes);
}
