// The M operations of RV64 whose results do not follow from 32-bit pieces in a line or two.

import { divide64, mulhu64, resultHi } from './arithmetic.js';
import { Op } from './hot.js';
import type { HartState } from './state.js';

/** MULH, MULHSU, MULHU, DIV, DIVU, REM, REMU on 64 bits. */
export function wideMulDiv(state: HartState, w: number): void {
  const { lo, hi } = state;
  const rd = (w >>> 8) & 63;
  const rs1 = (w >>> 14) & 31;
  const rs2 = (w >>> 19) & 31;
  const al = lo[rs1]!;
  const ah = hi[rs1]!;
  const bl = lo[rs2]!;
  const bh = hi[rs2]!;
  const op: Op = w & 255;
  if (op === Op.MULHU || op === Op.MULH || op === Op.MULHSU) {
    let low = mulhu64(al, ah, bl, bh) >>> 0;
    let high = resultHi;
    // A negative operand was taken as 2^64 more than it is: take the other operand off the upper half.
    if (op !== Op.MULHU && ah < 0) {
      high = (high - bh - (low < bl >>> 0 ? 1 : 0)) | 0;
      low = (low - bl) >>> 0;
    }
    if (op === Op.MULH && bh < 0) {
      high = (high - ah - (low < al >>> 0 ? 1 : 0)) | 0;
      low = (low - al) >>> 0;
    }
    lo[rd] = low;
    hi[rd] = high;
    return;
  }
  lo[rd] = divide64(al, ah, bl, bh, op === Op.DIV || op === Op.REM, op === Op.REM || op === Op.REMU);
  hi[rd] = resultHi;
}
