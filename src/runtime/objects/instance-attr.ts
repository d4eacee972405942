// Attributes of instances of Python-defined classes (native-abi.md 7.5; python-dialect.md 13.1, 13.2): the instance's
// own dict first, then the classes, the native part, properties and descriptors, and `__getattr__` last.

import { convertMember } from '../core/attr.js';
import { call1, call2 } from '../core/call.js';
import { MAP_FIXED, mapCopy, mapFlags, mapLookup, mapUsed, setMapHeader } from '../core/hash-map.js';
import { attributeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { TYPE_FLAG } from '../core/typedef.js';
import { type Addr, isPointer, NONE, NULL, type Qstr, qstrWord, SENTINEL, type Word } from '../core/word.js';
import { slotAttr } from '../native/calls.js';
import { dictMap, newDict } from './dict.js';
import { callSpecial, findPythonMember, instanceMembers, instanceSubobject, nativeBase } from './instance.js';
import { objectType } from './object.js';
import { propertyDeleter, propertyGetter, propertySetter, propertyType } from './property.js';
import { findMember, isInstanceType } from './type.js';

/** A read-only dict of the instance's own attributes. */
function membersDict(rt: Runtime, o: Word): Word {
  const dict = newDict(rt, 0);
  const map = dictMap(rt, dict);
  mapCopy(rt, instanceMembers(rt, o), map);
  setMapHeader(rt, map, mapUsed(rt, map), mapFlags(rt, map) | MAP_FIXED);
  return dict;
}

/** The method `name` that a descriptor object's class defines. */
function descriptorMethod(rt: Runtime, descriptor: Word, name: string): Qstr | undefined {
  if (!isPointer(descriptor) || !isInstanceType(rt, rt.typeOf(descriptor))) return undefined;
  const q = rt.qstrs.intern(name);
  return findPythonMember(rt, rt.typeOf(descriptor), q) ? q : undefined;
}

function load(rt: Runtime, o: Word, q: Qstr, dest: number): void {
  const { stack } = rt;
  const own = mapLookup(rt, instanceMembers(rt, o), qstrWord(q), 'lookup');
  if (own !== 0) {
    stack[dest] = rt.ldObj(own + rt.W);
    return;
  }
  if (rt.qstrs.text(q) === '__dict__') {
    stack[dest] = membersDict(rt, o);
    return;
  }
  const type = rt.typeOf(o);
  const found = findPythonMember(rt, type, q);
  if (found) {
    loadMember(rt, o, type, found.owner, found.member, dest);
    if (stack[dest] !== NULL) return;
  }
  if (loadNative(rt, o, type, q, dest)) return;
  const onObject = findMember(rt, rt.type(objectType), q);
  if (onObject) {
    convertMember(rt, o, type, onObject.owner, onObject.member, dest);
    return;
  }
  if (q === rt.names.__getattr__) return;
  const value = callSpecial(rt, o, rt.names.__getattr__, qstrWord(q));
  if (value !== undefined) stack[dest] = value;
}

function loadMember(rt: Runtime, o: Word, type: Addr, owner: Addr, member: Word, dest: number): void {
  const { stack } = rt;
  if (isPointer(member) && rt.typeOf(member) === rt.type(propertyType)) {
    const getter = propertyGetter(rt, member);
    if (getter === NONE) attributeError(rt, 'unreadable attribute');
    stack[dest] = call1(rt, getter, o);
    return;
  }
  const get = descriptorMethod(rt, member, '__get__');
  if (get !== undefined) {
    stack[dest] = callSpecial(rt, member, get, o, type)!;
    return;
  }
  convertMember(rt, o, type, owner, member, dest);
}

/** The native base's members, with the native object as self; then its attr slot. */
function loadNative(rt: Runtime, o: Word, type: Addr, q: Qstr, dest: number): boolean {
  const base = nativeBase(rt, type);
  if (base === 0) return false;
  const { stack } = rt;
  const found = findMember(rt, base, q);
  const inner = instanceSubobject(rt, o);
  if (found) {
    if (inner === NULL && isPointer(found.member) && bindsSelf(rt, found.member)) {
      attributeError(rt, 'call super().__init__() first');
    }
    convertMember(rt, inner, type, found.owner, found.member, dest);
    return true;
  }
  const attr = rt.slot(base, 'attr');
  if (attr === 0 || inner === NULL) return false;
  slotAttr(rt, attr, inner, q, dest);
  if (stack[dest + 1] === SENTINEL) stack[dest + 1] = NULL;
  return stack[dest] !== NULL;
}

const bindsSelf = (rt: Runtime, member: Word): boolean =>
  (rt.typeFlags(rt.typeOf(member)) & TYPE_FLAG.BINDS_SELF) !== 0;

/** True if the attribute was stored (or deleted, for value NULL). */
function store(rt: Runtime, o: Word, q: Qstr, value: Word): boolean {
  const type = rt.typeOf(o);
  if ((rt.typeFlags(type) & TYPE_FLAG.HAS_SPECIAL_ACCESSORS) !== 0) {
    const found = findPythonMember(rt, type, q);
    if (found) {
      const answer = storeThrough(rt, o, found.member, value);
      if (answer !== undefined) return answer;
    }
    const special = rt.qstrs.intern(value === NULL ? '__delattr__' : '__setattr__');
    const handled =
      value === NULL ? callSpecial(rt, o, special, qstrWord(q)) : callSpecial(rt, o, special, qstrWord(q), value);
    if (handled !== undefined) return true;
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
  rt.heap.root(value);
  const elem = mapLookup(rt, map, qstrWord(q), 'add');
  rt.stObj(elem + rt.W, value);
  return true;
}

/** Through a property or descriptor; undefined if the member is neither. */
function storeThrough(rt: Runtime, o: Word, member: Word, value: Word): boolean | undefined {
  if (isPointer(member) && rt.typeOf(member) === rt.type(propertyType)) {
    const fun = value === NULL ? propertyDeleter(rt, member) : propertySetter(rt, member);
    if (fun === NONE) return false;
    if (value === NULL) call1(rt, fun, o);
    else call2(rt, fun, o, value);
    return true;
  }
  const method = descriptorMethod(rt, member, value === NULL ? '__delete__' : '__set__');
  if (method === undefined) return undefined;
  if (value === NULL) callSpecial(rt, member, method, o);
  else callSpecial(rt, member, method, o, value);
  return true;
}

/** The attr slot of every Python-defined class. */
export function instanceAttr(rt: Runtime, o: Word, q: Qstr, dest: number): void {
  if (rt.stack[dest] === NULL) load(rt, o, q, dest);
  else if (rt.stack[dest] === SENTINEL && store(rt, o, q, rt.stack[dest + 1]!)) rt.stack[dest] = NULL;
}
