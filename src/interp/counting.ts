// How often each instruction is executed, at the price of jumps only: lower.ts puts COUNTED in the place of every jump, and
// what is here executes it and counts where it went. Between jumps code is straight, so the executions of an instruction
// are those of the one before it, less the jumps away from that, plus the arrivals from elsewhere: `read` adds them up.
//
// Arrivals at an instruction are jumps to it and entries into the hot loop there; leaving the loop in front of an
// instruction takes one back, since the next entry adds it again. Departures are jumps that were taken, and faults.

import { type CallTracer, type ExecutionCounts, type InstructionCounts, RA, RAM_BASE, SP } from '../machine/index.js';
import { instructionSize } from '../riscv/index.js';
import { Op } from './hot.js';
import type { HartState } from './state.js';

/** Operations after which execution may go on elsewhere. */
const JUMPS: ReadonlySet<Op> = new Set([
  Op.BEQ,
  Op.BNE,
  Op.BLT,
  Op.BGE,
  Op.BLTU,
  Op.BGEU,
  Op.BEQZ,
  Op.BNEZ,
  Op.J,
  Op.JAL,
  Op.JALR,
  Op.JR,
  Op.CM_POPRET,
  Op.CM_POPRETZ,
  Op.SLOW,
]);

/** What the hot loop goes on with after a counted jump if it must be left. */
const LEAVE = -1;

export class JumpCounter implements ExecutionCounts {
  private readonly state: HartState;
  /** By halfword of RAM, as the predecoded code. */
  private readonly words: Int32Array;
  private readonly arrivals: Float64Array;
  private readonly departures: Float64Array;
  /** Is told of calls. */
  tracer: CallTracer | undefined = undefined;

  constructor(state: HartState) {
    this.state = state;
    const halfwords = state.code.length;
    this.words = new Int32Array(halfwords);
    this.arrivals = new Float64Array(halfwords);
    this.departures = new Float64Array(halfwords);
  }

  /** Puts COUNTED in the place of a jump that was lowered. */
  replace(ip: number): void {
    const { code } = this.state;
    const w = code[ip]!;
    if (!JUMPS.has(w & 255)) return;
    this.words[ip] = w;
    code[ip] = Op.COUNTED;
  }

  /** Executes the jump at `ip`; returns where execution goes on, or LEAVE with pc and left written back. */
  jump(ip: number, left: number): number {
    const { state } = this;
    const { lo, hi } = state;
    const w = this.words[ip]!;
    const imm = state.imms[ip]!;
    const next = ip + (w >>> 24);
    let target: number;
    switch (w & 255) {
      case Op.J:
        target = ip + imm;
        this.tracer?.jump(RAM_BASE + target * 2, this.retired(left));
        break;
      case Op.JAL:
        target = ip + imm;
        lo[(w >>> 8) & 63] = RAM_BASE + next * 2;
        hi[(w >>> 8) & 63] = 0;
        this.traceLink((w >>> 8) & 63, target, next, left);
        break;
      case Op.JALR:
      case Op.JR: {
        const at = lo[(w >>> 14) & 31]! + imm;
        if (at >>> 0 >= state.size || (state.xlen === 64 && hi[(w >>> 14) & 31]! !== 0)) {
          state.farJump(ip, left, w, imm);
          this.departures[ip]!++;
          return LEAVE;
        }
        if ((w & 255) === Op.JALR) {
          lo[(w >>> 8) & 63] = RAM_BASE + next * 2;
          hi[(w >>> 8) & 63] = 0;
          this.traceLink((w >>> 8) & 63, at >>> 1, next, left);
        } else if (((w >>> 14) & 31) === RA) this.traceReturn(at >>> 1, left);
        else this.tracer?.jump(RAM_BASE + (at & ~1), this.retired(left));
        target = at >>> 1;
        break;
      }
      case Op.CM_POPRET:
      case Op.CM_POPRETZ: {
        const inRam = state.popReturn(ip, left, imm, (w & 255) === Op.CM_POPRETZ);
        if (!inRam) {
          this.departures[ip]!++;
          return LEAVE;
        }
        target = (lo[1]! - RAM_BASE) >> 1;
        this.traceReturn(target, left);
        break;
      }
      case Op.SLOW:
        if (!state.slow(ip, left, w, imm)) return next;
        // A fence goes on with the next instruction, which the loop was left in front of.
        if (state.pc !== RAM_BASE + next * 2) this.departures[ip]!++;
        return LEAVE;
      default:
        if (!this.isTaken(w)) return next;
        target = ip + imm;
    }
    this.departures[ip]!++;
    this.arrivals[target]!++;
    return target;
  }

