// Numbers as texts in .mpy files and literals: one object of the wanted kind, ValueError for a text that is none.

import { parseComplexText } from '../core/number-parse.js';
import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import type { Word } from '../core/word.js';
import { newComplex } from './complex.js';
import { floatOfText, newFloat } from './float.js';
import { intOfText } from './int.js';

/** The object of a number text; ints are decimal. */
export function parseNumber(rt: Runtime, kind: 'int' | 'float' | 'complex', text: string): Word {
  if (kind === 'int') return intOfText(rt, text, 10);
  if (kind === 'float') return newFloat(rt, floatOfText(rt, text));
  const z = parseComplexText(text) ?? valueError(rt, 'invalid syntax for number');
  return newComplex(rt, z.re, z.im);
}
