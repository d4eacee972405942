// What os.stat() and os.ilistdir() say of files, whatever file system they are in (python-dialect.md section 17).

import type { Runtime } from '../core/runtime.js';
import { smallInt, type Word } from '../core/word.js';
import { newInt } from '../objects/int.js';
import { isBytes, newBytes, newStr } from '../objects/str-data.js';
import { newTuple } from '../objects/tuple.js';

export const S_IFDIR = 0x4000;
export const S_IFREG = 0x8000;

/** Number of items of what stat() gives. */
export const STAT_ITEMS = 10;

/** A tuple of ints of any size. */
export function tupleOfInts(rt: Runtime, ...values: readonly number[]): Word {
  const at = rt.sp;
  for (const v of values) rt.push(newInt(rt, v));
  const tuple = newTuple(rt, at, values.length);
  rt.sp = at;
  return tuple;
}

/** What stat() gives: mode, size in bytes, and one time for all three, in seconds of the board's epoch. */
export const statTuple = (rt: Runtime, mode: number, size: number, time: number): Word =>
  tupleOfInts(rt, mode, 0, 0, 0, 0, 0, size, time, time, time);

/** What ilistdir() gives for an entry: name (bytes if `like` are bytes), mode, 0 and, where it is known, the size. */
export function directoryEntry(rt: Runtime, like: Word, name: string, mode: number, size?: number): Word {
  const at = rt.sp;
  rt.push(isBytes(rt, like) ? newBytes(rt, name) : newStr(rt, name));
  rt.push(smallInt(mode));
  rt.push(smallInt(0));
  if (size !== undefined) rt.push(newInt(rt, size));
  const entry = newTuple(rt, at, rt.sp - at);
  rt.sp = at;
  return entry;
}
