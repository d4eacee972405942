// Pass 1: objects become sections and symbols (linker.md section 5). The reference selects sections by the start of
// their names; what it drops is placed here when, and only when, something refers to it, so that both give the same
// bytes wherever the reference can link.
import { type Arch, arches, identify, type SectionClass } from '../arch/index.js';
import { ELF, type ElfObject, type ElfSection, type ElfSymbol, EM, readObject } from '../elf/index.js';
import { type CutSection, cutPadding, type ShorterCode } from './cut-padding.js';
import { type Keep, type Link, type LinkObject, LinkSection, LinkSymbol, type NamedBytes } from './model.js';

interface Selection {
  readonly class: SectionClass;
  readonly keep: Keep;
}

/** Start of the name -> what becomes of the section. The first match counts. */
const BY_NAME: readonly (readonly [prefix: string, selection: Selection])[] = [
  ['.text', { class: 'text', keep: 'always' }],
  ['.rodata', { class: 'rodata', keep: 'always' }],
  ['.data.rel.ro', { class: 'rodata', keep: 'always' }],
  ['.bss', { class: 'bss', keep: 'always' }],
  ['.data', { class: 'data', keep: 'always' }],
  ['.srodata', { class: 'rodata', keep: 'if-used' }],
  ['.sdata', { class: 'data', keep: 'if-used' }],
  ['.sbss', { class: 'bss', keep: 'if-used' }],
];

/** Functions to call before mpy_init. */
const isArray = (section: ElfSection): boolean =>
  section.type === ELF.SHT_INIT_ARRAY || section.type === ELF.SHT_PREINIT_ARRAY || /^\.ctors(\.|$)/.test(section.name);
const isFinal = (section: ElfSection): boolean =>
  section.type === ELF.SHT_FINI_ARRAY || /^\.dtors(\.|$)/.test(section.name);

function select(arch: Arch, section: ElfSection, isMember: boolean): Selection | undefined {
  if (isFinal(section)) return undefined;
  if (isArray(section)) return section.size === 0 ? undefined : { class: 'array', keep: 'always' };
  if (section.type !== ELF.SHT_PROGBITS && section.type !== ELF.SHT_NOBITS) return undefined;
  // Libraries keep errno and the like per thread. There is one instance of these in a module (linker.md section 25.4).
  if (section.flags & ELF.SHF_TLS) {
    return isMember ? { class: section.type === ELF.SHT_NOBITS ? 'bss' : 'data', keep: 'if-used' } : undefined;
  }
  if (arch.literalSections && section.name.startsWith('.literal')) {
    return { class: 'literal', keep: section.size === 0 ? 'if-used' : 'always' };
  }
  const known = BY_NAME.find(([prefix]) => section.name.startsWith(prefix))?.[1];
  // The reference ignores empty sections, so they may not move anything unless somebody needs their address.
  if (known) return section.size === 0 ? { class: known.class, keep: 'if-used' } : known;
  if (!(section.flags & ELF.SHF_ALLOC)) return undefined;
  if (section.flags & ELF.SHF_EXECINSTR) return { class: 'text', keep: 'if-used' };
  if (!(section.flags & ELF.SHF_WRITE)) return { class: 'rodata', keep: 'if-used' };
  return { class: section.type === ELF.SHT_NOBITS ? 'bss' : 'data', keep: 'if-used' };
}

/** Reads one object and adds it to the link, unless it is refused. */
export function readInput(link: Link, input: NamedBytes, isMember = false): void {
  try {
    const elf = readObject(input.bytes, input.name);
    if (isAcceptable(link, elf) && hasCode(link, elf)) link.objects.push(makeObject(link, elf, isMember));
  } catch (error) {
    link.collect(error);
  }
}

function isAcceptable(link: Link, elf: ElfObject): boolean {
  const { arch } = link;
  const machine = EM[arch.elfMachine];
  const where = { file: elf.file };
  if (elf.machine !== machine || elf.class !== arch.elfClass) {
    const isMachine = elf.machine === machine;
    const is = isMachine ? `${elf.class}-bit, ${arch.name} is ${arch.elfClass}-bit` : `for ${machineOf(elf)}`;
    const { fit } = identify(elf);
    link.error(isMachine ? 'input-class' : 'input-arch', `incompatible arch: the object is ${is}`, where, [
      fit
        ? `it is for ${fit.name}: pass --arch ${fit.name}, or compile it for ${arch.name}`
        : `${arch.name} needs ${arch.elfMachine} (${machine}) of ${arch.elfClass} bits: compile for it, or choose another --arch`,
    ]);
    return false;
  }
  const { refuse, warn, floatAbi } = arch.judge(elf);
  if (refuse !== undefined) {
    link.error('input-flags', `the object cannot be used for ${arch.name}: ${refuse}`, where);
    return false;
  }
  if (warn !== undefined) link.warn('input-flags', `the object may not work on ${arch.name}: ${warn}`, where);
  if (floatAbi === undefined) return true;
  link.floatAbi ??= { abi: floatAbi, file: elf.file };
  if (link.floatAbi.abi === floatAbi) return true;
  link.error(
    'input-float-abi',
    `the object passes floating-point arguments in ${floatAbi}, ${link.floatAbi.file} in ${link.floatAbi.abi}`,
    where,
    ['compile all objects with the same -mfloat-abi, and take libraries that fit'],
  );
  return false;
}

/** What gcc makes with -flto is compiled only by its own linker. */
function hasCode(link: Link, elf: ElfObject): boolean {
  if (!elf.symbols.some(({ name }) => name === '__gnu_lto_slim')) return true;
  const message = "the object holds gcc's intermediate code for link-time optimization, no machine code";
  link.error('input-lto', message, { file: elf.file }, ['compile it without -flto, or with -ffat-lto-objects too']);
  return false;
}

