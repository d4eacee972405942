// The worker in which a guest runs: does the job that the main thread gave it and tells how it ended.
import { parentPort, workerData } from 'node:worker_threads';
import { ByteRing } from '../machine/index.js';
import { callInGuest } from './guest-call.js';
import { GuestConsole, OutputClosed } from './guest-console.js';
import type { GuestJob, GuestMessage, GuestOutcome } from './guest-job.js';
import { runInGuest } from './guest-run.js';
import { serveInGuest } from './guest-serve.js';
import { RingConsole } from './ring-console.js';

const job = workerData as GuestJob;
const stop = new Int32Array(job.stop);
const tell = (): void => parentPort!.postMessage({ wants: 'output' } satisfies GuestMessage);
const console_ =
  job.kind === 'serve' && job.fromBoard
    ? new RingConsole(stop, new ByteRing(job.fromBoard), tell)
    : new GuestConsole(stop);

/** More than these say nothing new. */
const MAX_WARNINGS = 20;
const warnings: string[] = [];

function warn(text: string): void {
  if (warnings.length < MAX_WARNINGS && !warnings.includes(text)) warnings.push(text);
}

function outcome(): GuestOutcome {
  try {
    const result =
      job.kind === 'call'
        ? callInGuest(job, console_, warn)
        : job.kind === 'run'
          ? runInGuest(job, console_)
          : serveInGuest(job, console_);
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
