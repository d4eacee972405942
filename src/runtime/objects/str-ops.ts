// Operators, subscripts and iteration of str and bytes (python-dialect.md 7).

import { BINARY_OP, UNARY_OP } from '../../abi/index.js';
import { bstrFromBytes } from '../core/bstr.js';
import { type BufferInfo, MP_BUFFER_READ } from '../core/buffer.js';
import { iterPosition, iterSource, newIterator, setIterPosition } from '../core/iter-buffer.js';
import { notImplementedError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { intMaybe, isSlice, sequenceIndex, sliceStepOne } from '../core/sequence.js';
import {
  type Addr,
  boolWord,
  FALSE,
  isSmallInt,
  NONE,
  NULL,
  qstrWord,
  SENTINEL,
  STOP_ITERATION,
  smallInt,
  smallIntValue,
  type Word,
} from '../core/word.js';
import { checkCount } from './int.js';
import { normalOp } from './int-ops.js';
import {
  asciiAt,
  badConversion,
  checkTextSize,
  closeText,
  internedStr,
  isAsciiStr,
  isBytes,
  isStr,
  joinTexts,
  moveBytes,
  newBytes,
  openText,
  room,
  strHash,
  strLength,
  textData,
  textLength,
  textPart,
} from './str-data.js';
import { formatPercent } from './str-percent.js';
import { charIndex, compareBytes, countChars, findBytes, nextCharAt } from './text-bytes.js';
import { readBuffer, readText, Span } from './text-span.js';

const OP = BINARY_OP;
const EMPTY_STR = qstrWord(1);

export function strUnaryOp(rt: Runtime, op: number, o: Word): Word {
  switch (op) {
    case UNARY_OP.LEN:
      return smallInt(strLength(rt, o));
    case UNARY_OP.BOOL:
      return boolWord(textLength(rt, o) !== 0);
    case UNARY_OP.HASH:
      return smallInt(strHash(rt, o));
    default:
      return NULL;
  }
}

/** Answer of a comparison `op` of two texts whose order is known (`compareBytes`); NULL if it is no comparison. */
export function orderAnswer(op: number, order: number): Word {
  switch (op) {
    case OP.LESS:
      return boolWord(order < 0);
    case OP.MORE:
      return boolWord(order > 0);
    case OP.EQUAL:
      return boolWord(order === 0);
    case OP.LESS_EQUAL:
      return boolWord(order <= 0);
    case OP.MORE_EQUAL:
      return boolWord(order >= 0);
    case OP.NOT_EQUAL:
      return boolWord(order !== 0);
    default:
      return NULL;
  }
}

function textRepeat(rt: Runtime, w: Word, times: number): Word {
  const len = textLength(rt, w);
  if (times <= 0 || len === 0) return isStr(rt, w) ? EMPTY_STR : newBytes(rt, '');
  checkTextSize(rt, len * times);
  rt.heap.root(w);
  readText(rt, w, LEFT);
  const { u8 } = rt.mem;
  const { at } = LEFT;
  openText(rt, w, len * times);
  const { to, at: start } = room;
  if (len === 1) to.fill(u8[at]!, start, start + times);
  else {
    moveBytes(to, start, u8, at, len);
    // What is there already is copied behind itself.
    for (let done = 1; done < times; ) {
      const more = Math.min(done, times - done);
      to.copyWithin(start + done * len, start, start + more * len);
      done += more;
    }
  }
  return closeText(rt);
}

/** The slot of str and bytes. */
export function textBinaryOp(rt: Runtime, opCode: number, lhs: Word, rhs: Word): Word {
  const op = normalOp(opCode);
  if (op === OP.MODULO) return formatPercent(rt, lhs, rhs);
  if (op === OP.MULTIPLY) {
    const times = intMaybe(rt, rhs);
    if (times === undefined) return NULL;
    checkCount(rt, rhs, times, textLength(rt, lhs), 1);
    return textRepeat(rt, lhs, times);
  }
  const leftIsBytes = isBytes(rt, lhs);
  const sameKind = leftIsBytes ? isBytes(rt, rhs) : isStr(rt, rhs);
  if (sameKind) {
    if (op === OP.ADD) {
      if (textLength(rt, lhs) === 0) return rhs;
      return textLength(rt, rhs) === 0 ? lhs : joinTexts(rt, lhs, rhs);
    }
    readText(rt, rhs, RIGHT);
  } else if (leftIsBytes) {
    if (!readBuffer(rt, rhs, RIGHT)) return op === OP.EQUAL ? FALSE : NULL;
  } else {
    if (op === OP.EQUAL) return FALSE;
    return op === OP.CONTAINS ? badConversion(rt, rhs) : NULL;
  }
  readText(rt, lhs, LEFT);
  const { u8 } = rt.mem;
  const rightLength = RIGHT.end - RIGHT.at;
  if (op === OP.CONTAINS) return boolWord(findBytes(u8, LEFT.at, LEFT.end, RIGHT.at, rightLength) >= 0);
  const leftLength = LEFT.end - LEFT.at;
  if (op === OP.ADD) {
    checkTextSize(rt, leftLength + rightLength);
    rt.heap.root(lhs);
    rt.heap.root(rhs);
    const left = LEFT.at;
    const right = RIGHT.at;
    openText(rt, lhs, leftLength + rightLength);
    moveBytes(room.to, room.at, u8, left, leftLength);
    moveBytes(room.to, room.at + leftLength, u8, right, rightLength);
    return closeText(rt);
  }
  return orderAnswer(op, compareBytes(u8, LEFT.at, leftLength, RIGHT.at, rightLength));
}
const LEFT = new Span();
const RIGHT = new Span();

/** The str of one ASCII character. Subscripts and iteration intern what they give, as the reference does. */
export function charStr(rt: Runtime, code: number): Word {
  const q = rt.qstrs.ofChar(code);
  return q !== 0 ? qstrWord(q) : internedStr(rt, String.fromCharCode(code));
}

const SLICE_TEXT = 'only slices with step=1 (aka None) are supported';

/** Bounds of a slice of step 1 in a str of `len` characters. Other steps raise NotImplementedError, whatever they are. */
function strSlice(rt: Runtime, len: number, slice: Word): { start: number; stop: number } {
  const step = rt.ldObj(slice + 3 * rt.W);
  if (step !== NONE && step !== smallInt(1)) notImplementedError(rt, SLICE_TEXT);
  const from = rt.ldObj(slice + rt.W);
  const to = rt.ldObj(slice + 2 * rt.W);
  const start = from === NONE ? 0 : sequenceIndex(rt, 'string', len, from, true);
  const stop = to === NONE ? len : sequenceIndex(rt, 'string', len, to, true);
  return { start, stop: Math.max(start, stop) };
}

/** The same of anything else: bounds and step are looked at as those of a list are. */
export function plainSlice(rt: Runtime, len: number, slice: Word): { start: number; stop: number } {
  return sliceStepOne(rt, len, slice) ?? notImplementedError(rt, SLICE_TEXT);
}

export function strSubscr(rt: Runtime, self: Word, index: Word, value: Word): Word {
  if (value !== SENTINEL) return NULL;
  if (isSmallInt(index)) {
    const char = asciiAt(rt, self, smallIntValue(index));
    if (char >= 0) return charStr(rt, char);
  }
  if (isAsciiStr(rt, self)) {
    const len = textLength(rt, self);
    if (isSlice(rt, index)) {
      const { start, stop } = strSlice(rt, len, index);
      return textPart(rt, self, start, stop - start);
    }
    const at = sequenceIndex(rt, 'string', len, index);
    return charStr(rt, rt.mem.ld8(textData(rt, self) + at));
  }
  readText(rt, self, LEFT);
  const { at, end } = LEFT;
  const { u8 } = rt.mem;
  const count = countChars(u8, at, end);
  if (isSlice(rt, index)) {
    const { start, stop } = strSlice(rt, count, index);
    const from = charIndex(u8, at, end, start);
    return textPart(rt, self, from - at, charIndex(u8, from, end, stop - start) - from);
  }
  const from = charIndex(u8, at, end, sequenceIndex(rt, 'string', count, index));
  return internedStr(rt, bstrFromBytes(u8.subarray(from, nextCharAt(u8, from, end))));
}

export function bytesSubscr(rt: Runtime, self: Word, index: Word, value: Word): Word {
  if (value !== SENTINEL) return NULL;
  const len = textLength(rt, self);
  if (isSlice(rt, index)) {
    const { start, stop } = plainSlice(rt, len, index);
    return textPart(rt, self, start, stop - start);
  }
  return smallInt(rt.mem.ld8(textData(rt, self) + sequenceIndex(rt, 'bytes', len, index)));
}

export function textBuffer(rt: Runtime, o: Word, info: BufferInfo, flags: number): boolean {
  if (flags !== MP_BUFFER_READ) return false;
  info.buf = textData(rt, o);
  info.len = textLength(rt, o);
  info.typecode = 66;
  return true;
}

// --- iteration -------------------------------------------------------------------------------------------------------

export function strIternext(rt: Runtime, it: Word): Word {
  const source = iterSource(rt, it);
  const at = iterPosition(rt, it);
  const len = textLength(rt, source);
  if (!(at < len)) return STOP_ITERATION;
  const data = textData(rt, source);
  const first = rt.mem.ld8(data + at);
  let next = at + 1;
  if (first < 0x80 && (next >= len || (rt.mem.ld8(data + next) & 0xc0) !== 0x80)) {
    setIterPosition(rt, it, next);
    return charStr(rt, first);
  }
  let char = String.fromCharCode(first);
  for (; next < len; next++) {
    const c = rt.mem.ld8(data + next);
    if ((c & 0xc0) !== 0x80) break;
    char += String.fromCharCode(c);
  }
  setIterPosition(rt, it, next);
  return internedStr(rt, char);
}

export function bytesIternext(rt: Runtime, it: Word): Word {
  const source = iterSource(rt, it);
  const at = iterPosition(rt, it);
  if (!(at < textLength(rt, source))) return STOP_ITERATION;
  setIterPosition(rt, it, at + 1);
  return smallInt(rt.mem.ld8(textData(rt, source) + at));
}

export function strGetiter(rt: Runtime, o: Word, buf: Addr): Word {
  return newIterator(rt, buf, rt.gate('iternext', strIternext), o, 0);
}
export function bytesGetiter(rt: Runtime, o: Word, buf: Addr): Word {
  return newIterator(rt, buf, rt.gate('iternext', bytesIternext), o, 0);
}