  private retired(left: number): number {
    return this.state.retired + this.state.slice - left;
  }
  /** A jump that leaves its address in another register than ra is no call: helpers that save registers use t0. */
  private traceLink(rd: number, target: number, next: number, left: number): void {
    if (rd !== RA) return;
    this.tracer?.call(RAM_BASE + target * 2, RAM_BASE + next * 2, this.state.lo[SP]! >>> 0, this.retired(left));
  }
  private traceReturn(target: number, left: number): void {
    this.tracer?.return(RAM_BASE + target * 2, this.state.lo[SP]! >>> 0, this.retired(left));
  }

  private isTaken(w: number): boolean {
    const { lo, hi, xlen } = this.state;
    const a = lo[(w >>> 14) & 31]!;
    const b = lo[(w >>> 19) & 31]!;
    // Upper halves are not read on a 32-bit hart; the sign decides there.
    const ah = xlen === 64 ? hi[(w >>> 14) & 31]! : a >> 31;
    const bh = xlen === 64 ? hi[(w >>> 19) & 31]! : b >> 31;
    switch (w & 255) {
      case Op.BEQ:
        return a === b && ah === bh;
      case Op.BNE:
        return a !== b || ah !== bh;
      case Op.BLT:
        return ah === bh ? a >>> 0 < b >>> 0 : ah < bh;
      case Op.BGE:
        return ah === bh ? a >>> 0 >= b >>> 0 : ah > bh;
      case Op.BLTU:
        return ah === bh ? a >>> 0 < b >>> 0 : ah >>> 0 < bh >>> 0;
      case Op.BGEU:
        return ah === bh ? a >>> 0 >= b >>> 0 : ah >>> 0 > bh >>> 0;
      case Op.BEQZ:
        return (a | ah) === 0;
      default:
        return (a | ah) !== 0;
    }
  }

  /** The hot loop is entered at `pc`. */
  entered(pc: number): void {
    this.arrivals[(pc - RAM_BASE) >> 1]!++;
  }
  /** It was left with `pc` as the next instruction. */
  left(pc: number): void {
    if (this.isRam(pc)) this.arrivals[(pc - RAM_BASE) >> 1]!--;
  }
  /** The instruction at `pc` faulted. */
  faulted(pc: number): void {
    if (this.isRam(pc)) this.departures[(pc - RAM_BASE) >> 1]!++;
  }
  private isRam(pc: number): boolean {
    return pc >= RAM_BASE && pc < RAM_BASE + this.state.size;
  }

  read(addr: number, size: number): InstructionCounts {
    const { u16 } = this.state.memory;
    const first = Math.max(0, (addr - RAM_BASE) >> 1);
    const count = Math.max(0, Math.min(u16.length - first, size >> 1));
    const executed = new Float64Array(count);
    const taken = new Float64Array(count);
    // Behind the last instruction there is room for what falls out of the range.
    const flow = new Float64Array(count + 2);
    for (let i = 0; i < count; i++) {
      const times = flow[i]! + this.arrivals[first + i]!;
      executed[i] = times;
      taken[i] = this.departures[first + i]!;
      if (times > 0) flow[i + (instructionSize(u16[first + i]!) >> 1)]! += times - taken[i]!;
    }
    return { executed, taken };
  }

  clear(): void {
    this.arrivals.fill(0);
    this.departures.fill(0);
  }
}
