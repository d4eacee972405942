// One C program, compiled with every code model, optimisation and relaxation, linked and run: the results must be those
// of the same program elsewhere. It uses what modules could not use with the reference: static variables, initialised
// data with pointers, non-PIC code, common symbols, weak references, jump tables.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { CONSTRUCTED, CONSTRUCTORS, MATH, SOURCES } from './compiled.fixture.js';
import { link } from './index.js';
import { runModule } from './run.fixture.js';

const ARCHES = { rv32imc: ['-march=rv32imac', '-mabi=ilp32'], rv64imc: ['-march=rv64imac', '-mabi=lp64'] };
const MODELS = [
  ['-fpic'],
  ['-fno-pic', '-mcmodel=medany'],
  // 32-bit tables of absolute addresses cannot be loaded on 64-bit machines.
  ['-fno-pic', '-mcmodel=medlow', '-fno-jump-tables'],
  ['-fpic', '-fcommon', '-fdata-sections', '-ffunction-sections'],
];
const LEVELS = process.env.NATMOD_TEST === 'all' ? ['-O0', '-Os', '-O2', '-O3'] : ['-Os', '-O2'];
const ARGUMENTS = { registers: [11, 22, 33], list: [1, 2, 3, 4] };
const RELAX = ['-mrelax', '-mno-relax'];
/** Where Debian has it. */
const PICOLIBC = '/usr/lib/picolibc/riscv64-unknown-elf/lib';
const GCC = 'riscv64-unknown-elf-gcc';

/** Both compilers are needed: one to make the objects, one for the machine that the test runs on. */
describe.skipIf(!hasTool(GCC) || !hasTool('cc'))('compiled C', () => {
  const dir = mkdtempSync(join(tmpdir(), 'natmod-compiled-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(dir, name), text);

  const run = (tool: string, ...args: string[]) => execFileSync(tool, args, { cwd: dir, encoding: 'utf8' });
  const expected = () => {
    writeFileSync(
      join(dir, 'main.c'),
      '#include <stdio.h>\nint mpy_init(void);\nint main(void) { printf("%d", mpy_init()); }',
    );
    run('cc', '-fcommon', '-funsigned-char', '-o', 'host', 'a.c', 'b.c', 'main.c');
    return Number(run('./host'));
  };
  let want: number | undefined;

  it.each(Object.entries(ARCHES))('%s runs constructors first', (arch, flags) => {
    writeFileSync(join(dir, 'first.c'), CONSTRUCTORS);
    for (const model of MODELS) {
      run(GCC, ...flags, ...model, '-Os', '-c', 'first.c');
      const objects = [{ name: 'first.o', bytes: new Uint8Array(readFileSync(join(dir, 'first.o'))) }];
      const { mpy, warnings } = link({ arch, objects, sourceName: 'c.mpy' });
      expect(warnings).toEqual([]);
      expect(runModule(mpy, 1, ARGUMENTS)).toEqual([CONSTRUCTED]);
      expect(() => link({ arch, objects, sourceName: 'c.mpy', compat: true })).toThrow('reference linker');
    }
  });

  const hasPicolibc = existsSync(PICOLIBC);
  it.skipIf(!hasPicolibc).each(Object.entries(ARCHES))('%s with picolibc and its thread-local errno', (arch, flags) => {
    writeFileSync(join(dir, 'math.c'), MATH);
    writeFileSync(
      join(dir, 'math-main.c'),
      '#include <stdio.h>\nint mpy_init(void);\nint main(void) { printf("%d", mpy_init()); }',
    );
    run('cc', '-o', 'math', 'math.c', 'math-main.c', '-lm');
    const specs = [...flags, '--specs=picolibc.specs'];
    const library = (name: string) => {
      const multi = name === 'libgcc.a' ? '' : run(GCC, ...flags, '-print-multi-directory').trim();
      const path = multi ? join(PICOLIBC, multi, name) : run(GCC, ...flags, `-print-file-name=${name}`).trim();
      return { name, bytes: new Uint8Array(readFileSync(path)) };
    };
    const libraries = ['libm.a', 'libc.a', 'libgcc.a'].map(library);
    for (const model of [
      ['-fno-pic', '-mcmodel=medany'],
      ['-fpic', '-ftls-model=global-dynamic'],
    ]) {
      run(GCC, ...specs, ...model, '-Os', '-w', '-c', 'math.c');
      const objects = [{ name: 'math.o', bytes: new Uint8Array(readFileSync(join(dir, 'math.o'))) }];
      const { mpy } = link({ arch, objects, libraries, sourceName: 'm.mpy' });
      expect([...model, ...runModule(mpy)]).toEqual([...model, Number(run('./math'))]);
    }
  });

  for (const [arch, flags] of Object.entries(ARCHES)) {
    for (const model of MODELS) {
      it(`${arch} ${model.join(' ')}`, () => {
        want ??= expected();
        for (const level of LEVELS) {
          for (const relax of RELAX) {
            const common = [...flags, ...model, '-fcommon', '-ffreestanding', '-std=c99', level, relax];
            run(GCC, ...common, '-c', 'a.c', 'b.c');
            const objects = ['a.o', 'b.o'].map((name) => ({
              name,
              bytes: new Uint8Array(readFileSync(join(dir, name))),
            }));
            const { mpy } = link({ arch, objects, sourceName: 'c.mpy' });
            expect([level, relax, ...runModule(mpy)]).toEqual([level, relax, want]);
          }
        }
      });
    }
  }
});
