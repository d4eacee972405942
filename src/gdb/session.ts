// One debugger at a time and its guest. The guest's thread calls in: where its hart stops, when code was loaded, and now and
// then while it runs; this sends what happened to the client and does what it asks, until it says go on.
//
// Between these calls nothing is sent or done, so everything here is synchronous. A client that goes away without a word
// leaves a guest that runs on with no breakpoints.

import { type FaultKind, type GuestFault, SP } from '../machine/index.js';
import { handlePacket, type PacketContext } from './commands.js';
import { HartControl, type HartEvent, type Resume } from './hart-control.js';
import { ACK, encodePacket, hexOfText, NAK, type PacketEvent, PacketReader } from './packets.js';
import { PC_REGISTER, wordHex } from './registers.js';
import { registerOf } from './state.js';
import { type GdbLine, type GdbTarget, GuestKilled } from './target.js';

/** GDB's own numbers of signals. */
const SIGNAL = { INT: 2, ILL: 4, TRAP: 5, ABRT: 6, BUS: 10, SEGV: 11, SYS: 12 } as const;

const SIGNAL_OF_FAULT: Readonly<Record<FaultKind, number>> = {
  'load-access': SIGNAL.SEGV,
  'store-access': SIGNAL.SEGV,
  'fetch-access': SIGNAL.SEGV,
  'stack-overflow': SIGNAL.SEGV,
  'bad-object': SIGNAL.SEGV,
  'misaligned-fetch': SIGNAL.BUS,
  'misaligned-atomic': SIGNAL.BUS,
  'illegal-instruction': SIGNAL.ILL,
  breakpoint: SIGNAL.TRAP,
  'environment-call': SIGNAL.SYS,
  'bad-call': SIGNAL.ABRT,
  'handler-left': SIGNAL.ABRT,
};

export const signalOf = (fault: GuestFault): number => SIGNAL_OF_FAULT[fault.kind];

/** How long the client's console may keep the guest busy; GDB asks again after two seconds. */
const EVALUATION_MS = 1500;
class EvaluationStopped extends Error {}

/** What a packet asks of the guest's thread. */
export type Order =
  | { readonly kind: 'resume'; readonly resume: Resume; readonly signal: number }
  | { readonly kind: 'detach' }
  | { readonly kind: 'kill' };

export interface GdbSessionOptions {
  readonly target: GdbTarget;
  readonly line: GdbLine;
  /** Stop at the first instruction of each module. */
  readonly stopAtEntry?: boolean | undefined;
}

export class GdbSession {
  readonly hart: HartControl;
  private readonly target: GdbTarget;
  private readonly line: GdbLine;
  private readonly stopAtEntry: boolean;
  private readonly reader = new PacketReader();
  private readonly context: PacketContext;
  private queue: (PacketEvent | { readonly kind: 'gone' })[] = [];
  private isConnected = false;
  private started = false;
  /** The client waits for a stop reply. */
  private owesReply = false;
  /** Sent again when the client says that it was damaged. */
  private lastReply: Uint8Array | undefined;
  private stopReply = 'S05';
  private evaluating = false;
  private evaluationEnd = 0;

  constructor({ target, line, stopAtEntry }: GdbSessionOptions) {
    this.target = target;
    this.line = line;
    this.stopAtEntry = stopAtEntry === true;
    this.hart = new HartControl(target, (event) => this.stopped(event));
    this.context = {
      target,
      hart: this.hart,
      acknowledges: true,
      knowsLibraries: false,
      dirty: false,
      say: (text) => this.say(text),
      lastStop: () => this.stopReply,
      evaluate: (body) => this.evaluate(body),
    };
  }

  /** Waits until a client has said that the guest may start. */
  waitForStart(): void {
    this.stopReply = this.replyFor(SIGNAL.TRAP, '');
    this.stand();
    this.started = true;
  }

  /** To be called now and then while the guest runs; may not return for long. */
  poll(): void {
    if (this.evaluating) {
      this.pull();
      if (Date.now() > this.evaluationEnd || this.queue.some(({ kind }) => kind !== 'ack' && kind !== 'nak')) {
        throw new EvaluationStopped();
      }
      return;
    }
    this.hart.atPoll();
    this.pull();
    if (this.queue.length === 0) return;
    if (this.queue.every(({ kind }) => kind === 'ack' || kind === 'nak')) {
      this.queue = [];
      return;
    }
    if (this.queue[0]?.kind === 'interrupt') {
      this.queue.shift();
      this.note(this.placeInPython());
      this.report(this.replyFor(SIGNAL.INT, ''));
    } else this.stopReply = this.replyFor(SIGNAL.TRAP, '');
    this.stand();
  }

  /** Code was loaded. A client that takes an interest gets the chance to set breakpoints in it. */
  loaded(entry: number): void {
    if (this.stopAtEntry && this.isConnected) this.hart.stopAtEntry(entry);
    if (!this.isConnected || !this.context.knowsLibraries || this.evaluating) return;
    this.report(this.replyFor(SIGNAL.TRAP, 'library:;'));
    this.stand();
  }

