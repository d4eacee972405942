// AArch64, experimental: linker.md section 34, after the ELF for the Arm 64-bit Architecture. The reference linker does
// not know it, no code of the .mpy header is assigned to it, and no firmware loads such modules.
//
// What is odd: code reaches addresses by ADRP, whose value counts pages of 4 KiB from the page of the instruction, and
// adds the low 12 bits of the address. Loaders place modules at any multiple of a word, so pages of the linked module are
// none of the memory's. Here "page" means a multiple of 4096 from the start of an image: ADRP becomes ADR, which counts
// bytes, to that page in text, or a load of the page's address where only the loader knows it (bss, the firmware's tables).
// The low parts are then right as they are, and need not be paired with the upper ones. What ADR and the load do not reach
// (1 MiB) a bridge does.
import { archCode } from '../abi/index.js';
import type {
  ApplyContext,
  Arch,
  BridgeContext,
  CodeBlock,
  ConstructorCode,
  EntryCode,
  GotSlot,
  Place,
  PlacedSection,
  Relocation,
  ScanContext,
  Target,
} from './arch.js';
import type { BridgeCode } from './bridges.js';
import { firstSectionOnly } from './reference-entry.js';
import { builtinsOf, routineBuiltins } from './routines.js';
import {
  checkField,
  debugFieldOf,
  type Field,
  field,
  NO_FIELD,
  nameOf,
  type OwnRules,
  type Row,
  rowMaker,
  signedRange,
  type TableFacts,
  TableRelocator,
  WORD16,
  WORD32,
  WORD64,
  whereOf,
} from './table-relocator.js';

const R_AARCH64_ABS64 = 257;

const PAGE_BITS = 12;
const pageOf = (value: number): number => value - lowOf(value);
const lowOf = (value: number): number => value & ((1 << PAGE_BITS) - 1);

/** `count` bits of an instruction from `start` on, which hold a value without its low `shift` bits. */
function insnField(start: number, count: number, shift: number, range: readonly [number, number]): Field {
  const mask = (2 ** count - 1) * 2 ** start;
  return field(
    4,
    range,
    () => 0,
    (view, at, v) => {
      const rest = (view.getUint32(at, true) & ~mask) >>> 0;
      view.setUint32(at, (rest | ((Math.floor(v / 2 ** shift) & (2 ** count - 1)) << start)) >>> 0, true);
    },
    { multiple: 2 ** shift },
  );
}
/** A distance in words. */
const branch = (start: number, count: number): Field => {
  const limit = 2 ** (count + 1);
  return insnField(start, count, 2, [-limit, limit - 4]);
};
const BRANCH26 = branch(0, 26);
const BRANCH19 = branch(5, 19);
const BRANCH14 = branch(5, 14);
/** ADR: 21 bits, the low two of them at the top. */
const ADR = field(
  4,
  signedRange(21),
  () => 0,
  (view, at, v) => {
    const register = view.getUint32(at, true) & 31;
    view.setUint32(at, (OPCODE_ADR | register | ((v & 3) << 29) | (((v >> 2) & 0x7ffff) << 5)) >>> 0, true);
  },
);
const OPCODE_ADR = 0x10000000;
const OPCODE_ADRP = 0x90000000;
const OPCODE_LDR_LITERAL = 0x58000000;
const OPCODE_B = 0x14000000;
const isAdr = (insn: number): boolean => (insn & 0x1f000000) >>> 0 === OPCODE_ADR;
const isAdrp = (insn: number): boolean => (insn & 0x9f000000) >>> 0 === OPCODE_ADRP;

/** The low 12 bits of an address, for an access of 2 to the power of `scale` bytes. */
const low = (scale: number): Field => insnField(10, PAGE_BITS, scale, [0, 2 ** PAGE_BITS - 1]);
/** 12 bits from the page of the GOT, in words of 8 bytes. */
const LOW15 = insnField(10, 12, 3, [0, 2 ** 15 - 8]);

/** MOVZ, MOVK: 16 bits from `shift` on. The forms with a check become MOVN for negative distances. */
const move = (shift: number, isChecked: boolean): Field => {
  const range = isChecked && shift < 48 ? signedRange(shift + 17) : WORD64_RANGE;
  return field(
    4,
    range,
    () => 0,
    (view, at, v) => {
      let insn = view.getUint32(at, true) & ~(0xffff << 5);
      let bits = v;
      if (isChecked && shift < 48) {
        insn = v < 0 ? insn & ~(1 << 30) : insn | (1 << 30);
        if (v < 0) bits = -1 - v;
      }
      const part = Number((BigInt(bits) >> BigInt(shift)) & 0xffffn);
      view.setUint32(at, (insn | (part << 5)) >>> 0, true);
    },
  );
};
const WORD64_RANGE = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const;

