// The main thread's side of test workers: as many as there are jobs, each with one test at a time. One that does not end in
// time, or that dies, is replaced by a new one; the others go on.
import { Worker } from 'node:worker_threads';
import type { GuestOutcome } from './guest-job.js';
import type { TestAnswer, TestJob } from './test-worker.js';

/** What the guest's own limit gets on top before the worker is ended by force. */
const GRACE_MS = 2000;
/** As for `natmod run`. */
const STACK_MB = 64;
/** What setTimeout knows: 24 days. */
const MAX_TIMER_MS = 0x7fff_ffff;

export class TestPool {
  private readonly workerFile: URL;
  private readonly idle: PooledWorker[] = [];
  private readonly busy = new Set<PooledWorker>();
  private closed = false;

  constructor(workerFile: URL) {
    this.workerFile = workerFile;
  }

  /** Runs a test. `seconds`: its limit, undefined for none. */
  async run(job: TestJob, seconds: number | undefined): Promise<TestAnswer> {
    if (this.closed) return ended({ kind: 'interrupted', text: '' }, 0);
    const worker = this.idle.pop() ?? new PooledWorker(this.workerFile);
    this.busy.add(worker);
    const answer = await worker.run(job, seconds);
    this.busy.delete(worker);
    if (this.closed) worker.end({ kind: 'interrupted', text: '' });
    else if (worker.alive) this.idle.push(worker);
    return answer;
  }

  /** Ends everything that runs; the answers say `interrupted`. */
  stop(): void {
    this.closed = true;
    for (const worker of [...this.busy, ...this.idle.splice(0)]) worker.end({ kind: 'interrupted', text: '' });
  }
}

const ended = (outcome: GuestOutcome, milliseconds: number): TestAnswer => ({
  outcome,
  output: new Uint8Array(0),
  warnings: [],
  milliseconds,
  counts: [],
});

class PooledWorker {
  alive = true;
  private readonly worker: Worker;
  private started = 0;
  private answer: ((answer: TestAnswer) => void) | undefined;

  constructor(file: URL) {
    this.worker = new Worker(file, { resourceLimits: { stackSizeMb: STACK_MB } });
    this.worker.on('message', (answer: TestAnswer) => this.give(answer));
    this.worker.on('error', (error) => this.end({ kind: 'internal-error', text: error.stack ?? error.message }));
    this.worker.on('exit', (code) =>
      this.end({ kind: 'internal-error', text: `the worker ended with status ${code}` }),
    );
  }

  run(job: TestJob, seconds: number | undefined): Promise<TestAnswer> {
    this.started = performance.now();
    return new Promise((done) => {
      const limit = seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1000 + GRACE_MS;
      const late = () =>
        this.end({ kind: 'stopped', report: 'the runtime itself was busy; its position is not known' });
      const timer = limit <= MAX_TIMER_MS ? setTimeout(late, limit) : undefined;
      this.answer = (answer) => {
        clearTimeout(timer);
        done(answer);
      };
      this.worker.postMessage(job);
    });
  }

  /** Ends the worker; a test that runs gets this outcome. */
  end(outcome: GuestOutcome): void {
    if (this.alive) {
      this.alive = false;
      void this.worker.terminate();
    }
    this.give(ended(outcome, performance.now() - this.started));
  }

  private give(answer: TestAnswer): void {
    const waiting = this.answer;
    this.answer = undefined;
    waiting?.(answer);
  }
}
