// Pass 7: addresses (linker.md sections 10.1, 10.2 and 23). Sections go into their image in list order, each at the next
// multiple of its alignment. Offset 0 of text is what the loader calls: mpy_init itself, or a jump to it. The reference
// computes the jump as if the section of mpy_init came first; here it is computed from the final address, which in the
// reference's case gives the same bytes.
import type { BridgeContext, Relocator } from '../arch/index.js';
import { alignUp, InternalError } from '../base/index.js';
import { entryAddress } from './constructors.js';
import { entryWorkSize } from './entry-work.js';
import type { Link, LinkSection } from './model.js';

/** Beyond any memory that a module could be loaded into; keeps hostile sizes from becoming allocations. */
const MAX_IMAGE = 64 * 1024 * 1024;
const MAX_BSS = 2 ** 31 - 1;

/** What stands at offset 0 of text. */
export type Entry =
  | { readonly kind: 'none' }
  | { readonly kind: 'jump'; readonly code: Uint8Array }
  /** Code that does something before it jumps there. */
  | { readonly kind: 'work' };

/** Lays out, and lays out again when the relocator had to add code for jumps that do not reach. */
export function layout(link: Link, relocator: Relocator): Entry {
  let entry = layoutSections(link);
  const context: BridgeContext = {
    get textSize() {
      return link.text.length;
    },
    addressOf: (target) => link.addressOf(target),
    insertCode: (behind, name, size, align, emit) => link.insertCode(behind, name, size, align, emit),
  };
  // The reference bridges nothing.
  while (!link.compat && relocator.bridge?.(link.sections, context)) {
    link.insertSections();
    entry = layoutSections(link);
  }
  warnAlignment(link);
  return entry;
}

function layoutSections(link: Link): Entry {
  const sizes = { rodata: 0, bss: 0 };
  for (const section of link.data?.sections ?? []) sizes.bss = place(section, sizes.bss);
  if (link.data) sizes.bss = alignUp(sizes.bss, link.arch.wordSize);
  for (const section of link.sections) {
    if (section.image === 'rodata') sizes.rodata = place(section, sizes.rodata);
    else if (section.image === 'bss' && section.class !== 'data') sizes.bss = place(section, sizes.bss);
  }
  const { entry, size } = layoutText(link);
  checkSize(link, 'text', size, MAX_IMAGE);
  checkSize(link, 'rodata', sizes.rodata, MAX_IMAGE);
  checkSize(link, 'bss', sizes.bss, MAX_BSS);
  link.checkpoint();
  link.slots.forEach((slot, i) => {
    slot.address = link.got.address + i * link.arch.wordSize;
  });
  let word = link.pool.address;
  for (const place of link.constants.values()) {
    place.address = word;
    word += 4;
  }
  link.text = new Uint8Array(size);
  link.rodata = new Uint8Array(sizes.rodata);
  link.bssSize = sizes.bss;
  return entry;
}

function place(section: LinkSection, at: number): number {
  section.address = alignUp(at, section.align);
  return section.address + section.size;
}

/** Loaders align text and bss to the garbage collector's blocks of four words; more is up to luck (quirk Q15). */
function warnAlignment(link: Link): void {
  const blocks = 4 * link.arch.wordSize;
  for (const section of link.sections) {
    const guaranteed = section.image === 'text' ? (link.arch.textAlignment ?? blocks) : blocks;
    if (section.align <= guaranteed || section.size === 0) continue;
    link.warn(
      'layout-align',
      `the section wants an alignment of ${section.align} bytes; loaders promise ${guaranteed}`,
      {
        file: section.file,
        section: section.name,
      },
      // What compilers do by themselves is no more.
      link.arch.alignmentHint !== undefined && section.align <= 2 * guaranteed ? [link.arch.alignmentHint] : undefined,
    );
  }
}

function checkSize(link: Link, image: string, size: number, limit: number): void {
  if (size > limit)
    link.error('layout-size', `${image} would have ${size} bytes; more than ${limit} cannot be loaded anywhere`);
}

function placeText(link: Link, start: number): number {
  let at = start;
  for (const section of link.sections) if (section.image === 'text') at = place(section, at);
  return at;
}

function layoutText(link: Link): { entry: Entry; size: number } {
  const init = link.entry;
  if (!init?.own) throw new InternalError('layout without mpy_init');
  const { section } = init.own;
  const address = () => entryAddress(link);
  if (link.entryWork) {
    return { entry: { kind: 'work' }, size: placeText(link, entryWorkSize(link)) };
  }
  let size = placeText(link, 0);
  const wrong = link.arch.referenceEntry(firstText(link) === section, init.own.value, section.align);
  if (wrong) link.beyondReference(wrong, { file: section.file, section: section.name });
  if (address() === 0) {
    link.log(2, 'mpy_init is the first symbol in the .text segment, do not emit trampoline');
    return { entry: { kind: 'none' }, size };
  }
  const { align } = section;
  const { testedEntryAlignments, elfMachine } = link.arch;
  if (!testedEntryAlignments.includes(align)) {
    link.log(1, `A .text section with an alignment of ${align} bytes for ${elfMachine} is not tested and may not work`);
  }
  for (let room = align; room <= MAX_IMAGE; room += align) {
    size = placeText(link, room);
    const target = address();
    const hex = target.toString(16).padStart(8, '0');
    link.log(2, `Generating trampoline jumping to mpy_init at address ${hex} to fit in ${room} byte(s)`);
    const code = link.arch.entryJump(target);
    if (!code) break;
    if (code.length <= room) return { entry: { kind: 'jump', code }, size };
  }
  link.error('layout-entry', 'mpy_init is too far away for a jump from the start of the module', {
    file: section.file,
    section: section.name,
  });
  return { entry: { kind: 'none' }, size };
}

const firstText = (link: Link): LinkSection | undefined => link.sections.find((s) => s.image === 'text' && s.size > 0);
