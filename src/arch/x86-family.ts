// x86 and x64: linker.md sections 8.1, 10.2, 11.2, 11.3, 21.1 and 22.4, after the System V ABIs of the two. They share
// instructions of the entry code and jumps; relocations have numbers and forms of their own.
//
// What is odd: fields are parts of instructions at any byte, so the loader, which changes only aligned words, cannot help
// with them. References to bss are completed by the entry code instead.
import { archCode } from '../abi/index.js';
import type { ElfMachine } from '../elf/index.js';
import type { Arch, ConstructorCode, EntryCode, Place, PlacedSection, Relocation } from './arch.js';
import { firstSectionOnly } from './reference-entry.js';
import { builtinsOf, routineBuiltins } from './routines.js';
import { debugFieldOf, nameOf, type Row, type TableFacts, TableRelocator } from './table-relocator.js';

export const NON_PIC = 'compile with -fpic';

/** Is the field before which the opcode stands that of call, jmp or a conditional jump. */
export function isJump({ bytes }: PlacedSection, { offset }: Relocation): boolean {
  const opcode = bytes[offset - 1] ?? 0;
  if (opcode === 0xe8 || opcode === 0xe9) return true;
  return bytes[offset - 2] === 0x0f && opcode >= 0x80 && opcode <= 0x8f;
}

const SHORT_JUMP = 0xeb;
const NEAR_JUMP = 0xe9;

function entryJump(target: number): Uint8Array | undefined {
  const short = target - 2;
  if (short >= -128 && short <= 127) return Uint8Array.of(SHORT_JUMP, short);
  const near = target - 5;
  if (near < -(2 ** 31) || near >= 2 ** 31) return undefined;
  const code = new Uint8Array(5);
  code[0] = NEAR_JUMP;
  new DataView(code.buffer).setInt32(1, near, true);
  return code;
}

/** Writes instructions one after the other. */
class Code {
  private readonly view: DataView;
  at = 0;
  constructor(view: DataView) {
    this.view = view;
  }
  bytes(...list: readonly number[]): this {
    for (const b of list) this.view.setUint8(this.at++, b);
    return this;
  }
  word(value: number): this {
    this.view.setInt32(this.at, value, true);
    this.at += 4;
    return this;
  }
  /** A distance, counted from the end of the field. */
  relative(address: number): this {
    return this.word(address - (this.at + 4));
  }
}

/** Uses rax and r8 to r11, which no argument is in, beside what it saves. */
export const ENTRY_CODE_64: EntryCode = {
  readsSlot: true,
  canFixUp: true,
  size: ({ words, fixUps }) => (fixUps > 0 ? 56 : 0) + (words > 0 ? 28 : 0) + 5,
  emit(view, { words, fixUps, image, table, slot, entry }) {
    const code = new Code(view);
    if (fixUps > 0) {
      code.bytes(0x4c, 0x8d, 0x05).relative(0); //     lea  r8, [start of text]
      code.bytes(0x4c, 0x8b, 0x0d).relative(slot); //  mov  r9, [slot]
      code.bytes(0x4d, 0x29, 0xc1); //                 sub  r9, r8
      code.bytes(0x49, 0x63, 0xc1); //                 movsxd rax, r9d
      code.bytes(0x49, 0x39, 0xc1); //                 cmp  r9, rax
      code.bytes(0x74, 0x02, 0x0f, 0x0b); //           je   over; ud2: the fields have 32 bits
      code.bytes(0x4c, 0x8d, 0x15).relative(table); // lea  r10, [table]
      code.bytes(0x41, 0xbb).word(fixUps); //          mov  r11d, count
      code.bytes(0x41, 0x8b, 0x02); //              L: mov  eax, [r10]
      code.bytes(0x45, 0x01, 0x0c, 0x00); //           add  [r8+rax], r9d
      code.bytes(0x49, 0x83, 0xc2, 0x04); //           add  r10, 4
      code.bytes(0x41, 0xff, 0xcb); //                 dec  r11d
      code.bytes(0x75, 0xf0); //                       jnz  L
    }
    if (words > 0) {
      code.bytes(0x56, 0x57, 0x51); //                 push rsi; push rdi; push rcx
      code.bytes(0x48, 0x8d, 0x35).relative(image); // lea  rsi, [image]
      code.bytes(0x48, 0x8b, 0x3d).relative(slot); //  mov  rdi, [slot]
      code.bytes(0xb9).word(words); //                 mov  ecx, words
      code.bytes(0xf3, 0x48, 0xa5); //                 rep movsq
      code.bytes(0x59, 0x5f, 0x5e); //                 pop  rcx; pop rdi; pop rsi
    }
    code.bytes(NEAR_JUMP).relative(entry);
  },
};

