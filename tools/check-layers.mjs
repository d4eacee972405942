// The import directions between the folders of src/, held as data. `npm run lint` fails with the reason when a file
// breaks them; `node tools/check-layers.mjs --print` prints the table for ARCHITECTURE.md.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'src');
const ANYTHING = '*';

/** folder -> folders that it may import, besides base. */
export const LAYERS = {
  base: [],
  elf: [],
  abi: [],
  riscv: [],
  machine: [],
  mpy: ['abi'],
  arch: ['elf', 'abi'],
  link: ['elf', 'abi', 'mpy', 'arch'],
  repl: [],
  romfs: [],
  interp: ['riscv', 'machine'],
  measure: ['elf', 'mpy', 'machine'],
  runtime: ['abi', 'mpy', 'machine', 'romfs'],
  debug: ['elf', 'abi', 'mpy', 'riscv', 'machine'],
  check: ['abi', 'riscv', 'machine', 'debug'],
  gdb: ['elf', 'mpy', 'riscv', 'machine'],
  system: ['abi', 'mpy', 'machine', 'interp', 'repl', 'measure', 'runtime', 'debug', 'check', 'gdb'],
  build: ['elf', 'link', 'mpy', 'runtime'],
  remote: ['abi', 'mpy'],
  runner: ['measure'],
  node: ['machine', 'system', 'build', 'remote'],
  cli: [ANYTHING],
  // The sub-paths of the package, one file each
  exports: ['mpy', 'link', 'machine', 'measure', 'runtime', 'debug', 'node'],
  // The public API: src/index.ts
  '.': [
    'elf',
    'abi',
    'mpy',
    'arch',
    'link',
    'riscv',
    'machine',
    'interp',
    'repl',
    'runtime',
    'debug',
    'check',
    'system',
  ],
};

function files(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? files(path) : entry.name.endsWith('.ts') ? [path] : [];
  });
}

const folderOf = (path) => {
  const parts = relative(root, path).split(/[\\/]/);
  return parts.length === 1 ? '.' : parts[0];
};

function check() {
  const problems = [];
  for (const file of files(root)) {
    const folder = folderOf(file);
    // Tests and their helpers may use anything; nothing else imports them.
    const isTest = /\.(test|fixture)\.ts$/.test(file);
    const allowed = LAYERS[folder];
    const name = relative(dirname(root), file);
    if (!allowed) {
      problems.push(`${name}: folder src/${folder} is not in the table of tools/check-layers.mjs`);
      continue;
    }
    const source = readFileSync(file, 'utf8');
    for (const match of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
      const target = match[1];
      if (target.startsWith('node:')) {
        if (!['node', 'cli'].includes(folder) && !isTest) {
          problems.push(
            `${name}: imports ${target}; only node/ and cli/ may touch Node, so that the rest runs in a browser`,
          );
        }
        continue;
      }
      if (!target.startsWith('.')) continue;
      const path = resolve(dirname(file), target);
      const to = folderOf(path);
      if (to === folder || to === 'base' || isTest) continue;
      if (!allowed.includes(ANYTHING) && !allowed.includes(to)) {
        problems.push(`${name}: src/${folder} may not import src/${to} (allowed: base ${allowed.join(' ')})`);
      } else if (!/(^|\/)index\.js$/.test(target)) {
        problems.push(`${name}: import src/${to} through its index.js, the only door of a folder, not ${target}`);
      }
    }
  }
  return problems;
}

if (process.argv.includes('--print')) {
  for (const [folder, allowed] of Object.entries(LAYERS)) console.log(`${folder.padEnd(9)} ${allowed.join(' ')}`);
} else {
  const problems = check();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
}
