// Xtensa, call0 and windowed: linker.md sections 9.2, 10.2, 11.5, 21.1 and 26.
//
// What is odd: code gets at every address and larger constant with L32R, which reads a word up to 256 KiB before the
// instruction. Assemblers collect these words in sections .literal*, which are not placed: each word that the loader has
// to relocate becomes a GOT slot, each other one an entry of a pool of constants, and both stand first in text. Hence a
// relocation of L32R names a place in a section that does not exist any more; it is looked up in `literals`.
// All instructions of interest have 24 bits and are read as such (a 16-bit one has its fields in the low half).
import { archCode, FUN_TABLE_COUNT } from '../abi/index.js';
import { InternalError, type Where } from '../base/index.js';
import { ELF, type ElfObject } from '../elf/index.js';
import type {
  ApplyContext,
  Arch,
  BridgeContext,
  CodeBlock,
  ConstructorCode,
  EntryCode,
  GotSlot,
  Judgement,
  PlacedSection,
  Relocation,
  Relocator,
  ScanContext,
} from './arch.js';
import { type BridgeCode, Bridges } from './bridges.js';
import { builtinsOf, routineBuiltins } from './routines.js';
import { describe, signedRange, whereOf } from './table-relocator.js';

const R_XTENSA_32 = 1;
const R_XTENSA_PLT = 6;

/**
 * data: a word that the loader relocates; relative: S+A-P; slot: the operand of an instruction; ignored: notes for a
 * linker that moves code; difference: of two labels, which the assembler has computed already.
 */
type Rule = 'none' | 'data' | 'relative' | 'slot' | 'ignored' | 'difference' | 'tls' | 'unsupported';

interface Row {
  readonly name: string;
  readonly rule: Rule;
  readonly size: number;
  /** What the reference linker does with it in code: never, always, or only for labels of code. */
  readonly reference: 'never' | 'always' | 'code';
}

const row = (
  type: number,
  name: string,
  rule: Rule,
  size = 0,
  reference: Row['reference'] = 'never',
): readonly [number, Row] => [type, { name: `R_XTENSA_${name}`, rule, size, reference }];

const FLIX_SLOTS = Array.from({ length: 14 }, (_, i) => row(21 + i, `SLOT${i + 1}_OP`, 'unsupported'));
const ALT_SLOTS = Array.from({ length: 15 }, (_, i) => row(35 + i, `SLOT${i}_ALT`, 'unsupported'));

const TABLE: ReadonlyMap<number, Row> = new Map([
  row(0, 'NONE', 'none'),
  row(R_XTENSA_32, '32', 'data', 4),
  row(2, 'RTLD', 'unsupported'),
  row(3, 'GLOB_DAT', 'unsupported'),
  row(4, 'JMP_SLOT', 'unsupported'),
  row(5, 'RELATIVE', 'unsupported'),
  row(R_XTENSA_PLT, 'PLT', 'data', 4),
  row(8, 'OP0', 'unsupported'),
  row(9, 'OP1', 'unsupported'),
  row(10, 'OP2', 'unsupported'),
  row(11, 'ASM_EXPAND', 'ignored', 0, 'code'),
  row(12, 'ASM_SIMPLIFY', 'ignored'),
  row(14, '32_PCREL', 'relative', 4),
  row(15, 'GNU_VTINHERIT', 'none'),
  row(16, 'GNU_VTENTRY', 'none'),
  row(17, 'DIFF8', 'difference', 1),
  row(18, 'DIFF16', 'difference', 2),
  row(19, 'DIFF32', 'difference', 4, 'code'),
  row(20, 'SLOT0_OP', 'slot', 2, 'always'),
  ...FLIX_SLOTS,
  ...ALT_SLOTS,
  row(50, 'TLSDESC_FN', 'tls'),
  row(51, 'TLSDESC_ARG', 'tls'),
  row(52, 'TLS_DTPOFF', 'tls'),
  row(53, 'TLS_TPOFF', 'tls'),
  row(54, 'TLS_FUNC', 'tls'),
  row(55, 'TLS_ARG', 'tls'),
  row(56, 'TLS_CALL', 'tls'),
  row(57, 'PDIFF8', 'difference', 1),
  row(58, 'PDIFF16', 'difference', 2),
  row(59, 'PDIFF32', 'difference', 4, 'code'),
  row(60, 'NDIFF8', 'difference', 1),
  row(61, 'NDIFF16', 'difference', 2),
  row(62, 'NDIFF32', 'difference', 4, 'code'),
]);

