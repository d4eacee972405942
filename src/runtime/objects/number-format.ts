// Numbers to text. Pure functions. Floats follow python-dialect.md 6.2 step by step: 6 to 9 digits are tried until one
// reads back as the same value under the dialect's own parser, so repr() is short but not always what other Pythons
// print. Integers: digits in a base, with grouping and padding as str.format and % want them.

import { parseDecimal, scale10 } from '../core/number-parse.js';

/** Characters that the firmware's buffer has room for; one less when a sign is written. */
const ROOM = 33;
const MAX_DIGITS = 9;
const MIN_DIGITS = 6;
const MAX_TRIES = 12;
const UINT32_MAX = 0xffff_ffff;
const REPR_DIGITS = 9;
/** Exponents from here on make repr() write one. */
const REPR_KEEP = 16;

const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);
const LOG10_2 = Math.fround(0.30103);

/** Decimal exponent of a positive single: 10**E <= x < 10**(E+1) in single arithmetic. */
function decimalExponent(x: number): number {
  if (x === 0) return 0;
  single[0] = x;
  let e = Math.trunc(Math.fround(((bits[0]! >>> 23) - 127) * LOG10_2));
  if (x >= 1) while (x >= scale10(1, e + 1)) e++;
  else while (x < scale10(1, e)) e--;
  return e;
}

/** What is fixed while numbers of digits are tried. */
interface Shape {
  readonly kind: 'e' | 'f' | 'g';
  /** Digits wanted, at most 9, and zeros behind them. */
  readonly digits: number;
  readonly pad: number;
  /** Kind f below 0.001: zeros right after the point that are no digits of the mantissa. */
  readonly lead: number;
  readonly exponent: number;
  /** Kind g prints exponents below this plainly. */
  readonly keep: number;
}

/** The text of an `n`-digit mantissa. */
function render(shape: Shape, mantissa: number, n: number): string {
  const { kind, lead } = shape;
  let m = mantissa;
  let e = shape.exponent;
  let point = kind === 'f' && e >= 0 ? e : 0;
  let width = n;
  let fill = shape.pad + shape.digits - n;
  let prefix = '';
  if (m >= 10 ** n) {
    if (kind === 'f') {
      width++;
      point++;
    } else {
      m = Math.floor(m / 10);
      e++;
    }
  }
  let withExponent = kind === 'e' || (kind === 'g' && e !== 0);
  if (kind === 'g' && e > 0 && e < shape.keep) {
    point += e;
    if (point >= width) fill = point - (width - 1);
    withExponent = false;
  } else if (kind === 'g' && e < 0 && e >= -4) {
    let zeros = 0;
    for (; e < 0 && m % 10 === 0; zeros++) {
      m /= 10;
      e++;
    }
    prefix = `0.${'0'.repeat(zeros - e - 1)}`;
    width -= zeros;
    withExponent = false;
  }
  if (kind === 'f' && lead > 0) prefix = `0.${'0'.repeat(lead)}`;
  let digits = String(m).padStart(width, '0');
  if (digits.length > width) digits = digits.slice(-width);
  if (fill > 0) digits += '0'.repeat(fill);
  const split = prefix === '' && digits.length > point + 1;
  let text = split ? `${digits.slice(0, point + 1)}.${digits.slice(point + 1)}` : prefix + digits;
  if (kind === 'g' && (split || prefix !== '')) text = text.replace(/\.?0+$/, '');
  if (withExponent) text += `e${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`;
  return text;
}

/** Nearest text of a positive finite single. */
function formatPositive(x: number, kindWanted: 'e' | 'f' | 'g', prec: number, keep: number, room: number): string {
  const exponent = decimalExponent(x);
  let kind = kindWanted;
  if (kind === 'f' && exponent > 0 && exponent + prec + 2 > room) {
    kind = 'g';
    prec++;
  }
  let lead = 0;
  let digits: number;
  if (kind === 'f') {
    digits = Math.min(prec, room - 3);
    if (exponent >= 0) digits += exponent + 1;
    else if (digits > 2 && exponent < -2) {
      lead = Math.min(-exponent, digits) - 2;
      digits -= lead;
    } else digits++;
  } else digits = kind === 'e' ? prec + 1 : Math.max(prec, 1);
  let pad = 0;
  if (digits > MAX_DIGITS) {
    pad = digits - MAX_DIGITS;
    digits = MAX_DIGITS;
  }
  pad = Math.min(pad, room - digits - (kind === 'f' ? 3 : 7));
  const shape: Shape = { kind, digits, pad, lead, exponent, keep };
  for (let n = Math.min(MIN_DIGITS, digits); ; n++) {
    let shift: number;
    if (x === 0) shift = 0;
    else if (kind !== 'f') shift = n - exponent - 1;
    else if (exponent < 0) shift = lead > 0 ? n + lead : n - 1;
    else shift = n - 1 - exponent;
    let factor = 1;
    if (n > MIN_DIGITS && shift > 1) {
      factor = n > MIN_DIGITS + 1 && shift > 2 ? 100 : 10;
      shift -= factor === 100 ? 2 : 1;
    }
    const scaled = Math.trunc(Math.fround(scale10(x, shift) + 0.5));
    let m = Math.imul(factor, Math.min(scaled, UINT32_MAX)) >>> 0;
    let text = render(shape, m, n);
    let error = Math.fround(parseDecimal(text) - x);
    if (error === 0) return text;
    let best = m;
    let bestError = error;
    let step = n <= MIN_DIGITS ? 1 : 8 ** (n - MIN_DIGITS);
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      m = (error < 0 ? m + step : m - step) >>> 0;
      text = render(shape, m, n);
      error = Math.fround(parseDecimal(text) - x);
      if (error === 0) return text;
      const gain = Math.fround(Math.abs(error) - Math.abs(bestError));
      if (gain < 0 || (gain === 0 && m % 10 === 0)) {
        best = m;
        bestError = error;
      }
      if (step <= 1) break;
      step /= 2;
    }
    if (n >= digits) return render(shape, best, n);
  }
}

