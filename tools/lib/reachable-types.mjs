// The declarations that the package's entries lead to; tsc writes those of all sources, most of which nobody can import.
import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Removes the declarations in `folder` that none of `entries` (paths in it) imports, and the folders that it empties. */
export function keepReachable(folder, entries) {
  const kept = new Set();
  const waiting = entries.map((entry) => resolve(folder, entry));
  while (waiting.length > 0) {
    const file = waiting.pop();
    if (kept.has(file)) continue;
    kept.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)\.js'/g)) {
      waiting.push(`${resolve(dirname(file), target)}.d.ts`);
    }
  }
  removeOthers(resolve(folder), kept);
}

/** True if something is left in the folder. */
function removeOthers(folder, kept) {
  let left = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() ? removeOthers(path, kept) : kept.has(path)) left++;
    else if (!entry.isDirectory()) rmSync(path);
  }
  if (left === 0) rmdirSync(folder);
  return left > 0;
}
