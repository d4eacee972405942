// From the instruction table to the predecoded form of hot.ts: done once per executed address, on first use.

import { RAM_BASE } from '../machine/index.js';
import { type BaseOperation, decode, expand, instructionSize } from '../riscv/index.js';
import { AMO_KINDS } from './atomic.js';
import { Op, SINK } from './hot.js';
import type { HartState } from './state.js';

/** Operations that take their name, registers and immediate as they are. */
const PLAIN: Readonly<Record<string, Op>> = {
  slti: Op.SLTI,
  sltiu: Op.SLTIU,
  xori: Op.XORI,
  ori: Op.ORI,
  andi: Op.ANDI,
  add: Op.ADD,
  sub: Op.SUB,
  sll: Op.SLL,
  slt: Op.SLT,
  sltu: Op.SLTU,
  xor: Op.XOR,
  srl: Op.SRL,
  sra: Op.SRA,
  or: Op.OR,
  and: Op.AND,
  addiw: Op.ADDIW,
  slliw: Op.SLLIW,
  srliw: Op.SRLIW,
  sraiw: Op.SRAIW,
  addw: Op.ADDW,
  subw: Op.SUBW,
  sllw: Op.SLLW,
  srlw: Op.SRLW,
  sraw: Op.SRAW,
  mul: Op.MUL,
  mulh: Op.MULH,
  mulhsu: Op.MULHSU,
  mulhu: Op.MULHU,
  div: Op.DIV,
  divu: Op.DIVU,
  rem: Op.REM,
  remu: Op.REMU,
  mulw: Op.MULW,
  divw: Op.DIVW,
  divuw: Op.DIVUW,
  remw: Op.REMW,
  remuw: Op.REMUW,
  sh1add: Op.SH1ADD,
  sh2add: Op.SH2ADD,
  sh3add: Op.SH3ADD,
  'add.uw': Op.ADDUW,
  'sh1add.uw': Op.SH1ADDUW,
  'sh2add.uw': Op.SH2ADDUW,
  'sh3add.uw': Op.SH3ADDUW,
  'slli.uw': Op.SLLIUW,
};

/** Loads, stores and jalr: the immediate is relative to RAM_BASE, so that the sum is a byte index of RAM. */
const MEMORY: Readonly<Record<string, Op>> = {
  lb: Op.LB,
  lh: Op.LH,
  lw: Op.LW,
  ld: Op.LD,
  lbu: Op.LBU,
  lhu: Op.LHU,
  lwu: Op.LWU,
  sb: Op.SB,
  sh: Op.SH,
  sw: Op.SW,
  sd: Op.SD,
  jalr: Op.JALR,
};

/** The immediate is the distance in halfwords. */
const BRANCH: Readonly<Record<string, Op>> = {
  beq: Op.BEQ,
  bne: Op.BNE,
  blt: Op.BLT,
  bge: Op.BGE,
  bltu: Op.BLTU,
  bgeu: Op.BGEU,
};

const SHIFT: Readonly<Record<string, readonly [low: Op, high: Op]>> = {
  slli: [Op.SLLI, Op.SLLI_HI],
  srli: [Op.SRLI, Op.SRLI_HI],
  srai: [Op.SRAI, Op.SRAI_HI],
};

/** The immediate is rlist and spimm: rlist | spimm << 8. */
const ZCMP: Readonly<Record<string, Op>> = {
  'cm.push': Op.CM_PUSH,
  'cm.pop': Op.CM_POP,
  'cm.popret': Op.CM_POPRET,
  'cm.popretz': Op.CM_POPRETZ,
  'cm.mvsa01': Op.CM_MVSA01,
  'cm.mva01s': Op.CM_MVA01S,
};

/** Fills the predecoded entry of the instruction at halfword `ip`. */
export function lower(state: HartState, ip: number): void {
  const { u16 } = state.memory;
  if (ip < state.firstDecoded) state.firstDecoded = ip;
  if (ip > state.lastDecoded) state.lastDecoded = ip;
  const first = u16[ip]!;
  const size = instructionSize(first);
  if (size === 4 && ip + 1 >= u16.length) {
    // The second half is outside RAM: the fetch fails when the instruction is reached.
    state.code[ip] = Op.END;
    return;
  }
  const word = size === 4 ? first | (u16[ip + 1]! << 16) : first;
  const decoded = decode(word, state.xlen, state.extensions);
  let op: Op = Op.SLOW;
  let imm = word;
  let { rd, rs1, rs2 } = { rd: 0, rs1: 0, rs2: 0 };
  if (decoded) {
    const base = expand(decoded);
    ({ rd, rs1, rs2 } = base);
    const zcmp = ZCMP[base.name];
    if (zcmp !== undefined) {
      op = zcmp;
      imm = decoded.field('rlist') | (base.imm << 8);
    } else {
      [op, imm] = lowerBase(state, ip, base, word);
    }
  }
  // `c.mv`: the register to copy is rs1.
  if (op === Op.ADD && rs1 === 0) [op, rs1] = [Op.MV, rs2];
  state.imms[ip] = imm;
  state.code[ip] = op | ((rd === 0 ? SINK : rd) << 8) | (rs1 << 14) | (rs2 << 19) | ((size >> 1) << 24);
  state.counter?.replace(ip);
}

function lowerBase(state: HartState, ip: number, base: BaseOperation, word: number): [op: Op, imm: number] {
  const { name, rd, rs1, rs2, imm } = base;
  const plain = PLAIN[name];
  if (plain !== undefined) return [plain, imm];
  const memory = MEMORY[name];
  if (memory !== undefined) return [memory === Op.JALR && rd === 0 ? Op.JR : memory, (imm - RAM_BASE) | 0];
  const branch = BRANCH[name];
  if (branch !== undefined) {
    if (!inRam(state, ip, imm)) return [Op.SLOW, word];
    const zero = rs2 === 0 ? (branch === Op.BEQ ? Op.BEQZ : branch === Op.BNE ? Op.BNEZ : branch) : branch;
    return [zero, imm >> 1];
  }
  const shift = SHIFT[name];
  if (shift !== undefined) {
    if (imm === 0) return [Op.MV, 0];
    return imm < 32 ? [shift[0], imm] : [shift[1], imm - 32];
  }
  if (name in AMO_KINDS) return [Op.ATOMIC, AMO_KINDS[name]!];
  switch (name) {
    case 'addi':
      return imm === 0 ? [Op.MV, 0] : rs1 === 0 ? [Op.LI, imm] : [Op.ADDI, imm];
    case 'lui':
      return [Op.LI, imm];
    case 'auipc': {
      // The pc is known here. RAM lies below 2^31, so the sum may need an upper half that is not its sign.
      const value = RAM_BASE + ip * 2 + imm;
      return [state.xlen === 64 && value >= 2 ** 31 ? Op.LIU : Op.LI, value | 0];
    }
    case 'jal':
      if (!inRam(state, ip, imm)) return [Op.SLOW, word];
      return [rd === 0 ? Op.J : Op.JAL, imm >> 1];
    case 'fence':
    case 'fence.tso':
      // One hart, one order.
      return [Op.NOP, 0];
    default:
      return [Op.SLOW, word];
  }
}

/** True if a jump by `offset` bytes stays in RAM; those that do not go out of line. */
function inRam(state: HartState, ip: number, offset: number): boolean {
  const target = ip * 2 + offset;
  return target >= 0 && target < state.size;
}
