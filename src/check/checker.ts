// The checking mode: looks at each instruction of machine code before it is executed, at each call across the boundary, at
// each allocation and free, and keeps a shadow of what is known of registers and memory. It sits on the hooks that engine,
// gates and heap have; without it they cost nothing.
//
// What a finding is, is decided by one file per check; here is only the bookkeeping. Where something is not known for
// sure, no finding is made.
//
// What is known (state.ts): of each register and each byte of memory, which bits were never written; of each pointer,
// from which allocation it was made; of each allocation, where it was made and freed (blocks.ts); the calls that run.
//   an instruction    before it is executed: its operands are checked, and what is known of its result is worked out
//   call into code    registers start unknown but for the arguments; afterwards everything is as before the call
//   call of a gate    arguments are checked, and afterwards memory that the function wrote and its results are known
//   sp goes down      memory below was never written; up: a handler that is still linked there is reported
//   a collection      what it has freed is looked for in the static data of modules

import { A0, type Cpu, type CpuObserver, GATE_BASE, RA, RAM_BASE, SP } from '../machine/index.js';
import { extensions, SAVED_REGISTERS } from '../riscv/index.js';
import { checkAccess, checkAlignment } from './access.js';
import { checkArguments, writtenRanges } from './arguments.js';
import type { Allocation } from './blocks.js';
import { checkRealloc } from './frees.js';
import { Handlers } from './handlers.js';
import type { CheckOptions, CheckTarget, EntryInfo, Finding } from './model.js';
import { Kind, type Operation, OperationCache } from './operations.js';
import { ARGUMENTS, CLOBBERED, type SavedRegisters, TEMPORARIES } from './registers.js';
import { checkStackUse } from './stack-use.js';
import { CheckState } from './state.js';
import { checkAddressRegister, checkBranch, checkResult } from './undefined-values.js';
import { checkUnrooted } from './unrooted.js';

interface Activation {
  readonly registers: SavedRegisters;
  readonly sp: number;
  readonly pc: number;
  readonly gate: number;
  readonly isTailCall: boolean;
  readonly entrySp: number;
  readonly calls: number;
  /** The host wants what the call returns. */
  readonly hasResult: boolean;
}

export class Checker implements CpuObserver {
  private readonly s: CheckState;
  private readonly cpu: Cpu;
  private readonly operations: OperationCache;
  private readonly handlers = new Handlers();
  private readonly lo: Int32Array;
  private readonly hi: Int32Array;
  private readonly is64: boolean;
  private readonly W: number;
  private readonly ramEnd: number;
  private readonly startOf: (id: number) => number;

  constructor(target: CheckTarget, options: CheckOptions) {
    const { cpu } = target;
    this.s = new CheckState(target, options);
    this.cpu = cpu;
    this.lo = cpu.regsLo;
    this.hi = cpu.regsHi;
    this.is64 = cpu.xlen === 64;
    this.W = target.wordBytes;
    this.ramEnd = RAM_BASE + cpu.memory.size;
    const { zba, zcmp } = cpu.features;
    this.operations = new OperationCache(
      cpu.memory,
      cpu.xlen,
      extensions(...(zba ? ['zba' as const] : []), ...(zcmp ? ['zcmp' as const] : [])),
    );
    const { blocks } = this.s;
    this.startOf = (id) => blocks.byId(id)?.start ?? Number.NEGATIVE_INFINITY;
  }

  get findings(): readonly Finding[] {
    return this.s.findings;
  }

  /** Of an address in memory that was freed: the block, and who freed it. */
  freedBlock(addr: number): { readonly what: string; readonly by: string } | undefined {
    const { blocks } = this.s;
    const allocation = blocks.isFree(addr) ? blocks.at(addr) : undefined;
    if (!allocation?.freed) return undefined;
    const offset = addr - allocation.start;
    const block = `freed block of ${allocation.size} bytes`;
    // Who asked the runtime's function for it.
    const stack = this.s.lines(allocation.freed);
    const by = stack.find((line) => !line.startsWith('mp_fun_table.')) ?? stack[0];
    const who = by === undefined ? '' : `, freed by ${by}`;
    return {
      what: offset === 0 ? block : `0x${offset.toString(16)} into a ${block}`,
      by: allocation.collected ? ', freed by the collector' : who,
    };
  }

