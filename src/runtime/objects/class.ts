// Making classes: what `class` statements and `type(name, bases, dict)` do (native-abi.md 3.2, 7.5; python-dialect.md
// 13.1).

import { PYTHON_CLASS_FLAGS, PYTHON_CLASS_SLOTS, TYPE_SLOTS } from '../../abi/index.js';
import { mapEntries } from '../core/hash-map.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { SLOT, type SlotName, TYPE_FLAG } from '../core/typedef.js';
import { type Addr, isPointer, NULL, type Qstr, qstrWord, type Word } from '../core/word.js';
import { countNativeBases } from './class-lookup.js';
import { dictGet, dictMap, dictStore } from './dict.js';
import { callPushed, instanceSlots } from './instance.js';
import { pushDescriptorMethod } from './instance-attr.js';
import { propertyType } from './property.js';
import { staticmethodType } from './staticmethod.js';
import { isStr, strQstr } from './str.js';
import { tupleItem, tupleLen } from './tuple.js';
import { isInstanceType, isSubclass, isTypeObject, typeType } from './type.js';

const SLOT_COUNT = TYPE_SLOTS.length;
/** Slots of `type` that classes derived from it take over. */
const METACLASS_SLOTS = ['make_new', 'print', 'call', 'attr'] as const satisfies readonly SlotName[];

/** Does a class need its accessors looked at on every attribute store once it has this member? */
export function definesAccessor(rt: Runtime, q: Qstr, value: Word): boolean {
  const name = rt.qstrs.text(q);
  if (name === '__setattr__' || name === '__delattr__') return true;
  if (!isPointer(value)) return false;
  if (rt.typeOf(value) === rt.type(propertyType)) return true;
  return (['__get__', '__set__', '__delete__'] as const).some((name) => {
    const at = rt.sp;
    const isThere = pushDescriptorMethod(rt, value, name);
    rt.sp = at;
    return isThere;
  });
}

/** A new class object. `bases` is a tuple, `dict` becomes the class's own dict. */
export function newClass(rt: Runtime, name: Qstr, bases: Word, dict: Word, meta: Addr): Word {
  const n = tupleLen(rt, bases);
  let flags: number = PYTHON_CLASS_FLAGS;
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
    rt.mem.st8(type + rt.W + 4 + SLOT[slot], PYTHON_CLASS_SLOTS[slot]);
    rt.stWord(type + rt.W + 16 + (PYTHON_CLASS_SLOTS[slot] - 1) * rt.W, word);
  };
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
  // Instances of a class derived from `type` are classes: they behave as `type` says.
  const typeAddr = rt.type(typeType);
  if (isSubclass(rt, type, typeAddr)) for (const slot of METACLASS_SLOTS) put(slot, rt.slot(typeAddr, slot));
  else for (const [slot, gate] of instanceSlots(rt)) put(slot, gate);
  if (countNativeBases(rt, type) > 1) {
    return typeError(rt, 'multiple bases have instance lay-out conflict');
  }
  wrapNew(rt, dict);
  callSetName(rt, type, dict);
  return type;
}

/** `__new__` is a static method without being declared one; only a plain function is seen as such. */
function wrapNew(rt: Runtime, dict: Word): void {
  const key = qstrWord(rt.names.__new__);
  const value = dictGet(rt, dict, key);
  if (value === NULL || !isPointer(value)) return;
  if (rt.qstrs.text(rt.typeName(rt.typeOf(value))) !== 'function') return;
  const wrapped = rt.newObject(staticmethodType, 2 * rt.W);
  rt.stObj(wrapped + rt.W, value);
  dictStore(rt, dict, key, wrapped);
}

/** Tells members that have a method `__set_name__` their owner and name. */
function callSetName(rt: Runtime, type: Addr, dict: Word): void {
  const mark = rt.heap.mark();
  // The dict may change meanwhile: collect first.
  const pairs = [...mapEntries(rt, dictMap(rt, dict))].filter(({ value }) => isPointer(value));
  for (const { value } of pairs) rt.heap.root(value);
  for (const { key, value } of pairs) {
    const at = rt.sp;
    if (pushDescriptorMethod(rt, value, '__set_name__') && rt.stack[at + 1] !== NULL) callPushed(rt, type, key);
    rt.sp = at;
  }
  rt.heap.release(mark);
}
