#!/usr/bin/env node
// The program. Loads only what the command needs: `--version` loads nothing. node/files.ts says why node:fs is not
// imported.

const EPIPE_IS_FINE = (error: NodeJS.ErrnoException): void => {
  // The reader of our output has gone, as in `natmod inspect x.mpy | head`.
  if (error.code === 'EPIPE') process.exit();
  throw error;
};

function version(): string {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', EPIPE_IS_FINE);
  process.stderr.on('error', EPIPE_IS_FINE);
  const first = args[0];
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const { runCommand } = await import('./run-command.js');
  return runCommand(first, args.slice(1), new URL('./guest-worker.js', import.meta.url));
}

process.exitCode = await main(process.argv.slice(2));
