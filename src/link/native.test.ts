// The same C program as in compiled.test.ts for the architectures whose code this machine runs, by itself or in qemu-arm:
// what the entry code, fix-ups, GOT slots and stubs do is seen in the result.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CONSTRUCTED, CONSTRUCTORS, MATH, SOURCES } from './compiled.fixture.js';
import { type LinkOptions, link } from './index.js';
import { canRun, machineOf, runNative } from './native-run.fixture.js';

const COMPILERS: Readonly<Record<string, readonly string[]>> = {
  x64: ['gcc', '-m64', '-fno-stack-protector', '-fcf-protection=none'],
  x86: ['gcc', '-m32', '-fno-stack-protector', '-fcf-protection=none'],
  armv6m: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m0'],
  armv7m: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m3'],
  armv7em: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m4'],
  armv7emsp: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', '-mfloat-abi=hard'],
  armv7emdp: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m7', '-mfpu=fpv5-d16', '-mfloat-abi=hard'],
  xtensa: ['xtensa-lx106-elf-gcc', '-mforce-l32'],
  aarch64: ['aarch64-linux-gnu-gcc', '-fno-stack-protector', '-mno-outline-atomics'],
};
const MODELS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  x64: [['-fpic'], ['-fpie', '-fcommon'], ['-fpic', '-fno-plt'], ['-fpic', '-ffunction-sections', '-fdata-sections']],
  x86: [['-fpic'], ['-fpie', '-fcommon'], ['-fpic', '-fno-plt'], ['-fpic', '-ffunction-sections', '-fdata-sections']],
  arm: [
    ['-fpic'],
    ['-fno-pic', '-fcommon'],
    ['-fpic', '-mno-pic-data-is-text-relative', '-mno-single-pic-base'],
    ['-fpic', '-ffunction-sections', '-fdata-sections'],
  ],
  aarch64: [
    ['-fpic'],
    ['-fno-pic', '-fcommon'],
    ['-fPIC', '-fno-plt'],
    ['-fno-pic', '-mcmodel=tiny'],
    ['-fpic', '-ffunction-sections', '-fdata-sections'],
  ],
  xtensa: [
    ['-fpic'],
    ['-fno-pic', '-fcommon'],
    ['-fpic', '-ffunction-sections', '-fdata-sections'],
    ['-fno-pic', '-mtext-section-literals'],
  ],
};
const ALL = process.env.NATMOD_TEST === 'all';
const LEVELS = ALL ? ['-O0', '-Os', '-O2', '-O3'] : ['-Os'];

const dir = mkdtempSync(join(tmpdir(), 'natmod-native-'));
afterAll(() => rmSync(dir, { recursive: true }));
for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(dir, name), text);
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** In the ROM of the chip, and therefore missing from the compiler's library. */
const DIVISION = `
typedef unsigned int u32;
u32 __udivsi3(u32 a, u32 b) {
  u32 q = 0, r = 0;
  for (int i = 31; i >= 0; i--) { r = r << 1 | (a >> i & 1); if (r >= b) { r -= b; q |= 1u << i; } }
  return q;
}
u32 __umodsi3(u32 a, u32 b) { return a - __udivsi3(a, b) * b; }
int __divsi3(int a, int b) {
  u32 q = __udivsi3(a < 0 ? -(u32)a : (u32)a, b < 0 ? -(u32)b : (u32)b);
  return (a < 0) != (b < 0) ? -(int)q : (int)q;
}
int __modsi3(int a, int b) { return a - __divsi3(a, b) * b; }
`;
writeFileSync(join(dir, 'division.c'), DIVISION);

let want: number | undefined;
function expected(): number {
  writeFileSync(
    join(dir, 'main.c'),
    '#include <stdio.h>\nint mpy_init(void);\nint main(void) { printf("%d", mpy_init()); }',
  );
  run('cc', '-fcommon', '-funsigned-char', '-o', 'host', 'a.c', 'b.c', 'main.c');
  return Number(run('./host'));
}

const CLANG_TARGETS: Readonly<Record<string, readonly string[]>> = {
  x64: ['--target=x86_64-linux-gnu', '-fno-stack-protector'],
  x86: ['--target=i386-linux-gnu', '-fno-stack-protector'],
  aarch64: ['--target=aarch64-linux-gnu', '-mno-outline-atomics'],
  armv6m: ['--target=thumbv6m-none-eabi', '-mcpu=cortex-m0', '-mfloat-abi=soft'],
  armv7m: ['--target=thumbv7m-none-eabi', '-mcpu=cortex-m3', '-mfloat-abi=soft'],
};

const hasTool = (tool: string) => {
  try {
    run(tool, '--version');
    return true;
  } catch {
    return false;
  }
};

