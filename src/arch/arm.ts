// The ARM architectures, all of them Thumb code for Cortex-M: linker.md sections 8.1, 10.2, 11.4, 21.1, 22.2, 22.4 and
// 27, after the ELF for the Arm Architecture. They differ in their codes, in the long form of the entry jump and in what
// they expect of the compiler.
//
// What is odd: addresses of functions have bit 0 set (Thumb), which is part of the value of the symbol; code gets at
// addresses through literal words in the code, so that the loader can relocate what is not position independent.
import { archCode } from '../abi/index.js';
import { bits } from '../base/index.js';
import { ELF, type ElfObject } from '../elf/index.js';
import type { Arch, ConstructorCode, EntryCode, Judgement } from './arch.js';
import { armAttributes } from './arm-attributes.js';
import type { BridgeCode } from './bridges.js';
import { firstSectionOnly } from './reference-entry.js';
import { builtinsOf, routineBuiltins } from './routines.js';
import {
  ADDRESS32,
  debugFieldOf,
  field,
  NO_FIELD,
  nameOf,
  type Row,
  rowMaker,
  signedRange,
  type TableFacts,
  TableRelocator,
  WORD8,
  WORD16,
} from './table-relocator.js';

const R_ARM_ABS32 = 2;
const R_ARM_REL32 = 3;
const R_ARM_THM_CALL = 10;
const R_ARM_BASE_PREL = 25;
const R_ARM_GOT_BREL = 26;
const R_ARM_THM_JUMP24 = 30;
const R_ARM_TARGET1 = 38;
const R_ARM_GOT_PREL = 96;

const u16 = (view: DataView, at: number): number => view.getUint16(at, true);
const sext = (value: number, width: number): number => (value << (32 - width)) >> (32 - width);
function patch(view: DataView, at: number, keep: number, or: number): void {
  view.setUint16(at, (view.getUint16(at, true) & keep) | or, true);
}

/** BL and B.W: S, J1, J2 with I1 = NOT(J1 XOR S), I2 = NOT(J2 XOR S), imm10, imm11. */
const BRANCH24 = field(
  4,
  [-(2 ** 24), 2 ** 24 - 2],
  (view, at) => {
    const h0 = u16(view, at);
    const h1 = u16(view, at + 2);
    const s = bits(h0, 10, 10);
    const i1 = 1 ^ bits(h1, 13, 13) ^ s;
    const i2 = 1 ^ bits(h1, 11, 11) ^ s;
    return sext((s << 24) | (i1 << 23) | (i2 << 22) | (bits(h0, 9, 0) << 12) | (bits(h1, 10, 0) << 1), 25);
  },
  (view, at, v) => {
    const s = bits(v, 24, 24);
    patch(view, at, 0xf800, (s << 10) | bits(v, 21, 12));
    const j1 = 1 ^ bits(v, 23, 23) ^ s;
    const j2 = 1 ^ bits(v, 22, 22) ^ s;
    patch(view, at + 2, 0xd000, (j1 << 13) | (j2 << 11) | bits(v, 11, 1));
  },
  // Without J1 and J2 the reference reaches a quarter of it.
  { multiple: 2, referenceReach: 2 ** 22 },
);

/** B<cond>.W: S, J2, J1, imm6, imm11. */
const BRANCH19 = field(
  4,
  [-(2 ** 20), 2 ** 20 - 2],
  (view, at) => {
    const h0 = u16(view, at);
    const h1 = u16(view, at + 2);
    const high = (bits(h0, 10, 10) << 20) | (bits(h1, 11, 11) << 19) | (bits(h1, 13, 13) << 18);
    return sext(high | (bits(h0, 5, 0) << 12) | (bits(h1, 10, 0) << 1), 21);
  },
  (view, at, v) => {
    patch(view, at, 0xfbc0, (bits(v, 20, 20) << 10) | bits(v, 17, 12));
    patch(view, at + 2, 0xd000, (bits(v, 18, 18) << 13) | (bits(v, 19, 19) << 11) | bits(v, 11, 1));
  },
  { multiple: 2 },
);

const BRANCH11 = field(
  2,
  [-(2 ** 11), 2 ** 11 - 2],
  (view, at) => sext(bits(u16(view, at), 10, 0) << 1, 12),
  (view, at, v) => patch(view, at, 0xf800, bits(v, 11, 1)),
  { multiple: 2 },
);

