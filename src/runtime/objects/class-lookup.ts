// Finding members of Python-defined classes: depth first, from left to right through the bases, without merging
// (python-dialect.md 13.1); what a native base contributes (native-abi.md 7.5).
//
// `object` is never searched here: its few methods are reached through `super()` and the class itself only.

import { GuestFault } from '../../machine/index.js';
import { convertMember, loadMethodMaybe, localsGet } from '../core/attr.js';
import { elemValue } from '../core/hash-map.js';
import { attributeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import type { SlotName } from '../core/typedef.js';
import { SLOT } from '../core/typedef.js';
import { type Addr, isPointer, NULL, type Qstr, SENTINEL, type Word } from '../core/word.js';
import { instanceAttr } from './instance-attr.js';
import { objectType } from './object.js';
import { tupleItem, tupleLen, tupleType } from './tuple.js';
import { isInstanceType } from './type.js';

/** Bases that a search goes through before it is too deep. */
const MAX_DEPTH = 100;
/** More classes than fit any heap in one chain. */
const MAX_CHAIN = 1 << 20;
/** Word of an instance where its native part is (native-abi.md 3.13). */
export const SUBOBJ = 4;

/** True for an instance of a Python-defined class; not for classes made by a class derived from `type`. */
export function isInstance(rt: Runtime, w: Word): boolean {
  if (!isPointer(w)) return false;
  const type = rt.typeOf(w);
  return isInstanceType(rt, type) && rt.hostFn(rt.slotAt(type, SLOT.attr), 'attr') === instanceAttr;
}

/** What subobj[0] holds before the native constructor ran: the function that runs it. */
export const placeholder = (rt: Runtime): Word => rt.rootWords.nativePlaceholder!;

/** Direct bases of a class: `count` of them. */
function baseCount(rt: Runtime, parent: Addr): number {
  return rt.isType(parent, tupleType) ? tupleLen(rt, parent) : 1;
}
function baseAt(rt: Runtime, parent: Addr, i: number): Addr {
  const base = rt.isType(parent, tupleType) ? tupleItem(rt, parent, i) : parent;
  if (!isPointer(base) || !rt.mem.has(base, rt.W + 16)) {
    throw new GuestFault('bad-object', base >>> 0, 'the base of a class is no type');
  }
  return base;
}

/** A loop is damage; a long chain of bases is only a deep recursion. `type` is behind MAX_DEPTH bases. */
function tooDeep(rt: Runtime, type: Addr): never {
  let at = type;
  for (let i = 0; i < MAX_CHAIN; i++) {
    const parent = rt.slotAt(at, SLOT.parent);
    if (parent === 0 || baseCount(rt, parent) === 0) rt.recursionError();
    at = baseAt(rt, parent, 0);
  }
  throw new GuestFault('bad-object', type, 'the bases of a type form a loop');
}

/**
 * Looks `q` up in a class and its bases and binds what it finds to `self` (NULL: access through the class `cls`, which
 * class methods get). With `slot`, a native base that has this slot ends the search with dest[0] = SENTINEL: its native
 * behaviour is what was looked for. `q` 0 looks for the slot only. dest stays {NULL, NULL} when there is nothing.
 */
export function classLookup(
  rt: Runtime,
  start: Addr,
  q: Qstr,
  slot: SlotName | undefined,
  self: Word,
  cls: Addr,
  dest: number,
  depth = 0,
): void {
  if (depth > MAX_DEPTH) tooDeep(rt, start);
  const object = rt.type(objectType);
  if (start === object) return;
  const known = rt.members.find(start + 1, q);
  const pair = known >= 0 ? rt.members.pair(known) : UNKNOWN;
  if (pair !== UNKNOWN) {
    if (pair !== 0) convertMember(rt, self, cls, rt.members.owner(known), elemValue(rt, pair), dest);
    return;
  }
  if (known < 0 && depth === 0 && remember(rt, start, q)) {
    classLookup(rt, start, q, slot, self, cls, dest);
    return;
  }
  const isPython = isInstanceType(rt, start);
  if (!isPython && slot !== undefined && rt.slot(start, slot) !== 0) {
    rt.stack[dest] = SENTINEL;
    return;
  }
  const member = q === 0 ? NULL : localsGet(rt, start, q);
  const inner = !isPython && self !== NULL && isInstance(rt, self) ? rt.ldObj(self + SUBOBJ * rt.W) : self;
  if (member !== NULL) {
    if (inner !== self && inner === placeholder(rt)) attributeError(rt, 'call super().__init__() first');
    convertMember(rt, inner, cls, start, member, dest);
    return;
  }
  if (inner !== self && q !== 0) {
    loadMethodMaybe(rt, inner, q, dest);
    if (rt.stack[dest] !== NULL) return;
  }
  const parent = rt.slotAt(start, SLOT.parent);
  if (parent === 0) return;
  const count = baseCount(rt, parent);
  for (let i = 0; i < count; i++) {
    classLookup(rt, baseAt(rt, parent, i), q, slot, self, cls, dest, depth + 1);
    if (rt.stack[dest] !== NULL) return;
  }
}

/** Enters the result of a search that meets Python-defined classes only into the cache; false if it meets others, which
 * is remembered too, so that it is not tried again. */
function remember(rt: Runtime, start: Addr, q: Qstr): boolean {
  const owner = pythonOwner(rt, start, q, 0);
  if (owner === UNKNOWN) {
    rt.members.add(start + 1, q, UNKNOWN, 0);
    return false;
  }
  const entry = owner === 0 ? -1 : rt.members.find(owner, q);
  if (owner !== 0 && entry < 0) return false;
  rt.members.add(start + 1, q, owner === 0 ? 0 : rt.members.pair(entry), owner);
  return rt.members.find(start + 1, q) >= 0;
}
/** A native base comes first, or changes of a class could go unnoticed: each search goes through the bases. */
const UNKNOWN = -1;

/** The class in which the search for `q` ends; 0 if nothing is found. */
function pythonOwner(rt: Runtime, type: Addr, q: Qstr, depth: number): Addr {
  if (depth > MAX_DEPTH) tooDeep(rt, type);
  if (type === rt.type(objectType)) return 0;
  if (!isInstanceType(rt, type)) return UNKNOWN;
  const member = localsGet(rt, type, q);
  if (rt.members.find(type, q) < 0) return UNKNOWN;
  if (member !== NULL) return type;
  const parent = rt.slotAt(type, SLOT.parent);
  const count = parent === 0 ? 0 : baseCount(rt, parent);
  for (let i = 0; i < count; i++) {
    const owner = pythonOwner(rt, baseAt(rt, parent, i), q, depth + 1);
    if (owner !== 0) return owner;
  }
  return 0;
}

/** Member `q` of a class or its Python-defined bases, unbound; NULL if there is none. */
export function pythonMember(rt: Runtime, type: Addr, q: Qstr, depth = 0): Word {
  if (depth > MAX_DEPTH) tooDeep(rt, type);
  if (!isInstanceType(rt, type)) return NULL;
  const member = localsGet(rt, type, q);
  if (member !== NULL) return member;
  const parent = rt.slotAt(type, SLOT.parent);
  const count = parent === 0 ? 0 : baseCount(rt, parent);
  for (let i = 0; i < count; i++) {
    const found = pythonMember(rt, baseAt(rt, parent, i), q, depth + 1);
    if (found !== NULL) return found;
  }
  return NULL;
}

/** Number of native bases anywhere above a class, with repetitions; `object` does not count. */
export function countNativeBases(rt: Runtime, type: Addr, depth = 0): number {
  if (depth > MAX_DEPTH) tooDeep(rt, type);
  if (type === rt.type(objectType)) return 0;
  if (!isInstanceType(rt, type)) return 1;
  const parent = rt.slotAt(type, SLOT.parent);
  let sum = 0;
  const count = parent === 0 ? 0 : baseCount(rt, parent);
  for (let i = 0; i < count; i++) sum += countNativeBases(rt, baseAt(rt, parent, i), depth + 1);
  return sum;
}

/** The native base type of a class, 0 if it has none. `object` is none. */
export function nativeBase(rt: Runtime, type: Addr, depth = 0): Addr {
  if (depth > MAX_DEPTH) tooDeep(rt, type);
  if (type === rt.type(objectType)) return 0;
  if (!isInstanceType(rt, type)) return type;
  const parent = rt.slotAt(type, SLOT.parent);
  const count = parent === 0 ? 0 : baseCount(rt, parent);
  for (let i = 0; i < count; i++) {
    const found = nativeBase(rt, baseAt(rt, parent, i), depth + 1);
    if (found !== 0) return found;
  }
  return 0;
}