const row = rowMaker('R_AARCH64_');
const LARGE = 'the large code model puts whole addresses into instructions: compile with -mcmodel=small or -fpic';
const movw = (type: number, name: string): Row => row(type, name, 'unsupported', NO_FIELD, LARGE);
const ILP32 = 'a word of 32 bits cannot hold an address: is this in a table of jumps, or compiled with -mabi=ilp32?';

const TLS: Readonly<Record<number, string>> = {
  512: 'TLSGD_ADR_PREL21',
  513: 'TLSGD_ADR_PAGE21',
  514: 'TLSGD_ADD_LO12_NC',
  517: 'TLSLD_ADR_PREL21',
  518: 'TLSLD_ADR_PAGE21',
  519: 'TLSLD_ADD_LO12_NC',
  528: 'TLSLD_ADD_DTPREL_HI12',
  529: 'TLSLD_ADD_DTPREL_LO12',
  530: 'TLSLD_ADD_DTPREL_LO12_NC',
  541: 'TLSIE_ADR_GOTTPREL_PAGE21',
  542: 'TLSIE_LD64_GOTTPREL_LO12_NC',
  543: 'TLSIE_LD_GOTTPREL_PREL19',
  549: 'TLSLE_ADD_TPREL_HI12',
  550: 'TLSLE_ADD_TPREL_LO12',
  551: 'TLSLE_ADD_TPREL_LO12_NC',
  562: 'TLSDESC_ADR_PAGE21',
  563: 'TLSDESC_LD64_LO12',
  564: 'TLSDESC_ADD_LO12',
  569: 'TLSDESC_CALL',
  1028: 'TLS_DTPMOD',
  1029: 'TLS_DTPREL',
  1030: 'TLS_TPREL',
  1031: 'TLSDESC',
};
/** All between these are for thread-local variables. */
const [FIRST_TLS, LAST_TLS] = [512, 573];

const ADR_LOW21 = 274;
const GOT_PAGE = 311;
const GOT_LOW = 312;
const GOT_LOW15 = 313;
const GOT_TYPES: ReadonlySet<number> = new Set([GOT_PAGE, GOT_LOW, GOT_LOW15]);

