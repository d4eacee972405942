// list.sort and sorted: an in-place quicksort that is not stable and asks for the key at every comparison
// (python-dialect.md section 11; the order of comparisons is visible to Python).

import { listItem, listLen, listStore, quickItem } from '../objects/list.js';
import { call1 } from './call.js';
import { namedArgs } from './keyword-args.js';
import { binaryOp, isTrue } from './ops.js';
import { valueError } from './raise.js';
import type { Runtime } from './runtime.js';
import { LESS } from './sequence.js';
import { isSmallInt, NONE, NULL as NULL_WORD, TRUE, type Word } from './word.js';

/** From so many items on it is worth while to see whether all are small ints. */
const MANY = 12;

/** Guest stack of one recursion step. */
const SORT_FRAME_WORDS = 12;

/** Item of a list that the key function or `__lt__` may have changed meanwhile. */
function item(rt: Runtime, list: Word, i: number): Word {
  const quick = quickItem(rt, list, i);
  if (quick !== NULL_WORD) return isSmallInt(quick) ? quick : rt.heap.root(quick);
  const w = i < listLen(rt, list) ? listItem(rt, list, i) : NULL_WORD;
  if (w === NULL_WORD) valueError(rt, 'list modified during sort');
  return rt.heap.root(w);
}
const keyOf = (rt: Runtime, key: Word, w: Word): Word => (key === NULL_WORD ? w : rt.heap.root(call1(rt, key, w)));

function less(rt: Runtime, x: Word, y: Word, reverse: boolean): boolean {
  // Equal items make it quadratic.
  if (--rt.pollBudget < 0) rt.poll();
  const answer = isSmallInt(x) && isSmallInt(y) ? x < y : binaryOp(rt, LESS, x, y) === TRUE;
  return answer !== reverse;
}
function swap(rt: Runtime, list: Word, i: number, j: number): void {
  const mark = rt.heap.mark();
  const a = item(rt, list, i);
  const b = item(rt, list, j);
  listStore(rt, list, i, b);
  listStore(rt, list, j, a);
  rt.heap.release(mark);
}

function quicksort(rt: Runtime, list: Word, head: number, tail: number, key: Word, reverse: boolean): void {
  const frame = rt.enter(SORT_FRAME_WORDS * rt.W);
  while (tail - head > 1) {
    let h = head;
    let t = tail;
    const outer = rt.heap.mark();
    const pivot = keyOf(rt, key, item(rt, list, tail));
    const inner = rt.heap.mark();
    for (;;) {
      do {
        rt.heap.release(inner);
        h++;
      } while (h < t && less(rt, keyOf(rt, key, item(rt, list, h)), pivot, reverse));
      do {
        rt.heap.release(inner);
        t--;
      } while (h < t && less(rt, pivot, keyOf(rt, key, item(rt, list, t)), reverse));
      rt.heap.release(inner);
      if (h >= t) break;
      swap(rt, list, h, t);
    }
    rt.heap.release(outer);
    swap(rt, list, h, tail);
    if (t - head < tail - h) {
      quicksort(rt, list, head, t, key, reverse);
      head = h;
    } else {
      quicksort(rt, list, h, tail, key, reverse);
      tail = t;
    }
  }
  rt.leave(frame);
}

/** Sorts a list whose items are all small ints, which no guest code has to compare and of which equal ones are the same;
 * false, and nothing has happened, if there are others. */
function sortSmallInts(rt: Runtime, list: Word, len: number, reverse: boolean): boolean {
  const items = rt.field(list, 3);
  if ((items & 3) !== 0) return false;
  const base = rt.mem.index(items, len * rt.W) >> 2;
  const step = rt.W >> 2;
  const { i32 } = rt.mem;
  const words = new Int32Array(len);
  for (let i = 0, at = base; i < len; i++, at += step) {
    const w = i32[at]!;
    if (!isSmallInt(w) || (step === 2 && i32[at + 1] !== w >> 31)) return false;
    words[i] = w;
  }
  rt.leave(rt.enter(SORT_FRAME_WORDS * rt.W));
  words.sort();
  if (reverse) words.reverse();
  for (let i = 0, at = base; i < len; i++, at += step) {
    i32[at] = words[i]!;
    if (step === 2) i32[at + 1] = words[i]! >> 31;
  }
  rt.pollBudget -= len;
  if (rt.pollBudget < 0) rt.poll();
  return true;
}

/** Sorts a list in place. `key` is a callable, None or NULL. */
function sortList(rt: Runtime, list: Word, key: Word, reverse: boolean): void {
  const len = listLen(rt, list);
  if (len < 2) return;
  const hasKey = key !== NONE && key !== NULL_WORD;
  if (!hasKey && len >= MANY && sortSmallInts(rt, list, len, reverse)) return;
  quicksort(rt, list, -1, len - 1, hasKey ? key : NULL_WORD, reverse);
}

/** `list.sort(*, key=None, reverse=False)`; also the second half of `sorted`. */
export function listSort(rt: Runtime, nArgs: number, nKw: number, at: number): Word {
  const [, key, reverse] = namedArgs(rt, nArgs, nKw, at, ['', 'key', 'reverse'], 1, 1) as [Word, Word, Word];
  sortList(rt, rt.stack[at]!, key, reverse !== NULL_WORD && isTrue(rt, reverse));
  return NONE;
}
