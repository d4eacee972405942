// The module `collections`: named tuples, rings and ordered dicts (python-dialect.md 24.2).

import { fun2, type ModuleDef, typeMember } from '../core/typedef.js';
import { dequeType } from '../objects/deque.js';
import { orderedDictType } from '../objects/dict.js';
import { namedtuple } from '../objects/namedtuple.js';

export const collectionsModule: ModuleDef = {
  name: 'collections',
  extensible: true,
  members: {
    deque: typeMember(dequeType),
    namedtuple: fun2(namedtuple),
    OrderedDict: typeMember(orderedDictType),
  },
};
