// The prelude of a bytecode function (mpy-format.md section 5.2, bytecode.md section 2): six numbers interleaved bit by
// bit, two sizes, names, line table, cells. Native-py functions carry the same without a line table.
import { ByteWriter } from '../base/index.js';
import type { Prelude, Signature } from './types.js';
import { type Cursor, putVaruint } from './varuint.js';

/** Continuation bytes after which every number would need more than 64 bits: the format has no use for them. */
const MAX_CONTINUATION = 31;

interface RawSignature extends Signature {
  readonly length: number;
}

function readSignature(c: Cursor): RawSignature {
  const start = c.pos;
  let b = c.byte('the signature');
  let s = (b >> 3) & 0x0f;
  let e = (b >> 2) & 1;
  let a = b & 3;
  let f = 0;
  let k = 0;
  let d = 0;
  for (let n = 0; b & 0x80; n++) {
    if (n === MAX_CONTINUATION) c.fail('prelude', 'the signature has too many bytes', start);
    b = c.byte('the signature');
    // Multiplication, not shifts: a bit beyond 31 must not wrap around to a small number.
    const weight = 2 ** n;
    s += ((b >> 4) & 3) * 2 ** (4 + 2 * n);
    a += ((b >> 2) & 1) * 4 * weight;
    e += ((b >> 1) & 1) * 2 * weight;
    f += ((b >> 6) & 1) * weight;
    k += ((b >> 3) & 1) * weight;
    d += (b & 1) * weight;
  }
  if (f > 0x0f) c.fail('prelude', `scope flags 0x${f.toString(16)} have more than 4 bits`, start);
  if (s > 0xffff || e > 0xffff) c.fail('prelude', 'the function needs more than 65535 state slots', start);
  return {
    nState: s + 1,
    nExcStack: e,
    scopeFlags: f,
    nPosArgs: a,
    nKwonlyArgs: k,
    nDefPosArgs: d,
    length: c.pos - start,
  };
}

function readSizes(c: Cursor): { nInfo: number; nCell: number } {
  const start = c.pos;
  let nInfo = 0;
  let nCell = 0;
  for (let n = 0; ; n++) {
    if (n > 10) c.fail('prelude', 'the size field has too many bytes', start);
    const b = c.byte('the size field');
    nInfo += ((b >> 1) & 0x3f) * 64 ** n;
    nCell += (b & 1) * 2 ** n;
    if (b < 0x80) return { nInfo, nCell };
  }
}

export interface PreludeRules {
  readonly nQstr: number;
  /** Native-py functions have no line table: the names must fill the info block. */
  readonly native: boolean;
}

/** Reads and checks the prelude at the cursor, leaving it at the first opcode. */
export function readPrelude(c: Cursor, rules: PreludeRules): Prelude {
  const offset = c.pos;
  const sig = readSignature(c);
  const sizeOffset = c.pos;
  const { nInfo, nCell } = readSizes(c);
  if (nInfo + nCell > c.rest) {
    c.fail(
      'prelude',
      `truncated: info block of ${nInfo} bytes and ${nCell} cells do not fit in the ${c.rest} bytes that are left`,
      sizeOffset,
    );
  }
  const info = c.sub(nInfo, 'the info block');
  const namesOffset = info.pos;
  const wanted = 1 + sig.nPosArgs + sig.nKwonlyArgs;
  if (wanted > nInfo) c.fail('prelude', `${wanted} names do not fit in an info block of ${nInfo} bytes`, sizeOffset);
  const names: number[] = [];
  for (let i = 0; i < wanted; i++) {
    const at = info.pos;
    const name = info.varuint('a name index');
    if (name >= rules.nQstr) {
      c.fail('prelude', `name index ${name} is outside the qstr table of ${rules.nQstr} entries`, at);
    }
    names.push(name);
  }
  const lineTableOffset = info.pos;
  const lineTable = info.take(info.rest, 'the line table');
  if (rules.native && lineTable.length > 0) {
    c.fail('prelude', 'the prelude of a native function has bytes after its names', lineTableOffset);
  }
  checkLineTable(c, lineTable, lineTableOffset);
  const cellsOffset = c.pos;
  const cells = c.take(nCell, 'the cells');
  for (let i = 0; i < cells.length; i++) {
    if (cells[i]! >= sig.nState) {
      c.fail('prelude', `cell of local ${cells[i]} in a function of ${sig.nState} state slots`, cellsOffset + i);
    }
  }
  const nArgs = sig.nPosArgs + sig.nKwonlyArgs;
  if (nArgs > sig.nState || sig.nDefPosArgs > sig.nPosArgs) {
    c.fail(
      'prelude',
      `${sig.nPosArgs} positional (${sig.nDefPosArgs} with defaults) and ${sig.nKwonlyArgs} keyword arguments do not fit in ${sig.nState} state slots`,
      offset,
    );
  }
  return {
    offset,
    nState: sig.nState,
    nExcStack: sig.nExcStack,
    scopeFlags: sig.scopeFlags,
    nPosArgs: sig.nPosArgs,
    nKwonlyArgs: sig.nKwonlyArgs,
    nDefPosArgs: sig.nDefPosArgs,
    sizeOffset,
    nInfo,
    nCell,
    namesOffset,
    names,
    lineTableOffset,
    lineTable,
    cellsOffset,
    cells,
    endOffset: c.pos,
  };
}

