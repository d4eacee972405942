// natmod test on whole projects: results, reports and exit statuses as a user and a CI service see them.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, natmod, ROOT, type TestFolder } from '../helpers/cli.js';

let folder: TestFolder;
beforeAll(ensureBuilt);
beforeEach(() => {
  folder = emptyFolder();
});
afterEach(() => folder.remove());

const at = (...parts: string[]) => folder.at(...parts);
const put = (path: string, text: string) => folder.put(path, text);
const run = (...args: string[]) => natmod(['test', ...args], { cwd: folder.path });
const hello = (arch: string, to: string) => {
  mkdirSync(join(at(to), '..'), { recursive: true });
  copyFileSync(join(CONFORMANCE, 'hello', arch, 'hello.mpy'), at(to));
};
/** The last line, without the time. */
const summary = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .at(-1)!
    .replace(/ \(.*?\)/, '');

test('scripts and modules of a folder, on both boards', async () => {
  hello('rv64imc', 'tests/hello_rv64imc.mpy');
  hello('rv32imc', 'tests/rv32imc/hello.mpy');
  put('tests/test_sum.py', 'import hello\nassert hello.add(2, 3) == 5\n');
  put('tests/test_text.py', 'import sys\nprint("text", sys.argv)\n');
  put('tests/test_text.py.exp', "text ['tests/test_text.py']\n");
  put('tests/no.py', 'raise 1\n');
  const { stdout, stderr, code } = await run();
  expect([stderr, code]).toEqual(['', 0]);
  expect(summary(stdout)).toBe('4 passed, 0 failed, 0 skipped');
});

test('a board that the module was not built for is a skip that says so', async () => {
  hello('rv64imc', 'tests/hello_rv64imc.mpy');
  put('tests/test_sum.py', 'import hello\nassert hello.add(2, 3) == 5\n');
  const { stdout, code } = await run('tests');
  expect(code).toBe(0);
  expect(summary(stdout)).toBe('1 passed, 0 failed, 1 skipped');
  expect(stdout).toContain('test_sum.py [VIRT_RV32] - hello is not built for rv32imc (hello_rv64imc.mpy is there)');
});

test('so is a module without an architecture in its name', async () => {
  hello('rv64imc', 'tests/hello.mpy');
  put('tests/test_sum.py', 'import hello\nassert hello.add(2, 3) == 5\n');
  const { stdout, code } = await run('-r', 'new/results', 'tests');
  expect(code).toBe(0);
  expect(summary(stdout)).toBe('1 passed, 0 failed, 1 skipped');
  expect(stdout).toContain(
    'test_sum.py [VIRT_RV32] - hello.mpy: the file has native code for rv64imc, the target is rv32imc\n',
  );
  expect(JSON.parse(readFileSync(at('new/results/_results.json'), 'utf8')).results).toEqual([
    ['tests/test_sum.py', 'pass', ''],
    ['tests/test_sum.py', 'skip', 'mpy file not compiled'],
  ]);
});

test('--natmod-dir puts a module in the place of a built-in one', async () => {
  hello('rv64imc', 'mods/math/math_rv64imc.mpy');
  put('math_basic.py', 'import math\nprint(math.add(1, 2))\n');
  put('math_basic.py.exp', '3\n');
  put('other.py', 'import math\nprint(math.sqrt(4.0))\n');
  const { stdout, code } = await run('--natmod-dir', 'mods', 'math_basic.py', 'other.py');
  expect(code).toBe(0);
  expect(summary(stdout)).toBe('3 passed, 0 failed, 1 skipped');
  expect(stdout).toContain('math_basic.py [VIRT_RV32] - math is not built for rv32imc');
});

