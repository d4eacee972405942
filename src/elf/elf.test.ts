// Readers of objects and archives: what they give, what they say about bad input, and that nothing else ever comes out.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { DiagnosticError } from '../base/index.js';
import { ELF, isArchive, readArchive, readObject } from './index.js';
import { makeObject, mutate } from './make-object.fixture.js';

const CONFORMANCE = join(import.meta.dirname, '..', '..', 'test', 'conformance');
const conformance = (...path: string[]) => new Uint8Array(readFileSync(join(CONFORMANCE, ...path)));
const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.message;
    throw error;
  }
  return '';
};

const member = (name: string, contents: string, sizeText = String(contents.length)) =>
  `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${sizeText.padEnd(10)}\`\n${contents}${contents.length % 2 ? '\n' : ''}`;
const archive = (...members: string[]) => bytesOf(`!<arch>\n${members.join('')}`);

describe('readObject', () => {
  it.each([32, 64] as const)('reads sections, symbols and relocations of class %i', (width) => {
    const object = readObject(
      makeObject({
        class: width,
        sections: [
          { name: '.text', bytes: [1, 2, 3, 4], align: 4, relocations: [[0, 16, 'there', -8]] },
          { name: '.bss', type: ELF.SHT_NOBITS, size: 100, align: 8 },
        ],
        symbols: [
          { name: 'there', section: '.bss', value: 4, size: 2, type: ELF.STT_OBJECT },
          { name: 'inside', section: '.text', binding: ELF.STB_LOCAL },
          { name: 'gone' },
          { name: 'fixed', place: ELF.SHN_ABS, value: -2 },
          { name: 'shared', place: ELF.SHN_COMMON, value: 4, size: 12 },
        ],
      }),
      'a.o',
    );
    expect(object).toMatchObject({ class: width, machine: 243, flags: 1 });
    const text = object.sections.find((s) => s.name === '.text')!;
    expect([...text.bytes]).toEqual([1, 2, 3, 4]);
    expect(text.relocations).toEqual([{ type: 16, offset: 0, symbol: 2, addend: -8, explicitAddend: true }]);
    expect(object.symbols[2]).toMatchObject({ name: 'there', value: 4, size: 2, binding: 1, place: 2 });
    expect(object.symbols.slice(3).map((s) => [s.name, s.place, s.value])).toEqual([
      ['gone', 'undefined', 0],
      ['fixed', 'absolute', -2],
      ['shared', 'common', 4],
    ]);
    expect(object.sections.find((s) => s.name === '.bss')).toMatchObject({ size: 100, align: 8 });
  });

  const good = makeObject({ sections: [{ name: '.text', bytes: [1] }], symbols: [{ name: 'a', section: '.text' }] });
  const patched = (at: number, value: number) => {
    const out = good.slice();
    out[at] = value;
    return out;
  };
  it.each([
    ['something else', bytesOf('int main;'), 'not an ELF file'],
    ['an odd class', patched(4, 3), 'class 3'],
    ['big-endian', patched(5, 2), 'little-endian'],
    ['an executable', patched(16, 2), 'no relocatable object'],
    ['a cut-off file', good.subarray(0, 100), 'the file ends at'],
    ['an empty file', new Uint8Array(0), 'not an ELF file'],
    ['bitcode', Uint8Array.of(0x42, 0x43, 0xc0, 0xde, 0x35, 0x14), 'LLVM bitcode for link-time optimization'],
    ['bitcode with a header', Uint8Array.of(0xde, 0xc0, 0x17, 0x0b, 0, 0), 'compile it without -flto'],
  ])('refuses %s', (_, bytes, text) => expect(messageOf(() => readObject(bytes, 'a.o'))).toContain(text));
});

