// Calling bytecode functions: bytecode.md 3.3. One JavaScript activation per Python activation; the frame lies on the
// operand stack.

import type { Runtime } from '../core/runtime.js';
import { type Addr, NULL, type Word } from '../core/word.js';
import { bindArguments } from './bind.js';
import { codeInfo, EXC_WORDS } from './code.js';
import { type Frame, runFrame } from './loop.js';

/** Stack bytes that the reference uses for a call of a bytecode function: fixed, and for its record of the activation.
 * Locals and operands lie behind that unless they are many, which go to the heap (python-dialect.md section 20). */
const CALL_BYTES = { 8: { fixed: 352, record: 56, heap: 368 }, 4: { fixed: 208, record: 28, heap: 212 } } as const;
const MAX_WORDS_ON_STACK = 11;
/** What the check at the start of a call finds in use beyond its caller. */
const CHECK_BYTES = { 8: 16, 4: 0 } as const;

function frameBytes(rt: Runtime, words: number): number {
  const { fixed, record, heap } = CALL_BYTES[rt.W];
  return words > MAX_WORDS_ON_STACK ? heap : fixed + ((record + words * rt.W + 15) & ~15);
}

/** Parts of a function object: words 1 (context), 2 (child table), 3 (code). */
export function makeFrame(rt: Runtime, fun: Addr, fp: number): Frame {
  const context = rt.field(fun, 1);
  const info = codeInfo(rt, rt.field(fun, 3));
  return {
    info,
    fun,
    qstrTable: rt.field(context, 2),
    objTable: rt.field(context, 3),
    childTable: rt.field(fun, 2),
    fp,
    ip: info.opcodes,
    sp: fp - 1,
    excDepth: 0,
    value: NULL,
    thrown: NULL,
  };
}

/** Zeroes room for a frame above the operand stack pointer and returns its index. */
export function reserveFrame(rt: Runtime, words: number): number {
  const fp = rt.sp;
  const end = fp + words;
  if (end > rt.stack.length) rt.recursionError();
  rt.stack.fill(0, fp, end);
  rt.sp = end;
  return fp;
}

/** Globals dict of a function's module. */
export const globalsOf = (rt: Runtime, fun: Addr): Addr => rt.field(rt.field(fun, 1), 1);

/** Calls a bytecode function that is no generator. */
export function callBytecode(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const guestSp = rt.enter(CHECK_BYTES[rt.W]);
  const { sp, globals } = rt;
  // Root scopes of this call end with it, apart from its result.
  const mark = rt.heap.mark();
  rt.heap.root(fun);
  const info = codeInfo(rt, rt.field(fun, 3));
  // Arguments may lie above the stack pointer of a caller that has popped them: keep them below the frame.
  const argsEnd = at + nArgs + 2 * nKw;
  if (argsEnd > rt.sp) rt.sp = argsEnd;
  rt.cpu.regsLo[2] = guestSp - frameBytes(rt, info.nState);
  const fp = reserveFrame(rt, info.nState + EXC_WORDS * info.nExcStack);
  const f = makeFrame(rt, fun, fp);
  bindArguments(rt, info, fun, f.qstrTable, fp, nArgs, nKw, at);
  rt.globals = globalsOf(rt, fun);
  try {
    runFrame(rt, f);
  } finally {
    rt.globals = globals;
  }
  rt.sp = sp;
  rt.leave(guestSp);
  return rt.heap.releaseKeeping(mark, f.value);
}