function machineOf(elf: ElfObject): string {
  const names = Object.values(arches).filter((a) => EM[a.elfMachine] === elf.machine);
  return names[0]?.elfMachine ?? `ELF machine ${elf.machine}`;
}

/** Code behind constants of an odd size must not be reached at an odd address: picolibc's memcpy says that it needs no
 * alignment. The reference places it there. */
function leastAlignment(link: Link, section: ElfSection, kind: SectionClass): number {
  return kind === 'text' && section.size > 0 && !link.compat ? link.arch.codeAlignment : 1;
}

function makeObject(link: Link, elf: ElfObject, isMember: boolean): LinkObject {
  const keep: Keep[] = [];
  const cuts = new Map<number, CutSection>();
  const shorter = link.shorter?.get(link.objects.length);
  const sections = elf.sections.map((s) => {
    const selection = select(link.arch, s, isMember);
    keep.push(selection?.keep ?? 'never');
    if (!selection) {
      if (isFinal(s)) warnDropped(link, elf, s);
      return undefined;
    }
    const cut = cutOf(link, elf, s, shorter?.get(s.index));
    if (cut) cuts.set(s.index, cut);
    return new LinkSection({
      name: s.name,
      file: elf.file,
      class: selection.class,
      image: imageOf(link, selection.class),
      size: s.size - (cut?.removed ?? 0),
      align: Math.max(cut?.align ?? s.align, leastAlignment(link, s, selection.class)),
      bytes: cut?.bytes ?? s.bytes,
    });
  });
  const symbols = elf.symbols.map((original) => {
    const place = typeof original.place === 'number' ? original.place : 0;
    const section = sections[place];
    const s = moveSymbol(original, cuts.get(place));
    // Values may lie outside the section: compilers anchor at fixed distances.
    return new LinkSymbol(s, elf.file, section, elf.sections[place]);
  });
  for (const s of elf.sections) {
    const section = sections[s.index];
    if (!section || s.relocations.length === 0) continue;
    section.relocationSection = s.relocationSection;
    if (s.relocationsComeFirst) {
      link.beyondReference('relocations before the section that they are for', { file: elf.file, section: s.name });
    }
    if (s.relocations.some((r) => r.explicitAddend !== link.arch.explicitAddends)) {
      const [is, want] = link.arch.explicitAddends ? ['REL', 'RELA'] : ['RELA', 'REL'];
      link.error('input-relocations', `the relocations are of the ${is} form; ${link.arch.name} uses ${want}`, {
        file: elf.file,
        section: s.name,
      });
      continue;
    }
    const cut = cuts.get(s.index);
    checkSectionAddends(link, elf, s, cuts);
    const code = shorter?.get(s.index);
    section.relocations = s.relocations.map((r, i) => ({
      type: code?.get(i)?.type ?? r.type,
      offset: cut ? cut.move(r.offset) : r.offset,
      addend: r.addend,
      symbol: symbols[r.symbol]!,
    }));
  }
  return { elf, file: elf.file, sections, keep, symbols };
}

/** The section without superfluous padding, undefined when it stays as it is. */
function cutOf(link: Link, elf: ElfObject, section: ElfSection, shorter?: ShorterCode): CutSection | undefined {
  const cut = cutPadding(link.arch, section, shorter);
  if (!cut) return undefined;
  for (const offset of cut.failed) {
    link.error('reloc-align', 'the padding at this place is not enough for the alignment that it is for', {
      file: elf.file,
      section: section.name,
      offset,
    });
  }
  if (cut.removed === 0) return undefined;
  // The compatible mode keeps the reference's bytes.
  if (!link.compat) return cut;
  link.warn('reloc-align', 'code that is to be aligned is not, as linker relaxation is left out', {
    file: elf.file,
    section: section.name,
  });
  return undefined;
}

/** Addends from the start of a section that has moved inside cannot be followed; assemblers do not write them. */
function checkSectionAddends(
  link: Link,
  elf: ElfObject,
  section: ElfSection,
  cuts: ReadonlyMap<number, CutSection>,
): void {
  if (cuts.size === 0) return;
  for (const r of section.relocations) {
    const symbol = elf.symbols[r.symbol];
    if (symbol?.type !== ELF.STT_SECTION || r.addend === 0 || !cuts.has(symbol.place as number)) continue;
    link.error(
      'reloc-align',
      `a reference into '${symbol.name}' by offset, where padding has to be cut`,
      {
        file: elf.file,
        section: section.name,
        offset: r.offset,
      },
      ['assemble with -mno-relax, so that the assembler aligns the code itself'],
    );
  }
}

function moveSymbol(symbol: ElfSymbol, cut: CutSection | undefined): ElfSymbol {
  if (!cut) return symbol;
  const value = cut.move(symbol.value);
  return { ...symbol, value, size: cut.move(symbol.value + symbol.size) - value };
}

function imageOf(link: Link, sectionClass: SectionClass): 'text' | 'rodata' | 'bss' {
  const { separateRodata } = link.arch;
  switch (sectionClass) {
    case 'bss':
      return 'bss';
    case 'data':
      return separateRodata ? 'rodata' : 'bss';
    case 'rodata':
      return separateRodata ? 'rodata' : 'text';
    default:
      return 'text';
  }
}

function warnDropped(link: Link, elf: ElfObject, s: ElfSection): void {
  if (s.size === 0) return;
  link.warn('input-destructors', 'nothing ever unloads a native module, so its destructors are left out', {
    file: elf.file,
    section: s.name,
  });
}
