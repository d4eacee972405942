// Lays out built-in types, function objects, dicts and modules in static guest memory (native-abi.md 3.2, 3.7, 3.10,
// 3.11): what native code reads when it looks at a type or a module.

import { TYPE_SLOTS } from '../../abi/index.js';
import { InternalError } from '../../base/index.js';
import { dictType } from '../objects/dict.js';
import {
  funBuiltin0Type,
  funBuiltin1Type,
  funBuiltin2Type,
  funBuiltin3Type,
  funBuiltinVarType,
} from '../objects/function.js';
import { moduleType } from '../objects/module.js';
import { classmethodType, staticmethodType } from '../objects/staticmethod.js';
import { typeType } from '../objects/type.js';
import type { Runtime } from './runtime.js';
import {
  type FunctionDef,
  type MemberDef,
  type ModuleDef,
  SLOT,
  type SlotName,
  TYPE_FLAG,
  type TypeDef,
} from './typedef.js';
import { type Addr, NULL, qstrWord, type Word } from './word.js';

const FIXED_TYPES = { fun0: funBuiltin0Type, fun1: funBuiltin1Type, fun2: funBuiltin2Type, fun3: funBuiltin3Type };

/** Header word of a constant map: all keys are qstrs, fixed, ordered, `n` used. */
const constMapHeader = (n: number): number => 7 + n * 8;

function gateOf(rt: Runtime, def: FunctionDef, name: string): Addr {
  return rt.addHostFunction({ name, shape: def.shape, fn: def.fn, ret: 'void', params: [] });
}

const installed = new WeakMap<Runtime, Map<FunctionDef, Word>>();

/** The function object of a definition, in static memory; there is one, under however many names. */
export function installFunction(rt: Runtime, def: FunctionDef, name: string): Word {
  let known = installed.get(rt);
  if (!known) {
    known = new Map();
    installed.set(rt, known);
  }
  const object = known.get(def) ?? newFunction(rt, def, name);
  known.set(def, object);
  return object;
}

function newFunction(rt: Runtime, def: FunctionDef, name: string): Word {
  const gate = gateOf(rt, def, name);
  if (def.shape === 'var' || def.shape === 'kw') {
    const object = rt.allocStatic(3 * rt.W);
    rt.setField(object, 0, rt.type(funBuiltinVarType));
    rt.mem.st32(object + rt.W, (def.min << 17) | (def.max << 1) | (def.shape === 'kw' ? 1 : 0));
    rt.setField(object, 2, gate);
    return object;
  }
  const object = rt.allocStatic(2 * rt.W);
  rt.setField(object, 0, rt.type(FIXED_TYPES[def.shape]));
  rt.setField(object, 1, gate);
  return object;
}

function installMember(rt: Runtime, def: MemberDef, name: string): Word {
  switch (def.shape) {
    case 'value':
      return def.onHeap ? def.make(rt) : rt.inStaticMemory(() => def.make(rt));
    case 'type':
      return rt.type(def.of);
    case 'staticmethod':
    case 'classmethod': {
      const object = rt.allocStatic(2 * rt.W);
      rt.setField(object, 0, rt.type(def.shape === 'staticmethod' ? staticmethodType : classmethodType));
      rt.setField(object, 1, installFunction(rt, def.of, name));
      return object;
    }
    default:
      return installFunction(rt, def, name);
  }
}

/** A dict object over a constant, ordered table. */
function installDict(rt: Runtime, entries: readonly (readonly [string, Word])[], fixed: boolean): Addr {
  const table = rt.allocStatic(Math.max(1, entries.length) * 2 * rt.W);
  entries.forEach(([name, value], i) => {
    rt.stObj(table + 2 * i * rt.W, qstrWord(rt.qstrs.intern(name)));
    rt.stObj(table + (2 * i + 1) * rt.W, value);
  });
  const dict = rt.allocStatic(4 * rt.W);
  rt.setField(dict, 0, rt.type(dictType));
  rt.setField(dict, 1, fixed ? constMapHeader(entries.length) : 5 + entries.length * 8);
  rt.setField(dict, 2, entries.length);
  rt.setField(dict, 3, table);
  return dict;
}

function iterFlags(def: TypeDef): number {
  if (def.streamIter) return TYPE_FLAG.ITER_IS_STREAM;
  if (def.getiter && def.iternext) return TYPE_FLAG.ITER_IS_CUSTOM;
  return def.iternext ? TYPE_FLAG.ITER_IS_ITERNEXT : 0;
}

