// Iteration (native-abi.md 2.7, 3.3).

import { RAM_BASE } from '../../machine/index.js';
import { slotGetiter, slotIternext } from '../native/calls.js';
import { exceptionMatches, StopIterationType } from '../objects/exceptions.js';
import { newGetitemIter } from '../objects/getitem-iter.js';
import { charStr } from '../objects/str-ops.js';
import { readLine } from '../objects/stream-methods.js';
import { loadMethodMaybe } from './attr.js';
import { callMethod } from './call.js';
import { PyException } from './exception.js';
import { isTrue } from './ops.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { SLOT, TYPE_FLAG, TYPE_FLAG_ITER_MASK } from './typedef.js';
import {
  type Addr,
  isPointer,
  isQstr,
  isSmallInt,
  NULL,
  qstrNumber,
  SENTINEL,
  SMALL_INT_MAX,
  SMALL_INT_MIN,
  smallInt,
  type Word,
} from './word.js';

/** `iter(w)`. With `buf` (four words of guest memory) a built-in iterator is built there and `buf` is the result. */
export function getiter(rt: Runtime, w: Word, buf: Addr): Word {
  const type = isSmallInt(w) ? rt.tagTypes.int : rt.typeOf(w);
  const kind = rt.typeFlags(type) & TYPE_FLAG_ITER_MASK;
  if (kind === TYPE_FLAG.ITER_IS_ITERNEXT || kind === TYPE_FLAG.ITER_IS_STREAM) return w;
  const slot = rt.slotAt(type, SLOT.iter);
  if (slot !== 0) {
    const getter = kind === TYPE_FLAG.ITER_IS_CUSTOM ? rt.field(slot, 0) : slot;
    const it = slotGetiter(rt, getter, w, buf);
    if (it !== NULL) return it;
  }
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadMethodMaybe(rt, w, rt.qstrs.intern('__getitem__'), at);
  const hasGetitem = rt.stack[at] !== NULL;
  const it = hasGetitem ? newGetitemIter(rt, rt.stack[at]!, rt.stack[at + 1]!, buf) : NULL;
  rt.sp = at;
  if (it === NULL) return typeError(rt, `'${rt.typeNameOf(w)}' object isn't iterable`);
  return it;
}

/** Next item, or NULL at the end; may also raise StopIteration, with a value. */
export function iternextAllowRaise(rt: Runtime, it: Word): Word {
  const item = iternextMaybe(rt, it);
  return item !== SENTINEL ? item : typeError(rt, `'${rt.typeNameOf(it)}' object isn't an iterator`);
}

/** As `iternextAllowRaise`; SENTINEL for what is no iterator. */
export function iternextMaybe(rt: Runtime, it: Word): Word {
  const type = rt.typeOf(it);
  const kind = rt.typeFlags(type) & TYPE_FLAG_ITER_MASK;
  if (kind === TYPE_FLAG.ITER_IS_STREAM) {
    const line = readLine(rt, it, -1);
    return isTrue(rt, line) ? line : NULL;
  }
  if (kind !== 0) {
    const slot = rt.slotAt(type, SLOT.iter);
    // Hazard 11.2: the flag without a slot.
    if (slot !== 0) return slotIternext(rt, kind === TYPE_FLAG.ITER_IS_CUSTOM ? rt.field(slot, 1) : slot, it);
  }
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  if (kind === 0) loadMethodMaybe(rt, it, rt.qstrs.intern('__next__'), at);
  const item = rt.stack[at] === NULL ? SENTINEL : callMethod(rt, 0, 0, at);
  rt.sp = at;
  return item;
}

/** Next item of an iterator over a range, list or str, NULL at its end; SENTINEL for others, and where anything is unusual:
 * ask `iternext` then. */
