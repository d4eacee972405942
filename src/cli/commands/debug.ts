// `natmod debug`: `run` with a debugger's server for the guest's machine code. The socket is this thread's; the guest and what
// it does for the debugger are in the worker (guest-debug.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { openTcp, PortError, type TcpPort } from '../../node/index.js';
import { DebugBridge } from '../debug-line.js';
import { UsageError } from '../exit.js';
import { runGuest, type Workers } from '../guest.js';
import { InputFeeder } from '../guest-input.js';
import type { RunJob } from '../guest-job.js';
import { reportEnd } from '../guest-report.js';
import type { Parsed } from '../parse.js';
import { say } from '../terminal.js';
import { jobOf, settingOf } from './run.js';

const LOOPBACK = '127.0.0.1';
const DEFAULT_PORT = '3333';
/** As for `natmod run`. */
const STACK_MB = 64;

export async function debugCommand(parsed: Parsed, workers: Workers): Promise<number> {
  const setting = settingOf(parsed);
  const { start } = setting;
  if (!start) throw new UsageError('debug needs a program: a script, -c CODE, -m MODULE or a .mpy file');
  const port = portOf(parsed.value('port') ?? DEFAULT_PORT);
  const run = jobOf(parsed, setting, start);
  // A guest that waits for input looks at what the debugger wants.
  const waker = new InputFeeder(run.input, () => process.stdin);
  const bridge = new DebugBridge(() => waker.wake());
  const opened = await listen(port, bridge);
  const files = mkdtempSync(join(tmpdir(), 'natmod-debug-'));
  const remove = (): void => rmSync(files, { recursive: true, force: true });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      remove();
      process.kill(process.pid, signal);
    });
  }
  const job: RunJob = {
    ...run,
    debug: {
      toGuest: bridge.toGuest,
      fromGuest: bridge.fromGuest,
      files,
      elfFolders: [start.folder, ...parsed.values('path'), ...parsed.values('map').map((file) => dirname(file))],
      stopAtEntry: parsed.count('stop-at-entry') > 0,
    },
  };
  try {
    const worker = new Worker(new URL('./debug-worker.js', workers.folder), {
      resourceLimits: { stackSizeMb: STACK_MB },
    });
    const end = runGuest(worker, job, () => bridge.drain());
    // From here on Ctrl-C is listened to.
    say(`waiting for gdb on ${LOOPBACK}:${opened.port}; Ctrl-C ends it`, [
      `gdb-multiarch -ex 'target remote :${opened.port}'`,
    ]);
    return reportEnd(await end, job);
  } finally {
    bridge.close();
    remove();
  }
}

async function listen(port: number, bridge: DebugBridge): Promise<TcpPort> {
  try {
    const opened = await openTcp(LOOPBACK, port, bridge.events, 'refuse');
    bridge.attach(opened);
    return opened;
  } catch (error) {
    if (error instanceof PortError) throw new UsageError(error.message, ['--port 0 takes any that is free']);
    throw error;
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new UsageError(`--port ${text}: give a number, such as 3333, or 0 for any`);
  return port;
}
