// Images: what is built is found again; damaged images give a diagnostic or less, never an error of JavaScript.

import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { DiagnosticError } from '../base/index.js';
import { buildRomfs, listRomfs, type RomfsTree } from './index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const TREE: RomfsTree = {
  'b.txt': bytes('two'),
  'a.txt': bytes(''),
  lib: { 'm.py': bytes('x = 1\n'), deeper: { 'é.bin': new Uint8Array(70_000) }, empty: {} },
};
const shown = (image: Uint8Array): string[] =>
  listRomfs(image, 'x.img').map(({ path, data }) => (path.endsWith('/') ? path : `${path} ${data.length}`));

describe('ROMFS', () => {
  test('an image by hand', () => {
    // Kind and length; one file: kind 5, length 7, name of 1, data: kind 2, length 3.
    const image = [0xd2, 0xcd, 0x31, 0x80, 0x09, 5, 7, 1, 97, 2, 3, 1, 2, 3];
    expect([...buildRomfs({ a: Uint8Array.of(1, 2, 3) })]).toEqual(image);
  });
  test('gives back what was put in, sorted', () => {
    const image = buildRomfs(TREE);
    expect(image.length % 2).toBe(0);
    expect(shown(image)).toEqual([
      'a.txt 0',
      'b.txt 3',
      'lib/',
      'lib/deeper/',
      'lib/deeper/é.bin 70000',
      'lib/empty/',
      'lib/m.py 6',
    ]);
    expect(new TextDecoder().decode(listRomfs(image, 'x')[6]!.data)).toBe('x = 1\n');
  });
  test('an empty tree, and lengths around the even one', () => {
    expect(shown(buildRomfs({}))).toEqual([]);
    for (let n = 0; n < 300; n++) expect(shown(buildRomfs({ f: new Uint8Array(n) }))).toEqual([`f ${n}`]);
  });
  test.each([
    ['nothing', Uint8Array.of()],
    ['something else', bytes('hello')],
    ['a cut image', buildRomfs(TREE).subarray(0, 1000)],
  ])('refuses %s', (_name, image) => {
    expect(() => listRomfs(image, 'x.img')).toThrow(DiagnosticError);
  });
  test('refuses directories without end', () => {
    let tree: RomfsTree = {};
    for (let i = 0; i < 100; i++) tree = { d: tree };
    expect(() => listRomfs(buildRomfs(tree), 'x.img')).toThrow(/nested too deeply/);
  });
  test('damaged images', () => {
    const next = randomFrom(5).below;
    const good = buildRomfs({ 'a.py': bytes('x = 1'), d: { e: { 'f.bin': new Uint8Array(200) } }, z: bytes('zz') });
    const rounds = process.env.NATMOD_TEST === 'all' ? 20_000 : 500;
    for (let i = 0; i < rounds; i++) {
      const image = good.slice(0, next(4) === 0 ? next(good.length) : good.length);
      for (let k = 0; k <= next(4); k++) image[next(image.length || 1)] = next(256);
      try {
        listRomfs(image, 'x.img');
      } catch (error) {
        expect(error).toBeInstanceOf(DiagnosticError);
      }
    }
  });
});
