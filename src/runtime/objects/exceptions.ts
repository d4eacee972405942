// The exception classes and their instances: native-abi.md 3.21, 7.6; python-dialect.md 15.1. An exception type is
// recognised by its make_new slot being BaseException's; native modules copy that slot into types of their own.

import { ERRNO_TEXTS } from '../core/errno-texts.js';
import { printObject, str } from '../core/print.js';
import { PRINT_EXC, PRINT_JSON, PRINT_REPR, PRINT_STR, type Printer, writeParts } from '../core/printer.js';
import { exceptionArguments, exceptionMemory, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, SLOT, type TypeDef } from '../core/typedef.js';
import {
  type Addr,
  isPointer,
  isSmallInt,
  NONE,
  NULL,
  type Qstr,
  SENTINEL,
  smallIntValue,
  type Word,
} from '../core/word.js';
import { instanceSubobject } from './instance.js';
import { emptyTuple, tupleItem, tupleLen, tupleType } from './tuple.js';
import { isInstanceType, isSubclass, isTypeObject } from './type.js';

// --- what other files use --------------------------------------------------------------------------------------------

/** A new exception object of exactly this type; `args` is a tuple. */
export function newException(rt: Runtime, type: Addr, args: Word): Word {
  const e = exceptionMemory(rt);
  rt.stPtr(e, type);
  rt.setField(e, 3, args);
  return e;
}

/** True if a type's instances are exceptions: made by BaseException's make_new, here or in a base. */
export function isExceptionType(rt: Runtime, w: Word): boolean {
  return isTypeObject(rt, w) && makesExceptions(rt, w);
}
function makesExceptions(rt: Runtime, type: Addr): boolean {
  if (rt.hostFn(rt.slotAt(type, SLOT.make_new), 'make_new') === makeNew) return true;
  return isInstanceType(rt, type) && isSubclass(rt, type, rt.type(BaseExceptionType));
}

/** True for an instance of an exception class, native or Python-defined. */
export function isExceptionInstance(rt: Runtime, w: Word): boolean {
  return isPointer(w) && makesExceptions(rt, rt.typeOf(w));
}

/** The native exception object of an instance (itself, or what a Python-defined one wraps); 0 if there is none. */
export function exceptionObject(rt: Runtime, w: Word): Addr {
  if (!isPointer(w)) return 0;
  const type = rt.typeOf(w);
  if (!makesExceptions(rt, type)) return 0;
  if (!isInstanceType(rt, type)) return w;
  const inner = instanceSubobject(rt, w);
  return inner !== NULL ? exceptionObject(rt, inner) : 0;
}

/** `except T`: is `w` (instance or class) of class `type`? */
export function exceptionMatches(rt: Runtime, w: Word, type: Addr): boolean {
  if (isExceptionInstance(rt, w)) return isSubclass(rt, rt.typeOf(w), type);
  return isExceptionType(rt, w) && isSubclass(rt, w, type);
}

/** Arguments of an exception as a tuple. */
export function exceptionArgs(rt: Runtime, w: Word): Word {
  const e = exceptionObject(rt, w);
  const args = e === 0 ? NULL : rt.field(e, 3);
  return rt.isType(args, tupleType) ? args : emptyTuple(rt);
}

/** First argument, or None: the value of a StopIteration. */
export function exceptionValue(rt: Runtime, w: Word): Word {
  const args = exceptionArgs(rt, w);
  return tupleLen(rt, args) === 0 ? NONE : tupleItem(rt, args, 0);
}

// --- slots -----------------------------------------------------------------------------------------------------------

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  if (nKw > 0) typeError(rt, "function doesn't take keyword arguments");
  const e = newException(rt, type, emptyTuple(rt));
  rt.setField(e, 3, exceptionArguments(rt, rt.stack, at, nArgs));
  return e;
}

/** `[Errno 2] ENOENT` for an OSError with one or two arguments of which the first is a known number. */
function osErrorParts(rt: Runtime, args: Word): readonly string[] | undefined {
  const n = tupleLen(rt, args);
  if (n !== 1 && n !== 2) return undefined;
  const first = tupleItem(rt, args, 0);
  const name = isSmallInt(first) ? ERRNO_TEXTS.get(smallIntValue(first)) : undefined;
  if (name === undefined) return undefined;
  const parts = ['[Errno ', `${smallIntValue(first)}`, '] ', name];
  return n === 1 ? parts : [...parts, ': ', str(rt, tupleItem(rt, args, 1))];
}

