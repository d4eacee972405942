// The headers of include/py compile without a warning for every target whose compiler is here: the layouts that src/abi
// says (layouts.c) and every name of the API (api.c), as C99, C11 and C++17, with each kind of float.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const include = fileURLToPath(new URL('../../include', import.meta.url));
const all = process.env.NATMOD_TEST === 'all';

/** Name, compiler, flags. -ffreestanding where no C library belongs to the compiler. */
const TARGETS: readonly (readonly [string, string, string])[] = [
  ['rv32imc', 'riscv64-unknown-elf-gcc', '-march=rv32imac -mabi=ilp32 -ffreestanding'],
  ['rv64imc', 'riscv64-unknown-elf-gcc', '-march=rv64imac -mabi=lp64 -ffreestanding'],
  ['armv6m', 'arm-none-eabi-gcc', '-mthumb -mcpu=cortex-m0 -ffreestanding'],
  ['armv7emsp', 'arm-none-eabi-gcc', '-mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -ffreestanding'],
  ['armv7emdp', 'arm-none-eabi-gcc', '-mthumb -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard -ffreestanding'],
  ['xtensa', 'xtensa-lx106-elf-gcc', '-mforce-l32 -ffreestanding'],
  ['x86', 'gcc', '-m32'],
  ['x64', 'gcc', '-m64'],
  ['x64 clang', 'clang', ''],
  ['rv32imc clang', 'clang', '--target=riscv32 -march=rv32imac -ffreestanding'],
  ['rv64imc clang', 'clang', '--target=riscv64 -march=rv64imac -ffreestanding'],
  ['armv6m clang', 'clang', '--target=thumbv6m-none-eabi -ffreestanding'],
  ['aarch64 clang', 'clang', '--target=aarch64-none-elf -ffreestanding'],
];
const STANDARDS = ['-xc -std=c99', '-xc -std=c11', '-xc++ -std=c++17'];

const words = (text: string) => text.split(' ').filter((word) => word !== '');

function compile(
  compiler: string,
  flags: string,
  file: string,
  ...more: readonly string[]
): { status: number | null; stderr: string } {
  const common = `-fsyntax-only -Os -Wall -Wextra -Werror -fpic -DNDEBUG`;
  const done = spawnSync(compiler, [...words(`${common} ${flags}`), `-I${include}`, ...more, `${here}${file}`], {
    encoding: 'utf8',
  });
  return { status: done.status, stderr: done.stderr };
}

/** Whether the compiler is here and makes code for the target (a gcc may lack -m32's C library). */
const works = (compiler: string, flags: string) =>
  spawnSync(compiler, [...words(flags), '-fsyntax-only', '-xc', '-'], { input: '#include <stdint.h>\n' }).status === 0;

const CASES = STANDARDS.flatMap((standard, i) =>
  // Every standard with every float is 9 runs a target and file; together these 3 have both.
  (all ? [0, 1, 2] : [i]).map((float) => `${standard} -DMICROPY_FLOAT_IMPL=${float}`),
);

describe.each(TARGETS)('%s', (name, compiler, flags) => {
  const present = works(compiler, flags);
  test.for(CASES)('%s', (options, { skip }) => {
    if (!present) skip(`no ${compiler} that compiles for ${name}`);
    for (const file of ['layouts.c', 'api.c']) {
      expect(compile(compiler, `${flags} ${options}`, file)).toEqual({ status: 0, stderr: '' });
    }
  });
});

test.for(TARGETS)('the conformance kit has the same layouts: %s', ([name, compiler, flags], { skip }) => {
  if (!works(compiler, flags)) skip(`no ${compiler} that compiles for ${name}`);
  const kit = fileURLToPath(new URL('../conformance', import.meta.url));
  const options = `${flags} -std=c11 -Wno-unused-parameter`;
  expect(compile(compiler, options, 'kit-layouts.c', `-I${kit}`)).toEqual({ status: 0, stderr: '' });
});

test('what the headers refuse is refused with a reason', ({ skip }) => {
  if (!works('gcc', '')) skip('no gcc');
  expect(compile('gcc', '-DMICROPY_FLOAT_IMPL=7', 'api.c').stderr).toContain('MICROPY_FLOAT_IMPL must be');
});

const wordsOf = (text: string) => new Set(text.match(/\b[A-Za-z_]\w*/g));
const sourcesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(c|cpp|h)$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

test('every name of the API is used: by api.c, or by a module that is run', () => {
  const names = readFileSync(join(here, 'names.txt'), 'utf8').trim().split('\n');
  const api = wordsOf(readFileSync(join(here, 'api.c'), 'utf8'));
  const modules = wordsOf(sourcesIn(join(here, '..', 'modules')).join('\n'));
  const headers = wordsOf(sourcesIn(include).join('\n'));
  expect(names.filter((name) => !headers.has(name))).toEqual([]);
  expect(names.filter((name) => !api.has(name) && !modules.has(name))).toEqual([]);
});
