// Maps: round trip, checking, lookup, and that a map still belongs to its module after a merge.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../base/index.js';
import { link } from '../link/index.js';
import {
  hashImages,
  type MapFile,
  type MapSymbol,
  type MpyRawCode,
  mergeMpy,
  readMap,
  readMpy,
  symbolAt,
  writeMap,
} from './index.js';
import { bytecodeFile } from './test-files.fixture.js';

const HERE = import.meta.dirname;
const conformance = (...path: string[]) => join(HERE, '..', '..', 'test', 'conformance', ...path);
const built = (module: string, arch: string) =>
  link({
    arch,
    objects: [{ name: `${module}.o`, bytes: new Uint8Array(readFileSync(conformance(module, arch, `${module}.o`))) }],
    qstrs: readFileSync(conformance(module, `${module}.qstr.h`), 'utf8'),
    sourceName: `${module}.mpy`,
  });

const symbol = (name: string, offset: number, size: number, more: Partial<MapSymbol> = {}): MapSymbol => ({
  name,
  image: 'text',
  offset,
  size,
  kind: 'function',
  binding: 'global',
  file: 'a.o',
  ...more,
});
const map: MapFile = {
  version: 1,
  arch: 'rv32imc',
  source: 'a.mpy',
  hash: '0'.repeat(16),
  textSize: 100,
  rodataSize: 0,
  bssSize: 8,
  sections: [
    { name: '.text', file: 'a.o', image: 'text', offset: 2, size: 60 },
    { name: '.text', file: 'b.o', image: 'text', offset: 64, size: 30 },
  ],
  symbols: [
    symbol('sized', 2, 10),
    symbol('open', 20, 0),
    symbol('outer', 30, 20),
    symbol('inner', 34, 4, { binding: 'local' }),
    symbol('alias', 30, 20, { binding: 'local' }),
    symbol('cell', 4, 4, { image: 'bss', kind: 'object' }),
  ],
  got: [{ offset: 96, target: 'cell' }],
  relocations: [{ image: 'text', offset: 96, kind: 2 }],
};

const nameAt = (offset: number, image: 'text' | 'bss' = 'text') => {
  const found = symbolAt(map, image, offset);
  return found && `${found.symbol.name}+${found.delta}`;
};

describe('symbolAt', () => {
  it.each([
    [0, undefined],
    [2, 'sized+0'],
    [11, 'sized+9'],
    [12, undefined],
    [20, 'open+0'],
    [29, 'open+9'],
    [30, 'outer+0'],
    [35, 'inner+1'],
    [38, 'outer+8'],
    [50, 'open+30'],
    // Another section: a symbol without a size does not reach into it.
    [70, undefined],
  ])('%i is %s', (offset, name) => expect(nameAt(offset)).toBe(name));
  it('looks in the right image', () => {
    expect(nameAt(5, 'bss')).toBe('cell+1');
    expect(nameAt(2, 'bss')).toBeUndefined();
  });
});

describe('the file', () => {
  it('comes back as it was written', () => expect(readMap(writeMap(map))).toEqual(map));
  it('has a line per thing', () => expect(writeMap(map).split('\n')).toHaveLength(2 + 7 + 4 * 2 + 10 + 1));
  it.each([
    ['{', 'not JSON'],
    ['[]', 'map is not an object'],
    ['{}', 'version undefined'],
    [writeMap({ ...map, version: 9 }), 'version 9 is not supported'],
    [writeMap(map).replace('"offset":20', '"offset":-20'), 'symbols[1].offset is not a whole number'],
    [writeMap(map).replace('"image":"bss"', '"image":"rom"'), 'symbols[5].image is not one of text, rodata, bss'],
    [writeMap(map).replace('"got": [', '"got": 3, "x": ['), 'got is not a list'],
  ])('refuses %.20s', (text, message) => {
    expect(() => readMap(text)).toThrow(DiagnosticError);
    expect(() => readMap(text)).toThrow(message);
  });
});

describe('the hash', () => {
  it('is FNV-1a over length, text and rodata', () => {
    const prime = 0x100000001b3n;
    const plain = (bytes: readonly number[]) =>
      bytes
        .reduce((h, b) => BigInt.asUintN(64, (h ^ BigInt(b)) * prime), 0xcbf29ce484222325n)
        .toString(16)
        .padStart(16, '0');
    const bytes = Array.from({ length: 300 }, (_, i) => (i * 7) & 0xff);
    expect(hashImages(Uint8Array.from(bytes), Uint8Array.of(1, 2))).toBe(plain([44, 1, 0, 0, ...bytes, 1, 2]));
    expect(hashImages(new Uint8Array(0))).toBe(plain([0, 0, 0, 0]));
  });

  it('finds a module in a merged file', () => {
    const { mpy, map: own } = built('hello', 'rv64imc');
    const python = { name: 'p.mpy', bytes: bytecodeFile() };
    const merged = readMpy(mergeMpy([python, { name: 'hello.mpy', bytes: mpy }]));
    const hashes: string[] = [];
    const visit = (code: MpyRawCode) => {
      if (code.kind === 'viper') hashes.push(hashImages(code.data, code.rodata));
      code.children.forEach(visit);
    };
    visit(merged.code);
    expect(hashes).toEqual([own.hash]);
  });
});