function print(rt: Runtime, printer: Printer, o: Word, kind: number): void {
  const e = exceptionObject(rt, o) || o;
  const plain = kind & 0x7f;
  const isSubclassPrint = (kind & 0x80) !== 0;
  if (!isSubclassPrint && (plain === PRINT_REPR || plain === PRINT_EXC)) printer.write(rt.typeNameOf(o));
  if (plain === PRINT_EXC) printer.write(': ');
  const args = exceptionArgs(rt, e);
  if (plain === PRINT_STR || plain === PRINT_EXC) {
    const n = tupleLen(rt, args);
    if (n === 0) return;
    if (isSubclass(rt, rt.typeOf(e), rt.type(OSErrorType))) {
      const parts = osErrorParts(rt, args);
      if (parts !== undefined) {
        writeParts(printer, ...parts);
        return;
      }
    }
    if (n === 1) {
      printObject(rt, printer, tupleItem(rt, args, 0), PRINT_STR);
      return;
    }
  }
  printObject(rt, printer, args, kind === PRINT_JSON ? PRINT_JSON : PRINT_REPR);
}

function attr(rt: Runtime, self: Word, name: Qstr, dest: number): void {
  const { stack } = rt;
  const e = exceptionObject(rt, self) || self;
  if (stack[dest] !== NULL) {
    // Only the traceback can be set, to None, which clears it.
    if (stack[dest] === SENTINEL && rt.qstrs.text(name) === '__traceback__' && stack[dest + 1] === NONE) {
      rt.setField(e, 1, 0);
      rt.setField(e, 2, 0);
      stack[dest] = NULL;
    }
    return;
  }
  switch (rt.qstrs.text(name)) {
    case 'args':
      stack[dest] = exceptionArgs(rt, e);
      break;
    case 'value':
    case 'errno':
      stack[dest] = exceptionValue(rt, e);
      break;
    default:
      // Go on with the locals dict.
      stack[dest + 1] = SENTINEL;
  }
}

// --- types -----------------------------------------------------------------------------------------------------------

const slots = { make_new: makeNew, print, attr };

export const BaseExceptionType: TypeDef = defineType({ name: 'BaseException', ...slots });

const derive = (name: string, parent: TypeDef): TypeDef => defineType({ name, ...slots, parent });

export const ExceptionType = derive('Exception', BaseExceptionType);
export const ArithmeticErrorType = derive('ArithmeticError', ExceptionType);
export const OverflowErrorType = derive('OverflowError', ArithmeticErrorType);
export const ZeroDivisionErrorType = derive('ZeroDivisionError', ArithmeticErrorType);
export const AssertionErrorType = derive('AssertionError', ExceptionType);
export const AttributeErrorType = derive('AttributeError', ExceptionType);
export const EOFErrorType = derive('EOFError', ExceptionType);
export const ImportErrorType = derive('ImportError', ExceptionType);
export const LookupErrorType = derive('LookupError', ExceptionType);
export const IndexErrorType = derive('IndexError', LookupErrorType);
export const KeyErrorType = derive('KeyError', LookupErrorType);
export const MemoryErrorType = derive('MemoryError', ExceptionType);
export const NameErrorType = derive('NameError', ExceptionType);
export const OSErrorType = derive('OSError', ExceptionType);
export const RuntimeErrorType = derive('RuntimeError', ExceptionType);
export const NotImplementedErrorType = derive('NotImplementedError', RuntimeErrorType);
export const StopAsyncIterationType = derive('StopAsyncIteration', ExceptionType);
export const StopIterationType = derive('StopIteration', ExceptionType);
export const SyntaxErrorType = derive('SyntaxError', ExceptionType);
export const IndentationErrorType = derive('IndentationError', SyntaxErrorType);
export const TypeErrorType = derive('TypeError', ExceptionType);
/** Only boards with the native emitters know its name. */
export const ViperTypeErrorType = derive('ViperTypeError', TypeErrorType);
export const ValueErrorType = derive('ValueError', ExceptionType);
export const UnicodeErrorType = derive('UnicodeError', ValueErrorType);
export const GeneratorExitType = derive('GeneratorExit', BaseExceptionType);
export const KeyboardInterruptType = derive('KeyboardInterrupt', BaseExceptionType);
export const SystemExitType = derive('SystemExit', BaseExceptionType);

/** All exception classes in tree order. */
export const EXCEPTION_TYPES: readonly TypeDef[] = [
  BaseExceptionType,
  ExceptionType,
  ArithmeticErrorType,
  OverflowErrorType,
  ZeroDivisionErrorType,
  AssertionErrorType,
  AttributeErrorType,
  EOFErrorType,
  ImportErrorType,
  LookupErrorType,
  IndexErrorType,
  KeyErrorType,
  MemoryErrorType,
  NameErrorType,
  OSErrorType,
  RuntimeErrorType,
  NotImplementedErrorType,
  StopAsyncIterationType,
  StopIterationType,
  SyntaxErrorType,
  IndentationErrorType,
  TypeErrorType,
  ViperTypeErrorType,
  ValueErrorType,
  UnicodeErrorType,
  GeneratorExitType,
  KeyboardInterruptType,
  SystemExitType,
];
