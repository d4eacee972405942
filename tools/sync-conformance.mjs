// Brings the part of the conformance kit that tests need from ../shared/conformance to test/conformance, so that a
// clone passes its tests with nothing beside it. `--check` changes nothing and says where the copy differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Architectures whose objects and reference links are copied. */
const ARCHITECTURES = ['rv32imc', 'rv64imc', 'x86', 'x64', 'armv6m', 'armv7m', 'armv7emsp', 'armv7emdp'];
/** Folders of the kit that hold objects for architectures. */
const KNOWN_ARCHITECTURES = /^(armv\w+|x86|x64|xtensa\w*|rv\d+imc|aarch64)$/;
/** Scripts of the kit that make it, of no use to tests. */
const LEFT_OUT = new Set(['build.sh', 'fwrun.py', 'inject.py', 'run.py', 'xtensa_rom.ld']);

/** Made from the dialect's description: the snippets, of which a test can say what they print. */
const VECTORS = 'dialect-vectors.json';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const from = resolve(root, '..', 'shared', 'conformance');
const dialect = resolve(root, '..', 'shared', 'spec', 'dialect.json');
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

/** One snippet a line: id, mode, code, then for each board (the second only if it differs) output and uncaught text. */
function vectorsFile() {
  const steady = JSON.parse(readFileSync(dialect, 'utf8')).vectors.filter(
    ({ rv64, address_dependent, state_dependent }) => !('fault' in rv64 || address_dependent || state_dependent),
  );
  const outcome = ({ stdout = '', uncaught = '' }) => (uncaught === '' ? [stdout] : [stdout, uncaught]);
  const rows = steady.map(({ id, mode, code, rv64, rv32 }) =>
    JSON.stringify([id, mode, code, outcome(rv64), ...(rv32 ? [outcome(rv32)] : [])]),
  );
  return `[\n${rows.join(',\n')}\n]\n`;
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
const extra = copy.filter((name) => !source.includes(name) && name !== VECTORS);
const vectors = existsSync(dialect) ? vectorsFile() : undefined;
if (vectors && !(existsSync(join(to, VECTORS)) && readFileSync(join(to, VECTORS), 'utf8') === vectors))
  different.push(VECTORS);

if (process.argv.includes('--check')) {
  for (const name of different) console.log(`differs or is missing: ${name}`);
  for (const name of extra) console.log(`not in the kit: ${name}`);
  process.exit(different.length + extra.length > 0 ? 1 : 0);
}
for (const name of different) {
  mkdirSync(dirname(join(to, name)), { recursive: true });
  writeFileSync(join(to, name), name === VECTORS ? vectors : readFileSync(join(from, name)));
}
for (const name of extra) rmSync(join(to, name));
const bytes = source.reduce((sum, name) => sum + statSync(join(to, name)).size, 0);
console.log(
  `${different.length} copied, ${extra.length} removed; ${source.length} files, ${Math.round(bytes / 1024)} KiB`,
);
