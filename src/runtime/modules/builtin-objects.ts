// Built-in functions about objects, their attributes and classes (python-dialect.md sections 4, 13, 24.1).

import { loadAttr, loadMethodMaybe, storeAttr } from '../core/attr.js';
import { callFunction, callMethod } from '../core/call.js';
import { mapEntries } from '../core/hash-map.js';
import { importName } from '../core/import.js';
import { hashOf } from '../core/ops.js';
import { protect } from '../core/protect.js';
import { typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { fun0, fun1, fun2, fun3, funVar } from '../core/typedef.js';
import {
  boolWord,
  FALSE,
  isSmallInt,
  NONE,
  NULL,
  type Qstr,
  qstrWord,
  smallInt,
  smallIntValue,
  type Word,
} from '../core/word.js';
import { newBoundMethod } from '../objects/bound-method.js';
import { cellSet } from '../objects/cell.js';
import { isInstance } from '../objects/class-lookup.js';
import { dictMap, isDict, newDict } from '../objects/dict.js';
import { AttributeErrorType } from '../objects/exceptions.js';
import { instanceIsCallable } from '../objects/instance-ops.js';
import { exactInt, isBoxedInt, newInt, newIntAny, toIndex } from '../objects/int.js';
import { newList } from '../objects/list.js';
import { isStr, newStr, strQstr, strValue } from '../objects/str.js';
import { isBytes } from '../objects/str-data.js';
import { newTuple, tupleItem, tupleLen, tupleType } from '../objects/tuple.js';
import { isSubclass, isTypeObject, typeType } from '../objects/type.js';

// --- identity and class ----------------------------------------------------------------------------------------------

export const hash = fun1(hashOf);

export const id = fun1((rt, w) => {
  if (isSmallInt(w)) return newInt(rt, 2 * smallIntValue(w) + 1);
  if (isBoxedInt(rt, w) && rt.is64) {
    // A boxed int stands for the tagged word of the board if it fits one.
    const value = BigInt(exactInt(rt, w)!);
    if (value >= -(1n << 62n) && value < 1n << 62n) return newIntAny(rt, 2n * value + 1n);
  }
  return newInt(rt, w >>> 0);
});

export const callable = fun1((rt, w) => {
  const type = rt.typeOf(w);
  if (rt.slot(type, 'call') === 0) return FALSE;
  return boolWord(!isInstance(rt, w) || instanceIsCallable(rt, w));
});

/** Is class `type` one of `info`: a class, or a flat tuple of classes? */
function matchesClassInfo(rt: Runtime, type: Word, info: Word): boolean {
  if (isTypeObject(rt, info)) return isSubclass(rt, type, info);
  if (!rt.isType(info, tupleType)) typeError(rt, 'issubclass() arg 2 must be a class or a tuple of classes');
  const n = tupleLen(rt, info);
  for (let i = 0; i < n; i++) {
    const item = tupleItem(rt, info, i);
    if (isTypeObject(rt, item) && isSubclass(rt, type, item)) return true;
  }
  return false;
}
export const isinstance = fun2((rt, w, info) => boolWord(matchesClassInfo(rt, rt.typeOf(w), info)));
export const issubclass = fun2((rt, type, info) => {
  if (!isTypeObject(rt, type)) typeError(rt, 'issubclass() arg 1 must be a class');
  return boolWord(matchesClassInfo(rt, type, info));
});

// --- attributes ------------------------------------------------------------------------------------------------------

/** Loads an attribute to `at`, `at + 1`; an AttributeError on the way is dropped. What was found before it stays: the
 * property whose getter raised. */
function loadProtected(rt: Runtime, w: Word, q: Qstr, at: number): void {
  protect(
    rt,
    [AttributeErrorType],
    () => loadMethodMaybe(rt, w, q, at),
    () => {},
  );
}

export const getattr = funVar(2, 3, (rt, nArgs, at) => {
  const w = rt.stack[at]!;
  const q = strQstr(rt, rt.stack[at + 1]!);
  if (nArgs === 2) return loadAttr(rt, w, q);
  const dest = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadProtected(rt, w, q, dest);
  const value = rt.stack[dest]!;
  const self = rt.stack[dest + 1]!;
  const result = value === NULL ? rt.stack[at + 2]! : self === NULL ? value : newBoundMethod(rt, value, self);
  rt.sp = dest;
  return rt.heap.root(result);
});

export const hasattr = fun2((rt, w, name) => {
  const q = strQstr(rt, name);
  const dest = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadProtected(rt, w, q, dest);
  rt.sp = dest;
  return boolWord(rt.stack[dest] !== NULL);
});

export const setattr = fun3((rt, w, name, value) => {
  storeAttr(rt, w, strQstr(rt, name), value);
  return NONE;
});
export const delattr = fun2((rt, w, name) => {
  storeAttr(rt, w, strQstr(rt, name), NULL);
  return NONE;
});

/** Names in the order of their qstr numbers: those of the locals, or all that the object answers to. */
export const dir = funVar(0, 1, (rt, nArgs, at) => {
  const names = rt.sp;
  if (nArgs === 0) {
    for (const { key } of mapEntries(rt, dictMap(rt, rt.locals))) if (isStr(rt, key)) rt.push(key);
  } else {
    const w = rt.stack[at]!;
    const own = rt.sp;
    rt.push(NULL);
    rt.push(NULL);
    // Names may be interned meanwhile by what the object runs; they are not asked for. `__dir__` is the first one.
    const first = rt.qstrs.intern('__dir__');
    const count = rt.qstrs.count;
    for (let q = first; q < count; q++) {
      const mark = rt.heap.mark();
      loadProtected(rt, w, q, own);
      const found = rt.stack[own] !== NULL;
      // Only a method counts: no plain function, nor what `__getattr__` answers.
      if (q === first && rt.stack[own + 1] !== NULL) {
        const result = callMethod(rt, 0, 0, own);
        rt.sp = own;
        return result;
      }
      rt.heap.release(mark);
      if (found) rt.push(qstrWord(q));
    }
    const n = rt.sp - own - 2;
    const list = newList(rt, own + 2, n);
    rt.sp = own;
    return list;
  }
  const list = newList(rt, names, rt.sp - names);
  rt.sp = names;
  return list;
});

// --- names -----------------------------------------------------------------------------------------------------------

export const globals = fun0((rt) => rt.globals);
export const locals = fun0((rt) => rt.locals);

/** `__build_class__(body, name, *bases)`: the body runs with a new dict as locals, then the metaclass is called. */
export const buildClass = funVar(2, undefined, (rt, nArgs, at) => {
  const { sp } = rt;
  rt.push(rt.locals);
  const dict = newDict(rt, 0);
  rt.push(dict);
  rt.locals = dict;
  // An exception in the body leaves the new locals in place, as on the boards.
  const cell = callFunction(rt, rt.stack[at]!, 0, 0, rt.sp);
  rt.locals = rt.stack[sp]!;
  rt.push(cell);
  const meta = nArgs > 2 ? rt.typeOf(rt.stack[at + 2]!) : rt.type(typeType);
  const args = rt.sp;
  rt.push(rt.stack[at + 1]!);
  rt.push(newTuple(rt, at + 2, nArgs - 2));
  rt.push(dict);
  const type = callFunction(rt, meta, 3, 0, args);
  rt.heap.root(type);
  if (cell !== NONE) cellSet(rt, cell, type);
  rt.sp = sp;
  return type;
});

/** `__import__(name, globals, locals, fromlist, level)`: the name may be bytes; where a relative import starts is what
 * `globals` say, or the caller's if it is None; locals are not looked at. */
export const importFunction = funVar(1, 5, (rt, nArgs, at) => {
  const name = rt.stack[at]!;
  const q = strQstr(rt, isBytes(rt, name) ? newStr(rt, strValue(rt, name)) : name);
  const fromlist = nArgs > 3 ? rt.stack[at + 3]! : NONE;
  const level = nArgs > 4 ? toIndex(rt, rt.stack[at + 4]!) : 0;
  if (level < 0 || (level === 0 && strValue(rt, name) === '')) valueError(rt);
  const globals = level > 0 && nArgs > 1 && rt.stack[at + 1] !== NONE ? rt.stack[at + 1]! : rt.globals;
  if (!isDict(rt, globals)) typeError(rt);
  return importName(rt, q, fromlist, smallInt(Math.min(level, 0xffff)), globals);
});
