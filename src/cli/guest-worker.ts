// The worker in which a guest runs: does the job that the main thread sends and tells how it ended.
import { ByteRing } from '../machine/index.js';
import { formatSpeedscope } from '../measure/index.js';
import type { Board } from '../system/index.js';
import { answer } from './guest-answer.js';
import { callInGuest } from './guest-call.js';
import { GuestConsole } from './guest-console.js';
import type { GuestJob, GuestMessage, GuestOutcome } from './guest-job.js';
import { runInGuest } from './guest-run.js';
import { serveInGuest } from './guest-serve.js';
import { RingConsole } from './ring-console.js';

const { parentPort } = process.getBuiltinModule('node:worker_threads');

const tell = (): void => parentPort!.postMessage({ wants: 'output' } satisfies GuestMessage);

function consoleFor(job: GuestJob): GuestConsole {
  const stop = new Int32Array(job.stop);
  return job.kind === 'serve' && job.fromBoard
    ? new RingConsole(stop, new ByteRing(job.fromBoard), tell)
    : new GuestConsole(stop);
}

/** More than these say nothing new. */
const MAX_WARNINGS = 20;
const warnings: string[] = [];

function warn(text: string): void {
  if (warnings.length < MAX_WARNINGS && !warnings.includes(text)) warnings.push(text);
}

let board: Board | undefined;
const keep = (made: Board): void => {
  board = made;
};

function outcome(job: GuestJob): GuestOutcome {
  const console = consoleFor(job);
  return answer(console, () =>
    job.kind === 'call'
      ? callInGuest(job, console, warn, keep)
      : job.kind === 'run'
        ? runInGuest(job, console, keep)
        : serveInGuest(job, console),
  );
}

parentPort!.once('message', (job: GuestJob) => {
  const result = outcome(job);
  const made = job.profile === undefined ? undefined : board?.profile();
  const profile = made && formatSpeedscope(made, job.profile!, 'natmod');
  parentPort!.postMessage({ outcome: result, warnings, profile } satisfies GuestMessage);
});
