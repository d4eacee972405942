// Non-local return for machine code: nlr_buf_t records in guest memory, newest first (native-abi.md 2.8, 3.16, D5).

import { NLR_REGISTERS } from '../../abi/index.js';
import { GuestFault } from '../../machine/index.js';
import type { Runtime } from '../core/runtime.js';
import type { Word } from '../core/word.js';

/** RISC-V register numbers in the order of nlr_buf_t.regs. */
const REGISTER_NUMBER: Record<string, number> = { ra: 1, sp: 2, s0: 8, s1: 9 };
for (let i = 2; i <= 11; i++) REGISTER_NUMBER[`s${i}`] = 16 + i;
const SAVED = NLR_REGISTERS.riscv.map((name) => REGISTER_NUMBER[name]!);

/** Entry 32: links the record in a0 and remembers where to come back to. */
export function nlrPush(rt: Runtime, buf: number): number {
  const { W, mem, cpu } = rt;
  mem.index(buf, (2 + SAVED.length) * W, 'store');
  rt.stPtr(buf, rt.nlrTop);
  SAVED.forEach((r, i) => {
    const at = buf + (2 + i) * W;
    mem.st32(at, cpu.regsLo[r]!);
    if (rt.is64) mem.st32(at + 4, cpu.regsHi[r]!);
  });
  rt.nlrTop = buf;
  return 0;
}

/** Entry 33. */
export function nlrPop(rt: Runtime): void {
  if (rt.nlrTop === rt.nlrBase) throw new GuestFault('bad-call', rt.cpu.pc, 'nlr_pop without a linked nlr_buf_t');
  rt.nlrTop = rt.field(rt.nlrTop, 0);
}

/** Unlinks the newest record of the running activation and resumes after its nlr_push with result 1. */
export function resumeAtHandler(rt: Runtime, value: Word): void {
  const { W, mem, cpu } = rt;
  const buf = rt.nlrTop;
  mem.index(buf, (2 + SAVED.length) * W, 'store');
  rt.nlrTop = rt.field(buf, 0);
  rt.stPtr(buf + W, value);
  SAVED.forEach((r, i) => {
    const at = buf + (2 + i) * W;
    cpu.regsLo[r] = mem.ld32(at);
    if (rt.is64) cpu.regsHi[r] = mem.ld32(at + 4);
  });
  cpu.regsLo[10] = 1;
  cpu.regsHi[10] = 0;
  cpu.pc = returnAddress(rt);
}

/** ra as an address; on RV64 an upper half that is not 0 cannot be one. */
export function returnAddress(rt: Runtime): number {
  const lo = rt.cpu.regsLo[1]! >>> 0;
  if (rt.is64 && rt.cpu.regsHi[1] !== 0) {
    throw new GuestFault('fetch-access', (BigInt(rt.cpu.regsHi[1]! >>> 0) << 32n) | BigInt(lo), 'return address');
  }
  return lo;
}
