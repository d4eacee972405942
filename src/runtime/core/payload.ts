// Host objects whose JavaScript part is missing: only guest code that makes objects by hand can cause that.

import { GuestFault } from '../../machine/index.js';
import type { Word } from './word.js';

export function badObject(o: Word, detail: string): never {
  throw new GuestFault('bad-object', o >>> 0, detail);
}
