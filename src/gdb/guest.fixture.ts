// A guest and a client in one thread, for tests: whenever the session waits, the client goes on.
import { readFileSync } from 'node:fs';
import { type Board, BoardDebugging, type BoardOptions, createBoard, GuestCrash } from '../system/index.js';
import { bytesOf, encodePacket } from './packets.js';
import { GdbSession, type GdbSessionOptions, signalOf } from './session.js';
import { type GdbLine, GuestKilled } from './target.js';

export const conformance = (name: string, board: BoardOptions['board'] = 'VIRT_RV64'): Uint8Array => {
  const arch = board === 'VIRT_RV64' ? 'rv64imc' : 'rv32imc';
  return readFileSync(new URL(`../../test/conformance/${name}/${arch}/${name}.mpy`, import.meta.url));
};

/** What a client does: it yields what it sends, a packet's data or 'raw:' and bytes, '' for nothing, and gets what has come
 * since: data of packets, '+' and '-'. */
export type ClientScript = (
  guest: Guest,
) => Generator<string | Uint8Array | 'connected' | 'disconnected', void, string[]>;

export class Guest implements GdbLine {
  readonly board: Board;
  readonly session: GdbSession;
  printed = '';
  /** How it ended. */
  end = '';
  private readonly client: ReturnType<ClientScript>;
  private readonly arriving: (Uint8Array | 'connected' | 'disconnected')[] = [];
  private replies: string[] = [];
  /** Called at each poll while the guest runs: gives what arrives then. */
  atPoll: (() => string | Uint8Array | undefined) | undefined;

  constructor(script: ClientScript, options: BoardOptions = {}, more: Partial<GdbSessionOptions> = {}) {
    this.board = createBoard({
      ...options,
      output: (text) => {
        this.printed += text;
      },
      interrupted: () => {
        const next = this.atPoll?.();
        if (next !== undefined) this.arrive(next);
        this.session.poll();
        return false;
      },
    });
    const target = new BoardDebugging(this.board, { write: (name) => `/files/${name}`, find: () => undefined });
    this.session = new GdbSession({ target, line: this, ...more });
    this.board.runtime.onNativeImage = (image) => {
      target.addModule(image);
      this.session.loaded(target.entryOf(image));
    };
    this.client = script(this);
  }

  private arrive(what: string | Uint8Array): void {
    if (what === 'connected' || what === 'disconnected' || typeof what !== 'string') this.arriving.push(what);
    else if (what.startsWith('raw:')) this.arriving.push(bytesOf(what.slice(4)));
    else if (what !== '') this.arriving.push(encodePacket(what));
  }

  take() {
    return this.arriving.splice(0);
  }
  newClient(): void {
    this.replies = [];
  }
  wait(): void {
    const replies = this.replies;
    this.replies = [];
    const next = this.client.next(replies);
    if (next.done) throw new GuestKilled();
    this.arrive(next.value);
  }
  write(bytes: Uint8Array): void {
    const text = String.fromCharCode(...bytes);
    this.replies.push(text.length === 1 ? text : unpack(text));
  }

  /** Runs a script under the client until one of them ends. */
  run(script: string): this {
    let signal: number | undefined;
    this.board.onCrash = (fault) => {
      signal = signalOf(fault);
      this.session.hart.atFault(fault);
    };
    try {
      this.session.waitForStart();
      this.board.runScript(script, 'x.py');
      this.end = 'done';
    } catch (error) {
      if (error instanceof GuestKilled) this.end = 'killed';
      else if (error instanceof GuestCrash) this.end = error.report.kind;
      else throw error;
    }
    this.session.ended(signal === undefined ? { status: 0 } : { signal });
    return this;
  }
  /** What the client has got since it went on last. */
  get rest(): string[] {
    return this.replies;
  }
}

/** Data of a packet, with repeats written out. */
function unpack(text: string): string {
  const data = text.slice(1, -3);
  return data.replace(/([\s\S])\*([\s\S])/g, (_, c: string, n: string) => c.repeat(n.charCodeAt(0) - 28));
}
