// The head comment of every example lists calls and what they print: this runs them, on both boards, after linking the
// example from its checked-in objects. So the examples stay true, and so do their objects.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBoard, link } from '../../src/index.js';
import { emptyFolder, ensureBuilt, natmod, ROOT } from '../helpers/cli.js';

const EXAMPLES = join(ROOT, 'examples');
const NAMES = readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? [e.name] : []));
const ARCHES = ['rv64imc', 'rv32imc'];

interface Call {
  readonly args: readonly string[];
  readonly prints: string;
}

/** Lines such as `//   natmod call x.mpy f '[1, 2]'    [2, 1]`; two blanks stand between call and output. */
function callsOf(name: string): Call[] {
  const head = readFileSync(join(EXAMPLES, name, `${name}.c`), 'utf8').split('\n#include')[0]!;
  return [...head.matchAll(/^\/\/ +natmod (call .*?\S) {2,}(\S.*?)(?: {2,}\(.*\))?$/gm)].map(([, call, prints]) => ({
    args: [...call!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!),
    prints: prints!,
  }));
}

const folder = emptyFolder();
beforeAll(ensureBuilt);
afterAll(() => folder.remove());

describe.each(NAMES)('examples/%s', (name) => {
  const calls = callsOf(name);
  test('lists calls', () => expect(calls.length).toBeGreaterThan(2));

  test('has an up-to-date header of names', async () => {
    const header = join(folder.path, `${name}.h`);
    const source = join(EXAMPLES, name, `${name}.c`);
    expect((await natmod(['link', '--preprocess', '-o', header, source])).code).toBe(0);
    expect(readFileSync(header, 'utf8')).toBe(readFileSync(join(EXAMPLES, name, `${name}.qstr.h`), 'utf8'));
  });

  test.each(ARCHES)('%s: links, and does what its head comment says', async (arch) => {
    const from = join(EXAMPLES, name);
    const module = `${name}_${arch}.mpy`;
    const inputs = ['--qstrs', join(from, `${name}.qstr.h`), '-o', module, join(from, arch, `${name}.o`)];
    const linked = await natmod(['link', '--arch', arch, ...inputs], { cwd: folder.path });
    expect([linked.stderr, linked.code]).toEqual(['', 0]);
    const results = calls.map(async ({ args: [call, file, ...rest], prints }) => {
      expect(file).toBe(`${name}.mpy`);
      const { stdout, stderr, code } = await natmod([call!, module, ...rest], { cwd: folder.path });
      const isError = /^\w+Error: /.test(prints);
      expect([rest, stdout, stderr, code]).toEqual([
        rest,
        ...(isError ? ['', `${prints}\n`, 1] : [`${prints}\n`, '', 0]),
      ]);
    });
    await Promise.all(results);
  });
});

describe.each([
  ['VIRT_RV64', 'rv64imc'],
  ['VIRT_RV32', 'rv32imc'],
] as const)('vector in Python, %s', (boardName, arch) => {
  const from = join(EXAMPLES, 'vector');
  const { mpy } = link({
    arch,
    objects: [{ name: 'vector.o', bytes: readFileSync(join(from, arch, 'vector.o')) }],
    qstrs: readFileSync(join(from, 'vector.qstr.h'), 'utf8'),
    sourceName: 'vector.mpy',
  });
  const board = createBoard({ board: boardName, gc: 'stress' });
  board.addModule('vector', mpy);
  const names = board.value(new Map([['Vector', board.importModule('vector').get('Vector')]]));
  const v = board.builtin('eval').call('Vector(3, 4, 0)', names);
  names.setItem('v', v);

  test.each([
    ['v + v', 'Vector(6, 8, 0)'],
    ['v - Vector(1, 1.5, 2)', 'Vector(2, 2.5, -2)'],
    ['v * 2, 2 * v', '(Vector(6, 8, 0), Vector(6, 8, 0))'],
    ['-v, abs(v), len(v), bool(Vector())', '(Vector(-3, -4, 0), 5.0, 3, False)'],
    ['v[0], v[-1], list(v), [x * x for x in v]', '(3, 0, [3, 4, 0], [9, 16, 0])'],
    ['v == Vector(3, 4, 0), v != Vector(3, 4), v == 3', '(True, True, False)'],
    ['v.dot(v), Vector.dot(v, v), 4 in v, 5 in v', '(25, 25, True, False)'],
    ['sum(v), sorted(v, reverse=True), max(v)', '(7, [4, 3, 0], 4)'],
    ['Vector("a", [v])', "Vector('a', [Vector(3, 4, 0)])"],
    ['isinstance(v, Vector), type(v)', "(True, <class 'Vector'>)"],
  ])('%s', (source, expected) => {
    expect(board.builtin('eval').call(source, names).repr()).toBe(expected);
  });

  test.each([
    ['v + 1', "TypeError: unsupported types for __add__: 'Vector', 'int'"],
    ['v * v', "TypeError: unsupported types for __mul__: 'Vector', 'Vector'"],
    ['v[3]', 'IndexError: vector index out of range'],
    ['v + Vector()', 'ValueError: vectors of different length'],
    ['{v: 1}', "TypeError: unsupported type for __hash__: 'Vector'"],
    ['Vector(x=1)', 'TypeError: Vector takes no keyword arguments'],
  ])('%s raises', (source, expected) => {
    expect(() => board.builtin('eval').call(source, names)).toThrow(expected);
  });

  test('items can be stored', () => {
    board.builtin('exec').call('w = Vector(1, 2)\nw[-1] = 9\nw += w', names);
    expect(names.item('w').repr()).toBe('Vector(2, 18)');
  });
});
