// The client's side of the raw REPL and of raw-paste mode (boards-and-runner.md B2, B3, B5).
import { type Line, RemoteError } from './line.js';
import type { LineReader } from './line-reader.js';

const RAW_PROMPT = 'raw REPL; CTRL-B to exit\r\n>';
const RAW_HEAD = 'raw REPL; CTRL-B to exit\r\n';
const REBOOT = 'soft reboot\r\n';
/** How long entering the raw REPL may take, and any answer to the protocol itself. */
const ENTER_MS = 5000;
const ANSWER_MS = 10_000;
/** Plain raw mode has no flow control: so many bytes at a time, with pauses, as upstream's clients do it. */
const CHUNK = 256;
const CHUNK_PAUSE_MS = 10;
/** A board that has started anew says so and then waits. A script that only prints the same goes on. */
const RESET_QUIET_MS = 700;
const RESET_LOOK_MS = 100;
/** The end of the output of a board that waits at its prompt: the friendly one after the banner, or the raw one. */
const STARTED_ANEW =
  /(?:Type "help\(\)" for more information\.\r\n>>> |raw REPL; CTRL-B to exit\r\n>)(?:[\r\n]*>>> )*[\r\n]*$/;

export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const later = (milliseconds: number): number => performance.now() + milliseconds;
export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

export interface RawResult {
  /** As bytes: one character for each. */
  readonly out: string;
  /** '' or a traceback. */
  readonly err: string;
  /** A soft reset followed: SystemExit, or machine code that crashed a board that goes on. */
  readonly rebooted: boolean;
}

export class RawRepl {
  private readonly line: Line;
  private readonly reader: LineReader;
  /** Undefined: not tried yet. */
  private hasPaste: boolean | undefined;

  constructor(line: Line, reader: LineReader) {
    this.line = line;
    this.reader = reader;
  }

  private send(text: string): void {
    this.line.send(latin1(text));
  }

