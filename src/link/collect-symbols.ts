// Pass 3: which definition of a name counts (linker.md sections 5.3 and 28). Strong beats weak, the first weak one beats
// later ones, a definition beats common symbols, of which the largest is allocated. Of COMDAT groups the first of each
// signature stays; the sections of later ones are as if they were not there.
import { ELF } from '../elf/index.js';
import { type Link, type LinkObject, LinkSection, type LinkSymbol } from './model.js';

export function collectSymbols(link: Link): void {
  const discarded = discardGroups(link);
  const commons = new Map<string, LinkSymbol>();
  for (const object of link.objects) {
    for (const symbol of object.symbols) {
      if (symbol.isLocal || symbol.name === '') continue;
      const { place } = symbol.elf;
      if (place === 'undefined') continue;
      if (place === 'common') {
        const known = commons.get(symbol.name);
        if (!known || known.elf.size < symbol.elf.size) commons.set(symbol.name, symbol);
      } else if (place === 'absolute' || (symbol.own && !discarded.has(symbol.own.section))) {
        define(link, symbol);
      }
    }
  }
  for (const [name, symbol] of commons) {
    if (link.definitions.has(name) && !isWeak(link.definitions.get(name)!)) continue;
    allocateCommon(link, name, symbol);
  }
}

function discardGroups(link: Link): Set<LinkSection> {
  const discarded = new Set<LinkSection>();
  const seen = new Set<string>();
  for (const object of link.objects) {
    for (const group of object.elf.groups) {
      // Thunks of the compiler stay where they are, as in the reference: each object calls its own.
      if (!group.comdat || link.arch.isPrivate?.(group.signature)) continue;
      if (!seen.has(group.signature)) {
        seen.add(group.signature);
        continue;
      }
      link.beyondReference(`COMDAT group '${group.signature}' that stands in several objects`, { file: object.file });
      for (const member of group.members) {
        const section = object.sections[member];
        if (!section) continue;
        section.kept = false;
        discarded.add(section);
      }
    }
  }
  return discarded;
}

const isWeak = (symbol: LinkSymbol) => symbol.elf.binding === ELF.STB_WEAK;

function define(link: Link, symbol: LinkSymbol): void {
  const known = link.definitions.get(symbol.name);
  if (!known) {
    link.definitions.set(symbol.name, symbol);
    return;
  }
  if (link.arch.isPrivate?.(symbol.name)) return;
  if (!isWeak(known) && !isWeak(symbol)) {
    link.error(
      'symbol-duplicate',
      `duplicate symbol: ${symbol.name}`,
      { file: symbol.file, section: sectionOf(symbol) },
      [`the first definition is in ${known.file}${known.own ? `:(${known.own.section.name})` : ''}`],
    );
    return;
  }
  link.beyondReference(`weak symbol '${symbol.name}' with several definitions`, { file: symbol.file });
  if (isWeak(known) && !isWeak(symbol)) link.definitions.set(symbol.name, symbol);
}

const sectionOf = (symbol: LinkSymbol) => symbol.own?.section.name;

/** Common symbols keep their alignment in st_value. */
function allocateCommon(link: Link, name: string, symbol: LinkSymbol): void {
  const where = { file: symbol.file };
  link.beyondReference(`common symbol '${name}'`, where);
  const align = symbol.elf.value || 1;
  if (align < 0 || !Number.isInteger(Math.log2(align))) {
    link.error('symbol-common', `the alignment ${align} of common symbol '${name}' is not a power of two`, where);
    return;
  }
  const section = new LinkSection({
    name: 'COMMON',
    file: symbol.file,
    class: 'bss',
    image: 'bss',
    size: symbol.elf.size,
    align,
  });
  link.commons.set(name, { symbol, section });
}

/** The objects' symbols that need something from elsewhere, in order. */
export function* undefinedSymbols(objects: readonly LinkObject[]): Generator<LinkSymbol> {
  for (const object of objects) {
    for (const symbol of object.symbols) {
      if (symbol.elf.place === 'undefined' && symbol.elf.binding === ELF.STB_GLOBAL && symbol.name !== '') yield symbol;
    }
  }
}
