// Standard input for a guest that waits in its worker: a small shared buffer. The worker asks with a message and sleeps;
// the main thread, which owns the terminal, fills the buffer and wakes it. Ctrl-C wakes it too.
import type { GuestMessage } from './guest-job.js';

const { parentPort } = process.getBuiltinModule('node:worker_threads');

const STATE = 0;
const COUNT = 1;
const HEADER_BYTES = 8;
const DATA_BYTES = 65_536;

const EMPTY = 0;
const WAITING = 1;
const FILLED = 2;
const AT_END = 3;

export const newInputBuffer = (): SharedArrayBuffer => new SharedArrayBuffer(HEADER_BYTES + DATA_BYTES);

/** Input that is at its end from the start. */
export function newEmptyInput(): SharedArrayBuffer {
  const buffer = newInputBuffer();
  Atomics.store(headerOf(buffer), STATE, AT_END);
  return buffer;
}

const headerOf = (buffer: SharedArrayBuffer): Int32Array => new Int32Array(buffer, 0, 2);
const dataOf = (buffer: SharedArrayBuffer): Uint8Array => new Uint8Array(buffer, HEADER_BYTES);

/** The worker's side. */
export class GuestInput {
  private readonly header: Int32Array;
  private readonly data: Uint8Array;
  private rest: Uint8Array = new Uint8Array(0);
  constructor(buffer: SharedArrayBuffer) {
    this.header = headerOf(buffer);
    this.data = dataOf(buffer);
  }
  /** Up to `max` bytes; none at the end of the input. `onWake` is called whenever the wait ends without any: it throws
   * if the guest is to stop. */
  read(max: number, onWake: () => void): Uint8Array {
    while (this.rest.length === 0) {
      if (Atomics.load(this.header, STATE) === AT_END) return this.rest;
      if (Atomics.compareExchange(this.header, STATE, EMPTY, WAITING) === EMPTY) {
        parentPort!.postMessage({ wants: 'input' } satisfies GuestMessage);
      }
      Atomics.wait(this.header, STATE, WAITING, 500);
      if (Atomics.load(this.header, STATE) === FILLED) {
        this.rest = this.data.slice(0, this.header[COUNT]);
        Atomics.store(this.header, STATE, EMPTY);
      } else onWake();
    }
    const taken = this.rest.subarray(0, max);
    this.rest = this.rest.subarray(taken.length);
    return taken;
  }
}

/** The main thread's side: feeds what a stream gives, a buffer at a time and only when the guest asks. */
export class InputFeeder {
  private readonly header: Int32Array;
  private readonly data: Uint8Array;
  /** Opening standard input takes time, and few guests read it. */
  private readonly open: () => NodeJS.ReadStream;
  private stream: NodeJS.ReadStream | undefined;
  private chunk: Uint8Array = new Uint8Array(0);
  private ended = false;
  constructor(buffer: SharedArrayBuffer, open: () => NodeJS.ReadStream) {
    this.header = headerOf(buffer);
    this.data = dataOf(buffer);
    this.open = open;
  }
  /** The guest waits for input. */
  wanted(): void {
    if (this.deliver()) return;
    if (this.stream === undefined) {
      this.stream = this.open();
      this.stream.on('data', this.onData);
      this.stream.on('end', this.onEnd);
      this.stream.on('error', this.onEnd);
    }
    this.stream.resume();
  }
  /** Wakes the guest so that it looks whether it is to stop. */
  wake(): void {
    Atomics.notify(this.header, STATE);
  }
  close(): void {
    if (this.stream === undefined) return;
    this.stream.off('data', this.onData);
    this.stream.off('end', this.onEnd);
    this.stream.off('error', this.onEnd);
    this.stream.pause();
  }
  private readonly onData = (bytes: Uint8Array): void => {
    this.stream?.pause();
    const joined = new Uint8Array(this.chunk.length + bytes.length);
    joined.set(this.chunk);
    joined.set(bytes, this.chunk.length);
    this.chunk = joined;
    this.deliver();
  };
  private readonly onEnd = (): void => {
    this.ended = true;
    this.deliver();
  };
  /** True if the guest got something, or that there is nothing more. */
  private deliver(): boolean {
    if (Atomics.load(this.header, STATE) !== WAITING) return true;
    if (this.chunk.length > 0) {
      const part = this.chunk.subarray(0, DATA_BYTES);
      this.data.set(part);
      this.header[COUNT] = part.length;
      this.chunk = this.chunk.subarray(part.length);
      Atomics.store(this.header, STATE, FILLED);
    } else if (this.ended) Atomics.store(this.header, STATE, AT_END);
    else return false;
    Atomics.notify(this.header, STATE);
    return true;
  }
}
