// Entries 35-37: import (native-abi.md 2.9).

import { importAll, importFrom, importNameHook } from '../../core/import.js';
import type { Qstr, Word } from '../../core/word.js';
import type { AbiFunctions } from './types.js';

export const imports: AbiFunctions = {
  import_name: (rt, name: Qstr, fromlist: Word, level: Word) => importNameHook(rt, name, fromlist, level),
  import_from: (rt, module: Word, name: Qstr) => importFrom(rt, module, name),
  import_all: (rt, module: Word) => importAll(rt, module),
};
