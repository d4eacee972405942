// AArch64, which the reference linker does not know and the kit has nothing of: every relocated word is computed again from
// the objects and the map by the formulas of the ABI, with decoders written for this test, for loads at addresses that are
// no pages; then the code is run in qemu-aarch64 where that is installed, here and in native.test.ts.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { hasTool } from '../../test/helpers/tools.js';
import { LINKER_MEM_FUNCTIONS, LINKER_SYMBOLS } from '../abi/index.js';
import { arches } from '../arch/index.js';
import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { ELF, type ElfObject, type ElfSymbol, EM, readObject } from '../elf/index.js';
import { makeObject, mutate, type SectionSpec, type SymbolSpec } from '../elf/make-object.fixture.js';
import { decodeRelocations, readMpy } from '../mpy/index.js';
import { SOURCES } from './compiled.fixture.js';
import { type LinkOptions, link } from './index.js';
import { canRun, runNative } from './native-run.fixture.js';

/** Neither is a page, and they are no whole number of pages apart. */
const TEXT_BASE = 0x1234_5040;
const BSS_BASE = 0x5678_9120;
const TABLES: Readonly<Record<number, number>> = { 6: 0x100_0008, 7: 0x200_0018, 8: 0x300_0028 };
const baseOf = (kind: number) =>
  kind === 0 ? TEXT_BASE : kind === 2 ? BSS_BASE : (TABLES[kind] ?? 0x400_0000 + 8 * kind);
const PAGE = 4096;

type Objects = LinkOptions['objects'];
interface Place {
  readonly address: number;
  readonly kind: number | undefined;
}

/** A linked module, as it is in memory after loading. */
class Loaded {
  readonly memory: DataView;
  readonly text: DataView;
  readonly kinds: Map<number, number>;
  readonly map: ReturnType<typeof link>['map'];
  private readonly objects: readonly ElfObject[];
  private readonly got: number;

  constructor(objects: Objects, more: Partial<LinkOptions> = {}) {
    const { mpy, map } = link({ arch: 'aarch64', objects, sourceName: 'a.mpy', ...more });
    const { code } = readMpy(mpy);
    if (code.kind !== 'viper') throw new Error('no native code');
    this.kinds = new Map(
      [...(code.relocations ? decodeRelocations(code.relocations, 8) : [])].map((r) => [r.offset, r.kind]),
    );
    this.text = new DataView(code.data.slice().buffer);
    this.memory = new DataView(code.data.slice().buffer);
    for (const [at, kind] of this.kinds) {
      expect(at % 8).toBe(0);
      this.memory.setBigInt64(at, this.memory.getBigInt64(at, true) + BigInt(baseOf(kind)), true);
    }
    this.map = map;
    this.objects = objects.map(({ name, bytes }) => readObject(bytes, name));
    this.got = map.sections.find((s) => s.name === 'GOT')?.offset ?? 0;
  }

  insn(at: number): number {
    return this.memory.getUint32(at, true);
  }
  word(at: number): number {
    return Number(this.memory.getBigInt64(at, true));
  }

  /** Where a section of an object lies: the n-th of its name in the object is the n-th in the map. */
  private place(object: ElfObject, index: number): Place {
    const section = object.sections[index]!;
    const same = object.sections.filter((s) => s.name === section.name && s.size > 0);
    const rows = this.map.sections.filter((s) => s.file === object.file && s.name === section.name && s.size > 0);
    const row = rows[same.indexOf(section)];
    if (!row) throw new Error(`${section.name} of ${object.file} is not in the map`);
    return { address: row.offset, kind: row.image === 'bss' ? 2 : 0 };
  }

