// RISC-V, both widths: linker.md sections 12, 22.1 and 25, after the RISC-V psABI. The widths differ in the size of a
// word and in nothing else that matters here.
//
// What is odd: a 32-bit address is made by two instructions, an upper part (AUIPC, LUI) and a lower part (ADDI, load or
// store), and the lower part of a PC-relative pair names not its target but a label on the upper part, so that the two
// find each other. A native module is placed by a loader that moves text and bss independently and patches only whole
// words, so code reaches nothing outside text by itself: it goes through a GOT word. Where a compiler assumed otherwise
// (static variables, the absolute medlow model) the pair is rewritten, in place if all lower parts are ADDI, else with
// the upper part turned into a jump to a veneer that loads the address and jumps back.
import { archCode } from '../abi/index.js';
import { bits, InternalError, type Where } from '../base/index.js';
import { ELF, type ElfObject, type ElfSection } from '../elf/index.js';
import type {
  ApplyContext,
  Arch,
  BridgeContext,
  Builtin,
  CodeBlock,
  ConstructorCode,
  DebugField,
  EntryCode,
  GotSlot,
  Judgement,
  Padding,
  PlacedSection,
  Relocation,
  Relocator,
  ScanContext,
  Shorter,
  SymbolRef,
  Target,
} from './arch.js';
import { type BridgeCode, Bridges } from './bridges.js';
import { firstSectionOnly } from './reference-entry.js';
import { builtinsOf, routineBuiltins } from './routines.js';

/** hi(V) of the spec: what AUIPC or LUI has to add so that a sign-extended lo(V) completes V. */
const hi = (value: number): number => ((value + 0x800) & 0xfffff000) >>> 0;
const lo = (value: number): number => value & 0xfff;

/** The immediate of c.j, instruction bits 12:2. */
const cjType = (v: number): number =>
  (bits(v, 11, 11) << 12) |
  (bits(v, 4, 4) << 11) |
  (bits(v, 9, 8) << 9) |
  (bits(v, 10, 10) << 8) |
  (bits(v, 6, 6) << 7) |
  (bits(v, 7, 7) << 6) |
  (bits(v, 3, 1) << 3) |
  (bits(v, 5, 5) << 2);

const cbType = (v: number): number =>
  (bits(v, 8, 8) << 12) | (bits(v, 4, 3) << 10) | (bits(v, 7, 6) << 5) | (bits(v, 2, 1) << 3) | (bits(v, 5, 5) << 2);

const bType = (v: number): number =>
  (bits(v, 12, 12) << 31) | (bits(v, 10, 5) << 25) | (bits(v, 4, 1) << 8) | (bits(v, 11, 11) << 7);

const jType = (v: number): number =>
  (bits(v, 20, 20) << 31) | (bits(v, 10, 1) << 21) | (bits(v, 11, 11) << 20) | (bits(v, 19, 12) << 12);

/** A field that takes a signed value of `width` bits (`even`: bit 0 is not stored) in `size` bytes. */
interface Field {
  readonly size: number;
  readonly width: number;
  readonly even: boolean;
  put(view: DataView, at: number, v: number): void;
}

function patch32(view: DataView, at: number, keep: number, or: number): void {
  view.setUint32(at, ((view.getUint32(at, true) & keep) | or) >>> 0, true);
}
function patch16(view: DataView, at: number, keep: number, or: number): void {
  view.setUint16(at, (view.getUint16(at, true) & keep) | or, true);
}
const putU = (view: DataView, at: number, v: number) => patch32(view, at, 0xfff, hi(v));
const putI = (view: DataView, at: number, v: number) => patch32(view, at, 0x000fffff, lo(v) << 20);
const putS = (view: DataView, at: number, v: number) =>
  patch32(view, at, 0x01fff07f, (bits(v, 11, 5) << 25) | (bits(v, 4, 0) << 7));
function putPair(view: DataView, at: number, v: number): void {
  putU(view, at, v);
  putI(view, at + 4, v);
}

const field = (size: number, width: number, even: boolean, put: Field['put']): Field => ({ size, width, even, put });

const FIELD = {
  BRANCH: field(4, 13, true, (view, at, v) => patch32(view, at, 0x01fff07f, bType(v))),
  JAL: field(4, 21, true, (view, at, v) => patch32(view, at, 0x00000fff, jType(v))),
  CALL: field(8, 32, true, putPair),
  HI: field(4, 32, false, putU),
  LO_I: field(4, 12, false, putI),
  LO_S: field(4, 12, false, putS),
  RVC_BRANCH: field(2, 9, true, (view, at, v) => patch16(view, at, 0xe383, cbType(v))),
  RVC_JUMP: field(2, 12, true, (view, at, v) => patch16(view, at, 0xe003, cjType(v))),
  WORD32: field(4, 32, false, (view, at, v) => view.setInt32(at, v, true)),
  TP_ADD: field(4, 0, false, () => {}),
  NONE: field(0, 0, false, () => {}),
} as const;

/** A counter field of the ADD/SUB/SET family: value modulo 2^width. */
const counter = (width: number): Field => field(Math.ceil(width / 8), width, false, () => {});

/**
 * What a relocation does.
 * jump: control transfer to S+A, through a stub where there is no way; word: PC-relative 32-bit data;
 * got-hi, pcrel-hi, abs-hi, pcrel-lo, abs-lo: halves of an address; got-word: distance to a slot;
 * add, sub, set, set-uleb, sub-uleb: label differences; data32, data64: words with an absolute address;
 * tp-add: the instruction that adds the thread pointer. There is none: each module has one instance of the thread-local
 * variables of libraries, in bss, whose address takes the place of the distance from the pointer (linker.md section 25.4).
 */
type Rule =
  | 'none'
  | 'align'
  | 'jump'
  | 'word'
  | 'got-hi'
  | 'pcrel-hi'
  | 'abs-hi'
  | 'pcrel-lo'
  | 'abs-lo'
  | 'got-word'
  | 'add'
  | 'sub'
  | 'set'
  | 'set-uleb'
  | 'sub-uleb'
  | 'data32'
  | 'data64'
  | 'tp-add'
  | 'tls'
  | 'tls-initial'
  | 'unsupported';

