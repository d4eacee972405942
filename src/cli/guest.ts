// The main thread's side of a guest: starts the worker, passes Ctrl-C on, and ends it by force when it does not listen.
import { Worker } from 'node:worker_threads';
import { InputFeeder } from './guest-input.js';
import type { GuestJob, GuestMessage, GuestOutcome } from './guest-job.js';

/** The guest stops by itself when asked, unless the runtime is busy inside one operation for longer than this. */
const GRACE_MS = 2000;
/** JavaScript stack of the worker. Each level of Python and C that call each other needs some; the guest's own limit
 * must come first (design.md section 4, limits `large`). */
export const STACK_MB = 64;
/** What setTimeout knows: 24 days. */
const MAX_TIMER_MS = 0x7fff_ffff;

export interface GuestEnd {
  readonly outcome: GuestOutcome;
  readonly warnings: readonly string[];
  readonly interrupted: boolean;
}

export function runGuest(workerFile: URL, job: GuestJob): Promise<GuestEnd> {
  return new Promise((done) => {
    const worker = new Worker(workerFile, { workerData: job, resourceLimits: { stackSizeMb: STACK_MB } });
    let interrupted = false;
    const stop = new Int32Array(job.stop);
    const input = new InputFeeder(job.input, process.stdin);
    const timers: NodeJS.Timeout[] = [];
    const finish = (outcome: GuestOutcome, warnings: readonly string[] = []): void => {
      for (const timer of timers) clearTimeout(timer);
      input.close();
      worker.removeAllListeners();
      // From here on its death is no news.
      worker.on('error', () => {});
      void worker.terminate().then(() => done({ outcome, warnings, interrupted }));
    };
    const byForce = (): void =>
      finish({ kind: 'stopped', report: 'the runtime itself was busy; its position is not known' });
    const onInterrupt = (): void => {
      // A wish that the guest has not taken yet: it does not listen.
      if (Atomics.exchange(stop, 0, 1) === 1) {
        byForce();
        return;
      }
      interrupted = true;
      Atomics.notify(stop, 0);
      input.wake();
      timers.push(setTimeout(() => Atomics.load(stop, 0) === 1 && byForce(), GRACE_MS));
    };
    // It stays to the end of the process, which is near: one more Ctrl-C while the report is printed must not lose it.
    process.on('SIGINT', onInterrupt);
    const limit = job.timeout === undefined ? Number.POSITIVE_INFINITY : job.timeout * 1000 + GRACE_MS;
    if (limit <= MAX_TIMER_MS) timers.push(setTimeout(byForce, limit));
    worker.on('message', (message: GuestMessage) => {
      if ('wants' in message) input.wanted();
      else if ('outcome' in message) finish(message.outcome, message.warnings);
    });
    worker.on('error', (error: Error & { code?: string }) =>
      finish({ kind: 'internal-error', text: error.stack ?? error.message }),
    );
    worker.on('exit', (code) => finish({ kind: 'internal-error', text: `the worker ended with status ${code}` }));
  });
}
