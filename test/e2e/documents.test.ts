// What the documents say about the program is so.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/options.js';
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
    for (const name of Object.keys(COMMANDS)) expect(readme).toContain(`| \`natmod ${name} `);
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

  test('commands in documents are scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const file of ['README.md', 'ARCHITECTURE.md', 'examples/README.md']) {
      for (const [, name] of read(file).matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name);
    }
  });
});
