// The methods of str, bytes and bytearray (python-dialect.md 7, 24.3). The three share them: `self` decides what arguments
// must be and what type results have. Positions of a str count code points, those of the others bytes.

import { bufferText, getBuffer, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { forEach } from '../core/iter.js';
import { isSpaceCode } from '../core/number-parse.js';
import { isTrue } from '../core/ops.js';
import { notImplementedError, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceIndex, sequenceItems } from '../core/sequence.js';
import { classMethod, type FunctionDef, fun1, fun2, funKw, funVar, type MemberDef } from '../core/typedef.js';
import { boolWord, FALSE, isSmallInt, NONE, NULL, qstrWord, TRUE, type Word } from '../core/word.js';
import { bytearrayType, newBytearray } from './bytearray.js';
import { exactInt, newInt, toIndex } from './int.js';
import { listAppend, newList } from './list.js';
import { decodeText, encodeText } from './str-codec.js';
import {
  argText,
  badConversion,
  charCount,
  charOffset,
  checkTextSize,
  hasTextAt,
  isBytes,
  isStr,
  newBytes,
  newLike,
  newStr,
  otherCase,
  selfText,
  strDataRaise,
  strValue,
  textLength,
} from './str-data.js';
import { formatMethod } from './str-format.js';
import { newTuple, tupleType } from './tuple.js';

// --- searching -------------------------------------------------------------------------------------------------------

interface Range {
  text: string;
  /** Byte offsets in the text. */
  start: number;
  end: number;
}

/** The part of self that arguments `first` and `first + 1` select; positions are clamped. */
function rangeOf(rt: Runtime, nArgs: number, at: number, first: number): Range {
  const self = rt.stack[at]!;
  const text = selfText(rt, self);
  if (nArgs <= first) return { text, start: 0, end: text.length };
  const chars = isStr(rt, self);
  const len = chars ? charCount(text) : text.length;
  const place = (k: number, missing: number): number => {
    if (nArgs <= k || rt.stack[at + k] === NONE) return missing;
    const index = sequenceIndex(rt, chars ? 'string' : rt.typeNameOf(self), len, rt.stack[at + k]!, true);
    return chars ? charOffset(text, index) : index;
  };
  return { text, start: place(first, 0), end: place(first + 1, text.length) };
}

/** Byte offset of the needle in [start, end), or -1. */
function search({ text, start, end }: Range, needle: string, backwards: boolean): number {
  if (end - start < needle.length) return -1;
  const found = backwards ? text.lastIndexOf(needle, end - needle.length) : text.indexOf(needle, start);
  return found < start || found + needle.length > end ? -1 : found;
}

function findIn(rt: Runtime, nArgs: number, at: number, backwards: boolean, raises: boolean): Word {
  const self = rt.stack[at]!;
  const range = rangeOf(rt, nArgs, at, 2);
  const arg = rt.stack[at + 1]!;
  let needle: string;
  if (!isStr(rt, self) && exactInt(rt, arg) !== undefined) {
    const value = toIndex(rt, arg);
    if (value < 0 || value > 255) valueError(rt, 'bytes value out of range');
    needle = String.fromCharCode(value);
  } else needle = argText(rt, self, arg);
  const found = search(range, needle, backwards);
  if (found < 0 && raises) valueError(rt, 'substring not found');
  if (found < 0) return newInt(rt, -1);
  return newInt(rt, isStr(rt, self) ? charCount(range.text.slice(0, found)) : found);
}

function count(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  const range = rangeOf(rt, nArgs, at, 2);
  const needle = argText(rt, self, rt.stack[at + 1]!);
  const { text, start, end } = range;
  if (needle === '') {
    const part = text.slice(start, end);
    return newInt(rt, (isStr(rt, self) ? charCount(part) : part.length) + 1);
  }
  let n = 0;
  for (let i = search(range, needle, false); i >= 0; i = search(range, needle, false)) {
    n++;
    range.start = i + needle.length;
  }
  return newInt(rt, n);
}

function startsOrEnds(rt: Runtime, nArgs: number, at: number, ends: boolean): Word {
  const self = rt.stack[at]!;
  const affix = rt.stack[at + 1]!;
  if (nArgs === 2 && isStr(rt, self) && isStr(rt, affix)) {
    return boolWord(hasTextAt(rt, self, affix, ends ? textLength(rt, self) - textLength(rt, affix) : 0));
  }
  const { text, start, end } = rangeOf(rt, nArgs, at, 2);
  const part = text.slice(start, Math.max(start, end));
  const test = (w: Word): boolean => {
    const affix = isStr(rt, w) || isBytes(rt, w) ? strValue(rt, w) : looseText(rt, w);
    return ends ? part.endsWith(affix) : part.startsWith(affix);
  };
  const wanted = rt.stack[at + 1]!;
  // Only a tuple may give several; a list is no text.
  const options = isTuple(rt, wanted) ? sequenceItems(rt, wanted) : null;
  if (!options) return boolWord(test(wanted));
  for (let i = 0; i < options.len; i++) {
    const mark = rt.heap.mark();
    const hit = test(rt.heap.root(rt.ldObj(options.items + i * rt.W)));
    rt.heap.release(mark);
    if (hit) return TRUE;
  }
  return FALSE;
}
const isTuple = (rt: Runtime, w: Word): boolean => rt.isType(w, tupleType);
function looseText(rt: Runtime, w: Word): string {
  const info = isSmallInt(w) || !rt.isType(w, bytearrayType) ? null : getBuffer(rt, w, MP_BUFFER_READ);
  return info ? bufferText(rt, info) : badConversion(rt, w);
}

// --- taking apart and putting together -------------------------------------------------------------------------------

/** A list of texts of self's type. */
function listOf(rt: Runtime, self: Word, parts: readonly string[]): Word {
  const mark = rt.heap.mark();
  const list = newList(rt, rt.sp, 0);
  for (const part of parts) {
    const inner = rt.heap.mark();
    listAppend(rt, list, newLike(rt, self, part));
    rt.heap.release(inner);
  }
  return rt.heap.releaseKeeping(mark, list);
}

function splitSpace(text: string, limit: number): string[] {
  const parts: string[] = [];
  let at = 0;
  const skip = (): void => {
    while (at < text.length && isSpaceCode(text.charCodeAt(at))) at++;
  };
  for (skip(); at < text.length; skip()) {
    if (parts.length === limit) {
      parts.push(text.slice(at));
      break;
    }
    const from = at;
    while (at < text.length && !isSpaceCode(text.charCodeAt(at))) at++;
    parts.push(text.slice(from, at));
  }
  return parts;
}

/** The separator argument, '' for None. */
function separator(rt: Runtime, nArgs: number, at: number): string {
  if (nArgs < 2 || rt.stack[at + 1] === NONE) return '';
  const sep = argText(rt, rt.stack[at]!, rt.stack[at + 1]!);
  if (sep === '') valueError(rt, 'empty separator');
  return sep;
}

function split(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  const text = selfText(rt, self);
  const limit = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) : -1;
  const sep = separator(rt, nArgs, at);
  if (sep === '') return listOf(rt, self, splitSpace(text, limit));
  const parts: string[] = [];
  let from = 0;
  while (parts.length !== limit) {
    const found = text.indexOf(sep, from);
    if (found < 0) break;
    parts.push(text.slice(from, found));
    from = found + sep.length;
  }
  parts.push(text.slice(from));
  return listOf(rt, self, parts);
}

