// ELF files for GDB: one for the runtime, with a symbol for each gate and with what it takes to find callers through them;
// and one for each module that has none of its own, with the symbols of its map or just its name.

import { ELF, EM, type OutputSection, type OutputSymbol, writeElf } from '../elf/index.js';
import { GATE_BASE, GATE_SIZE, RAM_BASE, RETURN_GATE } from '../machine/index.js';
import type { MapFile, MapImage } from '../mpy/index.js';
import { FRAME_BYTES, FRAMES_BASE, STACK_STEP } from './memory.js';

/** EF_RISCV_RVC, floats in integer registers. */
const FLAGS = 1;
const GATE_BYTES = 4;
const RET = [0x67, 0x80, 0x00, 0x00];

/** Where machine code returns to that was called while other machine code waits for a host function. Its caller can be
 * found; that of RETURN_GATE is Python alone. */
export const NESTED_RETURN = GATE_BASE + GATE_SIZE - GATE_BYTES;
/** A caller is looked up by the address before the return address, which has to belong to it. */
const BEFORE = GATE_BYTES;
/** What a debugger sees between machine code and machine code. */
const PYTHON = 'Python';

type Xlen = 32 | 64;

const code = (name: string, address: number, bytes: Uint8Array): OutputSection => ({
  name,
  type: ELF.SHT_PROGBITS,
  flags: ELF.SHF_ALLOC | ELF.SHF_EXECINSTR,
  address,
  align: GATE_BYTES,
  bytes,
  size: bytes.length,
});

const returns = (count: number): Uint8Array =>
  Uint8Array.from({ length: count * GATE_BYTES }, (_, i) => RET[i % GATE_BYTES]!);

/** `gates`: names of host functions by the number of their gate. */
export function runtimeElf(gates: readonly (string | undefined)[], xlen: Xlen): Uint8Array {
  const symbol = (name: string, value: number, section: number, size = GATE_BYTES): OutputSymbol => ({
    ...{ name, value, size, section },
    binding: ELF.STB_GLOBAL,
    type: ELF.STT_FUNC,
  });
  const symbols = gates.slice(1).map((name, i) => symbol(name ?? `gate_${i + 1}`, GATE_BASE + (i + 1) * GATE_BYTES, 0));
  symbols.push(symbol(PYTHON, RETURN_GATE - BEFORE, 0, BEFORE + GATE_BYTES));
  symbols.push(symbol(PYTHON, NESTED_RETURN - BEFORE, 1, BEFORE + GATE_BYTES));
  const frames = frameInformation(gates.length, xlen);
  return writeElf({
    class: xlen,
    machine: EM.EM_RISCV,
    flags: FLAGS,
    entry: GATE_BASE,
    sections: [
      code('.text', RETURN_GATE - BEFORE, returns(gates.length + 1)),
      code('.return', NESTED_RETURN - BEFORE, returns(2)),
      {
        name: '.debug_frame',
        type: ELF.SHT_PROGBITS,
        flags: 0,
        address: 0,
        align: 1,
        bytes: frames,
        size: frames.length,
      },
    ],
    symbols,
  });
}

/** A program without anything. Functions that the client calls return to its entry. */
export function emptyProgram(xlen: Xlen): Uint8Array {
  return writeElf({
    ...{ class: xlen, machine: EM.EM_RISCV, flags: FLAGS, entry: RETURN_GATE },
    ...{ sections: [], symbols: [] },
  });
}

// ---- Call frame information (DWARF 3, section 6.4) ----

const [DW_CFA_def_cfa, DW_CFA_undefined, DW_CFA_expression] = [0x0c, 0x07, 0x10];
const [DW_OP_const4u, DW_OP_minus, DW_OP_mul, DW_OP_plus, DW_OP_lit0] = [0x0c, 0x1c, 0x1e, 0x22, 0x30];
const [RA, SP] = [1, 2];
/** A column of its own for the pc of the caller, which is a gate, while its ra is something else. RISC-V's "alternate frame
 * return column". */
const PC_COLUMN = 64;

const u32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
const address = (value: number, xlen: Xlen): number[] => (xlen === 64 ? [...u32(value), 0, 0, 0, 0] : u32(value));

function frameInformation(gates: number, xlen: Xlen): Uint8Array {
  const out: number[] = [];
  const entry = (body: readonly number[]): number => {
    const at = out.length;
    const padded = [...body];
    // DW_CFA_nop is 0.
    while (padded.length % 8 !== 4) padded.push(0);
    out.push(...u32(padded.length), ...padded);
    return at;
  };
  /** At a gate nothing has been pushed: the caller's sp is sp. */
  const common = (returnColumn: number): number =>
    entry([...u32(0xffff_ffff), 3, 0, 1, 1, returnColumn, DW_CFA_def_cfa, SP, 0]);
  const describe = (cie: number, start: number, size: number, program: readonly number[]): void => {
    entry([...u32(cie), ...address(start, xlen), ...address(size, xlen), ...program]);
  };
  const plain = common(RA);
  // Whoever called machine code from here is no machine code.
  describe(plain, RETURN_GATE - BEFORE, BEFORE + GATE_BYTES, [DW_CFA_undefined, RA]);
  if (gates > 1) describe(plain, GATE_BASE + GATE_BYTES, (gates - 1) * GATE_BYTES, []);
  const saved: number[] = [...savedAt(PC_COLUMN, 0)];
  for (let register = 1; register < 32; register++) saved.push(...savedAt(register, register));
  describe(common(PC_COLUMN), NESTED_RETURN - BEFORE, BEFORE + GATE_BYTES, saved);
  return Uint8Array.from(out);
}

