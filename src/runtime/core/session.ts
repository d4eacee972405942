// What a REPL asks of a running board beyond running code: names to complete, prompts (boards-and-runner.md B1).

import { dictMap } from '../objects/dict.js';
import { BaseExceptionType } from '../objects/exceptions.js';
import { isStrOrBytes, strValue } from '../objects/str-data.js';
import { loadAttr, loadMethodMaybe } from './attr.js';
import { bstr, textOfBstr } from './bstr.js';
import { mapEntries } from './hash-map.js';
import { str } from './print.js';
import { protect } from './protect.js';
import type { Runtime } from './runtime.js';
import { NONE, NULL, type Qstr, type Word } from './word.js';

/** An attribute, or NULL where getting it raises. */
function attributeMaybe(rt: Runtime, o: Word, q: Qstr): Word {
  return protect(
    rt,
    [BaseExceptionType],
    () => {
      const at = rt.sp;
      rt.push(NULL);
      rt.push(NULL);
      loadMethodMaybe(rt, o, q, at);
      const found = rt.stack[at]!;
      rt.sp = at;
      return found;
    },
    () => NULL,
  );
}

/** The names in `__main__`. */
function mainNames(rt: Runtime): string[] {
  const names: string[] = [];
  for (const { key } of mapEntries(rt, dictMap(rt, rt.rootWords.main!))) {
    if (isStrOrBytes(rt, key)) names.push(strValue(rt, key));
  }
  return names;
}

/** The object that a path of names leads to; NULL where it leads nowhere. */
function objectAt(rt: Runtime, path: readonly string[]): Word {
  let o: Word = NULL;
  for (const [i, name] of path.entries()) {
    const q = rt.qstrs.find(bstr(name));
    if (q === 0) return NULL;
    if (i === 0) {
      const at = mapEntries(rt, dictMap(rt, rt.rootWords.main!));
      o = NULL;
      for (const { key, value } of at) {
        if (isStrOrBytes(rt, key) && strValue(rt, key) === bstr(name)) o = value;
      }
    } else o = attributeMaybe(rt, o, q);
    if (o === NULL) return NULL;
    rt.heap.root(o);
  }
  return o;
}

/** Names that begin with `prefix`, in the order in which the board came to know them: in `__main__`, or of the object
 * that `path` leads to. */
export function completions(rt: Runtime, path: readonly string[], prefix: string): string[] {
  const mark = rt.heap.mark();
  const main = path.length === 0 ? new Set(mainNames(rt)) : undefined;
  const o = main ? NULL : objectAt(rt, path);
  const found: string[] = [];
  if (main || o !== NULL) {
    const { count } = rt.qstrs;
    for (let q = 1; q < count; q++) {
      const text = rt.qstrs.text(q);
      if (text === '' || !text.startsWith(prefix)) continue;
      if (main ? main.has(text) : attributeMaybe(rt, o, q) !== NULL) found.push(textOfBstr(text));
    }
  }
  rt.heap.release(mark);
  return found;
}

/** Built-in modules whose names begin with `prefix`. */
export const moduleNames = (rt: Runtime, prefix: string): string[] =>
  [...rt.builtinModules.keys()].filter((name) => name.startsWith(prefix)).sort();

/** `sys.ps1` or `sys.ps2`. */
export function promptText(rt: Runtime, name: 'ps1' | 'ps2'): string {
  return protect(
    rt,
    [BaseExceptionType],
    () => {
      const prompt = loadAttr(rt, rt.builtinModules.get('sys')!, rt.qstrs.intern(name));
      return prompt === NONE ? '' : str(rt, prompt);
    },
    () => '',
  );
}
