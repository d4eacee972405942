// Machine code is not asked how much stack it takes: on a real board it runs into whatever lies below. The limit of a board
// is where the runtime ends recursion; below it a board keeps a reserve, in which functions without Python calls may run.

import { type CheckState, plural } from './state.js';

/** What ports of MicroPython commonly keep below the limit. */
const RESERVE = 1024;

export function checkStackUse(s: CheckState): void {
  const used = s.target.stackTop - s.sp;
  const limit = s.target.stackLimit;
  if (used <= limit + RESERVE) return;
  s.report(
    'stack-limit',
    `${plural(used, 'byte')} of stack are in use here: the board has ${limit}, and ${RESERVE} in reserve`,
  );
}
