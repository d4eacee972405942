// Diagnostics name the line and function of the source when the objects were compiled with -g.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { DiagnosticError, formatDiagnostic } from '../base/index.js';
import { link } from './index.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-source-'));
afterAll(() => rmSync(dir, { recursive: true }));

const SOURCE = `extern int missing(int), absent;
_Thread_local int own = 3;
__attribute__((noinline)) static int helper(int x) {
  return missing(x) + 1;
}
int mpy_init(void) {
  int y = helper(3);
  return y + own +
         absent;
}
`;
const COMPILERS: Readonly<Record<string, readonly string[]>> = {
  x64: ['gcc', '-m64'],
  armv6m: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m0'],
  rv32imc: ['riscv64-unknown-elf-gcc', '-march=rv32imac', '-mabi=ilp32'],
};

function texts(arch: string, ...flags: string[]): string[] {
  const [gcc, ...machine] = COMPILERS[arch]!;
  writeFileSync(join(dir, 'main.c'), SOURCE);
  execFileSync(gcc!, [...machine, ...flags, '-O1', '-fpic', '-c', 'main.c'], { cwd: dir });
  try {
    link({
      arch,
      objects: [{ name: 'main.o', bytes: new Uint8Array(readFileSync(join(dir, 'main.o'))) }],
      sourceName: 'a',
    });
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map(formatDiagnostic);
    throw error;
  }
  return [];
}

describe.each(Object.keys(COMPILERS))('%s', (arch) => {
  it.skipIf(!hasTool(COMPILERS[arch]![0]!))('names line and function', () => {
    const missing = texts(arch, '-g').find((text) => text.includes('undefined symbol: missing'));
    expect(missing).toMatch(/^main\.o:\(\.text\+0x[0-9a-f]+\): .*\n {2}at main\.c:4, in helper\n/);
    expect(texts(arch, '-g').some((text) => /thread-local/.test(text))).toBe(true);
  });
  it.skipIf(!hasTool(COMPILERS[arch]![0]!))('names the function without -g', () => {
    const missing = texts(arch).find((text) => text.includes('undefined symbol: missing'));
    expect(missing).toContain('\n  in helper\n');
  });
});