const relocationName = (type: number): string => TABLE.get(type)?.name ?? `type ${type}`;

/** The operand of an instruction that names a place. */
interface Operand {
  readonly name: string;
  /** Of the instruction, in bytes. */
  readonly size: 2 | 3;
  readonly low: number;
  readonly high: number;
  readonly multiple: 1 | 4;
  /** Goes on somewhere else, so that a stub can stand in for the target. */
  readonly transfers: boolean;
  /** What distances are counted from. */
  from(place: number): number;
  /** The instruction with the distance put in. */
  put(insn: number, distance: number): number;
}

const next = (place: number): number => place + 4;
const nextWord = (place: number): number => (place & ~3) + 4;
function operand(
  name: string,
  size: 2 | 3,
  range: readonly [number, number],
  put: Operand['put'],
  more: { readonly multiple?: 4; readonly transfers?: boolean; readonly from?: Operand['from'] } = {},
): Operand {
  const { multiple = 1, transfers = false, from = next } = more;
  return { name, size, low: range[0], high: range[1], multiple, transfers, from, put };
}

const put18 = (insn: number, d: number): number => (insn & 0x3f) | ((d & 0x3ffff) << 6);
const put12 = (insn: number, d: number): number => (insn & 0xfff) | ((d & 0xfff) << 12);
const put8 = (insn: number, d: number): number => (insn & 0xffff) | ((d & 0xff) << 16);
/** imm6: bits 5:4 in 5:4, 3:0 in 15:12. */
const put6 = (insn: number, d: number): number => (insn & 0x0fcf) | (d & 0x30) | ((d & 0xf) << 12);

const L32R = operand('l32r', 3, [-(2 ** 18), -4], (insn, d) => (insn & 0xff) | (((d >> 2) & 0xffff) << 8), {
  multiple: 4,
  from: (place) => (place + 3) & ~3,
});
const CALL = operand('call', 3, [-(2 ** 19), 2 ** 19 - 4], (insn, d) => put18(insn, d >> 2), {
  multiple: 4,
  transfers: true,
  from: nextWord,
});
const JUMP = operand('j', 3, signedRange(18), put18, { transfers: true });
const BRANCH12 = operand('branch', 3, signedRange(12), put12);
const BRANCH8 = operand('branch', 3, signedRange(8), put8);
const LOOP = operand('loop', 3, [0, 255], put8);
const BRANCH6 = operand('branch', 2, [0, 63], put6);

/** The instruction's operand, undefined when it has none that names a place. */
function operandOf(insn: number): Operand | undefined {
  const n = (insn >> 4) & 3;
  const m = (insn >> 6) & 3;
  const r = (insn >> 12) & 15;
  switch (insn & 15) {
    case 1:
      return L32R;
    case 5:
      return CALL;
    case 6:
      if (n === 0) return JUMP;
      if (n === 1) return BRANCH12;
      if (n === 2) return BRANCH8;
      if (m === 1) return r <= 1 ? BRANCH8 : r >= 8 && r <= 10 ? LOOP : undefined;
      return m === 0 ? undefined : BRANCH8;
    case 7:
      return BRANCH8;
    case 12:
      return insn & 0x80 ? BRANCH6 : undefined;
    default:
      return undefined;
  }
}

const read24 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | ((bytes[at + 2] ?? 0) << 16);

