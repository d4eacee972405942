// What the main thread and the guest's worker say to each other (design.md D13: the guest is synchronous, so it computes
// in a worker while the main thread keeps the terminal and the signals).
import type { MapFile } from '../mpy/index.js';
import type { BoardOptions, PyLiteral } from '../system/index.js';

/** A function call to make on a fresh board. */
export interface GuestJob {
  /** As named on the command line; used in messages. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Name that the module is imported under. */
  readonly moduleName: string;
  /** May have dots: `Class.method`. */
  readonly functionName: string;
  readonly args: readonly PyLiteral[];
  readonly maps: readonly MapFile[];
  /** Host folders to import further modules from. */
  readonly folders: readonly string[];
  readonly board: NonNullable<BoardOptions['board']>;
  readonly limits: 'board' | 'large';
  readonly heap: number | undefined;
  readonly stack: number | undefined;
  readonly gc: 'stress' | undefined;
  /** Seconds for everything together; undefined for no limit. */
  readonly timeout: number | undefined;
  /** Int32Array of one element: not 0 when the user wants the guest to stop. */
  readonly stop: SharedArrayBuffer;
}

/** How it ended. */
export type GuestOutcome =
  | { readonly kind: 'done' }
  /** A Python exception; `status` is the exit status that it asks for. */
  | { readonly kind: 'raised'; readonly text: string; readonly status: number; readonly notes: readonly string[] }
  /** The file, or one that it imports, cannot be loaded on the board. */
  | { readonly kind: 'refused'; readonly lines: readonly string[] }
  /** The module has no such function. */
  | { readonly kind: 'no-function'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'crashed' | 'stopped'; readonly report: string }
  /** Nobody reads our output any more. */
  | { readonly kind: 'output-closed' }
  | { readonly kind: 'no-memory'; readonly text: string }
  | { readonly kind: 'internal-error'; readonly text: string };

export interface GuestMessage {
  readonly outcome: GuestOutcome;
  /** What looked suspicious on the way. */
  readonly warnings: readonly string[];
}
