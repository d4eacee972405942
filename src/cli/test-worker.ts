// A worker that runs test scripts, one after the other, each on a fresh board: starting a worker for each would cost more
// than most tests. What a test prints is kept and handed over at its end.
import { parentPort } from 'node:worker_threads';
import type { ModuleCounts } from '../measure/index.js';
import type { Board } from '../system/index.js';
import { GuestConsole } from './guest-console.js';
import type { GuestOutcome, RunJob } from './guest-job.js';
import { runInGuest } from './guest-run.js';

export interface TestJob {
  readonly job: RunJob;
  /** A module that stands under its name, whatever else has it. */
  readonly natmod: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  /** Source that runs first, in the same `__main__`. */
  readonly begin: string | undefined;
}

export interface TestAnswer {
  readonly outcome: GuestOutcome;
  readonly output: Uint8Array;
  readonly warnings: readonly string[];
  readonly milliseconds: number;
  /** Of the modules that it loaded, if the job wants coverage. */
  readonly counts: readonly ModuleCounts[];
}

/** A test that prints for ever must not take all memory. */
const MAX_OUTPUT = 16 * 1024 * 1024;

class CapturingConsole extends GuestConsole {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;
  protected override write(bytes: Uint8Array): void {
    if (this.size < MAX_OUTPUT) this.chunks.push(bytes.slice(0, MAX_OUTPUT - this.size));
    this.size += bytes.length;
  }
  captured(): Uint8Array {
    this.flush();
    const note = this.size > MAX_OUTPUT ? [new TextEncoder().encode(`\n[${this.size - MAX_OUTPUT} bytes more]\n`)] : [];
    return new Uint8Array(Buffer.concat([...this.chunks, ...note]));
  }
}

function run({ job, natmod, begin }: TestJob): TestAnswer {
  const started = performance.now();
  const console = new CapturingConsole(new Int32Array(job.stop));
  const warnings: string[] = [];
  let outcome: GuestOutcome;
  let used: Board | undefined;
  try {
    outcome = runInGuest(job, console, (board) => {
      used = board;
      if (natmod) board.replaceModule(natmod.name, natmod.bytes);
      if (begin !== undefined) board.runScript(begin, '<begin>');
    });
  } catch (error) {
    outcome = { kind: 'internal-error', text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const counts = used?.executionCounts() ?? [];
  return { outcome, output: console.captured(), warnings, milliseconds: performance.now() - started, counts };
}

parentPort!.on('message', (job: TestJob) => parentPort!.postMessage(run(job)));
