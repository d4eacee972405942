// Methods of str, bytes and bytearray that search: find, index, count, startswith and their relatives (python-dialect.md
// 7). Positions of a str count code points, those of the others bytes. What is searched for is looked at before the
// positions are.

import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceIndex, sequenceItems } from '../core/sequence.js';
import { boolWord, FALSE, isSmallInt, NONE, smallInt, TRUE, type Word } from '../core/word.js';
import { exactInt, newInt, toIndex } from './int.js';
import { badConversion, hasTextAt, isBytes, isStr, textLength } from './str-data.js';
import { charIndex, countBytes, countChars, findBytes, findLastBytes, sameBytes } from './text-bytes.js';
import { readSelf, readSpans, readText, Span } from './text-span.js';
import { tupleType } from './tuple.js';

const SELF = new Span();
const NEEDLE = new Span();
/** The part of SELF that is searched, as indices of memory. */
const RANGE = new Span();

/** Sets SELF and RANGE: what arguments `first` and `first + 1` select of self; positions are clamped. `endFirst` tells
 * which of two bad ones is complained about. */
function readRange(rt: Runtime, nArgs: number, at: number, first: number, endFirst = false): void {
  const self = rt.stack[at]!;
  readSelf(rt, self, SELF);
  RANGE.at = SELF.at;
  RANGE.end = SELF.end;
  if (nArgs <= first) return;
  const { u8 } = rt.mem;
  const chars = isStr(rt, self);
  const len = chars ? countChars(u8, SELF.at, SELF.end) : SELF.end - SELF.at;
  const last = endFirst ? position(rt, nArgs, at, first + 1, len, len, chars) : 0;
  const start = position(rt, nArgs, at, first, 0, len, chars);
  const end = endFirst ? last : position(rt, nArgs, at, first + 1, len, len, chars);
  // An int object may have run guest code.
  readSelf(rt, self, SELF);
  const plain = len === SELF.end - SELF.at;
  RANGE.at = plain ? SELF.at + start : charIndex(u8, SELF.at, SELF.end, start);
  RANGE.end = plain ? SELF.at + end : charIndex(u8, SELF.at, SELF.end, end);
}
function position(
  rt: Runtime,
  nArgs: number,
  at: number,
  k: number,
  missing: number,
  len: number,
  chars: boolean,
): number {
  if (nArgs <= k || rt.stack[at + k] === NONE) return missing;
  return sequenceIndex(rt, chars ? 'string' : rt.typeNameOf(rt.stack[at]!), len, rt.stack[at + k]!, true);
}

export function findIn(rt: Runtime, nArgs: number, at: number, backwards: boolean, raises: boolean): Word {
  const self = rt.stack[at]!;
  const arg = rt.stack[at + 1]!;
  const { u8 } = rt.mem;
  let byte = -1;
  const selfIsStr = isStr(rt, self);
  if (!selfIsStr && exactInt(rt, arg) !== undefined) {
    readSelf(rt, self, SELF);
    byte = toIndex(rt, arg);
    if (byte < 0 || byte > 255) valueError(rt, 'bytes value out of range');
  } else readSpans(rt, self, arg, SELF, NEEDLE);
  if (nArgs > 2) {
    readRange(rt, nArgs, at, 2);
    if (byte < 0) readSpans(rt, self, arg, SELF, NEEDLE);
  } else {
    RANGE.at = SELF.at;
    RANGE.end = SELF.end;
  }
  let found = -1;
  if (byte >= 0) {
    const step = backwards ? -1 : 1;
    let i = backwards ? RANGE.end - 1 : RANGE.at;
    while (i >= RANGE.at && i < RANGE.end && u8[i] !== byte) i += step;
    if (i >= RANGE.at && i < RANGE.end) found = i;
  } else {
    const len = NEEDLE.end - NEEDLE.at;
    found = backwards
      ? findLastBytes(u8, RANGE.at, RANGE.end, NEEDLE.at, len)
      : findBytes(u8, RANGE.at, RANGE.end, NEEDLE.at, len);
  }
  if (found < 0) return raises ? valueError(rt, 'substring not found') : smallInt(-1);
  return newInt(rt, selfIsStr ? countChars(u8, SELF.at, found) : found - SELF.at);
}

export function count(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  const arg = rt.stack[at + 1]!;
  const { u8 } = rt.mem;
  readSpans(rt, self, arg, SELF, NEEDLE);
  readRange(rt, nArgs, at, 2);
  if (nArgs > 2) readSpans(rt, self, arg, SELF, NEEDLE);
  const len = NEEDLE.end - NEEDLE.at;
  if (len > 0) return newInt(rt, countBytes(u8, RANGE.at, RANGE.end, NEEDLE.at, len));
  const end = Math.max(RANGE.at, RANGE.end);
  return newInt(rt, (isStr(rt, self) ? countChars(u8, RANGE.at, end) : end - RANGE.at) + 1);
}

/** True if RANGE starts or ends with a str or bytes, whatever self is. */
function hasAffix(rt: Runtime, affix: Word, ends: boolean): boolean {
  if (!isStr(rt, affix) && !isBytes(rt, affix)) badConversion(rt, affix);
  readText(rt, affix, NEEDLE);
  const len = NEEDLE.end - NEEDLE.at;
  if (len > Math.max(0, RANGE.end - RANGE.at)) return false;
  return sameBytes(rt.mem.u8, ends ? RANGE.end - len : RANGE.at, NEEDLE.at, len);
}

export function startsOrEnds(rt: Runtime, nArgs: number, at: number, ends: boolean): Word {
  const self = rt.stack[at]!;
  const affix = rt.stack[at + 1]!;
  if (nArgs === 2 && isStr(rt, self) && isStr(rt, affix)) {
    return boolWord(hasTextAt(rt, self, affix, ends ? textLength(rt, self) - textLength(rt, affix) : 0));
  }
  readRange(rt, nArgs, at, 2, true);
  // Only a tuple may give several; a list is no text.
  const options = !isSmallInt(affix) && rt.isType(affix, tupleType) ? sequenceItems(rt, affix) : null;
  if (!options) return boolWord(hasAffix(rt, affix, ends));
  for (let i = 0; i < options.len; i++) {
    const mark = rt.heap.mark();
    const hit = hasAffix(rt, rt.heap.root(rt.ldObj(options.items + i * rt.W)), ends);
    rt.heap.release(mark);
    if (hit) return TRUE;
  }
  return FALSE;
}
