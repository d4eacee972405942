// Compressed debug sections are read as if they were not compressed, and broken ones are left alone.

import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { expandDebug, readObject } from './index.js';
import { makeObject, mutate } from './make-object.fixture.js';

const DATA = new Uint8Array(5000).map((_, i) => ((i * i) % 251) >> 2);
const NEW = '.debug_line';
const OLD = '.zdebug_line';

function contents(name: string, elfClass: 32 | 64, size: number, type = 1): Uint8Array {
  const data = deflateSync(DATA);
  const header = new DataView(new ArrayBuffer(name === OLD ? 12 : elfClass === 32 ? 12 : 24));
  if (name === OLD) {
    [0x5a, 0x4c, 0x49, 0x42].forEach((b, i) => {
      header.setUint8(i, b);
    });
    header.setBigUint64(4, BigInt(size), false);
  } else {
    header.setUint32(0, type, true);
    if (elfClass === 32) header.setUint32(4, size, true);
    else header.setBigUint64(8, BigInt(size), true);
    if (elfClass === 32) header.setUint32(8, 8, true);
    else header.setBigUint64(16, 8n, true);
  }
  return Uint8Array.of(...new Uint8Array(header.buffer), ...data);
}
const object = (name: string, elfClass: 32 | 64, bytes: Uint8Array, flags = name === NEW ? 0x800 : 0) =>
  readObject(
    makeObject({
      class: elfClass,
      sections: [
        { name: '.text', bytes: [0, 0, 0, 0] },
        { name, bytes, flags },
      ],
      symbols: [{ name: 'mpy_init', section: '.text', value: 0 }],
    }),
    'a.o',
  );
const lines = (elf: ReturnType<typeof object>) => expandDebug(elf).sections.find((s) => s.name === NEW);

describe.each([32, 64] as const)('ELF%i', (elfClass) => {
  it.each([NEW, OLD])('%s', (name) => {
    const section = lines(object(name, elfClass, contents(name, elfClass, DATA.length)))!;
    expect([...section.bytes]).toEqual([...DATA]);
    expect([section.size, section.flags & 0x800]).toEqual([DATA.length, 0]);
    const elf = object(name, elfClass, contents(name, elfClass, DATA.length));
    expect(expandDebug(elf)).toBe(expandDebug(elf));
  });
  it('leaves alone what it cannot read', () => {
    for (const size of [DATA.length + 1, 2 ** 31]) {
      const bytes = contents(NEW, elfClass, size);
      expect(lines(object(NEW, elfClass, bytes))!.bytes).toEqual(bytes);
    }
    const zstd = contents(NEW, elfClass, DATA.length, 2);
    expect(lines(object(NEW, elfClass, zstd))!.bytes).toEqual(zstd);
    for (const length of [0, 4, 13, 26])
      expect(lines(object(NEW, elfClass, zstd.subarray(0, length)))!.size).toBe(length);
    const random = randomFrom(elfClass).below;
    for (let i = 0; i < 300; i++) lines(object(NEW, elfClass, mutate(contents(NEW, elfClass, DATA.length), random)));
  });
});

it('gives an object without compressed sections as it is', () => {
  const elf = object(NEW, 64, DATA, 0);
  expect(expandDebug(elf)).toBe(elf);
});
