// Functions that have to run before mpy_init (linker.md section 28): C++'s and __attribute__((constructor))'s. Their
// arrays become one table in text, sorted by priority, and code of the architecture that goes through it and then on to
// mpy_init; the module is entered there instead of at mpy_init. The reference drops them.
import type { Relocation } from '../arch/index.js';
import { loaderKind } from './got.js';
import { INTERNAL, type Link, LinkSection } from './model.js';
import { fitsWord, putWord } from './words.js';

interface Call {
  readonly section: LinkSection;
  readonly relocation: Relocation;
  /** What stands in the word itself. */
  readonly stored: number;
}

/** .preinit_array before all others; smaller numbers first, those without one last; .ctors count down. */
function priority({ name }: LinkSection): number {
  const number = /\.(\d+)$/.exec(name)?.[1];
  if (name.startsWith('.preinit_array')) return -1;
  if (number === undefined) return 65536;
  return name.startsWith('.ctors') ? 65535 - Number(number) : Number(number);
}

export function placeConstructors(link: Link): void {
  const arrays = [...link.arrays].sort((a, b) => priority(a) - priority(b));
  const calls = arrays.flatMap((section) => callsOf(link, section));
  if (calls.length === 0) return;
  const { wordSize, constructors } = link.arch;
  const table = new LinkSection({
    name: '.internal.constructors.table',
    file: INTERNAL,
    class: 'internal',
    image: 'text',
    size: calls.length * wordSize,
    align: wordSize,
    emit: ({ view, offset, address }) => {
      calls.forEach(({ section, relocation, stored }, i) => {
        const { target, name } = relocation.symbol;
        const value = link.addressOf(target) + relocation.addend + stored;
        if (!fitsWord(value, wordSize)) {
          link.error('reloc-range', `the address of '${name}' (${value}) does not fit in a word`, {
            file: section.file,
          });
          return;
        }
        putWord(view, offset + i * wordSize, value, wordSize);
        const kind = loaderKind(target);
        if (kind !== undefined) link.relocations.push({ section: 'text', offset: address + i * wordSize, kind });
      });
    },
  });
  const code = new LinkSection({
    name: '.internal.constructors',
    file: INTERNAL,
    class: 'internal',
    image: 'text',
    size: constructors.size,
    align: constructors.align,
    emit: (place) => {
      const plan = { table: table.address, count: calls.length, entry: initAddress(link) };
      constructors.emit(place, plan, (offset, kind) => link.relocations.push({ section: 'text', offset, kind }));
    },
  });
  link.sections.push(table, code);
  link.constructors = code;
}

function callsOf(link: Link, section: LinkSection): Call[] {
  const { wordSize, addressTypes } = link.arch;
  const where = { file: section.file, section: section.name };
  link.beyondReference('constructors', where);
  const calls: Call[] = [];
  const view = new DataView(section.bytes.buffer, section.bytes.byteOffset, section.bytes.length);
  for (const relocation of [...section.relocations].sort((a, b) => a.offset - b.offset)) {
    const { offset, symbol, type } = relocation;
    if (type === 0) continue;
    const isWord = offset >= 0 && offset % wordSize === 0 && offset + wordSize <= section.bytes.length;
    const { target } = symbol;
    if (!addressTypes.has(type) || !isWord) {
      link.error('reloc-place', `${link.arch.relocationName(type)} in an array of constructors`, { ...where, offset });
    } else if (target.kind !== 'section' || target.section.image !== 'text') {
      link.error('reloc-target', `constructor '${symbol.name}' is no code of this module`, { ...where, offset });
    } else {
      const stored = wordSize === 4 ? view.getInt32(offset, true) : Number(view.getBigInt64(offset, true));
      calls.push({ section, relocation, stored });
    }
  }
  return section.name.startsWith('.ctors') ? calls.reverse() : calls;
}

const initAddress = (link: Link): number => {
  const own = link.entry?.own;
  return own ? own.section.address + own.value : 0;
};

/** Where the module starts once data is in place. */
export function entryAddress(link: Link): number {
  const code = link.constructors;
  return code ? code.address + link.arch.constructors.start + link.arch.codeBit : initAddress(link);
}
