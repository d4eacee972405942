// Every relocation field at its limits: last value that fits, first that does not, on both sides; and what is written.
import { describe, expect, it } from 'vitest';
import { arches } from '../arch/index.js';
import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { ELF } from '../elf/index.js';
import { makeObject, type ObjectSpec } from '../elf/make-object.fixture.js';
import { readMpy } from '../mpy/index.js';
import { link } from './index.js';

type Xlen = 32 | 64;
/** Code before and after the place, so that distances in both directions have targets. */
const PLACE = 0x10;

/** One relocation at PLACE of .text, where `bytes` stand. */
function objectWith(
  xlen: Xlen,
  type: number,
  addend: number,
  bytes: readonly number[],
  more: Partial<ObjectSpec> = {},
) {
  const text = new Uint8Array(0x40);
  text.set(bytes, PLACE);
  return makeObject({
    class: xlen,
    sections: [
      { name: '.text', bytes: text, align: 8, relocations: [[PLACE, type, 'here', addend]] },
      { name: '.bss', type: ELF.SHT_NOBITS, size: 16, align: 8 },
    ],
    symbols: [
      { name: 'mpy_init', section: '.text', value: 0, type: ELF.STT_FUNC },
      { name: 'here', section: '.text', value: PLACE, binding: ELF.STB_LOCAL },
      { name: 'cell', section: '.bss', value: 8, binding: ELF.STB_LOCAL },
    ],
    ...more,
  });
}

function textOf(xlen: Xlen, object: Uint8Array): DataView {
  const { code } = readMpy(
    link({ arch: `rv${xlen}imc`, objects: [{ name: 'a.o', bytes: object }], sourceName: 'a' }).mpy,
  );
  return new DataView(code.data.buffer, code.data.byteOffset, code.data.length);
}

