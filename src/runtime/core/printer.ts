// Where printed text goes: an mp_print_t as the host sees it. Text is byte strings (bstr.ts).

import { PRINT_KIND } from '../../abi/index.js';

/** A sink for text. `addr` is the guest mp_print_t that it came from, 0 if it has none yet. */
export interface Printer {
  write(text: string): void;
  readonly addr: number;
  /** True where the guest sees each write, so that texts must come in the pieces of the reference. */
  readonly piecewise?: boolean;
}

/** mp_print_kind_t (native-abi.md 4.7). */
export const {
  STR: PRINT_STR,
  REPR: PRINT_REPR,
  EXC: PRINT_EXC,
  JSON: PRINT_JSON,
  RAW: PRINT_RAW,
  EXC_SUBCLASS: PRINT_EXC_SUBCLASS,
} = PRINT_KIND;

/** Collects text in memory: str(), repr(), format(). */
export class StringPrinter implements Printer {
  text = '';
  readonly addr = 0;
  write(text: string): void {
    this.text += text;
  }
}

/** Writes a text that the reference writes in these parts, as its printf does with what stands around conversions. */
export function writeParts(printer: Printer, ...parts: readonly string[]): void {
  if (!printer.piecewise) printer.write(parts.join(''));
  else for (const part of parts) printer.write(part);
}