/** What may stand in writable data. */
const DATA_RULES: readonly Rule[] = [
  'none',
  'word',
  'add',
  'sub',
  'set',
  'set-uleb',
  'sub-uleb',
  'data32',
  'data64',
  'tls',
];

interface Row {
  readonly type: number;
  readonly name: string;
  readonly rule: Rule;
  readonly field: Field;
}

const row = (type: number, name: string, rule: Rule, f: Field = FIELD.NONE): Row => ({
  type,
  name: `R_RISCV_${name}`,
  rule,
  field: f,
});

/** number, name, rule, field. The width of the field is its range. */
const ROWS: readonly Row[] = [
  row(0, 'NONE', 'none'),
  row(1, '32', 'data32', FIELD.WORD32),
  row(2, '64', 'data64', counter(64)),
  row(3, 'RELATIVE', 'unsupported'),
  row(4, 'COPY', 'unsupported'),
  row(5, 'JUMP_SLOT', 'unsupported'),
  row(6, 'TLS_DTPMOD32', 'tls'),
  row(7, 'TLS_DTPMOD64', 'tls'),
  row(8, 'TLS_DTPREL32', 'tls'),
  row(9, 'TLS_DTPREL64', 'tls'),
  row(10, 'TLS_TPREL32', 'tls'),
  row(11, 'TLS_TPREL64', 'tls'),
  row(12, 'TLSDESC', 'tls'),
  row(16, 'BRANCH', 'jump', FIELD.BRANCH),
  row(17, 'JAL', 'jump', FIELD.JAL),
  row(18, 'CALL', 'jump', FIELD.CALL),
  row(19, 'CALL_PLT', 'jump', FIELD.CALL),
  row(20, 'GOT_HI20', 'got-hi', FIELD.HI),
  row(21, 'TLS_GOT_HI20', 'tls-initial'),
  row(22, 'TLS_GD_HI20', 'pcrel-hi', FIELD.HI),
  row(23, 'PCREL_HI20', 'pcrel-hi', FIELD.HI),
  row(24, 'PCREL_LO12_I', 'pcrel-lo', FIELD.LO_I),
  row(25, 'PCREL_LO12_S', 'pcrel-lo', FIELD.LO_S),
  row(26, 'HI20', 'abs-hi', FIELD.HI),
  row(27, 'LO12_I', 'abs-lo', FIELD.LO_I),
  row(28, 'LO12_S', 'abs-lo', FIELD.LO_S),
  row(29, 'TPREL_HI20', 'abs-hi', FIELD.HI),
  row(30, 'TPREL_LO12_I', 'abs-lo', FIELD.LO_I),
  row(31, 'TPREL_LO12_S', 'abs-lo', FIELD.LO_S),
  row(32, 'TPREL_ADD', 'tp-add', FIELD.TP_ADD),
  row(33, 'ADD8', 'add', counter(8)),
  row(34, 'ADD16', 'add', counter(16)),
  row(35, 'ADD32', 'add', counter(32)),
  row(36, 'ADD64', 'add', counter(64)),
  row(37, 'SUB8', 'sub', counter(8)),
  row(38, 'SUB16', 'sub', counter(16)),
  row(39, 'SUB32', 'sub', counter(32)),
  row(40, 'SUB64', 'sub', counter(64)),
  row(41, 'GOT32_PCREL', 'got-word', FIELD.WORD32),
  row(42, 'GNU_VTENTRY', 'none'),
  row(43, 'ALIGN', 'align'),
  row(44, 'RVC_BRANCH', 'jump', FIELD.RVC_BRANCH),
  row(45, 'RVC_JUMP', 'jump', FIELD.RVC_JUMP),
  row(46, 'RVC_LUI', 'unsupported'),
  row(47, 'GPREL_I', 'unsupported'),
  row(48, 'GPREL_S', 'unsupported'),
  row(49, 'TPREL_I', 'tls'),
  row(50, 'TPREL_S', 'tls'),
  row(51, 'RELAX', 'none'),
  row(52, 'SUB6', 'sub', counter(6)),
  row(53, 'SET6', 'set', counter(6)),
  row(54, 'SET8', 'set', counter(8)),
  row(55, 'SET16', 'set', counter(16)),
  row(56, 'SET32', 'set', counter(32)),
  row(57, '32_PCREL', 'word', FIELD.WORD32),
  row(58, 'IRELATIVE', 'unsupported'),
  row(59, 'PLT32', 'jump', FIELD.WORD32),
  row(60, 'SET_ULEB128', 'set-uleb', counter(8)),
  row(61, 'SUB_ULEB128', 'sub-uleb', counter(8)),
  row(62, 'TLSDESC_HI20', 'tls'),
  row(63, 'TLSDESC_LOAD_LO12', 'tls'),
  row(64, 'TLSDESC_ADD_LO12', 'tls'),
  row(65, 'TLSDESC_CALL', 'tls'),
];
const TABLE: ReadonlyMap<number, Row> = new Map(ROWS.map((r) => [r.type, r]));

const OPCODE_AUIPC = 0x17;
const OPCODE_LUI = 0x37;
const insnRd = (insn: number) => insn & 0xf80;
const insnRs1 = (insn: number) => (insn >>> 15) & 31;
const TP = 4;
const insnRs2 = (insn: number) => (insn >>> 20) & 31;
const isAddOfThreadPointer = (insn: number) =>
  (insn & 0xfe00707f) === 0x33 && (insnRs1(insn) === TP) !== (insnRs2(insn) === TP);
/** add rd, rs, tp (either order) -> addi rd, rs, 0 */
function putMove(view: DataView, at: number): void {
  const insn = view.getUint32(at, true);
  const rs = insnRs1(insn) === TP ? insnRs2(insn) : insnRs1(insn);
  view.setUint32(at, (0x13 | insnRd(insn) | (rs << 15)) >>> 0, true);
}
const isAddi = (insn: number) => (insn & 0x707f) === 0x13;

/** What `scan` decided about a relocation that is not simply patched with its symbol's address. */
type Plan =
  | { readonly kind: 'slot'; readonly slot: GotSlot }
  /** The pair loads its address from the slot: ADDI becomes a load. */
  | { readonly kind: 'convert'; readonly slot: GotSlot }
  /** The pair makes the address itself: the load becomes ADDI. */
  | { readonly kind: 'direct' }
  | { readonly kind: 'veneer'; readonly code: CodeBlock }
  | { readonly kind: 'stub'; readonly code: CodeBlock };

