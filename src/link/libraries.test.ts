// A program that leans on the C library, linked with picolibc and newlib as Debian has them, and run: formatting, reading
// of numbers, memory from an array of the module's, sorting, long jumps, soft floating point, 64-bit division.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { DiagnosticError } from '../base/index.js';
import { link } from './index.js';
import { canRun, runNative } from './native-run.fixture.js';
import { runModule } from './run.fixture.js';

const PICOLIBC = '/usr/lib/picolibc/riscv64-unknown-elf/lib';
const RISCV = 'riscv64-unknown-elf-gcc';
const ARM = 'arm-none-eabi-gcc';
const CASES: readonly (readonly [arch: string, cc: readonly [string, ...string[]], libraries: readonly string[]])[] = [
  [
    'rv32imc',
    [RISCV, '-march=rv32imac', '-mabi=ilp32', '--specs=picolibc.specs'],
    [`${PICOLIBC}/rv32imac/ilp32/libc.a`],
  ],
  ['rv64imc', [RISCV, '-march=rv64imac', '-mabi=lp64', '--specs=picolibc.specs'], [`${PICOLIBC}/rv64imac/lp64/libc.a`]],
  ['armv6m', [ARM, '-mthumb', '-mcpu=cortex-m0'], ['libm.a', 'libc.a']],
  ['armv7m', [ARM, '-mthumb', '-mcpu=cortex-m3'], ['libm.a', 'libc.a']],
];

const PROGRAM = `
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static unsigned h = 17;
static void add(unsigned v) { h = h * 31 + v; h ^= h >> 15; }
static void adds(const char *s) { while (*s) add((unsigned char)*s++); add(0x100); }
static int compare(const void *a, const void *b) { int x = *(const int *)a, y = *(const int *)b; return x < y ? -1 : x > y; }
static jmp_buf back;
static int deep(int n) { if (n == 0) longjmp(back, 5); return deep(n - 1) + 1; }
int mpy_init(void) {
  char text[128], *end;
  snprintf(text, sizeof text, "%d %5u|%-6x|%08X %s %c %%|%+d|%#x|%.3s", -42, 17u, 0xbeefu, 0xCAFEu, "str", 'q', 5, 255, "abcdef");
  adds(text);
  add(snprintf(text, 4, "truncated"));
  adds(text);
  add((unsigned)(strtod("3.25e2xyz", &end) * 100));
  adds(end);
  errno = 0;
  strtol("99999999999999999999999999", 0, 10);
  add(errno == ERANGE);
  int *list = malloc(40 * sizeof *list);
  if (!list) return -1;
  unsigned seed = 7;
  for (int i = 0; i < 40; i++) { seed = seed * 1103515245u + 12345; list[i] = (int)(seed >> 8) % 1000 - 500; }
  qsort(list, 40, sizeof *list, compare);
  list = realloc(list, 60 * sizeof *list);
  if (!list) return -2;
  for (int i = 0; i < 40; i++) add((unsigned)list[i]);
  free(list);
  char words[] = "a,b;c";
  for (char *w = strtok(words, ",;"); w; w = strtok(0, ",;")) adds(w);
  volatile int kept = 0;
  int r = setjmp(back);
  if (r == 0) { kept = 1; deep(5); }
  add((unsigned)(r * 10 + kept));
  for (int i = 1; i < 4; i++) {
    double x = i * 0.37;
    add((unsigned)(int)(sin(x) * 1000)); add((unsigned)(int)(pow(x, 1.7) * 1000)); add((unsigned)(int)(log(x) * 1000));
    add((unsigned)(int)(expf((float)x) * 100)); add((unsigned)(int)(fmod(x, 0.3) * 1000));
  }
  volatile long long a = 123456789012345ll, b = 98765;
  add((unsigned)(a / b)); add((unsigned)(a % b)); add((unsigned)(int)((double)a / 1e9));
  return h & 0x3fffffff;
}
`;
/** What the libraries ask a system for. */
const SYSTEM = `
static char heap[16384] __attribute__((aligned(16)));
static unsigned used;
void *_sbrk(int n) { void *block = heap + used; used += (unsigned)n; return block; }
void *sbrk(long n) { return _sbrk((int)n); }
int _write(int f, const char *p, int n) { return n; }
int _read(int f, char *p, int n) { return 0; }
int _close(int f) { return -1; }
int _lseek(int f, int o, int w) { return 0; }
int _fstat(int f, void *s) { return -1; }
int _isatty(int f) { return 1; }
int _kill(int p, int s) { return -1; }
int _getpid(void) { return 1; }
void _exit(int status) { for (;;) ; }
`;

const dir = mkdtempSync(join(tmpdir(), 'natmod-libraries-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
writeFileSync(join(dir, 'program.c'), PROGRAM);
writeFileSync(join(dir, 'system.c'), SYSTEM);

let want: number | undefined;
function expected(): number {
  writeFileSync(
    join(dir, 'main.c'),
    '#include <stdio.h>\nint mpy_init(void);\nint main(void) { printf("%d", mpy_init()); }',
  );
  run('cc', '-w', '-funsigned-char', '-o', 'host', 'program.c', 'main.c', '-lm');
  return Number(run('./host'));
}

describe.each(CASES)('%s', (arch, [gcc, ...flags], names) => {
  const isRiscv = arch.startsWith('rv');
  const isPossible = hasTool(gcc) && hasTool('cc') && (isRiscv ? existsSync(names[0]!) : canRun('arm', dir));
  const object = (name: string) => {
    run(gcc, ...flags, '-fpic', '-Os', '-w', '-ffunction-sections', '-c', `${name}.c`);
    return { name: `${name}.o`, bytes: new Uint8Array(readFileSync(join(dir, `${name}.o`))) };
  };
  const libraries = () =>
    [...names, 'libgcc.a'].map((name) => {
      const path = name.startsWith('/') ? name : run(gcc, ...flags, `-print-file-name=${name}`).trim();
      return { name, bytes: new Uint8Array(readFileSync(path)) };
    });

  it.skipIf(!isPossible)('runs, in full and optimized', () => {
    want ??= expected();
    for (const optimize of [false, true]) {
      const objects = [object('program'), object('system')];
      const { mpy } = link({ arch, objects, libraries: libraries(), optimize, sourceName: 'm.mpy' });
      expect([optimize, isRiscv ? runModule(mpy)[0] : runNative(mpy, dir)[0]]).toEqual([optimize, want]);
    }
  });
  it.skipIf(!isPossible)('says what takes the place of a system', () => {
    let notes = '';
    try {
      link({ arch, objects: [object('program')], libraries: libraries(), sourceName: 'm.mpy' });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      notes = error.diagnostics.flatMap((d) => d.notes ?? []).join('\n');
    }
    expect(notes).toContain('m_malloc');
    expect(notes).not.toContain('pass libgcc.a');
  });
});
