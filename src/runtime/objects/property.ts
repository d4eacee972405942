// property (native-abi.md 3.22): getter, setter, deleter, None where absent. Instances consult it (objects/instance.ts).

import { namedArgs } from '../core/keyword-args.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun2, type TypeDef } from '../core/typedef.js';
import { type Addr, NONE, NULL, type Word } from '../core/word.js';

const GETTER = 1;
const SETTER = 2;
const DELETER = 3;

function newProperty(rt: Runtime, type: Addr, parts: readonly Word[]): Word {
  const object = rt.alloc(4 * rt.W);
  rt.stPtr(object, type);
  for (const [i, part] of parts.entries()) rt.stObj(object + (1 + i) * rt.W, part);
  return object;
}

/** The three functions of a property. */
export const propertyGetter = (rt: Runtime, p: Word): Word => rt.ldObj(p + GETTER * rt.W);
export const propertySetter = (rt: Runtime, p: Word): Word => rt.ldObj(p + SETTER * rt.W);
export const propertyDeleter = (rt: Runtime, p: Word): Word => rt.ldObj(p + DELETER * rt.W);

/** A copy with one function replaced. */
function replaced(rt: Runtime, p: Word, which: number, fun: Word): Word {
  const parts = [GETTER, SETTER, DELETER].map((k) => (k === which ? fun : rt.ldObj(p + k * rt.W)));
  return newProperty(rt, rt.typeOf(p), parts);
}

export const propertyType: TypeDef = defineType({
  name: 'property',
  make_new: (rt, type, nArgs, nKw, at) => {
    const given = namedArgs(rt, nArgs, nKw, at, ['', '', '', 'doc'], 4, 0).slice(0, 3);
    return newProperty(
      rt,
      type,
      given.map((w) => (w === NULL ? NONE : w)),
    );
  },
  locals: {
    getter: fun2((rt, p, fun) => replaced(rt, p, GETTER, fun)),
    setter: fun2((rt, p, fun) => replaced(rt, p, SETTER, fun)),
    deleter: fun2((rt, p, fun) => replaced(rt, p, DELETER, fun)),
  },
});
