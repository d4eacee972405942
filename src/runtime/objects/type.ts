// `type`: the type of types (native-abi.md 7.2), and the questions that other files ask about types.

import { argCheckNum } from '../core/args.js';
import { convertMember, localsGet } from '../core/attr.js';
import { MAP_FIXED, mapFlags, mapUsed, setMapHeader } from '../core/hash-map.js';
import { type Printer, writeParts } from '../core/printer.js';
import { attributeError, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, SLOT, TYPE_FLAG, type TypeDef } from '../core/typedef.js';
import { type Addr, isPointer, NULL, type Qstr, qstrWord, SENTINEL, type Word } from '../core/word.js';
import { slotMakeNew } from '../native/calls.js';
import { definesAccessor, newClass } from './class.js';
import { dictCopy, dictMap, dictRemove, dictStore, dictType, newDict } from './dict.js';
import { objectType } from './object.js';
import { strQstr } from './str.js';
import { tupleItem, tupleLen, tupleOf, tupleType } from './tuple.js';

/** True for a type object, also one of a Python-defined subclass of `type`. */
export function isTypeObject(rt: Runtime, w: Word): boolean {
  if (!isPointer(w) || !rt.mem.has(w, rt.W + 16)) return false;
  if (rt.typeDefs.has(w)) return true;
  const word = rt.field(w, 0);
  if (word === rt.type(typeType) || word === rt.indirectType) return true;
  return rt.mem.has(word, rt.W + 16) && isInstanceType(rt, word) && isSubclass(rt, word, rt.type(typeType));
}

/** True for a class that Python code (or __build_class__) made. */
export const isInstanceType = (rt: Runtime, type: Addr): boolean =>
  (rt.typeFlags(type) & TYPE_FLAG.INSTANCE_TYPE) !== 0;

/** Calls `visit` for each direct base, left to right, until it returns true. */
export function someBase(rt: Runtime, type: Addr, visit: (base: Addr) => boolean): boolean {
  const parent = rt.slotAt(type, SLOT.parent);
  if (parent === 0) return false;
  if (rt.isType(parent, tupleType)) {
    const n = tupleLen(rt, parent);
    for (let i = 0; i < n; i++) if (visit(tupleItem(rt, parent, i))) return true;
    return false;
  }
  return visit(parent);
}

/** `issubclass(type, base)`: identity or anywhere up the bases; everything is an object. */
export function isSubclass(rt: Runtime, type: Addr, base: Addr): boolean {
  if (type === base || base === rt.type(objectType)) return true;
  // Classes with one base each need no recursion.
  let at = type;
  for (let n = 0; n < 100; n++) {
    const parent = rt.slotAt(at, SLOT.parent);
    if (parent === 0) return false;
    if (rt.isType(parent, tupleType)) break;
    if (parent === base) return true;
    at = parent;
  }
  const sp = rt.enter(32);
  const found = someBase(rt, type, (next) => isSubclass(rt, next, base));
  rt.leave(sp);
  return found;
}

/** The member of that name in a type or its bases, depth first, and the type whose dict has it. */
function findMember(rt: Runtime, type: Addr, q: Qstr): { owner: Addr; member: Word } | undefined {
  const member = localsGet(rt, type, q);
  if (member !== NULL) return { owner: type, member };
  let found: { owner: Addr; member: Word } | undefined;
  const sp = rt.enter(32);
  // `object` counts only when it is asked itself: its members are not those of other classes.
  someBase(rt, type, (base) => {
    if (base !== rt.type(objectType)) found = findMember(rt, base, q);
    return found !== undefined;
  });
  rt.leave(sp);
  return found;
}

/** `T.__bases__` */
function bases(rt: Runtime, type: Addr): Word {
  const parent = rt.slotAt(type, SLOT.parent);
  if (type === rt.type(objectType)) return tupleOf(rt);
  if (parent === 0) return tupleOf(rt, rt.type(objectType));
  return rt.isType(parent, tupleType) ? parent : tupleOf(rt, parent);
}