  /** The address of a symbol in its image; for what code calls or reads directly, of the stub. */
  private symbol(object: ElfObject, symbol: ElfSymbol, isDirect: boolean): Place {
    if (symbol.name === '_GLOBAL_OFFSET_TABLE_') return { address: this.got, kind: 0 };
    let [owner, found] = [object, symbol];
    if (symbol.place === 'undefined') {
      for (const other of this.objects) {
        const definition = other.symbols.find(
          (s) => s.name === symbol.name && s.binding !== ELF.STB_LOCAL && s.place !== 'undefined',
        );
        if (definition) [owner, found] = [other, definition];
      }
    }
    if (found.place === 'common') return { address: this.common(found.name), kind: 2 };
    if (typeof found.place === 'number') {
      const { address, kind } = this.place(owner, found.place);
      return { address: address + found.value, kind };
    }
    const isMem = LINKER_MEM_FUNCTIONS[symbol.name] !== undefined;
    if (isDirect && isMem) return { address: this.stub(symbol.name), kind: 0 };
    const isWeak = symbol.binding === ELF.STB_WEAK;
    const fixed = this.map.sections.find((s) => s.name === '.internal.stub.fixed');
    if (isDirect && isWeak && fixed) {
      expect([this.insn(fixed.offset + 4), this.word(fixed.offset + 8)]).toEqual([0xd61f0200, 0]);
      return { address: fixed.offset, kind: 0 };
    }
    return { address: 0, kind: externalKind(symbol.name) };
  }
  private common(name: string): number {
    return this.map.symbols.find((s) => s.name === name)!.offset;
  }
  private stub(name: string): number {
    const { offset } = this.map.sections.find(
      (s) => s.name === `.internal.${name === 'memset' ? 'memset' : 'memmove'}`,
    )!;
    expect([this.insn(offset), this.insn(offset + 4)]).toEqual([0x58000050, 0xd61f0200]);
    expect(this.word(offset + 8)).toBe(baseOf(externalKind(name)!));
    return offset;
  }

  /** Runs what stands for ADRP or ADR and gives the register's content. */
  private upper(at: number, register: number): number {
    let insn = this.insn(at);
    if (insn >>> 26 === 5) {
      // b bridge, there a load and a jump back.
      const bridge = at + ((insn << 6) >> 4);
      expect(this.insn(bridge + 4) >>> 26).toBe(5);
      expect(bridge + 4 + ((this.insn(bridge + 4) << 6) >> 4)).toBe(at + 4);
      at = bridge;
      insn = this.insn(at);
    }
    expect(insn & 31).toBe(register);
    if (insn >>> 24 === 0x58) return this.word(at + ((insn << 8) >> 13) * 4);
    expect(insn & 0x9f000000).toBe(0x10000000);
    return TEXT_BASE + at + ((((insn << 8) >> 13) << 2) | ((insn >>> 29) & 3));
  }

  /** Follows a bridge of a conditional branch. */
  private branchTarget(at: number, distance: number): number {
    const to = at + distance;
    const row = this.map.sections.find((s) => s.name === '.internal.bridge' && s.offset === to);
    return row ? to + ((this.insn(to) << 6) >> 4) : to;
  }

