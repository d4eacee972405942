// --coverage and --profile as a user sees them: lines against gcc's own gcov, files against the real lcov, profiles against
// the rules of their format.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, execute, natmod, type TestFolder } from '../helpers/cli.js';

const onPath = (program: string) => (process.env.PATH ?? '').split(':').some((dir) => existsSync(join(dir, program)));
const hasCompiler = onPath('riscv64-unknown-elf-gcc');
const hasGcov = onPath('gcc') && onPath('gcov');
const hasLcov = onPath('lcov') && onPath('genhtml');

let folder: TestFolder;
const at = (...parts: string[]) => folder.at(...parts);
const put = (path: string, text: string) => folder.put(path, text);
const inFolder = (...args: string[]) => natmod(args, { cwd: folder.path });
const read = (path: string) => readFileSync(at(path), 'utf8');

beforeAll(ensureBuilt);

const ALGO = `#include "algo.h"
static int clamp(int v, int low, int high) {
    if (v < low) {
        return low;
    }
    if (v > high) {
        return high;
    }
    return v;
}
static int never(int x) {
    return x * 3;
}
int classify(int x) {
    switch (x % 4) {
        case 0: return 10;
        case 1: return 20;
        case 2:
            x += 5;
            break;
        default: return x > 1000 ? never(x) : -1;
    }
    return x;
}
int fib(int n) {
    if (n < 2)
        return n;
    return fib(n - 1) + fib(n - 2);
}
int sum(int n) {
    int total = 0;
    for (int i = 0; i < n; i++) {
        if (i % 3 == 0) {
            continue;
        }
        total += clamp(i, 2, 10);
    }
    while (total > 50) {
        total -= 7;
    }
    do {
        total++;
    } while (total % 5);
    return total;
}
`;
const MODULE = `#include "py/dynruntime.h"
#include "algo.h"
static mp_obj_t go(mp_obj_t x) {
    int n = mp_obj_get_int(x);
    return mp_obj_new_int(classify(n) + fib(n) + sum(n));
}
static MP_DEFINE_CONST_FUN_OBJ_1(go_obj, go);
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_go, MP_OBJ_FROM_PTR(&go_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
`;
const HOST = `#include <stdio.h>
#include "algo.h"
int main(void) { for (int i = 0; i < 9; i += 2) printf("%d\\n", classify(i) + fib(i) + sum(i)); return 0; }
`;

interface Source {
  readonly lines: Map<number, number>;
  readonly functions: Map<string, number>;
  readonly totals: Record<string, number>;
}

function parseLcov(text: string): Map<string, Source> {
  const files = new Map<string, Source>();
  let source: Source | undefined;
  for (const line of text.split('\n')) {
    const [, key, value] = /^(\w+):(.*)$/.exec(line) ?? [];
    if (key === 'SF') files.set(value!, (source = { lines: new Map(), functions: new Map(), totals: {} }));
    if (key === 'DA') source!.lines.set(...(value!.split(',').map(Number) as [number, number]));
    if (key === 'FNDA') source!.functions.set(value!.split(',')[1]!, Number(value!.split(',')[0]));
    if (/^(LF|LH|FNF|FNH)$/.test(key ?? '')) source!.totals[key!] = Number(value);
  }
  return files;
}

