// Which folders of the host a script sees, and where: the same for every command that runs scripts.
import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { UsageError } from './exit.js';
import type { GuestFolder } from './guest-job.js';

/** The mounts: each folder once, and none inside another of the same kind. */
export function foldersOf(readable: readonly string[], writable: readonly string[]): GuestFolder[] {
  const writes = writable.map((folder) => resolve(folder));
  const wanted = [...new Set([...writes, ...readable.map((folder) => resolve(folder))])];
  for (const folder of wanted) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(`${folder} is no folder`, ['--path and --write take folders']);
    }
  }
  const inside = (folder: string, other: string): boolean =>
    folder.startsWith(other.endsWith(sep) ? other : other + sep);
  const mounts: GuestFolder[] = [];
  for (const folder of wanted) {
    const isWritable = writes.includes(folder);
    const covered = wanted.some((other) => inside(folder, other) && (writes.includes(other) || !isWritable));
    if (!covered) mounts.push({ folder, path: toGuestPath(folder), writable: isWritable });
  }
  // Deeper mount points first: they are looked at in this order.
  return mounts.sort((a, b) => b.path.length - a.path.length);
}

/** The guest sees a folder at its own absolute path, so that tracebacks name real files: `C:\a` is `/C:/a`. */
export function toGuestPath(folder: string): string {
  const path = resolve(folder).split(sep).join('/');
  return path.startsWith('/') ? path : `/${path}`;
}
