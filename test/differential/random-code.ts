// Random RISC-V programs whose outcome is comparable between engines: many short sequences, each with registers loaded
// from a table of awkward values and stored to a table afterwards. One image serves QEMU user emulation (as an ELF file)
// and natmod (as RAM), at the same addresses, so that link registers and auipc agree too.
//
// A sequence never writes x2 and x8, which point into the scratch area, nor x3, which points to its output record. All
// jumps go forward inside the sequence. Division of labour: loops and calls are tested elsewhere; here it is operand
// values, encodings, addresses and sizes.

import {
  assemble,
  decode,
  encode,
  extensions,
  INSTRUCTIONS,
  type Instruction,
  type Xlen,
} from '../../src/riscv/index.js';
import { type Random, randomFrom } from '../helpers/random.js';

const IMAGE_BASE = 0x4000_0000;
const SCRATCH = 0x4000_0000;
const SCRATCH_SIZE = 0x2000;
const SCRATCH_POINTER = SCRATCH + 0x1000;
const ENTRY = SCRATCH + SCRATCH_SIZE;
const FIXED = new Set([2, 3, 8]);

export interface Program {
  readonly xlen: Xlen;
  /** Bytes from IMAGE_BASE on. */
  readonly image: Uint8Array;
  readonly entry: number;
  /** Where the registers are written, one record of 32 per sequence, followed by nothing. */
  readonly output: number;
  readonly outputSize: number;
  /** Byte size of RAM needed. */
  readonly memorySize: number;
  /** Address of the first instruction of each sequence. */
  readonly starts: readonly number[];
}

const EDGES = [
  0n,
  1n,
  2n,
  -1n,
  -2n,
  31n,
  32n,
  63n,
  64n,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
];
const WIDE_EDGES = [
  0x1_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0xffff_ffff_0000_0000n,
  -0x8000_0000n,
];

function operandValue(random: Random): bigint {
  switch (random.below(4)) {
    case 0:
      return random.pick(EDGES);
    case 1:
      return random.pick(WIDE_EDGES) + BigInt(random.below(3) - 1);
    case 2:
      return 1n << BigInt(random.below(64));
    default:
      return (BigInt(random.below(2 ** 32)) << 32n) | BigInt(random.below(2 ** 32));
  }
}