describe.skipIf(!hasCompiler)('natmod test --coverage (needs riscv64-unknown-elf-gcc)', () => {
  beforeAll(async () => {
    folder = emptyFolder();
    put('algo.h', 'int classify(int x);\nint fib(int n);\nint sum(int n);\n');
    put('algo.c', ALGO);
    put('mod.c', MODULE);
    put('host.c', HOST);
    put('natmod.json', JSON.stringify({ name: 'algo', sources: ['mod.c', 'algo.c'], cflags: ['-O0'] }));
    put('tests/test_a.py', 'import algo\nfor i in range(0, 5, 2): print(algo.go(i))\n');
    put('tests/test_b.py', 'import algo\nfor i in range(6, 9, 2): print(algo.go(i))\n');
    const built = await inFolder('build');
    expect([built.stderr, built.code]).toEqual(['', 0]);
  }, 60_000);
  afterAll(() => folder.remove());

  test('the table, and a file whose totals are those of its lines', async () => {
    const { stdout, stderr, code } = await inFolder('test', '--coverage');
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toMatch(
      /^file +lines +functions\nalgo\.c +\d+\.\d% \d+\/\d+ +80\.0% 4\/5\nmod\.c +100\.0% 9\/9 +100\.0% 2\/2\nall /m,
    );
    const files = parseLcov(read('coverage/lcov.info'));
    expect([...files.keys()]).toEqual(['algo.c', 'mod.c']);
    for (const { lines, functions, totals } of files.values()) {
      const ran = (counts: Map<unknown, number>) => [...counts.values()].filter((n) => n > 0).length;
      expect(totals).toEqual({ LF: lines.size, LH: ran(lines), FNF: functions.size, FNH: ran(functions) });
    }
    expect(files.get('algo.c')!.functions.get('never')).toBe(0);
  }, 60_000);

  test.skipIf(!hasGcov)(
    'lines have the counts that gcov has for the same calls (needs gcc and gcov)',
    async () => {
      mkdirSync(at('host'), { recursive: true });
      const cwd = at('host');
      for (const [program, ...args] of [
        ['gcc', '-O0', '--coverage', '-I..', '../host.c', '../algo.c', '-o', 'host'],
        [at('host', 'host')],
        ['gcov', readdirOf],
      ] as [string, ...(string | (() => string))[]][]) {
        const done = await execute(
          program,
          args.map((arg) => (typeof arg === 'string' ? arg : arg())),
          { cwd },
        );
        expect([program, done.code]).toEqual([program, 0]);
      }
      const gcov = new Map<number, number>();
      for (const line of read('host/algo.c.gcov').split('\n')) {
        const [, count, number] = /^ *([\d#=]+)\*?: *(\d+):/.exec(line) ?? [];
        if (count) gcov.set(Number(number), /^[#=]/.test(count) ? 0 : Number(count));
      }
      await inFolder('test', '--board', 'VIRT_RV64', '--coverage=one.lcov', 'tests');
      const { lines, functions } = parseLcov(read('one.lcov')).get('algo.c')!;
      const common = [...gcov].filter(([line]) => lines.has(line));
      expect(common.length).toBeGreaterThan(25);
      expect(common.map(([line]) => [line, lines.get(line)])).toEqual(common);
      expect([functions.get('clamp'), functions.get('fib'), functions.get('sum')]).toEqual([12, 105, 5]);
    },
    60_000,
  );
  const readdirOf = () => readdirSync(at('host')).find((name) => name.endsWith('algo.gcda'))!;

  test('boards, shards and repetitions add up', async () => {
    const lcov = async (name: string, ...args: string[]) => {
      const done = await inFolder('test', `--coverage=${name}.lcov`, ...args);
      expect([done.stderr, done.code]).toEqual(['', 0]);
      return parseLcov(read(`${name}.lcov`))
        .get('algo.c')!
        .functions.get('fib');
    };
    expect(await lcov('all')).toBe(210);
    expect(await lcov('twice', '--repeat', '2')).toBe(420);
    expect(await lcov('first', '--shard', '1/2', '--reporter', 'json=first.json')).toBeLessThan(210);
    await lcov('second', '--shard', '2/2', '--reporter', 'json=second.json');
    expect(await lcov('merged', '--merge', 'first.json', 'second.json')).toBe(210);
    expect(read('merged.lcov')).toBe(read('all.lcov'));
    const folderGiven = await inFolder('test', '--coverage=out/', 'tests');
    expect(folderGiven.code).toBe(0);
    expect(read('out/lcov.info')).toBe(read('all.lcov'));
  }, 120_000);

  test('a crash, an exception and a time limit do not lose what ran', async () => {
    put('more/test_raise.py', 'import algo\nalgo.go(4)\nraise ValueError\n');
    put('more/test_slow.py', 'import algo\nalgo.go(4)\nwhile True: pass\n');
    const args = ['--board', 'VIRT_RV32', '--timeout', '1', 'more'];
    const { code } = await inFolder('test', '--coverage=more.lcov', ...args);
    expect(code).toBe(1);
    expect(parseLcov(read('more.lcov')).get('algo.c')!.functions.get('sum')).toBe(2);
  }, 60_000);

  test('a module of --natmod-dir is found with its lines', async () => {
    mkdirSync(at('mods', 'algo'), { recursive: true });
    for (const name of ['algo_rv64imc.mpy', 'algo_rv64imc.elf'])
      copyFileSync(at('dist', name), at('mods', 'algo', name));
    put('algo_x.py', 'import algo\nalgo.go(2)\n');
    const args = ['--natmod-dir', 'mods', '--board', 'VIRT_RV64', '--coverage=mods.lcov', 'algo_x.py'];
    expect((await inFolder('test', ...args)).code).toBe(0);
    expect(parseLcov(read('mods.lcov')).get('algo.c')!.functions.get('classify')).toBe(1);
  }, 60_000);

  test.skipIf(!hasLcov)(
    'lcov and genhtml take the file (needs lcov)',
    async () => {
      await inFolder('test', '--coverage=real.lcov', 'tests');
      const summary = await execute('lcov', ['--summary', 'real.lcov'], { cwd: folder.path });
      expect([summary.code, summary.stdout + summary.stderr]).toEqual([
        0,
        expect.stringMatching(/lines\.*: .*of 45 lines/),
      ]);
      const html = await execute('genhtml', ['-q', 'real.lcov', '-o', 'html'], { cwd: folder.path });
      expect([html.code, html.stderr]).toEqual([0, '']);
      expect(/84\.4/.test(readFileSync(at('html', 'index.html'), 'utf8'))).toBe(true);
    },
    60_000,
  );

  test('modules without line numbers are named with what to do', async () => {
    put('bare/test_hello.py', 'import hello\nhello.add(1, 2)\n');
    copyFileSync(join(CONFORMANCE, 'hello', 'rv64imc', 'hello.mpy'), at('bare', 'hello.mpy'));
    const { stderr, code } = await inFolder('test', '--board', 'VIRT_RV64', '--coverage=bare.lcov', 'bare');
    expect(code).toBe(0);
    expect(stderr).toContain('no coverage of bare/hello.mpy: there is no linked ELF file of its code');
    expect(stderr).toContain('natmod link does with --elf FILE');
    for (const name of ['algo_rv64imc.mpy', 'algo_rv64imc.elf']) copyFileSync(at('dist', name), at('bare', name));
    const strip = await execute('riscv64-unknown-elf-strip', ['-g', at('bare', 'algo_rv64imc.elf')]);
    expect(strip.code).toBe(0);
    put('bare/test_hello.py', 'import algo\nalgo.go(1)\n');
    const plain = await natmod(['test', '--board', 'VIRT_RV64', '--coverage=../bare.lcov'], { cwd: at('bare') });
    expect(plain.stderr).toContain('compile the sources with -g');
    expect(read('bare.lcov')).toBe('');
  }, 60_000);

  test('a file that cannot be written is said before anything runs', async () => {
    put('never/test_print.py', 'open("ran", "w").close()\n');
    const { stderr, code } = await inFolder('test', '--write', 'never', '--coverage=natmod.json/x.lcov', 'never');
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot write natmod.json/x.lcov')]);
    expect(existsSync(at('never', 'ran'))).toBe(false);
    expect((await inFolder('test', '--coverage=tests/test_a.py', 'tests')).stderr).toContain('overwrite the input');
    const same = await inFolder('test', '--coverage=x.json', '--reporter', 'json=x.json', 'tests');
    expect([same.code, same.stderr]).toEqual([2, expect.stringContaining('x.json')]);
  }, 60_000);
});

interface Speedscope {
  readonly $schema: string;
  readonly shared: { readonly frames: readonly { name: string; file?: string; line?: number }[] };
  readonly profiles: readonly {
    type: string;
    name: string;
    unit: string;
    startValue: number;
    endValue: number;
    samples: number[][];
    weights: number[];
  }[];
}

/** Checks what the format asks for, and gives the stacks with their work, outermost first. */
function stacksOf(text: string): Map<string, number> {
  const file = JSON.parse(text) as Speedscope;
  expect(file.$schema).toBe('https://www.speedscope.app/file-format-schema.json');
  const [profile] = file.profiles;
  expect([profile!.type, profile!.unit, profile!.startValue]).toEqual(['sampled', 'none', 0]);
  expect(profile!.samples.length).toBe(profile!.weights.length);
  expect(profile!.weights.reduce((a, b) => a + b, 0)).toBe(profile!.endValue);
  expect(profile!.weights.every((weight) => weight > 0)).toBe(true);
  const { frames } = file.shared;
  expect(frames.every(({ name, line }) => typeof name === 'string' && (line === undefined || line > 0))).toBe(true);
  const stacks = new Map<string, number>();
  for (const [i, sample] of profile!.samples.entries()) {
    expect(sample.every((frame) => Number.isInteger(frame) && frame >= 0 && frame < frames.length)).toBe(true);
    const key = sample.map((frame) => frames[frame]!.name).join(' > ');
    stacks.set(key, (stacks.get(key) ?? 0) + profile!.weights[i]!);
  }
  return stacks;
}

describe('--profile', () => {
  beforeAll(() => {
    folder = emptyFolder();
  });
  beforeEach(() => rmSync(at('p.json'), { force: true }));
  afterAll(() => folder.remove());
  const profiled = async (script: string, ...args: string[]) => {
    put('script.py', script);
    const done = await inFolder('run', '--profile', 'p.json', ...args, 'script.py');
    return { ...done, stacks: stacksOf(read('p.json')) };
  };

  test('recursion, generators, built-in functions that call back, exceptions', async () => {
    const { stdout, stderr, code, stacks } = await profiled(`
def down(n):
    if n == 0:
        raise ValueError
    down(n - 1)
def key(x):
    return -x
def numbers():
    for i in range(3):
        yield key(i)
def main():
    try:
        down(3)
    except ValueError:
        pass
    for i in range(20): pass
    print(sorted([1, 2], key=key), list(numbers()))
main()
`);
    expect([stdout, stderr, code]).toEqual(['[2, 1] [0, -1, -2]\n', '', 0]);
    const keys = [...stacks.keys()];
    for (const path of [
      '<module> > main > down > down > down > down',
      '<module> > main > sorted > key',
      '<module> > main > numbers > key',
      '<module> > main > print',
    ]) {
      expect(keys).toContain(path);
    }
    expect(keys.filter((key) => /down > (key|sorted|print)/.test(key))).toEqual([]);
    expect(stacks.get('<module> > main > down > down')).toBe(stacks.get('<module> > main > down'));
    expect(stacks.get('<module> > main')).toBeGreaterThan(stacks.get('<module>')!);
  });

  test('machine code that calls Python, and catches what it raises', async () => {
    for (const name of ['callback', 'nlr'])
      copyFileSync(join(CONFORMANCE, name, 'rv64imc', `${name}.mpy`), at(`${name}.mpy`));
    const { stderr, code, stacks } = await profiled(`
import callback, nlr
def inner(x):
    return x + 1
def bad():
    raise ValueError
def after():
    return 1
print(callback.call(inner, 1))
print(nlr.guard(bad))
after()
`);
    expect([stderr, code]).toEqual(['', 0]);
    const keys = [...stacks.keys()];
    expect(
      keys.some((key) =>
        /^<module> > callback.mpy text\+0x\w+ > .*call_function_n_kw > inner$|^<module> > .*callback.* > inner$/.test(
          key,
        ),
      ),
    ).toBe(true);
    expect(keys.some((key) => /^<module> > .*nlr.* > bad$/.test(key))).toBe(true);
    expect(keys).toContain('<module> > after');
  });

  test('the same run gives the same file', async () => {
    const script = 'def f(n):\n    return n if n < 2 else f(n-1) + f(n-2)\nprint(f(15))\n';
    await profiled(script);
    const first = read('p.json');
    await profiled(script);
    expect(read('p.json')).toBe(first);
  });

  test('long runs are kept small', async () => {
    const { stacks } = await profiled('def f(): pass\ndef g(): f()\nfor i in range(100000):\n  f()\n  g()\n');
    expect(stacks.size).toBe(4);
    expect(read('p.json').length).toBeLessThan(500_000);
  });

  test('an uncaught exception, a time limit and SystemExit leave a profile', async () => {
    for (const [script, status] of [
      ['def f(): raise ValueError\nf()', 1],
      ['def f():\n  while True: pass\nf()', 4],
      ['import sys\ndef f(): sys.exit(7)\nf()', 7],
    ] as const) {
      const { code, stacks } = await profiled(script, '--timeout', '1');
      expect(code).toBe(status);
      expect([...stacks.keys()]).toContain('<module> > f');
    }
  });

  test('natmod call', async () => {
    copyFileSync(join(CONFORMANCE, 'hello', 'rv64imc', 'hello.mpy'), at('hello.mpy'));
    const { stdout, code } = await inFolder('call', '--profile', 'p.json', 'hello.mpy', 'add', '2', '3');
    expect([stdout, code]).toEqual(['5\n', 0]);
    expect([...stacksOf(read('p.json')).keys()].some((key) => key.includes('hello'))).toBe(true);
  });

  test('a file that cannot be written is said before anything runs', async () => {
    put('script.py', 'print("ran")\n');
    const missing = await inFolder('run', '--profile', 'no/where.json', 'script.py');
    expect([missing.code, missing.stdout]).toEqual([2, '']);
    expect(missing.stderr).toContain('cannot write no/where.json');
    expect((await inFolder('run', '--profile', 'script.py', 'script.py')).stderr).toContain('overwrite the input');
    expect(read('script.py')).toBe('print("ran")\n');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a folder without permission', async () => {
    mkdirSync(at('closed'), { recursive: true });
    chmodSync(at('closed'), 0o500);
    put('script.py', 'print("ran")\n');
    expect((await inFolder('run', '--profile', 'closed/p.json', 'script.py')).stderr).toContain('permission denied');
  });
});
