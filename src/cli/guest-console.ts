// What a guest in its worker prints and how it learns that it is to stop. Output goes straight to the file descriptor, so
// that a guest that prints faster than the reader reads waits instead of filling our memory, and nothing is lost when
// the main thread ends the worker.

import { FileError } from '../node/index.js';

const { writeSync } = process.getBuiltinModule('node:fs');

/** Nobody reads our output any more. */
export class OutputClosed extends Error {}

/** It cannot be written, as when the disk is full. */
export class OutputFailed extends FileError {}

/** Output waits here until there is enough of it or some time has passed: a system call per print is slow. */
const FLUSH_AT = 16_384;
const FLUSH_AFTER_MS = 50;
const STDOUT = 1;

export class GuestConsole {
  private readonly stop: Int32Array;
  private readonly encoder = new TextEncoder();
  private pending: Uint8Array[] = [];
  private pendingSize = 0;
  private flushed = Date.now();
  constructor(stop: Int32Array) {
    this.stop = stop;
  }
  print(text: string): void {
    this.output(this.encoder.encode(text));
  }
  readonly output = (bytes: Uint8Array): void => {
    this.pending.push(bytes);
    this.pendingSize += bytes.length;
    if (this.pendingSize >= FLUSH_AT || Date.now() - this.flushed > FLUSH_AFTER_MS) this.flush();
  };
  flush(): void {
    this.flushed = Date.now();
    if (this.pendingSize === 0) return;
    const bytes = Buffer.concat(this.pending);
    this.pending = [];
    this.pendingSize = 0;
    this.write(bytes);
  }
  protected write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(STDOUT, bytes, at);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EPIPE' || code === 'EOF') throw new OutputClosed();
        if (code !== 'EAGAIN') throw new OutputFailed('the output', 'write', error);
        // A pipe that is full and does not block. Whoever wants us to stop ends the wait.
        if (Atomics.wait(this.stop, 0, 0, 5) === 'not-equal') return;
      }
    }
  }
  /** The clock, which is read often enough to bring out what waits. */
  time(): number {
    const time = Date.now();
    if (time - this.flushed > FLUSH_AFTER_MS) this.flush();
    return time;
  }
  get stopWanted(): boolean {
    return Atomics.load(this.stop, 0) !== 0;
  }
  /** True once for each wish to stop. */
  takeStop(): boolean {
    return Atomics.exchange(this.stop, 0, 0) !== 0;
  }
}
