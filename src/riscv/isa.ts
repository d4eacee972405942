// The one table of RISC-V instructions. Decoder, disassembler and assembler are derived from it at load time, and the
// engines lower its rows to their own operations. Follows the ratified unprivileged ISA and spec/riscv-zba-zcmp.md.
//
// Columns of a row:
//   1 mnemonic
//   2 extension; 'f', 'd' (and 'fc', 'dc', their compressed forms) and 'priv' are there to be printed, never executed,
//     and so is 'reserved', which the tools print though the ISA reserves it. 'hint' is executed, but the tools do not
//     print it.
//   3 xlen: 32, 64, or 0 for both
//   4 encoding from the highest bit down, as the manual draws it: binary digits are fixed, `imm[...]` is a signed and
//     `uimm[...]` an unsigned immediate with the bits that stand at this place, any other word is a field of FIELDS.
//     `!=a,b` behind a field excludes values (those encodings are reserved or belong to another row).
//   5 operands as printed and as assembled. `target` is the immediate as a pc-relative address, `imm` is decimal,
//     `hex` hexadecimal; what is no field name is itself.
//   6 for a compressed row: the instruction that it stands for, as `mnemonic operand...` in the order of decode fields
// Order matters where encodings overlap: the first row that fits wins.

export type Extension =
  | 'i'
  | 'm'
  | 'a'
  | 'c'
  | 'zicsr'
  | 'zifencei'
  | 'zba'
  | 'zcmp'
  | 'f'
  | 'd'
  | 'fc'
  | 'dc'
  | 'priv'
  | 'reserved'
  | 'hint';
export type Xlen = 32 | 64;
type Row = readonly [
  name: string,
  ext: Extension,
  xlen: 0 | Xlen,
  encoding: string,
  operands: string,
  expansion?: string,
];

/** Width of each named field of an encoding. A prime marks the three-bit registers x8..x15. */
export const FIELDS: Readonly<Record<string, number>> = {
  rd: 5,
  rs1: 5,
  rs2: 5,
  rs3: 5,
  "rd'": 3,
  "rs1'": 3,
  "rs2'": 3,
  // s0, s1, s2..s7 of Zcmp
  r1s: 3,
  r2s: 3,
  rm: 3,
  csr: 12,
  fm: 4,
  pred: 4,
  succ: 4,
  aq: 1,
  rl: 1,
  rlist: 4,
};

const AMO = (name: string, funct5: string): Row[] => [
  [`${name}.w`, 'a', 0, `${funct5} aq rl rs2 rs1 010 rd 0101111`, 'rd,rs2,(rs1)'],
  [`${name}.d`, 'a', 64, `${funct5} aq rl rs2 rs1 011 rd 0101111`, 'rd,rs2,(rs1)'],
];

/** Rows for single and double precision that differ in the `fmt` bits only; S and D stand for the letters. */
const FP = (name: string, xlen: 0 | 64, encoding: string, operands: string): Row[] => [
  [name.replace('#', 's'), 'f', xlen, encoding.replace('fmt', '00'), operands],
  [name.replace('#', 'd'), 'd', xlen, encoding.replace('fmt', '01'), operands],
];

