// Brings the part of the conformance kit that tests need from ../shared/conformance to test/conformance, so that a
// clone passes its tests with nothing beside it. `--check` changes nothing and says where the copy differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Architectures whose objects and reference links are copied. */
const ARCHITECTURES = ['rv32imc', 'rv64imc', 'x86', 'x64', 'armv6m', 'armv7m', 'armv7emsp', 'armv7emdp', 'xtensa'];
/** Folders of the kit that hold objects for architectures. */
const KNOWN_ARCHITECTURES = /^(armv\w+|x86|x64|xtensa\w*|rv\d+imc|aarch64)$/;
/** Scripts of the kit that make it, of no use to tests. */
const LEFT_OUT = new Set(['build.sh', 'fwrun.py', 'inject.py', 'run.py']);

/** Made from the dialect's description: the snippets, of which a test can say what they print; the names that there are;
 * the table of errors. */
const MADE = new Map([
  ['dialect-vectors.json', vectorsFile],
  ['dialect-names.json', namesFile],
  ['dialect-errors.json', errorsFile],
]);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const from = resolve(root, '..', 'shared', 'conformance');
const dialect = resolve(root, '..', 'shared', 'spec', 'dialect.json');
const dialectText = resolve(root, '..', 'shared', 'spec', 'python-dialect.md');
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

const lines = (rows) => `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;

/** One a line: ['module', name, attributes], ['type', name, methods], ['exception', name, base],
 * ['dir', expression, setup, name of its type, what dir() lists, bases]. */
function namesFile() {
  const { builtins, modules, types, exceptions, dir } = JSON.parse(readFileSync(dialect, 'utf8'));
  const attributes = Object.entries({ builtins: { attributes: builtins }, ...modules });
  return lines([
    ...attributes.map(([name, module]) => ['module', name, module.attributes]),
    ...Object.values(types).map(({ name, methods = {} }) => ['type', name, methods]),
    ...exceptions.map(({ name, base, only }) => ['exception', name, base, ...(only ? [only] : [])]),
    ...Object.values(dir)
      .filter((sample) => sample.dir)
      .map((sample) => [
        'dir',
        sample.expression,
        sample.setup ?? '',
        sample.type_name,
        sample.dir,
        sample.bases ?? '',
      ]),
  ]);
}

/** One row of the table of errors a line: snippet, class, message, and that of VIRT_RV32 where it differs. */
function errorsFile() {
  const text = readFileSync(dialectText, 'utf8');
  const table = text.slice(text.indexOf('\n# 23 '), text.indexOf('\n# 24 '));
  const code = (cell) => /^(`+) ?(.*?) ?\1$/.exec(cell.trim())?.[2] ?? cell.trim().replace(/^`|`$/g, '');
  const rows = [];
  for (const line of table.split('\n')) {
    if (!line.startsWith('| `')) continue;
    const [snippet, type, message] = line
      .split(/(?<!\\)\|/)
      .slice(1)
      .map((cell) => cell.replaceAll('\\|', '|'));
    const [rv64, rv32] = message.split(' RV32: ');
    rows.push([code(snippet).replaceAll(' ⏎ ', '\n'), type.trim(), code(rv64), ...(rv32 ? [code(rv32)] : [])]);
  }
  return lines(rows);
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
const extra = copy.filter((name) => !source.includes(name) && !MADE.has(name));
const made = new Map(existsSync(dialect) ? [...MADE].map(([name, make]) => [name, make()]) : []);
for (const [name, text] of made) {
  if (!(existsSync(join(to, name)) && readFileSync(join(to, name), 'utf8') === text)) different.push(name);
}

if (process.argv.includes('--check')) {
  for (const name of different) console.log(`differs or is missing: ${name}`);
  for (const name of extra) console.log(`not in the kit: ${name}`);
  process.exit(different.length + extra.length > 0 ? 1 : 0);
}
for (const name of different) {
  mkdirSync(dirname(join(to, name)), { recursive: true });
  writeFileSync(join(to, name), made.get(name) ?? readFileSync(join(from, name)));
}
for (const name of extra) rmSync(join(to, name));
const bytes = source.reduce((sum, name) => sum + statSync(join(to, name)).size, 0);
console.log(
  `${different.length} copied, ${extra.length} removed; ${source.length} files, ${Math.round(bytes / 1024)} KiB`,
);
