// Importing modules: native-abi.md 2.9, mpy-format.md 7.5, python-dialect.md section 16. Where files come from is
// `rt.findModule`'s business; built-in modules are objects in static memory.

import { loadMpy } from '../load/load-mpy.js';
import { findModuleFile, isSearching } from '../modules/module-files.js';
import { dictGet, dictMap, dictStore } from '../objects/dict.js';
import { funViperType } from '../objects/function.js';
import { toIndex } from '../objects/int.js';
import { moduleType, newModule } from '../objects/module.js';
import { newStr, strQstr, strValue } from '../objects/str.js';
import { compileSource } from '../vm/source.js';
import { loadAttr, loadMethodMaybe, storeAttr } from './attr.js';
import { bstrFromBytes } from './bstr.js';
import { callFunction } from './call.js';
import { mapEntries, mapLookup } from './hash-map.js';
import { storeName, withNames } from './names.js';
import { importError, keyError } from './raise.js';
import type { FoundModule, Runtime } from './runtime.js';
import { sequenceItemsRaise } from './sequence.js';
import { NONE, NULL, type Qstr, qstrWord, smallInt, type Word } from './word.js';

/** Executes what was found as module `name` and registers it; on an exception it is unregistered again. */
function executeModule(rt: Runtime, name: string, found: FoundModule): Word {
  const modules = rt.rootWords.modules!;
  const key = rt.heap.root(newStr(rt, name));
  const module = newModule(rt, name);
  dictStore(rt, modules, key, module);
  try {
    if (found.kind === 'package') {
      const dict = rt.field(module, 1);
      dictStore(rt, dict, qstrWord(rt.qstrs.intern('__path__')), newStr(rt, found.path));
      if (found.init) runFile(rt, module, found.init);
    } else runFile(rt, module, found);
  } catch (e) {
    mapLookup(rt, dictMap(rt, modules), key, 'remove');
    throw e;
  }
  return module;
}

function runFile(rt: Runtime, module: Word, found: FoundModule): void {
  if (found.kind === 'package') return;
  const dict = rt.field(module, 1);
  dictStore(rt, dict, qstrWord(rt.qstrs.intern('__file__')), newStr(rt, found.path));
  const body =
    found.kind === 'mpy'
      ? loadMpy(rt, found.bytes, found.path, module)
      : compileSource(rt, bstrFromBytes(found.bytes), found.path, 'file', module);
  withNames(rt, dict, dict, () => {
    // As on the boards, machine code of a module's body runs deeper on the stack than later calls of its functions
    // (hazard 11.33).
    const sp = rt.cpu.regsLo[2]!;
    if (rt.isType(body, funViperType)) rt.cpu.regsLo[2] = sp - rt.config.initStackDepth;
    callFunction(rt, body, 0, 0, rt.sp);
    rt.leave(sp);
  });
}

/** A built-in module; `__main__` is the one in which scripts run. */
function builtinModule(rt: Runtime, name: string): Word | undefined {
  return name === '__main__' ? rt.rootWords.mainContext : rt.builtinModules.get(name);
}

/** Built-in modules that a name with a `u` before it means too. */
function builtinAlias(rt: Runtime, name: string): Word | undefined {
  const plain = name.startsWith('u') ? name.slice(1) : '';
  return rt.extensibleModules.has(plain) || plain === 'sys' ? rt.builtinModules.get(plain) : undefined;
}

/** The module of a full dotted name, importing it if needed; NULL if there is none (python-dialect.md section 16). */
function findOrLoad(rt: Runtime, name: string, parent: Word): Word {
  const top = parent === NULL;
  // With an empty sys.path only what is built in exists; modules that the host supplies are found all the same.
  const searching = !top || isSearching(rt);
  if (searching) {
    const loaded = dictGet(rt, rt.rootWords.modules!, newStr(rt, name));
    if (loaded !== NULL) return loaded;
  }
  const builtin = top ? builtinModule(rt, name) : undefined;
  if (builtin !== undefined && !rt.extensibleModules.has(name)) return builtin;
  const alias = top ? builtinAlias(rt, name) : undefined;
  if (alias !== undefined) return alias;
  const found = rt.findModule?.(name) ?? (searching ? findModuleFile(rt, name, parent) : undefined);
  if (!found) return builtin ?? NULL;
  const module = executeModule(rt, name, found);
  // A package gets the attribute when its module was loaded, not before and not again.
  if (parent !== NULL && rt.isType(parent, moduleType)) {
    rt.heap.root(module);
    storeAttr(rt, parent, strQstr(rt, newStr(rt, name.slice(name.lastIndexOf('.') + 1))), module);
  }
  return module;
}

