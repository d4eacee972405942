// What a worker's job comes to, whatever it throws.
import { type GuestConsole, OutputClosed } from './guest-console.js';
import type { GuestOutcome } from './guest-job.js';

export function answer(console: GuestConsole, job: () => GuestOutcome): GuestOutcome {
  try {
    const outcome = job();
    console.flush();
    return outcome;
  } catch (error) {
    if (error instanceof OutputClosed) return { kind: 'output-closed' };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'internal-error', text };
  }
}
