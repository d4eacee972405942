// Every relocation of x86, x64 and ARM on its own: limits of its field, what is written, and what becomes of types that
// cannot be linked.
import { describe, expect, it } from 'vitest';
import { arches } from '../arch/index.js';
import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { ELF, EM } from '../elf/index.js';
import { makeObject, type ObjectSpec } from '../elf/make-object.fixture.js';
import { decodeRelocations, readMpy } from '../mpy/index.js';
import { link } from './index.js';

const PLACE = 0x10;

type Family = 'x86' | 'x64' | 'armv7m';
const FACTS: Readonly<Record<Family, Partial<ObjectSpec> & { class: 32 | 64 }>> = {
  x86: { class: 32, machine: EM.EM_386, rel: true, flags: 0 },
  x64: { class: 64, machine: EM.EM_X86_64, flags: 0 },
  armv7m: { class: 32, machine: EM.EM_ARM, rel: true, flags: 0x05000000 },
};

/** One relocation at PLACE of .text, where `bytes` stand, against a symbol. */
function objectWith(
  arch: Family,
  type: number,
  bytes: readonly number[],
  symbol: { name?: string; section?: string; place?: number; value?: number; binding?: number; type?: number },
  addend = 0,
): Uint8Array {
  const text = new Uint8Array(0x40);
  text.set(bytes, PLACE);
  const name = symbol.name ?? 'here';
  return makeObject({
    ...FACTS[arch],
    sections: [
      { name: '.text', bytes: text, align: 8, relocations: [[PLACE, type, name, addend]] },
      { name: '.bss', type: ELF.SHT_NOBITS, size: 16, align: 8 },
    ],
    symbols: [
      { name: 'mpy_init', section: '.text', value: arch === 'armv7m' ? 1 : 0, type: ELF.STT_FUNC },
      { name, binding: ELF.STB_LOCAL, ...symbol },
    ],
  });
}

const optionsFor = (arch: Family, object: Uint8Array) => ({
  arch,
  objects: [{ name: 'a.o', bytes: object }],
  sourceName: 'a',
});

/** The words at the place after linking, and where the GOT is, both counted from the start of .text. */
function linked(arch: Family, object: Uint8Array) {
  const { mpy, map } = link(optionsFor(arch, object));
  const { code } = readMpy(mpy);
  if (code.kind !== 'viper') throw new Error('no native code');
  const start = map.sections.find((s) => s.name === '.text')!.offset;
  const at = start + PLACE;
  const view = new DataView(code.data.buffer, code.data.byteOffset, code.data.length);
  const loader = code.relocations ? [...decodeRelocations(code.relocations, arch === 'x64' ? 8 : 4)] : [];
  return { view, at, start, map, loader };
}

