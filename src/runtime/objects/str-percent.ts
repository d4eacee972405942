// The % operator of str and bytes (python-dialect.md 8). Widths and the precision of %s count bytes.

import { printObject, repr as reprOf, str as strOf } from '../core/print.js';
import { PRINT_RAW, StringPrinter } from '../core/printer.js';
import { keyError, overflowError, raise, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceItems } from '../core/sequence.js';
import { isSmallInt, NULL, smallIntValue, type Word } from '../core/word.js';
import { dictGet, dictType } from './dict.js';
import { TypeErrorType } from './exceptions.js';
import { floatValue, isFloat, toFloat } from './float.js';
import { exactInt, intOfFloat, intValue, toIndex, toMachineInt } from './int.js';
import { formatFloat, formatInteger, padText } from './number-format.js';
import { charOf, checkTextSize, isBytes, isStr, newStr, selfText, strDataRaise, textLength } from './str-data.js';
import { builtLike, takeBuilder } from './text-builder.js';
import { isTupleCompatible } from './tuple.js';

const INCOMPLETE = 'incomplete format';
const PERCENT = 0x25;
const LETTER_D = 0x64;
const LETTER_S = 0x73;
const SPACE = 0x20;
const ZERO = 0x30;
/** Widths beyond this cannot be satisfied on any board. */
const MAX_NUMBER = 0x3fff_ffff;

/** Where the arguments come from: a tuple's items, or one object. */
class Arguments {
  private next = 0;
  private readonly rt: Runtime;
  private readonly value: Word;
  private readonly isTuple: boolean;
  readonly count: number;
  constructor(rt: Runtime, value: Word) {
    this.rt = rt;
    this.value = value;
    const items = isTupleCompatible(rt, value) ? sequenceItems(rt, value) : null;
    this.isTuple = items !== null;
    this.count = items ? items.len : 1;
  }
  take(): Word {
    if (this.next >= this.count) typeError(this.rt, 'format string needs more arguments');
    const i = this.next++;
    return this.isTuple ? this.rt.heap.root(this.rt.ldObj(this.value + (2 + i) * this.rt.W)) : this.value;
  }
  /** A key was looked up: the dict is no argument of its own any more. */
  finish(): void {
    this.next = this.count;
  }
  get allTaken(): boolean {
    return this.next >= this.count;
  }
}

interface Flags {
  alt: boolean;
  zero: boolean;
  left: boolean;
  sign: '' | '+' | ' ';
  width: number;
  precision: number;
}

/** `template % value`. */
export function formatPercent(rt: Runtime, template: Word, value: Word): Word {
  const text = selfText(rt, template);
  const mark = rt.heap.mark();
  const args = new Arguments(rt, value);
  const isDict = rt.isType(value, dictType);
  const out = takeBuilder();
  let i = 0;
  while (i < text.length) {
    const percent = text.indexOf('%', i);
    if (percent < 0) break;
    out.text(text, i, percent);
    i = percent + 1;
    if (i >= text.length) valueError(rt, INCOMPLETE);
    if (text[i] === '%') {
      out.byte(PERCENT);
      i++;
      continue;
    }
    let given: Word = NULL;
    if (text[i] === '(') {
      if (!isDict) raise(rt, TypeErrorType, 'format needs a dict');
      const close = text.indexOf(')', i);
      if (close < 0) valueError(rt, 'incomplete format key');
      const key = newStr(rt, text.slice(i + 1, close));
      given = dictGet(rt, value, key);
      if (given === NULL) keyError(rt, key);
      rt.heap.root(given);
      args.finish();
      i = close + 1;
    }
    // Most fields have no flags.
    const letter = text.charCodeAt(i);
    if (letter === LETTER_S || letter === LETTER_D) {
      if (given === NULL) given = args.take();
      if (letter === LETTER_D ? isSmallInt(given) : isStr(rt, given)) {
        if (letter === LETTER_D) out.int(smallIntValue(given));
        else out.word(rt, given);
        checkTextSize(rt, out.length);
        i++;
        continue;
      }
    }
    const flags: Flags = { alt: false, zero: false, left: false, sign: '', width: 0, precision: -1 };
    for (; i < text.length; i++) {
      const c = text[i];
      if (c === '-') flags.left = true;
      else if (c === '+') flags.sign = '+';
      else if (c === ' ') flags.sign = flags.sign || ' ';
      else if (c === '#') flags.alt = true;
      else if (c === '0') flags.zero = true;
      else break;
    }
    const number = (): number => {
      if (text[i] === '*') {
        i++;
        return toIndex(rt, args.take());
      }
      let n = 0;
      for (; i < text.length && text[i]! >= '0' && text[i]! <= '9'; i++)
        n = Math.min(n * 10 + Number(text[i]), MAX_NUMBER);
      return n;
    };
    flags.width = Math.max(0, number());
    if (text[i] === '.') {
      i++;
      flags.precision = number();
    }
    if (i >= text.length) valueError(rt, INCOMPLETE);
    if (given === NULL) given = args.take();
    checkTextSize(rt, flags.width);
    const kind = text.charCodeAt(i);
    if (kind === LETTER_D && isSmallInt(given) && !flags.left && flags.sign === '' && flags.precision < 0) {
      out.paddedInt(smallIntValue(given), flags.width, flags.zero ? ZERO : SPACE, flags.zero);
    } else if (kind === LETTER_S && isStr(rt, given) && flags.precision < 0) {
      const missing = flags.width - textLength(rt, given);
      if (!flags.left) out.fill(SPACE, missing);
      out.word(rt, given);
      if (flags.left) out.fill(SPACE, missing);
    } else out.text(convert(rt, template, text, i, flags, given));
    checkTextSize(rt, out.length);
    i++;
  }
  if (!isDict && !args.allTaken) typeError(rt, "format string didn't convert all arguments");
  out.text(text, i);
  return rt.heap.releaseKeeping(mark, builtLike(rt, template, out));
}

