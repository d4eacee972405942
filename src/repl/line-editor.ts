// One line of input with editing, as the firmware does it byte for byte (boards-and-runner.md B1). Bytes go in one at a
// time; what the terminal is to show goes out at once.
//
// What is odd: up to four columns are stepped back with backspaces and more with an escape sequence; a space typed after
// automatic indentation takes that indentation back; backspace removes four spaces where nothing but spaces precedes.
import type { Completion } from './completion.js';
import { columns } from './completion.js';
import type { History } from './history.js';
import { KEY, NEWLINE } from './terminal-bytes.js';

/** How a line ended: with a line end, or with a control key on an empty line (^A to ^E; ^C on any). */
export type LineEnd = { readonly text: string; readonly key: number };

/** How a key is spelled: `[A`, `[3~`, `OH`, ... */
const ESCAPES: Readonly<Record<string, 'up' | 'down' | 'right' | 'left' | 'home' | 'end' | 'delete'>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[1~': 'home',
  '[7~': 'home',
  '[4~': 'end',
  '[8~': 'end',
  '[3~': 'delete',
  OH: 'home',
  OF: 'end',
};

const INDENT = 4;
/** Steps back that are done with single backspaces. */
const SMALL_STEP = 4;

export interface LineEditorOptions {
  readonly write: (text: string) => void;
  readonly history: History;
  readonly complete?: ((line: string) => Completion) | undefined;
  /** Takes characters beyond ASCII as well, which boards drop: their bytes stay together. */
  readonly utf8?: boolean | undefined;
}

/** A byte that belongs to the character before it. */
const continues = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xc0) === 0x80;
/** Columns that a text takes, one for each character. */
const width = (text: string): number => {
  let columnsTaken = 0;
  for (let i = 0; i < text.length; i++) if (!continues(text, i)) columnsTaken++;
  return columnsTaken;
};
/** Bytes in the UTF-8 sequence that a byte begins, 0 if it begins none. */
const sequenceLength = (byte: number): number =>
  byte >= 0xf8 ? 0 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;

export class LineEditor {
  private readonly write: (text: string) => void;
  private readonly history: History;
  private readonly complete: ((line: string) => Completion) | undefined;
  private readonly utf8: boolean;
  /** Bytes of a character that is not complete. */
  private partial = '';
  private prompt = '';
  private text = '';
  private cursor = 0;
  /** Steps back in the history, 0 for the line being typed. */
  private back = 0;
  private escape = '';
  /** Length of an automatic indentation that nothing has followed yet. */
  private indent = 0;
  private previousKey = 0;
  /** Whoever types spaces of their own, as pasted code does, gets no more automatic ones in this statement. */
  indents = true;

  constructor({ write, history, complete, utf8 = false }: LineEditorOptions) {
    this.utf8 = utf8;
    this.write = write;
    this.history = history;
    this.complete = complete;
  }

  /** Shows the prompt and begins a line, with spaces of automatic indentation. */
  start(prompt: string, indent = ''): void {
    this.prompt = prompt;
    this.text = indent;
    this.cursor = indent.length;
    this.indent = indent.length;
    this.back = 0;
    this.escape = '';
    this.partial = '';
    this.write(prompt + indent);
  }

  /** Takes one byte; the line when it is complete. */
  feed(byte: number): LineEnd | undefined {
    const { previousKey } = this;
    this.previousKey = 0;
    if (this.escape !== '') return this.escapeByte(byte);
    const { indent } = this;
    // The indentation is open to be taken back by the first key only.
    this.indent = 0;
    switch (byte) {
      case KEY.CTRL_A:
      case KEY.CTRL_B:
      case KEY.CTRL_D:
      case KEY.CTRL_E:
        if (this.text === '') return { text: '', key: byte };
        if (byte === KEY.CTRL_A) this.moveTo(0);
        else if (byte === KEY.CTRL_B) this.moveTo(this.left());
        else if (byte === KEY.CTRL_D) this.remove(this.cursor, this.right());
        else this.moveTo(this.text.length);
        return undefined;
      case KEY.CTRL_C:
        return { text: this.text, key: byte };
      case KEY.CR:
      case KEY.LF:
        // The other one directly after is part of the same line end.
        if (previousKey !== 0 && previousKey !== byte) return undefined;
        this.previousKey = byte;
        this.write(NEWLINE);
        this.history.add(this.text);
        return { text: this.text, key: KEY.CR };
      case KEY.CTRL_F:
        this.moveTo(this.right());
        return undefined;
      case KEY.CTRL_K:
        this.remove(this.cursor, this.text.length);
        return undefined;
      case KEY.CTRL_U:
        if (this.cursor > 0) this.remove(0, this.cursor);
        else this.insert('');
        return undefined;
      case KEY.CTRL_N:
        this.recall(this.back - 1);
        return undefined;
      case KEY.CTRL_P:
        this.recall(this.back + 1);
        return undefined;
      case KEY.BACKSPACE:
      case KEY.DELETE:
        this.remove(this.backspaceFrom(), this.cursor);
        return undefined;
      case KEY.TAB:
        this.tab();
        return undefined;
      case KEY.ESC:
        this.escape = '\x1b';
        return undefined;
    }
    if (byte === KEY.SPACE && indent > 0 && this.text.length === indent) {
      this.takeIndentBack();
      return undefined;
    }
    if (byte >= KEY.SPACE && byte < KEY.DELETE) this.insert(String.fromCharCode(byte));
    else if (this.utf8 && byte >= 0x80) this.utf8Byte(byte);
    return undefined;
  }

