// bool: the two immediate words. Its operators are those of the ints 0 and 1, so that results are ints
// (python-dialect.md 5).

import { UNARY_OP } from '../../abi/index.js';
import { argCheckNum } from '../core/args.js';
import { binaryOp, isTrue, unaryOp } from '../core/ops.js';
import { PRINT_JSON, type Printer } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, TYPE_FLAG, type TypeDef } from '../core/typedef.js';
import { boolWord, FALSE, NULL, smallInt, TRUE, type Word } from '../core/word.js';

const asInt = (o: Word): Word => smallInt(o === TRUE ? 1 : 0);

function boolMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 1, false);
  return nArgs === 0 ? FALSE : boolWord(isTrue(rt, rt.stack[at]!));
}

function boolPrint(_rt: Runtime, printer: Printer, o: Word, kind: number): void {
  if (kind === PRINT_JSON) printer.write(o === TRUE ? 'true' : 'false');
  else printer.write(o === TRUE ? 'True' : 'False');
}

function boolUnaryOp(rt: Runtime, op: number, o: Word): Word {
  if (op === UNARY_OP.BOOL) return o;
  // What a small int does not have must not fall into its inversion.
  return op === UNARY_OP.LEN || op > UNARY_OP.INT_MAYBE ? NULL : unaryOp(rt, op, asInt(o));
}

export const boolType: TypeDef = defineType({
  name: 'bool',
  flags: TYPE_FLAG.EQ_CHECKS_OTHER_TYPE,
  make_new: boolMakeNew,
  print: boolPrint,
  unary_op: boolUnaryOp,
  binary_op: (rt, op, lhs, rhs) => binaryOp(rt, op, asInt(lhs), rhs),
});