function slotCount(def: TypeDef): number {
  const plain = TYPE_SLOTS.filter((name) => name !== 'iter' && name !== 'locals_dict');
  let n = plain.filter((name) => def[name] !== undefined).length;
  if (def.getiter || def.iternext) n++;
  if (def.locals) n++;
  return n;
}

/** Gives every type its address; nothing is written yet, so that types may refer to each other. */
export function reserveTypes(rt: Runtime, types: readonly TypeDef[]): void {
  for (const def of types) {
    if (rt.typeAddr[def.id] !== undefined) throw new InternalError(`type ${def.name} is listed twice`);
    const addr = rt.allocStatic(rt.W + 16 + slotCount(def) * rt.W);
    rt.typeAddr[def.id] = addr;
    rt.typeDefs.set(addr, def);
  }
}

/** Writes the type objects with their slots and dicts. */
export function installTypes(rt: Runtime, types: readonly TypeDef[]): void {
  for (const def of types) installType(rt, def);
}

function installType(rt: Runtime, def: TypeDef): void {
  const addr = rt.type(def);
  rt.setField(addr, 0, rt.type(typeType));
  rt.mem.st16(addr + rt.W, (def.flags ?? 0) | iterFlags(def));
  rt.mem.st16(addr + rt.W + 2, rt.qstrs.intern(def.name));
  let used = 0;
  const put = (name: SlotName, word: number): void => {
    rt.mem.st8(addr + rt.W + 4 + SLOT[name], ++used);
    rt.stWord(addr + rt.W + 16 + (used - 1) * rt.W, word);
  };
  const label = (slot: string): string => `${def.name}.${slot}`;
  if (def.make_new) put('make_new', rt.gate('make_new', def.make_new, label('make_new')));
  if (def.print) put('print', rt.gate('print', def.print, label('print')));
  if (def.call) put('call', rt.gate('call', def.call, label('call')));
  if (def.unary_op) put('unary_op', rt.gate('unary_op', def.unary_op, label('unary_op')));
  if (def.binary_op) put('binary_op', rt.gate('binary_op', def.binary_op, label('binary_op')));
  if (def.attr) put('attr', rt.gate('attr', def.attr, label('attr')));
  if (def.subscr) put('subscr', rt.gate('subscr', def.subscr, label('subscr')));
  if (def.getiter && def.iternext) {
    const custom = rt.allocStatic(2 * rt.W);
    rt.setField(custom, 0, rt.gate('getiter', def.getiter, label('getiter')));
    rt.setField(custom, 1, rt.gate('iternext', def.iternext, label('iternext')));
    put('iter', custom);
  } else if (def.getiter) put('iter', rt.gate('getiter', def.getiter, label('getiter')));
  else if (def.iternext) put('iter', rt.gate('iternext', def.iternext, label('iternext')));
  if (def.buffer) put('buffer', rt.gate('buffer', def.buffer, label('buffer')));
  if (def.protocol) {
    const protocol = rt.allocStatic(4 * rt.W);
    const { read, write, ioctl, isText } = def.protocol;
    if (read) rt.setField(protocol, 0, rt.gate('stream_read', read, label('read')));
    if (write) rt.setField(protocol, 1, rt.gate('stream_write', write, label('write')));
    if (ioctl) rt.setField(protocol, 2, rt.gate('stream_ioctl', ioctl, label('ioctl')));
    rt.setField(protocol, 3, isText ? 1 : 0);
    put('protocol', protocol);
  }
  if (def.parent) put('parent', rt.type(def.parent));
  if (def.locals) {
    const entries = Object.entries(def.locals).map(
      ([name, member]) => [name, installMember(rt, member, name)] as const,
    );
    put('locals_dict', installDict(rt, entries, true));
  }
}

/** A built-in module with its dict. */
export function installModule(rt: Runtime, def: ModuleDef): Word {
  const entries: (readonly [string, Word])[] = [['__name__', qstrWord(rt.qstrs.intern(def.name))]];
  for (const [name, member] of Object.entries(def.members)) {
    const word = installMember(rt, member, name);
    // A value that is NULL does not exist on this board.
    if (word !== NULL) entries.push([name, word]);
  }
  const module = rt.allocStatic(4 * rt.W);
  rt.setField(module, 0, rt.type(moduleType));
  rt.setField(module, 1, installDict(rt, entries, true));
  rt.builtinModules.set(def.name, module);
  if (def.name === 'builtins') rt.builtinsDict = rt.field(module, 1);
  if (def.extensible) rt.extensibleModules.add(def.name);
  return module;
}
