// What the VM needs to know of a bytecode function, decoded once per code block (bytecode.md section 2). The block lies
// in guest memory; opcodes are read there, so that nothing is copied.

import { GuestFault, RAM_BASE } from '../../machine/index.js';
import type { Runtime } from '../core/runtime.js';
import type { Addr } from '../core/word.js';

/** Words of an exception stack entry: handler, value-stack index, caught exception. */
export const EXC_WORDS = 3;

export interface CodeInfo {
  readonly nState: number;
  readonly nExcStack: number;
  readonly scopeFlags: number;
  readonly nPosArgs: number;
  readonly nKwonlyArgs: number;
  readonly nDefPosArgs: number;
  /** Indexes into the module's qstr table: the simple name, then one per named local. */
  readonly names: readonly number[];
  /** Locals that become cells. */
  readonly cells: readonly number[];
  /** Memory index (not address) of the line table, and of what follows it. */
  readonly lineTable: number;
  readonly lineTableEnd: number;
  /** Memory index of the first opcode. */
  readonly opcodes: number;
  /** Words that a frame takes on the operand stack. */
  readonly frameWords: number;
}

/** Decoded code by the address of its block. Entries go when the heap frees the block. */
const caches = new WeakMap<Runtime, Map<Addr, CodeInfo>>();

function cacheOf(rt: Runtime): Map<Addr, CodeInfo> {
  let cache = caches.get(rt);
  if (!cache) {
    const fresh = new Map<Addr, CodeInfo>();
    rt.heap.onFreeWatched = (addr) => fresh.delete(addr);
    caches.set(rt, fresh);
    cache = fresh;
  }
  return cache;
}

export function codeInfo(rt: Runtime, code: Addr): CodeInfo {
  const cache = cacheOf(rt);
  const known = cache.get(code);
  if (known) return known;
  const info = decode(rt, code);
  rt.heap.watch(code);
  cache.set(code, info);
  return info;
}

function decode(rt: Runtime, code: Addr): CodeInfo {
  const { u8 } = rt.mem;
  let at = rt.mem.index(code, 2);
  // Code that a module damaged in memory must not run the host out of its own limits.
  const next = (): number => {
    if (at >= u8.length) throw new GuestFault('bad-object', code, 'a function without bytecode');
    return u8[at++]!;
  };
  let b = next();
  let s = (b >> 3) & 15;
  let e = (b >> 2) & 1;
  let f = 0;
  let a = b & 3;
  let k = 0;
  let d = 0;
  for (let n = 0; (b & 0x80) !== 0 && n < 8; n++) {
    b = next();
    f |= ((b >> 6) & 1) << n;
    s |= ((b >> 4) & 3) << (4 + 2 * n);
    k |= ((b >> 3) & 1) << n;
    a |= ((b >> 2) & 1) << (2 + n);
    e |= ((b >> 1) & 1) << (1 + n);
    d |= (b & 1) << n;
  }
  let info = 0;
  let cells = 0;
  let n = 0;
  do {
    b = next();
    info |= ((b >> 1) & 63) << (6 * n);
    cells |= (b & 1) << n;
    n++;
  } while ((b & 0x80) !== 0 && n < 5);
  const infoStart = at;
  const names: number[] = [];
  for (let i = 0; i < 1 + a + k; i++) {
    let value = 0;
    do {
      b = next();
      value = (value << 7) | (b & 0x7f);
    } while ((b & 0x80) !== 0);
    names.push(value);
  }
  const lineTable = at;
  const lineTableEnd = infoStart + info;
  at = lineTableEnd;
  const cellList: number[] = [];
  for (let i = 0; i < cells; i++) cellList.push(next());
  return {
    nState: s + 1,
    nExcStack: e,
    scopeFlags: f,
    nPosArgs: a,
    nKwonlyArgs: k,
    nDefPosArgs: d,
    names,
    cells: cellList,
    lineTable,
    lineTableEnd,
    opcodes: at,
    frameWords: s + 1 + EXC_WORDS * e,
  };
}

/** Source line of the opcode at memory index `ip` (mpy-format.md 5.2). */
export function lineAt(rt: Runtime, info: CodeInfo, ip: number): number {
  const { u8 } = rt.mem;
  let offset = ip - info.opcodes;
  let line = 1;
  for (let at = info.lineTable; at < info.lineTableEnd; ) {
    const b = u8[at++]!;
    let bytes = b & 31;
    let lines = (b >> 5) & 3;
    if ((b & 0x80) !== 0) {
      bytes = b & 15;
      lines = ((b << 4) & 0x700) | u8[at++]!;
    }
    if (offset < bytes) break;
    offset -= bytes;
    line += lines;
  }
  return line;
}

/** Number of a qstr from a module's table. `table` is the guest address of the table. */
export function qstrAt(rt: Runtime, table: Addr, index: number): number {
  return rt.mem.u16[((table - RAM_BASE) >> 1) + index]!;
}
