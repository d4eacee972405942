// collections.deque: a ring of fixed size (python-dialect.md section 9). One place of the ring stays empty.
// Layout: base, alloc (maxlen + 1), index of the first item, index behind the last, items, flags.

import { GuestFault } from '../../machine/index.js';
import { argCheckNum } from '../core/args.js';
import { forEach } from '../core/iter.js';
import { iterPosition, iterSource, newIterator, setIterPosition } from '../core/iter-buffer.js';
import { indexError, raise } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceIndex, UNARY_BOOL, UNARY_LEN } from '../core/sequence.js';
import { defineType, fun1, fun2 } from '../core/typedef.js';
import { type Addr, boolWord, NONE, NULL, SENTINEL, STOP_ITERATION, smallInt, type Word } from '../core/word.js';
import { ValueErrorType } from './exceptions.js';
import { toIndex } from './int.js';

const CHECK_OVERFLOW = 1;

interface Ring {
  alloc: number;
  get: number;
  put: number;
  items: Addr;
}
function ring(rt: Runtime, deque: Word): Ring {
  const alloc = rt.field(deque, 1);
  const get = rt.field(deque, 2);
  const put = rt.field(deque, 3);
  const items = rt.field(deque, 4);
  if (!(get < alloc && put < alloc && rt.mem.has(items, alloc * rt.W))) {
    throw new GuestFault('bad-object', deque >>> 0, 'a deque with broken fields');
  }
  return { alloc, get, put, items };
}
const before = (i: number, alloc: number): number => (i === 0 ? alloc - 1 : i - 1);
const after = (i: number, alloc: number): number => (i + 1 === alloc ? 0 : i + 1);
const ringLen = ({ alloc, get, put }: Ring): number => (put >= get ? put - get : put + alloc - get);
const checksOverflow = (rt: Runtime, deque: Word): boolean => (rt.field(deque, 5) & CHECK_OVERFLOW) !== 0;

function append(rt: Runtime, deque: Word, w: Word): Word {
  const { alloc, get, put, items } = ring(rt, deque);
  const next = after(put, alloc);
  if (next === get && checksOverflow(rt, deque)) indexError(rt, 'full');
  rt.stObj(items + put * rt.W, w);
  rt.setField(deque, 3, next);
  if (next === get) {
    rt.setField(deque, 2, after(get, alloc));
    rt.stPtr(items + get * rt.W, NULL);
  }
  return NONE;
}
function appendleft(rt: Runtime, deque: Word, w: Word): Word {
  const { alloc, get, put, items } = ring(rt, deque);
  const next = before(get, alloc);
  if (next === put && checksOverflow(rt, deque)) indexError(rt, 'full');
  rt.stObj(items + next * rt.W, w);
  rt.setField(deque, 2, next);
  if (next === put) {
    const last = before(put, alloc);
    rt.setField(deque, 3, last);
    if (alloc > 1) rt.stPtr(items + last * rt.W, NULL);
  }
  return NONE;
}
function popleft(rt: Runtime, deque: Word): Word {
  const { alloc, get, put, items } = ring(rt, deque);
  if (get === put) indexError(rt, 'empty');
  const w = rt.heap.root(rt.ldObj(items + get * rt.W));
  rt.stPtr(items + get * rt.W, NULL);
  rt.setField(deque, 2, after(get, alloc));
  return w;
}
function pop(rt: Runtime, deque: Word): Word {
  const { alloc, get, put, items } = ring(rt, deque);
  if (get === put) indexError(rt, 'empty');
  const last = before(put, alloc);
  const w = rt.heap.root(rt.ldObj(items + last * rt.W));
  rt.stPtr(items + last * rt.W, NULL);
  rt.setField(deque, 3, last);
  return w;
}
function extend(rt: Runtime, deque: Word, iterable: Word): Word {
  forEach(rt, iterable, (w) => {
    append(rt, deque, w);
  });
  return NONE;
}

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 2, 3, false);
  const maxLen = toIndex(rt, rt.stack[at + 1]!);
  if (maxLen < 0) raise(rt, ValueErrorType);
  const flags = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) : 0;
  const deque = rt.newObject(dequeType, 6 * rt.W);
  rt.stPtr(deque, type);
  rt.setField(deque, 4, rt.alloc((maxLen + 1) * rt.W));
  rt.setField(deque, 1, maxLen + 1);
  rt.setField(deque, 5, flags & CHECK_OVERFLOW);
  extend(rt, deque, rt.stack[at]!);
  return deque;
}

function unaryOp(rt: Runtime, op: number, deque: Word): Word {
  if (op !== UNARY_BOOL && op !== UNARY_LEN) return NULL;
  const len = ringLen(ring(rt, deque));
  return op === UNARY_BOOL ? boolWord(len !== 0) : smallInt(len);
}

function itemAddr({ alloc, get, items }: Ring, i: number, wordBytes: number): Addr {
  return items + ((get + i) % alloc) * wordBytes;
}
function subscr(rt: Runtime, deque: Word, index: Word, value: Word): Word {
  if (value === NULL) return NULL;
  const r = ring(rt, deque);
  const addr = itemAddr(r, sequenceIndex(rt, rt.typeNameOf(deque), ringLen(r), index), rt.W);
  if (value === SENTINEL) return rt.ldObj(addr);
  rt.stObj(addr, value);
  return NONE;
}

function iternext(rt: Runtime, it: Word): Word {
  const deque = iterSource(rt, it);
  const i = iterPosition(rt, it);
  if (!rt.isType(deque, dequeType)) return STOP_ITERATION;
  const r = ring(rt, deque);
  if (i >= ringLen(r)) return STOP_ITERATION;
  setIterPosition(rt, it, i + 1);
  return rt.ldObj(itemAddr(r, i, rt.W));
}
const getiter = (rt: Runtime, deque: Word, buf: Addr): Word =>
  newIterator(rt, buf, rt.gate('iternext', iternext), deque, 0);

export const dequeType = defineType({
  name: 'deque',
  make_new: makeNew,
  unary_op: unaryOp,
  subscr,
  getiter,
  locals: {
    append: fun2(append),
    appendleft: fun2(appendleft),
    extend: fun2(extend),
    pop: fun1(pop),
    popleft: fun1(popleft),
  },
});
