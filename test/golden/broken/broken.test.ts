// A module that is broken in ten ways: what a person sees of each, as a whole. Cause and line must be in it, so read the
// difference before you update these files with `-u`. Addresses are the same in every run.
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, natmod, ROOT } from '../../helpers/cli.js';

const HERE = join(ROOT, 'test', 'golden', 'broken');
const BOARDS = { rv64imc: 'VIRT_RV64', rv32imc: 'VIRT_RV32' } as const;
const ARCHES = ['rv64imc', 'rv32imc'] as const;

const folder = emptyFolder();
afterAll(() => folder.remove());

/** Names of files lie in the board's heap: paths of one length give the same addresses wherever the tests run. */
const PATH_LENGTH = 150;
const project = join(folder.path, 'p'.repeat(PATH_LENGTH - folder.path.length - 1));
const inFolder = (arch: string) => join(project, arch);
const linkFrom = (arch: string, name: string) =>
  natmod(
    [
      'link',
      '--arch',
      arch,
      '--qstrs',
      `${name}.qstr.h`,
      '--map',
      `${name}.map.json`,
      '-o',
      `${name}.mpy`,
      `${name}.o`,
    ],
    { cwd: inFolder(arch) },
  );

beforeAll(async () => {
  await ensureBuilt();
  for (const arch of ARCHES) {
    cpSync(join(HERE, 'scripts'), inFolder(arch), { recursive: true });
    for (const name of ['broken', 'missing']) {
      copyFileSync(join(HERE, arch, `${name}.o`), join(inFolder(arch), `${name}.o`));
      copyFileSync(join(HERE, `${name}.qstr.h`), join(inFolder(arch), `${name}.qstr.h`));
    }
    expect((await linkFrom(arch, 'broken')).code).toBe(0);
  }
}, 60_000);

/** Addresses of the runtime's own functions move with each that is added. */
const HOST_FUNCTION = /(?<=\b0x|\b)(?:0{8})?1000[0-9a-f]{4}(?=\s+(?:host )?function)/g;
/** So do the words of texts that are numbers of names. */
const NAME = /(?<=\b(?:0{8})?0000)[0-9a-f]{4}(?= {2}')/g;

async function expectSame(name: string, args: readonly string[], arch: (typeof ARCHES)[number]): Promise<void> {
  const { stdout, stderr, code } = await natmod(args, { cwd: inFolder(arch) });
  const text = `$ natmod ${args.join(' ')}\n${stdout}${stderr}status ${code}\n`
    .replaceAll(project, '/project')
    .replace(HOST_FUNCTION, (digits) => digits.replaceAll(/[0-9a-f]/g, '*'))
    .replace(NAME, '****')
    .replace(/\(\d+\.\d s\)/, '(0.0 s)');
  await expect(text).toMatchFileSnapshot(join(HERE, 'expected', `${name}.${arch}.txt`));
}

describe.each(ARCHES)('%s', (arch) => {
  const board = ['--board', BOARDS[arch]];
  test.each([
    ['null_pointer'],
    ['endless_loop', '--timeout', '1'],
    ['stack_overflow'],
    ['wrong_rooting'],
    ['bad_argument'],
    ['exception_in_callback'],
    ['out_of_memory'],
  ])('%s', (name, ...options) => expectSame(name, ['run', ...board, ...options, `${name}.py`], arch));

  test('wrong_arch', () => {
    const other = BOARDS[arch === 'rv64imc' ? 'rv32imc' : 'rv64imc'];
    return expectSame('wrong_arch', ['run', '--board', other, 'null_pointer.py'], arch);
  });

  test('missing_symbol', () =>
    expectSame('missing_symbol', ['link', '--arch', arch, '--qstrs', 'missing.qstr.h', 'missing.o'], arch));

  test('wrong_output', () => expectSame('wrong_output', ['test', ...board, 'wrong_output_test.py'], arch));

  test('null_pointer, in the reports of natmod test', async () => {
    const args = ['test', ...board, '--reporter', 'json=r.json', '--reporter', 'junit', 'null_pointer.py'];
    const { stdout, code } = await natmod(args, { cwd: inFolder(arch) });
    expect(code).toBe(1);
    expect(stdout).toContain('config_length+0x');
    expect(stdout).toContain('broken.c:15');
    expect(stdout).toContain('File &quot;null_pointer.py&quot;, line 5, in report');
    const report = JSON.parse(readFileSync(join(inFolder(arch), 'r.json'), 'utf8'));
    const { crash } = report.results[0];
    expect(crash).toMatchObject({
      kind: 'load-access',
      board: BOARDS[arch],
      near: 'a null pointer',
      pc: { function: 'config_length', section: 'text', file: 'broken.c', line: 15 },
      address: { address: '0x0' },
    });
    expect(crash.native.map((frame: { line: number }) => frame.line)).toEqual([15, 17]);
    expect(crash.python.at(-1)).toEqual({ file: 'null_pointer.py', line: 5, function: 'report' });
    expect(crash.registers.find(({ name }: { name: string }) => name === 'ra').what).toContain('length+0x');
    expect(crash.calls.at(-1)).toMatchObject({ returned: false, at: { file: 'broken.c' } });
    expect(crash.code.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
  });
});
