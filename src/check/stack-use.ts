// Machine code is not asked how much stack it takes: on a real board it runs into whatever lies below. The limit of a board
// is where the runtime ends recursion; below it a board keeps a reserve, in which functions without Python calls may run.
// Where the limit was made larger than the board's, what one call from Python takes must still fit the board.

import { type CheckState, plural } from './state.js';

/** What ports of MicroPython commonly keep below the limit. */
const RESERVE = 1024;

export function checkStackUse(s: CheckState): void {
  const { stackTop, stackLimit, boardStack } = s.target;
  const used = stackTop - s.sp;
  const own = s.entrySp - s.sp;
  if (own > boardStack) {
    s.report(
      'stack-limit',
      `this call takes ${plural(own, 'byte')} of stack: the board has ${boardStack} for everything`,
    );
  } else if (used > stackLimit + RESERVE) {
    s.report(
      'stack-limit',
      `${plural(used, 'byte')} of stack are in use here: the board has ${stackLimit}, and ${RESERVE} in reserve`,
    );
  }
}
