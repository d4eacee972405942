// Iteration over objects that only have `__getitem__`: indexes from 0 until IndexError (native-abi.md 2.7).

import { callMethod } from '../core/call.js';
import { protect } from '../core/protect.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import { type Addr, STOP_ITERATION, smallInt, smallIntValue, type Word } from '../core/word.js';
import { IndexErrorType, StopIterationType } from './exceptions.js';
import { newInt } from './int.js';

/** `fun` and `self` as load_method gave them. Four words: in `buf`, or on the heap if it is 0. */
export function newGetitemIter(rt: Runtime, fun: Word, self: Word, buf: Addr): Word {
  const it = buf !== 0 ? buf : rt.alloc(4 * rt.W);
  rt.stPtr(it, rt.type(getitemIterType));
  rt.stObj(it + rt.W, fun);
  rt.stObj(it + 2 * rt.W, self);
  rt.stObj(it + 3 * rt.W, smallInt(0));
  return it;
}

export const getitemIterType: TypeDef = defineType({
  name: 'iterator',
  iternext: (rt, it) => {
    const body = (): Word => {
      const at = rt.sp;
      rt.push(rt.ldObj(it + rt.W));
      rt.push(rt.ldObj(it + 2 * rt.W));
      const index = rt.ldObj(it + 3 * rt.W);
      rt.push(index);
      const item = callMethod(rt, 1, 0, at);
      rt.sp = at;
      rt.stObj(it + 3 * rt.W, newInt(rt, smallIntValue(index) + 1));
      return item;
    };
    return protect(rt, [IndexErrorType, StopIterationType], body, () => STOP_ITERATION);
  },
});
