// Attributes (native-abi.md 2.3, 7.2, 7.3): finding a member, binding it to an object, storing.

import { slotAttr } from '../native/calls.js';
import { newBoundMethod } from '../objects/bound-method.js';
import { dictGet, dictMap } from '../objects/dict.js';
import { newCheckedFunction } from '../objects/function.js';
import { instanceMembers } from '../objects/instance.js';
import { instanceAttr, storeMember } from '../objects/instance-attr.js';
import { objectType } from '../objects/object.js';
import { classmethodType, staticmethodType } from '../objects/staticmethod.js';
import { superLookup } from '../objects/super.js';
import { isTypeObject } from '../objects/type.js';
import { elemValue, MAP_FIXED, mapFlags, mapLookup } from './hash-map.js';
import { attributeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { SLOT, TYPE_FLAG, TYPE_FLAG_ITER_MASK } from './typedef.js';
import { type Addr, isPointer, NULL, type Qstr, qstrWord, SENTINEL, type Word } from './word.js';

/** Binds a member of type `owner` for `self` (NULL when it is read from the class itself) into `dest`, `dest + 1`.
 * `type` is the type on which the access was made: a class method gets it. */
export function convertMember(rt: Runtime, self: Word, type: Addr, owner: Addr, member: Word, dest: number): void {
  const { stack } = rt;
  stack[dest + 1] = NULL;
  stack[dest] = member;
  if (!isPointer(member)) return;
  // Through a class, the class on which the access was made decides; else the one whose dict has the member.
  const decides = self === NULL ? type : owner;
  const memberType = rt.typeOf(member);
  const flags = rt.typeFlags(memberType);
  if ((flags & TYPE_FLAG.BINDS_SELF) !== 0) {
    if ((flags & TYPE_FLAG.BUILTIN_FUN) !== 0) {
      // A built-in function stored in a Python-defined class acts as a static method.
      if ((rt.typeFlags(decides) & TYPE_FLAG.INSTANCE_TYPE) !== 0) return;
      if (self === NULL && type !== rt.type(objectType)) {
        stack[dest] = newCheckedFunction(rt, type, member);
        return;
      }
    }
    stack[dest + 1] = self;
  } else if (memberType === rt.type(staticmethodType)) {
    stack[dest] = rt.ldObj(member + rt.W);
  } else if (memberType === rt.type(classmethodType)) {
    stack[dest] = rt.ldObj(member + rt.W);
    stack[dest + 1] = type;
  }
}

/** Looks a name up in the locals dict of exactly this type; NULL if it has none or not this name. */
export function localsGet(rt: Runtime, type: Addr, q: Qstr): Word {
  const known = rt.members.find(type, q);
  const pair = known >= 0 ? rt.members.pair(known) : findLocal(rt, type, q);
  return pair === 0 ? NULL : elemValue(rt, pair);
}

/** Address of the pair of a name in the locals dict of a type, 0 if it has none; remembered. */
function findLocal(rt: Runtime, type: Addr, q: Qstr): Addr {
  const dict = rt.slotAt(type, SLOT.locals_dict);
  if (dict === 0) return 0;
  const map = dictMap(rt, dict);
  const pair = mapLookup(rt, map, qstrWord(q), 'lookup');
  const isConstant = (mapFlags(rt, map) & MAP_FIXED) !== 0;
  if (rt.members.watch(dict, isConstant) && rt.members.watch(type, true)) rt.members.add(type, q, pair, type);
  return pair;
}

/** Entry 64: dest = {NULL, NULL} not found, {value, NULL} plain, {function, self} method. */
export function loadMethodMaybe(rt: Runtime, w: Word, q: Qstr, dest: number): void {
  const { stack } = rt;
  stack[dest] = NULL;
  stack[dest + 1] = NULL;
  const type = rt.typeOf(w);
  if (q === rt.names.__class__) {
    stack[dest] = type;
    return;
  }
  if (q === rt.names.__next__ && (rt.typeFlags(type) & TYPE_FLAG_ITER_MASK) !== 0) {
    stack[dest] = dictGet(rt, rt.builtinsDict, qstrWord(rt.names.next));
    stack[dest + 1] = w;
    return;
  }
  const slot = rt.slotAt(type, SLOT.attr);
  if (slot === 0) {
    // Most built-in types have no attributes of their own, only methods.
    const known = rt.members.find(type, q);
    const method = known < 0 || rt.members.pair(known) === 0 ? NULL : elemValue(rt, rt.members.pair(known));
    if (isPointer(method)) {
      const kind = rt.typeOf(method);
      if (kind === rt.builtinVarAddr || kind === rt.builtin1Addr || kind === rt.builtin2Addr) {
        const map = dictMap(rt, rt.slotAt(type, SLOT.locals_dict));
        if ((mapFlags(rt, map) & MAP_FIXED) !== 0) rt.members.setMethod(known, method);
        stack[dest] = method;
        stack[dest + 1] = w;
        return;
      }
    }
  }
  if (slot !== 0) {
    if (slot === rt.instanceAttrGate) instanceAttr(rt, w, q, dest);
    else slotAttr(rt, slot, w, q, dest);
    if (stack[dest + 1] !== SENTINEL) return;
    stack[dest + 1] = NULL;
  }
  const member = localsGet(rt, type, q);
  if (member !== NULL) convertMember(rt, w, type, type, member, dest);
}

/** Entry 10: as `loadMethodMaybe`, but raises AttributeError. */
export function loadMethod(rt: Runtime, w: Word, q: Qstr, dest: number): void {
  loadMethodMaybe(rt, w, q, dest);
  if (rt.stack[dest] !== NULL) return;
  const name = rt.qstrs.text(q);
  if (isPointer(w) && isTypeObject(rt, w)) {
    attributeError(rt, `type object '${rt.qstrs.text(rt.typeName(w))}' has no attribute '${name}'`);
  }
  attributeError(rt, `'${rt.typeNameOf(w)}' object has no attribute '${name}'`);
}

/** What LOAD_ATTR does: an instance's own attribute comes before everything else, even before `__class__`. */
export function loadOwnAttr(rt: Runtime, w: Word, q: Qstr): Word {
  if (rt.slotAt(rt.typeOf(w), SLOT.attr) === rt.instanceAttrGate) {
    const own = mapLookup(rt, instanceMembers(rt, w), qstrWord(q), 'lookup');
    if (own !== 0) return elemValue(rt, own);
  }
  return loadAttr(rt, w, q);
}

/** Entry 9: methods come as bound-method objects. */
export function loadAttr(rt: Runtime, w: Word, q: Qstr): Word {
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadMethod(rt, w, q, at);
  const fun = rt.stack[at]!;
  const self = rt.stack[at + 1]!;
  const value = self === NULL ? fun : newBoundMethod(rt, fun, self);
  rt.sp = at;
  return value;
}

/** Entry 14: `value` NULL deletes. */
export function storeAttr(rt: Runtime, w: Word, q: Qstr, value: Word): void {
  const type = rt.typeOf(w);
  const slot = rt.slotAt(type, SLOT.attr);
  if (slot === rt.instanceAttrGate && value !== NULL && (rt.typeFlags(type) & TYPE_FLAG.HAS_SPECIAL_ACCESSORS) === 0) {
    storeMember(rt, w, q, value);
    return;
  }
  if (slot !== 0) {
    const at = rt.sp;
    rt.push(SENTINEL);
    rt.push(value);
    slotAttr(rt, slot, w, q, at);
    const stored = rt.stack[at] === NULL;
    rt.sp = at;
    if (stored) return;
  }
  attributeError(rt, `'${rt.typeNameOf(w)}' object has no attribute '${rt.qstrs.text(q)}'`);
}

/** Entry 11: the attribute as `super(type, self)` finds it. */
export function loadSuperMethod(rt: Runtime, type: Word, self: Word, q: Qstr, dest: number): void {
  const { stack } = rt;
  stack[dest] = NULL;
  stack[dest + 1] = NULL;
  superLookup(rt, type, self, q, dest);
  if (stack[dest] === NULL) attributeError(rt, `'super' object has no attribute '${rt.qstrs.text(q)}'`);
}
