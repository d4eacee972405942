// The contract between an engine (interp, later translate) and what drives it (runtime, debug). The runtime never
// learns which engine runs. All guest-visible state is in typed arrays over the shared memory.

import type { GuestFault } from './fault.js';
import type { GuestMemory } from './memory.js';

/** Numbers of the registers that calls use: return address, stack pointer, first argument and result. */
export const RA = 1;
export const SP = 2;
export const A0 = 10;

/** Gate addresses: [GATE_BASE, GATE_BASE + GATE_SIZE). Each multiple of 4 is a host function. Outside RAM on purpose. */
export const GATE_BASE = 0x1000_0000;
export const GATE_SIZE = 0x0010_0000;
/** Gate 0: where the outermost guest function returns to. Reaching it ends `Cpu.run` with 'returned'. */
export const RETURN_GATE = GATE_BASE;

/** Instruction-set extensions that a board's CPU may or may not have. I, M, A, C, Zicsr and Zifencei are always there. */
export interface CpuFeatures {
  readonly zba: boolean;
  readonly zcmp: boolean;
}

/** Called when the pc reaches a gate other than RETURN_GATE. Registers and pc are in the state arrays and may be
 * changed; on entry `cpu.pc` is the gate address. The handler must set `cpu.pc` to where execution goes on (normally
 * ra). It may call `cpu.run` again (re-entrantly) after saving what it needs, and may throw: whatever it throws leaves
 * `run` unchanged, with the state as it was at the gate. */
export type GateHandler = (gateIndex: number) => void;

/** Called when the slice budget is used up. Returns the next slice, or throws GuestTimeout (or anything else). */
export type BudgetHandler = () => number;

/** What looks over the shoulder of a hart: a debugger, coverage, a profile, the sanitizer. Called with the state precise,
 * pc at the instruction (always in RAM, calls of gates are seen by `onGate`), before it is executed; it may change
 * registers and memory, and whatever it throws leaves `run` with that state. */
export interface CpuObserver {
  beforeInstruction(pc: number): void;
  /** Is called for each `Cpu.run` and calls `go`, which does it, for observers that keep something from one begin to its
   * end. What `go` throws has to leave it. */
  aroundRun?(go: () => void): void;
}

/** What a debugger is told of a hart, always with the state precise. Each may change registers, pc and memory; execution
 * goes on at the pc that it leaves. What it throws leaves `run`. */
export interface CpuDebugger {
  /** The instruction at pc, which has a breakpoint, comes next. */
  atBreakpoint(pc: number): void;
  /** The pc has reached a gate, RETURN_GATE included; nothing of the host function has been done. */
  atGate(pc: number): void;
  /** A fault is about to leave `run`: true to go on instead. Called again by each outer `run` that it leaves. */
  atFault(fault: GuestFault): boolean;
}

/** By halfword of the range that was asked for; only those where an instruction begins count. */
export interface InstructionCounts {
  /** How often the instruction was executed; one that faulted counts. */
  readonly executed: Float64Array;
  /** How often execution did not go on behind it: jumps that were taken, and faults. */
  readonly taken: Float64Array;
}

/** What `Cpu.countExecution` counts. */
export interface ExecutionCounts {
  /** Counts of the code in [addr, addr + size), which must still be the code that was executed. */
  read(addr: number, size: number): InstructionCounts;
  /** Begins anew with zero, for when memory gets other contents. */
  clear(): void;
}

/** Follows calls of machine code, for a profile. `retired` is `instructionsRetired` at that moment. */
export interface CallTracer {
  /** `Cpu.run` begins at pc, and ends, however it does. */
  enterRun(pc: number, retired: number): void;
  leaveRun(retired: number): void;
  /** A jump that leaves the address behind it in ra. */
  call(target: number, returnAddress: number, sp: number, retired: number): void;
  /** A jump to ra. */
  return(target: number, sp: number, retired: number): void;
  /** Any other jump that is not conditional. */
  jump(target: number, retired: number): void;
  /** A gate is called; returns what `leaveHost` wants, which is called if the gate's function does not throw. `resumed`:
   * it does not go on behind the call, but where registers were saved before. */
  enterHost(gate: number, retired: number): number;
  leaveHost(before: number, pc: number, sp: number, resumed: boolean): void;
}

/** A RISC-V hart as an engine sees it. */
export interface Cpu {
  readonly xlen: 32 | 64;
  readonly features: CpuFeatures;
  readonly memory: GuestMemory;
  /** Low 32 bits of x0..x31. Index = register number. */
  readonly regsLo: Int32Array;
  /** High 32 bits of x0..x31; on a 32-bit hart an array of zeros that nobody reads. */
  readonly regsHi: Int32Array;
  /** Address of the next instruction. Always a non-negative number below 2^32 (a wilder jump faults at once). */
  pc: number;
  onGate: GateHandler;
  onBudget: BudgetHandler;
  /** Instructions left in this slice; shared by nested runs. */
  budget: number;
  /** Total of guest instructions executed since creation. */
  instructionsRetired(): number;
  /** Runs from `pc` until RETURN_GATE is reached (returns normally). Throws GuestFault (pc filled in, state precise at
   * the faulting instruction), GuestTimeout, or what a gate handler threw. Re-entrant from within a gate handler. */
  run(): void;
  /** Executes exactly one instruction (or one gate call). For debuggers and differential tests. */
  step(): void;
  /** From the next instruction on the hart runs one instruction at a time and shows each to the observer; several are
   * called in the order they came. Without observers nothing of it costs anything. */
  addObserver(observer: CpuObserver): void;
  removeObserver(observer: CpuObserver): void;
  /** None while nobody debugs. */
  debugger: CpuDebugger | undefined;
  /** Addresses in RAM at which `debugger` is asked; code between them runs at full speed. */
  setBreakpoint(addr: number): void;
  clearBreakpoint(addr: number): void;
  /** Counts from now on how often each instruction is executed, which makes jumps slower. */
  countExecution(): ExecutionCounts;
  /** Tells of every call from now on, at the same price. */
  traceCalls(tracer: CallTracer): void;
  /** Forget decoded or translated code that overlaps `[addr, addr + size)`: the loader or the GC has changed it. */
  invalidate(addr: number, size: number): void;
}
