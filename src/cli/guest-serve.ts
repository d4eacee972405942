// A board behind a serial line inside the worker: `natmod serve`, and the REPL of `natmod run`. Bytes come through a ring in
// shared memory, which wakes the board when it waits.
import { parentPort } from 'node:worker_threads';
import { ByteRing } from '../machine/index.js';
import { History } from '../repl/index.js';
import { type Board, SerialBoard } from '../system/index.js';
import type { GuestConsole } from './guest-console.js';
import { systemExit } from './guest-ends.js';
import type { GuestMessage, GuestOutcome, ServeJob } from './guest-job.js';
import { setUpFolders } from './guest-run.js';
import { inColor } from './terminal.js';

const post = (message: GuestMessage): void => parentPort!.postMessage(message);

export function serveInGuest(job: ServeJob, console: GuestConsole): GuestOutcome {
  const { session } = job;
  const input = new ByteRing(job.toBoard);
  const history = session ? new History(session.historySize, session.history) : new History();
  if (session) history.onAdd = (line) => post({ line });
  const { board, heap, stack, limits, gc, check, maps, romfs } = job;
  // A terminal adds the carriage returns itself, also in the mode in which it passes every key on.
  const forTerminal = session !== undefined && process.platform !== 'win32';
  let serial: SerialBoard;
  try {
    serial = new SerialBoard({
      ...{ board, heap, stack, limits, gc, check, maps, romfs },
      ...(job.timeout === undefined ? {} : { timeout: job.timeout }),
      source: {
        take: () => input.take(),
        wait: (ms) => input.waitForBytes(ms),
        get clients() {
          return input.clients;
        },
        get ended() {
          return input.isClosed && input.length === 0;
        },
      },
      write: (text) => console.output(Buffer.from(forTerminal ? text.replaceAll('\r\n', '\n') : text, 'latin1')),
      onIdle: () => console.flush(),
      now: () => console.time(),
      setUp: (made: Board) => setUpFolders(made, job, []),
      history,
      once: session !== undefined,
      onCrash: (report) => post({ note: `guest crash: ${report}` }),
      ...(session?.color ? { decorate: inColor } : {}),
    });
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'no-memory', text: error.message };
    throw error;
  }
  const exit = serial.run();
  const outcome: GuestOutcome = session && exit ? systemExit(exit) : { kind: 'done' };
  return { ...outcome, findings: serial.board.findings };
}
