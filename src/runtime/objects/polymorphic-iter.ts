// `iterator`: the type of all built-in iterators that keep their state in four words (native-abi.md 3.15): word 1 is
// the address of the function that gives the next item.

import { defineType, type TypeDef } from '../core/typedef.js';
import { slotIternext } from '../native/calls.js';

export const polymorphicIterType: TypeDef = defineType({
  name: 'iterator',
  iternext: (rt, it) => slotIternext(rt, rt.field(it, 1), it),
});
