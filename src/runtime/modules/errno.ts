// The module `errno`: error numbers by name, and their names by number (python-dialect.md 24.2).

import { ERRNO_TEXTS } from '../core/errno-texts.js';
import { type MemberDef, type ModuleDef, value } from '../core/typedef.js';
import { qstrWord, smallInt } from '../core/word.js';
import { dictStore, newDict } from '../objects/dict.js';

const members: Record<string, MemberDef> = {};
for (const [number, name] of ERRNO_TEXTS) members[name] = value(() => smallInt(number));

export const errnoModule: ModuleDef = {
  name: 'errno',
  extensible: true,
  members: {
    ...members,
    errorcode: value((rt) => {
      const dict = newDict(rt, ERRNO_TEXTS.size);
      rt.permanent.push(dict);
      for (const [number, name] of ERRNO_TEXTS) dictStore(rt, dict, smallInt(number), qstrWord(rt.qstrs.intern(name)));
      return dict;
    }),
  },
};
