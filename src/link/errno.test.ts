// errno of newlib: its libm calls __errno, which neither libm nor the compiler's library has. The linker's own is called by
// what the compilers of each architecture make of a program, and newlib's functions are run with it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { link } from './index.js';
import { canRun, machineOf, runNative } from './native-run.fixture.js';
import { runModule } from './run.fixture.js';

const RISCV = ['riscv64-unknown-elf-gcc', '-mno-relax'];
const ARM = ['arm-none-eabi-gcc', '-mthumb'];
const COMPILERS: Readonly<Record<string, readonly string[]>> = {
  rv32imc: [...RISCV, '-march=rv32imac', '-mabi=ilp32'],
  rv64imc: [...RISCV, '-march=rv64imac', '-mabi=lp64'],
  armv6m: [...ARM, '-mcpu=cortex-m0'],
  armv7m: [...ARM, '-mcpu=cortex-m3'],
  armv7emsp: [...ARM, '-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', '-mfloat-abi=hard'],
  armv7emdp: [...ARM, '-mcpu=cortex-m7', '-mfpu=fpv5-d16', '-mfloat-abi=hard'],
  xtensa: ['xtensa-lx106-elf-gcc', '-mforce-l32'],
  x64: ['gcc', '-m64', '-fno-stack-protector', '-fcf-protection=none'],
  x86: ['gcc', '-m32', '-fno-stack-protector', '-fcf-protection=none'],
  aarch64: ['aarch64-linux-gnu-gcc', '-mno-outline-atomics', '-fno-stack-protector'],
};

const dir = mkdtempSync(join(tmpdir(), 'natmod-errno-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Own variables, initialised or not, stay as they are. */
const CALLS = `
int *__errno(void);
static int before = 5, zero, after;
static int *volatile where[] = {&before, &zero, &after};
int mpy_init(void) {
  int first = *__errno();
  *__errno() = 70;
  for (int i = 0; i < 3; i++) ++*where[i];
  *__errno() += 7;
  return ((first * 1000 + *__errno()) * 10 + before) * 100 + zero * 10 + after;
}`;
const WITHOUT_OWN = 'int *__errno(void); int mpy_init(void) { return ++*__errno(); }';

/** Results and what is left in errno. */
const LIBM = `
#include <errno.h>
#include <math.h>
/* Debian's newlib sets errno only where this says so. */
#ifdef _POSIX_
enum __fdlibm_version __fdlib_version = _POSIX_;
#endif
static unsigned h = 17;
static void add(float v) { h = h * 31 + (unsigned)(int)(v * 1000) + (unsigned)errno; h ^= h >> 15; errno = 0; }
static volatile float zero, one = 1, large = 200;
int mpy_init(void) {
  add(powf(one + 0.25f, 3.5f)); add(expf(one)); add(logf(one + one)); add(fmodf(large, 7)); add(sqrtf(one + one));
  add(sinf(one)); add(atan2f(one, large));
  int failed = 0;
  powf(large, large); failed = failed * 100 + errno; errno = 0;
  logf(-one); failed = failed * 100 + errno; errno = 0;
  fmodf(one, zero); failed = failed * 100 + errno; errno = 0;
  sqrtf(-one); failed = failed * 100 + errno; errno = 0;
  add((float)pow(one * 1.5, 2.5)); add((float)fmod(large, 0.3)); add((float)log(large));
  return (int)(h & 0xfff) * 100000 + failed % 100000 + failed / 100000;
}`;
const EDOM = 33;
const ERANGE = 34;
writeFileSync(join(dir, 'libm.c'), LIBM);

let want: number | undefined;
function expected(): number {
  const main = '#include <stdio.h>\nint mpy_init(void);\nint main(void) { printf("%d", mpy_init()); }';
  writeFileSync(join(dir, 'main.c'), main);
  run('cc', '-w', '-O0', '-fno-builtin', '-o', 'host', 'libm.c', 'main.c', '-lm');
  return Number(run('./host'));
}

describe.each(Object.entries(COMPILERS))('%s', (arch, [gcc, ...flags]) => {
  const isRiscv = arch.startsWith('rv');
  const isPossible = hasTool(gcc!) && (isRiscv || canRun(machineOf(arch), dir));
  const compile = (file: string, ...more: string[]) => {
    run(gcc!, ...flags, '-Os', '-fpic', '-w', '-fno-builtin', ...more, '-c', file, '-o', 'm.o');
    return [{ name: 'm.o', bytes: new Uint8Array(readFileSync(join(dir, 'm.o'))) }];
  };
  const results = (mpy: Uint8Array, calls = 1) => (isRiscv ? runModule(mpy, calls) : runNative(mpy, dir, calls));

  it.skipIf(!isPossible)('has a place of its own', () => {
    writeFileSync(join(dir, 'calls.c'), CALLS);
    for (const optimize of [false, true]) {
      const { mpy } = link({ arch, objects: compile('calls.c'), optimize, sourceName: 'm.mpy' });
      expect(results(mpy)).toEqual([77_611]);
    }
  });

  it.skipIf(!isPossible)('is the whole of bss where there is nothing else', () => {
    writeFileSync(join(dir, 'without.c'), WITHOUT_OWN);
    const { mpy } = link({ arch, objects: compile('without.c'), sourceName: 'm.mpy' });
    expect(results(mpy, 3)).toEqual([1, 2, 3]);
  });

  it.skipIf(!isPossible)('is not made where the module has one, nor in the compatible mode', () => {
    const own = 'int *__errno(void) { static const int n = 9; return (int *)&n; }';
    writeFileSync(join(dir, 'own.c'), `${own} int mpy_init(void) { return *__errno(); }`);
    const { mpy, map } = link({ arch, objects: compile('own.c'), sourceName: 'm.mpy' });
    expect([results(mpy), map.sections.filter((s) => s.name.includes('errno'))]).toEqual([[9], []]);
    writeFileSync(join(dir, 'without.c'), WITHOUT_OWN);
    expect(() => link({ arch, objects: compile('without.c'), sourceName: 'm', compat: true })).toThrow(
      arch === 'aarch64' ? 'compatible' : /undefined symbol.*__errno/,
    );
  });

  const libm = isPossible && arch.startsWith('arm') && hasTool('cc');
  it.skipIf(!libm)('lets functions of libm fail', () => {
    const libraries = ['libm.a', 'libgcc.a'].map((name) => {
      const path = run(gcc!, ...flags, `-print-file-name=${name}`).trim();
      return { name, bytes: new Uint8Array(readFileSync(path)) };
    });
    want ??= expected();
    const failed = ((ERANGE * 100 + EDOM) * 100 + EDOM) * 100 + EDOM;
    expect(want % 100_000).toBe((failed % 100_000) + Math.floor(failed / 100_000));
    for (const optimize of [false, true]) {
      const objects = compile('libm.c', '-ffreestanding');
      const { mpy } = link({ arch, objects, libraries, optimize, sourceName: 'm.mpy' });
      expect([optimize, results(mpy)]).toEqual([optimize, [want]]);
    }
  });
});
