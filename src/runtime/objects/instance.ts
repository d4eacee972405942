// Instances of Python-defined classes (native-abi.md 3.13, 7.5; python-dialect.md section 13): layout, creation and
// printing. Attributes are in instance-attr.ts, operators in instance-ops.ts, the search in class-lookup.ts.
//
// An instance of a class with a native base holds a native object in subobj[0]; before its constructor ran, the
// address of a placeholder function.

import { callFunction, callMethod } from '../core/call.js';
import { MAP_ALL_QSTRS, mapInit } from '../core/hash-map.js';
import { printObject } from '../core/print.js';
import { PRINT_EXC_SUBCLASS, PRINT_STR, type Printer, writeParts } from '../core/printer.js';
import { osErrorText, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { SLOT, type SlotName, type TypeDef } from '../core/typedef.js';
import { type Addr, NONE, NULL, type Qstr, SENTINEL, type Word } from '../core/word.js';
import { slotMakeNew } from '../native/calls.js';
import { classLookup, isInstance, nativeBase, placeholder, SUBOBJ } from './class-lookup.js';
import { isExceptionInstance } from './exceptions.js';
import { instanceAttr } from './instance-attr.js';
import {
  instanceBinaryOp,
  instanceBuffer,
  instanceCall,
  instanceGetiter,
  instanceSubscr,
  instanceUnaryOp,
} from './instance-ops.js';

const MEMBERS = 1;

/** The map of an instance's own attributes. */
export const instanceMembers = (rt: Runtime, o: Word): Addr => o + MEMBERS * rt.W;

/** A new instance without attributes; `native` is the native base of its class. Its native part, if it has one, is still the placeholder. */
export function newInstance(rt: Runtime, type: Addr, native: Addr = nativeBase(rt, type)): Word {
  const hasNative = native !== 0;
  const quick = hasNative ? 0 : rt.allocBlock(SUBOBJ * rt.W);
  if (quick !== 0) {
    rt.setObject4(quick, type, MAP_ALL_QSTRS, 0, 0);
    return quick;
  }
  const o = rt.alloc((SUBOBJ + (hasNative ? 1 : 0)) * rt.W);
  rt.stPtr(o, type);
  mapInit(rt, instanceMembers(rt, o), 0);
  if (hasNative) rt.stObj(o + SUBOBJ * rt.W, placeholder(rt));
  return o;
}

/** What an instance whose class has a native base holds: the native object, or the placeholder. */
export const nativePart = (rt: Runtime, o: Word): Word => rt.ldObj(o + SUBOBJ * rt.W);

/** The native object of an instance, NULL if its class has no native base or its constructor did not run yet. */
export function instanceSubobject(rt: Runtime, o: Word): Word {
  if (!isInstance(rt, o) || nativeBase(rt, rt.typeOf(o)) === 0) return NULL;
  const inner = nativePart(rt, o);
  return inner === placeholder(rt) ? NULL : inner;
}

/** The object of type `type` that `o` is or wraps; OSError for any other, as for an instance whose base was not set up. */
export function streamSelf(rt: Runtime, o: Word, type: TypeDef): Word {
  if (rt.isType(o, type)) return o;
  const inner = isInstance(rt, o) && nativeBase(rt, rt.typeOf(o)) !== 0 ? nativePart(rt, o) : NULL;
  return rt.isType(inner, type) ? inner : osErrorText(rt, 'stream operation not supported');
}

/** Constructs the native part: what `super().__init__(...)` of a native base does. The type is the native one. */
export function constructNative(rt: Runtime, o: Word, nArgs: number, nKw: number, at: number): void {
  constructFrom(rt, o, nativeBase(rt, rt.typeOf(o)), nArgs, nKw, at);
}
function constructFrom(rt: Runtime, o: Word, base: Addr, nArgs: number, nKw: number, at: number): void {
  const make = base === 0 ? 0 : rt.slotAt(base, SLOT.make_new);
  if (make === 0) typeError(rt, `can't create '${rt.qstrs.text(rt.typeName(base))}' instances`);
  const mark = rt.heap.mark();
  rt.heap.root(o);
  rt.stObj(o + SUBOBJ * rt.W, slotMakeNew(rt, make, base, nArgs, nKw, at));
  rt.heap.release(mark);
}

/** Pushes two words: a special method of the class and its self, {SENTINEL, NULL} for a native base with that slot, or
 * {NULL, NULL}. Returns the first. */
export function pushSpecial(rt: Runtime, o: Word, q: Qstr, slot: SlotName | undefined): Word {
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  const type = rt.typeOf(o);
  classLookup(rt, type, q, slot, o, type, at);
  return rt.stack[at]!;
}

/** Calls the function that `pushSpecial` found, with the arguments given; its words are popped. */
export function callPushed(rt: Runtime, ...args: readonly Word[]): Word {
  const at = rt.sp - 2;
  for (const arg of args) rt.push(arg);
  const result = callMethod(rt, args.length, 0, at);
  rt.sp = at;
  return result;
}

// --- creation --------------------------------------------------------------------------------------------------------

/** Guest stack that a constructor takes between its caller and `__init__` (python-dialect.md section 20). */
const CONSTRUCTOR_BYTES = { 8: 144, 4: 96 } as const;

/** Calling a class: `__new__`, `__init__`, then the native constructor if nobody has run it. */
function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  const mark = rt.heap.mark();
  rt.heap.root(type);
  const base = rt.sp;
  const total = nArgs + 2 * nKw;
  // Charged, but checked no sooner than by the function that is called.
  const guestSp = rt.cpu.regsLo[2]!;
  rt.cpu.regsLo[2] = guestSp - CONSTRUCTOR_BYTES[rt.W];
  rt.push(NULL);
  rt.push(NULL);
  classLookup(rt, type, rt.names.__new__, 'make_new', NULL, type, base);
  const custom = rt.stack[base]!;
  rt.sp = base;
  let o: Word;
  const isCustom = custom !== NULL && custom !== SENTINEL;
  const native = isCustom ? 0 : nativeBase(rt, type);
  if (isCustom) {
    rt.heap.root(custom);
    rt.push(type);
    for (let i = 0; i < total; i++) rt.push(rt.stack[at + i]!);
    o = rt.heap.root(callFunction(rt, custom, nArgs + 1, nKw, base));
    rt.sp = base;
    // Something else than an instance of this very class is not initialised.
    if (!isInstance(rt, o) || rt.typeOf(o) !== type) {
      rt.leave(guestSp);
      return rt.heap.releaseKeeping(mark, o);
    }
  } else o = newInstance(rt, type, native);
  if (pushSpecial(rt, o, rt.names.__init__, undefined) !== NULL) {
    for (let i = 0; i < total; i++) rt.push(rt.stack[at + i]!);
    const result = callMethod(rt, nArgs, nKw, base);
    if (result !== NONE) typeError(rt, `__init__() should return None, not '${rt.typeNameOf(result)}'`);
  }
  rt.sp = base;
  if (native !== 0 && nativePart(rt, o) === placeholder(rt)) constructFrom(rt, o, native, nArgs, nKw, at);
  rt.leave(guestSp);
  return rt.heap.releaseKeeping(mark, o);
}

// --- printing --------------------------------------------------------------------------------------------------------

function print(rt: Runtime, printer: Printer, o: Word, kind: number): void {
  const { names } = rt;
  const asText = kind === PRINT_STR;
  const at = rt.sp;
  // A traceback line uses __repr__ as a whole, never __str__.
  let found = pushSpecial(rt, o, asText ? names.__str__ : names.__repr__, 'print');
  if (found === NULL && asText) {
    rt.sp = at;
    found = pushSpecial(rt, o, names.__repr__, undefined);
  }
  if (found === SENTINEL) {
    rt.sp = at;
    const inner = nativePart(rt, o);
    if (!isExceptionInstance(rt, inner)) {
      printObject(rt, printer, inner, kind);
      return;
    }
    if (!asText) printer.write(rt.typeNameOf(o));
    printObject(rt, printer, inner, kind | PRINT_EXC_SUBCLASS);
    return;
  }
  if (found !== NULL) {
    const mark = rt.heap.mark();
    printObject(rt, printer, rt.heap.root(callPushed(rt)), PRINT_STR);
    rt.heap.release(mark);
    return;
  }
  rt.sp = at;
  writeParts(printer, '<', rt.typeNameOf(o), ' object at ', (o >>> 0).toString(16), '>');
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
