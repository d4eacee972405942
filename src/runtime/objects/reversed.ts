// reversed(sequence): `__reversed__` if there is one, else items from the last down through subscripts.
// Layout: base, sequence, number of items left.

import { argCheckNum } from '../core/args.js';
import { loadMethodMaybe } from '../core/attr.js';
import { callMethod } from '../core/call.js';
import { lenOf } from '../core/ops.js';
import type { Runtime } from '../core/runtime.js';
import { loadSigned, storeSigned } from '../core/signed-word.js';
import { subscr } from '../core/subscr.js';
import { defineType } from '../core/typedef.js';
import { type Addr, NULL, SENTINEL, STOP_ITERATION, type Word } from '../core/word.js';
import { newInt, toIndex } from './int.js';

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 1, 1, false);
  const seq = rt.stack[at]!;
  const method = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadMethodMaybe(rt, seq, rt.qstrs.intern('__reversed__'), method);
  const found = rt.stack[method] !== NULL ? callMethod(rt, 0, 0, method) : NULL;
  rt.sp = method;
  if (found !== NULL) return found;
  const len = toIndex(rt, lenOf(rt, seq));
  const reversed = rt.newObject(reversedType, 3 * rt.W);
  rt.stPtr(reversed, type);
  rt.stObj(reversed + rt.W, seq);
  storeSigned(rt, reversed + 2 * rt.W, len);
  return reversed;
}
function iternext(rt: Runtime, reversed: Word): Word {
  // Less than nothing was left if a length is negative: then the items go on below zero, until a subscript ends them.
  const left = Number(loadSigned(rt, reversed + 2 * rt.W));
  if (left === 0) return STOP_ITERATION;
  storeSigned(rt, reversed + 2 * rt.W, left - 1);
  return subscr(rt, rt.ldObj(reversed + rt.W), newInt(rt, left - 1), SENTINEL);
}

export const reversedType = defineType({ name: 'reversed', make_new: makeNew, iternext });
