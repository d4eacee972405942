// `super(T, obj)` (python-dialect.md 13.1): looks in the bases of T, depth first, and binds to obj.

import { argCheckNum } from '../core/args.js';
import { convertMember } from '../core/attr.js';
import { printObject } from '../core/print.js';
import { PRINT_REPR } from '../core/printer.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type FunctionDef, funKw, type TypeDef } from '../core/typedef.js';
import { type Addr, isPointer, NONE, NULL, type Qstr, SENTINEL, type Word } from '../core/word.js';
import { slotAttr } from '../native/calls.js';
import { constructNative, findPythonMember, instanceSubobject, nativeBase } from './instance.js';
import { objectType } from './object.js';
import { findMember, isInstanceType, isTypeObject, someBase } from './type.js';

/** `super().__init__` of a class whose next base is native: runs that type's constructor on the instance. */
export const nativeInit: FunctionDef = funKw(1, (rt, nArgs, nKw, at) => {
  const self = rt.stack[at]!;
  if (!isPointer(self) || !isInstanceType(rt, rt.typeOf(self))) return typeError(rt, 'arg must be user-type');
  constructNative(rt, self, nArgs - 1, nKw, at + 1);
  return NONE;
});

function lookupIn(rt: Runtime, base: Addr, self: Word, q: Qstr, dest: number): boolean {
  const { stack } = rt;
  if (base === rt.type(objectType)) return false;
  const selfIsType = isPointer(self) && isTypeObject(rt, self);
  const bound = selfIsType ? NULL : self;
  const type = selfIsType ? self : rt.typeOf(self);
  if (isInstanceType(rt, base)) {
    const found = findPythonMember(rt, base, q);
    if (found) {
      convertMember(rt, bound, type, found.owner, found.member, dest);
      return true;
    }
  }
  const native = nativeBase(rt, base);
  if (native === 0) return false;
  if (q === rt.names.__init__ && isPointer(self) && isInstanceType(rt, rt.typeOf(self))) {
    stack[dest] = rt.rootWords.nativePlaceholder!;
    stack[dest + 1] = self;
    return true;
  }
  const inner = selfIsType || !isInstanceType(rt, rt.typeOf(self)) ? bound : instanceSubobject(rt, self);
  const found = findMember(rt, native, q);
  if (found) {
    convertMember(rt, inner, type, found.owner, found.member, dest);
    return true;
  }
  const attr = rt.slot(native, 'attr');
  if (attr === 0 || inner === NULL) return false;
  slotAttr(rt, attr, inner, q, dest);
  if (stack[dest + 1] === SENTINEL) stack[dest + 1] = NULL;
  return stack[dest] !== NULL;
}

/** Fills dest as load_method does; leaves NULL when nothing was found. */
export function superLookup(rt: Runtime, type: Word, self: Word, q: Qstr, dest: number): void {
  if (!isPointer(type) || !isTypeObject(rt, type)) typeError(rt, 'first argument to super() must be type');
  if (someBase(rt, type, (base) => lookupIn(rt, base, self, q, dest))) return;
  const found = findMember(rt, rt.type(objectType), q);
  if (!found) return;
  const selfIsType = isPointer(self) && isTypeObject(rt, self);
  convertMember(rt, selfIsType ? NULL : self, selfIsType ? self : rt.typeOf(self), found.owner, found.member, dest);
}

export const superType: TypeDef = defineType({
  name: 'super',
  make_new: (rt, type, nArgs, nKw, at) => {
    argCheckNum(rt, nArgs, nKw, 2, 2, false);
    if (!isPointer(rt.stack[at]!) || !isTypeObject(rt, rt.stack[at]!)) return typeError(rt);
    const object = rt.alloc(3 * rt.W);
    rt.stPtr(object, type);
    rt.stObj(object + rt.W, rt.stack[at]!);
    rt.stObj(object + 2 * rt.W, rt.stack[at + 1]!);
    return object;
  },
  print: (rt, printer, o) => {
    printer.write('<super: ');
    printObject(rt, printer, rt.ldObj(o + rt.W), PRINT_REPR);
    printer.write(', ');
    printObject(rt, printer, rt.ldObj(o + 2 * rt.W), PRINT_REPR);
    printer.write('>');
  },
  attr: (rt, o, q, dest) => {
    if (rt.stack[dest] === NULL) superLookup(rt, rt.ldObj(o + rt.W), rt.ldObj(o + 2 * rt.W), q, dest);
  },
});
