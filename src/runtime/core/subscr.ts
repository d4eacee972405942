// Subscripts (native-abi.md 2.4, entry 15).

import { slotSubscr } from '../native/calls.js';
import { dictMap, dictStore } from '../objects/dict.js';
import { listItem, listLen, listStore, quickItem } from '../objects/list.js';
import { tupleItem, tupleLen } from '../objects/tuple.js';
import { elemValue, mapLookup } from './hash-map.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { SLOT } from './typedef.js';
import { isSmallInt, NONE, NULL, SENTINEL, smallIntValue, type Word } from './word.js';

/** `value` SENTINEL loads, NULL deletes, anything else is stored. */
export function subscr(rt: Runtime, base: Word, index: Word, value: Word): Word {
  const type = rt.typeOf(base);
  // What programs do most, without the detour through the slot; it says what happens otherwise.
  if (type === rt.listAddr || type === rt.tupleAddr) {
    if (isSmallInt(index)) {
      if (value === SENTINEL && type === rt.listAddr) {
        const item = quickItem(rt, base, smallIntValue(index));
        if (item !== NULL) return item;
      }
      const isList = type === rt.listAddr;
      const len = isList ? listLen(rt, base) : tupleLen(rt, base);
      let i = smallIntValue(index);
      if (i < 0) i += len;
      if (i >= 0 && i < len) {
        if (value === SENTINEL) return isList ? listItem(rt, base, i) : tupleItem(rt, base, i);
        if (isList && value !== NULL) {
          listStore(rt, base, i, value);
          return NONE;
        }
      }
    }
  } else if (type === rt.dictAddr) {
    if (value === SENTINEL) {
      const pair = mapLookup(rt, dictMap(rt, base), index, 'lookup');
      if (pair !== 0) return elemValue(rt, pair);
    } else if (value !== NULL) {
      dictStore(rt, base, index, value);
      return NONE;
    }
  }
  const slot = rt.slotAt(type, SLOT.subscr);
  if (slot !== 0) {
    const result = slotSubscr(rt, slot, base, index, value);
    if (result !== NULL) return result;
  }
  const name = rt.typeNameOf(base);
  if (value === NULL) return typeError(rt, `'${name}' object doesn't support item deletion`);
  if (value === SENTINEL) return typeError(rt, `'${name}' object isn't subscriptable`);
  return typeError(rt, `'${name}' object doesn't support item assignment`);
}
