// `object`: the root of all classes (python-dialect.md 13.1).

import { argCheckNum } from '../core/args.js';
import { attributeError, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun2, fun3, funVar, staticMethod, type TypeDef } from '../core/typedef.js';
import { isPointer, NONE, NULL, type Word } from '../core/word.js';
import { constructNative, nativeBase, newInstance } from './instance.js';
import { storeMember } from './instance-attr.js';
import { strQstr } from './str.js';
import { isInstanceType, isTypeObject } from './type.js';

/** `object.__new__(cls, ...)`: an instance of a Python-defined class. */
function objectNew(rt: Runtime, nArgs: number, at: number): Word {
  void nArgs;
  const type = rt.stack[at]!;
  if (!isPointer(type) || !isTypeObject(rt, type) || !isInstanceType(rt, type)) {
    return typeError(rt, 'arg must be user-type');
  }
  return newInstance(rt, type);
}

/** `object.__init__(self, ...)`: constructs the native part of an instance that has one. */
function objectInit(rt: Runtime, nArgs: number, at: number): Word {
  const self = rt.stack[at]!;
  if (isPointer(self) && isInstanceType(rt, rt.typeOf(self)) && nativeBase(rt, rt.typeOf(self)) !== 0) {
    constructNative(rt, self, nArgs - 1, 0, at + 1);
  }
  return NONE;
}

/** Stores past any `__setattr__` of the class. */
function setPlain(rt: Runtime, self: Word, name: Word, value: Word): Word {
  if (!isPointer(self) || !isInstanceType(rt, rt.typeOf(self))) return typeError(rt, 'arg must be user-type');
  const q = strQstr(rt, name);
  if (!storeMember(rt, self, q, value)) {
    attributeError(rt, `'${rt.typeNameOf(self)}' object has no attribute '${rt.qstrs.text(q)}'`);
  }
  return NONE;
}

export const objectType: TypeDef = defineType({
  name: 'object',
  make_new: (rt, type, nArgs, nKw) => {
    argCheckNum(rt, nArgs, nKw, 0, 0, false);
    const object = rt.alloc(rt.W);
    rt.stPtr(object, type);
    return object;
  },
  locals: {
    __init__: funVar(1, undefined, objectInit),
    __new__: staticMethod(funVar(1, undefined, objectNew)),
    __setattr__: fun3(setPlain),
    __delattr__: fun2((rt, self, name) => setPlain(rt, self, name, NULL)),
  },
});
