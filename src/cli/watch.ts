// Waiting for changes of files, for `natmod test --watch`. Files are looked at again and again instead of asking the system
// for events: that works on every kind of disk, and costs little for what a project has. What has changed counts once it
// stays the same for a moment, as compilers and editors write in several steps.
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { listFolder } from '../node/index.js';
import { quotedTexts } from '../runner/index.js';
import { importsOf } from './remote-tests.js';

const LOOK_MS = 300;
/** Of a folder that is named by a file in it. */
const DEPTH = 4;
const MAX_FILES = 20_000;
const PASSED_OVER = new Set(['node_modules/', 'build/', 'dist/']);

type Stamps = ReadonlyMap<string, string>;

const stampOf = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : undefined;
};

/** The folders that operands of `natmod test` stand for. */
export function foldersToWatch(operands: readonly string[], others: readonly string[]): string[] {
  const named = operands.length === 0 ? ['.'] : operands.map((operand) => operand.replace(/[*?].*$/, ''));
  const folders = named.map((path) =>
    path === '' || path.endsWith('/') || listFolder(path) ? path || '.' : dirname(path),
  );
  return [...new Set([...folders, ...others].map((folder) => resolve(folder)))];
}

export function look(folders: readonly string[]): Stamps {
  const stamps = new Map<string, string>();
  const visit = (folder: string, depth: number): void => {
    for (const name of listFolder(folder) ?? []) {
      if (stamps.size >= MAX_FILES) return;
      const path = join(folder, name);
      if (name.endsWith('/')) {
        if (depth > 0 && !name.startsWith('.') && !PASSED_OVER.has(name)) visit(path, depth - 1);
      } else if (!name.startsWith('.')) {
        const stamp = stampOf(path);
        if (stamp !== undefined) stamps.set(path, stamp);
      }
    }
  };
  for (const folder of folders) visit(folder, DEPTH);
  return stamps;
}

/** Names of files that are there, gone or other than before. */
function changedFiles(before: Stamps, after: Stamps): string[] {
  const changed = [...after].filter(([path, stamp]) => before.get(path) !== stamp).map(([path]) => path);
  return [...changed, ...[...before.keys()].filter((path) => !after.has(path))];
}

/** Waits until something is not as in `before`, and then for a moment of rest; undefined when `stopped` says so. */
export async function nextChange(
  folders: readonly string[],
  before: Stamps,
  stopped: () => boolean,
): Promise<{ readonly changed: readonly string[]; readonly stamps: Stamps } | undefined> {
  let last = look(folders);
  for (;;) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    if (stopped()) return undefined;
    const now = look(folders);
    const rests = changedFiles(last, now).length === 0;
    last = now;
    const changed = changedFiles(before, now);
    if (rests && changed.length > 0) return { changed, stamps: now };
  }
}

/** Everything that a test's result depends on, by its files: when this text is another one, the test is to be run again. */
export function dependencies(
  file: string,
  source: string,
  where: {
    readonly folders: readonly string[];
    readonly archs: readonly string[];
    /** Modules and whatever else it is known to use. */
    readonly more: readonly (string | undefined)[];
  },
): string {
  const folder = dirname(resolve(file));
  const folders = [folder, ...where.folders.map((path) => resolve(path))];
  const paths = new Set([file, ...where.more.filter((path) => path !== undefined)]);
  const stem = file.replace(/\.py$/, '');
  for (const name of [`${stem}.exp`, `${file}.exp`, ...where.archs.map((arch) => `${file}.${arch}.exp`)])
    paths.add(name);
  for (const arch of where.archs) {
    for (const imported of importsOf(source, folders, [arch]).values()) paths.add(imported.path);
  }
  for (const name of quotedTexts(source)) paths.add(join(folder, name));
  // One that is missing counts too: it may come.
  return [...paths].map((path) => `${path}\0${stampOf(resolve(path)) ?? ''}`).join('\n');
}
