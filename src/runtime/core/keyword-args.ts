// Arguments of host functions that take a few named parameters, where the order of the checks is visible: parameters
// first, left to right, then what is left over (python-dialect.md section 4).

import { strValue } from '../objects/str.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { NULL, type Word } from './word.js';

/**
 * The words of the parameters `names`, NULL where not given. The first `positional` of them may be given by position;
 * the first `required` must be given.
 */
export function namedArgs(
  rt: Runtime,
  nArgs: number,
  nKw: number,
  at: number,
  names: readonly string[],
  positional: number,
  required: number,
): Word[] {
  const words: Word[] = [];
  let used = 0;
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    let word = NULL;
    if (i < positional && i < nArgs) word = rt.stack[at + i]!;
    else {
      for (let k = 0; k < nKw && word === NULL; k++) {
        const pair = at + nArgs + 2 * k;
        if (strValue(rt, rt.stack[pair]!) === name) {
          word = rt.stack[pair + 1]!;
          used++;
        }
      }
      if (word === NULL && i < required) typeError(rt, `'${name}' argument required`);
    }
    words.push(word);
  }
  if (nArgs > positional) typeError(rt, 'extra positional arguments given');
  if (nKw > used) typeError(rt, 'extra keyword arguments given');
  return words;
}
