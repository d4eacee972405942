// The precise engine: a `Cpu` over the hot loops. It decides where pc points to (RAM, gate, nowhere), hands out the
// budget in slices that fit an int32, and fills in the pc of faults that host code raised.

import { InternalError } from '../base/index.js';
import {
  type BudgetHandler,
  type CallTracer,
  type Cpu,
  type CpuDebugger,
  type CpuObserver,
  type ExecutionCounts,
  GATE_BASE,
  GATE_SIZE,
  type GateHandler,
  GuestFault,
  GuestTimeout,
  RAM_BASE,
  RETURN_GATE,
} from '../machine/index.js';
import { JumpCounter } from './counting.js';
import { Op, run32, run64 } from './hot.js';
import { type HartOptions, HartState } from './state.js';

/** Largest slice given to a hot loop; it counts in int32. */
const MAX_SLICE = 0x3fff_ffff;
const DEFAULT_BUDGET = 10_000_000;

export type InterpreterOptions = HartOptions;

/** Makes a hart that interprets. Registers are zero, pc is RAM_BASE; `onGate` must be set before guest code runs. */
export function createInterpreter(options: InterpreterOptions): Cpu {
  return new Interpreter(options);
}

class Interpreter implements Cpu {
  readonly xlen;
  readonly features;
  readonly memory;
  readonly regsLo: Int32Array;
  readonly regsHi: Int32Array;
  budget = DEFAULT_BUDGET;
  onGate: GateHandler = (gate) => {
    throw new InternalError(`no gate handler is set for gate ${gate}`);
  };
  onBudget: BudgetHandler = () => {
    throw new GuestTimeout();
  };
  debugger: CpuDebugger | undefined = undefined;
  private readonly state: HartState;
  private tracer: CallTracer | undefined = undefined;
  private observers: readonly CpuObserver[] = [];
  private readonly loop: (state: HartState) => void;

  constructor(options: InterpreterOptions) {
    const state = new HartState(options);
    this.state = state;
    this.xlen = state.xlen;
    this.features = state.features;
    this.memory = state.memory;
    this.regsLo = state.lo.subarray(0, 32);
    this.regsHi = state.hi.subarray(0, 32);
    this.loop = state.xlen === 32 ? run32 : run64;
    this.regsLo.fill(0);
    this.regsHi.fill(0);
  }

  get pc(): number {
    return this.state.pc;
  }
  set pc(value: number) {
    this.state.pc = value;
  }

  instructionsRetired(): number {
    return this.state.retired;
  }

  invalidate(addr: number, size: number): void {
    this.state.invalidate(addr, size);
  }

  run(): void {
    if (this.observers.length > 0) this.runObserved();
    else this.runTraced();
  }

  private runObserved(): void {
    let go = () => this.runTraced();
    for (const observer of this.observers) {
      if (!observer.aroundRun) continue;
      const inner = go;
      go = () => observer.aroundRun!(inner);
    }
    go();
  }

  private runTraced(): void {
    const { tracer } = this;
    if (!tracer) {
      this.runDebugged();
      return;
    }
    tracer.enterRun(this.state.pc, this.state.retired);
    try {
      this.runDebugged();
    } finally {
      tracer.leaveRun(this.state.retired);
    }
  }

  private runDebugged(): void {
    for (;;) {
      try {
        this.runOn();
        return;
      } catch (error) {
        if (!(error instanceof GuestFault && this.debugger?.atFault(error))) throw error;
      }
    }
  }

  private runOn(): void {
    const { state } = this;
    for (;;) {
      if (this.budget < 0) this.refill();
      const pc = state.pc;
      if (this.inRam(pc)) {
        const halts = state.breakpoints.size > 0 && state.breakpoints.has(pc);
        if (!halts && this.observers.length === 0) this.enter(this.budget);
        else this.observedStep(pc, halts);
        continue;
      }
      if (this.debugger) {
        this.debugger.atGate(pc);
        if (state.pc !== pc) continue;
      }
      if (pc === RETURN_GATE) return;
      this.callGate(pc);
    }
  }

  setBreakpoint(addr: number): void {
    this.state.breakpoints.add(addr);
    this.state.invalidate(addr, 2);
  }

  clearBreakpoint(addr: number): void {
    this.state.breakpoints.delete(addr);
    this.state.invalidate(addr, 2);
  }

  step(): void {
    const { state } = this;
    const pc = state.pc;
    if (!this.inRam(pc)) {
      if (pc !== RETURN_GATE) this.callGate(pc);
      return;
    }
    if (this.budget < 1) this.refill();
    this.enterOnce(pc);
  }

