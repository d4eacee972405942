// Source bytes to tokens (bytecode.md section 10), one token at a time, because f-strings put text into the stream that
// is read next. Works on byte strings: any byte from 0x80 up belongs to a name, and invalid UTF-8 must survive.

import { CompileError } from './errors.js';
import { KEYWORDS, OPERATORS, T, type Token } from './tokens.js';

export const EOF = -1;
const NEWLINE = 10;
const BACKSLASH = 92;

export const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isLetter = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90);
const isNameStart = (c: number): boolean => isLetter(c) || c === 95 || c >= 0x80;
const isNamePart = (c: number): boolean => isNameStart(c) || isDigit(c);
const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 11 || c === 12 || c === 13;

/** Prefixes of string literals: lower case only. */
const STRING_PREFIXES: ReadonlySet<string> = new Set(['', 'u', 'r', 'b', 'rb', 'br', 'f', 'rf', 'fr']);

/** Text that is read before whatever lies below it. */
interface Frame {
  readonly text: string;
  pos: number;
}

export class Lexer {
  /** The current character and the two after it, EOF at the end. */
  private c0: number = EOF;
  private c1: number = EOF;
  private c2: number = EOF;
  private readonly frames: Frame[];
  private line = 1;
  private column = 1;
  private nesting = 0;
  private readonly indents: number[] = [0];
  /** Blocks still to be announced: above 0 INDENTs, below 0 DEDENTs. */
  private pendingDents = 0;
  private first = true;
  /** Expressions of the f-string being read. */
  private fields: string[] = [];
  private readonly debug: boolean;
  /** The end of the source was seen: what was found wrong may be due to it. */
  sawEnd = false;

  constructor(source: string, debug: boolean) {
    let text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
    if (!text.endsWith('\n')) text += '\n';
    this.frames = [{ text, pos: 0 }];
    this.debug = debug;
    this.fill();
  }

  private read(): number {
    for (;;) {
      const top = this.frames[this.frames.length - 1]!;
      if (top.pos < top.text.length) return top.text.charCodeAt(top.pos++);
      if (this.frames.length === 1) {
        this.sawEnd = true;
        return EOF;
      }
      this.frames.pop();
    }
  }
  private fill(): void {
    this.c0 = this.read();
    this.c1 = this.c0 === EOF ? EOF : this.read();
    this.c2 = this.c1 === EOF ? EOF : this.read();
  }
  /** Puts text before the current character. */
  private insert(text: string): void {
    let ahead = '';
    for (const c of [this.c0, this.c1, this.c2]) if (c !== EOF) ahead += String.fromCharCode(c);
    this.frames.push({ text: text + ahead, pos: 0 });
    this.fill();
  }
  private advance(): void {
    if (this.c0 === NEWLINE) {
      this.line++;
      this.column = 1;
    } else if (this.c0 === 9) this.column = ((this.column - 1 + 8) & ~7) + 1;
    else this.column++;
    this.c0 = this.c1;
    this.c1 = this.c2;
    this.c2 = this.c1 === EOF ? EOF : this.read();
  }

  /** Skips white space, comments and joined lines. Returns the line of the first line end, 0 if there was none. */
  private skipSpace(stopAtNewline: boolean): number {
    let newlineAt = 0;
    for (;;) {
      const c = this.c0;
      if (c === NEWLINE) {
        if (stopAtNewline && this.nesting === 0) return newlineAt;
        if (newlineAt === 0) newlineAt = this.line;
        this.advance();
      } else if (isBlank(c)) this.advance();
      else if (c === 35) while (this.c0 !== EOF && this.c0 !== NEWLINE) this.advance();
      else if (c === BACKSLASH && this.c1 === NEWLINE) {
        this.advance();
        this.advance();
      } else return newlineAt;
    }
  }

  next(): Token {
    const newlineAt = this.skipSpace(false);
    const token: Token = { kind: T.END, text: '', line: this.line };
    const first = this.first;
    this.first = false;
    if (this.pendingDents !== 0) {
      token.kind = this.pendingDents > 0 ? T.INDENT : T.DEDENT;
      this.pendingDents += this.pendingDents > 0 ? -1 : 1;
    } else if (newlineAt > 0 && this.nesting === 0) {
      token.line = newlineAt;
      token.kind = this.measureIndent() ? T.NEWLINE : T.DEDENT_MISMATCH;
    } else if (first && this.c0 !== EOF && this.column !== 1) token.kind = T.INDENT;
    else if (this.c0 !== EOF) this.readToken(token);
    return token;
  }

