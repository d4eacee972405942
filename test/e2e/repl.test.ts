// `natmod run` on a terminal: the REPL, as somebody who types meets it. The terminal comes from script(1).

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, MAIN } from '../helpers/cli.js';
import { SerialClient } from '../helpers/serial-client.js';
import { hasTool } from '../helpers/tools.js';

const hasScript = process.platform === 'linux' && hasTool('script');
const folder = emptyFolder();
const HISTORY = join(folder.path, 'state', 'natmod', 'history');
beforeAll(async () => {
  await ensureBuilt();
  writeFileSync(join(folder.path, 'near.py'), 'print("near", __file__)\n');
});
afterAll(() => folder.remove());

/** A session: types `keys` one after another, each when what is before it has come. */
async function session(
  steps: readonly (readonly [waitFor: string, keys: string])[],
  env: Readonly<Record<string, string>> = {},
  ...args: string[]
): Promise<{ shown: string; code: number | null }> {
  const command = [process.execPath, MAIN, 'run', ...args].map((part) => `'${part}'`).join(' ');
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: folder.path,
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '', XDG_STATE_HOME: join(folder.path, 'state'), ...env },
  });
  const client = new SerialClient(
    (bytes) => child.stdin.write(bytes),
    () => child.kill(),
  );
  let shown = '';
  child.stdout.on('data', (bytes) => {
    shown += bytes.toString('latin1');
    client.onData(bytes);
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  for (const [waitFor, keys] of steps) {
    await client.until(waitFor);
    client.send(keys);
  }
  return { shown, code: await ended };
}

describe.skipIf(!hasScript)('the REPL of natmod run (needs script(1) on Linux)', () => {
  test('runs statements and ends with ^D', async () => {
    const { shown, code } = await session([
      ['>>> ', '6*7\r'],
      ['42\r\n>>> ', 'import near\r'],
      ['near ', 'import sys\r'],
      ['import sys\r\n>>> ', 'sys.platf\t\r'],
      ["sys.platform\r\n'qemu'\r\n>>> ", '\x04'],
    ]);
    expect(shown).toContain(join(folder.path, 'near.py'));
    expect(code).toBe(0);
  });
  test('remembers what was typed', async () => {
    await session([
      ['>>> ', 'first=1\r'],
      ['>>> ', '\x04'],
    ]);
    const { shown } = await session([
      ['>>> ', '\x10\r'],
      ['first=1\r\n>>> ', '\x04'],
    ]);
    expect(shown).toContain('first=1');
    expect(readFileSync(HISTORY, 'utf8')).toContain('first=1\n');
  });
  test('a history that cannot be kept is none', async () => {
    const { code } = await session(
      [
        ['>>> ', 'x=1\r'],
        ['>>> ', '\x04'],
      ],
      { NATMOD_HISTORY: '/dev/null/x' },
    );
    expect(code).toBe(0);
  });
  test('^C interrupts, sys.exit gives the status', async () => {
    const { shown, code } = await session([
      ['>>> ', 'print("go")\r'],
      ['go\r\n>>> ', 'while 1: pass\r'],
      ['... ', '\r'],
      ['\r\n', '\x03'],
      ['KeyboardInterrupt', 'import sys\r'],
      ['>>> ', 'sys.exit(7)\r'],
    ]);
    expect(shown).toContain('KeyboardInterrupt');
    expect(code).toBe(7);
  });
  test('tracebacks are in colour, unless NO_COLOR is set', async () => {
    const steps = [
      ['>>> ', '1/0\r'],
      ['divide by zero', '\x04'],
    ] as const;
    expect((await session(steps)).shown).toContain('\x1b[31mZeroDivisionError: divide by zero');
    expect((await session(steps, { NO_COLOR: '1' })).shown).toContain('\r\nZeroDivisionError: divide by zero\r\n');
  });
  test('paste mode, input() and --bare', async () => {
    const { shown } = await session(
      [
        ['>>> ', '\x05for i in range(2):\r  print("n", i)\r\x04'],
        ['n 1\r\n>>> ', 'input("name? ")\r'],
        ['name? ', 'ab\x08c\r'],
        ["'ac'\r\n>>> ", 'import sys;sys.path\r'],
        ["['', '.frozen']", '\x04'],
      ],
      {},
      '--bare',
    );
    expect(shown).toContain('paste mode; Ctrl-C to cancel, Ctrl-D to finish');
  });
});
