// Reading and writing host files. What goes wrong comes out as a FileError whose text a user can act on.
//
// Every command loads this file, so it must load fast. An `import` of node:fs runs the getters of all its exports, which
// loads Node's streams and promises; asking for the module does not. node:crypto would cost a tenth of an empty Node.
const {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} = process.getBuiltinModule('node:fs');
const { basename, dirname, join, resolve } = process.getBuiltinModule('node:path');

/** A file named by the user cannot be read or written. */
export class FileError extends Error {
  readonly path: string;
  /** The system's name of the error, such as ENOENT. */
  readonly errno: string;
  constructor(path: string, action: 'read' | 'write', cause: unknown) {
    const errno = String((cause as { code?: unknown }).code ?? 'unknown');
    super(`cannot ${action} ${path}: ${REASONS[errno] ?? errno}`);
    this.name = 'FileError';
    this.path = path;
    this.errno = errno;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  EMFILE: 'too many open files',
  EEXIST: 'a file of this name is in the way',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ERR_FS_FILE_TOO_LARGE: 'the file is too large',
  ERR_INVALID_ARG_VALUE: 'the name has characters that no file name can have',
};

/** The contents of a file. */
export function readBytes(path: string): Uint8Array {
  try {
    const buffer = readFileSync(path);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } catch (error) {
    throw new FileError(path, 'read', error);
  }
}

/** Names in a folder, folders with a trailing slash, sorted; undefined if there is none. */
export function listFolder(path: string): string[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true })
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  } catch {
    return undefined;
  }
}

/** Makes a folder with those on the way; nothing if it is there. mkdirSync's own `recursive` never ends where a folder that
 * exists takes no others, as /proc. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as { code?: unknown };
    const above = dirname(path);
    if (code === 'ENOENT' && above !== path && !statSync(above, { throwIfNoEntry: false })) {
      makeFolder(above);
      makeFolder(path);
    } else if (code !== 'EEXIST' || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw new FileError(path, 'write', error);
    }
  }
}

/** True if two paths lead to one file that exists, through links or other spellings too. */
export function isSameFile(a: string, b: string): boolean {
  const [x, y] = [a, b].map((path) => {
    try {
      return statSync(path, { bigint: true });
    } catch {
      return undefined;
    }
  });
  return x !== undefined && y !== undefined && x.isFile() && x.ino === y.ino && x.dev === y.dev;
}

/** Two paths with the same key name the same file, whether it exists or not; Windows and macOS disregard case. */
export function pathKey(path: string): string {
  const full = resolve(path);
  return FOLDS_CASE.has(process.platform) ? full.toLowerCase() : full;
}

const FOLDS_CASE: ReadonlySet<string> = new Set(['win32', 'darwin']);

/** Everything that standard input holds. */
export function readInput(): Uint8Array {
  try {
    return new Uint8Array(readFileSync(0));
  } catch (error) {
    throw new FileError('standard input', 'read', error);
  }
}

/** The contents of a text file in UTF-8; broken sequences become U+FFFD. */
export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}

/** Writes a file so that it is either as before or complete: aside first, then renamed. Devices and pipes, which cannot
 * be replaced, are written directly; a symbolic link stays, and what it leads to is replaced. */
export function writeAtomically(path: string, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    if (present && !present.isFile()) {
      writeAll(path, bytes, 'w');
      return;
    }
    // No other writer has the name: it holds the process and the nanosecond, and `wx` refuses what exists.
    const mark = `${process.pid}.${process.hrtime.bigint()}`;
    const target = present ? realpathSync(path) : path;
    const aside = join(dirname(target), `.${basename(target).slice(0, 100)}.${mark}`);
    try {
      writeAll(aside, bytes, 'wx', present?.mode);
      renameOver(aside, target);
    } catch (error) {
      rmSync(aside, { force: true });
      throw error;
    }
  } catch (error) {
    throw new FileError(path, 'write', error);
  }
}

/** Says now that a file cannot be written, and not when there is something to write. */
export function checkWritable(path: string): void {
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    if (present?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (present && !present.isFile()) return;
    const aside = join(dirname(present ? realpathSync(path) : path), `.${process.pid}.${process.hrtime.bigint()}`);
    closeSync(openSync(aside, 'wx'));
    rmSync(aside);
  } catch (error) {
    throw new FileError(path, 'write', error);
  }
}

const HELD_OPEN: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);
const RENAME_TRIES = 20;
const RENAME_PAUSE_MS = 25;

/** Renames over an existing file. Windows refuses while another program has that open, as scanners do for a moment with
 * every file that was just written. */
export function renameOver(
  from: string,
  to: string,
  rename: (from: string, to: string) => void = renameSync,
  pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS) as unknown,
  platform: string = process.platform,
): void {
  for (let left = platform === 'win32' ? RENAME_TRIES : 1; ; ) {
    try {
      rename(from, to);
      return;
    } catch (error) {
      if (--left === 0 || !HELD_OPEN.has(String((error as { code?: unknown }).code))) throw error;
      pause();
    }
  }
}

function writeAll(path: string, bytes: Uint8Array, flags: string, mode?: number): void {
  const file = openSync(path, flags, mode);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } finally {
    closeSync(file);
  }
}
