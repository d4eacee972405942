// zip(iterable, ...). Layout: base, number of iterators, iterators.

import { argCheckNum } from '../core/args.js';
import { getiter } from '../core/iter.js';
import { innerNext } from '../core/iter-buffer.js';
import type { Runtime } from '../core/runtime.js';
import { checkItems } from '../core/sequence.js';
import { defineType } from '../core/typedef.js';
import { type Addr, STOP_ITERATION, type Word } from '../core/word.js';
import { newTupleRoom } from './tuple.js';

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 0xffff, false);
  const zip = rt.newObject(zipType, (nArgs + 2) * rt.W);
  rt.stPtr(zip, type);
  rt.setField(zip, 1, nArgs);
  for (let i = 0; i < nArgs; i++) rt.stObj(zip + (2 + i) * rt.W, getiter(rt, rt.stack[at + i]!, 0));
  return zip;
}
function iternext(rt: Runtime, zip: Word): Word {
  const { len } = checkItems(rt, zip, rt.field(zip, 1), zip + 2 * rt.W);
  if (len === 0) return STOP_ITERATION;
  const mark = rt.heap.mark();
  const t = newTupleRoom(rt, len);
  for (let i = 0; i < len; i++) {
    const item = innerNext(rt, rt.ldObj(zip + (2 + i) * rt.W));
    if (item === STOP_ITERATION) {
      rt.heap.release(mark);
      return STOP_ITERATION;
    }
    rt.stObj(t + (2 + i) * rt.W, item);
  }
  return rt.heap.releaseKeeping(mark, t);
}

export const zipType = defineType({ name: 'zip', make_new: makeNew, iternext });
