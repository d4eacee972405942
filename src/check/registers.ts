// What is known of each register: which of its bits are undefined, where an undefined value came from, and which
// allocation a pointer was made from. Undefined bits are followed bit by bit and comparisons are decided by what the
// defined bits allow, because compilers read whole words of which only a part has been written.

import type { Operation } from './operations.js';

/** Origin of a difference of pointers: added to a pointer it may lead into another allocation. */
const MIXED = -1;
/** A pointer may leave its allocation by so much before it is taken for something else. */
const NEAR = 0x10_0000;

/** t0-t2, a2-a7, t3-t6: what a call of the runtime may leave anything in. a0 and a1 hold results. */
export const CLOBBERED = [5, 6, 7, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31] as const;
export const ARGUMENTS = [10, 11, 12, 13, 14, 15, 16, 17] as const;
export const TEMPORARIES = [5, 6, 7, 28, 29, 30, 31] as const;

export interface SavedRegisters {
  readonly mask: number;
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  readonly from: Float64Array;
  readonly origin: Int32Array;
}

export class RegisterShadow {
  /** Registers with undefined bits. */
  mask = 0;
  /** Undefined bits; valid where `mask` has the register. */
  readonly lo = new Int32Array(32);
  readonly hi = new Int32Array(32);
  /** Address that the undefined bits were loaded from; 0 for a register that a call has clobbered. */
  readonly from = new Float64Array(32);
  /** Allocation that a pointer was made from; 0 unknown, MIXED. */
  readonly origin = new Int32Array(32);
  private readonly valuesLo: Int32Array;
  private readonly valuesHi: Int32Array;
  private readonly is64: boolean;
  private readonly ones: bigint;
  private readonly sign: bigint;

  constructor(valuesLo: Int32Array, valuesHi: Int32Array, xlen: 32 | 64) {
    this.valuesLo = valuesLo;
    this.valuesHi = valuesHi;
    this.is64 = xlen === 64;
    this.ones = (1n << BigInt(xlen)) - 1n;
    this.sign = 1n << BigInt(xlen - 1);
  }

  save(): SavedRegisters {
    const { mask } = this;
    return {
      mask,
      lo: this.lo.slice(),
      hi: this.hi.slice(),
      from: this.from.slice(),
      origin: this.origin.slice(),
    };
  }
  restore(saved: SavedRegisters): void {
    this.mask = saved.mask;
    this.lo.set(saved.lo);
    this.hi.set(saved.hi);
    this.from.set(saved.from);
    this.origin.set(saved.origin);
  }

  define(r: number): void {
    this.mask &= ~(1 << r);
  }
  undefine(r: number, lo: number, hi: number, from: number): void {
    if (r === 0) return;
    if ((lo | hi) === 0) {
      this.define(r);
      return;
    }
    this.mask |= 1 << r;
    this.lo[r] = lo;
    this.hi[r] = hi;
    this.from[r] = from;
  }
  isUndefined(r: number): boolean {
    return ((this.mask >>> r) & 1) !== 0;
  }
  clobber(registers: readonly number[]): void {
    for (const r of registers) {
      this.undefine(r, -1, this.is64 ? -1 : 0, 0);
      this.origin[r] = 0;
    }
  }
  copy(to: number, from: number): void {
    if (this.isUndefined(from)) this.undefine(to, this.lo[from]!, this.hi[from]!, this.from[from]!);
    else this.define(to);
    this.origin[to] = this.origin[from]!;
  }

  private value(r: number): bigint {
    const lo = BigInt(this.valuesLo[r]! >>> 0);
    return this.is64 ? (BigInt(this.valuesHi[r]! >>> 0) << 32n) | lo : lo;
  }
  private bits(r: number): bigint {
    if (!this.isUndefined(r)) return 0n;
    const lo = BigInt(this.lo[r]! >>> 0);
    return this.is64 ? (BigInt(this.hi[r]! >>> 0) << 32n) | lo : lo;
  }