function checkLineTable(c: Cursor, table: Uint8Array, offset: number): void {
  for (let i = 0; i < table.length; i++) {
    if (table[i]! & 0x80) {
      i++;
      if (i === table.length) c.fail('prelude', 'the last line-table entry is cut off', offset + i - 1);
    }
  }
}

/** One step: after `bytes` more bytes of code the line number goes up by `lines`. */
export interface LineStep {
  readonly bytes: number;
  readonly lines: number;
}

export function decodeLineTable(table: Uint8Array): LineStep[] {
  const steps: LineStep[] = [];
  for (let i = 0; i < table.length; i++) {
    const b = table[i]!;
    if (b & 0x80) steps.push({ bytes: b & 0x0f, lines: ((b >> 4) & 7) * 256 + (table[++i] ?? 0) });
    else steps.push({ bytes: b & 0x1f, lines: (b >> 5) & 3 });
  }
  return steps;
}

/** Source line of a bytecode offset (0 = first opcode). */
export function lineOf(steps: readonly LineStep[], offset: number): number {
  let line = 1;
  let rest = offset;
  for (const step of steps) {
    if (rest < step.bytes) break;
    rest -= step.bytes;
    line += step.lines;
  }
  return line;
}

/** Writes the signature as mpy-cross does: continuation bytes while any bit is left. */
function putSignature(out: ByteWriter, sig: Signature): void {
  let s = sig.nState - 1;
  let e = sig.nExcStack;
  let a = sig.nPosArgs;
  let f = sig.scopeFlags;
  let k = sig.nKwonlyArgs;
  let d = sig.nDefPosArgs;
  let b = ((s & 0x0f) << 3) | ((e & 1) << 2) | (a & 3);
  s >>= 4;
  e >>= 1;
  a >>= 2;
  while (s | e | a | f | k | d) {
    out.byte(b | 0x80);
    b = ((f & 1) << 6) | ((s & 3) << 4) | ((k & 1) << 3) | ((a & 1) << 2) | ((e & 1) << 1) | (d & 1);
    s >>= 2;
    e >>= 1;
    a >>= 1;
    f >>= 1;
    k >>= 1;
    d >>= 1;
  }
  out.byte(b);
}

export function putSizes(out: ByteWriter, nInfo: number, nCell: number): void {
  let i = nInfo;
  let c = nCell;
  for (;;) {
    const b = ((i & 0x3f) << 1) | (c & 1);
    i >>= 6;
    c >>= 1;
    if ((i | c) === 0) {
      out.byte(b);
      return;
    }
    out.byte(b | 0x80);
  }
}

/** Appends one step, split as mpy-cross splits it. */
export function putLineStep(out: ByteWriter, bytes: number, lines: number): void {
  let b = bytes;
  let l = lines;
  while (b > 0 || l > 0) {
    if (l <= 6 || b > 15) {
      const db = Math.min(b, 31);
      const dl = db < b ? 0 : Math.min(l, 3);
      out.byte((dl << 5) | db);
      b -= db;
      l -= dl;
    } else {
      const db = Math.min(b, 15);
      const dl = Math.min(l, 2047);
      out.byte(0x80 | ((dl >> 8) << 4) | db);
      out.byte(dl & 0xff);
      b -= db;
      l -= dl;
    }
  }
}

export interface PreludeParts extends Signature {
  readonly names: readonly number[];
  readonly lineTable: Uint8Array;
  readonly cells: Uint8Array;
}

/** The bytes of a prelude. */
export function encodePrelude(parts: PreludeParts): Uint8Array {
  const info = new ByteWriter();
  for (const name of parts.names) putVaruint(info, name);
  info.append(parts.lineTable);
  const out = new ByteWriter();
  putSignature(out, parts);
  putSizes(out, info.length, parts.cells.length);
  out.append(info.toBytes());
  out.append(parts.cells);
  return out.toBytes();
}