/** Ints of any size; what is converted to one has to fit a machine word. */
const operand = (rt: Runtime, arg: Word): number | bigint => exactInt(rt, arg) ?? toMachineInt(rt, arg);

function convert(rt: Runtime, template: Word, text: string, i: number, flags: Flags, arg: Word): string {
  const conversion = text[i]!;
  const { width } = flags;
  const align = flags.left ? '<' : '>';
  const pad = (body: string): string => padText('', body, { fill: ' ', align, width });
  switch (conversion) {
    case 'c': {
      if (isStr(rt, arg)) {
        const char = strDataRaise(rt, arg);
        if (textLength(rt, arg) !== 1) typeError(rt, '%c needs int or char');
        return pad(char);
      }
      const code = exactInt(rt, arg);
      if (code === undefined) return typeError(rt, 'integer needed');
      const value = toIndex(rt, arg);
      if (value < 0 || value > 0x10_ffff) overflowError(rt, 'char not in range(0x110000)');
      return pad(isBytes(rt, template) ? String.fromCharCode(value & 0xff) : charOf(value));
    }
    case 'd':
    case 'i':
    case 'u':
      return integer(
        rt,
        isFloat(rt, arg) ? intValue(rt, intOfFloat(rt, floatValue(rt, arg))) : operand(rt, arg),
        10,
        flags,
        'd',
      );
    case 'o':
      return integer(rt, operand(rt, arg), 8, flags, conversion);
    case 'x':
    case 'X':
      return integer(rt, operand(rt, arg), 16, flags, conversion);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
      const body = formatFloat(toFloat(rt, arg), conversion, flags.precision, flags.sign);
      const lead = /^[-+ ]/.test(body) ? body[0]! : '';
      return padText(lead, body.slice(lead.length), numberPad(flags));
    }
    case 'r':
    case 's': {
      let body: string;
      if (conversion === 'r') body = reprOf(rt, arg);
      else if (isBytes(rt, template) && isBytes(rt, arg)) {
        const printer = new StringPrinter();
        printObject(rt, printer, arg, PRINT_RAW);
        body = printer.text;
      } else body = strOf(rt, arg);
      return pad(flags.precision >= 0 ? body.slice(0, flags.precision) : body);
    }
    default: {
      const code = conversion.charCodeAt(0);
      return valueError(rt, `unsupported format character '${conversion}' (0x${code.toString(16)}) at index ${i}`);
    }
  }
}

const numberPad = (flags: Flags): { fill: string; align: string; width: number } =>
  flags.left
    ? { fill: flags.zero ? '0' : ' ', align: '<', width: flags.width }
    : flags.zero
      ? { fill: '0', align: '=', width: flags.width }
      : { fill: ' ', align: '>', width: flags.width };

function integer(rt: Runtime, value: number | bigint, base: number, flags: Flags, conversion: string): string {
  const upper = conversion === 'X';
  const prefix = !flags.alt || base === 10 ? '' : base === 8 ? '0o' : upper ? '0X' : '0x';
  checkTextSize(rt, flags.precision);
  const style = { base, upper, sign: flags.sign, prefix, grouping: '', precision: flags.precision };
  // Where zeros fill the width, a number of digits is another width: it counts sign and prefix.
  if (flags.zero && !flags.left) {
    const width = Math.max(flags.width, flags.precision);
    return formatInteger(value, { ...style, precision: -1, fill: '0', align: '=', width });
  }
  // Zeros also stand behind a number that is put to the left, unless more than one digit was asked for.
  const fill = flags.zero && flags.precision <= 1 ? '0' : ' ';
  return formatInteger(value, { ...style, fill, align: flags.left ? '<' : '>', width: flags.width });
}
