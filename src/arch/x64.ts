// x86-64: RELA, addresses relative to the instruction pointer.
import { type Row, rowMaker, WORD8, WORD16, WORD32, WORD64 } from './table-relocator.js';
import { CONSTRUCTORS_64, ENTRY_CODE_64, NON_PIC, x86Family } from './x86-family.js';

const row = rowMaker('R_X86_64_');
const R_X86_64_64 = 1;
const R_X86_64_PC32 = 2;
const R_X86_64_PLT32 = 4;
const R_X86_64_GOTPCREL = 9;
const R_X86_64_REX_GOTPCRELX = 42;
const UNSIGNED32 = { ...WORD32, low: 0, high: 2 ** 32 - 1 };

const ROWS: readonly Row[] = [
  row(0, 'NONE', 'none'),
  row(R_X86_64_64, '64', 'data', WORD64),
  row(R_X86_64_PC32, 'PC32', 'relative', WORD32),
  row(3, 'GOT32', 'slot', WORD32),
  row(R_X86_64_PLT32, 'PLT32', 'jump', WORD32),
  row(5, 'COPY', 'unsupported'),
  row(6, 'GLOB_DAT', 'unsupported'),
  row(7, 'JUMP_SLOT', 'unsupported'),
  row(8, 'RELATIVE', 'unsupported'),
  row(R_X86_64_GOTPCREL, 'GOTPCREL', 'slot-relative', WORD32),
  row(10, '32', 'constant', UNSIGNED32, NON_PIC),
  row(11, '32S', 'constant', WORD32, NON_PIC),
  row(12, '16', 'constant', WORD16, NON_PIC),
  row(13, 'PC16', 'relative', WORD16),
  row(14, '8', 'constant', WORD8, NON_PIC),
  row(15, 'PC8', 'relative', WORD8),
  row(16, 'DTPMOD64', 'tls'),
  row(17, 'DTPOFF64', 'tls'),
  row(18, 'TPOFF64', 'tls'),
  row(19, 'TLSGD', 'tls'),
  row(20, 'TLSLD', 'tls'),
  row(21, 'DTPOFF32', 'tls'),
  row(22, 'GOTTPOFF', 'tls'),
  row(23, 'TPOFF32', 'tls'),
  row(24, 'PC64', 'relative', WORD64),
  row(25, 'GOTOFF64', 'got-offset', WORD64),
  row(26, 'GOTPC32', 'got-base', WORD32),
  row(27, 'GOT64', 'slot', WORD64),
  row(28, 'GOTPCREL64', 'slot-relative', WORD64),
  row(29, 'GOTPC64', 'got-base', WORD64),
  row(30, 'GOTPLT64', 'slot', WORD64),
  row(31, 'PLTOFF64', 'got-offset', WORD64),
  row(32, 'SIZE32', 'unsupported'),
  row(33, 'SIZE64', 'unsupported'),
  row(34, 'GOTPC32_TLSDESC', 'tls'),
  row(35, 'TLSDESC_CALL', 'tls'),
  row(36, 'TLSDESC', 'tls'),
  row(37, 'IRELATIVE', 'unsupported'),
  row(41, 'GOTPCRELX', 'slot-relative', WORD32),
  row(R_X86_64_REX_GOTPCRELX, 'REX_GOTPCRELX', 'slot-relative', WORD32),
];

export const x64 = x86Family({
  name: 'x64',
  wordSize: 8,
  elfMachine: 'EM_X86_64',
  explicitAddends: true,
  gotTypes: [R_X86_64_GOTPCREL, R_X86_64_REX_GOTPCRELX],
  stub: {
    bytes: [...[0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x48, 0xb8], ...[0, 0, 0, 0, 0, 0, 0, 0], 0xff, 0xe0], // nop x6; mov rax, ...; jmp rax
    pointerOffset: 8,
  },
  entryCode: ENTRY_CODE_64,
  constructors: CONSTRUCTORS_64,
  addressType: R_X86_64_64,
  isPrivate: undefined,
  rows: ROWS,
  referenceTypes: [R_X86_64_64, R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_GOTPCREL, R_X86_64_REX_GOTPCRELX],
});
