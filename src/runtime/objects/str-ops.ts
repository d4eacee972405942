// Operators, subscripts and iteration of str and bytes (python-dialect.md 7).

import { BINARY_OP, UNARY_OP } from '../../abi/index.js';
import type { BufferInfo } from '../core/buffer.js';
import { bufferText, getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { iterPosition, iterSource, newIterator, setIterPosition } from '../core/iter-buffer.js';
import { notImplementedError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { intMaybe, isSlice, sequenceIndex } from '../core/sequence.js';
import {
  type Addr,
  boolWord,
  FALSE,
  isQstr,
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
import { normalOp } from './int-ops.js';
import {
  asciiAt,
  badConversion,
  charCount,
  charOffset,
  checkTextSize,
  isAsciiStr,
  isBytes,
  isStr,
  joinTexts,
  newBytes,
  newLike,
  newStr,
  nextChar,
  strHash,
  strLength,
  strValue,
  textData,
  textLength,
  textPart,
} from './str-data.js';
import { formatPercent } from './str-percent.js';

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

/** Result of a comparison of two byte strings under `op`, or undefined if it is no comparison. */
export function compareTexts(op: number, a: string, b: string): boolean | undefined {
  switch (op) {
    case OP.LESS:
      return a < b;
    case OP.MORE:
      return a > b;
    case OP.EQUAL:
      return a === b;
    case OP.LESS_EQUAL:
      return a <= b;
    case OP.MORE_EQUAL:
      return a >= b;
    case OP.NOT_EQUAL:
      return a !== b;
    default:
      return undefined;
  }
}

export function textRepeat(rt: Runtime, w: Word, times: number): Word {
  const text = strValue(rt, w);
  if (times <= 0 || text === '') return isStr(rt, w) ? EMPTY_STR : newBytes(rt, '');
  checkTextSize(rt, text.length * times);
  return newLike(rt, w, text.repeat(times));
}

/** The slot of str and bytes. */
export function textBinaryOp(rt: Runtime, opCode: number, lhs: Word, rhs: Word): Word {
  const op = normalOp(opCode);
  if (op === OP.MODULO) return formatPercent(rt, lhs, rhs);
  if (op === OP.MULTIPLY) {
    const times = intMaybe(rt, rhs);
    return times === undefined ? NULL : textRepeat(rt, lhs, times);
  }
  const leftIsBytes = isBytes(rt, lhs);
  let right: string;
  const sameKind = leftIsBytes ? isBytes(rt, rhs) : isStr(rt, rhs);
  if (sameKind) {
    if (op === OP.ADD) {
      if (textLength(rt, lhs) === 0) return rhs;
      return textLength(rt, rhs) === 0 ? lhs : joinTexts(rt, lhs, rhs);
    }
    right = strValue(rt, rhs);
  } else if (leftIsBytes) {
    const info: BufferInfo | null = getBuffer(rt, rhs, MP_BUFFER_READ);
    if (!info) return op === OP.EQUAL ? FALSE : NULL;
    right = bufferText(rt, info);
  } else {
    if (op === OP.EQUAL) return FALSE;
    return op === OP.CONTAINS ? badConversion(rt, rhs) : NULL;
  }
  switch (op) {
    case OP.ADD:
      checkTextSize(rt, textLength(rt, lhs) + right.length);
      return newLike(rt, lhs, strValue(rt, lhs) + right);
    case OP.CONTAINS:
      return boolWord(strValue(rt, lhs).includes(right));
  }
  const answer = compareTexts(op, strValue(rt, lhs), right);
  return answer === undefined ? NULL : boolWord(answer);
}

/** The str of one ASCII character: nearly always interned. */
function charStr(rt: Runtime, code: number): Word {
  const q = rt.qstrs.ofChar(code);
  return q !== 0 ? qstrWord(q) : newStr(rt, String.fromCharCode(code));
}

const SLICE_TEXT = 'only slices with step=1 (aka None) are supported';

/** Bounds of a slice of step 1 in a sequence of `len` items. Other steps raise NotImplementedError. */
export function plainSlice(rt: Runtime, typeName: string, len: number, slice: Word): { start: number; stop: number } {
  const step = rt.ldObj(slice + 3 * rt.W);
  if (step !== NONE && step !== smallInt(1)) notImplementedError(rt, SLICE_TEXT);
  const from = rt.ldObj(slice + rt.W);
  const to = rt.ldObj(slice + 2 * rt.W);
  const start = from === NONE ? 0 : sequenceIndex(rt, typeName, len, from, true);
  const stop = to === NONE ? len : sequenceIndex(rt, typeName, len, to, true);
  return { start, stop: Math.max(start, stop) };
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
      const { start, stop } = plainSlice(rt, 'string', len, index);
      return textPart(rt, self, start, stop - start);
    }
    const at = sequenceIndex(rt, 'string', len, index);
    return charStr(rt, rt.mem.ld8(textData(rt, self) + at));
  }
  const text = strValue(rt, self);
  const count = charCount(text);
  if (isSlice(rt, index)) {
    const { start, stop } = plainSlice(rt, 'string', count, index);
    return newStr(rt, text.slice(charOffset(text, start), charOffset(text, stop)));
  }
  const at = charOffset(text, sequenceIndex(rt, 'string', count, index));
  return newStr(rt, text.slice(at, nextChar(text, at)));
}

export function bytesSubscr(rt: Runtime, self: Word, index: Word, value: Word): Word {
  if (value !== SENTINEL) return NULL;
  const len = textLength(rt, self);
  if (isSlice(rt, index)) {
    const { start, stop } = plainSlice(rt, 'bytes', len, index);
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

function strIternext(rt: Runtime, it: Word): Word {
  const source = iterSource(rt, it);
  const text = isQstr(source) ? strValue(rt, source) : undefined;
  const at = iterPosition(rt, it);
  const len = textLength(rt, source);
  if (!(at < len)) return STOP_ITERATION;
  if (text !== undefined) {
    const next = nextChar(text, at);
    setIterPosition(rt, it, next);
    return newStr(rt, text.slice(at, next));
  }
  // Long strings are not copied for each character.
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
  return newStr(rt, char);
}

function bytesIternext(rt: Runtime, it: Word): Word {
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