  // ---- The heap ----

  allocated(addr: number, bytes: number, isResized: boolean): void {
    const { s } = this;
    const isNative = s.gate !== 0 && s.target.entry((s.gate - GATE_BASE) >> 2)?.name === 'realloc_';
    if (isResized) {
      const before = s.blocks.liveAt(addr)?.size ?? bytes;
      s.blocks.resize(addr, bytes);
      s.shadow.fill(addr + before, bytes - before, isNative && s.options.uninitHeap ? 0xff : 0);
      return;
    }
    s.blocks.add(addr, bytes, s.stack(), isNative);
    s.shadow.fill(addr, bytes, isNative && s.options.uninitHeap ? 0xff : 0);
    s.shadow.forget(addr, bytes);
  }

  freed(addr: number, bytes: number, isCollected: boolean): void {
    const { s } = this;
    s.blocks.free(addr, bytes, s.stack(), isCollected, (allocation) => {
      if (isCollected) this.collected.push(allocation);
    });
  }
  private collected: Allocation[] = [];

  /** A collection is over. */
  swept(): void {
    const { collected } = this;
    if (collected.length === 0) return;
    this.collected = [];
    checkUnrooted(this.s, collected);
  }

  codeChanged(addr: number, bytes: number): void {
    this.operations.invalidate(addr, bytes);
  }

  // ---- Calls across the boundary ----

  aroundRun(go: () => void): void {
    const activation = this.enter();
    try {
      go();
      this.returned(activation);
    } finally {
      this.leave(activation);
    }
  }

  /** The host calls machine code. */
  private enter(): Activation {
    const { s } = this;
    const { count, hasResult } = s.target.newCall();
    const saved: Activation = {
      registers: s.registers.save(),
      sp: s.sp,
      pc: s.pc,
      gate: s.gate,
      isTailCall: s.isTailCall,
      entrySp: s.entrySp,
      calls: s.calls.enter(s.gate, s.gate !== 0 && s.isTailCall ? s.pc + 2 : 0),
      hasResult,
    };
    const outer = s.depth === 0 ? s.target.stackTop : s.sp;
    s.images.update();
    s.depth++;
    s.gate = 0;
    s.sp = this.lo[SP]! >>> 0;
    s.entrySp = s.sp;
    s.pc = this.cpu.pc;
    // What lies between is the host's, which has written it.
    s.shadow.fill(s.sp, outer - s.sp, 0);
    s.shadow.forget(s.sp, outer - s.sp);
    s.registers.mask = 0;
    s.registers.origin.fill(0);
    s.registers.clobber(TEMPORARIES);
    s.registers.clobber(ARGUMENTS.slice(count));
    for (let r = A0; r < A0 + count && r < A0 + ARGUMENTS.length; r++) s.registers.origin[r] = this.originOf(r);
    return saved;
  }

  /** Machine code has returned to the host. */
  private returned({ hasResult }: Activation): void {
    if (hasResult && this.s.registers.isUndefined(A0)) checkResult(this.s, A0);
  }

  private leave(saved: Activation): void {
    const { s } = this;
    s.depth--;
    s.calls.leave(saved.calls);
    s.registers.restore(saved.registers);
    s.sp = saved.sp;
    s.pc = saved.pc;
    s.gate = saved.gate;
    s.isTailCall = saved.isTailCall;
    s.entrySp = saved.entrySp;
  }

  /** The allocation that a register points to the start of. */
  private originOf(r: number): number {
    if (this.is64 && this.hi[r] !== 0) return 0;
    return this.s.blocks.liveAt(this.lo[r]! >>> 0)?.id ?? 0;
  }

