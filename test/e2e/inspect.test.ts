import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, natmod } from '../helpers/cli.js';

const folder = emptyFolder();
const kit = (module: string, ...path: string[]) => join(CONFORMANCE, module, ...path);
const put = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(join(folder.path, name), bytes);
  return name;
};
const run = (...args: string[]) => natmod(args, { cwd: folder.path });
beforeAll(async () => {
  await ensureBuilt();
  put('a file.mpy', readFileSync(kit('hello', 'rv64imc', 'hello.mpy')));
  mkdirSync(join(folder.path, 'dir.mpy'));
});
afterAll(() => folder.remove());

describe('natmod inspect', () => {
  test('shows what is in a file', async () => {
    const { stdout, stderr, code } = await run('inspect', 'a file.mpy');
    expect([stderr, code]).toEqual(['', 0]);
    for (const part of ['version 6.3', 'rv64imc', 'good_day', 'mp_fun_table.type_fun_builtin_0']) {
      expect(stdout).toContain(part);
    }
  });

  test('--json is one value and has everything', async () => {
    const { stdout, code } = await run('inspect', '--json', 'a file.mpy');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      size: 403,
      sourceName: 'hello.mpy',
      header: { version: 6, archName: 'rv64imc' },
      code: { kind: 'viper', size: 312 },
    });
  });

  test('-d lists the code', async () => {
    expect((await run('inspect', 'a file.mpy')).stdout).not.toMatch(/\bauipc\b/);
    expect((await run('inspect', '-d', 'a file.mpy')).stdout).toMatch(/\bauipc\b/);
  });

  test('a map of other code is ignored with a warning, an error with --strict', async () => {
    const object = kit('recur', 'rv64imc', 'recur.o');
    const qstrs = kit('recur', 'recur.qstr.h');
    const link = ['link', '--arch', 'rv64imc', '--qstrs', qstrs, '--map', 'other.json', '-o', 'recur.mpy', object];
    expect((await run(...link)).code).toBe(0);
    const loose = await run('inspect', '--map', 'other.json', 'a file.mpy');
    expect([loose.code, loose.stdout]).toEqual([0, expect.stringContaining('map was made for other code')]);
    const strict = await run('inspect', '--strict', '--map', 'other.json', 'a file.mpy');
    expect([strict.code, strict.stdout]).toEqual([2, '']);
    expect(strict.stderr).toMatch(/^natmod: a file\.mpy: the map was made for other code/);
    expect((await run('inspect', '--map', 'a file.mpy', 'a file.mpy')).code).toBe(2);
  });

  test.each([
    ['text.mpy', 'x = 1\n', 'a text file, not a .mpy'],
    ['object.o', readFileSync(kit('hello', 'rv64imc', 'hello.o')), 'an ELF object, not a .mpy\n  link it first'],
    ['lib.a', '!<arch>\n', 'a static library, not a .mpy'],
    ['cut.mpy', readFileSync(kit('hello', 'rv64imc', 'hello.mpy')).subarray(0, 200), 'truncated'],
    ['empty.mpy', '', 'empty'],
  ])('%s is named for what it is', async (name, content, text) => {
    put(name, content);
    const commands = [
      ['inspect', name],
      ['inspect', '--json', name],
      ['call', name, 'f'],
      ['merge', '-o', 'merged.mpy', name, 'a file.mpy'],
    ];
    const checks = commands.map(async (args) => {
      const { stdout, stderr, code } = await run(...args);
      expect([args, stdout, code]).toEqual([args, '', 2]);
      expect(stderr.startsWith(`natmod: ${name}:`)).toBe(true);
      expect(stderr).toContain(text);
      expect(stderr).not.toMatch(/^ +at /m);
    });
    await Promise.all(checks);
    expect(existsSync(join(folder.path, 'merged.mpy'))).toBe(false);
  });

  test.each([
    [['inspect'], 'no file given'],
    [['inspect', 'a file.mpy', 'b.mpy'], 'one file at a time, please: b.mpy is too many'],
    [['inspect', 'dir.mpy'], 'cannot read dir.mpy: it is a folder'],
    [['inspect', '--map', 'none.json', 'a file.mpy'], 'cannot read none.json: no such file or folder'],
    [['merge', 'a file.mpy'], 'no output file given'],
    [['merge', '-o', 'x.mpy'], 'no files to merge given'],
    [['merge', '-o', 'dir.mpy', 'a file.mpy'], 'cannot write dir.mpy: it is a folder'],
    [['call', 'a file.mpy'], 'no function given'],
  ])('%j is wrong usage', async (args, message) => {
    const { stdout, stderr, code } = await run(...args);
    expect([stdout, stderr.split('\n')[0], code]).toEqual(['', `natmod: ${message}`, 2]);
  });
});