function diagnostics(xlen: Xlen, ...objects: Uint8Array[]): readonly Diagnostic[] {
  try {
    link({
      arch: `rv${xlen}imc`,
      objects: objects.map((bytes, i) => ({ name: `${'abc'[i]}.o`, bytes })),
      sourceName: 'a',
    });
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

const JAL = [0x6f, 0, 0, 0];
const BEQ = [0x63, 0, 0, 0];
const CALL = [0x97, 0, 0, 0, 0xe7, 0x80, 0, 0];
const CJ = [0x01, 0xa0];
const CBEQZ = [0x01, 0xc1];
const ZERO8 = [0, 0, 0, 0, 0, 0, 0, 0];

/** type, name, contents, smallest and largest distance, step */
const ROWS: readonly (readonly [number, string, readonly number[], number, number, number, Xlen[]])[] = [
  [16, 'R_RISCV_BRANCH', BEQ, -4096, 4094, 2, [32, 64]],
  [17, 'R_RISCV_JAL', JAL, -0x100000, 0xffffe, 2, [32, 64]],
  [18, 'R_RISCV_CALL', CALL, -0x80000800, 0x7ffff7fe, 2, [64]],
  [19, 'R_RISCV_CALL_PLT', CALL, -0x80000800, 0x7ffff7fe, 2, [64]],
  [44, 'R_RISCV_RVC_BRANCH', CBEQZ, -256, 254, 2, [32, 64]],
  [45, 'R_RISCV_RVC_JUMP', CJ, -2048, 2046, 2, [32, 64]],
  [57, 'R_RISCV_32_PCREL', ZERO8, -0x80000000, 0x7fffffff, 1, [64]],
  [59, 'R_RISCV_PLT32', ZERO8, -0x80000000, 0x7fffffff, 1, [64]],
  [23, 'R_RISCV_PCREL_HI20', CALL, -0x80000800, 0x7ffff7ff, 1, [64]],
];

describe.each(ROWS)('type %i %s', (type, name, bytes, low, high, step, widths) => {
  for (const xlen of widths) {
    const at = (distance: number) => diagnostics(xlen, objectWith(xlen, type, distance, bytes));
    it(`RV${xlen}: reaches its limits and no further`, () => {
      for (const distance of [low, low + step, 0, high - step, high]) expect(at(distance)).toEqual([]);
      for (const distance of [low - step, high + step]) {
        const [d] = at(distance);
        expect(d).toMatchObject({ code: 'reloc-range', where: { file: 'a.o', section: '.text', offset: PLACE } });
        expect(d!.message).toContain(`${name} against 'here'`);
        expect(d!.message).toContain(String(distance));
      }
    });
    if (step === 2) {
      it(`RV${xlen}: refuses odd distances`, () => expect(at(3)[0]?.message).toContain('odd'));
    }
  }
});

describe('fields', () => {
  /** What the instruction set manual's decoders read back. */
  const sext = (value: number, width: number) => (value << (32 - width)) >> (32 - width);
  const bit = (v: number, from: number, to: number) => ((v >>> from) & 1) << to;
  const readBranch = (v: number) =>
    sext(bit(v, 31, 12) | bit(v, 7, 11) | (((v >>> 25) & 63) << 5) | (((v >>> 8) & 15) << 1), 13);
  const readJal = (v: number) =>
    sext(bit(v, 31, 20) | (((v >>> 12) & 255) << 12) | bit(v, 20, 11) | (((v >>> 21) & 1023) << 1), 21);
  const readCj = (v: number) =>
    sext(
      bit(v, 12, 11) |
        bit(v, 11, 4) |
        (((v >>> 9) & 3) << 8) |
        bit(v, 8, 10) |
        bit(v, 7, 6) |
        bit(v, 6, 7) |
        (((v >>> 3) & 7) << 1) |
        bit(v, 2, 5),
      12,
    );
  const readCb = (v: number) =>
    sext(bit(v, 12, 8) | (((v >>> 10) & 3) << 3) | (((v >>> 5) & 3) << 6) | (((v >>> 3) & 3) << 1) | bit(v, 2, 5), 9);
  const powers = (limit: number) =>
    Array.from({ length: limit }, (_, i) => 2 ** (i + 1)).flatMap((v) => [v, -v, -v - 2]);

  it.each([
    ['BRANCH', 16, BEQ, powers(11), (v: DataView) => readBranch(v.getUint32(PLACE, true))],
    ['JAL', 17, JAL, powers(19), (v: DataView) => readJal(v.getUint32(PLACE, true))],
    ['RVC_JUMP', 45, CJ, powers(10), (v: DataView) => readCj(v.getUint16(PLACE, true))],
    ['RVC_BRANCH', 44, CBEQZ, powers(7), (v: DataView) => readCb(v.getUint16(PLACE, true))],
    [
      'CALL',
      18,
      CALL,
      powers(29),
      (v: DataView) => (v.getInt32(PLACE, true) & ~0xfff) + (v.getInt32(PLACE + 4, true) >> 20),
    ],
  ] as const)('%s keeps every bit', (_, type, bytes, distances, decode) => {
    for (const distance of distances) expect(decode(textOf(64, objectWith(64, type, distance, bytes)))).toBe(distance);
  });

  it.each([
    ['ADD8/SUB8', 33, 37, 1],
    ['ADD16/SUB16', 34, 38, 2],
    ['ADD32/SUB32', 35, 39, 4],
    ['ADD64/SUB64', 36, 40, 8],
    ['SET6/SUB6', 53, 52, 1],
    ['SET8/SUB8', 54, 37, 1],
    ['SET16/SUB16', 55, 38, 2],
    ['SET32/SUB32', 56, 39, 4],
  ])('%s write a difference of labels', (name, plus, minus, size) => {
    const text = new Uint8Array(0x40);
    text[PLACE] = name.startsWith('ADD') ? 1 : 0xc0;
    const object = makeObject({
      class: 64,
      sections: [
        {
          name: '.text',
          bytes: text,
          relocations: [
            [PLACE, plus, 'b'],
            [PLACE, minus, 'a'],
          ],
        },
      ],
      symbols: [
        { name: 'mpy_init', section: '.text' },
        { name: 'a', section: '.text', value: 3, binding: ELF.STB_LOCAL },
        { name: 'b', section: '.text', value: 23, binding: ELF.STB_LOCAL },
      ],
    });
    const view = textOf(64, object);
    const value = [...new Uint8Array(view.buffer, view.byteOffset + PLACE, size)];
    const want = name.startsWith('ADD') ? 21 : name.startsWith('SET6') ? 0xc0 | 20 : 20;
    expect(value).toEqual([want, ...Array(size - 1).fill(0)]);
  });

  it('writes ULEB128 differences in the room that they have', () => {
    const make = (distance: number) => {
      const text = new Uint8Array(0x400);
      text.set([0x80, 0x80, 0x00], PLACE);
      return makeObject({
        class: 32,
        sections: [
          {
            name: '.text',
            bytes: text,
            relocations: [
              [PLACE, 60, 'b'],
              [PLACE, 61, 'a'],
            ],
          },
        ],
        symbols: [
          { name: 'mpy_init', section: '.text' },
          { name: 'a', section: '.text', value: 3, binding: ELF.STB_LOCAL },
          { name: 'b', section: '.text', value: 3 + distance, binding: ELF.STB_LOCAL },
        ],
      });
    };
    const view = textOf(32, make(300));
    expect([...new Uint8Array(view.buffer, view.byteOffset + PLACE, 3)]).toEqual([0xac, 0x82, 0x00]);
    expect(diagnostics(32, make(-2))[0]?.code).toBe('reloc-range');
  });
});

describe('what cannot be', () => {
  it.each([
    [33, 'ADD8'],
    [39, 'SUB32'],
    [56, 'SET32'],
  ])('a single %i %s', (type) => {
    expect(diagnostics(64, objectWith(64, type, 0, ZERO8))[0]?.code).toBe('reloc-difference');
  });

  it('a difference of text and bss', () => {
    const object = objectWith(64, 0, 0, ZERO8, {
      sections: [
        {
          name: '.text',
          bytes: new Uint8Array(64),
          relocations: [
            [PLACE, 35, 'here'],
            [PLACE, 39, 'cell'],
          ],
        },
        { name: '.bss', type: ELF.SHT_NOBITS, size: 16, align: 8 },
      ],
    });
    expect(diagnostics(64, object)[0]).toMatchObject({ code: 'reloc-difference', where: { offset: PLACE } });
  });

  it.each([
    ['a branch to bss', 17, 'reloc-region'],
    ['a PC-relative word to bss', 57, 'reloc-region'],
    ['RVC_LUI', 46, 'reloc-unsupported'],
    ['an unknown type', 222, 'reloc-unsupported'],
    ['a thread-local access', 21, 'reloc-tls'],
    ['initial-exec', 21, 'reloc-tls'],
  ])('%s', (_, type, code) => {
    const object = objectWith(64, 0, 0, ZERO8, {
      sections: [
        { name: '.text', bytes: new Uint8Array(64), relocations: [[PLACE, type, 'cell']] },
        { name: '.bss', type: ELF.SHT_NOBITS, size: 16, align: 8 },
      ],
    });
    const [d] = diagnostics(64, object);
    expect(d).toMatchObject({ code, where: { file: 'a.o', section: '.text', offset: PLACE } });
    expect(d!.message).toContain("'cell'");
  });

  it('names unknown relocations by number', () => {
    expect(diagnostics(64, objectWith(64, 222, 0, ZERO8))[0]?.message).toBe(
      "unsupported relocation type 222 (222) against 'here'",
    );
  });

  it('a relocation outside its section', () => {
    const object = objectWith(64, 0, 0, [], {
      sections: [{ name: '.text', bytes: new Uint8Array(6), relocations: [[4, 17, 'mpy_init']] }],
      symbols: [{ name: 'mpy_init', section: '.text' }],
    });
    expect(diagnostics(64, object)[0]?.code).toBe('reloc-place');
  });

  it('a narrow or misaligned word with an address', () => {
    expect(diagnostics(64, objectWith(64, 1, 0, ZERO8))[0]?.code).toBe('reloc-width');
    expect(diagnostics(32, objectWith(32, 2, 0, ZERO8))[0]?.code).toBe('reloc-width');
    const object = objectWith(64, 0, 0, [], {
      sections: [{ name: '.text', bytes: new Uint8Array(16), align: 8, relocations: [[4, 2, 'mpy_init']] }],
      symbols: [{ name: 'mpy_init', section: '.text' }],
    });
    expect(diagnostics(64, object)[0]?.code).toBe('reloc-align');
  });

  it('a lower part without its upper part', () => {
    expect(diagnostics(64, objectWith(64, 24, 0, ZERO8))[0]?.code).toBe('reloc-pair');
  });
});

describe('objects of another kind', () => {
  const minimal = (spec: Partial<ObjectSpec>) =>
    makeObject({
      class: 64,
      sections: [{ name: '.text', bytes: [1, 0] }],
      symbols: [{ name: 'mpy_init', section: '.text' }],
      ...spec,
    });
  it.each([
    ['machine', minimal({ machine: 40 }), 'input-arch'],
    ['class', minimal({ class: 32 }), 'input-class'],
    ['float ABI', minimal({ flags: 5 }), 'input-flags'],
    ['RVE', minimal({ flags: 8 }), 'input-flags'],
    [
      'form of relocations',
      minimal({ rel: true, sections: [{ name: '.text', bytes: [1, 0, 1, 0], relocations: [[0, 0, 'mpy_init']] }] }),
      'input-relocations',
    ],
    [
      'compression',
      minimal({ sections: [{ name: '.text', bytes: [1, 0], flags: ELF.SHF_ALLOC | ELF.SHF_COMPRESSED }] }),
      'input-compressed',
    ],
    ['code of gcc -flto', minimal({ symbols: [{ name: '__gnu_lto_slim', size: 1 }] }), 'input-lto'],
    ['bitcode of clang -flto', Uint8Array.of(0x42, 0x43, 0xc0, 0xde), 'input-lto'],
  ])('%s', (_, object, code) => expect(diagnostics(64, object)[0]).toMatchObject({ code, where: { file: 'a.o' } }));

  it('reports all bad objects together', () => {
    expect(
      diagnostics(64, minimal({ machine: 40 }), minimal({ class: 32 }), Uint8Array.of(1, 2)).map((d) => d.code),
    ).toEqual(['input-arch', 'input-class', 'elf-format']);
  });

  it('names every architecture it knows', () => {
    expect(() => link({ arch: 'z80', objects: [], sourceName: 'a' })).toThrow(Object.keys(arches).join(', '));
  });
});