  /** Brings the board to its raw prompt, everything forgotten, whatever it does now. */
  async enter(): Promise<void> {
    let last: unknown;
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        await this.enterOnce();
        return;
      } catch (error) {
        last = error;
        if (!(error instanceof RemoteError) || error.fault === 'closed') throw error;
      }
    }
    const { received } = last as RemoteError;
    const what = received === '' ? 'nothing came' : `what came ends with ${JSON.stringify(received)}`;
    throw new RemoteError('silent', `could not enter raw repl: ${what}`, received);
  }
  private async enterOnce(): Promise<void> {
    const { reader } = this;
    const deadline = later(ENTER_MS);
    // The first ends a paste or a script, the second one that has caught it.
    this.send('\r\x03\x03');
    await pause(CHUNK_PAUSE_MS);
    reader.drop();
    this.send('\r\x01');
    await reader.until(RAW_PROMPT, deadline, 'the prompt of the raw REPL');
    this.send('\x04');
    await reader.until(REBOOT, deadline, 'the soft reset');
    await reader.until(RAW_PROMPT, deadline, 'the prompt of the raw REPL after the soft reset');
  }

  /** Runs code. `deadline` bounds what it takes to run; sending has limits of its own. */
  async exec(code: string, deadline: number): Promise<RawResult> {
    if (this.hasPaste !== false && (await this.startPaste())) await this.paste(code);
    else await this.sendPlain(code);
    return this.result(deadline);
  }

  private async startPaste(): Promise<boolean> {
    this.reader.drop();
    this.send('\x05A\x01');
    const answer = await this.reader.take(2, later(ANSWER_MS), 'an answer to the wish for raw-paste mode');
    if (answer === 'R\x01') return (this.hasPaste = true);
    this.hasPaste = false;
    if (answer === 'R\x00') return false;
    // A port without the mode sees only ^A, and greets.
    if (answer !== RAW_HEAD.slice(0, 2)) {
      const echo = answer === '\x05A' ? '; the line seems to echo what is sent' : '';
      throw new RemoteError('garbage', `unexpected answer ${JSON.stringify(answer)} to the wish for raw-paste${echo}`);
    }
    await this.reader.until(RAW_PROMPT.slice(2), later(ANSWER_MS), 'the prompt of the raw REPL');
    return false;
  }

  private async paste(code: string): Promise<void> {
    const { reader } = this;
    const size = await reader.take(2, later(ANSWER_MS), 'the window of raw-paste mode');
    const window = size.charCodeAt(0) | (size.charCodeAt(1) << 8);
    if (window === 0) throw new RemoteError('garbage', 'the board offers a window of no bytes for raw-paste mode');
    let credit = window;
    for (let at = 0; at < code.length; ) {
      while (credit === 0 || reader.pending !== '') {
        const byte = await reader.take(1, later(ANSWER_MS), 'room for more in raw-paste mode');
        if (byte === '\x01') credit += window;
        else if (byte === '\x04') {
          // The board wants no more: an error in what it has.
          this.send('\x04');
          return;
        } else {
          throw new RemoteError('garbage', `unexpected ${JSON.stringify(byte)} in raw-paste mode`, byte + reader.tail);
        }
      }
      const part = code.slice(at, at + credit);
      this.send(part);
      credit -= part.length;
      at += part.length;
    }
    this.send('\x04');
    for (;;) {
      const byte = await reader.take(1, later(ANSWER_MS), 'the end of raw-paste mode');
      if (byte === '\x04') return;
      if (byte !== '\x01') {
        throw new RemoteError('garbage', `unexpected ${JSON.stringify(byte)} after raw-paste`, byte + reader.tail);
      }
    }
  }

  private async sendPlain(code: string): Promise<void> {
    for (let at = 0; at < code.length; at += CHUNK) {
      if (at > 0) await pause(CHUNK_PAUSE_MS);
      this.send(code.slice(at, at + CHUNK));
    }
    this.send('\x04');
    const answer = await this.reader.take(2, later(ANSWER_MS), 'the OK of the raw REPL');
    if (answer !== 'OK') {
      throw new RemoteError('garbage', `could not exec command (response: ${JSON.stringify(answer)})`, answer);
    }
  }

  /** What code that runs has printed and how it ended. */
  async result(deadline: number): Promise<RawResult> {
    const { reader } = this;
    let from = 0;
    const out = await reader.find(
      deadline,
      'the end of the script',
      (kept) => {
        const at = kept.indexOf('\x04', from);
        if (at >= 0) return { value: kept.slice(0, at), taken: at + 1 };
        from = kept.length;
        const isQuiet = performance.now() - reader.lastAt > RESET_QUIET_MS;
        if (isQuiet && STARTED_ANEW.test(kept.slice(-300))) {
          throw new RemoteError('reset', 'the target has started anew while the script ran', kept);
        }
        return undefined;
      },
      RESET_LOOK_MS,
    );
    const err = await reader.until('\x04', later(ANSWER_MS), 'the end of the error text');
    const next = await reader.take(1, later(ANSWER_MS), 'the prompt after a script');
    if (next === '>') return { out, err, rebooted: false };
    if (next !== '\r' && next !== 'M') {
      const text = `unexpected ${JSON.stringify(next)} after a script; a byte 0x04 in its output?`;
      throw new RemoteError('garbage', text, out + next + reader.tail);
    }
    await reader.until(REBOOT, later(ANSWER_MS), 'the soft reset after a script');
    await reader.until(RAW_PROMPT, later(ANSWER_MS), 'the prompt of the raw REPL after a soft reset');
    return { out, err, rebooted: true };
  }

  /** Ends code that runs. */
  interrupt(): void {
    this.send('\x03\x03');
  }
  /** Leaves the board as it is found by a person: at the friendly prompt. */
  leave(): void {
    this.send('\r\x02');
  }
}
