// What the documents say about the program is so.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/options.js';
import { createBoard } from '../../src/index.js';
import { GATE_BASE, RAM_BASE } from '../../src/machine/index.js';
import { emptyFolder, ensureBuilt, execute, natmod, ROOT } from '../helpers/cli.js';

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const trimmed = (text: string) => text.split('\n').map((line) => line.trim());

describe('documents', () => {
  test('ARCHITECTURE.md has the import table of check-layers', async () => {
    const { stdout } = await execute(process.execPath, ['tools/check-layers.mjs', '--print'], { cwd: ROOT });
    const shown = /<!-- layers -->\n([\s\S]*?)<!-- \/layers -->/.exec(read('ARCHITECTURE.md'))![1]!;
    expect(trimmed(shown)).toEqual(trimmed(stdout));
  });

  test('README.md names every command and every dependency', () => {
    const readme = read('README.md');
    for (const name of Object.keys(COMMANDS)) expect(readme).toMatch(new RegExp(`\\| \`natmod ${name}[ \`]`));
    const { dependencies = {}, devDependencies } = JSON.parse(read('package.json'));
    expect(dependencies).toEqual({});
    for (const name of Object.keys(devDependencies)) expect(readme).toContain(`| \`${name}\` |`);
  });

  test('the first example of README.md prints what it says', async () => {
    await ensureBuilt();
    const shown = /```console\n([\s\S]*?)```/.exec(read('README.md'))![1]!;
    const folder = emptyFolder();
    try {
      for (const [, command, output] of shown.matchAll(/^\$ npx natmod (.*)\n((?:[^$].*\n)*)/gm)) {
        const words = command!.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ''));
        const args = words.map((word) => (word.startsWith('examples/') ? join(ROOT, word) : word));
        const { stdout, stderr } = await natmod(args, { cwd: folder.path });
        if (output !== '') expect(stdout + stderr).toBe(output);
        else expect(stderr).toBe('');
      }
    } finally {
      folder.remove();
    }
  });

  test('files and functions that documents name are there', () => {
    const sources = (readdirSync(join(ROOT, 'src'), { recursive: true }) as string[]).filter((name) =>
      /\.ts$/.test(name),
    );
    const all = sources.map((name) => read(join('src', name))).join('\n');
    for (const file of ['README.md', 'ARCHITECTURE.md', 'docs/recipes.md']) {
      for (const [, path] of read(file).matchAll(/`((?:src|test|tools|bench|docs|examples)\/[\w./-]+)`/g)) {
        expect(existsSync(join(ROOT, path!)), `${file} names ${path}`).toBe(true);
      }
    }
    const rows = [...read('ARCHITECTURE.md').matchAll(/^\| (?:`\w+`(?:, )?)+ \|[^|]*\|(.*)\|$/gm)];
    expect(rows.length).toBeGreaterThan(15);
    for (const [row, entries] of rows) {
      for (const [, name] of entries!.matchAll(/`(\w+)`/g)) {
        expect(
          new RegExp(`(function\\*?|class|const|interface) ${name}\\b|^  ${name}\\(`, 'm').test(all),
          `${name} in ${row}`,
        ).toBe(true);
      }
    }
  });

  test('the memory map of ARCHITECTURE.md is that of the boards', () => {
    const { runtime } = createBoard({ board: 'VIRT_RV32' });
    const shown = [...read('ARCHITECTURE.md').matchAll(/^ {4}(0x[\w]+) /gm)].map(([, hex]) =>
      Number(hex!.replace('_', '')),
    );
    expect(shown).toEqual([GATE_BASE, RAM_BASE, runtime.stackTop, runtime.heap.base]);
  });

  test('commands in documents are scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const file of ['README.md', 'ARCHITECTURE.md', 'docs/recipes.md', 'examples/README.md']) {
      for (const [, name] of read(file).matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name);
    }
  });
});
