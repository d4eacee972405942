// The module `gc` (python-dialect.md section 20).

import type { Runtime } from '../core/runtime.js';
import { fun0, funVar, type ModuleDef } from '../core/typedef.js';
import { boolWord, NONE, type Word } from '../core/word.js';
import { newInt, toIndex } from '../objects/int.js';

function threshold(rt: Runtime, nArgs: number, at: number): Word {
  const { heap } = rt;
  if (nArgs === 0) return newInt(rt, heap.threshold === Infinity ? -1 : heap.threshold * heap.blockBytes);
  const bytes = toIndex(rt, rt.stack[at]!);
  heap.threshold = bytes < 0 ? Infinity : Math.floor(bytes / heap.blockBytes);
  return NONE;
}

export const gcModule: ModuleDef = {
  name: 'gc',
  extensible: false,
  members: {
    collect: fun0((rt) => {
      rt.heap.collect();
      return NONE;
    }),
    disable: fun0((rt) => {
      rt.heap.automatic = false;
      return NONE;
    }),
    enable: fun0((rt) => {
      rt.heap.automatic = true;
      return NONE;
    }),
    isenabled: fun0((rt) => boolWord(rt.heap.automatic)),
    mem_free: fun0((rt) => newInt(rt, rt.heap.stats().free)),
    mem_alloc: fun0((rt) => newInt(rt, rt.heap.stats().used)),
    threshold: funVar(0, 1, threshold),
  },
};