/** Full name that a relative import means in a module with these globals. */
function resolveRelative(rt: Runtime, name: string, level: number, globals: Word): string {
  const own = dictGet(rt, globals, qstrWord(rt.qstrs.intern('__name__')));
  if (own === NULL) return keyError(rt, qstrWord(rt.qstrs.intern('__name__')));
  const isPackage = dictGet(rt, globals, qstrWord(rt.qstrs.intern('__path__'))) !== NULL;
  const parts = rt.qstrs.text(strQstr(rt, own)).split('.');
  const drop = level - (isPackage ? 1 : 0);
  if (drop > parts.length || (drop === parts.length && drop > 0)) {
    importError(rt, "can't perform relative import");
  }
  const base = parts.slice(0, parts.length - drop).join('.');
  if (base === '') return name;
  return name === '' ? base : `${base}.${name}`;
}

/** Entry 35: `fromlist` None gives the top-level package, anything else the leaf. */
export function importName(rt: Runtime, q: Qstr, fromlist: Word, level: Word, globals: Word = rt.globals): Word {
  const depth = toIndex(rt, level);
  const name = depth > 0 ? resolveRelative(rt, rt.qstrs.text(q), depth, globals) : rt.qstrs.text(q);
  const parts = name.split('.');
  // A dot that stands first is part of the first name.
  if (parts[0] === '' && parts.length > 1) parts.splice(0, 2, `.${parts[1]}`);
  let top: Word = NULL;
  let leaf: Word = NULL;
  for (let i = 1; i <= parts.length; i++) {
    const full = parts.slice(0, i).join('.');
    const module = findOrLoad(rt, full, leaf);
    if (module === NULL) return importError(rt, `no module named '${full}'`);
    rt.heap.root(module);
    if (i === 1) top = module;
    leaf = module;
  }
  return fromlist === NONE ? top : leaf;
}

/** Value of attribute `name` of a module, NULL if it has none. Methods come bound. */
function attrMaybe(rt: Runtime, module: Word, name: Qstr): Word {
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadMethodMaybe(rt, module, name, at);
  const [value, self] = [rt.stack[at]!, rt.stack[at + 1]!];
  rt.sp = at;
  // Asking twice would call a module's __getattr__ twice.
  return self === NULL ? value : loadAttr(rt, module, name);
}

/** `import` as code asks for it: a user's `builtins.__import__` is called instead of ours. */
export function importNameHook(rt: Runtime, q: Qstr, fromlist: Word, level: Word): Word {
  const overrides = rt.rootWords.builtinsOverride;
  const custom = overrides === undefined ? NULL : dictGet(rt, overrides, qstrWord(rt.qstrs.intern('__import__')));
  if (custom === NULL) return importName(rt, q, fromlist, level);
  const at = rt.sp;
  for (const w of [qstrWord(q), rt.globals, NONE, fromlist, level]) rt.push(w);
  const module = callFunction(rt, custom, 5, 0, at);
  rt.sp = at;
  return module;
}

/** Entry 36. */
export function importFrom(rt: Runtime, module: Word, name: Qstr): Word {
  const value = attrMaybe(rt, module, name);
  if (value !== NULL) return value;
  if (attrMaybe(rt, module, rt.qstrs.intern('__path__')) === NULL) {
    return importError(rt, `can't import name ${rt.qstrs.text(name)}`);
  }
  const own = loadAttr(rt, module, rt.qstrs.intern('__name__'));
  const full = strQstr(rt, newStr(rt, `${strValue(rt, own)}.${rt.qstrs.text(name)}`));
  return importName(rt, full, qstrWord(name), smallInt(0));
}

/** Entry 37: the names in `__all__`, or all that do not begin with an underscore. A module's `__getattr__` is not asked for
 * `__all__`, but for what that names. */
export function importAll(rt: Runtime, module: Word): void {
  const allName = rt.qstrs.intern('__all__');
  const all = rt.isType(module, moduleType)
    ? dictGet(rt, rt.field(module, 1), qstrWord(allName))
    : attrMaybe(rt, module, allName);
  const copy = (name: Word, value?: Word): void => {
    const q = strQstr(rt, name);
    storeName(rt, q, value ?? loadAttr(rt, module, q));
  };
  if (all !== NULL) {
    rt.heap.root(all);
    // A `__getattr__` may change the list.
    for (let i = 0; ; i++) {
      const { len, items } = sequenceItemsRaise(rt, all);
      if (i >= len) return;
      copy(rt.ldObj(items + i * rt.W));
    }
  }
  const dict = rt.heap.root(loadAttr(rt, module, rt.qstrs.intern('__dict__')));
  for (const { key, value } of mapEntries(rt, dictMap(rt, dict))) {
    if (!strValue(rt, key).startsWith('_')) copy(key, value);
  }
}
