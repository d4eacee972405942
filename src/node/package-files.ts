// Files that come with the package beside its code. This file, its chunk in dist/ and the program all stand two folders
// below the package's.
import { readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from './files.js';

/** The folder for MPY_DIR of a module's Makefile: py/dynruntime.mk, the headers, and the tools that the former calls. */
export const mpyDir = (): string => fileURLToPath(new URL('../../include', import.meta.url));

/** The same under a path without spaces, which make needs: a link in the user's cache folder where the package's own path
 * has some. Undefined where no such link can be made. */
export function mpyDirForMake(): string | undefined {
  const folder = mpyDir();
  if (!/\s/.test(folder)) return folder;
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'natmod');
  const link = join(cache, `mpy-dir-${folder.replace(/[^A-Za-z0-9]+/g, '-')}`);
  if (/\s/.test(link)) return undefined;
  try {
    makeFolder(cache);
    symlinkSync(folder, link, 'junction');
  } catch {
    // It may be there from an earlier time.
  }
  try {
    return realpathSync(link) === realpathSync(folder) ? link : undefined;
  } catch {
    return undefined;
  }
}

/** The version of natmod. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
