// Bits of singles. Functions of this folder take and give singles, and every operation in them rounds to single: a sum,
// product, quotient or root of two singles that is computed in double and rounded once is the correctly rounded one.

const float = new Float32Array(1);
const int = new Int32Array(float.buffer);

export const f = Math.fround;

/** The bits of a single, as an int32. */
export function bitsOf(x: number): number {
  float[0] = x;
  return int[0]!;
}

/** The single with these bits. */
export function ofBits(bits: number): number {
  int[0] = bits;
  return float[0]!;
}

/** The upper half of the digits: its square is exact. */
export const upperPart = (x: number): number => ofBits(bitsOf(x) & 0xfffff000);

export const MAGNITUDE = 0x7fffffff;
export const ONE_BITS = 0x3f800000;
export const INFINITY_BITS = 0x7f800000;

/** x * 2**n, rounded once. */
export const scaleBy2 = (x: number, n: number): number => {
  // Beyond these every single is 0 or infinite; within, the powers are exact doubles.
  const exponent = Math.max(-600, Math.min(600, n));
  return f(x * 2 ** exponent);
};

/** c[from] + x * (c[from + 1] + x * (...)), innermost first. */
export function polynomial(x: number, c: readonly number[]): number {
  let sum = c[c.length - 1]!;
  for (let i = c.length - 2; i >= 0; i--) sum = f(c[i]! + f(x * sum));
  return sum;
}

/** Coefficients as singles. */
export const singles = (...values: readonly number[]): readonly number[] => values.map(f);