const ROWS: readonly Row[] = [
  row(0, 'NONE', 'none'),
  row(256, 'NONE', 'none'),
  row(R_AARCH64_ABS64, 'ABS64', 'data', WORD64),
  row(258, 'ABS32', 'constant', { ...WORD32, high: 2 ** 32 - 1 }, ILP32),
  row(259, 'ABS16', 'constant', { ...WORD16, high: 2 ** 16 - 1 }, ILP32),
  row(260, 'PREL64', 'relative', WORD64),
  row(261, 'PREL32', 'relative', WORD32),
  row(262, 'PREL16', 'relative', WORD16),
  movw(263, 'MOVW_UABS_G0'),
  movw(264, 'MOVW_UABS_G0_NC'),
  movw(265, 'MOVW_UABS_G1'),
  movw(266, 'MOVW_UABS_G1_NC'),
  movw(267, 'MOVW_UABS_G2'),
  movw(268, 'MOVW_UABS_G2_NC'),
  movw(269, 'MOVW_UABS_G3'),
  movw(270, 'MOVW_SABS_G0'),
  movw(271, 'MOVW_SABS_G1'),
  movw(272, 'MOVW_SABS_G2'),
  row(273, 'LD_PREL_LO19', 'relative', BRANCH19, 'compile with -mcmodel=small instead of tiny, or with -fpic'),
  row(ADR_LOW21, 'ADR_PREL_LO21', 'own', ADR),
  row(275, 'ADR_PREL_PG_HI21', 'own', ADR),
  row(276, 'ADR_PREL_PG_HI21_NC', 'own', ADR),
  row(277, 'ADD_ABS_LO12_NC', 'own', low(0)),
  row(278, 'LDST8_ABS_LO12_NC', 'own', low(0)),
  row(279, 'TSTBR14', 'jump', BRANCH14),
  row(280, 'CONDBR19', 'jump', BRANCH19),
  row(282, 'JUMP26', 'jump', BRANCH26),
  row(283, 'CALL26', 'jump', BRANCH26),
  row(284, 'LDST16_ABS_LO12_NC', 'own', low(1)),
  row(285, 'LDST32_ABS_LO12_NC', 'own', low(2)),
  row(286, 'LDST64_ABS_LO12_NC', 'own', low(3)),
  row(287, 'MOVW_PREL_G0', 'relative', move(0, true)),
  row(288, 'MOVW_PREL_G0_NC', 'relative', move(0, false)),
  row(289, 'MOVW_PREL_G1', 'relative', move(16, true)),
  row(290, 'MOVW_PREL_G1_NC', 'relative', move(16, false)),
  row(291, 'MOVW_PREL_G2', 'relative', move(32, true)),
  row(292, 'MOVW_PREL_G2_NC', 'relative', move(32, false)),
  row(293, 'MOVW_PREL_G3', 'relative', move(48, true)),
  row(299, 'LDST128_ABS_LO12_NC', 'own', low(4)),
  row(300, 'MOVW_GOTOFF_G0', 'slot', move(0, true)),
  row(301, 'MOVW_GOTOFF_G0_NC', 'slot', move(0, false)),
  row(302, 'MOVW_GOTOFF_G1', 'slot', move(16, true)),
  row(303, 'MOVW_GOTOFF_G1_NC', 'slot', move(16, false)),
  row(307, 'GOTREL64', 'got-offset', WORD64),
  row(308, 'GOTREL32', 'got-offset', WORD32),
  row(309, 'GOT_LD_PREL19', 'slot-relative', BRANCH19),
  row(310, 'LD64_GOTOFF_LO15', 'slot', LOW15),
  row(GOT_PAGE, 'ADR_GOT_PAGE', 'own', ADR),
  row(GOT_LOW, 'LD64_GOT_LO12_NC', 'own', low(3)),
  row(GOT_LOW15, 'LD64_GOTPAGE_LO15', 'own', LOW15),
  row(314, 'PLT32', 'jump', WORD32),
  row(315, 'GOTPCREL32', 'slot-relative', WORD32),
  ...Array.from({ length: LAST_TLS - FIRST_TLS + 1 }, (_, i) => tlsRow(FIRST_TLS + i)),
  row(1024, 'COPY', 'unsupported'),
  row(1025, 'GLOB_DAT', 'unsupported'),
  row(1026, 'JUMP_SLOT', 'unsupported'),
  row(1027, 'RELATIVE', 'unsupported'),
  tlsRow(1028),
  tlsRow(1029),
  tlsRow(1030),
  tlsRow(1031),
  row(1032, 'IRELATIVE', 'unsupported'),
];
function tlsRow(type: number): Row {
  return row(type, TLS[type] ?? `TLS (${type})`, 'tls');
}
const TABLE: ReadonlyMap<number, Row> = new Map(ROWS.map((r) => [r.type, r]));

/** b goal: further than a conditional branch, with all registers and flags as they are. */
const JUMP_BRIDGE: BridgeCode = {
  size: 4,
  align: 4,
  emit({ view, offset, address }, goal) {
    view.setUint32(offset, OPCODE_B, true);
    BRANCH26.put(view, offset, goal - address);
  },
};
const [TEXT, BSS] = [0, 2];

/** Upper and lower parts of addresses, of symbols or of their GOT slots. */
class AddressRules implements OwnRules {
  private readonly slots = new Map<Relocation, GotSlot>();
  private readonly stubs = new Map<Relocation, CodeBlock>();
  /** Slots with addresses that only the loader knows: the instruction becomes a load. */
  private readonly loads = new Map<Relocation, GotSlot>();
  /** Code that loads the address and jumps back; the instruction becomes a jump to it. */
  private readonly bridges = new Map<Relocation, CodeBlock>();

