// The worker in which a guest runs: does the job that the main thread gave it and tells how it ended.
import { parentPort, workerData } from 'node:worker_threads';
import { callInGuest } from './guest-call.js';
import { GuestConsole, OutputClosed } from './guest-console.js';
import type { GuestJob, GuestMessage, GuestOutcome } from './guest-job.js';
import { runInGuest } from './guest-run.js';

const job = workerData as GuestJob;
const console_ = new GuestConsole(new Int32Array(job.stop));

/** More than these say nothing new. */
const MAX_WARNINGS = 20;
const warnings: string[] = [];

function warn(text: string): void {
  if (warnings.length < MAX_WARNINGS && !warnings.includes(text)) warnings.push(text);
}

function outcome(): GuestOutcome {
  try {
    const result = job.kind === 'call' ? callInGuest(job, console_, warn) : runInGuest(job, console_);
    console_.flush();
    return result;
  } catch (error) {
    if (error instanceof OutputClosed) return { kind: 'output-closed' };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'internal-error', text };
  }
}

const result = outcome();
parentPort!.postMessage({ outcome: result, warnings } satisfies GuestMessage);
