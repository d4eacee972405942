// Catching Python exceptions in host code. Whoever catches puts back what the abandoned activations left: operand stack,
// guest stack pointer, root scopes.

import { exceptionMatches } from '../objects/exceptions.js';
import { PyException } from './exception.js';
import type { Runtime } from './runtime.js';
import type { TypeDef } from './typedef.js';
import type { Word } from './word.js';

/** Runs `body`; if it raises an exception of one of `types`, the result is what `otherwise` gives for it. */
export function protect<T>(rt: Runtime, types: readonly TypeDef[], body: () => T, otherwise: (e: Word) => T): T {
  const { sp } = rt;
  const guestSp = rt.cpu.regsLo[2]!;
  const mark = rt.heap.mark();
  try {
    return body();
  } catch (e) {
    if (!(e instanceof PyException) || !types.some((type) => exceptionMatches(rt, e.value, rt.type(type)))) throw e;
    rt.sp = sp;
    rt.leave(guestSp);
    rt.heap.release(mark);
    rt.heap.root(e.value);
    return otherwise(e.value);
  }
}
