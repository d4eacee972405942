// The registers of a guest that stands, also where no machine code runs: then pc is the gate that machine code returns to.
import { RETURN_GATE, SP } from '../machine/index.js';
import { PC_REGISTER, REGISTER_COUNT } from './registers.js';
import type { GdbTarget } from './target.js';

export function registerOf(target: GdbTarget, number: number): { lo: number; hi: number } {
  const { cpu } = target;
  if (number === PC_REGISTER) return { lo: pcOf(target) | 0, hi: 0 };
  const { gateSp } = target;
  if (number === SP && gateSp !== undefined) return { lo: gateSp, hi: 0 };
  return { lo: cpu.regsLo[number]!, hi: cpu.regsHi[number]! };
}

const pcOf = (target: GdbTarget): number => (target.isNative ? target.cpu.pc : RETURN_GATE);

/** False where it cannot be written: x0, and the pc while no machine code runs. */
export function setRegister(target: GdbTarget, number: number, lo: number, hi: number): boolean {
  const { cpu } = target;
  if (number === PC_REGISTER) {
    if (!target.isNative || (cpu.xlen === 64 && hi !== 0) || (lo & 1) !== 0) return lo >>> 0 === pcOf(target);
    cpu.pc = lo >>> 0;
    return true;
  }
  if (number >= REGISTER_COUNT) return false;
  if (number === 0) return true;
  if (number === SP && target.gateSp !== undefined) return lo === target.gateSp;
  cpu.regsLo[number] = lo;
  if (cpu.xlen === 64) cpu.regsHi[number] = hi;
  return true;
}