  /** Undefined bits of the result of an IMMEDIATE or REGISTERS operation that has undefined sources. */
  propagate(op: Operation): void {
    const isImmediate =
      op.name.endsWith('i') || op.name.endsWith('iw') || op.name.endsWith('i.uw') || op.name === 'sltiu';
    const a = this.value(op.rs1);
    const ua = this.bits(op.rs1);
    const b = isImmediate ? BigInt.asUintN(64, BigInt(op.imm)) & this.ones : this.value(op.rs2);
    const ub = isImmediate ? 0n : this.bits(op.rs2);
    const isSelf = !isImmediate && op.rs1 === op.rs2 && /^(sub|subw|xor)$/.test(op.name);
    const result = isSelf ? 0n : this.resultBits(op.name, a, ua, b, ub) & this.ones;
    const from = ua !== 0n ? this.from[op.rs1]! : this.from[op.rs2]!;
    this.undefine(
      op.rd,
      Number(BigInt.asIntN(32, result)),
      this.is64 ? Number(BigInt.asIntN(32, result >> 32n)) : 0,
      from,
    );
  }

  private resultBits(name: string, a: bigint, ua: bigint, b: bigint, ub: bigint): bigint {
    const isWord = this.is64 && /w$/.test(name) && !name.endsWith('.uw');
    if (isWord) {
      const low = (1n << 32n) - 1n;
      const bits = this.narrowBits(name.slice(0, -1), a & low, ua & low, b & low, ub & low, 32n) & low;
      return (bits >> 31n) & 1n ? bits | (this.ones ^ low) : bits;
    }
    return this.narrowBits(name, a, ua, b, ub, this.is64 ? 64n : 32n);
  }

  private narrowBits(name: string, a: bigint, ua: bigint, b: bigint, ub: bigint, width: bigint): bigint {
    const ones = (1n << width) - 1n;
    const low32 = (1n << 32n) - 1n;
    const add = (x: bigint, ux: bigint, y: bigint, uy: bigint) =>
      ((((x & ~ux) + (y & ~uy)) ^ ((x | ux) + (y | uy))) | ux | uy) & ones;
    const shiftOf = b & (width - 1n);
    const all = ua | ub ? ones : 0n;
    switch (name) {
      case 'add':
      case 'addi':
        return add(a, ua, b, ub);
      case 'sub':
        return ((((a & ~ua) - (b | ub)) ^ ((a | ua) - (b & ~ub))) | ua | ub) & ones;
      case 'and':
      case 'andi':
        return (ua | ub) & (a | ua) & (b | ub);
      case 'or':
      case 'ori':
        return (ua | ub) & (~a | ua) & (~b | ub);
      case 'xor':
      case 'xori':
        return ua | ub;
      case 'sll':
      case 'slli':
        return ub & (width - 1n) ? all : ua << shiftOf;
      case 'srl':
      case 'srli':
        return ub & (width - 1n) ? all : ua >> shiftOf;
      case 'sra':
      case 'srai':
        return ub & (width - 1n) ? all : BigInt.asIntN(Number(width), ua) >> shiftOf;
      case 'slt':
      case 'slti':
        return this.decides(a, ua, b, ub, true, width) ? 0n : 1n;
      case 'sltu':
      case 'sltiu':
        return this.decides(a, ua, b, ub, false, width) || this.decidesZero(a, ua, b, ub) ? 0n : 1n;
      case 'mul':
        if ((a === 0n && ua === 0n) || (b === 0n && ub === 0n)) return 0n;
        return leftOf(ua | ub);
      case 'sh1add':
      case 'sh2add':
      case 'sh3add': {
        const by = BigInt(name[2]!);
        return add((a << by) & ones, (ua << by) & ones, b, ub);
      }
      case 'add.uw':
        return add(a & low32, ua & low32, b, ub);
      case 'sh1add.uw':
      case 'sh2add.uw':
      case 'sh3add.uw': {
        const by = BigInt(name[2]!);
        return add((a & low32) << by, (ua & low32) << by, b, ub);
      }
      case 'slli.uw':
        return (ua & low32) << shiftOf;
      default:
        return all;
    }
  }

