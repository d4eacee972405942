// Raising Python exceptions from host code. Messages are byte strings; they become the only argument of the exception.
//
// An exception must get raised even when there is no memory for it: without room for the object the one static exception
// object of the board is used, without room for the arguments there are none (python-dialect.md 15.1). A script can set
// memory aside for both and for a short traceback: micropython.alloc_emergency_exception_buf.

import { RAM_BASE } from '../../machine/index.js';
import {
  AttributeErrorType,
  ImportErrorType,
  IndexErrorType,
  isExceptionInstance,
  isExceptionType,
  KeyErrorType,
  MemoryErrorType,
  NameErrorType,
  NotImplementedErrorType,
  newException,
  OSErrorType,
  OverflowErrorType,
  RuntimeErrorType,
  TypeErrorType,
  ValueErrorType,
  ZeroDivisionErrorType,
} from '../objects/exceptions.js';
import { strType } from '../objects/str.js';
import { emptyTuple, tupleType } from '../objects/tuple.js';
import { callFunction } from './call.js';
import { QSTR_MAX_LENGTH } from './qstr.js';
import type { Runtime } from './runtime.js';
import type { TypeDef } from './typedef.js';
import { type Addr, NULL, qstrWord, smallInt, type Word } from './word.js';

/** Memory set aside by the script: a traceback of two entries, then what the exception of the moment needs. */
const EMERGENCY_TRACEBACK_WORDS = 6;

export function setEmergencyBuffer(rt: Runtime, bytes: number): void {
  const { heap, emergency } = rt;
  emergency.buffer = bytes <= 0 ? 0 : heap.allocMaybe(bytes);
  if (bytes > 0 && emergency.buffer === 0) memoryError(rt, bytes);
  emergency.bytes = Math.max(0, bytes);
  emergency.used = emergency.bytes;
}

/** Room for a traceback of an exception without memory: its address and number of words, if a script set some aside. */
export function emergencyTraceback(rt: Runtime): { data: Addr; words: number } | undefined {
  const { buffer, bytes } = rt.emergency;
  return bytes >= EMERGENCY_TRACEBACK_WORDS * rt.W ? { data: buffer, words: EMERGENCY_TRACEBACK_WORDS } : undefined;
}

/** Memory for a part of an exception, 0 if there is none. */
function allocPart(rt: Runtime, bytes: number): Addr {
  const addr = rt.heap.allocMaybe(bytes);
  if (addr !== 0) return addr;
  const { emergency } = rt;
  const size = Math.ceil(bytes / rt.W) * rt.W;
  if (emergency.used + size > emergency.bytes) return 0;
  emergency.used += size;
  return emergency.buffer + emergency.used - size;
}

/** A str of a message, NULL if there is no memory for it. */
function messageStr(rt: Runtime, message: string): Word {
  const q = rt.qstrs.find(message);
  if (q !== 0) return qstrWord(q);
  const str = allocPart(rt, 4 * rt.W);
  const data = str === 0 ? 0 : allocPart(rt, message.length + 1);
  if (data === 0) return NULL;
  for (let i = 0; i < message.length; i++) rt.mem.u8[data - RAM_BASE + i] = message.charCodeAt(i);
  rt.stPtr(str, rt.type(strType));
  rt.setField(str, 2, message.length);
  rt.setField(str, 3, data);
  return str;
}

/** The arguments of an exception, `n` of an array, as a tuple; the empty one if there is no memory. They must be rooted. */
export function exceptionArguments(rt: Runtime, args: ArrayLike<Word>, from = 0, n = args.length): Word {
  if (n === 0) return emptyTuple(rt);
  const tuple = allocPart(rt, (2 + n) * rt.W);
  if (tuple === 0) return emptyTuple(rt);
  rt.stPtr(tuple, rt.type(tupleType));
  rt.setField(tuple, 1, n);
  for (let i = 0; i < n; i++) rt.stObj(tuple + (2 + i) * rt.W, args[from + i]!);
  return tuple;
}

/** Memory for an exception object; the static one of the board if there is none. */
export function exceptionMemory(rt: Runtime): Addr {
  const e = rt.heap.allocMaybe(4 * rt.W);
  if (e !== 0) return e;
  const emergency = rt.rootWords.emergencyException!;
  for (let k = 0; k < 4; k++) rt.setField(emergency, k, 0);
  rt.emergency.used = Math.min(EMERGENCY_TRACEBACK_WORDS * rt.W, rt.emergency.bytes);
  return emergency;
}

