// Python literals as ast.literal_eval knows them: the arguments of `natmod call`. A hand-written recursive descent over
// one text (python-dialect.md section 5, lexical part); the result is a tagged tree that a board turns into objects.
//
// Strings: all escapes of both kinds, prefixes r, b and br, triple quotes, neighbours joined. Not taken: f-strings and
// complex numbers, which are no plain values here.
import type { PyLiteral } from '../system/index.js';
import { NAMED_CHARACTERS_UNSUPPORTED, readEscape } from './string-escapes.js';

/** What is wrong with a literal, and at which character (counted from 0). */
export class LiteralError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = 'LiteralError';
    this.at = at;
  }
}

/** Deeper nesting than this is refused, before recursion becomes a problem for us or for the board. */
const MAX_DEPTH = 100;
/** Digits beyond this are refused: turning them into binary takes time that grows with their square. */
const MAX_DIGITS = 20_000;

export function parseLiteral(text: string): PyLiteral {
  return new LiteralParser(text).whole();
}

/** The literal's text with a mark under the place that is wrong, for messages. */
export function showPlace(text: string, at: number): string[] {
  const from = Math.max(0, at - 30);
  const shown = text.slice(from, at + 30).replace(/[\p{Cc}]/gu, ' ');
  const cut = from > 0 ? '...' : '';
  return [`${cut}${shown}${at + 30 < text.length ? '...' : ''}`, `${' '.repeat(cut.length + at - from)}^`];
}

const DIGITS: Readonly<Record<string, RegExp>> = {
  x: /^(_?[0-9a-fA-F])+$/,
  o: /^(_?[0-7])+$/,
  b: /^(_?[01])+$/,
};
const DECIMAL = /^\d(_?\d)*$/;
const ZEROS = /^0(_?0)*$/;
const FLOAT = /^(\d(_?\d)*)?(\.(\d(_?\d)*)?)?([eE][+-]?\d(_?\d)*)?$/;

