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
export const ALWAYS_ON: Extensions = new Set(ALWAYS);

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

function decodeRow(row: Instruction, word: number): Decoded {
  const field = (name: string) => rawField(row, word, name);
  const has = (name: string) => row.fields.some((candidate) => candidate.name === name);
  const register = (name: string) => (has(`${name}'`) ? 8 + field(`${name}'`) : field(name));
  return {
    instruction: row,
    word,
    rd: register('rd'),
    rs1: has('r1s') ? ZCMP_S_REGISTERS[field('r1s')]! : register('rs1'),
    rs2: has('r2s') ? ZCMP_S_REGISTERS[field('r2s')]! : register('rs2'),
    rs3: register('rs3'),
    imm: immediate(row, word),
    field,
  };
}

// Operand order of an expansion, by the base row's operands.
const baseRows = new Map(INSTRUCTIONS.filter((row) => row.size === 4).map((row) => [row.name, row]));

/** The base operation of a decoded instruction. */
export function expand(decoded: Decoded): BaseOperation {
  const { instruction, rd, rs1, rs2, imm } = decoded;
  const words = instruction.expansion;
  if (!words) return { name: instruction.name, rd, rs1, rs2, imm };
  const base = baseRows.get(words[0]!)!;
  const result = { name: base.name, rd: 0, rs1: 0, rs2: 0, imm: 0 };
  const value = (word: string): number => {
    if (/^\d+$/.test(word)) return Number(word);
    const name = word.replace("'", '');
    return name === 'rd' ? rd : name === 'rs1' ? rs1 : name === 'rs2' ? rs2 : imm;
  };
  const slots = (['rd', 'rs1', 'rs2'] as const).filter((name) => base.fields.some((f) => f.name === name));
  words.slice(1).forEach((word, index) => {
    result[slots[index] ?? 'imm'] = value(word);
  });
  return result;
}
