import { describe, expect, test } from 'vitest';
import { isSpeltSo } from './exact-case.js';
import { renameOver } from './files.js';
import { nativeMachine, programEndings, spawnPlan } from './windows.js';

describe('starting programs', () => {
  test('a batch file is a matter of the command interpreter', () => {
    expect(spawnPlan('C:\\a b\\gcc.CMD', ['-o', 'x y.o', 'say "hi"', 'a&b'], 'win32', 'cmd.exe')).toEqual({
      command: 'cmd.exe',
      args: ['/d', '/s', '/c', '""C:\\a b\\gcc.CMD" "-o" "x y.o" "say ""hi""" "a&b""'],
      verbatim: true,
    });
  });
  test.each([
    ['gcc.exe', 'win32'],
    ['gcc', 'win32'],
    ['gcc.cmd', 'linux'],
  ])('%s on %s is started as it is', (program, platform) => {
    expect(spawnPlan(program, ['-c'], platform)).toEqual({ command: program, args: ['-c'], verbatim: false });
  });
  test('endings of programs', () => {
    expect(programEndings('gcc', 'linux')).toEqual(['']);
    expect(programEndings('gcc', 'win32', '.EXE;.CMD;')).toEqual(['.EXE', '.CMD']);
    // arm-none-eabi-gcc-12.2 has an ending that is none.
    expect(programEndings('gcc-12.2', 'win32', '.EXE')).toEqual(['.EXE']);
    expect(programEndings('gcc.exe', 'win32', '.EXE')).toEqual(['', '.EXE']);
  });
});

test('the own gcc of Windows and macOS makes no ELF objects', () => {
  expect(nativeMachine('linux', 'x64')).toBe('x86_64');
  expect(nativeMachine('freebsd', 'arm64')).toBe('aarch64');
  expect(nativeMachine('linux', 'riscv64')).toBe('riscv64');
  expect([nativeMachine('win32', 'x64'), nativeMachine('darwin', 'x64')]).toEqual([undefined, undefined]);
});

describe('replacing a file that another program has open', () => {
  const errorOf = (code: string) => Object.assign(new Error(code), { code });
  const attempts = (codes: readonly string[], platform: string) => {
    let calls = 0;
    let waited = 0;
    const rename = () => {
      const code = codes[calls++];
      if (code !== undefined) throw errorOf(code);
    };
    try {
      renameOver('a', 'b', rename, () => waited++, platform);
      return [calls, waited, 'done'];
    } catch (error) {
      return [calls, waited, (error as Error).message];
    }
  };
  test('is tried again on Windows, where a scanner may hold it for a moment', () => {
    expect(attempts(['EPERM', 'EBUSY', 'EACCES'], 'win32')).toEqual([4, 3, 'done']);
    expect(attempts(['ENOENT'], 'win32')).toEqual([1, 0, 'ENOENT']);
    expect(attempts(['EPERM'], 'linux')).toEqual([1, 0, 'EPERM']);
  });
  test('but not for ever', () => {
    const [calls, , result] = attempts(Array(1000).fill('EPERM'), 'win32');
    expect(calls).toBeLessThan(50);
    expect(result).toBe('EPERM');
  });
});

describe('names on file systems that disregard case', () => {
  const tree: Record<string, string[]> = {
    '': ['lib', 'Foo.py', 'caf\u0065\u0301.py'],
    lib: ['Bar.mpy'],
  };
  const list = (parts: readonly string[]) => tree[parts.join('/')];
  test.each([
    ['Foo.py', true],
    ['foo.py', false],
    ['lib/Bar.mpy', true],
    ['Lib/Bar.mpy', false],
    ['lib/bar.mpy', false],
    ['', true],
    // macOS keeps accents as marks of their own.
    ['caf\u00e9.py', true],
  ])('%j', (path, expected) => {
    expect(isSpeltSo(path === '' ? [] : path.split('/'), list)).toBe(expected);
  });
});
