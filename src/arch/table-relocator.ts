// Relocates for architectures whose relocations stand alone: each is a row of a table that says how the value is made
// and into which field it goes (linker.md sections 11.2-11.4, 22, 24 and 27). x86, x64 and the ARM architectures are
// made of it; RISC-V and Xtensa, where relocations work together, are not.
//
// What is odd: text and bss are placed independently, so the distance from code to a variable in bss is not known when
// linking. Where the field is a whole word, the entry code adds what is missing (ScanContext.fixUp); elsewhere it is an
// error that says how to compile.
import { InternalError, type Where } from '../base/index.js';
import type {
  ApplyContext,
  BridgeContext,
  CodeBlock,
  DebugField,
  GotSlot,
  Place,
  PlacedSection,
  Relocation,
  Relocator,
  ScanContext,
  SymbolRef,
  Target,
} from './arch.js';
import { type BridgeCode, Bridges } from './bridges.js';

/** Where in the section's bytes a value goes, and which values fit. */
export interface Field {
  readonly size: number;
  readonly low: number;
  readonly high: number;
  /** Values have to be multiples of this; what is below is not stored. */
  readonly multiple: number;
  /** Distances are counted from the place rounded down to a multiple of this. */
  readonly placeAlign: number;
  /** The reference linker gets distances wrong from here on. */
  readonly referenceReach: number;
  /** A number of its own, not bits of an instruction. */
  readonly isWhole: boolean;
  /** The addend that stands in the field, for REL. */
  read(view: DataView, at: number): number;
  put(view: DataView, at: number, value: number): void;
}

export function field(
  size: number,
  range: readonly [low: number, high: number],
  read: Field['read'],
  put: Field['put'],
  more: {
    readonly multiple?: number;
    readonly placeAlign?: number;
    readonly isWhole?: boolean;
    readonly referenceReach?: number;
  } = {},
): Field {
  const { multiple = 1, placeAlign = 1, isWhole = false, referenceReach = Infinity } = more;
  return { size, low: range[0], high: range[1], multiple, placeAlign, isWhole, referenceReach, read, put };
}

/** The values of a signed number of so many bits. */
export const signedRange = (width: number): readonly [number, number] => [-(2 ** (width - 1)), 2 ** (width - 1) - 1];

