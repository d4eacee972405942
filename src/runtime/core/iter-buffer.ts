// Iterators of built-in containers: four words, either in the iterator buffer that the caller of getiter supplies or in
// a heap block of the same layout (native-abi.md 3.15, 3.22): type `iterator`, address of the iternext function, two
// private words. The container lies in the first private word as an object word, the position in the second, raw.

import { polymorphicIterType } from '../objects/polymorphic-iter.js';
import { iternext } from './iter.js';
import { quickNext } from './quick-next.js';
import type { Runtime } from './runtime.js';
import { type Addr, isPointer, SENTINEL, type Word } from './word.js';

/** Guest stack that an iterator takes which asks another one. */
const INNER_FRAME_WORDS = 8;

/** Next item of an iterator that another iterator asks: such chains may be long, or circular in broken memory. */
export function innerNext(rt: Runtime, it: Word): Word {
  const quick = quickNext(rt, it);
  if (quick !== SENTINEL) return quick;
  const frame = rt.enter(INNER_FRAME_WORDS * rt.W);
  const item = iternext(rt, it);
  rt.leave(frame);
  return item;
}

/** Makes an iterator in `buf`, or on the heap if `buf` is 0. `w2` is an object word, `w3` a raw word. */
export function newIterator(rt: Runtime, buf: Addr, iternextGate: Addr, w2: Word, w3: number): Word {
  if (buf === 0 && isPointer(w2)) {
    const quick = rt.allocBlock(4 * rt.W);
    if (quick !== 0) {
      rt.setObject4(quick, rt.iteratorAddr, iternextGate, w2, w3);
      return quick;
    }
  }
  const it = buf !== 0 ? buf : rt.alloc(4 * rt.W);
  rt.stPtr(it, rt.type(polymorphicIterType));
  rt.stPtr(it + rt.W, iternextGate);
  rt.stObj(it + 2 * rt.W, w2);
  rt.stWord(it + 3 * rt.W, w3);
  return it;
}

/** The container of an iterator made by `newIterator`. */
export const iterSource = (rt: Runtime, it: Word): Word => rt.ldObj(it + 2 * rt.W);
export const iterPosition = (rt: Runtime, it: Word): number => rt.ldWord(it + 3 * rt.W);
export const setIterPosition = (rt: Runtime, it: Word, position: number): void => rt.stWord(it + 3 * rt.W, position);
