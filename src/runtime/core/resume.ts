// One step of delegation, as `yield from` and entry 48 make it (native-abi.md 2.7, bytecode.md 7.3): works for any
// object that iterates or has send, throw and close.

import {
  exceptionMatches,
  exceptionValue,
  GeneratorExitType,
  isExceptionInstance,
  isExceptionType,
  StopIterationType,
} from '../objects/exceptions.js';
import { isGenerator, resumeGenerator } from '../vm/generator.js';
import { callNamed, callNamedMaybe } from './call-named.js';
import { PyException } from './exception.js';
import { iternextMaybe } from './iter.js';
import { raiseObject, runtimeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { isPointer, NONE, NULL, SENTINEL, type Word } from './word.js';

/** Result of a step: a yielded value, or the delegate's result. */
export interface Step {
  readonly finished: boolean;
  readonly value: Word;
}

const isException = (rt: Runtime, w: Word): boolean =>
  isPointer(w) && (isExceptionInstance(rt, w) || isExceptionType(rt, w));

const matches = (rt: Runtime, w: Word, type: number): boolean => isException(rt, w) && exceptionMatches(rt, w, type);

function step(rt: Runtime, gen: Word, send: Word, thrown: Word): Step {
  if (isGenerator(rt, gen)) {
    const { yielded, value } = resumeGenerator(rt, gen, send, thrown);
    return { finished: !yielded, value };
  }
  if (thrown !== NULL) {
    if (isExceptionInstance(rt, thrown) && matches(rt, thrown, rt.type(GeneratorExitType))) {
      const closed = callNamedMaybe(rt, gen, 'close');
      if (closed !== undefined) return { finished: true, value: closed };
    } else {
      const answer = callNamedMaybe(rt, gen, 'throw', thrown);
      if (answer !== undefined) return { finished: false, value: answer };
    }
    if (matches(rt, thrown, rt.type(StopIterationType))) return runtimeError(rt, 'generator raised StopIteration');
    return raiseObject(rt, thrown);
  }
  const value = send === NONE ? iternextMaybe(rt, gen) : SENTINEL;
  if (value === SENTINEL) return { finished: false, value: callNamed(rt, gen, 'send', send) };
  return value === NULL ? { finished: true, value: NONE } : { finished: false, value };
}

/** Sends `send` (ignored when throwing) or throws `thrown` into `gen`. A StopIteration from the delegate is its end. */
export function resume(rt: Runtime, gen: Word, send: Word, thrown: Word): Step {
  let result: Step;
  const { sp } = rt;
  const guestSp = rt.cpu.regsLo[2]!;
  try {
    result = step(rt, gen, send, thrown);
  } catch (e) {
    if (!(e instanceof PyException) || !exceptionMatches(rt, e.value, rt.type(StopIterationType))) throw e;
    rt.sp = sp;
    rt.leave(guestSp);
    result = { finished: true, value: exceptionValue(rt, e.value) };
  }
  if (result.finished && thrown !== NULL && matches(rt, thrown, rt.type(GeneratorExitType))) raiseObject(rt, thrown);
  return result;
}