  addObserver(observer: CpuObserver): void {
    this.observers = [...this.observers, observer];
  }

  removeObserver(observer: CpuObserver): void {
    this.observers = this.observers.filter((other) => other !== observer);
  }

  traceCalls(tracer: CallTracer): void {
    this.countExecution();
    this.state.counter!.tracer = tracer;
    this.tracer = tracer;
  }

  countExecution(): ExecutionCounts {
    const { state } = this;
    if (!state.counter) {
      state.counter = new JumpCounter(state);
      state.invalidate(RAM_BASE, state.size);
    }
    return state.counter;
  }

  private observedStep(pc: number, halts: boolean): void {
    if (halts) this.debugger?.atBreakpoint(pc);
    if (this.state.pc === pc) for (const observer of this.observers) observer.beforeInstruction(pc);
    // The observer may have sent the hart elsewhere.
    const now = this.state.pc;
    if (now === pc || this.inRam(now)) this.enterOnce(now);
  }

  /** One instruction of RAM. */
  private enterOnce(pc: number): void {
    // Execution stops at the next instruction in line, or at a taken jump because the slice is empty.
    const index = (pc - RAM_BASE) >> 1;
    const { code } = this.state;
    const hasBreakpoint = this.state.breakpoints.has(pc);
    if (hasBreakpoint) {
      // The instruction itself instead of its breakpoint.
      code[index] = Op.UNDECODED;
      this.state.passing = pc;
    }
    const afterHalf = code[index + 1]!;
    const afterWord = code[index + 2]!;
    code[index + 1] = Op.STOP;
    if (index + 2 < code.length) code[index + 2] = Op.STOP;
    try {
      this.enter(0);
    } finally {
      if (hasBreakpoint) {
        this.state.passing = -1;
        code[index] = Op.UNDECODED;
      }
      // A fence.i has cleared the whole cache; then there is nothing to put back.
      if (code[index + 1] === Op.STOP) code[index + 1] = afterHalf;
      if (code[index + 2] === Op.STOP) code[index + 2] = afterWord;
    }
  }

  private inRam(pc: number): boolean {
    const index = pc - RAM_BASE;
    if (!(index >= 0 && index < this.state.size)) return false;
    if (index % 2 !== 0) this.faultAt('misaligned-fetch', pc);
    return true;
  }

  /** Runs the hot loop for at most `budget` instructions and a straight line, and accounts for them. */
  private enter(budget: number): void {
    const { state } = this;
    const slice = Math.min(budget, MAX_SLICE);
    state.slice = slice;
    state.left = slice;
    const { counter } = state;
    counter?.entered(state.pc);
    try {
      this.loop(state);
      counter?.left(state.pc);
    } catch (error) {
      counter?.faulted(state.pc);
      throw error;
    } finally {
      const done = slice - state.left;
      state.slice = 0;
      state.left = 0;
      state.retired += done;
      this.budget -= done;
    }
    // The loop ends at an END entry without having moved: the instruction there is not wholly in RAM.
    const end = RAM_BASE + state.size;
    if ((state.code[(state.pc - RAM_BASE) >> 1]! & 255) === Op.END) this.faultAt('fetch-access', end);
  }

  private callGate(pc: number): void {
    const offset = pc - GATE_BASE;
    if (!(offset >= 0 && offset < GATE_SIZE && offset % 4 === 0)) {
      this.faultAt(pc % 2 === 0 ? 'fetch-access' : 'misaligned-fetch', pc);
    }
    // A gate costs an instruction of the budget, though it is none: gates that lead to gates end too.
    this.budget--;
    const { tracer } = this;
    const ra = this.regsLo[1]! >>> 0;
    const before = tracer ? tracer.enterHost(offset / 4, this.state.retired) : 0;
    try {
      this.onGate(offset / 4);
      tracer?.leaveHost(before, this.state.pc, this.regsLo[2]! >>> 0, this.state.pc !== ra);
    } catch (error) {
      throw this.placed(error);
    }
  }

  private refill(): void {
    try {
      this.budget += this.onBudget();
    } catch (error) {
      throw this.placed(error);
    }
  }

  /** A fault or timeout that host code raised happened at the current pc. */
  private placed(error: unknown): unknown {
    if ((error instanceof GuestFault || error instanceof GuestTimeout) && error.pc === -1) {
      error.pc = this.state.pc;
      if (error instanceof GuestFault && this.state.xlen === 64) error.sharpen(this.state.lo, this.state.hi);
    }
    return error;
  }

  private faultAt(kind: 'fetch-access' | 'misaligned-fetch', address: number): never {
    const fault = new GuestFault(kind, address);
    fault.pc = this.state.pc;
    throw fault;
  }
}