function rsplit(rt: Runtime, nArgs: number, at: number): Word {
  if (nArgs < 3) return split(rt, nArgs, at);
  const self = rt.stack[at]!;
  const limit = toIndex(rt, rt.stack[at + 2]!);
  if (limit < 0) return split(rt, 2, at);
  if (rt.stack[at + 1] === NONE) notImplementedError(rt, 'rsplit(None,n)');
  const text = selfText(rt, self);
  const sep = separator(rt, nArgs, at);
  const parts: string[] = [];
  let end = text.length;
  while (parts.length < limit && end >= sep.length) {
    const found = text.lastIndexOf(sep, end - sep.length);
    if (found < 0) break;
    parts.push(text.slice(found + sep.length, end));
    end = found;
  }
  parts.push(text.slice(0, end));
  return listOf(rt, self, parts.reverse());
}

function splitlines(rt: Runtime, nArgs: number, nKw: number, at: number): Word {
  const self = rt.stack[at]!;
  const text = selfText(rt, self);
  if (nArgs > 2) typeError(rt, 'extra positional arguments given');
  let keep = nArgs > 1 ? rt.stack[at + 1]! : FALSE;
  for (let i = 0; i < nKw; i++) {
    if (nArgs > 1 || strValue(rt, rt.stack[at + nArgs + 2 * i]!) !== 'keepends') {
      typeError(rt, 'extra keyword arguments given');
    }
    keep = rt.stack[at + nArgs + 2 * i + 1]!;
  }
  const keepEnds = isTrue(rt, keep);
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    let end = from;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
    let next = end;
    if (next < text.length) next += text.startsWith('\r\n', next) ? 2 : 1;
    parts.push(text.slice(from, keepEnds ? next : end));
    from = next;
  }
  return listOf(rt, self, parts);
}

