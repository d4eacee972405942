// Binding arguments to the locals of a new frame: bytecode.md 3.4 (mp_setup_code_state).

import { SCOPE_FLAG } from '../../abi/index.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { type Addr, isQstr, NULL, qstrNumber, qstrWord, type Word } from '../core/word.js';
import { newCell } from '../objects/cell.js';
import { dictGet, dictStore, newDict } from '../objects/dict.js';
import { strQstr } from '../objects/str.js';
import { emptyTuple, newTuple } from '../objects/tuple.js';
import { type CodeInfo, qstrAt } from './code.js';

const { DEFKWARGS, VARARGS, VARKEYWORDS } = SCOPE_FLAG;

/** Fills the zeroed frame at `rt.stack[fp..]`. `fun` is the function object (its defaults follow word 3). */
export function bindArguments(
  rt: Runtime,
  info: CodeInfo,
  fun: Addr,
  qstrTable: Addr,
  fp: number,
  nArgs: number,
  nKw: number,
  at: number,
): void {
  const { stack } = rt;
  const { nPosArgs, nKwonlyArgs, nDefPosArgs, scopeFlags } = info;
  const last = fp + info.nState - 1; // local k is stack[last - k]
  const firstDefault = nPosArgs - nDefPosArgs;
  const extra = fun + 4 * rt.W;
  let rest = nPosArgs + nKwonlyArgs;
  let given = nArgs;
  const quick = nKw === 0 && (scopeFlags & DEFKWARGS) === 0;
  if (given > nPosArgs) {
    if ((scopeFlags & VARARGS) === 0) wrongCount(rt, nPosArgs, given);
    stack[last - rest++] = newTuple(rt, at + nPosArgs, given - nPosArgs);
    given = nPosArgs;
  } else {
    if ((scopeFlags & VARARGS) !== 0) stack[last - rest++] = emptyTuple(rt);
    if (quick && given < nPosArgs) {
      if (given < firstDefault) wrongCount(rt, firstDefault, given);
      for (let i = given; i < nPosArgs; i++) stack[last - i] = rt.ldObj(extra + (i - firstDefault) * rt.W);
    }
  }
  for (let i = 0; i < given; i++) stack[last - i] = stack[at + i]!;
  if (quick) {
    if (nKwonlyArgs !== 0) typeError(rt, 'function missing keyword-only argument');
    if ((scopeFlags & VARKEYWORDS) !== 0) stack[last - rest] = newDict(rt, 0);
  } else {
    bindKeywords(rt, info, qstrTable, extra, last, rest, nKw, at + nArgs);
  }
  for (const local of info.cells) stack[last - local] = newCell(rt, stack[last - local]!);
}

function wrongCount(rt: Runtime, expected: number, given: number): never {
  return typeError(rt, `function takes ${expected} positional arguments but ${given} were given`);
}

const multiple = (rt: Runtime, key: Word): never =>
  typeError(rt, `function got multiple values for argument '${rt.qstrs.text(qstrNumber(key))}'`);

function bindKeywords(
  rt: Runtime,
  info: CodeInfo,
  qstrTable: Addr,
  extra: Addr,
  last: number,
  rest: number,
  nKw: number,
  pairs: number,
): void {
  const { stack } = rt;
  const { nPosArgs, nKwonlyArgs, nDefPosArgs, scopeFlags } = info;
  const named = nPosArgs + nKwonlyArgs;
  const argName = (i: number): number => qstrAt(rt, qstrTable, info.names[1 + i]!);
  const takesAny = (scopeFlags & VARKEYWORDS) !== 0;
  if (takesAny) stack[last - rest] = newDict(rt, nKw);
  for (let n = 0; n < nKw; n++) {
    const given = stack[pairs + 2 * n]!;
    const key = isQstr(given) ? given : qstrWord(strQstr(rt, given));
    const value = stack[pairs + 2 * n + 1]!;
    let j = 0;
    while (j < named && qstrWord(argName(j)) !== key) j++;
    if (j < named) {
      if (stack[last - j] !== NULL) multiple(rt, key);
      stack[last - j] = value;
    } else if (!takesAny) {
      typeError(rt, `unexpected keyword argument '${rt.qstrs.text(qstrNumber(key))}'`);
    } else {
      const dict = stack[last - rest]!;
      if (dictGet(rt, dict, key) !== NULL) multiple(rt, key);
      dictStore(rt, dict, key, value);
    }
  }
  const firstDefault = nPosArgs - nDefPosArgs;
  for (let i = firstDefault; i < nPosArgs; i++) {
    if (stack[last - i] === NULL) stack[last - i] = rt.ldObj(extra + (i - firstDefault) * rt.W);
  }
  for (let i = firstDefault - 1; i >= 0; i--) {
    if (stack[last - i] === NULL) typeError(rt, `function missing required positional argument #${i}`);
  }
  for (let i = 0; i < nKwonlyArgs; i++) {
    if (stack[last - nPosArgs - i] !== NULL) continue;
    const name = argName(nPosArgs + i);
    let value = NULL;
    if ((scopeFlags & DEFKWARGS) !== 0) {
      value = dictGet(rt, rt.ldObj(extra + nDefPosArgs * rt.W), qstrWord(name));
    }
    if (value === NULL) typeError(rt, `function missing required keyword argument '${rt.qstrs.text(name)}'`);
    stack[last - nPosArgs - i] = value;
  }
}
