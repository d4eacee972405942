// The module `platform` (python-dialect.md section 21): names of the firmware that the boards run.

import { MICROPYTHON_VERSION } from '../boards.js';
import type { Runtime } from '../core/runtime.js';
import { fun0, funKw, type ModuleDef } from '../core/typedef.js';
import type { Word } from '../core/word.js';
import { newStr } from '../objects/str-data.js';
import { tupleOf } from '../objects/tuple.js';

const LIBC = { name: 'newlib', version: '4.1.0' };
const COMPILER = 'GCC 12.2.0';
/** Extension letters of the misa register of the emulated CPU. */
const MISA = 'ACDFHIMSU';

const architecture = (rt: Runtime): string => (rt.is64 ? 'riscv64' : 'riscv');

function libcVersion(rt: Runtime): Word {
  const name = rt.heap.root(newStr(rt, LIBC.name));
  return tupleOf(rt, name, rt.heap.root(newStr(rt, LIBC.version)));
}

export const platformModule: ModuleDef = {
  name: 'platform',
  extensible: true,
  members: {
    platform: funKw(0, (rt) =>
      newStr(rt, `MicroPython-${MICROPYTHON_VERSION}-${architecture(rt)}--with-${LIBC.name}${LIBC.version}`),
    ),
    python_compiler: fun0((rt) => newStr(rt, COMPILER)),
    libc_ver: funKw(0, libcVersion),
    processor: fun0((rt) => newStr(rt, `RV${8 * rt.W}${MISA}`)),
  },
};
