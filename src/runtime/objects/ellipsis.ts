// Ellipsis and NotImplemented: single objects in static memory.

import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import type { Word } from '../core/word.js';

function singleton(rt: Runtime, key: string, type: TypeDef): Word {
  const known = rt.rootWords[key];
  if (known !== undefined) return known;
  const object = rt.allocStatic(rt.W);
  rt.stPtr(object, rt.type(type));
  rt.rootWords[key] = object;
  return object;
}

/** The object `...`; made at boot. */
export const ELLIPSIS = (rt: Runtime): Word => singleton(rt, 'ellipsis', ellipsisType);
/** The object `NotImplemented`; made at boot. */
export const NOT_IMPLEMENTED = (rt: Runtime): Word => singleton(rt, 'notImplemented', notImplementedType);

export const ellipsisType: TypeDef = defineType({
  name: '',
  print: (_rt, printer) => printer.write('Ellipsis'),
});
export const notImplementedType: TypeDef = defineType({
  name: '',
  print: (_rt, printer) => printer.write('NotImplemented'),
});
