// natmod test --watch: what a change concerns runs again, nothing else; Ctrl-C ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, MAIN, type TestFolder } from '../helpers/cli.js';

let folder: TestFolder;
let child: ChildProcess | undefined;
let stdout = '';
beforeAll(ensureBuilt);
beforeEach(() => {
  folder = emptyFolder();
  stdout = '';
});
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

const at = (...parts: string[]) => folder.at(...parts);
const put = (path: string, text: string) => folder.put(path, text);
function start(...args: string[]): void {
  child = spawn(process.execPath, [MAIN, 'test', '--watch', '-v', '--board', 'VIRT_RV64', ...args], {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
}
const until = async (done: () => boolean): Promise<void> => {
  for (let i = 0; i < 1200 && !done(); i++) await new Promise((go) => setTimeout(go, 25));
};
/** What the next round tells; it ends with a line that says what is watched. */
async function round(): Promise<string> {
  await until(() => stdout.includes('Ctrl-C ends\n'));
  const [head, ...rest] = stdout.split(/^watching .*\n/m);
  stdout = rest.join('');
  return head!;
}
const tests = (text: string) =>
  [...text.matchAll(/^(\w+) +(\S+) \[VIRT_RV64\](?! *:)/gm)].map((m) => `${m[1]} ${m[2]}`);

test('a test, its expected output, a module of it, a new test', async () => {
  put('tests/test_a.py', 'import helper\nprint(helper.x)\n');
  put('tests/helper.py', 'x = 1\n');
  put('tests/test_b.py', 'print("b")\n');
  put('tests/test_c.py', 'import hello\nassert hello.add(1, 2) == 3\n');
  start('tests');
  expect(tests(await round()).sort()).toEqual(['FAIL tests/test_c.py', 'pass tests/test_a.py', 'pass tests/test_b.py']);
  put('tests/test_b.py', 'print("c")\n');
  const second = await round();
  expect(second).toContain(`changed: ${join('tests', 'test_b.py')}\n`);
  expect(tests(second)).toEqual(['pass tests/test_b.py']);
  put('tests/test_b.py.exp', 'b\n');
  expect(tests(await round())).toEqual(['FAIL tests/test_b.py']);
  put('tests/helper.py', 'x = 2\n');
  expect(tests(await round())).toEqual(['pass tests/test_a.py']);
  // As compilers write: aside, then renamed.
  copyFileSync(join(CONFORMANCE, 'hello/rv64imc/hello.mpy'), at('tests/hello.tmp'));
  renameSync(at('tests/hello.tmp'), at('tests/hello_rv64imc.mpy'));
  expect(tests(await round())).toEqual(['pass tests/test_c.py']);
  rmSync(at('tests/test_a.py'));
  put('tests/new/test_d.py', 'print(1)\n');
  expect(tests(await round())).toEqual(['pass tests/new/test_d.py']);
});

test('files that concern nothing run nothing; reports are no changes; Ctrl-C ends with 130', async () => {
  put('test_a.py', 'print(1)\n');
  start('--reporter', 'default', '--reporter', 'json=out.json');
  expect(tests(await round())).toEqual(['pass test_a.py']);
  put('notes.txt', 'nothing');
  await new Promise((go) => setTimeout(go, 1500));
  expect(stdout).toBe('');
  put('test_a.py', 'print(2)\n');
  expect(tests(await round())).toEqual(['pass test_a.py']);
  const ended = new Promise((done) => child!.once('exit', done));
  child!.kill('SIGINT');
  expect(await ended).toBe(130);
});
