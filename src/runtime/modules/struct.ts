// The module `struct` (python-dialect.md section 21).

import { binaryGetSize, loadInteger, storeInteger } from '../core/binary.js';
import { bstrFromBytes } from '../core/bstr.js';
import { type BufferInfo, bufferBytes, getBufferRaise, MP_BUFFER_READ, MP_BUFFER_WRITE } from '../core/buffer.js';
import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { fun1, funVar, type ModuleDef } from '../core/typedef.js';
import { type Addr, NONE, type Word } from '../core/word.js';
import { newFloat, toFloat } from '../objects/float.js';
import { newInt, newIntAny, toIndex, truncatedWord } from '../objects/int.js';
import { newBytesFrom, newBytesZero, newStr, sealBytes, strDataRaise, textData } from '../objects/str-data.js';
import { newTupleRoom } from '../objects/tuple.js';
import { decodeHalf, encodeHalf } from './half-float.js';

const AT = 64;
const GREATER = 62;
/** Counts stop growing here: no buffer is that large. */
const COUNT_LIMIT = 2 ** 40;

/** One item of a format: `count` values of `size` bytes each, or one text or gap of `count` bytes. */
interface Item {
  readonly code: string;
  readonly signed: boolean;
  readonly count: number;
  readonly size: number;
  readonly align: number;
}
interface Format {
  readonly bigEndian: boolean;
  readonly items: readonly Item[];
  /** Values of the whole format, and its size in bytes. */
  readonly values: number;
  readonly size: number;
}

const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';
const isWhole = (code: string): boolean => code === 's' || code === 'x';
const alignUp = (n: number, align: number): number => Math.ceil(n / align) * align;

/** Formats that were read, for each size of a machine word: programs use the same few again and again. */
const knownFormats = { 4: new Map<string, Format>(), 8: new Map<string, Format>() };
const MAX_KNOWN = 64;
const MAX_KNOWN_LENGTH = 32;

function parseFormat(rt: Runtime, word: Word): Format {
  const text = strDataRaise(rt, word);
  const formats = knownFormats[rt.W];
  const known = formats.get(text);
  if (known !== undefined) return known;
  // A NUL ends it.
  const format = readFormat(rt, text.split('\0', 1)[0]!);
  if (text.length <= MAX_KNOWN_LENGTH) {
    if (formats.size >= MAX_KNOWN) formats.clear();
    formats.set(text, format);
  }
  return format;
}

function readFormat(rt: Runtime, text: string): Format {
  let i = 0;
  let order = AT;
  // `=` is taken as an order, but no code has a size in it.
  const hasNoSizes = text[0] === '=';
  if ('@<>!='.includes(text[0] ?? '?')) order = text[i++] === '!' ? GREATER : text.charCodeAt(0);
  const items: Item[] = [];
  let values = 0;
  let size = 0;
  while (i < text.length) {
    let count = 1;
    if (isDigit(text[i])) {
      count = 0;
      for (; isDigit(text[i]); i++) count = Math.min(COUNT_LIMIT, count * 10 + Number(text[i]));
      if (i >= text.length) valueError(rt, 'bad typecode');
    }
    const code = text[i++]!;
    if (isWhole(code)) {
      items.push({ code, signed: false, count, size: 1, align: 1 });
      if (code === 's') values++;
      size += count;
      continue;
    }
    if (hasNoSizes) valueError(rt, 'bad typecode');
    const { size: width, align } = binaryGetSize(rt, order, code.charCodeAt(0));
    items.push({ code, signed: code === code.toLowerCase(), count, size: width, align });
    values += count;
    if (count > 0) size = alignUp(size, align) + count * width;
  }
  return { bigEndian: order === GREATER, items, values, size };
}

/** Address of `offset` in a buffer that must hold the whole format from there on. */
function placeOf(rt: Runtime, info: BufferInfo, offset: number, format: Format): Addr {
  let at = offset;
  if (at < 0) {
    at += info.len;
    if (at < 0) valueError(rt, 'buffer too small');
  }
  if (at + format.size > info.len) valueError(rt, 'buffer too small');
  return info.buf + at;
}

// --- unpacking -------------------------------------------------------------------------------------------------------

function stringAt(rt: Runtime, addr: Addr): Word {
  let end = addr;
  while (rt.mem.ld8(end) !== 0) end++;
  return newStr(rt, bstrFromBytes(rt.mem.bytes(addr, end - addr)));
}

function loadValue(rt: Runtime, item: Item, addr: Addr, bigEndian: boolean): Word {
  const { code, size } = item;
  if (code === 'f' || code === 'd' || code === 'e') return newFloat(rt, loadFloat(rt, item, addr, bigEndian));
  if (code === 'O') return rt.ldObj(addr);
  const value = loadInteger(rt, addr, size, item.signed, bigEndian);
  return code === 'S' ? stringAt(rt, Number(value)) : newIntAny(rt, value);
}

