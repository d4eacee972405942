// A board behind a serial line: exact bytes of sessions (boards-and-runner.md part B), interruption, reset.

import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { type Act, converse, execRaw, NEW_CLIENT } from './serial-line.fixture.js';

const BOARDS = ['VIRT_RV64', 'VIRT_RV32'] as const;
const RAW = 'raw REPL; CTRL-B to exit\r\n>';
const banner = (arch = 'rv64imac_zicsr') =>
  `MicroPython v1.29.0-preview; virt with ${arch}\r\nType "help()" for more information.\r\n`;
const START = `${banner()}>>> `;

/** What follows the first prompt. */
const typed = (...keys: Act[]): string => converse(keys).slice(START.length);
const raw = (...keys: Act[]): string => typed('\x01', ...keys).slice(`\r\n${RAW}`.length);

describe.each(BOARDS)('%s', (board) => {
  test('says hello, and shows values', () => {
    const hello = banner(board === 'VIRT_RV32' ? 'rv32imac_zicsr' : undefined);
    expect(converse(['1+1\r_*2\r'], { board })).toBe(`${hello}>>> 1+1\r\n2\r\n>>> _*2\r\n4\r\n>>> `);
  });
  test('raw REPL: output is cooked, errors come apart', () => {
    expect(execRaw('print("a\\nb")\n1/0', { board })).toEqual({
      out: 'a\r\nb\r\n',
      err: 'Traceback (most recent call last):\r\n  File "<stdin>", line 2, in <module>\r\nZeroDivisionError: divide by zero\r\n',
    });
  });
  test('raw-paste as in the trace', () => {
    const all = converse(['\x01\x05A\x01print(3)\x04'], { board });
    expect(all.slice(all.indexOf('R'))).toContain('R\x01\x80\x00\x01\x043\r\n\x04\x04>');
  });
});