interface Site {
  readonly section: PlacedSection;
  readonly relocation: Relocation;
}

class RiscvRelocator implements Relocator {
  private readonly plans = new Map<Relocation, Plan>();
  private readonly bridges = new Bridges();
  /** Lower part -> its upper part. */
  private readonly upper = new Map<Relocation, Site>();
  private readonly wordSize: 4 | 8;

  constructor(wordSize: 4 | 8) {
    this.wordSize = wordSize;
  }

  scan(sections: readonly PlacedSection[], context: ScanContext): void {
    const lowers = this.pair(sections, context);
    for (const section of sections) {
      for (const relocation of section.relocations) {
        const r = TABLE.get(relocation.type);
        if (!r) this.refuse(section, relocation, context);
        else if (inBounds(section, relocation, r, context)) this.scanOne(r, { section, relocation }, lowers, context);
      }
      checkDifferences(section, context);
    }
  }

  /** Finds the upper part of each lower part; returns the inverse. */
  private pair(sections: readonly PlacedSection[], context: ScanContext): Map<Relocation, Site[]> {
    const uppers = new Map<PlacedSection, Map<number, Relocation>>();
    const seen = new Set<Relocation>();
    const uppersOf = (section: PlacedSection) => {
      let known = uppers.get(section);
      if (!known) {
        known = new Map();
        for (const relocation of section.relocations) {
          const rule = TABLE.get(relocation.type)?.rule;
          if (rule !== 'got-hi' && rule !== 'pcrel-hi') continue;
          if (!known.has(relocation.offset)) known.set(relocation.offset, relocation);
        }
        uppers.set(section, known);
      }
      return known;
    };
    const lowers = new Map<Relocation, Site[]>();
    for (const section of sections) {
      for (const relocation of section.relocations) {
        seen.add(relocation);
        if (TABLE.get(relocation.type)?.rule !== 'pcrel-lo') continue;
        if (relocation.type === R_RISCV_PCREL_LO12_S)
          context.beyondReference('R_RISCV_PCREL_LO12_S', whereOf(section, relocation));
        const label = relocation.symbol.own;
        const partner = label && uppersOf(label.section).get(label.value);
        const where = whereOf(section, relocation);
        if (!partner) {
          context.error('reloc-pair', `${relocationName(relocation.type)} has no upper part at its label`, where, [
            'its symbol must be a label on an auipc that has a GOT_HI20 or PCREL_HI20 relocation',
          ]);
          continue;
        }
        if (relocation.addend !== 0) {
          context.error('reloc-addend', `${relocationName(relocation.type)} with an addend has no meaning`, where, [
            'the addend belongs to the upper part',
          ]);
        }
        if (!seen.has(partner)) context.beyondReference('lower part of an address before its upper part', where);
        this.upper.set(relocation, { section: label.section, relocation: partner });
        const known = lowers.get(partner);
        if (known) known.push({ section, relocation });
        else lowers.set(partner, [{ section, relocation }]);
      }
    }
    return lowers;
  }

  private refuse(section: PlacedSection, relocation: Relocation, context: ScanContext, notes?: string[]): void {
    const name = relocationName(relocation.type);
    context.error(
      'reloc-unsupported',
      `unsupported relocation ${name} (${relocation.type}) against '${relocation.symbol.name}'`,
      whereOf(section, relocation),
      notes,
    );
  }

  private scanOne(r: Row, site: Site, lowers: ReadonlyMap<Relocation, Site[]>, context: ScanContext): void {
    const { section, relocation } = site;
    const { target } = relocation.symbol;
    const where = whereOf(section, relocation);
    if (section.image !== 'text' && !DATA_RULES.includes(r.rule)) {
      context.error(
        'reloc-place',
        `${r.name} against '${relocation.symbol.name}' in data: there cannot be code`,
        where,
      );
      return;
    }
    switch (r.rule) {
      case 'unsupported':
        this.refuse(section, relocation, context, ['compile with -fpic and without linker-made tables']);
        break;
      case 'tls':
        context.error(
          'reloc-tls',
          `${r.name} against '${relocation.symbol.name}': thread-local variables cannot be used`,
          where,
          ['there is no thread pointer in a native module: drop _Thread_local (__thread) from the declaration'],
        );
        break;
      case 'tls-initial':
        context.error(
          'reloc-tls',
          `${r.name} against '${relocation.symbol.name}': the address of a thread-local variable is read from a table that no loader fills`,
          where,
          ['compile with -ftls-model=local-exec, for which -fpic has to go (-mcmodel=medany -fno-pic)'],
        );
        break;
      case 'tp-add':
        context.beyondReference(r.name, where);
        if (!isAddOfThreadPointer(insnAt(site))) {
          context.error('reloc-instruction', `${r.name} on something else than an addition of tp`, where);
        }
        break;
      case 'jump':
        if (reaches(section, target)) break;
        if (target.kind === 'section') this.unreachable(r, site, context);
        else if (target.kind === 'loader' && !target.callable) {
          context.error('reloc-target', `'${relocation.symbol.name}' is data of the firmware, no code`, where);
        } else if (relocation.addend !== 0) {
          context.error('reloc-addend', `jump into the middle of '${relocation.symbol.name}'`, where);
        } else {
          const known = context.stubOf(target);
          if (!known) context.beyondReference(`${r.name} against '${relocation.symbol.name}'`, where);
          this.plans.set(relocation, { kind: 'stub', code: known ?? context.callStub(target) });
        }
        break;
      case 'word': {
        const stub = context.stubOf(target);
        if (stub) this.plans.set(relocation, { kind: 'stub', code: stub });
        else if (!reaches(section, target)) this.unreachable(r, site, context);
        break;
      }
      case 'got-hi':
      case 'got-word':
        if (r.rule === 'got-word') context.beyondReference(r.name, where);
        else if (relocation.addend !== 0) {
          context.error('reloc-addend', `${r.name} with addend ${relocation.addend} is not supported`, where, [
            'the slot holds the address of the symbol; add the offset in code',
          ]);
        }
        if (relocation.symbol.isLocal) context.beyondReference(`${r.name} against a local symbol`, where);
        if (r.rule === 'got-hi' && this.loadsWords(lowers.get(relocation)) && context.skipsSlot(relocation.symbol)) {
          this.plans.set(relocation, { kind: 'direct' });
        } else this.plans.set(relocation, { kind: 'slot', slot: context.symbolSlot(relocation.symbol) });
        break;
      case 'pcrel-hi': {
        const stub = context.stubOf(target);
        if (stub) this.plans.set(relocation, { kind: 'stub', code: stub });
        else if (!reaches(section, target)) this.redirect(site, lowers.get(relocation) ?? [], context);
        break;
      }
      case 'abs-hi':
        this.scanAbsolute(site, context);
        break;
      case 'abs-lo':
        context.beyondReference(r.name, where);
        if (target.kind !== 'absolute' && insnRs1(insnAt(site)) === 0) {
          context.error(
            'reloc-region',
            `${r.name} against '${relocation.symbol.name}': its address is not a small number`,
            where,
            ['load the upper part of the address with lui first'],
          );
        }
        break;
      case 'data32':
      case 'data64':
        if (section.class === 'text' || section.name.startsWith('.rodata')) {
          context.beyondReference(
            `data word with the address of '${relocation.symbol.name}' in ${section.name}`,
            where,
          );
        }
        if ((r.rule === 'data32' ? 4 : 8) !== this.wordSize && target.kind !== 'absolute') {
          context.error(
            'reloc-width',
            `${r.name} against '${relocation.symbol.name}': a ${r.rule === 'data32' ? 32 : 64}-bit word cannot hold an address here`,
            where,
            [
              `addresses have ${this.wordSize * 8} bits; the loader relocates nothing narrower or wider`,
              'if it is a table of jumps, compile with -fpic or -fno-jump-tables',
            ],
          );
        }
        break;
      case 'set-uleb':
      case 'sub-uleb':
        context.beyondReference(r.name, where);
        break;
      default:
        break;
    }
  }

