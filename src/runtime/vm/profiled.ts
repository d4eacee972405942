// Calls as a profile sees them. Without a profiler all that runs of it is a test in each call.

import { GATE_BASE, GATE_SIZE } from '../../machine/index.js';
import { textOfBstr } from '../core/bstr.js';
import { callFunction } from '../core/call.js';
import type { ProfiledPlace, Runtime } from '../core/runtime.js';
import type { Word } from '../core/word.js';
import { lineAt, qstrAt } from './code.js';
import { type Frame, runFrame } from './loop.js';

/** Runs a frame, as `runFrame`. */
export function runProfiled(rt: Runtime, f: Frame): number {
  const profiler = rt.profiler!;
  const before = profiler.enterPython(f.info, () => placeOf(rt, f));
  try {
    return runFrame(rt, f);
  } finally {
    profiler.leave(before);
  }
}

function placeOf(rt: Runtime, f: Frame): ProfiledPlace {
  const { qstrTable } = f.decoded;
  return {
    name: textOfBstr(rt.qstrs.text(qstrAt(rt, qstrTable, f.info.names[0]!))),
    file: textOfBstr(rt.qstrs.text(qstrAt(rt, qstrTable, 0))),
    line: lineAt(rt, f.info, f.info.opcodes),
  };
}

/** As `callFunction`, with built-in functions told of by name. */
export function callProfiled(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const gate = builtinGate(rt, fun);
  if (gate < 0) return callFunction(rt, fun, nArgs, nKw, at);
  const profiler = rt.profiler!;
  const before = profiler.enterBuiltin(gate);
  try {
    return callFunction(rt, fun, nArgs, nKw, at);
  } finally {
    profiler.leave(before);
  }
}

/** The host function that a built-in function object is for, -1 for anything else. */
function builtinGate(rt: Runtime, fun: Word): number {
  const type = rt.typeOf(fun);
  const known = [rt.builtin0Addr, rt.builtin1Addr, rt.builtin2Addr, rt.builtin3Addr, rt.builtinVarAddr];
  if (!known.includes(type)) return -1;
  const code = rt.field(fun, type === rt.builtinVarAddr ? 2 : 1) - GATE_BASE;
  return code >= 0 && code < GATE_SIZE ? code >> 2 : -1;
}
