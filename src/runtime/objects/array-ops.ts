// Operators, subscripts, iteration and buffer access of bytearray, array and memoryview (python-dialect.md 9).

import { ARRAY_TYPECODE_FLAG_RW, BINARY_OP, BYTEARRAY_TYPECODE, UNARY_OP } from '../../abi/index.js';
import {
  type BufferInfo,
  bufferIndex,
  getBuffer,
  getBufferRaise,
  MP_BUFFER_READ,
  MP_BUFFER_WRITE,
} from '../core/buffer.js';
import { iterPosition, iterSource, newIterator, setIterPosition } from '../core/iter-buffer.js';
import { notImplementedError, overflowError, raise, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { isSlice, sequenceIndex } from '../core/sequence.js';
import {
  type Addr,
  boolWord,
  FALSE,
  isSmallInt,
  NONE,
  NULL,
  SENTINEL,
  STOP_ITERATION,
  smallInt,
  smallIntValue,
  type Word,
} from '../core/word.js';
import { arrayType } from './array.js';
import {
  arrayAppendBytes,
  arrayExtend,
  arrayFields,
  arrayGet,
  arraySet,
  arrayView,
  inMemory,
  isArrayLike,
  isMemoryview,
  newArrayObject,
  newArrayRoom,
  setArrayLength,
} from './array-data.js';
import { bytearrayType } from './bytearray.js';
import { NotImplementedErrorType } from './exceptions.js';
import { isFloat } from './float.js';
import { isInt, newInt } from './int.js';
import { memoryviewType } from './memoryview.js';
import { isBytes, moveBytes, textLength } from './str-data.js';
import { orderAnswer, plainSlice } from './str-ops.js';
import { compareBytes, findBytes } from './text-bytes.js';

const OP = BINARY_OP;
const INCOMPATIBLE = 'lhs and rhs should be compatible';
/** Element offsets of a memoryview that its header word has room for on a 32-bit board. */
const MAX_OFFSET_32 = 2 ** 24;

export function arrayUnaryOp(rt: Runtime, op: number, o: Word): Word {
  if (op === UNARY_OP.BOOL) return boolWord(arrayFields(rt, o).len !== 0);
  return op === UNARY_OP.LEN ? newInt(rt, arrayFields(rt, o).len) : NULL;
}

/** A new array or bytearray with `len` elements from `from` on. */
function copyOf(rt: Runtime, o: Word, from: number, len: number): Word {
  const mark = rt.heap.mark();
  rt.heap.root(o);
  const { typecode, size } = arrayView(rt, o);
  const type = rt.isType(o, bytearrayType) ? bytearrayType : arrayType;
  const copy = newArrayRoom(rt, type, typecode, len);
  if (len > 0) {
    const { u8 } = rt.mem;
    const at = rt.mem.index(arrayView(rt, o).base + from * size, len * size);
    moveBytes(u8, rt.mem.index(rt.field(copy, 3), len * size, 'store'), u8, at, len * size);
  }
  return rt.heap.releaseKeeping(mark, copy);
}

const isOrdering = (op: number): boolean => op <= OP.MORE_EQUAL;

/** The letter of a typecode, in lower case, and whether it is signed. */
function codeLetter(code: number): { letter: string; signed: boolean } {
  const text = code === BYTEARRAY_TYPECODE ? 'B' : String.fromCharCode(code);
  const letter = text.toLowerCase();
  return { letter, signed: text === letter };
}

function compare(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  const right = getBuffer(rt, rhs, MP_BUFFER_READ);
  if (!right) return FALSE;
  const left = getBufferRaise(rt, lhs, MP_BUFFER_READ);
  const a = codeLetter(left.typecode);
  const b = codeLetter(right.typecode);
  if (a.letter !== b.letter || a.letter === 'f' || a.letter === 'd' || (op !== OP.EQUAL && a.signed && b.signed)) {
    raise(rt, NotImplementedErrorType);
  }
  const order = compareBytes(rt.mem.u8, bufferIndex(rt, left), left.len, bufferIndex(rt, right), right.len);
  return orderAnswer(op, order);
}

function contains(rt: Runtime, lhs: Word, rhs: Word): Word {
  const needle = getBuffer(rt, rhs, MP_BUFFER_READ);
  if (needle) {
    if (!rt.isType(lhs, bytearrayType)) return FALSE;
    // Nothing is found in an empty one, not even nothing.
    const text = getBufferRaise(rt, lhs, MP_BUFFER_READ);
    const at = bufferIndex(rt, text);
    const found = findBytes(rt.mem.u8, at, at + text.len, bufferIndex(rt, needle), needle.len);
    return boolWord(text.len > 0 && found >= 0);
  }
  if (isInt(rt, rhs) || isFloat(rt, rhs)) raise(rt, NotImplementedErrorType);
  return FALSE;
}

export function arrayBinaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  if (isOrdering(op)) return compare(rt, op, lhs, rhs);
  switch (op) {
    case OP.CONTAINS:
      return contains(rt, lhs, rhs);
    case OP.ADD: {
      if (isMemoryview(rt, lhs)) return NULL;
      const mark = rt.heap.mark();
      const sum = copyOf(rt, lhs, 0, arrayView(rt, lhs).len);
      arrayAppendBytes(rt, sum, rhs, getBufferRaise(rt, rhs, MP_BUFFER_READ));
      return rt.heap.releaseKeeping(mark, sum);
    }
    case OP.INPLACE_ADD:
      if (isMemoryview(rt, lhs)) return NULL;
      arrayExtend(rt, lhs, rhs);
      return lhs;
    default:
      return NULL;
  }
}