describe('failures', () => {
  beforeEach(() => {
    put('test_exception.py', 'print("before")\n[][1]\n');
    put('test_loop.py', 'while True:\n    pass\n');
    put('test_ok.py', 'print("fine")\n');
    put('test_output.py', 'print(1)\nprint(2)\nprint(3)\n');
    put('test_output.py.exp', '1\nx\n3\n');
    put(
      'test_unit.py',
      'import unittest\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(1, 2)\nunittest.main()\n',
    );
  });

  test('a report never replaces a test, nor another report', async () => {
    put('test_a.py', 'print(1)');
    for (const [reports, message] of [
      [['junit=./test_a.py'], 'the output ./test_a.py would overwrite the input test_a.py'],
      [['junit=out', 'tap=./out'], 'two reports would be written to the same file, ./out'],
    ] as const) {
      const { stderr, code } = await run(...reports.map((report) => `--reporter=${report}`), 'test_a.py');
      expect([stderr, code]).toEqual([`natmod: ${message}\n`, 2]);
    }
    expect(readFileSync(at('test_a.py'), 'utf8')).toBe('print(1)');
  });

  test('are told with their reasons, and do not keep the others', async () => {
    const { stdout, code } = await run('--board', 'VIRT_RV64', '--timeout', '1');
    expect(code).toBe(1);
    expect(summary(stdout)).toBe('1 passed, 4 failed, 0 skipped');
    expect(stdout).toContain('FAIL    test_exception.py [VIRT_RV64] - IndexError: list index out of range');
    expect(stdout).toContain('TIMEOUT test_loop.py [VIRT_RV64] - time limit of 1 s reached');
    expect(stdout).toContain('  1\n- x\n+ 2\n  3\n- test_output.py.exp, + what the test printed\n');
    expect(stdout).toContain('again: natmod test --board VIRT_RV64 --timeout 1 test_output.py\n');
    expect(stdout).toMatch(/FAIL {4}test_unit\.py/);
  });

  test('go to reports', async () => {
    const reports = ['junit=out.xml', 'json=out.json', 'tap=out.tap', 'github=out.txt', 'default'];
    const args = [...reports.flatMap((name) => ['--reporter', name]), '--result-dir', '.'];
    const { code } = await run(...args, '--filter', 'exception|output|ok');
    expect(code).toBe(1);
    expect(readFileSync(at('out.xml'), 'utf8')).toContain('<testsuites tests="6" failures="4"');
    expect(JSON.parse(readFileSync(at('out.json'), 'utf8')).summary).toMatchObject({ passed: 2, failed: 4 });
    expect(readFileSync(at('out.tap'), 'utf8')).toMatch(/^TAP version 13\n1\.\.6\n/);
    expect(readFileSync(at('out.txt'), 'utf8')).toContain('::error file=test_exception.py,line=2,');
    expect(JSON.parse(readFileSync(at('_results.json'), 'utf8')).failed_tests).toEqual([
      'test_exception.py',
      'test_output.py',
    ]);
  });

  test('can end the run, and shards can be put together', async () => {
    const bailed = await run('--bail', '1', '--jobs', '1', '--filter', 'output|ok|exception');
    expect(summary(bailed.stdout)).toBe('0 passed, 1 failed, 0 skipped, 5 not run');
    for (const k of [1, 2]) {
      await run('--shard', `${k}/2`, '--reporter', `json=${k}.json`, '--filter', 'output|ok|exception');
    }
    const { stdout, code } = await run('--merge', '1.json', '2.json');
    expect(code).toBe(1);
    expect(summary(stdout)).toBe('2 passed, 4 failed, 0 skipped');
  });

  test('become expectations with --update, by architecture only where boards differ', async () => {
    put('test_word.py', 'import sys\nprint(sys.implementation._mpy >> 10 & 15)\n');
    const { code } = await run('--update', 'test_output.py', 'test_word.py');
    expect(code).toBe(0);
    expect(readFileSync(at('test_output.py.exp'), 'utf8')).toBe('1\n2\n3\n');
    expect(readFileSync(at('test_word.py.rv64imc.exp'), 'utf8')).toBe('12\n');
    expect(readFileSync(at('test_word.py.rv32imc.exp'), 'utf8')).toBe('11\n');
    expect(existsSync(at('test_word.py.exp'))).toBe(false);
    expect((await run('test_output.py', 'test_word.py')).code).toBe(0);
  });
});

test('a crash is a result with its report, and the others go on', async () => {
  put('test_a.py', 'import machine\nprint("x")\nmachine.mem32[0]\n');
  put('test_b.py', 'print("after")\n');
  const { stdout, code } = await run('--jobs', '1');
  expect(code).toBe(1);
  expect(summary(stdout)).toBe('2 passed, 2 failed, 0 skipped');
  expect(stdout).toMatch(/^CRASH {3}test_a\.py \[VIRT_RV64\] - /m);
});

