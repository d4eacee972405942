// The clock of `time` and `select`, and waiting.

import type { Runtime } from '../core/runtime.js';

/** Milliseconds since some fixed moment; never goes back where the host has such a clock. */
export const clock = (): number => globalThis.performance?.now() ?? Date.now();

/** A word that nobody changes: waiting for it sleeps. Hosts that forbid that, or have no such memory, spin. */
let cell: Int32Array | undefined;
/** Lets time pass; a serial line may end the wait when bytes arrive. */
export function rest(rt: Runtime, ms: number): void {
  if (rt.serial) {
    rt.serial.rest(ms);
    return;
  }
  try {
    cell ??= new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(cell, 0, 0, ms);
  } catch {
    const end = clock() + ms;
    while (clock() < end);
  }
}
