// set and frozenset (native-abi.md 3.7): a hash set behind the type word. Behaviour: python-dialect.md 10.2. Results
// have the type of the left operand; operators want sets on both sides, methods take any iterable.

import { argCheckNum } from '../core/args.js';
import {
  setClear,
  setCopy,
  setInit,
  setItem,
  setLookup,
  setNextSlot,
  setRemoveSlot,
  setUsed,
} from '../core/hash-set.js';
import { forEach, getiter as getiterOf, iternext as iternextOf } from '../core/iter.js';
import { iterPosition, iterSource, newIterator, setIterPosition } from '../core/iter-buffer.js';
import { hashOf } from '../core/ops.js';
import { printObject } from '../core/print.js';
import { PRINT_REPR, type Printer } from '../core/printer.js';
import { keyError, raise } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import {
  AND,
  CONTAINS,
  EQUAL,
  HashSum,
  INPLACE_AND,
  INPLACE_OR,
  INPLACE_SUBTRACT,
  INPLACE_XOR,
  LESS,
  LESS_EQUAL,
  MORE,
  MORE_EQUAL,
  OR,
  SUBTRACT,
  UNARY_BOOL,
  UNARY_HASH,
  UNARY_LEN,
  XOR,
} from '../core/sequence.js';
import { defineType, fun1, fun2, funVar, type MemberDef, TYPE_FLAG } from '../core/typedef.js';
import {
  type Addr,
  boolWord,
  FALSE,
  isPointer,
  NONE,
  NULL,
  STOP_ITERATION,
  smallInt,
  TRUE,
  type Word,
} from '../core/word.js';
import { KeyErrorType } from './exceptions.js';

/** Guest stack that comparing or hashing a set takes: frozensets may be nested. */
const SET_FRAME_WORDS = 12;

// --- what other files use --------------------------------------------------------------------------------------------

function newSetRoom(rt: Runtime, type: Addr, alloc: number): Word {
  const set = rt.newObject(setType, 4 * rt.W);
  rt.stPtr(set, type);
  setInit(rt, set + rt.W, alloc);
  return set;
}
/** A set with room for `n` items, filled with the `n` words at `at` of the operand stack. */
export function newSet(rt: Runtime, at: number, n: number): Word {
  const set = newSetRoom(rt, rt.type(setType), n);
  for (let i = 0; i < n; i++) setStore(rt, set, rt.stack[at + i]!);
  return set;
}
/** Adds an item, which must be rooted. */
export function setStore(rt: Runtime, set: Word, item: Word): void {
  setLookup(rt, set + rt.W, item, 'add');
}
/** True for a set or a frozenset. */
export function isAnySet(rt: Runtime, w: Word): boolean {
  if (!isPointer(w)) return false;
  const type = rt.typeOf(w);
  return type === rt.type(setType) || type === rt.type(frozensetType);
}

// --- algebra ---------------------------------------------------------------------------------------------------------

const has = (rt: Runtime, set: Word, item: Word): boolean => setLookup(rt, set + rt.W, item, 'lookup');

/** Calls `fn` with each item, rooted, in slot order until it gives false; true if it never did. */
function every(rt: Runtime, set: Word, fn: (item: Word) => boolean): boolean {
  const outer = rt.heap.mark();
  for (let slot = setNextSlot(rt, set + rt.W, 0); slot >= 0; slot = setNextSlot(rt, set + rt.W, slot + 1)) {
    const more = fn(rt.heap.root(setItem(rt, set + rt.W, slot)));
    rt.heap.release(outer);
    if (!more) return false;
  }
  return true;
}
function each(rt: Runtime, iterable: Word, fn: (item: Word) => void): void {
  if (!isAnySet(rt, iterable))
    forEach(rt, iterable, (item) => {
      fn(rt.heap.root(item));
    });
  else {
    every(rt, iterable, (item) => {
      fn(item);
      return true;
    });
  }
}
function copy(rt: Runtime, set: Word): Word {
  const result = newSetRoom(rt, rt.typeOf(set), 0);
  setCopy(rt, set + rt.W, result + rt.W);
  return result;
}
function addAll(rt: Runtime, set: Word, other: Word): Word {
  each(rt, other, (item) => setStore(rt, set, item));
  return set;
}
function removeAll(rt: Runtime, set: Word, other: Word): Word {
  if (set === other) setClear(rt, set + rt.W);
  else each(rt, other, (item) => setLookup(rt, set + rt.W, item, 'remove'));
  return set;
}
function toggleAll(rt: Runtime, set: Word, other: Word): Word {
  if (set === other) setClear(rt, set + rt.W);
  else each(rt, other, (item) => setLookup(rt, set + rt.W, item, 'toggle'));
  return set;
}
/** A new set, never a frozenset, of what is in both, filled in the order of `other`. */
function common(rt: Runtime, set: Word, other: Word): Word {
  if (set === other) return copy(rt, set);
  const result = newSetRoom(rt, rt.type(setType), 0);
  each(rt, other, (item) => {
    if (has(rt, set, item)) setStore(rt, result, item);
  });
  return result;
}
/** `set` becomes what it has in common with `other`. */
function keepCommon(rt: Runtime, set: Word, other: Word): Word {
  if (set === other) return set;
  const result = common(rt, set, other);
  for (let k = 1; k <= 3; k++) {
    const mine = rt.field(set, k);
    rt.setField(set, k, rt.field(result, k));
    rt.setField(result, k, mine);
  }
  return set;
}
function subset(rt: Runtime, a: Word, b: Word): boolean {
  const frame = rt.enter(SET_FRAME_WORDS * rt.W);
  const all = every(rt, a, (item) => has(rt, b, item));
  rt.leave(frame);
  return all;
}
const size = (rt: Runtime, set: Word): number => setUsed(rt, set + rt.W);

