// Pass 10: the map of what was linked (src/mpy/map.ts says what it is for), and the summary.
import { ELF } from '../elf/index.js';
import { hashImages, MAP_VERSION, type MapFile, type MapImage, type MapSection, type MapSymbol } from '../mpy/index.js';
import type { Link, LinkSection, LinkSymbol } from './model.js';

/** Sizes of a module, in bytes. */
export interface LinkSummary {
  /** Name of the ELF machine, as in `EM_RISCV`. */
  readonly archName: string;
  readonly textSize: number;
  readonly rodataSize: number;
  readonly bssSize: number;
  /** Number of words, at the end of text. */
  readonly gotEntries: number;
}

export function summarize(link: Link): LinkSummary {
  const summary = {
    archName: link.arch.elfMachine,
    textSize: link.text.length,
    rodataSize: link.rodata.length,
    bssSize: link.bssSize,
    gotEntries: link.slots.length,
  };
  link.log(1, `arch:         ${summary.archName}`);
  link.log(1, `text size:    ${summary.textSize}`);
  if (summary.rodataSize > 0) link.log(1, `rodata size:  ${summary.rodataSize}`);
  link.log(1, `bss size:     ${summary.bssSize}`);
  link.log(1, `GOT entries:  ${summary.gotEntries}`);
  return summary;
}

/** Level 2 of -v says what was left out. */
export function reportRemovals(link: Link): void {
  for (const { file, section, size, by } of link.removals) {
    link.log(2, `removed ${file}:(${section}) size=${size}${by === undefined ? '' : `, equal to ${by}`}`);
  }
  if (link.removals.length === 0) return;
  link.log(2, `removed ${link.removals.reduce((sum, r) => sum + r.size, 0)} bytes in ${link.removals.length} sections`);
}

const IMAGE_ORDER: Readonly<Record<MapImage, number>> = { text: 0, rodata: 1, bss: 2 };

function byPlace(a: MapSection | MapSymbol, b: MapSection | MapSymbol): number {
  return IMAGE_ORDER[a.image] - IMAGE_ORDER[b.image] || a.offset - b.offset;
}

export function makeMap(link: Link, source: string): MapFile {
  return {
    version: MAP_VERSION,
    arch: link.arch.name,
    source,
    hash: hashImages(link.text, link.rodata),
    textSize: link.text.length,
    rodataSize: link.rodata.length,
    bssSize: link.bssSize,
    sections: link.sections.map(sectionRow).sort(byPlace),
    symbols: symbolRows(link).sort(byPlace),
    got: link.slots.map(({ address, name }) => ({ offset: address, target: name })),
    relocations: link.relocations.map(({ section, offset, kind }) => ({ image: section, offset, kind })),
  };
}

const sectionRow = ({ name, file, image, address, size }: LinkSection): MapSection => ({
  name,
  file,
  image,
  offset: address,
  size,
});

/** Labels of the assembler and mapping symbols ($x, $d) name nothing that a reader knows. */
const isNoise = (symbol: LinkSymbol) =>
  symbol.name === '' ||
  symbol.type === ELF.STT_SECTION ||
  symbol.type === ELF.STT_FILE ||
  (symbol.isLocal && /^(?:\.L|\$)/.test(symbol.name)) ||
  (symbol.own !== undefined && (symbol.own.value < 0 || symbol.own.value > symbol.own.section.size));

function symbolRows(link: Link): MapSymbol[] {
  const rows: MapSymbol[] = [];
  const add = (symbol: LinkSymbol, section: LinkSection, value: number, binding: MapSymbol['binding']) =>
    rows.push({
      name: symbol.name,
      image: section.image,
      offset: section.address + value,
      size: symbol.elf.size,
      kind: isFunction(symbol, section) ? 'function' : 'object',
      binding,
      file: symbol.file,
    });
  for (const object of link.objects) {
    for (const symbol of object.symbols) {
      if (isNoise(symbol) || !symbol.own?.section.kept) continue;
      if (symbol.isLocal) add(symbol, symbol.own.section, symbol.own.value, 'local');
      else if (link.definitions.get(symbol.name) === symbol) {
        add(symbol, symbol.own.section, symbol.own.value, symbol.elf.binding === ELF.STB_WEAK ? 'weak' : 'global');
      }
    }
  }
  for (const { symbol, section } of link.commons.values()) add(symbol, section, 0, 'global');
  for (const section of link.sections) {
    // Stubs, veneers and the like have no symbol; their section's name says what they are.
    if (
      section.class !== 'internal' ||
      section.image !== 'text' ||
      section === link.got ||
      section === link.data?.image
    )
      continue;
    rows.push({
      name: section.name.replace(/^\.internal\./, ''),
      image: 'text',
      offset: section.address,
      size: section.size,
      kind: 'function',
      binding: 'local',
      file: section.file,
    });
  }
  return rows;
}

const isFunction = (symbol: LinkSymbol, section: LinkSection) =>
  symbol.type === ELF.STT_FUNC || (symbol.type === ELF.STT_NOTYPE && section.class === 'text');
