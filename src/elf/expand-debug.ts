// Compressed debug sections (-gz): those with the flag SHF_COMPRESSED, which start with a header and are called .debug_*,
// and the older .zdebug_*, which start with "ZLIB" and a size. They are expanded when somebody looks at them, which most
// links never do. What cannot be expanded (broken data, zstd) stays as it is, and counts as no debug information.
import { INFLATE_END, INFLATE_ERROR, Inflater } from '../base/index.js';
import { ELF, type ElfObject, type ElfSection } from './types.js';

const ELFCOMPRESS_ZLIB = 1;
const ZLIB_HEADER_SIZE = 2;
const ZDEBUG_HEADER_SIZE = 12;
/** DEFLATE never gains more than this. */
const MAX_RATIO = 1032;
const MAX_SIZE = 0x1000_0000;
const WINDOW = 0x8000;

const expanded = new WeakMap<ElfObject, ElfObject>();

/** The object with its debug sections as they were before they were compressed. */
export function expandDebug(object: ElfObject): ElfObject {
  if (!object.sections.some((s) => isCompressed(s))) return object;
  let known = expanded.get(object);
  if (!known) {
    known = { ...object, sections: object.sections.map((s) => (isCompressed(s) ? expand(s, object.class) : s)) };
    expanded.set(object, known);
  }
  return known;
}

const isOld = (s: ElfSection): boolean => s.name.startsWith('.zdebug_');
const isCompressed = (s: ElfSection): boolean =>
  (s.flags & ELF.SHF_ALLOC) === 0 &&
  (isOld(s) || (s.name.startsWith('.debug_') && (s.flags & ELF.SHF_COMPRESSED) !== 0));

function expand(section: ElfSection, elfClass: 32 | 64): ElfSection {
  const header = isOld(section) ? oldHeader(section) : newHeader(section, elfClass);
  if (!header) return section;
  const data = section.bytes.subarray(header.size + ZLIB_HEADER_SIZE);
  if (header.expandedSize > Math.min(MAX_SIZE, data.length * MAX_RATIO)) return section;
  const bytes = inflate(data, header.expandedSize);
  if (!bytes) return section;
  const name = isOld(section) ? `.${section.name.slice(2)}` : section.name;
  return {
    ...section,
    name,
    flags: section.flags & ~ELF.SHF_COMPRESSED,
    size: bytes.length,
    align: header.align,
    bytes,
  };
}

interface Header {
  readonly size: number;
  readonly expandedSize: number;
  readonly align: number;
}

function newHeader({ bytes }: ElfSection, elfClass: 32 | 64): Header | undefined {
  const size = elfClass === 32 ? 12 : 24;
  if (bytes.length < size + ZLIB_HEADER_SIZE) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== ELFCOMPRESS_ZLIB) return undefined;
  if (elfClass === 32) return { size, expandedSize: view.getUint32(4, true), align: align(view.getUint32(8, true)) };
  const [expandedSize, wanted] = [Number(view.getBigUint64(8, true)), Number(view.getBigUint64(16, true))];
  return { size, expandedSize, align: align(wanted) };
}

function oldHeader({ bytes, align: wanted }: ElfSection): Header | undefined {
  if (bytes.length < ZDEBUG_HEADER_SIZE + ZLIB_HEADER_SIZE) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, false) !== 0x5a4c4942) return undefined; // "ZLIB"
  return { size: ZDEBUG_HEADER_SIZE, expandedSize: Number(view.getBigUint64(4, false)), align: wanted };
}

/** Alignments are powers of two. */
const align = (wanted: number): number => (wanted > 0 && Number.isInteger(Math.log2(wanted)) ? wanted : 1);

class OutOfInput extends Error {}

function inflate(data: Uint8Array, size: number): Uint8Array | undefined {
  const bytes = new Uint8Array(size);
  let at = 0;
  const source = () => {
    if (at >= data.length) throw new OutOfInput();
    return data[at++]!;
  };
  const inflater = new Inflater(source, new Uint8Array(WINDOW));
  try {
    for (let i = 0; i < size; i++) {
      const byte = inflater.next();
      if (byte === INFLATE_END || byte === INFLATE_ERROR) return undefined;
      bytes[i] = byte;
    }
  } catch (error) {
    if (error instanceof OutOfInput) return undefined;
    throw error;
  }
  return bytes;
}
