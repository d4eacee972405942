// What has to happen before mpy_init: initialised data is copied to bss (linker.md section 21), and words of code that
// hold a distance from text to bss are completed, as only the loaded module knows where the two are (section 22.4).
// The architecture has the code for it, which takes the place of the jump at offset 0 of text.
import type { EntryWork, PlacedSection, Relocation } from '../arch/index.js';
import { InternalError } from '../base/index.js';
import { bssSlot } from './got.js';
import { INTERNAL, type Link, LinkSection } from './model.js';

export function fixUp(link: Link, section: PlacedSection, relocation: Relocation): void {
  if (!link.arch.entryCode?.canFixUp) throw new InternalError('fix-ups without code that makes them');
  link.fixUps.push({ section, relocation });
}

/** Decides whether entry code is needed, and makes what it reads. */
export function planEntryWork(link: Link): void {
  const count = link.fixUps.length;
  const { entryCode } = link.arch;
  if (!entryCode || (count === 0 && !link.data)) return;
  let table: LinkSection | undefined;
  if (count > 0) {
    table = new LinkSection({
      name: '.internal.fixups',
      file: INTERNAL,
      class: 'internal',
      image: 'text',
      size: 4 * count,
      align: 4,
      emit: ({ view, offset }) => {
        link.fixUps.forEach(({ section, relocation }, i) => {
          view.setUint32(offset + 4 * i, section.address + relocation.offset, true);
        });
      },
    });
    link.sections.push(table);
  }
  link.entryWork = { table, slot: entryCode.readsSlot ? bssSlot(link) : undefined };
}

const workOf = (link: Link): EntryWork => ({
  words: (link.data?.image.size ?? 0) / link.arch.wordSize,
  fixUps: link.fixUps.length,
});

export function entryWorkSize(link: Link): number {
  return link.arch.entryCode?.size(workOf(link)) ?? 0;
}

export function emitEntryWork(link: Link, text: DataView, entry: number): void {
  const plan = {
    ...workOf(link),
    image: link.data?.image.address ?? 0,
    table: link.entryWork?.table?.address ?? 0,
    slot: link.entryWork?.slot?.address ?? 0,
    entry,
  };
  link.arch.entryCode?.emit(text, plan, (offset, kind) => link.relocations.push({ section: 'text', offset, kind }));
}
