// What a module costs: bytes of its images as they stand in the file, and, where a map is at hand, which section, symbol
// and object they belong to; and the difference of two such measurements. Data only; size-text.ts prints it.
import { archByCode } from '../abi/index.js';
import { hashImages, type MapFile, type MapImage } from './map.js';
import { readMpy } from './read.js';
import type { MpyRawCode } from './types.js';

/** Kinds of bytes, in the order in which reports show them. All but `file` are what a board has to hold. */
export const SIZE_COLUMNS = ['text', 'rodata', 'bss', 'got', 'bytecode', 'file'] as const;
export type SizeColumn = (typeof SIZE_COLUMNS)[number];

/** Bytes by kind. `got` is a part of text, known only with a map. */
export type Sizes = Readonly<Record<Exclude<SizeColumn, 'got'>, number>> & { readonly got: number | undefined };

/** One row of a breakdown. */
export interface SizePart {
  /** Section, symbol or object. */
  readonly name: string;
  readonly text: number;
  readonly rodata: number;
  readonly bss: number;
}

export const SIZE_BREAKDOWNS = ['section', 'symbol', 'object'] as const;
export type SizeBreakdown = (typeof SIZE_BREAKDOWNS)[number];

/** Row of what has no name: padding, the jump to the entry, and, among symbols, data without a name. */
const REST = '(rest)';

/** What a module takes, in bytes: by kind and, with a map of the same code, by section, symbol and object. */
export interface ModuleSize {
  readonly arch: string;
  readonly sizes: Sizes;
  /** Largest first, at the end what belongs to none; empty without a map that fits. */
  readonly parts: Readonly<Record<SizeBreakdown, readonly SizePart[]>>;
  /** Whether a map gave the parts. */
  readonly mapUsed: boolean;
}

/** Measures a module. Maps that were made for other code are passed over. Throws DiagnosticError for what is no .mpy. */
export function measureMpy(bytes: Uint8Array, maps: readonly MapFile[] = [], fileName?: string): ModuleSize {
  const file = readMpy(bytes, { fileName });
  const sizes = { text: 0, rodata: 0, bss: 0, got: undefined as number | undefined, bytecode: 0, file: bytes.length };
  const used: MapFile[] = [];
  const visit = (code: MpyRawCode): void => {
    if (code.kind === 'bytecode') sizes.bytecode += code.data.length;
    else sizes.text += code.data.length;
    if (code.kind === 'viper') {
      sizes.rodata += code.rodata?.length ?? 0;
      sizes.bss += code.bssSize ?? 0;
      const hash = maps.length > 0 ? hashImages(code.data, code.rodata) : '';
      const map = maps.find((m) => m.hash === hash);
      if (map) used.push(map);
    }
    code.children.forEach(visit);
  };
  visit(file.code);
  const word = archByCode(file.header.arch)?.wordSize ?? 4;
  if (used.length > 0) sizes.got = used.reduce((sum, map) => sum + map.got.length * word, 0);
  const mapUsed = used.length > 0;
  const parts = (items: Parameters<typeof collect>[0]) => (mapUsed ? withRest(collect(items), sizes) : []);
  return {
    arch: file.header.archName,
    sizes,
    parts: {
      section: parts(used.flatMap((map) => map.sections)),
      symbol: parts(used.flatMap((map) => map.symbols)),
      object: parts(used.flatMap((map) => map.sections.map((section) => ({ ...section, name: section.file })))),
    },
    mapUsed,
  };
}

/** So that the rows add up to the whole: what belongs to none of them, at the end. */
function withRest(parts: readonly SizePart[], sizes: Pick<Sizes, 'text' | 'rodata' | 'bss'>): SizePart[] {
  const left = (image: MapImage) => Math.max(0, sizes[image] - parts.reduce((sum, part) => sum + part[image], 0));
  const rest = { name: REST, text: left('text'), rodata: left('rodata'), bss: left('bss') };
  return rest.text + rest.rodata + rest.bss === 0 ? [...parts] : [...parts, rest];
}

function collect(items: readonly { name: string; image: MapImage; size: number }[]): SizePart[] {
  const parts = new Map<string, { name: string; text: number; rodata: number; bss: number }>();
  for (const { name, image, size } of items) {
    if (size === 0) continue;
    const part = parts.get(name) ?? { name, text: 0, rodata: 0, bss: 0 };
    part[image] += size;
    parts.set(name, part);
  }
  const total = (part: SizePart) => part.text + part.rodata + part.bss;
  return [...parts.values()].sort((a, b) => total(b) - total(a) || (a.name < b.name ? -1 : 1));
}

/** A module before and after; one of them may not exist. */
export interface SizeChange {
  readonly name: string;
  readonly old: ModuleSize | undefined;
  readonly new: ModuleSize | undefined;
}

/** What a module takes on a board: its images and bytecode. */
export const loadedSize = (size: ModuleSize | undefined): number =>
  size === undefined ? 0 : size.sizes.text + size.sizes.rodata + size.sizes.bss + size.sizes.bytecode;

/** How much more a module takes on a board than before, in bytes. */
export const growth = (change: SizeChange): number => loadedSize(change.new) - loadedSize(change.old);
