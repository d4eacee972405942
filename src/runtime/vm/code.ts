// What the VM needs to know of a bytecode function, decoded once per code block (bytecode.md section 2). The block lies
// in guest memory and never changes; decode.ts says what becomes of its opcodes.

import { SCOPE_FLAG } from '../../abi/index.js';
import { GuestFault, RAM_BASE } from '../../machine/index.js';
import type { Runtime } from '../core/runtime.js';
import type { Addr, Word } from '../core/word.js';
import type { Heap, Payload } from '../gc/heap.js';
import type { DecodedCode } from './decode.js';

/** Words of an exception stack entry: handler, value-stack index, caught exception. */
export const EXC_WORDS = 3;

/** A code block's prelude. It hangs on the block as its payload, so that it ends with the block. */
export class CodeInfo implements Payload {
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
  /** Exactly `nPosArgs` positional arguments need no more than to be copied to the frame. */
  readonly isPlain: boolean;
  /** Opcodes as the loop runs them, made by the first call. */
  decoded: DecodedCode | undefined;
  /** Constants that were made for `decoded`; undefined where nothing keeps them alive. */
  boxes: Word[] | undefined;

  constructor(prelude: Prelude) {
    this.nState = prelude.nState;
    this.nExcStack = prelude.nExcStack;
    this.scopeFlags = prelude.scopeFlags;
    this.nPosArgs = prelude.nPosArgs;
    this.nKwonlyArgs = prelude.nKwonlyArgs;
    this.nDefPosArgs = prelude.nDefPosArgs;
    this.names = prelude.names;
    this.cells = prelude.cells;
    this.lineTable = prelude.lineTable;
    this.lineTableEnd = prelude.lineTableEnd;
    this.opcodes = prelude.opcodes;
    this.frameWords = prelude.nState + EXC_WORDS * prelude.nExcStack;
    const { VARARGS, VARKEYWORDS, DEFKWARGS } = SCOPE_FLAG;
    const special = prelude.scopeFlags & (VARARGS | VARKEYWORDS | DEFKWARGS);
    this.isPlain = special === 0 && prelude.nKwonlyArgs === 0 && prelude.cells.length === 0;
    this.decoded = undefined;
    this.boxes = undefined;
  }
  trace(heap: Heap): void {
    if (this.boxes !== undefined) for (const w of this.boxes) heap.markWord(w);
  }
}

/** What is read from the code block. */
type Prelude = Pick<
  CodeInfo,
  | 'nState'
  | 'nExcStack'
  | 'scopeFlags'
  | 'nPosArgs'
  | 'nKwonlyArgs'
  | 'nDefPosArgs'
  | 'names'
  | 'cells'
  | 'lineTable'
  | 'lineTableEnd'
  | 'opcodes'
>;

/** Decoded code that is not the start of a heap block of its own: preludes inside the data of native modules. */
const elsewhere = new WeakMap<Runtime, Map<Addr, CodeInfo>>();

export function codeInfo(rt: Runtime, code: Addr): CodeInfo {
  const known = rt.heap.payload(code);
  return known instanceof CodeInfo ? known : newCodeInfo(rt, code);
}

function newCodeInfo(rt: Runtime, code: Addr): CodeInfo {
  if (rt.heap.isHead(code) && rt.heap.payload(code) === undefined) {
    const info = new CodeInfo(decode(rt, code));
    info.boxes = [];
    rt.heap.setPayload(code, info);
    return info;
  }
  let cache = elsewhere.get(rt);
  if (!cache) {
    cache = new Map();
    elsewhere.set(rt, cache);
  }
  let info = cache.get(code);
  if (!info) {
    info = new CodeInfo(decode(rt, code));
    cache.set(code, info);
  }
  return info;
}

function decode(rt: Runtime, code: Addr): Prelude {
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
