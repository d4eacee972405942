// What is known of each byte and word of guest memory: which bits were never written, and which allocation a pointer
// that machine code stored was made from. Pages exist only where something is known; everything else is written memory
// with words of unknown origin.

import { RAM_BASE } from '../machine/index.js';

const PAGE_SHIFT = 12;
const PAGE_BYTES = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_BYTES - 1;

interface Origins {
  /** Allocation ids by word of four bytes; 0 where nothing is known. */
  readonly ids: Int32Array;
  /** What was stored with it: a word that has another value now was written by the host. */
  readonly values: Int32Array;
}

export class ShadowMemory {
  /** Undefined bits. */
  private readonly undefinedBits: (Uint8Array | undefined)[] = [];
  private readonly origins: (Origins | undefined)[] = [];
  private readonly size: number;
  /** What `load` found: undefined bits of the low and high word. */
  lo = 0;
  hi = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** All bits of a range become undefined (0xff) or defined (0). Ranges outside of RAM are cut off. */
  fill(addr: number, bytes: number, bits: 0 | 0xff): void {
    let at = Math.max(0, addr - RAM_BASE);
    const end = Math.min(this.size, addr - RAM_BASE + bytes);
    while (at < end) {
      const index = at >> PAGE_SHIFT;
      const stop = Math.min(end, (index + 1) << PAGE_SHIFT);
      let page = this.undefinedBits[index];
      if (bits !== 0 && !page) this.undefinedBits[index] = page = new Uint8Array(PAGE_BYTES);
      page?.fill(bits, at & PAGE_MASK, ((stop - 1) & PAGE_MASK) + 1);
      at = stop;
    }
  }

  /** True if any bit of `bytes` (up to 8) at `addr` is undefined; which ones, is in `lo` and `hi`. */
  load(addr: number, bytes: number): boolean {
    const at = addr - RAM_BASE;
    const page = this.undefinedBits[at >> PAGE_SHIFT];
    const offset = at & PAGE_MASK;
    if (page === undefined && offset + bytes <= PAGE_BYTES) return false;
    this.lo = this.gather(at, Math.min(bytes, 4));
    this.hi = bytes === 8 ? this.gather(at + 4, 4) : 0;
    return (this.lo | this.hi) !== 0;
  }

  private gather(at: number, bytes: number): number {
    let bits = 0;
    for (let i = 0; i < bytes; i++) {
      const page = this.undefinedBits[(at + i) >> PAGE_SHIFT];
      if (page) bits |= page[(at + i) & PAGE_MASK]! << (8 * i);
    }
    return bits;
  }

  store(addr: number, bytes: number, lo: number, hi: number): void {
    const at = addr - RAM_BASE;
    if ((lo | hi) === 0) {
      const page = this.undefinedBits[at >> PAGE_SHIFT];
      const offset = at & PAGE_MASK;
      if (offset + bytes > PAGE_BYTES) this.fill(addr, bytes, 0);
      else if (page) for (let i = offset; i < offset + bytes; i++) page[i] = 0;
      return;
    }
    for (let i = 0; i < bytes && at + i < this.size; i++) {
      const bits = ((i < 4 ? lo >>> (8 * i) : hi >>> (8 * (i - 4))) & 0xff) >>> 0;
      const index = (at + i) >> PAGE_SHIFT;
      let page = this.undefinedBits[index];
      if (!page) {
        if (bits === 0) continue;
        this.undefinedBits[index] = page = new Uint8Array(PAGE_BYTES);
      }
      page[(at + i) & PAGE_MASK] = bits;
    }
  }

  /** Address of the first byte of a range that has undefined bits, or -1. */
  firstUndefined(addr: number, bytes: number): number {
    for (let at = Math.max(0, addr - RAM_BASE), end = Math.min(this.size, addr - RAM_BASE + bytes); at < end; ) {
      const stop = Math.min(end, ((at >> PAGE_SHIFT) + 1) << PAGE_SHIFT);
      const page = this.undefinedBits[at >> PAGE_SHIFT];
      if (page) for (let i = at; i < stop; i++) if (page[i & PAGE_MASK] !== 0) return RAM_BASE + i;
      at = stop;
    }
    return -1;
  }

  /** What memmove does to it. */
  copy(to: number, from: number, bytes: number): void {
    if (bytes <= 0 || bytes > this.size) return;
    const bits = new Uint8Array(bytes);
    for (let i = 0; i < bytes; i++) {
      const at = from - RAM_BASE + i;
      bits[i] = this.undefinedBits[at >> PAGE_SHIFT]?.[at & PAGE_MASK] ?? 0;
    }
    const known: [number, number, number][] = [];
    if (((to ^ from) & 3) === 0) {
      for (let at = (from + 3) & ~3; at + 4 <= from + bytes; at += 4) {
        const index = (at - RAM_BASE) >> PAGE_SHIFT;
        const page = this.origins[index];
        const word = ((at - RAM_BASE) & PAGE_MASK) >> 2;
        if (page && page.ids[word] !== 0) known.push([at - from + to, page.ids[word]!, page.values[word]!]);
      }
    }
    this.fill(to, bytes, 0);
    for (let i = 0; i < bytes; i++) if (bits[i] !== 0) this.store(to + i, 1, bits[i]!, 0);
    this.forget(to, bytes);
    for (const [at, id, value] of known) this.setOrigin(at, id, value);
  }

  // ---- Origins of pointers ----

  setOrigin(addr: number, id: number, value: number): void {
    const at = addr - RAM_BASE;
    let page = this.origins[at >> PAGE_SHIFT];
    if (!page) {
      if (id === 0) return;
      this.origins[at >> PAGE_SHIFT] = page = {
        ids: new Int32Array(PAGE_BYTES >> 2),
        values: new Int32Array(PAGE_BYTES >> 2),
      };
    }
    const word = (at & PAGE_MASK) >> 2;
    page.ids[word] = id;
    page.values[word] = value;
  }

  /** Allocation that the pointer `value` at an address was made from; 0 if it is not known. */
  originAt(addr: number, value: number): number {
    const at = addr - RAM_BASE;
    const page = this.origins[at >> PAGE_SHIFT];
    if (!page) return 0;
    const word = (at & PAGE_MASK) >> 2;
    return page.values[word] === value ? page.ids[word]! : 0;
  }

  forget(addr: number, bytes: number): void {
    let at = Math.max(0, (addr - RAM_BASE) & ~3);
    const end = Math.min(this.size, addr - RAM_BASE + bytes);
    while (at < end) {
      const index = at >> PAGE_SHIFT;
      const stop = Math.min(end, (index + 1) << PAGE_SHIFT);
      this.origins[index]?.ids.fill(0, (at & PAGE_MASK) >> 2, (((stop - 1) & PAGE_MASK) >> 2) + 1);
      at = stop;
    }
  }
}
