// Attributes of instances of Python-defined classes (native-abi.md 7.5; python-dialect.md 13.1, 13.2): the instance's
// own dict first, then the classes and the native part, properties and descriptors, and `__getattr__` last.

import { loadMethodMaybe } from '../core/attr.js';
import { call1, call2 } from '../core/call.js';
import { MAP_FIXED, mapCopy, mapFlags, mapLookup, mapUsed, setMapHeader } from '../core/hash-map.js';
import { attributeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { TYPE_FLAG } from '../core/typedef.js';
import { isPointer, NONE, NULL, type Qstr, qstrWord, SENTINEL, type Word } from '../core/word.js';
import { classLookup, isInstance } from './class-lookup.js';
import { dictMap, newDict } from './dict.js';
import { callPushed, instanceMembers, pushSpecial } from './instance.js';
import { propertyDeleter, propertyGetter, propertySetter, propertyType } from './property.js';
import { isTypeObject } from './type.js';

const DESCRIPTOR_NAMES = ['__get__', '__set__', '__delete__', '__set_name__'] as const;
export type DescriptorName = (typeof DESCRIPTOR_NAMES)[number];

/** `__getattr__` answers neither for itself nor for what makes a descriptor. */
const isDelegated = (rt: Runtime, q: Qstr): boolean =>
  q !== rt.names.__getattr__ && !(DESCRIPTOR_NAMES as readonly string[]).includes(rt.qstrs.text(q));

/** A read-only dict of the instance's own attributes. */
function membersDict(rt: Runtime, o: Word): Word {
  const dict = newDict(rt, 0);
  const map = dictMap(rt, dict);
  mapCopy(rt, instanceMembers(rt, o), map);
  setMapHeader(rt, map, mapUsed(rt, map), mapFlags(rt, map) | MAP_FIXED);
  return dict;
}

const isProperty = (rt: Runtime, w: Word): boolean => isPointer(w) && rt.isType(w, propertyType);

/** Pushes the method `name` of a descriptor object and its self; false if it has none. Any attribute of that name will
 * do, also one that a class stored as a member has for its instances. */
export function pushDescriptorMethod(rt: Runtime, member: Word, name: DescriptorName): boolean {
  if (!isPointer(member) || !(isInstance(rt, member) || isTypeObject(rt, member))) return false;
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadMethodMaybe(rt, member, rt.qstrs.intern(name), at);
  if (rt.stack[at] !== NULL) return true;
  rt.sp = at;
  return false;
}

const hasAccessors = (rt: Runtime, o: Word): boolean =>
  (rt.typeFlags(rt.typeOf(o)) & TYPE_FLAG.HAS_SPECIAL_ACCESSORS) !== 0;

function load(rt: Runtime, o: Word, q: Qstr, dest: number): void {
  const { stack } = rt;
  const own = mapLookup(rt, instanceMembers(rt, o), qstrWord(q), 'lookup');
  if (own !== 0) {
    stack[dest] = rt.ldObj(own + rt.W);
    return;
  }
  if (q === rt.dictName) {
    stack[dest] = membersDict(rt, o);
    return;
  }
  const type = rt.typeOf(o);
  classLookup(rt, type, q, undefined, o, type, dest);
  const member = stack[dest]!;
  if (member !== NULL) {
    if (stack[dest + 1] !== NULL || !hasAccessors(rt, o)) return;
    if (isProperty(rt, member)) {
      const getter = propertyGetter(rt, member);
      if (getter === NONE) attributeError(rt, 'unreadable attribute');
      stack[dest] = call1(rt, getter, o);
    } else if (pushDescriptorMethod(rt, member, '__get__')) stack[dest] = callPushed(rt, o, type);
    return;
  }
  if (!isDelegated(rt, q)) return;
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadMethodMaybe(rt, o, rt.names.__getattr__, at);
  if (stack[at] !== NULL) stack[dest] = callPushed(rt, qstrWord(q));
  rt.sp = at;
}

/** Through a property or descriptor: has it stored? undefined if the member is neither. */
function storeThrough(rt: Runtime, o: Word, member: Word, value: Word): boolean | undefined {
  if (isProperty(rt, member)) {
    const fun = value === NULL ? propertyDeleter(rt, member) : propertySetter(rt, member);
    if (fun === NONE) return false;
    if (value === NULL) call1(rt, fun, o);
    else call2(rt, fun, o, value);
    return true;
  }
  if (!pushDescriptorMethod(rt, member, value === NULL ? '__delete__' : '__set__')) return undefined;
  if (value === NULL) callPushed(rt, o);
  else callPushed(rt, o, value);
  return true;
}

/** True if the attribute was stored (or deleted, for value NULL). */
function store(rt: Runtime, o: Word, q: Qstr, value: Word): boolean {
  if (hasAccessors(rt, o)) {
    const at = rt.sp;
    const member = pushSpecial(rt, o, q, undefined);
    rt.sp = at;
    if (member !== NULL) {
      const mark = rt.heap.mark();
      rt.heap.root(member);
      const answer = storeThrough(rt, o, member, value);
      rt.heap.release(mark);
      if (answer !== undefined) return answer;
    }
    const special = rt.qstrs.intern(value === NULL ? '__delattr__' : '__setattr__');
    if (pushSpecial(rt, o, special, undefined) !== NULL) {
      if (value === NULL) callPushed(rt, qstrWord(q));
      else callPushed(rt, qstrWord(q), value);
      return true;
    }
    rt.sp = at;
  }
  return storeMember(rt, o, q, value);
}

/** Stores into (or deletes from) the instance's own attributes; false if there was nothing to delete. */
export function storeMember(rt: Runtime, o: Word, q: Qstr, value: Word): boolean {
  const map = instanceMembers(rt, o);
  if (value === NULL) {
    const elem = mapLookup(rt, map, qstrWord(q), 'remove');
    if (elem !== 0) rt.stObj(elem + rt.W, NULL);
    return elem !== 0;
  }
  const mark = rt.heap.mark();
  rt.heap.root(o);
  rt.heap.root(value);
  rt.stObj(mapLookup(rt, map, qstrWord(q), 'add') + rt.W, value);
  rt.heap.release(mark);
  return true;
}

/** The attr slot of every Python-defined class. */
export function instanceAttr(rt: Runtime, o: Word, q: Qstr, dest: number): void {
  if (rt.stack[dest] === NULL) load(rt, o, q, dest);
  else if (rt.stack[dest] === SENTINEL && store(rt, o, q, rt.stack[dest + 1]!)) rt.stack[dest] = NULL;
}
