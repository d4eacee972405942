// Bytes from one thread to another: a ring in shared memory with one writer and one reader. The side that
// may wait sleeps; the other one looks now and then or is told in another way.
//
// Header, as int32: bytes written and bytes read (both count on and on), closed, a flag that tells that the reader was told
// of bytes, how many clients have come, and what was written before the last of them. Data follow.

const WRITTEN = 0;
const READ = 1;
const CLOSED = 2;
const TOLD = 3;
const CLIENTS = 4;
const BEFORE_CLIENT = 5;
const HEADER_BYTES = 32;
/** A power of two, so that the counters may overflow. */
const DATA_BYTES = 1 << 16;

export class ByteRing {
  static newBuffer(): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + DATA_BYTES);
  }
  private readonly header: Int32Array;
  private readonly data: Uint8Array;
  constructor(buffer: SharedArrayBuffer) {
    this.header = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.data = new Uint8Array(buffer, HEADER_BYTES);
  }

  /** Bytes that wait to be read. */
  get length(): number {
    return (Atomics.load(this.header, WRITTEN) - Atomics.load(this.header, READ)) | 0;
  }

  /** Takes as many of the bytes as there is room for; their number. */
  write(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, DATA_BYTES - this.length);
    if (count === 0) return 0;
    const at = Atomics.load(this.header, WRITTEN) & (DATA_BYTES - 1);
    const first = Math.min(count, DATA_BYTES - at);
    this.data.set(bytes.subarray(0, first), at);
    this.data.set(bytes.subarray(first, count), 0);
    Atomics.add(this.header, WRITTEN, count);
    Atomics.notify(this.header, WRITTEN);
    return count;
  }

  /** All that has arrived. */
  take(): Uint8Array {
    const count = this.length;
    const out = new Uint8Array(count);
    if (count === 0) return out;
    const at = Atomics.load(this.header, READ) & (DATA_BYTES - 1);
    const first = Math.min(count, DATA_BYTES - at);
    out.set(this.data.subarray(at, at + first));
    out.set(this.data.subarray(0, count - first), first);
    Atomics.add(this.header, READ, count);
    Atomics.notify(this.header, READ);
    return out;
  }

  /** All that has arrived for the client of this number; what was for those before it is dropped. */
  takeFor(client: number): Uint8Array {
    const written = Atomics.load(this.header, WRITTEN);
    // Asked after it: what is written later may be for this client.
    const isKnown = this.clients === client;
    const end = isKnown ? Atomics.load(this.header, BEFORE_CLIENT) : written;
    const old = (end - Atomics.load(this.header, READ)) | 0;
    if (old > 0) {
      Atomics.add(this.header, READ, old);
      Atomics.notify(this.header, READ);
    }
    return isKnown ? this.take() : new Uint8Array(0);
  }

  /** Sleeps until there are bytes to read, or the end, or the time is over. */
  waitForBytes(ms: number): void {
    const written = Atomics.load(this.header, WRITTEN);
    if (written !== Atomics.load(this.header, READ) || this.isClosed) return;
    Atomics.wait(this.header, WRITTEN, written, ms);
  }

  /** Sleeps until there is room to write, or the time is over. */
  waitForRoom(ms: number): void {
    const read = Atomics.load(this.header, READ);
    if (this.length < DATA_BYTES) return;
    Atomics.wait(this.header, READ, read, ms);
  }

  /** The writer knows of another client: what it writes from now on is from that one, or for it. */
  newClient(): void {
    Atomics.store(this.header, BEFORE_CLIENT, Atomics.load(this.header, WRITTEN));
    Atomics.add(this.header, CLIENTS, 1);
  }
  get clients(): number {
    return Atomics.load(this.header, CLIENTS);
  }

  /** The writer has nothing more. */
  close(): void {
    Atomics.store(this.header, CLOSED, 1);
    Atomics.notify(this.header, WRITTEN);
  }
  get isClosed(): boolean {
    return Atomics.load(this.header, CLOSED) !== 0;
  }

  /** The writer asks whether it should tell the reader: true once until the reader says that it looks. */
  shouldTell(): boolean {
    return Atomics.exchange(this.header, TOLD, 1) === 0;
  }
  looking(): void {
    Atomics.store(this.header, TOLD, 0);
  }
}
