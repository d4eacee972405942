// Projects with Makefiles as module authors write them for MicroPython, built by make with what `natmod mpy-dir` prints
// and by `natmod build`, for every architecture that has a compiler here: the same bytes, which run on the boards.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arches } from '../../src/arch/index.js';
import { CONFORMANCE, ensureBuilt, execute, natmod, ROOT } from '../helpers/cli.js';

const has = (program: string, ...args: string[]) => spawnSync(program, [...args, '--version']).status === 0;
/** What each architecture needs; natmod knows other names, make takes these. */
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
/** Without a compiler for 32 bits, the computer's own makes them where its libraries for that are installed. */
const hasMultilib = (): boolean => {
  const found = spawnSync('gcc', ['-m32', '-print-file-name=libm.a']).stdout?.toString().trim() ?? '';
  return process.arch === 'x64' && isAbsolute(found);
};
const whyNot = (arch: string): string | undefined => {
  const compiler = COMPILERS[arch]!;
  if (!has('make')) return 'no make';
  return has(compiler) || (arch === 'x86' && hasMultilib()) ? undefined : `no ${compiler}`;
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

/** A copy of a project. The ESP8266 has its compiler's helper functions in ROM. */
function copyOf(project: string, arch: string, ...more: string[]): string {
  const copy = join(folder, `${project}-${arch}`);
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(ROOT, 'test', 'make', project), copy, { recursive: true });
  const lines = [...more];
  if (arch === 'xtensa') {
    cpSync(join(CONFORMANCE, 'xtensa_rom.ld'), join(copy, 'rom.ld'));
    lines.push('MPY_EXTERN_SYM_FILE = rom.ld');
  }
  const makefile = readFileSync(join(copy, 'Makefile'), 'utf8');
  writeFileSync(join(copy, 'Makefile'), `${lines.map((line) => `${line}\n`).join('')}${makefile}`);
  return copy;
}

const make = (copy: string, arch: string, ...more: string[]) =>
  execute('make', ['-C', copy, `MPY_DIR=${mpyDir}`, `ARCH=${arch}`, ...more]);

/** Builds a project with make, and with `natmod build`, which must give the same bytes. */
async function built(project: string, arch: string, ...more: string[]): Promise<string> {
  const copy = copyOf(project, arch, ...more);
  const done = await make(copy, arch);
  expect([done.stderr, done.code]).toEqual(['', 0]);
  const [name, ...others] = readdirSync(copy).filter((file) => file.endsWith('.mpy'));
  expect(others).toEqual([]);
  const ours = await natmod(['build', copy, '--arch', arch]);
  expect([ours.stderr, ours.code]).toEqual(['', 0]);
  const file = join(copy, name!);
  expect(readFileSync(join(copy, 'dist', `${project}_${arch}.mpy`)).equals(readFileSync(file))).toBe(true);
  return file;
}

const call = async (file: string, ...args: string[]) => {
  const { stdout, stderr } = await natmod(['call', file, ...args]);
  return stdout + stderr;
};

