import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBoard, PythonError } from '../system/index.js';
import { HostFolder } from './host-files.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'natmod host '));
  mkdirSync(join(dir, 'work/sub/pkg'), { recursive: true });
  mkdirSync(join(dir, 'work/rv64imc'));
  writeFileSync(join(dir, 'secret.txt'), 'secret');
  writeFileSync(join(dir, 'work/a.txt'), 'one\ntwo\n');
  writeFileSync(join(dir, 'work/lib.py'), 'X = 5\ndef f(n):\n    return n + X\n');
  writeFileSync(join(dir, 'work/sub/pkg/__init__.py'), 'from . import inner\n');
  writeFileSync(join(dir, 'work/sub/pkg/inner.py'), 'Y = 7\n');
  const hello = new URL('../../test/conformance/hello/rv64imc/hello.mpy', import.meta.url);
  writeFileSync(join(dir, 'work/rv64imc/hello.mpy'), readFileSync(hello));
  symlinkSync(join(dir, 'secret.txt'), join(dir, 'work/link.txt'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What a script prints with the folder mounted at /w, which is also the current directory and on sys.path. */
function run(script: string, writable = false): string {
  let out = '';
  const board = createBoard({ output: (text) => (out += text) });
  board.mountFolder(new HostFolder(join(dir, 'work'), writable), '/w');
  board.setArguments(['main.py'], ['/w', '/w/sub']);
  board.changeDirectory('/w');
  try {
    board.runScript(script, 'main.py');
  } catch (e) {
    if (!(e instanceof PythonError)) throw e;
    out += `${e.message}`;
  }
  return out;
}

describe('a mounted host folder', () => {
  test.each([
    ['reading', "f = open('a.txt')\nprint(f.read(), f.tell())\nf.close()", 'one\ntwo\n 8\n'],
    ['lines', "print([x for x in open('/w/a.txt')])", "['one\\n', 'two\\n']\n"],
    ['binary and seek', "f = open('a.txt', 'rb')\nf.seek(4)\nprint(f.read(2), f.read())", "b'tw' b'o\\n'\n"],
    ['source modules', 'import lib\nprint(lib.f(1), lib.__file__)', '6 /w/lib.py\n'],
    ['packages', 'import pkg.inner\nprint(pkg.inner.Y)', '7\n'],
    ['modules by architecture', 'import hello\nprint(hello.add(1, 2))', '3\n'],
    ['names as bytes', "import os\nprint(os.listdir(b'/w/sub'), open(b'a.txt', b'r').read(3))", "[b'pkg'] one\n"],
    ['no such origin', "open('a.txt').seek(0, 3)", 'OSError: [Errno 22] EINVAL'],
    ['a name too long', "import os\nos.listdir('a' * 300)", 'OSError: 91'],
    ['listing', "import os\nprint(sorted(os.listdir('/w/sub')))", "['pkg']\n"],
    ['no such file', "open('nope')", 'OSError: [Errno 2] ENOENT'],
    ['a folder is no file', "open('sub')", 'OSError: [Errno 21] EISDIR'],
    ['nothing above the folder', "open('../secret.txt')", 'OSError: [Errno 2] ENOENT'],
    ['no link to the outside', "print(open('link.txt').read())", 'OSError: [Errno 2] ENOENT'],
    ['read-only', "open('b.txt', 'w')", 'OSError: 30'],
  ])('%s', (_name, script, expected) => expect(run(script)).toBe(expected));

  test('what was written to files that are still open is seen, and stays', () => {
    const script = [
      'import os',
      "f = open('open.txt', 'w')",
      "f.write('abc')",
      "print(os.stat('open.txt')[6], open('open.txt').read())",
      "open('mod_open.py', 'w').write('Z = 3')",
      'import mod_open',
      'print(mod_open.Z)',
      "os.remove('mod_open.py')",
      "f.write('def')",
    ].join('\n');
    expect(run(script, true)).toBe('3 abc\n3\n');
    expect(readFileSync(join(dir, 'work/open.txt'), 'utf8')).toBe('abcdef');
    expect(run("import os\nos.remove('open.txt')", true)).toBe('');
  });

  test('who writes to one file shares it, and it follows its file', () => {
    const script = [
      'import os',
      "f = open('both.txt', 'a'); g = open('both.txt', 'a')",
      "f.write('1'); g.write('2'); f.write('3'); f.close(); g.close()",
      "print(open('both.txt').read())",
      "f = open('both.txt', 'r+'); f.write('x')",
      "os.rename('both.txt', 'moved.txt')",
      "f.seek(0, 2); f.write('y'); f.close()",
      "print(open('moved.txt').read(), 'both.txt' in os.listdir())",
      "f = open('moved.txt', 'a'); os.remove('moved.txt'); f.write('z'); f.close()",
      "print('moved.txt' in os.listdir())",
      "f = open('gap.txt', 'w+'); f.write('abcdef'); g = open('gap.txt', 'w'); f.seek(0, 2)",
      "print(f.tell()); f.seek(3); f.write('!'); f.seek(0); print(f.read().encode()); f.close()",
      "f = open('gap.txt', 'w'); f.seek(0x40000000)",
      "try: f.write('x')",
      'except OSError as e: print(e.errno)',
      "f.close(); g.close(); os.remove('gap.txt')",
    ].join('\n');
    expect(run(script, true)).toBe("123\nx23y False\nFalse\n0\nb'\\x00\\x00\\x00!'\n27\n");
  });

  test('a closed file says so', () => {
    expect(run("f = open('a.txt')\nf.close()\nf.close()\nf.read()")).toBe('ValueError: I/O operation on closed file');
  });

  test('writing, when it is allowed', () => {
    const script = [
      "with open('b.txt', 'w') as f:",
      "    f.write('x' * 3)",
      "with open('b.txt', 'a') as f:",
      "    f.write('y')",
      'import os',
      "os.mkdir('new')",
      "os.rename('b.txt', 'new/c.txt')",
      "print(open('new/c.txt').read(), os.stat('new/c.txt')[6])",
      "os.remove('new/c.txt')",
      "os.rmdir('new')",
    ].join('\n');
    expect(run(script, true)).toBe('xxxy 4\n');
  });
});
