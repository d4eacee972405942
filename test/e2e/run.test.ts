// `natmod run` and `natmod compile` as a user meets them: what is printed where, and the status.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, MAIN, natmod } from '../helpers/cli.js';

const folder = emptyFolder();
const FILES: Readonly<Record<string, string>> = {
  'main.py': 'import sys, other\nprint(__name__, sys.argv, other.x)\n',
  'other.py': 'print("other is", __name__)\nx = 42\n',
  'raises.py': 'def f(n):\n    return 1 // n\nprint("first")\nf(0)\n',
  'syntax.py': 'x = 1\ny = = 2\n',
  'asks.py': 'print("hello", input("name? "))\n',
  'loop.py': 'print("ready")\ntry:\n    while True:\n        pass\nfinally:\n    print("cleaned up")\n',
  'deaf.py':
    'print("ready")\nwhile True:\n    try:\n        while True:\n            pass\n    except KeyboardInterrupt:\n        pass\n',
  'writes.py': 'with open("out.txt", "w") as f:\n    f.write("written")\n',
  'native.py': 'import hello\nprint(hello.answer)\n',
};
beforeAll(async () => {
  await ensureBuilt();
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder.path, name), text);
  mkdirSync(join(folder.path, 'lib dir'));
  writeFileSync(join(folder.path, 'lib dir', 'far.py'), 'print("far away")\n');
  copyFileSync(join(CONFORMANCE, 'hello', 'rv64imc', 'hello.mpy'), join(folder.path, 'hello.mpy'));
});
afterAll(() => folder.remove());

const run = (...args: string[]) => natmod(['run', ...args], { cwd: folder.path });

/** With text on standard input. */
function runFed(input: string, ...args: string[]): Promise<{ stdout: string; stderr: string; code: number | null }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [MAIN, 'run', ...args], { cwd: folder.path });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.on('data', (text) => (stderr += text));
    child.on('close', (code) => done({ stdout, stderr, code }));
    child.stdin.end(input);
  });
}

