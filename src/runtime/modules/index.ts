// The built-in modules of a board. A module is one file (with helpers of its own name); it is importable if it is listed
// here.

import type { ModuleDef } from '../core/typedef.js';
import { arrayModule } from './array.js';
import { builtinsModule } from './builtins.js';
import { collectionsModule } from './collections.js';
import { deflateModule } from './deflate.js';
import { errnoModule } from './errno.js';
import { framebufModule } from './framebuf.js';
import { heapqModule } from './heapq.js';
import { osModule } from './os.js';
import { randomModule } from './random.js';
import { reModule } from './re.js';
import { selectModule } from './select.js';
import { sysModule } from './sys.js';
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
  heapqModule,
  osModule,
  randomModule,
  reModule,
  selectModule,
  uctypesModule,
  vfsModule,
];
