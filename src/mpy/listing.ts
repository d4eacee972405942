// The machine-code listing of an inspection. On RISC-V every relocated word is data (GOT, constant tables, stub
// pointers), so the listing shows these words as what the loader puts there instead of as instructions, and tells for a
// pc-relative access which word or symbol it reaches. Elsewhere code and data cannot be told apart and all is shown as
// the disassembler gives it.
import type { MachineInstruction } from './inspection.js';

/** Gives the instructions of machine code, in order; `baseOffset` is the offset of its first byte, `arch` a name as in
 * `rv64imc`. `disassembler` of natmod/debug is one for RISC-V. */
export type Disassembler = (
  code: Uint8Array,
  baseOffset: number,
  arch: string,
) => Iterable<{ readonly offset: number; readonly size: number; readonly text: string }>;

export interface ListingInput {
  readonly code: Uint8Array;
  /** Offset of the code's first byte in text. */
  readonly base: number;
  readonly arch: string;
  readonly wordSize: number;
  /** Symbols of text by offset. */
  readonly labels: ReadonlyMap<number, string>;
  /** Relocated words of text by offset: what they will hold. */
  readonly words: ReadonlyMap<number, string>;
}

// Major opcodes of RISC-V.
const AUIPC = 0x17;
const LOAD = 0x03;
const OP_IMM = 0x13;
const JALR = 0x67;

export function listMachineCode(input: ListingInput, disassemble: Disassembler): MachineInstruction[] {
  const { code, base, arch, wordSize } = input;
  const out: MachineInstruction[] = [];
  const riscv = arch === 'rv32imc' || arch === 'rv64imc';
  const end = base + code.length;
  const places = riscv ? [...input.words.keys()].filter((at) => at >= base && at < end).sort((a, b) => a - b) : [];
  let instructions = 0;
  let at = base;
  for (const word of [...places, end]) {
    if (word > at) instructions += append(out, input, disassemble, at, word, riscv);
    if (word < end) {
      const bytes = hexOf(code.subarray(word - base, word - base + wordSize));
      out.push({
        offset: word,
        size: wordSize,
        bytes,
        text: `.word\t${input.words.get(word)}`,
        label: input.labels.get(word),
      });
    }
    at = Math.max(at, word + wordSize);
  }
  return instructions === 0 ? [] : out;
}

function append(
  out: MachineInstruction[],
  input: ListingInput,
  disassemble: Disassembler,
  from: number,
  to: number,
  riscv: boolean,
): number {
  const before = out.length;
  const { code, base, labels, words } = input;
  let previous = -1;
  for (const { offset, size, text } of disassemble(code.subarray(from - base, to - base), from, input.arch)) {
    const at = offset - base;
    let note: string | undefined;
    const reached = riscv && previous >= 0 && previous === at - 4 ? pcRelative(code, previous, base) : undefined;
    if (reached) {
      const content = reached.load ? words.get(reached.target) : undefined;
      note = content ?? labels.get(reached.target) ?? `text+0x${reached.target.toString(16)}`;
    } else {
      const target = printedTarget(text);
      if (target !== undefined) note = labels.get(target);
    }
    out.push({ offset, size, bytes: hexOf(code.subarray(at, at + size)), text, label: labels.get(offset), note });
    previous = size === 4 ? at : -1;
  }
  return out.length - before;
}

/** Where an `auipc` and the instruction after it reach together, when that one adds a 12-bit offset to its register. */
function pcRelative(code: Uint8Array, at: number, base: number): { target: number; load: boolean } | undefined {
  const u32 = (i: number) =>
    ((code[i] ?? 0) | ((code[i + 1] ?? 0) << 8) | ((code[i + 2] ?? 0) << 16) | ((code[i + 3] ?? 0) << 24)) >>> 0;
  const high = u32(at);
  const low = u32(at + 4);
  const opcode = low & 0x7f;
  if ((high & 0x7f) !== AUIPC || (opcode !== LOAD && opcode !== OP_IMM && opcode !== JALR)) return undefined;
  if (((low >>> 15) & 0x1f) !== ((high >>> 7) & 0x1f)) return undefined;
  if (opcode === OP_IMM && ((low >>> 12) & 7) !== 0) return undefined;
  const target = base + at + (((high & 0xfffff000) | 0) + ((low | 0) >> 20));
  return target >= 0 ? { target, load: opcode === LOAD } : undefined;
}

/** The absolute address that a jump or branch ends with. */
function printedTarget(text: string): number | undefined {
  const match = /\b(?:b\w*|c\.[bj]\w*|j\w*)\t(?:.*,)?\s*0x([0-9a-f]+)$/.exec(text);
  return match ? Number.parseInt(match[1]!, 16) : undefined;
}

function hexOf(bytes: Uint8Array): string {
  let out = '';
  for (const b of bytes) out += b.toString(16).padStart(2, '0');
  return out;
}
