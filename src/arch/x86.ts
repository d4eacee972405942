// i386: REL, position-independent code with the GOT's address in a register that thunks load.
import { ADDRESS32, type Row, rowMaker, WORD8, WORD16 } from './table-relocator.js';
import { CONSTRUCTORS_32, ENTRY_CODE_32, NON_PIC, x86Family } from './x86-family.js';

const row = rowMaker('R_386_');
const R_386_32 = 1;
const R_386_PC32 = 2;
const R_386_GOT32 = 3;
const R_386_PLT32 = 4;
const R_386_GOTOFF = 9;
const R_386_GOTPC = 10;
const R_386_GOT32X = 43;

const ROWS: readonly Row[] = [
  row(0, 'NONE', 'none'),
  row(R_386_32, '32', 'data', ADDRESS32, NON_PIC),
  row(R_386_PC32, 'PC32', 'relative', ADDRESS32),
  row(R_386_GOT32, 'GOT32', 'slot', ADDRESS32),
  row(R_386_PLT32, 'PLT32', 'jump', ADDRESS32),
  row(5, 'COPY', 'unsupported'),
  row(6, 'GLOB_DAT', 'unsupported'),
  row(7, 'JUMP_SLOT', 'unsupported'),
  row(8, 'RELATIVE', 'unsupported'),
  row(R_386_GOTOFF, 'GOTOFF', 'got-offset', ADDRESS32),
  row(R_386_GOTPC, 'GOTPC', 'got-base', ADDRESS32),
  row(11, '32PLT', 'unsupported', ADDRESS32, NON_PIC),
  row(14, 'TLS_TPOFF', 'tls'),
  row(15, 'TLS_IE', 'tls'),
  row(16, 'TLS_GOTIE', 'tls'),
  row(17, 'TLS_LE', 'tls'),
  row(18, 'TLS_GD', 'tls'),
  row(19, 'TLS_LDM', 'tls'),
  row(20, '16', 'constant', WORD16, NON_PIC),
  row(21, 'PC16', 'relative', WORD16),
  row(22, '8', 'constant', WORD8, NON_PIC),
  row(23, 'PC8', 'relative', WORD8),
  row(24, 'TLS_GD_32', 'tls'),
  row(25, 'TLS_GD_PUSH', 'tls'),
  row(26, 'TLS_GD_CALL', 'tls'),
  row(27, 'TLS_GD_POP', 'tls'),
  row(28, 'TLS_LDM_32', 'tls'),
  row(29, 'TLS_LDM_PUSH', 'tls'),
  row(30, 'TLS_LDM_CALL', 'tls'),
  row(31, 'TLS_LDM_POP', 'tls'),
  row(32, 'TLS_LDO_32', 'tls'),
  row(33, 'TLS_IE_32', 'tls'),
  row(34, 'TLS_LE_32', 'tls'),
  row(35, 'TLS_DTPMOD32', 'tls'),
  row(36, 'TLS_DTPOFF32', 'tls'),
  row(37, 'TLS_TPOFF32', 'tls'),
  row(38, 'SIZE32', 'unsupported'),
  row(39, 'TLS_GOTDESC', 'tls'),
  row(40, 'TLS_DESC_CALL', 'tls'),
  row(41, 'TLS_DESC', 'tls'),
  row(42, 'IRELATIVE', 'unsupported'),
  row(R_386_GOT32X, 'GOT32X', 'slot', ADDRESS32),
];

/** mod 0, r/m 5: an address without a register. */
const isAbsolute = (modrm: number) => (modrm & 0xc7) === 0x05;

export const x86 = x86Family({
  name: 'x86',
  wordSize: 4,
  elfMachine: 'EM_386',
  explicitAddends: false,
  gotTypes: [R_386_PC32, R_386_GOT32, R_386_GOT32X],
  stub: {
    bytes: [0x90, 0x90, 0x90, 0xb8, 0, 0, 0, 0, 0xff, 0xe0], // nop x3; mov eax, ...; jmp eax
    pointerOffset: 4,
  },
  entryCode: ENTRY_CODE_32,
  constructors: CONSTRUCTORS_32,
  addressType: R_386_32,
  isPrivate: (name) => name.startsWith('__x86.get_pc_thunk.'),
  rows: ROWS,
  referenceTypes: [R_386_32, R_386_PC32, R_386_GOT32, R_386_PLT32, R_386_GOTOFF, R_386_GOTPC, R_386_GOT32X],
  objection(row, section, { offset }) {
    if (row.type !== R_386_GOT32X || !isAbsolute(section.bytes[offset - 1] ?? 0)) return undefined;
    return `the instruction wants the absolute address of a GOT slot; ${NON_PIC}`;
  },
});