  scan({ type, name }: Row, section: PlacedSection, relocation: Relocation, context: ScanContext): void {
    const { symbol, addend } = relocation;
    const { target } = symbol;
    const where = whereOf(section, relocation);
    const instruction = isUpper(type) ? 'adrp' : type === ADR_LOW21 ? 'adr' : undefined;
    if (instruction !== undefined && !(isUpper(type) ? isAdrp : isAdr)(insnAt(section, relocation))) {
      context.error(
        'reloc-instruction',
        `${name} against '${symbol.name}' on something else than ${instruction}`,
        where,
      );
    }
    if (GOT_TYPES.has(type)) {
      if (addend !== 0) {
        context.error(
          'reloc-addend',
          `${name} against '${symbol.name}' with addend ${addend} is not supported`,
          where,
          ['the slot holds the address of the symbol; add the offset in code'],
        );
      }
      this.slots.set(relocation, context.symbolSlot(symbol));
      return;
    }
    const stub = context.stubOf(target);
    if (stub) this.stubs.set(relocation, stub);
    else if (instruction !== undefined && !(target.kind === 'section' && target.section.image === 'text')) {
      const isPage = isUpper(type);
      const slot = context.addressSlot(target, addend, isPage ? 'page' : '', isPage ? pageOf : undefined);
      this.loads.set(relocation, slot);
    }
  }

  bridge({ type }: Row, section: PlacedSection, relocation: Relocation, context: BridgeContext): boolean {
    if ((!isUpper(type) && type !== ADR_LOW21) || this.bridges.has(relocation)) return false;
    const { offset, symbol } = relocation;
    const load = this.loads.get(relocation);
    const goal = load?.address ?? this.goal(relocation, context);
    const distance = (isUpper(type) && !load ? pageOf(goal) : goal) - (section.address + offset);
    const { low, high } = load ? BRANCH19 : ADR;
    if (distance >= low && distance <= high) return false;
    const register = insnAt(section, relocation) & 31;
    const kind = load ? kindOf(symbol.target) : TEXT;
    const block = context.insertCode(section, '.internal.bridge', 16, 8, (place, apply) => {
      const { view, address } = place;
      const value = this.goal(relocation, apply);
      view.setUint32(place.offset, (OPCODE_LDR_LITERAL | register | (2 << 5)) >>> 0, true); // ldr register, .+8
      view.setUint32(place.offset + 4, OPCODE_B, true); //                                   b   back
      BRANCH26.put(view, place.offset + 4, section.address + offset - address);
      view.setBigInt64(place.offset + 8, BigInt(isUpper(type) ? pageOf(value) : value), true);
      if (kind !== undefined) apply.loaderWord(address + 8, kind);
    });
    this.bridges.set(relocation, block);
    return true;
  }

  /** The address that the instructions make, in the image of the target. */
  private goal(relocation: Relocation, context: Pick<ApplyContext, 'addressOf'>): number {
    const slot = this.slots.get(relocation);
    if (slot) return slot.address;
    const { target } = relocation.symbol;
    return (this.stubs.get(relocation)?.address ?? context.addressOf(target)) + relocation.addend;
  }

  apply(r: Row, section: PlacedSection, relocation: Relocation, place: Place, context: ApplyContext): void {
    const { view, offset, address } = place;
    const put = (f: Field, value: number) => {
      context.trace(section, relocation, value, true);
      checkField(r, f, value, section, relocation, context);
      f.put(view, offset, value);
    };
    const bridge = this.bridges.get(relocation);
    const load = this.loads.get(relocation);
    if (bridge) {
      view.setUint32(offset, OPCODE_B, true);
      put(BRANCH26, bridge.address - address);
    } else if (load) {
      view.setUint32(offset, (OPCODE_LDR_LITERAL | (view.getUint32(offset, true) & 31)) >>> 0, true);
      put(BRANCH19, load.address - address);
    } else {
      const goal = this.goal(relocation, context);
      if (isUpper(r.type)) put(ADR, pageOf(goal) - address);
      else if (r.type === ADR_LOW21) put(ADR, goal - address);
      else if (r.type === GOT_LOW15) put(LOW15, goal - pageOf(context.gotAddress));
      else put(r.field, lowOf(goal));
    }
  }
}

const isUpper = (type: number): boolean => type === 275 || type === 276 || type === GOT_PAGE;
const insnAt = ({ bytes }: PlacedSection, { offset }: Relocation): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(offset, true);

/** Of the word that holds an address, undefined for what is no address of an image. */
function kindOf(target: Target): number | undefined {
  if (target.kind === 'absolute') return undefined;
  if (target.kind === 'loader') return target.loaderKind;
  return target.section.image === 'bss' ? BSS : TEXT;
}

