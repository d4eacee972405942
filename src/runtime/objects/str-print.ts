// How str and bytes are written: quoted with escapes (python-dialect.md 7), as JSON, or raw. Pure functions.

import { charOf, codePoint, nextChar } from './str-data.js';

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
const SHORT: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

const quoteFor = (text: string): string => (text.includes("'") && !text.includes('"') ? '"' : "'");

/** repr() of bytes. */
export function reprBytes(text: string): string {
  const quote = quoteFor(text);
  let out = `b${quote}`;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (text[i] === quote) out += `\\${quote}`;
    else out += SHORT[c] ?? (c < 0x20 || c >= 0x7f ? `\\x${hex(c, 2)}` : text[i]);
  }
  return out + quote;
}

/** repr() of a str. */
export function reprStr(text: string): string {
  const quote = quoteFor(text);
  let out = quote;
  for (let i = 0; i < text.length; ) {
    const next = nextChar(text, i);
    const char = text.slice(i, next);
    const c = codePoint(char);
    if (char === quote) out += `\\${quote}`;
    else if (SHORT[c] !== undefined) out += SHORT[c];
    else if (c < 0x20 || c === 0x7f) out += `\\x${hex(c, 2)}`;
    else if (c >= 0xd800 && c <= 0xdfff) out += `\\u${hex(c, 4)}`;
    else if (c > 0x10_ffff) out += `\\U${hex(c, 8)}`;
    else out += c < 0x80 ? charOf(c) : char;
    i = next;
  }
  return out + quote;
}

/** JSON text of a str or bytes. */
export function jsonText(text: string): string {
  let out = '"';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 92) out += `\\${text[i]}`;
    else if (c >= 32) out += text[i];
    else out += c === 10 ? '\\n' : c === 13 ? '\\r' : c === 9 ? '\\t' : `\\u${hex(c, 4)}`;
  }
  return `${out}"`;
}