// --- methods ---------------------------------------------------------------------------------------------------------

/** The argument itself if it is a set, else a set of what it gives. */
const asSet = (rt: Runtime, w: Word): Word =>
  isAnySet(rt, w) ? w : addAll(rt, newSetRoom(rt, rt.type(setType), 0), w);

function pop(rt: Runtime, set: Word): Word {
  const slot = setNextSlot(rt, set + rt.W, 0);
  if (slot < 0) return raise(rt, KeyErrorType, 'pop from an empty set');
  return setRemoveSlot(rt, set + rt.W, slot);
}
function remove(rt: Runtime, set: Word, item: Word): Word {
  if (!setLookup(rt, set + rt.W, item, 'remove')) keyError(rt, item);
  return NONE;
}
/** Stops at the first common item: the iterable may have no end. */
function isdisjoint(rt: Runtime, set: Word, other: Word): Word {
  const it = rt.heap.root(getiterOf(rt, other, 0));
  const mark = rt.heap.mark();
  for (let item = iternextOf(rt, it); item !== STOP_ITERATION; item = iternextOf(rt, it)) {
    if (has(rt, set, rt.heap.root(item))) return FALSE;
    rt.heap.release(mark);
  }
  return TRUE;
}
/** Shape of methods that take any number of iterables: `fn` for each of them, on `set`. */
function forOthers(rt: Runtime, set: Word, nArgs: number, at: number, fn: typeof addAll): void {
  for (let i = 1; i < nArgs; i++) fn(rt, set, rt.stack[at + i]!);
}

const anySetLocals = {
  copy: fun1(copy),
  difference: funVar(1, undefined, (rt, nArgs, at) => {
    const set = copy(rt, rt.stack[at]!);
    forOthers(rt, set, nArgs, at, removeAll);
    return set;
  }),
  intersection: fun2(common),
  isdisjoint: fun2(isdisjoint),
  issubset: fun2((rt, set, other) => boolWord(subset(rt, set, asSet(rt, other)))),
  issuperset: fun2((rt, set, other) => boolWord(subset(rt, asSet(rt, other), set))),
  symmetric_difference: fun2((rt, set, other) => {
    const result = copy(rt, set);
    return set === other ? toggleAll(rt, result, result) : toggleAll(rt, result, other);
  }),
  union: fun2((rt, set, other) => addAll(rt, copy(rt, set), other)),
  __contains__: fun2((rt, set, item) => boolWord(has(rt, set, item))),
} satisfies Record<string, MemberDef>;

const setLocals = {
  add: fun2((rt, set, item) => {
    setStore(rt, set, item);
    return NONE;
  }),
  clear: fun1((rt, set) => {
    setClear(rt, set + rt.W);
    return NONE;
  }),
  copy: anySetLocals.copy,
  discard: fun2((rt, set, item) => {
    setLookup(rt, set + rt.W, item, 'remove');
    return NONE;
  }),
  difference: anySetLocals.difference,
  difference_update: funVar(1, undefined, (rt, nArgs, at) => {
    forOthers(rt, rt.stack[at]!, nArgs, at, removeAll);
    return NONE;
  }),
  intersection: anySetLocals.intersection,
  intersection_update: fun2((rt, set, other) => {
    keepCommon(rt, set, other);
    return NONE;
  }),
  isdisjoint: anySetLocals.isdisjoint,
  issubset: anySetLocals.issubset,
  issuperset: anySetLocals.issuperset,
  pop: fun1(pop),
  remove: fun2(remove),
  symmetric_difference: anySetLocals.symmetric_difference,
  symmetric_difference_update: fun2((rt, set, other) => {
    toggleAll(rt, set, other);
    return NONE;
  }),
  union: anySetLocals.union,
  update: funVar(1, undefined, (rt, nArgs, at) => {
    forOthers(rt, rt.stack[at]!, nArgs, at, addAll);
    return NONE;
  }),
  __contains__: anySetLocals.__contains__,
} satisfies Record<string, MemberDef>;