  /** Compares the column of the next token with the open blocks; false if no block has it. */
  private measureIndent(): boolean {
    const column = this.column - 1;
    const { indents } = this;
    if (column > indents[indents.length - 1]!) {
      indents.push(column);
      this.pendingDents = 1;
      return true;
    }
    while (column < indents[indents.length - 1]!) {
      indents.pop();
      this.pendingDents--;
    }
    return column === indents[indents.length - 1]!;
  }

  private readToken(token: Token): void {
    const c = this.c0;
    if (this.stringPrefix() !== undefined) this.readStrings(token);
    else if (isNameStart(c)) this.readName(token);
    else if (isDigit(c) || (c === 46 && isDigit(this.c1))) this.readNumber(token);
    else this.readOperator(token);
  }

  private readName(token: Token): void {
    let text = '';
    while (isNamePart(this.c0)) {
      text += String.fromCharCode(this.c0);
      this.advance();
    }
    token.text = text;
    if (text === '__debug__') token.kind = this.debug ? 'True' : 'False';
    else token.kind = KEYWORDS.has(text) ? text : T.NAME;
  }

  private readNumber(token: Token): void {
    const prefixed = this.c0 === 48 && this.c1 > 0 && 'bBoOxX'.includes(String.fromCharCode(this.c1));
    let isFloat = false;
    let text = '';
    for (;;) {
      const c = this.c0;
      const lower = c | 0x20;
      if (c === 95) {
        this.advance();
        continue;
      }
      if (!(isLetter(c) || isDigit(c) || c === 46)) break;
      const isExponent = !prefixed && lower === 101 && c !== 46;
      if (c === 46 || isExponent || lower === 106) isFloat = true;
      text += String.fromCharCode(c);
      this.advance();
      if (isExponent && (this.c0 === 43 || this.c0 === 45)) {
        text += String.fromCharCode(this.c0);
        this.advance();
      }
    }
    token.kind = isFloat ? T.FLOAT : T.INTEGER;
    token.text = text;
  }

  private readOperator(token: Token): void {
    const one = String.fromCharCode(this.c0);
    const two = this.c1 === EOF ? one : one + String.fromCharCode(this.c1);
    const three = this.c2 === EOF ? two : two + String.fromCharCode(this.c2);
    const text = OPERATORS[0]!.has(three) ? three : OPERATORS[1]!.has(two) ? two : one;
    token.kind = text.length > 1 || OPERATORS[2]!.has(text) ? text : T.INVALID;
    for (let i = 0; i < text.length; i++) this.advance();
    if (text === '(' || text === '[' || text === '{') this.nesting++;
    else if (text === ')' || text === ']' || text === '}') this.nesting--;
  }

  // --- strings -------------------------------------------------------------------------------------------------------

  /** The prefix of the string literal that starts here, undefined if none does. */
  private stringPrefix(): string | undefined {
    const isQuote = (c: number): boolean => c === 34 || c === 39;
    if (isQuote(this.c0)) return '';
    if (!isLetter(this.c0)) return undefined;
    let prefix = String.fromCharCode(this.c0);
    if (!isQuote(this.c1)) {
      if (!isLetter(this.c1) || !isQuote(this.c2)) return undefined;
      prefix += String.fromCharCode(this.c1);
    }
    return STRING_PREFIXES.has(prefix) ? prefix : undefined;
  }

  /** Adjacent literals of one type are one token; the fields of f-strings follow it as text. */
  private readStrings(token: Token): void {
    this.fields = [];
    let prefix = this.stringPrefix()!;
    const isBytes = prefix.includes('b');
    token.kind = isBytes ? T.BYTES : T.STRING;
    const parts: string[] = [];
    let isTemplate = false;
    do {
      for (let i = 0; i < prefix.length; i++) this.advance();
      const part = this.readString(prefix);
      if (part === undefined) {
        token.kind = T.INVALID;
        return;
      }
      parts.push(part);
      if (prefix.includes('f')) isTemplate = true;
      this.skipSpace(true);
      const next = this.stringPrefix();
      if (next === undefined) break;
      prefix = next;
    } while (prefix.includes('b') === isBytes);
    token.text = parts.join('');
    if (isTemplate) this.insert(`.format(${this.fields.map((field) => `(${field})`).join(',')})`);
  }

