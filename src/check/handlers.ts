// nlr_push and nlr_pop: a function that returns while its nlr_buf_t is linked leaves a handler in a frame that is gone
// (native-abi.md 11.24); a pop of nothing takes the handler of somebody else.

import type { Stack } from './model.js';
import { type CheckState, hex } from './state.js';

export class Handlers {
  /** Where each linked buffer was pushed. */
  private readonly pushed = new Map<number, Stack>();
  private readonly reported = new Set<number>();

  push(s: CheckState): void {
    const buf = s.word(10);
    this.pushed.set(buf, s.stack());
    this.reported.delete(buf);
  }

  pop(s: CheckState): void {
    if (s.target.nlrTop() === s.target.nlrBase()) {
      s.report('unbalanced-nlr-push', 'nlr_pop without an nlr_buf_t that this call has linked');
    }
  }

  /** The stack pointer has risen: frames are gone. */
  stackRaised(s: CheckState): void {
    const top = s.target.nlrTop();
    if (top === s.target.nlrBase() || top >= s.sp || top >= s.target.stackTop || this.reported.has(top)) return;
    this.reported.add(top);
    const stack = this.pushed.get(top);
    s.report(
      'unbalanced-nlr-push',
      `a function returns while its nlr_buf_t at ${hex(top)} is linked: nlr_pop is missing on this way out`,
      () => (stack ? [{ text: 'nlr_push was called by', stack: s.lines(stack) }] : []),
    );
  }
}
