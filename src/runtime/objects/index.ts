// All built-in types that exist on a board. A type is one file; it gets an address if it is listed here. The order is
// that of the type objects in memory and of nothing else.

import type { TypeDef } from '../core/typedef.js';
import { MODULE_TYPES } from '../modules/types.js';
import { generatorType } from '../vm/generator.js';
import { arrayType } from './array.js';
import { attrTupleType } from './attrtuple.js';
import { boolType } from './bool.js';
import { boundMethodType } from './bound-method.js';
import { bytearrayType } from './bytearray.js';
import { bytesType } from './bytes.js';
import { cellType } from './cell.js';
import { closureType } from './closure.js';
import { codeType } from './code.js';
import { complexType } from './complex.js';
import { dequeType } from './deque.js';
import { dictType, orderedDictType } from './dict.js';
import { dictViewIterType, dictViewType } from './dict-view.js';
import { ellipsisType, notImplementedType } from './ellipsis.js';
import { enumerateType } from './enumerate.js';
import { EXCEPTION_TYPES } from './exceptions.js';
import { filterType } from './filter.js';
import { floatType } from './float.js';
import { FUNCTION_TYPES } from './function.js';
import { getitemIterType } from './getitem-iter.js';
import { intType } from './int.js';
import { listType } from './list.js';
import { mapObjectType } from './map-object.js';
import { memoryviewType } from './memoryview.js';
import { moduleType } from './module.js';
import { noneType } from './none.js';
import { objectType } from './object.js';
import { polymorphicIterType } from './polymorphic-iter.js';
import { propertyType } from './property.js';
import { rangeIterType, rangeType } from './range.js';
import { reversedType } from './reversed.js';
import { frozensetType, setType } from './set.js';
import { sliceType } from './slice.js';
import { classmethodType, staticmethodType } from './staticmethod.js';
import { strType } from './str.js';
import { superType } from './super.js';
import { fileIOType, textIOType } from './text-io.js';
import { tupleType } from './tuple.js';
import { typeType } from './type.js';
import { zipType } from './zip.js';

export const ALL_TYPES: readonly TypeDef[] = [
  ...[typeType, objectType, noneType, boolType, intType, floatType, complexType, ellipsisType, notImplementedType],
  ...[strType, bytesType, bytearrayType, memoryviewType, arrayType],
  ...[tupleType, attrTupleType, listType, rangeType, rangeIterType, sliceType, dequeType],
  ...[dictType, orderedDictType, dictViewType, dictViewIterType, setType, frozensetType],
  ...[mapObjectType, filterType, zipType, enumerateType, reversedType, polymorphicIterType, getitemIterType],
  ...[boundMethodType, closureType, cellType, ...FUNCTION_TYPES, generatorType],
  ...[staticmethodType, classmethodType, propertyType, superType, moduleType],
  ...[textIOType, fileIOType, codeType],
  ...MODULE_TYPES,
  ...EXCEPTION_TYPES,
];
