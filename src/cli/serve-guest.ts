// The main thread's side of a board that runs behind a serial line: starts its worker and ends it.
import type { GuestEnd, Workers } from './guest.js';
import type { GuestMessage, GuestOutcome, ServeJob } from './guest-job.js';
import type { SerialBridge } from './serial-bridge.js';
import { say } from './terminal.js';

export interface ServeEvents {
  /** A line for the history. */
  readonly onLine?: (line: string) => void;
}

/** Runs until the board's line ends, or somebody stops it. `stop` ends it by force. */
export function serveGuest(
  workers: Workers,
  job: ServeJob,
  bridge: SerialBridge,
  events: ServeEvents = {},
): { readonly end: Promise<GuestEnd>; readonly stop: (outcome: GuestOutcome) => void } {
  let stop!: (outcome: GuestOutcome) => void;
  const end = new Promise<GuestEnd>((done) => {
    const worker = workers.forGuest();
    worker.ref();
    worker.postMessage(job);
    let interrupted = false;
    let finished = false;
    const finish = (outcome: GuestOutcome, warnings: readonly string[] = []): void => {
      // What ends after it because of it, such as the holder of a pseudo-terminal, is not why the board ended.
      if (finished) return;
      finished = true;
      worker.removeAllListeners();
      worker.on('error', () => {});
      bridge.drain();
      bridge.close();
      void worker.terminate().then(() => done({ outcome, warnings, interrupted }));
    };
    stop = finish;
    process.on('SIGINT', () => {
      interrupted = true;
      finish({ kind: 'interrupted', text: '' });
    });
    worker.on('message', (message: GuestMessage) => {
      if ('outcome' in message) finish(message.outcome, message.warnings);
      else if ('line' in message) events.onLine?.(message.line);
      else if ('note' in message) say(message.note);
      else bridge.drain();
    });
    worker.on('error', (error: Error) => finish({ kind: 'internal-error', text: error.stack ?? error.message }));
    worker.on('exit', (code) => finish({ kind: 'internal-error', text: `the worker ended with status ${code}` }));
  });
  return { end, stop };
}
