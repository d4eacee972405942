// Calling objects (native-abi.md 2.6). Arguments lie on the operand stack at `at`: positionals, then key/value pairs.

import { slotCall } from '../native/calls.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { SLOT } from './typedef.js';
import { NULL, type Word } from './word.js';

/** Calls anything that is callable. */
export function callFunction(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const slot = rt.slotAt(rt.typeOf(fun), SLOT.call);
  if (slot === 0) return typeError(rt, `'${rt.typeNameOf(fun)}' object isn't callable`);
  const argsEnd = at + nArgs + 2 * nKw;
  const { sp } = rt;
  // Arguments must stay roots, and what the callee pushes must not overwrite them.
  if (argsEnd > sp) rt.sp = argsEnd;
  const result = slotCall(rt, slot, fun, nArgs, nKw, at);
  rt.sp = sp;
  return result;
}

/** `at`: function, self or NULL, positionals, pairs: the layout that `loadMethod` begins. */
export function callMethod(rt: Runtime, nArgs: number, nKw: number, at: number): Word {
  const fun = rt.stack[at]!;
  return rt.stack[at + 1] === NULL
    ? callFunction(rt, fun, nArgs, nKw, at + 2)
    : callFunction(rt, fun, nArgs + 1, nKw, at + 1);
}

export function call0(rt: Runtime, fun: Word): Word {
  return callFunction(rt, fun, 0, 0, rt.sp);
}

export function call1(rt: Runtime, fun: Word, a: Word): Word {
  const at = rt.sp;
  rt.push(a);
  const result = callFunction(rt, fun, 1, 0, at);
  rt.sp = at;
  return result;
}

export function call2(rt: Runtime, fun: Word, a: Word, b: Word): Word {
  const at = rt.sp;
  rt.push(a);
  rt.push(b);
  const result = callFunction(rt, fun, 2, 0, at);
  rt.sp = at;
  return result;
}
