// What must hold for any code: every executable row of the table has a meaning, Zcmp equals its expansion, and random
// bytes end in a fault or a timeout, never in a JavaScript error.

import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { type Cpu, GuestFault, GuestMemory, GuestTimeout, RAM_BASE, RETURN_GATE } from '../machine/index.js';
import {
  assemble,
  decode,
  encode,
  extensions,
  INSTRUCTIONS,
  REGISTER_NAMES,
  type Xlen,
  zcmpAdjustment,
  zcmpRegisters,
} from '../riscv/index.js';
import { createInterpreter } from './index.js';

const ALL = process.env.NATMOD_TEST === 'all';
const CODE = RAM_BASE + 0x8000;
const STACK = RAM_BASE + 0x4000;

/** Random words. */
const random = (seed: number) => {
  const { below } = randomFrom(seed);
  return () => below(2 ** 32);
};

function hart(xlen: Xlen, code: Uint8Array): Cpu {
  const memory = new GuestMemory(0x1_0000);
  memory.u8.set(code, CODE - RAM_BASE);
  const cpu = createInterpreter({ memory, xlen, features: { zba: true, zcmp: true } });
  cpu.pc = CODE;
  cpu.regsLo[2] = STACK;
  return cpu;
}

const state = (cpu: Cpu) => ({
  lo: [...cpu.regsLo],
  hi: [...cpu.regsHi],
  stack: [...cpu.memory.u8.subarray(0x3e00, 0x4200)],
});

describe.each([32, 64] as const)('RV%i', (xlen) => {
  test('every row of the extensions that the hart has is executed', () => {
    const exts = extensions('zba', 'zcmp');
    const rows = INSTRUCTIONS.filter((row) => exts.has(row.ext) && (row.xlen === 0 || row.xlen === xlen));
    const illegal: string[] = [];
    for (const row of rows) {
      // Operands that are good for all rows: sp-relative where there is a base, and a CSR that exists.
      const values = {
        rd: 10,
        rs1: 9,
        rs2: 11,
        r1s: 8,
        r2s: 9,
        rlist: 4,
        csr: 0x340,
        imm: row.imm.length > 0 ? row.immMax : 0,
      };
      const word = encode(row, values);
      if (typeof word === 'string') throw new Error(`${row.name}: ${word}`);
      if (decode(word, xlen, exts)?.instruction.name !== row.name)
        throw new Error(`${row.name} is not what was encoded`);
      const cpu = hart(xlen, Uint8Array.from([0, 8, 16, 24].map((shift) => word >>> shift)));
      cpu.regsLo[9] = STACK;
      try {
        cpu.step();
      } catch (error) {
        if (!(error instanceof GuestFault)) throw error;
        if (error.kind === 'illegal-instruction') illegal.push(row.name);
      }
    }
    expect(illegal).toEqual(['c.unimp']);
    expect(rows.length).toBeGreaterThan(100);
  });

  test('each Zcmp push and pop equals the stores and loads that it stands for', () => {
    const width = xlen / 8;
    const [load, store] = xlen === 64 ? ['ld', 'sd'] : ['lw', 'sw'];
    const fill = (cpu: Cpu) => {
      const next = random(5);
      for (let number = 1; number < 32; number++) {
        if (number === 2) continue;
        cpu.regsLo[number] = next();
        if (xlen === 64) cpu.regsHi[number] = next();
      }
      for (let at = 0; at < 0x8000; at += 4) cpu.memory.st32(RAM_BASE + at, next());
      return cpu;
    };
    const outcome = (source: string) => {
      const cpu = fill(hart(xlen, assemble(`${source}\nebreak`, { xlen, base: CODE }).bytes));
      expect(() => cpu.run()).toThrow(/breakpoint/);
      return state(cpu);
    };
    for (let rlist = 4; rlist < 16; rlist++) {
      const list = zcmpRegisters(rlist);
      const names = list.length === 1 ? 'ra' : list.length === 2 ? 'ra, s0' : `ra, s0-s${list.length - 2}`;
      for (const spimm of [0, 16, 32, 48]) {
        const adjustment = zcmpAdjustment(rlist, spimm, xlen);
        const slot = (index: number) => -(list.length - index) * width;
        const saves = list.map((number, i) => `${store} x${number}, ${slot(i)}(sp)`).join('\n');
        expect(outcome(`cm.push {${names}}, -${adjustment}`)).toEqual(outcome(`${saves}\naddi sp, sp, -${adjustment}`));
        const loads = list.map((number, i) => `${load} x${number}, ${adjustment + slot(i)}(sp)`).join('\n');
        expect(outcome(`cm.pop {${names}}, ${adjustment}`)).toEqual(outcome(`${loads}\naddi sp, sp, ${adjustment}`));
      }
    }
  });

  test('random bytes end in a fault or a timeout', () => {
    const next = random(xlen);
    const kinds = new Map<string, number>();
    const exts = extensions('zba', 'zcmp', 'f');
    const rows = INSTRUCTIONS.filter((row) => exts.has(row.ext) && (row.xlen === 0 || row.xlen === xlen));
    const cpu = hart(xlen, new Uint8Array(0));
    const { u8 } = cpu.memory;
    cpu.onGate = () => {
      cpu.pc = RETURN_GATE;
    };
    const rounds = ALL ? 100_000 : 3000;
    for (let round = 0; round < rounds; round++) {
      for (let at = 0; at < 64; ) {
        const row = rows[next() % rows.length]!;
        const word = next() % 64 === 0 ? next() : row.match | (next() & ~row.mask);
        for (let i = 0; i < row.size; i++) u8[CODE - RAM_BASE + at++] = word >>> (8 * i);
      }
      cpu.invalidate(RAM_BASE, cpu.memory.size);
      for (let number = 1; number < 32; number++) {
        const choice = next() % 4;
        cpu.regsLo[number] =
          choice === 0 ? next() : choice === 1 ? CODE + (next() % 64) : RAM_BASE + (next() % 0x1_0000);
        cpu.regsHi[number] = xlen === 64 && choice === 0 ? next() : 0;
      }
      cpu.pc = next() % 16 === 0 ? next() : CODE + (next() % 16) * 2;
      cpu.budget = 2000;
      let kind = 'returned';
      try {
        if (round % 4 === 0) for (let i = 0; i < 200 && cpu.pc !== RETURN_GATE; i++) cpu.step();
        else cpu.run();
      } catch (error) {
        if (error instanceof GuestFault) {
          kind = error.kind;
          expect(error.pc).toBe(cpu.pc);
        } else if (error instanceof GuestTimeout) kind = 'timeout';
        else throw error;
      }
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      expect(cpu.regsLo[0]! | cpu.regsHi[0]!, REGISTER_NAMES[0]).toBe(0);
    }
    for (const kind of ['load-access', 'store-access', 'illegal-instruction', 'fetch-access', 'timeout']) {
      expect([kind, kinds.has(kind)]).toEqual([kind, true]);
    }
  });
});
