// Pass 4: what every symbol stands for, and with it which sections take part (linker.md section 8). Sections that the
// reference drops are placed when a placed section refers to them, step by step until nothing changes.

import { REGISTERS_DESTRUCTOR, type Target } from '../arch/index.js';
import type { Where } from '../base/index.js';
import { ELF } from '../elf/index.js';
import { undefinedSymbols } from './collect-symbols.js';
import { entryTarget, loaderTarget, memTarget } from './firmware.js';
import { hintsFor, NO_THREADS } from './hints.js';
import type { Link, LinkObject, LinkSection, LinkSymbol } from './model.js';
import { addBuiltin, addMemStub, targetKey } from './stubs.js';

export function resolveSymbols(link: Link): void {
  const referenced = placeSections(link);
  for (const section of [...link.literals, ...link.arrays, ...link.sections]) {
    for (const { symbol, offset } of section.relocations) {
      const known = symbol as LinkSymbol;
      if (!known.isResolved) known.target = targetOf(link, known, { section, offset });
    }
  }
  // Stubs come in the order in which the objects first need them, each before the one before it (section 8.1).
  for (const symbol of undefinedSymbols(link.objects)) {
    if (link.definitions.has(symbol.name) || link.commons.has(symbol.name) || link.externs.has(symbol.name)) continue;
    if (link.optimize.gcSections && !referenced.has(symbol)) continue;
    const mem = memTarget(symbol.name);
    if (mem && link.arch.stub && !link.stubs.has(targetKey(mem))) addMemStub(link, link.arch.stub, mem);
  }
  reportUndefined(link, referenced);
  const entry = link.definitions.get('mpy_init');
  if (!entry?.own) {
    const local = link.objects.some((o) => o.symbols.some((s) => s.name === 'mpy_init' && s.isLocal));
    link.error('symbol-entry', 'unknown symbol: mpy_init', undefined, [
      local
        ? 'there is a static mpy_init: remove the word static from its definition'
        : 'define it in one of the objects: mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args)',
    ]);
  } else if (entry.own.section.image !== 'text' || entry.own.section.class !== 'text') {
    link.error('symbol-entry', 'mpy_init is not code', { file: entry.file, section: entry.own.section.name });
  } else if (entry.own.value < 0 || entry.own.value >= entry.own.section.size) {
    link.error('symbol-entry', 'mpy_init lies outside its section', {
      file: entry.file,
      section: entry.own.section.name,
    });
  }
  link.entry = entry;
}

interface Reference {
  readonly section: LinkSection;
  readonly offset: number;
}

/** What can be reached from some sections, and the first place that refers to each symbol. */
interface Reached {
  readonly sections: ReadonlySet<LinkSection>;
  readonly references: Map<LinkSymbol, Reference>;
}

function reach(link: Link, roots: Iterable<LinkSection>): Reached {
  const references = new Map<LinkSymbol, Reference>();
  const sections = new Set<LinkSection>();
  const queue: LinkSection[] = [];
  const add = (section: LinkSection) => {
    if (sections.has(section) || !section.kept) return;
    sections.add(section);
    queue.push(section);
  };
  for (const root of roots) add(root);
  for (let i = 0; i < queue.length; i++) {
    const section = queue[i]!;
    for (const relocation of section.relocations) {
      const symbol = relocation.symbol as LinkSymbol;
      if (references.has(symbol)) continue;
      references.set(symbol, { section, offset: relocation.offset });
      const definition = symbol.isLocal ? symbol : (link.definitions.get(symbol.name) ?? symbol);
      if (definition.own) add(definition.own.section);
      const common = symbol.isLocal ? undefined : link.commons.get(symbol.name);
      if (common) sections.add(common.section);
    }
  }
  return { sections, references };
}

/** Sections that are placed whether or not something refers to them: all that are loaded, or what cannot be missed. */
function* rootSections(link: Link, gcSections: boolean): Iterable<LinkSection> {
  for (const object of link.objects) {
    for (const [index, section] of object.sections.entries()) {
      if (!section || object.keep[index] !== 'always') continue;
      const isRetained = (object.elf.sections[index]!.flags & ELF.SHF_GNU_RETAIN) !== 0;
      if (!gcSections || section.class === 'array' || isRetained) yield section;
    }
  }
  for (const name of link.optimize.keep) {
    const own = link.definitions.get(name)?.own;
    if (own) yield own.section;
  }
  const entry = link.definitions.get('mpy_init')?.own?.section;
  if (entry) yield entry;
}