  private unreachable(r: Row, { section, relocation }: Site, context: ScanContext): void {
    context.error(
      'reloc-region',
      `${r.name} against '${relocation.symbol.name}': the distance from code to ${describe(relocation.symbol)} is not known before loading`,
      whereOf(section, relocation),
      ['compile with -fpic, so that the address comes from the GOT'],
    );
  }

  /** A PC-relative pair whose target is not in text (linker.md section 22.1). */
  private redirect(site: Site, users: readonly Site[], context: ScanContext): void {
    const { section, relocation } = site;
    const { symbol } = relocation;
    const where = whereOf(section, relocation);
    context.beyondReference(`PC-relative reference to ${describe(symbol)} '${symbol.name}'`, where);
    if (!isOpcode(section, relocation.offset, OPCODE_AUIPC)) {
      context.error('reloc-instruction', 'R_RISCV_PCREL_HI20 on something else than auipc', where);
      return;
    }
    const slot = context.addressSlot(symbol.target, relocation.addend);
    const canConvert =
      users.length > 0 && users.every((u) => u.relocation.type === R_RISCV_PCREL_LO12_I && isAddi(insnAt(u)));
    if (canConvert) this.plans.set(relocation, { kind: 'convert', slot });
    else this.plans.set(relocation, { kind: 'veneer', code: this.veneer(site, slot, undefined, context) });
  }

  /** An upper part of an absolute address: right only for constants, else a veneer (linker.md section 25.2). */
  private scanAbsolute(site: Site, context: ScanContext): void {
    const { section, relocation } = site;
    const { target } = relocation.symbol;
    const where = whereOf(section, relocation);
    context.beyondReference('R_RISCV_HI20 (absolute address)', where);
    if (target.kind === 'absolute') return;
    if (!isOpcode(section, relocation.offset, OPCODE_LUI)) {
      context.error('reloc-instruction', 'R_RISCV_HI20 on something else than lui', where);
      return;
    }
    const slot = isText(target)
      ? undefined
      : context.addressSlot(target, relocation.addend, 'hi', (value) => signed32(hi(value)));
    this.plans.set(relocation, { kind: 'veneer', code: this.veneer(site, slot, target, context) });
  }

  /**
   * auipc rd, hi(d); l{w,d} rd, lo(d)(rd) for a slot at distance d, or
   * auipc rd, hi(d); addi rd, rd, lo(d)   for a text address; then jal x0, back.
   */
  private veneer(
    { section, relocation }: Site,
    slot: GotSlot | undefined,
    text: Target | undefined,
    context: ScanContext,
  ): CodeBlock {
    const rd = insnRd(readU32(section.bytes, relocation.offset));
    return context.addCode('.internal.veneer', 12, 4, ({ view, offset, address }, apply) => {
      const d = (slot ? slot.address : hi(apply.addressOf(text!) + relocation.addend)) - address;
      view.setUint32(offset, (OPCODE_AUIPC | rd | hi(d)) >>> 0, true);
      const second = slot ? this.loadOpcode() : 0x13;
      view.setUint32(offset + 4, (second | rd | (rd << 8) | (lo(d) << 20)) >>> 0, true);
      const back = section.address + relocation.offset + 4 - (address + 8);
      this.checkRange(FIELD.JAL, 'jump back from a veneer', back, section, relocation, apply);
      view.setUint32(offset + 8, (0x6f | jType(back)) >>> 0, true);
    });
  }

  /** Are these what reads a whole slot. */
  private loadsWords(users: readonly Site[] | undefined): boolean {
    const isLoad = (u: Site) =>
      u.relocation.type === R_RISCV_PCREL_LO12_I && (insnAt(u) & 0x707f) === this.loadOpcode();
    return users?.every(isLoad) ?? false;
  }

  /** funct3 and opcode of the load of one word. */
  private loadOpcode(): number {
    return this.wordSize === 4 ? 0x2003 : 0x3003;
  }

  bridge(sections: readonly PlacedSection[], context: BridgeContext): boolean {
    return this.bridges.round(sections, (section, relocation) => {
      const r = TABLE.get(relocation.type);
      if (r?.rule !== 'jump' || 2 ** (r.field.width - 1) >= context.textSize) return false;
      return this.bridgeJump(r, { section, relocation }, context);
    });
  }

