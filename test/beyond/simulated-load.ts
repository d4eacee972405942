// A linked module as it lies in memory once it is loaded and its entry code has run, at addresses that nobody could guess;
// and where each symbol of its objects has ended up there. From the file, the objects and the map, not from the linker.
import { LINKER_MEM_FUNCTIONS, LINKER_SYMBOLS } from '../../src/abi/index.js';
import { ELF, type ElfObject, type ElfSection, type ElfSymbol, readArchive, readObject } from '../../src/elf/index.js';
import { type LinkOptions, link } from '../../src/link/index.js';
import type { MapFile } from '../../src/mpy/index.js';
import { type Loaded, loadAsFirmware } from './firmware-rules.js';

const TEXT = 0x2345_6780n;
const BSS = 0x5200_4320n;
const QSTRS = 0x6100_0040n;
const OBJECTS = 0x6200_0080n;
const TABLE = 0x6300_0100n;
const ENTRY = (index: number) => 0x6400_0200n + 16n * BigInt(index);

export interface Placed {
  readonly section: ElfSection;
  readonly object: ElfObject;
  readonly address: bigint;
}

export class SimulatedLoad {
  readonly loaded: Loaded;
  readonly map: MapFile;
  readonly objects: readonly ElfObject[];
  readonly got: bigint;
  /** Start and bytes. */
  private readonly images: readonly (readonly [bigint, Uint8Array])[];
  private readonly rodata: bigint;
  private readonly externs: string;

  constructor(options: LinkOptions) {
    const { mpy, map } = link(options);
    this.map = map;
    this.externs = options.externs?.text ?? '';
    const loaded = loadAsFirmware(mpy, { experimental: true });
    this.loaded = loaded;
    const { wordSize } = loaded;
    const bssSize = Math.ceil(loaded.bssSize / wordSize) * wordSize;
    this.rodata = BSS + BigInt(bssSize);
    this.images = [
      [TEXT, loaded.text],
      [BSS, new Uint8Array(bssSize)],
      [this.rodata, loaded.rodata],
    ];
    const bases = { text: TEXT, bss: BSS, rodata: this.rodata, qstrs: QSTRS, objects: OBJECTS, table: TABLE };
    for (const { section, offset, kind } of loaded.relocations) {
      const at = bases[section] + BigInt(offset);
      this.write(at, wordSize, this.read(at, wordSize) + (typeof kind === 'number' ? ENTRY(kind) : bases[kind]));
    }
    this.runEntryCode();
    this.got = TEXT + BigInt(map.sections.find((s) => s.name === 'GOT')?.offset ?? 0);
    // Objects by the names that the map uses: members of archives have the archive's in front.
    const members = (options.libraries ?? []).flatMap((library) =>
      readArchive(library.bytes, library.name).members.map((m) => ({
        name: `${library.name}:${m.name}`,
        bytes: m.bytes,
      })),
    );
    const used = new Set(map.sections.map((s) => s.file));
    this.objects = [...options.objects, ...members.filter((m) => used.has(m.name))].map((o) =>
      readObject(o.bytes, o.name),
    );
  }

  /** Initialised data is copied, and distances from text to bss are completed. */
  private runEntryCode(): void {
    const text = this.images[0]![1];
    const bss = this.images[1]![1];
    const row = (name: string) => this.map.sections.find((s) => s.name === name);
    const data = row('.internal.data');
    if (data) bss.set(text.subarray(data.offset, data.offset + data.size));
    const table = row('.internal.fixups');
    for (let i = 0; table && i < table.size; i += 4) {
      const at = TEXT + this.read(TEXT + BigInt(table.offset + i), 4);
      this.write(at, 4, this.read(at, 4) + BSS - TEXT);
    }
  }

