// Xtensa, call0 and windowed: each relocation by itself in objects that are made here (no compiler for windowed code is
// needed), then every relocated word of the kit, as the code would see it once loaded.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LINKER_MEM_FUNCTIONS, LINKER_SYMBOLS } from '../abi/index.js';
import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { ELF, type ElfObject, type ElfSymbol, EM, readObject } from '../elf/index.js';
import { makeObject, type SectionSpec, type SymbolSpec } from '../elf/make-object.fixture.js';
import { type LinkOptions, link } from './index.js';
import {
  BASES,
  CODE,
  entryOf,
  FUN_TABLE,
  load,
  OBJ_TABLE,
  operandMask,
  QSTR_TABLE,
  targetOf,
} from './xtensa-encode.fixture.js';

const SLOT0 = 20;
const ARCHES = ['xtensa', 'xtensawin'] as const;
const AX = ELF.SHF_ALLOC | ELF.SHF_EXECINSTR;
const AW = ELF.SHF_ALLOC | ELF.SHF_WRITE;

const object = (sections: readonly SectionSpec[], symbols: readonly SymbolSpec[], name = 'a.o') => ({
  name,
  bytes: makeObject({ class: 32, machine: EM.EM_XTENSA, flags: 0x300, sections, symbols }),
});
/** A symbol for the section itself. */
const sectionSymbol = (section: string): SymbolSpec => ({
  name: section,
  section,
  binding: ELF.STB_LOCAL,
  type: ELF.STT_SECTION,
});
const INIT: SymbolSpec = { name: 'mpy_init', section: '.text', value: 4, type: ELF.STT_FUNC };
const FIRST: SectionSpec = { name: '.text.init', flags: AX, align: 4, bytes: new Uint8Array(8) };
const FIRST_INIT: SymbolSpec = { ...INIT, section: '.text.init' };
const words = (...list: number[]) => list.flatMap((w) => [w & 255, (w >> 8) & 255, (w >> 16) & 255, (w >>> 24) & 255]);
const pad = (bytes: readonly number[], size: number) => [...bytes, ...new Array(size - bytes.length).fill(0)];
/** Code of 64 bytes with an instruction at 16. */
const PLACE = 16;
const codeWith = (insn: readonly number[]) => pad([...new Array(PLACE).fill(0), ...insn], 64);

