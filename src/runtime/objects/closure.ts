// Closures: a function with words that go in front of its arguments (native-abi.md 2.6 entry 43, 3.22).

import { loadMethodMaybe } from '../core/attr.js';
import { callFunction } from '../core/call.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, TYPE_FLAG, type TypeDef } from '../core/typedef.js';
import type { Qstr, Word } from '../core/word.js';

/** Closed-over words are `rt.stack[at .. at + n)`. */
export function newClosure(rt: Runtime, fun: Word, at: number, n: number): Word {
  const closure = rt.newObject(closureType, (3 + n) * rt.W);
  rt.stObj(closure + rt.W, fun);
  rt.setField(closure, 2, n);
  for (let i = 0; i < n; i++) rt.stObj(closure + (3 + i) * rt.W, rt.stack[at + i]!);
  return closure;
}

export const closedFunction = (rt: Runtime, closure: Word): Word => rt.ldObj(closure + rt.W);
/** Pushes the words that go in front of the arguments; returns their number. */
export function pushClosed(rt: Runtime, closure: Word): number {
  const n = rt.field(closure, 2);
  rt.mem.index(closure, (3 + n) * rt.W);
  for (let i = 0; i < n; i++) rt.push(rt.ldObj(closure + (3 + i) * rt.W));
  return n;
}

function call(rt: Runtime, closure: Word, nArgs: number, nKw: number, at: number): Word {
  const base = rt.sp;
  const n = pushClosed(rt, closure);
  for (let i = 0; i < nArgs + 2 * nKw; i++) rt.push(rt.stack[at + i]!);
  const result = callFunction(rt, closedFunction(rt, closure), n + nArgs, nKw, base);
  rt.sp = base;
  return result;
}

/** Attributes are those of the function. A store looks the name up too: without such an attribute it seems to succeed. */
function attr(rt: Runtime, closure: Word, q: Qstr, dest: number): void {
  loadMethodMaybe(rt, rt.ldObj(closure + rt.W), q, dest);
}

export const closureType: TypeDef = defineType({ name: 'closure', flags: TYPE_FLAG.BINDS_SELF, call, attr });
