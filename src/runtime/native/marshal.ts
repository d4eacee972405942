// Parameters and results in registers: the calling conventions lp64 and ilp32 (native-abi.md section 5.1) for the types
// of an ABI signature. A 64-bit board holds each value in one register; a 32-bit board splits doubles into two.
//
// What a TypeScript function of shape 'abi' gets for each type:
//   obj Word   ptr number   word, sword number (bigint beyond 2^53)   int, uint32, char, qstr number   bool boolean
//   float, double number    va, va_list VaReader

import type { AbiType } from '../../abi/index.js';
import { A0, GuestFault } from '../../machine/index.js';
import type { HostFunction } from '../core/host-function.js';
import type { Runtime } from '../core/runtime.js';
import { isPointer, type Word } from '../core/word.js';

const A7 = 17;
const TWO32 = 0x1_0000_0000;

const scratch = new DataView(new ArrayBuffer(8));

export function floatOfBits(bits: number): number {
  scratch.setInt32(0, bits, true);
  return scratch.getFloat32(0, true);
}
function bitsOfFloat(value: number): number {
  scratch.setFloat32(0, value, true);
  return scratch.getInt32(0, true);
}
export function doubleOfBits(lo: number, hi: number): number {
  scratch.setInt32(0, lo, true);
  scratch.setInt32(4, hi, true);
  return scratch.getFloat64(0, true);
}

/** Object word in register `r`. */
export function regObj(rt: Runtime, r: number): Word {
  const lo = rt.cpu.regsLo[r]!;
  if (!rt.is64) return lo;
  const hi = rt.cpu.regsHi[r]!;
  return hi === lo >> 31 ? lo : rt.wideWord(lo, hi);
}

/** Raw unsigned word in register `r` as a number; only good for range checks beyond 2^53. */
export function regWord(rt: Runtime, r: number): number {
  const lo = rt.cpu.regsLo[r]! >>> 0;
  return rt.is64 ? (rt.cpu.regsHi[r]! >>> 0) * TWO32 + lo : lo;
}

function exactWord(rt: Runtime, r: number): number | bigint {
  const value = regWord(rt, r);
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  return (BigInt(rt.cpu.regsHi[r]! >>> 0) << 32n) | BigInt(rt.cpu.regsLo[r]! >>> 0);
}

function exactSigned(rt: Runtime, r: number): number | bigint {
  const lo = rt.cpu.regsLo[r]!;
  if (!rt.is64) return lo;
  const hi = rt.cpu.regsHi[r]!;
  if (hi === lo >> 31) return lo;
  const value = hi * TWO32 + (lo >>> 0);
  return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo >>> 0));
}

/** Puts an object word into register `r` in the board's own form. */
export function setRegObj(rt: Runtime, r: number, w: Word): void {
  if (!rt.is64) rt.cpu.regsLo[r] = w;
  else if (isPointer(w)) {
    rt.cpu.regsHi[r] = rt.wideHi(w);
    rt.cpu.regsLo[r] = rt.wideLo(w);
  } else {
    rt.cpu.regsLo[r] = w;
    rt.cpu.regsHi[r] = w >> 31;
  }
}

/** Puts a number (pointer, size: unsigned below 2^53, or a negative int) or bigint into register `r`. */
export function setRegWord(rt: Runtime, r: number, value: number | bigint): void {
  if (typeof value === 'bigint') {
    rt.cpu.regsLo[r] = Number(BigInt.asIntN(32, value));
    rt.cpu.regsHi[r] = Number(BigInt.asIntN(32, value >> 32n));
  } else {
    rt.cpu.regsLo[r] = value | 0;
    if (rt.is64) rt.cpu.regsHi[r] = Math.floor(value / TWO32) | 0;
    // `|` keeps only the low 32 bits exactly when |value| < 2^53, which every caller guarantees.
  }
}

/** Reads variable arguments: first from registers, then from the stack; or from memory (a va_list). */
export class VaReader {
  private readonly rt: Runtime;
  private reg: number;
  private addr: number;

