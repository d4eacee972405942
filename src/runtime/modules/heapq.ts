// The module `heapq`: binary heaps in lists (python-dialect.md section 11). Only `<` is asked, in CPython's order.
//
// Comparing runs guest code that may change the list; its length is looked at before each access.

import { binaryOp, isTrue } from '../core/ops.js';
import { indexError, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { LESS } from '../core/sequence.js';
import { fun1, fun2, type ModuleDef } from '../core/typedef.js';
import { isSmallInt, NONE, NULL, type Word } from '../core/word.js';
import { isList, listAppend, listItem, listLen, listStore, quickItem } from '../objects/list.js';

function heapOf(rt: Runtime, w: Word): Word {
  return isList(rt, w) ? w : typeError(rt, 'heap must be a list');
}
function itemAt(rt: Runtime, heap: Word, i: number): Word {
  const quick = quickItem(rt, heap, i);
  if (quick !== NULL) return rt.heap.root(quick);
  return i < listLen(rt, heap) ? rt.heap.root(listItem(rt, heap, i)) : indexError(rt, 'list index out of range');
}
function store(rt: Runtime, heap: Word, i: number, w: Word): void {
  if (i >= listLen(rt, heap)) indexError(rt, 'list index out of range');
  listStore(rt, heap, i, w);
}
function less(rt: Runtime, a: Word, b: Word): boolean {
  if (isSmallInt(a) && isSmallInt(b)) return a < b;
  return isTrue(rt, rt.heap.root(binaryOp(rt, LESS, a, b)));
}

/** Moves the item at `at` up towards `top` as long as it is smaller than its parent. */
function siftDown(rt: Runtime, heap: Word, top: number, at: number): void {
  const item = itemAt(rt, heap, at);
  let position = at;
  while (position > top) {
    const mark = rt.heap.mark();
    const parent = (position - 1) >> 1;
    const above = itemAt(rt, heap, parent);
    if (!less(rt, item, above)) break;
    store(rt, heap, position, above);
    position = parent;
    rt.heap.release(mark);
  }
  store(rt, heap, position, item);
}

/** Moves the smaller children up until the hole is a leaf, puts the item there and lets it rise. */
function siftUp(rt: Runtime, heap: Word, top: number): void {
  const mark = rt.heap.mark();
  const item = itemAt(rt, heap, top);
  const inner = rt.heap.mark();
  const end = listLen(rt, heap);
  let position = top;
  for (let child = 2 * top + 1; child < end; child = 2 * position + 1) {
    if (child + 1 < end && !less(rt, itemAt(rt, heap, child), itemAt(rt, heap, child + 1))) child++;
    store(rt, heap, position, itemAt(rt, heap, child));
    position = child;
    rt.heap.release(inner);
  }
  store(rt, heap, position, item);
  siftDown(rt, heap, top, position);
  rt.heap.release(mark);
}

function heapify(rt: Runtime, w: Word): Word {
  const heap = heapOf(rt, w);
  for (let i = (listLen(rt, heap) >> 1) - 1; i >= 0; i--) siftUp(rt, heap, i);
  return NONE;
}

function heappush(rt: Runtime, w: Word, item: Word): Word {
  const heap = heapOf(rt, w);
  listAppend(rt, heap, item);
  siftDown(rt, heap, 0, listLen(rt, heap) - 1);
  return NONE;
}

function heappop(rt: Runtime, w: Word): Word {
  const heap = heapOf(rt, w);
  const len = listLen(rt, heap);
  if (len === 0) return indexError(rt, 'empty heap');
  const first = itemAt(rt, heap, 0);
  const last = itemAt(rt, heap, len - 1);
  listStore(rt, heap, len - 1, NULL);
  rt.setField(heap, 2, len - 1);
  if (len > 1) {
    listStore(rt, heap, 0, last);
    siftUp(rt, heap, 0);
  }
  return first;
}

export const heapqModule: ModuleDef = {
  name: 'heapq',
  extensible: true,
  members: { heapify: fun1(heapify), heappop: fun1(heappop), heappush: fun2(heappush) },
};
