// The exception stack of a frame: handlers, and leaving blocks by return, break and continue (bytecode.md 6).

import { isSmallInt, NULL, smallInt } from '../core/word.js';
import { EXC_WORDS } from './code.js';

/** `depth` is relative to the frame, so that a generator's frame may lie elsewhere when it goes on. */
export function pushHandler(stack: Int32Array, entry: number, handler: number, depth: number, isFinally: number): void {
  stack[entry] = handler;
  stack[entry + 1] = (depth << 1) | isFinally;
  stack[entry + 2] = NULL;
}

/** The position in a word: damaged bytecode may leave any number there, but never one between operation and operand, where
 * a loop could be made that nothing stops: whatever is decoded leads forward, or looks at the clock. */
export const positionIn = (word: number): number => word & -2;

export interface UnwindState {
  ip: number;
  sp: number;
  excDepth: number;
}

/** CANCEL of bytecode.md 6.3: forgets what the interrupted handler was doing, keeping the value on top. */
function cancel(stack: Int32Array, sp: number): number {
  const drop = isSmallInt(stack[sp - 1]!) ? 2 : 1;
  stack[sp - drop] = stack[sp]!;
  return sp - drop;
}

/** 6.3: true when the frame returns; false when a finally block has to run first. */
export function unwindReturn(stack: Int32Array, fp: number, excBase: number, s: UnwindState): boolean {
  while (s.excDepth > 0) {
    const entry = excBase + (s.excDepth - 1) * EXC_WORDS;
    if ((stack[entry + 1]! & 1) !== 0) {
      if (stack[entry]! >= s.ip) {
        const sp = (stack[entry + 1]! >> 1) + fp;
        stack[sp + 1] = stack[s.sp]!;
        stack[sp + 2] = smallInt(-1);
        s.sp = sp + 2;
        s.ip = positionIn(stack[entry]!);
        return false;
      }
      s.sp = cancel(stack, s.sp);
    }
    s.excDepth--;
  }
  return true;
}

/** 6.4: the target address (a small int) is on top of the value stack. */
export function unwindJump(stack: Int32Array, excBase: number, s: UnwindState, blocks: number): void {
  let count = blocks;
  while ((count & 0x7f) > 0) {
    count--;
    const entry = excBase + (s.excDepth - 1) * EXC_WORDS;
    if ((stack[entry + 1]! & 1) !== 0) {
      if (stack[entry]! >= s.ip) {
        stack[++s.sp] = smallInt(count);
        s.ip = positionIn(stack[entry]!);
        return;
      }
      s.sp = cancel(stack, s.sp);
    }
    s.excDepth--;
  }
  s.ip = positionIn(stack[s.sp--]! >> 1);
  if (count !== 0) s.sp -= 4;
}
