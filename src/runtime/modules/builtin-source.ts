// The builtins that compile: compile, eval, exec (python-dialect.md section 19), and input.

import { bstrFromBytes } from '../core/bstr.js';
import { bufferText, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { callFunction } from '../core/call.js';
import { withNames } from '../core/names.js';
import { str } from '../core/print.js';
import { raise, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import type { SerialLine } from '../core/serial-line.js';
import { funVar } from '../core/typedef.js';
import { type Addr, NONE, type Word } from '../core/word.js';
import { codeFunction, codeType, newCode } from '../objects/code.js';
import { dictType } from '../objects/dict.js';
import { EOFErrorType, KeyboardInterruptType } from '../objects/exceptions.js';
import { newStr } from '../objects/str.js';
import { strDataRaise, strTextRaise } from '../objects/str-data.js';
import { compileSource, contextFor, type SourceMode } from '../vm/source.js';

const MODES: Readonly<Record<string, SourceMode>> = { exec: 'file', eval: 'eval', single: 'single' };

export const compileFunction = funVar(3, 6, (rt, _nArgs, at) => {
  const source = strDataRaise(rt, rt.stack[at]!);
  const fileName = strTextRaise(rt, rt.stack[at + 1]!);
  const modeName = strTextRaise(rt, rt.stack[at + 2]!);
  const mode = Object.hasOwn(MODES, modeName) ? MODES[modeName] : undefined;
  if (!mode) return valueError(rt, 'bad compile mode');
  return newCode(rt, rt.heap.root(compileSource(rt, source, fileName, mode, contextFor(rt, rt.globals))));
});

function sourceText(rt: Runtime, source: Word): string {
  return bufferText(rt, getBufferRaise(rt, source, MP_BUFFER_READ));
}

/** Runs source or a code object with the given (or current) globals and locals. */
function run(rt: Runtime, nArgs: number, at: number, mode: SourceMode): Word {
  let { globals, locals } = rt;
  if (nArgs > 1) {
    // None counts as not given.
    const given = [1, 2].map((i) => (i < nArgs ? rt.stack[at + i]! : NONE));
    for (const dict of given) if (dict !== NONE && !rt.isType(dict, dictType)) typeError(rt);
    const [newGlobals, newLocals] = given as [Word, Word];
    if (newGlobals !== NONE) {
      globals = newGlobals;
      locals = globals;
    }
    if (newLocals !== NONE) locals = newLocals;
  }
  const source = rt.stack[at]!;
  return withNames(rt, globals, locals, () => {
    const fun = rt.isType(source, codeType)
      ? rebound(rt, codeFunction(rt, source), globals)
      : compileSource(rt, sourceText(rt, source), '<string>', mode, contextFor(rt, globals));
    rt.heap.root(fun);
    return callFunction(rt, fun, 0, 0, rt.sp);
  });
}

/** The function of a code object, for other globals. */
function rebound(rt: Runtime, fun: Word, globals: Addr): Word {
  const before = rt.field(fun, 1);
  const context = contextFor(rt, globals);
  rt.setField(context, 2, rt.field(before, 2));
  rt.setField(context, 3, rt.field(before, 3));
  const copy = rt.alloc(4 * rt.W);
  for (let k = 0; k < 4; k++) rt.setField(copy, k, rt.field(fun, k));
  rt.setField(copy, 1, context);
  return copy;
}

export const evalFunction = funVar(1, 3, (rt, nArgs, at) => run(rt, nArgs, at, 'eval'));
export const execFunction = funVar(1, 3, (rt, nArgs, at) => run(rt, nArgs, at, 'file'));

/** With line editing, as on a board. */
function inputOverSerial(rt: Runtime, serial: SerialLine, prompt: string): Word {
  const answer = serial.readLine(prompt);
  if (answer === 'interrupted') return raise(rt, KeyboardInterruptType);
  return answer === 'end' ? raise(rt, EOFErrorType) : newStr(rt, answer.line);
}

/** `input([prompt])`: a line without its end; EOFError at the end of the input. */
export const inputFunction = funVar(0, 1, (rt, nArgs, at) => {
  const prompt = nArgs > 0 ? str(rt, rt.stack[at]!) : '';
  if (rt.serial) return inputOverSerial(rt, rt.serial, prompt);
  rt.console.write(prompt);
  let line = '';
  for (;;) {
    const bytes = rt.input(1);
    if (bytes.length === 0) {
      if (line === '') return raise(rt, EOFErrorType);
      break;
    }
    const char = bstrFromBytes(bytes.subarray(0, 1));
    if (char === '\n') break;
    if (char !== '\r') line += char;
  }
  return newStr(rt, line);
});
