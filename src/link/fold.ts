// Folding of what is equal (linker.md section 30), for --icf. Strings and constants that compilers mark as mergeable are
// cut into pieces, and each piece is placed once. Functions with equal bytes and equal relocations are placed once if
// they are only called: whoever takes an address may compare it. Equal means that targets are equal, too, which begins
// with the assumption that all candidates are and takes back what does not hold.
import type { PlacedSection, Relocation, Target } from '../arch/index.js';
import { alignUp } from '../base/index.js';
import { ELF } from '../elf/index.js';
import { INTERNAL, type Link, LinkSection, LinkSymbol } from './model.js';
import { targetKey } from './stubs.js';

export function foldEqual(link: Link): void {
  if (!link.optimize.icf) return;
  const flags = new Map<PlacedSection, number>();
  const sizes = new Map<PlacedSection, number>();
  for (const object of link.objects) {
    object.sections.forEach((section, i) => {
      if (!section) return;
      flags.set(section, object.elf.sections[i]!.flags);
      sizes.set(section, object.elf.sections[i]!.entrySize);
    });
  }
  mergePieces(link, flags, sizes);
  foldFunctions(link, flags);
}

interface Reference {
  readonly section: LinkSection;
  readonly index: number;
  readonly relocation: Relocation;
}

/** Every relocation that counts, by the section that it refers to. */
function referencesBySection(link: Link): Map<PlacedSection, Reference[]> {
  const references = new Map<PlacedSection, Reference[]>();
  for (const section of [...link.literals, ...link.arrays, ...link.sections]) {
    section.relocations.forEach((relocation, index) => {
      const { target } = relocation.symbol;
      if (target.kind !== 'section') return;
      const known = references.get(target.section);
      if (known) known.push({ section, index, relocation });
      else references.set(target.section, [{ section, index, relocation }]);
    });
  }
  return references;
}

