// Everything that a hart is besides the hot loops: register views, decode cache, and the paths out of the loops that
// compute wide addresses, do misaligned accesses and raise faults. Registers lie in the CPU-state area of the shared
// memory. Fields are read by hot code: keep their shapes stable.

import { type CpuFeatures, type FaultKind, GuestFault, type GuestMemory, RAM_BASE } from '../machine/index.js';
import { type Extensions, extensions, type Xlen } from '../riscv/index.js';
import { executeAtomic } from './atomic.js';
import type { JumpCounter } from './counting.js';
import { Op } from './hot.js';
import { lower } from './lower.js';
import { wideMulDiv } from './multiply.js';
import { executeSlow } from './slow.js';
import * as zcmp from './zcmp.js';

/** int32 slots per half of the register file: x0..x31, the sink, padding. */
const REGISTER_SLOTS = 64;
/** A faulting access through sp up to this far below RAM is reported as a stack overflow. */
const STACK_OVERFLOW_REACH = 0x10_0000;
const WORD = 0x1_0000_0000;

/** Offset of the upper register halves in the CPU-state area; the lower halves are at its start. */
const REGS_HI_OFFSET = REGISTER_SLOTS * 4;

export interface HartOptions {
  readonly memory: GuestMemory;
  readonly xlen: Xlen;
  readonly features: CpuFeatures;
  /** Value of the `time` CSR, a count at 10 MHz. Without it time follows the instructions, 10 of them a tick. */
  readonly clock?: (() => number) | undefined;
}

/** State that is shared by the hot loops and the out-of-line operations. */
export class HartState {
  readonly xlen: Xlen;
  readonly memory: GuestMemory;
  readonly features: CpuFeatures;
  readonly extensions: Extensions;
  /** Bytes of RAM. */
  readonly size: number;
  /** Registers, with the sink behind them. */
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  /** Predecoded instructions by halfword of RAM, and two END entries. See hot.ts. */
  readonly code: Int32Array;
  readonly imms: Int32Array;
  /** Range of halfwords that may hold predecoded instructions: what `invalidate` has to look at. */
  firstDecoded = Number.POSITIVE_INFINITY;
  lastDecoded = -1;
  /** Addresses whose predecoded entry is STOP, but for the one that is being passed. */
  readonly breakpoints = new Set<number>();
  passing = -1;
  pc = RAM_BASE;
  /** Instructions left in the slice that a hot loop is working on, as an int32. */
  left = 0;
  /** The halves of what `address` gave last. */
  lastLow = 0;
  lastHigh = 0;
  /** `left` when the hot loop was entered. */
  slice = 0;
  /** Instructions executed before the hot loop was entered. */
  retired = 0;
  /** Address that LR has reserved, -1 if none. */
  reservation = -1;
  /** The writable machine CSRs that code may meet. */
  mstatus = 0;
  mscratchLo = 0;
  mscratchHi = 0;
  readonly clock: (() => number) | undefined;
  /** Counts executions, once somebody wants to know. */
  counter: JumpCounter | undefined = undefined;

  constructor({ memory, xlen, features, clock }: HartOptions) {
    this.memory = memory;
    this.xlen = xlen;
    this.features = features;
    this.clock = clock;
    this.extensions = extensions(
      ...(features.zba ? ['zba' as const] : []),
      ...(features.zcmp ? ['zcmp' as const] : []),
    );
    this.size = memory.size;
    const buffer = memory.memory.buffer;
    this.lo = new Int32Array(buffer, memory.cpuState, REGISTER_SLOTS);
    this.hi = new Int32Array(buffer, memory.cpuState + REGS_HI_OFFSET, REGISTER_SLOTS);
    const halfwords = this.size >> 1;
    this.code = new Int32Array(halfwords + 2);
    this.imms = new Int32Array(halfwords + 2);
    this.code.fill(Op.END, halfwords);
  }

  /** Drops every predecoded instruction that overlaps a range of guest addresses. */
  invalidate(addr: number, size: number): void {
    if (!(size > 0)) return;
    // An instruction may begin one halfword before the range.
    const first = Math.max(this.firstDecoded, Math.floor((addr - RAM_BASE) / 2) - 1);
    const end = Math.min(this.lastDecoded + 1, Math.ceil((addr - RAM_BASE + size) / 2));
    if (first < end) this.code.fill(Op.UNDECODED, first, end);
  }

  /** Writes pc back for the instruction at `ip`, uncounts it, and throws. */
  fault(kind: FaultKind, address: number, ip: number, left: number, detail = ''): never {
    this.pc = RAM_BASE + ip * 2;
    this.left = left + 1;
    const exact = address < WORD ? address : (BigInt(this.lastHigh) << 32n) | BigInt(this.lastLow);
    const fault = new GuestFault(kind, exact, detail);
    fault.pc = this.pc;
    throw fault;
  }

  /** x[register] + offset as an unsigned number (rounded above 2^53, which is far outside RAM). A fault that is raised
   * with it finds the exact value in `lastLow` and `lastHigh`. */
  address(register: number, offset: number): number {
    const base = this.lo[register]! >>> 0;
    if (this.xlen === 32) return (base + offset) >>> 0;
    const low = base + offset;
    const high = (this.hi[register]! + Math.floor(low / WORD)) >>> 0;
    this.lastLow = low >>> 0;
    this.lastHigh = high;
    return high * WORD + (low >>> 0);
  }

