// Debug information of linked modules, also of such that lost sections or were relaxed, as other programs read it: what the
// lines, functions and variables of the source are at.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { type LinkOptions, link } from './index.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-debug-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const SOURCES = {
  'a.c': `extern int mix(int v, int how);
static int state = 3;
static int zero[4];
struct pair { int first; char second; };
static struct pair pairs[2] = {{1, 'a'}, {2, 'b'}};
__attribute__((noinline)) static int step(int n) {
  state += n;
  return state;
}
__attribute__((noinline)) int unused(int n) {
  return mix(n, 77);
}
__attribute__((noinline)) int middle(int n) {
  int a = step(n);
  int b = mix(a, n);
  zero[n & 3] += a;
  return b + pairs[n & 1].first;
}
int mpy_init(void) {
  int sum = middle(1);
  sum += step(2);
  sum += mix(sum, 3);
  return sum;
}
`,
  'b.c': `static int calls[8];
static __attribute__((noinline)) int inner(int v) {
  return v ^ 0x5bd1e995;
}
int mix(int v, int how) {
  calls[how & 7]++;
  if (how > 3)
    return inner(v);
  return inner(v + how) + calls[0];
}
`,
};
for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(dir, name), text);
const lineOf = (file: 'a.c' | 'b.c', n: number) => SOURCES[file].split('\n')[n - 1] ?? '';

