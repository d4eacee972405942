// What a worker's job comes to, whatever it throws.
import { type GuestConsole, OutputClosed, OutputFailed } from './guest-console.js';
import type { GuestOutcome } from './guest-job.js';

export function answer(console: GuestConsole, job: () => GuestOutcome): GuestOutcome {
  try {
    const outcome = job();
    console.flush();
    return outcome;
  } catch (error) {
    if (error instanceof OutputClosed) return { kind: 'output-closed' };
    if (error instanceof OutputFailed) return { kind: 'output-closed', text: error.message };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'internal-error', text };
  }
}
