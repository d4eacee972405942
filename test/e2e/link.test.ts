import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, natmod, type TestFolder } from '../helpers/cli.js';

let folder: TestFolder;
beforeAll(ensureBuilt);
beforeEach(() => {
  folder = emptyFolder();
});
afterEach(() => folder.remove());

const kit = (module: string, ...path: string[]) => join(CONFORMANCE, module, ...path);
const linkArgs = (module: string, arch: string, ...more: string[]) => [
  ...['link', '--arch', arch, '--qstrs', kit(module, `${module}.qstr.h`), '-o', `${module}.mpy`],
  ...more,
  kit(module, arch, `${module}.o`),
];

describe('natmod link', () => {
  test.each(['rv32imc', 'rv64imc'])('gives the bytes of the reference linker for %s, and its summary', async (arch) => {
    const { stdout, stderr, code } = await natmod(linkArgs('hello', arch), { cwd: folder.path });
    expect([stderr, code]).toEqual(['', 0]);
    expect(readFileSync(join(folder.path, 'hello.mpy'))).toEqual(readFileSync(kit('hello', arch, 'hello.mpy')));
    expect(stdout).toMatch(/^arch: {9}EM_RISCV\ntext size: {4}\d+\nbss size: {5}0\nGOT entries: {2}\d+\n$/);
  });

  test('never writes over its inputs, nor two results into one file', async () => {
    const object = readFileSync(kit('hello', 'rv64imc', 'hello.o'));
    writeFileSync(join(folder.path, 'hello.o'), object);
    const args = ['link', '--arch=rv64imc', `--qstrs=${kit('hello', 'hello.qstr.h')}`, 'hello.o'];
    const onto = await natmod([...args, '-o', './hello.o'], { cwd: folder.path });
    expect([onto.code, onto.stderr]).toEqual([2, 'natmod: the output ./hello.o would overwrite the input hello.o\n']);
    const twice = await natmod([...args, '-o', 'a', '--map', 'a'], { cwd: folder.path });
    expect([twice.code, twice.stderr]).toEqual([2, 'natmod: module and map would be written to the same file, a\n']);
    const spelt = await natmod([...args, '-o', 'a', '--map', './x/../a'], { cwd: folder.path });
    expect([spelt.code, spelt.stderr]).toEqual([2, expect.stringContaining('to the same file, ./x/../a')]);
    expect(readdirSync(folder.path)).toEqual(['hello.o']);
    expect(readFileSync(join(folder.path, 'hello.o'))).toEqual(object);
  });

  test('nor over its sources, nor over a file that a library names', async () => {
    writeFileSync(join(folder.path, 'm.c'), 'MP_QSTR_x');
    const names = await natmod(['link', '--preprocess', '-o', './m.c', 'm.c'], { cwd: folder.path });
    expect([names.code, names.stderr]).toEqual([2, 'natmod: the output ./m.c would overwrite the input m.c\n']);
    const archive = readFileSync(kit('archive', 'rv64imc', 'libnmx.a'));
    writeFileSync(join(folder.path, 'libnmx.a'), archive);
    writeFileSync(join(folder.path, 'script.a'), 'INPUT ( libnmx.a )');
    for (const option of ['--map', '--elf']) {
      const args = linkArgs('archive', 'rv64imc', '-l', 'script.a', option, 'libnmx.a');
      const { code, stderr } = await natmod(args, { cwd: folder.path });
      expect([code, stderr]).toEqual([2, expect.stringMatching(/libnmx\.a would overwrite the input .*libnmx\.a/)]);
      expect(readFileSync(join(folder.path, 'libnmx.a'))).toEqual(archive);
    }
    expect(readFileSync(join(folder.path, 'm.c'), 'utf8')).toBe('MP_QSTR_x');
  });

  test('takes members of an archive', async () => {
    const args = linkArgs('archive', 'rv64imc', '-l', kit('archive', 'rv64imc', 'libnmx.a'));
    expect((await natmod(args, { cwd: folder.path })).code).toBe(0);
    expect(readFileSync(join(folder.path, 'archive.mpy'))).toEqual(
      readFileSync(kit('archive', 'rv64imc', 'archive.mpy')),
    );
  });

  test('names the output after the first input and the module after the output', async () => {
    writeFileSync(join(folder.path, 'hello.o'), readFileSync(kit('hello', 'rv64imc', 'hello.o')));
    const args = ['link', '--arch=rv64imc', `--qstrs=${kit('hello', 'hello.qstr.h')}`, 'hello.o'];
    expect((await natmod(args, { cwd: folder.path })).code).toBe(0);
    expect(readFileSync(join(folder.path, 'hello.mpy'))).toEqual(readFileSync(kit('hello', 'rv64imc', 'hello.mpy')));
  });

  test('an output name that cannot be made is asked for', async () => {
    writeFileSync(join(folder.path, 'hello.obj'), readFileSync(kit('hello', 'rv64imc', 'hello.o')));
    const { stderr, code } = await natmod(['link', '--arch', 'rv64imc', 'hello.obj'], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'natmod: no output name can be made from hello.obj, which does not end in .o\n  give one with -o FILE\n',
    );
  });

  test('says which --arch the objects need', async () => {
    const { stderr, code } = await natmod(['link', '-o', 'x.mpy', kit('hello', 'rv32imc', 'hello.o')], {
      cwd: folder.path,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('pass --arch rv32imc');
  });

  test('a refused link says why and leaves no file', async () => {
    const { stdout, stderr, code } = await natmod(
      linkArgs('neg_undef', 'rv64imc', kit('neg_undef', 'rv64imc', 'neg_undef_two.o')).filter(
        (f) => !f.endsWith('two.o') || existsSync(f),
      ),
      { cwd: folder.path },
    );
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^natmod: .*neg_undef\.o.*undefined symbol/m);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('a refused link leaves an older output as it is', async () => {
    writeFileSync(join(folder.path, 'neg_noinit.mpy'), 'older');
    const { code } = await natmod(linkArgs('neg_noinit', 'rv64imc'), { cwd: folder.path });
    expect(code).toBe(1);
    expect(readFileSync(join(folder.path, 'neg_noinit.mpy'), 'utf8')).toBe('older');
  });

  test('--json', async () => {
    const good = await natmod(linkArgs('hello', 'rv64imc', '--json'), { cwd: folder.path });
    const size = readFileSync(join(folder.path, 'hello.mpy')).length;
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, output: 'hello.mpy', arch: 'rv64imc', size, bssSize: 0 });
    const bad = await natmod(linkArgs('neg_noinit', 'rv64imc', '--json'), { cwd: folder.path });
    expect(bad.code).toBe(1);
    const { ok, diagnostics } = JSON.parse(bad.stdout);
    expect(ok).toBe(false);
    expect(diagnostics[0].message).toContain('mpy_init');
  });

  test('--map names the functions', async () => {
    await natmod(linkArgs('hello', 'rv64imc', '--map', 'hello.map.json'), { cwd: folder.path });
    const map = JSON.parse(readFileSync(join(folder.path, 'hello.map.json'), 'utf8'));
    expect(map.symbols.map((s: { name: string }) => s.name)).toContain('mpy_init');
    const { stdout } = await natmod(['inspect', 'hello.mpy'], { cwd: folder.path });
    expect(stdout).toContain('mpy_init');
  });

  test('-v says more', async () => {
    const { stdout } = await natmod(linkArgs('hello', 'rv64imc', '-v'), { cwd: folder.path });
    expect(stdout).toContain('qstr vals: ');
    expect(stdout).toContain('GOT entries:');
  });

  test('--preprocess writes the header of the reference', async () => {
    writeFileSync(join(folder.path, 'hello.c'), readFileSync(kit('hello', 'hello.c')));
    const { stdout, stderr, code } = await natmod(['link', '--preprocess', 'hello.c'], { cwd: folder.path });
    expect([stdout, stderr, code]).toEqual(['', '', 0]);
    expect(readFileSync(join(folder.path, 'hello.config.h'), 'utf8')).toBe(
      readFileSync(kit('hello', 'hello.qstr.h'), 'utf8'),
    );
  });

  test('a folder that is not there', async () => {
    const args = linkArgs('hello', 'rv64imc');
    args[args.indexOf('hello.mpy')] = join('not here', 'hello.mpy');
    const { stderr, code } = await natmod(args, { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toContain(`natmod: cannot write ${join('not here', 'hello.mpy')}: no such file or folder`);
  });
});
