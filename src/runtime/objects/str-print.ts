// How str and bytes are written: quoted with escapes (python-dialect.md 7), as JSON, or raw.
//
// What is odd: a stream written in Python sees every quote, character and escape as a write of its own
// (python-dialect.md 18), so texts are made of pieces; where nobody sees the writes the pieces are joined first.

import type { Printer } from '../core/printer.js';
import { charOf, codePoint, nextChar } from './str-data.js';

type Put = (piece: string) => void;

const SHORT: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };
/** Text that stands for itself, whatever quotes it. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

const quoteFor = (text: string): string => (text.includes("'") && !text.includes('"') ? '"' : "'");

/** An escape with a number: what goes before it, zeros, digits. */
function putHex(put: Put, prefix: string, value: number, width: number): void {
  const digits = value.toString(16);
  put(prefix);
  if (digits.length < width) put('0'.repeat(width - digits.length));
  put(digits);
}

function putBytes(text: string, put: Put, prefix: string): void {
  const quote = quoteFor(text);
  put(prefix);
  put(quote);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (text[i] === quote) {
      put('\\');
      put(quote);
    } else if (SHORT[c] !== undefined) put(SHORT[c]);
    else if (c < 0x20 || c >= 0x7f) putHex(put, '\\x', c, 2);
    else put(text[i]!);
  }
  put(quote);
}

function putStr(text: string, put: Put): void {
  const quote = quoteFor(text);
  put(quote);
  for (let i = 0; i < text.length; ) {
    const next = nextChar(text, i);
    const char = text.slice(i, next);
    const c = codePoint(char);
    if (char === quote) {
      put('\\');
      put(quote);
    } else if (SHORT[c] !== undefined) put(SHORT[c]);
    else if (c < 0x20 || c === 0x7f) putHex(put, '\\x', c, 2);
    else if (c >= 0xd800 && c <= 0xdfff) putHex(put, '\\u', c, 4);
    else if (c > 0x10_ffff) putHex(put, '\\U', c, 8);
    else put(c < 0x80 ? charOf(c) : char);
    i = next;
  }
  put(quote);
}

function putJson(text: string, put: Put): void {
  put('"');
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 92) {
      put('\\');
      put(text[i]!);
    } else if (c >= 32) put(text[i]!);
    else if (c === 10 || c === 13 || c === 9) put(SHORT[c]!);
    else putHex(put, '\\u', c, 4);
  }
  put('"');
}

function print(
  printer: Printer,
  text: string,
  before: string,
  quote: string,
  pieces: (t: string, put: Put, before: string) => void,
): void {
  if (printer.piecewise) pieces(text, (piece) => printer.write(piece), before);
  else if (PLAIN.test(text)) printer.write(before + quote + text + quote);
  else {
    let all = '';
    pieces(
      text,
      (piece) => {
        all += piece;
      },
      before,
    );
    printer.write(all);
  }
}

/** repr() of a str. */
export const printStr = (printer: Printer, text: string): void => print(printer, text, '', "'", putStr);
/** repr() of bytes, after a prefix. */
export const printBytes = (printer: Printer, text: string, prefix = 'b'): void => {
  print(printer, text, prefix, "'", putBytes);
};
/** JSON text of a str or bytes. */
export const printJson = (printer: Printer, text: string): void => print(printer, text, '', '"', putJson);
