// Names longer than ten bytes that the cross compiler has interned before it reads a source: literals equal to one of them
// become qstrs (bytecode.md 12.1). The static list is part of the format; the others are names of the language that the
// reference has built in. That list is known only as far as reference files show it and may lack a few: a missing one
// costs a table entry of another kind, never a wrong program.

import { STATIC_QSTR_NUMBERS } from '../../abi/index.js';

const BUILT_IN: ReadonlySet<string> = new Set([
  '__build_class__',
  '__contains__',
  '__repl_print__',
  '__reversed__',
  '__template__',
  '__traceback__',
  'StopAsyncIteration',
  'UnicodeError',
  'ViperTypeError',
  'bound_method',
  'difference_update',
  'intersection',
  'intersection_update',
  'symmetric_difference',
  'symmetric_difference_update',
]);

export const isBuiltInName = (text: string): boolean => STATIC_QSTR_NUMBERS.has(text) || BUILT_IN.has(text);