function loadFloat(rt: Runtime, { code, size }: Item, addr: Addr, bigEndian: boolean): number {
  if (code === 'f' && !bigEndian) return rt.mem.ldF32(addr);
  if (code === 'd' && !bigEndian) return rt.mem.ldF64(addr);
  const bytes = rt.mem.bytes(addr, size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  if (code === 'e') return decodeHalf(view.getUint16(0, !bigEndian));
  return code === 'f' ? view.getFloat32(0) : view.getFloat64(0);
}

function unpackFrom(rt: Runtime, nArgs: number, at: number): Word {
  const format = parseFormat(rt, rt.stack[at]!);
  const info = getBufferRaise(rt, rt.stack[at + 1]!, MP_BUFFER_READ);
  const offset = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) : 0;
  const start = placeOf(rt, info, offset, format);
  const tuple = newTupleRoom(rt, format.values);
  let p = start;
  let slot = tuple + 2 * rt.W;
  const mark = rt.heap.mark();
  for (const item of format.items) {
    const { code, count } = item;
    if (isWhole(code)) {
      if (code === 's') {
        rt.stObj(slot, newBytesFrom(rt, p, count));
        slot += rt.W;
        rt.heap.release(mark);
      }
      p += count;
      continue;
    }
    for (let i = 0; i < count; i++) {
      p = start + alignUp(p - start, item.align);
      rt.stObj(slot, loadValue(rt, item, p, format.bigEndian));
      slot += rt.W;
      rt.heap.release(mark);
      p += item.size;
    }
  }
  return tuple;
}

// --- packing ---------------------------------------------------------------------------------------------------------

function storeValue(rt: Runtime, { code, size }: Item, addr: Addr, bigEndian: boolean, w: Word): void {
  if (code === 'f' || code === 'd' || code === 'e') {
    const x = toFloat(rt, w);
    if (code === 'f' && !bigEndian) rt.mem.stF32(addr, x);
    else if (code === 'd' && !bigEndian) rt.mem.stF64(addr, x);
    else {
      const bytes = rt.mem.bytes(addr, size, 'store');
      const view = new DataView(bytes.buffer, bytes.byteOffset, size);
      if (code === 'e') view.setUint16(0, encodeHalf(x), !bigEndian);
      else if (code === 'f') view.setFloat32(0, x);
      else view.setFloat64(0, x);
    }
  } else if (code === 'O') rt.stObj(addr, w);
  else storeInteger(rt, addr, size, truncatedWord(rt, w, Math.max(size, rt.W)), bigEndian);
}

/** Stores values at `start`, where the format fits. What values are missing for is left alone. */
function packValues(rt: Runtime, format: Format, start: Addr, at: number, nValues: number): void {
  let next = 0;
  let p = 0;
  for (const item of format.items) {
    const { code, count } = item;
    if (next >= nValues) return;
    if (isWhole(code)) {
      const target = count === 0 ? new Uint8Array(0) : rt.mem.bytes(start + p, count, 'store');
      if (code === 's') {
        const source = bufferBytes(rt, getBufferRaise(rt, rt.stack[at + next++]!, MP_BUFFER_READ));
        // Source and target may overlap: the copy comes first.
        const n = Math.min(count, source.length);
        target.set(source.subarray(0, n));
        target.fill(0, n);
      } else target.fill(0);
      p += count;
      continue;
    }
    for (let i = 0; i < count && next < nValues; i++) {
      p = alignUp(p, item.align);
      storeValue(rt, item, start + p, format.bigEndian, rt.stack[at + next++]!);
      p += item.size;
    }
  }
}

function pack(rt: Runtime, nArgs: number, at: number): Word {
  const format = parseFormat(rt, rt.stack[at]!);
  if (format.size >= rt.config.heapBytes) rt.memoryError(format.size + 1);
  const bytes = newBytesZero(rt, format.size);
  packValues(rt, format, textData(rt, bytes), at + 1, nArgs - 1);
  return sealBytes(rt, bytes);
}

function packInto(rt: Runtime, nArgs: number, at: number): Word {
  const format = parseFormat(rt, rt.stack[at]!);
  const info = getBufferRaise(rt, rt.stack[at + 1]!, MP_BUFFER_WRITE);
  const offset = toIndex(rt, rt.stack[at + 2]!);
  packValues(rt, format, placeOf(rt, info, offset, format), at + 3, nArgs - 3);
  return NONE;
}

export const structModule: ModuleDef = {
  name: 'struct',
  extensible: true,
  members: {
    calcsize: fun1((rt, word) => newInt(rt, parseFormat(rt, word).size)),
    pack: funVar(1, undefined, pack),
    pack_into: funVar(3, undefined, packInto),
    unpack: funVar(2, 3, unpackFrom),
    unpack_from: funVar(2, 3, unpackFrom),
  },
};