test('a crash names a folder in any script, and is named by a map from anywhere', async () => {
  const broken = join(ROOT, 'test', 'golden', 'broken');
  mkdirSync(at('ü 木'));
  const objects = ['--qstrs', join(broken, 'broken.qstr.h'), join(broken, 'rv64imc', 'broken.o')];
  const link = ['link', '--arch', 'rv64imc', '--map', 'names.json', '-o', join('ü 木', 'broken.mpy'), ...objects];
  expect((await natmod(link, { cwd: folder.path })).code).toBe(0);
  put('ü 木/test_c.py', 'import broken\nbroken.length()\n');
  const { stdout } = await run('--board', 'VIRT_RV64', '--map', 'names.json');
  expect(stdout).toMatch(/at 0x\w+ \w+\+\w+ \(.*ü 木\/broken\.mpy text/);
  expect(stdout).toContain("again: natmod test --board VIRT_RV64 --map names.json 'ü 木/test_c.py'\n");
});

test('a module that nobody has built yet is said to be that', async () => {
  put('test_m.py', 'import mine\n');
  put('mine.c', '');
  expect((await run()).stdout).toContain("no module named 'mine'\nmine is not built: natmod build\nagain: ");
});

test('--romfs mounts an image', async () => {
  put('image/inside.py', 'print("from rom")\n');
  expect((await natmod(['romfs', 'image', '-o', 'i.img'], { cwd: folder.path })).code).toBe(0);
  put('test_r.py', 'import inside\n');
  put('test_r.py.exp', 'from rom\n');
  expect(summary((await run('--romfs', 'i.img', 'test_r.py')).stdout)).toBe('2 passed, 0 failed, 0 skipped');
});

describe('a reference interpreter', () => {
  test('says what is right', async () => {
    put('test_same.py', 'print(1 + 1)\n');
    put('interpreter.mjs', 'process.stdin.pipe(process.stdout);');
    const { stdout, code } = await run('--reference', 'node interpreter.mjs', 'test_same.py');
    expect(code).toBe(1);
    expect(stdout).toContain('output differs from node interpreter.mjs');
    expect(stdout).toContain('- print(1 + 1)\n+ 2\n');
  });
  test('that is not there ends the run', async () => {
    put('test_same.py', 'print(1 + 1)\n');
    const { stderr, code } = await run('--reference', 'no-such-program', 'test_same.py');
    expect([stderr, code]).toEqual(['natmod: --reference no-such-program: it cannot be started\n', 2]);
  });
});

test.skipIf(process.platform === 'win32')('a reference that does not end is ended', async () => {
  put('test_a.py', 'print(1)\n');
  put('endless.mjs', 'setInterval(() => {}, 1_000_000);\n');
  const { stderr, code } = await run('--reference', 'node endless.mjs', '--timeout', '1');
  expect([stderr, code]).toEqual(['natmod: --reference node endless.mjs: test_a.py did not end within 1 s\n', 2]);
});

test('Ctrl-C reports what is known', async () => {
  put('test_a.py', 'print(1)\n');
  put('test_b.py', 'import time\nprint(2)\ntime.sleep(60)\n');
  let sent = false;
  const { stdout, code } = await natmod(['test', '-v', '--jobs', '1', '--board', 'VIRT_RV64'], {
    cwd: folder.path,
    onOutput: (text, kill) => {
      if (sent || !text.includes('test_a.py')) return;
      sent = true;
      kill('SIGINT');
    },
  });
  expect(code).toBe(130);
  expect(stdout).toContain('1 passed, 0 failed, 0 skipped, 1 not run');
});

test('wrong use is said', async () => {
  put('test_a.py', '');
  const refused = async (...args: string[]) => {
    const { stderr, code } = await run(...args);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused('none.py')).toContain('no tests: none.py');
  expect(await refused('--board', 'VIRT_RV128')).toContain('VIRT_RV128 is no board and no target');
  expect(await refused('--reporter', 'xml')).toContain('--reporter xml is none');
  expect(await refused('--reporter', 'json=no/x.json')).toContain('there is no folder no');
  expect(await refused('--check', '-t', 'tcp:localhost:1')).toContain('--check works on emulated boards only');
  expect(await refused('-t', '10.0.0.1')).toContain('a plain socket is tcp:HOST:PORT');
  expect(await refused('--filter', '(')).toContain('no regular expression');
  expect(await refused('--shard', '3/2')).toContain('give K/N');
  expect(await refused('--filter', 'nothing')).toContain('no test is left');
  expect(await refused('--arch', 'armv7m')).toContain('no board runs armv7m');
  expect(await refused('--natmod-dir', 'none')).toContain('no such file or folder');
  expect(await refused('--merge', 'test_a.py')).toContain('this is no report');
});