const putInsn = (view: DataView, at: number, insn: number, size: 2 | 3): void => {
  view.setUint16(at, insn & 0xffff, true);
  if (size === 3) view.setUint8(at + 2, (insn >> 16) & 0xff);
};

const wordAt = (section: PlacedSection, at: number): number =>
  new DataView(section.bytes.buffer, section.bytes.byteOffset, section.bytes.length).getInt32(at, true);

const hexOffset = (n: number): string => (n < 0 ? `-0x${(-n).toString(16)}` : `0x${n.toString(16)}`);

/** A register that is free when a function is entered: the static chain is a8, and a window's second is its new a1. */
const scratch = (insn: number): number => ((insn & 15) === 5 && (insn >> 4) & 3 ? 4 * ((insn >> 4) & 3) + 1 : 9);

class XtensaRelocator implements Relocator {
  /** What became of each word of the literal sections, by offset. */
  private readonly literals = new Map<PlacedSection, GotSlot[]>();
  private readonly stubs = new Map<Relocation, CodeBlock>();
  private readonly bridges = new Bridges();
  private readonly stubsByKey = new Map<string, CodeBlock>();
  /** How the reference linker would tell literals and slots apart: file and offset, and names. */
  private readonly byOffset = new Map<string, GotSlot>();
  private readonly byName = new Map<string, GotSlot>();
  private warned = false;

  scan(sections: readonly PlacedSection[], context: ScanContext): void {
    for (const section of sections) {
      if (section.class === 'literal') this.scanLiterals(section, context);
    }
    for (const section of sections) {
      if (section.class === 'literal') continue;
      for (const relocation of section.relocations) this.scanOne(section, relocation, context);
    }
  }

  private scanLiterals(section: PlacedSection, context: ScanContext): void {
    const where = { file: section.file, section: section.name };
    if (section.size % 4 !== 0 || section.bytes.length !== section.size) {
      context.error('literal-size', `a literal section of ${section.size} bytes does not consist of words`, where);
      return;
    }
    const slots: GotSlot[] = new Array(section.size / 4);
    this.literals.set(section, slots);
    for (const relocation of section.relocations) {
      const row = TABLE.get(relocation.type);
      const at = whereOf(section, relocation);
      if (row?.rule === 'none') continue;
      if (row?.rule !== 'data') this.refuse(section, relocation, context);
      else if (relocation.offset % 4 !== 0 || relocation.offset + 4 > section.bytes.length || relocation.offset < 0) {
        context.error('reloc-place', `${row.name} is not for a word of the section`, at);
      } else slots[relocation.offset / 4] = this.literalSlot(section, relocation, context);
    }
    for (let i = 0; i < slots.length; i++) {
      const slot = (slots[i] ??= context.constant(wordAt(section, 4 * i)));
      const key = `${section.file}:${4 * i}`;
      const known = this.byOffset.get(key);
      if (known && known !== slot) {
        context.beyondReference('second section of literals in one object', { ...where, offset: 4 * i });
      }
      this.byOffset.set(key, slot);
    }
  }

  private literalSlot(section: PlacedSection, relocation: Relocation, context: ScanContext): GotSlot {
    const { symbol, addend, offset } = relocation;
    const where = whereOf(section, relocation);
    const stored = wordAt(section, offset);
    const total = stored + addend;
    if (symbol.type === ELF.STT_SECTION) {
      if (addend !== 0) context.beyondReference('literal with an addend against a section', where);
      const name = `${symbol.own?.section.name ?? symbol.name}+0x${(total >>> 0).toString(16)}`;
      return this.named(name, context.literalSlot(name, symbol, total), where, context);
    }
    if (stored !== 0) context.beyondReference(`literal for '${symbol.name}' with contents`, where);
    const name = total === 0 ? symbol.name : `${symbol.name}+${hexOffset(total)}`;
    const { target } = symbol;
    if (total !== 0) {
      const isTable = target.kind === 'loader' && target.name === 'mp_fun_table';
      const index = total / 4;
      if (isTable && Number.isInteger(index) && index > 0 && index < FUN_TABLE_COUNT) {
        this.warnTable(where, context);
        const entry = { kind: 'loader', loaderKind: FUN_TABLE_ENTRY + index, callable: false, name } as const;
        return this.named(name, context.addressSlot(entry, 0, name), where, context);
      }
      context.beyondReference(`literal for '${symbol.name}' with an offset`, where);
    }
    return this.named(name, context.literalSlot(name, symbol, total), where, context);
  }

