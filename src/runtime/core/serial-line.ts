// The serial line of a board, where it has one: then the console is that line, and `sys.stdin` and `sys.stdout` behave as
// on the boards (boards-and-runner.md A8). Without one a runtime prints text and reads what `input` gives.

export interface SerialLine {
  /** Bytes for the other side, as a byte string; nothing is added to them. */
  write(text: string): void;
  /** Up to `max` bytes, waiting for at least one; none when the line has ended for good. */
  read(max: number): Uint8Array;
  /** True if `read` would not wait. */
  ready(): boolean;
  /** Lets time pass; may return early when bytes arrive. */
  rest(ms: number): void;
  /** A line of `input()` with editing; its end as a word if it does not end as a line. */
  readLine(prompt: string): { readonly line: string } | 'end' | 'interrupted';
}

/** ^C, until kbd_intr() chooses another byte. */
export const INTERRUPT_CHAR = 3;
