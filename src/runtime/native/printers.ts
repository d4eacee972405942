// mp_print_t in both directions (native-abi.md 3.18, hazard 11.21): a host printer handed to machine code gets a guest
// record for the duration of the call; a record that comes from machine code is seen as a Printer.

import { GuestFault } from '../../machine/index.js';
import { bstrFromBytes } from '../core/bstr.js';
import type { Printer } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import type { Addr } from '../core/word.js';
import { callPrintStrn } from './calls.js';

/** Bytes of text handed to a guest printer at a time. */
const CHUNK = 512;

/** print_strn of every host printer: `data` is its number. */
function hostPrintStrn(rt: Runtime, data: number, str: Addr, len: number): void {
  const printer = rt.printers.get(data);
  if (!printer) throw new GuestFault('bad-call', data, 'print_strn of a printer that is no longer in use');
  if (len === 0) return;
  printer.write(bstrFromBytes(rt.mem.bytes(str, len)));
}

/** An mp_print_t of the guest. */
class GuestPrinter implements Printer {
  private readonly rt: Runtime;
  readonly addr: Addr;
  readonly piecewise = true;
  constructor(rt: Runtime, addr: Addr) {
    this.rt = rt;
    this.addr = addr;
  }
  write(text: string): void {
    const { rt } = this;
    for (let from = 0; from < text.length; from += CHUNK) {
      const part = text.slice(from, from + CHUNK);
      const sp = rt.cpu.regsLo[2]!;
      const str = rt.alloca(part.length + 1);
      for (let i = 0; i < part.length; i++) rt.mem.st8(str + i, part.charCodeAt(i));
      rt.mem.st8(str + part.length, 0);
      callPrintStrn(rt, rt.field(this.addr, 1), rt.field(this.addr, 0), str, part.length);
      rt.leave(sp);
    }
  }
}

/** The printer that machine code passes as an `mp_print_t *`. */
export function printerAt(rt: Runtime, addr: number): Printer {
  if (addr === rt.console.addr) return rt.console;
  rt.mem.index(addr, 2 * rt.W);
  const known =
    rt.hostFn(rt.field(addr, 1), 'print_strn') === hostPrintStrn ? rt.printers.get(rt.field(addr, 0)) : undefined;
  return known ?? new GuestPrinter(rt, addr);
}

let nextPrinter = 1;

/** The guest record of a printer, on the guest stack if it has none; `release` ends its use. */
export function guestPrinterFor(rt: Runtime, printer: Printer): { addr: Addr; release: () => void } {
  if (printer.addr !== 0) return { addr: printer.addr, release: () => {} };
  const id = nextPrinter++;
  const addr = rt.alloca(2 * rt.W);
  rt.setField(addr, 0, id);
  rt.setField(addr, 1, rt.gate('print_strn', hostPrintStrn));
  rt.printers.set(id, printer);
  return { addr, release: () => rt.printers.delete(id) };
}

/** The static record behind mp_plat_print (entry 72); its number is 0. */
export function installConsole(rt: Runtime): Addr {
  const addr = rt.allocStatic(2 * rt.W);
  const console: Printer = { addr, write: (text) => rt.output(text) };
  rt.printers.set(0, console);
  rt.setField(addr, 0, 0);
  rt.setField(addr, 1, rt.gate('print_strn', hostPrintStrn));
  rt.console = console;
  return addr;
}
