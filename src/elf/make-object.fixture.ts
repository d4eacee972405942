// Writes small relocatable objects, right or wrong on purpose. For tests only.
import { ELF, EM } from './types.js';

export interface SectionSpec {
  readonly name: string;
  readonly type?: number;
  readonly flags?: number;
  readonly align?: number;
  readonly bytes?: readonly number[] | Uint8Array;
  /** For SHT_NOBITS. */
  readonly size?: number;
  /** [offset, type, symbol name, addend] */
  readonly relocations?: readonly (readonly [offset: number, type: number, symbol: string, addend?: number])[];
}

export interface SymbolSpec {
  readonly name: string;
  /** Name of the section, or a special place; undefined symbols have none. */
  readonly section?: string;
  readonly place?: number;
  readonly value?: number;
  readonly size?: number;
  /** STB_..., global by default. */
  readonly binding?: number;
  readonly type?: number;
}

export interface ObjectSpec {
  readonly class?: 32 | 64;
  readonly machine?: number;
  readonly flags?: number;
  readonly sections: readonly SectionSpec[];
  readonly symbols: readonly SymbolSpec[];
  /** Write SHT_REL instead of SHT_RELA. */
  readonly rel?: boolean;
}

class Bytes {
  readonly list: number[] = [];
  u(value: number, size: number): this {
    let rest = BigInt.asUintN(size * 8, BigInt(value));
    for (let i = 0; i < size; i++, rest >>= 8n) this.list.push(Number(rest & 0xffn));
    return this;
  }
  align(n: number): number {
    while (this.list.length % n) this.list.push(0);
    return this.list.length;
  }
}

class Strings {
  readonly bytes: number[] = [0];
  add(text: string): number {
    const at = this.bytes.length;
    for (const c of text) this.bytes.push(c.charCodeAt(0));
    this.bytes.push(0);
    return at;
  }
}

export function makeObject(spec: ObjectSpec): Uint8Array {
  const w = spec.class === 32 ? 4 : 8;
  const names = new Strings();
  const strings = new Strings();
  interface Header {
    name: string;
    type: number;
    flags: number;
    bytes: ArrayLike<number>;
    size?: number | undefined;
    link?: number;
    info?: number;
    align?: number;
    entsize?: number;
  }
  const headers: Header[] = [{ name: '', type: 0, flags: 0, bytes: [] }];
  const indexOf = new Map<string, number>();
  for (const s of spec.sections) {
    indexOf.set(s.name, headers.length);
    headers.push({
      name: s.name,
      type: s.type ?? ELF.SHT_PROGBITS,
      flags: s.flags ?? ELF.SHF_ALLOC,
      bytes: s.bytes ?? [],
      size: s.size,
      align: s.align ?? 1,
    });
  }
  const symtabIndex = headers.length;
  const symbols = [...spec.symbols].sort(
    (a, b) => Number(b.binding === ELF.STB_LOCAL) - Number(a.binding === ELF.STB_LOCAL),
  );
  const symtab = new Bytes();
  const putSymbol = (name: number, info: number, shndx: number, value: number, size: number) => {
    if (w === 4) symtab.u(name, 4).u(value, 4).u(size, 4).u(info, 1).u(0, 1).u(shndx, 2);
    else symtab.u(name, 4).u(info, 1).u(0, 1).u(shndx, 2).u(value, 8).u(size, 8);
  };
  putSymbol(0, 0, 0, 0, 0);
  for (const s of symbols) {
    const shndx = s.place ?? (s.section === undefined ? 0 : indexOf.get(s.section)!);
    putSymbol(strings.add(s.name), ((s.binding ?? 1) << 4) | (s.type ?? 0), shndx, s.value ?? 0, s.size ?? 0);
  }
  headers.push({
    name: '.symtab',
    type: ELF.SHT_SYMTAB,
    flags: 0,
    bytes: symtab.list,
    link: symtabIndex + 1,
    info: 1,
    align: w,
    entsize: w === 4 ? 16 : 24,
  });
  headers.push({ name: '.strtab', type: ELF.SHT_STRTAB, flags: 0, bytes: strings.bytes });
  for (const s of spec.sections) {
    if (!s.relocations) continue;
    const table = new Bytes();
    for (const [offset, type, symbol, addend] of s.relocations) {
      const index = symbol === '' ? 0 : symbols.findIndex((x) => x.name === symbol) + 1;
      table.u(offset, w);
      if (w === 4) table.u((index << 8) | type, 4);
      else table.u(type, 4).u(index, 4);
      if (!spec.rel) table.u(addend ?? 0, w);
    }
    headers.push({
      name: `${spec.rel ? '.rel' : '.rela'}${s.name}`,
      type: spec.rel ? ELF.SHT_REL : ELF.SHT_RELA,
      flags: 0,
      bytes: table.list,
      link: symtabIndex,
      info: indexOf.get(s.name)!,
      align: w,
      entsize: w * (spec.rel ? 2 : 3),
    });
  }
  const nameOffsets = headers.map((h) => names.add(h.name));
  const own = names.add('.shstrtab');
  headers.push({ name: '.shstrtab', type: ELF.SHT_STRTAB, flags: 0, bytes: names.bytes });
  nameOffsets.push(own);

  const out = new Bytes();
  const headerSize = w === 4 ? 52 : 64;
  for (let i = 0; i < headerSize; i++) out.list.push(0);
  const offsets = headers.map((h) => {
    const at = out.align(8);
    if (h.type !== ELF.SHT_NOBITS) for (let i = 0; i < h.bytes.length; i++) out.list.push(h.bytes[i]!);
    return at;
  });
  const shoff = out.align(8);
  headers.forEach((h, i) => {
    out.u(nameOffsets[i]!, 4).u(h.type, 4).u(h.flags, w).u(0, w).u(offsets[i]!, w);
    out
      .u(h.size ?? h.bytes.length, w)
      .u(h.link ?? 0, 4)
      .u(h.info ?? 0, 4)
      .u(h.align ?? 1, w)
      .u(h.entsize ?? 0, w);
  });
  const head = new Bytes();
  head.list.push(0x7f, 0x45, 0x4c, 0x46, w === 4 ? 1 : 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  head
    .u(ELF.ET_REL, 2)
    .u(spec.machine ?? EM.EM_RISCV, 2)
    .u(1, 4)
    .u(0, w)
    .u(0, w)
    .u(shoff, w);
  head
    .u(spec.flags ?? 1, 4)
    .u(headerSize, 2)
    .u(0, 2)
    .u(0, 2)
    .u(w === 4 ? 40 : 64, 2)
    .u(headers.length, 2);
  head.u(headers.length - 1, 2);
  const bytes = Uint8Array.from(out.list);
  bytes.set(head.list, 0);
  return bytes;
}

const INTERESTING = [0, 1, 2, 4, 0x7f, 0x80, 0xff];

/** A copy of the bytes with a few changed, cut off, or moved. */
export function mutate(bytes: Uint8Array, random: (limit: number) => number): Uint8Array {
  let out = bytes.slice();
  for (let i = 1 + random(4); i > 0; i--) {
    const at = random(out.length || 1);
    switch (random(8)) {
      case 0:
        out = out.slice(0, at);
        break;
      case 1:
        out[at] = random(256);
        break;
      case 2:
        out.fill(0xff, at, at + 1 + random(8));
        break;
      case 3:
        out.copyWithin(at, random(out.length || 1), random(out.length || 1));
        break;
      case 4:
        out[at] = (out[at] ?? 0) ^ (1 << random(8));
        break;
      default:
        out[at] = INTERESTING[random(INTERESTING.length)]!;
    }
  }
  return out;
}
