// Multiplication and division of the M extension on 32-bit pieces, total as RISC-V defines them: division by zero gives
// -1 (quotient) or the dividend (remainder), overflow gives the dividend or 0. No state; called from hot loops.

/** Upper 32 bits of the unsigned product. */
export function mulhu32(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const low = Math.imul(a0, b0) >>> 16;
  // Each product is at most 0xfffe0001, so one 16-bit addend does not overflow.
  const mid = (Math.imul(a1, b0) + low) | 0;
  const mid2 = (Math.imul(a0, b1) + (mid & 0xffff)) | 0;
  return (Math.imul(a1, b1) + (mid >>> 16) + (mid2 >>> 16)) | 0;
}

export function mulh32(a: number, b: number): number {
  return (mulhu32(a, b) - ((a >> 31) & b) - ((b >> 31) & a)) | 0;
}

export function mulhsu32(a: number, b: number): number {
  return (mulhu32(a, b) - ((a >> 31) & b)) | 0;
}

export function div32(a: number, b: number): number {
  return b === 0 ? -1 : (a / b) | 0;
}

export function divu32(a: number, b: number): number {
  return b === 0 ? -1 : ((a >>> 0) / (b >>> 0)) | 0;
}

export function rem32(a: number, b: number): number {
  return b === 0 ? a : (a % b) | 0;
}

export function remu32(a: number, b: number): number {
  return b === 0 ? a : ((a >>> 0) % (b >>> 0)) | 0;
}

/** Upper half of the last 64-bit result of this module. */
export let resultHi = 0;

/** The upper 64 bits of the unsigned 128-bit product; returns the low word of them, the high one is `resultHi`. */
export function mulhu64(al: number, ah: number, bl: number, bh: number): number {
  // al*bl contributes only its upper word; sums of three words are exact as doubles.
  const ll = mulhu32(al, bl) >>> 0;
  const lh0 = Math.imul(al, bh) >>> 0;
  const lh1 = mulhu32(al, bh) >>> 0;
  const hl0 = Math.imul(ah, bl) >>> 0;
  const hl1 = mulhu32(ah, bl) >>> 0;
  const hh0 = Math.imul(ah, bh) >>> 0;
  const hh1 = mulhu32(ah, bh) >>> 0;
  const carry = Math.floor((ll + lh0 + hl0) / 0x1_0000_0000);
  const low = lh1 + hl1 + hh0 + carry;
  resultHi = (hh1 + Math.floor(low / 0x1_0000_0000)) | 0;
  return low | 0;
}

const big = (lo: number, hi: number) => (BigInt(hi) << 32n) | BigInt(lo >>> 0);
const MASK64 = 0xffff_ffff_ffff_ffffn;

/** 64-bit division; `signed` picks div/rem, else divu/remu. Small operands go without BigInt. */
export function divide64(al: number, ah: number, bl: number, bh: number, signed: boolean, remainder: boolean): number {
  if ((bl | bh) === 0) {
    resultHi = remainder ? ah : -1;
    return remainder ? al : -1;
  }
  if ((ah | bh) === 0) {
    resultHi = 0;
    return remainder ? remu32(al, bl) : divu32(al, bl);
  }
  let a = big(al, ah);
  let b = big(bl, bh);
  if (!signed) {
    a &= MASK64;
    b &= MASK64;
  }
  const result = remainder ? a % b : a / b;
  const lo = Number(BigInt.asIntN(32, result));
  resultHi = Number(BigInt.asIntN(32, result >> 32n));
  return lo;
}
