// json.loads and json.load (python-dialect.md section 21): a lenient reader without recursion. Commas and colons count
// as white space, either bracket closes either container, and a key without a value is dropped.

import { bstrFromBytes } from '../core/bstr.js';
import { isSpaceCode, plainDecimal } from '../core/number-parse.js';
import { raise, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { FALSE, NONE, NULL, TRUE, type Word } from '../core/word.js';
import { dictStore, isDict, newDict } from '../objects/dict.js';
import { UnicodeErrorType } from '../objects/exceptions.js';
import { floatOfText, newFloat } from '../objects/float.js';
import { intOfText, newInt } from '../objects/int.js';
import { listAppend, newList } from '../objects/list.js';
import { strType } from '../objects/str.js';
import { charOf, checkTextSize } from '../objects/str-data.js';
import { built, giveBack, type TextBuilder, takeBuilder } from '../objects/text-builder.js';
import { isUtf8Range } from '../objects/text-bytes.js';

/** The next byte, -1 at the end. */
export type NextByte = () => number;

const END = -1;
const [QUOTE, COMMA, MINUS, PLUS, POINT, COLON] = [0x22, 0x2c, 0x2d, 0x2b, 0x2e, 0x3a];
const [OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_DICT, CLOSE_DICT] = [0x5b, 0x5c, 0x5d, 0x7b, 0x7d];
const [UPPER_E, LOWER_E, LOWER_F, LOWER_N, LOWER_T, LOWER_U] = [0x45, 0x65, 0x66, 0x6e, 0x74, 0x75];

const isSeparator = (c: number): boolean =>
  c === 0x20 || c === COMMA || c === COLON || c === 0x0a || c === 0x0d || c === 0x09;
const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;
const isNumeric = (c: number): boolean =>
  isDigit(c) || c === POINT || c === MINUS || c === PLUS || c === LOWER_E || c === UPPER_E;
/** What letters behind a backslash stand for; others stand for themselves. */
const ESCAPES = new Map([...'bfnrt'].map((letter, i) => [letter.charCodeAt(0), '\b\f\n\r\t'.charCodeAt(i)]));

const syntaxError = (rt: Runtime): never => valueError(rt, 'syntax error in JSON');

class Reader {
  private readonly rt: Runtime;
  private readonly next: NextByte;
  private c = END;
  constructor(rt: Runtime, next: NextByte) {
    this.rt = rt;
    this.next = next;
    this.advance();
  }

  private advance(): number {
    if (--this.rt.pollBudget < 0) this.rt.poll();
    const c = this.next();
    // A NUL counts as the end.
    this.c = c === 0 ? END : c;
    return this.c;
  }

  /** The one value of the text. Containers that are open, each with its pending key, are on the operand stack. */
  value(): Word {
    const { rt } = this;
    const base = rt.sp;
    for (;;) {
      while (isSeparator(this.c)) this.advance();
      let word: Word;
      if (this.c === CLOSE_LIST || this.c === CLOSE_DICT) {
        if (rt.sp === base) return syntaxError(rt);
        word = rt.stack[rt.sp - 2]!;
        this.advance();
        rt.sp -= 2;
        if (rt.sp === base) return this.finish(word);
        continue;
      }
      const opens = this.c === OPEN_LIST || this.c === OPEN_DICT;
      const mark = rt.heap.mark();
      if (opens) {
        word = this.c === OPEN_LIST ? newList(rt, rt.sp, 0) : newDict(rt, 0);
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
    while (isSpaceCode(this.c)) this.advance();
    return this.c === END ? word : syntaxError(this.rt);
  }

  private scalar(): Word {
    switch (this.c) {
      case QUOTE:
        return this.string();
      case LOWER_T:
        return this.literal('true', TRUE);
      case LOWER_F:
        return this.literal('false', FALSE);
      case LOWER_N:
        return this.literal('null', NONE);
      default:
        return this.c === MINUS || isDigit(this.c) ? this.number() : syntaxError(this.rt);
    }
  }

  private literal(name: string, word: Word): Word {
    for (let i = 0; i < name.length; i++) {
      if (this.c !== name.charCodeAt(i)) return syntaxError(this.rt);
      this.advance();
    }
    return word;
  }

  private number(): Word {
    const { rt } = this;
    const builder = takeBuilder();
    let isWhole = true;
    for (; isNumeric(this.c); this.advance()) {
      checkTextSize(rt, builder.length);
      builder.byte(this.c);
      if (this.c === POINT || this.c === LOWER_E || this.c === UPPER_E) isWhole = false;
    }
    const plain = plainDecimal(builder.bytes, 0, builder.length);
    const text = plain >= 0 ? '' : bstrFromBytes(builder.bytes.subarray(0, builder.length));
    giveBack(builder);
    if (plain >= 0) return newInt(rt, plain);
    return isWhole ? intOfText(rt, text, 10) : newFloat(rt, floatOfText(rt, text));
  }

  /** What stands behind a backslash. */
  private escaped(builder: TextBuilder): void {
    const c = this.advance();
    if (c === END) syntaxError(this.rt);
    if (c !== LOWER_U) {
      builder.byte(ESCAPES.get(c) ?? c);
      return;
    }
    let code = 0;
    for (let i = 0; i < 4; i++) {
      const c = this.advance();
      if (c === END) syntaxError(this.rt);
      // Any character is a digit: letters beyond F count on, others give what the same arithmetic on bytes gives.
      const digit = ((c | 0x20) - 48) & 0xff;
      code = (code << 4) | (digit > 9 ? (digit - 39) & 0xff : digit);
    }
    builder.text(charOf(code));
  }

  private string(): Word {
    const { rt } = this;
    const builder = takeBuilder();
    for (let c = this.advance(); c !== QUOTE; c = this.advance()) {
      // A stream need not have an end.
      checkTextSize(rt, builder.length);
      if (c === BACKSLASH) this.escaped(builder);
      else if (c === END) return syntaxError(rt);
      else builder.byte(c);
    }
    this.advance();
    if (!isUtf8Range(builder.bytes, 0, builder.length)) raise(rt, UnicodeErrorType);
    return built(rt, strType, builder);
  }
}

/** The value of a JSON text, rooted. */
export const readJson = (rt: Runtime, next: NextByte): Word => new Reader(rt, next).value();
