// The friendly REPL (boards-and-runner.md B1): lines with editing, blocks over several lines, paste mode.
import { complete } from './completion.js';
import { autoIndent, wantsMore } from './continuation.js';
import type { History } from './history.js';
import type { ReplHost, RunEnd } from './host.js';
import { LineEditor, type LineEnd } from './line-editor.js';
import { SourceBuffer } from './source-buffer.js';
import { KEY, NEWLINE } from './terminal-bytes.js';

/** What the board does next; undefined to go on. */
export type FriendlyEnd = { readonly run: string; readonly mode: 'file' | 'single' } | 'raw' | 'soft-reset' | undefined;

const PASTE_PROMPT = '=== ';

export class FriendlyRepl {
  private readonly host: ReplHost;
  private readonly editor: LineEditor;
  /** Lines of the statement so far; undefined before the first. */
  private statement: string | undefined;
  private pasting = false;
  private readonly pasted = new SourceBuffer();

  constructor(host: ReplHost, history: History, utf8: boolean) {
    this.host = host;
    this.editor = new LineEditor({
      write: (text) => host.write(text),
      history,
      utf8,
      complete: (line) => complete(line, host),
    });
  }

  banner(): void {
    this.host.write(this.host.banner.replaceAll('\n', NEWLINE));
    this.prompt();
  }

  /** A new statement. */
  prompt(): void {
    this.statement = undefined;
    this.pasting = false;
    this.editor.indents = true;
    this.editor.start(this.host.prompt('ps1'));
  }

  feed(byte: number): FriendlyEnd {
    if (this.pasting) return this.paste(byte);
    const end = this.editor.feed(byte);
    if (!end) return undefined;
    return this.statement === undefined ? this.firstLine(end) : this.nextLine(this.statement, end);
  }

  private firstLine({ text, key }: LineEnd): FriendlyEnd {
    switch (key) {
      case KEY.CTRL_A:
        return 'raw';
      case KEY.CTRL_B:
        this.host.write(NEWLINE);
        this.banner();
        return undefined;
      case KEY.CTRL_C:
        this.cancel();
        return undefined;
      case KEY.CTRL_D:
        return 'soft-reset';
      case KEY.CTRL_E:
        this.host.write(`${NEWLINE}paste mode; Ctrl-C to cancel, Ctrl-D to finish${NEWLINE}${PASTE_PROMPT}`);
        this.pasting = true;
        this.pasted.clear();
        return undefined;
    }
    if (text === '') {
      this.prompt();
      return undefined;
    }
    return this.runOrGoOn(text);
  }

  private nextLine(before: string, { text, key }: LineEnd): FriendlyEnd {
    if (key === KEY.CTRL_C) {
      this.cancel();
      return undefined;
    }
    const statement = `${before}\n${text}`;
    if (key === KEY.CTRL_D) return { run: statement, mode: 'single' };
    return this.runOrGoOn(statement);
  }

  private runOrGoOn(statement: string): FriendlyEnd {
    if (statement.length > this.host.sourceLimit) {
      this.host.write(this.host.memoryError().replaceAll('\n', NEWLINE));
      this.prompt();
      return undefined;
    }
    if (!wantsMore(statement)) return { run: statement, mode: 'single' };
    this.statement = statement;
    this.editor.start(this.host.prompt('ps2'), this.editor.indents ? autoIndent(`${statement}\n`) : '');
    return undefined;
  }

  private cancel(): void {
    this.host.write(NEWLINE);
    this.prompt();
  }

  private paste(byte: number): FriendlyEnd {
    if (byte === KEY.CTRL_C) {
      this.cancel();
      return undefined;
    }
    if (byte === KEY.CTRL_D) {
      this.host.write(NEWLINE);
      this.pasting = false;
      if (this.pasted.length <= this.host.sourceLimit) return { run: this.pasted.text(), mode: 'file' };
      this.host.write(this.host.memoryError().replaceAll('\n', NEWLINE));
      this.prompt();
      return undefined;
    }
    this.pasted.add(byte, this.host.sourceLimit);
    this.host.write(byte === KEY.CR ? `${NEWLINE}${PASTE_PROMPT}` : String.fromCharCode(byte));
    return undefined;
  }

  /** What a run in this mode shows of its end. */
  finish(end: RunEnd): void {
    this.host.write(end.error.replaceAll('\n', NEWLINE));
  }
}
