// Tools of the machine that tests ask for; where one is missing, its tests are skipped.
import { spawnSync } from 'node:child_process';

/** Whether a program can be started here and knows --version. */
export const hasTool = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
