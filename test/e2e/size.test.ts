import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, natmod, ROOT } from '../helpers/cli.js';

const folder = emptyFolder();
const at = (...parts: string[]) => folder.at(...parts);
const example = (name: string, ...path: string[]) => join(ROOT, 'examples', name, ...path);

/** Links an example to FOLDER/name.mpy, with its map beside it. */
async function linked(name: string, arch: string, to: string): Promise<void> {
  mkdirSync(at(to), { recursive: true });
  const out = at(to, `${name}.mpy`);
  const map = ['--map', at(to, `${name}.map.json`)];
  const args = ['link', '--arch', arch, '--qstrs', example(name, `${name}.qstr.h`), ...map, '-o', out];
  expect((await natmod([...args, example(name, arch, `${name}.o`)])).code).toBe(0);
}

const size = (...args: string[]) => natmod(['size', ...args], { cwd: folder.path });

beforeAll(async () => {
  await ensureBuilt();
  await linked('crc32', 'rv64imc', 'new/rv64imc');
  await linked('crc32', 'rv32imc', 'new/rv32imc');
  await linked('crc32', 'rv32imc', 'old/rv64imc');
  await linked('crc32', 'rv32imc', 'old/rv32imc');
  await linked('vector', 'rv32imc', 'old/rv32imc');
});
afterAll(() => folder.remove());

test('one module, with what its map knows', async () => {
  const { stdout, stderr, code } = await size('new/rv64imc/crc32.mpy', '--by', 'symbol');
  expect([stderr, code]).toEqual(['', 0]);
  const [head, row, , title, , ...symbols] = stdout.split('\n');
  expect(head!.split(/ +/)).toEqual(['module', 'arch', 'text', 'rodata', 'bss', 'got', 'bytecode', 'file']);
  expect(row).toMatch(/^crc32\.mpy +rv64imc +488 +0 +0 +32 +0 +\d+$/);
  expect(title).toBe('crc32.mpy, by symbol');
  expect(symbols).toContain('mpy_init             96       0    0');
});

test('parts add up to the whole', async () => {
  const { stdout } = await size('new/rv64imc/crc32.mpy', '--format', 'json');
  const [module] = JSON.parse(stdout).modules;
  for (const parts of Object.values<{ name: string; text: number }[]>(module.parts)) {
    expect(parts.reduce((n, part) => n + part.text, 0)).toBe(module.sizes.text);
  }
  // The entry jump and what aligns sections.
  const rest = module.parts.section.at(-1);
  expect(rest.name).toBe('(rest)');
  expect(rest.text).toBeLessThan(24);
  expect(module.parts.object.map((part: { name: string }) => part.name)).toContain('<internal>');
});

test('folders are compared by name, as Markdown', async () => {
  const { stdout, code } = await size('new', '--compare', 'old', '--format', 'markdown');
  expect(code).toBe(0);
  const rows = stdout.trimEnd().split('\n');
  expect(rows[0]).toBe('| module | arch | text | rodata | bss | got | bytecode | file | note |');
  expect(rows.find((row) => row.startsWith('| rv32imc/crc32.mpy'))).not.toContain('(');
  expect(rows.find((row) => row.startsWith('| rv64imc/crc32.mpy'))).toMatch(/\| 488 \(\+\d+\) \|/);
  expect(rows.find((row) => row.startsWith('| rv32imc/vector.mpy'))).toMatch(/\| - \|.*\| removed \|$/);
  expect(rows.at(-1)).toMatch(/^\| total \|/);
});

test('files find their older selves in a folder by the end of their path', async () => {
  const { stdout } = await size('new/rv64imc/crc32.mpy', 'new/rv32imc/crc32.mpy', '--compare', 'old');
  expect(stdout.match(/\(\+\d+\)/g)!.length).toBeGreaterThan(1);
  expect(stdout).toMatch(/vector\.mpy.*removed/);
  expect(stdout).not.toContain('new  ');
  // No module is new or gone.
  expect((await size('old/rv32imc', '--compare', 'old/rv32imc')).stdout).not.toContain('note');
});

