import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, execute, MAIN, natmod } from '../helpers/cli.js';
import { assembledModule, mapOf, printingModule } from '../helpers/modules.js';
import { hasTool } from '../helpers/tools.js';

const folder = emptyFolder();
const CRASH = 'lui a5, 1\n lw a0, 4(a5)\n c.jr ra';
const LOOP = 'loop: c.j loop';
beforeAll(async () => {
  await ensureBuilt();
  writeFileSync(join(folder.path, 'crash.mpy'), assembledModule(CRASH));
  writeFileSync(join(folder.path, 'crash.map.json'), mapOf(CRASH, 'boom'));
  writeFileSync(join(folder.path, 'loop.mpy'), assembledModule(LOOP));
  writeFileSync(join(folder.path, 'ready.mpy'), printingModule('ready', LOOP));
  for (const arch of ['rv64imc', 'rv32imc']) {
    copyFileSync(join(CONFORMANCE, 'hello', arch, 'hello.mpy'), join(folder.path, `hello_${arch}.mpy`));
  }
});
afterAll(() => folder.remove());

const call = (...args: string[]) => natmod(['call', ...args], { cwd: folder.path });
const outcome = async (...args: string[]) => {
  const { stdout, stderr, code } = await call(...args);
  return [stdout, stderr, code];
};

describe.each(['rv64imc', 'rv32imc'])('natmod call, %s', (arch) => {
  const hello = `hello_${arch}.mpy`;

  test.each([
    ['7', '7'],
    ['-3', '-3'],
    ['0xFFFF_FFFF_FFFF_FFFF', '18446744073709551615'],
    ['-1e3', '-1000.0'],
    ['None', 'None'],
    [`"don't" '\\x41\\n'`, `"don'tA\\n"`],
    ['b"\\x00x"', "b'\\x00x'"],
    ['[1, (2,), (), [True, None]]', '[1, (2,), (), [True, None]]'],
    ['{"a": 1}', "{'a': 1}"],
    ['{2}', '{2}'],
  ])('%s goes in and comes out', async (literal, result) => {
    expect(await outcome(hello, 'same', literal)).toEqual([`${result}\n`, '', 0]);
  });

  test('no arguments, and two', async () => {
    expect(await outcome(hello, 'answer')).toEqual(['42\n', '', 0]);
    expect(await outcome(hello, 'add', '40', '-8')).toEqual(['32\n', '', 0]);
  });

  test('a Python exception is status 1', async () => {
    expect(await outcome(hello, 'add', '"x"', '1')).toEqual(['', "TypeError: can't convert str to int\n", 1]);
    expect(await outcome(hello, 'add', '1')).toEqual([
      '',
      'TypeError: function takes 2 positional arguments but 1 were given\n',
      1,
    ]);
  });

  test('under a heap that collects at every allocation', async () => {
    const nested = '[[1.5, "two"], {"three": (b"4", [5])}]';
    expect(await outcome('--gc', 'stress', hello, 'same', nested)).toEqual([`${nested.replaceAll('"', "'")}\n`, '', 0]);
  });

  test('a heap that is too small', async () => {
    const [, stderr, code] = await outcome('--heap', '16k', hello, 'same', `b"${'x'.repeat(20_000)}"`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^MemoryError: /);
    expect(stderr).toMatch(/^natmod: .*16384 bytes.*--heap BYTES/m);
  });
});

