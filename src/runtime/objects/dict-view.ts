// What dict.keys(), values() and items() return, and their iterator (python-dialect.md 10.2). No set operators.
// View: base, dict, kind. Iterator: base, dict, kind, next slot.

import { elemKey, elemValue, mapElem, mapLookup, mapNextSlot, mapUsed } from '../core/hash-map.js';
import { addressHash } from '../core/ops.js';
import { printObject } from '../core/print.js';
import { PRINT_REPR, type Printer, writeParts } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { CONTAINS, dictPrintFrame, UNARY_BOOL, UNARY_HASH, UNARY_LEN } from '../core/sequence.js';
import { defineType } from '../core/typedef.js';
import { type Addr, boolWord, NULL, STOP_ITERATION, smallInt, type Word } from '../core/word.js';
import { isDict } from './dict.js';
import { newPair } from './tuple.js';

const KINDS = ['items', 'keys', 'values'] as const;
export const VIEW_KEYS = 1;
export const VIEW_VALUES = 2;
export type DictViewKind = (typeof KINDS)[number];

export function newDictView(rt: Runtime, dict: Word, kind: DictViewKind): Word {
  const view = rt.newObject(dictViewType, 3 * rt.W);
  rt.stPtr(view + rt.W, dict);
  rt.setField(view, 2, KINDS.indexOf(kind));
  return view;
}
const kindOf = (rt: Runtime, view: Word): DictViewKind => KINDS[rt.field(view, 2)] ?? 'items';

/** What the view shows of the pair in a slot. */
function entry(rt: Runtime, map: Addr, slot: number, kind: DictViewKind): Word {
  const elem = mapElem(rt, map, slot);
  if (kind === 'keys') return elemKey(rt, elem);
  if (kind === 'values') return elemValue(rt, elem);
  const mark = rt.heap.mark();
  const key = rt.heap.root(elemKey(rt, elem));
  const value = rt.heap.root(elemValue(rt, elem));
  return rt.heap.releaseKeeping(mark, newPair(rt, key, value));
}

function getiter(rt: Runtime, view: Word, _buf: Addr): Word {
  const it = rt.newObject(dictViewIterType, 4 * rt.W);
  rt.setField(it, 1, rt.field(view, 1));
  rt.setField(it, 2, rt.field(view, 2));
  return it;
}
function iternext(rt: Runtime, it: Word): Word {
  const dict = rt.ldObj(it + rt.W);
  if (!isDict(rt, dict)) return STOP_ITERATION;
  const slot = mapNextSlot(rt, dict + rt.W, rt.field(it, 3));
  if (slot < 0) return STOP_ITERATION;
  rt.setField(it, 3, slot + 1);
  return entry(rt, dict + rt.W, slot, kindOf(rt, it));
}

function print(rt: Runtime, printer: Printer, view: Word): void {
  const kind = kindOf(rt, view);
  const map = rt.field(view, 1) + rt.W;
  const frame = rt.enter(dictPrintFrame(rt));
  writeParts(printer, `dict_${kind}`, '([');
  let first = true;
  for (let slot = mapNextSlot(rt, map, 0); slot >= 0; slot = mapNextSlot(rt, map, slot + 1)) {
    if (!first) printer.write(', ');
    first = false;
    const mark = rt.heap.mark();
    printObject(rt, printer, rt.heap.root(entry(rt, map, slot, kind)), PRINT_REPR);
    rt.heap.release(mark);
  }
  printer.write('])');
  rt.leave(frame);
}

function unaryOp(rt: Runtime, op: number, view: Word): Word {
  const used = mapUsed(rt, rt.field(view, 1) + rt.W);
  // Only a view of values has a hash, that of its address.
  if (op === UNARY_HASH && kindOf(rt, view) === 'values') return addressHash(rt, view);
  return op === UNARY_BOOL ? boolWord(used !== 0) : op === UNARY_LEN ? smallInt(used) : NULL;
}
/** `in` of a view of keys is a lookup; of the others it goes through the items. */
function binaryOp(rt: Runtime, op: number, view: Word, value: Word): Word {
  if (op !== CONTAINS || kindOf(rt, view) !== 'keys') return NULL;
  return boolWord(mapLookup(rt, rt.field(view, 1) + rt.W, value, 'lookup') !== 0);
}

export const dictViewType = defineType({
  name: 'dict_view',
  print,
  unary_op: unaryOp,
  binary_op: binaryOp,
  getiter,
});
export const dictViewIterType = defineType({ name: 'iterator', iternext });
