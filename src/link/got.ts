// Passes 5 and 6: GOT slots (linker.md sections 9 and 24). The reference makes a slot per global name for every
// relocation of certain types, also where nothing reads it; those come first and are keyed by name. What the relocators
// ask for beyond that is keyed by address.
import type { ApplyContext, ScanContext, SymbolRef, Target } from '../arch/index.js';
import { RELOC_KIND } from '../mpy/index.js';
import { fixUp } from './entry-work.js';
import { memTarget } from './firmware.js';
import { INTERNAL, type Link, type LinkSection, type LinkSymbol, type Slot } from './model.js';
import { callStub, targetKey } from './stubs.js';
import { fitsWord, putWord } from './words.js';

export function collectSlots(link: Link): void {
  if (link.optimize.compact || link.optimize.relax) return;
  for (const section of link.sections) {
    for (const { type, symbol } of section.relocations) {
      if (!symbol.isLocal && symbol.name !== '' && link.arch.gotTypes.has(type)) symbolSlot(link, symbol);
    }
  }
}

export function scanContext(link: Link): ScanContext {
  return {
    wordSize: link.arch.wordSize,
    symbolSlot: (symbol) => symbolSlot(link, symbol),
    addressSlot: (target, addend, tag, adjust) => addressSlot(link, target, addend, tag, adjust),
    literalSlot: (name, symbol, addend) => literalSlot(link, name, symbol, addend),
    constant: (value) => constant(link, value),
    callStub: (target) => callStub(link, target),
    stubOf: (target) => (target.kind === 'loader' ? link.stubs.get(targetKey(target)) : undefined),
    addCode: (name, size, align, emit) => link.addCode(name, size, align, emit),
    skipsSlot: (symbol) => skipsSlot(link, symbol),
    fixUp: (section, relocation) => fixUp(link, section, relocation),
    beyondReference: (what, where) => link.beyondReference(what, where),
    error: (code, message, where, notes) => link.error(code, message, where, notes),
    warn: (code, message, where, notes) => link.warn(code, message, where, notes),
  };
}

/** A slot with the address of a section. */
export function sectionSlot(link: Link, section: LinkSection): Slot {
  return addressSlot(link, { kind: 'section', section, value: 0 }, 0);
}

/** A slot with the address where bss starts. */
export function bssSlot(link: Link): Slot {
  const first = link.data?.sections[0];
  return first ? sectionSlot(link, first) : sectionSlot(link, link.bssStart);
}

/**
 * The collector of most boards finds bss only through a word of text that holds its first address, and frees it when there
 * is none (mpy-format.md section 7.4). The reference leaves that to luck, and its bytes are kept where it can link.
 */
export function holdBss(link: Link): void {
  const first = link.data?.sections[0] ?? link.sections.find((s) => s.image === 'bss' && s.size > 0);
  const holds = ({ target, addend }: Slot) =>
    target.kind === 'section' &&
    (target.section === first || target.section === link.bssStart) &&
    target.value + addend === 0;
  if (first && link.isBeyond && !link.entryWork && !link.slots.some(holds)) sectionSlot(link, first);
}

export function symbolSlot(link: Link, symbol: SymbolRef): Slot {
  if (symbol.isLocal) return addressSlot(link, symbol.target, 0);
  const key = `name:${symbol.name}`;
  const known = link.slotsByKey.get(key);
  return known ?? addSlot(link, key, symbol.name, slotTarget(link, symbol as LinkSymbol), 0);
}

function skipsSlot(link: Link, symbol: SymbolRef): boolean {
  const { target } = symbol;
  if (!link.optimize.relax || target.kind !== 'section' || target.section.image !== 'text') return false;
  return symbol.isLocal || (!link.externs.has(symbol.name) && !memTarget(symbol.name));
}

/** In slots, fixed addresses and the firmware's mem* win over definitions (sections 7 and 9.3). */
function slotTarget(link: Link, symbol: LinkSymbol): Target {
  const extern = link.externs.get(symbol.name);
  if (extern !== undefined) {
    if (symbol.target.kind === 'section') {
      const address = (extern >>> 0).toString(16).padStart(8, '0');
      link.log(
        1,
        `Symbol ${symbol.name} is a fixed-address symbol at ${address} and is also provided from an object file`,
      );
    }
    return { kind: 'absolute', value: extern, why: 'extern' };
  }
  return memTarget(symbol.name) ?? symbol.target;
}

function addressSlot(link: Link, target: Target, addend: number, tag = '', adjust?: (value: number) => number): Slot {
  const base =
    target.kind === 'section'
      ? `section:${(target.section as LinkSection).id}+${target.value + addend}`
      : `${targetKey(target)}+${addend}`;
  const key = `${tag}:${base}`;
  const name = target.kind === 'section' ? target.section.name : target.kind === 'loader' ? target.name : 'fixed';
  return link.slotsByKey.get(key) ?? addSlot(link, key, `${name}+${addend}`, target, addend, adjust);
}

function literalSlot(link: Link, name: string, symbol: SymbolRef, addend: number): Slot {
  if (symbol.isLocal) return addressSlot(link, symbol.target, addend, name);
  return addend === 0
    ? symbolSlot(link, symbol)
    : addressSlot(link, slotTarget(link, symbol as LinkSymbol), addend, name);
}

function constant(link: Link, value: number): { address: number } {
  const known = link.constants.get(value);
  if (known) return known;
  const made = { address: 0 };
  link.constants.set(value, made);
  return made;
}