/** Arguments are on the stack; eax, ecx and edx are free. */
export const ENTRY_CODE_32: EntryCode = {
  readsSlot: true,
  canFixUp: true,
  size: ({ words, fixUps }) => 12 + (fixUps > 0 ? 30 : 0) + (words > 0 ? 19 : 0) + 8,
  emit(view, { words, fixUps, image, table, slot, entry }) {
    const code = new Code(view);
    code.bytes(0x53, 0x56, 0x57); //                   push ebx; push esi; push edi
    code.bytes(0xe8).word(0).bytes(0x5b); //           call next; next: pop ebx
    code.bytes(0x83, 0xeb, 0x08); //                   sub  ebx, 8: start of text
    if (fixUps > 0) {
      code.bytes(0x8b, 0x93).word(slot); //            mov  edx, [ebx+slot]
      code.bytes(0x29, 0xda); //                       sub  edx, ebx
      code.bytes(0x8d, 0xb3).word(table); //           lea  esi, [ebx+table]
      code.bytes(0xb9).word(fixUps); //                mov  ecx, count
      code.bytes(0x8b, 0x06); //                    L: mov  eax, [esi]
      code.bytes(0x01, 0x14, 0x18); //                 add  [eax+ebx], edx
      code.bytes(0x83, 0xc6, 0x04); //                 add  esi, 4
      code.bytes(0x49); //                             dec  ecx
      code.bytes(0x75, 0xf5); //                       jnz  L
    }
    if (words > 0) {
      code.bytes(0x8d, 0xb3).word(image); //           lea  esi, [ebx+image]
      code.bytes(0x8b, 0xbb).word(slot); //            mov  edi, [ebx+slot]
      code.bytes(0xb9).word(words); //                 mov  ecx, words
      code.bytes(0xf3, 0xa5); //                       rep movsd
    }
    code.bytes(0x5f, 0x5e, 0x5b); //                   pop  edi; pop esi; pop ebx
    code.bytes(NEAR_JUMP).relative(entry);
  },
};

/** Code for a place: addresses are counted from its start. */
const codeAt = ({ view, offset }: Place, size: number) =>
  new Code(new DataView(view.buffer, view.byteOffset + offset, size));

export const CONSTRUCTORS_64: ConstructorCode = {
  size: 50,
  align: 1,
  start: 0,
  emit(place, { table, count, entry }) {
    const code = codeAt(place, 50);
    const from = place.address;
    code.bytes(0x57, 0x56, 0x52, 0x51, 0x53, 0x55); //           push rdi; rsi; rdx; rcx; rbx; rbp
    code.bytes(0x48, 0x83, 0xec, 0x08); //                       sub  rsp, 8
    code.bytes(0x48, 0x8d, 0x1d).relative(table - from); //      lea  rbx, [table]
    code.bytes(0x48, 0x8d, 0x2d).relative(table + 8 * count - from); // lea rbp, [its end]
    code.bytes(0xff, 0x13); //                                L: call [rbx]
    code.bytes(0x48, 0x83, 0xc3, 0x08); //                       add  rbx, 8
    code.bytes(0x48, 0x39, 0xeb, 0x75, 0xf5); //                 cmp  rbx, rbp; jne L
    code.bytes(0x48, 0x83, 0xc4, 0x08); //                       add  rsp, 8
    code.bytes(0x5d, 0x5b, 0x59, 0x5a, 0x5e, 0x5f); //           pop  rbp; rbx; rcx; rdx; rsi; rdi
    code.bytes(NEAR_JUMP).relative(entry - from);
  },
};

