// filter(function, iterable). Layout: base, function, iterator.

import { argCheckNum } from '../core/args.js';
import { call1 } from '../core/call.js';
import { getiter } from '../core/iter.js';
import { innerNext } from '../core/iter-buffer.js';
import { isTrue } from '../core/ops.js';
import type { Runtime } from '../core/runtime.js';
import { defineType } from '../core/typedef.js';
import { type Addr, NONE, STOP_ITERATION, type Word } from '../core/word.js';

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 2, 2, false);
  const filter = rt.newObject(filterType, 3 * rt.W);
  rt.stPtr(filter, type);
  rt.stObj(filter + rt.W, rt.stack[at]!);
  rt.stObj(filter + 2 * rt.W, getiter(rt, rt.stack[at + 1]!, 0));
  return filter;
}
function iternext(rt: Runtime, filter: Word): Word {
  const mark = rt.heap.mark();
  for (;;) {
    rt.heap.release(mark);
    const item = innerNext(rt, rt.ldObj(filter + 2 * rt.W));
    if (item === STOP_ITERATION) return STOP_ITERATION;
    rt.heap.root(item);
    const fun = rt.ldObj(filter + rt.W);
    if (isTrue(rt, fun === NONE ? item : rt.heap.root(call1(rt, fun, item)))) {
      return rt.heap.releaseKeeping(mark, item);
    }
  }
}

export const filterType = defineType({ name: 'filter', make_new: makeNew, iternext });