  /** Two things that have one name for the reference linker are one thing for it. */
  private named(name: string, slot: GotSlot, where: Where, context: ScanContext): GotSlot {
    const known = this.byName.get(name);
    if (known && known !== slot) context.beyondReference(`second literal that is called '${name}'`, where);
    this.byName.set(name, slot);
    return slot;
  }

  /** Programs for the reference linker rely on this reading (quirk Q10), although C says otherwise. */
  private warnTable(where: Where, context: ScanContext): void {
    if (this.warned) return;
    this.warned = true;
    context.warn(
      'literal-table',
      'the address of a member of mp_fun_table stands for the contents of the member on this architecture',
      where,
      ['this is what the reference linker makes of it; write mp_fun_table.x instead of &mp_fun_table.x if you can'],
    );
  }

  private scanOne(section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    const row = TABLE.get(relocation.type);
    const where = whereOf(section, relocation);
    const { symbol } = relocation;
    if (!row || row.rule === 'unsupported') {
      this.refuse(section, relocation, context);
      return;
    }
    if (row.rule === 'tls') {
      context.error('reloc-tls', `${row.name} against '${symbol.name}': thread-local variables cannot be used`, where, [
        'there is no thread pointer in a native module: drop _Thread_local (__thread) from the declaration',
      ]);
      return;
    }
    if (row.size > 0 && !(relocation.offset >= 0 && relocation.offset + row.size <= section.bytes.length)) {
      context.error(
        'reloc-place',
        `${row.name} is for offset 0x${relocation.offset.toString(16)}, outside the section's ${section.bytes.length} bytes`,
        where,
      );
      return;
    }
    this.compareWithReference(row, section, relocation, context);
    const { target } = symbol;
    if (row.rule === 'slot') this.scanOperand(section, relocation, context);
    else if (row.rule === 'data' && target.kind === 'section' && target.section.class === 'literal') {
      context.error('reloc-target', `the address of a literal is stored, which has no place of its own`, where);
    } else if (
      row.rule === 'relative' &&
      !(target.kind === 'section' && target.section.class !== 'literal' && target.section.image === section.image)
    ) {
      context.error(
        'reloc-region',
        `${row.name} against '${symbol.name}': the distance to ${describe(target)} is not known before loading`,
        where,
      );
    }
  }

  private compareWithReference(row: Row, section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    const where = whereOf(section, relocation);
    const { symbol } = relocation;
    if (section.name.startsWith('.data.rel.ro')) {
      if (relocation.type !== R_XTENSA_32) context.beyondReference(`${row.name} in ${section.name}`, where);
    } else if (row.rule === 'data') {
      context.beyondReference(`address of '${symbol.name}' in ${section.name}`, where);
    } else {
      const ownName = symbol.own?.section.name;
      const isCode = ownName === undefined || ownName.startsWith('.text');
      if (row.reference === 'never' || (row.reference === 'code' && !isCode)) {
        context.beyondReference(`${row.name} against '${symbol.name}'`, where);
      }
    }
  }

