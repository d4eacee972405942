// What the checker wants to know of a board, and its hooks in the runtime: decided here because it knows nothing of Python.

import { attachChecker, Checker, type CheckOptions, type CheckTarget } from '../check/index.js';
import type { CrashTarget } from '../debug/index.js';
import { GuestFault } from '../machine/index.js';
import { runtime as py, type Runtime } from '../runtime/index.js';

function checkTarget(rt: Runtime, boardStack: number, crashTarget: () => CrashTarget): CheckTarget {
  /** `ask`, or `otherwise` where the memory that it looks at cannot be an object. */
  const careful = <T>(ask: () => T, otherwise: T): T => {
    try {
      return ask();
    } catch (error) {
      if (error instanceof GuestFault) return otherwise;
      throw error;
    }
  };
  return {
    cpu: rt.cpu,
    wordBytes: rt.W,
    crashTarget,
    images: rt.nativeImages,
    stackTop: rt.stackTop,
    stackLimit: rt.config.stackBytes,
    boardStack,
    heap: rt.heap,
    newCall: () => rt.callLog.newest(),
    entry: (index) => rt.hostFunctions[index],
    nlrTop: () => rt.nlrTop,
    nlrBase: () => rt.nlrBase,
    wordKind: (lo, hi) => py.wordKind(rt, lo, hi),
    typeName: (word) => careful(() => py.textOfBstr(rt.typeNameOf(word)), '?'),
    isContainer: (word, container) => careful(() => py.isContainer(rt, word, container), false),
    isExceptionType: (address) => careful(() => rt.mem.has(address, 24) && py.isExceptionType(rt, address), false),
  };
}

/** Starts checking a runtime that has just booted. */
export function startChecker(
  rt: Runtime,
  boardStack: number,
  crashTarget: () => CrashTarget,
  options: CheckOptions,
): Checker {
  const checker = new Checker(checkTarget(rt, boardStack, crashTarget), options);
  const { heap, cpu } = rt;
  const { onFree } = heap;
  heap.onAlloc = (addr, bytes, isResized) => checker.allocated(addr, bytes, isResized);
  heap.onFree = (addr, bytes) => {
    onFree?.(addr, bytes);
    checker.codeChanged(addr, bytes);
    checker.freed(addr, bytes, heap.collecting);
  };
  const collect = heap.collect.bind(heap);
  heap.collect = () => {
    collect();
    if (!heap.collecting) checker.swept();
  };
  attachChecker(checker, cpu);
  return checker;
}
