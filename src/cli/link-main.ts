// `natmod link` in one file: a build script starts it once per module, so what it takes to start counts. The build makes
// it one piece; run-command.ts knows it too, for help and for completeness.
import { linkCommand } from './commands/link.js';
import { dispatch } from './dispatch.js';
import type { Workers } from './guest.js';

export function runLinkCommand(args: readonly string[], workers: Workers): Promise<number> {
  return dispatch('link', args, workers, async () => linkCommand);
}
