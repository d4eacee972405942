// dict and OrderedDict (native-abi.md 3.7): a hash map behind the type word; OrderedDict's map is ordered and its
// methods are copies of dict's. Behaviour: python-dialect.md 10.2; the table itself is core/hash-map.ts.

import { argCheckNum } from '../core/args.js';
import {
  elemKey,
  elemValue,
  MAP_FIXED,
  MAP_ORDERED,
  mapClear,
  mapCopy,
  mapElem,
  mapFlags,
  mapInit,
  mapLookup,
  mapNextSlot,
  mapUsed,
  setElemValue,
  setMapHeader,
} from '../core/hash-map.js';
import { forEach, getiter, iternext } from '../core/iter.js';
import { iterPosition, iterSource, newIterator, setIterPosition } from '../core/iter-buffer.js';
import { equal, lenMaybe } from '../core/ops.js';
import { printObject } from '../core/print.js';
import { PRINT_JSON, PRINT_REPR, type Printer, writeParts } from '../core/printer.js';
import { keyError, raise, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import {
  CONTAINS,
  dictPrintFrame,
  EQUAL,
  INPLACE_OR,
  itemSeparator,
  keySeparator,
  OR,
  UNARY_BOOL,
  UNARY_LEN,
} from '../core/sequence.js';
import { classMethod, defineType, fun1, fun2, fun3, funKw, funVar, type MemberDef } from '../core/typedef.js';
import {
  type Addr,
  boolWord,
  isPointer,
  isSmallInt,
  NONE,
  NULL,
  SENTINEL,
  STOP_ITERATION,
  smallInt,
  smallIntValue,
  type Word,
} from '../core/word.js';
import { newDictView } from './dict-view.js';
import { KeyErrorType, TypeErrorType } from './exceptions.js';
import { isStrOrBytes } from './str-data.js';
import { tupleOf } from './tuple.js';

// --- what other files use --------------------------------------------------------------------------------------------

/** An empty dict with room for exactly `alloc` entries. */
export function newDict(rt: Runtime, alloc: number): Word {
  const dict = rt.newObject(dictType, 4 * rt.W);
  mapInit(rt, dict + rt.W, alloc);
  return dict;
}
/** Address of the map in a dict. */
export const dictMap = (rt: Runtime, dict: Word): Addr => dict + rt.W;

export function isDict(rt: Runtime, w: Word): boolean {
  if (!isPointer(w)) return false;
  const type = rt.typeOf(w);
  return type === rt.type(dictType) || type === rt.type(orderedDictType);
}
function checkNotFixed(rt: Runtime, dict: Word): void {
  if ((mapFlags(rt, dict + rt.W) & MAP_FIXED) !== 0) raise(rt, TypeErrorType);
}
/** Stores a value. All three must be rooted. TypeError for a constant dict and an unhashable key. */
export function dictStore(rt: Runtime, dict: Word, key: Word, value: Word): void {
  checkNotFixed(rt, dict);
  setElemValue(rt, mapLookup(rt, dict + rt.W, key, 'add'), value);
}
/** Value of a key, or NULL. */
export function dictGet(rt: Runtime, dict: Word, key: Word): Word {
  const elem = mapLookup(rt, dict + rt.W, key, 'lookup');
  return elem === 0 ? NULL : elemValue(rt, elem);
}
/** Removes a key; the value it had, or NULL if there was none. */
export function dictRemove(rt: Runtime, dict: Word, key: Word): Word {
  checkNotFixed(rt, dict);
  const elem = mapLookup(rt, dict + rt.W, key, 'remove');
  if (elem === 0) return NULL;
  const value = rt.heap.root(elemValue(rt, elem));
  setElemValue(rt, elem, NULL);
  return value;
}
/** Calls `fn` with each key and value, both rooted during the call, in slot order. The dict may change meanwhile. */
function dictEach(rt: Runtime, dict: Word, fn: (key: Word, value: Word) => void): void {
  const map = dict + rt.W;
  for (let slot = mapNextSlot(rt, map, 0); slot >= 0; slot = mapNextSlot(rt, map, slot + 1)) {
    const mark = rt.heap.mark();
    const elem = mapElem(rt, map, slot);
    const value = rt.heap.root(elemValue(rt, elem));
    fn(rt.heap.root(elemKey(rt, elem)), value);
    rt.heap.release(mark);
  }
}
/** A copy with the same table and type. */
export function dictCopy(rt: Runtime, dict: Word): Word {
  const copy = newDict(rt, 0);
  rt.stPtr(copy, rt.typeOf(dict));
  mapCopy(rt, dict + rt.W, copy + rt.W);
  return copy;
}
/** Adds all of `source`: a dict, something with `keys`, or an iterable of pairs. */
function dictUpdateFrom(rt: Runtime, dict: Word, source: Word): void {
  checkNotFixed(rt, dict);
  if (isDict(rt, source)) {
    if (source !== dict) dictEach(rt, source, (key, value) => dictStore(rt, dict, key, value));
    return;
  }
  forEach(rt, source, (pair) => {
    const inner = rt.heap.root(getiter(rt, rt.heap.root(pair), 0));
    const key = rt.heap.root(iternext(rt, inner));
    const value = key === STOP_ITERATION ? STOP_ITERATION : rt.heap.root(iternext(rt, inner));
    if (value === STOP_ITERATION || iternext(rt, inner) !== STOP_ITERATION) {
      valueError(rt, 'dict update sequence has wrong length');
    }
    dictStore(rt, dict, key, value);
  });
}

// --- methods ---------------------------------------------------------------------------------------------------------

function clear(rt: Runtime, dict: Word): Word {
  checkNotFixed(rt, dict);
  mapClear(rt, dict + rt.W);
  return NONE;
}
function fromkeys(rt: Runtime, nArgs: number, at: number): Word {
  const keys = rt.stack[at + 1]!;
  const value = nArgs > 2 ? rt.stack[at + 2]! : NONE;
  const len = lenMaybe(rt, keys);
  const dict = newDict(rt, isSmallInt(len) ? Math.max(0, smallIntValue(len)) : 0);
  forEach(rt, keys, (key) => dictStore(rt, dict, rt.heap.root(key), value));
  return dict;
}
function get(rt: Runtime, nArgs: number, at: number): Word {
  const value = dictGet(rt, rt.stack[at]!, rt.stack[at + 1]!);
  return value !== NULL ? value : nArgs > 2 ? rt.stack[at + 2]! : NONE;
}
function pop(rt: Runtime, nArgs: number, at: number): Word {
  const value = dictRemove(rt, rt.stack[at]!, rt.stack[at + 1]!);
  if (value !== NULL) return value;
  return nArgs > 2 ? rt.stack[at + 2]! : keyError(rt, rt.stack[at + 1]!);
}
function setdefault(rt: Runtime, nArgs: number, at: number): Word {
  const dict = rt.stack[at]!;
  checkNotFixed(rt, dict);
  const elem = mapLookup(rt, dict + rt.W, rt.stack[at + 1]!, 'add');
  if (rt.ldWord(elem + rt.W) === NULL) setElemValue(rt, elem, nArgs > 2 ? rt.stack[at + 2]! : NONE);
  return elemValue(rt, elem);
}
/** An ordered dict gives its last entry, another one its first slot in use, which becomes a deleted mark. */
function popitem(rt: Runtime, dict: Word): Word {
  checkNotFixed(rt, dict);
  const map = dict + rt.W;
  const used = mapUsed(rt, map);
  const slot = used === 0 ? -1 : (mapFlags(rt, map) & MAP_ORDERED) !== 0 ? used - 1 : mapNextSlot(rt, map, 0);
  if (slot < 0) raise(rt, KeyErrorType, 'popitem(): dictionary is empty');
  const elem = mapElem(rt, map, slot);
  const mark = rt.heap.mark();
  const key = rt.heap.root(elemKey(rt, elem));
  const value = rt.heap.root(elemValue(rt, elem));
  setMapHeader(rt, map, used - 1, mapFlags(rt, map));
  rt.stPtr(elem, SENTINEL);
  rt.stPtr(elem + rt.W, NULL);
  return rt.heap.releaseKeeping(mark, tupleOf(rt, key, value));
}
function update(rt: Runtime, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 1, 2, true);
  const dict = rt.stack[at]!;
  checkNotFixed(rt, dict);
  if (nArgs === 2) dictUpdateFrom(rt, dict, rt.stack[at + 1]!);
  storeKeywords(rt, dict, nKw, at + nArgs);
  return NONE;
}
function storeKeywords(rt: Runtime, dict: Word, nKw: number, at: number): void {
  for (let i = 0; i < nKw; i++) dictStore(rt, dict, rt.stack[at + 2 * i]!, rt.stack[at + 2 * i + 1]!);
}

