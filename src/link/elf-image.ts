// The linked module as an ELF file with symbols and DWARF, for --elf: what debuggers and the binutils can read. The module
// has no addresses before it is loaded, so text stands at 0 here, as in maps, with rodata and bss behind it; a debugger is
// told where each of them was loaded. Debug sections of the objects are joined and their relocations applied.
import type { DebugField } from '../arch/index.js';
import { alignUp } from '../base/index.js';
import {
  ELF,
  type ElfSection,
  EM,
  expandDebug,
  type OutputSection,
  type OutputSymbol,
  writeElf,
} from '../elf/index.js';
import type { MapFile, MapImage } from '../mpy/index.js';
import type { Link, LinkObject, LinkSymbol } from './model.js';

const isDebug = (s: ElfSection): boolean =>
  s.name.startsWith('.debug_') && (s.flags & (ELF.SHF_ALLOC | ELF.SHF_COMPRESSED)) === 0;
/** Says how the code is to be read: .riscv.attributes, .ARM.attributes, .xtensa.info. */
const isAttributes = (s: ElfSection): boolean => /^\.(\w+\.attributes|xtensa\.info)$/.test(s.name);
/** Real ones have 1, 4 or 8; a hostile one must not become an allocation. */
const MAX_DEBUG_ALIGN = 16;
/** Apart from bss in memory, so apart here, too. */
const GAP = 0x1000;

export function makeElf(link: Link, map: MapFile): Uint8Array {
  const bases: Record<MapImage, number> = { text: 0, rodata: 0, bss: 0 };
  bases.rodata = alignUp(link.text.length, GAP);
  bases.bss = alignUp(bases.rodata + link.rodata.length, GAP);
  const { SHT_PROGBITS, SHT_NOBITS, SHF_ALLOC, SHF_WRITE, SHF_EXECINSTR } = ELF;
  const none = new Uint8Array(0);
  const sections: OutputSection[] = [
    image('.text', SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, bases.text, link.text, link.text.length),
    image('.rodata', SHT_PROGBITS, SHF_ALLOC, bases.rodata, link.rodata, link.rodata.length),
    image('.bss', SHT_NOBITS, SHF_ALLOC | SHF_WRITE, bases.bss, none, link.bssSize),
  ];
  const indexOf: Record<MapImage, number> = { text: 0, rodata: 1, bss: 2 };
  const symbols: OutputSymbol[] = map.symbols.map((s) => ({
    name: s.name,
    value: bases[s.image] + s.offset,
    size: s.size,
    binding: { local: ELF.STB_LOCAL, global: ELF.STB_GLOBAL, weak: ELF.STB_WEAK }[s.binding],
    type: s.kind === 'function' ? ELF.STT_FUNC : ELF.STT_OBJECT,
    section: indexOf[s.image],
  }));
  symbols.push(...mappingSymbols(link));
  const attributes = link.objects[0]?.elf.sections.find(isAttributes);
  if (attributes) {
    const { name, type, bytes } = attributes;
    sections.push({ name, type, flags: 0, address: 0, align: 1, bytes, size: bytes.length });
  }
  sections.push(...debugSections(link, bases));
  return writeElf({
    class: link.arch.elfClass,
    machine: EM[link.arch.elfMachine],
    flags: link.objects[0]?.elf.flags ?? 0,
    entry: link.arch.codeBit,
    sections,
    symbols,
  });
}

const image = (
  name: string,
  type: number,
  flags: number,
  address: number,
  bytes: Uint8Array,
  size: number,
): OutputSection => ({ name, type, flags, address, align: 16, bytes, size });

/** $t, $d, $x: where instructions of one kind, or data between them, begin. */
function mappingSymbols(link: Link): OutputSymbol[] {
  const out: OutputSymbol[] = [];
  for (const object of link.objects) {
    for (const { name, own, isLocal } of object.symbols) {
      if (!isLocal || !own?.section.kept || own.section.image !== 'text' || !/^\$[atdx]/.test(name)) continue;
      const value = own.section.address + own.value;
      out.push({ name, value, size: 0, binding: ELF.STB_LOCAL, type: ELF.STT_NOTYPE, section: 0 });
    }
  }
  return out;
}

