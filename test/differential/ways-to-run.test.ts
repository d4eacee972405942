// Random code (random-code.ts) gives the same registers, memory and number of instructions however a hart runs it: whole,
// in slices of the budget, step by step, observed, counted, and with breakpoints at every few instructions.
import { expect, test } from 'vitest';
import { createInterpreter } from '../../src/interp/index.js';
import { type Cpu, GuestFault, GuestMemory, RAM_BASE } from '../../src/machine/index.js';
import { type Program, randomProgram } from './random-code.js';

const SEEDS = process.env.NATMOD_TEST === 'all' ? 40 : 1;

interface Way {
  readonly prepare: (cpu: Cpu) => void;
  readonly step?: boolean;
}

/** The smallest slices that get on: a jump ends one of 0. */
function slices(cpu: Cpu, most: number): void {
  let turn = 0;
  cpu.budget = 0;
  cpu.onBudget = () => turn++ % most;
}

/** On instructions and, as here nobody knows where they begin, in the middle of others. */
function breakpoints(cpu: Cpu, distance: number): void {
  cpu.debugger = { atBreakpoint: () => {}, atGate: () => {}, atFault: () => false };
  for (let at = 0; at < cpu.memory.size; at += distance) cpu.setBreakpoint(RAM_BASE + at);
}

const WAYS: Readonly<Record<string, Way>> = {
  'in slices': { prepare: (cpu) => slices(cpu, 7) },
  'step by step': { prepare: () => {}, step: true },
  observed: { prepare: (cpu) => cpu.addObserver({ beforeInstruction: () => {} }) },
  counted: { prepare: (cpu) => void cpu.countExecution() },
  'counted, in slices': {
    prepare: (cpu) => {
      cpu.countExecution();
      slices(cpu, 5);
    },
  },
  'with breakpoints': { prepare: (cpu) => breakpoints(cpu, 6) },
  'counted, step by step over breakpoints': {
    prepare: (cpu) => {
      cpu.countExecution();
      breakpoints(cpu, 2);
    },
    step: true,
  },
};

/** What it writes at its end, as one number, and how many instructions that took. */
function outcome(program: Program, { prepare, step }: Way): string {
  const memory = new GuestMemory(program.memorySize);
  memory.u8.set(program.image);
  const cpu = createInterpreter({ memory, xlen: program.xlen, features: { zba: true, zcmp: false } });
  cpu.budget = Number.POSITIVE_INFINITY;
  cpu.pc = program.entry;
  prepare(cpu);
  let hash = 0;
  for (;;) {
    try {
      while (step) cpu.step();
      cpu.run();
    } catch (error) {
      if (!(error instanceof GuestFault) || error.kind !== 'environment-call') throw error;
    }
    const [a1, a2, a7] = [11, 12, 17].map((number) => cpu.regsLo[number]!);
    if (a7 === 93) return `${hash} after ${cpu.instructionsRetired()}`;
    for (const byte of memory.bytes(a1!, a2!)) hash = (Math.imul(hash, 31) + byte) | 0;
    cpu.pc += 4;
  }
}

test.each([32, 64] as const)('RV%i', (xlen) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const program = randomProgram(seed, xlen, 100, 40);
    const whole = outcome(program, { prepare: () => {} });
    const others = Object.entries(WAYS).map(([name, way]) => [name, outcome(program, way)]);
    expect(others).toEqual(Object.keys(WAYS).map((name) => [name, whole]));
  }
});
