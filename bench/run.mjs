// `npm run bench [-- WORD...]`: the speeds that matter, each beside its target; with words only the lines that have one of
// them. Figures depend on the machine; where it can be they are relative to something that is measured in the same run
// (starting Node, MicroPython in WebAssembly, JavaScript), so that they carry over. Nothing here is a test: a target
// that is missed is only shown.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { createBoard, link } from '../dist/index.js';
import { ROOT } from '../tools/lib/checkout.mjs';
import { benchBuild } from './builder.mjs';
import { benchNativeCalls, benchPython } from './python.mjs';
import { benchRunner } from './runner.mjs';

const KIT = join(ROOT, 'test', 'conformance');
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const WORDS = process.argv.slice(2);
const wanted = (label) => WORDS.length === 0 || WORDS.some((word) => label.includes(word));
const folder = mkdtempSync(join(tmpdir(), 'natmod-bench-'));

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

function timed(body) {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/** Median after warming up. */
function warm(body, times = 30) {
  for (let i = 0; i < 10; i++) body();
  return median(Array.from({ length: times }, () => timed(body)));
}

function start(args) {
  const { status, stderr, error } = spawnSync(process.execPath, args, { stdio: 'pipe' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with status ${status}\n${stderr}`);
}

/** The largest module of the kit that needs no libraries. */
function largest(arch) {
  const sizes = readdirSync(KIT).flatMap((name) => {
    const mpy = join(KIT, name, arch, `${name}.mpy`);
    const needsLibrary = existsSync(join(KIT, name, arch, `${name}.libgcc.txt`)) || existsSync(join(KIT, name, 'lib'));
    return existsSync(mpy) && !needsLibrary ? [{ name, size: statSync(mpy).size }] : [];
  });
  return sizes.sort((a, b) => b.size - a.size)[0].name;
}

function linkOptions(name, arch) {
  const conf = readFileSync(join(KIT, name, 'build.conf'), 'utf8');
  const sources = /^SRC="?([^"\n]*)"?/m.exec(conf)?.[1].split(/\s+/).filter(Boolean) ?? [`${name}.c`];
  return {
    arch,
    objects: sources.map((source) => {
      const object = join(KIT, name, arch, source.replace(/\.\w+$/, '.o'));
      return { name: object, bytes: readFileSync(object) };
    }),
    qstrs: readFileSync(join(KIT, name, `${name}.qstr.h`), 'utf8'),
    sourceName: `${name}.mpy`,
  };
}

/** Whole processes, in times of `node -e 0`. */
function benchCommands(rows) {
  const name = 'klass';
  const object = join(KIT, name, 'rv64imc', `${name}.o`);
  const qstrs = join(KIT, name, `${name}.qstr.h`);
  const linkArgs = ['link', '--arch', 'rv64imc', '--qstrs', qstrs, '-o', join(folder, 'out.mpy'), object];
  const commands = [
    { name: 'node -e 0', args: ['-e', '0'], times: [] },
    { name: 'natmod --version, whole process', args: [MAIN, '--version'], target: 2, times: [] },
    { name: 'natmod link, whole process', args: [MAIN, ...linkArgs], target: 1.6, times: [] },
    { name: 'natmod run -c "print(1)", whole process', args: [MAIN, 'run', '-c', 'print(1)'], target: 3, times: [] },
  ].filter(({ name, target }) => target === undefined || wanted(name));
  if (commands.length === 1) return;
  // Interleaved, so that a machine that gets busier or quicker changes all.
  for (let i = 0; i < 15; i++) {
    for (const { args, times } of commands) times.push(timed(() => start(args)));
  }
  const [empty, ...ours] = commands.map((command) => ({ ...command, ms: median(command.times) }));
  for (const { name, target, ms } of ours) {
    const ratio = ms / empty.ms;
    const detail = `${ms.toFixed(0)} ms, node -e 0: ${empty.ms.toFixed(0)} ms`;
    rows.push([name, `${ratio.toFixed(2)}x node -e 0`, `${target}x`, ratio <= target, detail]);
  }
}

function benchLink(rows) {
  for (const arch of ['rv32imc', 'rv64imc']) {
    if (!wanted(`link(), ${arch}`)) continue;
    const name = largest(arch);
    const options = linkOptions(name, arch);
    const size = link(options).mpy.length;
    const ms = warm(() => link(options));
    rows.push([`link(), ${arch}`, `${ms.toFixed(2)} ms`, '5 ms', ms <= 5, `${name}, ${size} bytes`]);
  }
}

const hello = (arch) => readFileSync(join(KIT, 'hello', arch, 'hello.mpy'));

function benchBoard(rows) {
  for (const [board, arch] of [
    ['VIRT_RV64', 'rv64imc'],
    ['VIRT_RV32', 'rv32imc'],
  ]) {
    if (!wanted(`boot, import, call on ${board}`)) continue;
    const mpy = hello(arch);
    const ms = warm(() => {
      const guest = createBoard({ board });
      guest.addModule('hello', mpy);
      if (guest.importModule('hello').method('add', 2, 3).repr() !== '5') throw new Error('wrong result');
    }, 20);
    rows.push([`boot, import, call on ${board}`, `${ms.toFixed(1)} ms`, '30 ms', ms <= 30, '']);
  }
}

/** A script of this folder that reaches into the sources. */
async function load(name) {
  const outfile = join(folder, `${name}.mjs`);
  const entryPoints = [join(ROOT, 'bench', `${name}.ts`)];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

async function benchManyObjects(rows) {
  if (!wanted('link() of 200 objects') && !wanted('link() of 400 objects')) return;
  const { benchLinks } = await load('link');
  const [few, many, most] = benchLinks([50, 200, 400]);
  const size = (m) => `${(m.bytes / 1e6).toFixed(2)} MB`;
  rows.push(['link() of 200 objects', `${many.ms.toFixed(0)} ms`, '150 ms', many.ms <= 150, size(many)]);
  const growth = most.ms / few.ms;
  const detail = `50: ${few.ms.toFixed(0)} ms, 400: ${most.ms.toFixed(0)} ms, ${size(most)}`;
  rows.push(['link() of 400 objects', `${growth.toFixed(1)}x that of 50`, '12x', growth <= 12, detail]);
}

async function benchInterpreter(rows) {
  if (!wanted('interp CRC loop, RV32') && !wanted('interp CRC loop, RV64')) return;
  const { benchInterp } = await load('interp');
  for (const { name, value, unit, ratio } of benchInterp()) {
    const target = /RV32/.test(name) ? 100 : 60;
    const short = unit === 'million instructions/s' ? 'MIPS' : unit;
    rows.push([
      name,
      `${value.toFixed(0)} ${short}`,
      `${target} MIPS`,
      value >= target,
      `${ratio.toFixed(1)}x the time of JavaScript`,
    ]);
  }
}

function show(rows) {
  const cells = [
    ['what', 'measured', 'target', '', ''],
    ...rows.map(([a, b, c, met, d]) => [a, b, c, met ? 'met' : 'missed', d]),
  ];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...cells.map((row) => row[i].length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

try {
  const rows = [];
  benchCommands(rows);
  benchLink(rows);
  await benchManyObjects(rows);
  benchBoard(rows);
  if (wanted('natmod test, the kit')) benchRunner(rows, { kit: KIT, main: MAIN, folder });
  await benchBuild(rows, { main: MAIN, folder, root: ROOT, wanted });
  benchNativeCalls(rows, wanted, hello);
  await benchPython(rows, wanted);
  await benchInterpreter(rows);
  console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}\n`);
  show(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