  /** Checks every relocation of what is loaded; gives the number of each type. */
  check(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const object of this.objects) {
      for (const section of object.sections) {
        if (!/^\.(text|rodata|data)/.test(section.name) || section.size === 0) continue;
        const place =
          section.name.startsWith('.data') && !section.name.startsWith('.data.rel.ro')
            ? { address: this.dataImage(object, section.index), kind: 0 }
            : this.place(object, section.index);
        const view = new DataView(section.bytes.buffer, section.bytes.byteOffset, section.bytes.length);
        for (const { type, offset, symbol, addend } of section.relocations) {
          const before = view.byteLength >= offset + 4 ? view.getUint32(offset, true) : 0;
          this.one(object, object.symbols[symbol]!, type, place.address + offset, addend, before);
          counts.set(type, (counts.get(type) ?? 0) + 1);
        }
      }
    }
    return counts;
  }
  private dataImage(object: ElfObject, index: number): number {
    const image = this.map.sections.find((s) => s.name === '.internal.data')!.offset;
    return image + this.place(object, index).address;
  }

  private one(object: ElfObject, symbol: ElfSymbol, type: number, at: number, addend: number, before: number): void {
    const insn = this.insn(at);
    const same = (got: unknown, want: unknown) =>
      expect([type, symbol.name, at, got]).toEqual([type, symbol.name, at, want]);
    const S = () => this.symbol(object, symbol, true);
    const slot = () => {
      const row = this.map.got.find((s) => s.target === symbol.name) ?? this.slotOf(object, symbol);
      const want = this.symbol(object, symbol, false);
      same(this.word(row.offset), want.address + (want.kind === undefined ? 0 : baseOf(want.kind)));
      return row.offset;
    };
    const goal = () => S().address + addend;
    const register = before & 31;
    const imm12 = (insn >>> 10) & 0xfff;
    const low = (address: number, scale: number) => {
      same(insn & ~(0xfff << 10), before & ~(0xfff << 10));
      same(imm12 << scale, address % PAGE);
    };
    const absolute = () => (S().kind === undefined ? 0 : baseOf(S().kind!));
    switch (type) {
      case 257: {
        const want = this.symbol(object, symbol, false);
        same(this.word(at), want.address + addend + baseOf(want.kind!));
        break;
      }
      case 260:
        same(this.word(at), goal() - at);
        break;
      case 261:
      case 314:
        same(insn | 0, goal() - at);
        break;
      case 273:
        same(((insn << 8) >> 13) * 4, goal() - at);
        break;
      case 274:
        same(this.upper(at, register), absolute() + goal());
        break;
      case 275:
      case 276:
        same(this.upper(at, register), absolute() + goal() - (goal() % PAGE));
        break;
      case 277:
      case 278:
        low(goal(), 0);
        break;
      case 284:
      case 285:
      case 286:
        low(goal(), type - 283);
        break;
      case 299:
        low(goal(), 4);
        break;
      case 279:
        same(this.branchTarget(at, ((insn << 13) >> 18) * 4), goal());
        same(insn & 0xfff8001f, before & 0xfff8001f);
        break;
      case 280:
        same(this.branchTarget(at, ((insn << 8) >> 13) * 4), goal());
        same(insn & 0xff00001f, before & 0xff00001f);
        break;
      case 282:
      case 283:
        same(at + ((insn << 6) >> 4), goal());
        same(insn >>> 26, before >>> 26);
        break;
      case 309:
        same(at + ((insn << 8) >> 13) * 4, slot() + addend);
        break;
      case 311:
        same(this.upper(at, register), TEXT_BASE + slot() - (slot() % PAGE));
        break;
      case 312:
        low(slot(), 3);
        break;
      case 313:
        same(insn & ~(0xfff << 10), before & ~(0xfff << 10));
        same(imm12 * 8, slot() - (this.got - (this.got % PAGE)));
        break;
      case 287:
      case 289: {
        const part = (insn >>> 5) & 0xffff;
        const shift = type === 287 ? 0 : 16;
        const distance = goal() - at;
        same((insn >>> 30) & 1, distance < 0 ? 0 : 1);
        same(part, ((distance < 0 ? ~distance : distance) >> shift) & 0xffff);
        break;
      }
      case 288:
        same((insn >>> 5) & 0xffff, (goal() - at) & 0xffff);
        break;
      default:
        throw new Error(`relocation ${type} is not known to this test`);
    }
  }
  /** Slots of local symbols are named by what they point to. */
  private slotOf(object: ElfObject, symbol: ElfSymbol): { offset: number } {
    const want = this.symbol(object, symbol, false);
    const row = this.map.got.find((s) => this.word(s.offset) === want.address + baseOf(want.kind!));
    if (!row) throw new Error(`no slot for ${symbol.name}`);
    return row;
  }
}

