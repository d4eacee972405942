// Instructions that leave the hot loops: system instructions, CSRs, jumps out of RAM, and everything illegal. They are
// decoded anew from the raw word, which is the predecoded immediate.

import { RAM_BASE } from '../machine/index.js';
import { type BaseOperation, decode, expand } from '../riscv/index.js';
import { readCsr, writeCsr } from './csr.js';
import { SINK } from './hot.js';
import type { HartState } from './state.js';

/** Executes the instruction at `ip`. True if the hot loop must be left, with pc and left written back. */
export function executeSlow(state: HartState, ip: number, left: number, w: number, word: number): boolean {
  const decoded = decode(word, state.xlen, state.extensions);
  const unsignedWord = w >>> 24 === 1 ? word & 0xffff : word >>> 0;
  if (!decoded) return state.fault('illegal-instruction', unsignedWord, ip, left);
  const base = expand(decoded);
  const next = ip + (w >>> 24);
  switch (base.name) {
    case 'ecall':
      return state.fault('environment-call', RAM_BASE + ip * 2, ip, left);
    case 'ebreak':
      return state.fault('breakpoint', RAM_BASE + ip * 2, ip, left);
    case 'fence.i':
      state.invalidate(RAM_BASE, state.size);
      state.pc = RAM_BASE + next * 2;
      state.left = left;
      return true;
    case 'jal':
      return jumpOut(state, ip, left, next, base);
    case 'beq':
    case 'bne':
    case 'blt':
    case 'bge':
    case 'bltu':
    case 'bgeu':
      return compare(state, base) ? jumpOut(state, ip, left, next, base) : false;
    case 'csrrw':
    case 'csrrs':
    case 'csrrc':
    case 'csrrwi':
    case 'csrrsi':
    case 'csrrci':
      // The counters do not count the instruction that reads them.
      state.left = left + 1;
      executeCsr(state, base, decoded.field('csr'), ip, left, unsignedWord);
      return false;
    default:
      return state.fault('illegal-instruction', unsignedWord, ip, left);
  }
}

/** A jump or taken branch whose target is outside RAM. */
function jumpOut(state: HartState, ip: number, left: number, next: number, base: BaseOperation): boolean {
  const target = RAM_BASE + ip * 2 + base.imm;
  // The reach of a jump is 1 MiB, so the target is a positive number below 2^32.
  if (base.name === 'jal' && base.rd !== 0) {
    state.lo[base.rd] = RAM_BASE + next * 2;
    state.hi[base.rd] = 0;
  }
  state.pc = target;
  state.left = left;
  return true;
}

function compare({ lo, hi, xlen }: HartState, { name, rs1, rs2 }: BaseOperation): boolean {
  const signed = name === 'blt' || name === 'bge';
  const value = (register: number): bigint => {
    const whole = xlen === 64 ? (BigInt(hi[register]!) << 32n) | BigInt(lo[register]! >>> 0) : BigInt(lo[register]!);
    return signed ? whole : BigInt.asUintN(64, whole);
  };
  const a = value(rs1);
  const b = value(rs2);
  if (name === 'beq') return a === b;
  if (name === 'bne') return a !== b;
  return name === 'blt' || name === 'bltu' ? a < b : a >= b;
}

/** Reads the CSR unless a csrrw to x0 has no use for it, writes it unless a csrrs or csrrc has nothing to change. */
function executeCsr(
  state: HartState,
  { name, rd, rs1, imm }: BaseOperation,
  csr: number,
  ip: number,
  left: number,
  word: number,
): void {
  const { lo, hi } = state;
  const immediate = name.endsWith('i');
  const operandLo = immediate ? imm : lo[rs1]!;
  const operandHi = immediate || state.xlen === 32 ? 0 : hi[rs1]!;
  const operation = name.slice(0, 5);
  const writes = operation === 'csrrw' || (immediate ? imm !== 0 : rs1 !== 0);
  const old = readCsr(state, csr);
  // CSR numbers whose top two bits are set are read-only.
  if (old === undefined || (writes && csr >>> 10 === 3)) state.fault('illegal-instruction', word, ip, left);
  if (writes) {
    const combine = (before: number, operand: number) =>
      operation === 'csrrw' ? operand : operation === 'csrrs' ? before | operand : before & ~operand;
    writeCsr(state, csr, combine(old!.lo, operandLo), combine(old!.hi, operandHi));
  }
  const to = rd === 0 ? SINK : rd;
  lo[to] = old!.lo;
  hi[to] = state.xlen === 64 ? old!.hi : 0;
}