const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0);

/** Text of a single under one of `e f g E F G`; `prec` below 0 means 6. `sign` is what non-negative numbers get. */
export function formatFloat(x: number, conversion: string, prec: number, sign: '' | '+' | ' ' = ''): string {
  const lower = conversion.toLowerCase();
  const upper = lower !== conversion;
  // A NaN carries no sign of its own.
  const lead = isNegative(x) ? '-' : sign;
  let text: string;
  if (Number.isNaN(x)) text = 'nan';
  else if (!Number.isFinite(x)) text = 'inf';
  else {
    const room = ROOM - lead.length;
    const digits = prec < 0 ? 6 : prec;
    text = formatPositive(Math.abs(x), lower as 'e' | 'f' | 'g', digits, Math.min(digits, room - 3), room);
  }
  return lead + (upper ? text.toUpperCase() : text);
}

/** The text of a part of a complex number: as repr of a float, but whole numbers get no `.0`. */
export function floatPartText(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  const sign = isNegative(x) ? '-' : '';
  if (!Number.isFinite(x)) return `${sign}inf`;
  return sign + formatPositive(Math.abs(x), 'g', REPR_DIGITS, REPR_KEEP, ROOM - sign.length);
}

/** repr() and str() of a float. */
export function floatRepr(x: number): string {
  const text = floatPartText(x);
  return /[.en]/.test(text) ? text : `${text}.0`;
}

// --- integers --------------------------------------------------------------------------------------------------------

/** How a number is padded and marked; as str.format's specification and % flags give it. */
export interface NumberStyle {
  readonly base: number;
  readonly upper: boolean;
  /** What non-negative numbers get in front. */
  readonly sign: '' | '+' | ' ';
  /** '0x' and the like, after the sign. */
  readonly prefix: string;
  /** ',' or '_' between groups, '' for none. */
  readonly grouping: string;
  readonly fill: string;
  readonly align: '<' | '>' | '^' | '=';
  /** In bytes. */
  readonly width: number;
  /** % only: digits are filled with zeros to this many; -1 = none. */
  readonly precision: number;
}

/** Puts `separator` between groups of `size` digits, counted from the right. */
function grouped(digits: string, separator: string, size: number): string {
  let text = '';
  for (let end = digits.length; end > 0; end -= size) {
    const group = digits.slice(Math.max(0, end - size), end);
    text = text === '' ? group : group + separator + text;
  }
  return text;
}

interface Padding {
  readonly fill: string;
  readonly align: string;
  readonly width: number;
  readonly grouping?: string;
}

/** Pads `body` to a width; with align '=' between `lead` and `body`. Zeros are grouped where digits are to be, whatever is
 * padded and on both sides in the same way: from the first of the width's characters on, with a zero more if that would be
 * a separator. */
export function padText(lead: string, body: string, style: Padding): string {
  const { fill, align, grouping = '' } = style;
  if (align === '=' && lead !== '') return lead + padText('', body, { ...style, width: style.width - lead.length });
  const text = lead + body;
  const isGrouped = grouping !== '' && fill === '0';
  const period = grouping === ',' ? 4 : 5;
  const width = isGrouped && style.width % period === 0 ? style.width + 1 : style.width;
  const missing = width - text.length;
  if (missing <= 0) return text;
  const padding = (n: number): string => {
    if (!isGrouped) return fill.repeat(n);
    const group = `${grouping}${'0'.repeat(period - 1)}`;
    return `${'0'.repeat(width % period)}${group.repeat(Math.ceil(n / period))}`.slice(0, n);
  };
  switch (align) {
    case '<':
      return text + padding(missing);
    case '^': {
      const left = missing >> 1;
      return padding(left) + text + padding(missing - left);
    }
    default:
      return padding(missing) + text;
  }
}

/** Text of an integer. */
export function formatInteger(value: number | bigint, style: NumberStyle): string {
  const negative = value < 0;
  let digits = (negative ? -value : value).toString(style.base);
  if (style.upper) digits = digits.toUpperCase();
  const lead = (negative ? '-' : style.sign) + style.prefix;
  if (digits.length < style.precision) digits = digits.padStart(style.precision, '0');
  if (style.grouping === '') return padText(lead, digits, style);
  const size = style.base === 10 ? 3 : 4;
  if (style.fill === '0' && style.align === '=') {
    // Here zeros are digits, grouped as these are: as many as it takes to reach the width.
    const room = style.width - lead.length;
    let count = digits.length;
    while (count + Math.floor((count - 1) / size) < room) count++;
    return lead + grouped(digits.padStart(count, '0'), style.grouping, size);
  }
  return padText(lead, grouped(digits, style.grouping, size), style);
}
