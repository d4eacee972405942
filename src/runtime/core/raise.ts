// Raising Python exceptions from host code. Messages are byte strings; they become the only argument of the exception.

import {
  AttributeErrorType,
  ImportErrorType,
  IndexErrorType,
  isExceptionInstance,
  isExceptionType,
  KeyErrorType,
  MemoryErrorType,
  NameErrorType,
  newException,
  NotImplementedErrorType,
  OSErrorType,
  OverflowErrorType,
  RuntimeErrorType,
  StopIterationType,
  TypeErrorType,
  ValueErrorType,
  ZeroDivisionErrorType,
} from '../objects/exceptions.js';
import { newStr } from '../objects/str.js';
import { emptyTuple, newTuple } from '../objects/tuple.js';
import { callFunction } from './call.js';
import type { Runtime } from './runtime.js';
import type { TypeDef } from './typedef.js';
import { isPointer, NONE, smallInt, type Word } from './word.js';

/** Raises an exception of a built-in class, with a text or without arguments. */
export function raise(rt: Runtime, type: TypeDef, message?: string): never {
  if (message === undefined) return raiseArgs(rt, type);
  return raiseArgs(rt, type, newStr(rt, message));
}

/** Raises an exception of a built-in class with these arguments. */
export function raiseArgs(rt: Runtime, type: TypeDef, ...args: readonly Word[]): never {
  const at = rt.sp;
  for (const arg of args) rt.push(arg);
  const tuple = args.length === 0 ? emptyTuple(rt) : newTuple(rt, at, args.length);
  rt.sp = at;
  return rt.throwObject(newException(rt, rt.type(type), tuple));
}

/** The exception object that `raise w` raises: a class is called, an instance is itself, anything else a TypeError. */
export function makeException(rt: Runtime, w: Word): Word {
  if (isExceptionInstance(rt, w)) return w;
  if (isPointer(w) && isExceptionType(rt, w)) {
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
export const notImplementedError = (rt: Runtime, message?: string): never => raise(rt, NotImplementedErrorType, message);
export const zeroDivisionError = (rt: Runtime): never => raise(rt, ZeroDivisionErrorType, 'divide by zero');
export const osError = (rt: Runtime, errno: number): never => raiseArgs(rt, OSErrorType, smallInt(errno));
export const osErrorText = (rt: Runtime, message: string): never => raise(rt, OSErrorType, message);
export const stopIteration = (rt: Runtime, value: Word): never =>
  value === NONE ? raise(rt, StopIterationType) : raiseArgs(rt, StopIterationType, value);

/** MemoryError for a failed allocation. The exception itself may find no memory: then it has no text. */
export function memoryError(rt: Runtime, bytes: number): never {
  const { heap } = rt;
  const message =
    heap.locked > 0 ? 'memory allocation failed, heap is locked' : `memory allocation failed, allocating ${bytes} bytes`;
  const type = rt.type(MemoryErrorType);
  const room = heap.allocMaybe(4 * rt.W);
  if (room === 0) return rt.throwObject(emergencyException(rt, type));
  rt.stPtr(room, type);
  rt.setField(room, 3, emptyTuple(rt));
  const { memoryError: report } = rt;
  // Making the text must not report its own failure by coming here again.
  rt.memoryError = () => rt.throwObject(room);
  try {
    const at = rt.sp;
    rt.push(newStr(rt, message));
    rt.setField(room, 3, newTuple(rt, at, 1));
    rt.sp = at;
  } finally {
    rt.memoryError = report;
  }
  return rt.throwObject(room);
}

/** The static exception object for when there is no memory left at all. */
function emergencyException(rt: Runtime, type: number): Word {
  const e = rt.rootWords.emergencyException!;
  rt.setField(e, 0, type);
  rt.setField(e, 1, 0);
  rt.setField(e, 2, 0);
  rt.setField(e, 3, emptyTuple(rt));
  return e;
}

/** Connects the runtime's own failures to exceptions. Called once the types have addresses. */
export function installRaise(rt: Runtime): void {
  rt.rootWords.emergencyException = rt.allocStatic(4 * rt.W);
  rt.memoryError = (bytes) => memoryError(rt, bytes);
  rt.recursionError = () => runtimeError(rt, 'maximum recursion depth exceeded');
}
