// Entries 53 and 54: the formatted printing of machine code (native-abi.md 2.11). The grammar is MicroPython's own, not
// the C library's: one `l`, no `h`, `i`, `#` or `*` width. Text runs and conversions are sent one by one.

import { bstrFromBytes } from '../core/bstr.js';
import type { Printer } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { formatFloat } from '../objects/number-format.js';
import type { VaReader } from './marshal.js';

interface Spec {
  left: boolean;
  sign: '' | '+' | ' ';
  zero: boolean;
  width: number;
  /** -1 = none given */
  precision: number;
}

/** Most characters of padding that one conversion may ask for. */
const MAX_WIDTH = 1 << 20;

/** Pads `body` (with `sign` in front) to the width. Zero padding goes between sign and digits, also on the right. */
function pad(sign: string, body: string, spec: Spec): string {
  const missing = Math.min(spec.width, MAX_WIDTH) - sign.length - body.length;
  if (missing <= 0) return sign + body;
  const fill = (spec.zero ? '0' : ' ').repeat(missing);
  if (spec.left) return sign + body + fill;
  return spec.zero ? sign + fill + body : fill + sign + body;
}

function integer(value: number | bigint, base: number, upper: boolean, spec: Spec): string {
  const negative = value < 0;
  const digits = (negative ? -value : value).toString(base);
  return pad(negative ? '-' : spec.sign, upper ? digits.toUpperCase() : digits, spec);
}

function real(value: number, conversion: string, spec: Spec): string {
  const text = formatFloat(Math.fround(value), conversion, spec.precision < 0 ? 6 : spec.precision, '');
  const negative = text.startsWith('-');
  return pad(negative ? '-' : spec.sign, negative ? text.slice(1) : text, spec);
}

/** Flags, width and precision, which begin at `i`, and where they end. */
function readSpec(format: string, i: number, args: VaReader): { readonly spec: Spec; readonly end: number } {
  const spec: Spec = { left: false, sign: '', zero: false, width: 0, precision: -1 };
  for (; i < format.length; i++) {
    const c = format[i];
    if (c === '-') spec.left = true;
    else if (c === '+') spec.sign = '+';
    else if (c === ' ') spec.sign = ' ';
    else if (c === '0') spec.zero = true;
    else break;
  }
  const number = (): number => {
    let value = 0;
    for (; i < format.length && format[i]! >= '0' && format[i]! <= '9'; i++) {
      value = Math.min(value * 10 + Number(format[i]), MAX_WIDTH);
    }
    return value;
  };
  spec.width = number();
  if (format[i] === '.') {
    i++;
    if (format[i] === '*') {
      i++;
      spec.precision = Math.max(0, args.int());
    } else spec.precision = number();
  }
  return { spec, end: i };
}

/** Prints and returns the number of characters. `fmt` is a guest C string. */
export function printf(rt: Runtime, printer: Printer, fmt: number, args: VaReader): number {
  const format = bstrFromBytes(rt.mem.cString(fmt));
  let count = 0;
  const emit = (text: string): void => {
    count += text.length;
    if (text !== '') printer.write(text);
  };
  let i = 0;
  while (i < format.length) {
    const next = format.indexOf('%', i);
    if (next < 0) {
      emit(format.slice(i));
      break;
    }
    if (next > i) emit(format.slice(i, next));
    i = next + 1;
    const { spec, end } = readSpec(format, i, args);
    i = end;
    const long = format[i] === 'l';
    if (long) i++;
    if (i >= format.length) break;
    const c = format[i++]!;
    const cut = (text: string): string => (spec.precision < 0 ? text : text.slice(0, spec.precision));
    switch (c) {
      case 'd':
        emit(integer(long ? args.sword() : args.int(), 10, false, spec));
        break;
      case 'u':
        emit(integer(long ? args.word() : args.int() >>> 0, 10, false, spec));
        break;
      case 'x':
      case 'X':
        emit(integer(long ? args.word() : args.int() >>> 0, 16, c === 'X', spec));
        break;
      case 'p':
      case 'P':
        emit(integer(args.word(), 16, c === 'P', spec));
        break;
      case 'c':
        emit(pad('', String.fromCharCode(args.int() & 0xff), spec));
        break;
      case 's': {
        const addr = args.pointer();
        emit(pad('', addr === 0 ? '(null)' : boundedString(rt, addr, spec.precision), spec));
        break;
      }
      case 'q':
        emit(pad('', cut(rt.qstrs.text(args.pointer())), spec));
        break;
      case 'b':
        emit(pad('', cut(args.int() !== 0 ? 'true' : 'false'), spec));
        break;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        emit(real(args.double(), c, spec));
        break;
      default:
        emit(c);
    }
  }
  return count;
}

/** A C string, not read beyond `limit` bytes when a precision is given: it need not be terminated then. */
function boundedString(rt: Runtime, addr: number, limit: number): string {
  if (limit < 0) return bstrFromBytes(rt.mem.cString(addr));
  let text = '';
  for (let i = 0; i < limit; i++) {
    const byte = rt.mem.ld8(addr + i);
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}