function addSlot(
  link: Link,
  key: string,
  name: string,
  target: Target,
  addend: number,
  adjust?: (value: number) => number,
): Slot {
  const slot: Slot = { name, target, addend, adjust, address: 0 };
  link.slotsByKey.set(key, slot);
  link.slots.push(slot);
  return slot;
}

/** Order of slots by what they point to: others, the firmware's, text, rodata, bss. */
function group({ target }: Slot): number {
  if (target.kind !== 'section') return 1;
  switch (target.section.class) {
    case 'text':
      return 2;
    case 'rodata':
      return 3;
    case 'bss':
    case 'data':
      return 4;
    case 'literal':
    case 'array':
    case 'internal':
      return 0;
  }
}

/** Sorts the slots and makes room for them: no new slots from here on. */
export function placeGot(link: Link): void {
  link.slots.sort((a, b) => group(a) - group(b));
  link.got.size = link.slots.length * link.arch.wordSize;
  if (link.arch.literalSections) {
    // Code reads both backwards.
    link.pool.size = link.constants.size * 4;
    link.sections.unshift(link.got, link.pool);
  } else link.sections.push(link.got);
}

const LOADER_CLASS: Readonly<Record<number, string>> = {
  [RELOC_KIND.QSTR_TABLE]: '.external.qstr_table',
  [RELOC_KIND.OBJ_TABLE]: '.external.obj_table',
  [RELOC_KIND.FUN_TABLE]: '.external',
};

/** The name of what a slot or word points to, as level 2 of -v shows it. */
function className(target: Target): string {
  switch (target.kind) {
    case 'section':
      return target.section.name;
    case 'absolute':
      return '.external.fixed_addr';
    case 'loader':
      if (memTarget(target.name)) return `.external.${target.name}`;
      return LOADER_CLASS[target.loaderKind] ?? '.external.mp_fun_table';
  }
}

/** Loader relocation kind of a word that holds the target's address, undefined when the address is a constant. */
export function loaderKind(target: Target): number | undefined {
  if (target.kind === 'absolute') return undefined;
  if (target.kind === 'loader') return target.loaderKind;
  return { text: 0, rodata: 1, bss: 2 }[target.section.image];
}

/** Writes the slots' words and their loader relocations, which come before all others. */
export function fillGot(link: Link): void {
  const { wordSize } = link.arch;
  const view = new DataView(link.text.buffer);
  link.log(2, `GOT: ${hex8(link.got.address)}`);
  for (const slot of link.slots) {
    const value = link.addressOf(slot.target) + slot.addend;
    const word = slot.adjust ? slot.adjust(value) : value;
    link.log(2, `  ${hex8(slot.address - link.got.address)} ${slot.name} -> ${className(slot.target)}+${hex8(word)}`);
    if (!fitsWord(word, wordSize)) {
      link.error('got-range', `the address ${word} of '${slot.name}' does not fit in a word`, { file: INTERNAL });
      continue;
    }
    putWord(view, slot.address, word, wordSize);
    const kind = loaderKind(slot.target);
    if (kind !== undefined) link.relocations.push({ section: 'text', offset: slot.address, kind });
  }
}

/** Writes the pool of constants. */
export function fillPool(link: Link): void {
  if (!link.arch.literalSections) return;
  const view = new DataView(link.text.buffer);
  link.log(2, `LIT: ${hex8(link.pool.address)}`);
  for (const [value, { address }] of link.constants) {
    link.log(2, `  ${hex8(address - link.pool.address)} = ${hex8(value)}`);
    putWord(view, address, value, 4);
  }
}

/** The data-word rule (section 11.1). */
export function dataWord(link: Link): ApplyContext['dataWord'] {
  const { wordSize, separateRodata } = link.arch;
  return (section, relocation, { view, offset, address }, inField = 0) => {
    const { target, name } = relocation.symbol;
    const where = { file: section.file, section: section.name, offset: relocation.offset };
    if (offset % wordSize !== 0) {
      link.error(
        'reloc-align',
        `the address of '${name}' is stored at a place that is not aligned to ${wordSize} bytes`,
        where,
        section.class === 'text'
          ? ['the loader changes only aligned words, and this one is part of an instruction: compile with -fpic']
          : ['the loader changes only aligned words: is the pointer in a packed structure?'],
      );
      return;
    }
    const value = link.addressOf(target) + relocation.addend + inField;
    if (!fitsWord(value, wordSize)) {
      link.error('reloc-range', `the address of '${name}' (${value}) does not fit in a word`, where);
      return;
    }
    if (target.kind !== 'section' && (target.kind === 'absolute' || value !== 0 || !isEntry(target))) {
      link.beyondReference(`data word with the address of '${name}'`, where);
    }
    link.log(3, `  ${hex8(address)} -> ${name} ${hex8(value)}`);
    putWord(view, offset, value, wordSize);
    const kind = loaderKind(target);
    if (kind === undefined) return;
    link.relocations.push({
      section: separateRodata && section.image === 'rodata' ? 'rodata' : 'text',
      offset,
      kind,
    });
  };
}

const hex8 = (n: number) => (n >>> 0).toString(16).padStart(8, '0');

/** One of the function-table entries that have a name of their own. */
const isEntry = (target: Target) =>
  target.kind === 'loader' && target.loaderKind >= RELOC_KIND.FUN_TABLE_ENTRY && !memTarget(target.name);
