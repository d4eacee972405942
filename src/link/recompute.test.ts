// Every relocated word of every module of the kit, computed again from the objects and the map by the formulas of the
// ABIs, without the linker's own tables: what the code reads at run time must be what the objects ask for. What no
// relocation touches must be as in the objects, and the loader must be told about exactly the words that need it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LINKER_MEM_FUNCTIONS, LINKER_SYMBOLS } from '../abi/index.js';
import { ELF, type ElfObject, type ElfSymbol, readObject } from '../elf/index.js';
import { decodeRelocations, readMpy } from '../mpy/index.js';
import { link } from './index.js';

const ROOT = join(import.meta.dirname, '..', '..', 'test', 'conformance');
const ARCHES = ['x86', 'x64', 'armv6m', 'armv7m', 'armv7emsp', 'armv7emdp'] as const;

const readText = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const conf = (module: string, name: string) =>
  new RegExp(`^${name}="([^"]*)"`, 'm').exec(readText(module, 'build.conf'))?.[1];

/** Modules that can be linked without a compiler's library. */
const modulesOf = (arch: string) =>
  readdirSync(ROOT).filter(
    (m) =>
      (existsSync(join(ROOT, m, arch, `${m}.mpy`)) || existsSync(join(ROOT, m, arch, `${m}.ext.mpy`))) &&
      !existsSync(join(ROOT, m, arch, `${m}.libgcc.txt`)) &&
      conf(m, 'OWNLIB') === undefined,
  );

interface Value {
  /** Relative to the image that `kind` stands for. */
  readonly address: number;
  readonly kind: number;
}

class Recomputation {
  readonly text: DataView;
  readonly bytes: Uint8Array;
  readonly loader: Map<number, number>;
  readonly objects: readonly ElfObject[];
  private readonly map: ReturnType<typeof link>['map'];
  private readonly got: number;
  private readonly word: 4 | 8;
  readonly expectedLoader = new Map<number, number>();

  constructor(module: string, arch: string) {
    const sources = (conf(module, 'SRC') ?? `${module}.c`).split(/\s+/);
    const inputs = sources.map((source) => {
      const name = `${source.replace(/^.*\//, '').replace(/\.[^.]*$/, '')}.o`;
      return { name, bytes: new Uint8Array(readFileSync(join(ROOT, module, arch, name))) };
    });
    const { mpy, map } = link({
      arch,
      objects: inputs,
      qstrs: readText(module, `${module}.qstr.h`),
      sourceName: `${module}.mpy`,
    });
    const { code } = readMpy(mpy);
    if (code.kind !== 'viper') throw new Error('no native code');
    this.word = arch === 'x64' ? 8 : 4;
    this.bytes = code.data;
    this.text = new DataView(code.data.buffer, code.data.byteOffset, code.data.length);
    this.loader = new Map(
      [...decodeRelocations(code.relocations!, this.word)].map(({ offset, kind }) => [offset, kind]),
    );
    this.objects = inputs.map(({ name, bytes }) => readObject(bytes, name));
    this.map = map;
    this.got = map.sections.find((s) => s.name === 'GOT')!.offset;
  }

  /** Where a section of an object lies: the n-th of its name in the object is the n-th in the map. */
  place(object: ElfObject, index: number): Value | undefined {
    const section = object.sections[index]!;
    const same = object.sections.filter((s) => s.name === section.name && s.size > 0);
    const rows = this.map.sections.filter((s) => s.file === object.file && s.name === section.name && s.size > 0);
    const row = rows[same.indexOf(section)];
    return row && { address: row.offset, kind: row.image === 'bss' ? 2 : 0 };
  }

  symbol(object: ElfObject, symbol: ElfSymbol): Value {
    let [owner, found] = [object, symbol];
    if (symbol.place === 'undefined') {
      for (const other of this.objects) {
        const definition = other.symbols.find(
          (s) => s.name === symbol.name && s.binding !== ELF.STB_LOCAL && typeof s.place === 'number',
        );
        if (definition) [owner, found] = [other, definition];
      }
    }
    if (typeof found.place === 'number') {
      const place = this.place(owner, found.place)!;
      return { address: place.address + found.value, kind: place.kind };
    }
    return { address: 0, kind: this.externalKind(symbol.name) };
  }

  externalKind(name: string): number {
    const special: Readonly<Record<string, number>> = {
      mp_native_qstr_table: 6,
      mp_native_obj_table: 7,
      mp_fun_table: 8,
    };
    const index = LINKER_SYMBOLS[name] ?? LINKER_MEM_FUNCTIONS[name];
    return special[name] ?? 9 + index!;
  }

  stub(name: string): number {
    const row = this.map.sections.find((s) => s.name === `.internal.${name === 'memset' ? 'memset' : 'memmove'}`);
    const pointer = row!.offset + (this.word === 8 ? 8 : 4);
    this.expectedLoader.set(pointer, this.externalKind(name));
    return row!.offset;
  }

  /** Checks a slot's content; returns its distance from the GOT. */
  slot(object: ElfObject, symbol: ElfSymbol): number {
    const row = this.map.got.find((s) => s.target === symbol.name)!;
    const want = LINKER_MEM_FUNCTIONS[symbol.name]
      ? { address: 0, kind: this.externalKind(symbol.name) }
      : this.symbol(object, symbol);
    this.checkWord(row.offset, want);
    return row.offset - this.got;
  }