  /** `0 < x` unsigned is `x != 0`, which one defined bit that is set decides. */
  private decidesZero(a: bigint, ua: bigint, b: bigint, ub: bigint): boolean {
    return (a === 0n && ua === 0n && (b & ~ub) !== 0n) || (b === 1n && ub === 0n && (a & ~ua) !== 0n);
  }

  /** True if a < b does not depend on the undefined bits. */
  private decides(a: bigint, ua: bigint, b: bigint, ub: bigint, isSigned: boolean, width: bigint): boolean {
    const flip = isSigned ? 1n << (width - 1n) : 0n;
    // With the sign bit turned around the order is that of unsigned numbers.
    const [x, y] = [a ^ flip, b ^ flip];
    return (x | ua) < (y & ~ub) || (x & ~ua) >= (y | ub);
  }

  /** True if a branch depends on undefined bits. */
  branchDepends({ name, rs1, rs2 }: Operation): boolean {
    const [a, ua, b, ub] = [this.value(rs1), this.bits(rs1), this.value(rs2), this.bits(rs2)];
    if (rs1 === rs2) return false;
    if (name === 'beq' || name === 'bne') return ((a ^ b) & ~(ua | ub)) === 0n && (ua | ub) !== 0n;
    return !this.decides(a, ua, b, ub, !name.endsWith('u'), this.sign === 1n << 31n ? 32n : 64n);
  }

  /** Undefined bits among the low `bits` of a register. */
  hasUndefinedBelow(r: number, bits: number): boolean {
    return this.isUndefined(r) && (this.bits(r) & ((1n << BigInt(bits)) - 1n)) !== 0n;
  }

  // ---- Origins ----

  /** The origin of what an operation makes; `startOf` gives the start of an allocation. */
  follow(op: Operation, startOf: (id: number) => number): void {
    const { rd, rs1, rs2, name, keepsSecond } = op;
    const a = this.origin[rs1]!;
    const b = keepsSecond ? this.origin[rs2]! : 0;
    if (rd === 0) return;
    this.origin[rd] = this.originOf(name, op, a, b, startOf);
  }

  private originOf(
    name: string,
    { rs1, rs2, imm }: Operation,
    a: number,
    b: number,
    startOf: (id: number) => number,
  ): number {
    const { valuesLo } = this;
    const near = (id: number, value: number): boolean => Math.abs((value >>> 0) - startOf(id)) < NEAR;
    switch (name) {
      case 'addi':
        return a > 0 && !near(a, valuesLo[rs1]! + imm) ? 0 : a;
      case 'add': {
        if (a === MIXED || b === MIXED) return a > 0 || b > 0 ? 0 : MIXED;
        if (a !== 0 && b !== 0) return 0;
        const id = a || b;
        return id !== 0 && near(id, valuesLo[rs1]! + valuesLo[rs2]!) ? id : 0;
      }
      case 'sh1add':
      case 'sh2add':
      case 'sh3add':
      case 'sh1add.uw':
      case 'sh2add.uw':
      case 'sh3add.uw':
      case 'add.uw': {
        if (a !== 0) return MIXED;
        const by = name.startsWith('sh') ? Number(name[2]) : 0;
        return b > 0 && near(b, (valuesLo[rs1]! << by) + valuesLo[rs2]!) ? b : 0;
      }
      case 'sub': {
        if (b !== 0) return a === b && a > 0 ? 0 : MIXED;
        if (a <= 0) return a;
        return near(a, valuesLo[rs1]! - valuesLo[rs2]!) ? a : MIXED;
      }
      case 'andi':
        return a > 0 && near(a, valuesLo[rs1]! & imm) ? a : 0;
      case 'and': {
        const id = a > 0 ? a : b;
        return id > 0 && near(id, valuesLo[rs1]! & valuesLo[rs2]!) ? id : 0;
      }
      default:
        return a === MIXED || (b === MIXED && /^(or|xor)$/.test(name)) ? MIXED : 0;
    }
  }
}

/** The lowest bit that is set and all above it. */
function leftOf(bits: bigint): bigint {
  return bits === 0n ? 0n : -(bits & -bits);
}
