import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder } from './files.js';
import { FileError, findModuleFile, isSameFile, listFolder, readBytes, readText, writeAtomically } from './index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'natmod node '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...parts: string[]) => join(folder, ...parts);

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof FileError) return error.message.replaceAll(folder, '.').replaceAll('\\', '/');
    throw error;
  }
  return 'no error';
}

describe('reading', () => {
  test('bytes and text', () => {
    writeFileSync(at('a b'), Uint8Array.of(0x41, 0xff));
    expect(readBytes(at('a b'))).toEqual(Uint8Array.of(0x41, 0xff));
    expect(readText(at('a b'))).toBe('A\ufffd');
  });

  test('one file by two names', () => {
    writeFileSync(at('one'), '');
    writeFileSync(at('two'), '');
    linkSync(at('one'), at('again'));
    const same = (a: string, b: string) => isSameFile(at(a), at(b));
    expect([same('one', './one'), same('one', 'again'), same('one', 'two')]).toEqual([true, true, false]);
    expect([same('none', 'none'), same('.', '.')]).toEqual([false, false]);
  });

  test('what goes wrong is said', () => {
    writeFileSync(at('file'), '');
    expect(message(() => readBytes(at('none')))).toBe('cannot read ./none: no such file or folder');
    expect(message(() => readBytes(folder))).toBe('cannot read .: it is a folder');
    expect(message(() => readBytes('a\0b'))).toMatch(/characters that no file name can have$/);
  });

  const isRoot = process.getuid?.() === 0;
  test.skipIf(isRoot || process.platform === 'win32')('a file without permission (not as root)', () => {
    writeFileSync(at('secret'), '');
    chmodSync(at('secret'), 0);
    expect(message(() => readBytes(at('secret')))).toMatch(/permission denied$/);
  });
});

describe('writing', () => {
  test('makes and replaces files, and leaves nothing else', () => {
    writeAtomically(at('x'), 'one');
    writeAtomically(at('x'), Uint8Array.of(50));
    expect([readFileSync(at('x'), 'utf8'), readdirSync(folder)]).toEqual(['2', ['x']]);
  });

  test.skipIf(process.platform === 'win32')('keeps the mode of what it replaces', () => {
    writeFileSync(at('x'), '', { mode: 0o640 });
    writeAtomically(at('x'), 'y');
    expect(statSync(at('x')).mode & 0o777).toBe(0o640);
  });

  test.skipIf(process.platform === 'win32')('writes what a symbolic link leads to', () => {
    mkdirSync(at('dir'));
    writeFileSync(at('dir', 'x'), 'old');
    symlinkSync(join('dir', 'x'), at('link'));
    writeAtomically(at('link'), 'new');
    expect([readlinkSync(at('link')), readFileSync(at('dir', 'x'), 'utf8')]).toEqual([join('dir', 'x'), 'new']);
    expect([readdirSync(folder), readdirSync(at('dir'))]).toEqual([['dir', 'link'], ['x']]);
  });

  test('leaves nothing when it fails', () => {
    mkdirSync(at('dir'));
    expect(message(() => writeAtomically(at('dir'), 'x'))).toBe('cannot write ./dir: it is a folder');
    expect(message(() => writeAtomically(at('no', 'x'), 'x'))).toBe('cannot write ./no/x: no such file or folder');
    expect(readdirSync(folder)).toEqual(['dir']);
  });
});

describe('folders', () => {
  test('are made with those on the way, and may be there', () => {
    makeFolder(at('a', 'b', 'c'));
    makeFolder(at('a', 'b', 'c'));
    writeFileSync(at('a', 'file'), '');
    expect(listFolder(at('a'))).toEqual(['b/', 'file']);
    expect(message(() => makeFolder(at('a', 'file')))).toBe('cannot write ./a/file: a file of this name is in the way');
    expect(message(() => makeFolder(at('a', 'file', 'x')))).toContain('a part of the path is not a folder');
  });

  test.skipIf(process.platform !== 'linux')('that take no others are an error', () => {
    expect(() => makeFolder('/proc/none/x')).toThrow(FileError);
  });
});

describe('modules in folders', () => {
  const put = (...parts: string[]) => {
    mkdirSync(at(...parts.slice(0, -1)), { recursive: true });
    writeFileSync(at(...parts), parts.join('/'));
  };
  /** What is found, as kind and path below the folder. */
  const find = (name: string, ...folders: string[]) => {
    const found = findModuleFile(
      name,
      folders.map((f) => at(f)),
      'rv64imc',
    );
    if (!found) return undefined;
    const init = found.kind === 'package' ? ` with ${found.init?.path.split(/[\\/]/).at(-1)}` : '';
    return `${found.kind} ${found.path.slice(folder.length + 1).replaceAll('\\', '/')}${init}`;
  };

  test('in the order .py, .mpy, _<arch>.mpy, <arch>/.mpy', () => {
    put('a', 'rv64imc', 'm.mpy');
    expect(find('m', 'a')).toBe('mpy a/rv64imc/m.mpy');
    put('a', 'm_rv64imc.mpy');
    expect(find('m', 'a')).toBe('mpy a/m_rv64imc.mpy');
    put('a', 'm.mpy');
    expect(find('m', 'a')).toBe('mpy a/m.mpy');
    put('a', 'm.py');
    expect(find('m', 'a')).toBe('py a/m.py');
    put('a', 'm', '__init__.py');
    expect(find('m', 'a')).toBe('package a/m with __init__.py');
  });

  test('for no other architecture', () => {
    put('a', 'm_rv32imc.mpy');
    put('a', 'rv32imc', 'm.mpy');
    expect(find('m', 'a')).toBeUndefined();
  });

  test('the first folder that has it wins, but a bare folder comes last', () => {
    put('a', 'm', 'other.py');
    put('b', 'm.mpy');
    put('c', 'm.py');
    expect(find('m', 'a', 'b', 'c')).toBe('mpy b/m.mpy');
    expect(find('m', 'a')).toBe('package a/m with undefined');
    expect(find('m.other', 'b', 'a')).toBe('py a/m/other.py');
  });

  test('names from the guest reach no other folders', () => {
    put('m.py');
    mkdirSync(at('a'));
    for (const name of ['../m', '..m', 'a/../m', '', '.', 'a\\..\\m', 'm\0', '/etc/passwd', 'x'.repeat(1000)]) {
      expect(find(name, 'a')).toBeUndefined();
    }
  });
});