describe('natmod link with files that are no objects', () => {
  test.each([
    ['text.o', 'int x;\n', 'not an ELF file'],
    ['empty.o', '', 'not an ELF file'],
    ['cut.o', readFileSync(kit('hello', 'rv64imc', 'hello.o')).subarray(0, 300), 'the file ends at 0x12c'],
    ['module.o', readFileSync(kit('hello', 'rv64imc', 'hello.mpy')), 'not an ELF file'],
  ])('%s', async (name, content, text) => {
    put(name, content);
    const { stdout, stderr, code } = await run('link', '--arch', 'rv64imc', '-o', 'none.mpy', name);
    expect([stdout, code, existsSync(join(folder.path, 'none.mpy'))]).toEqual(['', 2, false]);
    expect(stderr).toMatch(new RegExp(`^natmod: ${name}:.*${text}`));
  });

  test('objects of other machines are named', async () => {
    // e_machine of an object for ARM, class 32.
    const header = readFileSync(kit('hello', 'rv32imc', 'hello.o'));
    header[18] = 40;
    header[19] = 0;
    put('arm.o', header);
    const byDefault = await run('link', 'arm.o');
    expect([byDefault.code, byDefault.stderr]).toEqual([
      2,
      expect.stringContaining('the objects are for armv6m: pass --arch armv6m'),
    ]);
    const asked = await run('link', '--arch', 'rv32imc', 'arm.o');
    expect([asked.code, asked.stderr]).toEqual([
      1,
      expect.stringContaining('incompatible arch: the object is for EM_ARM'),
    ]);
    const wide = await run('link', '--arch', 'rv32imc', '-o', 'x.mpy', kit('hello', 'rv64imc', 'hello.o'));
    expect([wide.code, wide.stderr]).toEqual([1, expect.stringContaining('pass --arch rv64imc')]);
  });
});

describe('natmod merge', () => {
  test('one file stays as it is', async () => {
    expect(await run('merge', '-o', 'same.mpy', 'a file.mpy')).toEqual({ stdout: '', stderr: '', code: 0 });
    expect(readFileSync(join(folder.path, 'same.mpy'))).toEqual(readFileSync(join(folder.path, 'a file.mpy')));
  });

  test('may add to one of its inputs, which it reads first', async () => {
    put('one.py', 'x = 1\n');
    put('second.py', 'y = 2\n');
    for (const name of ['one', 'second']) expect((await run('compile', `${name}.py`)).code).toBe(0);
    expect((await run('merge', '-o', 'both.mpy', 'one.mpy', 'second.mpy')).code).toBe(0);
    expect(await run('merge', '-o', 'one.mpy', 'one.mpy', 'second.mpy')).toEqual({ stdout: '', stderr: '', code: 0 });
    expect(readFileSync(join(folder.path, 'one.mpy'))).toEqual(readFileSync(join(folder.path, 'both.mpy')));
  });

  test('two native files are refused', async () => {
    const { stderr, code } = await run('merge', '-o', 'two.mpy', 'a file.mpy', kit('recur', 'rv64imc', 'recur.mpy'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^natmod: .*recur\.mpy: can't merge files when more than one contains native code/);
    expect(existsSync(join(folder.path, 'two.mpy'))).toBe(false);
  });
});
