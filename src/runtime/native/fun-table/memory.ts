// Entries 50-52: memory (native-abi.md 2.10).

import { RAM_BASE } from '../../../machine/index.js';
import type { Runtime } from '../../core/runtime.js';
import type { AbiFunctions } from './types.js';

type Raw = number | bigint;

function realloc(rt: Runtime, ptr: number, bytes: Raw, allowMove: boolean): number {
  const n = Number(bytes);
  if (ptr === 0) return n === 0 ? 0 : rt.heap.allocMaybe(n);
  if (n === 0) {
    rt.heap.free(ptr);
    return 0;
  }
  return rt.heap.realloc(ptr, n, allowMove);
}

export const memory: AbiFunctions = {
  memset_: (rt, s: number, c: number, n: Raw) => {
    // Nothing to do is fine with any pointer.
    if (Number(n) !== 0) rt.mem.bytes(s, Number(n), 'store').fill(c & 0xff);
    return s;
  },
  memmove_: (rt, d: number, s: number, n: Raw) => {
    const bytes = Number(n);
    if (bytes === 0) return d;
    const from = rt.mem.index(s, bytes);
    rt.mem.index(d, bytes, 'store');
    rt.mem.u8.copyWithin(d - RAM_BASE, from, from + bytes);
    return d;
  },
  realloc_: realloc,
};