/** Fills link.sections; returns the first place that refers to each symbol. */
function placeSections(link: Link): Map<LinkSymbol, Reference> {
  for (const name of link.optimize.keep) {
    if (!link.definitions.get(name)?.own) link.error('symbol-keep', `there is no symbol ${name} to keep`);
  }
  const { sections: placed, references } = reach(link, rootSections(link, link.optimize.gcSections));
  for (const object of link.objects) {
    object.sections.forEach((section, index) => {
      if (!section) return;
      if (!placed.has(section)) {
        if (section.kept && object.keep[index] === 'always') {
          const { file, name, size } = section;
          link.removals.push({ file, section: name, size, why: 'unused' });
        }
        section.kept = false;
      } else {
        checkPlaced(link, object, section, index);
        if (object.keep[index] === 'if-used') {
          link.beyondReference('reference to a section of this name', { file: section.file, section: section.name });
        }
        listOf(link, section).push(section);
      }
    });
  }
  for (const { section } of link.commons.values()) {
    if (!link.optimize.gcSections || placed.has(section)) link.sections.push(section);
    else link.removals.push({ file: section.file, section: section.name, size: section.size, why: 'unused' });
  }
  return references;
}

function listOf(link: Link, section: LinkSection): LinkSection[] {
  if (section.class === 'literal') return link.literals;
  return section.class === 'array' ? link.arrays : link.sections;
}

function checkPlaced(link: Link, object: LinkObject, section: LinkSection, index: number): void {
  const elf = object.elf.sections[index]!;
  const where = { file: section.file, section: section.name };
  if (elf.flags & ELF.SHF_COMPRESSED) {
    link.error(
      'input-compressed',
      'the section is compressed, which is only supported for sections that are not loaded',
      where,
      ['expand it with objcopy --decompress-debug-sections, or compile without -Wa,--compress-debug-sections'],
    );
  }
  if (section.class === 'data' && link.compat && section.size > 0) {
    link.error('compat', `${section.name} non-empty`, { file: section.file }, [
      'the reference linker cannot link initialised writable data; leave out the compatible mode, or make it const',
    ]);
  }
  if (section.class === 'bss' && section.bytes.some((b) => b !== 0)) {
    link.error('input-bss', 'a section named as zero-filled has contents', where, [
      'rename it to .data, or take the initialiser away',
    ]);
  }
}

function targetOf(link: Link, symbol: LinkSymbol, from: Reference): Target {
  checkIfunc(link, symbol, from);
  if (symbol.isLocal) return localTarget(link, symbol, from);
  const { name } = symbol;
  const isUndefined = symbol.elf.place === 'undefined';
  if (isUndefined) {
    if (name === '_GLOBAL_OFFSET_TABLE_') return { kind: 'section', section: link.got, value: 0 };
    const fixed = loaderTarget(name);
    if (fixed) return fixed;
  }
  if (symbol.own?.section.kept && link.arch.isPrivate?.(name)) {
    return { kind: 'section', section: symbol.own.section, value: symbol.own.value };
  }
  const common = link.commons.get(name);
  if (common) return { kind: 'section', section: common.section, value: 0 };
  const definition = link.definitions.get(name);
  if (definition) {
    if (definition.elf.place === 'absolute') {
      link.beyondReference(`absolute symbol '${name}'`, { file: symbol.file });
      return { kind: 'absolute', value: definition.elf.value, why: 'absolute' };
    }
    if (definition.own) return { kind: 'section', section: definition.own.section, value: definition.own.value };
  }
  if (!isUndefined) return missing(link, symbol, from);
  const extern = link.externs.get(name);
  if (extern !== undefined) return { kind: 'absolute', value: extern, why: 'extern' };
  const entry = entryTarget(name) ?? memTarget(name);
  if (entry) return entry;
  const builtin = link.arch.builtin(name);
  if (builtin) {
    link.beyondReference(`undefined symbol '${name}'`, { file: symbol.file });
    if (REGISTERS_DESTRUCTOR.has(name)) warnDestructors(link, { file: symbol.file, section: from.section.name });
    const value = builtin.isData ? 0 : (builtin.start ?? 0) + link.arch.codeBit;
    return { kind: 'section', section: addBuiltin(link, name, builtin), value };
  }
  if (symbol.elf.binding === ELF.STB_WEAK)
    link.beyondReference(`undefined weak symbol '${name}'`, { file: symbol.file });
  return { kind: 'absolute', value: 0, why: 'weak' };
}

function warnDestructors(link: Link, where: Where): void {
  if (link.warnings.some((w) => w.code === 'input-destructors')) return;
  link.warn('input-destructors', 'nothing ever unloads a native module, so its destructors are left out', where);
}