  private escapeByte(byte: number): undefined {
    this.escape += String.fromCharCode(byte);
    const sequence = this.escape.slice(1);
    // `[`, digits, a last character; or `O` and one.
    if (/^(\[\d?|O)$/.test(sequence)) return undefined;
    this.escape = '';
    switch (ESCAPES[sequence]) {
      case 'up':
        this.recall(this.back + 1);
        break;
      case 'down':
        this.recall(this.back - 1);
        break;
      case 'right':
        this.moveTo(this.right());
        break;
      case 'left':
        this.moveTo(this.left());
        break;
      case 'home':
        this.moveTo(0);
        break;
      case 'end':
        this.moveTo(this.text.length);
        break;
      case 'delete':
        this.remove(this.cursor, this.right());
        break;
    }
    return undefined;
  }

  private stepBack(columnsBack: number): void {
    if (columnsBack <= 0) return;
    this.write(columnsBack > SMALL_STEP ? `\x1b[${columnsBack}D` : '\b'.repeat(columnsBack));
  }

  private moveTo(position: number): void {
    const to = Math.max(0, Math.min(this.text.length, position));
    if (to > this.cursor) this.write(this.text.slice(this.cursor, to));
    else this.stepBack(width(this.text.slice(to, this.cursor)));
    this.cursor = to;
  }

  private insert(inserted: string): void {
    const rest = this.text.slice(this.cursor);
    this.text = this.text.slice(0, this.cursor) + inserted + rest;
    this.cursor += inserted.length;
    this.write(inserted + rest);
    this.stepBack(width(rest));
  }

  private utf8Byte(byte: number): void {
    if (this.partial === '') {
      if (sequenceLength(byte) === 0) return;
    } else if ((byte & 0xc0) !== 0x80) {
      this.partial = '';
      this.utf8Byte(byte);
      return;
    }
    this.partial += String.fromCharCode(byte);
    if (this.partial.length < sequenceLength(this.partial.charCodeAt(0))) return;
    const character = this.partial;
    this.partial = '';
    this.insert(character);
  }

  /** Where the character before the cursor begins. */
  private left(): number {
    let at = this.cursor - 1;
    while (at > 0 && continues(this.text, at)) at--;
    return at;
  }
  /** Where the character at the cursor ends. */
  private right(): number {
    let at = this.cursor + 1;
    while (at < this.text.length && continues(this.text, at)) at++;
    return at;
  }

  private remove(from: number, to: number): void {
    const end = Math.min(to, this.text.length);
    if (from < 0 || from >= end) return;
    this.stepBack(width(this.text.slice(from, this.cursor)));
    const rest = this.text.slice(end);
    this.text = this.text.slice(0, from) + rest;
    this.cursor = from;
    this.write(`\x1b[K${rest}`);
    this.stepBack(width(rest));
  }

  private backspaceFrom(): number {
    const before = this.text.slice(0, this.cursor);
    return before.length >= INDENT && /^ *$/.test(before) ? this.cursor - INDENT : this.left();
  }

  private takeIndentBack(): void {
    this.indents = false;
    // Of the last level the space that was typed stays.
    const { length } = this.text;
    this.stepBack(INDENT - 1);
    this.text = ' '.repeat(length - INDENT + 1);
    this.cursor = this.text.length;
  }

  private recall(back: number): void {
    if (back < 0 || back > this.history.length || back === this.back) return;
    this.back = back;
    const line = back === 0 ? '' : this.history.line(back - 1);
    this.stepBack(width(this.text.slice(0, this.cursor)));
    if (line.length < this.text.length) this.write('\x1b[K');
    this.write(line);
    this.text = line;
    this.cursor = line.length;
  }

  private tab(): void {
    const found = this.complete?.(this.text.slice(0, this.cursor));
    if (!found) return;
    if ('insert' in found) {
      this.insert(found.insert);
      return;
    }
    this.write(`${columns(found.list)}${NEWLINE}${this.prompt}${this.text}`);
    this.stepBack(width(this.text.slice(this.cursor)));
  }
}
