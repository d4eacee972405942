// For tests only: evaluates the expressions and simple statements of test vectors directly on a Runtime, so that objects
// can be tested through the functions that the compiler and machine code use, before and independently of a compiler.
// No functions, classes, loops, comprehensions or f-strings: `Unsupported` is thrown for those.

import { BINARY_OPS } from '../../abi/index.js';
import { loadAttr, storeAttr } from '../core/attr.js';
import { callFunction } from '../core/call.js';
import { PyException } from '../core/exception.js';
import { importName } from '../core/import.js';
import { loadGlobal } from '../core/names.js';
import { parseFloatText, parseInteger } from '../core/number-parse.js';
import { binaryOp, isTrue, unaryOp } from '../core/ops.js';
import { repr, str } from '../core/print.js';
import type { Runtime } from '../core/runtime.js';
import { subscr } from '../core/subscr.js';
import { boolWord, FALSE, NONE, NULL, qstrWord, SENTINEL, TRUE, type Word } from '../core/word.js';
import { newBytes } from './bytes.js';
import { newComplex } from './complex.js';
import { dictStore, newDict } from './dict.js';
import { newFloat } from './float.js';
import { newIntAny } from './int.js';
import { newList } from './list.js';
import { newSet } from './set.js';
import { newSlice } from './slice.js';
import { newStr } from './str.js';
import { charOf } from './str-data.js';
import { newTuple } from './tuple.js';

export class Unsupported extends Error {}

export interface Outcome {
  stdout: string;
  exception?: string;
  message?: string;
}

type Kind = 'number' | 'string' | 'name' | 'op' | 'newline' | 'end';
interface Token {
  readonly kind: Kind;
  readonly text: string;
  readonly bytes?: boolean;
}

