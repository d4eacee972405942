// Machine code is not asked how much stack it takes: on a real board it runs into whatever lies below.

import { type CheckState, plural } from './state.js';

export function checkStackUse(s: CheckState): void {
  const used = s.target.stackTop - s.sp;
  s.report(
    'stack-limit',
    `${plural(used, 'byte')} of stack are in use here, more than the ${s.target.stackLimit} of the board`,
  );
}