describe('natmod call', () => {
  test('a function that is not there is named', async () => {
    const [stdout, stderr, code] = await outcome('hello_rv64imc.mpy', 'anser');
    expect([stdout, [1, 2].includes(code as number)]).toEqual(['', true]);
    expect(stderr).toContain('anser');
  });

  test('a literal that is none', async () => {
    const [stdout, stderr, code] = await outcome('hello_rv64imc.mpy', 'same', '[1, abc]');
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toMatch(/^natmod: argument 1.*: expected a Python literal, found the name abc/);
    expect(stderr).toContain('\n  [1, abc]\n      ^\n');
  });

  test('a crash is status 3 with a report that names the symbol', async () => {
    const [stdout, stderr, code] = await outcome('crash.mpy', 'f');
    expect([stdout, code]).toEqual(['', 3]);
    expect(stderr).toMatch(/^natmod: guest crash: load from an address outside guest memory 0x1004 at .*boom\+0x4/);
    for (const part of ['pc ', 'addr ', 'registers:', 'a5 0000000000001000', '> ']) expect(stderr).toContain(part);
  });

  test('a loop is status 4', async () => {
    const [stdout, stderr, code] = await outcome('--timeout', '0.3', 'loop.mpy', 'f');
    expect([stdout, code]).toEqual(['', 4]);
    expect(stderr).toMatch(/^natmod: time limit of 0\.3 s reached.*loop\.mpy/);
  });

  test.skipIf(process.platform === 'win32')('Ctrl-C is status 130 and says where it was', async () => {
    let asked = false;
    const { stdout, stderr, code } = await natmod(['call', '--timeout', '0', 'ready.mpy', 'f'], {
      cwd: folder.path,
      onOutput: (printed, kill) => {
        if (printed === 'ready\n' && !asked) kill('SIGINT');
        asked = true;
      },
    });
    expect([stdout, code]).toEqual(['ready\n', 130]);
    expect(stderr).toMatch(/^natmod: interrupted: .*ready\.mpy/);
  });

  test('a board for another architecture', async () => {
    for (const board of ['VIRT_RV32', 'VIRT']) {
      const [stdout, stderr, code] = await outcome('--board', board, 'hello_rv64imc.mpy', 'answer');
      expect([stdout, code]).toEqual(['', 2]);
      expect(stderr).toMatch(/^natmod: .*(rv32imc|VIRT_RV64)/);
    }
  });

  test('a file that is no .mpy', async () => {
    writeFileSync(join(folder.path, 'text.mpy'), 'print(1)\n');
    const [stdout, stderr, code] = await outcome('text.mpy', 'f');
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toMatch(/^natmod: text\.mpy:/);
  });

  test('a file that ends too soon', async () => {
    writeFileSync(
      join(folder.path, 'short.mpy'),
      readFileSync(join(folder.path, 'hello_rv64imc.mpy')).subarray(0, 200),
    );
    const [stdout, stderr, code] = await outcome('short.mpy', 'f');
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toMatch(/^natmod: short\.mpy:/);
  });

  test('wrong values of options', async () => {
    for (const args of [
      ['--timeout', 'soon'],
      ['--heap', '12q'],
      ['--limits', 'huge'],
      ['--engine', 'warp'],
    ]) {
      const [stdout, stderr, code] = await outcome(...args, 'hello_rv64imc.mpy', 'answer');
      expect([stdout, code, stderr]).toEqual(['', 2, expect.stringContaining(`natmod: ${args.join(' ')}`)]);
    }
  });
});

const hasScript = hasTool('script');
describe.skipIf(!hasScript)('colours (needs the program `script`)', () => {
  const onTerminal = (env: Record<string, string>) =>
    execute('script', ['-qec', `'${process.execPath}' '${MAIN}' inspect hello_rv64imc.mpy`, '/dev/null'], {
      cwd: folder.path,
      env: { TERM: 'xterm', ...env },
    });
  test('on a terminal', async () => {
    expect((await onTerminal({})).stdout).toContain('\x1b[');
  });
  test('not with NO_COLOR', async () => {
    expect((await onTerminal({ NO_COLOR: '1' })).stdout).not.toContain('\x1b[');
  });
  test('not in a pipe', async () => {
    expect((await natmod(['inspect', 'hello_rv64imc.mpy'], { cwd: folder.path })).stdout).not.toContain('\x1b[');
  });
});
