// Counts of a board across resets, sums of coverage, and damaged input.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { DiagnosticError } from '../base/index.js';
import { readLineTable, readLinked } from '../elf/index.js';
import { SOURCES } from '../link/compiled.fixture.js';
import { link } from '../link/index.js';
import { createBoard } from '../system/index.js';
import { type Coverage, checkCoverage, formatCoverageTable, formatLcov, lineCoverage, mergeCoverage } from './index.js';
import { codeLines } from './line-counts.js';

const HELLO = new Uint8Array(readFileSync(new URL('../../test/conformance/hello/rv64imc/hello.mpy', import.meta.url)));

test('a board counts by module, over soft resets and when a module is loaded twice', () => {
  const board = createBoard({ coverage: true });
  const run = () => {
    board.addModule('hello', HELLO);
    board.importModule('hello').method('add', 1, 2);
    return board.executionCounts();
  };
  const [once] = run();
  expect(once!.executed.some((count) => count > 0)).toBe(true);
  board.reset();
  const [twice, ...others] = run();
  expect(others).toEqual([]);
  expect(twice!.hash).toBe(once!.hash);
  expect([...twice!.executed]).toEqual([...once!.executed].map((count) => 2 * count));
  board.replaceModule('other', HELLO);
  board.importModule('other').method('add', 1, 2);
  expect([...board.executionCounts()[0]!.executed]).toEqual([...once!.executed].map((count) => 3 * count));
  expect(createBoard().executionCounts()).toEqual([]);
});

const line = (number: number, count: number) => ({ line: number, count });
const A: Coverage = {
  files: [
    { path: 'b.c', lines: [line(1, 2), line(3, 0)], functions: [{ name: 'f', line: 1, count: 2 }] },
    { path: 'a.c', lines: [line(9, 1)], functions: [] },
  ],
};
const B: Coverage = {
  files: [{ path: 'b.c', lines: [line(2, 0), line(3, 4)], functions: [{ name: 'g', line: 2, count: 0 }] }],
};

test('sums have the lines of all, in order', () => {
  const all = mergeCoverage([A, B]);
  expect(all).toEqual(mergeCoverage([B, A]));
  expect(formatLcov(all)).toBe(
    'TN:\nSF:a.c\nFNF:0\nFNH:0\nDA:9,1\nLF:1\nLH:1\nend_of_record\n' +
      'TN:\nSF:b.c\nFN:1,f\nFN:2,g\nFNDA:2,f\nFNDA:0,g\nFNF:2\nFNH:1\nDA:1,2\nDA:2,0\nDA:3,4\nLF:3\nLH:2\nend_of_record\n',
  );
  expect(formatCoverageTable(all)).toBe(
    'file       lines  functions\na.c   100.0% 1/1          -\nb.c    66.6% 2/3  50.0% 1/2\nall    75.0% 3/4  50.0% 1/2\n',
  );
});

test('coverage that a report does not really have is refused', () => {
  expect(checkCoverage(JSON.parse(JSON.stringify(A)), 'r.json')).toEqual(A);
  const bad: unknown[] = [
    ...[null, 1, {}, { files: 1 }, { files: [null] }, { files: [{ path: 'x' }] }],
    { files: [{ path: 'x\nSF:y', lines: [], functions: [] }] },
    { files: [{ path: 'x', lines: [line(0, 1)], functions: [] }] },
    { files: [{ path: 'x', lines: [line(1, -1)], functions: [] }] },
    { files: [{ path: 'x', lines: [], functions: [{ name: 'a,b', line: 1, count: 1 }] }] },
  ];
  for (const value of bad) expect(() => checkCoverage(value, 'r.json')).toThrow(DiagnosticError);
});

const PREFIX = 'riscv64-unknown-elf-';
const hasCompiler = (() => {
  try {
    execFileSync(`${PREFIX}gcc`, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasCompiler)('the linked file of a module (needs riscv64-unknown-elf-gcc)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'natmod-lines-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const elfOf = (optimize: boolean, ...flags: string[]) => {
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(dir, name), text);
    const options = ['-march=rv64imac', '-mabi=lp64', '-mno-relax', '-ffreestanding', '-Os', '-g', '-fpic', '-fcommon'];
    execFileSync(`${PREFIX}gcc`, [...options, ...flags, '-ffunction-sections', '-w', '-c', 'a.c', 'b.c'], { cwd: dir });
    const objects = ['a.o', 'b.o'].map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(dir, name))) }));
    return link({ arch: 'rv64imc', objects, sourceName: 'e.mpy', optimize }).elf();
  };

  test.each([
    [false, '-gdwarf-5'],
    [true, '-gdwarf-5'],
    [false, '-gdwarf-4'],
  ] as const)('its code is that of lines with whole paths (made smaller: %s, %s)', (optimize, version) => {
    const linked = readLinked(elfOf(optimize, version), 'e.elf');
    const { ranges, functions } = codeLines(linked)!;
    const table = readLineTable(linked)!;
    const full = ranges!.filter(({ from, to }) => from < to);
    expect(full.length).toBeGreaterThan(50);
    for (const { section, from, to, path, line: number } of full) {
      for (const at of [from, to - 2]) expect(table.lookup(section, at)?.line).toBe(number);
      expect(path).toMatch(version === '-gdwarf-5' ? new RegExp(`^${dir}/[ab]\\.c$`) : /^[ab]\.c$/);
    }
    expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['mpy_init', 'mix']));
    const executed = new Float64Array(10_000);
    const [a, b] = lineCoverage({ ranges, functions, hash: '' }, { executed }, (path) => path).files;
    expect(a!.lines.every(({ count }) => count === 0) && b!.lines.length > 5).toBe(true);
  });

  test('damaged files are refused or read as they are, and never anything else', () => {
    const good = elfOf(false);
    const random = randomFrom(7);
    const executed = new Float64Array(10_000).fill(1);
    const rounds = process.env.NATMOD_TEST === 'all' ? 20_000 : 300;
    for (let round = 0; round < rounds; round++) {
      const bytes = good.slice(0, random.oneIn(8) ? random.below(good.length) : good.length);
      for (let i = random.below(8); i >= 0 && bytes.length > 0; i--)
        bytes[random.below(bytes.length)] = random.below(256);
      try {
        const lines = codeLines(readLinked(bytes, 'x.elf'));
        if (lines) formatLcov(lineCoverage(lines, { executed }, (path) => path));
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
      }
    }
  });
});