/** Raises an exception of a built-in class, with a text or without arguments. */
export function raise(rt: Runtime, type: TypeDef, message?: string): never {
  const e = newException(rt, rt.type(type), emptyTuple(rt));
  // The object first: it is what is needed most.
  const text = message === undefined ? NULL : messageStr(rt, message);
  if (text !== NULL) rt.setField(e, 3, exceptionArguments(rt, [text]));
  return rt.throwObject(e);
}

/** Raises an exception of a built-in class with these arguments. */
export function raiseArgs(rt: Runtime, type: TypeDef, ...args: readonly Word[]): never {
  for (const arg of args) rt.heap.root(arg);
  const e = newException(rt, rt.type(type), emptyTuple(rt));
  rt.setField(e, 3, exceptionArguments(rt, args));
  return rt.throwObject(e);
}

/** The exception object that `raise w` raises: a class is called, an instance is itself, anything else a TypeError. */
export function makeException(rt: Runtime, w: Word): Word {
  if (isExceptionInstance(rt, w)) return w;
  if (isExceptionType(rt, w)) {
    const made = callFunction(rt, w, 0, 0, rt.sp);
    if (isExceptionInstance(rt, made)) return made;
  }
  return typeError(rt, 'exceptions must derive from BaseException');
}

/** `raise w`. */
export function raiseObject(rt: Runtime, w: Word): never {
  return rt.throwObject(makeException(rt, w));
}

export const typeError = (rt: Runtime, message?: string): never => raise(rt, TypeErrorType, message);
export const valueError = (rt: Runtime, message?: string): never => raise(rt, ValueErrorType, message);
export const indexError = (rt: Runtime, message?: string): never => raise(rt, IndexErrorType, message);
export const keyError = (rt: Runtime, key: Word): never => raiseArgs(rt, KeyErrorType, key);
export const attributeError = (rt: Runtime, message?: string): never => raise(rt, AttributeErrorType, message);
export const overflowError = (rt: Runtime, message?: string): never => raise(rt, OverflowErrorType, message);
export const nameError = (rt: Runtime, message?: string): never => raise(rt, NameErrorType, message);
export const importError = (rt: Runtime, message?: string): never => raise(rt, ImportErrorType, message);
export const runtimeError = (rt: Runtime, message?: string): never => raise(rt, RuntimeErrorType, message);
/** A text that cannot be interned: it is too long, or there are as many as the tables of code can number. */
export const cannotIntern = (rt: Runtime, text: string): never =>
  runtimeError(rt, text.length > QSTR_MAX_LENGTH ? 'name too long' : 'too many names');
export const notImplementedError = (rt: Runtime, message?: string): never =>
  raise(rt, NotImplementedErrorType, message);
export const zeroDivisionError = (rt: Runtime): never => raise(rt, ZeroDivisionErrorType, 'divide by zero');
export const osError = (rt: Runtime, errno: number): never => raiseArgs(rt, OSErrorType, smallInt(errno));
export const osErrorText = (rt: Runtime, message: string): never => raise(rt, OSErrorType, message);

/** MemoryError for a failed allocation; a negative size counts as the machine word that it is. */
export function memoryError(rt: Runtime, bytes: number | bigint): never {
  const whole = typeof bytes === 'bigint' || Number.isSafeInteger(bytes) ? bytes : BigInt(Math.trunc(bytes));
  const size = whole < 0 ? BigInt.asUintN(8 * rt.W, BigInt(whole)) : whole;
  const locked = rt.heap.locked > 0;
  return raise(
    rt,
    MemoryErrorType,
    `memory allocation failed, ${locked ? 'heap is locked' : `allocating ${size} bytes`}`,
  );
}

/** Connects the runtime's own failures to exceptions. Called once the types have addresses. */
export function installRaise(rt: Runtime): void {
  rt.rootWords.emergencyException = rt.allocStatic(4 * rt.W);
  rt.memoryError = (bytes) => memoryError(rt, bytes);
  rt.recursionError = () => runtimeError(rt, 'maximum recursion depth exceeded');
}
