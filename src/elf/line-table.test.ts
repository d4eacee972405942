// The line table against addr2line, for compilers and versions of DWARF; and broken tables, which must say nothing.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { hasTool } from '../../test/helpers/tools.js';
import { readLineTable, readObject } from './index.js';
import { mutate } from './make-object.fixture.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-lines-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (tool: string, args: readonly string[], input?: string) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], ...(input && { input }) });

const SOURCE = `#include "other.h"
extern int missing(int);

static int twice(int x) {
  return missing(x) * 2;
}
__attribute__((noinline)) int loop(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    sum += twice(i) ^ from_header(n);


  return sum;
}
int mpy_init(void) {
  return loop(3) +
         loop(300);
}
`;
const HEADER = 'static inline int from_header(int n) {\n  return n * n +\n    5;\n}\n';

const COMPILERS: readonly (readonly [gcc: string, prefix: string, ...flags: string[]])[] = [
  ['gcc', '', '-m64'],
  ['gcc', '', '-m32', '-fpic'],
  ['arm-none-eabi-gcc', 'arm-none-eabi-', '-mthumb', '-mcpu=cortex-m0'],
  ['riscv64-unknown-elf-gcc', 'riscv64-unknown-elf-', '-march=rv64imac', '-mabi=lp64', '-mno-relax'],
  ['clang', '', '--target=x86_64-linux-gnu'],
];
const VARIANTS = ['-gdwarf-2', '-gdwarf-3', '-gdwarf-4', '-gdwarf-5', '-gdwarf-5 -ffunction-sections'];

function compile(gcc: string, flags: readonly string[]): Uint8Array {
  writeFileSync(join(dir, 'main.c'), SOURCE);
  writeFileSync(join(dir, 'other.h'), HEADER);
  run(gcc, [...flags, '-O1', '-ffreestanding', '-c', 'main.c']);
  return new Uint8Array(readFileSync(join(dir, 'main.o')));
}

describe.each(COMPILERS)('%s (%s) %s', (gcc, prefix, ...flags) => {
  it.skipIf(!hasTool(gcc) || !hasTool(`${prefix}addr2line`)).each(VARIANTS)('%s', (variant) => {
    const object = readObject(compile(gcc, [...flags, ...variant.split(' ')]), 'main.o');
    const table = readLineTable(object)!;
    let lines = 0;
    for (const section of object.sections.filter((s) => s.name.startsWith('.text') && s.size > 0)) {
      const offsets = Array.from({ length: section.size }, (_, i) => i);
      const input = offsets.map((o) => `0x${o.toString(16)}\n`).join('');
      const output = run(`${prefix}addr2line`, ['-s', '-j', section.name, '-e', 'main.o'], input);
      const want = output
        .trim()
        .split('\n')
        .map((line) => line.replace(/ \(discriminator \d+\)$/, ''));
      const got = offsets.map((o) => {
        const line = table.lookup(section.index, o);
        return line ? `${line.file.replace(/^.*\//, '')}:${line.line}` : '??:0';
      });
      expect(got).toEqual(want.map((line) => line.replace(/^.*:\?$/, '??:0')));
      lines += new Set(got).size;
    }
    expect(lines).toBeGreaterThan(5);
  });
});

describe('broken tables', () => {
  const rounds = process.env.NATMOD_TEST === 'all' ? 20_000 : 400;
  it.skipIf(!hasTool('gcc')).each(['-gdwarf-4', '-gdwarf-5'])('%s say nothing or something', (version) => {
    const object = readObject(compile('gcc', [version]), 'main.o');
    const random = randomFrom(5).below;
    for (let i = 0; i < rounds; i++) {
      const sections = object.sections.map((s) =>
        s.name.startsWith('.debug_line') ? { ...s, bytes: mutate(s.bytes, random) } : s,
      );
      const table = readLineTable({ ...object, sections });
      const found = table?.lookup(1, 8);
      expect(found === undefined || Number.isFinite(found.line)).toBe(true);
    }
  });
});