  /** One literal from its quote on; undefined if it is malformed. */
  private readString(prefix: string): string | undefined {
    const isBytes = prefix.includes('b');
    const isRaw = prefix.includes('r');
    const isTemplate = prefix.includes('f');
    const quote = this.c0;
    const triple = this.c1 === quote && this.c2 === quote;
    for (let i = 0; i < (triple ? 3 : 1); i++) this.advance();
    const out: string[] = [];
    let ok = true;
    for (;;) {
      const c = this.c0;
      if (c === EOF || (c === NEWLINE && !triple)) return undefined;
      if (c === quote && (!triple || (this.c1 === quote && this.c2 === quote))) break;
      if (isTemplate && c === 123) {
        if (this.c1 === 123) {
          out.push('{{');
          this.advance();
          this.advance();
        } else if (!this.readField(out)) return undefined;
      } else if (c !== BACKSLASH) {
        out.push(String.fromCharCode(c));
        this.advance();
      } else if (isRaw) {
        out.push('\\');
        this.advance();
        if ((this.c0 as number) === EOF) return undefined;
        out.push(String.fromCharCode(this.c0));
        this.advance();
      } else {
        this.advance();
        const text = this.readEscape(isBytes);
        if (text === undefined) ok = false;
        else out.push(text);
      }
    }
    for (let i = 0; i < (triple ? 3 : 1); i++) this.advance();
    return ok ? out.join('') : undefined;
  }

  /** The expression of a replacement field: its text goes to `fields`, the literal keeps the brace. */
  private readField(out: string[]): boolean {
    this.advance();
    let text = '';
    let depth = 0;
    for (;;) {
      const c = this.c0;
      if (c === EOF) return false;
      if (depth === 0) {
        if (c === 58 || c === 125) break;
        if (c === 33 && (this.c1 === 114 || this.c1 === 115) && (this.c2 === 58 || this.c2 === 125)) break;
      }
      if (c === 91 || c === 123) depth++;
      else if (c === 93 || c === 125) depth--;
      text += String.fromCharCode(c);
      this.advance();
    }
    if (text === '') throw new CompileError('SyntaxError', 'malformed f-string', { line: this.line });
    if (text.endsWith('=')) {
      out.push(text);
      text = text.slice(0, -1);
    }
    out.push('{');
    this.fields.push(text);
    return true;
  }

  /** What a backslash and the characters after it stand for; undefined if that is malformed. */
  private readEscape(isBytes: boolean): string | undefined {
    const c = this.c0;
    if (c === EOF) return undefined;
    const simple = SIMPLE_ESCAPES[c];
    if (simple !== undefined) {
      this.advance();
      return simple;
    }
    if (c === 78) throw new CompileError('NotImplementedError', 'unicode name escapes');
    if (c >= 48 && c <= 55) {
      let value = 0;
      for (let i = 0; i < 3 && this.c0 >= 48 && this.c0 <= 55; i++) {
        value = value * 8 + this.c0 - 48;
        this.advance();
      }
      return codePoint(value, isBytes);
    }
    const digits = c === 120 ? 2 : isBytes ? 0 : c === 117 ? 4 : c === 85 ? 8 : 0;
    this.advance();
    if (digits === 0) return `\\${String.fromCharCode(c)}`;
    let value = 0;
    for (let i = 0; i < digits; i++) {
      const digit = this.c0 === EOF ? Number.NaN : Number.parseInt(String.fromCharCode(this.c0), 16);
      if (Number.isNaN(digit)) return undefined;
      value = value * 16 + digit;
      this.advance();
    }
    return codePoint(value, isBytes);
  }
}

/** By the code of the character after the backslash. */
const SIMPLE_ESCAPES: Readonly<Record<number, string>> = {
  10: '',
  34: '"',
  39: "'",
  92: '\\',
  97: '\x07',
  98: '\b',
  102: '\f',
  110: '\n',
  114: '\r',
  116: '\t',
  118: '\v',
};

/** A byte, or the UTF-8 bytes of a code point (surrogates included); undefined if it is out of range. */
function codePoint(value: number, isBytes: boolean): string | undefined {
  if (isBytes) return value < 256 ? String.fromCharCode(value) : undefined;
  if (value < 0x80) return String.fromCharCode(value);
  if (value < 0x800) return String.fromCharCode(0xc0 | (value >> 6), 0x80 | (value & 0x3f));
  if (value < 0x10000) {
    return String.fromCharCode(0xe0 | (value >> 12), 0x80 | ((value >> 6) & 0x3f), 0x80 | (value & 0x3f));
  }
  if (value >= 0x110000) return undefined;
  return String.fromCharCode(
    0xf0 | (value >> 18),
    0x80 | ((value >> 12) & 0x3f),
    0x80 | ((value >> 6) & 0x3f),
    0x80 | (value & 0x3f),
  );
}
