// `natmod test --watch`: all tests once, then, after each change, those that it concerns.
import { relative } from 'node:path';
import { FileError } from '../node/index.js';
import type { Stopping } from './stopping.js';
import { print } from './terminal.js';
import { look, nextChange } from './watch.js';

export interface WatchOptions {
  readonly folders: readonly string[];
  /** The tests that are there now. */
  files(): readonly string[];
  /** What a test depends on, as a text. */
  dependencies(file: string): string;
  run(files: readonly string[]): Promise<void>;
  readonly stopping: Stopping;
}

const SHOWN = 3;

export async function watchTests({ folders, files, dependencies, run, stopping }: WatchOptions): Promise<void> {
  const known = new Map<string, string>();
  let stamps = look(folders);
  let changed: readonly string[] = [];
  for (;;) {
    const tests = files();
    const concerned = tests.filter((file) => {
      const now = readDependencies(dependencies, file);
      const isNew = known.get(file) !== now;
      known.set(file, now);
      return isNew;
    });
    for (const file of known.keys()) if (!tests.includes(file)) known.delete(file);
    if (concerned.length > 0) {
      if (changed.length > 0) print(`\nchanged: ${shown(changed)}\n`);
      await run(concerned);
      if (stopping.wanted) return;
      print(`\nwatching ${tests.length} test script${tests.length === 1 ? '' : 's'}; Ctrl-C ends\n`);
    }
    const change = await nextChange(folders, stamps, () => stopping.wanted);
    if (!change) return;
    stamps = change.stamps;
    changed = change.changed;
  }
}

function shown(paths: readonly string[]): string {
  const names = paths.slice(0, SHOWN).map((path) => relative('.', path));
  return names.join(', ') + (paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '');
}

/** A file that is being replaced is not there for a moment. */
function readDependencies(dependencies: (file: string) => string, file: string): string {
  try {
    return dependencies(file);
  } catch (error) {
    if (error instanceof FileError) return '';
    throw error;
  }
}
