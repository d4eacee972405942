// Number literals (bytecode.md section 10): integers of any size, and decimal text to double as the cross compiler reads
// it: the mantissa is cut at 64 bits (the scheme of python-dialect.md 6.1 with the sizes of a double).

/** Value of an integer token, or the base that the error names. */
export type IntegerLiteral =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly base: number };

const BASES: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };
const DIGITS: Readonly<Record<number, RegExp>> = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-f]+$/i };

export function parseIntegerLiteral(text: string): IntegerLiteral {
  const base = text[0] === '0' ? BASES[(text[1] ?? '').toLowerCase()] : undefined;
  if (base !== undefined) {
    if (!DIGITS[base]!.test(text.slice(2))) return { ok: false, base };
    return { ok: true, value: BigInt(text.toLowerCase()) };
  }
  if (text.length > 1 && text[0] === '0') {
    return /^0+$/.test(text) ? { ok: true, value: 0n } : { ok: false, base: 0 };
  }
  return DIGITS[10]!.test(text) ? { ok: true, value: BigInt(text) } : { ok: false, base: 10 };
}

const FLOAT = /^(\d*)(?:\.(\d*))?(?:e([+-]?)(\d+))?(j?)$/i;

export interface FloatParts {
  readonly text: string;
  readonly isImaginary: boolean;
}

/** Checks a float token; undefined if it is no number. */
export function splitFloatLiteral(text: string): FloatParts | undefined {
  const match = FLOAT.exec(text);
  if (!match || (match[1] === '' && (match[2] ?? '') === '')) return undefined;
  return match[5] === '' ? { text, isImaginary: false } : { text: text.slice(0, -1), isImaginary: true };
}

/** Digits that still fit the 64-bit mantissa. */
const MANTISSA_LIMIT = 0x1999_9999_9999_9998n;
const MAX_EXPONENT = 99_999;
/** Double of a checked decimal text. */
export function parseDouble(text: string): number {
  const [, whole = '', fraction = '', sign = '', digits = '0'] = FLOAT.exec(text)!;
  let mantissa = 0n;
  let scale = 0;
  let zeros = 0;
  const push = (digit: number, weight: number): void => {
    if (mantissa < MANTISSA_LIMIT) {
      mantissa = mantissa * 10n + BigInt(digit);
      scale -= weight;
    } else scale += 1 - weight;
  };
  // Zeros wait until a digit follows, so that those at the end cost no precision.
  let zerosInFraction = 0;
  for (const [part, weight] of [
    [whole, 0],
    [fraction, 1],
  ] as const) {
    for (let i = 0; i < part.length; i++) {
      const digit = part.charCodeAt(i) - 48;
      if (digit === 0 || mantissa >= MANTISSA_LIMIT) {
        if (weight === 0) zeros++;
        else zerosInFraction++;
        continue;
      }
      for (; zeros > 0; zeros--) push(0, 0);
      for (; zerosInFraction > 0; zerosInFraction--) push(0, 1);
      push(digit, weight);
    }
  }
  const exponent = Math.min(Number(digits), MAX_EXPONENT) * (sign === '-' ? -1 : 1);
  // Correct rounding of what the mantissa kept: the reference computes with 64-bit mantissas here.
  return Number(`${mantissa}e${exponent + scale + zeros}`);
}
