// Runs the built program as users do: a child process. dist/ is brought up to date first.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');
export const CONFORMANCE = join(ROOT, 'test', 'conformance');
export const MAIN = join(ROOT, 'dist', 'cli', 'main.js');

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; -1 when a signal ended it. */
  readonly code: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called when something was printed, with all output up to then. */
  readonly onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Builds dist/ if a source is newer. Call it in beforeAll. */
export async function ensureBuilt(): Promise<void> {
  const { buildIfStale } = (await import(pathToFileURL(join(ROOT, 'tools', 'build.mjs')).href)) as {
    buildIfStale(): Promise<boolean>;
  };
  await buildIfStale();
}

/** The environment as in a shell, however the tests were started: npm's variables make natmod print npx natmod. */
const withoutNpm = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** Runs any program to its end. */
export function execute(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...withoutNpm(), NO_COLOR: '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(stdout, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', failed);
    child.on('close', (code) => done({ stdout, stderr, code: code ?? -1 }));
  });
}

/** Runs `natmod` with these arguments. */
export const natmod = (args: readonly string[], options?: RunOptions): Promise<Finished> =>
  execute(process.execPath, [MAIN, ...args], options);

export interface TestFolder {
  readonly path: string;
  /** The full path of a file in it. */
  at(...parts: string[]): string;
  /** Writes a file, and makes its folder. */
  put(path: string, content: string | Uint8Array): void;
  remove(): void;
}

/** An empty folder whose path has spaces. */
export function emptyFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'natmod test '));
  const at = (...parts: string[]) => join(path, ...parts);
  return {
    path,
    at,
    put: (name, content) => {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), content);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
