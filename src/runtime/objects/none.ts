// NoneType: None is an immediate word.

import { PRINT_JSON } from '../core/printer.js';
import { defineType, type TypeDef } from '../core/typedef.js';

export const noneType: TypeDef = defineType({
  name: 'NoneType',
  print: (_rt, printer, _o, kind) => printer.write(kind === PRINT_JSON ? 'null' : 'None'),
});