  /** Calls of functions may use t1; what jumps inside a function has to keep all registers, and gets 1 MiB further. */
  private bridgeJump(r: Row, site: Site, context: BridgeContext): boolean {
    const { section, relocation } = site;
    const { symbol, addend } = relocation;
    const plan = this.plans.get(relocation);
    const stub = plan?.kind === 'stub' ? plan.code : undefined;
    if (!stub && symbol.target.kind !== 'section') return false;
    const place = section.address + relocation.offset;
    const reaches = (address: number) => rangeProblem(r.field, address - place, this.wordSize) === undefined;
    const offset = addend + (stub || symbol.target.kind !== 'section' ? 0 : symbol.target.value);
    const goal = { base: stub ?? (symbol.target.kind === 'section' ? symbol.target.section : section), offset };
    if (reaches(goal.base.address + offset)) return false;
    const isEntry = linksRegister(r, site) || (addend === 0 && (!symbol.isLocal || symbol.type === ELF.STT_FUNC));
    if (!isEntry && r.field === FIELD.JAL) return false;
    const code: BridgeCode = isEntry
      ? { size: 8, align: 4, emit: ({ view, offset: at, address }, to) => putFarJump(view, at, to - address) }
      : {
          size: 4,
          align: 4,
          emit: ({ view, offset: at, address }, to, apply) => {
            this.checkRange(FIELD.JAL, r.name, to - address, section, relocation, apply);
            view.setUint32(at, (0x6f | jType(to - address)) >>> 0, true);
          },
        };
    return this.bridges.add(section, relocation, goal, isEntry ? 'far' : 'near', code, reaches, context);
  }

  apply(section: PlacedSection, view: DataView, base: number, context: ApplyContext): void {
    const uleb = new Map<number, number>();
    for (const relocation of section.relocations) {
      const r = TABLE.get(relocation.type);
      if (!r) throw new InternalError('unknown relocation after scan');
      this.applyOne(r, section, relocation, view, base + relocation.offset, uleb, context);
    }
  }

  private applyOne(
    r: Row,
    section: PlacedSection,
    relocation: Relocation,
    view: DataView,
    at: number,
    uleb: Map<number, number>,
    context: ApplyContext,
  ): void {
    const { target } = relocation.symbol;
    const place = section.address + relocation.offset;
    const put = (v: number) => {
      this.checkRange(r.field, r.name, v, section, relocation, context);
      r.field.put(view, at, v);
    };
    switch (r.rule) {
      case 'jump':
      case 'word':
      case 'pcrel-hi':
      case 'got-hi':
      case 'got-word': {
        const v = this.distance(section, relocation, context);
        context.trace(section, relocation, v + place, false);
        const plan = this.plans.get(relocation);
        if (plan?.kind !== 'veneer') put(v);
        else this.putJumpToVeneer(plan.code, section, relocation, view, at, context);
        break;
      }
      case 'pcrel-lo':
        this.applyLower(r, section, relocation, view, at, context);
        break;
      case 'abs-hi': {
        const plan = this.plans.get(relocation);
        if (plan?.kind === 'veneer') this.putJumpToVeneer(plan.code, section, relocation, view, at, context);
        else put(signed32Of(context.addressOf(target) + relocation.addend, this.wordSize));
        break;
      }
      case 'tp-add':
        putMove(view, at);
        break;
      case 'abs-lo':
        r.field.put(view, at, context.addressOf(target) + relocation.addend);
        break;
      case 'add':
      case 'sub':
      case 'set': {
        const v = context.addressOf(target) + relocation.addend;
        context.trace(section, relocation, v, true);
        count(view, at, r.field.width, r.rule, v);
        break;
      }
      case 'set-uleb':
        uleb.set(at, context.addressOf(target) + relocation.addend);
        break;
      case 'sub-uleb': {
        const v = (uleb.get(at) ?? 0) - (context.addressOf(target) + relocation.addend);
        const problem = putUleb(view, at, endOf(section, at, relocation), v);
        if (problem) context.error('reloc-range', `${r.name}: ${problem}`, whereOf(section, relocation));
        break;
      }
      case 'data32':
      case 'data64':
        if ((r.rule === 'data32' ? 4 : 8) === this.wordSize) {
          context.dataWord(section, relocation, { view, offset: at, address: place });
        } else {
          const v = context.addressOf(target) + relocation.addend;
          if (r.rule === 'data32') put(signed32Of(v, 4));
          else view.setBigInt64(at, BigInt(v), true);
        }
        break;
      default:
        break;
    }
  }

  /** V of a PC-relative relocation: the distance that goes into the field. */
  private distance(section: PlacedSection, relocation: Relocation, context: ApplyContext): number {
    const place = section.address + relocation.offset;
    const bridge = this.bridges.of(relocation);
    if (bridge) return bridge.address - place;
    const plan = this.plans.get(relocation);
    switch (plan?.kind) {
      case 'slot':
        return plan.slot.address + relocation.addend - place;
      case 'convert':
        return plan.slot.address - place;
      case 'stub':
        return plan.code.address + relocation.addend - place;
      case 'veneer':
        return plan.code.address - place;
      default:
        return context.addressOf(relocation.symbol.target) + relocation.addend - place;
    }
  }

  private applyLower(
    r: Row,
    section: PlacedSection,
    relocation: Relocation,
    view: DataView,
    at: number,
    context: ApplyContext,
  ): void {
    const pair = this.upper.get(relocation);
    if (!pair) throw new InternalError('a lower part without its upper part after scan');
    const plan = this.plans.get(pair.relocation);
    const place = pair.section.address + pair.relocation.offset;
    // The veneer leaves the whole address in the register.
    const v = plan?.kind === 'veneer' ? 0 : this.distance(pair.section, pair.relocation, context);
    context.trace(section, relocation, v + place, false);
    if (plan?.kind === 'direct') patch32(view, at, 0xffff8f80, 0x13);
    if (plan?.kind === 'convert') patch32(view, at, 0xffff8f80, this.loadOpcode());
    r.field.put(view, at, v);
  }

