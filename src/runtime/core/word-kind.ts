// What a machine word is as an object word, for whoever checks what machine code hands over. Believes nothing.

import { isDict } from '../objects/dict.js';
import { isList } from '../objects/list.js';
import { isAnySet } from '../objects/set.js';
import type { Runtime } from './runtime.js';
import { isPointer, isQstr, isSmallInt, NONE, NULL, qstrNumber, SENTINEL, type Word } from './word.js';

export type WordKind = 'null' | 'sentinel' | 'int' | 'str' | 'none' | 'bool' | 'object' | 'invalid';

/** `hi`: the upper half, on a 32-bit board the sign of the lower. */
export function wordKind(rt: Runtime, lo: number, hi: number): WordKind {
  if (isSmallInt(lo)) return 'int';
  if (hi !== lo >> 31) return 'invalid';
  if (lo === NULL) return 'null';
  if (lo === SENTINEL) return 'sentinel';
  if (isQstr(lo)) return qstrNumber(lo) < rt.qstrs.count ? 'str' : 'invalid';
  if (isPointer(lo)) return isObject(rt, lo >>> 0) ? 'object' : 'invalid';
  return lo === NONE ? 'none' : 'bool';
}

/** The first word of an object is its type, whose first word is the type of types; published modules have the address of
 * mp_fun_table.type_type there (native-abi.md 11.1). */
function isObject(rt: Runtime, addr: number): boolean {
  if ((addr & (rt.W - 1)) !== 0 || !rt.mem.has(addr, rt.W)) return false;
  const indirect = rt.indirectType;
  const typeOf = (at: number): number => (rt.ldWord(at) === indirect ? rt.typeTypeAddr : rt.ldWord(at));
  const type = typeOf(addr);
  return (type & (rt.W - 1)) === 0 && rt.mem.has(type, 6 * rt.W) && typeOf(type) === rt.typeTypeAddr;
}

/** True if a function of the table that works on such containers can work on this one. */
export function isContainer(rt: Runtime, w: Word, container: 'list' | 'dict' | 'set'): boolean {
  if (container === 'list') return isList(rt, w);
  return container === 'dict' ? isDict(rt, w) : isAnySet(rt, w);
}