function partition(rt: Runtime, self: Word, arg: Word, backwards: boolean): Word {
  const text = selfText(rt, self);
  const sep = argText(rt, self, arg);
  if (sep === '') valueError(rt, 'empty separator');
  const found = backwards ? text.lastIndexOf(sep) : text.indexOf(sep);
  const mark = rt.heap.mark();
  const { sp } = rt;
  const parts =
    found < 0
      ? backwards
        ? ['', '', text]
        : [text, '', '']
      : [text.slice(0, found), sep, text.slice(found + sep.length)];
  for (const part of parts) rt.push(newLike(rt, self, part));
  const result = newTuple(rt, sp, 3);
  rt.sp = sp;
  return rt.heap.releaseKeeping(mark, result);
}

const JOIN_TEXT = 'join expects a list of str/bytes objects consistent with self object';

function join(rt: Runtime, self: Word, arg: Word): Word {
  const sep = selfText(rt, self);
  const parts: string[] = [];
  let total = 0;
  const add = (item: Word): void => {
    let text: string;
    if (isStr(rt, self)) text = isStr(rt, item) ? strValue(rt, item) : typeError(rt, JOIN_TEXT);
    else {
      const info = isStr(rt, item) ? null : getBuffer(rt, item, MP_BUFFER_READ);
      text = info ? bufferText(rt, info) : typeError(rt, JOIN_TEXT);
    }
    total += text.length + sep.length;
    checkTextSize(rt, total - sep.length);
    parts.push(text);
  };
  if (!sequenceItems(rt, arg)) forEach(rt, arg, add);
  else {
    // A buffer slot of an item may be machine code that changes the list: look at it afresh each time.
    for (let i = 0; ; i++) {
      const items = sequenceItems(rt, arg)!;
      if (i >= items.len) break;
      const mark = rt.heap.mark();
      add(rt.heap.root(rt.ldObj(items.items + i * rt.W)));
      rt.heap.release(mark);
    }
  }
  return newLike(rt, self, parts.join(sep));
}

