// Where printed text goes: an mp_print_t as the host sees it. Text is byte strings (bstr.ts).

/** A sink for text. `addr` is the guest mp_print_t that it came from, 0 if it has none yet. */
export interface Printer {
  write(text: string): void;
  readonly addr: number;
}

/** mp_print_kind_t (native-abi.md 4.7). */
export const PRINT_STR = 0;
export const PRINT_REPR = 1;
export const PRINT_EXC = 2;
export const PRINT_JSON = 3;
export const PRINT_RAW = 4;
export const PRINT_EXC_SUBCLASS = 0x80;

/** Collects text in memory: str(), repr(), format(). */
export class StringPrinter implements Printer {
  text = '';
  readonly addr = 0;
  write(text: string): void {
    this.text += text;
  }
}
