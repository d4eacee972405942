// The main thread's side of a board behind a serial line: bytes from the port to the board and back, each side waiting
// for the other one where it is slower.
import { ByteRing } from '../machine/index.js';
import type { Port, PortEvents } from '../node/index.js';

/** How long until a full ring is looked at again. */
const RETRY_MS = 5;
/** What the board says before the first client comes is kept for it, up to this. */
const KEPT_BYTES = 4096;

export class SerialBridge {
  /** A client gets nothing that was meant for those before it. A serial line knows no clients. */
  private readonly byClient: boolean;
  readonly toBoard = ByteRing.newBuffer();
  readonly fromBoard = ByteRing.newBuffer();
  private readonly input = new ByteRing(this.toBoard);
  private readonly output = new ByteRing(this.fromBoard);
  private port: Port | undefined;
  private pending: Uint8Array[] = [];
  private retry: NodeJS.Timeout | undefined;
  private isConnected = false;
  private wasConnected = false;
  private blocked = false;
  private hasEnded = false;
  private kept: Uint8Array = new Uint8Array(0);
  /** Called when bytes arrive, before they are passed on. */
  onData: ((bytes: Uint8Array) => void) | undefined;
  onEnd: (() => void) | undefined;

  constructor(byClient = false) {
    this.byClient = byClient;
  }

  readonly events: PortEvents = {
    data: (bytes) => {
      this.onData?.(bytes);
      this.pending.push(bytes);
      this.pump();
    },
    drained: () => {
      this.blocked = false;
      this.drain();
    },
    connected: (isConnected) => {
      this.isConnected = isConnected;
      if (isConnected) this.input.newClient();
      this.blocked = false;
      if (isConnected && !this.wasConnected) {
        this.wasConnected = true;
        const { kept } = this;
        this.kept = new Uint8Array(0);
        // The port exists by then.
        if (kept.length > 0) setImmediate(() => this.send(kept));
      }
      setImmediate(() => this.drain());
    },
    ended: () => {
      this.hasEnded = true;
      this.pump();
      this.onEnd?.();
    },
  };

  attach(port: Port): void {
    this.port = port;
  }
  /** Bytes that the board has not taken yet. */
  get waiting(): number {
    return this.input.length;
  }

  private pump(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    while (this.pending.length > 0) {
      const first = this.pending[0]!;
      const taken = this.input.write(first);
      if (taken < first.length) {
        this.pending[0] = first.subarray(taken);
        this.port?.pause();
        this.retry = setTimeout(() => this.pump(), RETRY_MS);
        return;
      }
      this.pending.shift();
    }
    if (this.hasEnded) this.input.close();
    else this.port?.resume();
  }

  private send(bytes: Uint8Array): void {
    if (this.port && !this.port.send(bytes)) this.blocked = true;
  }

  /** Passes on what the board has sent. */
  drain(): void {
    for (;;) {
      if (this.blocked) return;
      this.output.looking();
      const bytes = this.byClient ? this.output.takeFor(this.input.clients) : this.output.take();
      if (bytes.length === 0) return;
      if (this.isConnected) this.send(bytes);
      else if (!this.wasConnected) this.keep(bytes);
    }
  }

  private keep(bytes: Uint8Array): void {
    const room = KEPT_BYTES - this.kept.length;
    if (room <= 0) return;
    const joined = new Uint8Array(this.kept.length + Math.min(room, bytes.length));
    joined.set(this.kept);
    joined.set(bytes.subarray(0, room), this.kept.length);
    this.kept = joined;
  }

  close(): void {
    clearTimeout(this.retry);
    this.port?.close();
  }
}
