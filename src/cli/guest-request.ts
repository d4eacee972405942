// What the command line asks of the worker that runs a guest, and what comes back. Plain data: it is copied between
// threads.
import type { Diagnostic } from '../base/index.js';
import type { MapFile } from '../mpy/index.js';
import type { BoardOptions, PyLiteral } from '../system/index.js';

export interface CallRequest {
  /** As named on the command line. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Dotted: `Class.method` works. */
  readonly functionName: string;
  readonly args: readonly PyLiteral[];
  /** Undefined: the one that fits the file. */
  readonly board: string | undefined;
  readonly options: Pick<BoardOptions, 'heap' | 'stack' | 'limits' | 'gc' | 'engine'>;
  readonly timeoutSeconds: number;
  readonly maps: readonly MapFile[];
  /** Folders to import further modules from. */
  readonly folders: readonly string[];
}

export type CallResult =
  | { readonly kind: 'value'; readonly repr: string }
  | { readonly kind: 'raised'; readonly type: string; readonly text: string; readonly notes: readonly string[] }
  | { readonly kind: 'exit'; readonly status: number; readonly text: string }
  | { readonly kind: 'crash' | 'timeout'; readonly summary: string; readonly report: string }
  /** The file cannot be used on this board. */
  | { readonly kind: 'unusable'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'usage'; readonly message: string; readonly hints: readonly string[] };
