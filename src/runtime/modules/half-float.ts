// IEEE half precision: typecode `e` of struct.

const UNIT_BELOW_NORMAL = 2 ** -24;

export function decodeHalf(bits: number): number {
  const sign = (bits & 0x8000) !== 0 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * UNIT_BELOW_NORMAL : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/**
 * The boards' own conversion, which is not IEEE's: ties go away from zero, a fraction that rounds up to 1024 is carried
 * only into an even exponent (1.99999 becomes 1.0), from 2^-15 to 2^-14 only the fraction is left, and numbers from 2^17
 * to 2^49 wrap around.
 */
export function encodeHalf(x: number): number {
  single[0] = x;
  const bits = singleBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  let exponent = (bits >>> 23) & 255;
  let fraction = ((bits >>> 13) & 0x3ff) + ((bits >>> 12) & 1);
  if (exponent === 255) exponent = 31;
  else if (exponent !== 0) {
    exponent -= 127 - 15;
    if (exponent > 63) {
      exponent = 31;
      fraction = 0;
    } else if (exponent < 0) {
      const shifted = exponent < -11 ? 0 : (fraction | 0x400) >> -exponent;
      fraction = (shifted >> 1) + (shifted & 1);
      exponent = 0;
    }
  }
  return (sign | (exponent << 10) | fraction) & 0xffff;
}
