// The queue of micropython.schedule() (python-dialect.md section 20): one callback per poll point, never inside another.

import { callFunction } from './call.js';
import { PyException } from './exception.js';
import { exceptionText } from './print-exception.js';
import { runtimeError } from './raise.js';
import type { Runtime } from './runtime.js';
import type { Word } from './word.js';

const QUEUE = 4;

export function schedule(rt: Runtime, fn: Word, arg: Word): void {
  if (rt.scheduled.length >= 2 * QUEUE) runtimeError(rt, 'schedule queue full');
  rt.scheduled.push(fn, arg);
  rt.onScheduled ??= scheduler(rt);
  rt.pollBudget = 0;
}

/** Runs the oldest callback. What it raises is printed and dropped. */
function scheduler(rt: Runtime): () => void {
  let running = false;
  return () => {
    if (running) return;
    running = true;
    const { sp } = rt;
    const mark = rt.heap.mark();
    const stackPointer = rt.cpu.regsLo[2]!;
    try {
      const [fn, arg] = rt.scheduled.splice(0, 2) as [Word, Word];
      rt.heap.root(fn);
      rt.push(arg);
      callFunction(rt, fn, 1, 0, sp);
    } catch (e) {
      if (!(e instanceof PyException)) throw e;
      rt.cpu.regsLo[2] = stackPointer;
      rt.console.write(exceptionText(rt, e.value));
    } finally {
      rt.sp = sp;
      rt.heap.release(mark);
      running = false;
      if (rt.scheduled.length > 0) rt.pollBudget = 0;
    }
  };
}