function externalKind(name: string): number | undefined {
  const special: Readonly<Record<string, number>> = {
    mp_native_qstr_table: 6,
    mp_native_obj_table: 7,
    mp_fun_table: 8,
  };
  const index = LINKER_SYMBOLS[name] ?? LINKER_MEM_FUNCTIONS[name];
  return special[name] ?? (index === undefined ? undefined : 9 + index);
}

function diagnostics(objects: Objects, more: Partial<LinkOptions> = {}): readonly Diagnostic[] {
  try {
    link({ arch: 'aarch64', objects, sourceName: 'a.mpy', ...more });
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

const le = (...words: number[]) => words.flatMap((w) => [w & 255, (w >>> 8) & 255, (w >>> 16) & 255, w >>> 24]);
const ADRP = (register: number) => 0x90000000 | register;
const ADD = 0x91000000;
const LDR = 0xf9400000;
const RET = 0xd65f03c0;

/** Code whose n-th instruction has the n-th relocation, and targets of every kind, some of them far away. */
function object(
  code: readonly (readonly [insn: number, type: number, symbol: string, addend?: number])[],
  align = 16,
): Objects {
  const sections: SectionSpec[] = [
    {
      name: '.text',
      align: 16,
      bytes: [...le(...code.map(([insn]) => insn), RET), ...new Array(16 - ((4 * code.length + 4) % 16)).fill(0)],
      relocations: code.map(([, type, symbol, addend], i) => [4 * i, type, symbol, addend ?? 0] as const),
    },
    { name: '.text.b', align, bytes: le(RET, RET, RET, RET) },
    { name: '.rodata', align: 16, bytes: new Uint8Array(0x1234) },
    { name: '.bss', type: ELF.SHT_NOBITS, flags: 3, size: 0x3000, align: 16 },
  ];
  const local = (name: string, section: string, value: number): SymbolSpec => ({
    name,
    section,
    value,
    binding: ELF.STB_LOCAL,
  });
  const symbols: SymbolSpec[] = [
    { name: 'mpy_init', section: '.text', value: 0, type: ELF.STT_FUNC },
    local('here', '.text', 0),
    local('there', '.text.b', 8),
    local('table', '.rodata', 0x1230),
    local('cell', '.bss', 0x2470),
    { name: 'global', section: '.bss', value: 0x1888 },
    ...['mp_fun_table', 'mp_native_qstr_table', 'mp_type_str', 'memset'].map((name) => ({ name, section: undefined })),
  ];
  return [{ name: 'a.o', bytes: makeObject({ class: 64, machine: EM.EM_AARCH64, flags: 0, sections, symbols }) }];
}

/** Beyond what ADR and loads reach. */
const FAR = 0x200000;

describe('one relocation', () => {
  const symbols = ['here', 'there', 'table', 'cell', 'global', 'mp_fun_table', 'mp_native_qstr_table', 'memset'];
  const LOW: readonly (readonly [number, number])[] = [
    [277, ADD],
    [278, 0x39400000],
    [284, 0x79400000],
    [285, 0xb9400000],
    [286, LDR],
  ];
  const distancesFor = (symbol: string) =>
    ['table', 'cell', 'mp_fun_table'].includes(symbol) ? [16, FAR] : [16, PAGE];
  it.each(symbols)('upper and lower parts of %s', (symbol) => {
    for (const align of distancesFor(symbol)) {
      const code = LOW.flatMap(([type, insn], i) => [
        [ADRP(i), 275, symbol, 16] as const,
        [insn | (i << 5), type, symbol, 16] as const,
      ]);
      const loaded = new Loaded(object(code, align));
      expect(loaded.check().get(275)).toBe(LOW.length);
    }
  });
  it.each(symbols)('slots of %s', (symbol) => {
    for (const align of distancesFor(symbol)) {
      const code = [
        [ADRP(3), 311, symbol],
        [LDR | (3 << 5), 312, symbol],
        [ADRP(9), 275, '_GLOBAL_OFFSET_TABLE_'],
        [LDR | (9 << 5), 313, symbol],
      ] as const;
      new Loaded(object(code, align)).check();
    }
  });
  it('distances', () => {
    const code = [
      [0x58000003, 273, 'there'],
      [0x10000004, 274, 'table', 1],
      [0x10000004, 274, 'cell', 3],
      [0x94000000, 283, 'memset'],
    ] as const;
    const more = [
      [0x14000000, 282, 'there'],
      [0x54000001, 280, 'there'],
      [0x36000002, 279, 'there'],
      [0x58000005, 309, 'global'],
    ] as const;
    const moves = [
      [0xd2a00001, 289, 'table'],
      [0xf2800001, 288, 'table'],
      [0xd2a00001, 289, 'here', -70000],
      [0xd2800001, 287, 'here'],
    ] as const;
    expect(new Loaded(object([...code, ...more, ...moves])).check().size).toBe(10);
  });
  it('conditional branches are bridged', () => {
    const code = [
      [0x54000001, 280, 'there'],
      [0x36000002, 279, 'there'],
      [0xb4000003, 280, 'there', 4],
      [0x54000001, 280, 'there'],
    ] as const;
    const loaded = new Loaded(object(code, FAR));
    loaded.check();
    // One for each target.
    expect(loaded.map.sections.filter((s) => s.name === '.internal.bridge').length).toBe(2);
  });
  it('what cannot be done is refused with what to do', () => {
    const first = (...code: Parameters<typeof object>[0]) => diagnostics(object(code))[0];
    expect(first([0xd2800000, 263, 'cell'])).toMatchObject({
      code: 'reloc-unsupported',
      notes: [expect.stringContaining('-mcmodel=small')],
    });
    expect(first([ADRP(0), 541, 'cell'])).toMatchObject({ code: 'reloc-tls' });
    expect(first([ADD, 275, 'cell'])).toMatchObject({
      code: 'reloc-instruction',
      message: expect.stringContaining('adrp'),
    });
    expect(first([ADRP(0), 311, 'cell', 8])).toMatchObject({ code: 'reloc-addend' });
    expect(first([LDR, 286, 'here', 4])).toMatchObject({
      code: 'reloc-range',
      message: expect.stringContaining('multiple of 8'),
    });
    expect(first([0x14000000, 282, 'cell'])).toMatchObject({ code: 'reloc-region' });
    expect(first([0, 258, 'cell'])).toMatchObject({ code: 'reloc-absolute' });
    expect(first([0, 999, 'cell'])).toMatchObject({ code: 'reloc-unsupported' });
    expect(diagnostics(object([]), { compat: true })[0]).toMatchObject({ code: 'options' });
  });
  it('is named as an experiment', () => expect(arches.aarch64!.experimental).toBeTruthy());
});

describe('broken objects', () => {
  const rounds = process.env.NATMOD_TEST === 'all' ? 20_000 : 400;
  it.each([16, PAGE, 0x100000])('give a module or a diagnostic, with alignments of %i', (align) => {
    const code = [
      ...([
        [ADRP(0), 275, 'cell'],
        [ADD, 277, 'cell'],
        [ADRP(1), 311, 'global'],
        [LDR | (1 << 5), 312, 'global'],
      ] as const),
      ...([
        [0x54000001, 280, 'there'],
        [0x36000002, 279, 'table'],
        [0x10000004, 274, 'cell', 3],
      ] as const),
      ...([
        [0x94000000, 283, 'memset'],
        [0x58000003, 273, 'there'],
        [0xd2a00001, 289, 'table'],
      ] as const),
    ];
    const { bytes } = object(code, align)[0]!;
    const random = randomFrom(align).below;
    let refused = 0;
    for (let i = 0; i < rounds / (align > PAGE ? 20 : 1); i++) {
      refused +=
        diagnostics([{ name: 'a.o', bytes: mutate(bytes, random) }], { optimize: i % 3 === 0 }).length > 0 ? 1 : 0;
      const types = code.map(([insn, , symbol], n) => [insn, n === i % code.length ? random(600) : 0, symbol] as const);
      refused += diagnostics(object(types)).length > 0 ? 1 : 0;
    }
    expect(refused).toBeGreaterThan(0);
  });
});

const dir = mkdtempSync(join(tmpdir(), 'natmod-aarch64-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const LEVELS = process.env.NATMOD_TEST === 'all' ? ['-O0', '-Os', '-O2', '-O3'] : ['-Os'];
const COMPILERS: readonly (readonly [string, ...string[]])[] = [
  ['aarch64-linux-gnu-gcc'],
  ['clang', '--target=aarch64-linux-gnu'],
  ['clang-19', '--target=aarch64-linux-gnu'],
];
const read = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(join(dir, name))) });

for (const [tool, ...flags] of COMPILERS) {
  describe.skipIf(!hasTool(tool))(`objects of ${tool}`, () => {
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(dir, name), text);
    const models = [['-fpic'], ['-fPIC'], ['-fno-pic'], ['-fpie', '-fdata-sections', '-ffunction-sections']];
    it('the tiny model works, or the message says what does', () => {
      run(tool, ...flags, '-ffreestanding', '-fcommon', '-w', '-Os', '-mcmodel=tiny', '-fno-pic', '-c', 'a.c', 'b.c');
      const [d] = diagnostics(['a.o', 'b.o'].map(read));
      if (tool === 'clang')
        expect(d).toMatchObject({ code: 'reloc-region', notes: [expect.stringContaining('-mcmodel=small')] });
      else expect(d).toBeUndefined();
    });
    it.each(models.map((m) => [m.join(' '), m] as const))('%s', (_, model) => {
      for (const level of LEVELS) {
        run(
          tool,
          ...flags,
          '-ffreestanding',
          '-fcommon',
          '-fno-stack-protector',
          '-mno-outline-atomics',
          '-w',
          level,
          ...model,
          '-c',
          'a.c',
          'b.c',
        );
        const loaded = new Loaded(['a.o', 'b.o'].map(read));
        expect(loaded.check().size).toBeGreaterThan(2);
      }
    });
  });
}