// --- slots ---------------------------------------------------------------------------------

function dictMakeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs + 1, nKw, 1, 2, true);
  const dict = newDict(rt, 0);
  rt.stPtr(dict, type);
  if (type === rt.type(orderedDictType)) {
    setMapHeader(rt, dict + rt.W, 0, mapFlags(rt, dict + rt.W) | MAP_ORDERED);
  }
  if (nArgs === 1) dictUpdateFrom(rt, dict, rt.stack[at]!);
  storeKeywords(rt, dict, nKw, at + nArgs);
  return dict;
}

function dictPrint(rt: Runtime, printer: Printer, dict: Word, kind: number): void {
  const json = kind === PRINT_JSON;
  const itemKind = json ? PRINT_JSON : PRINT_REPR;
  const named = !json && rt.typeOf(dict) !== rt.type(dictType);
  const frame = rt.enter(dictPrintFrame(rt));
  if (named) writeParts(printer, rt.typeNameOf(dict), '(');
  printer.write('{');
  let first = true;
  const between = itemSeparator(printer, kind);
  const colon = keySeparator(printer, kind);
  dictEach(rt, dict, (key, value) => {
    if (!first) printer.write(between);
    first = false;
    // JSON keys are always strings.
    const quote = json && !isStrOrBytes(rt, key);
    if (quote) printer.write('"');
    printObject(rt, printer, key, itemKind);
    if (quote) printer.write('"');
    printer.write(colon);
    printObject(rt, printer, value, itemKind);
  });
  printer.write('}');
  if (named) printer.write(')');
  rt.leave(frame);
}

