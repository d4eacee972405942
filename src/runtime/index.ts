// The door of runtime/: booting a board's MicroPython, and the verbs of its object model for whoever drives one.

import { loadAttr, loadMethod, storeAttr } from './core/attr.js';
import { bstr, bstrFromBytes, bytesFromBstr, textOfBstr } from './core/bstr.js';
import { callFunction, callMethod } from './core/call.js';
import type { HostFileSystem } from './core/host-files.js';
import { importName } from './core/import.js';
import { forEach } from './core/iter.js';
import { loadGlobal } from './core/names.js';
import { binaryOp, unaryOp } from './core/ops.js';
import { repr, str } from './core/print.js';
import { exceptionText } from './core/print-exception.js';
import { raise } from './core/raise.js';
import type { Runtime } from './core/runtime.js';
import { completions, moduleNames, promptText } from './core/session.js';
import { subscr } from './core/subscr.js';
import { boolWord, isPointer, NONE, qstrWord, SENTINEL, smallInt, TRUE, type Word } from './core/word.js';
import { isContainer, wordKind } from './core/word-kind.js';
import { saveOpenFiles } from './modules/host-folder.js';
import { mountHostFolder } from './modules/vfs-host.js';
import { newBytes } from './objects/bytes.js';
import { dictStore, newDict } from './objects/dict.js';
import { exceptionMatches, isExceptionType, KeyboardInterruptType, SystemExitType } from './objects/exceptions.js';
import { newFloat } from './objects/float.js';
import { newInt, newIntBig } from './objects/int.js';
import { newList } from './objects/list.js';
import { newSet } from './objects/set.js';
import { newStr } from './objects/str.js';
import { newTuple } from './objects/tuple.js';
import { banner, changeDirectory, qstr, runModule, runMpy, runSource, setArguments } from './run-script.js';
import { refuseHopeless } from './vm/source.js';

const memoryError = (rt: Runtime, bytes: number): never => rt.memoryError(bytes);

const isSystemExit = (rt: Runtime, w: Word): boolean => exceptionMatches(rt, w, rt.type(SystemExitType));

const keyboardInterrupt = (rt: Runtime): never => raise(rt, KeyboardInterruptType);

export const runtime = {
  banner,
  isSystemExit,
  NONE,
  SENTINEL,
  TRUE,
  binaryOp,
  boolWord,
  bstr,
  bstrFromBytes,
  bytesFromBstr,
  callFunction,
  callMethod,
  changeDirectory,
  completions,
  dictStore,
  exceptionText,
  forEach,
  importName,
  isContainer,
  isExceptionType,
  isPointer,
  keyboardInterrupt,
  loadAttr,
  loadGlobal,
  loadMethod,
  memoryError,
  moduleNames,
  mountHostFolder: (rt: Runtime, files: HostFileSystem, path: string): void => mountHostFolder(rt, files, bstr(path)),
  newBytes,
  newDict,
  newFloat,
  newInt,
  newIntBig,
  newList,
  newSet,
  newStr,
  newTuple,
  promptText,
  qstr,
  qstrWord,
  refuseHopeless,
  repr,
  runModule,
  runMpy,
  runSource,
  saveOpenFiles,
  setArguments,
  smallInt,
  storeAttr,
  str,
  subscr,
  textOfBstr,
  unaryOp,
  wordKind,
} as const;

export { BOARDS, type BoardName, LARGE_LIMITS } from './boards.js';
export { type CompiledModule, CompileError, type CompileOptions, compile } from './compile/index.js';
export { bootRuntime } from './core/boot.js';
export { describeWord } from './core/describe.js';

export { HostFileError, type HostFileSystem, type HostStat } from './core/host-files.js';
export { type BoardConfig, memoryNeeded, Runtime, type RuntimeOptions } from './core/runtime.js';
export type { SerialLine } from './core/serial-line.js';
export type { Addr, Qstr, Word } from './core/word.js';
export type { NativeImage } from './load/raw-code.js';
export { loggedCalls } from './native/call-log.js';
export { asPyException } from './native/gates.js';
export { liveTraceback } from './vm/live-frames.js';
