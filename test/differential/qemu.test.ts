// The interpreter against QEMU user emulation on random code (random-code.ts).

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createInterpreter } from '../../src/interp/index.js';
import { type Cpu, GuestFault, GuestMemory, RAM_BASE } from '../../src/machine/index.js';
import { disassemble, REGISTER_NAMES, type Xlen } from '../../src/riscv/index.js';
import { elfFile, type Program, randomProgram, SCRATCH_SIZE, usableRows } from './random-code.js';

const ALL = process.env.NATMOD_TEST === 'all';
const QEMU: Record<Xlen, string> = { 32: 'qemu-riscv32', 64: 'qemu-riscv64' };

function installed(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function runQemu(program: Program): Uint8Array {
  const dir = mkdtempSync(join(tmpdir(), 'natmod-'));
  try {
    const file = join(dir, 'program');
    writeFileSync(file, elfFile(program));
    chmodSync(file, 0o755);
    return new Uint8Array(execFileSync(QEMU[program.xlen], [file], { maxBuffer: 1 << 28, timeout: 100_000 }));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Runs the same program; its system calls arrive as environment-call faults. */
function runInterpreter(program: Program, advance: (cpu: Cpu) => void): Uint8Array {
  const memory = new GuestMemory(program.memorySize);
  memory.u8.set(program.image);
  const cpu = createInterpreter({ memory, xlen: program.xlen, features: { zba: true, zcmp: false } });
  cpu.budget = Number.POSITIVE_INFINITY;
  cpu.pc = program.entry;
  const written: Uint8Array[] = [];
  for (;;) {
    try {
      for (;;) advance(cpu);
    } catch (error) {
      if (!(error instanceof GuestFault) || error.kind !== 'environment-call') throw error;
    }
    const [a0, a1, a2, a7] = [10, 11, 12, 17].map((number) => cpu.regsLo[number]!);
    if (a7 === 93) break;
    expect([a7, a0]).toEqual([64, 1]);
    written.push(memory.bytes(a1!, a2!).slice());
    cpu.pc += 4;
  }
  return Uint8Array.from(written.flatMap((part) => [...part]));
}

/** Differences as text: which register of which sequence, and the code of the first such sequence. */
function differences(program: Program, expected: Uint8Array, actual: Uint8Array): string[] {
  const width = program.xlen / 8;
  const lines: string[] = [];
  const hex = (bytes: Uint8Array, at: number, size: number) =>
    [...bytes.subarray(at, at + size)]
      .reverse()
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
  if (expected.length !== actual.length)
    return [`QEMU wrote ${expected.length} bytes, the interpreter ${actual.length}`];
  for (let at = SCRATCH_SIZE; at < expected.length && lines.length < 10; at += width) {
    const [want, got] = [hex(expected, at, width), hex(actual, at, width)];
    if (want === got) continue;
    const slot = (at - SCRATCH_SIZE) / width;
    const index = Math.floor(slot / 32);
    lines.push(`sequence ${index}, ${REGISTER_NAMES[slot % 32]}: QEMU ${want}, interpreter ${got}`);
    if (lines.length > 1) continue;
    const start = program.starts[index]!;
    const code = program.image.subarray(start - RAM_BASE, start - RAM_BASE + 160);
    lines.push(...[...disassemble(code, { xlen: program.xlen, pc: start })].map(({ text }) => text));
    return lines;
  }
  for (let at = 0; at < SCRATCH_SIZE && lines.length < 10; at += width) {
    if (hex(expected, at, width) === hex(actual, at, width)) continue;
    lines.push(`scratch+${at}: QEMU ${hex(expected, at, width)}, interpreter ${hex(actual, at, width)}`);
  }
  return lines;
}

describe.each([32, 64] as const)('RV%i', (xlen) => {
  describe.skipIf(!installed(QEMU[xlen]))(
    `random code runs as in ${QEMU[xlen]} (skipped when it is not installed)`,
    () => {
      test.each(ALL ? Array.from({ length: 40 }, (_, i) => i + 1) : [1, 2])('seed %i, whole runs', (seed) => {
        const program = randomProgram(seed, xlen, 1500, 40);
        const actual = runInterpreter(program, (cpu) => cpu.run());
        expect(differences(program, runQemu(program), actual)).toEqual([]);
      });

      test('every instruction occurs', () => {
        const { image, starts } = randomProgram(1, xlen, 1500, 40);
        const code = image.subarray(starts[0]! - RAM_BASE, starts.at(-1)! - RAM_BASE);
        const seen = new Set(
          [...disassemble(code, { xlen })].map(({ text }) => text.split('\t')[0]!.replace(/\.(aq|rl|aqrl)$/, '')),
        );
        const expected = [...usableRows(xlen).map(({ name }) => name), 'jalr', 'auipc', 'lr.w', 'sc.w'];
        expect(expected.filter((name) => !seen.has(name))).toEqual([]);
        expect(expected.length).toBeGreaterThan(80);
      });

      test('step by step', () => {
        const program = randomProgram(99, xlen, 200, 40);
        const actual = runInterpreter(program, (cpu) => cpu.step());
        expect(differences(program, runQemu(program), actual)).toEqual([]);
      });
    },
  );
});
