// What a guest prints, into a ring that the main thread empties: it owns the socket that the bytes go to.
import type { ByteRing } from '../machine/index.js';
import { GuestConsole } from './guest-console.js';

/** How long to wait for room before looking again. */
const WAIT_MS = 100;

export class RingConsole extends GuestConsole {
  private readonly ring: ByteRing;
  private readonly tell: () => void;
  /** `tell` is called when there are bytes in an empty ring. */
  constructor(stop: Int32Array, ring: ByteRing, tell: () => void) {
    super(stop);
    this.ring = ring;
    this.tell = tell;
  }
  protected override write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      at += this.ring.write(bytes.subarray(at));
      if (this.ring.shouldTell()) this.tell();
      if (at < bytes.length) this.ring.waitForRoom(WAIT_MS);
    }
  }
}