describe.each(Object.entries(COMPILERS))('%s', (arch, [gcc, ...flags]) => {
  const machine = machineOf(arch);
  const isPossible = canRun(machine, dir);
  const isVariant = arch.startsWith('armv7e');
  const models = ALL ? MODELS[machine]! : MODELS[machine]!.slice(0, isVariant || arch === 'armv7m' ? 1 : 2);
  const compile = (options: readonly string[], ...files: string[]) => {
    run(gcc!, ...flags, '-ffreestanding', '-fno-strict-aliasing', ...options, '-c', ...files);
    return files.map((file) => {
      const name = file.replace(/\.[cS]$/, '.o');
      return { name, bytes: new Uint8Array(readFileSync(join(dir, name))) };
    });
  };
  const libgcc = (): LinkOptions['libraries'] => {
    const path = run(gcc!, ...flags, '-print-libgcc-file-name').trim();
    return [{ name: 'libgcc.a', bytes: new Uint8Array(readFileSync(path)) }];
  };

  describe.skipIf(!isPossible).each(models.map((model) => [model.join(' '), model] as const))('%s', (_, model) => {
    it.each(LEVELS)('%s', (level) => {
      want ??= expected();
      const division = machine === 'xtensa' ? ['division.c'] : [];
      const objects = compile(['-std=c99', '-fcommon', level, ...model], 'a.c', 'b.c', ...division);
      for (const order of ALL ? [objects, [...objects].reverse()] : [objects]) {
        const { mpy, warnings } = link({ arch, objects: order, libraries: libgcc(), sourceName: 'c.mpy' });
        // gcc aligns large arrays more than loaders promise, without need; a flag of natmod's keeps it from that.
        for (const { code, notes } of warnings)
          expect([machine, code, notes]).toEqual([
            'x86',
            'layout-align',
            [expect.stringContaining('-malign-data=abi')],
          ]);
        expect(runNative(mpy, dir)).toEqual([want]);
        if (!model.includes('-ffunction-sections')) continue;
        const small = link({ arch, objects: order, libraries: libgcc(), sourceName: 'c.mpy', optimize: true }).mpy;
        expect(small.length).toBeLessThan(mpy.length);
        expect(runNative(small, dir)).toEqual([want]);
      }
    });
  });

  it.skipIf(!isPossible)('passes the arguments on and reaches data and static variables', () => {
    writeFileSync(
      join(dir, 'keep.c'),
      `static int zero[3];
static int *next = &zero[1];
static struct { int count; int *where; } state = {40, &zero[2]};
__attribute__((noinline)) static int step(void) {
  *next += 100; ++*state.where;
  return ++state.count + zero[1] + zero[2];
}
int mpy_init(long self, unsigned long args, unsigned long kw, long *list) {
  int sum = step();
  sum = sum * 1000 + step();
  return sum * 1000 + (int)(self + args + kw + list[0] + list[3]);
}`,
    );
    const { mpy } = link({ arch, objects: compile(['-Os', '-fpic'], 'keep.c'), sourceName: 'k.mpy' });
    expect(runNative(mpy, dir)).toEqual([142_244_071]);
  });

  it.skipIf(!isPossible)('runs constructors first', () => {
    writeFileSync(join(dir, 'first.c'), CONSTRUCTORS);
    const { mpy } = link({ arch, objects: compile(['-Os', '-fpic'], 'first.c'), sourceName: 'c.mpy' });
    expect(runNative(mpy, dir)).toEqual([CONSTRUCTED]);
  });

  it.skipIf(!isPossible).each(ALL ? [40, 1000, 2500, 70000] : [2500])(
    'starts mpy_init behind %i bytes of code',
    (size) => {
      writeFileSync(
        join(dir, 'pad.c'),
        `const volatile char pad[${size}] __attribute__((section(".text.b"))) = {1}; int other(void) { return pad[0] + 41; }`,
      );
      writeFileSync(join(dir, 'far.c'), 'int other(void); int mpy_init(void) { return other(); }');
      const objects = compile(['-Os', '-fpic', '-w'], 'pad.c', 'far.c');
      const { mpy } = link({ arch, objects, sourceName: 'f.mpy' });
      // On armv6m a far mpy_init is called, not jumped to, and what it returns is lost (importing ignores it).
      expect(runNative(mpy, dir)).toEqual([arch === 'armv6m' && size > 2000 ? 11 : 42]);
    },
  );

  const clangTarget = CLANG_TARGETS[arch];
  it.skipIf(!isPossible || !clangTarget || !hasTool('clang')).each(ALL ? ['-fpic', '-fno-pic'] : ['-fpic'])(
    'runs what clang makes of it with %s',
    (model) => {
      want ??= expected();
      const options = [
        ...clangTarget!,
        '-ffreestanding',
        '-std=c99',
        '-fcommon',
        '-funsigned-char',
        '-Os',
        '-w',
        model,
      ];
      if (machine === 'arm' && model === '-fno-pic') options.push('-mno-movt');
      if (machine !== 'arm' && model === '-fno-pic') options.splice(-1, 1, '-fpie');
      run('clang', ...options, '-c', 'a.c', 'b.c');
      const objects = ['a.o', 'b.o'].map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(dir, name))) }));
      const { mpy, map } = link({ arch, objects, libraries: libgcc(), sourceName: 'c.mpy' });
      expect(runNative(mpy, dir)).toEqual([want]);
      // clang clears and copies with functions of its own on ARM.
      if (arch === 'armv6m') expect(map.symbols.some((s) => s.name.startsWith('__aeabi_mem'))).toBe(true);
    },
  );

  it.skipIf(!isPossible || machine !== 'arm' || isVariant)(
    'links newlib with its data, its errno and soft floating point',
    () => {
      writeFileSync(join(dir, 'math.c'), MATH);
      writeFileSync(
        join(dir, 'math-main.c'),
        '#include <stdio.h>\nint mpy_init(void);\nint main(void) { printf("%d", mpy_init()); }',
      );
      run('cc', '-o', 'math', 'math.c', 'math-main.c', '-lm');
      run(gcc!, ...flags, '-Os', '-fpic', '-c', 'math.c');
      const archive = (name: string) => {
        const path = run(gcc!, ...flags, `-print-file-name=${name}`).trim();
        return { name, bytes: new Uint8Array(readFileSync(path)) };
      };
      const { mpy } = link({
        arch,
        objects: [{ name: 'math.o', bytes: new Uint8Array(readFileSync(join(dir, 'math.o'))) }],
        libraries: [archive('libm.a'), archive('libc.a'), archive('libgcc.a')],
        sourceName: 'm.mpy',
      });
      expect(runNative(mpy, dir)).toEqual([Number(run('./math'))]);
    },
  );
});
