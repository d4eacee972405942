// natmod test on targets beside the emulated boards: our own `natmod serve` over each kind of line, another MicroPython, and
// boards that misbehave.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, MAIN, natmod, ROOT, type TestFolder } from '../helpers/cli.js';
import { type Served, serve } from '../helpers/serial-client.js';

const hasPty = process.platform === 'linux' && existsSync('/dev/ptmx');
const hasSerialport = (() => {
  try {
    return createRequire(import.meta.url).resolve('serialport') !== '';
  } catch {
    return false;
  }
})();
const quote = (text: string) => `'${text}'`;
const NODE = quote(process.execPath);
const OURS = `${NODE} ${quote(MAIN)} serve`;
const BAD = `exec:${NODE} ${quote(join(ROOT, 'test/helpers/bad-board.mjs'))}`;
const WASM = `exec:${NODE} ${quote(join(ROOT, 'test/helpers/wasm-board.mjs'))}`;

let folder: TestFolder;
const running: Served[] = [];
beforeAll(ensureBuilt);
beforeEach(() => {
  folder = emptyFolder();
});
afterEach(async () => {
  for (const served of running.splice(0)) await served.stop();
  folder.remove();
});

const at = (...parts: string[]) => folder.at(...parts);
const put = (path: string, text: string) => folder.put(path, text);
const module = (name: string, arch: string, to: string) => {
  mkdirSync(join(at(to), '..'), { recursive: true });
  copyFileSync(join(CONFORMANCE, name, arch, `${name}.mpy`), at(to));
};
const run = (...args: string[]) => natmod(['test', ...args], { cwd: folder.path });
const verdicts = (stdout: string, target: string) =>
  stdout
    .split('\n')
    .filter((line) => /^(pass|skip|FAIL|CRASH|TIMEOUT|ERROR) .*\[/.test(line))
    .map((line) => line.replaceAll(` [${target}]`, '').replace(/ +\d+\.\d s$/, ''));
async function started(transport: 'tcp' | 'pty', ...args: string[]): Promise<Served> {
  const served = await serve(transport, ...args);
  running.push(served);
  return served;
}

/** A project with everything that must get to a target. */
function project(): void {
  module('hello', 'rv64imc', 'tests/rv64imc/hello.mpy');
  module('hello', 'rv32imc', 'tests/rv32imc/hello.mpy');
  put('tests/helper.py', 'from pack import sub\nvalue = sub.deep + 1\n');
  put('tests/pack/__init__.py', '');
  put('tests/pack/sub.py', 'from . import more\ndeep = more.n\n');
  put('tests/pack/more.py', `n = 41\n# ${'long '.repeat(1000)}\n`);
  put('tests/data.txt', 'gr\u00fc\u00dfe');
  put(
    'tests/test_all.py',
    `import hello, sys
from helper import (
    value,
)
print(hello.add(1, 2), value, __name__, sys.argv)
with open('data.txt') as f: print(f.read())
try: open('none.txt')
except OSError as e: print(e.errno)
try: open('data.txt', 'w')
except OSError as e: print(e.errno)
print('natmod' in ' '.join(globals()))
`,
  );
  put('tests/test_all.py.exp', "3 42 __main__ ['tests/test_all.py']\ngr\u00fc\u00dfe\n2\n30\nFalse\n");
  put('tests/test_exit.py', 'import sys\nprint(1)\nsys.exit(3)\n');
  put('tests/test_fail.py', 'print("a")\ndef f():\n    1/0\nf()\n');
  put('tests/test_quiet_exit.py', 'raise SystemExit\n');
  put('tests/test_skip.py', 'print("SKIP")\nraise SystemExit\n');
  put('tests/test_wild.py', 'import machine\nmachine.mem32[0]\n');
  put('tests/test_zlast.py', 'print("last")\n');
}
const EXPECTED = [
  'pass    tests/test_all.py',
  'FAIL    tests/test_exit.py - exit status 3',
  'FAIL    tests/test_fail.py - ZeroDivisionError: divide by zero',
  'pass    tests/test_quiet_exit.py',
  'skip    tests/test_skip.py - the test says SKIP',
  expect.stringMatching(/^CRASH {3}tests\/test_wild.py - load from an address outside guest memory 0x0/),
  'pass    tests/test_zlast.py',
];

describe('our own boards', () => {
  beforeEach(project);
  test.each(['VIRT_RV64', 'VIRT_RV32'])('exec: with %s', async (board) => {
    const target = `exec:${OURS} --stdio --board ${board}`;
    const { stdout, stderr, code } = await run('-v', '--target', target);
    expect([stderr, code]).toEqual(['', 1]);
    expect(verdicts(stdout, target).slice(0, 7)).toEqual(EXPECTED);
    expect(stdout).toContain(
      '  File "tests/test_fail.py", line 4, in <module>\n  File "tests/test_fail.py", line 3, in f',
    );
  });
  test.skipIf(!hasPty)('execpty:', async () => {
    const target = `execpty:${OURS} --pty`;
    const { stdout } = await run('-v', '--target', target);
    expect(verdicts(stdout, target).slice(0, 7)).toEqual(EXPECTED);
  });
  test('tcp:, several targets at once, and results with their names', async () => {
    const [a, b] = [await started('tcp'), await started('tcp', '--board', 'VIRT_RV32')];
    const [x, y] = [a, b].map((served) => served.where.replace('socket://', 'tcp:')) as [string, string];
    const { stdout } = await run('-v', '-t', x, '--test-instance', y, '--board', 'VIRT_RV64', 'tests/test_all.py');
    expect(verdicts(stdout, '').sort()).toEqual(
      ['VIRT_RV64', x, y].map((name) => `pass    tests/test_all.py [${name}]`).sort(),
    );
  });
  test.skipIf(!hasPty || !hasSerialport)('port:', async () => {
    const target = `port:${(await started('pty')).where}`;
    const { stdout } = await run('-v', '--target', target);
    expect(verdicts(stdout, target).slice(0, 7)).toEqual(EXPECTED);
  });
  test('a large module, and one in the place of a built-in one', async () => {
    module('klass', 'rv64imc', 'mods/math/math_rv64imc.mpy');
    put('math_a.py', 'import math\nprint(hasattr(math, "sqrt"))\n');
    put('math_a.py.exp', 'False\n');
    const target = `exec:${OURS} --stdio`;
    const { stdout, code } = await run('-v', '--natmod-dir', 'mods', '-t', target, 'math_a.py');
    expect([verdicts(stdout, target), code]).toEqual([['pass    math_a.py'], 0]);
  });
  test('a module for another architecture is a skip that says so', async () => {
    module('hello', 'rv32imc', 'other/hello.mpy');
    put('other/test_a.py', 'import hello\n');
    const target = `exec:${OURS} --stdio`;
    const { stdout, code } = await run('-v', '-t', target, 'other');
    expect(code).toBe(0);
    expect(verdicts(stdout, target)[0]).toBe(
      'skip    other/test_a.py - hello.mpy: the file has native code for rv32imc, the target is rv64imc',
    );
  });
  test('a script without end is a timeout, and the next one runs', async () => {
    put('loops/test_a.py', 'while True:\n    try:\n        while 1: pass\n    except KeyboardInterrupt: pass\n');
    put('loops/test_b.py', 'def f():\n    while 1: pass\nf()\n');
    put('loops/test_c.py', 'print("c")\n');
    const target = `exec:${OURS} --stdio`;
    const { stdout } = await run('-v', '--timeout', '1', '-t', target, 'loops');
    expect(verdicts(stdout, target).slice(0, 3)).toEqual([
      'TIMEOUT loops/test_a.py - time limit of 1 s reached, and the target does not listen to Ctrl-C',
      'TIMEOUT loops/test_b.py - time limit of 1 s reached: File "loops/test_b.py", line 2, in f',
      'pass    loops/test_c.py',
    ]);
  });
});

describe('a MicroPython of other making, which loads no native code', () => {
  test('imports, files, exceptions, exits', async () => {
    project();
    const { stdout, stderr } = await run('-v', '--target', WASM, '--filter', '^(?!.*wild)');
    expect(stderr).toBe('');
    expect(verdicts(stdout, WASM).slice(0, 6)).toEqual([
      'skip    tests/test_all.py - hello is not built for none (rv32imc, rv64imc is there)',
      ...EXPECTED.slice(1, 5),
      'pass    tests/test_zlast.py',
    ]);
  });
});

describe('a board that misbehaves', () => {
  beforeEach(() => {
    put('test_a.py', 'print("TROUBLE")\n');
    put('test_b.py', 'print("fine")\n');
  });
  const troubles: readonly [string, string | RegExp][] = [
    ['reset', 'CRASH   test_a.py - the target has started anew while the script ran'],
    ['dump', 'CRASH   test_a.py - the target crashed: Load address fault, at pc 0x804032dc, address 0x10'],
    ['exit', 'CRASH   test_a.py - the program has ended with status 7: Segmentation fault'],
    ['silence', 'TIMEOUT test_a.py - time limit of 1 s reached, and the target does not listen to Ctrl-C'],
    ['deaf', 'TIMEOUT test_a.py - time limit of 1 s reached: File "test_a.py", line 1, in <module>'],
    ['garbage', /^ERROR {3}test_a.py - could not exec command \(response: "\u00ff\u00fe"\)$/],
    ['no-prompt', /^ERROR {3}test_a.py - unexpected "#" after a script/],
    ['slow', 'pass    test_a.py'],
    ['flood', 'pass    test_a.py'],
  ];
  test.each(troubles)('%s is a result, and the run goes on', async (kind, expected) => {
    const target = `${BAD} ${kind}`;
    // Only what ends by the limit waits for it; nothing else is to meet it on a busy machine.
    const limit = String(expected).startsWith('TIMEOUT') ? '1' : '30';
    const { stdout } = await run('-v', '--timeout', limit, '-t', target);
    const [first, second] = verdicts(stdout, target);
    if (typeof expected === 'string') expect(first).toBe(expected);
    else expect(first).toMatch(expected);
    expect(second).toBe('pass    test_b.py');
  });
  test('what a crash printed is shown', async () => {
    const { stdout } = await run('-t', `${BAD} dump`);
    expect(stdout).toContain('\nbefore\n');
    expect(stdout).toContain('MACHINE EXCEPTION CAUGHT:\n\n RA=000000008001E288');
  });
  const mute: readonly [string, string][] = [
    ['no-info', 'the target does not say what it is: "what?'],
    ['echo', 'the line seems to echo'],
  ];
  // Each takes as long as such a target is waited for.
  const slow: readonly [string, string][] = [
    ['mute', 'could not enter raw repl: nothing came'],
    ['wrong-banner', 'could not enter raw repl: what came ends with "login: '],
    ['chatter', 'could not enter raw repl: what came ends with'],
    ['no-reset', 'could not enter raw repl'],
  ];
  test.each(process.env.NATMOD_TEST === 'all' ? [...mute, ...slow] : [...mute, slow[1]!])(
    '%s: it cannot be detected',
    async (kind, message) => {
      const { stderr, code } = await run('-t', `${BAD} ${kind}`);
      expect(code).toBe(2);
      expect(stderr).toContain('natmod: could not detect test instance exec:');
      expect(stderr).toContain(message);
    },
  );
  test.each([
    ['exec:exit 3', 'the program has ended with status 3'],
    ['exec:/no/such/program', 'the program has ended with status 127'],
    ['execpty:echo hello', 'the program has ended with status 0'],
    ['tcp:127.0.0.1:1', 'nobody listens there'],
    ['tcp:here', 'needs HOST:PORT'],
    ['exec:', 'needs a command'],
    ['port:/dev/none', hasSerialport ? 'No such file or directory' : 'npm install --save-dev serialport'],
    ['VIRT_RV128', 'is no board and no target'],
  ])('%s: it cannot be reached', async (target, message) => {
    const { stderr, code } = await run('-t', target);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
