// Entries 15, 17, 18, 56: operators, subscripts, type of an object (native-abi.md 2.4, 1.2).

import { binaryOp, unaryOp } from '../../core/ops.js';
import { subscr } from '../../core/subscr.js';
import type { Word } from '../../core/word.js';
import type { AbiFunctions } from './types.js';

export const operators: AbiFunctions = {
  obj_subscr: (rt, base: Word, index: Word, value: Word) => subscr(rt, base, index, value),
  unary_op: (rt, op: number, arg: Word) => unaryOp(rt, op, arg),
  binary_op: (rt, op: number, lhs: Word, rhs: Word) => binaryOp(rt, op, lhs, rhs),
  obj_get_type: (rt, o: Word) => rt.typeOf(o),
};
