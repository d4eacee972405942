// Pass 8: contents. Copies the sections to their places, then lets the architecture patch them, in list order, which is
// also the order of the loader relocations.
import type { ApplyContext, Relocator } from '../arch/index.js';
import { InternalError } from '../base/index.js';
import { entryAddress } from './constructors.js';
import { emitEntryWork } from './entry-work.js';
import { dataWord, fillGot, fillPool } from './got.js';
import type { Entry } from './layout.js';
import type { Link, LinkSection } from './model.js';

export function relocateSections(link: Link, relocator: Relocator, entry: Entry): void {
  for (const section of link.sections) {
    if (section.image === 'text') link.text.set(section.bytes, section.address);
    else if (section.image === 'rodata') link.rodata.set(section.bytes, section.address);
  }
  const text = new DataView(link.text.buffer);
  const rodata = new DataView(link.rodata.buffer);
  writeEntry(link, text, entry);
  logSections(link);
  fillGot(link);
  fillPool(link);
  const context = applyContext(link);
  for (const section of link.sections) {
    if (section.emit) section.emit({ view: text, offset: section.address, address: section.address }, context);
    else if (section.relocations.length > 0) applyTo(link, relocator, section, text, rodata, context);
  }
}

function applyTo(
  link: Link,
  relocator: Relocator,
  section: LinkSection,
  text: DataView,
  rodata: DataView,
  context: ApplyContext,
): void {
  if (section.class === 'data' && section.image === 'bss') return;
  if (section.class === 'bss') {
    link.error('reloc-bss', 'a zero-filled section has relocations', { file: section.file, section: section.name }, [
      'the loader relocates nothing in bss',
    ]);
    return;
  }
  link.log(3, `${section.file}: ${section.name} relocations via ${section.relocationSection ?? ''}:`);
  relocator.apply(section, section.image === 'rodata' ? rodata : text, section.address, context);
}

function writeEntry(link: Link, text: DataView, entry: Entry): void {
  const init = link.entry?.own;
  if (!init) throw new InternalError('relocation without mpy_init');
  if (entry.kind === 'jump') link.text.set(entry.code, 0);
  if (entry.kind === 'work') emitEntryWork(link, text, entryAddress(link));
}

const hex8 = (n: number) => (n >>> 0).toString(16).padStart(8, '0');

function logSections(link: Link): void {
  link.log(2, 'sections:');
  for (const s of link.sections) link.log(2, `  ${hex8(s.address)} ${s.name} size=${s.size}`);
}

function applyContext(link: Link): ApplyContext {
  return {
    wordSize: link.arch.wordSize,
    get gotAddress() {
      return link.got.address;
    },
    addressOf: (target) => link.addressOf(target),
    dataWord: dataWord(link),
    loaderWord: (offset, kind) => link.relocations.push({ section: 'text', offset, kind }),
    trace: (section, relocation, target, isValue) => {
      if (link.logLevel < 3) return;
      const place = hex8(section.address + relocation.offset);
      link.log(3, `  ${place} ${relocation.symbol.name} ${isValue ? '==' : '->'} ${hex8(target)}`);
    },
    beyondReference: (what, where) => link.beyondReference(what, where),
    error: (code, message, where, notes) => link.error(code, message, where, notes),
  };
}
