// The main thread's side of a guest: starts the worker, passes Ctrl-C on, and ends it by force when it does not listen.
import { Worker } from 'node:worker_threads';
import type { GuestJob, GuestMessage, GuestOutcome } from './guest-job.js';

/** The guest stops by itself when asked, unless the runtime is busy inside one operation for longer than this. */
const GRACE_MS = 2000;
/** JavaScript stack of the worker. Each level of Python and C that call each other needs some; the guest's own limit
 * must come first (design.md section 4, limits `large`). */
const STACK_MB = 64;
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
    const timers: NodeJS.Timeout[] = [];
    const finish = (outcome: GuestOutcome, warnings: readonly string[] = []): void => {
      for (const timer of timers) clearTimeout(timer);
      process.off('SIGINT', onInterrupt);
      worker.removeAllListeners();
      // From here on its death is no news.
      worker.on('error', () => {});
      void worker.terminate().then(() => done({ outcome, warnings, interrupted }));
    };
    const byForce = (): void =>
      finish({ kind: 'stopped', report: 'the runtime itself was busy; its position is not known' });
    const onInterrupt = (): void => {
      if (interrupted) {
        byForce();
        return;
      }
      interrupted = true;
      const stop = new Int32Array(job.stop);
      Atomics.store(stop, 0, 1);
      Atomics.notify(stop, 0);
      timers.push(setTimeout(byForce, GRACE_MS));
    };
    process.on('SIGINT', onInterrupt);
    const limit = job.timeout === undefined ? Number.POSITIVE_INFINITY : job.timeout * 1000 + GRACE_MS;
    if (limit <= MAX_TIMER_MS) timers.push(setTimeout(byForce, limit));
    worker.on('message', (message: GuestMessage) => finish(message.outcome, message.warnings));
    worker.on('error', (error: Error & { code?: string }) =>
      finish({ kind: 'internal-error', text: error.stack ?? error.message }),
    );
    worker.on('exit', (code) => finish({ kind: 'internal-error', text: `the worker ended with status ${code}` }));
  });
}
