// What the main thread and the guest's worker say to each other. The guest is synchronous, so it computes in a worker
// while the main thread keeps the terminal and the signals.

import type { Finding } from '../check/index.js';
import type { CrashData } from '../debug/index.js';
import type { MapFile } from '../mpy/index.js';
import type { BoardOptions, PyLiteral } from '../system/index.js';

/** What every guest has: a board and its limits. */
export interface GuestBoard {
  readonly maps: readonly MapFile[];
  readonly board: NonNullable<BoardOptions['board']>;
  readonly limits: 'board' | 'large';
  readonly heap: number | undefined;
  readonly stack: number | undefined;
  readonly gc: 'stress' | undefined;
  readonly check: 'on' | 'uninit' | undefined;
  /** Seconds for everything together; undefined for no limit. */
  readonly timeout: number | undefined;
  /** Int32Array of one element: not 0 when the user wants the guest to stop; the guest sets it back to 0 when it turned
   * the wish into a KeyboardInterrupt. */
  readonly stop: SharedArrayBuffer;
  /** Make a profile, under this name. */
  readonly profile?: string | undefined;
  /** Count executions of machine code. */
  readonly coverage?: boolean | undefined;
  /** A ROMFS image for the board. */
  readonly romfs: Uint8Array | undefined;
  /** Standard input: see guest-input.ts. */
  readonly input: SharedArrayBuffer;
}

/** A function call to make on a fresh board. */
export interface CallJob extends GuestBoard {
  readonly kind: 'call';
  /** As named on the command line; used in messages. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Name that the module is imported under. */
  readonly moduleName: string;
  /** May have dots: `Class.method`. */
  readonly functionName: string;
  readonly args: readonly PyLiteral[];
  /** Host folders to import further modules from. */
  readonly folders: readonly string[];
}

/** A host folder that the guest sees, at a path of the guest. */
export interface GuestFolder {
  readonly folder: string;
  readonly path: string;
  readonly writable: boolean;
}

/** A script to run in `__main__`. */
export interface RunJob extends GuestBoard {
  readonly kind: 'run';
  readonly program:
    | { readonly kind: 'source'; readonly bytes: Uint8Array; readonly name: string }
    | { readonly kind: 'mpy'; readonly bytes: Uint8Array; readonly name: string }
    | { readonly kind: 'module'; readonly name: string };
  readonly folders: readonly GuestFolder[];
  /** The guest's current directory; undefined when nothing is mounted. */
  readonly directory: string | undefined;
  readonly argv: readonly string[];
  /** sys.path; undefined leaves the board's own. */
  readonly path: readonly string[] | undefined;
  /** Under a debugger. */
  readonly debug?: DebugJob | undefined;
}

/** What `natmod debug` adds to `run`. */
export interface DebugJob {
  /** Bytes from the debugger and to it: ByteRings, see debug-line.ts. */
  readonly toGuest: SharedArrayBuffer;
  readonly fromGuest: SharedArrayBuffer;
  /** An empty folder for files that the debugger reads. */
  readonly files: string;
  /** Where linked ELF files of modules may be. */
  readonly elfFolders: readonly string[];
  readonly stopAtEntry: boolean;
}

/** A board behind a serial line, with the REPL of its firmware. */
export interface ServeJob extends GuestBoard {
  readonly kind: 'serve';
  readonly folders: readonly GuestFolder[];
  readonly directory: string | undefined;
  readonly path: readonly string[] | undefined;
  /** Bytes to the board: a ByteRing. */
  readonly toBoard: SharedArrayBuffer;
  /** Bytes from it; standard output if there is none. */
  readonly fromBoard: SharedArrayBuffer | undefined;
  /** A person sits at the other end: the session ends with ^D or SystemExit, and its lines are remembered. */
  readonly session:
    | { readonly history: readonly string[]; readonly historySize: number; readonly color: boolean }
    | undefined;
}

export type GuestJob = CallJob | RunJob | ServeJob;

/** How it ended, and what --check has found until then. */
export type GuestOutcome = GuestEnding & { readonly findings?: readonly Finding[] };

type GuestEnding =
  | { readonly kind: 'done' }
  /** A Python exception; `status` is the exit status that it asks for. */
  | { readonly kind: 'raised'; readonly text: string; readonly status: number; readonly notes: readonly string[] }
  /** A KeyboardInterrupt that the script did not catch. */
  | { readonly kind: 'interrupted'; readonly text: string }
  /** The file, or one that it imports, cannot be loaded on the board. */
  | { readonly kind: 'refused'; readonly lines: readonly string[] }
  /** The module has no such function. */
  | { readonly kind: 'no-function'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'crashed' | 'stopped'; readonly report: string; readonly crash?: CrashData }
  /** Nobody reads our output any more, or it cannot be written for the reason that `text` gives. */
  | { readonly kind: 'output-closed'; readonly text?: string }
  | { readonly kind: 'no-memory'; readonly text: string }
  | { readonly kind: 'internal-error'; readonly text: string };

/** From the worker: the end, or a wish for input. */
export type GuestMessage =
  | {
      readonly outcome: GuestOutcome;
      /** What looked suspicious on the way. */
      readonly warnings: readonly string[];
      /** In the format of speedscope. */
      readonly profile?: string | undefined;
    }
  | { readonly wants: 'input' }
  /** Bytes wait in `fromBoard`. */
  | { readonly wants: 'output' }
  /** A line for the history. */
  | { readonly line: string }
  /** Something to say at once. */
  | { readonly note: string };
