// Calling bytecode functions: bytecode.md 3.3. One JavaScript activation per Python activation; the frame lies on the
// operand stack.

import { callTyped } from '../core/call.js';
import { PyException } from '../core/exception.js';
import type { Runtime } from '../core/runtime.js';
import { type Addr, NULL, type Word } from '../core/word.js';
import { closedFunction, pushClosed } from '../objects/closure.js';
import { bindArguments } from './bind.js';
import { type CodeInfo, codeInfo } from './code.js';
import { decodeCode } from './decode.js';
import { type Frame, runFrame, VM_RAISED } from './loop.js';
import { callProfiled, runProfiled } from './profiled.js';

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

/** A frame for a function object: word 1 is its context, word 3 its code. */
export function makeFrame(rt: Runtime, fun: Addr, info: CodeInfo, fp: number): Frame {
  const context = rt.field(fun, 1);
  let { decoded } = info;
  if (decoded === undefined || decoded.context !== context) {
    decoded = decodeCode(rt, info, context, info.boxes);
    info.decoded = decoded;
  }
  return { info, decoded, fun, fp, ip: 0, sp: fp - 1, excDepth: 0, value: NULL, thrown: NULL };
}

/** Up to this size frames are cleared word by word, which is faster than calling `fill`. */
const SMALL_FRAME = 32;

/** Zeroes room for a frame above the operand stack pointer and returns its index. */
export function reserveFrame(rt: Runtime, words: number): number {
  const fp = rt.sp;
  const end = fp + words;
  const { stack } = rt;
  if (end > stack.length) rt.recursionError();
  if (words <= SMALL_FRAME) for (let i = fp; i < end; i++) stack[i] = 0;
  else stack.fill(0, fp, end);
  rt.sp = end;
  return fp;
}

/** Globals dict of a function's module. */
export const globalsOf = (rt: Runtime, fun: Addr): Addr => rt.field(rt.field(fun, 1), 1);

/** Calls a bytecode function that is no generator. */
export function callBytecode(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const result = enterBytecode(rt, fun, nArgs, nKw, at);
  if (result === NULL && rt.raising !== NULL) throwRaising(rt);
  return result;
}

/** Throws the exception that a frame ended with. */
export function throwRaising(rt: Runtime): never {
  const e = rt.raising;
  rt.raising = NULL;
  rt.lastException = e;
  throw new PyException(e);
}

/** What the loop calls: as `callFunction`, but a bytecode function that raises gives NULL and leaves the exception in
 * `rt.raising`. Throwing through each frame costs much more. */
export function callFromLoop(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const type = rt.typeOf(fun);
  if (type === rt.functionAddr) return enterBytecode(rt, fun, nArgs, nKw, at);
  if (type === rt.closureAddr) {
    const base = rt.sp;
    const n = pushClosed(rt, fun);
    for (let i = 0; i < nArgs + 2 * nKw; i++) rt.push(rt.stack[at + i]!);
    const result = callFromLoop(rt, closedFunction(rt, fun), n + nArgs, nKw, base);
    rt.sp = base;
    return result;
  }
  return rt.profiler === undefined ? callTyped(rt, type, fun, nArgs, nKw, at) : callProfiled(rt, fun, nArgs, nKw, at);
}

/** NULL, with the exception in `rt.raising`, if it raises. */
function enterBytecode(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
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
  const fp = reserveFrame(rt, info.frameWords);
  const f = makeFrame(rt, fun, info, fp);
  if (nKw === 0 && info.isPlain && nArgs === info.nPosArgs) {
    const { stack } = rt;
    const last = fp + info.nState - 1;
    for (let i = 0; i < nArgs; i++) stack[last - i] = stack[at + i]!;
  } else bindArguments(rt, info, fun, f.decoded.qstrTable, fp, nArgs, nKw, at);
  rt.globals = globalsOf(rt, fun);
  let outcome: number;
  try {
    outcome = rt.profiler === undefined ? runFrame(rt, f) : runProfiled(rt, f);
  } finally {
    rt.globals = globals;
  }
  if (outcome === VM_RAISED) {
    rt.raising = f.value;
    return NULL;
  }
  rt.sp = sp;
  rt.leave(guestSp);
  return rt.heap.releaseKeeping(mark, f.value);
}
