// Zcmp, spec/riscv-zba-zcmp.md: pushes and pops of register lists, and the double moves. All accesses are checked before
// anything is written, so a fault leaves the state as it was and the instruction can be restarted.

import { A0, RAM_BASE, SP } from '../machine/index.js';
import { type Xlen, zcmpAdjustment, zcmpRegisters } from '../riscv/index.js';
import type { HartState } from './state.js';

const A1 = 11;

// Register lists 4..15, from the highest address down: last s register first, ra last.
const LISTS = Array.from({ length: 16 }, (_, rlist) => (rlist < 4 ? [] : [...zcmpRegisters(rlist)].reverse()));
// Stack adjustment without spimm, by list.
const BASES: Readonly<Record<Xlen, readonly number[]>> = {
  32: LISTS.map((list, rlist) => (list.length === 0 ? 0 : zcmpAdjustment(rlist, 0, 32))),
  64: LISTS.map((list, rlist) => (list.length === 0 ? 0 : zcmpAdjustment(rlist, 0, 64))),
};

const adjustmentOf = (imm: number, xlen: Xlen) => BASES[xlen][imm & 15]! + (imm >> 8);

/** `cm.push`: imm is rlist | spimm << 8. */
export function push(state: HartState, ip: number, left: number, imm: number): void {
  const { lo, hi, xlen } = state;
  const list = LISTS[imm & 15]!;
  const width = xlen / 8;
  const adjustment = adjustmentOf(imm, xlen);
  let at = checkSlots(state, 0, list.length, 'store-access', ip, left);
  for (let i = 0; i < list.length; i++) {
    at -= width;
    storeWord(state, at, lo[list[i]!]!);
    if (xlen === 64) storeWord(state, at + 4, hi[list[i]!]!);
  }
  moveSp(state, -adjustment);
}

/** `cm.pop`. */
export function pop(state: HartState, ip: number, left: number, imm: number): void {
  const { lo, hi, xlen } = state;
  const list = LISTS[imm & 15]!;
  const width = xlen / 8;
  const adjustment = adjustmentOf(imm, xlen);
  let at = checkSlots(state, adjustment, list.length, 'load-access', ip, left);
  for (let i = 0; i < list.length; i++) {
    at -= width;
    lo[list[i]!] = loadWord(state, at);
    if (xlen === 64) hi[list[i]!] = loadWord(state, at + 4);
  }
  moveSp(state, adjustment);
}

/** `cm.popret` and `cm.popretz` up to the jump. True if ra is in RAM; else pc and left are set for what is there. */
export function popReturn(state: HartState, ip: number, left: number, imm: number, zero: boolean): boolean {
  const { lo, hi, xlen } = state;
  // ra is loaded from the lowest listed slot; look at it first, so that a wild one faults before anything changes.
  if (xlen === 64) {
    const { length } = LISTS[imm & 15]!;
    const at = checkSlots(state, adjustmentOf(imm, xlen), length, 'load-access', ip, left) - 8 * length;
    const high = state.readLow(at + 4, 4) >>> 0;
    if (high !== 0) {
      state.lastHigh = high;
      state.lastLow = state.readLow(at, 4) >>> 0;
      state.fault('fetch-access', high * 2 ** 32 + state.lastLow, ip, left);
    }
  }
  pop(state, ip, left, imm);
  if (zero) {
    lo[A0] = 0;
    hi[A0] = 0;
  }
  const target = (lo[1]! & -2) >>> 0;
  const index = target - RAM_BASE;
  if (index >= 0 && index < state.size) return true;
  state.pc = target;
  state.left = left;
  return false;
}

/** `cm.mvsa01`: r1s = a0, r2s = a1. */
export function moveSavedFromArguments({ lo, hi }: HartState, w: number): void {
  const r1s = (w >>> 14) & 31;
  const r2s = (w >>> 19) & 31;
  lo[r1s] = lo[A0]!;
  hi[r1s] = hi[A0]!;
  lo[r2s] = lo[A1]!;
  hi[r2s] = hi[A1]!;
}

/** `cm.mva01s`: a0 = r1s, a1 = r2s. */
export function moveArgumentsFromSaved({ lo, hi }: HartState, w: number): void {
  const r1s = (w >>> 14) & 31;
  const r2s = (w >>> 19) & 31;
  lo[A0] = lo[r1s]!;
  hi[A0] = hi[r1s]!;
  lo[A1] = lo[r2s]!;
  hi[A1] = hi[r2s]!;
}

function storeWord(state: HartState, at: number, value: number): void {
  if (at % 4 === 0) state.memory.i32[at >> 2] = value;
  else state.writeLow(at, 4, value);
}

function loadWord(state: HartState, at: number): number {
  return at % 4 === 0 ? state.memory.i32[at >> 2]! : state.readLow(at, 4);
}

/** Checks the slots below sp + offset from the highest down, and returns the byte index of their upper end. */
function checkSlots(
  state: HartState,
  offset: number,
  count: number,
  kind: 'load-access' | 'store-access',
  ip: number,
  left: number,
): number {
  const width = state.xlen / 8;
  const top = state.address(SP, offset - width) - RAM_BASE;
  const inside = top >= 0 && top + width <= state.size && top - (count - 1) * width >= 0;
  for (let i = 1; i <= count && !inside; i++) {
    state.ramIndex(state.address(SP, offset - i * width), width, kind, SP, ip, left);
  }
  return top + width;
}

function moveSp({ lo, hi, xlen }: HartState, by: number): void {
  const sum = (lo[SP]! >>> 0) + by;
  if (xlen === 64) hi[SP] = hi[SP]! + Math.floor(sum / 2 ** 32);
  lo[SP] = sum | 0;
}