describe.skipIf(!canRun('aarch64', dir))('code that runs', () => {
  it('reaches what is far away', () => {
    const source = `
      .text
      .globl mpy_init
      mpy_init:
        stp x29, x30, [sp, #-16]!
        mov w9, #7
        adrp x0, cell
        str w9, [x0, #:lo12:cell]
        adrp x1, far
        ldr w1, [x1, #:lo12:far]
        adr x2, table
        ldr w2, [x2]
        adrp x3, :got:cell
        ldr x3, [x3, #:got_lo12:cell]
        ldr w3, [x3]
        cmp w3, #7
        b.eq second
        mov w0, #-1
        ldp x29, x30, [sp], #16
        ret
      .section .text.pad, "ax"
        .space 3 << 20
      .section .text.far, "ax"
      second:
        tbnz w3, #0, third
        mov w0, #-2
        ldp x29, x30, [sp], #16
        ret
      .section .text.pad2, "ax"
        .space 100000
      .section .text.third, "ax"
      third:
        bl sum
        ldp x29, x30, [sp], #16
        ret
      .section .text.sum, "ax"
      sum: add w0, w1, w2
        add w0, w0, w3
        ret
      .section .rodata.far, "a"
        .balign 4096
        .space 4000
      far: .word 1000
      table: .word 200
      .bss
        .space 5000
      .globl cell
      cell: .space 8
    `;
    writeFileSync(join(dir, 'far.s'), source);
    run('aarch64-linux-gnu-gcc', '-c', 'far.s');
    const loaded = new Loaded([read('far.o')]);
    loaded.check();
    expect(loaded.map.sections.filter((s) => s.name === '.internal.bridge').length).toBe(6);
    const { mpy } = link({ arch: 'aarch64', objects: [read('far.o')], sourceName: 'far.mpy' });
    expect(runNative(mpy, dir)).toEqual([1207]);
  });
});
