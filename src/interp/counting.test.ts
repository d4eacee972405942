// Counted executions against an observer that sees every instruction: the same programs, the same ends, the same counts.

import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { type Cpu, GuestFault, GuestMemory, GuestTimeout, RAM_BASE, RETURN_GATE } from '../machine/index.js';
import { assemble, extensions, INSTRUCTIONS, type Xlen } from '../riscv/index.js';
import { createInterpreter } from './index.js';

const ALL = process.env.NATMOD_TEST === 'all';
const CODE = RAM_BASE + 0x8000;
const CODE_BYTES = 96;
const GATE = RETURN_GATE + 4;

/** Random words. */
const random = (seed: number) => {
  const { below } = randomFrom(seed);
  return () => below(2 ** 32);
};

function hart(xlen: Xlen): Cpu {
  const cpu = createInterpreter({ memory: new GuestMemory(0x1_0000), xlen, features: { zba: true, zcmp: true } });
  cpu.onGate = () => {
    cpu.pc = cpu.regsLo[1]! >>> 0;
  };
  return cpu;
}

/** Gives a hart code and registers, and runs it in small slices. */
function run(cpu: Cpu, code: Uint8Array, registers: readonly number[], slice: number): string {
  cpu.memory.u8.fill(0);
  cpu.memory.u8.set(code, CODE - RAM_BASE);
  cpu.invalidate(RAM_BASE, cpu.memory.size);
  for (let i = 1; i < 32; i++) {
    cpu.regsLo[i] = registers[i]!;
    if (cpu.xlen === 64) cpu.regsHi[i] = i % 5 === 0 ? registers[i]! >> 31 : 0;
  }
  cpu.pc = CODE;
  cpu.budget = slice;
  let slices = 0;
  cpu.onBudget = () => {
    if (slices++ * slice > 2000) throw new GuestTimeout();
    return slice;
  };
  try {
    cpu.run();
    return 'returned';
  } catch (error) {
    if (error instanceof GuestFault) return `${error.kind} ${error.hex} ${error.pc}`;
    if (error instanceof GuestTimeout) return 'timeout';
    throw error;
  }
}

const CHOICES = (next: () => number) => [
  next(),
  CODE + ((next() % CODE_BYTES) & ~1),
  RAM_BASE + (next() % 0x4000),
  GATE,
];

describe.each([32, 64] as const)('RV%i', (xlen) => {
  test('random code is executed alike and counted exactly', () => {
    const next = random(xlen + 1);
    const exts = extensions('zba', 'zcmp');
    const rows = INSTRUCTIONS.filter((row) => exts.has(row.ext) && (row.xlen === 0 || row.xlen === xlen));
    const jumps = rows.filter((row) => /^(c\.)?(b..u?|b..z|j|jal|jr|jalr)$|cm.pop/.test(row.name));
    const plain = hart(xlen);
    const counted = hart(xlen);
    const counts = counted.countExecution();
    let seen = new Map<number, number>();
    plain.addObserver({ beforeInstruction: (pc) => seen.set(pc, (seen.get(pc) ?? 0) + 1) });
    let compared = 0;
    for (let round = 0; round < (ALL ? 40_000 : 1500); round++) {
      const code = new Uint8Array(CODE_BYTES);
      for (let at = 0; at < CODE_BYTES; ) {
        const from = next() % 3 === 0 ? jumps : rows;
        const row = from[next() % from.length]!;
        const word = row.match | (next() & ~row.mask);
        // Jumps stay near.
        const near = row.size === 4 && /^(b|jal$)/.test(row.name) ? word & 0x0f0f_ffff : word;
        const used = (near & row.mask) === row.match ? near : word;
        for (let i = 0; i < row.size && at < CODE_BYTES; i++) code[at++] = used >>> (8 * i);
      }
      const registers = Array.from({ length: 32 }, () => CHOICES(next)[next() % 4]!);
      registers[1] = next() % 2 === 0 ? RETURN_GATE : CODE + ((next() % CODE_BYTES) & ~1);
      registers[2] = RAM_BASE + 0x4000;
      const slice = 1 + (next() % 40);
      seen = new Map();
      counts.clear();
      const ends = [run(plain, code, registers, slice), run(counted, code, registers, slice)];
      if (ends.includes('timeout')) continue;
      expect(ends[1]).toBe(ends[0]);
      expect([...counted.regsLo, ...counted.regsHi]).toEqual([...plain.regsLo, ...plain.regsHi]);
      // What changed its own code has no sizes any more to add up by.
      if (code.some((byte, i) => counted.memory.u8[CODE - RAM_BASE + i] !== byte)) continue;
      const { executed } = counts.read(CODE, CODE_BYTES);
      const expected = Array.from(executed, (_, i) => seen.get(CODE + 2 * i) ?? 0);
      expect([...executed]).toEqual(expected);
      compared++;
    }
    expect(compared).toBeGreaterThan(500);
  });

  test('loops, calls, gates, branches and single steps', () => {
    const cpu = hart(xlen);
    const source = `
        mv s0, ra
        li a1, 5
        li a2, 1
      again: jal ra, twice
        li t1, ${GATE}
        jalr ra, 0(t1)
        addi a1, a1, -1
        bltu a2, a1, again
        beqz a1, never
        mv ra, s0
        ret
      never: li a0, 0
        ret
      twice: slli a0, a0, 1
        ret`;
    const { bytes, labels } = assemble(source, { xlen, base: CODE });
    cpu.memory.u8.set(bytes, CODE - RAM_BASE);
    cpu.pc = CODE;
    cpu.regsLo[1] = RETURN_GATE;
    const counts = cpu.countExecution();
    for (let i = 0; i < 7; i++) cpu.step();
    cpu.run();
    const { executed, taken } = counts.read(CODE, bytes.length);
    const at = (label: string) => executed[(labels.get(label)! - CODE) >> 1];
    expect([executed[0], at('again'), at('twice'), at('never')]).toEqual([1, 4, 4, 0]);
    const branch = executed.findIndex((_, i) => bytes[2 * i]! % 128 === 0x63);
    expect([executed[branch], taken[branch]]).toEqual([4, 3]);
    counts.clear();
    expect(Math.max(...counts.read(CODE, bytes.length).executed)).toBe(0);
  });
});
