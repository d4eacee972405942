// The relocation stream of native code (mpy-format.md section 6): a decoder that visits every patched word, and the
// encoder that reproduces the reference linker's bytes, which always write the address and never merge beyond
// neighbouring words of one kind (linker.md section 13).

import { FUN_TABLE, FUN_TABLE_COUNT } from '../abi/index.js';
import { ByteWriter, InternalError } from '../base/index.js';
import type { RelocationRecord, RelocationStream } from './types.js';
import { putVaruint } from './varuint.js';

/** What is added to a word. Kinds 3 to 5 do not exist; FUN_TABLE_ENTRY + i is the content of entry i. */
export const RELOC_KIND = {
  TEXT: 0,
  RODATA: 1,
  BSS: 2,
  QSTR_TABLE: 6,
  OBJ_TABLE: 7,
  FUN_TABLE: 8,
  FUN_TABLE_ENTRY: 9,
} as const;

export const RELOC_SENTINEL = 0xff;

/** k of the op byte: 2 * kind (+ 1 with a count) below 6, the kind itself from 6 on. */
const FIRST_PLAIN_K = 6;
const K_LIMIT = RELOC_KIND.FUN_TABLE_ENTRY + FUN_TABLE_COUNT;

export type RelocSection = 'text' | 'rodata';

/** A word that the loader completes: what is added to it. */
export interface Relocation {
  readonly section: RelocSection;
  /** Byte offset in the section, a multiple of the word size. */
  readonly offset: number;
  /** See RELOC_KIND. */
  readonly kind: number;
}

/** Does this op carry a count. */
export const opHasCount = (op: number): boolean => op >> 1 < FIRST_PLAIN_K && ((op >> 1) & 1) === 1;

/** The kind that an op byte stands for, undefined when there is no such destination. */
export function opKind(op: number): number | undefined {
  const k = op >> 1;
  if (k < FIRST_PLAIN_K) return k >> 1;
  return k < K_LIMIT ? k : undefined;
}

/** `text`, `bss`, `mp_fun_table`, `mp_fun_table.raise_msg` ... */
export function relocKindName(kind: number): string {
  switch (kind) {
    case RELOC_KIND.TEXT:
      return 'text';
    case RELOC_KIND.RODATA:
      return 'rodata';
    case RELOC_KIND.BSS:
      return 'bss';
    case RELOC_KIND.QSTR_TABLE:
      return 'qstr_table';
    case RELOC_KIND.OBJ_TABLE:
      return 'obj_table';
    case RELOC_KIND.FUN_TABLE:
      return 'mp_fun_table';
    default:
      return `mp_fun_table.${FUN_TABLE[kind - RELOC_KIND.FUN_TABLE_ENTRY]?.name ?? `[${kind - RELOC_KIND.FUN_TABLE_ENTRY}]`}`;
  }
}

/** A record with its place resolved: `words` words of `section` from word `index` on. */
export interface ResolvedRecord {
  readonly record: RelocationRecord;
  readonly section: RelocSection;
  readonly index: number;
  readonly words: number;
  readonly kind: number;
}

/** Resolves the "right after the last word" form. The stream must have been checked by readMpy. */
export function* resolveRelocations(stream: RelocationStream): Generator<ResolvedRecord> {
  let section: RelocSection = 'text';
  let index = 0;
  for (const record of stream.records) {
    if (record.address !== undefined) {
      section = record.address & 1 ? 'rodata' : 'text';
      index = Math.floor(record.address / 2);
    }
    const words = record.count ?? 1;
    yield { record, section, index, words, kind: opKind(record.op)! };
    index += words;
  }
}

/** Calls `visit` for every patched word in stream order. */
export function forEachRelocation(
  stream: RelocationStream,
  visit: (section: RelocSection, wordIndex: number, kind: number) => void,
): void {
  for (const { section, index, words, kind } of resolveRelocations(stream)) {
    for (let i = 0; i < words; i++) visit(section, index + i, kind);
  }
}

/** The flat list of a stream. */
export function decodeRelocations(stream: RelocationStream, wordSize: number): Relocation[] {
  const out: Relocation[] = [];
  forEachRelocation(stream, (section, index, kind) => out.push({ section, offset: index * wordSize, kind }));
  return out;
}

/** The shortest encoding: places in order, and no address where a word follows the one before. */
export function encodeShortest(list: readonly Relocation[], wordSize: number): Uint8Array {
  const image = ({ section }: Relocation) => (section === 'text' ? 0 : 1);
  const byPlace = (a: Relocation, b: Relocation) => image(a) - image(b) || a.offset - b.offset;
  const byKind = (a: Relocation, b: Relocation) => a.kind - b.kind || byPlace(a, b);
  const [first, second] = [byPlace, byKind].map((order) => encodeRelocations([...list].sort(order), wordSize, true));
  return second!.length < first!.length ? second! : first!;
}

/** Encodes a list in its order, sentinel included. `omit`: leave addresses out where the format allows it. */
export function encodeRelocations(list: readonly Relocation[], wordSize: number, omit = false): Uint8Array {
  const out = new ByteWriter();
  const address = (r: Relocation, word: number) => word * 2 + (r.section === 'rodata' ? 1 : 0);
  /** What the address would be if it were left out; the first one is always written. */
  let follows = -1;
  const putPlace = (op: number, at: number) => {
    const isOmitted = omit && at === follows;
    out.byte(op | (isOmitted ? 0 : 1));
    if (!isOmitted) putVaruint(out, at);
  };
  for (let i = 0; i < list.length; ) {
    const first = list[i]!;
    const word = first.offset / wordSize;
    if (!Number.isInteger(word)) throw new InternalError(`relocation of ${first.section}+${first.offset}: not a word`);
    let n = 1;
    while (i + n < list.length) {
      const next = list[i + n]!;
      if (next.section !== first.section || next.kind !== first.kind) break;
      if (next.offset !== first.offset + n * wordSize) break;
      n++;
    }
    if (first.kind < FIRST_PLAIN_K) {
      putPlace(((first.kind << 1) | (n > 1 ? 1 : 0)) << 1, address(first, word));
      if (n > 1) putVaruint(out, n);
    } else {
      for (let k = 0; k < n; k++) {
        putPlace(first.kind << 1, address(first, word + k));
        follows = address(first, word + k + 1);
      }
    }
    follows = address(first, word + n);
    i += n;
  }
  out.byte(RELOC_SENTINEL);
  return out.toBytes();
}
