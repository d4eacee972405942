import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { GuestFault, GuestMemory, RAM_BASE } from '../../machine/index.js';
import { Heap } from './heap.js';

const heapOf = (blocks: number, word: 4 | 8 = 8): Heap =>
  new Heap(new GuestMemory(0x10000), RAM_BASE + 64, blocks * word * 4, word);

describe.each([4, 8] as const)('heap with words of %i bytes', (word) => {
  const block = word * 4;

  test('memory is zeroed, aligned to four words, and at least as large as asked', () => {
    const heap = heapOf(8, word);
    const a = heap.allocMaybe(block + 1);
    expect(a % block).toBe(0);
    expect(heap.sizeOf(a)).toBe(2 * block);
    heap.mem.bytes(a, 2 * block).fill(0xff);
    heap.free(a);
    const b = heap.allocMaybe(2 * block);
    expect(b).toBe(a);
    expect([...heap.mem.bytes(b, 2 * block)]).toEqual(new Array(2 * block).fill(0));
  });

  test('a full heap gives 0, after having collected', () => {
    const heap = heapOf(4, word);
    const mark = heap.mark();
    for (let i = 0; i < 4; i++) expect(heap.allocMaybe(1)).not.toBe(0);
    expect(heap.allocMaybe(1)).toBe(0);
    expect(heap.collections).toBe(1);
    heap.release(mark);
    expect(heap.allocMaybe(4 * block)).not.toBe(0);
  });

  test('tells what a collection was in vain for, until the next one', () => {
    const heap = heapOf(4, word);
    heap.root(heap.allocMaybe(2 * block));
    expect(heap.allocMaybe(3 * block)).toBe(0);
    expect([2, 3, 4].map((n) => heap.isHopeless(n * block))).toEqual([false, true, true]);
    heap.collect();
    expect(heap.isHopeless(4 * block)).toBe(false);
  });

  test('a size that the caller is mistaken about does not lead astray', () => {
    const heap = heapOf(8, word);
    const a = heap.allocMaybe(2 * block);
    const b = heap.allocMaybe(block);
    for (const known of [1, block, 2 * block]) expect(heap.realloc(a, block + 1, false, known)).toBe(a);
    for (const known of [3 * block, 8 * block, 1e9]) expect(heap.realloc(a, 2 * block, false, known)).toBe(a);
    expect(heap.realloc(a, 3 * block, false, 8 * block)).toBe(0);
    expect(heap.sizeOf(b)).toBe(block);
  });

  test('what a kept block points to is kept, what nothing points to is freed', () => {
    const heap = heapOf(16, word);
    const mark = heap.mark();
    const outer = heap.allocMaybe(block);
    const inner = heap.allocMaybe(block);
    const lost = heap.allocMaybe(block);
    heap.mem.st32(outer + word, inner);
    heap.release(mark);
    heap.root(outer);
    heap.collect();
    expect([outer, inner, lost].map((a) => heap.isHead(a))).toEqual([true, true, false]);
  });

  test('an address inside a block keeps nothing alive', () => {
    const heap = heapOf(8, word);
    const mark = heap.mark();
    const a = heap.allocMaybe(2 * block);
    heap.release(mark);
    heap.root(a + word);
    heap.collect();
    expect(heap.isHead(a)).toBe(false);
  });

  test('an object with data behind it lies where two allocations would', () => {
    const { below: random } = randomFrom(1);
    const [one, two] = [heapOf(300, word), heapOf(300, word)];
    const live: number[] = [];
    let together = 0;
    for (let i = 0; i < 2000; i++) {
      if (live.length > 12 || (live.length > 0 && random(3) === 0)) {
        const [gone] = live.splice(random(live.length), 1);
        one.free(gone!);
        two.free(gone!);
        continue;
      }
      const bytes = 1 + random(random(8) === 0 ? 10 * block : block);
      const pair = [two.allocMaybe(block), two.allocMaybe(bytes)];
      let object = one.allocWithData(bytes, bytes);
      let data = object + block;
      if (object !== 0) together++;
      else [object, data] = [one.allocMaybe(block), one.allocMaybe(bytes)];
      expect([object, data]).toEqual(pair);
      expect(
        one.mem
          .bytes(data, one.sizeOf(data))
          .subarray(bytes)
          .every((b) => b === 0),
      ).toBe(true);
      one.mem.bytes(data, one.sizeOf(data)).fill(0xff);
      live.push(object, data);
    }
    expect(together).toBeGreaterThan(100);
    expect(one.blocks()).toEqual(two.blocks());
    expect([one.totalBytes, one.peakBytes, one.stats()]).toEqual([two.totalBytes, two.peakBytes, two.stats()]);
  });

  test('a single block lies where an allocation would', () => {
    const [one, two] = [heapOf(64, word), heapOf(64, word)];
    const live: number[] = [];
    for (let i = 0; i < 500; i++) {
      if (live.length > 40 || i % 3 === 2) {
        const [gone] = live.splice((i * 7) % live.length, 1);
        one.free(gone!);
        two.free(gone!);
        continue;
      }
      const quick = one.allocBlock(word);
      const at = two.allocMaybe(word);
      expect(quick === 0 ? one.allocMaybe(word) : quick).toBe(at);
      live.push(at);
    }
    expect([one.totalBytes, one.peakBytes, one.stats()]).toEqual([two.totalBytes, two.peakBytes, two.stats()]);
    one.locked++;
    expect(one.allocBlock(word)).toBe(0);
  });

  test('realloc shrinks and grows in place, or moves with contents', () => {
    const heap = heapOf(16, word);
    const a = heap.allocMaybe(2 * block);
    heap.mem.st32(a, 0x1234);
    expect(heap.realloc(a, block, false)).toBe(a);
    expect(heap.realloc(a, 3 * block, false)).toBe(a);
    expect(heap.mem.ld32(a + 2 * block)).toBe(0);
    heap.allocMaybe(block);
    expect(heap.realloc(a, 6 * block, false)).toBe(0);
    const moved = heap.realloc(a, 6 * block, true);
    expect(moved).not.toBe(a);
    expect(heap.mem.ld32(moved)).toBe(0x1234);
    expect(heap.isHead(a)).toBe(false);
  });

  test('freeing what is no block is a fault, not corruption', () => {
    const heap = heapOf(8, word);
    const a = heap.allocMaybe(block);
    expect(() => heap.free(a + word)).toThrow(GuestFault);
    heap.free(a);
    expect(() => heap.free(a)).toThrow(GuestFault);
    expect(() => heap.realloc(0x1234, 10, true)).toThrow(GuestFault);
  });

  test('payloads are traced, finalised once, and cannot be reached by a forged address', () => {
    const heap = heapOf(16, word);
    const mark = heap.mark();
    const held = heap.allocMaybe(block);
    const cell = heap.allocMaybe(block);
    const ends: string[] = [];
    heap.setPayload(cell, { trace: (h) => h.markWord(held), finalize: () => ends.push('cell') });
    heap.release(mark);
    const keep = heap.mark();
    heap.root(cell);
    heap.collect();
    expect(heap.isHead(held)).toBe(true);
    expect(heap.payload(cell + word)).toBeUndefined();
    expect(heap.payload(held)).toBeUndefined();
    heap.release(keep);
    heap.collect();
    heap.collect();
    expect(ends).toEqual(['cell']);
  });

  test('a locked heap allocates nothing and frees nothing', () => {
    const heap = heapOf(8, word);
    const a = heap.allocMaybe(block);
    heap.locked = 1;
    expect(heap.allocMaybe(block)).toBe(0);
    heap.free(a);
    expect(heap.isHead(a)).toBe(true);
  });

  test('random allocation agrees with a model', () => {
    const heap = heapOf(64, word);
    const live = new Map<number, number>();
    const { below: random } = randomFrom(12345);
    for (let i = 0; i < 3000; i++) {
      if (random(3) > 0 || live.size === 0) {
        const blocks = 1 + random(5);
        const mark = heap.mark();
        for (const a of live.keys()) heap.root(a);
        const a = heap.allocMaybe(blocks * block);
        heap.release(mark);
        if (a !== 0) {
          for (const [other, size] of live) expect(a >= other + size || a + blocks * block <= other).toBe(true);
          live.set(a, blocks * block);
        }
      } else {
        const victim = [...live.keys()][random(live.size)]!;
        heap.free(victim);
        live.delete(victim);
      }
    }
    expect(heap.stats().used).toBeGreaterThanOrEqual([...live.values()].reduce((sum, n) => sum + n, 0));
  });
});
