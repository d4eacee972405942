// Instances of Python-defined classes (native-abi.md 3.13, 7.5; python-dialect.md section 13): layout, creation, and
// the slots that every such class has. Attributes are in instance-attr.ts, operators in instance-ops.ts.
//
// An instance of a class with a native base holds a native object in subobj[0]; before its constructor ran, the
// address of a placeholder that stands for "not there yet".

import { convertMember, localsGet } from '../core/attr.js';
import { callFunction, callMethod } from '../core/call.js';
import { mapInit } from '../core/hash-map.js';
import { printObject } from '../core/print.js';
import { PRINT_EXC, PRINT_EXC_SUBCLASS, PRINT_REPR, PRINT_STR, type Printer } from '../core/printer.js';
import { attributeError, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import type { SlotName } from '../core/typedef.js';
import { type Addr, isPointer, NONE, NULL, type Qstr, type Word } from '../core/word.js';
import { slotMakeNew, slotPrint } from '../native/calls.js';
import { isExceptionType } from './exceptions.js';
import { instanceAttr } from './instance-attr.js';
import {
  instanceBinaryOp,
  instanceBuffer,
  instanceCall,
  instanceGetiter,
  instanceSubscr,
  instanceUnaryOp,
} from './instance-ops.js';
import { objectType } from './object.js';
import { isInstanceType, someBase } from './type.js';

const MEMBERS = 1;
const SUBOBJ = 4;

/** The map of an instance's own attributes. */
export const instanceMembers = (rt: Runtime, o: Word): Addr => o + MEMBERS * rt.W;

/** The native base type of a class, 0 if it has none. `object` is none. */
export function nativeBase(rt: Runtime, type: Addr): Addr {
  if (type === rt.type(objectType)) return 0;
  if (!isInstanceType(rt, type)) return type;
  let found = 0;
  someBase(rt, type, (base) => {
    found = nativeBase(rt, base);
    return found !== 0;
  });
  return found;
}

/** A new instance without attributes; its native part, if it has one, is still the placeholder. */
export function newInstance(rt: Runtime, type: Addr): Word {
  const hasNative = nativeBase(rt, type) !== 0;
  const o = rt.alloc((SUBOBJ + (hasNative ? 1 : 0)) * rt.W);
  rt.stPtr(o, type);
  mapInit(rt, instanceMembers(rt, o), 0);
  if (hasNative) rt.setField(o, SUBOBJ, placeholder(rt));
  return o;
}

/** The object in subobj[0] before the native constructor ran: the function that runs it (objects/super.ts). */
function placeholder(rt: Runtime): Addr {
  return rt.rootWords.nativePlaceholder!;
}

/** True while the native part of an instance has not been constructed. */
export const isUnconstructed = (rt: Runtime, o: Word): boolean => rt.field(o, SUBOBJ) === placeholder(rt);

/** The native object of an instance whose class has a native base, NULL if it has none or not yet. */
export function instanceSubobject(rt: Runtime, o: Word): Word {
  if (nativeBase(rt, rt.typeOf(o)) === 0) return NULL;
  const inner = rt.ldObj(o + SUBOBJ * rt.W);
  return inner === placeholder(rt) ? NULL : inner;
}

/** The native object, for behaviour that needs it. */
export function requireSubobject(rt: Runtime, o: Word): Word {
  const inner = instanceSubobject(rt, o);
  return inner !== NULL ? inner : attributeError(rt, 'call super().__init__() first');
}

/** Constructs the native part: what `super().__init__(...)` of a native base does. */
export function constructNative(rt: Runtime, o: Word, nArgs: number, nKw: number, at: number): void {
  const base = nativeBase(rt, rt.typeOf(o));
  const makeNew = rt.slot(base, 'make_new');
  if (makeNew === 0) typeError(rt, `can't create '${rt.qstrs.text(rt.typeName(base))}' instances`);
  const mark = rt.heap.mark();
  rt.heap.root(o);
  const inner = slotMakeNew(rt, makeNew, base, nArgs, nKw, at);
  rt.stObj(o + SUBOBJ * rt.W, inner);
  rt.heap.release(mark);
}

/** A member defined by Python code in a class or its bases, depth first: native bases are not asked. */
export function findPythonMember(rt: Runtime, type: Addr, q: Qstr): { owner: Addr; member: Word } | undefined {
  if (!isInstanceType(rt, type)) return undefined;
  const member = localsGet(rt, type, q);
  if (member !== NULL) return { owner: type, member };
  let found: { owner: Addr; member: Word } | undefined;
  someBase(rt, type, (base) => {
    found = findPythonMember(rt, base, q);
    return found !== undefined;
  });
  return found;
}

/** Pushes (function, self or NULL) of a special method of the class on the operand stack; false if there is none. */
export function pushSpecial(rt: Runtime, o: Word, q: Qstr): boolean {
  const type = rt.typeOf(o);
  const found = findPythonMember(rt, type, q);
  if (!found) return false;
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  convertMember(rt, o, type, found.owner, found.member, at);
  return true;
}

/** Calls a special method of the class with up to two arguments; undefined if the class has none. */
export function callSpecial(rt: Runtime, o: Word, q: Qstr, ...args: readonly Word[]): Word | undefined {
  const at = rt.sp;
  if (!pushSpecial(rt, o, q)) return undefined;
  for (const arg of args) rt.push(arg);
  const result = callMethod(rt, args.length, 0, at);
  rt.sp = at;
  return result;
}

/** `callable(o)` */
export const instanceIsCallable = (rt: Runtime, o: Word): boolean => {
  const type = rt.typeOf(o);
  if (findPythonMember(rt, type, rt.names.__call__)) return true;
  const base = nativeBase(rt, type);
  return base !== 0 && rt.slot(base, 'call') !== 0;
};

/** Calling a class: `__new__`, `__init__`, then the native constructor if nobody has run it. */
function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  const mark = rt.heap.mark();
  rt.heap.root(type);
  const custom = findPythonMember(rt, type, rt.names.__new__);
  let o: Word;
  if (custom) {
    o = rt.heap.root(callNew(rt, type, custom, nArgs, nKw, at));
    if (!isPointer(o) || rt.typeOf(o) !== type) return rt.heap.releaseKeeping(mark, o);
  } else o = newInstance(rt, type);
  const init = findPythonMember(rt, type, rt.names.__init__);
  if (init) {
    const base = rt.sp;
    rt.push(NULL);
    rt.push(NULL);
    convertMember(rt, o, type, init.owner, init.member, base);
    for (let i = 0; i < nArgs + 2 * nKw; i++) rt.push(rt.stack[at + i]!);
    const result = callMethod(rt, nArgs, nKw, base);
    rt.sp = base;
    if (result !== NONE) typeError(rt, `__init__() should return None, not '${rt.typeNameOf(result)}'`);
  }
  if (!custom && nativeBase(rt, type) !== 0 && isUnconstructed(rt, o)) constructNative(rt, o, nArgs, nKw, at);
  return rt.heap.releaseKeeping(mark, o);
}

