// Built-in functions that walk through iterables (python-dialect.md 24.1).

import { BINARY_OP } from '../../abi/index.js';
import { call1 } from '../core/call.js';
import { forEach, getiter, iternextAllowRaise } from '../core/iter.js';
import { binaryOp, isTrue, lenOf } from '../core/ops.js';
import { protect } from '../core/protect.js';
import { raise, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { listSort } from '../core/sort.js';
import { fun1, funKw, funVar } from '../core/typedef.js';
import { boolWord, NULL, smallInt, TRUE, type Word } from '../core/word.js';
import { StopIterationType } from '../objects/exceptions.js';
import { listFromIterable } from '../objects/list.js';
import { isStr, strValue } from '../objects/str.js';

export const len = fun1(lenOf);
export const iter = fun1((rt, w) => getiter(rt, w, 0));

export const next = funVar(1, 2, (rt, nArgs, at) => {
  const it = rt.stack[at]!;
  const step = (): Word => iternextAllowRaise(rt, it);
  const item = nArgs === 1 ? step() : protect(rt, [StopIterationType], step, () => NULL);
  if (item !== NULL) return item;
  return nArgs === 1 ? raise(rt, StopIterationType) : rt.stack[at + 1]!;
});

/** The first item whose truth is `wanted` decides. */
function search(rt: Runtime, iterable: Word, wanted: boolean): Word {
  let result = !wanted;
  forEach(rt, iterable, (item) => {
    if (isTrue(rt, item) === wanted) result = wanted;
    return result !== wanted;
  });
  return boolWord(result);
}
export const all = fun1((rt, iterable) => search(rt, iterable, false));
export const any = fun1((rt, iterable) => search(rt, iterable, true));

export const sum = funVar(1, 2, (rt, nArgs, at) => {
  // The running sum is kept on the operand stack, where it is a root.
  const total = rt.sp;
  rt.push(nArgs > 1 ? rt.stack[at + 1]! : smallInt(0));
  forEach(rt, rt.stack[at]!, (item) => {
    rt.stack[total] = binaryOp(rt, BINARY_OP.ADD, rt.stack[total]!, item);
  });
  rt.sp = total;
  return rt.heap.root(rt.stack[total]!);
});

/** Value of a keyword argument, NULL if it is not given. */
function keyword(rt: Runtime, nArgs: number, nKw: number, at: number, name: string): Word {
  for (let k = 0; k < nKw; k++) {
    const pair = at + nArgs + 2 * k;
    if (isStr(rt, rt.stack[pair]!) && strValue(rt, rt.stack[pair]!) === name) return rt.stack[pair + 1]!;
  }
  return NULL;
}

/** `min` and `max`: `op` says whether a later item is better. Keywords other than the two are ignored. */
function best(rt: Runtime, nArgs: number, nKw: number, at: number, op: number): Word {
  const key = keyword(rt, nArgs, nKw, at, 'key');
  const { sp } = rt;
  // Best item and its key.
  rt.push(NULL);
  rt.push(NULL);
  const offer = (item: Word): void => {
    const mark = rt.heap.mark();
    const itemKey = key === NULL ? item : rt.heap.root(call1(rt, key, item));
    if (rt.stack[sp + 1] === NULL || binaryOp(rt, op, itemKey, rt.stack[sp + 1]!) === TRUE) {
      rt.stack[sp] = item;
      rt.stack[sp + 1] = itemKey;
    }
    rt.heap.release(mark);
  };
  if (nArgs === 1) {
    forEach(rt, rt.stack[at]!, offer);
    if (rt.stack[sp] === NULL) {
      const other = keyword(rt, nArgs, nKw, at, 'default');
      if (other === NULL) valueError(rt, 'arg is an empty sequence');
      rt.stack[sp] = other;
    }
  } else for (let i = 0; i < nArgs; i++) offer(rt.stack[at + i]!);
  rt.sp = sp;
  return rt.heap.root(rt.stack[sp]!);
}
export const min = funKw(1, (rt, nArgs, nKw, at) => best(rt, nArgs, nKw, at, BINARY_OP.LESS));
export const max = funKw(1, (rt, nArgs, nKw, at) => best(rt, nArgs, nKw, at, BINARY_OP.MORE));

export const sorted = funKw(1, (rt, nArgs, nKw, at) => {
  if (nArgs > 1) typeError(rt, 'must use keyword argument for key function');
  const { sp } = rt;
  rt.push(listFromIterable(rt, rt.stack[at]!));
  for (let i = 0; i < 2 * nKw; i++) rt.push(rt.stack[at + 1 + i]!);
  listSort(rt, 1, nKw, sp);
  rt.sp = sp;
  return rt.heap.root(rt.stack[sp]!);
});
