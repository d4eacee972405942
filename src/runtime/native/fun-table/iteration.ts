// Entries 30, 31, 48: iteration (native-abi.md 2.7). An iterator buffer is four words of guest memory.

import { getiter, iternext } from '../../core/iter.js';
import { resume } from '../../core/resume.js';
import type { Runtime } from '../../core/runtime.js';
import { NULL, type Word } from '../../core/word.js';
import type { AbiFunctions } from './types.js';

/** Entry 30: with a buffer the answer is always NULL, and word 0 says where the iterator is. */
function getiterEntry(rt: Runtime, obj: Word, buf: number): Word {
  if (buf === 0) return getiter(rt, obj, 0);
  rt.mem.index(buf, 4 * rt.W, 'store');
  const it = getiter(rt, obj, buf);
  if (it !== buf) {
    rt.setField(buf, 0, 0);
    rt.stObj(buf + rt.W, it);
  }
  return NULL;
}

export const iteration: AbiFunctions = {
  getiter: getiterEntry,
  iternext: (rt, buf: number) => iternext(rt, rt.field(buf, 0) !== 0 ? buf : rt.ldObj(buf + rt.W)),
  yield_from: (rt, gen: Word, send: Word, ret: number) => {
    const thrown = rt.ldObj(ret);
    // What is to be sent is ignored with an exception, and then is not the None that a generator must start with: one
    // that has not started raises TypeError in any case (hazard 11.18).
    const { finished, value } = resume(rt, gen, thrown === NULL ? send : NULL, thrown);
    rt.stObj(ret, value);
    return !finished;
  },
};