function debugSections(link: Link, bases: Record<MapImage, number>): OutputSection[] {
  const sectionsOf = (object: LinkObject) => expandDebug(object.elf).sections;
  const starts = new Map<LinkObject, Map<number, number>>();
  const sizes = new Map<string, number>();
  for (const object of link.objects) {
    const own = new Map<number, number>();
    starts.set(object, own);
    for (const s of sectionsOf(object)) {
      if (!isDebug(s)) continue;
      const at = alignUp(sizes.get(s.name) ?? 0, Math.min(s.align, MAX_DEBUG_ALIGN));
      own.set(s.index, at);
      sizes.set(s.name, at + s.bytes.length);
    }
  }
  const contents = new Map([...sizes].map(([name, size]) => [name, new Uint8Array(size)] as const));
  for (const object of link.objects) {
    const own = starts.get(object)!;
    const addressIn = (symbol: LinkSymbol) => debugValue(link, symbol, bases, own);
    for (const s of sectionsOf(object)) {
      const start = own.get(s.index);
      if (start === undefined) continue;
      const bytes = contents.get(s.name)!.subarray(start, start + s.bytes.length);
      bytes.set(s.bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (const r of s.relocations) {
        const field = link.arch.debugField(r.type);
        const symbol = object.symbols[r.symbol];
        if (!field || !symbol || r.offset < 0) continue;
        const address = addressIn(symbol);
        if (address === undefined) putField(view, r.offset, field, nowhere(s.name), true);
        else putField(view, r.offset, field, address + r.addend, r.explicitAddend);
      }
    }
  }
  return [...contents]
    .map(([name, bytes]) => image(name, ELF.SHT_PROGBITS, 0, 0, bytes, bytes.length))
    .map((s) => ({ ...s, align: 1 }));
}

/**
 * What was left out must not look like what stands at 0, which is code here. -1 is what readers of DWARF know as "not there";
 * in lists of older versions it says that a base address follows, but an empty range is nowhere, too.
 */
const nowhere = (section: string) => (section === '.debug_ranges' || section === '.debug_loc' ? 1 : -1);

/** The address of a symbol here, or its offset in a debug section; undefined for what was left out. */
function debugValue(
  link: Link,
  symbol: LinkSymbol,
  bases: Record<MapImage, number>,
  starts: ReadonlyMap<number, number>,
): number | undefined {
  const { place, value } = symbol.elf;
  if (typeof place === 'number') {
    const start = starts.get(place);
    if (start !== undefined) return start + value;
  }
  const definition = symbol.isLocal ? symbol : (link.definitions.get(symbol.name) ?? symbol);
  const own = definition.own;
  if (own?.section.kept) return bases[own.section.image] + own.section.address + own.value;
  const common = symbol.isLocal ? undefined : link.commons.get(symbol.name);
  if (common?.section.kept) return bases.bss + common.section.address;
  return place === 'absolute' ? value : undefined;
}

function putField(view: DataView, at: number, { size, op, bits }: DebugField, value: number, explicit: boolean): void {
  if (at + size > view.byteLength) return;
  const read = (): bigint => {
    let v = 0n;
    for (let i = size - 1; i >= 0; i--) v = (v << 8n) | BigInt(view.getUint8(at + i));
    return v;
  };
  const old = read();
  const add = BigInt(value);
  const base = op === 'set' && explicit ? 0n : old;
  const mask = (1n << BigInt(bits)) - 1n;
  const sum = (op === 'sub' ? base - add : base + add) & mask;
  let out = (old & ~mask) | sum;
  for (let i = 0; i < size; i++, out >>= 8n) view.setUint8(at + i, Number(out & 255n));
}
