// Brings a Runtime from empty memory to the state in which modules can be imported: types, function table, modules.

import { ALL_MODULES } from '../modules/index.js';
import { mountRom } from '../modules/vfs-rom.js';
import { installFunTable } from '../native/fun-table/index.js';
import { attachGates } from '../native/gates.js';
import { installConsole } from '../native/printers.js';
import { arrayIternext } from '../objects/array-ops.js';
import { boolType } from '../objects/bool.js';
import { bytearrayType } from '../objects/bytearray.js';
import { bytesType } from '../objects/bytes.js';
import { closureType } from '../objects/closure.js';
import { dictIternext, dictStore, dictType, newDict } from '../objects/dict.js';
import { dictViewIterType } from '../objects/dict-view.js';
import { ExceptionType } from '../objects/exceptions.js';
import {
  funBcType,
  funBuiltin0Type,
  funBuiltin1Type,
  funBuiltin2Type,
  funBuiltin3Type,
  funBuiltinVarType,
} from '../objects/function.js';
import { ALL_TYPES } from '../objects/index.js';
import { instanceAttr } from '../objects/instance-attr.js';
import { installInt, intType } from '../objects/int.js';
import { listIternext, listType } from '../objects/list.js';
import { noneType } from '../objects/none.js';
import { polymorphicIterType } from '../objects/polymorphic-iter.js';
import { rangeIterType } from '../objects/range.js';
import { newStr, strType } from '../objects/str.js';
import { bytesIternext, strIternext } from '../objects/str-ops.js';
import { streamMethods } from '../objects/stream-methods.js';
import { nativeInit } from '../objects/super.js';
import { tupleIternext, tupleType } from '../objects/tuple.js';
import { typeType } from '../objects/type.js';
import { contextFor } from '../vm/source.js';
import { builtinNames } from './builtin-names.js';
import { installFunction, installModule, installTypes, reserveTypes } from './install.js';
import { OPERATOR_METHOD_NAMES } from './operator-names.js';
import { installRaise } from './raise.js';
import { Runtime, type RuntimeOptions } from './runtime.js';
import { qstrWord } from './word.js';

function installKnown(rt: Runtime): void {
  rt.listAddr = rt.type(listType);
  rt.tupleAddr = rt.type(tupleType);
  rt.dictAddr = rt.type(dictType);
  rt.bytesAddr = rt.type(bytesType);
  rt.bytearrayAddr = rt.type(bytearrayType);
  rt.rangeIterAddr = rt.type(rangeIterType);
  rt.iteratorAddr = rt.type(polymorphicIterType);
  rt.dictViewIterAddr = rt.type(dictViewIterType);
  rt.functionAddr = rt.type(funBcType);
  rt.closureAddr = rt.type(closureType);
  rt.builtin0Addr = rt.type(funBuiltin0Type);
  rt.builtin1Addr = rt.type(funBuiltin1Type);
  rt.builtin2Addr = rt.type(funBuiltin2Type);
  rt.builtin3Addr = rt.type(funBuiltin3Type);
  rt.builtinVarAddr = rt.type(funBuiltinVarType);
  rt.typeTypeAddr = rt.type(typeType);
  rt.instanceAttrGate = rt.gate('attr', instanceAttr, 'instance.attr');
  rt.listNextGate = rt.gate('iternext', listIternext, 'list.iternext');
  rt.strNextGate = rt.gate('iternext', strIternext);
  rt.tupleNextGate = rt.gate('iternext', tupleIternext);
  rt.dictNextGate = rt.gate('iternext', dictIternext);
  rt.bytesNextGate = rt.gate('iternext', bytesIternext);
  rt.arrayNextGate = rt.gate('iternext', arrayIternext);
}

/** Name of the global dict in which code outside of any module runs. */
const MAIN = '__main__';

export function bootRuntime(options: RuntimeOptions): Runtime {
  const rt = new Runtime(options);
  attachGates(rt);
  // Operator method names first: their numbers must stay below 256 (native-abi.md 9.4).
  for (const name of OPERATOR_METHOD_NAMES) rt.qstrs.intern(name);
  for (const name of builtinNames(ALL_TYPES, ALL_MODULES)) rt.qstrs.intern(name);
  reserveTypes(rt, ALL_TYPES);
  Object.assign(rt.tagTypes, {
    int: rt.type(intType),
    str: rt.type(strType),
    none: rt.type(noneType),
    bool: rt.type(boolType),
  });
  installInt(rt);
  installRaise(rt);
  installTypes(rt, ALL_TYPES);
  installFunTable(rt, {
    plat_print: installConsole(rt),
    type_type: rt.type(typeType),
    type_str: rt.type(strType),
    type_list: rt.type(listType),
    type_dict: rt.type(dictType),
    type_fun_builtin_0: rt.type(funBuiltin0Type),
    type_fun_builtin_1: rt.type(funBuiltin1Type),
    type_fun_builtin_2: rt.type(funBuiltin2Type),
    type_fun_builtin_3: rt.type(funBuiltin3Type),
    type_fun_builtin_var: rt.type(funBuiltinVarType),
    type_Exception: rt.type(ExceptionType),
    stream_read_obj: installFunction(rt, streamMethods.read, 'read'),
    stream_readinto_obj: installFunction(rt, streamMethods.readinto, 'readinto'),
    stream_unbuffered_readline_obj: installFunction(rt, streamMethods.readline, 'readline'),
    stream_write_obj: installFunction(rt, streamMethods.write, 'write'),
  });
  installKnown(rt);
  rt.rootWords.modules = rt.toStatic(newDict(rt, 3));
  rt.rootWords.nativePlaceholder = installFunction(rt, nativeInit, '__init__');
  for (const module of ALL_MODULES) installModule(rt, module);
  const main = rt.toStatic(newDict(rt, 1));
  rt.rootWords.main = main;
  dictStore(rt, main, qstrWord(rt.qstrs.intern('__name__')), newStr(rt, MAIN));
  rt.globals = main;
  rt.locals = main;
  rt.rootWords.mainContext = rt.toStatic(contextFor(rt, main));
  mountRom(rt);
  rt.heap.release(0);
  rt.finishBoot();
  return rt;
}
