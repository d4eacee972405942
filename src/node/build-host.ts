// The computer that a build runs on: files and programs of a project's folder.
import { createHash } from 'node:crypto';
import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync, unlinkSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import type { BuildHost } from '../build/index.js';
import { CompilerRuns } from './compiler-runs.js';
import { FileError, listFolder, makeFolder, readBytes, renameOver, writeAtomically } from './files.js';
import { mpyDir } from './package-files.js';
import { nativeMachine, programEndings } from './windows.js';

export interface NodeHost extends BuildHost {
  /** Ends the programs that run now, and starts none any more: for signals. */
  stop(): void;
}

/** How long compilers are asked; the slowest need a second or two, on a busy computer some more. */
export const PATIENCE = 30;

export function nodeHost(
  folder: string,
  options: { readonly patience?: number | undefined } = { patience: PATIENCE },
): NodeHost {
  const at = (path: string) => resolve(folder, path);
  const programs = new Map<string, string | undefined>();
  const folders = new Set<string>();
  const makeFolderOnce = (path: string) => {
    if (folders.has(path)) return;
    makeFolder(path);
    folders.add(path);
  };
  const find = (name: string) => {
    if (!programs.has(name)) programs.set(name, findProgram(name, folder));
    return programs.get(name);
  };
  const compilers = new CompilerRuns(folder, find);
  return {
    mpyDir: mpyDir().replaceAll('\\', '/'),
    machine: nativeMachine(),
    patience: options.patience,
    mark: String(process.pid),
    readBytes(path) {
      try {
        return readBytes(at(path));
      } catch (error) {
        if (error instanceof FileError && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.errno)) return undefined;
        throw error;
      }
    },
    list: (path) => listFolder(at(path)) ?? [],
    write(path, content) {
      const file = at(path);
      makeFolderOnce(dirname(file));
      writeAtomically(file, content);
    },
    makeFolder: (path) => makeFolderOnce(at(path)),
    remove(path) {
      try {
        unlinkSync(at(path));
      } catch (error) {
        if (!['ENOENT', 'ENOTDIR'].includes(String((error as { code?: unknown }).code))) {
          throw new FileError(at(path), 'write', error);
        }
      }
    },
    rename(from, to) {
      try {
        renameOver(at(from), at(to));
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === 'ENOENT') return false;
        throw new FileError(at(to), 'write', error);
      }
    },
    run: (command, limit) => compilers.run(command, limit),
    findProgram: find,
    isScript: (path) => /\.(?:cmd|bat)$/i.test(path) || startOf(at(path), 2) === '#!',
    time: () => Date.now(),
    stamp(path) {
      try {
        const found = statSync(at(path), { throwIfNoEntry: false });
        return found && `${found.mtimeMs} ${found.size}`;
      } catch (error) {
        throw new FileError(at(path), 'read', error);
      }
    },
    hash(content) {
      return createHash('sha256').update(content).digest('hex').slice(0, 32);
    },
    realPath(path) {
      try {
        return realpathSync(at(path)).replaceAll('\\', '/');
      } catch {
        return undefined;
      }
    },
    stop: () => compilers.stop(),
  };
}

/** The first bytes of a file; empty if it cannot be read. */
function startOf(path: string, length: number): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(length);
      return String.fromCharCode(...bytes.subarray(0, readSync(file, bytes, 0, length, 0)));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

/** On PATH as a shell searches it; a name with a slash is a path already. */
function findProgram(name: string, folder: string): string | undefined {
  const endings = programEndings(name);
  const isPath = /[\\/]/.test(name);
  const folders = isPath ? [isAbsolute(name) ? '' : folder] : (process.env.PATH ?? '').split(delimiter);
  for (const each of folders) {
    for (const ending of endings) {
      const path = join(each, `${name}${ending}`);
      if (isProgram(path)) return path;
    }
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
