// The module `errno`: error numbers by name, and their names by number (python-dialect.md 24.2).

import { ERRNO_TEXTS } from '../core/errno-texts.js';
import { MAP_FIXED, MAP_ORDERED, setMapHeader } from '../core/hash-map.js';
import { type MemberDef, type ModuleDef, value } from '../core/typedef.js';
import { qstrWord, smallInt } from '../core/word.js';
import { dictMap, dictStore, newDict } from '../objects/dict.js';

const members: Record<string, MemberDef> = {};
for (const [number, name] of ERRNO_TEXTS) members[name] = value(() => smallInt(number));

export const errnoModule: ModuleDef = {
  name: 'errno',
  extensible: true,
  members: {
    ...members,
    errorcode: value((rt) => {
      const dict = newDict(rt, 0);
      rt.permanent.push(dict);
      // A constant of the firmware: ordered and fixed.
      setMapHeader(rt, dictMap(rt, dict), 0, MAP_ORDERED);
      for (const [number, name] of ERRNO_TEXTS) dictStore(rt, dict, smallInt(number), qstrWord(rt.qstrs.intern(name)));
      setMapHeader(rt, dictMap(rt, dict), ERRNO_TEXTS.size, MAP_ORDERED | MAP_FIXED);
      return dict;
    }),
  },
};
