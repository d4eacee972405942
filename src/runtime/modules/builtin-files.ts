// The builtins that use files: open and execfile (python-dialect.md sections 16 and 17).

import { bstrFromBytes } from '../core/bstr.js';
import { callFunction } from '../core/call.js';
import { namedArgs } from '../core/keyword-args.js';
import { withNames } from '../core/names.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { funKw, funVar } from '../core/typedef.js';
import { NULL, type Word } from '../core/word.js';
import { isDict } from '../objects/dict.js';
import { toIndex } from '../objects/int.js';
import { newStr, strTextRaise } from '../objects/str-data.js';
import { compileSource, contextFor } from '../vm/source.js';
import { readFile } from './file-reader.js';
import { callPlace, lookupObject } from './mounts.js';

/** `open(file, mode='r', buffering=-1, encoding=None)`: only path and mode reach the file system, the mode as given. */
export const openFunction = funKw(0, (rt, nArgs, nKw, at) => {
  const names = ['file', 'mode', 'buffering', 'encoding'];
  const [file, mode, buffering] = namedArgs(rt, nArgs, nKw, at, names, names.length, 1) as [Word, Word, Word, Word];
  if (buffering !== NULL) toIndex(rt, buffering);
  const { place, restWord } = lookupObject(rt, file);
  return callPlace(rt, place, 'open', restWord, mode === NULL ? newStr(rt, 'r') : mode);
});

/** Runs a file with the given globals and locals, or the caller's. */
function execfile(rt: Runtime, nArgs: number, at: number): Word {
  let { globals, locals } = rt;
  if (nArgs > 1) {
    for (let i = 1; i < nArgs; i++) if (!isDict(rt, rt.stack[at + i]!)) typeError(rt);
    globals = rt.stack[at + 1]!;
    locals = nArgs > 2 ? rt.stack[at + 2]! : globals;
  }
  const path = strTextRaise(rt, rt.stack[at]!);
  const source = bstrFromBytes(readFile(rt, path));
  return withNames(rt, globals, locals, () => {
    const fun = rt.heap.root(compileSource(rt, source, path, 'file', contextFor(rt, globals)));
    return callFunction(rt, fun, 0, 0, rt.sp);
  });
}
export const execfileFunction = funVar(1, 3, execfile);
