// The computer that a build runs on: files and programs of a project's folder.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync, unlinkSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import type { BuildHost, Finished } from '../build/index.js';
import { FileError, listFolder, makeFolder, readBytes, renameOver, writeAtomically } from './files.js';
import { mpyDir } from './package-files.js';
import { nativeMachine, programEndings, spawnPlan } from './windows.js';

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
  const running = new Set<ReturnType<typeof spawn>>();
  const hanging = new Map<string, Finished>();
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
  let stopped = false;
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
    run(command, limit) {
      const [program, ...args] = command;
      return new Promise<Finished | undefined>((done) => {
        if (stopped) return done({ status: -1, stdout: '', stderr: '' });
        const known = limit === undefined ? undefined : hanging.get(program!);
        if (known) return done(known);
        // Windows finds an .exe by its bare name, but no batch file.
        const path = isWindows ? find(program!) : undefined;
        const plan = spawnPlan(path !== undefined && /\.(?:cmd|bat)$/i.test(path) ? path : program!, args);
        const child = spawn(plan.command, plan.args, {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
          // A group of its own, so that what a compiler has started is ended with it.
          detached: !isWindows,
          windowsHide: true,
          windowsVerbatimArguments: plan.verbatim,
        });
        running.add(child);
        let stdout = '';
        let stderr = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          stdout += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text;
        });
        let late: string | undefined;
        const expire = () => {
          late = shortened(command);
          endGroup(child);
        };
        const timer = limit === undefined ? undefined : setTimeout(expire, Math.min(limit * 1000, 0x7fffffff));
        const end = (result: Finished | undefined) => {
          clearTimeout(timer);
          running.delete(child);
          if (result?.late !== undefined) hanging.set(program!, result);
          done(result);
        };
        child.on('error', () => end(undefined));
        const finished = (code: number | null, signal: string | null) =>
          end({ status: code ?? -1, signal: signal ?? undefined, late, stdout, stderr });
        child.on('close', finished);
        // What does not end with the program holds its streams open.
        child.on('exit', (code, signal) => {
          if (!stopped && late === undefined) return;
          child.stdout.destroy();
          child.stderr.destroy();
          finished(code, signal);
        });
      });
    },
    findProgram: find,
    isScript: (path) => /\.(?:cmd|bat)$/i.test(path) || startOf(at(path), 2) === '#!',
    time: () => Date.now(),
    stamp(path) {
      const found = statSync(at(path), { throwIfNoEntry: false });
      return found && `${found.mtimeMs} ${found.size}`;
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
    stop() {
      stopped = true;
      for (const child of running) endGroup(child);
    },
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

const isWindows = process.platform === 'win32';

/** The program and what it was asked, without what stands between them. */
const shortened = ([program, ...args]: readonly string[]): string =>
  [program, ...(args.length > 1 ? ['...'] : []), ...args.slice(-1)].join(' ');

/** Ends a program and what it has started; what does not listen is killed. */
function endGroup(child: ReturnType<typeof spawn>): void {
  const send = (signal: NodeJS.Signals) => {
    try {
      if (isWindows || child.pid === undefined) child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  send('SIGTERM');
  const kill = () => send('SIGKILL');
  const timer = setTimeout(kill, 1000);
  process.once('exit', kill);
  child.on('exit', () => {
    clearTimeout(timer);
    process.off('exit', kill);
  });
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