const EXTENSIONS = extensions('zba');
const EXCLUDED = /^(ecall|ebreak|csr.*|fence\.i|jalr|c\.jr|c\.jalr|c\.ebreak|c\.addi16sp|c\.unimp|lr\..|sc\..|auipc)$/;
const isMemory = (row: Instruction) => /\(rs1'?\)$/.test(row.operands);
const isJump = (row: Instruction) => /target$/.test(row.operands);

/** The rows that random programs are made of. */
export function usableRows(xlen: Xlen): Instruction[] {
  return INSTRUCTIONS.filter(
    (row) =>
      EXTENSIONS.has(row.ext) &&
      row.ext !== 'hint' &&
      (row.xlen === 0 || row.xlen === xlen) &&
      !EXCLUDED.test(row.name),
  );
}

interface Item {
  row: Instruction;
  values: Record<string, number>;
  /** Index of the item that a jump goes to. */
  target?: number;
  /** Distance is counted from the item before (auipc). */
  fromBefore?: boolean;
  /** No jump may go here. */
  bound?: boolean;
}

const rowNamed = (name: string) => INSTRUCTIONS.find((row) => row.name === name && row.size === 4)!;

function destination(random: Random, prime: boolean): number {
  for (;;) {
    const number = prime ? 8 + random.below(8) : random.below(32);
    if (!FIXED.has(number)) return number;
  }
}

function randomItems(random: Random, rows: readonly Instruction[], xlen: Xlen, count: number): Item[] {
  const items: Item[] = [];
  while (items.length < count) {
    const special = random.below(20);
    if (special === 0) {
      const rd = destination(random, false) || 5;
      items.push({ row: rowNamed('auipc'), values: { rd, imm: (random.below(2 ** 32) & 0xfffff) << 12 } });
      continue;
    }
    if (special === 1) {
      const rd = destination(random, false) || 5;
      items.push({ row: rowNamed('auipc'), values: { rd, imm: 0 } });
      const link = destination(random, false);
      items.push({ row: rowNamed('jalr'), values: { rd: link, rs1: rd }, target: -1, fromBefore: true, bound: true });
      continue;
    }
    if (special === 2) {
      const suffix = xlen === 64 && random.below(2) ? 'd' : 'w';
      const [rd, rd2, rs2] = [destination(random, false), destination(random, false), random.below(32)];
      items.push({ row: rowNamed(`lr.${suffix}`), values: { rd, rs1: 8 } });
      items.push({ row: rowNamed(`sc.${suffix}`), values: { rd: rd2, rs1: 8, rs2 }, bound: true });
      continue;
    }
    items.push(randomItem(random, random.pick(rows)));
  }
  return items;
}

function randomItem(random: Random, row: Instruction): Item {
  const values: Record<string, number> = {};
  for (const { name, width } of row.fields) {
    const plain = name.replace("'", '');
    const prime = name.endsWith("'");
    if (plain === 'rd') values.rd = destination(random, prime);
    else if (plain === 'rs1' && isMemory(row)) values.rs1 = prime || row.ext === 'a' || random.below(2) ? 8 : 2;
    else values[plain] = (prime ? 8 : 0) + random.below(1 << width);
  }
  if (row.imm.length > 0) {
    const step = 2 ** row.immMinBit;
    const span = row.immSignedBits > 0 ? 2 ** row.immSignedBits : row.immMax + step;
    const edge = random.below(8);
    const raw =
      edge === 0 ? 0 : edge === 1 ? span - step : Math.floor((random.below(2 ** 32) / 2 ** 32) * (span / step)) * step;
    values.imm = row.immSignedBits > 0 && raw >= span / 2 ? raw - span : raw;
  }
  return isJump(row) ? { row, values, target: -1 } : { row, values };
}

/** Words of one sequence, or undefined if the draw contains an encoding that is reserved. */
function encodeItems(random: Random, items: readonly Item[], xlen: Xlen): number[] | undefined {
  const offsets = [0];
  for (const { row } of items) offsets.push(offsets.at(-1)! + row.size);
  const bytes: number[] = [];
  for (const [index, item] of items.entries()) {
    const values = { ...item.values };
    if (item.target !== undefined) {
      let target = index + 1 + random.below(Math.min(items.length - index, 6));
      while (items[target]?.bound) target++;
      values.imm = offsets[target]! - offsets[item.fromBefore ? index - 1 : index]!;
    }
    const word = encode(item.row, values);
    if (typeof word === 'string' || decode(word, xlen, EXTENSIONS)?.instruction.name !== item.row.name)
      return undefined;
    for (let i = 0; i < item.row.size; i++) bytes.push((word >>> (8 * i)) & 255);
  }
  return bytes;
}

function sequence(random: Random, rows: readonly Instruction[], xlen: Xlen, length: number): number[] {
  for (;;) {
    const items = randomItems(random, rows, xlen, length);
    // Replace reserved draws one by one rather than throwing the whole sequence away.
    const good = items.filter((item) => {
      if (item.target !== undefined || item.bound) return true;
      const word = encode(item.row, item.values);
      return typeof word === 'number' && decode(word, xlen, EXTENSIONS)?.instruction.name === item.row.name;
    });
    const bytes = encodeItems(random, good, xlen);
    if (bytes) return bytes;
  }
}

/** A program of `count` sequences of about `length` instructions. */
export function randomProgram(seed: number, xlen: Xlen, count: number, length: number): Program {
  const random = randomFrom(seed);
  const rows = usableRows(xlen);
  const width = xlen / 8;
  const [load, store] = xlen === 64 ? ['ld', 'sd'] : ['lw', 'sw'];
  const blocks = Array.from({ length: count }, () => sequence(random, rows, xlen, length));
  // All parts have a fixed size, so the addresses of the tables follow from the code size.
  const registers = Array.from({ length: 31 }, (_, i) => i + 1).filter((number) => number !== 3);
  const overhead = (8 + registers.length * 4 + 8 + 31 * 4) * count;
  const codeSize = blocks.reduce((sum, block) => sum + Math.ceil(block.length / 4) * 4, 0) + overhead + 64;
  const input = Math.ceil((ENTRY + codeSize) / 16) * 16;
  const output = input + count * 32 * width;
  const end = output + count * 32 * width;
  const image = new Uint8Array(output - IMAGE_BASE);
  const view = new DataView(image.buffer);
  const starts: number[] = [];

  let at = ENTRY;
  const emit = (bytes: ArrayLike<number>) => {
    image.set(bytes, at - IMAGE_BASE);
    at += bytes.length;
  };
  const pointer = (address: number) =>
    `lui x3,${((address + 0x800) >>> 12) & 0xfffff}; addi x3,x3,${(address << 20) >> 20}`;
  const assembled = (source: string) => assemble(source, { xlen }).bytes;
  const loads = assembled(registers.map((number) => `${load} x${number},${number * width}(x3)`).join('\n'));
  const stores = assembled(
    Array.from({ length: 31 }, (_, i) => `${store} x${i + 1},${(i + 1) * width}(x3)`).join('\n'),
  );
  for (let index = 0; index < count; index++) {
    const record = input + index * 32 * width;
    emit(assembled(pointer(record)));
    emit(loads);
    emit(assembled(pointer(output + index * 32 * width)));
    starts.push(at);
    emit(blocks[index]!);
    // A block may end on a halfword; everything after it is longer than two bytes anyway.
    if (at % 4 !== 0) emit(assembled('c.addi zero,0'));
    emit(stores);
    for (let number = 1; number < 32; number++) {
      const value = number === 2 || number === 8 ? BigInt(SCRATCH_POINTER) : operandValue(random);
      const place = record + number * width - IMAGE_BASE;
      if (xlen === 64) view.setBigUint64(place, BigInt.asUintN(64, value), true);
      else view.setUint32(place, Number(BigInt.asUintN(32, value)), true);
    }
  }
  // write(1, scratch and output); exit(0)
  const finish = (address: number, size: number) => `li a0,1; li a1,${address}; li a2,${size}; li a7,64; ecall`;
  emit(assembled(`${finish(SCRATCH, SCRATCH_SIZE)}; ${finish(output, end - output)}; li a0,0; li a7,93; ecall`));
  if (at > input) throw new Error('the code is larger than was planned');
  for (let i = 0; i < SCRATCH_SIZE; i++) image[i] = random.below(256);
  return { xlen, image, entry: ENTRY, output, outputSize: end - output, memorySize: end - IMAGE_BASE, starts };
}

/** A static ELF executable with the image as its only segment. */
export function elfFile({ xlen, image, entry, memorySize }: Program): Uint8Array {
  const wide = xlen === 64;
  const headerSize = 0x1000;
  const file = new Uint8Array(headerSize + image.length);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, 1, 1]);
  let at = 16;
  const half = (value: number) => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const word = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  const address = (value: number) => {
    word(value);
    if (wide) word(0);
  };
  half(2); // ET_EXEC
  half(243); // EM_RISCV
  word(1);
  address(entry);
  address(wide ? 64 : 52); // program headers
  address(0);
  word(1); // EF_RISCV_RVC, soft float
  half(wide ? 64 : 52);
  half(wide ? 56 : 32);
  half(1);
  half(0);
  half(0);
  half(0);
  const flags = 7;
  word(1); // PT_LOAD
  if (wide) word(flags);
  address(headerSize);
  address(IMAGE_BASE);
  address(IMAGE_BASE);
  address(image.length);
  address(memorySize);
  if (!wide) word(flags);
  address(0x1000);
  file.set(image, headerSize);
  return file;
}

export { SCRATCH, SCRATCH_SIZE };