describe('friendly REPL on a board', () => {
  test('runs blocks, shows tracebacks', () => {
    expect(typed('for i in range(2):\rprint(i)\r\r\r\r')).toContain('0\r\n1\r\n>>> ');
    expect(typed('x\r')).toBe(
      `x\r\nTraceback (most recent call last):\r\n  File "<stdin>", line 1, in <module>\r\nNameError: name 'x' isn't defined\r\n>>> `,
    );
    expect(typed('x=\r')).toContain('SyntaxError: invalid syntax');
  });
  test('completes from the board', () => {
    expect(typed('abcd=1\rab\t\r')).toContain('abcd\r\n1\r\n');
    expect(typed('import sys\rsys.plat\t\r')).toContain("sys.platform\r\n'qemu'");
    expect(typed('import hash\t\r')).toContain('import hashlib\r\n');
    expect(typed('class A:\rx1=1\rx2=2\r\r\r\rA.x\t')).toContain('\r\nx1              x2\r\n>>> A.x');
  });
  test('a soft reset forgets', () => {
    const out = typed('y=5\r\x04y\r');
    expect(out).toContain(`\r\nMPY: soft reboot\r\n${banner()}>>> y\r\n`);
    expect(out).toContain("NameError: name 'y' isn't defined");
  });
  test.each([
    'raise SystemExit',
    'raise type("Q",(SystemExit,),{})()',
    'import sys;sys.exit(3)',
    'import machine;machine.soft_reset()',
  ])('%s', (code) => {
    expect(typed(`${code}\r`)).toBe(`${code}\r\nMPY: soft reboot\r\n${START}`);
  });
  test('machine.reset starts anew', () => {
    expect(typed('import machine;machine.reset()\r').endsWith(`\r\n${START}`)).toBe(true);
  });
  test('ps1 and ps2 are used', () => {
    expect(typed('import sys\rsys.ps1="? "\r(\r')).toMatch(/\? \(\r\n\.\.\. $/);
  });
  test('paste mode', () => {
    expect(typed('\x05def f():\r  return 7\r\rprint(f())\x04')).toMatch(/=== print\(f\(\)\)\r\n7\r\n>>> $/);
  });
});

describe('raw REPL on a board', () => {
  test('keeps names between scripts', () => {
    expect(raw('x=1\x04print(x)\x04')).toBe('OK\x04\x04>OK1\r\n\x04\x04>');
  });
  test('functions of an earlier script keep their names and constants', () => {
    const out = raw(
      'def f(a): return a.upper() + "some longer constant"\x04q = [1]\nprint(f("x"), q, len("another long constant"))\x04',
    );
    expect(out).toContain('OKXsome longer constant [1] 21\r\n');
  });
  test('soft reset', () => {
    expect(raw('x=1\x04\x04print(x)\x04')).toContain(`OK\r\nMPY: soft reboot\r\n${RAW}OK\x04Traceback`);
  });
  test('sys.stdout.buffer is raw', () => {
    expect(execRaw('import sys\nsys.stdout.buffer.write(b"a\\nb\\xff")').out).toBe('a\nb\xff');
  });
  test('syntax errors', () => {
    expect(execRaw('x = = 1').err).toContain('line 1\r\nSyntaxError: invalid syntax\r\n');
  });
  test('a paste that cannot be mended ends early', () => {
    const out = raw(`\x05A\x01ok = 1\nx = = 1\ny = 2\nz = 3\n${'#\n'.repeat(50)}\x04`);
    expect(out).toBe(
      'R\x01\x80\x00\x01\x04\x04Traceback (most recent call last):\r\n  File "<stdin>", line 2\r\nSyntaxError: invalid syntax\r\n\x04>',
    );
  });
  test('MemoryError leaves the board usable', () => {
    const out = raw('a = []\nwhile 1: a.append(bytearray(1000))\x04a = None\nprint(7)\x04');
    expect(out).toContain('MemoryError');
    expect(out).toContain('>OK7\r\n\x04\x04>');
  });
  test('a flood ends as a MemoryError', () => {
    expect(raw('x'.repeat(1 << 20), '\x04print(1)\x04')).toContain(' bytes\r\n\x04>OK1\r\n\x04\x04>');
  });
});

describe('input of running code', () => {
  test('sys.stdin is text, its buffer raw', () => {
    const read = (code: string) => execRaw(`import sys\nprint(${code})`);
    expect(converse(['\x01import sys\nprint(repr(sys.stdin.read(3)))\x04', 'a\rb'])).toContain("OK'a\\nb'\r\n");
    expect(converse(['\x01import sys\nprint(sys.stdin.buffer.read(6))\x04', '\x01\x02\x03\x04\r\n'])).toContain(
      "OKb'\\x01\\x02\\x03\\x04\\r\\n'\r\n",
    );
    expect(read('sys.stdin.buffer.readinto(bytearray(0))').err).toBe('');
  });
  test('input() edits, ends and is interrupted', () => {
    expect(typed('input("? ")\r', 'ab\x08c\r')).toContain("? ab\b\x1b[Kc\r\n'ac'\r\n>>> ");
    expect(typed('input()\r', '\x04')).toContain('EOFError');
    expect(typed('input()\r', 50, 'ab\x03')).toContain('KeyboardInterrupt');
  });
  test('poll sees what waits', () => {
    const poll =
      'import sys,select\np=select.poll()\np.register(sys.stdin,1)\nprint(len(p.poll(0)))\nprint(len(p.poll(5000)))\nprint(sys.stdin.read(1))';
    expect(converse([`\x01${poll}\x04`, 200, 'z'])).toContain('OK0\r\n1\r\nz\r\n');
  });
});

describe('hostile bytes', () => {
  test('any bytes at all leave a board that works', () => {
    const { below: next } = randomFrom(11);
    const pieces = [
      '\x01',
      '\x02',
      '\x03',
      '\x04',
      '\x05A\x01',
      '\x05',
      '\r',
      '\n',
      '\t',
      '\x1b[A',
      'x=1',
      'input()',
      '(',
      "'''",
      'if 1:',
    ];
    const rounds = process.env.NATMOD_TEST === 'all' ? 2000 : 40;
    for (let round = 0; round < rounds; round++) {
      let keys = '';
      for (let i = 0; i < 60; i++)
        keys += next(3) === 0 ? String.fromCharCode(next(256)) : pieces[next(pieces.length)]!;
      const out = converse([keys, 500, '\x03\x03\x04\x03\x02\r\x03\x01', 'print(6*7)\x04']);
      expect({ keys, end: out.slice(-7) }).toEqual({ keys, end: '42\r\n\x04\x04>' });
    }
  });
});

test('a script over its time limit is given up, the board goes on', () => {
  const out = converse(['\x01while 1: pass\x04', 5000, 'print(1)\x04'], { timeout: 1 });
  expect(out).toContain('time limit reached');
  expect(out.endsWith('OK1\r\n\x04\x04>')).toBe(true);
});

describe('interruption', () => {
  test.each(['while 1: pass', 'import time\ntime.sleep(1000)'])('^C interrupts %s', (code) => {
    expect(raw(`${code}\x04`, 500, '\x03', 500, 'print(1)\x04')).toContain(
      'KeyboardInterrupt: \r\n\x04>OK1\r\n\x04\x04>',
    );
  });
  test('code can catch it', () => {
    const code = 'try:\n while 1: pass\nexcept KeyboardInterrupt: print("caught")\nprint("on")';
    expect(raw(`${code}\x04`, 500, '\x03')).toBe('OKcaught\r\non\r\n\x04\x04>');
  });
  test('while code reads or polls, it is data', () => {
    const code =
      'import sys,time\nd=b""\nwhile len(d)<3:\n d+=sys.stdin.buffer.read(1)\n for i in range(99999): pass\nprint(d)';
    expect(raw(`${code}\x04`, 500, '\x03', 100, 'x', 100, '\x03')).toBe("OKb'\\x03x\\x03'\r\n\x04\x04>");
  });
  test.each(['sys.stdin.buffer.read(3)', 'sys.stdin.read(3)', 'sys.stdin.readline()'])(
    'the ^C with which a new client begins ends %s for the one before',
    (read) => {
      const code = `import sys\nprint(${read})`;
      expect(raw(`${code}\x04`, 500, 'x', 100, NEW_CLIENT, '\r\x03\r\x01')).toContain('KeyboardInterrupt');
      // Data of a new client are data.
      expect(raw(`${code}\x04`, 500, 'x', 100, NEW_CLIENT, 'y\x03\n')).not.toContain('KeyboardInterrupt');
    },
  );
  test('kbd_intr(-1) turns it off, another byte takes its place', () => {
    const off = 'import micropython,time,sys\nmicropython.kbd_intr(-1)\ntime.sleep(2)\nprint(sys.stdin.buffer.read(2))';
    expect(raw(`${off}\x04`, 500, '\x03y')).toBe("OKb'\\x03y'\r\n\x04\x04>");
    const other = 'import micropython\nmicropython.kbd_intr(24)\nwhile 1: pass';
    expect(raw(`${other}\x04`, 500, '\x03\x18')).toContain('KeyboardInterrupt');
  });
  test('the next script listens to ^C again', () => {
    const out = raw('import micropython\nmicropython.kbd_intr(-1)\x04while 1: pass\x04', 1000, '\x03');
    expect(out).toContain('KeyboardInterrupt');
  });
  test('bytes around it are kept', () => {
    expect(raw('while 1: pass\x04', 500, 'print(1)\x03\x04')).toContain('KeyboardInterrupt: \r\n\x04>OK1\r\n\x04\x04>');
  });
});
