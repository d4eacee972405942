// The shadow of registers against the engine: for each operation all values that undefined bits may have are tried. A bit
// of the result that changes must be undefined; a branch that is reported must be able to go both ways.
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { createInterpreter } from '../interp/index.js';
import { GuestMemory, RAM_BASE } from '../machine/index.js';
import { assemble, extensions } from '../riscv/index.js';
import { OperationCache } from './operations.js';
import { RegisterShadow } from './registers.js';

const ALU = 'add sub and or xor sll srl sra slt sltu mul mulhu div remu sh1add sh3add'.split(' ');
const ALU64 = 'addw subw sllw srlw sraw mulw divw add.uw sh2add.uw'.split(' ');
const IMMEDIATE = 'addi andi ori xori slti sltiu'.split(' ');
const IMMEDIATE64 = ['addiw'];
const SHIFTS = 'slli srli srai'.split(' ');
const SHIFTS64 = 'slliw srliw sraiw slli.uw'.split(' ');
const BRANCHES = 'beq bne blt bge bltu bgeu'.split(' ');

const A0 = 10;
const A1 = 11;
const A2 = 12;
const UNDEFINED_BITS = 5;

/** Numbers from 0 to 1. */
const numbers = (seed: number) => {
  const { below } = randomFrom(seed);
  return () => below(2 ** 30) / 2 ** 30;
};

function machine(xlen: 32 | 64, source: string) {
  const memory = new GuestMemory(0x1_0000);
  const cpu = createInterpreter({ memory, xlen, features: { zba: true, zcmp: false } });
  memory.u8.set(assemble(source, { xlen, base: RAM_BASE }).bytes);
  const operation = new OperationCache(memory, xlen, extensions('zba')).at(RAM_BASE);
  const shadow = new RegisterShadow(cpu.regsLo, cpu.regsHi, xlen);
  return { cpu, operation, shadow };
}

type Machine = ReturnType<typeof machine>;
const get = ({ cpu }: Machine, r: number): bigint =>
  (cpu.xlen === 64 ? BigInt.asUintN(32, BigInt(cpu.regsHi[r]!)) << 32n : 0n) |
  BigInt.asUintN(32, BigInt(cpu.regsLo[r]!));
function put({ cpu }: Machine, r: number, value: bigint): void {
  cpu.regsLo[r] = Number(BigInt.asIntN(32, value));
  if (cpu.xlen === 64) cpu.regsHi[r] = Number(BigInt.asIntN(32, value >> 32n));
}
function bitsOf({ cpu, shadow }: Machine, r: number): bigint {
  if (!shadow.isUndefined(r)) return 0n;
  const lo = BigInt.asUintN(32, BigInt(shadow.lo[r]!));
  return cpu.xlen === 64 ? (BigInt.asUintN(32, BigInt(shadow.hi[r]!)) << 32n) | lo : lo;
}

/** Up to UNDEFINED_BITS bits, often at the ends. */
function someBits(random: () => number, xlen: number): bigint {
  let bits = 0n;
  for (let i = Math.floor(random() * (UNDEFINED_BITS + 1)); i > 0; i--) {
    const at = random() < 0.3 ? [0, xlen - 1, 31, 1][Math.floor(random() * 4)]! : Math.floor(random() * xlen);
    bits |= 1n << BigInt(at % xlen);
  }
  return bits;
}
function someValue(random: () => number, xlen: number): bigint {
  const ends = [0n, 1n, -1n, 1n << BigInt(xlen - 1), 31n];
  const value =
    random() < 0.4 ? ends[Math.floor(random() * ends.length)]! : BigInt(Math.floor(random() * 2 ** 50)) * 0x1_0001n;
  return BigInt.asUintN(xlen, value);
}

/** All values that differ from `value` in `bits` only. */
function variants(value: bigint, bits: bigint): bigint[] {
  const all = [value & ~bits];
  for (let at = 0n; bits >> at !== 0n; at++) {
    if ((bits >> at) & 1n) all.push(...all.map((v) => v | (1n << at)));
  }
  return all;
}

/** What the instruction makes of each combination. */
function results(m: Machine, a: readonly bigint[], b: readonly bigint[], look: (m: Machine) => bigint): bigint[] {
  return a.flatMap((x) =>
    b.map((y) => {
      put(m, A1, x);
      put(m, A2, y);
      m.cpu.pc = RAM_BASE;
      m.cpu.step();
      return look(m);
    }),
  );
}

function trial(m: Machine, random: () => number): { a: bigint; ua: bigint; b: bigint; ub: bigint } {
  const { xlen } = m.cpu;
  const [a, ua, b, ub] = [
    someValue(random, xlen),
    someBits(random, xlen),
    someValue(random, xlen),
    someBits(random, xlen),
  ];
  put(m, A1, a);
  put(m, A2, b);
  for (const [r, bits] of [
    [A1, ua],
    [A2, ub],
  ] as const) {
    m.shadow.undefine(r, Number(BigInt.asIntN(32, bits)), xlen === 64 ? Number(BigInt.asIntN(32, bits >> 32n)) : 0, 1);
  }
  return { a, ua, b, ub };
}

const TRIALS = process.env.NATMOD_TEST === 'all' ? 400 : 25;
const EXACT = /^(and|or|xor|andi|ori|xori|slli|srli|srai|slliw|srliw|sraiw|slli.uw)$/;

describe.each([32, 64] as const)('RV%d', (xlen) => {
  const wide = <T>(names: readonly T[]): readonly T[] => (xlen === 64 ? names : []);
  const sources = [
    ...[...ALU, ...wide(ALU64)].map((name) => `${name} a0, a1, a2`),
    ...[...IMMEDIATE, ...wide(IMMEDIATE64)].flatMap((name) => [`${name} a0, a1, -1`, `${name} a0, a1, 37`]),
    ...[...SHIFTS, ...wide(SHIFTS64)].map((name) => `${name} a0, a1, 7`),
    ...['sub a0, a1, a1', 'xor a0, a1, a1'],
  ];
  test.each(sources)('%s', (source) => {
    const random = numbers(xlen);
    const m = machine(xlen, source);
    for (let i = 0; i < TRIALS; i++) {
      const { a, ua, b, ub } = trial(m, random);
      m.shadow.propagate(m.operation);
      const marked = bitsOf(m, A0);
      const all = results(m, variants(a, ua), variants(b, ub), (after) => get(after, A0));
      const changing = all.reduce((bits, result) => bits | (result ^ all[0]!), 0n);
      const where = { source, a, ua, b, ub };
      expect({ ...where, missed: changing & ~marked }).toEqual({ ...where, missed: 0n });
      if (EXACT.test(m.operation.name)) expect({ ...where, marked }).toEqual({ ...where, marked: changing });
    }
  });

  test.each(BRANCHES)('%s', (name) => {
    const random = numbers(xlen);
    const m = machine(xlen, `${name} a1, a2, ${RAM_BASE + 16}`);
    for (let i = 0; i < TRIALS; i++) {
      const { a, ua, b, ub } = trial(m, random);
      const depends = m.shadow.branchDepends(m.operation);
      const all = results(m, variants(a, ua), variants(b, ub), ({ cpu }) => BigInt(cpu.pc));
      const where = { name, a, ua, b, ub };
      expect({ ...where, depends }).toEqual({ ...where, depends: new Set(all).size > 1 });
    }
  });
});