const BRANCH8 = field(
  2,
  [-(2 ** 8), 2 ** 8 - 2],
  (view, at) => sext(bits(u16(view, at), 7, 0) << 1, 9),
  (view, at, v) => patch(view, at, 0xff00, bits(v, 8, 1)),
  { multiple: 2 },
);

/** CBZ and CBNZ, forwards only; the addend is biased by the -4 of the pipeline. */
const BRANCH6 = field(
  2,
  [0, 126],
  (view, at) => {
    const h = u16(view, at);
    return ((((bits(h, 9, 9) << 6) | (bits(h, 7, 3) << 1)) + 4) & 0x7f) - 4;
  },
  (view, at, v) => patch(view, at, 0xfd07, (bits(v, 6, 6) << 9) | (bits(v, 5, 1) << 3)),
  { multiple: 2 },
);

/** LDR (literal) of 16 bits: words after the place. */
const LITERAL8 = field(
  2,
  [0, 1020],
  (view, at) => (((bits(u16(view, at), 7, 0) << 2) + 4) & 0x3ff) - 4,
  (view, at, v) => patch(view, at, 0xff00, bits(v, 9, 2)),
  { multiple: 4, placeAlign: 4 },
);

/** LDR.W (literal): a sign (U, bit 7 of the first half) and 12 bits. */
const LITERAL12 = field(
  4,
  [-4095, 4095],
  (view, at) => (bits(u16(view, at), 7, 7) ? 1 : -1) * bits(u16(view, at + 2), 11, 0),
  (view, at, v) => {
    patch(view, at, 0xff7f, v >= 0 ? 0x80 : 0);
    patch(view, at + 2, 0xf000, Math.abs(v));
  },
  { placeAlign: 4 },
);

/** ADR.W: ADDW or SUBW from the aligned place, 12 bits as i:imm3:imm8. */
const ADR12 = field(
  4,
  [-4095, 4095],
  (view, at) => {
    const h0 = u16(view, at);
    const h1 = u16(view, at + 2);
    const size = (bits(h0, 10, 10) << 11) | (bits(h1, 14, 12) << 8) | bits(h1, 7, 0);
    return bits(h0, 7, 7) ? -size : size;
  },
  (view, at, v) => {
    const size = Math.abs(v);
    patch(view, at, 0xfb5f, (v < 0 ? 0x00a0 : 0) | (bits(size, 11, 11) << 10));
    patch(view, at + 2, 0x8f00, (bits(size, 10, 8) << 12) | bits(size, 7, 0));
  },
  { placeAlign: 4 },
);

/** MOVW and MOVT: 16 bits as imm4:i:imm3:imm8. */
const readImm16 = (view: DataView, at: number): number => {
  const h0 = u16(view, at);
  const h1 = u16(view, at + 2);
  return sext((bits(h0, 3, 0) << 12) | (bits(h0, 10, 10) << 11) | (bits(h1, 14, 12) << 8) | bits(h1, 7, 0), 16);
};
function putImm16(view: DataView, at: number, v: number): void {
  patch(view, at, 0xfbf0, (bits(v, 11, 11) << 10) | bits(v, 15, 12));
  patch(view, at + 2, 0x8f00, (bits(v, 10, 8) << 12) | bits(v, 7, 0));
}
const ANY32 = [-(2 ** 32), 2 ** 32 - 1] as const;
const MOVW = field(4, ANY32, readImm16, putImm16);
const MOVT = field(4, ANY32, readImm16, (view, at, v) => putImm16(view, at, v >> 16));

const WORD31 = field(
  4,
  signedRange(31),
  (view, at) => sext(view.getInt32(at, true), 31),
  (view, at, v) => view.setInt32(at, (view.getInt32(at, true) & 0x80000000) | (v & 0x7fffffff), true),
);

const row = rowMaker('R_ARM_');

const NON_THUMB = 'this is A32 code, which no Cortex-M runs: compile with -mthumb and -mcpu';
const NO_MOVW =
  'load the address from a literal instead: compile with -fpic (rustc: -C relocation-model=pic), or with -mno-movt (clang), without -mslow-flash-data or -mpure-code';
const a32 = (type: number, name: string): Row => row(type, name, 'unsupported', NO_FIELD, NON_THUMB);

