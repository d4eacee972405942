// Generators and coroutines: bytecode.md section 7. The frame of a suspended generator lies in a payload; while it runs
// it is copied to the operand stack.

import { PyException } from '../core/exception.js';
import { writeParts } from '../core/printer.js';
import { raiseArgs, runtimeError, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, fun2, funVar } from '../core/typedef.js';
import { type Addr, NONE, NULL, type Word } from '../core/word.js';
import type { Heap, Payload } from '../gc/heap.js';
import { exceptionMatches, GeneratorExitType, newException, StopIterationType } from '../objects/exceptions.js';
import { emptyTuple } from '../objects/tuple.js';
import { bindArguments } from './bind.js';
import { globalsOf, makeFrame, reserveFrame, throwRaising } from './call.js';
import { codeInfo, qstrAt } from './code.js';
import { type Frame, runFrame, VM_RAISED, VM_YIELD } from './loop.js';
import {
  isNativeFinished,
  isNativeStarted,
  type NativeStep,
  nativeFunction,
  nativeGeneratorBytes,
  nativePending,
  nativePrelude,
  setNativePending,
  startNativeGenerator,
  stepNativeGenerator,
} from './native-state.js';
import { runProfiled } from './profiled.js';

/** A suspended frame. */
class Suspended implements Payload {
  readonly frame: Frame;
  /** The frame's words while it does not run. */
  readonly words: Int32Array;
  /** Top of the value stack, relative to the frame. */
  top: number;
  started = false;
  finished = false;
  running = false;
  /** NONE, or an exception to raise at the next resume. */
  pending: Word = NONE;
  constructor(frame: Frame, words: Int32Array, top: number) {
    this.frame = frame;
    this.words = words;
    this.top = top;
  }
  trace(heap: Heap): void {
    heap.markWord(this.frame.fun);
    heap.markWords(this.words, 0, this.words.length);
    heap.markWord(this.pending);
  }
}

/** Outcome of a resume: a yielded value, or the return value. */
export interface Resumed {
  readonly yielded: boolean;
  readonly value: Word;
}

function stateOf(rt: Runtime, gen: Word): Suspended {
  const payload = rt.heap.payload(gen);
  if (!(payload instanceof Suspended)) return typeError(rt, 'generator expected');
  return payload;
}

/** Calls a generator function: binds the arguments and returns the instance; no code runs. */
export function makeGenerator(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const { sp } = rt;
  const mark = rt.heap.mark();
  rt.heap.root(fun);
  const info = codeInfo(rt, rt.field(fun, 3));
  const argsEnd = at + nArgs + 2 * nKw;
  if (argsEnd > rt.sp) rt.sp = argsEnd;
  const fp = reserveFrame(rt, info.frameWords);
  const frame = makeFrame(rt, fun, info, fp);
  bindArguments(rt, info, fun, frame.decoded.qstrTable, fp, nArgs, nKw, at);
  // As large as the reference's object: type, pending exception, code state of five words, then the frame.
  const gen = rt.newObject(generatorType, (7 + info.frameWords) * rt.W);
  const words = rt.stack.slice(fp, fp + info.frameWords);
  rt.heap.setPayload(gen, new Suspended(frame, words, -1));
  rt.sp = sp;
  return rt.heap.releaseKeeping(mark, gen);
}

/** Frames are small: a loop is quicker than a view. */
function copyWords(to: Int32Array, at: number, from: Int32Array, index: number, n: number): void {
  for (let i = 0; i < n; i++) to[at + i] = from[index + i]!;
}

/** bytecode.md 7.2. `thrown` NULL = none. Exceptions leave as PyException. */
export function resumeGenerator(rt: Runtime, gen: Word, send: Word, thrown: Word): Resumed {
  if (isNative(rt, gen)) return resumeNative(rt, gen, send, thrown);
  const s = stateOf(rt, gen);
  if (s.finished) return { yielded: false, value: NONE };
  if (s.running) return valueError(rt, 'generator already executing');
  let inject = thrown;
  if (s.pending !== NONE) {
    inject = s.pending;
    s.pending = NONE;
  }
  if (!s.started && send !== NONE) return typeError(rt, "can't send non-None value to a just-started generator");
  const guestSp = rt.enter(RESUME_BYTES[rt.W]);
  const { sp, globals } = rt;
  const mark = rt.heap.mark();
  rt.heap.root(gen);
  const { frame, words } = s;
  const fp = reserveFrame(rt, words.length);
  copyWords(rt.stack, fp, words, 0, words.length);
  frame.fp = fp;
  frame.sp = fp + s.top;
  if (s.started) rt.stack[frame.sp] = send;
  frame.thrown = inject;
  s.started = true;
  s.running = true;
  rt.globals = globalsOf(rt, frame.fun);
  let outcome: number;
  try {
    outcome = rt.profiler === undefined ? runFrame(rt, frame) : runProfiled(rt, frame);
  } catch (e) {
    s.finished = true;
    words.fill(0);
    throw e;
  } finally {
    s.running = false;
    rt.globals = globals;
  }
  if (outcome === VM_RAISED) {
    s.finished = true;
    words.fill(0);
    rt.raising = frame.value;
    if (!exceptionMatches(rt, frame.value, rt.type(StopIterationType))) throwRaising(rt);
    rt.raising = NULL;
    rt.leave(guestSp);
    return runtimeError(rt, 'generator raised StopIteration');
  }
  const { value } = frame;
  if (outcome === VM_YIELD) {
    rt.stack[frame.sp] = NONE;
    copyWords(words, 0, rt.stack, fp, words.length);
    s.top = frame.sp - fp;
  } else {
    s.finished = true;
    words.fill(0);
  }
  rt.sp = sp;
  rt.leave(guestSp);
  rt.heap.releaseKeeping(mark, value);
  return { yielded: outcome === VM_YIELD, value };
}