// --- subscripts ------------------------------------------------------------------------------------------------------

export function arraySubscr(rt: Runtime, self: Word, index: Word, value: Word): Word {
  if (value === NULL) return NULL;
  const type = rt.typeOf(self);
  if (isSmallInt(index) && type === rt.type(bytearrayType)) {
    // The common case, without looking at more than it takes.
    const len = rt.field(self, 2);
    const i = smallIntValue(index);
    if (i >= 0 && i < len) {
      const at = rt.field(self, 3) + i;
      if (value === SENTINEL) return smallInt(rt.mem.ld8(at));
      if (isSmallInt(value)) {
        rt.mem.st8(at, smallIntValue(value));
        return NONE;
      }
    }
  }
  const fields = arrayFields(rt, self);
  const { len } = fields;
  // The index and what is stored are looked at before the right to write.
  const readOnly = isMemoryview(rt, self) && (rt.field(self, 1) & ARRAY_TYPECODE_FLAG_RW) === 0;
  if (isSmallInt(index)) {
    const i = smallIntValue(index);
    if (i >= 0 && i < len) {
      if (value === SENTINEL) return arrayGet(rt, inMemory(rt, self, fields), i);
      if (readOnly) return NULL;
      arraySet(rt, inMemory(rt, self, fields), i, value);
      return NONE;
    }
  } else if (isSlice(rt, index)) {
    const { start, stop } = plainSlice(rt, len, index);
    if (value !== SENTINEL) return storeSlice(rt, self, start, stop, value, readOnly);
    return isMemoryview(rt, self) ? viewOf(rt, self, start, stop - start) : copyOf(rt, self, start, stop - start);
  }
  const name = type === rt.type(bytearrayType) ? 'bytearray' : isMemoryview(rt, self) ? 'memoryview' : 'array';
  const i = sequenceIndex(rt, name, len, index);
  if (value === SENTINEL) return arrayGet(rt, arrayView(rt, self), i);
  if (readOnly) return NULL;
  arraySet(rt, arrayView(rt, self), i, value);
  return NONE;
}

/** A memoryview of a part of a memoryview. */
function viewOf(rt: Runtime, view: Word, start: number, len: number): Word {
  const header = rt.field(view, 1);
  const offset = Math.floor(header / 256) + start;
  if (!rt.is64 && offset >= MAX_OFFSET_32) overflowError(rt, 'memoryview offset too large');
  return newArrayObject(rt, memoryviewType, (header & 0xff) + 256 * offset, len, rt.field(view, 3));
}

function storeSlice(rt: Runtime, self: Word, start: number, stop: number, value: Word, readOnly: boolean): Word {
  const { size, len, free } = arrayView(rt, self);
  let source: Addr;
  let count: number;
  if (isArrayLike(rt, value)) {
    const other = arrayView(rt, value);
    if (other.size !== size) valueError(rt, INCOMPATIBLE);
    source = other.base;
    count = other.len;
  } else if (isBytes(rt, value)) {
    if (size !== 1) valueError(rt, INCOMPATIBLE);
    source = rt.field(value, 3);
    count = textLength(rt, value);
  } else return notImplementedError(rt, 'array/bytes required on right side');
  if (readOnly) return NULL;
  const change = count - (stop - start);
  if (change === 0) {
    if (count > 0) rt.mem.move(arrayView(rt, self).base + start * size, source, count * size);
    return NONE;
  }
  const bytes = count === 0 ? new Uint8Array(0) : rt.mem.bytes(source, count * size).slice();
  if (isMemoryview(rt, self)) valueError(rt, INCOMPATIBLE);
  if (change > 0) setArrayLength(rt, self, len + change, Math.max(0, free - change));
  const base = rt.field(self, 3);
  const tail = (len - stop) * size;
  if (tail > 0) rt.mem.move(base + (start + count) * size, base + stop * size, tail);
  if (change < 0) {
    rt.mem.bytes(base + (len + change) * size, -change * size, 'store').fill(0);
    setArrayLength(rt, self, len + change, free - change);
  }
  if (count > 0) rt.mem.bytes(arrayView(rt, self).base + start * size, count * size, 'store').set(bytes);
  return NONE;
}

// --- buffer and iteration --------------------------------------------------------------------------------------------

export function arrayBuffer(rt: Runtime, o: Word, info: BufferInfo, flags: number): boolean {
  if (isMemoryview(rt, o) && (flags & MP_BUFFER_WRITE) !== 0 && (rt.field(o, 1) & ARRAY_TYPECODE_FLAG_RW) === 0)
    return false;
  const { base, len, size, typecode } = arrayFields(rt, o);
  info.buf = base;
  info.len = len * size;
  info.typecode = typecode;
  return true;
}

export function arrayIternext(rt: Runtime, it: Word): Word {
  const source = iterSource(rt, it);
  const at = iterPosition(rt, it);
  const view = arrayView(rt, source);
  if (!(at < view.len)) return STOP_ITERATION;
  setIterPosition(rt, it, at + 1);
  return arrayGet(rt, view, at);
}

export function arrayGetiter(rt: Runtime, o: Word, buf: Addr): Word {
  return newIterator(rt, buf, rt.gate('iternext', arrayIternext), o, 0);
}
