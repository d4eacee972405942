// For tests of the runtime: a booted board without machine code. Tests that run machine code build theirs with
// system/, which knows an engine; here a stub engine refuses to run.

import { type Cpu, GuestFault, GuestMemory } from '../machine/index.js';
import { BOARDS, type BoardName } from './boards.js';
import { bootRuntime } from './core/boot.js';
import { type BoardConfig, memoryNeeded, type Runtime } from './core/runtime.js';

/** A CPU that has registers but executes nothing. */
function inertCpu(xlen: 32 | 64, memory: GuestMemory): Cpu {
  return {
    xlen,
    features: { zba: true, zcmp: true },
    memory,
    regsLo: new Int32Array(memory.memory.buffer, memory.cpuState, 32),
    regsHi: new Int32Array(memory.memory.buffer, memory.cpuState + 128, 32),
    pc: 0,
    onGate: () => {},
    onBudget: () => 0,
    budget: 0,
    instructionsRetired: () => 0,
    run() {
      throw new GuestFault('fetch-access', this.pc, 'this board has no engine');
    },
    step() {
      throw new GuestFault('fetch-access', this.pc, 'this board has no engine');
    },
    invalidate: () => {},
    addObserver: () => {},
    removeObserver: () => {},
    debugger: undefined,
    setBreakpoint: () => {},
    clearBreakpoint: () => {},
    traceCalls: () => {},
    countExecution: () => ({
      read: () => ({ executed: new Float64Array(0), taken: new Float64Array(0) }),
      clear: () => {},
    }),
  };
}

/** A runtime whose console output collects in `printed`, and its warnings beside. */
export function testRuntime(
  board: BoardName = 'VIRT_RV64',
  options: { gcStress?: boolean; heapBytes?: number } = {},
): Runtime & { printed: string[]; warnings: string[] } {
  const config: BoardConfig = { ...BOARDS[board], heapBytes: options.heapBytes ?? 1 << 20, stackBytes: 80_000 };
  const memory = new GuestMemory(memoryNeeded(config.heapBytes));
  const printed: string[] = [];
  const warnings: string[] = [];
  const rt = bootRuntime({
    cpu: inertCpu(config.wordBytes === 8 ? 64 : 32, memory),
    config,
    output: (text) => printed.push(text),
    warn: (message) => warnings.push(message),
    gcStress: options.gcStress ?? false,
  });
  return Object.assign(rt, { printed, warnings });
}
