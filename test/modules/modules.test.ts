// Modules of the conformance kit in the style of module authors: py/dynruntime.h and documented names only. Built by
// `natmod build`, they print on the boards what the kit's own modules print there; for every other compiler that is here they
// compile without a warning and link.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type BuildResult,
  buildProject,
  type Compiler,
  findCompilers,
  type Project,
  sourcesProject,
  TOOLCHAINS,
} from '../../src/build/index.js';
import { writeMpy } from '../../src/mpy/index.js';
import { type NodeHost, nodeHost } from '../../src/node/index.js';
import { compile } from '../../src/runtime/index.js';
import { createBoard } from '../../src/system/index.js';
import { BOARDS, kitFile, kitPath, kitText } from '../kit/kit.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const isLong = process.env.NATMOD_TEST === 'all';
const modules = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
/** Modules that have a twin in Python, which says what their drivers print, or drivers that know what comes out; the
 * others are of the kit. */
const isOwn = (name: string): boolean => name.startsWith('own_');

/** The entry to a handler of exceptions, which C cannot write, for the modules that set some up. */
const NLR_ENTRY = 'nlr/nlr_entry.S';
const WITH_NLR_ENTRY = ['own_cross', 'own_iterbuf', 'own_kwst'];

let folder = '';
let host: NodeHost;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'natmod modules '));
  cpSync(here, folder, { recursive: true });
  host = nodeHost(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A module's sources, with more warnings than natmod build asks for. Not every function uses all that it is given. */
function projectOf(name: string, compiler: Compiler): Project {
  const files = readdirSync(join(here, name), { encoding: 'utf8', recursive: true });
  // A source that another one includes is no source.
  const sources = files.filter((file) => /\.(c|cpp|S)$/.test(file) && !/\bmod\w+\.c$/.test(file)).sort();
  const paths = sources.map((file) => `${name}/${file}`);
  if (WITH_NLR_ENTRY.includes(name)) paths.push(NLR_ENTRY);
  const plain = sourcesProject(host, paths, name);
  // natmod's C99 with gcc, C11 with the others.
  const standard = compiler.kind !== 'gcc' && sources.every((file) => file.endsWith('.c')) ? ['-std=c11'] : [];
  const flagsAfter = ['-Wextra', '-Wno-unused-parameter', `-I${name}`, ...standard];
  // What the compiler for ESP8266 leaves to the chip's ROM.
  const externs = (arch: string) => (arch === 'xtensa' ? kitPath('xtensa_rom.ld') : undefined);
  return { ...plain, settings: (arch) => ({ ...plain.settings(arch), flagsAfter, externs: externs(arch) }) };
}

async function build(name: string, arch: string, compiler: Compiler): Promise<{ result: BuildResult; output: string }> {
  let output = '';
  const [result] = await buildProject(host, projectOf(name, compiler), {
    architectures: [arch],
    out: 'out',
    work: `work/${compiler.kind}`, // one for all modules: a compiler is asked once about itself
    layout: 'flat',
    jobs: 1,
    compiler: () => compiler,
    color: false,
    version: 'test',
    onEvent: (event) => {
      if (event.kind === 'output') output += event.text;
    },
  });
  return { result: result!, output };
}

const compilersOf = (arch: string) => findCompilers(nodeHost(here), arch);
const BUILT = { result: expect.objectContaining({ ok: true }) as BuildResult, output: '' };

describe.each(BOARDS)('on $board', ({ board, arch, short }) => {
  const compiler = compilersOf(arch)[0];
  test.for(modules)('%s', async (name, { skip }) => {
    if (compiler === undefined) return skip(`no compiler for ${arch}`);
    const built = await build(name, arch, compiler);
    expect(built).toEqual(BUILT);
    const run = (module: Uint8Array, driver: Uint8Array): string => {
      let printed = '';
      const guest = createBoard({ board, limits: 'board', timeout: 120, output: (text) => (printed += text) });
      guest.addModule(name, module);
      guest.runScript(driver);
      return printed;
    };
    const module = host.readBytes(`out/${name}_${arch}.mpy`)!;
    if (!isOwn(name)) {
      return expect(run(module, kitFile(`${name}/${name}_test.py`))).toBe(kitText(`${name}/expected.${short}.txt`));
    }
    const driver = host.readBytes(`${name}/${name}_test.py`)!;
    const oracle = host.readBytes(`${name}/${name}_oracle.py`);
    if (oracle === undefined) return expect(run(module, driver)).toBe('failed: 0\n');
    const twin = compile(oracle, { fileName: `${name}.py` });
    expect(run(module, driver)).toBe(run(writeMpy(twin), driver));
  });
});

/** Every other compiler and architecture: all with every module, or each with a module or two of its own. */
const others = Object.keys(TOOLCHAINS).flatMap((arch) =>
  compilersOf(arch)
    .filter((_, i) => i > 0 || !BOARDS.some((board) => board.arch === arch))
    .map((compiler) => ({ arch, compiler, label: `${arch} ${compiler.kind}` })),
);
describe.each(others)('$label', ({ arch, compiler, label }) => {
  const turn = others.findIndex((other) => other.label === label);
  const mine = modules.filter((_, i) => isLong || i % others.length === turn % modules.length);
  test.for(mine)('%s', async (name) => {
    expect(await build(name, arch, compiler)).toEqual(BUILT);
  });
});