function diagnostics(arch: Family, object: Uint8Array, compat = false): readonly Diagnostic[] {
  try {
    link({ ...optionsFor(arch, object), compat });
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

const at = (distance: number) => ({ section: '.text', value: PLACE + distance });
const absolute = (value: number) => ({ place: ELF.SHN_ABS, value });
const halves = (...list: number[]) => list.flatMap((h) => [h & 255, h >> 8]);
const ZERO = [0, 0, 0, 0, 0, 0, 0, 0];
const u16 = (view: DataView, offset: number) => view.getUint16(offset, true);
const bit = (v: number, n: number) => (v >>> n) & 1;

/** BL, B.W: the manual's decoding. */
const readBranch24 = (view: DataView, offset: number) => {
  const [h0, h1] = [u16(view, offset), u16(view, offset + 2)];
  const s = bit(h0, 10);
  const [i1, i2] = [bit(h1, 13) === s ? 1 : 0, bit(h1, 11) === s ? 1 : 0];
  return -s * 2 ** 24 + i1 * 2 ** 23 + i2 * 2 ** 22 + (h0 & 1023) * 2 ** 12 + (h1 & 2047) * 2;
};
const readBranch19 = (view: DataView, offset: number) => {
  const [h0, h1] = [u16(view, offset), u16(view, offset + 2)];
  return -bit(h0, 10) * 2 ** 20 + bit(h1, 11) * 2 ** 19 + bit(h1, 13) * 2 ** 18 + (h0 & 63) * 2 ** 12 + (h1 & 2047) * 2;
};
const sext = (v: number, width: number) => (v << (32 - width)) >> (32 - width);

/** arch, type, name, contents with addend 0, smallest and largest distance, step, how to read it back. */
const RELATIVE: readonly (readonly [
  Family,
  number,
  string,
  readonly number[],
  number,
  number,
  number,
  (view: DataView, offset: number) => number,
])[] = [
  ['x86', 21, 'R_386_PC16', ZERO, -0x8000, 0x7fff, 1, (v, o) => v.getInt16(o, true)],
  ['x86', 23, 'R_386_PC8', ZERO, -0x80, 0x7f, 1, (v, o) => v.getInt8(o)],
  ['x64', 2, 'R_X86_64_PC32', ZERO, -0x80000000, 0x7fffffff, 1, (v, o) => v.getInt32(o, true)],
  ['x64', 4, 'R_X86_64_PLT32', ZERO, -0x80000000, 0x7fffffff, 1, (v, o) => v.getInt32(o, true)],
  ['x64', 13, 'R_X86_64_PC16', ZERO, -0x8000, 0x7fff, 1, (v, o) => v.getInt16(o, true)],
  ['x64', 15, 'R_X86_64_PC8', ZERO, -0x80, 0x7f, 1, (v, o) => v.getInt8(o)],
  ['armv7m', 10, 'R_ARM_THM_CALL', halves(0xf000, 0xf800), -0x1000000, 0xfffffe, 2, readBranch24],
  ['armv7m', 30, 'R_ARM_THM_JUMP24', halves(0xf000, 0xb800), -0x1000000, 0xfffffe, 2, readBranch24],
  ['armv7m', 51, 'R_ARM_THM_JUMP19', halves(0xf040, 0x8000), -0x100000, 0xffffe, 2, readBranch19],
  ['armv7m', 102, 'R_ARM_THM_JUMP11', halves(0xe000), -2048, 2046, 2, (v, o) => sext((u16(v, o) & 2047) << 1, 12)],
  ['armv7m', 103, 'R_ARM_THM_JUMP8', halves(0xd100), -256, 254, 2, (v, o) => sext((u16(v, o) & 255) << 1, 9)],
  [
    'armv7m',
    52,
    'R_ARM_THM_JUMP6',
    halves(0xb105),
    0,
    126,
    2,
    (v, o) => (bit(u16(v, o), 9) << 6) | (((u16(v, o) >> 3) & 31) << 1),
  ],
  ['armv7m', 11, 'R_ARM_THM_PC8', halves(0x4a00), 0, 1020, 4, (v, o) => (u16(v, o) & 255) * 4],
  [
    'armv7m',
    54,
    'R_ARM_THM_PC12',
    halves(0xf85f, 0x3000),
    -4095,
    4095,
    1,
    (v, o) => (bit(u16(v, o), 7) ? 1 : -1) * (u16(v, o + 2) & 0xfff),
  ],
  [
    'armv7m',
    53,
    'R_ARM_THM_ALU_PREL_11_0',
    halves(0xf20f, 0x0100),
    -4095,
    4095,
    1,
    (v, o) => {
      const [h0, h1] = [u16(v, o), u16(v, o + 2)];
      const size = (bit(h0, 10) << 11) | (((h1 >> 12) & 7) << 8) | (h1 & 255);
      // ADDW or SUBW, both from PC.
      expect([0xf20f, 0xf2af]).toContain(h0 & 0xfbff);
      return (h0 & 0xfbff) === 0xf2af ? -size : size;
    },
  ],
  ['armv7m', 42, 'R_ARM_PREL31', ZERO, -0x40000000, 0x3fffffff, 1, (v, o) => sext(v.getInt32(o, true), 31)],
];

describe.each(RELATIVE)('%s type %i %s', (arch, type, name, bytes, low, high, step, read) => {
  const thumb = arch === 'armv7m' && step === 2 ? 1 : 0;
  it('keeps every bit, and the instruction around it', () => {
    const powers = Array.from({ length: 31 }, (_, i) => 2 ** i).flatMap((p) => [p, -p, -p - step, 3 * p]);
    for (const distance of [low, high, low + step, high - step, ...powers]) {
      if (distance < low || distance > high || distance % step !== 0) continue;
      const { view, at: offset } = linked(arch, objectWith(arch, type, bytes, at(distance + thumb)));
      expect(read(view, offset) + 0).toBe(distance + 0);
      const rest = linked(arch, objectWith(arch, type, bytes, at(Math.max(0, low)))).view;
      for (let i = bytes.length; i < 16; i++) expect(view.getUint8(offset + i)).toBe(rest.getUint8(offset + i));
    }
  });
  it('reaches its limits and no further', () => {
    for (const distance of [low - step, high + step]) {
      const [d] = diagnostics(arch, objectWith(arch, type, bytes, at(distance)));
      if (Math.abs(distance + PLACE) >= 2 ** 31 && arch !== 'x64') continue;
      expect(d).toMatchObject({ code: 'reloc-range', where: { file: 'a.o', section: '.text', offset: PLACE } });
      expect(d!.message).toContain(`${name} against 'here'`);
      expect(d!.message).toContain(String(distance));
    }
  });
});

describe('words', () => {
  const value = (arch: Family, type: number, symbol: Parameters<typeof objectWith>[3], field: number, addend = 0) => {
    const bytes = [...new Uint8Array(Int32Array.of(field).buffer), 0, 0, 0, 0];
    const { view, at: offset, ...rest } = linked(arch, objectWith(arch, type, bytes, symbol, addend));
    return { ...rest, at: offset, word: view.getInt32(offset, true), view };
  };
  const GLOBAL = { binding: ELF.STB_GLOBAL };

  it.each([
    ['x86', 2],
    ['x86', 4],
    ['armv7m', 3],
  ] as const)('%s %i adds what the field holds', (arch, type) => {
    expect(value(arch, type, at(12), -4).word).toBe(8);
    expect(value(arch, type, at(-0x100), 0x100).word).toBe(0);
  });

  it.each([
    ['x86', 10],
    ['x64', 26],
    ['x64', 29],
    ['armv7m', 25],
  ] as const)('%s %i is the distance to the GOT', (arch, type) => {
    const object = { name: '_GLOBAL_OFFSET_TABLE_', ...GLOBAL };
    const { map, at: offset, word } = value(arch, type, object, arch === 'x64' ? 0 : 3, 3);
    expect(word).toBe(map.sections.find((s) => s.name === 'GOT')!.offset + 3 - offset);
    const [d] = diagnostics(arch, objectWith(arch, type, ZERO, at(4)));
    expect(d).toMatchObject({ code: 'reloc-target' });
  });

  it.each([
    ['x86', 9],
    ['x64', 25],
    ['x64', 31],
    ['armv7m', 24],
  ] as const)('%s %i counts from the GOT', (arch, type) => {
    const { map, start, word } = value(arch, type, at(8), arch === 'x64' ? 0 : 5, 5);
    expect(word).toBe(start + PLACE + 8 + 5 - map.sections.find((s) => s.name === 'GOT')!.offset);
  });

  it.each([
    ['x86', 3],
    ['x86', 43],
    ['x64', 3],
    ['x64', 27],
    ['x64', 30],
    ['armv7m', 26],
  ] as const)('%s %i is the offset of a slot', (arch, type) => {
    const { map, word, loader } = value(arch, type, { section: '.bss', value: 4, name: 'cell', ...GLOBAL }, 0);
    const got = map.sections.find((s) => s.name === 'GOT')!;
    expect(word).toBe(map.got.find((s) => s.target === 'cell')!.offset - got.offset);
    expect(loader).toContainEqual({ section: 'text', offset: got.offset + word, kind: 2 });
    const bytes = arch === 'x64' ? ZERO : [4, 0, 0, 0];
    expect(diagnostics(arch, objectWith(arch, type, bytes, at(4), 4))[0]).toMatchObject({ code: 'reloc-addend' });
  });

  it.each([
    ['x64', 9],
    ['x64', 28],
    ['x64', 41],
    ['x64', 42],
    ['armv7m', 96],
  ] as const)('%s %i is the distance to a slot, also of a local symbol', (arch, type) => {
    for (const binding of [ELF.STB_GLOBAL, ELF.STB_LOCAL]) {
      const symbol = { section: '.bss', value: 4, name: 'cell', binding };
      const { map, at: offset, word, view } = value(arch, type, symbol, arch === 'x64' ? 0 : -4, -4);
      const slot = word + 4 + offset;
      expect(map.got.map((s) => s.offset)).toContain(slot);
      expect(view.getInt32(slot, true)).toBe(4);
    }
    const local = objectWith(arch, type, ZERO, { section: '.bss', value: 4 });
    expect(diagnostics(arch, local, true).map((d) => d.code)).toContain('compat');
  });

  it.each([
    ['x86', 1, 4],
    ['x64', 1, 8],
    ['armv7m', 2, 4],
    ['armv7m', 38, 4],
  ] as const)('%s %i is relocated by the loader, in code too', (arch, type, size) => {
    for (const [symbol, kind, want] of [
      [{ section: '.bss', value: 4 }, 2, 10],
      [{ name: 'mp_fun_table', ...GLOBAL }, 8, 6],
      [{ name: 'mp_native_qstr_table', ...GLOBAL }, 6, 6],
      [{ name: 'mp_type_list', ...GLOBAL }, 9 + 75, 6],
    ] as const) {
      const { at: offset, word, loader } = value(arch, type, symbol, arch === 'x64' ? 0 : 6, 6);
      expect(word).toBe(want);
      expect(loader).toContainEqual({ section: 'text', offset, kind });
    }
    expect(PLACE % size).toBe(0);
  });

  it('x86 refuses slots at absolute addresses', () => {
    const text = new Uint8Array(0x40);
    text.set([0x8b, 0x0d], PLACE - 2); // mov ecx, [disp32]
    const object = makeObject({
      ...FACTS.x86,
      sections: [{ name: '.text', bytes: text, align: 4, relocations: [[PLACE, 43, 'mpy_init']] }],
      symbols: [{ name: 'mpy_init', section: '.text' }],
    });
    expect(diagnostics('x86', object)[0]).toMatchObject({ code: 'reloc-instruction' });
  });

  it('refuses addresses at places that the loader cannot change', () => {
    for (const [arch, type] of [
      ['x86', 1],
      ['x64', 1],
      ['armv7m', 2],
    ] as const) {
      const object = makeObject({
        ...FACTS[arch],
        sections: [{ name: '.text', bytes: new Uint8Array(32), align: 8, relocations: [[2, type, 'mpy_init']] }],
        symbols: [{ name: 'mpy_init', section: '.text', value: arch === 'armv7m' ? 1 : 0 }],
      });
      expect(diagnostics(arch, object)[0]).toMatchObject({ code: 'reloc-align', where: { offset: 2 } });
    }
  });
});

describe('constants', () => {
  it.each([
    ['x86', 20, -0x8000, 0x7fff],
    ['x86', 22, -0x80, 0x7f],
    ['x64', 10, 0, 0xffffffff],
    ['x64', 11, -0x80000000, 0x7fffffff],
    ['x64', 12, -0x8000, 0x7fff],
    ['x64', 14, -0x80, 0x7f],
    ['armv7m', 5, -0x8000, 0x7fff],
    ['armv7m', 8, -0x80, 0x7f],
  ] as const)('%s %i takes numbers from %i to %i and no addresses', (arch, type, low, high) => {
    for (const v of [low, high]) expect(diagnostics(arch, objectWith(arch, type, ZERO, absolute(v)))).toEqual([]);
    for (const v of [low - 1, high + 1]) {
      expect(diagnostics(arch, objectWith(arch, type, ZERO, absolute(v)))[0]).toMatchObject({ code: 'reloc-range' });
    }
    expect(diagnostics(arch, objectWith(arch, type, ZERO, at(4)))[0]).toMatchObject({ code: 'reloc-absolute' });
  });

  const imm16 = (view: DataView, offset: number) => {
    const [h0, h1] = [u16(view, offset), u16(view, offset + 2)];
    return ((h0 & 15) << 12) | (bit(h0, 10) << 11) | (((h1 >> 12) & 7) << 8) | (h1 & 255);
  };
  it.each([
    [47, halves(0xf240, 0x0300), 0x5678],
    [48, halves(0xf2c0, 0x0300), 0x1234],
  ] as const)('armv7m %i takes half of a number', (type, bytes, want) => {
    const { view, at: offset } = linked('armv7m', objectWith('armv7m', type, bytes, absolute(0x12345678)));
    expect(imm16(view, offset)).toBe(want);
    expect(u16(view, offset + 2) & 0x8f00).toBe(0x0300);
    const [d] = diagnostics('armv7m', objectWith('armv7m', type, bytes, at(4)));
    expect(d).toMatchObject({ code: 'reloc-absolute' });
    expect(d!.notes!.join()).toContain('-mno-movt');
  });
  it.each([
    [49, halves(0xf240, 0x0300), (d: number) => d & 0xffff],
    [50, halves(0xf2c0, 0x0300), (d: number) => (d >> 16) & 0xffff],
  ] as const)('armv7m %i takes half of a distance', (type, bytes, want) => {
    for (const distance of [4, 0x1234, -8, -0x12345]) {
      const { view, at: offset } = linked('armv7m', objectWith('armv7m', type, bytes, at(distance)));
      expect(imm16(view, offset)).toBe(want(distance));
    }
  });
});

describe('bss', () => {
  const cell = { section: '.bss', value: 8 };
  it.each([
    ['x86', 2],
    ['x86', 4],
    ['x86', 9],
    ['x64', 2],
    ['x64', 4],
    ['armv7m', 3],
    ['armv7m', 24],
  ] as const)('%s %i is completed by the entry code', (arch, type) => {
    const { map, view, at: offset } = linked(arch, objectWith(arch, type, ZERO, cell));
    const got = map.sections.find((s) => s.name === 'GOT')!.offset;
    expect(view.getInt32(offset, true)).toBe(8 - (type === 9 || type === 24 ? got : offset));
    const table = map.sections.find((s) => s.name === '.internal.fixups')!;
    expect(view.getInt32(table.offset, true)).toBe(offset);
    expect(diagnostics(arch, objectWith(arch, type, ZERO, cell), true).map((d) => d.code)).toContain('compat');
  });
  it.each([
    ['x86', 21],
    ['x86', 23],
    ['x64', 24],
    ['x64', 25],
    ['armv7m', 10],
    ['armv7m', 54],
    ['armv7m', 103],
  ] as const)('%s %i cannot reach it', (arch, type) => {
    expect(diagnostics(arch, objectWith(arch, type, ZERO, cell))[0]).toMatchObject({
      code: 'reloc-region',
      where: { section: '.text', offset: PLACE },
    });
  });
  it('ARM needs an aligned word', () => {
    const object = makeObject({
      ...FACTS.armv7m,
      sections: [
        { name: '.text', bytes: new Uint8Array(32), align: 2, relocations: [[4, 3, 'cell']] },
        { name: '.bss', type: ELF.SHT_NOBITS, size: 16, align: 8 },
      ],
      symbols: [
        { name: 'mpy_init', section: '.text', value: 1 },
        { name: 'cell', section: '.bss', binding: ELF.STB_LOCAL },
      ],
    });
    expect(diagnostics('armv7m', object)[0]).toMatchObject({ code: 'reloc-align' });
  });
});

describe('every number of a type', () => {
  it.each(['x86', 'x64', 'armv7m'] as const)('%s is linked or refused by name', (arch) => {
    const seen = new Set<string>();
    for (let type = 0; type < 256; type++) {
      for (const symbol of [at(4), { section: '.bss', value: 4 }, { name: 'memset', binding: ELF.STB_GLOBAL }] as {
        name?: string;
      }[]) {
        for (const d of diagnostics(arch, objectWith(arch, type, ZERO, symbol))) {
          seen.add(d.code);
          if (d.code === 'reloc-unsupported') expect(d.message).toContain(arches[arch]!.relocationName(type));
          expect(d.message).toContain(type === 13 ? '' : `'${symbol.name ?? 'here'}'`);
        }
      }
    }
    for (const code of ['reloc-unsupported', 'reloc-tls', 'reloc-region']) expect(seen).toContain(code);
  });

  it('calls over more than 4 MiB are beyond the reference', () => {
    for (const type of [10, 30]) {
      const call = (distance: number) =>
        objectWith('armv7m', type, halves(0xf000, type === 10 ? 0xf800 : 0xb800), at(distance + 1));
      for (const near of [-0x400000, 0x3ffffe]) expect(diagnostics('armv7m', call(near), true)).toEqual([]);
      for (const far of [-0x400002, 0x400000]) {
        expect(diagnostics('armv7m', call(far))).toEqual([]);
        expect(diagnostics('armv7m', call(far), true).map((d) => d.code)).toEqual(['compat']);
      }
    }
  });

  it('calls of fixed addresses and the firmware go through stubs', () => {
    for (const [arch, type, bytes, jump] of [
      ['x86', 4, [0xfc, 0xff, 0xff, 0xff], -4],
      ['x64', 4, ZERO, -4],
      ['armv7m', 10, halves(0xf7ff, 0xfffe), 0],
    ] as const) {
      const object = objectWith(arch, type, bytes, { name: 'rom', binding: ELF.STB_GLOBAL }, jump);
      const externs = { name: 'e', text: 'rom = 0x40001234;' };
      const { mpy, map } = link({ ...optionsFor(arch, object), externs });
      const { code } = readMpy(mpy);
      if (code.kind !== 'viper') throw new Error('no native code');
      const stub = map.sections.find((s) => s.name === '.internal.stub.fixed')!;
      const view = new DataView(code.data.buffer, code.data.byteOffset, code.data.length);
      expect(view.getInt32(stub.offset + (arch === 'x64' ? 8 : 4), true)).toBe(0x40001234);
      const from = map.sections.find((s) => s.name === '.text')!.offset + PLACE;
      const distance = arch === 'armv7m' ? readBranch24(view, from) : view.getInt32(from, true);
      expect(from + 4 + distance).toBe(stub.offset);
      const middle = objectWith(arch, type, [0, 0, 0, 0], { name: 'rom', binding: ELF.STB_GLOBAL }, 2);
      expect(() => link({ ...optionsFor(arch, middle), externs })).toThrow(/middle of 'rom'/);
    }
  });
});
