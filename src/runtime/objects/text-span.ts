// Where the text of an object lies: the arguments of the methods of str, bytes and bytearray as ranges of guest memory.
//
// What is odd: spans are records that the caller owns and fills again and again, so that hot code allocates nothing. A
// span is good until guest code runs.

import { bufferIndex, getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { isQstr, qstrNumber, type Word } from '../core/word.js';
import { bytearrayType } from './bytearray.js';
import { badConversion, isBytes, isStr, textData, textLength } from './str-data.js';

/** A range of guest memory as indices of `mem.u8`. */
export class Span {
  at = 0;
  end = 0;
}

/** Sets a span to the bytes of a str or bytes. */
export function readText(rt: Runtime, w: Word, span: Span): void {
  if (isQstr(w)) {
    const q = qstrNumber(w);
    span.at = rt.qstrs.addr(q) === 0 ? 0 : rt.mem.index(rt.qstrs.addr(q), 0);
    span.end = span.at + rt.qstrs.text(q).length;
    return;
  }
  const len = textLength(rt, w);
  span.at = len === 0 ? 0 : rt.mem.index(textData(rt, w), len);
  span.end = span.at + len;
}

/** Sets a span to the bytes of anything with a buffer; false if it has none. */
export function readBuffer(rt: Runtime, w: Word, span: Span): boolean {
  const info = getBuffer(rt, w, MP_BUFFER_READ);
  if (!info) return false;
  span.at = bufferIndex(rt, info);
  span.end = span.at + info.len;
  return true;
}

/** The self argument of a method of str, bytes and bytearray. */
export function readSelf(rt: Runtime, self: Word, span: Span): void {
  if (isStr(rt, self) || isBytes(rt, self)) readText(rt, self, span);
  else if (!readBuffer(rt, self, span)) typeError(rt, 'argument has wrong type');
}

/** An argument that must be of self's kind: str with str; bytes and bytearray, but no other buffers, with these two. */
export function readArg(rt: Runtime, self: Word, arg: Word, span: Span): void {
  const fits = isStr(rt, self) ? isStr(rt, arg) : isBytes(rt, arg) || rt.isType(arg, bytearrayType);
  if (!fits) badConversion(rt, arg);
  if (isStr(rt, arg) || isBytes(rt, arg)) readText(rt, arg, span);
  else readBuffer(rt, arg, span);
}

/** Both of them. */
export function readSpans(rt: Runtime, self: Word, arg: Word, selfSpan: Span, argSpan: Span): void {
  // A self that is none is the first mistake, whatever the argument is.
  readSelf(rt, self, selfSpan);
  readArg(rt, self, arg, argSpan);
}
