// Entries 53, 54 (native-abi.md 2.11).

import type { VaReader } from '../marshal.js';
import { printerAt } from '../printers.js';
import { printf } from '../printf.js';
import type { AbiFunctions } from './types.js';

export const printing: AbiFunctions = {
  printf_: (rt, print: number, fmt: number, args: VaReader) => printf(rt, printerAt(rt, print), fmt, args),
  vprintf_: (rt, print: number, fmt: number, args: VaReader) => printf(rt, printerAt(rt, print), fmt, args),
};
