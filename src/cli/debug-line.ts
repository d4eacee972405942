// The line between a debugger's socket, which the main thread owns, and the guest in its worker: two rings in shared memory.
// To the guest go frames, so that it learns of clients that come and go in the right order: kind, length (two bytes), data.

import type { GdbLine } from '../gdb/index.js';
import { ByteRing } from '../machine/index.js';
import type { PortEvents } from '../node/index.js';
import { SerialBridge } from './serial-bridge.js';

const DATA = 0;
const CONNECTED = 1;
const DISCONNECTED = 2;
const HEADER = 3;
const MAX_DATA = 0x4000;

function frame(kind: number, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const out = new Uint8Array(HEADER + data.length);
  out.set([kind, data.length & 255, data.length >> 8]);
  out.set(data, HEADER);
  return out;
}

/** The main thread's side. `onInput` is called when something is on its way to the guest. */
export class DebugBridge {
  private readonly bridge = new SerialBridge(true);
  readonly toGuest = this.bridge.toBoard;
  readonly fromGuest = this.bridge.fromBoard;
  readonly attach: SerialBridge['attach'] = (port) => this.bridge.attach(port);
  readonly events: PortEvents;

  constructor(onInput: () => void) {
    const { events } = this.bridge;
    const send = (bytes: Uint8Array): void => {
      events.data(bytes);
      onInput();
    };
    this.events = {
      ...events,
      data: (bytes) => {
        for (let at = 0; at < bytes.length; at += MAX_DATA) send(frame(DATA, bytes.subarray(at, at + MAX_DATA)));
      },
      connected: (isConnected) => {
        send(frame(isConnected ? CONNECTED : DISCONNECTED));
        events.connected(isConnected);
      },
    };
  }
  drain(): void {
    this.bridge.drain();
  }
  close(): void {
    this.bridge.drain();
    this.bridge.close();
  }
}

/** How long the guest sleeps before it looks whether it is to stop. */
const WAIT_MS = 100;

/** The guest's side. */
export class DebugLine implements GdbLine {
  private readonly input: ByteRing;
  private readonly output: ByteRing;
  private readonly tell: () => void;
  /** Called while the guest stands; may throw. */
  private readonly onWait: (ms: number) => void;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(
    buffers: { readonly toGuest: SharedArrayBuffer; readonly fromGuest: SharedArrayBuffer },
    tell: () => void,
    onWait: (ms: number) => void,
  ) {
    this.input = new ByteRing(buffers.toGuest);
    this.output = new ByteRing(buffers.fromGuest);
    this.tell = tell;
    this.onWait = onWait;
  }

  take(): (Uint8Array | 'connected' | 'disconnected')[] {
    if (this.input.length === 0) return [];
    const arrived = this.input.take();
    const bytes = new Uint8Array(this.rest.length + arrived.length);
    bytes.set(this.rest);
    bytes.set(arrived, this.rest.length);
    const out: (Uint8Array | 'connected' | 'disconnected')[] = [];
    let at = 0;
    while (bytes.length - at >= HEADER) {
      const end = at + HEADER + bytes[at + 1]! + (bytes[at + 2]! << 8);
      if (end > bytes.length) break;
      const kind = bytes[at];
      out.push(
        kind === CONNECTED ? 'connected' : kind === DISCONNECTED ? 'disconnected' : bytes.slice(at + HEADER, end),
      );
      at = end;
    }
    this.rest = bytes.slice(at);
    return out;
  }

  newClient(): void {
    this.output.newClient();
  }

  wait(): void {
    const before = Date.now();
    this.input.waitForBytes(WAIT_MS);
    this.onWait(Date.now() - before);
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      at += this.output.write(bytes.subarray(at));
      if (this.output.shouldTell()) this.tell();
      if (at < bytes.length) {
        this.output.waitForRoom(WAIT_MS);
        this.onWait(0);
      }
    }
  }
}
