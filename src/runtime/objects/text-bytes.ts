// Text as bytes in memory: searching, comparing and counting over a byte array, without a detour through JavaScript
// strings. Pure functions; all positions are indices of the array, and ranges are [from, end).

import { utf8Step } from '../../base/index.js';

/** White space of the dialect (python-dialect.md 7). */
export const isSpaceByte = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
const isContinuation = (c: number): boolean => (c & 0xc0) === 0x80;

/** True if the `len` bytes at `a` and at `b` are the same. */
export function sameBytes(u8: Uint8Array, a: number, b: number, len: number): boolean {
  for (let i = 0; i < len; i++) if (u8[a + i] !== u8[b + i]) return false;
  return true;
}

/** Where the `len` bytes at `needle` first stand in a range, or -1. */
export function findBytes(u8: Uint8Array, from: number, end: number, needle: number, len: number): number {
  const last = end - len;
  if (len === 0) return from <= end ? from : -1;
  const first = u8[needle]!;
  if (len === 1) {
    let i = from;
    while (i < end && u8[i] !== first) i++;
    return i < end ? i : -1;
  }
  for (let i = from; i <= last; i++) {
    if (u8[i] !== first) continue;
    let k = 1;
    while (k < len && u8[i + k] === u8[needle + k]) k++;
    if (k === len) return i;
  }
  return -1;
}

/** Where they stand last, or -1. */
export function findLastBytes(u8: Uint8Array, from: number, end: number, needle: number, len: number): number {
  for (let i = end - len; i >= from; i--) if (sameBytes(u8, i, needle, len)) return i;
  return -1;
}

/** How often they stand in a range, without overlap. `len` > 0. */
export function countBytes(u8: Uint8Array, from: number, end: number, needle: number, len: number): number {
  let n = 0;
  for (let i = findBytes(u8, from, end, needle, len); i >= 0; i = findBytes(u8, i + len, end, needle, len)) n++;
  return n;
}

/** Below 0, 0 or above it as the first text sorts before, with or behind the second. */
export function compareBytes(u8: Uint8Array, a: number, aLen: number, b: number, bLen: number): number {
  const len = Math.min(aLen, bLen);
  for (let i = 0; i < len; i++) {
    const d = u8[a + i]! - u8[b + i]!;
    if (d !== 0) return d;
  }
  return aLen - bLen;
}

/** Number of characters in a range of UTF-8. */
export function countChars(u8: Uint8Array, from: number, end: number): number {
  let n = 0;
  for (let i = from; i < end; i++) if (!isContinuation(u8[i]!)) n++;
  return n;
}

/** Index of the character after the one at `i`. */
export function nextCharAt(u8: Uint8Array, i: number, end: number): number {
  i++;
  while (i < end && isContinuation(u8[i]!)) i++;
  return i;
}

/** Index of character `n` of a range; its end if there are fewer. */
export function charIndex(u8: Uint8Array, from: number, end: number, n: number): number {
  let i = from;
  for (; n > 0 && i < end; n--) i = nextCharAt(u8, i, end);
  return i;
}

/** True if a range has the structure of UTF-8. */
export function isUtf8Range(u8: Uint8Array, from: number, end: number): boolean {
  let missing = 0;
  for (let i = from; i < end && missing >= 0; i++) missing = utf8Step(missing, u8[i]!);
  return missing === 0;
}