  /** The guest has ended: by itself, or by a fault. */
  ended(how: { readonly status: number } | { readonly signal: number }): void {
    if (!this.isConnected || !this.owesReply) return;
    const byte = (n: number): string => (n & 255).toString(16).padStart(2, '0');
    this.owesReply = false;
    this.send('status' in how ? `W${byte(how.status)}` : `X${byte(how.signal)}`);
  }

  // ---- Stops ----

  /** Gives false where a fault is to go on its way. */
  private stopped(event: HartEvent): boolean {
    if (this.evaluating) return false;
    this.pull();
    if (!this.isConnected) return false;
    switch (event.kind) {
      case 'breakpoint':
        this.report(this.replyFor(SIGNAL.TRAP, 'swbreak:;'));
        break;
      case 'step':
        this.report(this.replyFor(SIGNAL.TRAP, ''));
        break;
      case 'entry':
        this.note('natmod: a module begins here');
        this.report(this.replyFor(SIGNAL.TRAP, ''));
        break;
      case 'fault': {
        const { fault } = event;
        this.note(`natmod: ${this.target.describeFault(fault)}`);
        this.report(this.replyFor(signalOf(fault), ''));
        break;
      }
      default:
        this.report(this.replyFor(SIGNAL.TRAP, `${event.kind}:${event.address.toString(16)};`));
    }
    this.context.dirty = false;
    const signal = this.stand();
    // The same instruction with the same state would fault again.
    return signal === 0 && this.context.dirty;
  }

  private placeInPython(): string {
    if (this.target.isNative) return '';
    const last = this.target.traceback().at(-1);
    return `natmod: no machine code runs${last === undefined ? '' : `; Python is at ${last.trim()}`}`;
  }

  /** With the registers that a client asks for first. */
  private replyFor(signal: number, reason: string): string {
    const { xlen } = this.target.cpu;
    const registers = [SP, PC_REGISTER].map((number) => {
      const { lo, hi } = registerOf(this.target, number);
      return `${number.toString(16).padStart(2, '0')}:${wordHex(lo, hi, xlen)};`;
    });
    return `T${signal.toString(16).padStart(2, '0')}${reason}thread:1;${registers.join('')}`;
  }

  private report(reply: string): void {
    this.stopReply = reply;
    if (!this.owesReply) return;
    this.owesReply = false;
    this.send(reply);
  }

  /** Text for the client's console; it takes it only while it waits for a stop. */
  private note(text: string): void {
    if (text !== '' && this.owesReply) this.say(`${text}\n`);
  }

  private say(text: string): void {
    for (let at = 0; at < text.length; at += 2000) this.send(`O${hexOfText(text.slice(at, at + 2000))}`);
  }

  private evaluate(body: () => string): string {
    this.evaluating = true;
    this.evaluationEnd = Date.now() + EVALUATION_MS;
    try {
      return body();
    } catch (error) {
      if (error instanceof EvaluationStopped) return 'it takes too long';
      throw error;
    } finally {
      this.evaluating = false;
    }
  }

  // ---- Packets ----

  private pull(): void {
    for (const input of this.line.take()) {
      if (input === 'connected') {
        this.isConnected = true;
        this.line.newClient();
        this.reader.reset();
        this.queue = [];
        Object.assign(this.context, { acknowledges: true, knowsLibraries: false });
        this.owesReply = false;
        this.lastReply = undefined;
      } else if (input === 'disconnected') {
        this.isConnected = false;
        this.queue = [];
        this.hart.clear();
        this.queue.push({ kind: 'gone' });
      } else this.queue.push(...this.reader.feed(input));
    }
  }

  /** Does what the client asks until the guest goes on; the signal that the guest is to get. */
  private stand(): number {
    for (;;) {
      const event = this.queue.shift();
      if (!event) {
        this.line.wait();
        this.pull();
        continue;
      }
      if (event.kind === 'gone') {
        // Before the start somebody else may come, to set breakpoints.
        if (this.started) return SIGNAL.TRAP;
        continue;
      }
      const order = this.take(event);
      if (!order) continue;
      if (order.kind === 'kill') throw new GuestKilled();
      if (order.kind === 'detach') {
        this.hart.clear();
        this.context.knowsLibraries = false;
        return SIGNAL.TRAP;
      }
      this.owesReply = true;
      const { cpu, isNative } = this.target;
      this.hart.goOn(order.resume, isNative && cpu.memory.has(cpu.pc, 2));
      return order.signal;
    }
  }

  private take(event: PacketEvent): Order | undefined {
    switch (event.kind) {
      case 'bad':
        if (this.context.acknowledges) this.line.write(NAK);
        return undefined;
      case 'nak':
        if (this.context.acknowledges && this.lastReply) this.line.write(this.lastReply);
        return undefined;
      case 'ack':
      // It stands already.
      case 'interrupt':
        return undefined;
      case 'packet': {
        if (this.context.acknowledges) this.line.write(ACK);
        const reply = handlePacket(this.context, event.data);
        if (typeof reply === 'string') {
          this.send(reply);
          return undefined;
        }
        if (reply.kind === 'detach') this.send('OK');
        return reply;
      }
    }
  }

  private send(data: string): void {
    this.lastReply = encodePacket(data);
    this.line.write(this.lastReply);
  }
}
