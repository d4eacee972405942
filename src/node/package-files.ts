// Files that come with the package beside its code. This file, its chunk in dist/ and the program all stand two folders
// below the package's.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder for MPY_DIR of a module's Makefile: py/dynruntime.mk, the headers, and the tools that the former calls. */
export const mpyDir = (): string => fileURLToPath(new URL('../../include', import.meta.url));

/** The version of natmod. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