function replace(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  const text = selfText(rt, self);
  let limit = nArgs > 3 ? toIndex(rt, rt.stack[at + 3]!) : -1;
  if (limit === 0) return self;
  if (limit < 0) limit = Number.POSITIVE_INFINITY;
  const old = argText(rt, self, rt.stack[at + 1]!);
  const by = argText(rt, self, rt.stack[at + 2]!);
  let out = '';
  let from = 0;
  let replaced = 0;
  if (old === '') {
    // Between all bytes, and at both ends.
    for (; from <= text.length && replaced < limit; replaced++) {
      out += by;
      if (from < text.length) out += text[from];
      from++;
      checkTextSize(rt, out.length);
    }
  } else {
    for (; replaced < limit; replaced++) {
      const found = text.indexOf(old, from);
      if (found < 0) break;
      out += text.slice(from, found) + by;
      from = found + old.length;
      checkTextSize(rt, out.length);
    }
  }
  if (replaced === 0) return self;
  return newLike(rt, self, out + text.slice(from));
}

// --- the rest --------------------------------------------------------------------------------------------------------

function strip(rt: Runtime, nArgs: number, at: number, left: boolean, right: boolean): Word {
  const self = rt.stack[at]!;
  const text = selfText(rt, self);
  const chars = nArgs > 1 ? argText(rt, self, rt.stack[at + 1]!) : ' \t\n\r\v\f';
  let start = 0;
  let end = text.length;
  if (left) while (start < end && chars.includes(text[start]!)) start++;
  if (right) while (end > start && chars.includes(text[end - 1]!)) end--;
  return end - start === text.length ? self : newLike(rt, self, text.slice(start, end));
}

function center(rt: Runtime, self: Word, widthArg: Word): Word {
  const text = selfText(rt, self);
  const width = toIndex(rt, widthArg);
  // A negative width is taken as a huge one.
  if (width < 0) rt.memoryError(width + 1);
  const missing = width - (isStr(rt, self) ? charCount(text) : text.length);
  if (missing <= 0) return self;
  checkTextSize(rt, text.length + missing);
  const left = missing >> 1;
  return newLike(rt, self, ' '.repeat(left) + text + ' '.repeat(missing - left));
}

/** Changes the letters from `first` to `last`; no others, and no bytes beyond ASCII. */
function changeCase(first: string, last: string): FunctionDef {
  const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
  const letters = new RegExp(`[${first}-${last}]`, 'g');
  return fun1((rt, self) => {
    const quick = isStr(rt, self) ? otherCase(rt, self, from, to) : NULL;
    if (quick !== NULL) return quick;
    const swap = (c: string): string => String.fromCharCode(c.charCodeAt(0) ^ 0x20);
    return newLike(rt, self, selfText(rt, self).replace(letters, swap));
  });
}
/** True if some byte matches `some` and none matches `none`: two scans, no backtracking. */
function testText(some: RegExp, none: RegExp): FunctionDef {
  return fun1((rt, self) => {
    const text = selfText(rt, self);
    return boolWord(some.test(text) && !none.test(text));
  });
}

function decode(rt: Runtime, nArgs: number, at: number): Word {
  const text = selfText(rt, rt.stack[at]!);
  const encoding = nArgs > 1 ? rt.stack[at + 1]! : UTF_8;
  return newStr(rt, decodeText(rt, text, encoding, nArgs > 2 ? rt.stack[at + 2]! : NULL));
}
function encode(rt: Runtime, nArgs: number, at: number): Word {
  const text = selfText(rt, rt.stack[at]!);
  return newBytes(rt, encodeText(rt, text, nArgs > 1 ? rt.stack[at + 1]! : UTF_8));
}
/** The static qstr 'utf-8'. */
const UTF_8 = qstrWord(161);

