// Python source to a function object: what scripts, exec, eval and imports of .py files go through. The compiler is
// asked for the firmware's own output (bytecode.md 16.4).

import { InternalError } from '../../base/index.js';
import { type CompiledModule, CompileError, type CompileOptions, compile, hopeless } from '../compile/index.js';
import { bytesFromBstr } from '../core/bstr.js';
import type { Runtime } from '../core/runtime.js';
import type { TypeDef } from '../core/typedef.js';
import type { Addr, Qstr, Word } from '../core/word.js';
import { loadCompiled } from '../load/load-mpy.js';
import {
  IndentationErrorType,
  MemoryErrorType,
  NotImplementedErrorType,
  newException,
  OverflowErrorType,
  RuntimeErrorType,
  SyntaxErrorType,
  TypeErrorType,
  ValueErrorType,
} from '../objects/exceptions.js';
import { floatOfText } from '../objects/float.js';
import { moduleType } from '../objects/module.js';
import { newStr } from '../objects/str.js';
import { newTuple } from '../objects/tuple.js';
import { pushTraceback } from './traceback.js';

export type SourceMode = 'file' | 'single' | 'eval';

/** A function, since the types may not be defined yet when this file is loaded. */
const errorTypes = (): readonly TypeDef[] => [
  SyntaxErrorType,
  IndentationErrorType,
  RuntimeErrorType,
  NotImplementedErrorType,
  ValueErrorType,
  OverflowErrorType,
  MemoryErrorType,
  TypeErrorType,
];

/** A module context for code whose globals are `dict`: no module of its own, only what functions refer to. */
export function contextFor(rt: Runtime, dict: Addr): Addr {
  const context = rt.newObject(moduleType, 4 * rt.W);
  rt.setField(context, 1, dict);
  return context;
}

const optionsFor = (rt: Runtime, fileName: string, mode: SourceMode): CompileOptions => ({
  fileName,
  mode,
  optLevel: rt.optLevel,
  smallIntBits: rt.is64 ? 63 : 31,
  firmware: true,
  isInterned: (text) => rt.qstrs.find(text) !== 0,
  parseFloat: (text) => floatOfText(rt, text),
});

/** Raises for the beginning of a source if nothing that follows can mend it. */
export function refuseHopeless(rt: Runtime, source: string, fileName: string): void {
  const error = hopeless(source, optionsFor(rt, fileName, 'file'));
  if (error) raiseCompileError(rt, error, fileName);
}

/** Compiles source (a byte string) for the module context; the function runs it. Errors are Python exceptions. */
export function compileSource(rt: Runtime, source: string, fileName: string, mode: SourceMode, context: Addr): Word {
  let module: CompiledModule;
  try {
    module = compile(bytesFromBstr(source), {
      ...optionsFor(rt, fileName, mode), // Names get their numbers as they stand in the source: dir() lists in that order.
      onIntern: (text) => rt.qstrs.intern(text),
    });
  } catch (e) {
    if (e instanceof CompileError) return raiseCompileError(rt, e, fileName);
    throw e;
  }
  return loadCompiled(rt, module, context);
}

/** Raises what the compiler found, with the place in the source as the only traceback entry so far. */
function raiseCompileError(rt: Runtime, error: CompileError, fileName: string): never {
  const type = errorTypes().find((t) => t.name === error.type);
  if (!type) throw new InternalError(`no exception class for ${error.type}`);
  const at = rt.sp;
  rt.push(newStr(rt, error.message));
  const e = newException(rt, rt.type(type), newTuple(rt, at, 1));
  rt.sp = at;
  if (error.line !== undefined) {
    const file = rt.qstrs.intern(fileName);
    const block: Qstr = error.block === undefined ? 0 : rt.qstrs.intern(error.block);
    pushTraceback(rt, e, file, error.line, block);
  }
  return rt.throwObject(e);
}
