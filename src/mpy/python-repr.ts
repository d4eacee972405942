// Constants of a .mpy as Python writes them.
import type { MpyObject } from './types.js';

function escaped(code: number, width: 2 | 4 | 8): string {
  const letter = { 2: 'x', 4: 'u', 8: 'U' }[width];
  return `\\${letter}${code.toString(16).padStart(width, '0')}`;
}

function quoted(text: string, quote: string, encode: (char: string, code: number) => string): string {
  let out = quote;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '\\' || char === quote) out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\r') out += '\\r';
    else if (char === '\t') out += '\\t';
    else out += encode(char, code);
  }
  return out + quote;
}

const pickQuote = (text: string): string => (text.includes("'") && !text.includes('"') ? '"' : "'");

export function reprStr(text: string): string {
  return quoted(text, pickQuote(text), (char, code) => {
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return escaped(code, 2);
    // Line separators and direction marks would disturb a terminal.
    if ((code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0xfeff)
      return escaped(code, 4);
    return char;
  });
}

export function reprBytes(bytes: Uint8Array): string {
  let text = '';
  for (const b of bytes) text += String.fromCharCode(b);
  return `b${quoted(text, pickQuote(text), (char, code) => (code < 0x20 || code >= 0x7f ? escaped(code, 2) : char))}`;
}

export function reprObject(o: MpyObject): string {
  switch (o.kind) {
    case 'fun-table':
      return '<mp_fun_table>';
    case 'none':
      return 'None';
    case 'false':
      return 'False';
    case 'true':
      return 'True';
    case 'ellipsis':
      return 'Ellipsis';
    case 'str':
      return reprStr(o.text);
    case 'bytes':
      return reprBytes(o.bytes);
    case 'tuple':
      return `(${o.items.map(reprObject).join(', ')}${o.items.length === 1 ? ',' : ''})`;
    default:
      return printable(o.text);
  }
}

/** Number text comes from the file: keep control characters off the terminal. */
function printable(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : reprStr(text);
}
