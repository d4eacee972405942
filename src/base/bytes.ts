// Bounds-checked little-endian reading, and a growing byte buffer. Nothing here knows about a file format.

/** A reader over a byte range that never reads outside it: a violation calls `onOutOfRange`, which must throw. */
export class ByteView {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly onOutOfRange: (offset: number, size: number) => never;

  constructor(bytes: Uint8Array, onOutOfRange: (offset: number, size: number) => never) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.onOutOfRange = onOutOfRange;
  }
  get length(): number {
    return this.bytes.length;
  }
  check(offset: number, size: number): void {
    if (!(offset >= 0 && size >= 0 && offset + size <= this.bytes.length)) this.onOutOfRange(offset, size);
  }
  u8(offset: number): number {
    this.check(offset, 1);
    return this.bytes[offset]!;
  }
  u16(offset: number): number {
    this.check(offset, 2);
    return this.view.getUint16(offset, true);
  }
  u32(offset: number): number {
    this.check(offset, 4);
    return this.view.getUint32(offset, true);
  }
  i32(offset: number): number {
    this.check(offset, 4);
    return this.view.getInt32(offset, true);
  }
  u64(offset: number): bigint {
    this.check(offset, 8);
    return this.view.getBigUint64(offset, true);
  }
  i64(offset: number): bigint {
    this.check(offset, 8);
    return this.view.getBigInt64(offset, true);
  }
  /** A sub-range that shares memory with this view. */
  slice(offset: number, size: number): Uint8Array {
    this.check(offset, size);
    return this.bytes.subarray(offset, offset + size);
  }
}

/** An append-only byte buffer with doubling growth. */
export class ByteWriter {
  /** No larger at first than what V8 keeps among its objects: many writers hold a few bytes. */
  private buffer = new Uint8Array(64);
  length = 0;

  private grow(extra: number): void {
    if (this.length + extra <= this.buffer.length) return;
    const next = new Uint8Array(Math.max(this.buffer.length * 2, this.length + extra));
    next.set(this.buffer.subarray(0, this.length));
    this.buffer = next;
  }
  byte(value: number): void {
    this.grow(1);
    this.buffer[this.length++] = value;
  }
  append(bytes: Uint8Array | readonly number[]): void {
    this.grow(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }
  /** A copy of what was written so far. */
  toBytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}

/** `value` rounded up to a multiple of `align` (a power of two or any positive integer). */
export function alignUp(value: number, align: number): number {
  const rest = value % align;
  return rest === 0 ? value : value + align - rest;
}
