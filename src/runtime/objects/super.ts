// `super(T, obj)` (python-dialect.md 13.1): looks in the bases of T, depth first, and binds to obj.

import { argCheckNum } from '../core/args.js';
import { convertMember, localsGet } from '../core/attr.js';
import { printObject } from '../core/print.js';
import { PRINT_STR } from '../core/printer.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type FunctionDef, funKw, type TypeDef } from '../core/typedef.js';
import { NONE, NULL, type Qstr, SENTINEL, type Word } from '../core/word.js';
import { classLookup, isInstance, placeholder } from './class-lookup.js';
import { constructNative } from './instance.js';
import { objectType } from './object.js';
import { isSubclass, isTypeObject, someBase, typeType } from './type.js';

/** `super().__init__` of a class whose next base is native: runs that type's constructor on the instance. */
export const nativeInit: FunctionDef = funKw(1, (rt, nArgs, nKw, at) => {
  const self = rt.stack[at]!;
  if (!isInstance(rt, self)) return typeError(rt, 'arg must be user-type');
  constructNative(rt, self, nArgs - 1, nKw, at + 1);
  return NONE;
});

/** Fills dest as load_method does; leaves NULL when nothing was found. */
export function superLookup(rt: Runtime, type: Word, self: Word, q: Qstr, dest: number): void {
  if (!isTypeObject(rt, type)) typeError(rt, 'issubclass() arg 2 must be a class or a tuple of classes');
  const { stack } = rt;
  // In a class method or `__new__` there is a class in the place of an instance.
  const throughClass = isTypeObject(rt, self);
  const bound = throughClass ? NULL : self;
  const cls = throughClass ? self : rt.typeOf(self);
  const slot = q === rt.names.__init__ ? 'make_new' : undefined;
  someBase(rt, type, (base) => {
    classLookup(rt, base, q, slot, bound, cls, dest);
    return stack[dest] !== NULL;
  });
  if (stack[dest] === SENTINEL) {
    stack[dest] = placeholder(rt);
    stack[dest + 1] = self;
    return;
  }
  if (stack[dest] !== NULL) return;
  const object = rt.type(objectType);
  const member = localsGet(rt, object, q);
  if (member !== NULL) convertMember(rt, bound, throughClass ? object : cls, object, member, dest);
}

export const superType: TypeDef = defineType({
  name: 'super',
  make_new: (rt, type, nArgs, nKw, at) => {
    argCheckNum(rt, nArgs, nKw, 2, 2, false);
    const base = rt.stack[at]!;
    const self = rt.stack[at + 1]!;
    if (!isTypeObject(rt, base)) return typeError(rt, 'issubclass() arg 2 must be a class or a tuple of classes');
    // A plain class stands for itself only, not for an instance of `type`.
    const throughClass = isTypeObject(rt, self) && isSubclass(rt, self, base);
    const fits = throughClass || (!rt.isType(self, typeType) && isSubclass(rt, rt.typeOf(self), base));
    if (!fits) return typeError(rt);
    const object = rt.alloc(3 * rt.W);
    rt.stPtr(object, type);
    rt.stObj(object + rt.W, base);
    rt.stObj(object + 2 * rt.W, self);
    return object;
  },
  print: (rt, printer, o) => {
    printer.write('<super: ');
    printObject(rt, printer, rt.ldObj(o + rt.W), PRINT_STR);
    printer.write(', ');
    printObject(rt, printer, rt.ldObj(o + 2 * rt.W), PRINT_STR);
    printer.write('>');
  },
  attr: (rt, o, q, dest) => {
    if (rt.stack[dest] === NULL) superLookup(rt, rt.ldObj(o + rt.W), rt.ldObj(o + 2 * rt.W), q, dest);
  },
});
