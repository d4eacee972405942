// The head comment of every example lists calls and what they print: this runs them, on both boards, after linking the
// example from its checked-in objects. So the examples stay true, and so do their objects.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, natmod, ROOT } from '../helpers/cli.js';

const EXAMPLES = join(ROOT, 'examples');
const NAMES = readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? [e.name] : []));
const ARCHES = ['rv64imc', 'rv32imc'];

interface Call {
  readonly args: readonly string[];
  readonly prints: string;
}

/** Lines such as `//   natmod call x.mpy f '[1, 2]'    [2, 1]`; two blanks stand between call and output. */
function callsOf(name: string): Call[] {
  const head = readFileSync(join(EXAMPLES, name, `${name}.c`), 'utf8').split('\n#include')[0]!;
  return [...head.matchAll(/^\/\/ +natmod (call .*?\S) {2,}(\S.*?)(?: {2,}\(.*\))?$/gm)].map(([, call, prints]) => ({
    args: [...call!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!),
    prints: prints!,
  }));
}

const folder = emptyFolder();
beforeAll(ensureBuilt);
afterAll(() => folder.remove());

describe.each(NAMES)('examples/%s', (name) => {
  const calls = callsOf(name);
  test('lists calls', () => expect(calls.length).toBeGreaterThan(2));

  test('has an up-to-date header of names', async () => {
    const header = join(folder.path, `${name}.h`);
    const source = join(EXAMPLES, name, `${name}.c`);
    expect((await natmod(['link', '--preprocess', '-o', header, source])).code).toBe(0);
    expect(readFileSync(header, 'utf8')).toBe(readFileSync(join(EXAMPLES, name, `${name}.qstr.h`), 'utf8'));
  });

  test.each(ARCHES)('%s: links, and does what its head comment says', async (arch) => {
    const from = join(EXAMPLES, name);
    const module = `${name}_${arch}.mpy`;
    const inputs = ['--qstrs', join(from, `${name}.qstr.h`), '-o', module, join(from, arch, `${name}.o`)];
    const linked = await natmod(['link', '--arch', arch, ...inputs], { cwd: folder.path });
    expect([linked.stderr, linked.code]).toEqual(['', 0]);
    const results = calls.map(async ({ args: [call, file, ...rest], prints }) => {
      expect(file).toBe(`${name}.mpy`);
      const { stdout, stderr, code } = await natmod([call!, module, ...rest], { cwd: folder.path });
      const isError = /^\w+Error: /.test(prints);
      expect([rest, stdout, stderr, code]).toEqual([
        rest,
        ...(isError ? ['', `${prints}\n`, 1] : [`${prints}\n`, '', 0]),
      ]);
    });
    await Promise.all(results);
  });
});
