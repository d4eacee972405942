// Objects that were assembled for linker relaxation carry, before each place with an alignment, as much padding as could
// ever be needed; the linker takes away what is too much (linker.md section 31), and what shorter code leaves (relax.ts). In such
// objects every branch and difference has a relocation, so code may move; offsets and symbols move with it.
// The reference leaves all padding in, and with it the places misaligned; where they are aligned the bytes are the same.
import type { Arch, Shorter } from '../arch/index.js';
import type { ElfSection } from '../elf/index.js';

export interface CutSection {
  readonly bytes: Uint8Array;
  readonly removed: number;
  /** At least what its places ask for. */
  readonly align: number;
  /** Where an offset of the section is now. */
  move(offset: number): number;
  /** Offsets of places whose padding does not suffice. */
  readonly failed: readonly number[];
}

/** Shorter instructions for relocations of one section, by their index. */
export type ShorterCode = ReadonlyMap<number, Shorter>;

export function cutPadding(arch: Arch, section: ElfSection, shorter?: ShorterCode): CutSection | undefined {
  const { padding } = arch;
  if (!padding) return undefined;
  const requests: { offset: number; size: number; align: number; code: readonly number[] | undefined }[] = [];
  section.relocations.forEach((r, i) => {
    const code = shorter?.get(i);
    const align = padding.alignment(r.type, r.addend) ?? 1;
    if (code) requests.push({ offset: r.offset, size: code.size, align: 1, code: code.bytes });
    else if (align > 1) requests.push({ offset: r.offset, size: r.addend, align, code: undefined });
  });
  if (requests.length === 0) return undefined;
  requests.sort((a, b) => a.offset - b.offset);

  const cuts: { at: number; count: number; before: number }[] = [];
  const failed: number[] = [];
  const bytes = section.bytes.slice();
  let removed = 0;
  let end = 0;
  let align = section.align;
  for (const r of requests) {
    const now = r.offset - removed;
    const needed = r.code ? r.code.length : (r.align - (now % r.align)) % r.align;
    align = Math.max(align, r.align);
    if (r.offset < end || r.offset + r.size > bytes.length || needed > r.size) {
      failed.push(r.offset);
      continue;
    }
    end = r.offset + r.size;
    if (needed === r.size && !r.code) continue;
    bytes.set(r.code ?? padding.fill(needed), r.offset);
    cuts.push({ at: r.offset + needed, count: r.size - needed, before: removed });
    removed += r.size - needed;
  }
  const move = (offset: number): number => {
    // The last cut that starts before the offset.
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle]!.at < offset) low = middle + 1;
      else high = middle;
    }
    const cut = cuts[low - 1];
    return cut ? offset - cut.before - Math.min(cut.count, offset - cut.at) : offset;
  };
  const kept = new Uint8Array(bytes.length - removed);
  let from = 0;
  let to = 0;
  for (const { at, count } of [...cuts, { at: bytes.length, count: 0 }]) {
    kept.set(bytes.subarray(from, at), to);
    to += at - from;
    from = at + count;
  }
  return { bytes: kept, removed, align, move, failed };
}
