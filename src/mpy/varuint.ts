// Varuints: 7 bits per byte, most significant group first, bit 7 set on all but the last (mpy-format.md section 2).
// Cursor walks a range of a file and rejects what the format forbids: running past the end, values above 2^32 - 1 and
// forms that are not minimal. Every position it knows is an offset in the file, for messages.
import { type ByteWriter, InternalError } from '../base/index.js';
import { MpyFormatError } from './errors.js';

const MAX = 0xffffffff;

export class Cursor {
  readonly bytes: Uint8Array;
  readonly file: string | undefined;
  pos: number;
  /** Exclusive end of what may be read. */
  readonly end: number;

  constructor(bytes: Uint8Array, pos: number, end: number, file: string | undefined) {
    this.bytes = bytes;
    this.pos = pos;
    this.end = end;
    this.file = file;
  }
  get rest(): number {
    return this.end - this.pos;
  }
  /** A cursor over the next `size` bytes, which this one skips. */
  sub(size: number, what: string): Cursor {
    const start = this.pos;
    this.skip(size, what);
    return new Cursor(this.bytes, start, start + size, this.file);
  }
  fail(code: string, reason: string, offset = this.pos, notes?: readonly string[]): never {
    throw new MpyFormatError('malformed', `mpy/${code}`, reason, { file: this.file, offset }, notes);
  }
  skip(size: number, what: string): void {
    if (size > this.rest) {
      this.fail('truncated', `truncated: ${what} needs ${size} byte${size === 1 ? '' : 's'}, ${this.rest} are left`);
    }
    this.pos += size;
  }
  byte(what: string): number {
    if (this.pos >= this.end) this.fail('truncated', `truncated: ${what} is missing`);
    return this.bytes[this.pos++]!;
  }
  take(size: number, what: string): Uint8Array {
    const start = this.pos;
    this.skip(size, what);
    return this.bytes.subarray(start, start + size);
  }
  varuint(what: string): number {
    const start = this.pos;
    let value = 0;
    for (;;) {
      if (this.pos >= this.end) this.fail('truncated', `truncated: ${what} ends inside a number`, start);
      const b = this.bytes[this.pos++]!;
      value = value * 128 + (b & 0x7f);
      if (value > MAX) this.fail('varuint', `${what} is above 2^32 - 1`, start);
      if (b < 0x80) break;
      if (value === 0) this.fail('varuint', `${what} is not written in its shortest form`, start);
    }
    return value;
  }
  /** Signed form of bytecode operands: bit 6 of the first byte is the sign, a leading 0x80 or 0xff can be necessary. */
  varsint(what: string): bigint {
    const start = this.pos;
    if (this.pos >= this.end) this.fail('truncated', `truncated: ${what} is missing`, start);
    let value = this.bytes[this.pos]! & 0x40 ? -1n : 0n;
    for (let n = 0; ; n++) {
      if (this.pos >= this.end) this.fail('truncated', `truncated: ${what} ends inside a number`, start);
      // 63 bits of small int fit in 10 groups of 7.
      if (n === 10) this.fail('varuint', `${what} has more than 10 bytes`, start);
      const b = this.bytes[this.pos++]!;
      value = (value << 7n) | BigInt(b & 0x7f);
      if (b < 0x80) return value;
    }
  }
}

/** Appends a varuint in its shortest form. */
export function putVaruint(out: ByteWriter, value: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= MAX)) throw new InternalError(`varuint of ${value}`);
  if (value < 0x80) {
    out.byte(value);
    return;
  }
  let shift = 0;
  while (shift < 28 && Math.floor(value / 2 ** (shift + 7)) > 0) shift += 7;
  for (; shift > 0; shift -= 7) out.byte((Math.floor(value / 2 ** shift) & 0x7f) | 0x80);
  out.byte(value & 0x7f);
}

/** Number of bytes of a varuint. */
export function varuintSize(value: number): number {
  let size = 1;
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) size++;
  return size;
}