describe('natmod run', () => {
  test('a script, its arguments and what it imports', async () => {
    expect(await run('main.py', '--board', '-x', 'two words')).toEqual({
      stdout: "other is other\n__main__ ['main.py', '--board', '-x', 'two words'] 42\n",
      ...{ stderr: '', code: 0 },
    });
  });

  test('code, with arguments that look like options', async () => {
    const code = 'import sys; print(sys.argv)';
    expect((await run('-c', code, '--help')).stdout).toBe("['-c', '--help']\n");
    expect((await run('--board=VIRT_RV32', '-c', code)).stdout).toBe("['-c']\n");
  });

  describe.skipIf(process.platform === 'win32')('a current folder that somebody removed', () => {
    const REMOVE = `
      require('fs').rmdirSync(process.cwd());
      const [, ...words] = process.argv;
      process.exit(require('child_process').spawnSync(process.execPath, words, { stdio: 'inherit' }).status);
    `;
    /** natmod in such a folder: what it says, and its status. */
    async function inNone(...args: string[]): Promise<[code: number | null, stderr: string]> {
      const gone = emptyFolder();
      const child = spawn(process.execPath, ['-e', REMOVE, '--', MAIN, ...args], {
        ...{ cwd: gone.path, stdio: ['ignore', 'ignore', 'pipe'] },
      });
      let stderr = '';
      child.stderr!.on('data', (text) => (stderr += text));
      const code = await new Promise<number | null>((done) => child.on('close', done));
      gone.remove();
      return [code, stderr];
    }
    const SAID = 'natmod: the current folder does not exist any more\n  change to one that does\n';

    // More than one at a time: what a worker says late must not be heard either.
    test('code', async () => {
      const all = await Promise.all(Array.from({ length: 4 }, () => inNone('run', '-c', '1')));
      expect(all).toEqual(all.map(() => [2, SAID]));
    });

    test('a hint with a command in it', async () => {
      expect(await inNone('call')).toEqual([2, expect.stringMatching(/^natmod: .*\n( {2}.*\n)*$/)]);
    });
  });

  test('a script that ends with a refused .mpy says what the exception cannot', async () => {
    const { stderr, code } = await run('--board=VIRT_RV32', 'native.py');
    const lines = stderr.trimEnd().split('\n');
    expect(lines.slice(0, -1)).toEqual([
      'Traceback (most recent call last):',
      '  File "native.py", line 1, in <module>',
      'ValueError: incompatible .mpy arch',
    ]);
    expect(lines.at(-1)).toMatch(
      /^natmod: .*hello\.mpy: .*native code for rv64imc.*; VIRT_RV32 takes version 6.* for rv32imc \(zba, zcmp\)$/,
    );
    expect(code).toBe(1);
  });

  test('nothing is said of a refused .mpy that the script handles', async () => {
    const handled = 'try: import hello\nexcept ValueError as e: print(e)';
    expect(await run('--board=VIRT_RV32', '-c', handled)).toEqual({
      ...{ stdout: 'incompatible .mpy arch\n', stderr: '', code: 0 },
    });
    const another = 'try: import hello\nexcept ValueError as e: raise KeyError(1)';
    expect((await run('--board=VIRT_RV32', '-c', another)).stderr).toMatch(/KeyError: 1\n$/);
  });

  test('output is bytes', async () => {
    const child = spawn(process.execPath, [
      MAIN,
      'run',
      '-c',
      "import sys; sys.stdout.write(b'\\xff\\x00\\xe2'); print('é')",
    ]);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    await new Promise((done) => child.on('close', done));
    expect([...Buffer.concat(chunks)]).toEqual([0xff, 0, 0xe2, 0xc3, 0xa9, 0x0a]);
  });

  test('a module', async () => {
    expect((await run('-m', 'other')).stdout).toBe('other is __main__\n');
    expect(await run('-m', 'nowhere')).toMatchObject({ code: 1, stderr: expect.stringContaining('ImportError') });
  });

  test('standard input as script, and as input of the script', async () => {
    expect(await runFed('print("from stdin")\n')).toMatchObject({ stdout: 'from stdin\n', code: 0 });
    expect(await runFed('print("from stdin")\n', '-')).toMatchObject({ stdout: 'from stdin\n', code: 0 });
    expect(await runFed('Ada\n', 'asks.py')).toMatchObject({ stdout: 'name? hello Ada\n', code: 0 });
    expect(await runFed('', 'asks.py')).toMatchObject({ code: 1, stderr: expect.stringContaining('EOFError') });
  });

  test('an exception that nothing catches: traceback on stderr, status 1', async () => {
    expect(await run('raises.py')).toEqual({
      stdout: 'first\n',
      stderr: [
        'Traceback (most recent call last):',
        '  File "raises.py", line 4, in <module>',
        '  File "raises.py", line 2, in f',
        'ZeroDivisionError: divide by zero\n',
      ].join('\n'),
      code: 1,
    });
    // The blank after the colon is the board's.
    expect(await run('-c', 'raise KeyError')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\nKeyError: \n$/),
    });
    expect(await run('syntax.py')).toMatchObject({ code: 1, stderr: expect.stringContaining('"syntax.py", line 2') });
  });

  test.each([
    ['sys.exit()', 0],
    ['sys.exit(None)', 0],
    ['sys.exit(3)', 3],
    ['sys.exit(256 + 7)', 7],
    ['sys.exit("text")', 1],
    ['raise SystemExit', 0],
    ['class Quit(SystemExit): pass\nraise Quit(5)', 5],
    ['class SystemExit(Exception): pass\nraise SystemExit(5)', 1],
  ])('%s gives status %i', async (code, status) => {
    expect(await run('-c', `import sys\n${code}`)).toMatchObject({ code: status });
  });

  test('only folders that are given are seen, and written', async () => {
    expect(await run('writes.py')).toMatchObject({ code: 1, stderr: expect.stringContaining('OSError: 30') });
    expect(existsSync(join(folder.path, 'out.txt'))).toBe(false);
    expect(await run('--write', '.', 'writes.py')).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(folder.path, 'out.txt'), 'utf8')).toBe('written');
    expect(await run('-c', 'import far')).toMatchObject({ code: 1 });
    expect(await run('--path', 'lib dir', '-c', 'import far')).toMatchObject({ stdout: 'far away\n', code: 0 });
    expect(await run('--path', 'no such', '-c', '1')).toMatchObject({ code: 2 });
  });

  test('bare: nothing is mounted', async () => {
    expect(await run('--bare', 'main.py')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('File "<stdin>"'),
    });
    expect(await run('--bare', '--path', '.', 'main.py')).toMatchObject({ code: 2 });
  });

  test('a script that imports machine code, compiled or not', async () => {
    expect(await run('native.py')).toMatchObject({ code: 0, stderr: '' });
    expect(await run('hello.mpy')).toMatchObject({ code: 0 });
    expect(await run('--board', 'VIRT_RV32', 'hello.mpy')).toMatchObject({ code: 2 });
  });

  test('a SystemExit whose text raises is status 1', async () => {
    const endless = await run('-c', 'l = []\nl.append(l)\nraise SystemExit(l)');
    expect(endless).toMatchObject({ code: 1, stderr: '<RuntimeError while making the text>\n' });
    const raising = await run('-c', 'class A:\n  def __repr__(self): 1 / 0\nraise SystemExit(A())');
    expect(raising).toMatchObject({ code: 1, stderr: '<ZeroDivisionError while making the text>\n' });
  });

  test('a time limit', async () => {
    const { code, stderr, stdout } = await run('--timeout', '0.5', 'deaf.py');
    expect([code, stdout]).toEqual([4, 'ready\n']);
    expect(stderr).toMatch(
      /time limit of 0\.5 s .* in .*\n\n {2}board VIRT_RV64\n\nTraceback (.|\n)* {2}File "deaf.py", line \d+, in .*\n$/,
    );
  });

  test.skipIf(process.platform === 'win32')('Ctrl-C raises KeyboardInterrupt in the script', async () => {
    const options = {
      cwd: folder.path,
      onOutput: (text: string, kill: (signal: NodeJS.Signals) => void) => text === 'ready\n' && kill('SIGINT'),
    };
    const { stdout, stderr, code } = await natmod(['run', 'loop.py'], options);
    expect([stdout, code]).toEqual(['ready\ncleaned up\n', 130]);
    expect(stderr).toContain('KeyboardInterrupt');
  });

  test('wrong usage', async () => {
    expect(await run('no such.py')).toMatchObject({ code: 2, stderr: expect.stringContaining('no such.py') });
    expect(await run('-c')).toMatchObject({ code: 2, stderr: expect.stringContaining('CODE') });
    expect(await run('-m', 'other', '-c', '1')).toMatchObject({ code: 0 });
    expect(await run('--hlp')).toMatchObject({ code: 2, stderr: expect.stringContaining('natmod run --help') });
  });
});

