// Objects and archives that are wrong in one field that means something: headers, symbols, relocations, groups, string
// tables, attributes, archive headers. Such a file gets deeper into a linker than one with bytes changed at random. Tests only.
import { ELF } from './types.js';

type Random = (limit: number) => number;

interface Field {
  readonly at: number;
  readonly size: 1 | 2 | 4 | 8;
}
interface Header {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly fields: Readonly<Record<string, Field>>;
}

/** Where the fields of an ELF file of this class are. */
class Shape {
  readonly view: DataView;
  readonly is64: boolean;
  readonly headers: Header[] = [];
  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.is64 = bytes[4] === 2;
    const start = Number(this.read({ at: this.is64 ? 40 : 32, size: this.word }));
    const [entry, count] = [this.is64 ? 64 : 40, this.view.getUint16(this.is64 ? 60 : 48, true)];
    // Not as many as a mutation before this one says.
    for (let i = 0; i < Math.min(count, 500); i++) this.headers.push(this.header(start + i * entry));
  }
  get word(): 4 | 8 {
    return this.is64 ? 8 : 4;
  }
  read({ at, size }: Field): bigint {
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[at + i] ?? 0);
    return value;
  }
  write({ at, size }: Field, value: bigint): void {
    if (at + size > this.bytes.length) return;
    for (let i = 0; i < size; i++) this.bytes[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
  private header(at: number): Header {
    const w = this.word;
    const fields = {
      name: { at, size: 4 },
      type: { at: at + 4, size: 4 },
      flags: { at: at + 8, size: w },
      address: { at: at + 8 + w, size: w },
      offset: { at: at + 8 + 2 * w, size: w },
      size: { at: at + 8 + 3 * w, size: w },
      link: { at: at + 8 + 4 * w, size: 4 },
      info: { at: at + 12 + 4 * w, size: 4 },
      align: { at: at + 16 + 4 * w, size: w },
      entrySize: { at: at + 16 + 5 * w, size: w },
    } as const;
    const number = (field: Field) => Number(this.read(field));
    return { type: number(fields.type), offset: number(fields.offset), size: number(fields.size), fields };
  }
}

const NUMBERS = [0n, 1n, 2n, 3n, 4n, 8n, 15n, 16n, 17n, 24n, 31n, 0x7fn, 0x80n, 0xffn, 0x100n, 0x7ffn, 0x800n, 0xfffn];
const LARGE = [
  0x1000n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_fff1n,
  0xffff_fff2n,
  0xffff_ffffn,
  2n ** 63n,
  2n ** 64n - 1n,
];
const PLACES = [0n, 1n, 0xff00n, 0xfff1n, 0xfff2n, 0xffffn];
const SECTION_TYPES = [0n, 1n, 2n, 3n, 4n, 8n, 9n, 14n, 15n, 16n, 17n, 18n, 0x7000_0001n, 0x7000_0003n];
const FLAGS = [0x1n, 0x2n, 0x4n, 0x10n, 0x20n, 0x40n, 0x80n, 0x200n, 0x400n, 0x800n, 0x20_0000n, 0x8000_0000n];

const pick = <T>(list: readonly T[], random: Random): T => list[random(list.length)]!;

/** A value near the old one, a number that is often special, a very large one. */
function odd(old: bigint, size: number, random: Random): bigint {
  const bits = BigInt(8 * size);
  switch (random(6)) {
    case 0:
      return BigInt.asUintN(Number(bits), old + BigInt(1 + random(8)));
    case 1:
      return BigInt.asUintN(Number(bits), old - BigInt(1 + random(8)));
    case 2:
      return old ^ (1n << BigInt(random(8 * size)));
    case 3:
      return pick(LARGE, random);
    case 4:
      return BigInt(random(0x1_0000));
    default:
      return pick(NUMBERS, random);
  }
}

const change = (shape: Shape, field: Field, random: Random, from?: readonly bigint[]) => {
  if (field.at + field.size > shape.bytes.length) return;
  const old = shape.read(field);
  shape.write(field, from && random(3) > 0 ? pick(from, random) : odd(old, field.size, random));
};

function oneOf(shape: Shape, types: readonly number[], random: Random): Header | undefined {
  const those = shape.headers.filter((h) => types.includes(h.type) && h.size > 0);
  return those.length === 0 ? undefined : pick(those, random);
}

type Mutation = (shape: Shape, random: Random) => void;

const fileHeader: Mutation = (shape, random) => {
  const w = shape.word;
  const fields: Field[] = [
    { at: 4, size: 1 },
    { at: 5, size: 1 },
    { at: 16, size: 2 },
    { at: 18, size: 2 },
    { at: 24 + 2 * w, size: w },
    { at: 24 + 3 * w, size: 4 },
    { at: 24 + 3 * w, size: 4 },
    { at: 34 + 3 * w, size: 2 },
    { at: 36 + 3 * w, size: 2 },
    { at: 38 + 3 * w, size: 2 },
  ];
  change(shape, pick(fields, random), random);
};

const sectionHeader: Mutation = (shape, random) => {
  const chosen = shape.headers[random(shape.headers.length || 1)];
  if (!chosen) return;
  const { fields } = chosen;
  const name = pick(Object.keys(fields), random);
  if (name === 'flags' && random(2) === 0) shape.write(fields.flags!, shape.read(fields.flags!) ^ pick(FLAGS, random));
  else change(shape, fields[name]!, random, name === 'type' ? SECTION_TYPES : undefined);
};

const symbol: Mutation = (shape, random) => {
  const table = oneOf(shape, [ELF.SHT_SYMTAB], random);
  if (!table) return;
  const entry = shape.is64 ? 24 : 16;
  const at = table.offset + entry * random(Math.floor(table.size / entry));
  const fields: Record<string, Field> = shape.is64
    ? {
        name: { at, size: 4 },
        info: { at: at + 4, size: 1 },
        other: { at: at + 5, size: 1 },
        place: { at: at + 6, size: 2 },
        value: { at: at + 8, size: 8 },
        size: { at: at + 16, size: 8 },
      }
    : {
        name: { at, size: 4 },
        value: { at: at + 4, size: 4 },
        size: { at: at + 8, size: 4 },
        info: { at: at + 12, size: 1 },
        other: { at: at + 13, size: 1 },
        place: { at: at + 14, size: 2 },
      };
  const name = pick(Object.keys(fields), random);
  const section = BigInt(random(shape.headers.length || 1));
  change(shape, fields[name]!, random, name === 'place' ? [...PLACES, section, section] : undefined);
};

const relocation: Mutation = (shape, random) => {
  const table = oneOf(shape, [ELF.SHT_REL, ELF.SHT_RELA], random);
  if (!table) return;
  const w = shape.word;
  const entry = w * (table.type === ELF.SHT_RELA ? 3 : 2);
  const at = table.offset + entry * random(Math.floor(table.size / entry));
  const [type, index] = shape.is64
    ? [{ at: at + 8, size: 4 } as const, { at: at + 12, size: 4 } as const]
    : [{ at: at + 4, size: 1 } as const, { at: at + 5, size: 1 } as const];
  switch (random(5)) {
    case 0:
      return shape.write(type, BigInt(random(140)));
    case 1:
      return change(shape, { at, size: w }, random);
    case 2:
      return shape.write(index, BigInt(random(60)));
    case 3: {
      // The same relocation in another place, or twice in one.
      const other = table.offset + entry * random(Math.floor(table.size / entry));
      shape.bytes.copyWithin(other, at, at + entry);
      return;
    }
    default:
      if (table.type === ELF.SHT_RELA) change(shape, { at: at + 2 * w, size: w }, random);
      else change(shape, type, random);
  }
};

/** Words of groups, of init arrays, of tables with contents of the sort that has indices or lengths in it. */
const contents: Mutation = (shape, random) => {
  const header = random(2) === 0 ? oneOf(shape, [ELF.SHT_GROUP, ELF.SHT_INIT_ARRAY], random) : undefined;
  const chosen = header ?? shape.headers[random(shape.headers.length || 1)];
  if (!chosen) return;
  const { offset, size } = chosen;
  if (size < 4 || offset + size > shape.bytes.length) return;
  change(shape, { at: offset + 4 * random(Math.floor(size / 4)), size: 4 }, random);
};

const strings: Mutation = (shape, random) => {
  const table = oneOf(shape, [ELF.SHT_STRTAB], random);
  if (!table || table.offset + table.size > shape.bytes.length) return;
  const at = table.offset + random(table.size);
  if (random(3) === 0) shape.bytes.fill(0x61, at, table.offset + table.size);
  else shape.bytes[at] = pick([0, 0x2e, 0x2b, 0x80, 0xff, 0x0a], random);
};

/** .ARM.attributes and .riscv.attributes are sections of processors' own types. */
const attributes: Mutation = (shape, random) => {
  const header = oneOf(shape, [0x7000_0003], random);
  if (!header || header.offset + header.size > shape.bytes.length) return contents(shape, random);
  shape.bytes[header.offset + random(header.size)] = pick([0, 1, 2, 4, 5, 0x7f, 0x80, 0xff, random(256)], random);
};

const MUTATIONS: readonly Mutation[] = [
  fileHeader,
  sectionHeader,
  sectionHeader,
  symbol,
  symbol,
  relocation,
  relocation,
  relocation,
  contents,
  strings,
  attributes,
];

/** A copy of an object in which one to three fields mean something else. */
export function mutateObject(object: Uint8Array, random: Random): Uint8Array {
  const shape = new Shape(object.slice());
  for (let i = 1 + random(3); i > 0; i--) pick(MUTATIONS, random)(shape, random);
  return shape.bytes;
}

/** The same for an archive: its headers, its index, or one of its members. */
export function mutateArchive(archive: Uint8Array, random: Random): Uint8Array {
  const bytes = archive.slice();
  const members: { at: number; size: number }[] = [];
  const text = (at: number, size: number) => String.fromCharCode(...bytes.subarray(at, at + size)).trim();
  for (let at = 8; at + 60 <= bytes.length; ) {
    const size = Number(text(at + 48, 10));
    members.push({ at, size });
    at += 60 + size + (size & 1);
  }
  for (let i = 1 + random(3); i > 0; i--) {
    const { at, size } = pick(members, random);
    switch (random(4)) {
      case 0:
        bytes[at + random(60)] = pick([0x20, 0x2f, 0x30, 0x39, 0x2d, 0x60, 0, 0xff], random);
        break;
      case 1: {
        // The index: a count and offsets, big-endian, and names.
        const first = members[0]!;
        bytes[first.at + 60 + random(Math.max(first.size, 1))] = pick([0, 1, 0x7f, 0x80, 0xff, random(256)], random);
        break;
      }
      default: {
        const member = bytes.subarray(at + 60, at + 60 + size);
        if (member[0] === 0x7f && member[1] === 0x45) bytes.set(mutateObject(member, random), at + 60);
      }
    }
  }
  return bytes;
}