function callNew(
  rt: Runtime,
  type: Addr,
  custom: { owner: Addr; member: Word },
  nArgs: number,
  nKw: number,
  at: number,
): Word {
  const base = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  convertMember(rt, NULL, type, custom.owner, custom.member, base);
  const fun = rt.stack[base]!;
  rt.sp = base;
  rt.push(type);
  for (let i = 0; i < nArgs + 2 * nKw; i++) rt.push(rt.stack[at + i]!);
  const made = callFunction(rt, fun, nArgs + 1, nKw, base);
  rt.sp = base;
  return made;
}

function print(rt: Runtime, printer: Printer, o: Word, kind: number): void {
  const type = rt.typeOf(o);
  const asText = kind === PRINT_STR;
  let text = asText ? callSpecial(rt, o, rt.names.__str__) : undefined;
  const base = nativeBase(rt, type);
  // An exception's traceback line uses __repr__ as a whole, never __str__.
  if (text === undefined && (base === 0 || !asText)) text = callSpecial(rt, o, rt.names.__repr__);
  if (text === undefined && asText && base !== 0 && rt.slot(base, 'print') === 0) {
    text = callSpecial(rt, o, rt.names.__repr__);
  }
  if (text !== undefined) {
    printObject(rt, printer, rt.heap.root(text), PRINT_STR);
    return;
  }
  const nativePrint = base === 0 ? 0 : rt.slot(base, 'print');
  if (nativePrint !== 0) {
    const inner = requireSubobject(rt, o);
    if (isExceptionType(rt, base)) {
      if (kind === PRINT_REPR || kind === PRINT_EXC) printer.write(rt.qstrs.text(rt.typeName(type)));
      slotPrint(rt, nativePrint, printer, inner, kind | PRINT_EXC_SUBCLASS);
    } else slotPrint(rt, nativePrint, printer, inner, kind);
    return;
  }
  printer.write(`<${rt.qstrs.text(rt.typeName(type))} object at ${o.toString(16)}>`);
}

/** Slot addresses of every Python-defined class, besides locals_dict, parent and protocol. */
export function instanceSlots(rt: Runtime): (readonly [SlotName, Addr])[] {
  return [
    ['make_new', rt.gate('make_new', makeNew, 'instance.make_new')],
    ['print', rt.gate('print', print, 'instance.print')],
    ['call', rt.gate('call', instanceCall, 'instance.call')],
    ['unary_op', rt.gate('unary_op', instanceUnaryOp, 'instance.unary_op')],
    ['binary_op', rt.gate('binary_op', instanceBinaryOp, 'instance.binary_op')],
    ['attr', rt.gate('attr', instanceAttr, 'instance.attr')],
    ['subscr', rt.gate('subscr', instanceSubscr, 'instance.subscr')],
    ['iter', rt.gate('getiter', instanceGetiter, 'instance.getiter')],
    ['buffer', rt.gate('buffer', instanceBuffer, 'instance.buffer')],
  ];
}
