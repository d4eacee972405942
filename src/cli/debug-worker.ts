// The worker of `natmod debug`, apart from the one of `natmod run`, which has to start quickly.
import { parentPort } from 'node:worker_threads';
import { answer } from './guest-answer.js';
import { GuestConsole } from './guest-console.js';
import { debugInGuest } from './guest-debug.js';
import type { GuestMessage, RunJob } from './guest-job.js';

parentPort!.once('message', (job: RunJob) => {
  const console = new GuestConsole(new Int32Array(job.stop));
  const outcome = answer(console, () => debugInGuest(job, job.debug!, console));
  parentPort!.postMessage({ outcome, warnings: [] } satisfies GuestMessage);
});
