// The kit's modules on both boards with the limits of the real ones: what the kit's own driver script prints is what the
// real firmware printed. Four ways: as they are, with a collection before every allocation, with the driver precompiled,
// and with the module linked by our own linker from the kit's objects.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { link } from '../../src/link/index.js';
import { writeMpy } from '../../src/mpy/index.js';
import { compile } from '../../src/runtime/compile/index.js';
import { type BoardOptions, createBoard } from '../../src/system/index.js';
import { BOARDS, firstOf, kitFile, kitPath, kitText, knownFailures } from './kit.js';

const isLong = process.env.NATMOD_TEST === 'all';
const modules = readdirSync(kitPath('')).filter((name) => firstOf(`${name}/${name}_test.py`));
const known = knownFailures();

type Arch = (typeof BOARDS)[number]['arch'];
interface Way {
  readonly options?: BoardOptions;
  readonly compiled?: boolean;
  readonly module?: Uint8Array;
}

/** The reference's file; where the reference cannot link the module, the corrected one. */
const referenceMpy = (name: string, arch: Arch): Uint8Array =>
  kitFile(firstOf(`${name}/${arch}/${name}.mpy`, `${name}/${arch}/${name}.ext.mpy`)!);

/** Output of a module's driver, followed by the text of what it raised. */
function runDriver(name: string, { board, arch, short }: (typeof BOARDS)[number], way: Way = {}): string {
  let out = '';
  const guest = createBoard({ board, limits: 'board', timeout: 120, ...way.options, output: (text) => (out += text) });
  guest.addModule(name, way.module ?? referenceMpy(name, arch));
  const source = kitFile(`${name}/${name}_test.py`);
  try {
    if (way.compiled) {
      const smallIntBits = short === 'rv64' ? 63 : 31;
      guest.runMpy(writeMpy(compile(source, { fileName: '<stdin>', smallIntBits })), '<stdin>');
    } else guest.runScript(source);
  } catch (e) {
    out += String(e);
  }
  return out;
}

// --- our own linker --------------------------------------------------------------------------------------------------

const MARCH: Readonly<Record<string, readonly string[]>> = {
  rv32imc: ['-march=rv32imac', '-mabi=ilp32'],
  rv64imc: ['-march=rv64imac', '-mabi=lp64'],
};

/** The compiler's library, undefined without the compiler. */
function libgcc(arch: Arch): { name: string; bytes: Uint8Array } | undefined {
  try {
    const options = { encoding: 'utf8', stdio: 'pipe' } as const;
    const path = execFileSync('riscv64-unknown-elf-gcc', [...MARCH[arch]!, '-print-libgcc-file-name'], options).trim();
    return existsSync(path) ? { name: 'libgcc.a', bytes: new Uint8Array(readFileSync(path)) } : undefined;
  } catch {
    return undefined;
  }
}

const setting = (name: string, key: string): string | undefined =>
  new RegExp(`^${key}="([^"]*)"`, 'm').exec(kitText(`${name}/build.conf`))?.[1];

function linkOurselves(name: string, arch: Arch): Uint8Array {
  const sources = (setting(name, 'SRC') ?? `${name}.c`).split(/\s+/);
  const objects = sources.map((source) => {
    const file = `${source.replace(/\.[^.]*$/, '')}.o`;
    return { name: file, bytes: kitFile(`${name}/${arch}/${file}`) };
  });
  const own = setting(name, 'OWNLIB');
  const library = usesLibgcc(name, arch) ? libgcc(arch) : undefined;
  return link({
    ...{ arch, objects, sourceName: `${name}.mpy`, qstrs: kitText(`${name}/${name}.qstr.h`) },
    libraries: [
      ...(own === undefined ? [] : [{ name: own, bytes: kitFile(`${name}/${arch}/${own}`) }]),
      ...(library === undefined ? [] : [library]),
    ],
  }).mpy;
}
const usesLibgcc = (name: string, arch: Arch): boolean => existsSync(kitPath(`${name}/${arch}/${name}.libgcc.txt`));

// --- tests -----------------------------------------------------------------------------------------------------------

/** Drivers that are quick under stress. */
const QUICK = ['hello', 'klass', 'kwargs', 'callback', 'iters', 'exc', 'bssmod', 'seqs', 'nlr', 'mem'];

describe.each(BOARDS)('driver on $board', (board) => {
  const { arch, short } = board;
  const expected = (name: string): string => kitText(`${name}/expected.${short}.txt`);

  for (const name of modules) {
    const key = `drivers/${name}.${short}`;
    test(`${name}${known.has(key) ? ' (known failure)' : ''}`, () => {
      const printed = runDriver(name, board);
      if (!known.has(key)) expect(printed).toBe(expected(name));
      else expect(printed === expected(name), `${key} passes now: take it out of known-failures.txt`).toBe(false);
    });
  }

  const passing = modules.filter((name) => !known.has(`drivers/${name}.${short}`));
  test.each(isLong ? passing : passing.filter((name) => QUICK.includes(name)))(
    '%s under GC stress',
    (name) => {
      expect(runDriver(name, board, { options: { gc: 'stress' } })).toBe(expected(name));
    },
    300_000,
  );

  test.each(passing)('%s with its driver compiled first', (name) => {
    expect(runDriver(name, board, { compiled: true })).toBe(expected(name));
  });

  const hasLibgcc = libgcc(arch) !== undefined;
  describe.each(passing)('%s', (name) => {
    test.skipIf(usesLibgcc(name, arch) && !hasLibgcc)(
      'linked by ourselves (some need the libgcc of riscv64 gcc)',
      () => {
        expect(runDriver(name, board, { module: linkOurselves(name, arch) })).toBe(expected(name));
      },
    );
  });
});
