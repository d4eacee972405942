// The REPL of `natmod run` on a terminal: the terminal becomes the serial line of the board.

import { openStdio, SavedHistory } from '../node/index.js';
import type { Workers } from './guest.js';
import type { ServeJob } from './guest-job.js';
import { reportEnd } from './guest-report.js';
import { SerialBridge } from './serial-bridge.js';
import { serveGuest } from './serve-guest.js';
import { say, stdoutHasColor } from './terminal.js';

const CTRL_C = 3;
/** So many without an answer, and the session is ended by force. */
const IMPATIENT = 3;

type ReplJob = Omit<ServeJob, 'kind' | 'toBoard' | 'fromBoard' | 'session' | 'stop' | 'input'>;

export async function replSession(workers: Workers, options: ReplJob): Promise<number> {
  const saved = new SavedHistory();
  const bridge = new SerialBridge();
  const job: ServeJob = {
    ...options,
    kind: 'serve',
    stop: new SharedArrayBuffer(4),
    input: new SharedArrayBuffer(8),
    toBoard: bridge.toBoard,
    fromBoard: undefined,
    session: { history: saved.load(), historySize: SavedHistory.size, color: stdoutHasColor() },
  };
  const restore = (): void => {
    process.stdin.setRawMode?.(false);
  };
  process.stdin.setRawMode?.(true);
  process.on('exit', restore);
  bridge.attach(openStdio(bridge.events));
  const { end, stop } = serveGuest(workers, job, bridge, { onLine: (line) => saved.add(line) });
  let unanswered = 0;
  bridge.onData = (bytes) => {
    // A board that looks takes what there is; one that is busy inside one operation does not.
    unanswered = bridge.waiting === 0 ? 0 : unanswered;
    if (!bytes.includes(CTRL_C)) return;
    if (++unanswered > IMPATIENT) {
      stop({ kind: 'stopped', report: 'the runtime itself was busy; its position is not known' });
    } else if (unanswered === IMPATIENT) say('not listening; once more ends it');
  };
  const result = await end;
  restore();
  return reportEnd(result, job);
}
