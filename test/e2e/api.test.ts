// The public API as README.md and the doc comments show it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as api from '../../src/index.js';
import {
  createBoard,
  DiagnosticError,
  formatCrashReport,
  formatInspection,
  GuestCrash,
  GuestTimeoutError,
  inspect,
  link,
  mergeMpy,
  PythonError,
  preprocess,
  readMap,
  writeMap,
} from '../../src/index.js';
import { limitedLooks } from '../../src/system/looks.fixture.js';
import { CONFORMANCE, ensureBuilt, execute, ROOT } from '../helpers/cli.js';
import { assembledModule } from '../helpers/modules.js';

const BOARDS = [
  ['VIRT_RV64', 'rv64imc'],
  ['VIRT_RV32', 'rv32imc'],
] as const;
const kit = (...path: string[]) => new Uint8Array(readFileSync(join(CONFORMANCE, ...path)));
const hello = (arch: string) => ({
  objects: [{ name: 'hello.o', bytes: kit('hello', arch, 'hello.o') }],
  qstrs: new TextDecoder().decode(kit('hello', 'hello.qstr.h')),
  sourceName: 'hello.mpy',
});

describe.each(BOARDS)('%s', (board, arch) => {
  test('link, inspect, run', () => {
    const { mpy, summary, map } = link({ arch, ...hello(arch) });
    expect(mpy).toEqual(kit('hello', arch, 'hello.mpy'));
    expect(inspect(mpy).header.archName).toBe(arch);
    expect(formatInspection(inspect(mpy))).toContain(arch);
    expect(summary.textSize).toBe(map.textSize);
    expect(readMap(writeMap(map))).toEqual(map);

    const guest = createBoard({ board });
    guest.addModule('hello', mpy);
    const module = guest.importModule('hello');
    expect(module.method('add', 2, 3).repr()).toBe('5');
    expect(
      module
        .get('same')
        .call(['x', 2n ** 70n, null, 1.5, new Uint8Array([1])])
        .repr(),
    ).toBe("['x', 1180591620717411303424, None, 1.5, b'\\x01']");
  });

  test('exceptions arrive as PythonError', () => {
    const guest = createBoard({ board });
    guest.addModule('hello', kit('hello', arch, 'hello.mpy'));
    const error = caught(() => guest.importModule('hello').method('add', 'x', 1));
    expect(error).toBeInstanceOf(PythonError);
    expect(error).toMatchObject({ type: 'TypeError', text: "can't convert str to int" });
    // The board goes on.
    expect(guest.importModule('hello').method('answer').repr()).toBe('42');
  });
});

const caught = (body: () => unknown): unknown => {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('what goes wrong', () => {
  const run = (source: string) => {
    const guest = createBoard({ board: 'VIRT_RV64', ...limitedLooks(20) });
    guest.addModule('made', assembledModule(source));
    return caught(() => guest.importModule('made'));
  };
  test('a wild access is a GuestCrash', () => {
    const error = run('lw a0, 0(zero)\n c.jr ra');
    expect(error).toBeInstanceOf(GuestCrash);
    expect((error as GuestCrash).report.kind).toBe('load-access');
  });
  test('a wild address of 64 bits is shown exactly', () => {
    const { report } = run('li a0, -8\n sw a0, 0(a0)') as GuestCrash;
    expect(report.summary).toContain('address outside guest memory 0xfffffffffffffff8 at');
    expect(formatCrashReport(report)).toContain('\n  addr  0xfffffffffffffff8 (a null pointer minus 0x8)\n');
  });
  test('an endless loop is a GuestTimeoutError', () => {
    expect(run('loop: c.j loop')).toBeInstanceOf(GuestTimeoutError);
  });
  test.each(['VIRT_RV64', 'VIRT_RV32'] as const)('a list that holds itself has no text, on %s', (board) => {
    const guest = createBoard({ board });
    const list = guest.value([1]);
    list.method('append', list);
    expect(caught(() => list.repr())).toMatchObject({ type: 'RuntimeError', text: 'maximum recursion depth exceeded' });
    expect(guest.value([2]).repr()).toBe('[2]');
  });
  test.each([
    'pow(3, 10**20000, 10**19999 + 1)',
    "sorted(['x'] * 100000)",
    'while True: sorted([3, 1] * 500)',
    'while True: "ab" * 50000 == "ab" * 50000',
    "import hashlib\nwhile True: hashlib.sha256(b'x' * 10000)",
  ])('what keeps built-in functions busy is a GuestTimeoutError: %s', (source) => {
    const guest = createBoard(limitedLooks(1));
    expect(caught(() => guest.runScript(source))).toBeInstanceOf(GuestTimeoutError);
  });
  test('bad input is a DiagnosticError', () => {
    expect(caught(() => inspect(new Uint8Array(10)))).toBeInstanceOf(DiagnosticError);
    expect(caught(() => link({ arch: 'rv64imc', ...hello('rv64imc'), objects: [] }))).toBeInstanceOf(DiagnosticError);
    expect(caught(() => mergeMpy([]))).toBeInstanceOf(DiagnosticError);
    expect(caught(() => readMap('{'))).toBeInstanceOf(DiagnosticError);
  });
});

test('preprocess gives the header of the reference', () => {
  const text = readFileSync(join(CONFORMANCE, 'hello', 'hello.c'), 'utf8');
  expect(preprocess([{ name: 'hello.c', text }])).toBe(hello('rv64imc').qstrs);
});

test('the qstr headers of the examples are those of their sources', () => {
  for (const name of ['factorial', 'crc32', 'stats', 'vector', 'rle']) {
    const at = (file: string) => readFileSync(join(ROOT, 'examples', name, file), 'utf8');
    expect(preprocess([{ name: `${name}.c`, text: at(`${name}.c`) }])).toBe(at(`${name}.qstr.h`));
  }
});

describe('the documented examples', () => {
  beforeAll(ensureBuilt);

  const documented = ['README.md', 'docs/api.md'].flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return [...text.matchAll(/^## (.*)$(?:(?!^## )[\s\S])*?^```js\n([\s\S]*?)^```$/gm)].map(
      ([, title, code]) => [`${file}: ${title}`, code!] as const,
    );
  });

  test('every function and class of every entry has one', async () => {
    const uses = documented.flatMap(([, code]) =>
      [...code!.matchAll(/^import \{(.*)\} from '(natmod[\w/]*)'/gm)].flatMap(([, names, entry]) =>
        names!
          .trim()
          .split(/,\s*/)
          .map((name) => `${name} of ${entry}`),
      ),
    );
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const entries = Object.keys(exports).filter((name) => name !== './package.json');
    expect(entries.length).toBe(7);
    const missing = [];
    for (const entry of entries) {
      const file = entry === '.' ? 'index' : `exports/${entry.slice(2)}`;
      const all = await import(join(ROOT, 'src', `${file}.ts`));
      for (const name of Object.keys(all)) {
        // What the main entry has as well is documented there.
        const home = (api as Record<string, unknown>)[name] === all[name] ? '.' : entry;
        if (!uses.includes(`${name} of natmod${home.slice(1)}`)) missing.push(`${name} of ${entry}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test.each(documented)('%s', async (_, code) => {
    const expected = [...code.matchAll(/^ *console\.log\(.*\); \/\/ (.*)$/gm)].map(([, output]) => `${output}\n`);
    expect(expected).not.toEqual([]);
    const args = ['--input-type=module', '-e', code];
    expect(await execute(process.execPath, args, { cwd: ROOT })).toEqual({
      stdout: expected.join(''),
      stderr: '',
      code: 0,
    });
  });
});
