// staticmethod and classmethod (native-abi.md 3.22): markers that attribute lookup unwraps (core/attr.ts).

import { argCheckNum } from '../core/args.js';
import type { Shapes } from '../core/host-function.js';
import { defineType, type TypeDef } from '../core/typedef.js';

const makeNew: Shapes['make_new'] = (rt, type, nArgs, nKw, at) => {
  argCheckNum(rt, nArgs, nKw, 1, 1, false);
  const object = rt.alloc(2 * rt.W);
  rt.stPtr(object, type);
  rt.stObj(object + rt.W, rt.stack[at]!);
  return object;
};

export const staticmethodType: TypeDef = defineType({ name: 'staticmethod', make_new: makeNew });
export const classmethodType: TypeDef = defineType({ name: 'classmethod', make_new: makeNew });