interface Piece {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Offset of each piece, for a section that can be cut into pieces. */
function cut({ bytes, align }: LinkSection, flags: number, size: number): Piece[] | undefined {
  const pieces: Piece[] = [];
  if (size <= 0 || bytes.length % size !== 0) return undefined;
  const isZero = (at: number) => bytes.subarray(at, at + size).every((b) => b === 0);
  for (let start = 0; start < bytes.length; ) {
    let end = start + size;
    if (flags & ELF.SHF_STRINGS) {
      while (end <= bytes.length && !isZero(end - size)) end += size;
      if (end > bytes.length) return undefined;
    }
    // An empty string where no string can start is padding between two of them.
    const isPadding = (flags & ELF.SHF_STRINGS) !== 0 && end - start === size && start % align !== 0;
    if (!isPadding) pieces.push({ start, bytes: bytes.subarray(start, end) });
    start = end;
  }
  return pieces;
}

/** The last piece that starts at or before an offset. */
function pieceAt(pieces: readonly Piece[], offset: number): Piece | undefined {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[low - 1];
  return piece && offset < piece.start + piece.bytes.length ? piece : undefined;
}

function mergePieces(link: Link, flags: ReadonlyMap<PlacedSection, number>, sizes: ReadonlyMap<PlacedSection, number>) {
  const references = referencesBySection(link);
  interface Group {
    readonly sections: LinkSection[];
    readonly pieces: Map<LinkSection, Piece[]>;
  }
  const groups = new Map<string, Group>();
  for (const section of link.sections) {
    const own = flags.get(section) ?? 0;
    const size = sizes.get(section) ?? 0;
    if (!(own & ELF.SHF_MERGE) || own & ELF.SHF_WRITE || section.class !== 'rodata' || section.relocations.length > 0)
      continue;
    const pieces = cut(section, own, size);
    if (!pieces || !(references.get(section) ?? []).every((r) => canFollow(link, r, pieces))) continue;
    const key = `${own & ELF.SHF_STRINGS}:${size}:${section.align}`;
    const group: Group = groups.get(key) ?? { sections: [], pieces: new Map() };
    groups.set(key, group);
    group.sections.push(section);
    group.pieces.set(section, pieces);
  }
  for (const { sections, pieces } of groups.values()) mergeGroup(link, sections, pieces, references);
}

/** Is it known which piece a reference means. Offsets that stand in the relocated field are not looked for. */
function canFollow(link: Link, { section, relocation }: Reference, pieces: readonly Piece[]): boolean {
  const { symbol, addend, type } = relocation;
  const { target } = symbol;
  if (target.kind !== 'section') return false;
  if (symbol.type !== ELF.STT_SECTION) {
    const piece = pieceAt(pieces, target.value);
    return piece !== undefined && pieceAt(pieces, target.value + addend) === piece;
  }
  const isPlain = link.arch.explicitAddends && !link.arch.literalSections && link.arch.addressTypes.has(type);
  return isPlain && section.class !== 'array' && pieceAt(pieces, target.value + addend) !== undefined;
}

function mergeGroup(
  link: Link,
  sections: readonly LinkSection[],
  pieces: ReadonlyMap<LinkSection, readonly Piece[]>,
  references: ReadonlyMap<PlacedSection, readonly Reference[]>,
): void {
  const first = sections[0]!;
  const places = new Map<string, number>();
  const placeOf = ({ bytes }: Piece) => places.get(latin1(bytes))!;
  const kept: { at: number; bytes: Uint8Array }[] = [];
  let size = 0;
  for (const section of sections) {
    const before = size;
    for (const { bytes } of pieces.get(section)!) {
      const key = latin1(bytes);
      if (places.has(key)) continue;
      size = alignUp(size, section.align);
      places.set(key, size);
      kept.push({ at: size, bytes });
      size += bytes.length;
    }
    const saved = section.size - (size - before);
    if (saved > 0) {
      link.removals.push({ file: section.file, section: section.name, size: saved, why: 'equal', by: first.name });
    }
  }
  const bytes = new Uint8Array(size);
  for (const piece of kept) bytes.set(piece.bytes, piece.at);
  const merged = new LinkSection({
    name: first.name,
    file: INTERNAL,
    class: first.class,
    image: first.image,
    size,
    align: first.align,
    bytes,
  });
  link.sections[link.sections.indexOf(first)] = merged;
  const gone = new Set<LinkSection>(sections);
  link.sections = link.sections.filter((s) => !gone.has(s));
  const moved = new Map<LinkSymbol, Target>();
  for (const section of sections) {
    section.kept = false;
    const own = pieces.get(section)!;
    for (const { section: user, index, relocation } of references.get(section) ?? []) {
      const symbol = relocation.symbol as LinkSymbol;
      const { target } = symbol;
      if (target.kind !== 'section') continue;
      if (symbol.type === ELF.STT_SECTION) {
        const offset = target.value + relocation.addend;
        const piece = pieceAt(own, offset)!;
        const stand = new LinkSymbol(symbol.elf, symbol.file, undefined, symbol.elfSection);
        stand.target = { kind: 'section', section: merged, value: placeOf(piece) };
        user.relocations[index] = { ...relocation, symbol: stand, addend: offset - piece.start };
      } else if (!moved.has(symbol)) {
        const piece = pieceAt(own, target.value)!;
        moved.set(symbol, { kind: 'section', section: merged, value: placeOf(piece) + target.value - piece.start });
      }
    }
  }
  for (const [symbol, target] of moved) symbol.target = target;
}

function foldFunctions(link: Link, flags: ReadonlyMap<PlacedSection, number>): void {
  const references = referencesBySection(link);
  const entry = link.entry?.own?.section;
  const isCandidate = (section: LinkSection): boolean => {
    if (section.class !== 'text' || section.size === 0 || section === entry) return false;
    if ((flags.get(section) ?? 0) & ELF.SHF_WRITE || section.file === INTERNAL) return false;
    // Labels in itself are used by itself alone.
    return (references.get(section) ?? []).every(
      (r) => r.section === section || link.arch.isCall(r.section, r.relocation),
    );
  };
  const candidates = link.sections.filter(isCandidate);
  const classOf = new Map<PlacedSection, number>();
  let classes = 0;
  /** Sections with one key are in one class; the number of classes. */
  const divide = (keyOf: (section: LinkSection) => string): number => {
    const numbers = new Map<string, number>();
    const next = candidates.map((section) => {
      const key = keyOf(section);
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      return numbers.get(key)!;
    });
    candidates.forEach((section, i) => {
      classOf.set(section, next[i]!);
    });
    return numbers.size;
  };
  let count = divide(
    (s) => `${s.align}:${s.relocations.map((r) => `${r.type},${r.offset},${r.addend}`).join(';')}:${latin1(s.bytes)}`,
  );
  while (count !== classes) {
    classes = count;
    count = divide(
      (s) => `${classOf.get(s)}:${s.relocations.map((r) => nameOf(s, r.symbol.target, classOf)).join(';')}`,
    );
  }
  const standIn = new Map<number, LinkSection>();
  const replaced = new Map<PlacedSection, LinkSection>();
  for (const section of candidates) {
    const known = standIn.get(classOf.get(section)!);
    if (!known) standIn.set(classOf.get(section)!, section);
    else {
      replaced.set(section, known);
      section.kept = false;
      const by = `${known.file}:(${known.name})`;
      link.removals.push({ file: section.file, section: section.name, size: section.size, why: 'equal', by });
    }
  }
  if (replaced.size === 0) return;
  link.sections = link.sections.filter((s) => !replaced.has(s));
  for (const section of [...link.literals, ...link.arrays, ...link.sections]) {
    for (const { symbol } of section.relocations) {
      const { target } = symbol;
      const other = target.kind === 'section' ? replaced.get(target.section) : undefined;
      if (other && target.kind === 'section') (symbol as LinkSymbol).target = { ...target, section: other };
    }
  }
}

function nameOf(own: LinkSection, target: Target, classOf: ReadonlyMap<PlacedSection, number>): string {
  if (target.kind !== 'section') return targetKey(target);
  if (target.section === own) return `self+${target.value}`;
  const number = classOf.get(target.section);
  return number === undefined ? `s${(target.section as LinkSection).id}+${target.value}` : `c${number}+${target.value}`;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const b of bytes) text += String.fromCharCode(b);
  return text;
}
