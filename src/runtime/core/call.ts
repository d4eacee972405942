// Calling objects (native-abi.md 2.6). Arguments lie on the operand stack at `at`: positionals, then key/value pairs.

import { callFun1, callFun2, slotCall } from '../native/calls.js';
import { callBuiltinVar } from '../objects/function.js';
import { callBytecode } from '../vm/call.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { SLOT } from './typedef.js';
import { type Addr, NULL, type Word } from './word.js';

/** Calls anything that is callable. */
export function callFunction(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  return callTyped(rt, rt.typeOf(fun), fun, nArgs, nKw, at);
}

/** The same where the type of what is called is known. */
export function callTyped(rt: Runtime, type: Addr, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const argsEnd = at + nArgs + 2 * nKw;
  const { sp } = rt;
  // Arguments must stay roots, and what the callee pushes must not overwrite them.
  if (argsEnd > sp) rt.sp = argsEnd;
  let result: Word;
  // The commonest kinds without the detour through their slot.
  if (type === rt.functionAddr) result = callBytecode(rt, fun, nArgs, nKw, at);
  else if (type === rt.builtin1Addr && nArgs === 1 && nKw === 0) {
    result = callFun1(rt, rt.objField(fun, 1), rt.stack[at]!);
  } else if (type === rt.builtin2Addr && nArgs === 2 && nKw === 0) {
    result = callFun2(rt, rt.objField(fun, 1), rt.stack[at]!, rt.stack[at + 1]!);
  } else if (type === rt.builtinVarAddr) result = callBuiltinVar(rt, fun, nArgs, nKw, at);
  else {
    const slot = rt.slotAt(type, SLOT.call);
    if (slot === 0) return typeError(rt, `'${rt.typeNameOf(fun)}' object isn't callable`);
    result = slotCall(rt, slot, fun, nArgs, nKw, at);
  }
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