const FP_ROWS: Row[] = [
  ['flw', 'f', 0, 'imm[11:0] rs1 010 rd 0000111', 'frd,imm(rs1)'],
  ['fld', 'd', 0, 'imm[11:0] rs1 011 rd 0000111', 'frd,imm(rs1)'],
  ['fsw', 'f', 0, 'imm[11:5] rs2 rs1 010 imm[4:0] 0100111', 'frs2,imm(rs1)'],
  ['fsd', 'd', 0, 'imm[11:5] rs2 rs1 011 imm[4:0] 0100111', 'frs2,imm(rs1)'],
  ...FP('fmadd.#', 0, 'rs3 fmt rs2 rs1 rm rd 1000011', 'frd,frs1,frs2,frs3,rm'),
  ...FP('fmsub.#', 0, 'rs3 fmt rs2 rs1 rm rd 1000111', 'frd,frs1,frs2,frs3,rm'),
  ...FP('fnmsub.#', 0, 'rs3 fmt rs2 rs1 rm rd 1001011', 'frd,frs1,frs2,frs3,rm'),
  ...FP('fnmadd.#', 0, 'rs3 fmt rs2 rs1 rm rd 1001111', 'frd,frs1,frs2,frs3,rm'),
  ...FP('fadd.#', 0, '00000 fmt rs2 rs1 rm rd 1010011', 'frd,frs1,frs2,rm'),
  ...FP('fsub.#', 0, '00001 fmt rs2 rs1 rm rd 1010011', 'frd,frs1,frs2,rm'),
  ...FP('fmul.#', 0, '00010 fmt rs2 rs1 rm rd 1010011', 'frd,frs1,frs2,rm'),
  ...FP('fdiv.#', 0, '00011 fmt rs2 rs1 rm rd 1010011', 'frd,frs1,frs2,rm'),
  ...FP('fsqrt.#', 0, '01011 fmt 00000 rs1 rm rd 1010011', 'frd,frs1,rm'),
  ...FP('fsgnj.#', 0, '00100 fmt rs2 rs1 000 rd 1010011', 'frd,frs1,frs2'),
  ...FP('fsgnjn.#', 0, '00100 fmt rs2 rs1 001 rd 1010011', 'frd,frs1,frs2'),
  ...FP('fsgnjx.#', 0, '00100 fmt rs2 rs1 010 rd 1010011', 'frd,frs1,frs2'),
  ...FP('fmin.#', 0, '00101 fmt rs2 rs1 000 rd 1010011', 'frd,frs1,frs2'),
  ...FP('fmax.#', 0, '00101 fmt rs2 rs1 001 rd 1010011', 'frd,frs1,frs2'),
  ...FP('fle.#', 0, '10100 fmt rs2 rs1 000 rd 1010011', 'rd,frs1,frs2'),
  ...FP('flt.#', 0, '10100 fmt rs2 rs1 001 rd 1010011', 'rd,frs1,frs2'),
  ...FP('feq.#', 0, '10100 fmt rs2 rs1 010 rd 1010011', 'rd,frs1,frs2'),
  ...FP('fclass.#', 0, '11100 fmt 00000 rs1 001 rd 1010011', 'rd,frs1'),
  ...FP('fcvt.w.#', 0, '11000 fmt 00000 rs1 rm rd 1010011', 'rd,frs1,rm'),
  ...FP('fcvt.wu.#', 0, '11000 fmt 00001 rs1 rm rd 1010011', 'rd,frs1,rm'),
  ...FP('fcvt.l.#', 64, '11000 fmt 00010 rs1 rm rd 1010011', 'rd,frs1,rm'),
  ...FP('fcvt.lu.#', 64, '11000 fmt 00011 rs1 rm rd 1010011', 'rd,frs1,rm'),
  ['fcvt.s.w', 'f', 0, '1101000 00000 rs1 rm rd 1010011', 'frd,rs1,rm'],
  ['fcvt.s.wu', 'f', 0, '1101000 00001 rs1 rm rd 1010011', 'frd,rs1,rm'],
  ['fcvt.s.l', 'f', 64, '1101000 00010 rs1 rm rd 1010011', 'frd,rs1,rm'],
  ['fcvt.s.lu', 'f', 64, '1101000 00011 rs1 rm rd 1010011', 'frd,rs1,rm'],
  // These conversions are exact; the tools know them with rounding mode 0 only.
  ['fcvt.d.w', 'd', 0, '1101001 00000 rs1 000 rd 1010011', 'frd,rs1'],
  ['fcvt.d.wu', 'd', 0, '1101001 00001 rs1 000 rd 1010011', 'frd,rs1'],
  ['fcvt.d.l', 'd', 64, '1101001 00010 rs1 rm rd 1010011', 'frd,rs1,rm'],
  ['fcvt.d.lu', 'd', 64, '1101001 00011 rs1 rm rd 1010011', 'frd,rs1,rm'],
  ['fcvt.s.d', 'd', 0, '0100000 00001 rs1 rm rd 1010011', 'frd,frs1,rm'],
  ['fcvt.d.s', 'd', 0, '0100001 00000 rs1 000 rd 1010011', 'frd,frs1'],
  ['fmv.x.w', 'f', 0, '1110000 00000 rs1 000 rd 1010011', 'rd,frs1'],
  ['fmv.w.x', 'f', 0, '1111000 00000 rs1 000 rd 1010011', 'frd,rs1'],
  ['fmv.x.d', 'd', 64, '1110001 00000 rs1 000 rd 1010011', 'rd,frs1'],
  ['fmv.d.x', 'd', 64, '1111001 00000 rs1 000 rd 1010011', 'frd,rs1'],
];

