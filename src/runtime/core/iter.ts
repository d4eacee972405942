// Iteration (native-abi.md 2.7, 3.3).

import { slotGetiter, slotIternext } from '../native/calls.js';
import { exceptionMatches, StopIterationType } from '../objects/exceptions.js';
import { newGetitemIter } from '../objects/getitem-iter.js';
import { readLine } from '../objects/stream-methods.js';
import { loadMethodMaybe } from './attr.js';
import { callMethod } from './call.js';
import { PyException } from './exception.js';
import { isTrue } from './ops.js';
import { quickNext } from './quick-next.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { SLOT, TYPE_FLAG, TYPE_FLAG_ITER_MASK } from './typedef.js';
import { type Addr, isSmallInt, NULL, SENTINEL, type Word } from './word.js';

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