  private scanOperand(section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    const where = whereOf(section, relocation);
    const { symbol, addend } = relocation;
    const { target } = symbol;
    const insn = read24(section.bytes, relocation.offset);
    const op = operandOf(insn);
    if (!op || relocation.offset + op.size > section.bytes.length || section.image !== 'text') {
      context.error(
        'reloc-instruction',
        `R_XTENSA_SLOT0_OP against '${symbol.name}' is not for an instruction that names a place`,
        where,
      );
      return;
    }
    if (target.kind === 'section' && target.section.class === 'literal') {
      if (op === L32R && this.literalAt(relocation)) return;
      context.error('reloc-target', `${op.name} refers to no literal of '${target.section.name}'`, where);
      return;
    }
    if (target.kind === 'section' && target.section.image === 'text') {
      if (target.section !== section) context.beyondReference(`${op.name} to '${symbol.name}' elsewhere`, where);
      return;
    }
    if (!op.transfers) {
      context.error(
        'reloc-region',
        `${op.name} to '${symbol.name}': the distance to ${describe(target)} is not known before loading`,
        where,
        ['load the address from a literal'],
      );
    } else if (target.kind === 'section' || (target.kind === 'loader' && !target.callable)) {
      context.error('reloc-target', `${op.name} to '${symbol.name}', which is ${describe(target)} and no code`, where);
    } else if (addend !== 0) {
      context.error('reloc-addend', `${op.name} into the middle of '${symbol.name}'`, where);
    } else {
      context.beyondReference(`${op.name} to '${symbol.name}'`, where);
      this.stubs.set(relocation, this.stub(relocation, scratch(insn), context));
    }
  }

  /** l32r aN, slot; jx aN */
  private stub(relocation: Relocation, register: number, context: ScanContext): CodeBlock {
    const { symbol } = relocation;
    const key = `${register}:${symbol.name}`;
    const known = this.stubsByKey.get(key);
    if (known) return known;
    const slot = context.symbolSlot(symbol);
    const code = context.addCode(`.internal.stub.${symbol.name}`, 6, 4, ({ view, offset, address }, apply) => {
      const distance = slot.address - L32R.from(address);
      if (distance < L32R.low) {
        apply.error('reloc-range', `the jump to '${symbol.name}' is too far from the GOT`, { file: '<internal>' });
      }
      putInsn(view, offset, L32R.put(0x01 | (register << 4), distance), 3);
      putInsn(view, offset + 3, 0xa0 | (register << 8), 3);
    });
    this.stubsByKey.set(key, code);
    return code;
  }

  private literalAt({ symbol, addend }: Relocation): GotSlot | undefined {
    const { target } = symbol;
    if (target.kind !== 'section') return undefined;
    const offset = target.value + addend;
    return offset % 4 === 0 ? this.literals.get(target.section)?.[offset / 4] : undefined;
  }

  private refuse(section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    context.error(
      'reloc-unsupported',
      `unsupported relocation ${relocationName(relocation.type)} (${relocation.type}) against '${relocation.symbol.name}'`,
      whereOf(section, relocation),
    );
  }

  bridge(sections: readonly PlacedSection[], context: BridgeContext): boolean {
    return this.bridges.round(
      sections,
      (section, relocation) =>
        TABLE.get(relocation.type)?.rule === 'slot' && this.bridgeJump(section, relocation, context),
    );
  }