class LiteralParser {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): PyLiteral {
    this.skipSpace();
    const value = this.value();
    this.skipSpace();
    if (this.at < this.text.length) this.fail(`expected the end, found ${this.found()}`);
    return value;
  }

  private fail(message: string, at = this.at): never {
    throw new LiteralError(message, at);
  }

  /** What stands at the current place, for messages. */
  private found(): string {
    const rest = this.text.slice(this.at);
    if (rest === '') return 'the end';
    const word = /^[\p{L}\p{N}_]+/u.exec(rest)?.[0];
    return JSON.stringify(word?.slice(0, 20) ?? String.fromCodePoint(rest.codePointAt(0)!));
  }

  private skipSpace(): void {
    while (/[ \t\r\n\f]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    this.skipSpace();
    return true;
  }

  private value(): PyLiteral {
    if (++this.depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`);
    const value = this.valueAt(this.text[this.at] ?? '');
    this.depth--;
    return value;
  }

  private valueAt(char: string): PyLiteral {
    switch (char) {
      case '[':
        this.take('[');
        return { kind: 'list', items: this.items(']', 'list') };
      case '(':
        return this.parenthesis();
      case '{':
        return this.braces();
      case '-':
      case '+':
        return this.signed();
      case '"':
      case "'":
        return this.strings();
    }
    if (/[0-9.]/.test(char)) return this.number();
    if (/^([rR]|[bB]|[uU]|[rR][bB]|[bB][rR])["']/.test(this.text.slice(this.at, this.at + 3))) return this.strings();
    return this.name();
  }

  private name(): PyLiteral {
    const start = this.at;
    const word = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(this.text.slice(start))?.[0];
    if (word === undefined) return this.fail(`expected a Python literal, found ${this.found()}`);
    this.at += word.length;
    if (word === 'None') return { kind: 'none' };
    if (word === 'True' || word === 'False') return { kind: 'bool', value: word === 'True' };
    const quote = this.text[this.at];
    if ((quote === '"' || quote === "'") && /^[fFtT]/.test(word)) this.fail('f-strings are no literals', start);
    if (word === 'set' && this.text.startsWith('()', this.at)) {
      this.at += 2;
      return { kind: 'set', items: [] };
    }
    return this.fail(`expected a Python literal, found the name ${word}; a string needs quotes: "${word}"`, start);
  }

  /** Values up to the closing bracket, separated by commas, which may follow the last as well. */
  private items(close: string, what: string): PyLiteral[] {
    const items: PyLiteral[] = [];
    while (!this.take(close)) {
      items.push(this.value());
      this.skipSpace();
      if (this.take(',')) continue;
      if (this.take(close)) break;
      this.fail(`expected , or ${close} in the ${what}, found ${this.found()}`);
    }
    return items;
  }

  private parenthesis(): PyLiteral {
    this.take('(');
    if (this.take(')')) return { kind: 'tuple', items: [] };
    const first = this.value();
    this.skipSpace();
    if (this.take(')')) return first;
    if (!this.take(',')) this.fail(`expected , or ) in the tuple, found ${this.found()}`);
    return { kind: 'tuple', items: [first, ...this.items(')', 'tuple')] };
  }

  private braces(): PyLiteral {
    this.take('{');
    if (this.take('}')) return { kind: 'dict', entries: [] };
    const first = this.key();
    if (!this.take(':')) {
      if (this.take('}')) return { kind: 'set', items: [first] };
      if (!this.take(','))
        this.fail(`expected : or , or } after the first item of a dict or set, found ${this.found()}`);
      const items = [first];
      while (!this.take('}')) {
        items.push(this.key());
        if (this.take(',')) continue;
        if (this.take('}')) break;
        this.fail(`expected , or } in the set, found ${this.found()}`);
      }
      return { kind: 'set', items };
    }
    const entries: [PyLiteral, PyLiteral][] = [[first, this.entryValue()]];
    while (!this.take('}')) {
      if (!this.take(',')) this.fail(`expected , or } in the dict, found ${this.found()}`);
      if (this.take('}')) break;
      const key = this.key();
      if (!this.take(':')) this.fail(`expected : after the key of a dict, found ${this.found()}`);
      entries.push([key, this.entryValue()]);
    }
    return { kind: 'dict', entries };
  }

  private entryValue(): PyLiteral {
    const value = this.value();
    this.skipSpace();
    return value;
  }

  /** An item of a set or a key of a dict: it must have a hash. */
  private key(): PyLiteral {
    const start = this.at;
    const value = this.value();
    const bad = unhashable(value);
    if (bad) this.fail(`a ${bad} cannot be an item of a set or the key of a dict`, start);
    this.skipSpace();
    return value;
  }

  private signed(): PyLiteral {
    let negative = false;
    while (this.text[this.at] === '-' || this.text[this.at] === '+') {
      negative = negative !== (this.text[this.at] === '-');
      this.at++;
      this.skipSpace();
    }
    if (!/[0-9.]/.test(this.text[this.at] ?? '')) this.fail(`expected a number after the sign, found ${this.found()}`);
    const number = this.number();
    if (number.kind === 'int') return { kind: 'int', value: negative ? -number.value : number.value };
    if (number.kind === 'float') return { kind: 'float', value: negative ? -number.value : number.value };
    return number;
  }

  /** Everything that could belong to a number, so that 12ab is one wrong number and not a number and a name. */
  private numberWord(): string {
    const start = this.at;
    const isBased = /^0[xXoObB]/.test(this.text.slice(start, start + 2));
    while (this.at < this.text.length) {
      const char = this.text[this.at]!;
      const isExponentSign = !isBased && /[+-]/.test(char) && /[eE]/.test(this.text[this.at - 1] ?? '');
      if (!isExponentSign && !/[\p{L}\p{N}_.]/u.test(char)) break;
      this.at++;
    }
    return this.text.slice(start, this.at);
  }

  private number(): PyLiteral {
    const start = this.at;
    const word = this.numberWord();
    if (word.length > MAX_DIGITS) this.fail(`a number of more than ${MAX_DIGITS} digits`, start);
    const base = /^0([xXoObB])(.*)$/s.exec(word);
    if (base) {
      const kind = base[1]!.toLowerCase();
      const digits = base[2]!;
      if (!DIGITS[kind]!.test(digits)) this.fail(`${word} is no number in base ${{ x: 16, o: 8, b: 2 }[kind]}`, start);
      return { kind: 'int', value: BigInt(`0${kind}${digits.replaceAll('_', '')}`) };
    }
    const plain = word.replaceAll('_', '');
    if (DECIMAL.test(word)) {
      if (word.startsWith('0') && !ZEROS.test(word)) {
        this.fail(`${word}: a number may not start with 0; base 8 is written 0o${plain.replace(/^0+/, '')}`, start);
      }
      return { kind: 'int', value: BigInt(plain) };
    }
    if (/[jJ]$/.test(word)) this.fail('complex numbers cannot be given', start);
    if (!FLOAT.test(word) || !/\d/.test(word.split(/[eE]/)[0]!))
      this.fail(`${JSON.stringify(word)} is no number`, start);
    return { kind: 'float', value: Number(plain) };
  }

  private strings(): PyLiteral {
    const start = this.at;
    const texts: string[] = [];
    const bytes: number[] = [];
    let isBytes: boolean | undefined;
    for (;;) {
      const match = /^([a-zA-Z]{0,2})("""|'''|"|')/.exec(this.text.slice(this.at));
      if (!match) break;
      const prefix = match[1]!.toLowerCase();
      if (!['', 'r', 'b', 'u', 'rb', 'br'].includes(prefix)) this.fail(`${match[1]}${match[2]} starts no literal`);
      if (isBytes !== undefined && isBytes !== prefix.includes('b')) this.fail('bytes and text cannot be joined');
      isBytes = prefix.includes('b');
      this.at += match[0].length;
      const text = this.stringBody(match[2]!, prefix.includes('r'), isBytes);
      if (isBytes) for (const c of text) bytes.push(c.charCodeAt(0));
      else texts.push(text);
      this.skipSpace();
    }
    if (isBytes === undefined) this.fail('expected a string', start);
    return isBytes ? { kind: 'bytes', value: Uint8Array.from(bytes) } : { kind: 'str', value: texts.join('') };
  }

  /** The text up to the closing quotes. Of bytes, one character per byte. */
  private stringBody(quotes: string, raw: boolean, isBytes: boolean): string {
    const open = this.at - quotes.length;
    let out = '';
    for (;;) {
      if (this.text.startsWith(quotes, this.at)) {
        this.at += quotes.length;
        return out;
      }
      const char = this.text[this.at];
      if (char === undefined) this.fail(`the string has no closing ${quotes}`, open);
      if (char === '\n' && quotes.length === 1) this.fail(`the string has no closing ${quotes} on its line`, open);
      if (isBytes && char.charCodeAt(0) > 0x7f)
        this.fail('bytes may hold only ASCII characters; write \\xNN for others');
      if (char !== '\\') {
        out += char;
        this.at++;
      } else if (raw) {
        if (this.at + 1 >= this.text.length) this.fail(`the string has no closing ${quotes}`, open);
        out += this.text.slice(this.at, this.at + 2);
        this.at += 2;
      } else {
        const found = readEscape(this.text, this.at, isBytes);
        if ('problem' in found) {
          this.fail(found.problem === 'named' ? NAMED_CHARACTERS_UNSUPPORTED : found.problem);
        }
        out += found.text;
        this.at += found.size;
      }
    }
  }
}

function unhashable(value: PyLiteral): string | undefined {
  if (value.kind === 'list' || value.kind === 'dict' || value.kind === 'set') return value.kind;
  if (value.kind !== 'tuple') return undefined;
  return value.items.map(unhashable).find((kind) => kind !== undefined);
}
