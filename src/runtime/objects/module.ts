// Module objects (native-abi.md 3.8): a type word, the globals dict, and room for the constants of a loaded file.

import { call1 } from '../core/call.js';
import { MAP_FIXED, mapFlags, mapLookup } from '../core/hash-map.js';
import { str } from '../core/print.js';
import { type Printer, writeParts } from '../core/printer.js';
import { keyError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import { NULL, type Qstr, qstrWord, SENTINEL, type Word } from '../core/word.js';
import { dictGet, dictMap, dictRemove, dictStore, newDict } from './dict.js';
import { newStr } from './str.js';

/** A module context with a fresh dict that holds `__name__`. */
export function newModule(rt: Runtime, name: string): Word {
  const module = rt.newObject(moduleType, 4 * rt.W);
  const dict = newDict(rt, 1);
  rt.setField(module, 1, dict);
  dictStore(rt, dict, qstrWord(rt.names.__name__), newStr(rt, name));
  return module;
}

function print(rt: Runtime, printer: Printer, module: Word): void {
  const dict = rt.field(module, 1);
  const name = dictGet(rt, dict, qstrWord(rt.names.__name__));
  const file = dictGet(rt, dict, qstrWord(rt.qstrs.intern('__file__')));
  writeParts(printer, "<module '", name === NULL ? '' : str(rt, name));
  if (file !== NULL) writeParts(printer, "' from '", str(rt, file));
  printer.write("'>");
}

/** Where stores into a module go: the overrides of `builtins`, else its own dict; 0 if it takes none. */
function writableDict(rt: Runtime, module: Word): number {
  const dict = rt.field(module, 1);
  if ((mapFlags(rt, dictMap(rt, dict)) & MAP_FIXED) === 0) return dict;
  if (module !== rt.builtinModules.get('builtins')) return 0;
  rt.rootWords.builtinsOverride ??= newDict(rt, 1);
  return rt.rootWords.builtinsOverride;
}

/** Attributes of the constant `sys` dict that may be set all the same. */
const MUTABLE = new Set(['path', 'ps1', 'ps2']);

function setMutable(rt: Runtime, module: Word, q: Qstr, value: Word): boolean {
  if (value === NULL || module !== rt.builtinModules.get('sys') || !MUTABLE.has(rt.qstrs.text(q))) return false;
  const elem = mapLookup(rt, dictMap(rt, rt.field(module, 1)), qstrWord(q), 'lookup');
  rt.stObj(elem + rt.W, value);
  return true;
}

function attr(rt: Runtime, module: Word, q: Qstr, dest: number): void {
  const { stack } = rt;
  const dict = rt.field(module, 1);
  if (stack[dest] === NULL) {
    const value = dictGet(rt, dict, qstrWord(q));
    if (value !== NULL) stack[dest] = value;
    else if (rt.qstrs.text(q) === '__dict__') stack[dest] = dict;
    else if (q !== rt.names.__getattr__) {
      const getattr = dictGet(rt, dict, qstrWord(rt.names.__getattr__));
      if (getattr !== NULL) stack[dest] = call1(rt, getattr, qstrWord(q));
    }
    return;
  }
  if (stack[dest] !== SENTINEL) return;
  if (setMutable(rt, module, q, stack[dest + 1]!)) {
    stack[dest] = NULL;
    return;
  }
  const target = writableDict(rt, module);
  if (target === 0) return;
  if (stack[dest + 1] !== NULL) dictStore(rt, target, qstrWord(q), stack[dest + 1]!);
  else if (dictRemove(rt, target, qstrWord(q)) === NULL) keyError(rt, qstrWord(q));
  stack[dest] = NULL;
}

export const moduleType: TypeDef = defineType({ name: 'module', print, attr });