export function quickNext(rt: Runtime, it: Word): Word {
  // Iterators of our own are aligned to heap blocks, or to the guest stack.
  if ((it & 15) !== 0) return SENTINEL;
  const { i32 } = rt.mem;
  const at = (it - RAM_BASE) >> 2;
  const type = i32[at];
  const step = rt.is64 ? 2 : 1;
  if (type === rt.rangeIterAddr) {
    const next = i32[at + step]!;
    const stop = i32[at + 2 * step]!;
    const by = i32[at + 3 * step]!;
    const after = next + by;
    if (next < SMALL_INT_MIN || next > SMALL_INT_MAX || after !== (after | 0)) return SENTINEL;
    if (rt.is64 && (i32[at + 3] !== next >> 31 || i32[at + 5] !== stop >> 31 || i32[at + 7] !== by >> 31)) {
      return SENTINEL;
    }
    if (by > 0 ? next >= stop : next <= stop) return NULL;
    if (rt.is64) i32[at + 3] = after >> 31;
    i32[at + step] = after;
    return smallInt(next);
  }
  if (type !== rt.iteratorAddr) return SENTINEL;
  const list = i32[at + 2 * step]!;
  const position = i32[at + 3 * step]!;
  if (rt.is64 && i32[at + 7] !== 0) return SENTINEL;
  if (i32[at + step] !== rt.listNextGate) {
    if (i32[at + step] !== rt.strNextGate || position < 0) return SENTINEL;
    const char = charAt(rt, list, position);
    if (char < 0) return SENTINEL;
    i32[at + 3 * step] = position + 1;
    return charStr(rt, char);
  }
  if ((list & 15) !== 0 || position < 0) return SENTINEL;
  const l = (list - RAM_BASE) >> 2;
  if (i32[l] !== rt.listAddr) return SENTINEL;
  const len = i32[l + 2 * step]!;
  const items = i32[l + 3 * step]!;
  if (rt.is64 && (i32[l + 5] !== 0 || i32[l + 7] !== 0)) return SENTINEL;
  if (position >= len || (items & 3) !== 0) return SENTINEL;
  const lo = i32[((items - RAM_BASE) >> 2) + position * step];
  if (lo === undefined || lo === NULL) return SENTINEL;
  if (rt.is64 && i32[((items - RAM_BASE) >> 2) + position * 2 + 1] !== lo >> 31) return SENTINEL;
  i32[at + 3 * step] = position + 1;
  return lo;
}

/** The ASCII character at a position of a str, no part of a longer one; -1 for anything else. */
function charAt(rt: Runtime, source: Word, position: number): number {
  if (isQstr(source)) {
    const text = rt.qstrs.text(qstrNumber(source));
    if (position >= text.length) return -1;
    const c = text.charCodeAt(position);
    return c < 0x80 && (text.charCodeAt(position + 1) & 0xc0) !== 0x80 ? c : -1;
  }
  if (!isPointer(source)) return -1;
  const { i32, u8 } = rt.mem;
  const at = (source - RAM_BASE) >> 2;
  const step = rt.is64 ? 2 : 1;
  if (i32[at] !== rt.tagTypes.str) return -1;
  const data = i32[at + 3 * step]! - RAM_BASE;
  if (data < 0 || position >= i32[at + 2 * step]!) return -1;
  if (rt.is64 && (i32[at + 1]! | i32[at + 5]! | i32[at + 7]!) !== 0) return -1;
  // Behind the text there is a NUL, or the end of memory.
  const c = u8[data + position]!;
  return c < 0x80 && (u8[data + position + 1]! & 0xc0) !== 0x80 ? c : -1;
}

/** Next item, or NULL at the end: a StopIteration that is raised counts as the end. */
export function iternext(rt: Runtime, it: Word): Word {
  // Host loops over an endless iterator must end with the time limit too.
  if (--rt.pollBudget < 0) rt.poll();
  // As core/protect.ts does it, without a closure per item.
  const { sp } = rt;
  const guestSp = rt.cpu.regsLo[2]!;
  const mark = rt.heap.mark();
  try {
    return iternextAllowRaise(rt, it);
  } catch (e) {
    if (!(e instanceof PyException) || !exceptionMatches(rt, e.value, rt.type(StopIterationType))) throw e;
    rt.sp = sp;
    rt.leave(guestSp);
    rt.heap.release(mark);
    return NULL;
  }
}

/** Calls `fn` with each item until it returns false. `fn` may push results on the operand stack; items are rooted until
 * the next one is fetched. The iterator lies on the guest stack if its type can. */
export function forEach(rt: Runtime, w: Word, fn: (item: Word) => unknown): void {
  const outer = rt.heap.mark();
  const sp = rt.cpu.regsLo[2]!;
  const it = rt.heap.root(getiter(rt, w, rt.alloca(4 * rt.W)));
  const mark = rt.heap.mark();
  for (;;) {
    let item = quickNext(rt, it);
    if (item === SENTINEL) item = iternext(rt, it);
    else if (--rt.pollBudget < 0) rt.poll();
    if (item === NULL || fn(rt.heap.root(item)) === false) break;
    rt.heap.release(mark);
  }
  rt.leave(sp);
  rt.heap.release(outer);
}