  /** The guest address `addr` as a byte index of RAM, or a fault if `size` bytes do not lie in RAM. */
  ramIndex(addr: number, size: number, kind: FaultKind, register: number, ip: number, left: number): number {
    const index = addr - RAM_BASE;
    if (index >= 0 && index + size <= this.size) return index;
    // Through sp, or, as a large frame is entered, through a register made from an sp that has left memory already.
    const throughStack = register === 2 || (this.hi[2] === 0 && this.lo[2]! >>> 0 < RAM_BASE);
    const belowStack = throughStack && index < 0 && index >= -STACK_OVERFLOW_REACH;
    return this.fault(belowStack ? 'stack-overflow' : kind, addr, ip, left);
  }

  /** A load that the hot loop could not do: misaligned, or outside RAM. */
  loadSlow(ip: number, left: number, w: number, imm: number): void {
    const op: Op = w & 255;
    const base = (w >>> 14) & 31;
    const size = accessSize(op);
    const at = this.ramIndex(this.address(base, (imm + RAM_BASE) | 0), size, 'load-access', base, ip, left);
    const rd = (w >>> 8) & 63;
    let low = this.readLow(at, Math.min(size, 4));
    if (op === Op.LB) low = (low << 24) >> 24;
    if (op === Op.LH) low = (low << 16) >> 16;
    this.lo[rd] = low;
    if (this.xlen === 64) this.hi[rd] = op === Op.LD ? this.readLow(at + 4, 4) : op === Op.LWU ? 0 : low >> 31;
  }

  /** A store that the hot loop could not do. */
  storeSlow(ip: number, left: number, w: number, imm: number): void {
    const base = (w >>> 14) & 31;
    const source = (w >>> 19) & 31;
    const size = accessSize(w & 255);
    const at = this.ramIndex(this.address(base, (imm + RAM_BASE) | 0), size, 'store-access', base, ip, left);
    this.writeLow(at, Math.min(size, 4), this.lo[source]!);
    if (size === 8) this.writeLow(at + 4, 4, this.hi[source]!);
  }

  /** Up to four bytes at any byte index, not sign-extended below four. */
  readLow(at: number, size: number): number {
    const { u8 } = this.memory;
    let value = 0;
    for (let i = 0; i < size; i++) value |= u8[at + i]! << (8 * i);
    return value;
  }

  writeLow(at: number, size: number, value: number): void {
    const { u8 } = this.memory;
    for (let i = 0; i < size; i++) u8[at + i] = value >>> (8 * i);
  }

  /** JALR to somewhere else than RAM: a gate, or nowhere. Ends the hot loop. */
  farJump(ip: number, left: number, w: number, imm: number): void {
    const target = this.address((w >>> 14) & 31, (imm + RAM_BASE) | 0);
    if (target >= WORD) this.fault('fetch-access', target, ip, left);
    if ((w & 255) === Op.JALR) {
      const rd = (w >>> 8) & 63;
      this.lo[rd] = RAM_BASE + (ip + (w >>> 24)) * 2;
      this.hi[rd] = 0;
    }
    this.pc = target - (target % 2);
    this.left = left;
  }

  // What the hot loops call lives in one file per extension.

  /** Predecodes the instruction at `ip`. */
  lower(ip: number): void {
    lower(this, ip);
    if (this.breakpoints.size === 0) return;
    const pc = RAM_BASE + ip * 2;
    if (pc !== this.passing && this.breakpoints.has(pc)) this.code[ip] = Op.STOP;
  }
  /** System instructions and whatever is illegal. True if the loop must be left. */
  slow(ip: number, left: number, w: number, imm: number): boolean {
    return executeSlow(this, ip, left, w, imm);
  }
  /** A jump while executions are counted: where it leads, or less than 0 if the loop must be left. */
  countedJump(ip: number, left: number): number {
    return this.counter!.jump(ip, left);
  }
  atomic(ip: number, left: number, w: number, imm: number): void {
    executeAtomic(this, ip, left, w, imm);
  }
  wideMulDiv(w: number): void {
    wideMulDiv(this, w);
  }
  push(ip: number, left: number, imm: number): void {
    zcmp.push(this, ip, left, imm);
  }
  pop(ip: number, left: number, imm: number): void {
    zcmp.pop(this, ip, left, imm);
  }
  popReturn(ip: number, left: number, imm: number, zero: boolean): boolean {
    return zcmp.popReturn(this, ip, left, imm, zero);
  }
  moveSavedFromArguments(w: number): void {
    zcmp.moveSavedFromArguments(this, w);
  }
  moveArgumentsFromSaved(w: number): void {
    zcmp.moveArgumentsFromSaved(this, w);
  }

  /** Instructions executed so far, seen from within the hot loop while `left` is written back. */
  retiredNow(): number {
    return this.retired + (this.slice - this.left);
  }
}

function accessSize(op: Op): number {
  switch (op) {
    case Op.LD:
    case Op.SD:
      return 8;
    case Op.LW:
    case Op.LWU:
    case Op.SW:
      return 4;
    case Op.LH:
    case Op.LHU:
    case Op.SH:
      return 2;
    default:
      return 1;
  }
}
