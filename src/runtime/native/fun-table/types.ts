// What one file of fun-table/ provides: implementations by entry name. Parameter types follow from the signature of
// the entry in abi/fun-table.ts (see native/marshal.ts for what each ABI type becomes).

import type { Shapes } from '../../core/host-function.js';

export type AbiFunctions = Readonly<Record<string, Shapes['abi']>>;