const BASE_ROWS: Row[] = [
  // RV32I, RV64I
  ['lui', 'i', 0, 'imm[31:12] rd 0110111', 'rd,upper'],
  ['auipc', 'i', 0, 'imm[31:12] rd 0010111', 'rd,upper'],
  ['jal', 'i', 0, 'imm[20|10:1|11|19:12] rd 1101111', 'rd,target'],
  ['jalr', 'i', 0, 'imm[11:0] rs1 000 rd 1100111', 'rd,imm(rs1)'],
  ['beq', 'i', 0, 'imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011', 'rs1,rs2,target'],
  ['bne', 'i', 0, 'imm[12|10:5] rs2 rs1 001 imm[4:1|11] 1100011', 'rs1,rs2,target'],
  ['blt', 'i', 0, 'imm[12|10:5] rs2 rs1 100 imm[4:1|11] 1100011', 'rs1,rs2,target'],
  ['bge', 'i', 0, 'imm[12|10:5] rs2 rs1 101 imm[4:1|11] 1100011', 'rs1,rs2,target'],
  ['bltu', 'i', 0, 'imm[12|10:5] rs2 rs1 110 imm[4:1|11] 1100011', 'rs1,rs2,target'],
  ['bgeu', 'i', 0, 'imm[12|10:5] rs2 rs1 111 imm[4:1|11] 1100011', 'rs1,rs2,target'],
  ['lb', 'i', 0, 'imm[11:0] rs1 000 rd 0000011', 'rd,imm(rs1)'],
  ['lh', 'i', 0, 'imm[11:0] rs1 001 rd 0000011', 'rd,imm(rs1)'],
  ['lw', 'i', 0, 'imm[11:0] rs1 010 rd 0000011', 'rd,imm(rs1)'],
  ['ld', 'i', 64, 'imm[11:0] rs1 011 rd 0000011', 'rd,imm(rs1)'],
  ['lbu', 'i', 0, 'imm[11:0] rs1 100 rd 0000011', 'rd,imm(rs1)'],
  ['lhu', 'i', 0, 'imm[11:0] rs1 101 rd 0000011', 'rd,imm(rs1)'],
  ['lwu', 'i', 64, 'imm[11:0] rs1 110 rd 0000011', 'rd,imm(rs1)'],
  ['sb', 'i', 0, 'imm[11:5] rs2 rs1 000 imm[4:0] 0100011', 'rs2,imm(rs1)'],
  ['sh', 'i', 0, 'imm[11:5] rs2 rs1 001 imm[4:0] 0100011', 'rs2,imm(rs1)'],
  ['sw', 'i', 0, 'imm[11:5] rs2 rs1 010 imm[4:0] 0100011', 'rs2,imm(rs1)'],
  ['sd', 'i', 64, 'imm[11:5] rs2 rs1 011 imm[4:0] 0100011', 'rs2,imm(rs1)'],
  ['addi', 'i', 0, 'imm[11:0] rs1 000 rd 0010011', 'rd,rs1,imm'],
  ['slti', 'i', 0, 'imm[11:0] rs1 010 rd 0010011', 'rd,rs1,imm'],
  ['sltiu', 'i', 0, 'imm[11:0] rs1 011 rd 0010011', 'rd,rs1,imm'],
  ['xori', 'i', 0, 'imm[11:0] rs1 100 rd 0010011', 'rd,rs1,imm'],
  ['ori', 'i', 0, 'imm[11:0] rs1 110 rd 0010011', 'rd,rs1,imm'],
  ['andi', 'i', 0, 'imm[11:0] rs1 111 rd 0010011', 'rd,rs1,imm'],
  ['slli', 'i', 32, '0000000 uimm[4:0] rs1 001 rd 0010011', 'rd,rs1,hex'],
  ['srli', 'i', 32, '0000000 uimm[4:0] rs1 101 rd 0010011', 'rd,rs1,hex'],
  ['srai', 'i', 32, '0100000 uimm[4:0] rs1 101 rd 0010011', 'rd,rs1,hex'],
  ['slli', 'reserved', 32, '000000 uimm[5:0] rs1 001 rd 0010011', 'rd,rs1,hex'],
  ['srli', 'reserved', 32, '000000 uimm[5:0] rs1 101 rd 0010011', 'rd,rs1,hex'],
  ['srai', 'reserved', 32, '010000 uimm[5:0] rs1 101 rd 0010011', 'rd,rs1,hex'],
  ['slli', 'i', 64, '000000 uimm[5:0] rs1 001 rd 0010011', 'rd,rs1,hex'],
  ['srli', 'i', 64, '000000 uimm[5:0] rs1 101 rd 0010011', 'rd,rs1,hex'],
  ['srai', 'i', 64, '010000 uimm[5:0] rs1 101 rd 0010011', 'rd,rs1,hex'],
  ['add', 'i', 0, '0000000 rs2 rs1 000 rd 0110011', 'rd,rs1,rs2'],
  ['sub', 'i', 0, '0100000 rs2 rs1 000 rd 0110011', 'rd,rs1,rs2'],
  ['sll', 'i', 0, '0000000 rs2 rs1 001 rd 0110011', 'rd,rs1,rs2'],
  ['slt', 'i', 0, '0000000 rs2 rs1 010 rd 0110011', 'rd,rs1,rs2'],
  ['sltu', 'i', 0, '0000000 rs2 rs1 011 rd 0110011', 'rd,rs1,rs2'],
  ['xor', 'i', 0, '0000000 rs2 rs1 100 rd 0110011', 'rd,rs1,rs2'],
  ['srl', 'i', 0, '0000000 rs2 rs1 101 rd 0110011', 'rd,rs1,rs2'],
  ['sra', 'i', 0, '0100000 rs2 rs1 101 rd 0110011', 'rd,rs1,rs2'],
  ['or', 'i', 0, '0000000 rs2 rs1 110 rd 0110011', 'rd,rs1,rs2'],
  ['and', 'i', 0, '0000000 rs2 rs1 111 rd 0110011', 'rd,rs1,rs2'],
  ['addiw', 'i', 64, 'imm[11:0] rs1 000 rd 0011011', 'rd,rs1,imm'],
  ['slliw', 'i', 64, '0000000 uimm[4:0] rs1 001 rd 0011011', 'rd,rs1,hex'],
  ['srliw', 'i', 64, '0000000 uimm[4:0] rs1 101 rd 0011011', 'rd,rs1,hex'],
  ['sraiw', 'i', 64, '0100000 uimm[4:0] rs1 101 rd 0011011', 'rd,rs1,hex'],
  ['addw', 'i', 64, '0000000 rs2 rs1 000 rd 0111011', 'rd,rs1,rs2'],
  ['subw', 'i', 64, '0100000 rs2 rs1 000 rd 0111011', 'rd,rs1,rs2'],
  ['sllw', 'i', 64, '0000000 rs2 rs1 001 rd 0111011', 'rd,rs1,rs2'],
  ['srlw', 'i', 64, '0000000 rs2 rs1 101 rd 0111011', 'rd,rs1,rs2'],
  ['sraw', 'i', 64, '0100000 rs2 rs1 101 rd 0111011', 'rd,rs1,rs2'],
  ['fence.tso', 'i', 0, '1000 0011 0011 00000 000 00000 0001111', ''],
  ['fence', 'i', 0, '0000 pred succ 00000 000 00000 0001111', 'pred,succ'],
  ['fence', 'hint', 0, 'fm pred succ rs1 000 rd 0001111', 'pred,succ'],
  ['ecall', 'i', 0, '0000000 00000 00000 000 00000 1110011', ''],
  ['ebreak', 'i', 0, '0000000 00001 00000 000 00000 1110011', ''],
  ['fence.i', 'zifencei', 0, '000000000000 00000 001 00000 0001111', ''],
  ['fence.i', 'hint', 0, 'imm[11:0] rs1 001 rd 0001111', ''],
  ['csrrw', 'zicsr', 0, 'csr rs1 001 rd 1110011', 'rd,csr,rs1'],
  ['csrrs', 'zicsr', 0, 'csr rs1 010 rd 1110011', 'rd,csr,rs1'],
  ['csrrc', 'zicsr', 0, 'csr rs1 011 rd 1110011', 'rd,csr,rs1'],
  ['csrrwi', 'zicsr', 0, 'csr uimm[4:0] 101 rd 1110011', 'rd,csr,uimm'],
  ['csrrsi', 'zicsr', 0, 'csr uimm[4:0] 110 rd 1110011', 'rd,csr,uimm'],
  ['csrrci', 'zicsr', 0, 'csr uimm[4:0] 111 rd 1110011', 'rd,csr,uimm'],
  // M
  ['mul', 'm', 0, '0000001 rs2 rs1 000 rd 0110011', 'rd,rs1,rs2'],
  ['mulh', 'm', 0, '0000001 rs2 rs1 001 rd 0110011', 'rd,rs1,rs2'],
  ['mulhsu', 'm', 0, '0000001 rs2 rs1 010 rd 0110011', 'rd,rs1,rs2'],
  ['mulhu', 'm', 0, '0000001 rs2 rs1 011 rd 0110011', 'rd,rs1,rs2'],
  ['div', 'm', 0, '0000001 rs2 rs1 100 rd 0110011', 'rd,rs1,rs2'],
  ['divu', 'm', 0, '0000001 rs2 rs1 101 rd 0110011', 'rd,rs1,rs2'],
  ['rem', 'm', 0, '0000001 rs2 rs1 110 rd 0110011', 'rd,rs1,rs2'],
  ['remu', 'm', 0, '0000001 rs2 rs1 111 rd 0110011', 'rd,rs1,rs2'],
  ['mulw', 'm', 64, '0000001 rs2 rs1 000 rd 0111011', 'rd,rs1,rs2'],
  ['divw', 'm', 64, '0000001 rs2 rs1 100 rd 0111011', 'rd,rs1,rs2'],
  ['divuw', 'm', 64, '0000001 rs2 rs1 101 rd 0111011', 'rd,rs1,rs2'],
  ['remw', 'm', 64, '0000001 rs2 rs1 110 rd 0111011', 'rd,rs1,rs2'],
  ['remuw', 'm', 64, '0000001 rs2 rs1 111 rd 0111011', 'rd,rs1,rs2'],
  // A
  ['lr.w', 'a', 0, '00010 aq rl 00000 rs1 010 rd 0101111', 'rd,(rs1)'],
  ['lr.d', 'a', 64, '00010 aq rl 00000 rs1 011 rd 0101111', 'rd,(rs1)'],
  ...AMO('sc', '00011'),
  ...AMO('amoswap', '00001'),
  ...AMO('amoadd', '00000'),
  ...AMO('amoxor', '00100'),
  ...AMO('amoand', '01100'),
  ...AMO('amoor', '01000'),
  ...AMO('amomin', '10000'),
  ...AMO('amomax', '10100'),
  ...AMO('amominu', '11000'),
  ...AMO('amomaxu', '11100'),
  // Zba
  ['sh1add', 'zba', 0, '0010000 rs2 rs1 010 rd 0110011', 'rd,rs1,rs2'],
  ['sh2add', 'zba', 0, '0010000 rs2 rs1 100 rd 0110011', 'rd,rs1,rs2'],
  ['sh3add', 'zba', 0, '0010000 rs2 rs1 110 rd 0110011', 'rd,rs1,rs2'],
  ['add.uw', 'zba', 64, '0000100 rs2 rs1 000 rd 0111011', 'rd,rs1,rs2'],
  ['sh1add.uw', 'zba', 64, '0010000 rs2 rs1 010 rd 0111011', 'rd,rs1,rs2'],
  ['sh2add.uw', 'zba', 64, '0010000 rs2 rs1 100 rd 0111011', 'rd,rs1,rs2'],
  ['sh3add.uw', 'zba', 64, '0010000 rs2 rs1 110 rd 0111011', 'rd,rs1,rs2'],
  ['slli.uw', 'zba', 64, '000010 uimm[5:0] rs1 001 rd 0011011', 'rd,rs1,hex'],
  // Privileged, printed only
  ['mret', 'priv', 0, '0011000 00010 00000 000 00000 1110011', ''],
  ['sret', 'priv', 0, '0001000 00010 00000 000 00000 1110011', ''],
  ['uret', 'priv', 0, '0000000 00010 00000 000 00000 1110011', ''],
  ['dret', 'priv', 0, '0111101 10010 00000 000 00000 1110011', ''],
  ['wfi', 'priv', 0, '0001000 00101 00000 000 00000 1110011', ''],
  ['sfence.vma', 'priv', 0, '0001001 rs2 rs1 000 00000 1110011', 'rs1,rs2'],
];

