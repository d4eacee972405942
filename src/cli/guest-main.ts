// The commands that run a guest, in one file: what `natmod run` and `natmod call` take to start counts most. The build makes
// it one piece; run-command.ts knows them too, for help and for completeness.
import { InternalError } from '../base/index.js';
import { callCommand } from './commands/call.js';
import { runCommand } from './commands/run.js';
import { dispatch } from './dispatch.js';
import type { Workers } from './guest.js';

/** `name` is one of main.ts's WITH_GUEST. */
export function runGuestCommand(name: string, args: readonly string[], workers: Workers): Promise<number> {
  return dispatch(name, args, workers, async (command) => {
    if (command === 'run') return runCommand;
    if (command === 'call') return callCommand;
    throw new InternalError(`${command} runs no guest`);
  });
}