describe('natmod compile', () => {
  const compile = (...args: string[]) => natmod(['compile', ...args], { cwd: folder.path });
  test('never writes over its source', async () => {
    const source = readFileSync(join(folder.path, 'main.py'));
    const message = 'natmod: the output ./main.py would overwrite the input main.py\n';
    expect(await compile('-o', './main.py', 'main.py')).toMatchObject({ code: 2, stderr: message });
    expect(readFileSync(join(folder.path, 'main.py'))).toEqual(source);
  });

  test('what it writes runs', async () => {
    expect(await compile('main.py')).toMatchObject({ code: 0, stderr: '' });
    expect((await run('main.mpy', 'x')).stdout).toBe("other is other\n__main__ ['main.mpy', 'x'] 42\n");
    expect(await compile('-o', 'lib dir/n.mpy', '-s', 'renamed.py', 'raises.py')).toMatchObject({ code: 0 });
    expect((await run('lib dir/n.mpy')).stderr).toContain('File "renamed.py", line 2, in f');
  });

  test('-O leaves assertions out', async () => {
    writeFileSync(join(folder.path, 'asserts.py'), 'assert False, "kept"\nprint("left out")\n');
    await compile('asserts.py');
    expect(await run('asserts.mpy')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AssertionError: kept'),
    });
    await compile('-O', '1', 'asserts.py');
    expect(await run('asserts.mpy')).toMatchObject({ code: 0, stdout: 'left out\n' });
    expect(await compile('-O', '4', 'asserts.py')).toMatchObject({ code: 2 });
  });

  test('a syntax error leaves no file', async () => {
    const { code, stderr } = await compile('syntax.py');
    expect([code, stderr]).toEqual([2, 'natmod: syntax.py: line 2: SyntaxError: invalid syntax\n']);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('syntax'))).toEqual(['syntax.py']);
  });
});