const COMPRESSED_ROWS: Row[] = [
  // Zcmp stands before Zcd, whose encodings it takes over.
  ['cm.push', 'zcmp', 0, '101 110 00 rlist!=0,1,2,3 uimm[5:4] 10', '{rlist}, -adj'],
  ['cm.pop', 'zcmp', 0, '101 110 10 rlist!=0,1,2,3 uimm[5:4] 10', '{rlist}, adj'],
  ['cm.popretz', 'zcmp', 0, '101 111 00 rlist!=0,1,2,3 uimm[5:4] 10', '{rlist}, adj'],
  ['cm.popret', 'zcmp', 0, '101 111 10 rlist!=0,1,2,3 uimm[5:4] 10', '{rlist}, adj'],
  ['cm.mvsa01', 'zcmp', 0, '101 011 r1s!=r2s 01 r2s 10', 'r1s, r2s'],
  ['cm.mva01s', 'zcmp', 0, '101 011 r1s 11 r2s 10', 'r1s, r2s'],
  // Quadrant 0
  ['c.unimp', 'c', 0, '0000000000000000', ''],
  ['c.addi4spn', 'c', 0, "000 uimm[5:4|9:6|2|3]!=0 rd' 00", "rd',sp,imm", "addi rd' 2 imm"],
  ['c.fld', 'dc', 0, "001 uimm[5:3] rs1' uimm[7:6] rd' 00", "frd',imm(rs1')"],
  ['c.lw', 'c', 0, "010 uimm[5:3] rs1' uimm[2|6] rd' 00", "rd',imm(rs1')", "lw rd' rs1' imm"],
  ['c.flw', 'fc', 32, "011 uimm[5:3] rs1' uimm[2|6] rd' 00", "frd',imm(rs1')"],
  ['c.ld', 'c', 64, "011 uimm[5:3] rs1' uimm[7:6] rd' 00", "rd',imm(rs1')", "ld rd' rs1' imm"],
  ['c.fsd', 'dc', 0, "101 uimm[5:3] rs1' uimm[7:6] rs2' 00", "frs2',imm(rs1')"],
  ['c.sw', 'c', 0, "110 uimm[5:3] rs1' uimm[2|6] rs2' 00", "rs2',imm(rs1')", "sw rs1' rs2' imm"],
  ['c.fsw', 'fc', 32, "111 uimm[5:3] rs1' uimm[2|6] rs2' 00", "frs2',imm(rs1')"],
  ['c.sd', 'c', 64, "111 uimm[5:3] rs1' uimm[7:6] rs2' 00", "rs2',imm(rs1')", "sd rs1' rs2' imm"],
  // Quadrant 1
  ['c.addi', 'c', 0, '000 imm[5] rd imm[4:0] 01', 'rd,imm', 'addi rd rd imm'],
  ['c.jal', 'c', 32, '001 imm[11|4|9:8|10|6|7|3:1|5] 01', 'target', 'jal 1 imm'],
  ['c.addiw', 'c', 64, '001 imm[5] rd!=0 imm[4:0] 01', 'rd,imm', 'addiw rd rd imm'],
  ['c.li', 'c', 0, '010 imm[5] rd imm[4:0] 01', 'rd,imm', 'addi rd 0 imm'],
  ['c.addi16sp', 'c', 0, '011 imm[9] 00010 imm[4|6|8:7|5]!=0 01', 'sp,imm', 'addi 2 2 imm'],
  ['c.addi16sp', 'reserved', 0, '011 0 00010 00000 01', 'sp,imm'],
  ['c.lui', 'c', 0, '011 imm[17] rd!=2 imm[16:12]!=0 01', 'rd,upper', 'lui rd imm'],
  ['c.srli64', 'c', 0, "100 0 00 rd' 00000 01", "rd'", "srli rd' rd' 0"],
  ['c.srai64', 'c', 0, "100 0 01 rd' 00000 01", "rd'", "srai rd' rd' 0"],
  ['c.srli', 'c', 32, "100 0 00 rd' uimm[4:0] 01", "rd',hex", "srli rd' rd' imm"],
  ['c.srai', 'c', 32, "100 0 01 rd' uimm[4:0] 01", "rd',hex", "srai rd' rd' imm"],
  ['c.srli', 'reserved', 32, "100 uimm[5] 00 rd' uimm[4:0] 01", "rd',hex"],
  ['c.srai', 'reserved', 32, "100 uimm[5] 01 rd' uimm[4:0] 01", "rd',hex"],
  ['c.srli', 'c', 64, "100 uimm[5] 00 rd' uimm[4:0] 01", "rd',hex", "srli rd' rd' imm"],
  ['c.srai', 'c', 64, "100 uimm[5] 01 rd' uimm[4:0] 01", "rd',hex", "srai rd' rd' imm"],
  ['c.andi', 'c', 0, "100 imm[5] 10 rd' imm[4:0] 01", "rd',imm", "andi rd' rd' imm"],
  ['c.sub', 'c', 0, "100 0 11 rd' 00 rs2' 01", "rd',rs2'", "sub rd' rd' rs2'"],
  ['c.xor', 'c', 0, "100 0 11 rd' 01 rs2' 01", "rd',rs2'", "xor rd' rd' rs2'"],
  ['c.or', 'c', 0, "100 0 11 rd' 10 rs2' 01", "rd',rs2'", "or rd' rd' rs2'"],
  ['c.and', 'c', 0, "100 0 11 rd' 11 rs2' 01", "rd',rs2'", "and rd' rd' rs2'"],
  ['c.subw', 'c', 64, "100 1 11 rd' 00 rs2' 01", "rd',rs2'", "subw rd' rd' rs2'"],
  ['c.addw', 'c', 64, "100 1 11 rd' 01 rs2' 01", "rd',rs2'", "addw rd' rd' rs2'"],
  ['c.j', 'c', 0, '101 imm[11|4|9:8|10|6|7|3:1|5] 01', 'target', 'jal 0 imm'],
  ['c.beqz', 'c', 0, "110 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", "rs1',target", "beq rs1' 0 imm"],
  ['c.bnez', 'c', 0, "111 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", "rs1',target", "bne rs1' 0 imm"],
  // Quadrant 2
  // A shift by zero is a hint, named after the shift by 64 of a 128-bit CPU.
  ['c.slli64', 'c', 0, '000 0 rd 00000 10', 'rd', 'slli rd rd 0'],
  ['c.slli', 'c', 32, '000 0 rd uimm[4:0] 10', 'rd,hex', 'slli rd rd imm'],
  ['c.slli', 'reserved', 32, '000 uimm[5] rd uimm[4:0] 10', 'rd,hex'],
  ['c.slli', 'c', 64, '000 uimm[5] rd uimm[4:0] 10', 'rd,hex', 'slli rd rd imm'],
  ['c.fldsp', 'dc', 0, '001 uimm[5] rd uimm[4:3|8:6] 10', 'frd,imm(sp)'],
  ['c.lwsp', 'c', 0, '010 uimm[5] rd!=0 uimm[4:2|7:6] 10', 'rd,imm(sp)', 'lw rd 2 imm'],
  ['c.flwsp', 'fc', 32, '011 uimm[5] rd uimm[4:2|7:6] 10', 'frd,imm(sp)'],
  ['c.ldsp', 'c', 64, '011 uimm[5] rd!=0 uimm[4:3|8:6] 10', 'rd,imm(sp)', 'ld rd 2 imm'],
  ['c.jr', 'c', 0, '100 0 rs1!=0 00000 10', 'rs1', 'jalr 0 rs1 0'],
  ['c.mv', 'c', 0, '100 0 rd rs2!=0 10', 'rd,rs2', 'add rd 0 rs2'],
  ['c.ebreak', 'c', 0, '100 1 00000 00000 10', '', 'ebreak'],
  ['c.jalr', 'c', 0, '100 1 rs1!=0 00000 10', 'rs1', 'jalr 1 rs1 0'],
  ['c.add', 'c', 0, '100 1 rd rs2!=0 10', 'rd,rs2', 'add rd rd rs2'],
  ['c.fsdsp', 'dc', 0, '101 uimm[5:3|8:6] rs2 10', 'frs2,imm(sp)'],
  ['c.swsp', 'c', 0, '110 uimm[5:2|7:6] rs2 10', 'rs2,imm(sp)', 'sw 2 rs2 imm'],
  ['c.fswsp', 'fc', 32, '111 uimm[5:2|7:6] rs2 10', 'frs2,imm(sp)'],
  ['c.sdsp', 'c', 64, '111 uimm[5:3|8:6] rs2 10', 'rs2,imm(sp)', 'sd 2 rs2 imm'],
];