describe.each(Object.keys(COMPILERS).filter((arch) => arch in arches))('%s', (arch) => {
  const why = whyNot(arch);
  const runs = RUNNABLE.includes(arch);

  test('one source', async ({ skip }) => {
    if (why) skip(why);
    // Cortex-M0 divides with a function of the compiler's library.
    const file = await built('single', arch, 'LINK_RUNTIME = 1');
    if (runs) expect(await call(file, 'gcd', '84', '36')).toBe('12\n');
  });

  test('sources in folders and Python', async ({ skip }) => {
    if (why) skip(why);
    const file = await built('mixed', arch, 'LINK_RUNTIME = 1');
    if (runs) expect(await call(file, 'sum_of', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10')).toBe('52\n');
  });

  test('floats with libraries', async ({ skip }) => {
    if (why) skip(why);
    const file = await built('floats', arch);
    if (!runs) return;
    expect(await call(file, 'mean', '[1, 2.5]')).toBe('1.75\n');
    expect(await call(file, 'half_up', '2.5')).toBe('3\n');
    expect(await call(file, 'half_up', '-2.75')).toBe('-3\n');
    // 3 ** 1.5 + e ** 3 + ln 3 + 1 + sqrt 3 + sin 3 = 29.253472
    expect(await call(file, 'thousandths', '3')).toBe('29253\n');
  });
});

/** Modules that are one source, but for what the boards' tests need. */
const MODULES = readdirSync(join(ROOT, 'test', 'modules')).filter((name) =>
  existsSync(join(ROOT, 'test', 'modules', name, `${name}.c`)),
);
/** Where GNU as for Xtensa makes other code when labels of debug information stand in it. */
const SENSITIVE = ['own_ring', 'klass', 'globs', 'own_lz'];
const sweep =
  process.env.NATMOD_TEST === 'all'
    ? Object.keys(COMPILERS).map((arch) => [arch, MODULES] as const)
    : [['xtensa', SENSITIVE] as const];

test.for(sweep)(
  'the same bytes from make and from natmod build: %s',
  { timeout: 600_000 },
  async ([arch, names], { skip }) => {
    const why = whyNot(arch);
    if (why) skip(why);
    expect(MODULES).toEqual(expect.arrayContaining(SENSITIVE));
    const different: string[] = [];
    for (const name of names) {
      const copy = join(folder, `sweep-${name}-${arch}`);
      cpSync(join(ROOT, 'test', 'modules', name), copy, { recursive: true });
      if (arch === 'xtensa') cpSync(join(CONFORMANCE, 'xtensa_rom.ld'), join(copy, 'rom.ld'));
      const externs = arch === 'xtensa' ? 'MPY_EXTERN_SYM_FILE = rom.ld\n' : '';
      writeFileSync(
        join(copy, 'Makefile'),
        `MOD = ${name}\nSRC = ${name}.c\nLINK_RUNTIME = 1\n${externs}include $(MPY_DIR)/py/dynruntime.mk\n`,
      );
      const ours = await natmod(['build', copy, '--arch', arch]);
      const done = await make(copy, arch);
      const files = [join(copy, `${name}.mpy`), join(copy, 'dist', `${name}_${arch}.mpy`)];
      const [theirs, built] = files.map((file) => (existsSync(file) ? readFileSync(file).toString('hex') : undefined));
      // What cannot be built at all (floats without a library) fails in both.
      if (theirs !== built || (theirs === undefined) !== (ours.code !== 0 && done.code !== 0)) different.push(name);
      rmSync(copy, { recursive: true });
    }
    expect(different).toEqual([]);
  },
);

test.for([
  ['x64', /'floorf' of .*libm.*\.a:.* is an IFUNC: .*\n(?:.*\n)*.* nothing chooses for a native module/],
  ['xtensa', /undefined symbol: floorf\n/],
] as const)('floats whose function the library cannot give: %s', async ([arch, message], { skip }) => {
  const why = whyNot(arch);
  if (why) skip(why);
  const copy = copyOf('floats', arch, 'CFLAGS_EXTRA = -UOWN_FLOOR');
  for (const refused of [await make(copy, arch), await natmod(['build', copy, '--arch', arch])]) {
    // musl and others choose nothing.
    if (arch === 'x64' && refused.code === 0) skip('the C library has no IFUNCs');
    expect([refused.code === 0, refused.stderr]).toEqual([false, expect.stringMatching(message)]);
  }
  expect(readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mpy'))).toEqual([]);
});

describe('make', () => {
  const why = whyNot('rv64imc');

  test('does nothing the second time, and clean removes what was built', async ({ skip }) => {
    if (why) skip(why);
    const copy = copyOf('single', 'rv64imc');
    const again = (...args: string[]) => make(copy, 'rv64imc', ...args);
    expect((await again()).code).toBe(0);
    expect((await again()).stdout).toContain('Nothing to be done');
    expect((await again('clean')).code).toBe(0);
    expect([existsSync(join(copy, 'single_rv64imc.mpy')), existsSync(join(copy, 'build-rv64imc'))]).toEqual([
      false,
      false,
    ]);
  });

  test('makes again what a header or another architecture changes', async ({ skip }) => {
    const missing = whyNot('rv64imc') ?? whyNot('rv32imc');
    if (missing) skip(missing);
    const copy = join(folder, 'again');
    mkdirSync(copy);
    const put = (name: string, text: string) => writeFileSync(join(copy, name), text);
    const source = readFileSync(join(ROOT, 'test', 'make', 'single', 'single.c'), 'utf8');
    put('again.c', `#include "own.h"\n${source}`);
    put('own.h', '');
    put('more.py', 'MORE = 1\n');
    put('Makefile', 'MOD = again\nSRC = again.c more.py\ninclude $(MPY_DIR)/py/dynruntime.mk\n');
    const steps = async (arch: string, ...more: string[]) => {
      const { stdout, stderr, code } = await make(copy, arch, ...more);
      expect([stderr, code]).toEqual(['', 0]);
      const names =
        stdout
          .match(/^(?:GEN|CC|MPY|LINK) /gm)
          ?.map((name) => name.trim())
          .join(' ') ?? '';
      expect(
        await call(
          join(copy, 'again.mpy'),
          '--board',
          arch === 'rv64imc' ? 'VIRT_RV64' : 'VIRT_RV32',
          'gcd',
          '84',
          '36',
        ),
      ).toBe('12\n');
      return names;
    };
    const ALL = 'GEN CC LINK MPY GEN';
    expect(await steps('rv64imc')).toBe(ALL);
    expect(await steps('rv64imc')).toBe('');
    expect(await steps('rv32imc')).toBe(ALL);
    expect(await steps('rv64imc')).toBe('GEN');
    expect(await steps('rv64imc')).toBe('');
    put('own.h', '#define CHANGED 1\n');
    expect(await steps('rv64imc')).toBe('CC LINK GEN');
    put('again.c', source);
    rmSync(join(copy, 'own.h'));
    expect(await steps('rv64imc')).toBe('GEN CC LINK GEN');
    // One folder for all.
    expect(await steps('rv64imc', 'BUILD=build')).toBe(ALL);
    expect(await steps('rv32imc', 'BUILD=build')).toBe('CC LINK MPY GEN');
    expect(await steps('rv32imc', 'BUILD=build')).toBe('');
  });

  test('a Python source may have the name of the module, and sources lie beside it, for two architectures', async ({
    skip,
  }) => {
    const missing = whyNot('rv64imc') ?? whyNot('rv32imc');
    if (missing) skip(missing);
    const top = join(folder, 'named');
    const copy = join(top, 'named');
    mkdirSync(join(top, 'common'), { recursive: true });
    cpSync(join(ROOT, 'test', 'make', 'single', 'single.c'), join(top, 'common', 'other.c'));
    mkdirSync(copy);
    const put = (name: string, text: string) => writeFileSync(join(copy, name), text);
    put('named.py', 'def lcm(a, b):\n    return a * b // gcd(a, b)\n');
    put('Makefile', 'MOD = named\nSRC = ../common/other.c named.py\ninclude $(MPY_DIR)/py/dynruntime.mk\n');
    for (const [arch, board] of [
      ['rv64imc', 'VIRT_RV64'],
      ['rv32imc', 'VIRT_RV32'],
      ['rv64imc', 'VIRT_RV64'],
    ] as const) {
      const done = await make(copy, arch, 'CFLAGS_EXTRA=-DNAME=1');
      expect([done.stderr, done.code]).toEqual(['', 0]);
      expect(await call(join(copy, 'named.mpy'), '--board', board, 'lcm', '4', '6')).toBe('12\n');
    }
    expect((await make(copy, 'rv64imc', 'CFLAGS_EXTRA=-DNAME=1')).stdout).toContain('Nothing to be done');
    const ours = await natmod(['build', copy, '--arch', 'rv64imc']);
    expect([ours.stderr, ours.code]).toEqual(['', 0]);
    const [one, other] = ['named.mpy', 'dist/named_rv64imc.mpy'].map((name) => readFileSync(join(copy, name)));
    expect(other!.equals(one!)).toBe(true);
  });

  test.for<[line: string, args: string[], env: Record<string, string>]>([
    ['override CFLAGS += -DX', [], {}],
    ['override MPY_LD_FLAGS = -v', ['CFLAGS=-DX'], {}],
    ['', ['CFLAGS=-DX', 'MPY_LD_FLAGS=-v'], {}],
    ['', ['-e'], { CFLAGS: '-DX', MPY_LD_FLAGS: '-v' }],
    ['', [], { CFLAGS: '-DX', MPY_LD_FLAGS: '-v' }],
  ])('adds its flags to %j with %j and %j', async ([line, args, env], { skip }) => {
    if (why) skip(why);
    const copy = join(folder, `flags${args.length}${line.length}${'CFLAGS' in env}`);
    mkdirSync(copy);
    const put = (name: string, text: string) => writeFileSync(join(copy, name), text);
    const source = readFileSync(join(ROOT, 'test', 'make', 'single', 'single.c'), 'utf8');
    // A division of floats is in the library that LINK_RUNTIME adds to the flags of the linker.
    put('flags.c', `#ifndef X\n#error no X\n#endif\n${source}double f(double x, double y) { return x / y; }\n`);
    put('Makefile', `MOD = flags\nSRC = flags.c\nLINK_RUNTIME = 1\n${line}\ninclude $(MPY_DIR)/py/dynruntime.mk\n`);
    const done = await execute('make', ['-C', copy, `MPY_DIR=${mpyDir}`, 'ARCH=rv64imc', ...args], {
      env,
    });
    expect([done.stderr, done.code]).toEqual(['', 0]);
    expect(await call(join(copy, 'flags.mpy'), 'gcd', '84', '36')).toBe('12\n');
  });

  test('clang takes the libraries of the gcc for the same architecture', async ({ skip }) => {
    if (why ?? (has('clang') ? undefined : 'no clang')) skip(why ?? 'no clang');
    const copy = copyOf('floats', 'rv64imc');
    const done = await make(copy, 'rv64imc', 'CC=clang --target=riscv64-unknown-elf');
    expect([done.stderr, done.code]).toEqual(['', 0]);
    const ours = await natmod(['build', copy, '--arch', 'rv64imc', '--cc', 'clang']);
    expect([ours.stderr, ours.code]).toEqual(['', 0]);
    const made = readdirSync(copy).find((name) => name.endsWith('.mpy'))!;
    const [one, other] = [made, 'dist/floats_rv64imc.mpy'].map((name) => readFileSync(join(copy, name)));
    expect(other!.equals(one!)).toBe(true);
  });

  test('takes C++, objects, and headers that have names', async ({ skip }) => {
    const missing = whyNot('rv64imc') ?? (has('riscv64-unknown-elf-g++') ? undefined : 'no riscv64-unknown-elf-g++');
    if (missing) skip(missing);
    const copy = join(folder, 'kinds');
    mkdirSync(copy);
    const put = (name: string, text: string) => writeFileSync(join(copy, name), text);
    put(
      'Makefile',
      'MOD = $(notdir $(CURDIR))\nSRC = kinds.cpp names.h three.o\nARCH = rv64imc\ninclude $(MPY_DIR)/py/dynruntime.mk\n',
    );
    put('names.h', '#define STORE mp_store_global(MP_QSTR_thrice, MP_OBJ_FROM_PTR(&thrice_obj));\n');
    put(
      'kinds.cpp',
      `#include "py/dynruntime.h"
#include "names.h"
extern "C" int three(void);
template <typename T> static T times(T a, T b) { return a * b; }
static mp_obj_t thrice(mp_obj_t x) { return mp_obj_new_int(times<mp_int_t>(mp_obj_get_int(x), three())); }
static MP_DEFINE_CONST_FUN_OBJ_1(thrice_obj, thrice);
extern "C" mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    STORE
    MP_DYNRUNTIME_INIT_EXIT
}
`,
    );
    put('three.c', 'int three(void) { return 3; }\n');
    const compiled = spawnSync('riscv64-unknown-elf-gcc', ['-march=rv64imac', '-mabi=lp64', '-fpic', '-c', 'three.c'], {
      cwd: copy,
    });
    expect(compiled.status).toBe(0);
    rmSync(join(copy, 'three.c'));
    const done = await make(copy, 'rv64imc');
    expect([done.stderr, done.code]).toEqual(['', 0]);
    expect(await call(join(copy, 'kinds.mpy'), 'thrice', '14')).toBe('42\n');
    const ours = await natmod(['build', copy, '--arch', 'rv64imc']);
    expect([ours.stderr, ours.code]).toEqual(['', 0]);
    const [one, other] = ['kinds.mpy', 'dist/kinds_rv64imc.mpy'].map((name) => readFileSync(join(copy, name)));
    expect(other!.equals(one!)).toBe(true);
  });

  test('says what is wrong with a Makefile', async ({ skip }) => {
    if (why) skip(why);
    const run = async (...args: string[]) =>
      (await execute('make', ['-C', join(ROOT, 'test', 'make', 'single'), `MPY_DIR=${mpyDir}`, ...args])).stderr;
    expect(await run('ARCH=z80')).toContain("architecture 'z80' not supported");
    expect(await run('ARCH=rv64imc', 'SRC=')).toContain('SRC is not set');
    expect(await run('ARCH=rv64imc', 'MOD=')).toContain('MOD is not set');
    expect(await run('ARCH=rv64imc', 'SRC=a.c a.S')).toContain('names differ in the ending alone');
    expect(await run('ARCH=rv64imc', 'SRC=a.c b.f90')).toContain('SRC has b.f90, which is only searched for names');
  });
});

test('mpy-dir prints a folder that has what Makefiles include', async () => {
  const { stdout, code } = await natmod(['mpy-dir']);
  expect(code).toBe(0);
  expect(existsSync(join(stdout.trim(), 'py', 'dynruntime.mk'))).toBe(true);
  expect((await natmod(['mpy-dir', 'x'])).code).toBe(2);
});