  /** `reg` = first register that may hold one, 18 and more for none; `addr` = the memory slots that follow. */
  constructor(rt: Runtime, reg: number, addr: number) {
    this.rt = rt;
    this.reg = reg;
    this.addr = addr;
  }
  private slot(): { lo: number; hi: number } {
    const { rt } = this;
    if (this.reg <= A7) {
      const r = this.reg++;
      return { lo: rt.cpu.regsLo[r]!, hi: rt.is64 ? rt.cpu.regsHi[r]! : 0 };
    }
    const at = this.addr;
    this.addr += rt.W;
    return { lo: rt.mem.ld32(at), hi: rt.is64 ? rt.mem.ld32(at + 4) : 0 };
  }
  /** A C int. */
  int(): number {
    return this.slot().lo;
  }
  /** A word of W bytes: unsigned. */
  word(): number | bigint {
    const { lo, hi } = this.slot();
    if (!this.rt.is64) return lo >>> 0;
    const value = (hi >>> 0) * TWO32 + (lo >>> 0);
    return value <= Number.MAX_SAFE_INTEGER ? value : (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
  }
  /** A word of W bytes: signed. */
  sword(): number | bigint {
    const { lo, hi } = this.slot();
    if (!this.rt.is64) return lo;
    const value = hi * TWO32 + (lo >>> 0);
    return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo >>> 0));
  }
  /** A pointer or size, good for range checks. */
  pointer(): number {
    const { lo, hi } = this.slot();
    return this.rt.is64 ? (hi >>> 0) * TWO32 + (lo >>> 0) : lo >>> 0;
  }
  /** A double: on a 32-bit board in an aligned pair of registers or an 8-aligned stack pair. */
  double(): number {
    if (this.rt.is64) {
      const { lo, hi } = this.slot();
      return doubleOfBits(lo, hi);
    }
    if (this.reg <= A7) this.reg += this.reg & 1;
    if (this.reg > A7) this.addr = Math.ceil(this.addr / 8) * 8;
    const lo = this.slot().lo;
    return doubleOfBits(lo, this.slot().lo);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: one entry per ABI type, see the table in the head comment
type Decode = (rt: Runtime, reg: number) => any;

const DECODE: Record<Exclude<AbiType, 'void' | 'noreturn'>, Decode> = {
  obj: regObj,
  ptr: regWord,
  word: exactWord,
  sword: exactSigned,
  int: (rt, r) => rt.cpu.regsLo[r]!,
  uint32: (rt, r) => rt.cpu.regsLo[r]! >>> 0,
  qstr: regWord,
  bool: (rt, r) => (rt.cpu.regsLo[r]! & 0xff) !== 0,
  char: (rt, r) => rt.cpu.regsLo[r]! & 0xff,
  float: (rt, r) => floatOfBits(rt.cpu.regsLo[r]!),
  double: (rt, r) =>
    rt.is64
      ? doubleOfBits(rt.cpu.regsLo[r]!, rt.cpu.regsHi[r]!)
      : doubleOfBits(rt.cpu.regsLo[r]!, rt.cpu.regsLo[r + 1]!),
  va: (rt, r) => new VaReader(rt, r, rt.cpu.regsLo[2]!),
  va_list: (rt, r) => new VaReader(rt, A7 + 1, regWord(rt, r)),
};

// biome-ignore lint/suspicious/noExplicitAny: the value has the type that the signature names
function setResult(rt: Runtime, type: AbiType, value: any): void {
  const { regsLo, regsHi } = rt.cpu;
  switch (type) {
    case 'obj':
      setRegObj(rt, A0, value);
      return;
    case 'float': {
      const bits = bitsOfFloat(value);
      regsLo[A0] = bits;
      regsHi[A0] = rt.is64 ? bits >> 31 : 0;
      return;
    }
    case 'double': {
      scratch.setFloat64(0, value, true);
      regsLo[A0] = scratch.getInt32(0, true);
      if (rt.is64) regsHi[A0] = scratch.getInt32(4, true);
      else regsLo[A0 + 1] = scratch.getInt32(4, true);
      return;
    }
    case 'bool':
      setRegWord(rt, A0, value ? 1 : 0);
      return;
    case 'uint32':
    case 'int':
      setRegWord(rt, A0, value | 0);
      return;
    case 'void':
      return;
    case 'noreturn':
      throw new GuestFault('bad-call', rt.cpu.pc, 'a function that never returns returned');
    default:
      setRegWord(rt, A0, value);
  }
}

/** Calls a function of shape 'abi': decodes the registers, calls, stores the result. */
export function callByAbi(rt: Runtime, f: HostFunction): void {
  const { params, fn } = f;
  let reg = A0;
  // biome-ignore lint/suspicious/noExplicitAny: as the signature says
  const args: any[] = [];
  for (const type of params) {
    args.push(DECODE[type as keyof typeof DECODE](rt, reg));
    reg += type === 'double' && !rt.is64 ? 2 : 1;
  }
  setResult(rt, f.ret, fn(rt, ...args));
}