  private putJumpToVeneer(
    code: CodeBlock,
    section: PlacedSection,
    relocation: Relocation,
    view: DataView,
    at: number,
    context: ApplyContext,
  ): void {
    const d = code.address - (section.address + relocation.offset);
    this.checkRange(FIELD.JAL, 'jump to a veneer', d, section, relocation, context);
    view.setUint32(at, (0x6f | jType(d)) >>> 0, true); // jal x0, veneer
  }

  private checkRange(
    f: Field,
    name: string,
    v: number,
    section: PlacedSection,
    relocation: Relocation,
    context: ApplyContext,
  ): void {
    const problem = rangeProblem(f, v, this.wordSize);
    if (!problem) return;
    context.error(
      'reloc-range',
      `${name} against '${relocation.symbol.name}' is out of range: ${problem}`,
      whereOf(section, relocation),
      ['move the two closer together, or use an instruction with a longer reach (call instead of a branch or jal)'],
    );
  }
}

/** auipc t1, d; jalr x0, d(t1) */
function putFarJump(view: DataView, at: number, d: number): void {
  view.setUint32(at, (0x00000317 | hi(d)) >>> 0, true);
  view.setUint32(at + 4, (0x00030067 | (lo(d) << 20)) >>> 0, true);
}

/** Does the jump leave a return address: jal with a register, c.jal. */
function linksRegister({ field: f }: Row, { section, relocation }: Site): boolean {
  if (f === FIELD.JAL) return insnRd(readU32(section.bytes, relocation.offset)) !== 0;
  return f === FIELD.RVC_JUMP && (section.bytes[relocation.offset + 1]! & 0xe0) === 0x20;
}

/** Where the section ends in the view in which a relocation's place is at `at`. */
const endOf = (section: PlacedSection, at: number, relocation: Relocation) => at + section.size - relocation.offset;

/** Why `v` does not fit in the field, undefined when it does. */
function rangeProblem(f: Field, v: number, wordSize: 4 | 8): string | undefined {
  if (f.even && v % 2 !== 0) return `the distance ${v} is odd`;
  // On 32-bit machines an upper and a lower part reach everything, modulo 2^32.
  if (f.width === 32 && wordSize === 4) {
    return Math.abs(v) < 2 ** 32 ? undefined : `${v} does not fit in 32 bits`;
  }
  const isPair = f === FIELD.CALL || f === FIELD.HI;
  const limit = 2 ** (f.width - 1);
  const shift = isPair ? 0x800 : 0;
  if (v >= -limit - shift && v < limit - shift) return undefined;
  return `${v} is not between ${-limit - shift} and ${limit - shift - (f.even ? 2 : 1)}`;
}

const relocationName = (type: number) => TABLE.get(type)?.name ?? `type ${type}`;

/** Is the distance from the section to the target fixed when linking. */
const reaches = (section: PlacedSection, target: Target): boolean =>
  target.kind === 'section' && target.section.image === section.image;

const isText = (target: Target): boolean => target.kind === 'section' && target.section.image === 'text';

function describe(symbol: SymbolRef): string {
  const { target } = symbol;
  if (target.kind === 'loader') return 'a table of the firmware';
  if (target.kind === 'absolute') return target.why === 'weak' ? 'an undefined weak symbol' : 'a fixed address';
  return target.section.class === 'data' ? 'initialised data' : 'bss';
}

const whereOf = (section: PlacedSection, relocation: Relocation): Where => ({
  file: section.file,
  section: section.name,
  offset: relocation.offset,
});

const readU32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0) as number;
const insnAt = ({ section, relocation }: Site): number =>
  relocation.offset + 4 <= section.bytes.length ? readU32(section.bytes, relocation.offset) : 0;
const isOpcode = (section: PlacedSection, at: number, opcode: number) => (section.bytes[at]! & 0x7f) === opcode;

const signed32 = (value: number): number => value | 0;
/** On 32-bit machines addresses above 2 GiB are written as negative numbers. */
const signed32Of = (value: number, wordSize: 4 | 8): number =>
  wordSize === 4 && value >= 2 ** 31 && value < 2 ** 32 ? value - 2 ** 32 : value;

function inBounds(section: PlacedSection, relocation: Relocation, r: Row, context: ScanContext): boolean {
  if (relocation.offset >= 0 && relocation.offset + r.field.size <= section.bytes.length) return true;
  if (r.rule === 'align' || r.rule === 'none') return true;
  context.error(
    'reloc-place',
    `${r.name} is for offset 0x${relocation.offset.toString(16)}, outside the section's ${section.bytes.length} bytes`,
    whereOf(section, relocation),
  );
  return false;
}

/**
 * ADD, SUB and SET work on offsets in the symbol's own image; only differences of labels of one image mean something.
 * Counts what is left at each place.
 */
function checkDifferences(section: PlacedSection, context: ScanContext): void {
  const sums = new Map<number, { relocation: Relocation; image: string | undefined; net: number; mixed: boolean }>();
  for (const relocation of section.relocations) {
    const rule = TABLE.get(relocation.type)?.rule;
    const sign =
      rule === 'add' || rule === 'set' || rule === 'set-uleb' ? 1 : rule === 'sub' || rule === 'sub-uleb' ? -1 : 0;
    if (sign === 0) continue;
    const { target } = relocation.symbol;
    if (target.kind === 'absolute') continue;
    const image = target.kind === 'section' ? target.section.image : target.name;
    const known = sums.get(relocation.offset);
    if (!known || rule === 'set' || rule === 'set-uleb') {
      sums.set(relocation.offset, { relocation, image, net: sign, mixed: false });
    } else {
      known.net += sign;
      known.mixed ||= known.image !== image;
    }
  }
  for (const { relocation, net, mixed } of sums.values()) {
    if (net === 0 && !mixed) continue;
    context.error(
      'reloc-difference',
      mixed
        ? `difference of two labels in different images, one of them '${relocation.symbol.name}'`
        : `${relocationName(relocation.type)} against '${relocation.symbol.name}' is not part of a difference of two labels`,
      whereOf(section, relocation),
      ['the loader places text and bss independently, so such a number is not known before loading'],
    );
  }
}

