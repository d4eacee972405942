import { describe, expect, test } from 'vitest';
import { type ImportedFile, importClosure, importedNames, quotedTexts } from './imports.js';

describe('the names of a script', () => {
  test.each([
    ['import a', ['a']],
    ['import a.b as c, d # e', ['a.b', 'd']],
    ['if x: import a; import b', ['a', 'b']],
    ['from a import b, c as d', ['a', 'a.b', 'a.c']],
    ['from a.b import (\n  c, # first\n  d,\n)', ['a.b', 'a.b.c', 'a.b.d']],
    ['from . import x', ['.x']],
    ['from ..p import x', ['..p', '..p.x']],
    ['from a import *', ['a']],
    ['import \\\n  a', ['a']],
    ['m = __import__("a.b")', ['a.b']],
    ['importance = 1\nimported = 2', []],
    ['def f():\n\timport a', ['a']],
  ])('%j', (source, names) => expect(importedNames(source)).toEqual(names));
  test('quoted texts', () => expect(quotedTexts(`open("a b.txt", 'r'); x = "it's"`)).toEqual(['a b.txt', 'r', "it's"]));
  test('of anything end soon', () => {
    for (const source of [
      'import '.repeat(20_000),
      `from ${'.'.repeat(20_000)}`,
      '"\\'.repeat(20_000),
      '('.repeat(20_000),
    ])
      expect(importedNames(source).length + quotedTexts(source).length).toBeGreaterThanOrEqual(0);
  });
});

describe('all that a script needs', () => {
  const FILES: Readonly<Record<string, [string, boolean?]>> = {
    a: ['import b'],
    b: ['import a\nfrom p import q'],
    p: ['from . import r', true],
    'p.q': ['from .r import s\nfrom .. import outside'],
    'p.r': [''],
    native: [''],
  };
  const find = (name: string): ImportedFile | undefined => {
    const [source, isPackage = false] = FILES[name] ?? [];
    if (source === undefined) return undefined;
    const kind = name === 'native' ? 'mpy' : 'py';
    return { path: name, kind, isPackage, bytes: new TextEncoder().encode(source) };
  };
  test('each once, packages first', () =>
    expect([...importClosure('import a, sys, native', find).keys()].sort()).toEqual([
      'a',
      'b',
      'native',
      'p',
      'p.q',
      'p.r',
    ]));
  test('a module in a package', () =>
    expect([...importClosure('import p.q', find).keys()].sort()).toEqual(['p', 'p.q', 'p.r']));
});
