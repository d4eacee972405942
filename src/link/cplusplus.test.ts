// C++ without a C++ library: what the compilers of each architecture make of it is linked and run, and gives what the same
// program gives on this machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { DiagnosticError } from '../base/index.js';
import { ABSTRACT, ABSTRACT_RESULT, CLASSES, TOO_MUCH, USED_HEAP, USES_HEAP } from './cplusplus.fixture.js';
import { type LinkOptions, link } from './index.js';
import { canRun, machineOf, runNative } from './native-run.fixture.js';
import { runModule } from './run.fixture.js';

const COMPILERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  rv32imc: [['riscv64-unknown-elf-g++', '-march=rv32imac', '-mabi=ilp32']],
  rv64imc: [
    ['riscv64-unknown-elf-g++', '-march=rv64imac', '-mabi=lp64'],
    ['clang++', '--target=riscv64-unknown-elf', '-march=rv64imac', '-mabi=lp64'],
  ],
  armv6m: [['arm-none-eabi-g++', '-mthumb', '-mcpu=cortex-m0']],
  armv7m: [['clang++', '--target=thumbv7m-none-eabi', '-mcpu=cortex-m3', '-mfloat-abi=soft']],
  xtensa: [['xtensa-lx106-elf-g++', '-mforce-l32']],
  x64: [['g++', '-m64', '-fno-stack-protector', '-fcf-protection=none']],
  x86: [['g++', '-m32', '-fno-stack-protector', '-fcf-protection=none']],
  aarch64: [['aarch64-linux-gnu-g++', '-mno-outline-atomics', '-fno-stack-protector']],
};
const FLAGS = ['-std=c++17', '-fpic', '-fno-exceptions', '-fno-rtti', '-w'];

const dir = mkdtempSync(join(tmpdir(), 'natmod-cplusplus-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
for (const [name, text] of Object.entries(CLASSES)) writeFileSync(join(dir, name), text);

const LIBGCC: Readonly<Record<string, string>> = {
  'riscv64-unknown-elf-g++': 'riscv64-unknown-elf-gcc',
  'arm-none-eabi-g++': 'arm-none-eabi-gcc',
};
/** What 64-bit shifts and the like need. */
function libraries([tool, ...flags]: readonly string[]): LinkOptions['libraries'] {
  const gcc = LIBGCC[tool!];
  if (!gcc) return [];
  const path = run(gcc, ...flags, '-print-libgcc-file-name').trim();
  return [{ name: 'libgcc.a', bytes: new Uint8Array(readFileSync(path)) }];
}

let want: number | undefined;
function expected(): number {
  const main = '#include <stdio.h>\nextern "C" int mpy_init(); int main() { printf("%d", mpy_init()); }';
  writeFileSync(join(dir, 'main.cc'), main);
  run('g++', '-std=c++17', '-w', '-o', 'host', 'classes.cc', 'other.cc', 'main.cc');
  return Number(run('./host'));
}

const cases = Object.entries(COMPILERS).flatMap(([arch, list]) =>
  list.map((cc) => ({ arch, cc, name: `${arch}, ${cc[0]}` })),
);
describe.each(cases)('$name', ({ arch, cc }) => {
  const [tool, ...flags] = cc;
  const isRiscv = arch.startsWith('rv');
  const isPossible = hasTool(tool!) && (isRiscv || canRun(machineOf(arch), dir));
  const compile = (more: readonly string[], ...names: string[]) => {
    run(tool!, ...flags, ...FLAGS, '-Os', ...more, '-c', ...names);
    return names.map((name) => {
      const file = name.replace('.cc', '.o');
      return { name: file, bytes: new Uint8Array(readFileSync(join(dir, file))) };
    });
  };
  const execute = (objects: LinkOptions['objects'], more: Partial<LinkOptions> = {}) => {
    const result = link({ arch, objects, libraries: libraries(cc), sourceName: 'm.mpy', ...more });
    return { ...result, got: (isRiscv ? runModule(result.mpy) : runNative(result.mpy, dir))[0] };
  };
  const one = (text: string) => {
    writeFileSync(join(dir, 'one.cc'), text);
    return compile([], 'one.cc');
  };

  it.skipIf(!isPossible)('runs classes, templates, constructors and static variables', () => {
    want ??= expected();
    for (const more of [[], ['-fno-threadsafe-statics'], ['-ffunction-sections', '-fdata-sections']]) {
      const objects = compile(more, 'classes.cc', 'other.cc');
      const { got, warnings } = execute(objects, { optimize: more.length > 1 });
      expect([more, got]).toEqual([more, want]);
      // Once, however many there are.
      expect(warnings.map((w) => w.code)).toEqual(['input-destructors']);
      expect(() => link({ arch, objects, sourceName: 'm', compat: true })).toThrow(
        arch === 'aarch64' ? 'compatible' : 'reference',
      );
    }
  });
  it.skipIf(!isPossible)('uses the heap of the firmware', () => {
    expect(execute(one(USES_HEAP)).got).toBe(USED_HEAP);
    expect(execute(one(TOO_MUCH)).got).toBe(9044);
  });
  it.skipIf(!isPossible)('has abstract classes', () => expect(execute(one(ABSTRACT)).got).toBe(ABSTRACT_RESULT));
  it.skipIf(!isPossible)('says which flags mend what cannot be linked', () => {
    const notes = (text: string, ...more: string[]) => {
      writeFileSync(join(dir, 'one.cc'), text);
      try {
        link({ arch, objects: compile(more, 'one.cc'), libraries: libraries(cc), sourceName: 'm' });
      } catch (error) {
        if (error instanceof DiagnosticError) return error.diagnostics.flatMap((d) => d.notes ?? []).join();
      }
      return '';
    };
    expect(
      notes(
        'struct A { virtual int f(); }; int A::f() { return 1; } extern "C" int mpy_init() { A a; return a.f(); }',
        '-frtti',
      ),
    ).toContain('-fno-rtti');
    expect(notes('extern "C" int mpy_init() { throw 1; }', '-fexceptions', '-frtti')).toContain('-fno-exceptions');
    expect(
      notes('struct A { virtual int f(); }; extern "C" int mpy_init() { A a; A *volatile p = &a; return p->f(); }'),
    ).toContain('first virtual function');
  });
});