  private find(at: bigint, size: number): [Uint8Array, number] {
    for (const [start, bytes] of this.images) {
      if (at >= start && at + BigInt(size) <= start + BigInt(bytes.length)) return [bytes, Number(at - start)];
    }
    throw new Error(`0x${at.toString(16)} is no memory of the module`);
  }
  read(at: bigint, size: number): bigint {
    const [bytes, offset] = this.find(at, size);
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[offset + i]!);
    return value;
  }
  private write(at: bigint, size: number, value: bigint): void {
    const [bytes, offset] = this.find(at, size);
    for (let i = 0; i < size; i++) bytes[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
  word(at: bigint): bigint {
    return this.read(at, this.loaded.wordSize);
  }
  /** Makes a byte of the text wrong. */
  spoil(at: bigint, bit: number): void {
    this.write(at, 1, this.read(at, 1) ^ BigInt(1 << bit));
  }
  /** Is it code or rodata of the module. */
  isText(at: bigint): boolean {
    return at >= TEXT && at < TEXT + BigInt(this.loaded.text.length);
  }

  /** The n-th section of its name in the object is the n-th in the map; undefined: it was left out. */
  place(object: ElfObject, index: number): bigint | undefined {
    const section = object.sections[index]!;
    const same = object.sections.filter((s) => s.name === section.name && s.size > 0);
    const rows = this.map.sections.filter((s) => s.file === object.file && s.name === section.name && s.size > 0);
    const row = rows.length === same.length ? rows[same.indexOf(section)] : undefined;
    if (!row) return undefined;
    return { text: TEXT, bss: BSS, rodata: this.rodata }[row.image] + BigInt(row.offset);
  }

  *placed(): Iterable<Placed> {
    for (const object of this.objects) {
      for (const section of object.sections) {
        const address = section.size > 0 ? this.place(object, section.index) : undefined;
        if (address !== undefined) yield { object, section, address };
      }
    }
  }

  /** What a symbol is worth; a function of the firmware is the contents of the table's entry. */
  value(object: ElfObject, symbol: ElfSymbol): bigint {
    if (symbol.binding === ELF.STB_LOCAL || symbol.type === ELF.STT_SECTION) return this.definition(object, symbol)!;
    const tables: Readonly<Record<string, bigint>> = {
      _GLOBAL_OFFSET_TABLE_: this.got,
      mp_native_qstr_table: QSTRS,
      mp_native_obj_table: OBJECTS,
      mp_fun_table: TABLE,
    };
    if (symbol.place === 'undefined' && tables[symbol.name] !== undefined) return tables[symbol.name]!;
    if (symbol.name.startsWith('__x86.get_pc_thunk.') && typeof symbol.place === 'number') {
      // Every object has one, all alike, and uses its own.
      const own = this.definition(object, symbol);
      if (own !== undefined) return own;
    }
    const all = this.objects.flatMap((o) =>
      o.symbols
        .filter((s) => s.name === symbol.name && s.binding !== ELF.STB_LOCAL && typeof s.place === 'number')
        .map((s) => [o, s] as const),
    );
    all.sort((a, b) => Number(a[1].binding === ELF.STB_WEAK) - Number(b[1].binding === ELF.STB_WEAK));
    for (const [owner, s] of all) {
      const found = this.definition(owner, s);
      if (found !== undefined) return found;
    }
    // What the linker has made or allocated.
    const row = this.map.symbols.find((s) => s.name === symbol.name);
    const entry = LINKER_SYMBOLS[symbol.name] ?? LINKER_MEM_FUNCTIONS[symbol.name];
    if (entry !== undefined) return ENTRY(entry);
    const fixed = new RegExp(`\\b${symbol.name}\\s*=\\s*(0x[0-9a-fA-F]+)`).exec(this.externs)?.[1];
    if (fixed !== undefined) return BigInt(fixed);
    if (row) return { text: TEXT, bss: BSS, rodata: this.rodata }[row.image] + BigInt(row.offset);
    if (symbol.binding === ELF.STB_WEAK) return 0n;
    throw new Error(`${symbol.name} is nowhere`);
  }

  private definition(object: ElfObject, symbol: ElfSymbol): bigint | undefined {
    if (typeof symbol.place !== 'number') return symbol.place === 'absolute' ? BigInt(symbol.value) : 0n;
    const place = this.place(object, symbol.place);
    return place === undefined ? undefined : place + BigInt(symbol.value);
  }
}
