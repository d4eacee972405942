// The A extension. One hart and no other writers, so an AMO is a load, an operation and a store; a reservation is lost
// by SC only. Unlike other accesses these must be aligned, as on the boards.

import { RAM_BASE } from '../machine/index.js';
import type { HartState } from './state.js';

const OPERATIONS = ['lr', 'sc', 'amoswap', 'amoadd', 'amoxor', 'amoand', 'amoor'] as const;
const COMPARISONS = ['amomin', 'amomax', 'amominu', 'amomaxu'] as const;
const NAMES: readonly string[] = [...OPERATIONS, ...COMPARISONS];
const DOUBLE = 0x100;
const LR = NAMES.indexOf('lr');
const SC = NAMES.indexOf('sc');

/** Immediate of a predecoded atomic operation by mnemonic: position in NAMES, DOUBLE for the 64-bit ones. */
export const AMO_KINDS: Readonly<Record<string, number>> = Object.fromEntries(
  NAMES.flatMap((name, kind) => [
    [`${name}.w`, kind],
    [`${name}.d`, kind | DOUBLE],
  ]),
);

/** Executes LR, SC or an AMO. Throws with the state as before. */
export function executeAtomic(state: HartState, ip: number, left: number, w: number, imm: number): void {
  const { lo, hi } = state;
  const { i32 } = state.memory;
  const rd = (w >>> 8) & 63;
  const base = (w >>> 14) & 31;
  const source = (w >>> 19) & 31;
  const kind = imm & 255;
  const double = imm >= DOUBLE;
  const size = double ? 8 : 4;
  const addr = state.address(base, 0);
  if (addr % size !== 0) state.fault('misaligned-atomic', addr, ip, left);
  const at = state.ramIndex(addr, size, kind === LR ? 'load-access' : 'store-access', base, ip, left) >> 2;
  const oldLo = i32[at]!;
  const oldHi = double ? i32[at + 1]! : oldLo >> 31;
  const newLo = lo[source]!;
  const newHi = double ? hi[source]! : newLo >> 31;
  if (kind === LR) {
    state.reservation = RAM_BASE + at * 4;
  } else if (kind === SC) {
    const success = state.reservation === RAM_BASE + at * 4;
    state.reservation = -1;
    if (success) {
      i32[at] = newLo;
      if (double) i32[at + 1] = newHi;
    }
    lo[rd] = success ? 0 : 1;
    hi[rd] = 0;
    return;
  } else {
    const takeNew = wins(kind, oldLo, oldHi, newLo, newHi);
    i32[at] = combine(kind, oldLo, newLo, takeNew);
    if (double) {
      i32[at + 1] =
        NAMES[kind] === 'amoadd'
          ? oldHi + newHi + ((oldLo + newLo) >>> 0 < oldLo >>> 0 ? 1 : 0)
          : combine(kind, oldHi, newHi, takeNew);
    }
  }
  lo[rd] = oldLo;
  hi[rd] = state.xlen === 64 ? oldHi : 0;
}

/** For min and max: true if the register's value replaces the one in memory. Words are compared sign-extended. */
function wins(kind: number, oldLo: number, oldHi: number, newLo: number, newHi: number): boolean {
  const below = newLo >>> 0 < oldLo >>> 0;
  const less = newHi === oldHi ? below : newHi < oldHi;
  const lessUnsigned = newHi === oldHi ? below : newHi >>> 0 < oldHi >>> 0;
  switch (NAMES[kind]) {
    case 'amomin':
      return less;
    case 'amomax':
      return !less;
    case 'amominu':
      return lessUnsigned;
    default:
      return !lessUnsigned;
  }
}

function combine(kind: number, old: number, operand: number, takeNew: boolean): number {
  switch (NAMES[kind]) {
    case 'amoswap':
      return operand;
    case 'amoadd':
      return (old + operand) | 0;
    case 'amoxor':
      return old ^ operand;
    case 'amoand':
      return old & operand;
    case 'amoor':
      return old | operand;
    default:
      return takeNew ? operand : old;
  }
}