/** A column is in slot `slot` of the record that belongs to this sp: memory.ts. */
function savedAt(column: number, slot: number): number[] {
  const expression = [
    // The CFA is on the stack.
    ...[DW_OP_const4u, ...u32(RAM_BASE), DW_OP_minus],
    ...[DW_OP_lit0 + FRAME_BYTES / STACK_STEP, DW_OP_mul],
    ...[DW_OP_const4u, ...u32(FRAMES_BASE + 8 * slot), DW_OP_plus],
  ];
  return [DW_CFA_expression, column, expression.length, ...expression];
}

// ---- Modules ----

/** What a module consists of. */
export interface ModuleImage {
  readonly fileName: string;
  readonly textBytes: Uint8Array;
  readonly rodataBytes: Uint8Array;
  readonly bssSize: number;
}

const PARTS: readonly MapImage[] = ['text', 'rodata', 'bss'];
/** Apart from each other, as in files of the linker. */
const GAP = 0x1000;

/** An ELF file for a module, text at 0, with the symbols of its map; without one, its text is one function. */
export function moduleElf(image: ModuleImage, map: MapFile | undefined, xlen: Xlen): Uint8Array {
  const { textBytes, rodataBytes, bssSize } = image;
  const up = (n: number): number => Math.ceil(n / GAP) * GAP;
  const rodataAt = up(textBytes.length);
  const bases: Record<MapImage, number> = { text: 0, rodata: rodataAt, bss: up(rodataAt + rodataBytes.length) };
  const data = (name: string, part: MapImage, bytes: Uint8Array, size: number): OutputSection => ({
    ...{ name, address: bases[part], align: 16, bytes, size },
    type: part === 'bss' ? ELF.SHT_NOBITS : ELF.SHT_PROGBITS,
    flags: ELF.SHF_ALLOC | (part === 'bss' ? ELF.SHF_WRITE : 0),
  });
  const known = map?.symbols ?? [
    {
      name: `${(image.fileName.split('/').at(-1) ?? '').replace(/\.mpy$/, '').replace(/\W/g, '_')}_text`,
      ...{ image: 'text' as const, offset: 0, size: textBytes.length, kind: 'function', binding: 'local' },
    },
  ];
  return writeElf({
    ...{ class: xlen, machine: EM.EM_RISCV, flags: FLAGS, entry: 0 },
    sections: [
      { ...code('.text', 0, textBytes), align: 16 },
      data('.rodata', 'rodata', rodataBytes, rodataBytes.length),
      data('.bss', 'bss', new Uint8Array(0), bssSize),
    ],
    symbols: known.map((s) => ({
      ...{ name: s.name, value: bases[s.image] + s.offset, size: s.size, section: PARTS.indexOf(s.image) },
      binding: { local: ELF.STB_LOCAL, global: ELF.STB_GLOBAL, weak: ELF.STB_WEAK }[s.binding as 'local'],
      type: s.kind === 'function' ? ELF.STT_FUNC : ELF.STT_OBJECT,
    })),
  });
}

// ---- Files that are there already ----

export interface LoadedSection {
  readonly name: string;
  /** In the file. */
  readonly address: number;
}

/** The sections of an ELF file that take memory, in its order, with the contents of .text; undefined if it is none, or is
 * damaged. */
export function loadedSections(
  bytes: Uint8Array,
): { readonly sections: readonly LoadedSection[]; readonly text: Uint8Array | undefined } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    if (view.getUint32(0) !== 0x7f454c46 || view.getUint8(5) !== 1) return undefined;
    const wide = view.getUint8(4) === 2;
    const word = (at: number): number => (wide ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true));
    const table = word(wide ? 40 : 32);
    const [entrySize, count, strings] = [0, 2, 4].map((i) => view.getUint16((wide ? 58 : 46) + i, true));
    const fields = (index: number) => {
      const at = table + index * entrySize!;
      return {
        name: view.getUint32(at, true),
        flags: word(at + 8),
        address: word(at + (wide ? 16 : 12)),
        offset: word(at + (wide ? 24 : 16)),
        size: word(at + (wide ? 32 : 20)),
      };
    };
    const namesAt = fields(strings!).offset;
    const nameOf = (offset: number): string => {
      const end = bytes.indexOf(0, namesAt + offset);
      return new TextDecoder().decode(bytes.subarray(namesAt + offset, end < 0 ? undefined : end));
    };
    const sections: LoadedSection[] = [];
    let text: Uint8Array | undefined;
    for (let i = 0; i < count!; i++) {
      const section = fields(i);
      if ((section.flags & ELF.SHF_ALLOC) === 0) continue;
      const name = nameOf(section.name);
      sections.push({ name, address: section.address });
      if (name === '.text') text = bytes.subarray(section.offset, section.offset + section.size);
    }
    return { sections, text };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
