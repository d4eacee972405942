// Who called whom in machine code, from the calls and returns themselves, so that backtraces need no frame pointers and
// hold nothing stale. Calls of machine code by the host are marked, so that the stack of a callback shows all of it.

import type { Stack } from './model.js';

/** Frames that are kept of a stack for a report. */
const MAX_FRAMES = 24;
/** Different stacks that are known at a time: recursion makes many. */
const MAX_INTERNED = 20_000;

interface Frame {
  /** Return address; 0 where the host called. */
  readonly back: number;
  /** Stack pointer of the caller at the call. */
  readonly sp: number;
}

export class CallStack {
  private frames: Frame[] = [];
  private readonly interned = new Map<string, Stack>();

  call(back: number, sp: number): void {
    this.frames.push({ back, sp });
  }

  /** A jump to `target` that may be a return; `sp` is the stack pointer there. */
  jumpTo(target: number): void {
    const { frames } = this;
    for (let i = frames.length - 1; i >= 0; i--) {
      const { back } = frames[i]!;
      if (back === 0) return;
      if (back === target) {
        frames.length = i;
        return;
      }
    }
  }

  /** Machine code goes on in the frame of a handler whose stack pointer is `sp`. */
  unwind(sp: number): void {
    const { frames } = this;
    let count = frames.length;
    while (count > 0 && frames[count - 1]!.back !== 0 && frames[count - 1]!.sp <= sp) count--;
    frames.length = count;
  }

  /** The host calls machine code, out of the gate at `gate` (0: from Python alone), to which it came by a
   * jump before `jump` or by a call (0); returns what `leave` takes. */
  enter(gate: number, jump: number): number {
    const depth = this.frames.length;
    if (jump !== 0) this.frames.push({ back: jump, sp: 0 });
    if (gate !== 0) this.frames.push({ back: gate, sp: 0 });
    this.frames.push({ back: 0, sp: 0 });
    return depth;
  }

  leave(depth: number): void {
    this.frames.length = depth;
  }

  /** The innermost return address. */
  get top(): number {
    return this.frames.at(-1)?.back ?? 0;
  }

  /** The stack with `inner` (a pc, or a gate and its return address) at its top. */
  capture(...inner: number[]): Stack {
    const stack = inner;
    for (let i = this.frames.length - 1; i >= 0 && stack.length < MAX_FRAMES; i--) stack.push(this.frames[i]!.back);
    const key = stack.join();
    const known = this.interned.get(key);
    if (known) return known;
    if (this.interned.size >= MAX_INTERNED) this.interned.clear();
    this.interned.set(key, stack);
    return stack;
  }
}
