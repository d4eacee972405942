// Signed machine words in guest memory as exact numbers: a number while it is a safe integer, else a bigint. Used by
// range, whose bounds may be any machine word.

import { toMachineInt } from '../objects/int.js';
import type { Runtime } from './runtime.js';
import type { Addr, Word } from './word.js';

export type Int = number | bigint;

/** The exact value as a number if it is a safe integer. */
export function normalInt(value: bigint): Int {
  const n = Number(value);
  return Number.isSafeInteger(n) ? n : value;
}
export function loadSigned(rt: Runtime, addr: Addr): Int {
  const lo = rt.mem.ld32(addr);
  if (!rt.is64) return lo;
  const hi = rt.mem.ld32(addr + 4);
  const n = hi * 0x1_0000_0000 + (lo >>> 0);
  return Number.isSafeInteger(n) ? n : (BigInt(hi) << 32n) | BigInt(lo >>> 0);
}
/** Stores modulo the word. */
export function storeSigned(rt: Runtime, addr: Addr, value: Int): void {
  if (typeof value === 'number') rt.stWord(addr, value);
  else {
    rt.mem.st32(addr, Number(BigInt.asIntN(32, value)));
    if (rt.is64) rt.mem.st32(addr + 4, Number(BigInt.asIntN(32, value >> 32n)));
  }
}
export const addInt = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normalInt(BigInt(a) + BigInt(b));
};
export const multiplyInt = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  return normalInt(BigInt(a) * BigInt(b));
};
/** Machine word of an argument: TypeError and OverflowError as for any int argument. */
export const wordArgument = (rt: Runtime, w: Word): Int => toMachineInt(rt, w);