/** The code at such a symbol is no function, but gives the address of one: glibc has them for strings and mathematics. */
function checkIfunc(link: Link, symbol: LinkSymbol, from: Reference): void {
  const definition = symbol.isLocal ? symbol : link.definitions.get(symbol.name);
  if (definition?.type !== ELF.STT_GNU_IFUNC) return;
  link.ifuncs.files.add(definition.file);
  if (link.ifuncs.names.has(symbol.name)) return;
  link.ifuncs.names.add(symbol.name);
  link.error(
    'symbol-ifunc',
    `'${symbol.name}' of ${definition.file} is an IFUNC: which version of it fits the processor is chosen when a program is loaded`,
    { file: from.section.file, section: from.section.name, offset: from.offset },
    [
      'nothing chooses for a native module: write the function, or take it from a library without IFUNCs (musl, picolibc)',
    ],
  );
}

function localTarget(link: Link, symbol: LinkSymbol, from: Reference): Target {
  if (symbol.own?.section.kept) return { kind: 'section', section: symbol.own.section, value: symbol.own.value };
  if (symbol.elf.place === 'absolute') return { kind: 'absolute', value: symbol.elf.value, why: 'absolute' };
  // Symbol 0 stands for "no symbol".
  if (symbol.elf.index === 0) return { kind: 'absolute', value: 0, why: 'absolute' };
  return missing(link, symbol, from);
}

/** Compilers refer to variables by labels of their own (.LANCHOR0) and by sections; a person knows the variable. */
function variableName(link: Link, symbol: LinkSymbol): string {
  if (symbol.name !== '' && symbol.type !== ELF.STT_SECTION && !symbol.name.startsWith('.L')) return symbol.name;
  const { place, value } = symbol.elf;
  const object = link.objects.find((o) => o.symbols[symbol.elf.index] === symbol);
  const named = object?.symbols.find(
    ({ elf, type }) =>
      type === ELF.STT_TLS && elf.place === place && elf.value <= value && value < elf.value + elf.size,
  );
  return named?.name ?? symbol.name;
}

/** A symbol whose section is not placed: thread-local data, a discarded group, or nothing that is ever loaded. */
function missing(link: Link, symbol: LinkSymbol, from: Reference): Target {
  const section = symbol.elfSection;
  const where = { file: from.section.file, section: from.section.name, offset: from.offset };
  if (symbol.type === ELF.STT_TLS || (section && section.flags & ELF.SHF_TLS)) {
    const name = variableName(link, symbol);
    link.error('reloc-tls', `thread-local variable '${name}' cannot be used in a native module`, where, [NO_THREADS]);
  } else if (symbol.own) {
    link.error(
      'symbol-discarded',
      `'${symbol.name}' is in ${section?.name ?? 'a section'} of a COMDAT group that was left out`,
      where,
      ['only global symbols of such a group can be referred to from outside it'],
    );
  } else {
    link.error(
      'symbol-unplaced',
      `'${symbol.name}' is in ${section?.name ?? 'a section'}, which is not loaded`,
      where,
      ['only sections with the flag SHF_ALLOC become part of a module'],
    );
  }
  return { kind: 'absolute', value: 0, why: 'weak' };
}

function reportUndefined(link: Link, references: ReadonlyMap<LinkSymbol, Reference>): void {
  let used: ReadonlyMap<LinkSymbol, Reference> | undefined;
  const isUsed = (symbol: LinkSymbol) => {
    used ??= link.compat ? references : reach(link, rootSections(link, true)).references;
    return used.has(symbol);
  };
  for (const symbol of undefinedSymbols(link.objects)) {
    const { name } = symbol;
    const reference = references.get(symbol);
    if (!reference && !link.compat) continue;
    if (name === '_GLOBAL_OFFSET_TABLE_' || loaderTarget(name) || link.definitions.has(name) || link.commons.has(name))
      continue;
    // What only the choice needs is no news.
    if (link.ifuncs.files.has(symbol.file)) continue;
    if (link.externs.has(name) || entryTarget(name) || memTarget(name) || link.arch.builtin(name)) continue;
    link.error(
      'symbol-undefined',
      `undefined symbol: ${name}`,
      { file: symbol.file, section: reference?.section.name, offset: reference?.offset },
      [...(isUsed(symbol) ? [] : [UNUSED]), ...hintsFor(name, link.arch.name, link.archives)],
    );
  }
}

const UNUSED = 'nothing that the module uses refers to this code: --gc-sections (or -O) leaves it out';