function count(view: DataView, at: number, width: number, rule: 'add' | 'sub' | 'set', v: number): void {
  const sum = (old: number) => (rule === 'add' ? old + v : rule === 'sub' ? old - v : v);
  switch (width) {
    case 6: {
      const old = view.getUint8(at);
      view.setUint8(at, (old & 0xc0) | (sum(old) & 0x3f));
      break;
    }
    case 8:
      view.setUint8(at, sum(view.getUint8(at)) & 0xff);
      break;
    case 16:
      view.setUint16(at, sum(view.getUint16(at, true)) & 0xffff, true);
      break;
    case 32:
      view.setUint32(at, sum(view.getUint32(at, true)) >>> 0, true);
      break;
    default: {
      const old = view.getBigInt64(at, true);
      const big = BigInt(v);
      view.setBigInt64(at, BigInt.asIntN(64, rule === 'add' ? old + big : rule === 'sub' ? old - big : big), true);
    }
  }
}

/** Writes `v` as ULEB128 in as many bytes as stand there now; returns why that is impossible. */
function putUleb(view: DataView, at: number, end: number, v: number): string | undefined {
  let length = 1;
  while (at + length < end && view.getUint8(at + length - 1) & 0x80) length++;
  if (view.getUint8(at + length - 1) & 0x80) return 'the number that stands there does not end';
  if (v < 0 || v >= 2 ** (7 * length)) return `${v} does not fit in ${length} bytes`;
  for (let i = 0; i < length; i++) {
    view.setUint8(at + i, (v % 128) | (i < length - 1 ? 0x80 : 0));
    v = Math.floor(v / 128);
  }
  return undefined;
}

/** The assembler left `addend` bytes of padding; the wanted alignment is the next power of two above that number. */
const padding: Padding = {
  alignment(type, addend) {
    if (type !== R_RISCV_ALIGN || !(addend > 0 && addend < MAX_PADDING)) return undefined;
    let align = 1;
    while (align <= addend) align *= 2;
    return align;
  },
  fill(size) {
    const out = new Uint8Array(size);
    let at = 0;
    if (size % 4 !== 0) {
      out[0] = 0x01; // c.nop
      at = 2;
    }
    for (; at < size; at += 4) out[at] = 0x13; // nop
    return out;
  },
};
const MAX_PADDING = 0x10000;

const EF_RISCV_FLOAT_ABI = 0x6;
const EF_RISCV_RVE = 0x8;
const FLOAT_ABI = ['soft', 'single', 'double', 'quad'] as const;

function judge({ flags }: ElfObject): Judgement {
  const float = (flags & EF_RISCV_FLOAT_ABI) >> 1;
  if (float !== 0) {
    return {
      refuse: `it uses the ${FLOAT_ABI[float]}-precision hardware floating-point ABI; compile with -mabi=ilp32 or lp64`,
    };
  }
  if (flags & EF_RISCV_RVE) return { refuse: 'it uses the RVE (16 registers) ABI' };
  return {};
}

/** c.j, or auipc t6 and jalr x0 when that does not reach. */
function entryJump(target: number): Uint8Array | undefined {
  if (target >= -2048 && target <= 2046) {
    const code = new DataView(new ArrayBuffer(2));
    code.setUint16(0, 0xa001 | cjType(target), true);
    return new Uint8Array(code.buffer);
  }
  if (Math.abs(target) > 0x7ffff7fe) return undefined;
  const code = new DataView(new ArrayBuffer(8));
  const d = target;
  code.setUint32(0, (0x00000f97 | hi(d)) >>> 0, true);
  code.setUint32(4, (0x000f8067 | (lo(d) << 20)) >>> 0, true);
  return new Uint8Array(code.buffer);
}

/** linker.md section 21.1: copies `words` words from the image in text to the start of bss, then goes to mpy_init. */
function entryCode(wordSize: 4 | 8): EntryCode {
  const isLong = (words: number) => words >= 2048;
  return {
    readsSlot: true,
    canFixUp: false,
    size: ({ words }) => (isLong(words) ? 50 : 46),
    emit(view, { image, slot, words, entry }) {
      const load = wordSize === 4 ? 0x2000 : 0x3000; // funct3 of lw, ld; sw and sd have the same
      let at = 0;
      const put32 = (insn: number) => {
        view.setUint32(at, insn >>> 0, true);
        at += 4;
      };
      const put16 = (insn: number) => {
        view.setUint16(at, insn, true);
        at += 2;
      };
      put32(0x00000717 | hi(image)); //                   auipc a4, image
      put32(0x00070713 | (lo(image) << 20)); //           addi  a4, a4, ...
      put32(0x00000797 | hi(slot - 8)); //                auipc a5, slot
      put32(0x00078783 | load | (lo(slot - 8) << 20)); // l{w,d} a5, ...(a5)
      if (isLong(words)) {
        put32(0x000002b7 | hi(words)); //                 lui   t0, ...
        put32(0x00028293 | (lo(words) << 20)); //         addi  t0, t0, ...
      } else {
        put32(0x00000293 | (words << 20)); //             addi  t0, x0, words
      }
      put32(0x00070303 | load); //                     L: l{w,d} t1, 0(a4)
      put32(0x00678023 | load); //                        s{w,d} t1, 0(a5)
      put16(wordSize === 4 ? 0x0711 : 0x0721); //         c.addi a4, word
      put16(wordSize === 4 ? 0x0791 : 0x07a1); //         c.addi a5, word
      put16(0x12fd); //                                   c.addi t0, -1
      put32(0xfe0299e3); //                               bne   t0, x0, L
      const d = entry - at;
      put32(0x00000317 | hi(d)); //                       auipc t1, mpy_init
      put32(0x00030067 | (lo(d) << 20)); //               jalr  x0, ...(t1)
    },
  };
}

/** Given the address itself, as it is for the only instance. */
const TLS_BUILTIN: Builtin = { bytes: [0x82, 0x80] }; // ret

function debugField(type: number): DebugField | undefined {
  const r = TABLE.get(type);
  if (!r) return undefined;
  const { width, size } = r.field;
  switch (r.rule) {
    case 'data32':
    case 'data64':
    case 'set':
      return { size, bits: width, op: 'set' };
    case 'add':
    case 'sub':
      return { size, bits: width, op: r.rule };
    default:
      return undefined;
  }
}

