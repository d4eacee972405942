// Bit fields of machine words, written the way manuals write them: bits(value, 12, 5) is value[12:5].

/** Bits `hi` down to `lo` of a 32-bit value, shifted down to bit 0. */
export function bits(value: number, hi: number, lo: number): number {
  return (value >>> lo) & (hi - lo === 31 ? 0xffffffff : (1 << (hi - lo + 1)) - 1);
}

/** Bit `at` of a 32-bit value. */
export function bit(value: number, at: number): number {
  return (value >>> at) & 1;
}

/** Interprets the low `width` bits of `value` as a two's complement number (1 <= width <= 32). */
export function signExtend(value: number, width: number): number {
  return (value << (32 - width)) >> (32 - width);
}
