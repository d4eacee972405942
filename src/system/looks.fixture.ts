// A time limit without time: the clock says how often it has been asked, so that a slow machine is no failure.
import type { BoardOptions } from './board.js';

/** Options for a board that gives up when it has looked at its clock `looks` times in one call. */
export function limitedLooks(looks: number): Required<Pick<BoardOptions, 'timeout' | 'now'>> {
  let asked = 0;
  return { timeout: looks, now: () => 1000 * asked++ };
}
