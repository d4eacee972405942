// Placing raw code in guest memory: mpy-format.md 5, 6, 7.2-7.4. Every raw code has a block for its code and, for
// viper, one for bss followed by rodata. Both stay reachable on their own account, whatever relocations point at.

import { CODE_KIND, MPY_KIND_BIAS, SCOPE_FLAG } from '../../abi/index.js';
import { forEachRelocation, type MpyRawCode, RAW_CODE_KINDS, RELOC_KIND, type ViperRawCode } from '../../mpy/index.js';
import type { CompiledCode } from '../compile/index.js';
import type { Runtime } from '../core/runtime.js';
import type { Addr } from '../core/word.js';

/** CODE_KIND of a raw code of a file. */
export const codeKind = (kind: MpyRawCode['kind']): number => RAW_CODE_KINDS.indexOf(kind) + MPY_KIND_BIAS;

/** Where the parts of one native raw code lie, for crash reports and debuggers. */
export interface NativeImage {
  readonly fileName: string;
  readonly text: Addr;
  readonly textSize: number;
  readonly bss: Addr;
  readonly bssSize: number;
  readonly rodata: Addr;
  readonly rodataSize: number;
  /** The bytes as written in the file, before relocation: what a map's hash is taken over. */
  readonly textBytes: Uint8Array;
  readonly rodataBytes: Uint8Array;
}

export interface Tables {
  readonly tables: Addr;
  readonly objTable: Addr;
  readonly fileName: string;
}

export interface PlacedCode {
  /** Code block: bytecode or machine code. */
  readonly code: Addr;
  /** Child table, 0 if there is none. */
  readonly children: Addr;
  readonly isGenerator: boolean;
}

/** Copies a raw code and its children into guest memory and relocates them. */
export function placeRawCode(rt: Runtime, raw: MpyRawCode | CompiledCode, tables: Tables): PlacedCode {
  const code = rt.alloc(raw.data.length);
  rt.mem.bytes(code, raw.data.length, 'store').set(raw.data);
  const isNative = raw.kind !== 'bytecode';
  if (isNative) rt.permanent.push(code);
  let bss = 0;
  let rodata = 0;
  if (raw.kind === 'viper') ({ bss, rodata } = placeData(rt, raw));
  let children = placeChildren(rt, raw, tables);
  let isGenerator = false;
  if (raw.kind === 'bytecode') {
    const { scopeFlags } = 'prelude' in raw ? raw.prelude : raw;
    isGenerator = (scopeFlags & SCOPE_FLAG.GENERATOR) !== 0;
  }
  if (raw.kind === 'native-py') {
    isGenerator = (raw.prelude.scopeFlags & SCOPE_FLAG.GENERATOR) !== 0;
    children = withPrelude(rt, raw.children.length, children, code + raw.preludeOffset);
  }
  if (raw.kind === 'viper' && raw.relocations) relocate(rt, raw, { code, bss, rodata }, tables);
  if (isNative) {
    rt.cpu.invalidate(code, raw.data.length);
    const image: NativeImage = {
      fileName: tables.fileName,
      text: code,
      textSize: raw.data.length,
      bss,
      bssSize: raw.kind === 'viper' ? (raw.bssSize ?? 0) : 0,
      rodata,
      rodataSize: raw.kind === 'viper' ? (raw.rodata?.length ?? 0) : 0,
      textBytes: raw.data,
      rodataBytes: (raw.kind === 'viper' ? raw.rodata : undefined) ?? new Uint8Array(0),
    };
    rt.nativeImages.push(image);
    rt.onNativeImage?.(image);
  }
  return { code, children, isGenerator };
}

function placeData(rt: Runtime, raw: ViperRawCode): { bss: Addr; rodata: Addr } {
  const bssBytes = Math.ceil((raw.bssSize ?? 0) / rt.W) * rt.W;
  const rodataBytes = raw.rodata?.length ?? 0;
  if (bssBytes + rodataBytes === 0) return { bss: 0, rodata: 0 };
  const block = rt.alloc(bssBytes + rodataBytes);
  rt.permanent.push(block);
  if (raw.rodata) rt.mem.bytes(block + bssBytes, rodataBytes, 'store').set(raw.rodata);
  return { bss: block, rodata: block + bssBytes };
}

/** The child table: one pointer per child to its record (mp_raw_code_truncated_t; asm has two more fields). */
function placeChildren(rt: Runtime, raw: MpyRawCode | CompiledCode, tables: Tables): Addr {
  if (raw.children.length === 0) return 0;
  const table = rt.alloc(raw.children.length * rt.W);
  if (raw.kind !== 'bytecode') rt.permanent.push(table);
  raw.children.forEach((child, i) => {
    const placed = placeRawCode(rt, child, tables);
    const record = rt.alloc(4 * rt.W);
    rt.mem.st8(record + 2, codeKind(child.kind));
    rt.mem.st8(record + 3, placed.isGenerator ? 1 : 0);
    rt.setField(record, 1, placed.code);
    rt.setField(record, 2, placed.children);
    if (child.kind === 'asm') rt.mem.st32(record + 3 * rt.W, child.nPosArgs | (child.typeSig << 8));
    rt.setField(table, i, record);
  });
  return table;
}

/** What a record says about arguments and result of inline assembler; 0 for other code, whose records are shorter. */
export const asmSignature = (rt: Runtime, record: Addr, kind: number): number =>
  kind === CODE_KIND.NATIVE_ASM ? rt.mem.ld32(record + 3 * rt.W) : 0;

/** mpy-format.md 5.3: the prelude's address is an extra last child, or the table itself when there is no child. */
function withPrelude(rt: Runtime, count: number, children: Addr, prelude: Addr): Addr {
  if (count === 0) return prelude;
  const table = rt.alloc((count + 1) * rt.W);
  rt.permanent.push(table);
  for (let i = 0; i < count; i++) rt.setField(table, i, rt.field(children, i));
  rt.setField(table, count, prelude);
  return table;
}

function relocate(
  rt: Runtime,
  raw: ViperRawCode,
  at: { code: Addr; bss: Addr; rodata: Addr },
  { tables, objTable }: Tables,
): void {
  const base = (kind: number): number => {
    switch (kind) {
      case RELOC_KIND.TEXT:
        return at.code;
      case RELOC_KIND.RODATA:
        return at.rodata;
      case RELOC_KIND.BSS:
        return at.bss;
      case RELOC_KIND.QSTR_TABLE:
        return tables;
      case RELOC_KIND.OBJ_TABLE:
        return objTable;
      case RELOC_KIND.FUN_TABLE:
        return rt.funTable;
      default:
        return rt.field(rt.funTable, kind - RELOC_KIND.FUN_TABLE_ENTRY);
    }
  };
  forEachRelocation(raw.relocations!, (section, index, kind) => {
    addWord(rt, (section === 'text' ? at.code : at.rodata) + index * rt.W, base(kind));
  });
}

/** Adds to a machine word, modulo its width. `value` is below 2^31. */
function addWord(rt: Runtime, addr: Addr, value: number): void {
  const sum = (rt.mem.ld32(addr) >>> 0) + value;
  rt.mem.st32(addr, sum | 0);
  if (rt.is64 && sum > 0xffff_ffff) rt.mem.st32(addr + 4, (rt.mem.ld32(addr + 4) + 1) | 0);
}
