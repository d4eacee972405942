// mp_fun_table in guest memory: one implementation per entry of kind F, the type and object addresses for kind P.

import { FUN_TABLE } from '../../../abi/index.js';
import { InternalError } from '../../../base/index.js';
import type { Runtime } from '../../core/runtime.js';
import { FALSE, NONE, TRUE } from '../../core/word.js';
import { attributes } from './attributes.js';
import { containers } from './containers.js';
import { convert } from './convert.js';
import { functions } from './functions.js';
import { imports } from './imports.js';
import { iteration } from './iteration.js';
import { memory } from './memory.js';
import { names } from './names.js';
import { nonlocal } from './nonlocal.js';
import { operators } from './operators.js';
import { printing } from './printing.js';
import { protocols } from './protocols.js';
import { strings } from './strings.js';
import type { AbiFunctions } from './types.js';

const IMPLEMENTATIONS: AbiFunctions = {
  ...convert,
  ...names,
  ...attributes,
  ...operators,
  ...containers,
  ...functions,
  ...iteration,
  ...nonlocal,
  ...imports,
  ...memory,
  ...printing,
  ...strings,
  ...protocols,
};

/** Lays the table out in static memory. `pointers` gives the words of the kind P entries by name. */
export function installFunTable(rt: Runtime, pointers: Readonly<Record<string, number>>): void {
  const table = rt.allocStatic(FUN_TABLE.length * rt.W);
  rt.setFunTable(table);
  const objects: Record<string, number> = { const_none: NONE, const_false: FALSE, const_true: TRUE };
  for (const { index, name, kind, ret, params } of FUN_TABLE) {
    let word = 0;
    if (kind === 'F') {
      const fn = IMPLEMENTATIONS[name];
      if (!fn) throw new InternalError(`mp_fun_table entry ${name} has no implementation`);
      word = rt.addHostFunction({ name, shape: 'abi', fn, ret, params });
    } else if (kind === 'O' || kind === 'P') {
      const known = kind === 'O' ? objects[name] : pointers[name];
      if (known === undefined) throw new InternalError(`mp_fun_table entry ${name} has no value`);
      word = known;
    }
    rt.setField(table, index, word);
  }
}
