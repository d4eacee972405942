// A folder of this machine as a board sees it. Nothing outside the folder is reachable, also not through symbolic links;
// writing goes to a file beside the old one and then takes its place.
import { join, resolve, sep } from 'node:path';
import { HostFileError, type HostFileSystem, type HostStat } from '../system/index.js';
import { hasThisSpelling } from './exact-case.js';
import { FileError, renameOver, writeAtomically } from './files.js';

const { mkdirSync, readdirSync, readFileSync, realpathSync, rmdirSync, statSync, unlinkSync } =
  process.getBuiltinModule('node:fs');

/** Error numbers of the boards' C library by Node's error codes. */
const ERRNO: Readonly<Record<string, number>> = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  EMFILE: 24,
  EFBIG: 27,
  ENOSPC: 28,
  EROFS: 30,
  ENOTEMPTY: 90,
  ENAMETOOLONG: 91,
  ELOOP: 92,
};
const EIO = 5;
const EACCES = 13;

const codeOf = (error: unknown): string =>
  error instanceof FileError ? error.errno : ((error as NodeJS.ErrnoException).code ?? '');

function attempt<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof HostFileError) throw error;
    if (codeOf(error) === '') throw error;
    throw new HostFileError(ERRNO[codeOf(error)] ?? EIO, String(error));
  }
}

/** A folder of this computer for `board.mountFolder`; throws if it does not exist. */
export class HostFolder implements HostFileSystem {
  readonly writable: boolean;
  private readonly root: string;

  constructor(folder: string, writable: boolean) {
    this.root = realpathSync(resolve(folder));
    this.writable = writable;
  }

  /** The path on this machine, if it stays inside the folder when links are followed. */
  private inside(path: string): string {
    const full = path === '' ? this.root : join(this.root, ...path.split('/'));
    for (let at = full; ; at = resolve(at, '..')) {
      let real: string;
      try {
        real = realpathSync(at);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT' || at === this.root) throw error;
        continue;
      }
      const prefix = this.root.endsWith(sep) ? this.root : this.root + sep;
      if (real !== this.root && !real.startsWith(prefix)) {
        throw new HostFileError(EACCES, `${path} is a link to the outside of ${this.root}`);
      }
      return full;
    }
  }

  stat(path: string): HostStat | undefined {
    try {
      const found = statSync(this.inside(path));
      if (!hasThisSpelling(this.root, path === '' ? [] : path.split('/'))) return undefined;
      if (!found.isDirectory() && !found.isFile()) return undefined;
      return { directory: found.isDirectory(), size: found.isFile() ? found.size : 0, mtime: found.mtimeMs / 1000 };
    } catch (error) {
      if (error instanceof HostFileError || codeOf(error) !== '') return undefined;
      throw error;
    }
  }
  list(path: string): readonly string[] | undefined {
    return attempt(() => readdirSync(this.inside(path)).sort());
  }
  read(path: string): Uint8Array | undefined {
    return attempt(() => new Uint8Array(readFileSync(this.inside(path))));
  }
  write(path: string, bytes: Uint8Array): void {
    attempt(() => writeAtomically(this.inside(path), bytes));
  }
  makeDirectory(path: string): void {
    attempt(() => mkdirSync(this.inside(path)));
  }
  remove(path: string, directory: boolean): void {
    attempt(() => (directory ? rmdirSync(this.inside(path)) : unlinkSync(this.inside(path))));
  }
  rename(from: string, to: string): void {
    attempt(() => renameOver(this.inside(from), this.inside(to)));
  }
}