const ROWS: readonly Row[] = [
  row(0, 'NONE', 'none'),
  a32(1, 'PC24'),
  row(R_ARM_ABS32, 'ABS32', 'data', ADDRESS32),
  row(R_ARM_REL32, 'REL32', 'relative', ADDRESS32),
  a32(4, 'LDR_PC_G0'),
  row(5, 'ABS16', 'constant', WORD16),
  a32(6, 'ABS12'),
  row(7, 'THM_ABS5', 'unsupported'),
  row(8, 'ABS8', 'constant', WORD8),
  row(9, 'SBREL32', 'unsupported', NO_FIELD, 'compile with -fpic instead of -fropi -frwpi'),
  row(R_ARM_THM_CALL, 'THM_CALL', 'jump', BRANCH24),
  row(11, 'THM_PC8', 'relative', LITERAL8),
  row(13, 'TLS_DESC', 'tls'),
  row(17, 'TLS_DTPMOD32', 'tls'),
  row(18, 'TLS_DTPOFF32', 'tls'),
  row(19, 'TLS_TPOFF32', 'tls'),
  row(20, 'COPY', 'unsupported'),
  row(21, 'GLOB_DAT', 'unsupported'),
  row(22, 'JUMP_SLOT', 'unsupported'),
  row(23, 'RELATIVE', 'unsupported'),
  row(24, 'GOTOFF32', 'got-offset', ADDRESS32),
  row(R_ARM_BASE_PREL, 'BASE_PREL', 'got-base', ADDRESS32),
  row(R_ARM_GOT_BREL, 'GOT_BREL', 'slot', ADDRESS32),
  a32(27, 'PLT32'),
  a32(28, 'CALL'),
  a32(29, 'JUMP24'),
  row(R_ARM_THM_JUMP24, 'THM_JUMP24', 'jump', BRANCH24),
  row(31, 'BASE_ABS', 'unsupported'),
  row(R_ARM_TARGET1, 'TARGET1', 'data', ADDRESS32),
  row(40, 'V4BX', 'none'),
  row(41, 'TARGET2', 'unsupported', NO_FIELD, 'compile with -fno-exceptions'),
  row(42, 'PREL31', 'relative', WORD31),
  a32(43, 'MOVW_ABS_NC'),
  a32(44, 'MOVT_ABS'),
  a32(45, 'MOVW_PREL_NC'),
  a32(46, 'MOVT_PREL'),
  row(47, 'THM_MOVW_ABS_NC', 'constant', MOVW, NO_MOVW),
  row(48, 'THM_MOVT_ABS', 'constant', MOVT, NO_MOVW),
  row(49, 'THM_MOVW_PREL_NC', 'relative', MOVW),
  row(50, 'THM_MOVT_PREL', 'relative', MOVT),
  row(51, 'THM_JUMP19', 'jump', BRANCH19),
  row(52, 'THM_JUMP6', 'jump', BRANCH6),
  row(53, 'THM_ALU_PREL_11_0', 'relative', ADR12),
  row(54, 'THM_PC12', 'relative', LITERAL12),
  row(90, 'TLS_GOTDESC', 'tls'),
  row(91, 'TLS_CALL', 'tls'),
  row(92, 'TLS_DESCSEQ', 'tls'),
  row(93, 'THM_TLS_CALL', 'tls'),
  row(95, 'GOT_ABS', 'unsupported'),
  row(R_ARM_GOT_PREL, 'GOT_PREL', 'slot-relative', ADDRESS32),
  a32(97, 'GOT_BREL12'),
  row(100, 'GNU_VTENTRY', 'none'),
  row(101, 'GNU_VTINHERIT', 'none'),
  row(102, 'THM_JUMP11', 'jump', BRANCH11),
  row(103, 'THM_JUMP8', 'jump', BRANCH8),
  row(104, 'TLS_GD32', 'tls'),
  row(105, 'TLS_LDM32', 'tls'),
  row(106, 'TLS_LDO32', 'tls'),
  row(107, 'TLS_IE32', 'tls'),
  row(108, 'TLS_LE32', 'tls'),
  row(109, 'TLS_LDO12', 'tls'),
  row(110, 'TLS_LE12', 'tls'),
  row(111, 'TLS_IE12GP', 'tls'),
  row(129, 'THM_TLS_DESCSEQ16', 'tls'),
  row(130, 'THM_TLS_DESCSEQ32', 'tls'),
  row(132, 'THM_ALU_ABS_G0_NC', 'unsupported', NO_FIELD, NO_MOVW),
  row(133, 'THM_ALU_ABS_G1_NC', 'unsupported', NO_FIELD, NO_MOVW),
  row(134, 'THM_ALU_ABS_G2_NC', 'unsupported', NO_FIELD, NO_MOVW),
  row(135, 'THM_ALU_ABS_G3', 'unsupported', NO_FIELD, NO_MOVW),
];
const TABLE: ReadonlyMap<number, Row> = new Map(ROWS.map((r) => [r.type, r]));

