// map(function, iterable, ...). Layout: base, number of iterators, function, iterators.

import { GuestFault } from '../../machine/index.js';
import { argCheckNum } from '../core/args.js';
import { callFunction } from '../core/call.js';
import { getiter } from '../core/iter.js';
import { innerNext } from '../core/iter-buffer.js';
import type { Runtime } from '../core/runtime.js';
import { checkItems } from '../core/sequence.js';
import { defineType } from '../core/typedef.js';
import { type Addr, STOP_ITERATION, type Word } from '../core/word.js';

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 2, 0xffff, false);
  const map = rt.newObject(mapObjectType, (nArgs + 2) * rt.W);
  rt.stPtr(map, type);
  rt.setField(map, 1, nArgs - 1);
  rt.stObj(map + 2 * rt.W, rt.stack[at]!);
  for (let i = 1; i < nArgs; i++) rt.stObj(map + (2 + i) * rt.W, getiter(rt, rt.stack[at + i]!, 0));
  return map;
}
function iternext(rt: Runtime, map: Word): Word {
  const { len } = checkItems(rt, map, rt.field(map, 1), map + 3 * rt.W);
  const at = rt.sp;
  if (len > rt.stack.length - at)
    throw new GuestFault('bad-object', map >>> 0, 'a map of more iterators than it was made of');
  for (let i = 0; i < len; i++) {
    const item = innerNext(rt, rt.ldObj(map + (3 + i) * rt.W));
    if (item === STOP_ITERATION) {
      rt.sp = at;
      return STOP_ITERATION;
    }
    rt.push(item);
  }
  const result = callFunction(rt, rt.ldObj(map + 2 * rt.W), len, 0, at);
  rt.sp = at;
  return result;
}

export const mapObjectType = defineType({ name: 'map', make_new: makeNew, iternext });