/** A run of encoding bits that goes to (or comes from) one field: `width` bits at `at`, to bit `to` of the value. */
interface Piece {
  readonly at: number;
  readonly width: number;
  readonly to: number;
}

/** One row of the table with its encoding taken apart. */
export interface Instruction {
  readonly name: string;
  readonly ext: Extension;
  readonly xlen: 0 | Xlen;
  /** Bytes: 2 or 4. */
  readonly size: 2 | 4;
  readonly mask: number;
  readonly match: number;
  readonly operands: string;
  /** Base instruction of a compressed one, as words. */
  readonly expansion: readonly string[] | undefined;
  /** Named fields; primes are gone and `from` says how the number becomes a register. */
  readonly fields: readonly { readonly name: string; readonly at: number; readonly width: number }[];
  readonly imm: readonly Piece[];
  /** Bit count of a signed immediate, 0 if unsigned or none. */
  readonly immSignedBits: number;
  readonly immMax: number;
  readonly immMinBit: number;
  readonly excluded: readonly { readonly field: string; readonly values: readonly (number | string)[] }[];
}

function parseRow([name, ext, xlen, encoding, operands, expansion]: Row): Instruction {
  const words = encoding.split(' ');
  const widthOf = (word: string): number => {
    const body = word.replace(/!=.*$/, '');
    if (/^[01]+$/.test(body)) return body.length;
    const imm = /^u?imm\[(.*)\]$/.exec(body);
    if (imm) return imm[1]!.split('|').reduce((sum, part) => sum + partWidth(part), 0);
    return FIELDS[body]!;
  };
  const partWidth = (part: string): number => {
    const [hi, lo] = part.split(':').map(Number);
    return lo === undefined ? 1 : hi! - lo + 1;
  };
  const total = words.reduce((sum, word) => sum + widthOf(word), 0);
  let at = total;
  let mask = 0;
  let match = 0;
  let signed = false;
  let top = -1;
  let bottom = 32;
  const fields: { name: string; at: number; width: number }[] = [];
  const imm: Piece[] = [];
  const excluded: { field: string; values: (number | string)[] }[] = [];
  for (const word of words) {
    const width = widthOf(word);
    at -= width;
    const [body, not] = word.split('!=');
    const isImm = /^u?imm\[(.*)\]$/.exec(body!);
    if (not !== undefined) {
      const values = not.split(',').map((value) => (/^\d+$/.test(value) ? Number(value) : value));
      excluded.push({ field: isImm ? 'imm' : body!, values });
    }
    if (/^[01]+$/.test(body!)) {
      mask |= (width === 32 ? -1 : (1 << width) - 1) << at;
      match |= Number.parseInt(body!, 2) << at;
    } else if (isImm) {
      signed ||= body!.startsWith('imm');
      let bit = at + width;
      for (const part of isImm[1]!.split('|')) {
        const hi = Number(part.split(':')[0]);
        const count = partWidth(part);
        bit -= count;
        imm.push({ at: bit, width: count, to: hi - count + 1 });
        top = Math.max(top, hi);
        bottom = Math.min(bottom, hi - count + 1);
      }
    } else {
      fields.push({ name: body!, at, width });
    }
  }
  return {
    name,
    ext,
    xlen,
    size: total === 16 ? 2 : 4,
    mask,
    match,
    operands,
    expansion: expansion?.split(' '),
    fields,
    imm,
    immSignedBits: signed ? top + 1 : 0,
    immMax: top < 0 ? 0 : 2 ** (signed ? top : top + 1) - 2 ** bottom,
    immMinBit: top < 0 ? 0 : bottom,
    excluded,
  };
}

export const INSTRUCTIONS: readonly Instruction[] = [...COMPRESSED_ROWS, ...BASE_ROWS, ...FP_ROWS].map(parseRow);
