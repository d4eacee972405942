// Raising when there is little or no memory (python-dialect.md 15.1, 20), and what `raise` accepts.

import { describe, expect, it } from 'vitest';
import { callFunction } from '../core/call.js';
import { exceptionArgs, ValueErrorType } from '../objects/exceptions.js';
import { newInt } from '../objects/int.js';
import { newList } from '../objects/list.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { pushTraceback, traceback } from '../vm/traceback.js';
import { PyException } from './exception.js';
import { repr } from './print.js';
import { makeException, osError, raise, raiseObject, valueError } from './raise.js';
import type { Runtime } from './runtime.js';
import { NONE, smallInt, type Word } from './word.js';

const BOARDS = ['VIRT_RV64', 'VIRT_RV32'] as const;

function caught(fn: () => unknown): Word {
  try {
    fn();
  } catch (e) {
    if (e instanceof PyException) return e.value;
    throw e;
  }
  throw new Error('nothing was raised');
}
const raised = (rt: Runtime, fn: () => unknown): string => repr(rt, caught(fn));

describe.each(BOARDS)('%s', (board) => {
  it('collects no more for an exception that is raised for ever once it has filled the heap', () => {
    const rt = testRuntime(board, { heapBytes: 1 << 16 });
    const e = rt.heap.root(makeException(rt, rt.type(ValueErrorType)));
    const entries = (): number => traceback(rt, e).length;
    let before = -1;
    while (entries() > before) {
      before = entries();
      for (let i = 0; i < 1000; i++) pushTraceback(rt, e, 1, 1, 1);
    }
    const { collections } = rt.heap;
    for (let i = 0; i < 1000; i++) pushTraceback(rt, e, 1, 1, 1);
    expect(rt.heap.collections).toBe(collections);
    expect(entries()).toBe(before);
    rt.heap.collect();
    expect(rt.heap.isHopeless(rt.W * 3 * (before + 1))).toBe(false);
  });

  it('raises classes and instances, nothing else', () => {
    const rt = testRuntime(board);
    const type = rt.type(ValueErrorType);
    expect(raised(rt, () => raiseObject(rt, type))).toBe('ValueError()');
    const e = makeException(rt, type);
    expect(caught(() => raiseObject(rt, e))).toBe(e);
    const refusal = "TypeError('exceptions must derive from BaseException',)";
    for (const w of [smallInt(1), NONE, newList(rt, 0, 0), rt.tagTypes.int]) {
      expect(raised(rt, () => raiseObject(rt, w))).toBe(refusal);
    }
  });

  it('names the error numbers that the boards know', () => {
    const rt = testRuntime(board);
    expect(raised(rt, () => osError(rt, 2))).toBe('OSError(2,)');
    expect(raised(rt, () => raise(rt, ValueErrorType))).toBe('ValueError()');
  });

  it('keeps the class when the heap is locked', () => {
    const rt = testRuntime(board);
    const type = rt.type(ValueErrorType);
    rt.heap.locked = 1;
    const thrown = caught(() => valueError(rt, 'a text that is not interned'));
    rt.heap.locked = 0;
    expect(repr(rt, thrown)).toBe('ValueError()');
    rt.heap.locked = 1;
    // Also for a constructor call with arguments.
    const at = rt.sp;
    rt.push(smallInt(1));
    const made = callFunction(rt, type, 1, 0, at);
    rt.heap.locked = 0;
    rt.sp = at;
    expect(repr(rt, made)).toBe('ValueError()');
    rt.heap.locked = 1;
    const noMemory = caught(() => rt.alloc(16));
    rt.heap.locked = 0;
    expect(repr(rt, noMemory)).toBe('MemoryError()');
  });

  it('reports a full heap', () => {
    const rt = testRuntime(board, { heapBytes: 4096 });
    expect(raised(rt, () => rt.alloc(100_000))).toBe(
      "MemoryError('memory allocation failed, allocating 100000 bytes',)",
    );
    expect(raised(rt, () => rt.memoryError(-1))).toContain(`allocating ${2n ** BigInt(8 * rt.W) - 1n} bytes`);
    // Until nothing is left, not even for the exception.
    const end = caught(() => {
      for (;;) rt.alloc(rt.W);
    });
    expect(rt.typeNameOf(end)).toBe('MemoryError');
    expect(repr(rt, exceptionArgs(rt, end))).toBe('()');
    expect(newInt(rt, 1)).toBe(smallInt(1));
  });
});