// --- slots -----------------------------------------------------------------------------------------------------------

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 1, false);
  const set = newSetRoom(rt, type, 0);
  return nArgs === 0 ? set : addAll(rt, set, rt.stack[at]!);
}

function print(rt: Runtime, printer: Printer, set: Word): void {
  const frozen = rt.typeOf(set) === rt.type(frozensetType);
  if (size(rt, set) === 0) {
    printer.write(frozen ? 'frozenset()' : 'set()');
    return;
  }
  if (frozen) printer.write('frozenset(');
  printer.write('{');
  let first = true;
  every(rt, set, (item) => {
    if (!first) printer.write(', ');
    first = false;
    printObject(rt, printer, item, PRINT_REPR);
    return true;
  });
  printer.write('}');
  if (frozen) printer.write(')');
}

function unaryOp(rt: Runtime, op: number, set: Word): Word {
  if (op === UNARY_BOOL) return boolWord(size(rt, set) !== 0);
  if (op === UNARY_LEN) return smallInt(size(rt, set));
  if (op !== UNARY_HASH || rt.typeOf(set) !== rt.type(frozensetType)) return NULL;
  const sum = new HashSum(rt, rt.type(frozensetType));
  const frame = rt.enter(SET_FRAME_WORDS * rt.W);
  every(rt, set, (item) => {
    sum.add(hashOf(rt, item));
    return true;
  });
  rt.leave(frame);
  return sum.word();
}

function binaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  if (op === CONTAINS) return boolWord(has(rt, lhs, rhs));
  if (!isAnySet(rt, rhs)) return NULL;
  const mutable = rt.typeOf(lhs) === rt.type(setType);
  switch (op) {
    case INPLACE_OR:
    case OR:
      return addAll(rt, mutable && op === INPLACE_OR ? lhs : copy(rt, lhs), rhs);
    case INPLACE_XOR:
    case XOR: {
      const set = mutable && op === INPLACE_XOR ? lhs : copy(rt, lhs);
      return toggleAll(rt, set, lhs === rhs ? set : rhs);
    }
    case INPLACE_AND:
      return mutable ? keepCommon(rt, lhs, rhs) : common(rt, lhs, rhs);
    case AND:
      return common(rt, lhs, rhs);
    case INPLACE_SUBTRACT:
    case SUBTRACT:
      return removeAll(rt, mutable && op === INPLACE_SUBTRACT ? lhs : copy(rt, lhs), rhs);
    case LESS:
      return boolWord(size(rt, lhs) !== size(rt, rhs) && subset(rt, lhs, rhs));
    case MORE:
      return boolWord(size(rt, lhs) !== size(rt, rhs) && subset(rt, rhs, lhs));
    case EQUAL:
      return boolWord(size(rt, lhs) === size(rt, rhs) && subset(rt, lhs, rhs));
    case LESS_EQUAL:
      return boolWord(subset(rt, lhs, rhs));
    case MORE_EQUAL:
      return boolWord(subset(rt, rhs, lhs));
    default:
      return NULL;
  }
}

function iternext(rt: Runtime, it: Word): Word {
  const set = iterSource(rt, it);
  if (!isAnySet(rt, set)) return STOP_ITERATION;
  const slot = setNextSlot(rt, set + rt.W, iterPosition(rt, it));
  if (slot < 0) return STOP_ITERATION;
  setIterPosition(rt, it, slot + 1);
  return setItem(rt, set + rt.W, slot);
}
const getiter = (rt: Runtime, set: Word, buf: Addr): Word =>
  newIterator(rt, buf, rt.gate('iternext', iternext), set, 0);

const slots = { make_new: makeNew, print, unary_op: unaryOp, binary_op: binaryOp, getiter };

export const setType = defineType({ name: 'set', ...slots, locals: setLocals });
export const frozensetType = defineType({
  name: 'frozenset',
  flags: TYPE_FLAG.EQ_CHECKS_OTHER_TYPE,
  ...slots,
  locals: anySetLocals,
});
