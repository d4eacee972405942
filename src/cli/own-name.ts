// What the user types to start this natmod again: `natmod`, or `npx natmod` where it is installed in a project, whose
// programs no shell finds by itself. Messages are written with `natmod COMMAND`, everywhere; what prints them calls `named`.
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from './options.js';

/** Set by npm, npx, pnpm and yarn for what they start. */
const STARTERS = ['npm_command', 'npm_lifecycle_event', 'npm_execpath'];

/** Whether npx started this program, or would find it from the folder `cwd`, which may be one that was removed. `file` is
 * a file of the program. */
export function isLocal(
  env: Readonly<Record<string, string | undefined>>,
  file: string,
  cwd: string | undefined,
): boolean {
  if (STARTERS.some((name) => env[name])) return true;
  const end = file.lastIndexOf(`${sep}node_modules${sep}`);
  return end >= 0 && cwd !== undefined && `${cwd}${sep}`.startsWith(file.slice(0, end + 1));
}

function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

let local: boolean | undefined;

/** The text with its commands as they can be typed. */
export function named(text: string): string {
  if (!text.includes('natmod ')) return text;
  local ??= isLocal(process.env, fileURLToPath(import.meta.url), currentFolder());
  return local ? withNpx(text) : text;
}

/** Not what has npx already, nor parts of paths. */
const commands = () =>
  new RegExp(`(?<![\\w/\\\\.-]|npx )natmod(?= (?:COMMAND|${Object.keys(COMMANDS).join('|')})\\b)`, 'g');

export const withNpx = (text: string): string => text.replace(commands(), 'npx natmod');
