// Compilers on computers that are not this one, and how to get them there.
import { describe, expect, test } from 'vitest';
import { readDependencies } from './compile-command.js';
import { findCompilers } from './compilers.js';
import type { BuildHost } from './host.js';
import { afterInstall, installCommand, SYSTEMS, TOOLCHAINS } from './toolchains.js';

/** A computer that has these programs, and nothing else that finding them needs. */
const computer = (machine: string | undefined, ...programs: string[]) =>
  ({
    machine,
    findProgram: (name: string) => (programs.includes(name) ? `/bin/${name}` : undefined),
  }) as unknown as BuildHost;
const commands = (host: BuildHost, arch: string) => findCompilers(host, arch).map(({ command }) => command.join(' '));

describe('compilers', () => {
  test('are cross compilers first, then those for every machine', () => {
    const host = computer('aarch64', 'clang', 'zig', 'riscv-none-elf-gcc', 'gcc');
    expect(commands(host, 'rv32imc')).toEqual([
      'riscv-none-elf-gcc',
      'clang --target=riscv32-unknown-elf',
      'zig cc -target riscv32-freestanding-none',
    ]);
    expect(commands(host, 'xtensa')).toEqual([]);
  });

  test('for x86 are the own gcc only where that makes such objects', () => {
    expect(commands(computer('x86_64', 'gcc'), 'x86')).toEqual(['gcc -m32']);
    expect(commands(computer('x86_64', 'gcc', 'i686-linux-gnu-gcc'), 'x86')[0]).toBe('i686-linux-gnu-gcc');
    // Other processors, macOS and Windows.
    for (const machine of ['aarch64', undefined]) expect(commands(computer(machine, 'gcc'), 'x64')).toEqual([]);
  });

  test('that pass floats in FPU registers are told so in the words of each', () => {
    const host = computer('x86_64', 'arm-none-eabi-gcc', 'clang', 'zig');
    const flags = findCompilers(host, 'armv7emdp').map((c) => [...c.command, ...c.flags].join(' '));
    expect(flags[0]).toContain('-mfloat-abi=hard');
    expect(flags[1]).toContain('--target=thumbv7em-none-eabihf');
    expect(flags[2]).toContain('-target thumb-freestanding-eabihf');
    // zig calls functions for floats unless it is told of the unit.
    expect(flags[2]).toContain('-mcpu=cortex_m7+fp_armv8d16');
  });
});

describe('packages', () => {
  test.each(Object.keys(TOOLCHAINS))('%s has a command on every system', (arch) => {
    for (const system of SYSTEMS) expect(installCommand(arch, system, 'x86_64'), system).toMatch(/^[a-z].* \S+$/);
    expect(installCommand(arch, undefined)).toBeUndefined();
  });

  test('depend on the processor where the own gcc would do', () => {
    expect(installCommand('x86', 'debian', 'x86_64')).toContain('gcc-multilib');
    expect(installCommand('x86', 'debian', 'aarch64')).toContain('gcc-i686-linux-gnu');
    expect(installCommand('armv7m', 'debian', 'aarch64')).toBe(installCommand('armv7m', 'debian', 'x86_64'));
  });

  test('of package managers that tell no shell have a second step', () => {
    expect(afterInstall(installCommand('xtensawin', 'homebrew')!)).toContain('PATH');
    expect(afterInstall(installCommand('armv7m', 'debian')!)).toBeUndefined();
  });
});

test('lists of headers as compilers on Windows write them', () => {
  expect(readDependencies('build\\m.o: m.c C:\\sdk\\a\\ b.h \\\r\n C:/x/y.h\r\n')).toEqual([
    'm.c',
    'C:\\sdk\\a b.h',
    'C:/x/y.h',
  ]);
});
