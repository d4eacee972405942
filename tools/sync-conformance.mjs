// Brings the part of the conformance kit that tests need from ../shared/conformance to test/conformance, so that a
// clone passes its tests with nothing beside it. `--check` changes nothing and says where the copy differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Architectures whose objects and reference links are copied. */
const ARCHITECTURES = ['rv32imc', 'rv64imc'];
/** Folders of the kit that hold objects for architectures. */
const KNOWN_ARCHITECTURES = /^(armv\w+|x86|x64|xtensa\w*|rv\d+imc|aarch64)$/;
/** Scripts of the kit that make it, of no use to tests. */
const LEFT_OUT = new Set(['build.sh', 'fwrun.py', 'inject.py', 'run.py', 'xtensa_rom.ld']);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const from = resolve(root, '..', 'shared', 'conformance');
const to = join(root, 'test', 'conformance');

function list(dir, keep, base = dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    const name = relative(base, path).split(sep).join('/');
    if (!keep(name, entry.isDirectory())) return [];
    return entry.isDirectory() ? list(path, keep, base) : [name];
  });
}

function wanted(name, isDirectory) {
  const last = name.split('/').at(-1);
  if (isDirectory) return !KNOWN_ARCHITECTURES.test(last) || ARCHITECTURES.includes(last);
  return !LEFT_OUT.has(last);
}

if (!existsSync(from)) {
  console.error(`sync-conformance: ${relative(root, from)} is not here, so there is nothing to compare with`);
  process.exit(process.argv.includes('--check') ? 0 : 1);
}
const source = list(from, wanted);
const copy = existsSync(to) ? list(to, () => true) : [];
const different = source.filter((name) => {
  const path = join(to, name);
  return !existsSync(path) || !readFileSync(path).equals(readFileSync(join(from, name)));
});
const extra = copy.filter((name) => !source.includes(name));

if (process.argv.includes('--check')) {
  for (const name of different) console.log(`differs or is missing: ${name}`);
  for (const name of extra) console.log(`not in the kit: ${name}`);
  process.exit(different.length + extra.length > 0 ? 1 : 0);
}
for (const name of different) {
  mkdirSync(dirname(join(to, name)), { recursive: true });
  writeFileSync(join(to, name), readFileSync(join(from, name)));
}
for (const name of extra) rmSync(join(to, name));
const bytes = source.reduce((sum, name) => sum + statSync(join(to, name)).size, 0);
console.log(
  `${different.length} copied, ${extra.length} removed; ${source.length} files, ${Math.round(bytes / 1024)} KiB`,
);
