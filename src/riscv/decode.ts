// Bits to instruction: the first row of the table (isa.ts) whose fixed bits fit. Called once per instruction address by
// an engine and once per line by the disassembler, so it may allocate; it must not be on a hot path.

import { signExtend } from '../base/index.js';
import { type Extension, INSTRUCTIONS, type Instruction, type Xlen } from './isa.js';
import { ZCMP_S_REGISTERS } from './registers.js';

/** Extensions to decode. I, M, A, C, Zicsr and Zifencei are always on; the others only when listed. */
export type Extensions = ReadonlySet<Extension>;

/** A row and the values of its fields. Registers are numbers 0..31, the immediate is signed where the row says so. */
export interface Decoded {
  readonly instruction: Instruction;
  readonly word: number;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly rs3: number;
  readonly imm: number;
  /** Any field of the row by its name in the encoding, except the immediate. */
  readonly field: (name: string) => number;
}

/** What a compressed instruction stands for; an uncompressed one stands for itself. */
export interface BaseOperation {
  readonly name: string;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly imm: number;
}

/** Bytes of the instruction that starts with halfword `first`: 2 or 4. Longer formats do not exist on our boards. */
export function instructionSize(first: number): 2 | 4 {
  return (first & 3) === 3 ? 4 : 2;
}

// Rows by the low bits that every encoding fixes: quadrant and funct3 (16 bits), or major opcode (32 bits).
const bucketOf = (word: number) => ((word & 3) === 3 ? word & 0x7f : 0x80 | (word & 3) | ((word >>> 11) & 0x1c));
const buckets: Instruction[][] = Array.from({ length: 0x100 }, () => []);
for (const row of INSTRUCTIONS) buckets[bucketOf(row.match)]!.push(row);

const ALWAYS: readonly Extension[] = ['i', 'm', 'a', 'c', 'zicsr', 'zifencei', 'hint'];

/** What every CPU here has, and some more. */
export function extensions(...more: Extension[]): Extensions {
  return new Set([...ALWAYS, ...more]);
}

/** Decodes `word` (a 16-bit one in the low half), or returns undefined if no row fits. */
export function decode(word: number, xlen: Xlen, exts: Extensions): Decoded | undefined {
  const rows = buckets[bucketOf(word)]!;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if ((word & row.mask) !== row.match) continue;
    if (row.xlen !== 0 && row.xlen !== xlen) continue;
    if (!exts.has(row.ext)) continue;
    if (row.excluded.length > 0 && isExcluded(row, word)) continue;
    return decodeRow(row, word);
  }
  return undefined;
}

function isExcluded(row: Instruction, word: number): boolean {
  return row.excluded.some(({ field, values }) => {
    const value = field === 'imm' ? immediate(row, word) : rawField(row, word, field);
    return values.some((other) => value === (typeof other === 'number' ? other : rawField(row, word, other)));
  });
}

function rawField(row: Instruction, word: number, name: string): number {
  const field = row.fields.find((candidate) => candidate.name === name);
  return field ? (word >>> field.at) & ((1 << field.width) - 1) : 0;
}

function immediate(row: Instruction, word: number): number {
  let value = 0;
  for (const { at, width, to } of row.imm) value |= ((word >>> at) & (2 ** width - 1)) << to;
  return row.immSignedBits > 0 ? signExtend(value, row.immSignedBits) : value;
}

/** Where a register operand stands in a row: `mask` 0 if it has none, `base` is added to a three-bit number. */
interface RegisterSlot {
  readonly at: number;
  readonly mask: number;
  readonly base: number;
  readonly zcmp: boolean;
}

function slotOf(row: Instruction, name: string, zcmpName = ''): RegisterSlot {
  const field = row.fields.find((candidate) => [name, `${name}'`, zcmpName].includes(candidate.name));
  if (!field) return { at: 0, mask: 0, base: 0, zcmp: false };
  return {
    at: field.at,
    mask: (1 << field.width) - 1,
    base: field.name.endsWith("'") ? 8 : 0,
    zcmp: field.name === zcmpName,
  };
}

// Worked out once per row: an engine decodes thousands of instructions when a module starts.
const plans = new Map(
  INSTRUCTIONS.map((row) => [
    row,
    {
      rd: slotOf(row, 'rd'),
      rs1: slotOf(row, 'rs1', 'r1s'),
      rs2: slotOf(row, 'rs2', 'r2s'),
      rs3: slotOf(row, 'rs3'),
      expansion: expansionOf(row),
    },
  ]),
);

function register(word: number, { at, mask, base, zcmp }: RegisterSlot): number {
  const value = (word >>> at) & mask;
  return zcmp ? ZCMP_S_REGISTERS[value]! : value + base;
}

function decodeRow(row: Instruction, word: number): Decoded {
  const { rd, rs1, rs2, rs3 } = plans.get(row)!;
  return {
    instruction: row,
    word,
    rd: register(word, rd),
    rs1: register(word, rs1),
    rs2: register(word, rs2),
    rs3: register(word, rs3),
    imm: immediate(row, word),
    field: (name) => rawField(row, word, name),
  };
}

/** For each operand of the base operation: the operand of the compressed one that it takes, or a constant. */
interface Expansion {
  readonly name: string;
  readonly operands: Readonly<Record<'rd' | 'rs1' | 'rs2' | 'imm', 'rd' | 'rs1' | 'rs2' | 'imm' | number>>;
}

function expansionOf(row: Instruction): Expansion | undefined {
  if (!row.expansion) return undefined;
  const [name, ...words] = row.expansion;
  const base = INSTRUCTIONS.find((candidate) => candidate.name === name && candidate.size === 4)!;
  const operands: Record<string, string | number> = { rd: 0, rs1: 0, rs2: 0, imm: 0 };
  // Operands stand in the order rd, rs1, rs2, as far as the base row has them, and the immediate last.
  const slots = ['rd', 'rs1', 'rs2'].filter((slot) => base.fields.some((field) => field.name === slot));
  words.forEach((word, index) => {
    operands[slots[index] ?? 'imm'] = /^\d+$/.test(word) ? Number(word) : word.replace("'", '');
  });
  return { name: base.name, operands: operands as Expansion['operands'] };
}

/** The base operation of a decoded instruction. */
export function expand(decoded: Decoded): BaseOperation {
  const { instruction, rd, rs1, rs2, imm } = decoded;
  const expansion = plans.get(instruction)!.expansion;
  if (!expansion) return { name: instruction.name, rd, rs1, rs2, imm };
  const { operands } = expansion;
  const value = (source: 'rd' | 'rs1' | 'rs2' | 'imm' | number) =>
    typeof source === 'number' ? source : decoded[source];
  return {
    name: expansion.name,
    rd: value(operands.rd),
    rs1: value(operands.rs1),
    rs2: value(operands.rs2),
    imm: value(operands.imm),
  };
}