test('files picked out of a folder are compared alone', async () => {
  const names = async (...files: string[]) => {
    const { stdout, code } = await size(...files, '--compare', 'more', '--format', 'json');
    expect(code).toBe(0);
    return JSON.parse(stdout).modules.map((m: { name: string; sizes?: object }) => (m.sizes ? m.name : `-${m.name}`));
  };
  for (const path of ['more/a.mpy', 'more/b.mpy', 'more/c.mpy', 'less/a.mpy', 'less/b.mpy']) {
    mkdirSync(at(path, '..'), { recursive: true });
    copyFileSync(at('new/rv64imc/crc32.mpy'), at(path));
  }
  expect(await names('less/a.mpy')).toEqual(['a.mpy']);
  expect(await names('more/a.mpy', 'more/c.mpy')).toEqual(['a.mpy', 'c.mpy']);
  expect(await names('less/a.mpy', 'less/b.mpy')).toEqual(['a.mpy', 'b.mpy', '-c.mpy']);
  expect(await names('less')).toEqual(['a.mpy', 'b.mpy', '-c.mpy']);
});

test('growth beyond a limit is status 1', async () => {
  const run = (limit: string) =>
    size('new/rv64imc/crc32.mpy', '--compare', 'old/rv64imc/crc32.mpy', '--max-growth', limit);
  expect((await run('100%')).code).toBe(0);
  expect((await run('10000')).code).toBe(0);
  const { stderr, code } = await run('1%');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^natmod: crc32\.mpy takes \d+ bytes more than before \(\d+\), --max-growth is 1%\n$/);
});

test('a map for other code is left out with a warning', async () => {
  mkdirSync(at('stale'), { recursive: true });
  copyFileSync(at('new/rv64imc/crc32.mpy'), at('stale/crc32.mpy'));
  copyFileSync(at('new/rv32imc/crc32.map.json'), at('stale/crc32.map.json'));
  const { stdout, stderr, code } = await size('stale/crc32.mpy', '--by', 'section');
  expect(stderr).toContain('the map was made for other code');
  expect(stdout).toContain('by section: no map');
  expect(code).toBe(0);
});

test('wrong use is said', async () => {
  writeFileSync(at('x.mpy'), 'not one');
  mkdirSync(at('empty'), { recursive: true });
  const refused = async (...args: string[]) => {
    const { stderr, code } = await size(...args);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused()).toContain('no files given');
  expect(await refused('none.mpy')).toContain('no such file');
  expect(await refused('x.mpy')).toContain('x.mpy');
  expect(await refused('empty')).toContain('there are no .mpy files in empty');
  expect(await refused('new', '--format', 'xml')).toContain('none of text, json, markdown');
  expect(await refused('new', '--max-growth', '5')).toContain('needs --compare');
  expect(await refused('new', '--compare', 'old', '--max-growth', 'much')).toContain('give bytes');
});

test('what the older build lacks is new, also where it has nothing', async () => {
  mkdirSync(at('nothing'), { recursive: true });
  const first = await size('new', '--compare', 'nothing', '--format', 'markdown', '--max-growth', '0');
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('no .mpy files in nothing: all modules count as new');
  expect(first.stdout.match(/\| new \|/g)).toHaveLength(2);
  // One module here and another one there are two modules; two files that are both named are compared.
  mkdirSync(at('other'), { recursive: true });
  copyFileSync(at('old/rv32imc/vector.mpy'), at('other/vector.mpy'));
  const other = await size('new/rv32imc', '--compare', 'other');
  expect([other.code, other.stdout.match(/ (new|removed)\n/g)]).toEqual([0, [' new\n', ' removed\n']]);
  const named = await size('new/rv32imc/crc32.mpy', '--compare', 'other/vector.mpy');
  expect([named.code, named.stdout.match(/ (new|removed)\n/g)]).toEqual([0, null]);
});
