import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, natmod, ROOT } from '../helpers/cli.js';

beforeAll(ensureBuilt);

const version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version as string;

describe('natmod', () => {
  test('--version', async () => {
    expect(await natmod(['--version'])).toEqual({ stdout: `${version}\n`, stderr: '', code: 0 });
  });

  test.each(['--help', '-h', 'help'])('%s', async (word) => {
    const { stdout, stderr, code } = await natmod([word]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('Usage: natmod COMMAND');
    for (const command of ['link', 'merge', 'inspect', 'call']) expect(stdout).toContain(`\n  ${command} `);
  });

  test('nothing at all shows the help as an error', async () => {
    const { stdout, stderr, code } = await natmod([]);
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toContain('Usage: natmod COMMAND');
  });

  test.each(['link', 'merge', 'inspect', 'call'])('%s --help', async (command) => {
    const { stdout, code } = await natmod([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: natmod ${command} `);
    expect(stdout).toContain('--help');
    expect(await natmod(['help', command])).toEqual({ stdout, stderr: '', code: 0 });
  });

  test('unknown commands get a suggestion', async () => {
    const { stdout, stderr, code } = await natmod(['inspekt']);
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toBe("natmod: unknown command 'inspekt'\n  did you mean 'inspect'?\n");
  });

  test('unknown options get a suggestion', async () => {
    const { stdout, stderr, code } = await natmod(['link', '--qstr', 'x', 'y.o']);
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toContain('natmod: unknown option --qstr\n  did you mean --qstrs?\n');
  });

  test('an option without its value', async () => {
    const { stderr, code } = await natmod(['link', 'x.o', '-o']);
    expect(code).toBe(2);
    expect(stderr).toContain('natmod: -o needs a value: FILE\n');
  });

  test('options before the command', async () => {
    const { stderr, code } = await natmod(['--arch', 'rv64imc', 'link']);
    expect(code).toBe(2);
    expect(stderr).toContain('natmod: unknown option --arch\n  options come after the command');
  });

  test('a file that is not there', async () => {
    for (const args of [
      ['inspect', 'no such.mpy'],
      ['call', 'no such.mpy', 'f'],
      ['link', 'no such.mpy', '-o', 'x'],
    ]) {
      const { stdout, stderr, code } = await natmod(args);
      expect([stdout, stderr, code]).toEqual(['', 'natmod: cannot read no such.mpy: no such file or folder\n', 2]);
    }
  });

  test('a reader that stops reading is no error', async () => {
    const { stderr, code } = await natmod(
      ['inspect', '--json', join(ROOT, 'test/conformance/klass/rv64imc/klass.mpy')],
      {
        onOutput: (_, kill) => void kill,
      },
    );
    expect([stderr, code]).toEqual(['', 0]);
  });
});

describe.skipIf(!existsSync('/dev/full'))('a full disk behind the output is said', () => {
  test.each([['--version'], ['--help'], ['inspect', '--help'], ['mpy-dir'], ['run', '-c', 'print(1)']])(
    '%s %s %s',
    (...args) => {
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...args], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect([status, stderr]).toEqual([2, 'natmod: cannot write the output: no space left on the device\n']);
    },
  );
});
