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

/** Bits of the absolute value. */
export function bitLength(value: number | bigint): number {
  const size = value < 0 ? -value : value;
  double[0] = Number(size);
  if (double[0] === 0) return 0;
  if (double[0] < Number.POSITIVE_INFINITY) {
    const bits = ((words[1]! >>> 20) & 0x7ff) - 0x3fe;
    // Rounding may have made it the next power of two.
    const isPower = words[0] === 0 && (words[1]! & 0xf_ffff) === 0;
    return isPower && typeof size === 'bigint' && size >> BigInt(bits - 1) === 0n ? bits - 1 : bits;
  }
  const digits = size.toString(16);
  return (digits.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(digits[0]!, 16)));
}
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
