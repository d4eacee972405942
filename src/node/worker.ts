// Running a guest in a worker, with the process around it responsive (design decision: the guest is synchronous, the
// process around it is not). The worker computes without ever returning to its event loop, so everything that must
// reach it goes through shared memory, and its output comes out as messages, which need no event loop on its side.
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** Words of the shared memory. */
const INTERRUPT = 0;
/** Characters of output sent by the worker and not yet written. */
const PENDING = 1;
const WORDS = 2;

/** Output in flight at which the worker waits for the writer, so that endless printing cannot fill memory. */
const MAX_PENDING = 4_000_000;
/** Output is sent when this much has collected, at the latest. */
const CHUNK = 16_384;

type FromWorker = { readonly output: string } | { readonly result: unknown };

export type WorkerEnd<Result> =
  | { readonly kind: 'done'; readonly result: Result; readonly interrupted: boolean }
  /** It did not answer in time after the time limit or an interruption. */
  | { readonly kind: 'killed'; readonly why: 'timeout' | 'interrupt' };

export interface WorkerOptions {
  readonly url: URL;
  readonly data: unknown;
  readonly output: (text: string, written: () => void) => void;
  /** Milliseconds after which it is ended by force; Infinity for never. */
  readonly timeoutMs: number;
}

/** Milliseconds that an interrupted guest gets to say where it is. */
const INTERRUPT_GRACE = 1500;
/** Deep recursion in the guest is recursion in the runtime. */
const STACK_MB = 32;
const MAX_TIMER = 2 ** 31 - 1;

/** Runs a worker to its result. Ctrl-C interrupts it; pressed again, it ends it. */
export function runWorker<Result>(options: WorkerOptions): Promise<WorkerEnd<Result>> {
  const shared = new SharedArrayBuffer(4 * WORDS);
  const mailbox = new Int32Array(shared);
  const worker = new Worker(options.url, {
    workerData: { data: options.data, shared },
    resourceLimits: { stackSizeMb: STACK_MB },
  });
  return new Promise((done, failed) => {
    const timers: NodeJS.Timeout[] = [];
    let settled = false;
    const settle = (end: () => void) => {
      if (settled) return;
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      process.off('SIGINT', onSignal);
      void worker.terminate().then(end, failed);
    };
    const kill = (why: 'timeout' | 'interrupt') => settle(() => done({ kind: 'killed', why }));
    const onSignal = () => {
      if (Atomics.exchange(mailbox, INTERRUPT, 1) === 1) return kill('interrupt');
      Atomics.notify(mailbox, PENDING);
      timers.push(setTimeout(() => kill('interrupt'), INTERRUPT_GRACE));
    };
    process.on('SIGINT', onSignal);
    if (options.timeoutMs < MAX_TIMER) timers.push(setTimeout(() => kill('timeout'), options.timeoutMs));
    worker.on('error', (error) => settle(() => failed(error)));
    worker.on('exit', () => settle(() => failed(new Error('the worker ended without a result'))));
    worker.on('message', (message: FromWorker) => {
      if ('output' in message) {
        options.output(message.output, () => {
          Atomics.sub(mailbox, PENDING, message.output.length);
          Atomics.notify(mailbox, PENDING);
        });
      } else {
        const interrupted = Atomics.load(mailbox, INTERRUPT) === 1;
        settle(() => done({ kind: 'done', result: message.result as Result, interrupted }));
      }
    });
  });
}

/** The other end: what the code inside the worker uses. */
export class WorkerSide<Data> {
  readonly data: Data;
  private readonly mailbox: Int32Array;
  private collected = '';

  constructor() {
    const { data, shared } = workerData as { data: Data; shared: SharedArrayBuffer };
    this.data = data;
    this.mailbox = new Int32Array(shared);
  }

  isInterrupted(): boolean {
    return Atomics.load(this.mailbox, INTERRUPT) === 1;
  }

  print(text: string): void {
    this.collected += text;
    if (this.collected.length >= CHUNK) this.flush();
  }

  flush(): void {
    if (this.collected === '') return;
    const pending = Atomics.add(this.mailbox, PENDING, this.collected.length) + this.collected.length;
    parentPort!.postMessage({ output: this.collected } satisfies FromWorker);
    this.collected = '';
    if (pending > MAX_PENDING) this.waitForWriter();
  }

  private waitForWriter(): void {
    for (;;) {
      const pending = Atomics.load(this.mailbox, PENDING);
      if (pending <= MAX_PENDING / 2 || this.isInterrupted()) return;
      Atomics.wait(this.mailbox, PENDING, pending, 1000);
    }
  }

  finish(result: unknown): void {
    this.flush();
    parentPort!.postMessage({ result } satisfies FromWorker);
  }
}