  /** Runs a function of the runtime for machine code. */
  callGate(index: number, run: (index: number) => void): void {
    const { s, cpu } = this;
    const entry = s.target.entry(index);
    if (s.depth === 0 || !entry) {
      run(index);
      return;
    }
    const sp = this.lo[SP]! >>> 0;
    if (sp !== s.sp) this.moveStack(sp);
    const back = this.lo[RA]! >>> 0;
    s.gate = GATE_BASE + index * 4;
    const { kind, rd } = this.operations.at(s.pc);
    s.isTailCall = kind === Kind.JALR && rd === 0;
    const { depth } = s;
    const finish = this.before(entry);
    try {
      run(index);
    } catch (error) {
      s.gate = 0;
      s.depth = depth;
      throw error;
    }
    s.gate = 0;
    const isResumed = cpu.pc !== back;
    this.afterGate(isResumed);
    if (!isResumed) finish();
  }

  /** What has to be done after the function has returned. */
  private before(entry: EntryInfo): () => void {
    const { s } = this;
    const [a0, a1, a2] = [s.word(A0), s.word(A0 + 1), s.word(A0 + 2)];
    const name = entry.shape === 'abi' ? entry.name : '';
    if (name === 'realloc_') checkRealloc(s);
    else if (name === 'nlr_pop') this.handlers.pop(s);
    else if (name === 'nlr_push') this.handlers.push(s);
    checkArguments(s, entry);
    if (name === 'memmove_') return () => this.copied(a0, a1, a2);
    if (name === 'realloc_') {
      const size = s.blocks.liveAt(a0)?.size ?? 0;
      return () => this.moved(a0, Math.min(size, a1));
    }
    const written = writtenRanges(s, entry);
    const define = () => {
      for (const { addr, bytes } of written) {
        if (!(addr >= RAM_BASE && bytes > 0)) continue;
        s.shadow.fill(addr, bytes, 0);
        s.shadow.forget(addr, bytes);
      }
    };
    // A handler that is resumed finds its buffer written; memory may be written before something is raised.
    define();
    if (name !== 'get_buffer') return define;
    return () => {
      define();
      const data = s.memory.has(a1, 4) ? s.memory.ld32(a1) >>> 0 : 0;
      const allocation = s.blocks.at(data);
      if (allocation && !allocation.freed && allocation.start === data) s.shadow.setOrigin(a1, allocation.id, data | 0);
    };
  }

  private copied(to: number, from: number, bytes: number): void {
    const { s } = this;
    if (!s.memory.has(to, bytes) || !s.memory.has(from, bytes)) return;
    s.shadow.copy(to, from, bytes);
    if (!this.isTracked(to)) s.shadow.forget(to, bytes);
  }

  /** realloc_ takes the contents along. */
  private moved(from: number, bytes: number): void {
    const to = this.s.word(A0);
    if (to !== 0 && to !== from && bytes > 0) this.copied(to, from, bytes);
  }

  private afterGate(isResumed: boolean): void {
    const { s, cpu } = this;
    const { registers } = s;
    s.sp = this.lo[SP]! >>> 0;
    if (isResumed) {
      s.calls.unwind(s.sp);
      for (const r of SAVED_REGISTERS) {
        registers.define(r);
        registers.origin[r] = 0;
      }
    } else s.calls.jumpTo(cpu.pc);
    registers.clobber(CLOBBERED);
    registers.define(A0);
    registers.define(A0 + 1);
    registers.origin[A0] = this.originOf(A0);
    registers.origin[A0 + 1] = 0;
  }

  // ---- Instructions ----

  beforeInstruction(pc: number): void {
    const { s, lo } = this;
    const sp = lo[SP]! >>> 0;
    if (sp !== s.sp) this.moveStack(sp);
    s.pc = pc;
    const op = this.operations.at(pc);
    const { registers } = s;
    switch (op.kind) {
      case Kind.IMMEDIATE:
      case Kind.REGISTERS:
        if ((registers.mask & op.uses) === 0) registers.mask &= ~(1 << op.rd);
        else registers.propagate(op);
        if (registers.origin[op.rs1] !== 0 || registers.origin[op.rs2] !== 0) registers.follow(op, this.startOf);
        else registers.origin[op.rd] = 0;
        break;
      case Kind.LOAD:
        this.load(op);
        break;
      case Kind.STORE:
        this.store(op);
        break;
      case Kind.BRANCH:
        if ((registers.mask & op.uses) !== 0) checkBranch(s, op);
        break;
      case Kind.JAL:
        if (op.rd === RA) s.calls.call(pc + op.length, sp);
        this.known(op.rd);
        break;
      case Kind.JALR:
        this.jump(op, pc, sp);
        break;
      case Kind.CONSTANT:
        this.known(op.rd);
        break;
      case Kind.PUSH:
        this.push(op, sp);
        break;
      case Kind.POP:
        this.pop(op, sp);
        break;
      case Kind.ATOMIC:
        this.atomic(op);
        break;
      case Kind.MOVE_TO_SAVED:
        registers.copy(op.rs1, A0);
        registers.copy(op.rs2, A0 + 1);
        break;
      case Kind.MOVE_FROM_SAVED:
        registers.copy(A0, op.rs1);
        registers.copy(A0 + 1, op.rs2);
        break;
    }
    registers.mask &= ~1;
  }

