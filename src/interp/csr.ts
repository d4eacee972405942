// Control and status registers as far as code in a module meets them: the user counters, and of the machine-mode ones
// those that read something fixed on the boards (spec/boards-and-runner.md A3). Any other number is illegal.

import type { HartState } from './state.js';

const WORD = 0x1_0000_0000;
/** MIE and MPIE: code may mask interrupts, though none is ever taken. */
const MSTATUS_WRITABLE = 0x88;
/** UXL = SXL = 2 in the upper half on RV64. */
const MSTATUS_HI = 0xa;
/** A C D F H I M S U, as the boards say although F and D trap. */
const MISA_EXTENSIONS = 0x1411ad;
const MARCHID = 0x70216;

interface CsrValue {
  readonly lo: number;
  readonly hi: number;
}

const whole = (value: number): CsrValue => ({ lo: value | 0, hi: Math.floor(value / WORD) | 0 });
const upper = (value: number): CsrValue => ({ lo: Math.floor(value / WORD) | 0, hi: 0 });
const time = (state: HartState) => (state.clock ? state.clock() : Math.floor(state.retiredNow() / 10));

/** The value of a CSR, undefined if the hart has none of this number. */
export function readCsr(state: HartState, csr: number): CsrValue | undefined {
  const wide = state.xlen === 64;
  switch (csr) {
    case 0xc00: // cycle
    case 0xc02: // instret
    case 0xb00: // mcycle
    case 0xb02: // minstret
      return whole(state.retiredNow());
    case 0xc01:
      return whole(time(state));
    case 0xc80: // cycleh
    case 0xc82: // instreth
    case 0xb80: // mcycleh
    case 0xb82: // minstreth
      return wide ? undefined : upper(state.retiredNow());
    case 0xc81: // timeh
      return wide ? undefined : upper(time(state));
    case 0x300: // mstatus
      return { lo: state.mstatus, hi: wide ? MSTATUS_HI : 0 };
    case 0x301: // misa
      return wide ? { lo: MISA_EXTENSIONS, hi: 0x80000000 | 0 } : { lo: 0x40000000 | MISA_EXTENSIONS, hi: 0 };
    case 0x304: // mie
    case 0x344: // mip
    case 0xf11: // mvendorid
    case 0xf14: // mhartid
      return { lo: 0, hi: 0 };
    case 0xf12: // marchid
    case 0xf13: // mimpid
      return { lo: MARCHID, hi: 0 };
    case 0x340: // mscratch
      return { lo: state.mscratchLo, hi: state.mscratchHi };
    default:
      return undefined;
  }
}

/** Writes a CSR that `readCsr` knows. Bits that cannot be changed keep their value. */
export function writeCsr(state: HartState, csr: number, lo: number, hi: number): void {
  if (csr === 0x300) state.mstatus = lo & MSTATUS_WRITABLE;
  if (csr === 0x340) {
    state.mscratchLo = lo;
    state.mscratchHi = hi;
  }
}