type Objects = LinkOptions['objects'];
const optionsFor = (arch: string, ...objects: Objects): LinkOptions => ({ arch, objects, sourceName: 'a' });
function failures(options: LinkOptions): readonly Diagnostic[] {
  try {
    link(options);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}
const codes = (options: LinkOptions) => failures(options).map((d) => d.code);

function run(options: LinkOptions) {
  const { mpy, map, warnings } = link(options);
  const loaded = load(mpy);
  const section = (name: string, file = 'a.o') => map.sections.find((s) => s.name === name && s.file === file)!;
  const address = (name: string, file = 'a.o') => {
    const { image, offset } = section(name, file);
    return BASES[image] + offset;
  };
  const text = section('.text').offset;
  return {
    ...loaded,
    map,
    warnings,
    address,
    word: (name: string, at: number) => {
      const { image, offset } = section(name);
      return (image === 'rodata' ? loaded.rodata : loaded.text).getUint32(offset + at, true);
    },
    /** What L32R at an offset of .text reads. */
    read: (at: number) => loaded.text.getUint32(targetOf(loaded.text, text + at), true),
    /** Where the instruction at an offset of .text goes. */
    target: (at: number) => targetOf(loaded.text, text + at) + BASES.text,
  };
}

describe.each(ARCHES)('%s', (arch) => {
  /** One literal word with a relocation, and an L32R that reads it. */
  const literal = (relocation: readonly [type: number, symbol: string, addend?: number] | undefined, stored = 0) =>
    object(
      [
        {
          name: '.literal',
          flags: AX,
          align: 4,
          bytes: words(stored),
          relocations: relocation && [[0, ...relocation]],
        },
        {
          name: '.text',
          flags: AX,
          align: 4,
          bytes: codeWith(CODE.l32r(3)),
          relocations: [[PLACE, SLOT0, '.literal', 0]],
        },
        { name: '.rodata', align: 4, bytes: words(1, 2, 3, 4) },
        { name: '.bss', type: ELF.SHT_NOBITS, flags: AW, align: 4, size: 64 },
      ],
      [
        INIT,
        sectionSymbol('.literal'),
        sectionSymbol('.rodata'),
        { name: 'table', section: '.rodata', value: 4 },
        { name: 'buffer', section: '.bss', value: 8 },
        { name: 'label', section: '.text', value: 32, binding: ELF.STB_LOCAL },
        ...['mp_fun_table', 'mp_native_qstr_table', 'mp_native_obj_table', 'mp_type_str', 'memset', 'memcpy'].map(
          (name) => ({ name }),
        ),
        { name: 'rom' },
        { name: 'maybe', binding: ELF.STB_WEAK },
        { name: 'fixed', place: 0xfff1, value: 0x1234 },
      ],
    );
  const externs = { name: 'e', text: 'rom = 0x40001000;' };
  const reads = (...args: Parameters<typeof literal>) => {
    const result = run({ ...optionsFor(arch, literal(...args)), externs });
    return { value: result.read(PLACE), ...result };
  };

  it.each([1, 6])('literals with relocation %i', (type) => {
    const expectValue = (
      symbol: string,
      addend: number | undefined,
      want: (address: ReturnType<typeof run>['address']) => number,
    ) => {
      const { value, address } = reads([type, symbol, addend]);
      expect([symbol, addend, value]).toEqual([symbol, addend, want(address)]);
    };
    expectValue('table', 0, (at) => at('.rodata') + 4);
    expectValue('table', 8, (at) => at('.rodata') + 12);
    expectValue('table', -4, (at) => at('.rodata'));
    expectValue('buffer', 33, (at) => at('.bss') + 41);
    expectValue('label', 0, (at) => at('.text') + 32);
    expectValue('label', 2, (at) => at('.text') + 34);
    expectValue('mpy_init', 0, (at) => at('.text') + 4);
    expectValue('mp_fun_table', 0, () => FUN_TABLE);
    expectValue('mp_native_qstr_table', 0, () => QSTR_TABLE);
    expectValue('mp_native_qstr_table', 8, () => QSTR_TABLE + 8);
    expectValue('mp_native_obj_table', 0, () => OBJ_TABLE);
    expectValue('mp_type_str', 0, () => entryOf(74));
    expectValue('mp_type_str', 8, () => entryOf(74) + 8);
    expectValue('memset', 0, () => entryOf(50));
    expectValue('memcpy', 0, () => entryOf(51));
    expectValue('rom', 0, () => 0x40001000);
    expectValue('maybe', 0, () => 0);
    expectValue('fixed', 0, () => 0x1234);
  });

  it('literals against sections, which keep the offset in the word', () => {
    const { value, address } = reads([1, '.rodata'], 12);
    expect(value).toBe(address('.rodata') + 12);
  });

  it('plain words, each once', () => {
    const { value, map } = reads(undefined, 0x12345678);
    expect(value).toBe(0x12345678);
    expect(map.sections.find((s) => s.name === 'LIT')).toMatchObject({ size: 4 });
  });

  it('a member of mp_fun_table, as the reference reads it', () => {
    const { value, warnings } = reads([1, 'mp_fun_table', 4 * 73]);
    expect(value).toBe(entryOf(73));
    expect(warnings.map((w) => w.code)).toContain('literal-table');
    expect(codes({ ...optionsFor(arch, literal([1, 'mp_fun_table', 292])), externs, compat: true })).toEqual([]);
  });

  it('refuses in the compatible mode what the reference gets wrong', () => {
    const compat = (...args: Parameters<typeof literal>) =>
      codes({ ...optionsFor(arch, literal(...args)), externs, compat: true });
    expect(compat([1, 'table'])).toEqual([]);
    for (const name of ['table', 'mp_native_qstr_table', 'mp_type_str'])
      expect(compat([1, name, 8])).toEqual(['compat']);
    expect(compat([1, '.rodata', 4])).toEqual(['compat']);
    expect(compat([1, 'table'], 4)).toContain('compat');
  });

  it('refuses other relocations of literals', () => {
    for (const type of [0, 1, 6]) expect(codes(optionsFor(arch, literal([type, 'table'])))).toEqual([]);
    for (const type of [2, 5, 11, 14, 20, 59, 63, 200]) {
      expect([type, codes(optionsFor(arch, literal([type, 'table'])))]).toEqual([type, ['reloc-unsupported']]);
    }
  });

  it('tells equal names and offsets in two objects apart', () => {
    const part = (name: string, text: string, init: readonly SymbolSpec[]) =>
      object(
        [
          { name: '.literal', flags: AX, align: 4, bytes: words(0), relocations: [[0, 1, '.rodata.str1.1']] },
          {
            name: '.text',
            flags: AX,
            align: 4,
            bytes: codeWith(CODE.l32r(2)),
            relocations: [[PLACE, SLOT0, '.literal']],
          },
          { name: '.rodata.str1.1', bytes: new TextEncoder().encode(text) },
        ],
        [sectionSymbol('.literal'), sectionSymbol('.rodata.str1.1'), ...init],
        name,
      );
    const options = optionsFor(arch, part('a.o', 'one\0', [INIT]), part('b.o', 'two\0', []));
    const { read, address, map, text } = run(options);
    expect(read(PLACE)).toBe(address('.rodata.str1.1'));
    const other = map.sections.find((s) => s.name === '.text' && s.file === 'b.o')!;
    expect(text.getUint32(targetOf(text, other.offset + PLACE), true)).toBe(address('.rodata.str1.1', 'b.o'));
    expect(codes({ ...options, compat: true })).toEqual(['compat']);
  });

  it('tells the literal sections of one object apart', () => {
    const options = optionsFor(
      arch,
      object(
        [
          { name: '.literal.a', flags: AX, align: 4, bytes: words(111) },
          { name: '.literal.b', flags: AX, align: 4, bytes: words(222, 111) },
          {
            name: '.text',
            flags: AX,
            align: 4,
            bytes: pad([...CODE.l32r(2), ...CODE.l32r(3), ...CODE.l32r(4)], 16),
            relocations: [
              [0, SLOT0, '.literal.a'],
              [3, SLOT0, '.literal.b'],
              [6, SLOT0, '.literal.b', 4],
            ],
          },
        ],
        [INIT, sectionSymbol('.literal.a'), sectionSymbol('.literal.b')],
      ),
    );
    const { read } = run(options);
    expect([read(0), read(3), read(6)]).toEqual([111, 222, 111]);
    expect(codes({ ...options, compat: true })).toEqual(['compat']);
  });

  /** An instruction against a label in another section, `distance` from its own address. */
  const branch = (insn: readonly number[], distance: number, offset = PLACE) => {
    // Offsets behind the end of a section are fine.
    const size = distance < -3000 ? (8 - distance) & ~3 : 0x1000;
    const back = { name: '.text.a', flags: AX, align: 4, bytes: new Uint8Array(size) };
    const text = { name: '.text', flags: AX, align: 4, bytes: pad([...new Array(offset).fill(0), ...insn], 64) };
    return object(
      [FIRST, back, { ...text, relocations: [[offset, SLOT0, 'goal', 0]] }],
      [FIRST_INIT, { name: 'goal', section: '.text.a', value: size + offset + distance, binding: ELF.STB_LOCAL }],
    );
  };
  const RANGES: readonly (readonly [keyof typeof CODE, low: number, high: number, step: number])[] = [
    ['j', -131068, 131075, 1],
    ['call0', -524284, 524288, 4],
    ['call4', -524284, 524288, 4],
    ['call8', -524284, 524288, 4],
    ['call12', -524284, 524288, 4],
    ['beqz', -2044, 2051, 1],
    ['beqi', -124, 131, 1],
    ['bltui', -124, 131, 1],
    ['bgeui', -124, 131, 1],
    ['bt', -124, 131, 1],
    ['bf', -124, 131, 1],
    ['beq', -124, 131, 1],
    ['bbci', -124, 131, 1],
    ['loop', 4, 259, 1],
    ['loopnez', 4, 259, 1],
    ['loopgtz', 4, 259, 1],
    ['beqzn', 4, 67, 1],
    ['bnezn', 4, 67, 1],
  ];
  it.each(RANGES)('%s reaches from %i to %i', (name, low, high, step) => {
    const insn = CODE[name] as readonly number[];
    const middle = low + Math.floor((high - low) / 2 / step) * step;
    for (const distance of [low, low + step, middle, high - step, high]) {
      const { target, address, text, map } = run(optionsFor(arch, branch(insn, distance)));
      expect(target(PLACE)).toBe(address('.text') + PLACE + distance);
      // Nothing but the operand changes.
      const at = map.sections.find((s) => s.name === '.text')!.offset + PLACE;
      const keep = ~operandMask(text, at) & (insn.length === 2 ? 0xffff : 0xffffff);
      const now = text.getUint16(at, true) | (insn.length === 2 ? 0 : text.getUint8(at + 2) << 16);
      expect(now & keep).toBe((insn[0]! | (insn[1]! << 8) | ((insn[2] ?? 0) << 16)) & keep);
    }
    for (const distance of [low - step, high + step]) {
      // Nothing leads far beyond the end of the module.
      if (/^(?:call|b)/.test(name) && distance < 0x1000) {
        // A bridge goes on from there: a jump, or for calls a word with the target and a jump to it.
        const { target, address, text, map } = run(optionsFor(arch, branch(insn, distance)));
        const { offset } = map.sections.find((s) => s.name === '.internal.bridge')!;
        const goal = address('.text') + PLACE + distance;
        expect(target(PLACE)).toBe(address('.internal.bridge', '<internal>') + (name.startsWith('call') ? 4 : 0));
        if (name.startsWith('call')) expect(text.getInt32(offset, true)).toBe(goal);
        else expect(text.getUint8(offset) & 0x3f).toBe(6);
        expect(codes({ ...optionsFor(arch, branch(insn, distance)), compat: true })).not.toEqual([]);
        continue;
      }
      expect(failures(optionsFor(arch, branch(insn, distance)))).toMatchObject([
        { code: 'reloc-range', where: { file: 'a.o', section: '.text', offset: PLACE } },
      ]);
    }
    expect(codes({ ...optionsFor(arch, branch(insn, middle)), compat: true })).toContain('compat');
  });

  it('calls count from whole words', () => {
    for (const offset of [17, 18, 19]) {
      const aligned = (offset & ~3) - offset;
      const { target, address } = run(optionsFor(arch, branch(CODE.call0, aligned + 400, offset)));
      expect(target(offset)).toBe(address('.text') + offset + aligned + 400);
    }
    expect(codes(optionsFor(arch, branch(CODE.call8, 402)))).toEqual(['reloc-range']);
  });

  it('L32R reaches 256 KiB back', () => {
    const far = (size: number) =>
      object(
        [
          FIRST,
          { name: '.literal', flags: AX, align: 4, bytes: words(99) },
          { name: '.text.a', flags: AX, align: 4, bytes: new Uint8Array(size) },
          { name: '.text', flags: AX, align: 4, bytes: pad(CODE.l32r(2), 16), relocations: [[0, SLOT0, '.literal']] },
        ],
        [FIRST_INIT, sectionSymbol('.literal')],
      );
    expect(run(optionsFor(arch, far(0x40000 - 12))).read(0)).toBe(99);
    expect(codes(optionsFor(arch, far(0x40000 - 8)))).toEqual(['reloc-range']);
  });

  /** One instruction against a symbol of the firmware. */
  const call = (insn: readonly number[], symbol: string, addend = 0) =>
    object(
      [{ name: '.text', flags: AX, align: 4, bytes: codeWith(insn), relocations: [[PLACE, SLOT0, symbol, addend]] }],
      [INIT, { name: symbol }],
    );
  it.each([
    ['call0', 9],
    ['call4', 5],
    ['call8', 9],
    ['call12', 13],
    ['j', 9],
  ] as const)('%s reaches the firmware through a register that is free', (name, register) => {
    for (const [symbol, want] of [
      ['memset', entryOf(50)],
      ['rom', 0x40001000],
    ] as const) {
      const { target, text } = run({ ...optionsFor(arch, call(CODE[name], symbol)), externs });
      const at = target(PLACE) - BASES.text;
      expect(text.getUint8(at) >> 4).toBe(register);
      expect(text.getUint32(targetOf(text, at), true)).toBe(want);
      expect([text.getUint8(at + 3), text.getUint8(at + 4), text.getUint8(at + 5)]).toEqual([0xa0, register, 0]);
    }
    expect(codes(optionsFor(arch, call(CODE[name], 'mp_fun_table')))).toEqual(['reloc-target']);
    expect(codes(optionsFor(arch, call(CODE[name], 'memset', 4)))).toEqual(['reloc-addend']);
  });
  it('refuses what is no jump, and branches into the firmware', () => {
    expect(codes(optionsFor(arch, call(CODE.beqz, 'memset')))).toEqual(['reloc-region']);
    expect(codes(optionsFor(arch, call(CODE.entry, 'memset')))).toEqual(['reloc-instruction']);
    expect(codes(optionsFor(arch, call(CODE.nop, 'memset')))).toEqual(['reloc-instruction']);
  });

  /** A word in a section of constants or data. */
  const constant = (name: string, type: number, symbol: string, addend = 0, stored = 0, flags = AW) =>
    object(
      [
        { name: '.text', flags: AX, align: 4, bytes: new Uint8Array(16) },
        { name: '.rodata.x', align: 4, bytes: words(5, 6, 7) },
        { name, flags, align: 4, bytes: words(0, stored), relocations: [[4, type, symbol, addend]] },
        { name: '.bss', type: ELF.SHT_NOBITS, flags: AW, align: 4, size: 16 },
      ],
      [
        INIT,
        sectionSymbol('.rodata.x'),
        { name: 'table', section: '.rodata.x', value: 8 },
        { name: 'counter', section: '.bss', value: 4 },
        ...['mp_fun_table', 'mp_native_qstr_table', 'mp_type_list', 'memset'].map((n) => ({ name: n })),
      ],
    );
  it.each(['.data.rel.ro', '.data.rel.ro.local', '.rodata.t', '.data', '.text.t'])('addresses in %s', (name) => {
    const flags = name === '.text.t' ? AX : name === '.rodata.t' ? ELF.SHF_ALLOC : AW;
    for (const type of [1, 6]) {
      const value = (symbol: string, addend = 0, stored = 0) => {
        const result = run(optionsFor(arch, constant(name, type, symbol, addend, stored, flags)));
        // Data is copied from here.
        const image = result.map.sections.find((s) => s.name === '.internal.data');
        return { ...result, value: image ? result.text.getUint32(image.offset + 4, true) : result.word(name, 4) };
      };
      const table = value('table', 4);
      expect(table.value).toBe(table.address('.rodata.x') + 12);
      const stored = value('.rodata.x', 0, 4);
      expect(stored.value).toBe(stored.address('.rodata.x') + 4);
      const init = value('mpy_init');
      expect(init.value).toBe(init.address('.text') + 4);
      const counter = value('counter');
      expect(counter.value).toBe(counter.address('.bss') + 4);
      expect(value('mp_fun_table', 8).value).toBe(FUN_TABLE + 8);
      expect(value('mp_native_qstr_table', 2).value).toBe(QSTR_TABLE + 2);
      expect(value('mp_type_list').value).toBe(entryOf(75));
      expect(value('memset').value).toBe(entryOf(50));
    }
    const compat = codes({ ...optionsFor(arch, constant(name, 1, 'table', 0, 0, flags)), compat: true });
    expect(compat).toEqual(name.startsWith('.data.rel.ro') ? [] : ['compat']);
  });

  it('distances in words', () => {
    const { word, address } = run(optionsFor(arch, constant('.rodata.t', 14, 'table', 0, 100, ELF.SHF_ALLOC)));
    expect(word('.rodata.t', 4) | 0).toBe(address('.rodata.x') + 8 - (address('.rodata.t') + 4) + 100);
    const toText = constant('.rodata.t', 14, 'mpy_init', 0, 0, ELF.SHF_ALLOC);
    expect(codes(optionsFor(arch, toText))).toEqual(arch === 'xtensawin' ? ['reloc-region'] : []);
    expect(codes(optionsFor(arch, constant('.rodata.t', 14, 'counter', 0, 0, ELF.SHF_ALLOC)))).toEqual([
      'reloc-region',
    ]);
  });

  it('leaves notes and differences as assembled', () => {
    for (const type of [0, 11, 12, 15, 16, 17, 18, 19, 57, 58, 59, 60, 61, 62]) {
      const { word } = run(optionsFor(arch, constant('.rodata.t', type, 'table', 3, 0x11223344, ELF.SHF_ALLOC)));
      expect([type, word('.rodata.t', 4)]).toEqual([type, 0x11223344]);
    }
  });

  it.each([
    ['reloc-unsupported', [2, 3, 4, 5, 7, 8, 9, 10, 13, 63, 140, ...range(21, 49)]],
    ['reloc-tls', range(50, 56)],
  ] as const)('refuses with %s', (code, types) => {
    for (const type of types) {
      const options = optionsFor(arch, constant('.rodata.t', type, 'table', 0, 0, ELF.SHF_ALLOC));
      expect([type, codes(options)]).toEqual([type, [code]]);
    }
  });

  it('starts at mpy_init wherever it is', () => {
    const at = (value: number, align: number) =>
      object([{ name: '.text', flags: AX, align, bytes: new Uint8Array(64) }], [{ ...INIT, value }]);
    const init = (value: number, align: number) => run(optionsFor(arch, at(value, align)));
    for (const [value, align] of [
      [4, 4],
      [8, 1],
      [12, 16],
    ] as const) {
      const { text, address } = init(value, align);
      expect(targetOf(text, 0) + BASES.text).toBe(address('.text') + value);
    }
    expect(codes({ ...optionsFor(arch, at(0, 4)), compat: true })).toEqual(['compat']);
    expect(codes({ ...optionsFor(arch, at(4, 16)), compat: true })).toEqual(['compat']);
    expect(codes({ ...optionsFor(arch, at(4, 4)), compat: true })).toEqual([]);
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const ROOT = join(import.meta.dirname, '..', '..', 'test', 'conformance');
const readText = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const conf = (module: string, name: string) =>
  new RegExp(`^${name}="([^"]*)"`, 'm').exec(readText(module, 'build.conf'))?.[1];
const kit = readdirSync(ROOT).filter(
  (m) =>
    existsSync(join(ROOT, m, 'xtensa')) &&
    !existsSync(join(ROOT, m, 'xtensa', `${m}.libgcc.txt`)) &&
    !(m.startsWith('neg_') && m !== 'neg_statbss') &&
    conf(m, 'OWNLIB') === undefined,
);

/** What a symbol's address is when the module runs. */
function addressOf(
  owner: ElfObject,
  symbol: ElfSymbol,
  objects: readonly ElfObject[],
  place: (object: ElfObject, section: number) => number,
  externs: ReadonlyMap<string, number>,
): number {
  if (typeof symbol.place === 'number') return place(owner, symbol.place) + symbol.value;
  for (const other of objects) {
    const found = other.symbols.find(
      (s) => s.name === symbol.name && s.binding !== ELF.STB_LOCAL && typeof s.place === 'number',
    );
    if (found) return place(other, found.place as number) + found.value;
  }
  const tables: Readonly<Record<string, number>> = {
    mp_fun_table: FUN_TABLE,
    mp_native_qstr_table: QSTR_TABLE,
    mp_native_obj_table: OBJ_TABLE,
  };
  return (
    tables[symbol.name] ??
    externs.get(symbol.name) ??
    entryOf((LINKER_SYMBOLS[symbol.name] ?? LINKER_MEM_FUNCTIONS[symbol.name])!)
  );
}

describe.each(ARCHES)('%s: every word of the kit, recomputed', (arch) => {
  const romText = readText('xtensa_rom.ld');
  const rom = new Map(
    [...romText.matchAll(/^\s*(?:PROVIDE\s*\(\s*)?(\w+)\s*=\s*0x([0-9a-fA-F]+)/gm)].map((m) => [
      m[1]!,
      Number.parseInt(m[2]!, 16),
    ]),
  );
  it.each(kit)('%s', (module) => {
    const inputs = (conf(module, 'SRC') ?? `${module}.c`).split(/\s+/).map((source) => {
      const name = `${source.replace(/^.*\//, '').replace(/\.[^.]*$/, '')}.o`;
      return { name, bytes: new Uint8Array(readFileSync(join(ROOT, module, 'xtensa', name))) };
    });
    const { mpy, map } = link({ arch, objects: inputs, externs: { name: 'x', text: romText }, sourceName: 'k' });
    const { text, rodata, touched } = load(mpy);
    const objects = inputs.map(({ name, bytes }) => readObject(bytes, name));
    const rowOf = (owner: ElfObject, index: number) => {
      const section = owner.sections[index]!;
      const same = owner.sections.filter((s) => s.name === section.name && s.size > 0);
      const rows = map.sections.filter((s) => s.file === owner.file && s.name === section.name && s.size > 0);
      return rows[same.indexOf(section)]!;
    };
    const place = (owner: ElfObject, index: number) => {
      const { image, offset } = rowOf(owner, index);
      return BASES[image] + offset;
    };
    let count = 0;
    const relocated = new Set<string>();
    for (const owner of objects) {
      for (const section of owner.sections) {
        if (!/^\.(text|rodata|data\.rel\.ro)/.test(section.name) || section.size === 0) continue;
        const row = rowOf(owner, section.index);
        const view = row.image === 'rodata' ? rodata : text;
        const before = new DataView(section.bytes.slice().buffer);
        const after = new DataView(view.buffer.slice(row.offset, row.offset + section.size));
        for (const { type, offset, symbol: index, addend } of section.relocations) {
          const symbol = owner.symbols[index]!;
          const value = () => addressOf(owner, symbol, objects, place, rom) + addend;
          const at = row.offset + offset;
          if (type === 1) {
            const want = value() + before.getInt32(offset, true);
            expect([section.name, offset, view.getUint32(at, true)]).toEqual([section.name, offset, want]);
            relocated.add(`${row.image}:${at}`);
            for (const v of [before, after]) v.setUint32(offset, 0);
          } else if (type === SLOT0) {
            const pool = typeof symbol.place === 'number' ? owner.sections[symbol.place]! : undefined;
            const goal = targetOf(view, at);
            if (pool?.name.startsWith('.literal')) {
              const word = addend + symbol.value;
              const entry = pool.relocations.find((r) => r.offset === word);
              const stored = new DataView(pool.bytes.slice().buffer).getInt32(word, true);
              const want = entry
                ? addressOf(owner, owner.symbols[entry.symbol]!, objects, place, rom) + entry.addend + stored
                : stored;
              expect([offset, view.getUint32(goal, true)]).toEqual([offset, want >>> 0]);
            } else expect([offset, goal + BASES.text]).toEqual([offset, value()]);
            const mask = operandMask(view, at);
            for (const v of [before, after]) {
              for (let i = 0; i < 3 && offset + i < v.byteLength; i++)
                v.setUint8(offset + i, v.getUint8(offset + i) & ~(mask >> (8 * i)));
            }
          } else if (type !== 11 && type !== 59) throw new Error(`relocation ${type} is not known to this test`);
          count++;
        }
        expect(Buffer.from(after.buffer).toString('hex')).toBe(Buffer.from(before.buffer).toString('hex'));
      }
    }
    expect(count).toBeGreaterThan(0);
    // The loader is told about these words, and otherwise only about slots.
    const got = map.sections.find((s) => s.name === 'GOT')!;
    const inGot = (key: string) => {
      const [image, offset] = key.split(':');
      return image === 'text' && Number(offset) >= got.offset && Number(offset) < got.offset + got.size;
    };
    expect([...touched].filter((key) => !inGot(key)).sort()).toEqual([...relocated].sort());
  });
});
