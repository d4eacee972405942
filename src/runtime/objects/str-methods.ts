// The methods of str, bytes and bytearray (python-dialect.md 7, 24.3). The three share them: `self` decides what arguments
// must be and what type results have. Positions of a str count code points, those of the others bytes.

import { bufferIndex, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import {
  classMethod,
  type FunctionDef,
  fun1,
  fun2,
  funKw,
  funVar,
  type MemberDef,
  type TypeDef,
} from '../core/typedef.js';
import { boolWord, FALSE, NULL, qstrWord, type Word } from '../core/word.js';
import { bytearrayType } from './bytearray.js';
import { bytesType } from './bytes.js';
import { checkCount, toIndex } from './int.js';
import { strType } from './str.js';
import { decodeText, encodeText } from './str-codec.js';
import {
  checkTextSize,
  closeText,
  isStr,
  moveBytes,
  newBytes,
  newLikeOf,
  newStr,
  newTextOf,
  openText,
  room,
  selfText,
  strDataRaise,
} from './str-data.js';
import { formatMethod } from './str-format.js';
import { count, findIn, startsOrEnds } from './str-search.js';
import { join, partition, replace, rsplit, split, splitlines } from './str-split.js';
import { built, takeBuilder } from './text-builder.js';
import { countChars, isSpaceByte, isUtf8Range } from './text-bytes.js';
import { readSelf, readSpans, Span } from './text-span.js';

const SELF = new Span();
const ARG = new Span();

// --- the rest --------------------------------------------------------------------------------------------------------

function strip(rt: Runtime, nArgs: number, at: number, left: boolean, right: boolean): Word {
  const self = rt.stack[at]!;
  const { u8 } = rt.mem;
  const given = nArgs > 1;
  if (given) readSpans(rt, self, rt.stack[at + 1]!, SELF, ARG);
  else readSelf(rt, self, SELF);
  const charsAt = ARG.at;
  const charsEnd = ARG.end;
  const isStripped = (c: number): boolean => {
    if (!given) return isSpaceByte(c);
    for (let k = charsAt; k < charsEnd; k++) if (u8[k] === c) return true;
    return false;
  };
  let start = SELF.at;
  let { end } = SELF;
  if (left) while (start < end && isStripped(u8[start]!)) start++;
  if (right) while (end > start && isStripped(u8[end - 1]!)) end--;
  // Nothing left of a bytearray is bytes.
  if (start === end && !isStr(rt, self)) return newBytes(rt, '');
  return end - start === SELF.end - SELF.at ? self : newLikeOf(rt, self, self, start, end - start);
}

function center(rt: Runtime, self: Word, widthArg: Word): Word {
  const width = toIndex(rt, widthArg);
  readSelf(rt, self, SELF);
  // A negative width is taken as a huge one.
  if (width < 0) rt.memoryError(width + 1);
  const { u8 } = rt.mem;
  const from = SELF.at;
  const len = SELF.end - from;
  checkCount(rt, widthArg, width, 1, 1);
  const missing = width - (isStr(rt, self) ? countChars(u8, from, SELF.end) : len);
  if (missing <= 0) return self;
  checkTextSize(rt, len + missing);
  const left = missing >> 1;
  openText(rt, self, len + missing);
  const { to, at } = room;
  to.fill(0x20, at, at + left);
  moveBytes(to, at + left, u8, from, len);
  to.fill(0x20, at + left + len, at + len + missing);
  return closeText(rt);
}

/** Changes the letters from `first` to `last`; no others, and no bytes beyond ASCII. */
function changeCase(first: string, last: string): FunctionDef {
  const [low, high] = [first.charCodeAt(0), last.charCodeAt(0)];
  return fun1((rt, self) => {
    readSelf(rt, self, SELF);
    const { u8 } = rt.mem;
    const from = SELF.at;
    const len = SELF.end - from;
    openText(rt, self, len);
    const { to, at } = room;
    for (let i = 0; i < len; i++) {
      const c = u8[from + i]!;
      to[at + i] = c >= low && c <= high ? c ^ 0x20 : c;
    }
    return closeText(rt);
  });
}

function isUpper(c: number): boolean {
  return c >= 65 && c <= 90;
}
function isLower(c: number): boolean {
  return c >= 97 && c <= 122;
}
function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** True if `some` holds for a byte and `bad` for none. */
function testText(some: (c: number) => boolean, bad: (c: number) => boolean): FunctionDef {
  return fun1((rt, self) => {
    readSelf(rt, self, SELF);
    const { u8 } = rt.mem;
    let found = false;
    for (let i = SELF.at; i < SELF.end; i++) {
      const c = u8[i]!;
      if (bad(c)) return FALSE;
      if (!found && some(c)) found = true;
    }
    return boolWord(found);
  });
}

function decode(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  if (nArgs === 1) {
    readSelf(rt, self, SELF);
    if (isUtf8Range(rt.mem.u8, SELF.at, SELF.end)) {
      rt.heap.root(self);
      return newTextOf(rt, strType, rt.mem.u8, SELF.at, SELF.end - SELF.at);
    }
  }
  const encoding = nArgs > 1 ? rt.stack[at + 1]! : UTF_8;
  return newStr(rt, decodeText(rt, selfText(rt, self), encoding, nArgs > 2 ? rt.stack[at + 2]! : NULL));
}
function encode(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  if (nArgs > 1) return newBytes(rt, encodeText(rt, selfText(rt, self), rt.stack[at + 1]!));
  readSelf(rt, self, SELF);
  rt.heap.root(self);
  return newTextOf(rt, bytesType, rt.mem.u8, SELF.at, SELF.end - SELF.at);
}
/** The static qstr 'utf-8'. */
const UTF_8 = qstrWord(161);

/** The method `hex([sep])` of anything with a buffer. */
export function hexMethod(rt: Runtime, nArgs: number, at: number): Word {
  return hexDigits(rt, strType, nArgs, at);
}
const HEX = Uint8Array.from('0123456789abcdef', (c) => c.charCodeAt(0));

/** Hexadecimal digits of the first argument, with the first byte of a second one (the NUL that ends it) between pairs. */
export function hexDigits(rt: Runtime, type: TypeDef, nArgs: number, at: number): Word {
  const info = getBufferRaise(rt, rt.stack[at]!, MP_BUFFER_READ);
  const sep = nArgs > 1 ? strDataRaise(rt, rt.stack[at + 1]!).slice(0, 1) || '\0' : '';
  const from = bufferIndex(rt, info);
  const { u8 } = rt.mem;
  const n = info.len;
  const total = n * 2 + (sep === '' || n === 0 ? 0 : n - 1);
  checkTextSize(rt, total);
  const builder = takeBuilder();
  for (let i = 0; i < n; i++) {
    if (i > 0 && sep !== '') builder.byte(sep.charCodeAt(0));
    const c = u8[from + i]!;
    builder.byte(HEX[c >> 4]!);
    builder.byte(HEX[c & 15]!);
  }
  return built(rt, type, builder);
}

/** Value of a hexadecimal digit, -1 for other bytes. */
const hexValue = (c: number): number =>
  isDigit(c) ? c - 48 : c >= 97 && c <= 102 ? c - 87 : c >= 65 && c <= 70 ? c - 55 : -1;

/** The bytes that hexadecimal digits stand for; white space between pairs is ignored. Raises ValueError. */
export function bytesOfHex(rt: Runtime, data: Word, type: TypeDef): Word {
  const info = getBufferRaise(rt, data, MP_BUFFER_READ);
  const { u8 } = rt.mem;
  let i = bufferIndex(rt, info);
  const end = i + info.len;
  const builder = takeBuilder();
  while (i < end) {
    const c = u8[i++]!;
    if (isSpaceByte(c)) continue;
    const high = hexValue(c);
    const low = i < end ? hexValue(u8[i++]!) : -1;
    if (high < 0 || low < 0) valueError(rt, 'non-hex digit');
    builder.byte(high * 16 + low);
  }
  return built(rt, type, builder);
}
function fromhex(rt: Runtime, cls: Word, data: Word): Word {
  return bytesOfHex(rt, data, cls === rt.type(bytearrayType) ? bytearrayType : bytesType);
}

// The tables are functions because the types that ask for them may be evaluated before this file (the runtime's modules
// import each other in circles); what comes from other files may not be there yet either.

function commonMethods(): Record<string, MemberDef> {
  return {
    find: funVar(2, 4, (rt, nArgs, at) => findIn(rt, nArgs, at, false, false)),
    rfind: funVar(2, 4, (rt, nArgs, at) => findIn(rt, nArgs, at, true, false)),
    index: funVar(2, 4, (rt, nArgs, at) => findIn(rt, nArgs, at, false, true)),
    rindex: funVar(2, 4, (rt, nArgs, at) => findIn(rt, nArgs, at, true, true)),
    join: fun2((rt, self, items) => join(rt, self, items)),
    split: funVar(1, 3, (rt, nArgs, at) => split(rt, nArgs, at)),
    splitlines: funKw(1, (rt, nArgs, nKw, at) => splitlines(rt, nArgs, nKw, at)),
    rsplit: funVar(1, 3, (rt, nArgs, at) => rsplit(rt, nArgs, at)),
    startswith: funVar(2, 4, (rt, nArgs, at) => startsOrEnds(rt, nArgs, at, false)),
    endswith: funVar(2, 4, (rt, nArgs, at) => startsOrEnds(rt, nArgs, at, true)),
    strip: funVar(1, 2, (rt, nArgs, at) => strip(rt, nArgs, at, true, true)),
    lstrip: funVar(1, 2, (rt, nArgs, at) => strip(rt, nArgs, at, true, false)),
    rstrip: funVar(1, 2, (rt, nArgs, at) => strip(rt, nArgs, at, false, true)),
    format: funKw(1, (rt, nArgs, nKw, at) => formatMethod(rt, nArgs, nKw, at)),
    replace: funVar(3, 4, (rt, nArgs, at) => replace(rt, nArgs, at)),
    count: funVar(2, 4, (rt, nArgs, at) => count(rt, nArgs, at)),
    partition: fun2((rt, self, sep) => partition(rt, self, sep, false)),
    rpartition: fun2((rt, self, sep) => partition(rt, self, sep, true)),
    center: fun2(center),
    lower: changeCase('A', 'Z'),
    upper: changeCase('a', 'z'),
    isspace: testText(
      (c) => isSpaceByte(c),
      (c) => !isSpaceByte(c),
    ),
    isalpha: testText(
      (c) => isUpper(c) || isLower(c),
      (c) => !isUpper(c) && !isLower(c),
    ),
    isdigit: testText(isDigit, (c) => !isDigit(c)),
    isupper: testText(isUpper, isLower),
    islower: testText(isLower, isUpper),
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