const OPERATOR = /^(?:\*\*=|\/\/=|<<=|>>=|\*\*|\/\/|<<|>>|<=|>=|==|!=|[-+*/%@&|^]=|[-+*/%@&|^~<>()[\]{}.,:=;])/;
const NUMBER = /^(?:0[xXoObB][0-9a-fA-F_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?[jJ]?)/;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** Source as UTF-8 in a byte string. */
function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let rest = source;
  let depth = 0;
  while (rest !== '') {
    const space = /^(?:[ \t]+|#[^\n]*)/.exec(rest);
    if (space) {
      rest = rest.slice(space[0].length);
      continue;
    }
    if (rest[0] === '\n') {
      if (depth === 0) tokens.push({ kind: 'newline', text: '\n' });
      rest = rest.slice(1);
      if (/^[ \t]/.test(rest) && depth === 0) throw new Unsupported('indented block');
      continue;
    }
    const prefixed = /^([bBrRfFuU]*)('''|"""|'|")/.exec(rest);
    if (prefixed) {
      const prefix = prefixed[1]!.toLowerCase();
      if (prefix !== '' && prefix !== 'b' && prefix !== 'r') throw new Unsupported(`string prefix ${prefix}`);
      const { text, length } = readString(rest.slice(prefixed[0].length), prefixed[2]!, prefix);
      tokens.push({ kind: 'string', text, bytes: prefix === 'b' });
      rest = rest.slice(prefixed[0].length + length);
      continue;
    }
    const number = NUMBER.exec(rest);
    const name = /^[A-Za-z_][A-Za-z_0-9]*/.exec(rest);
    const operator = OPERATOR.exec(rest);
    const match = number ?? name ?? operator;
    if (!match) throw new Unsupported(`character ${rest[0]}`);
    const text = match[0];
    if (number && /^[A-Za-z_]/.test(rest.slice(text.length))) throw new Unsupported('odd number');
    if (match === operator) depth += '([{'.includes(text) ? 1 : ')]}'.includes(text) ? -1 : 0;
    tokens.push({ kind: number ? 'number' : name ? 'name' : 'op', text });
    rest = rest.slice(text.length);
  }
  tokens.push({ kind: 'newline', text: '\n' }, { kind: 'end', text: '' });
  return tokens;
}

function readString(rest: string, quote: string, prefix: string): { text: string; length: number } {
  let text = '';
  let i = 0;
  while (!rest.startsWith(quote, i)) {
    if (i >= rest.length) throw new Unsupported('open string');
    if (rest[i] !== '\\') {
      text += rest[i++];
      continue;
    }
    const c = rest[i + 1]!;
    const digits = { x: 2, u: 4, U: 8 }[c];
    if (prefix === 'r') {
      text += rest.slice(i, i + 2);
      i += 2;
    } else if (digits !== undefined && !(prefix === 'b' && c !== 'x')) {
      const code = rest.slice(i + 2, i + 2 + digits);
      if (!/^[0-9a-fA-F]+$/.test(code) || code.length !== digits) throw new Unsupported('bad escape');
      const value = Number.parseInt(code, 16);
      if (value > 0x10_ffff) throw new Unsupported('bad escape');
      text += prefix === 'b' ? String.fromCharCode(value) : charOf(value);
      i += 2 + digits;
    } else if (/[0-7]/.test(c)) {
      const octal = /^[0-7]{1,3}/.exec(rest.slice(i + 1))![0];
      const value = Number.parseInt(octal, 8);
      text += prefix === 'b' ? String.fromCharCode(value & 0xff) : charOf(value);
      i += 1 + octal.length;
    } else if (c === 'N' && prefix !== 'b') throw new Unsupported('name escape');
    else {
      text += SIMPLE_ESCAPES[c] ?? `\\${c}`;
      i += 2;
    }
  }
  return { text, length: i + quote.length };
}

const OP_CODE = new Map(BINARY_OPS.filter((op) => op.symbol !== '').map((op) => [op.symbol, op.code] as const));
const COMPARISONS = ['<', '>', '==', '<=', '>=', '!='];
const LEVELS = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@']];
const KEYWORDS =
  /^(?:lambda|for|def|class|if|while|try|with|del|raise|assert|yield|await|async|global|nonlocal|return)$/;

/** An assignable place. */
type Place =
  | { kind: 'name'; name: string }
  | { kind: 'item'; base: Word; index: Word }
  | { kind: 'attr'; base: Word; name: string };

export class MiniPython {
  private readonly rt: Runtime;
  private readonly names = new Map<string, Word>();
  private tokens: Token[] = [];
  private at = 0;
  /** The place of the last postfix expression, if it can be assigned to. */
  private place: Place | undefined;
  private out = '';
  private deleting = false;

  constructor(rt: Runtime) {
    this.rt = rt;
  }

  /** Runs a snippet: `eval` prints the repr of an expression. `stdout` and messages are byte strings. */
  run(source: string, mode: 'eval' | 'exec'): Outcome {
    const { rt } = this;
    const mark = rt.heap.mark();
    const { sp } = rt;
    const stack = rt.cpu.regsLo[2]!;
    this.out = '';
    this.names.clear();
    this.deleting = false;
    try {
      this.tokens = tokenize(source);
      this.at = 0;
      if (mode === 'eval') {
        const value = this.expressions();
        if (this.peek().kind !== 'newline') throw new Unsupported(`syntax at ${this.peek().text}`);
        this.out += `${repr(rt, value)}\n`;
      } else this.statements();
      return { stdout: this.out };
    } catch (e) {
      if (!(e instanceof PyException)) throw e;
      rt.cpu.regsLo[2] = stack;
      return { stdout: this.out, exception: rt.typeNameOf(e.value), message: str(rt, e.value) };
    } finally {
      rt.sp = sp;
      rt.cpu.regsLo[2] = stack;
      rt.heap.release(mark);
    }
  }

  // --- tokens ----------------------------------------------------------------------------------------------------

  private peek(): Token {
    return this.tokens[this.at]!;
  }
  private accept(text: string, kind: Kind = 'op'): boolean {
    const token = this.peek();
    if (token.kind !== kind || token.text !== text) return false;
    this.at++;
    return true;
  }
  private expect(text: string): void {
    if (!this.accept(text)) throw new Unsupported(`expected ${text}, found ${this.peek().text}`);
  }
  private name(): string {
    const token = this.peek();
    if (token.kind !== 'name') throw new Unsupported('name expected');
    this.at++;
    return token.text;
  }
  private keep(w: Word): Word {
    return this.rt.heap.root(w);
  }

  // --- statements ------------------------------------------------------------------------------------------------

  private statements(): void {
    while (this.peek().kind !== 'end') {
      if (this.peek().kind === 'newline' || this.accept(';')) {
        if (this.peek().kind === 'newline') this.at++;
        continue;
      }
      this.statement();
      if (this.peek().kind !== 'newline' && !(this.peek().text === ';')) {
        throw new Unsupported(`syntax at ${this.peek().text}`);
      }
    }
  }

  private statement(): void {
    const { rt } = this;
    if (this.accept('import', 'name')) {
      do {
        const module = this.name();
        const as = this.accept('as', 'name') ? this.name() : module;
        this.names.set(as, this.keep(importName(rt, rt.qstrs.intern(module), NONE, 1)));
      } while (this.accept(','));
      return;
    }
    if (this.accept('del', 'name')) {
      this.deleting = true;
      this.expression();
      this.deleting = false;
      if (this.place?.kind !== 'item') throw new Unsupported('del');
      subscr(rt, this.place.base, this.place.index, NULL);
      return;
    }
    const value = this.expressions();
    const { place } = this;
    const next = this.peek();
    if (next.kind !== 'op') return;
    if (this.accept('=')) {
      const assigned = this.expressions();
      if (this.peek().text === '=') throw new Unsupported('chained assignment');
      this.assign(place, assigned);
    } else if (/^[^=<>!]+=$/.test(next.text)) {
      this.at++;
      const code = OP_CODE.get(next.text);
      if (code === undefined) throw new Unsupported(next.text);
      this.assign(place, this.keep(binaryOp(rt, code, value, this.expressions())));
    }
  }

  private assign(place: Place | undefined, value: Word): void {
    if (!place) throw new Unsupported('assignment target');
    if (place.kind === 'name') this.names.set(place.name, value);
    else if (place.kind === 'item') subscr(this.rt, place.base, place.index, value);
    else storeAttr(this.rt, place.base, this.rt.qstrs.intern(place.name), value);
  }

  // --- expressions -----------------------------------------------------------------------------------------------

  /** One expression, or a tuple of several. */
  private expressions(): Word {
    const first = this.expression();
    if (this.peek().text !== ',' || this.peek().kind !== 'op') return first;
    const items = [first];
    while (this.accept(',')) {
      const { kind, text } = this.peek();
      if (kind === 'newline' || (kind === 'op' && ')]}=:'.includes(text))) break;
      items.push(this.expression());
    }
    return this.collect(items, newTuple);
  }

  private collect(items: readonly Word[], make: (rt: Runtime, at: number, n: number) => Word): Word {
    const { rt } = this;
    const { sp } = rt;
    for (const item of items) rt.push(item);
    const result = this.keep(make(rt, sp, items.length));
    rt.sp = sp;
    return result;
  }

  private expression(): Word {
    this.refuseConditional();
    return this.disjunction();
  }

  /** Nothing of `a if b else c` may be evaluated: the condition decides that. */
  private refuseConditional(): void {
    let depth = 0;
    for (let i = this.at; i < this.tokens.length; i++) {
      const { kind, text } = this.tokens[i]!;
      if (kind === 'newline') return;
      if (kind === 'name' && KEYWORDS.test(text)) throw new Unsupported(text);
      if (kind !== 'op') continue;
      if (text === ';' && depth === 0) return;
      if ('([{'.includes(text)) depth++;
      else if (')]}'.includes(text) && --depth < 0) return;
    }
  }

  private disjunction(): Word {
    let value = this.conjunction();
    while (this.peek().text === 'or' && this.peek().kind === 'name') {
      this.at++;
      const other = this.conjunction();
      if (!isTrue(this.rt, value)) value = other;
      this.place = undefined;
    }
    return value;
  }
  private conjunction(): Word {
    let value = this.negation();
    while (this.peek().text === 'and' && this.peek().kind === 'name') {
      this.at++;
      const other = this.negation();
      if (isTrue(this.rt, value)) value = other;
      this.place = undefined;
    }
    return value;
  }
  private negation(): Word {
    if (this.accept('not', 'name')) return boolWord(!isTrue(this.rt, this.negation()));
    return this.comparison();
  }

  private comparison(): Word {
    let left = this.binary(0);
    let result: Word = NULL;
    for (;;) {
      const token = this.peek();
      let code: number | undefined;
      let negate = false;
      if (token.kind === 'op' && COMPARISONS.includes(token.text)) code = OP_CODE.get(token.text);
      else if (token.kind === 'name' && token.text === 'in') code = OP_CODE.get('in');
      else if (token.kind === 'name' && token.text === 'is') code = OP_CODE.get('is');
      else if (token.kind === 'name' && token.text === 'not') {
        code = OP_CODE.get('in');
        negate = true;
        this.at++;
      }
      if (code === undefined) return result === NULL ? left : result;
      this.at++;
      if (token.text === 'is' && this.accept('not', 'name')) negate = true;
      const right = this.binary(0);
      let answer = this.keep(binaryOp(this.rt, code, left, right));
      if (negate) answer = boolWord(!isTrue(this.rt, answer));
      result = result === NULL || isTrue(this.rt, result) ? answer : result;
      left = right;
      this.place = undefined;
    }
  }

  private binary(level: number): Word {
    if (level === LEVELS.length) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const token = this.peek();
      if (token.kind !== 'op' || !LEVELS[level]!.includes(token.text)) return left;
      this.at++;
      const right = this.binary(level + 1);
      left = this.keep(binaryOp(this.rt, OP_CODE.get(token.text)!, left, right));
      this.place = undefined;
    }
  }

  private unary(): Word {
    const token = this.peek();
    const code = token.kind === 'op' ? ['+', '-', '~'].indexOf(token.text) : -1;
    if (code < 0) return this.power();
    this.at++;
    // The sign belongs to a number literal, as the compiler folds it.
    const value = this.keep(unaryOp(this.rt, code, this.unary()));
    this.place = undefined;
    return value;
  }
  private power(): Word {
    const base = this.postfix();
    if (!this.accept('**')) return base;
    const value = this.keep(binaryOp(this.rt, OP_CODE.get('**')!, base, this.unary()));
    this.place = undefined;
    return value;
  }

  private postfix(): Word {
    const { rt } = this;
    let value = this.atom();
    for (;;) {
      if (this.accept('(')) {
        value = this.call(value);
        this.place = undefined;
      } else if (this.accept('[')) {
        const index = this.subscript();
        const base = value;
        const { text, kind } = this.peek();
        const stored = kind === 'op' && /^(?:=|[^=<>!]+=)$/.test(text);
        this.place = { kind: 'item', base, index };
        // A target of a plain assignment or of `del` is not loaded.
        if ((stored && text === '=') || (this.deleting && kind === 'newline')) value = NONE;
        else value = this.keep(subscr(rt, base, index, SENTINEL));
        this.place = { kind: 'item', base, index };
      } else if (this.accept('.')) {
        const name = this.name();
        const base = value;
        this.place = { kind: 'attr', base, name };
        if (this.peek().text === '=' && this.peek().kind === 'op') return NONE;
        value = this.keep(loadAttr(rt, base, rt.qstrs.intern(name)));
      } else return value;
    }
  }

  private subscript(): Word {
    const parts: Word[] = [];
    let sliced = false;
    let current: Word = NONE;
    while (!this.accept(']')) {
      if (this.accept(':')) {
        sliced = true;
        parts.push(current);
        current = NONE;
      } else current = this.expressions();
    }
    if (!sliced) return current;
    parts.push(current);
    while (parts.length < 3) parts.push(NONE);
    return this.keep(newSlice(this.rt, parts[0]!, parts[1]!, parts[2]!));
  }

  private call(fun: Word): Word {
    const { rt } = this;
    const positional: Word[] = [];
    const keywords: Word[] = [];

    while (!this.accept(')')) {
      const next = this.tokens[this.at + 1];
      if (this.peek().kind === 'name' && next?.kind === 'op' && next.text === '=') {
        const key = this.name();
        this.at++;
        keywords.push(qstrWord(rt.qstrs.intern(key)), this.expression());
      } else if (this.accept('**') || this.accept('*')) throw new Unsupported('star argument');
      else positional.push(this.expression());
      if (!this.accept(',')) {
        this.expect(')');
        break;
      }
    }
    if (fun === NULL) {
      if (keywords.length > 0) throw new Unsupported('print with keywords');
      this.out += `${positional.map((w) => str(rt, w)).join(' ')}\n`;
      return NONE;
    }
    const { sp } = rt;
    for (const w of positional) rt.push(w);
    for (const w of keywords) rt.push(w);
    const result = this.keep(callFunction(rt, fun, positional.length, keywords.length / 2, sp));
    rt.sp = sp;
    return result;
  }

  private atom(): Word {
    const { rt } = this;
    this.place = undefined;
    const token = this.peek();
    this.at++;
    if (token.kind === 'number') return this.keep(this.number(token.text));
    if (token.kind === 'string') {
      let { text } = token;
      while (this.peek().kind === 'string') {
        if (this.peek().bytes !== token.bytes) throw new Unsupported('mixed strings');
        text += this.tokens[this.at++]!.text;
      }
      // The compiler interns short string constants.
      if (!token.bytes && text.length <= 10) return qstrWord(rt.qstrs.intern(text) || 1);
      return this.keep(token.bytes ? newBytes(rt, text) : newStr(rt, text));
    }
    if (token.kind === 'name') {
      if (KEYWORDS.test(token.text)) throw new Unsupported(token.text);
      if (token.text === 'None') return NONE;
      if (token.text === 'True') return TRUE;
      if (token.text === 'False') return FALSE;
      if (token.text === 'print') return NULL;
      this.place = { kind: 'name', name: token.text };
      const known = this.names.get(token.text);
      if (known !== undefined) return known;
      if (this.peek().text === '=' && this.peek().kind === 'op') return NONE;
      return this.keep(loadGlobal(rt, rt.qstrs.intern(token.text)));
    }
    switch (token.text) {
      case '(': {
        if (this.accept(')')) return this.collect([], newTuple);
        const value = this.expressions();
        this.expect(')');
        this.place = undefined;
        return value;
      }
      case '[': {
        const items: Word[] = [];
        while (!this.accept(']')) {
          items.push(this.expression());
          if (!this.accept(',')) {
            this.expect(']');
            break;
          }
        }
        return this.collect(items, newList);
      }
      case '{':
        return this.braces();
    }
    throw new Unsupported(`token ${token.text}`);
  }

  private braces(): Word {
    const { rt } = this;
    if (this.accept('}')) return this.keep(newDict(rt, 0));
    const first = this.expression();
    if (this.accept(':')) {
      const pairs = [first, this.expression()];
      while (this.accept(',') && this.peek().text !== '}') {
        pairs.push(this.expression());
        this.expect(':');
        pairs.push(this.expression());
      }
      this.expect('}');
      const dict = this.keep(newDict(rt, pairs.length / 2));
      for (let i = 0; i < pairs.length; i += 2) dictStore(rt, dict, pairs[i]!, pairs[i + 1]!);
      return dict;
    }
    const items = [first];
    while (this.accept(',') && this.peek().text !== '}') items.push(this.expression());
    this.expect('}');
    return this.collect(items, newSet);
  }

  private number(text: string): Word {
    const { rt } = this;
    if (/^0[xob]/i.test(text) || !/[.eEjJ]/.test(text)) {
      const parsed = parseInteger(text, 0);
      if (!parsed.ok) throw new Unsupported(text);
      return newIntAny(rt, parsed.value);
    }
    const imaginary = /[jJ]$/.test(text);
    const value = parseFloatText(imaginary ? text.slice(0, -1) : text);
    if (value === undefined) throw new Unsupported(text);
    return imaginary ? newComplex(rt, 0, value) : newFloat(rt, value);
  }
}