/** Keeps all registers and flags, as jumps inside a function need; for every Thumb core. */
const BRIDGE: BridgeCode = {
  size: 12,
  align: 4,
  emit({ view, offset, address }, goal, context) {
    [0xb403, 0x4801, 0x9001, 0xbd01].forEach((h, i) => {
      view.setUint16(offset + 2 * i, h, true); // push {r0, r1}; ldr r0, goal; str r0, [sp, #4]; pop {r0, pc}
    });
    view.setInt32(offset + 8, goal, true);
    context.loaderWord(address + 8, TEXT);
  },
};

const RELOCATOR: TableFacts = {
  table: TABLE,
  addendInField: true,
  referenceTypes: new Set([
    R_ARM_ABS32,
    R_ARM_REL32,
    R_ARM_THM_CALL,
    R_ARM_BASE_PREL,
    R_ARM_GOT_BREL,
    R_ARM_THM_JUMP24,
    R_ARM_GOT_PREL,
  ]),
  referenceDataAnywhere: true,
  jumpAddend: -4,
  codeBit: 1,
  fixUps: 'aligned',
  // CBZ and CBNZ reach no further than the next instructions.
  bridgeFor: (r) => (r.field === BRANCH6 ? undefined : BRIDGE),
  objection(r, _, { symbol }) {
    const { target } = symbol;
    const isA32 =
      r.rule === 'jump' && symbol.type === ELF.STT_FUNC && target.kind === 'section' && target.value % 2 === 0;
    return isA32 ? NON_THUMB : undefined;
  },
};

const MEMORY_FUNCTIONS: readonly (readonly [name: string, calls: string, arguments: readonly number[]])[] = [
  ['memcpy', 'memmove_', []],
  ['memmove', 'memmove_', []],
  ['memset', 'memset_', [0x460b, 0x4611, 0x461a]], // (to, size, value): mov r3, r1; mov r1, r2; mov r2, r3
  ['memclr', 'memset_', [0x460a, 0x2100]], //         (to, size): mov r2, r1; movs r1, #0
];

/** __aeabi_memcpy and its like, which clang calls; with 4 and 8 for what is known to be aligned. */
const builtin = builtinsOf(
  () =>
    new Map([
      ...routineBuiltins('thumb', 4),
      ...MEMORY_FUNCTIONS.flatMap(([name, calls, moves]) => {
        const isOdd = moves.length % 2 === 1;
        // The load counts from the next but one halfword, rounded down to a word; a nop keeps the pointer aligned.
        const code = [...halfwords(...moves, ...(isOdd ? [0x46c0] : []), 0x4b00, 0x4718)]; // ldr r3, [pc, #0]; bx r3
        const builtin = { bytes: [...code, 0, 0, 0, 0], pointers: [{ entry: calls, offset: code.length }] };
        return ['', '4', '8'].map((suffix) => [`__aeabi_${name}${suffix}`, builtin] as const);
      }),
    ]),
);

function halfwords(...list: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * list.length));
  list.forEach((h, i) => {
    view.setUint16(2 * i, h, true);
  });
  return new Uint8Array(view.buffer);
}

/** B, or, where only BL reaches further, a call between PUSH and POP. */
function entryJump(hasWideBranch: boolean): Arch['entryJump'] {
  return (target) => {
    const short = target - 4;
    if (short >= -2048 && short <= 2047) return halfwords(0xe000 | bits(short, 11, 1));
    const distance = (hasWideBranch ? short : target - 6) & ~1;
    if (distance < BRANCH24.low || distance > BRANCH24.high) return undefined;
    const code = hasWideBranch ? halfwords(0xf000, 0xb800) : halfwords(0xb501, 0xf000, 0xf800, 0xbd01);
    BRANCH24.put(new DataView(code.buffer), hasWideBranch ? 0 : 2, distance);
    return code;
  };
}

