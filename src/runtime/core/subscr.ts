// Subscripts (native-abi.md 2.4, entry 15).

import { slotSubscr } from '../native/calls.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { SLOT } from './typedef.js';
import { NULL, SENTINEL, type Word } from './word.js';

/** `value` SENTINEL loads, NULL deletes, anything else is stored. */
export function subscr(rt: Runtime, base: Word, index: Word, value: Word): Word {
  const slot = rt.slotAt(rt.typeOf(base), SLOT.subscr);
  if (slot !== 0) {
    const result = slotSubscr(rt, slot, base, index, value);
    if (result !== NULL) return result;
  }
  const name = rt.typeNameOf(base);
  if (value === NULL) return typeError(rt, `'${name}' object doesn't support item deletion`);
  if (value === SENTINEL) return typeError(rt, `'${name}' object isn't subscriptable`);
  return typeError(rt, `'${name}' object doesn't support item assignment`);
}
