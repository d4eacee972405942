// The module `array`.

import { type ModuleDef, typeMember } from '../core/typedef.js';
import { arrayType } from '../objects/array.js';

export const arrayModule: ModuleDef = { name: 'array', extensible: true, members: { array: typeMember(arrayType) } };
