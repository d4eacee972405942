// Entries 32-34, 55: handlers and raising (native-abi.md 2.8).

import { GuestFault } from '../../../machine/index.js';
import { raiseObject, typeError } from '../../core/raise.js';
import type { Runtime } from '../../core/runtime.js';
import { NONE, NULL, type Word } from '../../core/word.js';
import { isExceptionType, newException } from '../../objects/exceptions.js';
import { newStrByRef } from '../../objects/str.js';
import { emptyTuple, newTuple } from '../../objects/tuple.js';
import { nlrPop, nlrPush } from '../nlr.js';
import type { AbiFunctions } from './types.js';

/** Entry 55: an exception of exactly this type; its text is the C string itself, by reference (hazard 11.11). */
function raiseMsg(rt: Runtime, type: number, msg: number): never {
  if (!rt.mem.has(type, 24) || !isExceptionType(rt, type)) typeError(rt, 'exceptions must derive from BaseException');
  let args = emptyTuple(rt);
  if (msg !== 0) {
    const length = rt.mem.cString(msg).length;
    const at = rt.sp;
    rt.push(newStrByRef(rt, msg, length));
    args = newTuple(rt, at, 1);
  }
  return rt.throwObject(newException(rt, type, args));
}

export const nonlocal: AbiFunctions = {
  nlr_push: nlrPush,
  nlr_pop: nlrPop,
  raise: (rt, o: Word) => {
    if (o === NULL || o === NONE) return;
    if (o === 4) throw new GuestFault('bad-object', o, 'raise of MP_OBJ_SENTINEL');
    raiseObject(rt, o);
  },
  raise_msg: raiseMsg,
};