  private known(rd: number): void {
    this.s.registers.define(rd);
    this.s.registers.origin[rd] = 0;
  }

  private moveStack(sp: number): void {
    const { s } = this;
    const before = s.sp;
    if (sp < RAM_BASE || sp > s.target.stackTop) {
      // A stack of its own, or far too deep: nothing is known of what lies below.
      s.sp = RAM_BASE;
      if (before !== RAM_BASE && sp < RAM_BASE) checkStackUse(s);
      return;
    }
    s.sp = sp;
    if (sp < before) {
      // Never written as far as this function knows.
      if (sp >= RAM_BASE && before <= s.target.stackTop) {
        s.shadow.fill(sp, before - sp, 0xff);
        s.shadow.forget(sp, before - sp);
      }
      checkStackUse(s);
    } else this.handlers.stackRaised(s);
  }

  /** The address of a load or store, or -1 if it is not in RAM, where the engine faults. */
  private addressOf(base: number, offset: number, bytes: number): number {
    if (this.is64 && this.hi[base] !== 0) return -1;
    const addr = ((this.lo[base]! >>> 0) + offset) >>> 0;
    return addr >= RAM_BASE && addr + bytes <= this.ramEnd ? addr : -1;
  }

  private load({ rd, rs1, imm, bytes, name }: Operation): void {
    const { s } = this;
    const { registers } = s;
    if (registers.isUndefined(rs1)) checkAddressRegister(s, rs1, 'load');
    const addr = this.addressOf(rs1, imm, bytes);
    if (addr < 0) return;
    if ((addr & (bytes - 1)) !== 0) checkAlignment(s, addr, bytes, false);
    checkAccess(s, addr, bytes, false, rs1);
    if (s.shadow.load(addr, bytes)) {
      const { shadow } = s;
      const isSigned = !name.endsWith('u');
      let { lo, hi } = shadow;
      if (bytes < 4 && isSigned) lo = bytes === 1 ? (lo << 24) >> 24 : (lo << 16) >> 16;
      if (bytes < 8) hi = isSigned && this.is64 ? lo >> 31 : 0;
      registers.undefine(rd, lo, hi, addr);
    } else registers.define(rd);
    registers.origin[rd] = bytes === this.W ? this.loadedOrigin(addr) : 0;
    registers.origin[0] = 0;
  }

  /** The allocation that a word of memory points into, as far as that is sure. */
  private loadedOrigin(addr: number): number {
    const { s } = this;
    const value = s.memory.ld32(addr);
    const known = s.shadow.originAt(addr, value);
    if (known !== 0 || !s.blocks.contains(value)) return known;
    // What the host writes are objects and buffers, by their starts; machine code also keeps ends of arrays, which may be
    // the start of the next.
    const isByHost = addr < s.target.stackTop ? addr >= s.entrySp : !this.isTracked(addr);
    if (!isByHost || (this.W === 8 && s.memory.ld32(addr + 4) !== 0)) return 0;
    return s.blocks.liveAt(value)?.id ?? 0;
  }