  /** Calls use the register that is free when a function is entered; branches inside a function get a J further. */
  private bridgeJump(section: PlacedSection, relocation: Relocation, context: BridgeContext): boolean {
    const { symbol, addend } = relocation;
    const { target } = symbol;
    const insn = read24(section.bytes, relocation.offset);
    const op = operandOf(insn);
    const stub = this.stubs.get(relocation);
    if (!op || op === L32R || op === LOOP || op.high >= context.textSize) return false;
    if (!stub && (target.kind !== 'section' || target.section.class === 'literal')) return false;
    const place = section.address + relocation.offset;
    const isCall = op === CALL || (op === JUMP && addend === 0 && (!symbol.isLocal || symbol.type === ELF.STT_FUNC));
    if (op === JUMP && !isCall) return false;
    const start = isCall ? FAR_START : 0;
    const distance = (address: number) => address - op.from(place);
    const reaches = (address: number) => distance(address) >= op.low && distance(address) <= op.high;
    const offset = addend + (stub || target.kind !== 'section' ? 0 : target.value);
    const goal = { base: stub ?? (target.kind === 'section' ? target.section : section), offset };
    if (reaches(goal.base.address + offset)) return false;
    const register = scratch(insn);
    const code: BridgeCode = isCall
      ? farJump(register)
      : {
          size: 3,
          align: 4,
          emit: ({ view, offset: at, address }, to, apply) => {
            const d = to - next(address);
            if (d < JUMP.low || d > JUMP.high) {
              const problem = `${op.name} to '${symbol.name}' is out of range: ${d} is not between ${JUMP.low} and ${JUMP.high}`;
              apply.error('reloc-range', problem, whereOf(section, relocation), ['move the two closer together']);
            } else putInsn(view, at, put18(0x06, d), 3);
          },
        };
    const kind = isCall ? `far${register}:` : 'near';
    const reachesStart = (address: number) => reaches(address + start);
    return this.bridges.add(section, relocation, goal, kind, code, reachesStart, context);
  }

  apply(section: PlacedSection, view: DataView, base: number, context: ApplyContext): void {
    for (const relocation of section.relocations) {
      const rule = TABLE.get(relocation.type)?.rule;
      const at = base + relocation.offset;
      const place = section.address + relocation.offset;
      if (rule === 'data') {
        const stored = view.getInt32(at, true);
        context.dataWord(section, relocation, { view, offset: at, address: place }, stored);
      } else if (rule === 'relative') {
        view.setInt32(
          at,
          view.getInt32(at, true) + context.addressOf(relocation.symbol.target) + relocation.addend - place,
          true,
        );
      } else if (rule === 'slot') this.applyOperand(section, relocation, view, at, place, context);
    }
  }

  private applyOperand(
    section: PlacedSection,
    relocation: Relocation,
    view: DataView,
    at: number,
    place: number,
    context: ApplyContext,
  ): void {
    const insn = read24(section.bytes, relocation.offset);
    const op = operandOf(insn);
    if (!op) throw new InternalError('an instruction without an operand after scan');
    const literal = this.literalAt(relocation);
    const fixed = literal ?? this.stubs.get(relocation);
    const bridge = this.bridges.of(relocation);
    const start = op === CALL || op === JUMP ? FAR_START : 0;
    const target = bridge
      ? bridge.address + start
      : fixed
        ? fixed.address
        : context.addressOf(relocation.symbol.target) + relocation.addend;
    context.trace(section, relocation, target, false);
    const distance = target - op.from(place);
    let problem: string | undefined;
    if (distance < op.low || distance > op.high) problem = `${distance} is not between ${op.low} and ${op.high}`;
    else if (distance % op.multiple !== 0) problem = `the distance ${distance} is no multiple of ${op.multiple}`;
    if (problem !== undefined) {
      context.error(
        'reloc-range',
        `${op.name} to '${relocation.symbol.name}' is out of range: ${problem}`,
        whereOf(section, relocation),
        [
          literal
            ? 'literals stand at the start of the module: make its code smaller than 256 KiB'
            : 'move the two closer together, or assemble with --longcalls',
        ],
      );
      return;
    }
    putInsn(view, at, op.put(insn, distance), op.size);
  }
}

/** goal, which the loader completes; l32r aN, goal; jx aN */
const farJump = (register: number): BridgeCode => ({
  size: 10,
  align: 4,
  emit({ view, offset, address }, goal, context) {
    view.setInt32(offset, goal, true);
    context.loaderWord(address, TEXT);
    const at = address + FAR_START;
    putInsn(view, offset + FAR_START, L32R.put(0x01 | (register << 4), address - L32R.from(at)), 3);
    putInsn(view, offset + FAR_START + 3, 0xa0 | (register << 8), 3);
  },
});
/** Where its code starts, behind the word. */
const FAR_START = 4;

