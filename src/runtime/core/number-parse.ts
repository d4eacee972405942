// Text to numbers, as int(), float(), complex() and literals do it (python-dialect.md 5 and 6.1). Pure functions over byte
// strings. Decimal to float works in single precision step by step and is not always the nearest single: the steps are
// part of the dialect and must not be improved.

/** Value of a number text, or the base that the message "invalid syntax for integer with base %d" names. */
export type ParsedInt = { readonly ok: true; readonly value: number | bigint } | { readonly ok: false; base: number };

/** True for the six white space bytes of the dialect. */
export const isSpaceCode = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);

/** Positions of the text without white space around it. */
function trimmed(text: string): { start: number; end: number } {
  let start = 0;
  let end = text.length;
  while (start < end && isSpaceCode(text.charCodeAt(start))) start++;
  while (end > start && isSpaceCode(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

/** Value of a digit in any base, 36 or more if it is none. */
function digitValue(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 0x20;
  return lower >= 97 && lower <= 122 ? lower - 87 : 99;
}

const PREFIX_BASES: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };

/** `base` is 0 or 2..36. Underscores are ignored wherever they stand. */
export function parseInteger(text: string, base: number): ParsedInt {
  const { start, end } = trimmed(text);
  let at = start;
  let negative = false;
  const first = text[at];
  if (at < end && (first === '+' || first === '-')) {
    negative = first === '-';
    at++;
  }
  let digitBase = base === 0 ? 10 : base;
  let reported = digitBase;
  if (at + 1 < end && text[at] === '0') {
    const prefix = PREFIX_BASES[text[at + 1]!.toLowerCase()];
    if (prefix !== undefined && (base === 0 || base === prefix)) {
      at += 2;
      digitBase = prefix;
      reported = prefix;
    } else if (base === 0) {
      // A leading zero without a prefix: only zeros may follow.
      digitBase = 1;
      reported = 0;
    }
  }
  if (at >= end) return { ok: false, base: reported };
  let value = 0;
  const from = at;
  for (; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === 95) continue;
    const digit = digitValue(c);
    if (digit >= digitBase) return { ok: false, base: reported };
    value = value * digitBase + digit;
  }
  if (value <= Number.MAX_SAFE_INTEGER) return { ok: true, value: negative && value !== 0 ? -value : value };
  const big = bigOfDigits(text.slice(from, end).replaceAll('_', ''), digitBase);
  return { ok: true, value: negative ? -big : big };
}

/** Value of up to nine decimal digits in a byte array and nothing else, -1 for any other text. */
export function plainDecimal(u8: Uint8Array, at: number, end: number): number {
  if (at >= end || end - at > 9) return -1;
  let value = 0;
  for (let i = at; i < end; i++) {
    const digit = u8[i]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const BIG_PREFIX: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' };

function bigOfDigits(digits: string, base: number): bigint {
  const prefix = BIG_PREFIX[base];
  if (prefix !== undefined) return BigInt(prefix + digits);
  // Halves, so that the big multiplications are few.
  if (digits.length <= 10) return BigInt(Number.parseInt(digits, base));
  const low = digits.length >> 1;
  const cut = digits.length - low;
  return bigOfDigits(digits.slice(0, cut), base) * BigInt(base) ** BigInt(low) + bigOfDigits(digits.slice(cut), base);
}

// --- decimal to single -----------------------------------------------------------------------------------------------

const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);

/** Powers that the firmware's library rounds differently from the nearest single: bit patterns. */
const POW5_EXCEPTIONS: Readonly<Record<number, number>> = {
  [-51]: 0x043f8fdc,
  [-49]: 0x0695a864,
  [-45]: 0x0b36b00e,
  [-36]: 0x15aa2424,
  [-22]: 0x25f1c900,
  [-18]: 0x2a9392ee,
  11: 0x4c3a43b8,
};
const POW5_MIN = -66;
const POW5_MAX = 56;
const POW5: Float32Array = new Float32Array(POW5_MAX - POW5_MIN + 1).map((_, i) => {
  const n = i + POW5_MIN;
  const exception = POW5_EXCEPTIONS[n];
  if (exception !== undefined) {
    bits[0] = exception;
    return single[0]!;
  }
  return Math.fround(n >= 0 ? Number(5n ** BigInt(n)) : 1 / Number(5n ** BigInt(-n)));
});

/** 5**n as the firmware's single-precision pow gives it. */
export function pow5(n: number): number {
  return n < POW5_MIN ? 0 : n > POW5_MAX ? Number.POSITIVE_INFINITY : POW5[n - POW5_MIN]!;
}

/** x * 10**k for a single `x` (6.1): the exponent field wraps around. */
export function scale10(x: number, k: number): number {
  if (k === 0 || x === 0) return x;
  single[0] = x;
  const exponent = ((bits[0]! >>> 23) + k) & 0xff;
  bits[0] = (bits[0]! & 0x807f_ffff) | (exponent << 23);
  return Math.fround(-10 <= k && k < 0 ? single[0]! / pow5(-k) : single[0]! * pow5(k));
}

const MANTISSA_LIMIT = 0x1999_9998;
const EXPONENT_LIMIT = 99_999;
const INT = 0;
const FRAC = 1;
const EXP = 2;

/** Where the last `scanDecimal` stopped, -1 after an error. */
let scanEnd = 0;

/** Reads an unsigned decimal number at `at`; `scanEnd` tells how far it went. */
function scanDecimal(text: string, at: number, end: number): number {
  let mantissa = 0;
  let scale = 0;
  let zerosInt = 0;
  let zerosFrac = 0;
  let state = INT;
  let exponent = 0;
  let negative = false;
  for (; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c >= 48 && c <= 57) {
      const digit = c - 48;
      if (state === EXP) {
        exponent = Math.min(exponent * 10 + digit, EXPONENT_LIMIT);
      } else if (digit === 0 || mantissa >= MANTISSA_LIMIT) {
        if (state === INT) zerosInt++;
        else zerosFrac++;
      } else {
        for (; zerosInt > 0; zerosInt--) {
          if (mantissa < MANTISSA_LIMIT) mantissa *= 10;
          else scale++;
        }
        for (; zerosFrac > 0; zerosFrac--) {
          if (mantissa < MANTISSA_LIMIT) {
            mantissa *= 10;
            scale--;
          }
        }
        if (mantissa < MANTISSA_LIMIT) {
          mantissa = mantissa * 10 + digit;
          if (state === FRAC) scale--;
        } else if (state === INT) scale++;
      }
    } else if (c === 46 && state === INT) {
      state = FRAC;
    } else if ((c | 0x20) === 101 && state !== EXP) {
      state = EXP;
      const sign = text.charCodeAt(at + 1);
      if (at + 1 < end && (sign === 43 || sign === 45)) {
        negative = sign === 45;
        at++;
      }
      if (at + 1 >= end) {
        scanEnd = -1;
        return 0;
      }
    } else if (c !== 95) {
      break;
    }
  }
  scanEnd = at;
  return scale10(Math.fround(mantissa), (negative ? -exponent : exponent) + scale + zerosInt);
}

/** Single of a decimal text without sign or white space, NaN if it is not wholly a number. */
export function parseDecimal(text: string): number {
  const value = scanDecimal(text, 0, text.length);
  return scanEnd === text.length && scanEnd > 0 ? value : Number.NaN;
}

/** Reads `inf`, `infinity`, `nan` or a decimal number; sets scanEnd to where it stopped (the start if nothing fits). */
function scanUnsigned(text: string, at: number, end: number): number {
  const c = text.charCodeAt(at) | 0x20;
  if (at < end && (c === 105 || c === 110)) {
    const word = text.slice(at, at + 8).toLowerCase();
    if (word === 'infinity') {
      scanEnd = at + 8;
      return Number.POSITIVE_INFINITY;
    }
    if (word.startsWith('inf')) {
      scanEnd = at + 3;
      return Number.POSITIVE_INFINITY;
    }
    if (word.startsWith('nan')) {
      scanEnd = at + 3;
      return Number.NaN;
    }
  }
  return scanDecimal(text, at, end);
}

/** What float() makes of a text; undefined = "invalid syntax for number". */
export function parseFloatText(text: string): number | undefined {
  const { start, end } = trimmed(text);
  let at = start;
  const sign = text[at];
  if (at < end && (sign === '+' || sign === '-')) at++;
  const value = scanUnsigned(text, at, end);
  if (scanEnd !== end || at === end) return undefined;
  return sign === '-' ? -value : value;
}

/** What complex() makes of a text: a real part, an imaginary part ending in j, or both. */
export function parseComplexText(text: string): { re: number; im: number } | undefined {
  const { start, end } = trimmed(text);
  let at = start;
  let re: number | undefined;
  for (let term = 0; term < 2; term++) {
    const sign = text[at];
    const signed = at < end && (sign === '+' || sign === '-');
    if (signed) at++;
    else if (term > 0) return undefined;
    const from = at;
    let value = scanUnsigned(text, at, end);
    if (scanEnd < 0) return undefined;
    at = scanEnd;
    const imaginary = at < end && (text.charCodeAt(at) | 0x20) === 106;
    // A lone j is 1j.
    if (at === from) {
      if (!imaginary) return undefined;
      value = 1;
    }
    if (sign === '-') value = -value;
    if (imaginary) return at + 1 === end ? { re: re ?? 0, im: value } : undefined;
    if (at === end) return term === 0 ? { re: value, im: 0 } : undefined;
    re = value;
  }
  return undefined;
}
