// Xtensa instructions, written and read bit by bit after the instruction set's tables, and a loader for linked modules
// that tells what each word holds once it runs. Knows nothing of the linker. Tests only.
import { FUN_TABLE_COUNT } from '../abi/index.js';
import { decodeRelocations, readMpy } from '../mpy/index.js';

const bytes24 = (insn: number): number[] => [insn & 255, (insn >> 8) & 255, (insn >> 16) & 255];
const bytes16 = (insn: number): number[] => [insn & 255, (insn >> 8) & 255];

/** With empty operands, as assemblers leave them. */
export const CODE = {
  l32r: (register: number) => bytes24(0x000001 | (register << 4)),
  j: bytes24(0x000006),
  call0: bytes24(0x000005),
  call4: bytes24(0x000015),
  call8: bytes24(0x000025),
  call12: bytes24(0x000035),
  beqz: bytes24(0x000216),
  beqi: bytes24(0x005226),
  bltui: bytes24(0x0052b6),
  bgeui: bytes24(0x0052f6),
  bt: bytes24(0x001076),
  bf: bytes24(0x000076),
  loop: bytes24(0x008276),
  loopnez: bytes24(0x009276),
  loopgtz: bytes24(0x00a276),
  beq: bytes24(0x001237),
  bbci: bytes24(0x005247),
  beqzn: bytes16(0x028c),
  bnezn: bytes16(0x02cc),
  entry: bytes24(0x004136),
  nop: bytes24(0x0020f0),
  ret: bytes24(0x000080),
} as const;

const sext = (v: number, width: number) => (v << (32 - width)) >> (32 - width);

/** Where the instruction at an address goes, or what it reads. */
export function targetOf(view: DataView, at: number, address = at): number {
  const insn = view.getUint16(at, true) | ((at + 2 < view.byteLength ? view.getUint8(at + 2) : 0) << 16);
  const op0 = insn & 15;
  if (op0 === 1) return ((address + 3) & ~3) + (((insn >> 8) & 0xffff) - 0x10000) * 4;
  if (op0 === 5) return (address & ~3) + 4 + sext(insn >> 6, 18) * 4;
  if (op0 === 12) return address + 4 + ((insn & 0x30) | ((insn >> 12) & 15));
  if (op0 === 7) return address + 4 + sext(insn >> 16, 8);
  if (op0 !== 6) throw new Error(`no target in ${insn.toString(16)}`);
  const n = (insn >> 4) & 3;
  if (n === 0) return address + 4 + sext(insn >> 6, 18);
  if (n === 1) return address + 4 + sext(insn >> 12, 12);
  const isLoop = n === 3 && ((insn >> 6) & 3) === 1 && ((insn >> 12) & 8) !== 0;
  return address + 4 + (isLoop ? insn >> 16 : sext(insn >> 16, 8));
}

/** Bits of an instruction that its operand takes. */
export function operandMask(view: DataView, at: number): number {
  const insn = view.getUint16(at, true);
  const op0 = insn & 15;
  if (op0 === 1) return 0xffff00;
  if (op0 === 5) return 0xffffc0;
  if (op0 === 12) return 0xf030;
  if (op0 === 7) return 0xff0000;
  const n = (insn >> 4) & 3;
  return n === 0 ? 0xffffc0 : n === 1 ? 0xfff000 : 0xff0000;
}

/** Addresses that no link-time number comes near. */
export const BASES = { text: 0x40201000, rodata: 0x3ffd2000, bss: 0x3ffe4000 } as const;
export const QSTR_TABLE = 0x3fff1000;
export const OBJ_TABLE = 0x3fff2000;
export const FUN_TABLE = 0x3fff3000;
export const entryOf = (index: number): number => 0x40300000 + 16 * index;

export interface Loaded {
  readonly text: DataView;
  readonly rodata: DataView;
  /** Loader relocations that were made, as `image:offset`. */
  readonly touched: Set<string>;
}

export function load(mpy: Uint8Array): Loaded {
  const { code } = readMpy(mpy);
  if (code.kind !== 'viper') throw new Error('no native code');
  const text = code.data.slice();
  const rodata = (code.rodata ?? new Uint8Array(0)).slice();
  const views = { text: new DataView(text.buffer), rodata: new DataView(rodata.buffer) };
  const fixed = [BASES.text, BASES.rodata, BASES.bss, Number.NaN, Number.NaN, Number.NaN];
  const bases = [...fixed, QSTR_TABLE, OBJ_TABLE, FUN_TABLE];
  const touched = new Set<string>();
  for (const { section, offset, kind } of code.relocations ? decodeRelocations(code.relocations, 4) : []) {
    const base = bases[kind] ?? entryOf(kind - bases.length);
    if (kind - bases.length >= FUN_TABLE_COUNT) throw new Error(`kind ${kind}`);
    const view = views[section];
    view.setUint32(offset, view.getUint32(offset, true) + base, true);
    if (touched.has(`${section}:${offset}`)) throw new Error('relocated twice');
    touched.add(`${section}:${offset}`);
  }
  return { ...views, touched };
}
