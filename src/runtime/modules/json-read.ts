// json.loads and json.load (python-dialect.md section 21): a lenient reader without recursion. Commas and colons count
// as white space, either bracket closes either container, and a key without a value is dropped.

import { isUtf8 } from '../core/bstr.js';
import { isSpaceCode } from '../core/number-parse.js';
import { raise, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { FALSE, NONE, NULL, TRUE, type Word } from '../core/word.js';
import { dictStore, isDict, newDict } from '../objects/dict.js';
import { UnicodeErrorType } from '../objects/exceptions.js';
import { floatOfText, newFloat } from '../objects/float.js';
import { intOfText } from '../objects/int.js';
import { listAppend, newList } from '../objects/list.js';
import { charOf, newStr } from '../objects/str-data.js';

/** The next byte as a character, '' at the end. */
export type NextChar = () => string;

const isBlank = (c: string): boolean => c !== '' && isSpaceCode(c.charCodeAt(0));
const isSeparator = (c: string): boolean =>
  c === ' ' || c === ',' || c === ':' || c === '\n' || c === '\r' || c === '\t';
const isDigit = (c: string): boolean => c >= '0' && c <= '9';
const isNumeric = (c: string): boolean => isDigit(c) || c === '.' || c === '-' || c === '+' || c === 'e' || c === 'E';
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const LITERALS: Readonly<Record<string, Word>> = { true: TRUE, false: FALSE, null: NONE };

const syntaxError = (rt: Runtime): never => valueError(rt, 'syntax error in JSON');

class Reader {
  private readonly rt: Runtime;
  private readonly next: NextChar;
  private c: string = '';
  constructor(rt: Runtime, next: NextChar) {
    this.rt = rt;
    this.next = next;
    this.advance();
  }

  private advance(): string {
    if (--this.rt.pollBudget < 0) this.rt.poll();
    const c = this.next();
    // A NUL counts as the end.
    this.c = c === '\0' ? '' : c;
    return this.c;
  }

  /** The one value of the text. Containers that are open, each with its pending key, are on the operand stack. */
  value(): Word {
    const { rt } = this;
    const base = rt.sp;
    for (;;) {
      while (isSeparator(this.c)) this.advance();
      let word: Word;
      if (this.c === ']' || this.c === '}') {
        if (rt.sp === base) return syntaxError(rt);
        word = rt.stack[rt.sp - 2]!;
        this.advance();
        rt.sp -= 2;
        if (rt.sp === base) return this.finish(word);
        continue;
      }
      const opens = this.c === '[' || this.c === '{';
      const mark = rt.heap.mark();
      if (opens) {
        word = this.c === '[' ? newList(rt, rt.sp, 0) : newDict(rt, 0);
        this.advance();
      } else word = this.scalar();
      if (rt.sp === base && !opens) {
        rt.push(word);
        rt.sp = base;
        return this.finish(word);
      }
      rt.heap.root(word);
      if (rt.sp > base) this.put(word, opens);
      if (opens) {
        rt.push(word);
        rt.push(NULL);
      }
      rt.heap.release(mark);
    }
  }

  /** Adds a value, or a key, to the innermost container. */
  private put(word: Word, isContainer: boolean): void {
    const { rt } = this;
    const container = rt.stack[rt.sp - 2]!;
    const key = rt.stack[rt.sp - 1]!;
    if (!isDict(rt, container)) listAppend(rt, container, word);
    else if (key !== NULL) {
      dictStore(rt, container, key, word);
      rt.stack[rt.sp - 1] = NULL;
    } else if (isContainer) syntaxError(rt);
    else rt.stack[rt.sp - 1] = word;
  }

  /** Nothing but white space may follow. */
  private finish(word: Word): Word {
    this.rt.heap.root(word);
    while (isBlank(this.c)) this.advance();
    return this.c === '' ? word : syntaxError(this.rt);
  }

  private scalar(): Word {
    const { rt } = this;
    if (this.c === '"') return this.string();
    if (this.c === '-' || isDigit(this.c)) {
      let text = '';
      let isWhole = true;
      for (; isNumeric(this.c); this.advance()) {
        text += this.c;
        if (this.c === '.' || this.c === 'e' || this.c === 'E') isWhole = false;
      }
      return !isWhole ? newFloat(rt, floatOfText(rt, text)) : intOfText(rt, text, 10);
    }
    const name = this.c === 't' ? 'true' : this.c === 'f' ? 'false' : this.c === 'n' ? 'null' : undefined;
    if (name === undefined) return syntaxError(rt);
    for (const c of name) {
      if (this.c !== c) return syntaxError(rt);
      this.advance();
    }
    return LITERALS[name]!;
  }

  /** What stands behind a backslash. */
  private escaped(): string {
    const c = this.advance();
    if (c === '') return syntaxError(this.rt);
    if (c !== 'u') return ESCAPES[c] ?? c;
    let code = 0;
    for (let i = 0; i < 4; i++) {
      const c = this.advance();
      if (c === '') return syntaxError(this.rt);
      // Any character is a digit: letters beyond F count on, others give what the same arithmetic on bytes gives.
      const digit = ((c.charCodeAt(0) | 0x20) - 48) & 0xff;
      code = (code << 4) | (digit > 9 ? (digit - 39) & 0xff : digit);
    }
    return charOf(code);
  }

  private string(): Word {
    const { rt } = this;
    let text = '';
    for (let c = this.advance(); c !== '"'; c = this.advance()) {
      if (c === '\\') c = this.escaped();
      else if (c === '') return syntaxError(rt);
      text += c;
    }
    this.advance();
    if (!isUtf8(text)) raise(rt, UnicodeErrorType);
    return newStr(rt, text);
  }
}

/** The value of a JSON text, rooted. */
export const readJson = (rt: Runtime, next: NextChar): Word => new Reader(rt, next).value();
