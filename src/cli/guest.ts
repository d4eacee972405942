// The main thread's side of a guest: gives the worker its job, passes Ctrl-C on, and ends it by force when it does not listen.
import type { Worker } from 'node:worker_threads';
import { InputFeeder } from './guest-input.js';
import type { GuestJob, GuestMessage, GuestOutcome } from './guest-job.js';
import { say } from './terminal.js';

/** The guest stops by itself when asked, unless the runtime is busy inside one operation for longer than this. */
const GRACE_MS = 2000;
/** What setTimeout knows: 24 days. */
const MAX_TIMER_MS = 0x7fff_ffff;

export interface GuestEnd {
  readonly outcome: GuestOutcome;
  readonly warnings: readonly string[];
  readonly interrupted: boolean;
  readonly profile?: string | undefined;
}

/** Where workers come from. */
export interface Workers {
  /** The folder with the files that they start with. */
  readonly folder: URL;
  /** Gives a worker that waits for a guest's job; until then it does not keep the process alive. */
  readonly forGuest: () => Worker;
}

/** `onOutput`: bytes wait in the ring to a debugger. */
export function runGuest(worker: Worker, job: GuestJob, onOutput?: () => void): Promise<GuestEnd> {
  return new Promise((done) => {
    worker.ref();
    worker.postMessage(job);
    let interrupted = false;
    const stop = new Int32Array(job.stop);
    const input = new InputFeeder(job.input, () => process.stdin);
    const timers: NodeJS.Timeout[] = [];
    const ended = (outcome: GuestOutcome, warnings: readonly string[], profile: string | undefined): void => {
      close();
      // It has nothing left to do: the process need not wait for its end.
      worker.unref();
      done({ outcome, warnings, interrupted, profile });
    };
    const finish = (outcome: GuestOutcome): void => {
      close();
      void worker.terminate().then(() => done({ outcome, warnings: [], interrupted }));
    };
    const close = (): void => {
      for (const timer of timers) clearTimeout(timer);
      input.close();
      worker.removeAllListeners();
      // From here on its death is no news.
      worker.on('error', () => {});
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
    // A guest that stands in a debugger uses no time.
    const isDebugged = job.kind === 'run' && job.debug !== undefined;
    const limit = job.timeout === undefined || isDebugged ? Number.POSITIVE_INFINITY : job.timeout * 1000 + GRACE_MS;
    if (limit <= MAX_TIMER_MS) timers.push(setTimeout(byForce, limit));
    worker.on('message', (message: GuestMessage) => {
      if ('wants' in message) message.wants === 'output' ? onOutput?.() : input.wanted();
      else if ('note' in message) say(message.note);
      else if ('outcome' in message) ended(message.outcome, message.warnings, message.profile);
    });
    worker.on('error', (error: Error & { code?: string }) =>
      finish({ kind: 'internal-error', text: error.stack ?? error.message }),
    );
    worker.on('exit', (code) => finish({ kind: 'internal-error', text: `the worker ended with status ${code}` }));
  });
}
