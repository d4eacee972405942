// Entries 9-11, 14, 64: attributes and methods (native-abi.md 2.3). `dest` is a guest array of two words; entry 11
// reads class and instance from its words 1 and 2.

import { loadAttr, loadMethod, loadMethodMaybe, loadSuperMethod, storeAttr } from '../../core/attr.js';
import type { Runtime } from '../../core/runtime.js';
import type { Qstr, Word } from '../../core/word.js';
import type { AbiFunctions } from './types.js';

function toGuest(rt: Runtime, at: number, dest: number): void {
  rt.stObj(dest, rt.stack[at]!);
  rt.stObj(dest + rt.W, rt.stack[at + 1]!);
}

/** Room for two words on the operand stack. */
function reserve(rt: Runtime): number {
  const at = rt.sp;
  rt.push(0);
  rt.push(0);
  return at;
}

export const attributes: AbiFunctions = {
  load_attr: (rt, base: Word, attr: Qstr) => loadAttr(rt, base, attr),
  load_method: (rt, base: Word, attr: Qstr, dest: number) => {
    const at = reserve(rt);
    loadMethod(rt, base, attr, at);
    toGuest(rt, at, dest);
  },
  load_method_maybe: (rt, base: Word, attr: Qstr, dest: number) => {
    const at = reserve(rt);
    loadMethodMaybe(rt, base, attr, at);
    toGuest(rt, at, dest);
  },
  load_super_method: (rt, attr: Qstr, dest: number) => {
    const at = reserve(rt);
    loadSuperMethod(rt, rt.ldObj(dest + rt.W), rt.ldObj(dest + 2 * rt.W), attr, at);
    toGuest(rt, at, dest);
  },
  store_attr: (rt, base: Word, attr: Qstr, value: Word) => storeAttr(rt, base, attr, value),
};
