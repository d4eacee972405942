// Making classes: what `class` statements and `type(name, bases, dict)` do (native-abi.md 3.2, 7.5; python-dialect.md
// 13.1).

import { convertMember } from '../core/attr.js';
import { callMethod } from '../core/call.js';
import { mapEntries } from '../core/hash-map.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { SLOT, type SlotName, TYPE_FLAG } from '../core/typedef.js';
import { type Addr, isPointer, NULL, type Qstr, qstrWord, type Word } from '../core/word.js';
import { dictGet, dictMap, dictStore } from './dict.js';
import { instanceSlots } from './instance.js';
import { objectType } from './object.js';
import { propertyType } from './property.js';
import { staticmethodType } from './staticmethod.js';
import { isStr, strQstr } from './str.js';
import { tupleItem, tupleLen } from './tuple.js';
import { findMember, isInstanceType, isTypeObject, someBase } from './type.js';

/** Slot numbers that every Python-defined class has. */
const SLOT_NUMBERS = {
  make_new: 1,
  print: 2,
  call: 3,
  unary_op: 4,
  binary_op: 5,
  attr: 6,
  subscr: 7,
  iter: 8,
  buffer: 9,
  locals_dict: 10,
  parent: 11,
  protocol: 12,
} as const satisfies Record<SlotName, number>;
const SLOT_COUNT = 12;

const CLASS_FLAGS =
  TYPE_FLAG.EQ_CHECKS_OTHER_TYPE | TYPE_FLAG.EQ_NOT_REFLEXIVE | TYPE_FLAG.EQ_HAS_NEQ_TEST | TYPE_FLAG.INSTANCE_TYPE;

/** Does a class need its accessors looked at on every attribute store once it has this member? */
export function definesAccessor(rt: Runtime, q: Qstr, value: Word): boolean {
  const name = rt.qstrs.text(q);
  if (name === '__setattr__' || name === '__delattr__') return true;
  if (!isPointer(value)) return false;
  const type = rt.typeOf(value);
  if (type === rt.type(propertyType)) return true;
  if (!isInstanceType(rt, type)) return false;
  return ['__get__', '__set__', '__delete__'].some((method) => findMember(rt, type, rt.qstrs.intern(method)));
}

/** Number of native bases anywhere above; `object` does not count. */
export function countNativeBases(rt: Runtime, type: Addr, found: { native: Addr }): number {
  if (type === rt.type(objectType)) return 0;
  if (!isInstanceType(rt, type)) {
    found.native = type;
    return 1;
  }
  let count = 0;
  someBase(rt, type, (base) => {
    count += countNativeBases(rt, base, found);
    return false;
  });
  return count;
}

/** A new class object. `bases` is a tuple, `dict` becomes the class's own dict. */
export function newClass(rt: Runtime, name: Qstr, bases: Word, dict: Word, meta: Addr): Word {
  const n = tupleLen(rt, bases);
  let flags: number = CLASS_FLAGS;
  for (let i = 0; i < n; i++) {
    const base = tupleItem(rt, bases, i);
    if (!isPointer(base) || !isTypeObject(rt, base)) return typeError(rt);
    if (rt.slot(base, 'make_new') === 0) {
      return typeError(rt, `type '${rt.qstrs.text(rt.typeName(base))}' isn't an acceptable base type`);
    }
    if (isInstanceType(rt, base)) {
      const baseFlags = rt.typeFlags(base);
      rt.mem.st16(base + rt.W, baseFlags | TYPE_FLAG.IS_SUBCLASSED);
      flags |= baseFlags & TYPE_FLAG.HAS_SPECIAL_ACCESSORS;
    }
  }
  const type = rt.alloc(rt.W + 16 + SLOT_COUNT * rt.W);
  rt.setField(type, 0, meta);
  rt.mem.st16(type + rt.W + 2, name);
  const put = (slot: SlotName, word: number): void => {
    rt.mem.st8(type + rt.W + 4 + SLOT[slot], SLOT_NUMBERS[slot]);
    rt.stWord(type + rt.W + 16 + (SLOT_NUMBERS[slot] - 1) * rt.W, word);
  };
  for (const [slot, gate] of instanceSlots(rt)) put(slot, gate);
  put('locals_dict', dict);
  if (n > 0) {
    const first = tupleItem(rt, bases, 0);
    put('parent', n === 1 ? first : bases);
    const protocol = rt.slot(first, 'protocol');
    if (protocol !== 0) put('protocol', protocol);
  }
  for (const { key, value } of mapEntries(rt, dictMap(rt, dict))) {
    if (isStr(rt, key) && definesAccessor(rt, strQstr(rt, key), value)) flags |= TYPE_FLAG.HAS_SPECIAL_ACCESSORS;
  }
  rt.mem.st16(type + rt.W, flags);
  const found = { native: 0 };
  if (countNativeBases(rt, type, found) > 1) {
    return typeError(rt, 'multiple bases have instance lay-out conflict');
  }
  wrapNew(rt, dict);
  callSetName(rt, type, dict);
  return type;
}

/** `__new__` is a static method without being declared one. */
function wrapNew(rt: Runtime, dict: Word): void {
  const key = qstrWord(rt.names.__new__);
  const value = dictGet(rt, dict, key);
  if (value === NULL || !isPointer(value)) return;
  if ((rt.typeFlags(rt.typeOf(value)) & TYPE_FLAG.BINDS_SELF) === 0) return;
  const wrapped = rt.newObject(staticmethodType, 2 * rt.W);
  rt.stObj(wrapped + rt.W, value);
  dictStore(rt, dict, key, wrapped);
}

/** Tells members that have `__set_name__` their owner and name. */
function callSetName(rt: Runtime, type: Addr, dict: Word): void {
  const q = rt.qstrs.intern('__set_name__');
  for (const { key, value } of [...mapEntries(rt, dictMap(rt, dict))]) {
    if (!isPointer(value)) continue;
    const valueType = rt.typeOf(value);
    if (!isInstanceType(rt, valueType)) continue;
    const found = findMember(rt, valueType, q);
    if (!found) continue;
    const at = rt.sp;
    rt.push(NULL);
    rt.push(NULL);
    convertMember(rt, value, valueType, found.owner, found.member, at);
    rt.push(type);
    rt.push(key);
    callMethod(rt, 2, 0, at);
    rt.sp = at;
  }
}