interface Target {
  readonly compiler: readonly string[];
  /** Of the binutils. */
  readonly prefix: string;
}
const TARGETS: Readonly<Record<string, Target>> = {
  rv32imc: {
    compiler: ['riscv64-unknown-elf-gcc', '-march=rv32imac', '-mabi=ilp32', '-mrelax'],
    prefix: 'riscv64-unknown-elf-',
  },
  rv64imc: {
    compiler: ['riscv64-unknown-elf-gcc', '-march=rv64imac', '-mabi=lp64', '-mrelax'],
    prefix: 'riscv64-unknown-elf-',
  },
  x86: { compiler: ['gcc', '-m32', '-fno-stack-protector', '-fcf-protection=none'], prefix: '' },
  x64: { compiler: ['gcc', '-m64', '-fno-stack-protector', '-fcf-protection=none'], prefix: '' },
  armv6m: { compiler: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m0'], prefix: 'arm-none-eabi-' },
  armv7m: { compiler: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m3'], prefix: 'arm-none-eabi-' },
  armv7emsp: {
    compiler: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', '-mfloat-abi=hard'],
    prefix: 'arm-none-eabi-',
  },
  xtensa: { compiler: ['xtensa-lx106-elf-gcc', '-mforce-l32'], prefix: 'xtensa-lx106-elf-' },
};
const ALL = process.env.NATMOD_TEST === 'all';
const OPTIONS: readonly Partial<LinkOptions>[] = ALL
  ? [{}, { gcSections: true }, { relax: true }, { optimize: true }]
  : [{}, { gcSections: true, relax: true }];
const VERSIONS = ALL ? [2, 4, 5] : [5];
const DWARFDUMP = ['llvm-dwarfdump', 'llvm-dwarfdump-19'].find(hasTool);

/** Rows of the line tables, a list for each sequence; the last row is its end. */
function sequences(prefix: string, file: string): { file: string; line: number; address: number }[][] {
  const text = run(`${prefix}objdump`, '--dwarf=decodedline', file);
  const out: { file: string; line: number; address: number }[][] = [];
  let current: { file: string; line: number; address: number }[] = [];
  for (const match of text.matchAll(/^(\w\.c)\s+(\d+|-)\s+(0x[0-9a-f]+|0)\b/gm)) {
    current.push({ file: match[1]!, line: Number(match[2] === '-' ? -1 : match[2]), address: Number(match[3]) });
    if (match[2] !== '-') continue;
    out.push(current);
    current = [];
  }
  return out;
}

describe.each(Object.entries(TARGETS))('%s', (arch, { compiler: [gcc, ...flags], prefix }) => {
  const canRun = hasTool(gcc!) && hasTool(`${prefix}objdump`);
  const compile = (...more: string[]) => {
    const options = ['-Os', '-ffreestanding', '-fpic', '-ffunction-sections', '-fdata-sections', ...more];
    run(gcc!, ...flags, ...options, '-c', 'a.c', 'b.c');
    return ['a.o', 'b.o'].map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(dir, name))) }));
  };
  const file = `${arch}.elf`;
  const write = (objects: LinkOptions['objects'], more: Partial<LinkOptions>) => {
    const result = link({ arch, objects, sourceName: 'e.mpy', ...more });
    writeFileSync(join(dir, file), result.elf());
    return result;
  };

  it.skipIf(!canRun).each(VERSIONS)('DWARF %i: lines are where they were in the objects', (version) => {
    const objects = compile(`-gdwarf-${version}`);
    for (const more of OPTIONS) {
      const { map } = write(objects, more);
      const wasShortened = more.relax || more.optimize;
      const before = ['a.o', 'b.o'].flatMap((name) => sequences(prefix, name));
      const after = sequences(prefix, file);
      const offsets = new Set(map.sections.filter((s) => s.name.startsWith('.text')).map((s) => s.offset));
      let gone = 0;
      for (const [i, rows] of after.entries()) {
        const start = rows[0]!.address;
        const lines = (list: readonly { line: number }[]) => list.map((r) => r.line);
        if (start >= 0xffff_ffff) {
          gone++;
          continue;
        }
        expect([start, offsets.has(start)]).toEqual([start, true]);
        if (wasShortened) continue;
        expect(lines(rows)).toEqual(lines(before[i]!));
        expect(rows.map((r) => r.address - start)).toEqual(before[i]!.map((r) => r.address - before[i]![0]!.address));
      }
      // The function that nobody calls.
      expect([more, gone]).toEqual([more, more.gcSections || more.optimize ? 1 : 0]);
      if (DWARFDUMP) expect(run(DWARFDUMP, '--verify', file)).toContain('No errors.');
    }
  });

  it.skipIf(!canRun)('calls stand on lines that call, and functions on their own', () => {
    const objects = compile('-g');
    for (const more of OPTIONS) {
      const { map } = write(objects, more);
      const listing = run(`${prefix}objdump`, '-d', file);
      const starts = new Set([...listing.matchAll(/^\s*([0-9a-f]+):\t/gm)].map((m) => Number.parseInt(m[1]!, 16)));
      const calls = [
        ...listing.matchAll(/^\s*([0-9a-f]+):\t.*\b(?:call|bl|jal|jalr|jr|j|jmp|b\.n|b\.w|call0)\b[^<\n]*<(\w+)>$/gm),
      ].filter((m) => ['step', 'mix', 'middle', 'inner'].includes(m[2]!));
      if (arch !== 'xtensa') expect(calls.length).toBeGreaterThan(3);
      // One process for all addresses.
      const functions = ['step', 'middle', 'mix', 'mpy_init', 'inner'];
      const entries = functions.map((name) => {
        const { offset } = map.symbols.find((s) => s.name === name)!;
        return (arch.startsWith('arm') ? offset & ~1 : offset).toString(16);
      });
      const asked = [...calls.map((c) => c[1]!), ...entries];
      const answers = run(`${prefix}addr2line`, '-f', '-e', file, ...asked).split('\n');
      calls.forEach(([, , callee], i) => {
        const [, source, line] = /(\w\.c):(\d+)/.exec(answers[2 * i + 1]!)!;
        expect(lineOf(source as 'a.c', Number(line))).toContain(`${callee}(`);
      });
      expect(functions.map((_, i) => answers[2 * (calls.length + i)])).toEqual(functions);
      // What is between the instructions of Xtensa (literals) is listed as instructions, too.
      const rows = arch === 'xtensa' ? [] : sequences(prefix, file).filter((list) => list[0]!.address < 0xffff_ffff);
      const inside = rows.flatMap((list) => list.filter((r) => r.address < list.at(-1)!.address));
      expect(inside.filter((r) => !starts.has(r.address))).toEqual([]);
      // What was left out is not at the start of the module, where other code is.
      expect(run(`${prefix}addr2line`, '-f', '-e', file, '0', '2')).not.toContain('unused');
    }
  });

  it.skipIf(!canRun || !hasTool('gdb-multiarch'))('a debugger finds functions, variables and their types', () => {
    const objects = compile('-g');
    for (const more of OPTIONS) {
      const { map } = write(objects, more);
      const ask = (...commands: string[]) =>
        run('gdb-multiarch', '-nx', '-batch', ...commands.flatMap((c) => ['-ex', c]), file);
      const bss = /\.bss\s+\w+\s+([0-9a-f]+)/.exec(run(`${prefix}readelf`, '-SW', file))!;
      const names = ['state', 'zero', 'calls'];
      const questions = names.map((name) => `print/x (long)&${name}`);
      const text = ask(...questions, 'whatis pairs', 'info line mix', 'info address middle');
      for (const [i, name] of names.entries()) {
        const { offset, image } = map.symbols.find((s) => s.name === name)!;
        const address = offset + (image === 'bss' ? Number.parseInt(bss[1]!, 16) : 0);
        expect(text).toContain(`$${i + 1} = 0x${address.toString(16)}\n`);
      }
      expect(text).toContain('struct pair [2]');
      expect(text).toMatch(/Line [56] of "b\.c" starts at address 0x[0-9a-f]+ <mix>/);
      expect(text).toContain(
        `address 0x${(map.symbols.find((s) => s.name === 'middle')!.offset & (arch.startsWith('arm') ? ~1 : -1)).toString(16)}.`,
      );
    }
  });
});
