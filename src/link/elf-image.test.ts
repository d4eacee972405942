// The ELF file of a linked module, as the binutils read it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { SOURCES } from './compiled.fixture.js';
import { link } from './index.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-elf-'));
afterAll(() => rmSync(dir, { recursive: true }));
for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(dir, name), text);
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Compiler prefix and options, without inline division for the machines that have none. */
const TARGETS: Readonly<Record<string, readonly [prefix: string, ...flags: string[]]>> = {
  rv32imc: ['riscv64-unknown-elf-', '-march=rv32imac', '-mabi=ilp32', '-mrelax'],
  rv64imc: ['riscv64-unknown-elf-', '-march=rv64imac', '-mabi=lp64', '-mno-relax'],
  armv7m: ['arm-none-eabi-', '-mthumb', '-mcpu=cortex-m3'],
  x64: ['', '-m64', '-fno-stack-protector', '-fcf-protection=none'],
  xtensa: ['xtensa-lx106-elf-', '-mforce-l32'],
};

describe.each(Object.entries(TARGETS))('%s', (arch, [prefix, ...flags]) => {
  it.skipIf(!hasTool(`${prefix}gcc`) || !hasTool(`${prefix}readelf`)).each([false, true])(
    'has symbols and lines (made smaller: %s)',
    (optimize) => {
      const options = ['-ffreestanding', '-std=c99', '-Os', '-g', '-fpic', '-fcommon', '-ffunction-sections'];
      run(`${prefix}gcc`, ...flags, ...options, '-w', '-c', 'a.c', 'b.c');
      const objects = ['a.o', 'b.o'].map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(dir, name))) }));
      const externs = {
        name: 'rom',
        text: '__umodsi3 = 0x4000;\n__udivsi3 = 0x4004;\n__divsi3 = 0x4008;\n__modsi3 = 0x400c;',
      };
      const { elf, map } = link({ arch, objects, externs, sourceName: 'e.mpy', optimize });
      const file = `${arch}.elf`;
      writeFileSync(join(dir, file), elf());
      const text = run(`${prefix}readelf`, '-W', '-h', '-S', '-s', '-l', file);
      expect(text).toContain('EXEC (Executable file)');
      expect(text).toContain('.debug_info');
      for (const name of ['mpy_init', 'mix']) {
        const symbol = map.symbols.find((s) => s.name === name)!;
        const address = symbol.offset.toString(16).padStart(arch.includes('64') ? 16 : 8, '0');
        expect(text).toMatch(new RegExp(`${address}\\s+${symbol.size}\\s+FUNC\\s+GLOBAL.*\\b${name}\\b`));
        const source = name === 'mix' ? 'b.c' : 'a.c';
        const line =
          SOURCES[source].split('\n').findIndex((l) => l.includes(name === 'mix' ? 'u32 mix(' : 'int mpy_init(')) + 1;
        const found = run(`${prefix}addr2line`, '-f', '-e', file, (symbol.offset & ~1).toString(16));
        const [, where, number] = /\/(\w\.c):(\d+)/.exec(found) ?? [];
        expect([found.split('\n')[0], where]).toEqual([name, source]);
        // Where a function begins is up to the compiler, by a line.
        expect(Math.abs(Number(number) - line)).toBeLessThanOrEqual(1);
      }
      expect(run(`${prefix}objdump`, '-d', file)).toContain('<mix>:');
      expect(run(`${prefix}readelf`, '--debug-dump=info', file)).toMatch(/DW_AT_name[^\n]*: history/);
    },
  );
});
