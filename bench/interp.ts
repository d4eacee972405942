// Speed of the interpreter: a CRC-32 over a buffer, bit by bit, on RV32 and RV64, as millions of guest instructions a
// second and as a ratio to the same loop in plain JavaScript, measured in the same run so that the ratio carries over
// to other machines.

import { createInterpreter } from '../src/interp/index.js';
import { GuestMemory, RAM_BASE, RETURN_GATE } from '../src/machine/index.js';
import { assemble, type Xlen } from '../src/riscv/index.js';

/** One measured figure. `ratio` is guest time per time of the same work in JavaScript: smaller is better. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio: number;
}

const CODE = RAM_BASE + 0x8000;
const DATA = RAM_BASE + 0x1_0000;
const LENGTH = 0x4000;
const ROUNDS = 40;
const CRC32_POLYNOMIAL = 0xedb88320;

// crc(a0 = data, a1 = length): what gcc -O2 makes of the loop, compressed where it can be.
const SOURCE = (xlen: Xlen) => `
      c.add a1, a0
      c.li a5, -1
      li a6, ${CRC32_POLYNOMIAL}
byte: lbu a4, 0(a0)
      xor a5, a5, a4
      c.li a3, 8
bit:  andi a4, a5, 1
      ${xlen === 64 ? 'subw' : 'sub'} a4, zero, a4
      and a4, a4, a6
      ${xlen === 64 ? 'srliw' : 'srli'} a5, a5, 1
      xor a5, a5, a4
      c.addi a3, -1
      c.bnez a3, bit
      c.addi a0, 1
      bne a0, a1, byte
      xori a0, a5, -1
      c.jr ra`;

function crcInJavaScript(data: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < data.length; i++) {
    crc ^= data[i]!;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (CRC32_POLYNOMIAL & -(crc & 1));
  }
  return ~crc;
}

/** Milliseconds of the best of a few runs. */
function best(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function measure(xlen: Xlen): BenchResult {
  const memory = new GuestMemory(0x2_0000);
  memory.u8.set(assemble(SOURCE(xlen), { xlen, base: CODE }).bytes, CODE - RAM_BASE);
  const data = memory.bytes(DATA, LENGTH);
  for (let i = 0; i < LENGTH; i++) data[i] = Math.imul(i, 0x9e3779b1) >>> 24;
  const cpu = createInterpreter({ memory, xlen, features: { zba: false, zcmp: false } });
  cpu.budget = Number.POSITIVE_INFINITY;
  const expected = crcInJavaScript(data);
  const guest = best(() => {
    for (let round = 0; round < ROUNDS; round++) {
      cpu.regsLo.fill(0);
      cpu.regsHi.fill(0);
      cpu.regsLo[1] = RETURN_GATE;
      cpu.regsLo[10] = DATA;
      cpu.regsLo[11] = LENGTH;
      cpu.pc = CODE;
      cpu.run();
      if (cpu.regsLo[10] !== expected) throw new Error(`RV${xlen} CRC is wrong`);
    }
  });
  const instructions = cpu.instructionsRetired() / 5;
  const host = best(() => {
    for (let round = 0; round < ROUNDS; round++)
      if (crcInJavaScript(data) !== expected) throw new Error('CRC is wrong');
  });
  return {
    name: `interp CRC loop, RV${xlen}`,
    value: instructions / guest / 1000,
    unit: 'million instructions/s',
    ratio: guest / host,
  };
}

/** Measures both widths. */
export function benchInterp(): BenchResult[] {
  return [measure(32), measure(64)];
}
