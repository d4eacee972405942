#!/usr/bin/env node
// The program. Loads only what the command needs: `--version` loads nothing. node/files.ts says why node:fs is not
// imported.
import type { Worker } from 'node:worker_threads';

const outputFailed = (error: NodeJS.ErrnoException): void => {
  // The reader of our output has gone, as in `natmod inspect x.mpy | head`.
  if (error.code === 'EPIPE') process.exit();
  const why = error.code === 'ENOSPC' ? 'no space left on the device' : error.message;
  try {
    process.getBuiltinModule('node:fs').writeSync(2, `natmod: cannot write the output: ${why}\n`);
  } catch {
    // Nobody can be told.
  }
  process.exit(2);
};

function version(): string {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

/** Where this file and those of the workers are. */
const folder = new URL('.', import.meta.url);
/** Commands that run a guest in a worker. */
const WITH_GUEST: readonly string[] = ['run', 'call'];
/** JavaScript stack of the worker. Each level of Python and C that call each other needs some; the guest's own limit
 * must come first, also with `--limits large`. */
const STACK_MB = 64;

/** A worker that waits for a guest's job. It does not keep the process alive. */
function startWorker(): Worker {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const worker = new Worker(new URL('guest-worker.js', folder), { resourceLimits: { stackSizeMb: STACK_MB } });
  worker.unref();
  return worker;
}

/** Whether the current folder still exists. Where it does not, a worker ends with an error of Node's own. */
function inFolder(): boolean {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', outputFailed);
  process.stderr.on('error', outputFailed);
  const first = args[0];
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const rest = args.slice(1);
  if (first !== undefined && WITH_GUEST.includes(first)) {
    // While the worker loads the runtime, this thread loads the command, which says what is wrong with the folder.
    const worker = inFolder() ? startWorker() : undefined;
    const { runGuestCommand } = await import('./guest-main.js');
    return runGuestCommand(first, rest, { folder, forGuest: () => worker ?? startWorker() });
  }
  if (first === 'link') {
    const { runLinkCommand } = await import('./link-main.js');
    return runLinkCommand(rest, { folder, forGuest: startWorker });
  }
  const { runCommand } = await import('./run-command.js');
  return runCommand(first, rest, { folder, forGuest: startWorker });
}

process.exitCode = await main(process.argv.slice(2));
