// The raw REPL and raw-paste mode (boards-and-runner.md B2, B3): for programs. No echo; code ends with ^D, and what it
// prints and its error come back between fixed bytes.
import type { ReplHost, RunEnd } from './host.js';
import { SourceBuffer } from './source-buffer.js';
import { cooked, KEY, NEWLINE } from './terminal-bytes.js';

export type RawEnd = { readonly run: string } | 'friendly' | 'soft-reset' | undefined;

const HEADER = `raw REPL; CTRL-B to exit${NEWLINE}`;
const PROMPT = '>';
const END = '\x04';
const ACCEPTED = 'R\x01';
const UNKNOWN = 'R\x00';
/** Bytes that the host may send before it hears of them again. */
const WINDOW = 128;
const WINDOW_AGAIN = '\x01';
const PASTE_COMMAND = 'A';
/** Lengths at which what came so far is looked at: at each line end, later less often, since it costs its length. */
const LOOK_FACTOR = 1.5;
const ALWAYS_LOOK = 1024;

type State = 'line' | 'paste' | 'paste-failed';

export class RawRepl {
  private readonly host: ReplHost;
  private readonly source = new SourceBuffer();
  private state: State = 'line';
  private inWindow = 0;
  private lookAt = 0;
  /** Traceback of a paste that failed before its end. */
  private failure = '';

  constructor(host: ReplHost) {
    this.host = host;
  }

  /** Begins the mode, or begins it again. */
  header(): void {
    this.state = 'line';
    this.source.clear();
    this.host.write(HEADER + PROMPT);
  }

  prompt(): void {
    this.state = 'line';
    this.source.clear();
    this.host.write(PROMPT);
  }

  feed(byte: number): RawEnd {
    if (this.state !== 'line') return this.pasteByte(byte);
    switch (byte) {
      case KEY.CTRL_A:
        if (this.isPasteRequest()) this.beginPaste();
        else this.header();
        return undefined;
      case KEY.CTRL_B:
        this.source.clear();
        this.host.write(NEWLINE);
        return 'friendly';
      case KEY.CTRL_C:
        this.source.clear();
        return undefined;
      case KEY.CTRL_D:
        return this.endOfLine();
    }
    this.source.add(byte, this.host.sourceLimit);
    return undefined;
  }

  private endOfLine(): RawEnd {
    this.host.write('OK');
    if (this.source.length === 0) {
      this.host.write(NEWLINE);
      return 'soft-reset';
    }
    return this.take();
  }

  /** The source to run, or the error that there was too much of it. */
  private take(): RawEnd {
    if (this.source.length > this.host.sourceLimit) {
      this.finish({ error: this.host.memoryError(), next: 'prompt' });
      this.prompt();
      return undefined;
    }
    const run = this.source.text();
    this.source.clear();
    this.state = 'line';
    return { run };
  }

  /** ^E and a letter, as all of a line. */
  private isPasteRequest(): boolean {
    return this.source.length === 2 && this.source.text().charCodeAt(0) === KEY.CTRL_E;
  }

  private beginPaste(): void {
    const command = this.source.text()[1];
    this.source.clear();
    if (command !== PASTE_COMMAND) {
      this.host.write(UNKNOWN + PROMPT);
      return;
    }
    this.host.write(`${ACCEPTED}${String.fromCharCode(WINDOW & 0xff, WINDOW >> 8)}${WINDOW_AGAIN}`);
    this.state = 'paste';
    this.inWindow = 0;
    this.lookAt = 0;
  }

  private pasteByte(byte: number): RawEnd {
    if (byte === KEY.CTRL_C || byte === KEY.CTRL_D) return this.endOfPaste(byte === KEY.CTRL_C);
    this.inWindow++;
    if (this.inWindow === WINDOW) {
      this.inWindow = 0;
      if (this.state === 'paste') this.host.write(WINDOW_AGAIN);
    }
    if (this.state === 'paste-failed') return undefined;
    this.source.add(byte, this.host.sourceLimit);
    if (this.source.length > this.host.sourceLimit) this.failPaste(this.host.memoryError());
    else if (byte === KEY.LF && this.source.length >= this.lookAt) this.look();
    return undefined;
  }

  /** The board compiles while it receives: an error that nothing can mend ends the paste. */
  private look(): void {
    const { length } = this.source;
    this.lookAt = length < ALWAYS_LOOK ? 0 : length * LOOK_FACTOR;
    const error = this.host.surelyWrong(this.source.text());
    if (error !== undefined) this.failPaste(error);
  }

  private failPaste(error: string): void {
    this.failure = error;
    this.state = 'paste-failed';
    this.source.clear();
    this.host.write(END);
  }

  private endOfPaste(aborted: boolean): RawEnd {
    if (this.state === 'paste-failed') {
      this.finish({ error: this.failure, next: 'prompt' });
      this.prompt();
      return undefined;
    }
    // The end is acknowledged before anything is run.
    this.host.write(END);
    if (!aborted) return this.take();
    this.finish({ error: 'KeyboardInterrupt: \n', next: 'prompt' });
    this.prompt();
    return undefined;
  }

  /** What a run shows of its end: output has been sent, the error follows. */
  finish(end: RunEnd): void {
    this.host.write(END + cooked(end.error) + END);
  }
}
