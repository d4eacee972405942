// The tuples with named items that the runtime itself makes, like sys.implementation (python-dialect.md section 12).
// Their type calls itself "tuple". Behind the items lie the qstrs of their names, one raw word each.

import type { Printer } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { defineType } from '../core/typedef.js';
import { NULL, type Qstr, type Word } from '../core/word.js';
import { printNamedItems } from './namedtuple.js';
import { tupleBinaryOp, tupleGetiter, tupleItem, tupleLen, tupleSubscr, tupleUnaryOp } from './tuple.js';

/** A tuple of as many words at `at` of the operand stack as there are names. */
export function newAttrTuple(rt: Runtime, names: readonly string[], at: number): Word {
  const n = names.length;
  const t = rt.newObject(attrTupleType, (2 + 2 * n) * rt.W);
  rt.setField(t, 1, n);
  names.forEach((name, i) => {
    rt.stObj(t + (2 + i) * rt.W, rt.stack[at + i]!);
    rt.setField(t, 2 + n + i, rt.qstrs.intern(name));
  });
  return t;
}

function print(rt: Runtime, printer: Printer, t: Word): void {
  const n = tupleLen(rt, t);
  printNamedItems(rt, printer, t, n, t + (2 + n) * rt.W);
}

function attr(rt: Runtime, t: Word, name: Qstr, dest: number): void {
  if (rt.stack[dest] !== NULL) return;
  const n = tupleLen(rt, t);
  for (let i = 0; i < n; i++) {
    if (rt.field(t, 2 + n + i) === name) {
      rt.stack[dest] = tupleItem(rt, t, i);
      return;
    }
  }
}

export const attrTupleType = defineType({
  name: 'tuple',
  print,
  unary_op: (rt, op, t) => tupleUnaryOp(rt, op, t),
  binary_op: (rt, op, lhs, rhs) => tupleBinaryOp(rt, op, lhs, rhs),
  attr,
  subscr: (rt, t, index, value) => tupleSubscr(rt, t, index, value),
  getiter: tupleGetiter,
});
