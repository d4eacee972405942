// Projects with Makefiles as module authors write them for MicroPython, built by make with what `natmod mpy-dir` prints,
// for every architecture that has a compiler here, and run on the boards.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arches } from '../../src/arch/index.js';
import { CONFORMANCE, ensureBuilt, execute, natmod, ROOT } from '../helpers/cli.js';

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const COMPILERS: Readonly<Record<string, string>> = {
  x86: 'i686-linux-gnu-gcc',
  x64: 'x86_64-linux-gnu-gcc',
  armv6m: 'arm-none-eabi-gcc',
  armv7m: 'arm-none-eabi-gcc',
  armv7em: 'arm-none-eabi-gcc',
  armv7emsp: 'arm-none-eabi-gcc',
  armv7emdp: 'arm-none-eabi-gcc',
  xtensa: 'xtensa-lx106-elf-gcc',
  xtensawin: 'xtensa-esp32-elf-gcc',
  rv32imc: 'riscv64-unknown-elf-gcc',
  rv64imc: 'riscv64-unknown-elf-gcc',
};
/** The boards run these. */
const RUNNABLE = ['rv32imc', 'rv64imc'];

// make splits paths at spaces, so that the folder has none, unlike those of other tests.
let folder = '';
let mpyDir = '';
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'natmod-make-'));
  mpyDir = (await natmod(['mpy-dir'])).stdout.trim();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The ESP8266 has its compiler's helper functions in ROM. make splits paths at spaces, so that the file is copied. */
function romOf(arch: string): string[] {
  if (arch !== 'xtensa') return [];
  const file = join(folder, 'xtensa_rom.ld');
  cpSync(join(CONFORMANCE, 'xtensa_rom.ld'), file);
  return [`MPY_EXTERN_SYM_FILE=${file}`];
}

/** Builds a copy of a project; gives where. */
async function make(project: string, arch: string, ...more: string[]): Promise<string> {
  const copy = join(folder, `${project}-${arch}`);
  cpSync(join(ROOT, 'test', 'make', project), copy, { recursive: true });
  const done = await execute('make', ['-C', copy, `MPY_DIR=${mpyDir}`, `ARCH=${arch}`, ...romOf(arch), ...more]);
  expect([done.stderr, done.code]).toEqual(['', 0]);
  return copy;
}

const call = async (file: string, ...args: string[]) => {
  const { stdout, stderr } = await natmod(['call', file, ...args]);
  return stdout + stderr;
};

describe.each(Object.keys(COMPILERS).filter((arch) => arch in arches))('%s', (arch) => {
  const compiler = COMPILERS[arch]!;
  const why = !has('make') ? 'no make' : !has(compiler) ? `no ${compiler}` : undefined;

  test('one source', async ({ skip }) => {
    if (why) skip(why);
    // Cortex-M0 divides with a function of the compiler's library.
    const file = join(await make('single', arch, 'LINK_RUNTIME=1'), `single_${arch}.mpy`);
    if (!RUNNABLE.includes(arch)) return expect(existsSync(file)).toBe(true);
    expect(await call(file, 'gcd', '84', '36')).toBe('12\n');
  });

  test('sources in folders and Python', async ({ skip }) => {
    if (why) skip(why);
    // Cortex-M0 divides with a function of the compiler's library.
    const file = join(await make('mixed', arch, 'LINK_RUNTIME=1'), 'mixed.mpy');
    if (!RUNNABLE.includes(arch)) return expect(existsSync(file)).toBe(true);
    expect(await call(file, 'sum_of', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10')).toBe('52\n');
  });

  test('floats with libraries', async ({ skip }) => {
    if (why) skip(why);
    // glibc's floorf chooses among versions when it is loaded, which a module cannot.
    if (arch === 'x86' || arch === 'x64') skip('libm.a of the host is for programs');
    if (arch === 'xtensa') skip('its compiler has no libm.a');
    const file = join(await make('floats', arch), `floats_${arch}.mpy`);
    if (!RUNNABLE.includes(arch)) return expect(existsSync(file)).toBe(true);
    expect(await call(file, 'mean', '[1, 2.5]')).toBe('1.75\n');
    expect(await call(file, 'half_up', '2.5')).toBe('3\n');
  });
});

describe('make', () => {
  const why = !has('make') ? 'no make' : !has(COMPILERS.rv64imc!) ? `no ${COMPILERS.rv64imc}` : undefined;

  test('does nothing the second time, and clean removes what was built', async ({ skip }) => {
    if (why) skip(why);
    const copy = await make('single', 'rv64imc');
    const again = (...args: string[]) => execute('make', ['-C', copy, `MPY_DIR=${mpyDir}`, 'ARCH=rv64imc', ...args]);
    expect((await again()).stdout).toContain('Nothing to be done');
    expect((await again('clean')).code).toBe(0);
    expect([existsSync(join(copy, 'single_rv64imc.mpy')), existsSync(join(copy, 'build-rv64imc'))]).toEqual([
      false,
      false,
    ]);
  });

  test('says what is wrong with a Makefile', async ({ skip }) => {
    if (why) skip(why);
    const run = async (...args: string[]) =>
      (await execute('make', ['-C', join(ROOT, 'test', 'make', 'single'), `MPY_DIR=${mpyDir}`, ...args])).stderr;
    expect(await run('ARCH=z80')).toContain("architecture 'z80' not supported");
    expect(await run('ARCH=rv64imc', 'SRC=')).toContain('SRC is not set');
    expect(await run('ARCH=rv64imc', 'MOD=')).toContain('MOD is not set');
  });
});

test('mpy-dir prints a folder that has what Makefiles include', async () => {
  const { stdout, code } = await natmod(['mpy-dir']);
  expect(code).toBe(0);
  expect(existsSync(join(stdout.trim(), 'py', 'dynruntime.mk'))).toBe(true);
  expect((await natmod(['mpy-dir', 'x'])).code).toBe(2);
});
