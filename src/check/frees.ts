// realloc_ (entry 52) with a pointer that is not the start of a live block: native-abi.md 11.13. The runtime stops there;
// this says what the pointer is, and where the block was freed before.

import { placeIn } from './access.js';
import { type CheckState, hex } from './state.js';

export function checkRealloc(s: CheckState): void {
  const ptr = s.word(10);
  if (ptr === 0) return;
  const what = s.word(11) === 0 ? 'freed' : 'resized';
  const origin = s.registers.origin[10]!;
  const known = origin > 0 ? s.blocks.byId(origin) : undefined;
  const allocation = known ?? s.blocks.at(ptr);
  if (allocation?.freed) {
    const again = what === 'freed' ? 'freed again' : 'resized after it was freed';
    s.report(
      'double-free',
      `${allocation.start === ptr ? 'the' : `${placeIn(allocation, ptr, 1)}: the`} block of ${allocation.size} bytes at ${hex(allocation.start)} is ${again}`,
      () => s.history(allocation),
    );
    return;
  }
  if (allocation) {
    if (allocation.start === ptr) return;
    s.report('bad-free', `what is ${what} is not the start of a block but ${placeIn(allocation, ptr, 1)}`, () =>
      s.history(allocation),
    );
    return;
  }
  if (s.blocks.contains(ptr) && !s.blocks.isFree(ptr)) return;
  const where =
    ptr < s.target.stackTop && ptr >= s.sp
      ? 'on the stack'
      : s.blocks.contains(ptr)
        ? 'in free heap memory'
        : 'not in the heap';
  s.report('bad-free', `what is ${what} is no heap block: ${Number.isFinite(ptr) ? hex(ptr) : 'it'} is ${where}`);
}
