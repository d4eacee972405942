// The text of an exception with its traceback (python-dialect.md 15.2).

import { isExceptionInstance } from '../objects/exceptions.js';
import { traceback } from '../vm/traceback.js';
import { printObject } from './print.js';
import { PRINT_EXC, PRINT_REPR, type Printer, StringPrinter, writeParts } from './printer.js';
import type { Runtime } from './runtime.js';
import type { Word } from './word.js';

/** Prints what the end of a script shows for an uncaught exception; anything else by its repr. */
export function printException(rt: Runtime, printer: Printer, w: Word): void {
  if (!isExceptionInstance(rt, w)) {
    printObject(rt, printer, w, PRINT_REPR);
    printer.write('\n');
    return;
  }
  const entries = traceback(rt, w);
  if (entries.length > 0) printer.write('Traceback (most recent call last):\n');
  for (const { file, line, block } of entries) {
    writeParts(printer, '  File "', file, '", line ', `${line}`);
    if (block !== '') writeParts(printer, ', in ', block);
    printer.write('\n');
  }
  printObject(rt, printer, w, PRINT_EXC);
  printer.write('\n');
}

/** The same as a byte string. */
export function exceptionText(rt: Runtime, w: Word): string {
  const printer = new StringPrinter();
  printException(rt, printer, w);
  return printer.text;
}
