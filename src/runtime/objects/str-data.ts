// The data of str and bytes objects: layout of native-abi.md 3.4, reading and making them, characters in UTF-8. A str may
// also be a qstr word; bytes never are.

import { stringHash } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { bstrFromBytes, hashBstr, putBstr } from '../core/bstr.js';
import { bufferText, getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { QSTR_MAX_LENGTH } from '../core/qstr.js';
import { cannotIntern, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import type { TypeDef } from '../core/typedef.js';
import { type Addr, isPointer, isQstr, NULL, type Qstr, qstrNumber, qstrWord, type Word } from '../core/word.js';
import { bytearrayType, newBytearray, newBytearrayOf, newBytearrayZero } from './bytearray.js';
import { bytesType } from './bytes.js';
import { strType } from './str.js';

const HASH = 1;
const LEN = 2;
const DATA = 3;
/** The hash of a text that is too long to be interned: most are never asked for theirs. */
const UNKNOWN_HASH = 0;
/** Up to this length texts are read byte by byte, which is faster than through a view. */
const SHORT_TEXT = 10;

// --- making ----------------------------------------------------------------------------------------------------------

/** A str or bytes object over existing bytes, which the object keeps alive if they are a heap block. */
function newOver(rt: Runtime, type: TypeDef, data: Addr, len: number, hash: number): Word {
  const addr = rt.newObject(type, 4 * rt.W);
  rt.setField(addr, HASH, hash);
  rt.setField(addr, LEN, len);
  rt.setField(addr, DATA, data);
  return addr;
}

/** A new object with a copy of the text; for str this is the form that is never a qstr. */
function newTextObject(rt: Runtime, type: TypeDef, text: string, hash = 0): Word {
  const n = text.length;
  const addr = newTextRoom(rt, type, n);
  const at = roomIndex(rt, addr);
  putBstr(rt.mem.u8, at, text);
  if (n <= QSTR_MAX_LENGTH) setHash(rt, addr, hash !== 0 ? hash : stringHash(rt.mem.u8, at, n));
  return addr;
}

/** A new object with room for `n` bytes; the caller fills them in and sets the hash. */
function newTextRoom(rt: Runtime, type: TypeDef, n: number): Word {
  const quick = rt.allocWithData(n + 1, n + 1);
  if (quick !== 0) {
    const bytes = quick + 4 * rt.W;
    rt.mem.u8[bytes + n - RAM_BASE] = 0;
    rt.setObject4(quick, rt.type(type), 0, n, bytes);
    return quick;
  }
  const addr = rt.newObject(type, 4 * rt.W);
  const mark = rt.heap.mark();
  const data = rt.alloc(n + 1);
  rt.heap.release(mark);
  // New memory is zero: upper halves need not be written.
  const at = (addr - RAM_BASE) >> 2;
  const { i32 } = rt.mem;
  i32[rt.is64 ? at + 2 * LEN : at + LEN] = n;
  i32[rt.is64 ? at + 2 * DATA : at + DATA] = data;
  return addr;
}
/** Index of the bytes of an object that `newTextRoom` made, and their hash. */
const roomIndex = (rt: Runtime, w: Word): number => rt.objField(w, DATA) - RAM_BASE;
function setHash(rt: Runtime, w: Word, hash: number): void {
  const at = (w - RAM_BASE) >> 2;
  rt.mem.i32[rt.is64 ? at + 2 * HASH : at + HASH] = hash;
}

/** `len` bytes that lie in a byte array as a new object; str: the qstr word if they are interned already. If the array is
 * guest memory the caller keeps the bytes alive. */
export function newTextOf(rt: Runtime, type: TypeDef, bytes: Uint8Array, at: number, len: number): Word {
  const { qstrs } = rt;
  const isStrType = type === strType;
  if (isStrType && len <= 1) {
    if (len === 0) return qstrWord(EMPTY);
    const q = qstrs.ofChar(bytes[at]!);
    if (q !== 0) return qstrWord(q);
  }
  const hash = len > QSTR_MAX_LENGTH ? UNKNOWN_HASH : stringHash(bytes, at, len);
  if (isStrType && hash !== UNKNOWN_HASH) {
    const q = qstrs.findBytes(bytes, at, len, hash);
    if (q !== 0) return qstrWord(q);
  }
  const addr = newTextRoom(rt, type, len);
  moveBytes(rt.mem.u8, roomIndex(rt, addr), bytes, at, len);
  if (hash !== UNKNOWN_HASH) setHash(rt, addr, hash);
  return addr;
}

/** Type of what methods of a str, bytes or bytearray give. */
export const textType = (rt: Runtime, like: Word): TypeDef =>
  isStr(rt, like) ? strType : isBytes(rt, like) ? bytesType : bytearrayType;

/** The same with the type of `like`, which is a str, bytes or bytearray; the bytes lie in guest memory, `owner` keeps them
 * alive. */
export function newLikeOf(rt: Runtime, like: Word, owner: Word, at: number, len: number): Word {
  rt.heap.root(owner);
  const type = textType(rt, like);
  return type === bytearrayType ? newBytearrayOf(rt, rt.mem.u8, at, len) : newTextOf(rt, type, rt.mem.u8, at, len);
}

/** Where `openText` wants the bytes of a text: at `at` of `to`. */
export const room: { to: Uint8Array; at: number } = { to: new Uint8Array(0), at: 0 };
/** What is being put together: the object, or NULL and the length of a text that lies in `scratch`. */
let opened: Word = NULL;
let openedLength = 0;

/**
 * Begins a text of `len` bytes with the type of `like`. The caller writes all of them to `room` and calls `closeText`;
 * in between no guest code may run and nothing be allocated. A short str is made elsewhere first: it may be interned.
 */
export function openText(rt: Runtime, like: Word, len: number): void {
  const { u8 } = rt.mem;
  openedLength = len;
  const likeIsStr = isStr(rt, like);
  if (likeIsStr && len <= QSTR_MAX_LENGTH) {
    opened = NULL;
    room.to = scratch;
    room.at = 0;
    return;
  }
  checkTextSize(rt, len);
  room.to = u8;
  if (likeIsStr || isBytes(rt, like)) {
    opened = newTextRoom(rt, likeIsStr ? strType : bytesType, len);
    room.at = roomIndex(rt, opened);
  } else {
    opened = newBytearrayZero(rt, len);
    room.at = len === 0 ? 0 : rt.field(opened, DATA) - RAM_BASE;
  }
}

/** The text, when all of its bytes are there. */
export function closeText(rt: Runtime): Word {
  if (opened === NULL) return newTextOf(rt, strType, scratch, 0, openedLength);
  if (openedLength <= QSTR_MAX_LENGTH && !rt.isType(opened, bytearrayType)) {
    setHash(rt, opened, stringHash(rt.mem.u8, room.at, openedLength));
  }
  return opened;
}

/** Part of a str or bytes: `len` bytes from `offset` on, which must lie in it. */
export function textPart(rt: Runtime, w: Word, offset: number, len: number): Word {
  const type = isBytes(rt, w) ? bytesType : strType;
  if (len === 0) return type === strType ? qstrWord(EMPTY) : newTextOf(rt, type, rt.mem.u8, 0, 0);
  const at = rt.mem.index(textData(rt, w) + offset, len);
  rt.heap.root(w);
  return newTextOf(rt, type, rt.mem.u8, at, len);
}

/** Two str or two bytes, one behind the other, without a detour through JavaScript strings. */
export function joinTexts(rt: Runtime, a: Word, b: Word): Word {
  const [la, lb] = [textLength(rt, a), textLength(rt, b)];
  checkTextSize(rt, la + lb);
  const type = isBytes(rt, a) ? bytesType : strType;
  const { u8 } = rt.mem;
  if (type === strType && la + lb <= QSTR_MAX_LENGTH) {
    // It may be an interned text: put it together where it can be looked up.
    copyText(rt, a, la, scratch, 0);
    copyText(rt, b, lb, scratch, la);
    return newTextOf(rt, strType, scratch, 0, la + lb);
  }
  rt.heap.root(a);
  rt.heap.root(b);
  const addr = newTextRoom(rt, type, la + lb);
  const at = roomIndex(rt, addr);
  copyText(rt, a, la, u8, at);
  copyText(rt, b, lb, u8, at + la);
  if (la + lb <= QSTR_MAX_LENGTH) setHash(rt, addr, stringHash(u8, at, la + lb));
  return addr;
}
/** Where short texts are put together. */
const scratch = new Uint8Array(QSTR_MAX_LENGTH + 1);

/** Copies bytes; the ranges do not overlap. */
export function moveBytes(to: Uint8Array, at: number, from: Uint8Array, index: number, len: number): void {
  if (len <= SHORT_COPY) for (let i = 0; i < len; i++) to[at + i] = from[index + i]!;
  else to.set(from.subarray(index, index + len), at);
}

/** Copies the `len` bytes of a str or bytes. */
function copyText(rt: Runtime, w: Word, len: number, to: Uint8Array, at: number): void {
  if (len === 0) return;
  moveBytes(to, at, rt.mem.u8, rt.mem.index(textData(rt, w), len), len);
}
/** Up to this length a loop is quicker than a copy by a view. */
const SHORT_COPY = 64;

/** The str of a text: the qstr word if the text is interned already, else a new object. */
export function newStr(rt: Runtime, text: string): Word {
  if (text.length > QSTR_MAX_LENGTH) return newTextObject(rt, strType, text);
  if (text === '') return qstrWord(EMPTY);
  if (text.length === 1) {
    const q = rt.qstrs.ofChar(text.charCodeAt(0));
    if (q !== 0) return qstrWord(q);
  }
  // Our hash is needed anyway, and V8's would have to be computed for a new text.
  const hash = hashBstr(text);
  const q = rt.qstrs.findHashed(text, hash);
  return q !== 0 ? qstrWord(q) : newTextObject(rt, strType, text, hash);
}
/** Number of the empty text, which has no place among the others. */
const EMPTY = 1;
/** The qstr word of a text, which is interned; a new str where that cannot be. */
export function internedStr(rt: Runtime, text: string): Word {
  const q = rt.qstrs.intern(text);
  return q !== 0 ? qstrWord(q) : newStr(rt, text);
}
/** A new str object, even if the text is interned. */
export const newStrCopy = (rt: Runtime, text: string): Word => newTextObject(rt, strType, text);
/** A str object over `len` bytes at `data`, which stay where they are. */
export const newStrByRef = (rt: Runtime, data: Addr, len: number): Word => newOver(rt, strType, data, len, 0);
/** A new bytes object. */
export const newBytes = (rt: Runtime, text: string): Word => newTextObject(rt, bytesType, text);
/** A copy of `len` bytes at a guest address, whose owner must be rooted; faults if they are not all in RAM. */
export const newBytesFrom = (rt: Runtime, addr: Addr, len: number): Word =>
  newTextOf(rt, bytesType, rt.mem.u8, len === 0 ? 0 : rt.mem.index(addr, len), len);
/** A new bytes object of `len` zeros. Whoever writes others calls `sealBytes` then. */
export function newBytesZero(rt: Runtime, len: number): Word {
  const addr = newTextRoom(rt, bytesType, len);
  const at = roomIndex(rt, addr);
  if (len <= SHORT_COPY) for (let i = at; i < at + len; i++) rt.mem.u8[i] = 0;
  else rt.mem.u8.fill(0, at, at + len);
  return addr;
}
/** The content of a new bytes object is there: gives it its hash. */
export function sealBytes(rt: Runtime, w: Word): Word {
  const len = rt.objField(w, LEN);
  if (len <= QSTR_MAX_LENGTH) setHash(rt, w, stringHash(rt.mem.u8, roomIndex(rt, w), len));
  return w;
}

/** An object with the type of `like`, which is a str, bytes or bytearray: what their methods return. */
export function newLike(rt: Runtime, like: Word, text: string): Word {
  if (isStr(rt, like)) return newStr(rt, text);
  return isBytes(rt, like) ? newBytes(rt, text) : newBytearray(rt, text);
}

/** MemoryError at once if a text of that many bytes cannot fit the heap: call before building it. */
export function checkTextSize(rt: Runtime, bytes: number): void {
  if (!(bytes < rt.config.heapBytes)) rt.memoryError(bytes + 1);
}

// --- reading ---------------------------------------------------------------------------------------------------------

export const isStr = (rt: Runtime, w: Word): boolean => isQstr(w) || (isPointer(w) && rt.isType(w, strType));
export const isBytes = (rt: Runtime, w: Word): boolean => isPointer(w) && rt.isType(w, bytesType);
export const isStrOrBytes = (rt: Runtime, w: Word): boolean => isStr(rt, w) || isBytes(rt, w);

/** Length in bytes of a word that is a str or bytes. */
export const textLength = (rt: Runtime, w: Word): number =>
  isQstr(w) ? rt.qstrs.text(qstrNumber(w)).length : rt.objField(w, LEN);
/** Address of the bytes of a str or bytes. */
export const textData = (rt: Runtime, w: Word): Addr =>
  isQstr(w) ? rt.qstrs.addr(qstrNumber(w)) : rt.objField(w, DATA);

/** Text of a word that is a str or bytes, as a byte string. */
export function strValue(rt: Runtime, w: Word): string {
  if (isQstr(w)) return rt.qstrs.text(qstrNumber(w));
  const len = rt.field(w, LEN);
  if (len > SHORT_TEXT) return bstrFromBytes(rt.mem.bytes(rt.field(w, DATA), len));
  if (len === 0) return '';
  const { u8 } = rt.mem;
  const at = rt.mem.index(rt.field(w, DATA), len);
  if (len === 1) return String.fromCharCode(u8[at]!);
  let text = '';
  for (let i = at; i < at + len; i++) text += String.fromCharCode(u8[i]!);
  return text;
}

/** Hash of a str or bytes. */
export function strHash(rt: Runtime, w: Word): number {
  if (isQstr(w)) return rt.qstrs.hash(qstrNumber(w));
  const known = rt.objField(w, HASH);
  if (known !== 0) return known & 0xffff;
  const len = rt.field(w, LEN);
  const hash = stringHash(rt.mem.u8, len === 0 ? 0 : rt.mem.index(rt.field(w, DATA), len), len);
  rt.setField(w, HASH, hash);
  return hash;
}

/** True if two words that are str or bytes have the same bytes. */
export function sameText(rt: Runtime, a: Word, b: Word): boolean {
  if (a === b) return true;
  if (isQstr(a) && isQstr(b)) return false;
  const len = textLength(rt, a);
  if (textLength(rt, b) !== len) return false;
  if (len === 0) return true;
  const { u8 } = rt.mem;
  const x = rt.mem.index(textData(rt, a), len);
  const y = rt.mem.index(textData(rt, b), len);
  for (let i = 0; i < len; i++) if (u8[x + i] !== u8[y + i]) return false;
  return true;
}

/** True if the bytes of `part` stand in `w` from byte `offset` on. Both are str or bytes. */
export function hasTextAt(rt: Runtime, w: Word, part: Word, offset: number): boolean {
  const len = textLength(rt, part);
  if (offset < 0 || offset + len > textLength(rt, w)) return false;
  if (len === 0) return true;
  const { u8 } = rt.mem;
  const x = rt.mem.index(textData(rt, w) + offset, len);
  const y = rt.mem.index(textData(rt, part), len);
  for (let i = 0; i < len; i++) if (u8[x + i] !== u8[y + i]) return false;
  return true;
}

/** TypeError of a function that wants text of another kind. */
export function badConversion(rt: Runtime, w: Word): never {
  return typeError(rt, `can't convert '${rt.typeNameOf(w)}' object to ${isStr(rt, w) ? 'bytes' : 'str'} implicitly`);
}
/** Text of a str or bytes; TypeError for anything else. */
export function strDataRaise(rt: Runtime, w: Word): string {
  return isStrOrBytes(rt, w) ? strValue(rt, w) : badConversion(rt, w);
}
/** Text of a str; TypeError for anything else. */
export function strTextRaise(rt: Runtime, w: Word): string {
  return isStr(rt, w) ? strValue(rt, w) : badConversion(rt, w);
}

/** The interned string of a str, interning it; RuntimeError if it is too long, TypeError if it is no str. */
export function strQstr(rt: Runtime, w: Word): Qstr {
  if (isQstr(w)) return qstrNumber(w);
  const text = strTextRaise(rt, w);
  const q = rt.qstrs.intern(text);
  return q !== 0 ? q : isEmptyStr(rt, w) ? 1 : cannotIntern(rt, text);
}
const isEmptyStr = (rt: Runtime, w: Word): boolean => textLength(rt, w) === 0;

/** Text of the self argument of a method of str, bytes and bytearray. */
export function selfText(rt: Runtime, self: Word): string {
  if (isStrOrBytes(rt, self)) return strValue(rt, self);
  const info = getBuffer(rt, self, MP_BUFFER_READ);
  return info ? bufferText(rt, info) : typeError(rt, 'argument has wrong type');
}

// --- characters ------------------------------------------------------------------------------------------------------

// biome-ignore lint/suspicious/noControlCharactersInRegex: all ASCII is meant
const ASCII = /^[\x00-\x7f]*$/;
export function isAscii(text: string): boolean {
  if (text.length > 32) return ASCII.test(text);
  let all = 0;
  for (let i = 0; i < text.length; i++) all |= text.charCodeAt(i);
  return all < 0x80;
}

/** Number of bytes from index `at` up to `end` that are ASCII, without a gap. */
function asciiRun(rt: Runtime, at: number, end: number): number {
  const { u8, i32 } = rt.mem;
  let i = at;
  while (i < end && (i & 3) !== 0 && u8[i]! < 0x80) i++;
  if ((i & 3) === 0) while (i + 4 <= end && (i32[i >> 2]! & 0x8080_8080) === 0) i += 4;
  while (i < end && u8[i]! < 0x80) i++;
  return i - at;
}

/** Number of characters of a word that is a str. */
export function strLength(rt: Runtime, w: Word): number {
  const len = textLength(rt, w);
  if (len === 0) return 0;
  const { u8 } = rt.mem;
  const at = rt.mem.index(textData(rt, w), len);
  let count = asciiRun(rt, at, at + len);
  for (let i = at + count; i < at + len; i++) if (!isContinuation(u8[i]!)) count++;
  return count;
}
/** Character `index` of a str (negative: from its end) if it and all characters on the way to it are ASCII, else -1. */
export function asciiAt(rt: Runtime, w: Word, index: number): number {
  const len = textLength(rt, w);
  const offset = index < 0 ? len + index : index;
  if (offset < 0 || offset >= len) return -1;
  const at = rt.mem.index(textData(rt, w), len);
  const from = index < 0 ? at + offset : at;
  const end = index < 0 ? at + len : at + offset + 1;
  return asciiRun(rt, from, end) === end - from ? rt.mem.u8[at + offset]! : -1;
}
/** True if all characters of a word that is a str are ASCII: a position is then a byte offset. */
export function isAsciiStr(rt: Runtime, w: Word): boolean {
  const len = textLength(rt, w);
  if (len === 0) return true;
  const at = rt.mem.index(textData(rt, w), len);
  return asciiRun(rt, at, at + len) === len;
}

const isContinuation = (c: number): boolean => (c & 0xc0) === 0x80;

/** Number of code points. */
export function charCount(text: string): number {
  if (isAscii(text)) return text.length;
  let count = 0;
  for (let i = 0; i < text.length; i++) if (!isContinuation(text.charCodeAt(i))) count++;
  return count;
}
/** Byte offset of code point `index`; the end if there are fewer. */
export function charOffset(text: string, index: number): number {
  if (isAscii(text)) return Math.min(index, text.length);
  let i = 0;
  for (; index > 0 && i < text.length; index--) i = nextChar(text, i);
  return i;
}
/** Offset of the character after the one at `i`. */
export function nextChar(text: string, i: number): number {
  i++;
  while (i < text.length && isContinuation(text.charCodeAt(i))) i++;
  return i;
}
/** Code point of the bytes of one character; only the structure matters. */
export function codePoint(char: string): number {
  const lead = char.charCodeAt(0);
  if (lead < 0x80) return lead;
  let mask = 0x40;
  let value = lead;
  for (; (lead & mask) !== 0 && mask > 0; mask >>= 1) value &= ~mask;
  value &= 0x7f;
  for (let i = 1; i < char.length; i++) value = value * 64 + (char.charCodeAt(i) & 0x3f);
  return value;
}
/** UTF-8 of a code point up to 0x1FFFFF, surrogates included. */
export function charOf(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
  if (code < 0x1_0000) {
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return String.fromCharCode(
    0xf0 | (code >> 18),
    0x80 | ((code >> 12) & 0x3f),
    0x80 | ((code >> 6) & 0x3f),
    0x80 | (code & 0x3f),
  );
}
