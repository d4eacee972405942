// enumerate(iterable, start=0). Layout: base, iterator, next number.

import { getiter } from '../core/iter.js';
import { innerNext } from '../core/iter-buffer.js';
import { namedArgs } from '../core/keyword-args.js';
import type { Runtime } from '../core/runtime.js';
import { addInt, loadSigned, storeSigned, wordArgument } from '../core/signed-word.js';
import { defineType } from '../core/typedef.js';
import { type Addr, NULL, STOP_ITERATION, type Word } from '../core/word.js';
import { newIntAny } from './int.js';
import { newPair } from './tuple.js';

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  const [iterable, start] = namedArgs(rt, nArgs, nKw, at, ['iterable', 'start'], 2, 1) as [Word, Word];
  const first = start === NULL ? 0 : wordArgument(rt, start);
  const e = rt.newObject(enumerateType, 3 * rt.W);
  rt.stPtr(e, type);
  rt.stObj(e + rt.W, getiter(rt, iterable, 0));
  storeSigned(rt, e + 2 * rt.W, first);
  return e;
}
function iternext(rt: Runtime, e: Word): Word {
  const item = innerNext(rt, rt.ldObj(e + rt.W));
  if (item === STOP_ITERATION) return STOP_ITERATION;
  const mark = rt.heap.mark();
  rt.heap.root(item);
  const n = loadSigned(rt, e + 2 * rt.W);
  storeSigned(rt, e + 2 * rt.W, addInt(n, 1));
  return rt.heap.releaseKeeping(mark, newPair(rt, newIntAny(rt, n), item));
}

export const enumerateType = defineType({ name: 'enumerate', make_new: makeNew, iternext });