const RELOCATOR: TableFacts = {
  table: TABLE,
  addendInField: false,
  referenceTypes: new Set(),
  referenceDataAnywhere: true,
  jumpAddend: 0,
  codeBit: 0,
  fixUps: 'none',
  // Modules are smaller than the reach of calls.
  bridgeFor: ({ field: f }) => (f === BRANCH19 || f === BRANCH14 ? JUMP_BRIDGE : undefined),
  own: () => new AddressRules(),
};

/** Uses x9 to x13, which no argument is in. */
const ENTRY_CODE: EntryCode = {
  readsSlot: false,
  canFixUp: false,
  size: () => 72,
  emit(view, { words, image, entry }, loaderWord) {
    const code = [
      ...[0x58000149, 0x5800016a, 0x5800018b, 0x580001ac], //    ldr x9, image; x10, bss; x11, words; x12, entry
      ...[0xf840852d, 0xf800854d, 0xf100056b, 0x54ffffa1], // L: ldr x13, [x9], #8; str x13, [x10], #8; subs x11, x11, #1; b.ne L
      ...[0xd61f0180, 0xd503201f], //                            br x12; nop
    ];
    putCode(view, 0, code);
    [image, 0, words, entry].forEach((value, i) => {
      const at = 4 * code.length + 8 * i;
      view.setBigInt64(at, BigInt(value), true);
      if (i !== 2) loaderWord(at, i === 1 ? BSS : TEXT);
    });
  },
};

const CONSTRUCTORS: ConstructorCode = {
  size: 88,
  align: 8,
  start: 0,
  emit({ view, offset, address }, { table, count, entry }, loaderWord) {
    const code = [
      ...[0xa9bc7bfd, 0xa90107e0, 0xa9020fe2, 0xa90353f3], //    stp x29, x30, [sp, #-64]!; then x0 to x3, x19, x20
      ...[0x58000193, 0x580001b4], //                            ldr x19, table; ldr x20, count
      ...[0xf8408669, 0xd63f0120, 0xf1000694, 0x54ffffa1], // L: ldr x9, [x19], #8; blr x9; subs x20, x20, #1; b.ne L
      ...[0xa94107e0, 0xa9420fe2, 0xa94353f3, 0xa8c47bfd], //    ldp ...
      ...[0x580000d0, 0xd61f0200], //                            ldr x16, entry; br x16
    ];
    putCode(view, offset, code);
    [table, count, entry].forEach((value, i) => {
      const at = 4 * code.length + 8 * i;
      view.setBigInt64(offset + at, BigInt(value), true);
      if (i !== 1) loaderWord(address + at, TEXT);
    });
  },
};

function putCode(view: DataView, offset: number, code: readonly number[]): void {
  code.forEach((insn, i) => {
    view.setUint32(offset + 4 * i, insn, true);
  });
}

function entryJump(target: number): Uint8Array | undefined {
  if (target > BRANCH26.high || target % 4 !== 0) return undefined;
  const code = new Uint8Array(4);
  const view = new DataView(code.buffer);
  view.setUint32(0, OPCODE_B, true);
  BRANCH26.put(view, 0, target);
  return code;
}

export const aarch64: Arch = {
  name: 'aarch64',
  experimental: 'no firmware loads such modules yet, and nobody has given the architecture a code',
  code: archCode('aarch64'),
  wordSize: 8,
  elfMachine: 'EM_AARCH64',
  elfClass: 64,
  explicitAddends: true,
  separateRodata: false,
  literalSections: false,
  testedEntryAlignments: [4, 8, 16, 32, 64],
  flags: {},
  gotTypes: new Set(),
  stub: {
    bytes: [0x50, 0, 0, 0x58, 0, 0x02, 0x1f, 0xd6, 0, 0, 0, 0, 0, 0, 0, 0], // ldr x16, .+8; br x16
    pointerOffset: 8,
  },
  builtin: builtinsOf(() => routineBuiltins('aarch64', 8)),
  codeAlignment: 4,
  codeBit: 0,
  relocationName: (type) => nameOf(TABLE, type),
  judge: () => ({}),
  fits: () => true,
  isPrivate: undefined,
  entryJump,
  referenceEntry: firstSectionOnly,
  createRelocator: () => new TableRelocator(RELOCATOR),
  entryCode: ENTRY_CODE,
  shorten: () => undefined,
  debugField: (type) => debugFieldOf(TABLE, type),
  isCall: (_, { type }) => TABLE.get(type)?.rule === 'jump',
  constructors: CONSTRUCTORS,
  addressTypes: new Set([R_AARCH64_ABS64]),
  padding: undefined,
};
