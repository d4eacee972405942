// What the debugger needs to know of the guest beside its hart: a small interface, so that nothing here knows Python.
import type { Cpu, GuestFault } from '../machine/index.js';

/** An ELF file with symbols for what was loaded, and where its sections are. */
export interface GdbLibrary {
  /** Path that GDB opens. */
  readonly file: string;
  /** How far the sections that take memory are from where the file has them, in the order of the file. */
  readonly offsets: readonly number[];
}

/** Machine code that has called a host function which has called machine code. */
export interface SuspendedFrame {
  readonly pc: number;
  readonly lo: Int32Array;
  readonly hi: Int32Array;
}

export interface GdbTarget {
  readonly cpu: Cpu;
  /** ELF file of a program that has nothing in it. A client that has no program of its own takes it, and without one it
   * would not ask for libraries when it connects. */
  readonly programFile: string;
  /** The runtime: names of gates, and how to find callers through them. A library, not the program, because editors give gdb
   * a program of their own. */
  readonly runtimeFile: GdbLibrary;
  readonly libraries: readonly GdbLibrary[];
  /** Machine code runs, or has called the host function that runs. */
  readonly isNative: boolean;
  /** The hart has reached a gate. */
  atGate(): void;
  /** The sp of the machine code that has called the host function that runs; undefined if none has. Python code that the host
   * function runs uses the stack below. */
  readonly gateSp: number | undefined;
  /** The machine code that was suspended when a call into machine code began with this sp. */
  suspendedAt(sp: number): SuspendedFrame | undefined;
  /** Where Python is, as in a traceback, innermost last; a line each. */
  traceback(): readonly string[];
  /** What a fault is and where, in a sentence. */
  describeFault(fault: GuestFault): string;
  /** What a machine word is to Python, without running anything. */
  describe(lo: number, hi: number): string | undefined;
  /** `repr()` of an object word; runs guest code. What goes wrong is in the text. */
  repr(lo: number, hi: number): string;
  /** Native modules and where they are, a line each. */
  modules(): readonly string[];
  /** The last calls between Python and machine code, a line each. */
  calls(): readonly string[];
}

/** Where client and server exchange bytes. */
export interface GdbLine {
  /** All that has arrived, without waiting. */
  take(): readonly (Uint8Array | 'connected' | 'disconnected')[];
  /** What is written from now on is for the client that has come, and nothing that was written before. */
  newClient(): void;
  /** Sleeps until something arrives. May throw, which ends the guest. */
  wait(): void;
  write(bytes: Uint8Array): void;
}

/** The client has ended the guest. */
export class GuestKilled extends Error {
  constructor() {
    super('ended by the debugger');
    this.name = 'GuestKilled';
  }
}
