// `object`: the root of all classes (python-dialect.md 13.1, 24.3).

import { argCheckNum } from '../core/args.js';
import { attributeError, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, fun2, fun3, staticMethod, type TypeDef } from '../core/typedef.js';
import { NONE, NULL, type Word } from '../core/word.js';
import { isInstance } from './class-lookup.js';
import { newInstance } from './instance.js';
import { storeMember } from './instance-attr.js';
import { isStr, strQstr } from './str-data.js';
import { isInstanceType, isSubclass, isTypeObject, typeType } from './type.js';

/** `object.__new__(cls)`: an instance of a Python-defined class. */
function objectNew(rt: Runtime, type: Word): Word {
  const isUserType = isTypeObject(rt, type) && isInstanceType(rt, type) && !isSubclass(rt, type, rt.type(typeType));
  return isUserType ? newInstance(rt, type) : typeError(rt, 'arg must be user-type');
}

/** Stores past any `__setattr__` of the class. */
function storePlain(rt: Runtime, self: Word, name: Word, value: Word): Word {
  if (!isInstance(rt, self)) return typeError(rt, 'arg must be user-type');
  if (!isStr(rt, name)) return typeError(rt);
  if (!storeMember(rt, self, strQstr(rt, name), value)) attributeError(rt, 'no such attribute');
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
    __init__: fun1(() => NONE),
    __new__: staticMethod(fun1(objectNew)),
    __setattr__: fun3(storePlain),
    __delattr__: fun2((rt, self, name) => storePlain(rt, self, name, NULL)),
  },
});
