// zig as the only compiler: its objects become modules, floats are in its own library, and the boards run them.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TOOLCHAINS } from '../../src/build/index.js';
import { ensureBuilt, natmod, ROOT } from '../helpers/cli.js';

const zig = spawnSync('sh', ['-c', 'command -v zig']).stdout?.toString().trim();
const ARCHES =
  process.env.NATMOD_TEST === 'all'
    ? Object.keys(TOOLCHAINS).filter((arch) => TOOLCHAINS[arch]!.zig)
    : ['rv64imc', 'armv7emsp'];

let folder = '';
let tools = '';
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'natmod zig-'));
  tools = mkdtempSync(join(tmpdir(), 'natmod zig only-'));
  if (zig) writeFileSync(join(tools, 'zig'), `#!/bin/sh\nexec '${zig}' "$@"\n`, { mode: 0o755 });
  // A script is asked who it is for every build; its shell has to be found.
  symlinkSync('/bin/sh', join(tools, 'sh'));
});
afterAll(() => {
  for (const path of [folder, tools]) rmSync(path, { recursive: true, force: true });
});

const run = (args: readonly string[]) => natmod(args, { cwd: folder, env: { PATH: tools } });

describe.skipIf(!zig)('with zig alone (skipped: no zig)', () => {
  test('doctor finds it and its library', async () => {
    const { stdout } = await run(['doctor']);
    expect(stdout).toMatch(/rv32imc +zig cc -target \S+: compiles, links and runs on VIRT_RV32\n/);
    expect(stdout).toMatch(/armv7m +zig cc -target \S+: compiles and links\n/);
    expect(stdout).not.toContain('not found');
  });

  test.each(ARCHES)('floats for %s', { timeout: 300_000 }, async (arch) => {
    cpSync(join(ROOT, 'test', 'make', 'floats', 'floats.c'), join(folder, 'floats.c'));
    const project = { name: 'floats', sources: ['floats.c'], float: 'float', cflags: ['-DOWN_FLOOR'] };
    writeFileSync(join(folder, 'natmod.json'), JSON.stringify(project));
    const { stderr, code } = await run(['build', '--arch', arch]);
    expect([stderr, code]).toEqual(['', 0]);
    const file = join(folder, 'dist', `floats_${arch}.mpy`);
    expect(existsSync(file)).toBe(true);
    if (arch === 'rv64imc' || arch === 'rv32imc') {
      expect((await natmod(['call', file, 'mean', '[1, 2.5]'])).stdout).toBe('1.75\n');
      expect((await natmod(['call', file, 'half_up', '-2.75'])).stdout).toBe('-3\n');
    }
    // Where the processor adds floats, nothing else does.
    const hasUnit = !/^rv|^armv[67]e?m$/.test(arch);
    expect(readdirSync(join(folder, 'build', arch)).includes('zig-runtime.a')).toBe(!hasUnit);
  });
});