/** Fields that are whole numbers. */
export const WORD8 = field(
  1,
  signedRange(8),
  (view, at) => view.getInt8(at),
  (view, at, v) => view.setInt8(at, v),
  { isWhole: true },
);
export const WORD16 = field(
  2,
  signedRange(16),
  (view, at) => view.getInt16(at, true),
  (view, at, v) => view.setInt16(at, v, true),
  { isWhole: true },
);
export const WORD32 = field(
  4,
  signedRange(32),
  (view, at) => view.getInt32(at, true),
  (view, at, v) => view.setInt32(at, v, true),
  { isWhole: true },
);
/** On 32-bit machines: modulo 2^32. */
export const ADDRESS32 = field(4, [-(2 ** 32), 2 ** 32 - 1], WORD32.read, WORD32.put, { isWhole: true });
export const WORD64 = field(
  8,
  [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  (view, at) => Number(view.getBigInt64(at, true)),
  (view, at, v) => view.setBigInt64(at, BigInt(v), true),
  { isWhole: true },
);
export const NO_FIELD = field(
  0,
  [0, 0],
  () => 0,
  () => {},
);

/** Makes rows whose names start with `prefix`. */
export const rowMaker =
  (prefix: string) =>
  (type: number, name: string, rule: Rule, field: Field = NO_FIELD, hint?: string): Row => ({
    type,
    name: `${prefix}${name}`,
    rule,
    field,
    hint,
  });

/**
 * How the value is made (A: addend, P: place, GOT: address of the GOT, G: offset of the symbol's slot in it).
 * jump: S+A-P of a control transfer, through a stub where there is no way; relative: S+A-P of anything else;
 * got-base: GOT+A-P; slot: G+A; slot-relative: GOT+G+A-P; got-offset: S+A-GOT; data: a word that the loader relocates;
 * constant: S+A where that is known when linking; own: what the architecture does by itself (OwnRules).
 */
export type Rule =
  | 'none'
  | 'jump'
  | 'relative'
  | 'got-base'
  | 'slot'
  | 'slot-relative'
  | 'got-offset'
  | 'data'
  | 'constant'
  | 'own'
  | 'tls'
  | 'unsupported';

/** What may stand in writable data. */
const DATA_RULES: readonly Rule[] = ['none', 'relative', 'data', 'constant', 'tls', 'unsupported'];

export interface Row {
  readonly type: number;
  readonly name: string;
  readonly rule: Rule;
  readonly field: Field;
  /** What to do when it cannot be linked. */
  readonly hint?: string | undefined;
}

/** What an architecture does with rows of the rule `own`. */
export interface OwnRules {
  scan(row: Row, section: PlacedSection, relocation: Relocation, context: ScanContext): void;
  /** As for Relocator: called for each relocation that may be out of reach. */
  bridge(row: Row, section: PlacedSection, relocation: Relocation, context: BridgeContext): boolean;
  apply(row: Row, section: PlacedSection, relocation: Relocation, place: Place, context: ApplyContext): void;
}

export interface TableFacts {
  readonly table: ReadonlyMap<number, Row>;
  /** REL: the addend stands in the field. */
  readonly addendInField: boolean;
  /** Types that the reference linker knows. */
  readonly referenceTypes: ReadonlySet<number>;
  /** Does the reference link `data` rows in code and constants too. */
  readonly referenceDataAnywhere: boolean;
  /** The addend of a jump to the start of its target. */
  readonly jumpAddend: number;
  /** Set in the address of code. */
  readonly codeBit: 0 | 1;
  /** May the entry code complete words, and do they have to be aligned to four bytes. */
  readonly fixUps: 'anywhere' | 'aligned' | 'none';
  /** Is a `relative` row the target of a jump instruction. */
  isJump?(section: PlacedSection, relocation: Relocation): boolean;
  /** Why this relocation cannot be linked, for what only the architecture can see. */
  objection?(row: Row, section: PlacedSection, relocation: Relocation): string | undefined;
  /** Takes jumps further than their field reaches, for the rows for which that is possible. */
  bridgeFor?(row: Row): BridgeCode | undefined;
  /** Made for each link. */
  own?(): OwnRules;
}

export class TableRelocator implements Relocator {
  private readonly facts: TableFacts;
  private readonly slots = new Map<Relocation, GotSlot>();
  private readonly stubs = new Map<Relocation, CodeBlock>();
  private readonly bridges = new Bridges();
  private readonly own: OwnRules | undefined;

  constructor(facts: TableFacts) {
    this.facts = facts;
    this.own = facts.own?.();
  }

  scan(sections: readonly PlacedSection[], context: ScanContext): void {
    for (const section of sections) {
      for (const relocation of section.relocations) {
        const row = this.facts.table.get(relocation.type);
        if (!row) refuse(nameOf(this.facts.table, relocation.type), section, relocation, context);
        else if (inBounds(section, relocation, row, context)) this.scanOne(row, section, relocation, context);
      }
    }
  }

  private scanOne(row: Row, section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    const where = whereOf(section, relocation);
    const { symbol } = relocation;
    const { rule, name } = row;
    if (section.image === 'bss' && !DATA_RULES.includes(rule)) {
      context.error('reloc-place', `${name} against '${symbol.name}' in data: there cannot be code`, where);
      return;
    }
    if (rule === 'unsupported') {
      refuse(name, section, relocation, context, row.hint);
      return;
    }
    const objection = this.facts.objection?.(row, section, relocation);
    if (objection !== undefined) {
      context.error('reloc-instruction', `${name} against '${symbol.name}': ${objection}`, where);
      return;
    }
    this.compareWithReference(row, section, relocation, context);
    switch (rule) {
      case 'tls':
        context.error('reloc-tls', `${name} against '${symbol.name}': thread-local variables cannot be used`, where, [
          'there is no thread pointer in a native module: drop _Thread_local (__thread) from the declaration',
        ]);
        break;
      case 'jump':
      case 'relative':
      case 'got-offset':
        this.scanDistance(row, section, relocation, context);
        break;
      case 'got-base':
        if (symbol.name !== '_GLOBAL_OFFSET_TABLE_') {
          context.error('reloc-target', `${name} is for _GLOBAL_OFFSET_TABLE_, not for '${symbol.name}'`, where);
        }
        break;
      case 'slot':
      case 'slot-relative': {
        const addend = this.addend(row, relocation, viewOf(section), relocation.offset);
        if (rule === 'slot' && addend !== 0) {
          context.error(
            'reloc-addend',
            `${name} against '${symbol.name}' with addend ${addend} is not supported`,
            where,
            ['the slot holds the address of the symbol; add the offset in code'],
          );
        }
        if (symbol.isLocal) context.beyondReference(`${name} against a local symbol`, where);
        this.slots.set(relocation, context.symbolSlot(symbol));
        break;
      }
      case 'data':
        if (row.field.size !== context.wordSize && symbol.target.kind !== 'absolute')
          this.notConstant(row, where, symbol, context);
        break;
      case 'constant':
        if (symbol.target.kind !== 'absolute') this.notConstant(row, where, symbol, context);
        break;
      case 'own':
        this.own?.scan(row, section, relocation, context);
        break;
      default:
        break;
    }
  }

  private notConstant(row: Row, where: Where, symbol: SymbolRef, context: ScanContext): void {
    context.error(
      'reloc-absolute',
      `${row.name} against '${symbol.name}': its address is not known before loading, and does not fit here`,
      where,
      [row.hint ?? 'compile with -fpic'],
    );
  }

  /** Reports what the reference refuses or gets wrong, whatever becomes of it here. */
  private compareWithReference(row: Row, section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    const where = whereOf(section, relocation);
    const { symbol } = relocation;
    if (!this.facts.referenceTypes.has(row.type)) context.beyondReference(row.name, where);
    if (row.rule === 'data') {
      const isConstant = section.name.startsWith('.data.rel.ro');
      if (!isConstant && !this.facts.referenceDataAnywhere) {
        context.beyondReference(`data word with the address of '${symbol.name}' in ${section.name}`, where);
      }
    } else if (section.name.startsWith('.data.rel.ro')) {
      context.beyondReference(`${row.name} in ${section.name}`, where);
    }
    if (row.rule === 'got-offset' && symbol.own === undefined) {
      context.beyondReference(`${row.name} against '${symbol.name}' of another object`, where);
    }
  }

  /** S+A-P and S+A-GOT: is the distance known, and if not, what can be done. */
  private scanDistance(row: Row, section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    const where = whereOf(section, relocation);
    const { symbol } = relocation;
    const { target } = symbol;
    if (target.kind === 'section') {
      const from = row.rule === 'got-offset' ? 'text' : section.image;
      if (target.section.image === from) return;
      context.beyondReference(`${row.name} against ${describe(target)} '${symbol.name}'`, where);
      const isWord = row.field.isWhole && row.field.size === 4;
      if (section.image === 'text' && target.section.image === 'bss' && isWord && this.facts.fixUps !== 'none')
        this.fixUp(row, section, relocation, context);
      else this.unreachable(row, symbol, where, context);
      return;
    }
    const isJump = row.rule === 'jump' || this.facts.isJump?.(section, relocation) === true;
    const known = context.stubOf(target);
    if (known && section.image === 'text') {
      if (!isJump && this.facts.codeBit !== 0)
        context.beyondReference(`address of '${symbol.name}' by ${row.name}`, where);
      this.stubs.set(relocation, known);
    } else if (!isJump || section.image !== 'text') this.unreachable(row, symbol, where, context);
    else if (target.kind === 'loader' && !target.callable) {
      context.error('reloc-target', `'${symbol.name}' is data of the firmware, no code`, where);
    } else if (this.addend(row, relocation, viewOf(section), relocation.offset) !== this.facts.jumpAddend) {
      context.error('reloc-addend', `jump into the middle of '${symbol.name}'`, where);
    } else {
      context.beyondReference(`${row.name} against '${symbol.name}'`, where);
      this.stubs.set(relocation, context.callStub(target));
    }
  }

  private fixUp(row: Row, section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    if (this.facts.fixUps === 'aligned' && (section.align < 4 || relocation.offset % 4 !== 0)) {
      context.error(
        'reloc-align',
        `${row.name} against '${relocation.symbol.name}' is at a place that is not aligned to 4 bytes`,
        whereOf(section, relocation),
        ['the distance to bss is stored there when the module starts, which takes an aligned word'],
      );
    } else context.fixUp(section, relocation);
  }

  private unreachable(row: Row, symbol: SymbolRef, where: Where, context: ScanContext): void {
    context.error(
      'reloc-region',
      `${row.name} against '${symbol.name}': the distance to ${describe(symbol.target)} is not known before loading`,
      where,
      [row.hint ?? 'compile with -fpic, so that the address comes from the GOT'],
    );
  }

  bridge(sections: readonly PlacedSection[], context: BridgeContext): boolean {
    return this.bridges.round(sections, (section, relocation) => {
      const row = this.facts.table.get(relocation.type);
      // The distances of images that are smaller than the reach need no look.
      if (!row || row.field.high >= context.textSize) return false;
      if (row.rule === 'jump') return this.bridgeJump(row, section, relocation, context);
      return row.rule === 'own' && (this.own?.bridge(row, section, relocation, context) ?? false);
    });
  }

  private bridgeJump(row: Row, section: PlacedSection, relocation: Relocation, context: BridgeContext): boolean {
    const code = this.facts.bridgeFor?.(row);
    const { target } = relocation.symbol;
    const stub = this.stubs.get(relocation);
    if (!code || (!stub && target.kind !== 'section')) return false;
    const { jumpAddend, codeBit } = this.facts;
    const place = section.address + relocation.offset;
    const { low, high } = row.field;
    const reaches = (address: number) => address + jumpAddend - place >= low && address + jumpAddend - place <= high;
    const past = this.addend(row, relocation, viewOf(section), relocation.offset) - jumpAddend;
    const base = stub ?? (target.kind === 'section' ? target.section : section);
    const offset = (stub || target.kind !== 'section' ? 0 : target.value) + past;
    if (reaches(base.address + offset - (codeBit & offset & 1))) return false;
    // Code has bit 0 set, whether or not the symbol is a function.
    const goal = { base, offset: codeBit !== 0 ? offset - (offset & 1) + 1 : offset };
    return this.bridges.add(section, relocation, goal, '', code, reaches, context);
  }

  apply(section: PlacedSection, view: DataView, base: number, context: ApplyContext): void {
    for (const relocation of section.relocations) {
      const row = this.facts.table.get(relocation.type);
      if (!row) throw new InternalError('unknown relocation after scan');
      this.applyOne(row, section, relocation, view, base + relocation.offset, context);
    }
  }

  private applyOne(
    row: Row,
    section: PlacedSection,
    relocation: Relocation,
    view: DataView,
    at: number,
    context: ApplyContext,
  ): void {
    const place = section.address + relocation.offset;
    if (row.rule === 'none') return;
    let addend = this.addend(row, relocation, view, at);
    if (this.facts.codeBit !== 0 && addend % 2 !== 0 && row.rule !== 'constant' && isCode(relocation.symbol.target)) {
      // The ABIs say (S + A) | T: an odd addend, as in thunks of C++, gives the bit itself.
      context.beyondReference(`${row.name} with the odd addend ${addend}`, whereOf(section, relocation));
      addend -= 1;
    }
    if (row.rule === 'data' && row.field.size === context.wordSize) {
      context.dataWord(section, relocation, { view, offset: at, address: place }, addend - relocation.addend);
      return;
    }
    if (row.rule === 'own') {
      this.own?.apply(row, section, relocation, { view, offset: at, address: place }, context);
      return;
    }
    const from = place - (place % row.field.placeAlign);
    const bridge = this.bridges.of(relocation);
    if (bridge) {
      const distance = bridge.address + this.facts.jumpAddend - from;
      context.trace(section, relocation, bridge.address, false);
      this.check(row, distance, section, relocation, context);
      row.field.put(view, at, distance);
      return;
    }
    const value = this.value(row, relocation, context) + addend - (IS_RELATIVE[row.rule] ? from : 0);
    context.trace(section, relocation, value + (IS_RELATIVE[row.rule] ? place : 0), false);
    this.check(row, value, section, relocation, context);
    row.field.put(view, at, value);
  }

  /** The value without addend and place. */
  private value(row: Row, relocation: Relocation, context: ApplyContext): number {
    const slot = this.slots.get(relocation);
    const stub = this.stubs.get(relocation);
    switch (row.rule) {
      case 'got-base':
        return context.gotAddress;
      case 'slot':
        return slot!.address - context.gotAddress;
      case 'slot-relative':
        return slot!.address;
    }
    const start = stub ? stub.address + this.facts.codeBit : context.addressOf(relocation.symbol.target);
    return row.rule === 'got-offset' ? start - context.gotAddress : start;
  }

  private addend(row: Row, relocation: Relocation, view: DataView, at: number): number {
    return relocation.addend + (this.facts.addendInField ? row.field.read(view, at) : 0);
  }

  private check(row: Row, value: number, section: PlacedSection, relocation: Relocation, context: ApplyContext): void {
    const { multiple, referenceReach } = row.field;
    // The Thumb bit of a target is no part of the distance.
    const distance = this.facts.codeBit !== 0 && multiple > 1 ? value - (value & 1) : value;
    if (distance < -referenceReach || distance >= referenceReach) {
      context.beyondReference(`${row.name} over ${distance} bytes`, whereOf(section, relocation));
    }
    checkField(row, row.field, distance, section, relocation, context);
  }
}

/** Reports a value that a field cannot hold. */
export function checkField(
  row: Row,
  { low, high, multiple }: Field,
  value: number,
  section: PlacedSection,
  relocation: Relocation,
  context: ApplyContext,
): void {
  let problem: string | undefined;
  if (value < low || value > high) problem = `${value} is not between ${low} and ${high}`;
  else if (value % multiple !== 0) problem = `the distance ${value} is no multiple of ${multiple}`;
  if (problem === undefined) return;
  context.error(
    'reloc-range',
    `${row.name} against '${relocation.symbol.name}' is out of range: ${problem}`,
    whereOf(section, relocation),
    [row.hint ?? 'move the two closer together'],
  );
}

/** Has the address the bit that marks code. */
const isCode = (target: Target): boolean =>
  target.kind === 'section' && target.value % 2 !== 0 && ['text', 'internal'].includes(target.section.class);

const IS_RELATIVE: Readonly<Partial<Record<Rule, boolean>>> = {
  jump: true,
  relative: true,
  'got-base': true,
  'slot-relative': true,
};

export const whereOf = (section: PlacedSection, relocation: Relocation): Where => ({
  file: section.file,
  section: section.name,
  offset: relocation.offset,
});

const viewOf = ({ bytes }: PlacedSection) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

export const nameOf = (table: ReadonlyMap<number, Row>, type: number): string =>
  table.get(type)?.name ?? `type ${type}`;

/** Words of debug information with addresses. */
export function debugFieldOf(table: ReadonlyMap<number, Row>, type: number): DebugField | undefined {
  const row = table.get(type);
  if (row?.rule !== 'data' && row?.rule !== 'constant') return undefined;
  const { size, isWhole } = row.field;
  return isWhole ? { size, bits: size * 8, op: 'set' } : undefined;
}

export function describe(target: Target): string {
  switch (target.kind) {
    case 'loader':
      return 'a table of the firmware';
    case 'absolute':
      return target.why === 'weak' ? 'an undefined weak symbol' : 'a fixed address';
    case 'section':
      if (target.section.image === 'bss') return target.section.class === 'data' ? 'initialised data' : 'bss';
      return target.section.class === 'text' ? 'code' : 'constants';
  }
}

function refuse(
  name: string,
  section: PlacedSection,
  relocation: Relocation,
  context: ScanContext,
  hint?: string,
): void {
  context.error(
    'reloc-unsupported',
    `unsupported relocation ${name} (${relocation.type}) against '${relocation.symbol.name}'`,
    whereOf(section, relocation),
    hint === undefined ? undefined : [hint],
  );
}

function inBounds(section: PlacedSection, relocation: Relocation, row: Row, context: ScanContext): boolean {
  if (relocation.offset >= 0 && relocation.offset + row.field.size <= section.bytes.length) return true;
  if (row.rule === 'none' || row.rule === 'unsupported' || row.rule === 'tls') return true;
  context.error(
    'reloc-place',
    `${row.name} is for offset 0x${relocation.offset.toString(16)}, outside the section's ${section.bytes.length} bytes`,
    whereOf(section, relocation),
  );
  return false;
}