/** The same for the generator of a native function, whose state lies in guest memory. */
function resumeNative(rt: Runtime, gen: Word, send: Word, thrown: Word): Resumed {
  if (isNativeFinished(rt, gen)) return { yielded: false, value: NONE };
  const pending = nativePending(rt, gen);
  if (pending === NULL) return valueError(rt, 'generator already executing');
  if (!isNativeStarted(rt, gen) && send !== NONE) {
    return typeError(rt, "can't send non-None value to a just-started generator");
  }
  const guestSp = rt.enter(RESUME_BYTES[rt.W]);
  setNativePending(rt, gen, NULL);
  let step: NativeStep;
  try {
    step = stepNativeGenerator(rt, gen, send, pending !== NONE ? pending : thrown);
  } finally {
    setNativePending(rt, gen, NONE);
  }
  rt.leave(guestSp);
  if (step.kind === 'raised') {
    if (exceptionMatches(rt, step.value, rt.type(StopIterationType))) {
      return runtimeError(rt, 'generator raised StopIteration');
    }
    rt.throwObject(step.value);
  }
  return { yielded: step.kind === 'yielded', value: step.value };
}

/** Calls a native generator function. */
export function makeNativeGenerator(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const gen = rt.newObject(generatorType, nativeGeneratorBytes(rt, fun));
  startNativeGenerator(rt, gen, fun, nArgs, nKw, at);
  return gen;
}

/** A generator without a suspended frame of ours is one of native code. */
const isNative = (rt: Runtime, gen: Word): boolean => rt.heap.payload(gen) === undefined && isGenerator(rt, gen);

/** Stack bytes of a resume; a chain of `yield from` reaches 26 (RV64) and 46 (RV32) levels within the boards' limit. */
const RESUME_BYTES = { 8: 352, 4: 208 } as const;

/** True for a generator instance. */
export const isGenerator = (rt: Runtime, w: Word): boolean => rt.isType(w, generatorType);

function stop(rt: Runtime, value: Word): never {
  return value === NONE ? raiseArgs(rt, StopIterationType) : raiseArgs(rt, StopIterationType, value);
}

function throwInto(rt: Runtime, nArgs: number, at: number): Word {
  const second = nArgs > 2 ? rt.stack[at + 2]! : NONE;
  const thrown = second !== NONE ? second : rt.stack[at + 1]!;
  const step = resumeGenerator(rt, rt.stack[at]!, NONE, thrown);
  return step.yielded ? step.value : stop(rt, step.value);
}

function close(rt: Runtime, gen: Word): Word {
  const exit = newException(rt, rt.type(GeneratorExitType), emptyTuple(rt));
  rt.heap.root(exit);
  const { sp } = rt;
  const guestSp = rt.cpu.regsLo[2]!;
  try {
    const step = resumeGenerator(rt, gen, NONE, exit);
    if (!step.yielded) return NONE;
  } catch (e) {
    if (e instanceof PyException && exceptionMatches(rt, e.value, rt.type(GeneratorExitType))) {
      rt.sp = sp;
      rt.leave(guestSp);
      return NONE;
    }
    throw e;
  }
  return runtimeError(rt, 'generator ignored GeneratorExit');
}

export const generatorType = defineType({
  name: 'generator',
  print: (rt, printer, gen) => {
    const fun = isNative(rt, gen) ? nativeFunction(rt, gen) : stateOf(rt, gen).frame.fun;
    const info = codeInfo(rt, isNative(rt, gen) ? nativePrelude(rt, fun) : rt.field(fun, 3));
    const name = rt.qstrs.text(qstrAt(rt, rt.field(rt.field(fun, 1), 2), info.names[0]!));
    writeParts(printer, "<generator object '", name, "' at ", (gen as Addr).toString(16), '>');
  },
  iternext: (rt, gen) => {
    const step = resumeGenerator(rt, gen, NONE, NULL);
    if (step.yielded) return step.value;
    return step.value === NONE ? NULL : stop(rt, step.value);
  },
  locals: {
    close: fun1(close),
    send: fun2((rt, gen, value) => {
      const step = resumeGenerator(rt, gen, value, NULL);
      return step.yielded ? step.value : stop(rt, step.value);
    }),
    throw: funVar(2, 4, throwInto),
    pend_throw: fun2((rt, gen, exception) => {
      if (isNative(rt, gen)) {
        const before = nativePending(rt, gen);
        if (before === NULL) return valueError(rt, 'generator already executing');
        setNativePending(rt, gen, exception);
        return before;
      }
      const s = stateOf(rt, gen);
      if (s.running) return valueError(rt, 'generator already executing');
      const before = s.pending;
      s.pending = exception;
      return before;
    }),
  },
});