const EF_RISCV_RVC = 1;
const R_RISCV_JAL = 17;
const R_RISCV_CALL = 18;
const R_RISCV_CALL_PLT = 19;
const R_RISCV_RVC_JUMP = 45;
const CALLS: ReadonlySet<number> = new Set([R_RISCV_JAL, R_RISCV_CALL, R_RISCV_CALL_PLT, R_RISCV_RVC_JUMP]);
const R_RISCV_RELAX = 51;

/** Calls: auipc and jalr become c.j, c.jal (32 bits only) or jal (linker.md section 31). */
function shorten(
  wordSize: 4 | 8,
  { bytes, relocations }: ElfSection,
  index: number,
  flags: number,
  reach: (limit: number) => boolean,
): Shorter | undefined {
  const { type, offset } = relocations[index]!;
  const follows = relocations[index + 1];
  if (type !== R_RISCV_CALL && type !== R_RISCV_CALL_PLT) return undefined;
  if (follows?.type !== R_RISCV_RELAX || follows.offset !== offset || offset < 0 || offset + 8 > bytes.length)
    return undefined;
  const jalr = readU32(bytes, offset + 4);
  if ((readU32(bytes, offset) & 0x7f) !== OPCODE_AUIPC || (jalr & 0x7f) !== 0x67) return undefined;
  const rd = insnRd(jalr) >>> 7;
  const isCompressed = (flags & EF_RISCV_RVC) !== 0 && (rd === 0 || (rd === 1 && wordSize === 4));
  if (isCompressed && reach(2046)) return { bytes: [0x01, rd === 0 ? 0xa0 : 0x20], size: 8, type: R_RISCV_RVC_JUMP };
  if (!reach(2 ** 20 - 2)) return undefined;
  return { bytes: [0x6f | ((rd & 1) << 7), rd >>> 1, 0, 0], size: 8, type: R_RISCV_JAL };
}

/** Calls the constructors. The frame has room for words of 64 bits. */
function constructors(wordSize: 4 | 8): ConstructorCode {
  const funct3 = wordSize === 4 ? 0x2000 : 0x3000;
  const [SP, RA, S0, S1, T0, T1] = [2, 1, 8, 9, 5, 6];
  const saved = [RA, 10, 11, 12, 13, S0, S1];
  return {
    size: 4 * (12 + 2 * saved.length),
    align: 4,
    start: 0,
    emit({ view, offset, address }, { table, count, entry }) {
      let at = 0;
      const put = (insn: number) => {
        view.setUint32(offset + at, insn >>> 0, true);
        at += 4;
      };
      const addi = (rd: number, rs: number, v: number) => put(0x13 | (rd << 7) | (rs << 15) | (v << 20));
      const load = (rd: number, rs: number, v: number) => put(0x03 | funct3 | (rd << 7) | (rs << 15) | (v << 20));
      const store = (rs2: number, v: number) =>
        put(0x23 | funct3 | (SP << 15) | (rs2 << 20) | (bits(v, 11, 5) << 25) | (bits(v, 4, 0) << 7));
      const addressOf = (rd: number, target: number) => {
        const d = target - (address + at);
        put(OPCODE_AUIPC | (rd << 7) | hi(d));
        addi(rd, rd, lo(d));
      };
      addi(SP, SP, -64);
      saved.forEach((r, i) => {
        store(r, 8 * i);
      });
      addressOf(S0, table);
      addressOf(S1, table + count * wordSize);
      const loop = at;
      load(T0, S0, 0);
      addi(S0, S0, wordSize);
      put(0x67 | (RA << 7) | (T0 << 15)); //                               jalr ra, t0
      put(0x1063 | (S0 << 15) | (S1 << 20) | bType(loop - at)); //         bne  s0, s1, loop
      saved.forEach((r, i) => {
        load(r, SP, 8 * i);
      });
      addi(SP, SP, 64);
      const d = entry - (address + at);
      put(OPCODE_AUIPC | (T1 << 7) | hi(d)); //                            auipc t1, mpy_init
      put(0x67 | (T1 << 15) | (lo(d) << 20)); //                           jalr  x0, t1
    },
  };
}

export interface RiscvFacts {
  readonly name: string;
  readonly wordSize: 4 | 8;
  /** Of data words that point to symbols: R_RISCV_32 or R_RISCV_64. */
  readonly dataType: number;
  readonly stub: Arch['stub'];
  readonly flags: Arch['flags'];
}

const R_RISCV_GOT_HI20 = 20;
const R_RISCV_ALIGN = 43;
const R_RISCV_PCREL_LO12_I = 24;
const R_RISCV_PCREL_LO12_S = 25;
const R_RISCV_GOT32_PCREL = 41;

export function riscv(facts: RiscvFacts): Arch {
  return {
    name: facts.name,
    code: archCode(facts.name),
    wordSize: facts.wordSize,
    elfMachine: 'EM_RISCV',
    elfClass: facts.wordSize === 4 ? 32 : 64,
    explicitAddends: true,
    separateRodata: false,
    codeAlignment: 2,
    literalSections: false,
    testedEntryAlignments: [2],
    flags: facts.flags,
    gotTypes: new Set([facts.dataType, R_RISCV_GOT_HI20, R_RISCV_GOT32_PCREL]),
    stub: facts.stub,
    builtin: builtinsOf(() => {
      const routines = routineBuiltins(facts.wordSize === 4 ? 'riscv32' : 'riscv64', facts.wordSize);
      return routines.set('__tls_get_addr', TLS_BUILTIN);
    }),
    codeBit: 0,
    relocationName,
    judge,
    fits: () => true,
    isPrivate: undefined,
    entryJump,
    referenceEntry: firstSectionOnly,
    createRelocator: () => new RiscvRelocator(facts.wordSize),
    entryCode: entryCode(facts.wordSize),
    shorten: (section, index, flags, reach) => shorten(facts.wordSize, section, index, flags, reach),
    debugField,
    isCall: (_, { type }) => CALLS.has(type),
    constructors: constructors(facts.wordSize),
    addressTypes: new Set([facts.dataType]),
    padding,
  };
}
