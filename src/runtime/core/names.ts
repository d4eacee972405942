// Globals, locals and built-in names (native-abi.md 2.2). A store into the `builtins` module goes to a dict of
// overrides, which is asked before the built-in names.

import { dictGet, dictMap, dictRemove, dictStore } from '../objects/dict.js';
import { elemValue, MAP_FIXED, mapFlags, mapLookup } from './hash-map.js';
import { keyError, nameError, typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { type Addr, NULL, type Qstr, qstrWord, type Word } from './word.js';

/** The same, remembered. */
function cachedGet(rt: Runtime, dict: Addr, q: Qstr): Word {
  const known = rt.members.find(dict, q);
  if (known >= 0) {
    const pair = rt.members.pair(known);
    return pair === 0 ? NULL : elemValue(rt, pair);
  }
  const map = dictMap(rt, dict);
  const pair = mapLookup(rt, map, qstrWord(q), 'lookup');
  if (rt.members.watch(dict, (mapFlags(rt, map) & MAP_FIXED) !== 0)) rt.members.add(dict, q, pair, dict);
  return pair === 0 ? NULL : elemValue(rt, pair);
}

/** Value of a name in a dict, NULL if it is not there. */
const lookup = (rt: Runtime, dict: Addr, q: Qstr): Word => dictGet(rt, dict, qstrWord(q));

/** Value of a built-in name with overrides, NULL if there is none. */
function lookupBuiltin(rt: Runtime, q: Qstr): Word {
  const overrides = rt.rootWords.builtinsOverride;
  if (overrides !== undefined) {
    const value = cachedGet(rt, overrides, q);
    if (value !== NULL) return value;
  }
  return cachedGet(rt, rt.builtinsDict, q);
}

export function loadGlobal(rt: Runtime, q: Qstr): Word {
  let value = cachedGet(rt, rt.globals, q);
  if (value !== NULL) return value;
  value = lookupBuiltin(rt, q);
  return value !== NULL ? value : nameError(rt, `name '${rt.qstrs.text(q)}' isn't defined`);
}

export function loadName(rt: Runtime, q: Qstr): Word {
  if (rt.locals !== rt.globals) {
    const value = lookup(rt, rt.locals, q);
    if (value !== NULL) return value;
  }
  return loadGlobal(rt, q);
}

function store(rt: Runtime, dict: Addr, q: Qstr, value: Word): void {
  if ((mapFlags(rt, dictMap(rt, dict)) & MAP_FIXED) !== 0) typeError(rt);
  dictStore(rt, dict, qstrWord(q), value);
}
export const storeName = (rt: Runtime, q: Qstr, value: Word): void => store(rt, rt.locals, q, value);
export const storeGlobal = (rt: Runtime, q: Qstr, value: Word): void => store(rt, rt.globals, q, value);

function remove(rt: Runtime, dict: Addr, q: Qstr): void {
  if (dictRemove(rt, dict, qstrWord(q)) === NULL) keyError(rt, qstrWord(q));
}
export const deleteName = (rt: Runtime, q: Qstr): void => remove(rt, rt.locals, q);
export const deleteGlobal = (rt: Runtime, q: Qstr): void => remove(rt, rt.globals, q);

/** Entry 5: the old globals if they changed, else NULL, so that feeding the result back restores them. */
export function swapGlobals(rt: Runtime, dict: number): Addr {
  if (dict === NULL || dict === rt.globals) return NULL;
  const before = rt.globals;
  rt.mem.index(dict, 4 * rt.W);
  rt.globals = dict;
  return before;
}

/** The `__build_class__` function. */
export function loadBuildClass(rt: Runtime): Word {
  return lookupBuiltin(rt, rt.qstrs.intern('__build_class__'));
}

/** Sets globals and locals while `body` runs; they come back on any exit (mpy-format.md 7.5). */
export function withNames<T>(rt: Runtime, globals: Addr, locals: Addr, body: () => T): T {
  const before = { globals: rt.globals, locals: rt.locals };
  const { sp } = rt;
  rt.push(before.globals);
  rt.push(before.locals);
  rt.globals = globals;
  rt.locals = locals;
  try {
    const result = body();
    rt.sp = sp;
    return result;
  } finally {
    rt.globals = before.globals;
    rt.locals = before.locals;
  }
}