describe('readArchive', () => {
  it('reads GNU archives with long names and an index', () => {
    const { members, index } = readArchive(conformance('archive', 'rv64imc', 'libnmx.a'), 'libnmx.a');
    expect(members.map((m) => m.name)).toEqual([
      'nmx_scale.o',
      'nmx_clamp.o',
      'nmx_unused.o',
      'nmx_table.o',
      'nmx_text.o',
    ]);
    for (const m of members) expect(m.bytes).toEqual(conformance('archive', 'rv64imc', 'lib', m.name));
    expect(index?.some((row) => row.symbol === 'nmx_unused' || row.symbol.startsWith('nmx_'))).toBe(true);
  });

  it('reads names of more than 15 characters', () => {
    const long = 'a_name_of_more_than_fifteen_characters.o';
    const { members } = readArchive(
      archive(member('//', `${long}/\n`), member('/0', 'abc'), member('b.o/', 'de')),
      'a.a',
    );
    expect(members.map((m) => [m.name, m.bytes.length])).toEqual([
      [long, 3],
      ['b.o', 2],
    ]);
  });

  it('reads BSD names', () => {
    const { members, index } = readArchive(
      archive(member('#1/12', '__.SYMDEF\0\0\0xx'), member('#1/8', 'long.o\0\0abc'), member('short.o', 'x')),
      'a.a',
    );
    expect(members.map((m) => [m.name, m.bytes.length])).toEqual([
      ['long.o', 3],
      ['short.o', 1],
    ]);
    expect(index).toBeUndefined();
  });

  it('reads a 64-bit index', () => {
    const at = 8 + 60 + 18;
    const table = `${'\0'.repeat(7)}\x01${'\0'.repeat(7)}${String.fromCharCode(at)}f\0`;
    const { index } = readArchive(archive(member('/SYM64/', table), member('a.o/', 'ab')), 'a.a');
    expect(index?.map((row) => [row.symbol, row.member.name])).toEqual([['f', 'a.o']]);
  });

  it.each([
    ['thin archives', bytesOf('!<thin>\n'), 'ar rcs'],
    ['other files', bytesOf('hello'), 'not an archive'],
    ['a wrong size', archive(member('a.o/', 'abc', '12x')), "'12x'"],
    ['a size beyond the end', archive(member('a.o/', 'abc', '9999')), 'ends inside a member'],
    ['a missing long name', archive(member('/77', 'abc')), 'long member name'],
    ['a cut-off header', archive('a.o/'), 'ends inside a member'],
  ])('refuses %s', (_, bytes, text) => expect(messageOf(() => readArchive(bytes, 'a.a'))).toContain(text));

  const hasAr = (() => {
    try {
      execFileSync('ar', ['--version']);
      return true;
    } catch {
      return false;
    }
  })();
  it.skipIf(!hasAr)('reads what GNU ar writes', () => {
    const dir = mkdtempSync(join(tmpdir(), 'natmod-ar-'));
    try {
      const names = ['a.o', 'with a space.o', 'a_name_of_more_than_fifteen_characters.o'];
      for (const [i, name] of names.entries()) writeFileSync(join(dir, name), 'x'.repeat(i + 1));
      execFileSync('ar', ['rcs', 'all.a', ...names], { cwd: dir });
      const { members } = readArchive(new Uint8Array(readFileSync(join(dir, 'all.a'))), 'all.a');
      expect(members.map((m) => [m.name, m.bytes.length])).toEqual(names.map((name, i) => [name, i + 1]));
      execFileSync('ar', ['rcT', 'thin.a', ...names], { cwd: dir });
      expect(isArchive(new Uint8Array(readFileSync(join(dir, 'thin.a'))))).toBe(true);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('hostile files', () => {
  const rounds = process.env.NATMOD_TEST === 'all' ? 20_000 : 400;
  /** Anything but a result or a diagnostic is a failure. */
  const survives = (seed: number, bytes: Uint8Array, read: (bytes: Uint8Array) => unknown) => {
    const random = randomFrom(seed).below;
    let refused = 0;
    for (let i = 0; i < rounds; i++) {
      const bad = mutate(bytes, random);
      try {
        read(bad);
      } catch (error) {
        if (!(error instanceof DiagnosticError))
          throw new Error(`round ${i} of seed ${seed}: ${String(error)}`, { cause: error });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(rounds / 20);
  };

  it.each(['rv32imc', 'rv64imc'])('objects for %s', (arch) => {
    survives(1, conformance('hello', arch, 'hello.o'), (bytes) => readObject(bytes, 'a.o'));
  });
  it('archives', () => {
    const seed = conformance('archive', 'rv64imc', 'libnmx.a');
    // Small ones, so that the headers are hit.
    survives(2, archive(member('//', 'a_long_name.o/\n'), member('/0', 'abc'), member('#1/4', 'b.o\0x')), (bytes) =>
      readArchive(bytes, 'a.a'),
    );
    survives(3, seed.subarray(0, 600), (bytes) => readArchive(bytes, 'a.a'));
  });
  it('refuses names that overlap without end', () => {
    const symbols = Array.from({ length: 3000 }, () => ({ name: '' }));
    const object = makeObject({ sections: [], symbols: [{ name: 'x'.repeat(300_000) }, ...symbols] });
    const view = new DataView(object.buffer);
    // All symbols get the one long name.
    const at = object.indexOf(0, 64) >= 0 ? 64 : 0;
    for (let i = 1; i < 3000; i++) view.setUint32(at + i * 24, 1, true);
    expect(messageOf(() => readObject(object, 'a.o'))).toContain('overlap');
  });
});