  private store({ rs1, rs2, imm, bytes }: Operation): void {
    const { s } = this;
    const { registers } = s;
    if (registers.isUndefined(rs1)) checkAddressRegister(s, rs1, 'store');
    const addr = this.addressOf(rs1, imm, bytes);
    if (addr < 0) return;
    if ((addr & (bytes - 1)) !== 0) checkAlignment(s, addr, bytes, true);
    checkAccess(s, addr, bytes, true, rs1);
    this.keep(addr, bytes, rs2);
    if (s.images.find(addr)) this.operations.invalidate(addr, bytes);
  }

  /** The shadow of a register goes to memory. */
  private keep(addr: number, bytes: number, r: number): void {
    const { shadow, registers } = this.s;
    if (registers.isUndefined(r)) {
      const { lo, hi } = registers;
      const mask = bytes === 1 ? 0xff : bytes === 2 ? 0xffff : -1;
      shadow.store(addr, bytes, lo[r]! & mask, bytes === 8 ? hi[r]! : 0);
    } else shadow.store(addr, bytes, 0, 0);
    const origin = registers.origin[r]!;
    const isPointer = origin > 0 && bytes === this.W && this.isTracked(addr);
    shadow.setOrigin(addr & ~3, isPointer ? origin : 0, this.lo[r]!);
  }

  /** Memory that only machine code writes, as far as pointers are concerned: its stack, static data, its own blocks. */
  private isTracked(addr: number): boolean {
    const { s } = this;
    if (addr < s.target.stackTop) return true;
    if (s.blocks.at(addr)?.isNative) return true;
    return s.images.all().some(({ bss, bssSize }) => addr >= bss && addr < bss + bssSize);
  }

  private jump({ rd, rs1, imm, length }: Operation, pc: number, sp: number): void {
    const { s } = this;
    if (s.registers.isUndefined(rs1)) checkAddressRegister(s, rs1, 'jump');
    if (rd === RA) s.calls.call(pc + length, sp);
    else if (rd === 0) s.calls.jumpTo(((this.lo[rs1]! >>> 0) + imm) >>> 0);
    this.known(rd);
  }

  private push(op: Operation, sp: number): void {
    const { s } = this;
    this.moveStack(sp - op.imm);
    if (sp - op.imm < RAM_BASE) return;
    op.list.forEach((r, i) => {
      this.keep(sp - (i + 1) * this.W, this.W, r);
    });
    s.sp = sp - op.imm;
  }

  private pop(op: Operation, sp: number): void {
    const { s } = this;
    op.list.forEach((r, i) => {
      const addr = sp + op.imm - (i + 1) * this.W;
      if (!s.memory.has(addr, this.W)) return;
      if (s.shadow.load(addr, this.W)) s.registers.undefine(r, s.shadow.lo, s.shadow.hi, addr);
      else s.registers.define(r);
      s.registers.origin[r] = s.shadow.originAt(addr, s.memory.ld32(addr));
      if (r === RA && op.returns) s.calls.jumpTo(s.memory.ld32(addr) >>> 0);
    });
    if (op.name === 'cm.popretz') this.known(A0);
  }

  private atomic({ rd, rs1, rs2, bytes, name }: Operation): void {
    const { s } = this;
    const { registers } = s;
    if (registers.isUndefined(rs1)) checkAddressRegister(s, rs1, 'store');
    const addr = this.addressOf(rs1, 0, bytes);
    if (addr < 0 || (addr & (bytes - 1)) !== 0) return;
    const isStore = !name.startsWith('lr');
    checkAccess(s, addr, bytes, isStore, rs1);
    const isUndefined = s.shadow.load(addr, bytes);
    if (isStore) this.keep(addr, bytes, rs2);
    if (isUndefined && !name.startsWith('sc')) {
      const { lo, hi } = s.shadow;
      registers.undefine(rd, lo, bytes === 4 && this.is64 ? lo >> 31 : hi, addr);
      // Adding to it and the like makes nothing known.
      if (isStore && !name.startsWith('amoswap')) s.shadow.store(addr, bytes, lo, hi);
    } else registers.define(rd);
    registers.origin[rd] = 0;
  }
}

/** Hooks a checker into an engine: its instructions, its gates, its runs. */
export function attachChecker(checker: Checker, cpu: Cpu): void {
  const { onGate } = cpu;
  cpu.onGate = (index) => checker.callGate(index, onGate);
  cpu.addObserver(checker);
}
