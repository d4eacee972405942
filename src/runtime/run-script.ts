// Running programs as the boards run `main.py`: sources, .mpy files and modules in `__main__`, with the stack in use that
// a script finds there, and what `sys` says of them.

import { MICROPYTHON_VERSION } from './boards.js';
import { loadAttr } from './core/attr.js';
import { bstr, bstrFromBytes, textOfBstr } from './core/bstr.js';
import { callFunction } from './core/call.js';
import { importName } from './core/import.js';
import { cannotIntern, importError } from './core/raise.js';
import type { Runtime } from './core/runtime.js';
import { subscr } from './core/subscr.js';
import { NONE, NULL, type Qstr, qstrWord, smallInt, TRUE, type Word } from './core/word.js';
import { loadMpy } from './load/load-mpy.js';
import { findModuleFile } from './modules/module-files.js';
import { dictStore } from './objects/dict.js';
import { funViperType } from './objects/function.js';
import { listAppend } from './objects/list.js';
import { newSlice } from './objects/slice.js';
import { newStr } from './objects/str.js';
import { compileSource, contextFor } from './vm/source.js';

/** Number of a name, interned. */
export function qstr(rt: Runtime, name: string): Qstr {
  const text = bstr(name);
  return rt.qstrs.intern(text) || cannotIntern(rt, text);
}

/** Sets `sys.argv` and `sys.path`. */
export function setArguments(rt: Runtime, argv: readonly string[], path: readonly string[] | undefined): void {
  const sys = rt.builtinModules.get('sys')!;
  const fill = (name: string, items: readonly string[]): void => {
    const list = rt.heap.root(loadAttr(rt, sys, qstr(rt, name)));
    subscr(rt, list, newSlice(rt, NONE, NONE, NONE), NULL);
    for (const item of items) listAppend(rt, list, rt.heap.root(newStr(rt, bstr(item))));
  };
  fill('argv', argv);
  if (path) fill('path', path);
}

/** Makes a mounted directory the current one. */
export function changeDirectory(rt: Runtime, path: string): void {
  const os = rt.builtinModules.get('os')!;
  const at = rt.sp;
  rt.push(newStr(rt, bstr(path)));
  callFunction(rt, loadAttr(rt, os, qstr(rt, 'chdir')), 1, 0, at);
  rt.sp = at;
}

/** The module context of a script: functions of the scripts before still use theirs. */
function scriptContext(rt: Runtime): Word {
  const first = rt.rootWords.mainContext!;
  return rt.field(first, 2) === 0 && rt.field(first, 3) === 0
    ? first
    : rt.heap.root(contextFor(rt, rt.rootWords.main!));
}

/** Runs a script's source in `__main__`; `fileName` goes into tracebacks and `__file__`. */
export function runSource(rt: Runtime, source: Uint8Array, fileName: string, mode: 'file' | 'single' = 'file'): void {
  const name = bstr(fileName);
  if (mode === 'file') dictStore(rt, rt.rootWords.main!, qstrWord(qstr(rt, '__file__')), newStr(rt, name));
  const body = compileSource(rt, bstrFromBytes(source), name, mode, scriptContext(rt));
  rt.heap.root(body);
  const sp = rt.cpu.regsLo[2]!;
  startScript(rt);
  callFunction(rt, body, 0, 0, rt.sp);
  if (rt.scheduled.length > 0) rt.pollScheduled();
  rt.leave(sp);
}

/** Stack in use below the frame of a script's body: with it, the module level stands at 832 / 496 bytes
 * (python-dialect.md section 20). */
const SCRIPT_BYTES = { 8: 384, 4: 240 } as const;

/** What a board finds in use for a call at top level has the frame of a script in it: one that starts there makes its
 * own. */
function startScript(rt: Runtime): void {
  if (rt.stackUse() === rt.config.topLevelStack) rt.cpu.regsLo[2] = rt.stackTop - SCRIPT_BYTES[rt.W];
}

/** Runs a loaded body in `__main__`. Machine code starts as deep on the stack as on import (native-abi.md 11.33). */
function runBody(rt: Runtime, body: Word): void {
  rt.heap.root(body);
  const sp = rt.cpu.regsLo[2]!;
  if (rt.isType(body, funViperType)) rt.cpu.regsLo[2] = sp - rt.config.initStackDepth;
  else startScript(rt);
  callFunction(rt, body, 0, 0, rt.sp);
  if (rt.scheduled.length > 0) rt.pollScheduled();
  rt.leave(sp);
}

/** Runs a .mpy file in `__main__`, as its source would run. */
export function runMpy(rt: Runtime, bytes: Uint8Array, fileName: string): void {
  dictStore(rt, rt.rootWords.main!, qstrWord(qstr(rt, '__file__')), newStr(rt, bstr(fileName)));
  runBody(rt, loadMpy(rt, bytes, bstr(fileName), scriptContext(rt)));
}

/** Runs a module of sys.path (of a package: its `__main__`) in `__main__`. */
export function runModule(rt: Runtime, name: string): void {
  const parts = name.split('.');
  let parent: Word = NULL;
  for (let i = 1; i < parts.length; i++) {
    parent = importName(rt, qstr(rt, parts.slice(0, i).join('.')), TRUE, smallInt(0));
  }
  let found = findModuleFile(rt, bstr(name), parent);
  if (found?.kind === 'package') {
    found = findModuleFile(rt, `${bstr(name)}.__main__`, importName(rt, qstr(rt, name), TRUE, smallInt(0)));
  }
  if (!found || found.kind === 'package') importError(rt, `no module named '${bstr(name)}'`);
  else if (found.kind === 'mpy') runMpy(rt, found.bytes, textOfBstr(found.path));
  else runSource(rt, found.bytes, textOfBstr(found.path));
}

/** The first lines of a session. */
export const banner = (rt: Runtime): string =>
  `MicroPython v${MICROPYTHON_VERSION}; ${rt.config.machine}\nType "help()" for more information.\n`;