export const CONSTRUCTORS_32: ConstructorCode = {
  size: 36,
  align: 1,
  start: 0,
  emit(place, { table, count, entry }) {
    const code = codeAt(place, 36);
    code.bytes(0x53, 0x56, 0x57); //                             push ebx; push esi; push edi
    code.bytes(0xe8).word(0).bytes(0x5b); //                     call next; next: pop ebx
    code.bytes(0x8d, 0xb3).word(table - (place.address + 8)); // lea  esi, [ebx+table]
    code.bytes(0xbf).word(count); //                             mov  edi, count
    code.bytes(0xff, 0x16, 0x83, 0xc6, 0x04); //              L: call [esi]; add esi, 4
    code.bytes(0x4f, 0x75, 0xf8); //                             dec  edi; jnz L
    code.bytes(0x5f, 0x5e, 0x5b); //                             pop  edi; pop esi; pop ebx
    code.bytes(NEAR_JUMP).relative(entry - place.address);
  },
};

export interface X86Facts {
  readonly name: string;
  readonly wordSize: 4 | 8;
  readonly elfMachine: ElfMachine;
  readonly explicitAddends: boolean;
  readonly gotTypes: readonly number[];
  readonly stub: Arch['stub'];
  readonly entryCode: EntryCode;
  readonly constructors: ConstructorCode;
  readonly addressType: number;
  readonly isPrivate: Arch['isPrivate'];
  readonly rows: readonly Row[];
  readonly referenceTypes: readonly number[];
  readonly objection?: TableFacts['objection'];
}

export function x86Family(facts: X86Facts): Arch {
  const table: ReadonlyMap<number, Row> = new Map(facts.rows.map((row) => [row.type, row]));
  const relocatorFacts: TableFacts = {
    table,
    addendInField: !facts.explicitAddends,
    referenceTypes: new Set(facts.referenceTypes),
    referenceDataAnywhere: false,
    jumpAddend: -4,
    codeBit: 0,
    fixUps: 'anywhere',
    isJump,
    ...(facts.objection && { objection: facts.objection }),
  };
  return {
    name: facts.name,
    code: archCode(facts.name),
    wordSize: facts.wordSize,
    elfMachine: facts.elfMachine,
    elfClass: facts.wordSize === 4 ? 32 : 64,
    explicitAddends: facts.explicitAddends,
    separateRodata: false,
    codeAlignment: 1,
    literalSections: false,
    // Only ports to systems with mmap have these CPUs.
    textAlignment: 4096,
    testedEntryAlignments: [1, 4],
    alignmentHint: 'gcc aligns large arrays more than they need: compile with -malign-data=abi',
    flags: {},
    gotTypes: new Set(facts.gotTypes),
    stub: facts.stub,
    builtin: builtinsOf(() => routineBuiltins(facts.wordSize === 8 ? 'x64' : 'x86', facts.wordSize)),
    codeBit: 0,
    relocationName: (type) => nameOf(table, type),
    judge: () => ({}),
    fits: () => true,
    isPrivate: facts.isPrivate,
    entryJump,
    referenceEntry: firstSectionOnly,
    createRelocator: () => new TableRelocator(relocatorFacts),
    entryCode: facts.entryCode,
    shorten: () => undefined,
    debugField: (type) => debugFieldOf(table, type),
    isCall: isJump,
    constructors: facts.constructors,
    addressTypes: new Set([facts.addressType]),
    padding: undefined,
  };
}
