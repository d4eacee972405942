// print, str and repr of any object (native-abi.md 7.3, python-dialect.md section 12).

import { slotPrint } from '../native/calls.js';
import { PRINT_REPR, PRINT_STR, type Printer, StringPrinter, writeParts } from './printer.js';
import type { Runtime } from './runtime.js';
import { SLOT } from './typedef.js';
import { NULL, type Word } from './word.js';

/** Stack that the reference's printing uses per level (python-dialect.md section 20: nested list repr 193 / 301). */
const PRINT_BYTES = { 8: 48, 4: 32 } as const;

/** Prints an object: PRINT_STR as `print` does, PRINT_REPR as in containers. */
export function printObject(rt: Runtime, printer: Printer, w: Word, kind: number): void {
  if (w === NULL) {
    printer.write('(nil)');
    return;
  }
  const sp = rt.enter(PRINT_BYTES[rt.W]);
  const type = rt.typeOf(w);
  const print = rt.slotAt(type, SLOT.print);
  if (print !== 0) slotPrint(rt, print, printer, w, kind);
  else writeParts(printer, '<', rt.qstrs.text(rt.typeName(type)), '>');
  rt.leave(sp);
}

/** `repr(w)` as a byte string. */
export function repr(rt: Runtime, w: Word): string {
  const printer = new StringPrinter();
  printObject(rt, printer, w, PRINT_REPR);
  return printer.text;
}

/** `str(w)` as a byte string. */
export function str(rt: Runtime, w: Word): string {
  const printer = new StringPrinter();
  printObject(rt, printer, w, PRINT_STR);
  return printer.text;
}