/** The method `hex([sep])` of anything with a buffer. */
export function hexMethod(rt: Runtime, nArgs: number, at: number): Word {
  const text = bufferText(rt, getBufferRaise(rt, rt.stack[at]!, MP_BUFFER_READ));
  const sep = nArgs > 1 ? strDataRaise(rt, rt.stack[at + 1]!).slice(0, 1) : '';
  return newStr(rt, hexText(rt, text, sep));
}
/** Hexadecimal digits of bytes, with `sep` between pairs. */
export function hexText(rt: Runtime, text: string, sep: string): string {
  checkTextSize(rt, text.length * (2 + sep.length));
  let out = '';
  for (let i = 0; i < text.length; i++) {
    out += (i > 0 ? sep : '') + text.charCodeAt(i).toString(16).padStart(2, '0');
  }
  return out;
}
/** Bytes of hexadecimal digits; white space between pairs is ignored. Raises ValueError. */
export function bytesOfHex(rt: Runtime, text: string): string {
  let out = '';
  for (let i = 0; i < text.length; ) {
    if (isSpaceCode(text.charCodeAt(i))) {
      i++;
      continue;
    }
    const pair = text.slice(i, i + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) valueError(rt, 'non-hex digit');
    out += String.fromCharCode(Number.parseInt(pair, 16));
    i += 2;
  }
  return out;
}
function fromhex(rt: Runtime, cls: Word, data: Word): Word {
  const bytes = bytesOfHex(rt, bufferText(rt, getBufferRaise(rt, data, MP_BUFFER_READ)));
  return cls === rt.type(bytearrayType) ? newBytearray(rt, bytes) : newBytes(rt, bytes);
}

// The tables are functions because the types that ask for them may be evaluated before this file (the runtime's modules
// import each other in circles).

function commonMethods(): Record<string, MemberDef> {
  return {
    find: funVar(2, 4, (rt, nArgs, at) => findIn(rt, nArgs, at, false, false)),
    rfind: funVar(2, 4, (rt, nArgs, at) => findIn(rt, nArgs, at, true, false)),
    index: funVar(2, 4, (rt, nArgs, at) => findIn(rt, nArgs, at, false, true)),
    rindex: funVar(2, 4, (rt, nArgs, at) => findIn(rt, nArgs, at, true, true)),
    join: fun2(join),
    split: funVar(1, 3, split),
    splitlines: funKw(1, splitlines),
    rsplit: funVar(1, 3, rsplit),
    startswith: funVar(2, 4, (rt, nArgs, at) => startsOrEnds(rt, nArgs, at, false)),
    endswith: funVar(2, 4, (rt, nArgs, at) => startsOrEnds(rt, nArgs, at, true)),
    strip: funVar(1, 2, (rt, nArgs, at) => strip(rt, nArgs, at, true, true)),
    lstrip: funVar(1, 2, (rt, nArgs, at) => strip(rt, nArgs, at, true, false)),
    rstrip: funVar(1, 2, (rt, nArgs, at) => strip(rt, nArgs, at, false, true)),
    format: funKw(1, formatMethod),
    replace: funVar(3, 4, replace),
    count: funVar(2, 4, count),
    partition: fun2((rt, self, sep) => partition(rt, self, sep, false)),
    rpartition: fun2((rt, self, sep) => partition(rt, self, sep, true)),
    center: fun2(center),
    lower: changeCase('A', 'Z'),
    upper: changeCase('a', 'z'),
    isspace: testText(/[ \t-\r]/, /[^ \t-\r]/),
    isalpha: testText(/[A-Za-z]/, /[^A-Za-z]/),
    isdigit: testText(/[0-9]/, /[^0-9]/),
    isupper: testText(/[A-Z]/, /[a-z]/),
    islower: testText(/[a-z]/, /[A-Z]/),
  };
}

/** The method table of str. */
export function strMethods(): Record<string, MemberDef> {
  return { ...commonMethods(), encode: funVar(1, 3, encode) };
}
/** The method table of bytes, and the tail of bytearray's. */
export function bytesMethods(): Record<string, MemberDef> {
  return {
    hex: funVar(1, 2, hexMethod),
    fromhex: classMethod(fun2(fromhex)),
    decode: funVar(1, 3, decode),
    ...commonMethods(),
  };
}
