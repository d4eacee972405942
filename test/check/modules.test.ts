// Small modules with one mistake each: what is said of it, as a whole. Cause and line must be in it, so read the
// difference before you update these files with `-u`. Addresses are the same in every run.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, natmod, ROOT } from '../helpers/cli.js';

const HERE = join(ROOT, 'test', 'check', 'modules');
const BOARDS = { rv64imc: 'VIRT_RV64', rv32imc: 'VIRT_RV32' } as const;
const ARCHES = ['rv64imc', 'rv32imc'] as const;
const names = readdirSync(HERE)
  .filter((name) => name.endsWith('.c'))
  .map((name) => name.slice(0, -2));

/** What a module needs besides `run()`. */
const SCRIPTS: Readonly<Record<string, string>> = {
  wrong_container: 'run((1, 2))',
  unrooted: 'run()\nimport gc\ngc.collect()',
  stale_object: 'run([1, 2])\nimport gc\ngc.collect()\nrun(None)',
};
const OPTIONS: Readonly<Record<string, string>> = { undefined_heap: '--check=uninit' };

const folder = emptyFolder();
afterAll(() => folder.remove());

/** Names of files lie in the board's heap: paths of one length give the same addresses wherever the tests run. */
const PATH_LENGTH = 150;
const project = join(folder.path, 'p'.repeat(PATH_LENGTH - folder.path.length - 1));
const inFolder = (arch: string) => join(project, arch);

beforeAll(async () => {
  await ensureBuilt();
  for (const arch of ARCHES) {
    const cwd = inFolder(arch);
    mkdirSync(cwd, { recursive: true });
    copyFileSync(join(HERE, 'check.qstr.h'), join(cwd, 'check.qstr.h'));
    for (const name of names) {
      copyFileSync(join(HERE, arch, `${name}.o`), join(cwd, `${name}.o`));
      writeFileSync(join(cwd, `${name}_test.py`), `from ${name} import run\n${SCRIPTS[name] ?? 'run()'}\n`);
      const files = ['--map', `${name}.map.json`, '-o', `${name}.mpy`, `${name}.o`];
      const { stderr, code } = await natmod(['link', '--arch', arch, '--qstrs', 'check.qstr.h', ...files], { cwd });
      expect([stderr, code]).toEqual(['', 0]);
    }
  }
}, 120_000);

describe.each(ARCHES)('%s', (arch) => {
  test.each(names)('%s', async (name) => {
    const args = ['run', '--board', BOARDS[arch], OPTIONS[name] ?? '--check', `${name}_test.py`];
    const { stdout, stderr, code } = await natmod(args, { cwd: inFolder(arch) });
    const text = `$ natmod ${args.join(' ')}\n${stdout}${stderr}status ${code}\n`.replaceAll(project, '/project');
    await expect(text).toMatchFileSnapshot(join(HERE, 'expected', `${name}.${arch}.txt`));
  });
});
