// The module `builtins`: names that every module sees (python-dialect.md 24.1). The order of the table is that of
// `builtins.__dict__`.

import { type MemberDef, type ModuleDef, typeMember, value } from '../core/typedef.js';
import { NULL } from '../core/word.js';
import { boolType } from '../objects/bool.js';
import { bytearrayType } from '../objects/bytearray.js';
import { bytesType } from '../objects/bytes.js';
import { complexType } from '../objects/complex.js';
import { dictType } from '../objects/dict.js';
import { ELLIPSIS, NOT_IMPLEMENTED } from '../objects/ellipsis.js';
import { enumerateType } from '../objects/enumerate.js';
import { EXCEPTION_TYPES, ViperTypeErrorType } from '../objects/exceptions.js';
import { filterType } from '../objects/filter.js';
import { floatType } from '../objects/float.js';
import { intType } from '../objects/int.js';
import { listType } from '../objects/list.js';
import { mapObjectType } from '../objects/map-object.js';
import { memoryviewType } from '../objects/memoryview.js';
import { objectType } from '../objects/object.js';
import { propertyType } from '../objects/property.js';
import { rangeType } from '../objects/range.js';
import { reversedType } from '../objects/reversed.js';
import { frozensetType, setType } from '../objects/set.js';
import { sliceType } from '../objects/slice.js';
import { classmethodType, staticmethodType } from '../objects/staticmethod.js';
import { strType } from '../objects/str.js';
import { superType } from '../objects/super.js';
import { tupleType } from '../objects/tuple.js';
import { typeType } from '../objects/type.js';
import { zipType } from '../objects/zip.js';
import { execfileFunction, openFunction } from './builtin-files.js';
import { help } from './builtin-help.js';
import { all, any, iter, len, max, min, next, sorted, sum } from './builtin-iteration.js';
import { abs, bin, chr, divmod, hex, oct, ord, pow, round } from './builtin-numbers.js';
import {
  buildClass,
  callable,
  delattr,
  dir,
  getattr,
  globals,
  hasattr,
  hash,
  id,
  importFunction,
  isinstance,
  issubclass,
  locals,
  setattr,
} from './builtin-objects.js';
import { print, replPrint, reprFunction } from './builtin-print.js';
import { compileFunction, evalFunction, execFunction, inputFunction } from './builtin-source.js';

/** Functions, in table order. What needs a compiler, files or a terminal is added by those who have them. */
const functions: Readonly<Record<string, MemberDef>> = {
  abs,
  all,
  any,
  bin,
  callable,
  chr,
  compile: compileFunction,
  delattr,
  dir,
  divmod,
  eval: evalFunction,
  exec: execFunction,
  execfile: execfileFunction,
  getattr,
  setattr,
  globals,
  hasattr,
  hash,
  help,
  hex,
  id,
  input: inputFunction,
  isinstance,
  issubclass,
  iter,
  len,
  locals,
  max,
  min,
  next,
  oct,
  open: openFunction,
  ord,
  pow,
  print,
  repr: reprFunction,
  round,
  sorted,
  sum,
};

/** A function, since the types of other files must have been defined by then. */
export function builtinsModule(): ModuleDef {
  const types = [
    ...[boolType, bytesType, bytearrayType, complexType, dictType, enumerateType, filterType, floatType],
    ...[frozensetType, intType, listType, mapObjectType, memoryviewType, objectType, propertyType, rangeType],
    ...[reversedType, setType, sliceType, strType, superType, tupleType, typeType, zipType],
    ...[classmethodType, staticmethodType],
  ];
  const members: Record<string, MemberDef> = {
    __build_class__: buildClass,
    __import__: importFunction,
    __repl_print__: replPrint,
  };
  for (const type of types) members[type.name] = typeMember(type);
  members.Ellipsis = value(ELLIPSIS);
  members.NotImplemented = value(NOT_IMPLEMENTED);
  Object.assign(members, functions);
  for (const type of EXCEPTION_TYPES) members[type.name] = typeMember(type);
  members[ViperTypeErrorType.name] = value((rt) => (rt.is64 ? NULL : rt.type(ViperTypeErrorType)));
  return { name: 'builtins', extensible: false, members };
}
