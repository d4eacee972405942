// What the scripts of tools/ share: where things are, child processes on all systems, and whether dist/ is up to date.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const DIST = join(ROOT, 'dist');
export const MODULES = join(ROOT, 'node_modules');
/** Notes of these scripts to themselves; gone with node_modules, which makes everything be done again. */
const STAMPS = join(MODULES, '.cache', 'natmod');

/** Runs a program in the checkout with its output shown; gives the exit code, or throws if it cannot be started. */
export function run(command, args, options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.on('error', failed);
    child.on('close', (code, signal) => done(signal ? 1 : code));
  });
}

/** Runs a script of an installed package with this Node, by path: no shell, so that spaces and Windows do not matter. */
export const runPackage = (script, args, options) =>
  run(process.execPath, [join(MODULES, ...script.split('/')), ...args], options);

/** Runs npm: the one that started us if there is one. */
export function runNpm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli && /\.c?js$/.test(cli)) return run(process.execPath, [cli, ...args], options);
  // npm is a .cmd file on Windows, which only a shell can start; the arguments are ours and need no quoting.
  return run('npm', args, { shell: process.platform === 'win32', ...options });
}

export const readStamp = (name) => {
  try {
    return readFileSync(join(STAMPS, name), 'utf8');
  } catch {
    return undefined;
  }
};
export function writeStamp(name, text) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, name), text);
}

function walk(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => walk(join(path, name)));
}

/** Changes whenever a file that dist/ is made of is added, removed or written. */
export function sourceFingerprint() {
  const hash = createHash('sha256');
  for (const part of ['src', 'tools/build.mjs', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    for (const path of walk(join(ROOT, part))) {
      if (/\.test\.ts$|\.snap$/.test(path)) continue;
      const { size, mtimeMs } = statSync(path);
      hash.update(`${relative(ROOT, path).split(sep).join('/')} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

export const isBuilt = () => existsSync(join(DIST, 'cli', 'main.js')) && readStamp('build') === sourceFingerprint();

const LOCK_IS_OLD = 120_000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Runs `body` while no other process of this checkout is in here. */
export async function exclusively(body) {
  const lock = join(STAMPS, 'lock');
  mkdirSync(STAMPS, { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      try {
        // Left behind by a process that was killed.
        if (Date.now() - statSync(lock).mtimeMs > LOCK_IS_OLD) rmSync(lock, { recursive: true });
      } catch {}
      await pause(50);
    }
  }
  try {
    return await body();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