/** A read-only copy of a type's dict. */
function readOnlyDict(rt: Runtime, dict: Addr): Word {
  const copy = dictCopy(rt, dict);
  const map = dictMap(rt, copy);
  setMapHeader(rt, map, mapUsed(rt, map), mapFlags(rt, map) | MAP_FIXED);
  return copy;
}

function loadTypeAttr(rt: Runtime, type: Addr, q: Qstr, dest: number): void {
  const { stack } = rt;
  if (q === rt.names.__name__) {
    stack[dest] = qstrWord(rt.typeName(type));
    return;
  }
  const text = rt.qstrs.text(q);
  if (text === '__bases__') {
    stack[dest] = bases(rt, type);
    return;
  }
  if (text === '__dict__') {
    const dict = rt.slotAt(type, SLOT.locals_dict);
    stack[dest] = readOnlyDict(rt, dict !== 0 ? dict : newDict(rt, 0));
    return;
  }
  const found = findMember(rt, type, q);
  if (found) {
    convertMember(rt, NULL, type, found.owner, found.member, dest);
    return;
  }
  // A class made by a Python-defined metaclass has that class's members too.
  const meta = rt.typeOf(type);
  if (meta === rt.type(typeType)) return;
  const inMeta = findMember(rt, meta, q);
  if (inMeta) convertMember(rt, type, meta, inMeta.owner, inMeta.member, dest);
}

function storeTypeAttr(rt: Runtime, type: Addr, q: Qstr, dest: number): void {
  const { stack } = rt;
  const dict = rt.slotAt(type, SLOT.locals_dict);
  if (dict === 0 || (mapFlags(rt, dictMap(rt, dict)) & MAP_FIXED) !== 0) return;
  const value = stack[dest + 1]!;
  if (value === NULL) {
    if (dictRemove(rt, dict, qstrWord(q)) !== NULL) stack[dest] = NULL;
    return;
  }
  const flags = rt.typeFlags(type);
  // A class that has accessors passed them on to its subclasses when they were made: one more is no matter.
  const isAware = (flags & TYPE_FLAG.HAS_SPECIAL_ACCESSORS) !== 0;
  if (isInstanceType(rt, type) && !isAware && definesAccessor(rt, q, value)) {
    if ((flags & TYPE_FLAG.IS_SUBCLASSED) !== 0) {
      attributeError(rt, "can't add special method to already-subclassed class");
    }
    rt.mem.st16(type + rt.W, flags | TYPE_FLAG.HAS_SPECIAL_ACCESSORS);
  }
  dictStore(rt, dict, qstrWord(q), value);
  stack[dest] = NULL;
}

function attr(rt: Runtime, type: Word, q: Qstr, dest: number): void {
  if (rt.stack[dest] === NULL) loadTypeAttr(rt, type, q, dest);
  else if (rt.stack[dest] === SENTINEL) storeTypeAttr(rt, type, q, dest);
}

function print(rt: Runtime, printer: Printer, type: Word): void {
  writeParts(printer, "<class '", rt.qstrs.text(rt.typeName(type)), "'>");
}

/** Calling a type makes an instance. */
function call(rt: Runtime, type: Word, nArgs: number, nKw: number, at: number): Word {
  const slot = rt.slotAt(type, SLOT.make_new);
  if (slot === 0) return typeError(rt, `can't create '${rt.qstrs.text(rt.typeName(type))}' instances`);
  return slotMakeNew(rt, slot, type, nArgs, nKw, at);
}

/** `type(x)`, `type(name, bases, dict)` */
function makeNew(rt: Runtime, meta: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 1, 3, false);
  if (nArgs === 1) return rt.typeOf(rt.stack[at]!);
  if (nArgs !== 3) return typeError(rt, 'type takes 1 or 3 arguments');
  const [name, baseTuple, dict] = [rt.stack[at]!, rt.stack[at + 1]!, rt.stack[at + 2]!];
  const q = strQstr(rt, name);
  if (!rt.isType(baseTuple, tupleType) || !rt.isType(dict, dictType)) return typeError(rt);
  return newClass(rt, q, baseTuple, dict, meta);
}

export const typeType: TypeDef = defineType({ name: 'type', make_new: makeNew, print, call, attr });
