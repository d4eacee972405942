// Entries 19-25, 38-40: building and unpacking containers (native-abi.md 2.5).

import { GuestFault } from '../../../machine/index.js';
import type { Runtime } from '../../core/runtime.js';
import { unpackEx, unpackSequence } from '../../core/sequence.js';
import { NONE, type Word } from '../../core/word.js';
import { dictStore, isDict, newDict } from '../../objects/dict.js';
import { isList, listAppend, newList } from '../../objects/list.js';
import { isAnySet, newSet, setStore } from '../../objects/set.js';
import { newSlice } from '../../objects/slice.js';
import { newTuple } from '../../objects/tuple.js';
import { argsFromGuest } from '../gates.js';
import type { AbiFunctions } from './types.js';

type Raw = number | bigint;

/** An element count as a plain number; one that no memory could hold raises MemoryError. */
function count(rt: Runtime, n: Raw): number {
  const value = Number(n);
  if (value * rt.W > rt.mem.size) rt.memoryError(value * rt.W);
  return value;
}

/** The items at `items`, or `n` zero words for the caller to fill, on the operand stack. */
function itemsOrZeros(rt: Runtime, n: number, items: number): number {
  if (items !== 0) return argsFromGuest(rt, items, n);
  const at = rt.sp;
  for (let i = 0; i < n; i++) rt.push(0);
  return at;
}

/** Results come with the last item first; they go back to the guest in that order. */
function storeItems(rt: Runtime, at: number, n: number, items: number): void {
  for (let i = 0; i < n; i++) rt.stObj(items + i * rt.W, rt.stack[at + i]!);
}

/** Hazard 11.12: a real board would write into whatever lies there. */
function requireKind(rt: Runtime, w: Word, ok: boolean, entry: string, kind: string): void {
  if (!ok) throw new GuestFault('bad-call', w >>> 0, `${entry} needs a ${kind}, not '${rt.typeNameOf(w)}'`);
}

function reserve(rt: Runtime, n: number): number {
  const at = rt.sp;
  for (let i = 0; i < n; i++) rt.push(NONE);
  return at;
}

export const containers: AbiFunctions = {
  new_tuple: (rt, n: Raw, items: number) => newTuple(rt, itemsOrZeros(rt, count(rt, n), items), count(rt, n)),
  new_list: (rt, n: Raw, items: number) => newList(rt, itemsOrZeros(rt, count(rt, n), items), count(rt, n)),
  new_dict: (rt, n: Raw) => newDict(rt, count(rt, n)),
  new_set: (rt, n: Raw, items: number) => newSet(rt, argsFromGuest(rt, items, count(rt, n)), count(rt, n)),
  set_store: (rt, set: Word, item: Word) => {
    requireKind(rt, set, isAnySet(rt, set), 'set_store', 'set');
    setStore(rt, set, item);
  },
  list_append: (rt, list: Word, item: Word) => {
    requireKind(rt, list, isList(rt, list), 'list_append', 'list');
    listAppend(rt, list, item);
    return NONE;
  },
  dict_store: (rt, dict: Word, key: Word, value: Word) => {
    requireKind(rt, dict, isDict(rt, dict), 'dict_store', 'dict');
    dictStore(rt, dict, key, value);
    return dict;
  },
  new_slice: (rt, start: Word, stop: Word, step: Word) => newSlice(rt, start, stop, step),
  unpack_sequence: (rt, seq: Word, num: Raw, items: number) => {
    const n = count(rt, num);
    rt.mem.index(items, n * rt.W, 'store');
    const at = reserve(rt, n);
    unpackSequence(rt, seq, n, at);
    storeItems(rt, at, n, items);
  },
  unpack_ex: (rt, seq: Word, num: Raw, items: number) => {
    const code = Number(num);
    const left = code & 0xff;
    const right = (code >>> 8) & 0xff;
    if (!(code < 0x1_0000)) throw new GuestFault('bad-call', code, 'unpack_ex takes left | right << 8');
    const n = left + right + 1;
    rt.mem.index(items, n * rt.W, 'store');
    const at = reserve(rt, n);
    unpackEx(rt, seq, left, right, at);
    storeItems(rt, at, n, items);
  },
};
