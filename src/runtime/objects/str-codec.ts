// Encodings of str and bytes: UTF-8 under two names, and ASCII (python-dialect.md 7). Decoding checks only the structure
// of UTF-8.

import { isUtf8 } from '../core/bstr.js';
import { raise } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { NULL, type Word } from '../core/word.js';
import { LookupErrorType, UnicodeErrorType } from './exceptions.js';
import { isAscii, strDataRaise } from './str-data.js';

const REPLACEMENT = '\xef\xbf\xbd';

/** The name of an encoding; LookupError if it is unknown. */
function encodingName(rt: Runtime, w: Word): string {
  const name = strDataRaise(rt, w);
  if (name !== 'utf-8' && name !== 'utf8' && name !== 'ascii') {
    raise(rt, LookupErrorType, `unknown encoding: ${name}`);
  }
  return name;
}

/** Bytes of a str in an encoding. What cannot be encoded is an error whatever the caller wants. */
export function encodeText(rt: Runtime, text: string, encoding: Word): string {
  if (encodingName(rt, encoding) === 'ascii' && !isAscii(text)) raise(rt, UnicodeErrorType);
  return text;
}

/** Text of encoded bytes; `errors` may be NULL. */
export function decodeText(rt: Runtime, text: string, encoding: Word, errors: Word): string {
  const name = encodingName(rt, encoding);
  if (name === 'ascii' ? isAscii(text) : isUtf8(text)) return text;
  const mode = errors === NULL ? 'strict' : strDataRaise(rt, errors);
  if (mode !== 'ignore' && mode !== 'replace') raise(rt, UnicodeErrorType);
  return repairUtf8(text, mode === 'replace' ? REPLACEMENT : '');
}

/** Puts `substitute` in place of each bad byte; a sequence that is cut short counts as one. */
function repairUtf8(text: string, substitute: string): string {
  let out = '';
  for (let i = 0; i < text.length; ) {
    const lead = text.charCodeAt(i);
    const length = lead < 0x80 ? 1 : lead < 0xc0 || lead >= 0xf8 ? 0 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (length === 0) {
      out += substitute;
      i++;
      continue;
    }
    let end = i + 1;
    while (end < i + length && end < text.length && (text.charCodeAt(end) & 0xc0) === 0x80) end++;
    out += end === i + length ? text.slice(i, end) : substitute;
    i = end;
  }
  return out;
}
