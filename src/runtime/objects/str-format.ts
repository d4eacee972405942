// str.format (python-dialect.md 8), which also is what f-strings compile to. Widths and precisions count bytes; fill is one
// byte.

import { bstrFromBytes } from '../core/bstr.js';
import { repr as reprOf, str as strOf } from '../core/print.js';
import { indexError, keyError, notImplementedError, overflowError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { isSmallInt, smallIntValue, type Word } from '../core/word.js';
import { floatOfInt, floatValue, isFloat } from './float.js';
import { exactInt, toIndex } from './int.js';
import { formatFloat, formatInteger, padText } from './number-format.js';
import {
  badConversion,
  charOf,
  checkTextSize,
  isBytes,
  isStr,
  newStr,
  selfText,
  strValue,
  textLength,
} from './str-data.js';
import { builtLike, giveBack, type TextBuilder, takeBuilder } from './text-builder.js';

const MAX_NUMBER = 0x3fff_ffff;
/** Guest stack of one level of nested fields. */
const FRAME = 192;

/** Arguments of the call, and how fields have been numbered so far: next automatic number, or -1 after a manual one. */
interface Context {
  readonly rt: Runtime;
  readonly nArgs: number;
  readonly nKw: number;
  /** Index in rt.stack of the first positional argument. */
  readonly at: number;
  numbering: number;
}

/** The method: template, positional arguments, keywords. */
export function formatMethod(rt: Runtime, nArgs: number, nKw: number, at: number): Word {
  const template = rt.stack[at]!;
  const context: Context = { rt, nArgs: nArgs - 1, nKw, at: at + 1, numbering: 0 };
  const mark = rt.heap.mark();
  const out = takeBuilder();
  expand(context, selfText(rt, template), out);
  rt.heap.release(mark);
  return builtLike(rt, template, out);
}

const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';

const OPEN = 0x7b;
const CLOSE = 0x7d;

function expand(context: Context, template: string, out: TextBuilder): void {
  const { rt } = context;
  const frame = rt.enter(FRAME);
  let i = 0;
  while (i < template.length) {
    const c = template.charCodeAt(i);
    if (c === CLOSE) {
      if (template.charCodeAt(i + 1) !== CLOSE) valueError(rt, "single '}' encountered in format string");
      out.byte(CLOSE);
      i += 2;
    } else if (c !== OPEN) {
      const from = i++;
      while (i < template.length && template.charCodeAt(i) !== OPEN && template.charCodeAt(i) !== CLOSE) i++;
      out.text(template, from, i);
    } else if (template.charCodeAt(i + 1) === OPEN) {
      out.byte(OPEN);
      i += 2;
    } else {
      const mark = rt.heap.mark();
      if (template.charCodeAt(i + 1) === CLOSE) {
        putText(rt, argument(context, ''), out);
        i += 2;
      } else {
        const end = fieldEnd(context, template, i + 1);
        field(context, end, out);
        i = end.next;
      }
      rt.heap.release(mark);
    }
    checkTextSize(rt, out.length);
  }
  rt.leave(frame);
}

/** str() of an object. */
function putText(rt: Runtime, value: Word, out: TextBuilder): void {
  if (isSmallInt(value)) out.int(smallIntValue(value));
  else if (isStr(rt, value)) out.word(rt, value);
  else out.text(strOf(rt, value));
}

interface Field {
  readonly name: string;
  readonly conversion: '' | 'r' | 's';
  readonly spec: string;
  readonly next: number;
}

/** Takes a field apart; `i` is behind its opening brace. */
function fieldEnd({ rt }: Context, template: string, i: number): Field {
  const unmatched = (): never => valueError(rt, "unmatched '{' in format");
  const from = i;
  while (i < template.length && template[i] !== '}' && template[i] !== '!' && template[i] !== ':') i++;
  const name = template.slice(from, i);
  let conversion: Field['conversion'] = '';
  if (template[i] === '!') {
    const letter = template[i + 1];
    if (letter !== 'r' && letter !== 's') return valueError(rt, 'bad conversion specifier');
    conversion = letter;
    i += 2;
    if (i < template.length && template[i] !== ':' && template[i] !== '}') {
      valueError(rt, "expected ':' after format specifier");
    }
  }
  let spec = '';
  if (template[i] === ':') {
    const start = ++i;
    for (let nest = 1; i < template.length; i++) {
      if (template[i] === '{') nest++;
      else if (template[i] === '}' && --nest === 0) break;
    }
    spec = template.slice(start, i);
  }
  if (i >= template.length) unmatched();
  return { name, conversion, spec, next: i + 1 };
}

function field(context: Context, { name, conversion, spec }: Field, out: TextBuilder): void {
  const { rt } = context;
  let value = argument(context, name);
  if (conversion !== '') value = newStr(rt, conversion === 'r' ? reprOf(rt, value) : strOf(rt, value));
  const style = spec.includes('{') || spec.includes('}') ? expanded(context, spec) : spec;
  if (style === '') putText(rt, value, out);
  else putFormatted(rt, value, specOf(rt, style), out);
}

/** The text that a specification with fields of its own stands for. */
function expanded(context: Context, spec: string): string {
  const builder = takeBuilder();
  expand(context, spec, builder);
  const text = bstrFromBytes(builder.bytes.subarray(0, builder.length));
  giveBack(builder);
  return text;
}

function argument(context: Context, name: string): Word {
  const { rt, nArgs, nKw, at } = context;
  if (name === '' || isDigit(name[0])) {
    let index = 0;
    if (name === '') {
      if (context.numbering < 0) {
        valueError(rt, "can't switch from manual field specification to automatic field numbering");
      }
      index = context.numbering++;
    } else {
      let i = 0;
      for (; isDigit(name[i]); i++) index = Math.min(index * 10 + Number(name[i]), MAX_NUMBER);
      if (context.numbering > 0) {
        valueError(rt, "can't switch from automatic field numbering to manual field specification");
      }
      if (i < name.length) notImplementedError(rt, 'attributes not supported');
      context.numbering = -1;
    }
    if (index >= nArgs) indexError(rt, 'tuple index out of range');
    return rt.stack[at + index]!;
  }
  const end = name.search(/[.[]/);
  const key = end < 0 ? name : name.slice(0, end);
  for (let i = 0; i < nKw; i++) {
    const pair = at + nArgs + 2 * i;
    if (strValue(rt, rt.stack[pair]!) !== key) continue;
    if (end >= 0) notImplementedError(rt, 'attributes not supported');
    return rt.stack[pair + 1]!;
  }
  return keyError(rt, newStr(rt, key));
}

/** Specifications that programs use, taken apart. */
const specs = new Map<string, Spec>();
const MAX_SPECS = 256;
const MAX_SPEC_LENGTH = 16;

function specOf(rt: Runtime, text: string): Spec {
  let spec = specs.get(text);
  if (spec === undefined) {
    spec = parseSpec(rt, text);
    if (specs.size >= MAX_SPECS) specs.clear();
    if (text.length <= MAX_SPEC_LENGTH) specs.set(text, spec);
  }
  return spec;
}

/** Formats a value; the commonest kinds without a detour through JavaScript strings. */
function putFormatted(rt: Runtime, value: Word, spec: Spec, out: TextBuilder): void {
  const { align, type, width } = spec;
  if (isSmallInt(value)) {
    const right = align === '' || align === '>' || align === '=';
    if ((type === '' || type === 'd') && right && spec.sign === '' && spec.grouping === '') {
      checkTextSize(rt, width);
      const afterSign = align === '=' || (align === '' && spec.zero);
      out.paddedInt(smallIntValue(value), width, spec.fill === '' ? SPACE : spec.fill.charCodeAt(0), afterSign);
      return;
    }
  } else if (
    isStr(rt, value) &&
    (type === '' || type === 's') &&
    spec.sign === '' &&
    spec.precision < 0 &&
    spec.grouping === ''
  ) {
    if (align === '' || align === '<' || align === '>') {
      checkTextSize(rt, width);
      const fill = spec.fill === '' ? SPACE : spec.fill.charCodeAt(0);
      const missing = width - textLength(rt, value);
      if (align === '>') out.fill(fill, missing);
      out.word(rt, value);
      if (align !== '>') out.fill(fill, missing);
      return;
    }
  }
  out.text(formatValue(rt, value, spec));
}
const SPACE = 0x20;

interface Spec {
  fill: string;
  /** '' = none given */
  align: '' | '<' | '>' | '^' | '=';
  sign: '' | '+' | '-' | ' ';
  alt: boolean;
  /** A zero before the width: numbers without an alignment get '='. */
  zero: boolean;
  /** -1 = none given */
  width: number;
  grouping: string;
  /** -1 = none given */
  precision: number;
  /** '' = none given */
  type: string;
}

const isAlign = (c: string | undefined): c is '<' | '>' | '^' | '=' => c === '<' || c === '>' || c === '^' || c === '=';

/** A NUL ends a specification. */
function parseSpec(rt: Runtime, whole: string): Spec {
  const text = whole.split('\0', 1)[0]!;
  const spec: Spec = {
    fill: '',
    align: '',
    sign: '',
    alt: false,
    zero: false,
    width: -1,
    grouping: '',
    precision: -1,
    type: '',
  };
  let i = 0;
  // An alignment that stands first is no fill, whatever follows it.
  if (isAlign(text[0])) {
    spec.align = text[0];
    i = 1;
  } else if (isAlign(text[1])) {
    spec.fill = text[0]!;
    spec.align = text[1];
    i = 2;
  }
  const sign = text[i];
  if (sign === '+' || sign === '-' || sign === ' ') {
    spec.sign = sign;
    i++;
  }
  if (text[i] === '#') {
    spec.alt = true;
    i++;
  }
  if (text[i] === '0') {
    spec.zero = true;
    if (spec.fill === '') spec.fill = '0';
    i++;
  }
  const number = (): number => {
    let n = 0;
    for (; isDigit(text[i]); i++) n = Math.min(n * 10 + Number(text[i]), MAX_NUMBER);
    return n;
  };
  if (spec.zero || isDigit(text[i])) spec.width = number();
  if (text[i] === ',' || text[i] === '_') spec.grouping = text[i++]!;
  if (text[i] === '.') {
    i++;
    // A point without digits is no precision.
    if (isDigit(text[i])) spec.precision = number();
  }
  if (i < text.length && 'bcdeEfFgGnosxX%'.includes(text[i]!)) spec.type = text[i++]!;
  if (i < text.length) valueError(rt, 'invalid format specifier');
  return spec;
}

const unknownCode = (rt: Runtime, type: string, value: Word): never =>
  valueError(rt, `unknown format code '${type}' for object of type '${rt.typeNameOf(value)}'`);

function formatValue(rt: Runtime, value: Word, spec: Spec): string {
  checkTextSize(rt, spec.width);
  if (spec.sign === '+' || spec.sign === ' ') {
    if (spec.type === 's') valueError(rt, 'sign not allowed in string format specifier');
    if (spec.type === 'c') valueError(rt, "sign not allowed with integer format specifier 'c'");
  }
  const int = exactInt(rt, value);
  if (int !== undefined) return formatInt(rt, value, int, spec);
  if (isFloat(rt, value)) {
    if (spec.type !== '' && !'eEfFgGn%'.includes(spec.type)) return unknownCode(rt, spec.type, value);
    return formatReal(floatValue(rt, value), spec);
  }
  if (spec.align === '=') valueError(rt, "'=' alignment not allowed in string format specifier");
  if (spec.type !== '' && spec.type !== 's') return unknownCode(rt, spec.type, value);
  if (!isStr(rt, value) && !isBytes(rt, value)) return badConversion(rt, value);
  const text = strValue(rt, value);
  const body = spec.precision >= 0 ? text.slice(0, spec.precision) : text;
  return padText('', body, padding(spec, '<'));
}

const padding = ({ fill, align, width, grouping }: Spec, otherwise: '<' | '>' | '=') => ({
  fill: fill || ' ',
  align: align || otherwise,
  width,
  grouping,
});

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

function formatInt(rt: Runtime, object: Word, value: number | bigint, spec: Spec): string {
  const { type } = spec;
  if ('eEfFgG%'.includes(type) && type !== '') return formatReal(floatOfInt(rt, value), spec);
  if (type === 's') return unknownCode(rt, type, object);
  const numberPadding = padding(spec, spec.zero ? '=' : '>');
  if (type === 'c') {
    const code = toIndex(rt, object);
    if (code < 0 || code > 0x10_ffff) overflowError(rt, 'char not in range(0x110000)');
    return padText('', charOf(code), numberPadding);
  }
  return formatInteger(value, {
    base: BASES[type] ?? 10,
    upper: type === 'X',
    sign: spec.sign === '-' ? '' : spec.sign,
    prefix: spec.alt && BASES[type] !== undefined ? `0${type}` : '',
    precision: -1,
    ...numberPadding,
  });
}

function formatReal(x: number, spec: Spec): string {
  const sign = spec.sign === '-' ? '' : spec.sign;
  const percent = spec.type === '%';
  const kind = percent ? 'f' : spec.type === '' || spec.type === 'n' ? 'g' : spec.type;
  const text = formatFloat(percent ? Math.fround(x * 100) : x, kind, spec.precision, sign) + (percent ? '%' : '');
  const lead = /^[-+ ]/.test(text) ? text[0]! : '';
  return padText(lead, text.slice(lead.length), padding(spec, spec.zero ? '=' : '>'));
}
