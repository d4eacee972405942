// Initialised writable data (linker.md section 21, placement A): its space is the start of bss, its contents an image in
// text, which the entry code copies before it goes on to mpy_init. Pointers in the data are loader relocations of the
// image, so that the copied words are right. Code reaches the data as it reaches bss.
import type { Relocator } from '../arch/index.js';
import { alignUp, InternalError } from '../base/index.js';
import { sectionSlot } from './got.js';
import { INTERNAL, type Link, LinkSection } from './model.js';

export function placeData(link: Link, relocator: Relocator): void {
  const sections = link.sections.filter((s) => s.class === 'data' && s.image === 'bss');
  const first = sections[0];
  if (!first || sections.every((s) => s.size === 0)) return;
  if (!link.arch.entryCode) throw new InternalError(`${first.name} in bss without code that fills it`);
  let size = 0;
  for (const section of sections) size = alignUp(size, section.align) + section.size;
  const image = new LinkSection({
    name: '.internal.data',
    file: INTERNAL,
    class: 'internal',
    image: 'text',
    size: alignUp(size, link.arch.wordSize),
    align: link.arch.wordSize,
    emit: ({ view, offset }, context) => {
      for (const section of sections) {
        const at = offset + section.address;
        link.text.set(section.bytes, at);
        if (section.relocations.length > 0) relocator.apply(section, view, at, context);
      }
    },
  });
  link.sections.push(image);
  link.data = { sections, image };
  if (link.arch.entryCode.readsSlot) sectionSlot(link, first);
}