/** push {r0-r7} ... pop {r0-r7}; bx ip: leaves all arguments as they were. For every Thumb core. */
const ENTRY_CODE: EntryCode = {
  readsSlot: false,
  canFixUp: true,
  size: (work) => literalsAt(work) + 4 * literalCount(work),
  emit(view, work, loaderWord) {
    const { words, fixUps, image, table, entry } = work;
    const literals = literalsAt(work);
    let at = 0;
    const put = (...list: readonly number[]) => {
      for (const h of list) {
        view.setUint16(at, h, true);
        at += 2;
      }
    };
    put(0xb4ff); //                                   push {r0-r7}
    put(0xa400 | ((literals - 4) >> 2)); //           adr r4, literals
    if (fixUps > 0) {
      put(0xcc0f, 0x1a09); //                         ldmia r4!, {r0-r3}; subs r1, r1, r0
      put(0xca20, 0x5946); //                      L: ldmia r2!, {r5}; ldr r6, [r0, r5]
      put(0x1876, 0x5146); //                         adds r6, r6, r1; str r6, [r0, r5]
      put(0x3b01, 0xd1f9); //                         subs r3, #1; bne L
    }
    if (words > 0) {
      put(0xcc07); //                                 ldmia r4!, {r0-r2}
      put(0xc808, 0xc108, 0x3a01, 0xd1fb); //      M: ldmia r0!, {r3}; stmia r1!, {r3}; subs r2, #1; bne M
    }
    put(0x6824, 0x46a4, 0xbcff, 0x4760); //           ldr r4, [r4]; mov ip, r4; pop {r0-r7}; bx ip
    if (at < literals) put(0x46c0); //                nop
    const word = (value: number, kind?: number) => {
      view.setInt32(at, value, true);
      if (kind !== undefined) loaderWord(at, kind);
      at += 4;
    };
    if (fixUps > 0) {
      word(0, TEXT);
      word(0, BSS);
      word(table, TEXT);
      word(fixUps);
    }
    if (words > 0) {
      word(image, TEXT);
      word(0, BSS);
      word(words);
    }
    word(entry, TEXT);
  },
};
/** push {r0-r6, lr} ... For every Thumb core. */
const CONSTRUCTORS: ConstructorCode = {
  size: 40,
  align: 4,
  start: 0,
  emit({ view, offset, address }, { table, count, entry }, loaderWord) {
    const code = [
      ...[0xb57f, 0x4c06, 0x4d06], //             push {r0-r6, lr}; ldr r4, table; ldr r5, count
      ...[0xcc01, 0x4780], //                  L: ldmia r4!, {r0}; blx r0
      ...[0x3d01, 0xd1fb], //                     subs r5, #1; bne L
      ...[0x9c07, 0x46a6, 0x4d04, 0x46ac], //     ldr r4, [sp, #28]; mov lr, r4; ldr r5, entry; mov ip, r5
      ...[0xbc7f, 0xb001, 0x4760], //             pop {r0-r6}; add sp, #4; bx ip
    ];
    code.forEach((h, i) => {
      view.setUint16(offset + 2 * i, h, true);
    });
    [table, count, entry].forEach((value, i) => {
      view.setInt32(offset + 28 + 4 * i, value, true);
      if (i !== 1) loaderWord(address + 28 + 4 * i, TEXT);
    });
  },
};
/** Kinds of loader relocations. */
const TEXT = 0;
const BSS = 2;
type Work = Parameters<EntryCode['size']>[0];
const literalCount = ({ words, fixUps }: Work): number => (fixUps > 0 ? 4 : 0) + (words > 0 ? 3 : 0) + 1;
function literalsAt({ words, fixUps }: Work): number {
  const code = 2 * (2 + (fixUps > 0 ? 8 : 0) + (words > 0 ? 5 : 0) + 4);
  return (code + 3) & ~3;
}

/** Tag_CPU_arch. */
const CPU = { V7: 10, V6_M: 11, V6S_M: 12, V7E_M: 13 } as const;
const isV6M = (cpu: number) => cpu < CPU.V7 || cpu === CPU.V6_M || cpu === CPU.V6S_M;

const EXEC = 0x4;
/** Assemblers mark the start of A32 code with $a. */
function hasA32Code(object: ElfObject): boolean {
  return object.symbols.some(
    ({ name, place }) =>
      (name === '$a' || name.startsWith('$a.')) &&
      typeof place === 'number' &&
      ((object.sections[place]?.flags ?? 0) & EXEC) !== 0,
  );
}