  private checkWord(at: number, { address, kind }: Value): void {
    const word = this.word === 8 ? Number(this.text.getBigInt64(at, true)) : this.text.getInt32(at, true);
    expect([at, word]).toEqual([at, address]);
    this.expectedLoader.set(at, kind);
  }

  /** Distance of a call or address in code, to a label or a stub. */
  private target(object: ElfObject, symbol: ElfSymbol): number {
    if (symbol.name === '_GLOBAL_OFFSET_TABLE_') return this.got;
    const value = this.symbol(object, symbol);
    if (value.kind === 0) return value.address;
    expect([symbol.name, value.kind]).toEqual([symbol.name, this.externalKind(symbol.name)]);
    return this.stub(symbol.name);
  }

  check(): number {
    let count = 0;
    for (const object of this.objects) {
      for (const section of object.sections) {
        if (!/^\.(text|rodata|data\.rel\.ro)/.test(section.name) || section.size === 0) continue;
        const start = this.place(object, section.index)!.address;
        const touched = new Set<number>();
        for (const { type, offset, symbol, addend } of section.relocations) {
          const size = this.one(object, object.symbols[symbol]!, type, section.bytes, offset, start, addend);
          for (let i = 0; i < size; i++) touched.add(offset + i);
          count++;
        }
        const rest = (bytes: Uint8Array) => Buffer.from(bytes.map((b, i) => (touched.has(i) ? 0 : b))).toString('hex');
        expect(rest(this.bytes.subarray(start, start + section.size))).toBe(rest(section.bytes));
      }
    }
    return count;
  }

  private one(
    object: ElfObject,
    symbol: ElfSymbol,
    type: number,
    bytes: Uint8Array,
    offset: number,
    start: number,
    addend: number,
  ): number {
    const at = start + offset;
    const before = new DataView(bytes.buffer, bytes.byteOffset + offset);
    const in32 = () => before.getInt32(0, true);
    const out32 = () => this.text.getInt32(at, true);
    const S = () => this.target(object, symbol);
    const G = () => this.slot(object, symbol);
    const is = (value: number) =>
      expect([object.file, offset, type, out32()]).toEqual([object.file, offset, type, value | 0]);
    const word = (extra: number) => {
      const value = this.symbol(object, symbol);
      this.checkWord(at, { ...value, address: value.address + extra });
    };
    switch (`${this.objects[0]!.machine}:${type}`) {
      case '62:1':
        word(addend);
        return 8;
      case '62:2':
      case '62:4':
        is(S() + addend - at);
        return 4;
      case '62:9':
      case '62:42':
        is(this.got + G() + addend - at);
        return 4;
      case '3:1':
      case '40:2':
        word(in32());
        return 4;
      case '3:2':
      case '3:4':
      case '40:3':
        is(S() + in32() - at);
        return 4;
      case '3:3':
      case '3:43':
      case '40:26':
        is(G() + in32());
        return 4;
      case '3:9':
        is(S() + in32() - this.got);
        return 4;
      case '3:10':
      case '40:25':
        expect(symbol.name).toBe('_GLOBAL_OFFSET_TABLE_');
        is(this.got + in32() - at);
        return 4;
      case '40:96':
        is(this.got + G() + in32() - at);
        return 4;
      case '40:10':
      case '40:30': {
        // Assembled as a jump to itself: -4.
        expect(before.getUint32(0, true) & 0x2fff07ff).toBe(0x2ffe07ff);
        expect(decodeBranch(this.text, at)).toBe((S() & ~1) - 4 - at);
        expect((out32() ^ in32()) & 0xd000f800).toBe(0);
        return 4;
      }
      default:
        throw new Error(`relocation ${type} is not known to this test`);
    }
  }

  /** Slots that nothing reads (x86) are relocated all the same. */
  unusedSlots(): void {
    for (const { offset, target } of this.map.got) {
      if (this.expectedLoader.has(offset)) continue;
      const named = (o: ElfObject) => o.symbols.find((s) => s.name === target && s.binding !== ELF.STB_LOCAL);
      const object = this.objects.find((o) => named(o))!;
      this.slot(object, named(object)!);
    }
  }
}

/** The ARM manual's BL, read bit by bit. */
function decodeBranch(view: DataView, at: number): number {
  const [h0, h1] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  const bit = (v: number, n: number) => (v >> n) & 1;
  const s = bit(h0, 10);
  const i1 = bit(h1, 13) === s ? 1 : 0;
  const i2 = bit(h1, 11) === s ? 1 : 0;
  return -s * 2 ** 24 + i1 * 2 ** 23 + i2 * 2 ** 22 + (h0 & 1023) * 2 ** 12 + (h1 & 2047) * 2;
}

describe.each(ARCHES)('%s', (arch) => {
  it.each(modulesOf(arch))('%s', (module) => {
    const again = new Recomputation(module, arch);
    expect(again.check()).toBeGreaterThan(module === 'hello' ? 3 : 0);
    again.unusedSlots();
    const sorted = (map: Map<number, number>) => [...map].sort(([a], [b]) => a - b);
    expect(sorted(again.loader)).toEqual(sorted(again.expectedLoader));
  });
});
