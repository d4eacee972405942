// Both REPLs of a board and what leads from one to the other (boards-and-runner.md part B): a state machine over bytes.
// Nothing here knows what the bytes travel over, nor how code is run.
import { FriendlyRepl } from './friendly.js';
import { History } from './history.js';
import type { ReplHost, RunEnd } from './host.js';
import { LineEditor } from './line-editor.js';
import { RawRepl } from './raw.js';
import { KEY, NEWLINE } from './terminal-bytes.js';

export class Repl {
  readonly history: History;
  private readonly host: ReplHost;
  private readonly utf8: boolean;
  private readonly friendly: FriendlyRepl;
  private readonly raw: RawRepl;
  /** Survives a soft reset. */
  private isRaw = false;

  /** `utf8`: lines may have characters beyond ASCII. */
  constructor(host: ReplHost, history = new History(), utf8 = false) {
    this.utf8 = utf8;
    this.host = host;
    this.history = history;
    this.friendly = new FriendlyRepl(host, history, utf8);
    this.raw = new RawRepl(host);
  }

  /** What the board says when it comes up. */
  start(): void {
    if (this.isRaw) this.raw.header();
    else this.friendly.banner();
  }

  /** Takes one byte of input. Returns when whatever it set off has ended. */
  feed(byte: number): void {
    if (this.isRaw) this.feedRaw(byte);
    else this.feedFriendly(byte);
  }

  private feedFriendly(byte: number): void {
    const end = this.friendly.feed(byte);
    if (end === undefined) return;
    if (end === 'raw') {
      this.isRaw = true;
      this.host.write(NEWLINE);
      this.raw.header();
    } else if (end === 'soft-reset') {
      this.host.write(NEWLINE);
      this.exit();
    } else {
      const result = this.host.run(end.run, end.mode);
      this.friendly.finish(result);
      this.goOn(result);
    }
  }

  private feedRaw(byte: number): void {
    const end = this.raw.feed(byte);
    if (end === undefined) return;
    if (end === 'friendly') {
      this.isRaw = false;
      this.friendly.banner();
    } else if (end === 'soft-reset') this.exit();
    else {
      const result = this.host.run(end.run, 'file');
      this.raw.finish(result);
      this.goOn(result);
    }
  }

  private goOn({ next }: RunEnd): void {
    if (next === 'exit') this.exit();
    else if (next === 'soft-reset') this.softReset();
    else if (next === 'hard-reset') {
      this.isRaw = false;
      this.host.reset();
      this.start();
    } else if (this.isRaw) this.raw.prompt();
    else this.friendly.prompt();
  }

  private exit(): void {
    if (!this.host.exit()) this.softReset();
  }

  private softReset(): void {
    this.host.write(`MPY: soft reboot${NEWLINE}`);
    this.host.reset();
    this.start();
  }

  /** `input()`: edits a line, reading bytes as they are needed; undefined at the end of input, `interrupted` for ^C. */
  readLine(prompt: string, next: () => number | undefined): { line: string } | 'end' | 'interrupted' {
    const editor = new LineEditor({ write: (text) => this.host.write(text), history: this.history, utf8: this.utf8 });
    editor.start(prompt);
    for (;;) {
      const byte = next();
      if (byte === undefined) return 'end';
      const end = editor.feed(byte);
      if (!end) continue;
      if (end.key === KEY.CTRL_C) return 'interrupted';
      if (end.key === KEY.CTRL_D) return 'end';
      if (end.key === KEY.CR) return { line: end.text };
    }
  }
}
