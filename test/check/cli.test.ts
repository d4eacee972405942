// --check of run, call and test, as users and services see it: output, reports, exit statuses.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, natmod, ROOT } from '../helpers/cli.js';

const MODULES = join(ROOT, 'test', 'check', 'modules');
const folder = emptyFolder();
afterAll(() => folder.remove());
const at = (name: string) => join(folder.path, name);
const run = (...args: string[]) => natmod(args, { cwd: folder.path });

beforeAll(async () => {
  await ensureBuilt();
  copyFileSync(join(MODULES, 'check.qstr.h'), at('check.qstr.h'));
  for (const name of ['read_past', 'double_free', 'undefined_heap']) {
    copyFileSync(join(MODULES, 'rv64imc', `${name}.o`), at(`${name}.o`));
    const files = ['--map', `${name}.map.json`, '-o', `${name}.mpy`, `${name}.o`];
    expect((await run('link', '--arch', 'rv64imc', '--qstrs', 'check.qstr.h', ...files)).code).toBe(0);
  }
  writeFileSync(at('past.py'), 'import read_past\nprint(read_past.run())\nprint(read_past.run())\n');
}, 60_000);

test('run: each place once, on standard error, and status 1', async () => {
  const { stdout, stderr, code } = await run('run', '--check', 'past.py');
  expect([stdout, code]).toEqual(['0\n0\n', 1]);
  expect(stderr).toMatch(
    /^natmod: check: out-of-bounds-read: read of 1 byte right behind a block of 10 bytes .*\n {4}at .*read_past\.c:7\)\n/,
  );
  expect(stderr).toMatch(/\n {2}2 times\nnatmod: check: 1 finding\n$/);
});

test('run: without --check nothing is said; the status of a script stays', async () => {
  expect(await run('run', 'past.py')).toEqual({ stdout: '0\n0\n', stderr: '', code: 0 });
  const { code } = await run('run', '--check', '-c', 'import read_past; read_past.run(); raise SystemExit(7)');
  expect(code).toBe(7);
});

test('run: a crash keeps its status, and its report follows', async () => {
  const { stderr, code } = await run('run', '--check', '-c', 'import double_free; double_free.run()');
  expect(code).toBe(3);
  expect(stderr).toMatch(/^natmod: check: double-free: .*[\s\S]*the block was freed by[\s\S]*\nnatmod: guest crash: /);
});

test('call: --check=uninit, and a value of --check that there is not', async () => {
  expect((await run('call', '--check', 'undefined_heap.mpy', 'run')).code).toBe(0);
  const { stdout, stderr, code } = await run('call', '--check=uninit', 'undefined_heap.mpy', 'run');
  expect([stdout, code]).toEqual(['True\n', 1]);
  expect(stderr).toContain('check: undefined-value: a branch depends on a value that was never set');
  expect((await run('call', '--check=all', 'undefined_heap.mpy', 'run')).code).toBe(2);
});

test('test: findings fail a test and are in its reports', async () => {
  writeFileSync(at('past_test.py'), 'import read_past\nassert read_past.run() == 0\n');
  const reporters = ['--reporter', 'default', '--reporter', 'json=r.json', '--reporter', 'junit=r.xml'];
  const { stdout, code } = await run('test', '--check', '--board', 'VIRT_RV64', ...reporters, 'past_test.py');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAIL +past_test\.py \[VIRT_RV64\] - check: out-of-bounds-read: /m);
  expect(stdout).toContain('read_past.c:7');
  expect(stdout).toContain('again: natmod test --board VIRT_RV64 --check=on past_test.py');
  const [result] = JSON.parse(readFileSync(at('r.json'), 'utf8')).results;
  expect(result.findings).toMatchObject([{ kind: 'out-of-bounds-read', times: 1 }]);
  expect(result.findings[0].stack[0]).toContain('read_past.c:7');
  expect(readFileSync(at('r.xml'), 'utf8')).toMatch(
    /<failure type="fail" message="check: out-of-bounds-read: [\s\S]*by Python/,
  );
  expect((await run('test', '--board', 'VIRT_RV64', 'past_test.py')).code).toBe(0);
});
