// Text that is put together piece by piece as bytes: results of str.format, % and number formatting.
//
// What is odd: builders are used again and again. Whoever is done gives its builder back; one that an exception passed by
// is simply lost, so that nothing has to be cleaned up and formatting inside of formatting works.

import type { Runtime } from '../core/runtime.js';
import type { TypeDef } from '../core/typedef.js';
import { isQstr, qstrNumber, type Word } from '../core/word.js';
import { bytearrayType, newBytearrayOf } from './bytearray.js';
import { strType } from './str.js';
import { moveBytes, newTextOf, textData, textLength, textType } from './str-data.js';

const MINUS = 0x2d;
const INITIAL = 512;
/** Builders that have grown beyond this are not kept. */
const MAX_KEPT = 0x1_0000;

function decimalDigits(n: number): number {
  let digits = 1;
  for (let limit = 10; limit <= n; limit *= 10) digits++;
  return digits;
}

export class TextBuilder {
  bytes = new Uint8Array(INITIAL);
  length = 0;

  /** Makes room for `n` more bytes. */
  private reserve(n: number): void {
    if (this.length + n <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + n));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
  }
  byte(c: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = c;
  }
  /** Part of a byte string. */
  text(text: string, from = 0, to = text.length): void {
    this.reserve(to - from);
    const { bytes } = this;
    let at = this.length;
    for (let i = from; i < to; i++) bytes[at++] = text.charCodeAt(i);
    this.length = at;
  }
  /** The first `max` bytes of a word that is a str or bytes. */
  word(rt: Runtime, w: Word, max = Number.POSITIVE_INFINITY): void {
    const len = Math.min(textLength(rt, w), max);
    if (len === 0) return;
    if (isQstr(w)) {
      this.text(rt.qstrs.text(qstrNumber(w)), 0, len);
      return;
    }
    this.reserve(len);
    moveBytes(this.bytes, this.length, rt.mem.u8, rt.mem.index(textData(rt, w), len), len);
    this.length += len;
  }
  /** Decimal digits of an int of at most 32 bits. */
  int(value: number): void {
    this.reserve(11);
    let n = value;
    if (n < 0) {
      this.bytes[this.length++] = MINUS;
      n = -n;
    }
    this.digits(n, decimalDigits(n));
  }
  /** The same with `fill` in front, or between sign and digits, up to a width. */
  paddedInt(value: number, width: number, fill: number, afterSign: boolean): void {
    const n = Math.abs(value);
    const digits = decimalDigits(n);
    const missing = width - digits - (value < 0 ? 1 : 0);
    if (!afterSign) this.fill(fill, missing);
    if (value < 0) this.byte(MINUS);
    if (afterSign) this.fill(fill, missing);
    this.reserve(digits);
    this.digits(n, digits);
  }
  private digits(value: number, digits: number): void {
    const { bytes } = this;
    let n = value;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const next = Math.floor(n / 10);
      bytes[at] = 48 + n - next * 10;
      n = next;
    }
    this.length += digits;
  }
  fill(c: number, n: number): void {
    if (n <= 0) return;
    this.reserve(n);
    this.bytes.fill(c, this.length, this.length + n);
    this.length += n;
  }
}

const idle: TextBuilder[] = [];

/** An empty builder. */
export function takeBuilder(): TextBuilder {
  const builder = idle.pop() ?? new TextBuilder();
  builder.length = 0;
  return builder;
}
export function giveBack(builder: TextBuilder): void {
  if (builder.bytes.length <= MAX_KEPT) idle.push(builder);
}

/** What was built, as a str, bytes or bytearray; the builder is given back. */
export function built(rt: Runtime, type: TypeDef, builder: TextBuilder): Word {
  const { bytes, length } = builder;
  const isArray = type === bytearrayType;
  const w = isArray ? newBytearrayOf(rt, bytes, 0, length) : newTextOf(rt, type, bytes, 0, length);
  giveBack(builder);
  return w;
}
/** The same with the type of `like`. */
export const builtLike = (rt: Runtime, like: Word, builder: TextBuilder): Word =>
  built(rt, textType(rt, like), builder);

/** The str of an int of at most 32 bits. */
export function newIntStr(rt: Runtime, value: number): Word {
  const builder = takeBuilder();
  builder.int(value);
  return built(rt, strType, builder);
}
