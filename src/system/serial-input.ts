// What arrives on a serial line, on the board's side: a queue, and which ^C among the bytes is an interruption.
//
// The boards of the reference never look at their line while code runs; here code that computes or sleeps can be
// interrupted. A byte is data all the same while the code reads or polls the line, which is judged by whether it did so
// within a short time: programs that talk over the line (a remote file system, a transfer) use every byte there is. Only a
// client that has come since is not the one that the code talks to: the ^C with which it begins interrupts that code.

/** Where bytes come from. */
export interface ByteSource {
  /** What has arrived since the last time, without waiting. */
  take(): Uint8Array;
  /** Waits until something arrives or the time is over. */
  wait(ms: number): void;
  /** Nothing will ever arrive again. */
  readonly ended: boolean;
  /** How many clients have come so far, where they come and go. */
  readonly clients?: number;
}

/** Code that used the line so long ago does not listen to it any more. */
const LISTENING_MS = 300;
/** A script that has just begun may be about to read. */
const STARTING_MS = 100;
/** More than this is left where it is until code has read what is there. */
const QUEUE_BYTES = 16 << 20;

/** Is there nothing but line ends in front of a ^C: clients send one before it. */
function isOpening(chunk: Uint8Array, from: number, at: number): boolean {
  return chunk.subarray(from, at).every((byte) => byte === 10 || byte === 13);
}

export class SerialInput {
  private readonly source: ByteSource;
  private readonly now: () => number;
  private chunks: Uint8Array[] = [];
  /** Bytes of the first chunk that were read. */
  private offset = 0;
  private queued = 0;
  /** Chunks at the front that were looked through for an interruption. */
  private scanned = 0;
  private listeningUntil = 0;
  /** The client that the code talks to. */
  private client: number | undefined;

  constructor(source: ByteSource, now: () => number) {
    this.source = source;
    this.now = now;
  }

  /** A script begins. */
  starting(): void {
    this.listeningUntil = this.now() + STARTING_MS;
    this.client = this.source.clients;
  }

  private pull(): void {
    if (this.queued >= QUEUE_BYTES) return;
    const bytes = this.source.take();
    if (bytes.length === 0) return;
    this.chunks.push(bytes);
    this.queued += bytes.length;
  }

  get ended(): boolean {
    if (this.queued > 0) return false;
    this.pull();
    return this.queued === 0 && this.source.ended;
  }

  /** The code asks whether there is something to read. */
  ready(): boolean {
    this.listeningUntil = this.now() + LISTENING_MS;
    if (this.queued === 0) this.pull();
    return this.queued > 0 || this.source.ended;
  }

  /** Up to `max` bytes; waits for the first, and calls `onWait` now and then meanwhile. None at the end. */
  read(max: number, onWait: () => void): Uint8Array {
    while (!this.ready()) {
      this.source.wait(100);
      onWait();
    }
    if (this.source.clients !== this.client) {
      onWait();
      this.client = this.source.clients;
    }
    const first = this.chunks[0];
    if (!first) return new Uint8Array(0);
    const part = first.subarray(this.offset, this.offset + max);
    this.offset += part.length;
    this.queued -= part.length;
    if (this.offset === first.length) {
      this.chunks.shift();
      this.offset = 0;
      if (this.scanned > 0) this.scanned--;
    }
    return part;
  }

  /** Time passes; less of it if something arrives. */
  rest(ms: number): void {
    this.source.wait(ms);
  }

  /** True if an interruption has arrived for code that does not listen; it is taken out of the queue. */
  takeInterrupt(char: number): boolean {
    if (char < 0) return false;
    this.pull();
    const isListening = this.now() < this.listeningUntil;
    if (this.scanned === this.chunks.length || (isListening && this.source.clients === this.client)) return false;
    for (let i = this.scanned; i < this.chunks.length; i++) {
      const chunk = this.chunks[i]!;
      const from = i === 0 ? this.offset : 0;
      const at = chunk.indexOf(char, from);
      if (isListening && !(at >= 0 && isOpening(chunk, from, at))) return false;
      if (at < 0) continue;
      let end = at + 1;
      // Clients send it twice to be sure.
      while (chunk[end] === char) end++;
      const rest = new Uint8Array(chunk.length - from - (end - at));
      rest.set(chunk.subarray(from, at));
      rest.set(chunk.subarray(end), at - from);
      if (i === 0) this.offset = 0;
      if (rest.length > 0) this.chunks[i] = rest;
      else this.chunks.splice(i, 1);
      this.queued -= end - at;
      this.client = this.source.clients;
      // What stands before it was looked through, what follows was not.
      this.scanned = i;
      return true;
    }
    this.scanned = this.chunks.length;
    return false;
  }
}