/** Kinds of loader relocations. */
const TEXT = 0;
const BSS = 2;
const FUN_TABLE_ENTRY = 9;

/** J; its displacement counts from behind the following byte. */
function entryJump(target: number): Uint8Array | undefined {
  const distance = target - 4;
  if (distance < JUMP.low || distance > JUMP.high) return undefined;
  const insn = put18(0x06, distance);
  return new Uint8Array([insn & 0xff, (insn >> 8) & 0xff, (insn >> 16) & 0xff]);
}

/** linker.md section 21.1, for the call0 ABI: a6 to a11 are free. Only words are read and written. */
const ENTRY_CODE: EntryCode = {
  readsSlot: false,
  canFixUp: false,
  size: () => 4 + 4 * 4 + 30,
  emit(view, { words, image, entry }, loaderWord) {
    const literals = [
      [image, TEXT],
      [0, BSS],
      [words, undefined],
      [entry, TEXT],
    ] as const;
    let at = 0;
    const put = (insn: number, size: 2 | 3 = 3) => {
      putInsn(view, at, insn, size);
      at += size;
    };
    put(put18(0x06, 4 + 4 * literals.length - 4)); // j stub
    at = 4;
    for (const [value, kind] of literals) {
      view.setInt32(at, value, true);
      if (kind !== undefined) loaderWord(at, kind);
      at += 4;
    }
    const load = (register: number, index: number) =>
      put(L32R.put(0x01 | (register << 4), 4 + 4 * index - L32R.from(at)));
    load(6, 0);
    load(7, 1);
    load(8, 2);
    const loop = at;
    put(0x0698, 2); //                               L: l32i.n a9, a6, 0
    put(0x0799, 2); //                                  s32i.n a9, a7, 0
    put(0x664b, 2); //                                  addi.n a6, a6, 4
    put(0x774b, 2); //                                  addi.n a7, a7, 4
    put(0x880b, 2); //                                  addi.n a8, a8, -1
    put(put12(0x856, loop - (at + 4))); //              bnez a8, L
    load(6, 3);
    put(0x0006a0); //                                   jx a6
  },
};

const addi = (t: number, s: number, v: number): number => 0xc002 | (t << 4) | (s << 8) | ((v & 0xff) << 16);
const l32i = (t: number, s: number, v: number): number => 0x2002 | (t << 4) | (s << 8) | ((v >> 2) << 16);
const s32i = (t: number, s: number, v: number): number => 0x6002 | (t << 4) | (s << 8) | ((v >> 2) << 16);
const mov = (r: number, s: number): number => 0x200000 | (r << 12) | (s << 8) | (s << 4);
const bnez = (s: number, d: number): number => put12(0x56 | (s << 8), d);

/** Three literals, then code that is written by `body`: `load` makes an L32R of a literal. */
function constructors(
  size: number,
  body: (
    put: (...insns: number[]) => void,
    load: (register: number, index: number) => void,
    here: () => number,
  ) => void,
): ConstructorCode {
  return {
    size: 12 + size,
    align: 4,
    start: 12,
    emit({ view, offset, address }, { table, count, entry }, loaderWord) {
      [table, count, entry].forEach((value, i) => {
        view.setInt32(offset + 4 * i, value, true);
        if (i !== 1) loaderWord(address + 4 * i, TEXT);
      });
      let at = 12;
      const put = (...insns: number[]) => {
        for (const insn of insns) {
          putInsn(view, offset + at, insn, 3);
          at += 3;
        }
      };
      body(
        put,
        (register, index) => put(L32R.put(0x01 | (register << 4), 4 * index - L32R.from(at))),
        () => at,
      );
    },
  };
}

