// The object files that maps name, for the source lines of crash reports: where the linker was told of them, from the
// current folder or from one that has to do with the module.
import { dirname, isAbsolute, join } from 'node:path';
import { FileError, readBytes } from '../node/index.js';
import type { GuestJob } from './guest-job.js';

function foldersOf(job: GuestJob): string[] {
  const folders = job.kind === 'call' ? [dirname(job.file), ...job.folders] : job.folders.map(({ folder }) => folder);
  // Modules often lie in a folder of what was built, inside the project.
  return ['.', ...folders.flatMap((folder) => [folder, dirname(folder)])];
}

/** Reads an object by the name in a map; undefined if it is not there. */
export function objectReader(job: GuestJob): (file: string) => Uint8Array | undefined {
  const folders = foldersOf(job);
  return (file) => {
    for (const path of isAbsolute(file) ? [file] : folders.map((folder) => join(folder, file))) {
      try {
        return readBytes(path);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
      }
    }
    return undefined;
  };
}
