// What the protocol asks of the board behind it. The board runs code to its end inside `run`: while it does, it may take
// bytes of its own from the same line.
import type { CompletionSource } from './completion.js';

export interface RunEnd {
  /** The traceback, with plain newlines; empty where nothing was raised. */
  readonly error: string;
  /** What comes next: the prompt, the end of the session (SystemExit), or a board that starts anew, in the same mode or
   * as from power-on. */
  readonly next: 'prompt' | 'exit' | 'soft-reset' | 'hard-reset';
}

export interface ReplHost extends CompletionSource {
  /** Bytes for the other side, as a byte string. */
  write(text: string): void;
  /** Runs source, a byte string: a file, or one statement of a session whose value is shown. What the code prints goes
   * to the other side meanwhile; its error is left to the caller. */
  run(source: string, mode: 'file' | 'single'): RunEnd;
  /** The traceback of a MemoryError for source that the board has no room for. */
  memoryError(): string;
  /** The traceback of a syntax error that no more text can mend, or undefined. */
  surelyWrong(source: string): string | undefined;
  /** The session was ended, by SystemExit or ^D. Boards make a soft reset then; true where it is really the end. */
  exit(): boolean;
  /** Makes the board new. */
  reset(): void;
  /** First lines of a session, with plain newlines. */
  readonly banner: string;
  prompt(which: 'ps1' | 'ps2'): string;
  /** Bytes of source that fit the board. */
  readonly sourceLimit: number;
}
