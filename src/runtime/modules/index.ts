// The built-in modules of a board. A module is one file (with helpers of its own name); it is importable if it is listed
// here.

import type { ModuleDef } from '../core/typedef.js';
import { arrayModule } from './array.js';
import { binasciiModule } from './binascii.js';
import { builtinsModule } from './builtins.js';
import { cmathModule } from './cmath.js';
import { collectionsModule } from './collections.js';
import { deflateModule } from './deflate.js';
import { errnoModule } from './errno.js';
import { framebufModule } from './framebuf.js';
import { gcModule } from './gc.js';
import { hashlibModule } from './hashlib.js';
import { heapqModule } from './heapq.js';
import { ioModule } from './io.js';
import { jsonModule } from './json.js';
import { machineModule } from './machine.js';
import { mathModule } from './math.js';
import { micropythonModule } from './micropython.js';
import { osModule } from './os.js';
import { platformModule } from './platform.js';
import { randomModule } from './random.js';
import { reModule } from './re.js';
import { selectModule } from './select.js';
import { structModule } from './struct.js';
import { sysModule } from './sys.js';
import { timeModule } from './time.js';
import { uctypesModule } from './uctypes.js';
import { vfsModule } from './vfs.js';

export const ALL_MODULES: readonly ModuleDef[] = [
  builtinsModule(),
  arrayModule,
  sysModule,
  collectionsModule,
  deflateModule,
  errnoModule,
  framebufModule,
  binasciiModule,
  cmathModule,
  gcModule,
  hashlibModule,
  ioModule,
  jsonModule,
  platformModule,
  structModule,
  timeModule,
  heapqModule,
  machineModule,
  micropythonModule,
  mathModule,
  osModule,
  randomModule,
  reModule,
  selectModule,
  uctypesModule,
  vfsModule,
];
