// Bound methods: a function with its self (native-abi.md 3.22).

import { BINARY_OP, UNARY_OP } from '../../abi/index.js';
import { loadMethodMaybe } from '../core/attr.js';
import { callFunction } from '../core/call.js';
import { addressHash } from '../core/ops.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import { boolWord, NULL, type Qstr, type Word } from '../core/word.js';

export function newBoundMethod(rt: Runtime, fun: Word, self: Word): Word {
  const mark = rt.heap.mark();
  rt.heap.root(fun);
  rt.heap.root(self);
  const method = rt.newObject(boundMethodType, 3 * rt.W);
  rt.stObj(method + rt.W, fun);
  rt.stObj(method + 2 * rt.W, self);
  return rt.heap.releaseKeeping(mark, method);
}

function call(rt: Runtime, method: Word, nArgs: number, nKw: number, at: number): Word {
  const base = rt.sp;
  rt.push(rt.ldObj(method + 2 * rt.W));
  for (let i = 0; i < nArgs + 2 * nKw; i++) rt.push(rt.stack[at + i]!);
  const result = callFunction(rt, rt.ldObj(method + rt.W), nArgs + 1, nKw, base);
  rt.sp = base;
  return result;
}

/** Attributes are those of the function. */
function attr(rt: Runtime, method: Word, q: Qstr, dest: number): void {
  if (rt.stack[dest] === NULL) loadMethodMaybe(rt, rt.ldObj(method + rt.W), q, dest);
}

export const boundMethodType: TypeDef = defineType({
  name: 'bound_method',
  call,
  attr,
  unary_op: (rt, op, method) =>
    op === UNARY_OP.HASH ? addressHash(rt, rt.ldObj(method + rt.W) ^ rt.ldObj(method + 2 * rt.W)) : NULL,
  binary_op: (rt, op, lhs, rhs) => {
    if (op !== BINARY_OP.EQUAL || !rt.isType(rhs, boundMethodType)) return NULL;
    return boolWord(
      rt.ldObj(lhs + rt.W) === rt.ldObj(rhs + rt.W) && rt.ldObj(lhs + 2 * rt.W) === rt.ldObj(rhs + 2 * rt.W),
    );
  },
});