function dictUnaryOp(rt: Runtime, op: number, dict: Word): Word {
  if (op === UNARY_BOOL) return boolWord(mapUsed(rt, dict + rt.W) !== 0);
  return op === UNARY_LEN ? smallInt(mapUsed(rt, dict + rt.W)) : NULL;
}

function dictBinaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  switch (op) {
    case CONTAINS:
      return boolWord(mapLookup(rt, lhs + rt.W, rhs, 'lookup') !== 0);
    case EQUAL:
      return boolWord(isDict(rt, rhs) && dictsEqual(rt, lhs, rhs));
    case OR: {
      const dict = dictCopy(rt, lhs);
      dictUpdateFrom(rt, dict, rhs);
      return dict;
    }
    case INPLACE_OR:
      dictUpdateFrom(rt, lhs, rhs);
      return lhs;
    default:
      return NULL;
  }
}

function dictsEqual(rt: Runtime, a: Word, b: Word): boolean {
  const left = a + rt.W;
  const right = b + rt.W;
  if (mapUsed(rt, left) !== mapUsed(rt, right)) return false;
  const ordered = (mapFlags(rt, left) & mapFlags(rt, right) & MAP_ORDERED) !== 0;
  const frame = rt.enter(12 * rt.W);
  const outer = rt.heap.mark();
  let same = true;
  let j = 0;
  for (let i = mapNextSlot(rt, left, 0); same && i >= 0; i = mapNextSlot(rt, left, i + 1)) {
    const mark = rt.heap.mark();
    const elem = mapElem(rt, left, i);
    const key = rt.heap.root(elemKey(rt, elem));
    const value = rt.heap.root(elemValue(rt, elem));
    if (ordered) {
      j = mapNextSlot(rt, right, j);
      if (j < 0) same = false;
      else {
        const other = mapElem(rt, right, j++);
        const otherValue = rt.heap.root(elemValue(rt, other));
        same = equal(rt, key, rt.heap.root(elemKey(rt, other))) && equal(rt, value, otherValue);
      }
    } else {
      const other = dictGet(rt, b, key);
      same = other !== NULL && equal(rt, value, rt.heap.root(other));
    }
    rt.heap.release(mark);
  }
  rt.heap.release(outer);
  rt.leave(frame);
  return same;
}

function dictSubscr(rt: Runtime, dict: Word, key: Word, value: Word): Word {
  if (value === SENTINEL) {
    const found = dictGet(rt, dict, key);
    return found !== NULL ? found : keyError(rt, key);
  }
  if (value !== NULL) dictStore(rt, dict, key, value);
  else if (dictRemove(rt, dict, key) === NULL) keyError(rt, key);
  return NONE;
}

export function dictIternext(rt: Runtime, it: Word): Word {
  const dict = iterSource(rt, it);
  if (!isDict(rt, dict)) return STOP_ITERATION;
  const slot = mapNextSlot(rt, dict + rt.W, iterPosition(rt, it));
  if (slot < 0) return STOP_ITERATION;
  setIterPosition(rt, it, slot + 1);
  return elemKey(rt, mapElem(rt, dict + rt.W, slot));
}
const dictGetiter = (rt: Runtime, dict: Word, buf: Addr): Word =>
  newIterator(rt, buf, rt.gate('iternext', dictIternext), dict, 0);

const dictLocals: Readonly<Record<string, MemberDef>> = {
  clear: fun1(clear),
  copy: fun1(dictCopy),
  fromkeys: classMethod(funVar(2, 3, fromkeys)),
  get: funVar(2, 3, get),
  items: fun1((rt, dict) => newDictView(rt, dict, 'items')),
  keys: fun1((rt, dict) => newDictView(rt, dict, 'keys')),
  pop: funVar(2, 3, pop),
  popitem: fun1(popitem),
  setdefault: funVar(2, 3, setdefault),
  update: funKw(1, update),
  values: fun1((rt, dict) => newDictView(rt, dict, 'values')),
  __getitem__: fun2((rt, dict, key) => dictSubscr(rt, dict, key, SENTINEL)),
  __setitem__: fun3((rt, dict, key, value) => dictSubscr(rt, dict, key, value)),
  __delitem__: fun2((rt, dict, key) => dictSubscr(rt, dict, key, NULL)),
};

const slots = {
  make_new: dictMakeNew,
  print: dictPrint,
  unary_op: dictUnaryOp,
  binary_op: dictBinaryOp,
  subscr: dictSubscr,
  getiter: dictGetiter,
  locals: dictLocals,
};
export const dictType = defineType({ name: 'dict', ...slots });
export const orderedDictType = defineType({ name: 'OrderedDict', parent: dictType, ...slots });