export interface ArmFacts {
  readonly name: string;
  /** The newest Tag_CPU_arch whose code runs on every board that loads such modules. */
  readonly cpu: 'v6-M' | 'v7-M' | 'v7E-M';
  readonly fpu: 'none' | 'single' | 'double';
}

const FPU_RANK = { none: 0, single: 1, double: 2 } as const;

function judge(facts: ArmFacts, object: ElfObject): Judgement {
  if (hasA32Code(object))
    return { refuse: `it contains A32 code, which no Cortex-M runs; compile with ${flagsFor(facts)}` };
  const attributes = armAttributes(object);
  if (!attributes) return {};
  const { floatAbi, fpu, cpuArch } = attributes;
  if (floatAbi === 'hard' && facts.fpu === 'none') {
    return { refuse: `it passes floating-point arguments in FPU registers; compile with ${flagsFor(facts)}` };
  }
  const abi = floatAbi && {
    floatAbi: floatAbi === 'hard' ? 'FPU registers (-mfloat-abi=hard)' : 'core registers (-mfloat-abi=soft)',
  };
  const warn = (what: string): Judgement => ({ warn: `${what}; compile with ${flagsFor(facts)}`, ...abi });
  if (FPU_RANK[fpu] > FPU_RANK[facts.fpu]) return warn(`it was compiled for a ${fpu}-precision FPU`);
  if (floatAbi === 'soft' && facts.fpu !== 'none') {
    return warn('the firmware passes floating-point arguments in FPU registers, the object in core registers');
  }
  if (cpuArch !== undefined && !isV6M(cpuArch)) {
    if (facts.cpu === 'v6-M') return warn('it was compiled for a core with Thumb-2');
    if (facts.cpu === 'v7-M' && cpuArch >= CPU.V7E_M) return warn('it was compiled for a core newer than Cortex-M3');
  }
  return { ...abi };
}

const CPU_FLAG = { 'v6-M': 'cortex-m0', 'v7-M': 'cortex-m3', 'v7E-M': 'cortex-m4' } as const;
function flagsFor({ cpu, fpu }: ArmFacts): string {
  if (fpu === 'none') return `-mthumb -mcpu=${CPU_FLAG[cpu]} -mfloat-abi=soft`;
  return fpu === 'single'
    ? '-mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard'
    : '-mthumb -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard';
}

function fits(facts: ArmFacts, object: ElfObject): boolean {
  const attributes = armAttributes(object);
  if (!attributes || attributes.cpuArch === undefined) return facts.cpu === 'v6-M';
  const { floatAbi, fpu, cpuArch } = attributes;
  if (floatAbi === 'hard') return facts.fpu === fpu;
  const cpu = isV6M(cpuArch) ? 'v6-M' : cpuArch === CPU.V7 ? 'v7-M' : 'v7E-M';
  return facts.fpu === 'none' && facts.cpu === cpu;
}

export function arm(facts: ArmFacts): Arch {
  return {
    name: facts.name,
    code: archCode(facts.name),
    wordSize: 4,
    elfMachine: 'EM_ARM',
    elfClass: 32,
    explicitAddends: false,
    separateRodata: false,
    codeAlignment: 2,
    literalSections: false,
    testedEntryAlignments: [4],
    flags: {},
    gotTypes: new Set([R_ARM_GOT_BREL, R_ARM_GOT_PREL]),
    stub: {
      bytes: [0x00, 0x4b, 0x18, 0x47, 0, 0, 0, 0], // ldr r3, [pc, #0]; bx r3
      pointerOffset: 4,
    },
    builtin,
    codeBit: 1,
    relocationName: (type) => nameOf(TABLE, type),
    judge: (object) => judge(facts, object),
    fits: (object) => fits(facts, object),
    isPrivate: undefined,
    entryJump: entryJump(facts.cpu !== 'v6-M'),
    referenceEntry: firstSectionOnly,
    createRelocator: () => new TableRelocator(RELOCATOR),
    entryCode: ENTRY_CODE,
    shorten: () => undefined,
    debugField: (type) => debugFieldOf(TABLE, type),
    isCall: (_, { type }) => TABLE.get(type)?.rule === 'jump',
    constructors: CONSTRUCTORS,
    addressTypes: new Set([R_ARM_ABS32, R_ARM_TARGET1]),
    padding: undefined,
  };
}