const SAVED = [0, 2, 3, 4, 5, 12, 13] as const;
const CONSTRUCTORS_CALL0 = constructors(3 * (11 + 2 * SAVED.length), (put, load, here) => {
  put(addi(1, 1, -32), ...SAVED.map((r, i) => s32i(r, 1, 4 * i)));
  load(12, 0);
  load(13, 1);
  const loop = here();
  put(l32i(8, 12, 0), addi(12, 12, 4), 0x0000c0 | (8 << 8), addi(13, 13, -1)); // callx0 a8
  put(bnez(13, loop - (here() + 4)));
  put(...SAVED.map((r, i) => l32i(r, 1, 4 * i)));
  load(8, 2);
  put(addi(1, 1, 32), 0x0000a0 | (8 << 8)); // jx a8
});

/** Calls mpy_init, too: its window has to be its own. */
const CONSTRUCTORS_WINDOWED = constructors(3 * 16, (put, load, here) => {
  put(0x004136); // entry a1, 32
  load(6, 0);
  load(7, 1);
  const loop = here();
  put(l32i(8, 6, 0), addi(6, 6, 4), 0x0000e0 | (8 << 8), addi(7, 7, -1)); // callx8 a8
  put(bnez(7, loop - (here() + 4)));
  load(8, 2);
  put(mov(10, 2), mov(11, 3), mov(12, 4), mov(13, 5), 0x0000e0 | (8 << 8), mov(2, 10), 0x000090); // callx8 a8; retw
});

/** Which calls the object makes, as its notes say. */
function abiOf(object: ElfObject): 'call0' | 'windowed' | undefined {
  const section = object.sections.find((s) => s.name === '.xtensa.info');
  if (!section || section.size > 4096) return undefined;
  const abi = /(?:^|\n|\0)ABI=([01])/.exec(new TextDecoder('latin1').decode(section.bytes))?.[1];
  return abi === undefined ? undefined : abi === '0' ? 'windowed' : 'call0';
}

export interface XtensaFacts {
  readonly name: string;
  readonly abi: 'call0' | 'windowed';
  readonly separateRodata: boolean;
}

function judge(facts: XtensaFacts, object: ElfObject): Judgement {
  const abi = abiOf(object);
  if (abi === undefined || abi === facts.abi) return {};
  return { warn: `it uses the ${abi} calls; compile with -mabi=${facts.abi}` };
}

/** Each alignment of mpy_init but 4 gives a wrong jump, and none is made at all for the start of a section. */
function referenceEntry(_: boolean, value: number, align: number): string | undefined {
  if (value === 0) return 'mpy_init at the start of its section';
  return align === 4 ? undefined : `mpy_init in a section with an alignment of ${align}`;
}

export function xtensaFamily(facts: XtensaFacts): Arch {
  return {
    name: facts.name,
    code: archCode(facts.name),
    wordSize: 4,
    elfMachine: 'EM_XTENSA',
    elfClass: 32,
    explicitAddends: true,
    separateRodata: facts.separateRodata,
    codeAlignment: 1,
    literalSections: true,
    testedEntryAlignments: [4],
    flags: {},
    gotTypes: new Set(),
    stub: undefined,
    builtin: builtinsOf(() => routineBuiltins(facts.abi, 4)),
    codeBit: 0,
    relocationName,
    judge: (object) => judge(facts, object),
    fits: (object) => abiOf(object) === facts.abi,
    isPrivate: undefined,
    entryJump,
    referenceEntry,
    createRelocator: () => new XtensaRelocator(),
    // With rodata of its own, data is placed there: it is memory like bss.
    entryCode: facts.separateRodata ? undefined : ENTRY_CODE,
    shorten: () => undefined,
    // Part of the addend stands in the word.
    debugField: (type) => (type === R_XTENSA_32 ? { size: 4, bits: 32, op: 'add' } : undefined),
    // The literal of a call is marked as such.
    isCall: (section, { type }) => type === R_XTENSA_PLT && section.class === 'literal',
    constructors: facts.abi === 'call0' ? CONSTRUCTORS_CALL0 : CONSTRUCTORS_WINDOWED,
    addressTypes: new Set([R_XTENSA_32, R_XTENSA_PLT]),
    padding: undefined,
  };
}
