// The two hot loops of the interpreter, RV32 and RV64, over predecoded instructions. Hot file: no allocation, no calls
// on the common paths, one dense switch. The enum stays in this file so that every build makes plain numbers of its
// cases, and the file imports nothing that needs the enum at load time. Rare or failing work goes out of line, to
// methods of the state. Guarded by bench/interp.ts; both functions must stay below the 60 KB of bytecode above which V8
// does not optimise (they have 4.5 and 11 KB).
//
// A predecoded instruction is two int32 at the index of its first halfword in RAM:
//   code: op[7:0] rd[13:8] rs1[18:14] rs2[23:19] halfwords[25:24]     imm: what the op says (lower.ts)
// rd is 32, a scratch slot, where the instruction names x0. `left` counts every instruction; it is compared only where
// a jump is taken, which bounds every loop. A precise state exists outside the loop: pc and left are written back
// before anything that can throw.

import { InternalError } from '../base/index.js';
import { RAM_BASE } from '../machine/index.js';
import { div32, divu32, mulh32, mulhsu32, mulhu32, rem32, remu32 } from './arithmetic.js';
import type { HartState } from './state.js';

/** Index of the slot that takes writes to x0. */
export const SINK = 32;

/** Operations of the predecoded form. */
export enum Op {
  UNDECODED = 0,
  SLOW,
  STOP,
  END,
  LI,
  LIU,
  NOP,
  MV,
  ADDI,
  SLTI,
  SLTIU,
  XORI,
  ORI,
  ANDI,
  SLLI,
  SRLI,
  SRAI,
  SLLI_HI,
  SRLI_HI,
  SRAI_HI,
  ADD,
  SUB,
  SLL,
  SLT,
  SLTU,
  XOR,
  SRL,
  SRA,
  OR,
  AND,
  BEQ,
  BNE,
  BLT,
  BGE,
  BLTU,
  BGEU,
  BEQZ,
  BNEZ,
  J,
  JAL,
  JALR,
  JR,
  LB,
  LH,
  LW,
  LD,
  LBU,
  LHU,
  LWU,
  SB,
  SH,
  SW,
  SD,
  MUL,
  MULH,
  MULHSU,
  MULHU,
  DIV,
  DIVU,
  REM,
  REMU,
  SH1ADD,
  SH2ADD,
  SH3ADD,
  ADDUW,
  SH1ADDUW,
  SH2ADDUW,
  SH3ADDUW,
  SLLIUW,
  ADDIW,
  SLLIW,
  SRLIW,
  SRAIW,
  ADDW,
  SUBW,
  SLLW,
  SRLW,
  SRAW,
  MULW,
  DIVW,
  DIVUW,
  REMW,
  REMUW,
  ATOMIC,
  CM_PUSH,
  CM_POP,
  CM_POPRET,
  CM_POPRETZ,
  CM_MVSA01,
  CM_MVA01S,
  COUNTED,
}

/** Runs RV32 code from `state.pc` (in RAM) until it leaves RAM, uses up `state.left`, or throws. */
export function run32(state: HartState): void {
  const { code, imms, lo, size } = state;
  const { u8, i8, u16, i16, i32 } = state.memory;
  const halfs = size >>> 1;
  const words = size >>> 2;
  let ip = (state.pc - RAM_BASE) >> 1;
  let left = state.left | 0;
  running: for (;;) {
    const w = code[ip]!;
    const imm = imms[ip]!;
    left = (left - 1) | 0;
    switch (w & 255) {
      case Op.LI:
        lo[(w >>> 8) & 63] = imm;
        break;
      case Op.MV:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]!;
        break;
      case Op.ADDI:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! + imm;
        break;
      case Op.SLTI:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! < imm ? 1 : 0;
        break;
      case Op.SLTIU:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! >>> 0 < imm >>> 0 ? 1 : 0;
        break;
      case Op.XORI:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! ^ imm;
        break;
      case Op.ORI:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! | imm;
        break;
      case Op.ANDI:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! & imm;
        break;
      case Op.SLLI:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! << imm;
        break;
      case Op.SRLI:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! >>> imm;
        break;
      case Op.SRAI:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! >> imm;
        break;
      case Op.ADD:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! + lo[(w >>> 19) & 31]!;
        break;
      case Op.SUB:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! - lo[(w >>> 19) & 31]!;
        break;
      case Op.SLL:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! << lo[(w >>> 19) & 31]!;
        break;
      case Op.SLT:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! < lo[(w >>> 19) & 31]! ? 1 : 0;
        break;
      case Op.SLTU:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! >>> 0 < lo[(w >>> 19) & 31]! >>> 0 ? 1 : 0;
        break;
      case Op.XOR:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! ^ lo[(w >>> 19) & 31]!;
        break;
      case Op.SRL:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! >>> lo[(w >>> 19) & 31]!;
        break;
      case Op.SRA:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! >> lo[(w >>> 19) & 31]!;
        break;
      case Op.OR:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! | lo[(w >>> 19) & 31]!;
        break;
      case Op.AND:
        lo[(w >>> 8) & 63] = lo[(w >>> 14) & 31]! & lo[(w >>> 19) & 31]!;
        break;
      case Op.BEQ:
        if (lo[(w >>> 14) & 31]! === lo[(w >>> 19) & 31]!) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      case Op.BNE:
        if (lo[(w >>> 14) & 31]! !== lo[(w >>> 19) & 31]!) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      case Op.BLT:
        if (lo[(w >>> 14) & 31]! < lo[(w >>> 19) & 31]!) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      case Op.BGE:
        if (lo[(w >>> 14) & 31]! >= lo[(w >>> 19) & 31]!) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      case Op.BLTU:
        if (lo[(w >>> 14) & 31]! >>> 0 < lo[(w >>> 19) & 31]! >>> 0) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      case Op.BGEU:
        if (lo[(w >>> 14) & 31]! >>> 0 >= lo[(w >>> 19) & 31]! >>> 0) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      case Op.BEQZ:
        if (lo[(w >>> 14) & 31]! === 0) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      case Op.BNEZ:
        if (lo[(w >>> 14) & 31]! !== 0) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      case Op.J:
        ip = (ip + imm) | 0;
        if (left >= 0) continue;
        break running;
      case Op.JAL:
        lo[(w >>> 8) & 63] = RAM_BASE + ((ip + (w >>> 24)) << 1);
        ip = (ip + imm) | 0;
        if (left >= 0) continue;
        break running;
      case Op.JALR: {
        const target = lo[(w >>> 14) & 31]! + imm;
        if (target >>> 0 >= size) {
          state.farJump(ip, left, w, imm);
          return;
        }
        lo[(w >>> 8) & 63] = RAM_BASE + ((ip + (w >>> 24)) << 1);
        ip = (target >>> 1) | 0;
        if (left >= 0) continue;
        break running;
      }
      case Op.JR: {
        const target = lo[(w >>> 14) & 31]! + imm;
        if (target >>> 0 >= size) {
          state.farJump(ip, left, w, imm);
          return;
        }
        ip = (target >>> 1) | 0;
        if (left >= 0) continue;
        break running;
      }
      case Op.LB: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        if (at >>> 0 < size) lo[(w >>> 8) & 63] = i8[at]!;
        else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LH: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 1) | (at << 31);
        if (k >>> 0 < halfs) lo[(w >>> 8) & 63] = i16[k]!;
        else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LW: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 2) | (at << 30);
        if (k >>> 0 < words) lo[(w >>> 8) & 63] = i32[k]!;
        else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LBU: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        if (at >>> 0 < size) lo[(w >>> 8) & 63] = u8[at]!;
        else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LHU: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 1) | (at << 31);
        if (k >>> 0 < halfs) lo[(w >>> 8) & 63] = u16[k]!;
        else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.SB: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        if (at >>> 0 < size) i8[at] = lo[(w >>> 19) & 31]!;
        else state.storeSlow(ip, left, w, imm);
        break;
      }
      case Op.SH: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 1) | (at << 31);
        if (k >>> 0 < halfs) i16[k] = lo[(w >>> 19) & 31]!;
        else state.storeSlow(ip, left, w, imm);
        break;
      }
      case Op.SW: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 2) | (at << 30);
        if (k >>> 0 < words) i32[k] = lo[(w >>> 19) & 31]!;
        else state.storeSlow(ip, left, w, imm);
        break;
      }
      case Op.MUL:
        lo[(w >>> 8) & 63] = Math.imul(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!);
        break;
      case Op.MULH:
        lo[(w >>> 8) & 63] = mulh32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!);
        break;
      case Op.MULHSU:
        lo[(w >>> 8) & 63] = mulhsu32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!);
        break;
      case Op.MULHU:
        lo[(w >>> 8) & 63] = mulhu32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!);
        break;
      case Op.DIV:
        lo[(w >>> 8) & 63] = div32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!);
        break;
      case Op.DIVU:
        lo[(w >>> 8) & 63] = divu32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!);
        break;
      case Op.REM:
        lo[(w >>> 8) & 63] = rem32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!);
        break;
      case Op.REMU:
        lo[(w >>> 8) & 63] = remu32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!);
        break;
      case Op.SH1ADD:
        lo[(w >>> 8) & 63] = (lo[(w >>> 14) & 31]! << 1) + lo[(w >>> 19) & 31]!;
        break;
      case Op.SH2ADD:
        lo[(w >>> 8) & 63] = (lo[(w >>> 14) & 31]! << 2) + lo[(w >>> 19) & 31]!;
        break;
      case Op.SH3ADD:
        lo[(w >>> 8) & 63] = (lo[(w >>> 14) & 31]! << 3) + lo[(w >>> 19) & 31]!;
        break;
      case Op.NOP:
        break;
      case Op.ATOMIC:
        state.atomic(ip, left, w, imm);
        break;
      case Op.CM_PUSH:
        state.push(ip, left, imm);
        break;
      case Op.CM_POP:
        state.pop(ip, left, imm);
        break;
      case Op.CM_POPRET:
      case Op.CM_POPRETZ:
        if (!state.popReturn(ip, left, imm, (w & 255) === Op.CM_POPRETZ)) return;
        ip = (lo[1]! - RAM_BASE) >> 1;
        if (left >= 0) continue;
        break running;
      case Op.CM_MVSA01:
        state.moveSavedFromArguments(w);
        break;
      case Op.CM_MVA01S:
        state.moveArgumentsFromSaved(w);
        break;
      case Op.UNDECODED:
        left++;
        state.lower(ip);
        continue;
      case Op.SLOW:
        if (state.slow(ip, left, w, imm)) return;
        break;
      case Op.COUNTED:
        ip = state.countedJump(ip, left);
        if (ip < 0) return;
        if (left >= 0) continue;
        break running;
      // STOP ends a single step; END lies behind the last halfword of RAM, where the fetch fails.
      case Op.STOP:
      case Op.END:
        left = (left + 1) | 0;
        break running;
      default:
        throw new InternalError(`no case for predecoded operation ${w & 255}`);
    }
    ip = (ip + (w >>> 24)) | 0;
  }
  state.pc = RAM_BASE + ip * 2;
  state.left = left;
}

/** The same for RV64: every register is a pair of int32, and an address is valid only if its upper half is zero. */
export function run64(state: HartState): void {
  const { code, imms, lo, hi, size } = state;
  const { u8, i8, u16, i16, i32 } = state.memory;
  const halfs = size >>> 1;
  const words = size >>> 2;
  const doubles = size >>> 3;
  let ip = (state.pc - RAM_BASE) >> 1;
  let left = state.left | 0;
  running: for (;;) {
    const w = code[ip]!;
    const imm = imms[ip]!;
    left = (left - 1) | 0;
    switch (w & 255) {
      case Op.LI: {
        const rd = (w >>> 8) & 63;
        lo[rd] = imm;
        hi[rd] = imm >> 31;
        break;
      }
      case Op.LIU: {
        const rd = (w >>> 8) & 63;
        lo[rd] = imm;
        hi[rd] = 0;
        break;
      }
      case Op.MV: {
        const rd = (w >>> 8) & 63;
        lo[rd] = lo[(w >>> 14) & 31]!;
        hi[rd] = hi[(w >>> 14) & 31]!;
        break;
      }
      case Op.ADDI: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const sum = (a + imm) | 0;
        hi[rd] = hi[(w >>> 14) & 31]! + (imm >> 31) + (sum >>> 0 < a >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.SLTI: {
        const rd = (w >>> 8) & 63;
        const ah = hi[(w >>> 14) & 31]!;
        const bh = imm >> 31;
        lo[rd] = (ah === bh ? lo[(w >>> 14) & 31]! >>> 0 < imm >>> 0 : ah < bh) ? 1 : 0;
        hi[rd] = 0;
        break;
      }
      case Op.SLTIU: {
        const rd = (w >>> 8) & 63;
        const ah = hi[(w >>> 14) & 31]!;
        const bh = imm >> 31;
        lo[rd] = (ah === bh ? lo[(w >>> 14) & 31]! >>> 0 < imm >>> 0 : ah >>> 0 < bh >>> 0) ? 1 : 0;
        hi[rd] = 0;
        break;
      }
      case Op.XORI: {
        const rd = (w >>> 8) & 63;
        lo[rd] = lo[(w >>> 14) & 31]! ^ imm;
        hi[rd] = hi[(w >>> 14) & 31]! ^ (imm >> 31);
        break;
      }
      case Op.ORI: {
        const rd = (w >>> 8) & 63;
        lo[rd] = lo[(w >>> 14) & 31]! | imm;
        hi[rd] = hi[(w >>> 14) & 31]! | (imm >> 31);
        break;
      }
      case Op.ANDI: {
        const rd = (w >>> 8) & 63;
        lo[rd] = lo[(w >>> 14) & 31]! & imm;
        hi[rd] = hi[(w >>> 14) & 31]! & (imm >> 31);
        break;
      }
      case Op.SLLI: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        hi[rd] = (hi[(w >>> 14) & 31]! << imm) | (a >>> (32 - imm));
        lo[rd] = a << imm;
        break;
      }
      case Op.SRLI: {
        const rd = (w >>> 8) & 63;
        const h = hi[(w >>> 14) & 31]!;
        lo[rd] = (lo[(w >>> 14) & 31]! >>> imm) | (h << (32 - imm));
        hi[rd] = h >>> imm;
        break;
      }
      case Op.SRAI: {
        const rd = (w >>> 8) & 63;
        const h = hi[(w >>> 14) & 31]!;
        lo[rd] = (lo[(w >>> 14) & 31]! >>> imm) | (h << (32 - imm));
        hi[rd] = h >> imm;
        break;
      }
      case Op.SLLI_HI: {
        const rd = (w >>> 8) & 63;
        hi[rd] = lo[(w >>> 14) & 31]! << imm;
        lo[rd] = 0;
        break;
      }
      case Op.SRLI_HI: {
        const rd = (w >>> 8) & 63;
        lo[rd] = hi[(w >>> 14) & 31]! >>> imm;
        hi[rd] = 0;
        break;
      }
      case Op.SRAI_HI: {
        const rd = (w >>> 8) & 63;
        const h = hi[(w >>> 14) & 31]!;
        lo[rd] = h >> imm;
        hi[rd] = h >> 31;
        break;
      }
      case Op.ADD: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const sum = (a + lo[(w >>> 19) & 31]!) | 0;
        hi[rd] = hi[(w >>> 14) & 31]! + hi[(w >>> 19) & 31]! + (sum >>> 0 < a >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.SUB: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const b = lo[(w >>> 19) & 31]!;
        hi[rd] = hi[(w >>> 14) & 31]! - hi[(w >>> 19) & 31]! - (a >>> 0 < b >>> 0 ? 1 : 0);
        lo[rd] = a - b;
        break;
      }
      case Op.SLL: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const s = lo[(w >>> 19) & 31]! & 63;
        if (s >= 32) {
          hi[rd] = a << s;
          lo[rd] = 0;
        } else {
          hi[rd] = (hi[(w >>> 14) & 31]! << s) | ((a >>> 1) >>> (31 - s));
          lo[rd] = a << s;
        }
        break;
      }
      case Op.SRL: {
        const rd = (w >>> 8) & 63;
        const h = hi[(w >>> 14) & 31]!;
        const s = lo[(w >>> 19) & 31]! & 63;
        if (s >= 32) {
          lo[rd] = h >>> s;
          hi[rd] = 0;
        } else {
          lo[rd] = (lo[(w >>> 14) & 31]! >>> s) | ((h << 1) << (31 - s));
          hi[rd] = h >>> s;
        }
        break;
      }
      case Op.SRA: {
        const rd = (w >>> 8) & 63;
        const h = hi[(w >>> 14) & 31]!;
        const s = lo[(w >>> 19) & 31]! & 63;
        if (s >= 32) {
          lo[rd] = h >> s;
          hi[rd] = h >> 31;
        } else {
          lo[rd] = (lo[(w >>> 14) & 31]! >>> s) | ((h << 1) << (31 - s));
          hi[rd] = h >> s;
        }
        break;
      }
      case Op.SLT: {
        const rd = (w >>> 8) & 63;
        const ah = hi[(w >>> 14) & 31]!;
        const bh = hi[(w >>> 19) & 31]!;
        lo[rd] = (ah === bh ? lo[(w >>> 14) & 31]! >>> 0 < lo[(w >>> 19) & 31]! >>> 0 : ah < bh) ? 1 : 0;
        hi[rd] = 0;
        break;
      }
      case Op.SLTU: {
        const rd = (w >>> 8) & 63;
        const ah = hi[(w >>> 14) & 31]!;
        const bh = hi[(w >>> 19) & 31]!;
        lo[rd] = (ah === bh ? lo[(w >>> 14) & 31]! >>> 0 < lo[(w >>> 19) & 31]! >>> 0 : ah >>> 0 < bh >>> 0) ? 1 : 0;
        hi[rd] = 0;
        break;
      }
      case Op.XOR: {
        const rd = (w >>> 8) & 63;
        lo[rd] = lo[(w >>> 14) & 31]! ^ lo[(w >>> 19) & 31]!;
        hi[rd] = hi[(w >>> 14) & 31]! ^ hi[(w >>> 19) & 31]!;
        break;
      }
      case Op.OR: {
        const rd = (w >>> 8) & 63;
        lo[rd] = lo[(w >>> 14) & 31]! | lo[(w >>> 19) & 31]!;
        hi[rd] = hi[(w >>> 14) & 31]! | hi[(w >>> 19) & 31]!;
        break;
      }
      case Op.AND: {
        const rd = (w >>> 8) & 63;
        lo[rd] = lo[(w >>> 14) & 31]! & lo[(w >>> 19) & 31]!;
        hi[rd] = hi[(w >>> 14) & 31]! & hi[(w >>> 19) & 31]!;
        break;
      }
      case Op.BEQ: {
        if (lo[(w >>> 14) & 31]! === lo[(w >>> 19) & 31]! && hi[(w >>> 14) & 31]! === hi[(w >>> 19) & 31]!) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      }
      case Op.BNE: {
        if (lo[(w >>> 14) & 31]! !== lo[(w >>> 19) & 31]! || hi[(w >>> 14) & 31]! !== hi[(w >>> 19) & 31]!) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      }
      case Op.BLT: {
        const ah = hi[(w >>> 14) & 31]!;
        const bh = hi[(w >>> 19) & 31]!;
        if (ah === bh ? lo[(w >>> 14) & 31]! >>> 0 < lo[(w >>> 19) & 31]! >>> 0 : ah < bh) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      }
      case Op.BGE: {
        const ah = hi[(w >>> 14) & 31]!;
        const bh = hi[(w >>> 19) & 31]!;
        if (ah === bh ? lo[(w >>> 14) & 31]! >>> 0 >= lo[(w >>> 19) & 31]! >>> 0 : ah > bh) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      }
      case Op.BLTU: {
        const ah = hi[(w >>> 14) & 31]!;
        const bh = hi[(w >>> 19) & 31]!;
        if (ah === bh ? lo[(w >>> 14) & 31]! >>> 0 < lo[(w >>> 19) & 31]! >>> 0 : ah >>> 0 < bh >>> 0) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      }
      case Op.BGEU: {
        const ah = hi[(w >>> 14) & 31]!;
        const bh = hi[(w >>> 19) & 31]!;
        if (ah === bh ? lo[(w >>> 14) & 31]! >>> 0 >= lo[(w >>> 19) & 31]! >>> 0 : ah >>> 0 > bh >>> 0) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      }
      case Op.BEQZ: {
        if ((lo[(w >>> 14) & 31]! | hi[(w >>> 14) & 31]!) === 0) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      }
      case Op.BNEZ: {
        if ((lo[(w >>> 14) & 31]! | hi[(w >>> 14) & 31]!) !== 0) {
          ip = (ip + imm) | 0;
          if (left >= 0) continue;
          break running;
        }
        break;
      }
      case Op.J: {
        ip = (ip + imm) | 0;
        if (left >= 0) continue;
        break running;
      }
      case Op.JAL: {
        const rd = (w >>> 8) & 63;
        lo[rd] = RAM_BASE + ((ip + (w >>> 24)) << 1);
        hi[rd] = 0;
        ip = (ip + imm) | 0;
        if (left >= 0) continue;
        break running;
      }
      case Op.JALR: {
        const target = lo[(w >>> 14) & 31]! + imm;
        if (target >>> 0 >= size || hi[(w >>> 14) & 31]! !== 0) {
          state.farJump(ip, left, w, imm);
          return;
        }
        const rd = (w >>> 8) & 63;
        lo[rd] = RAM_BASE + ((ip + (w >>> 24)) << 1);
        hi[rd] = 0;
        ip = (target >>> 1) | 0;
        if (left >= 0) continue;
        break running;
      }
      case Op.JR: {
        const target = lo[(w >>> 14) & 31]! + imm;
        if (target >>> 0 >= size || hi[(w >>> 14) & 31]! !== 0) {
          state.farJump(ip, left, w, imm);
          return;
        }
        ip = (target >>> 1) | 0;
        if (left >= 0) continue;
        break running;
      }
      case Op.LB: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        if (at >>> 0 < size && hi[(w >>> 14) & 31]! === 0) {
          const rd = (w >>> 8) & 63;
          const value = i8[at]!;
          lo[rd] = value;
          hi[rd] = value >> 31;
        } else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LH: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 1) | (at << 31);
        if (k >>> 0 < halfs && hi[(w >>> 14) & 31]! === 0) {
          const rd = (w >>> 8) & 63;
          const value = i16[k]!;
          lo[rd] = value;
          hi[rd] = value >> 31;
        } else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LW: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 2) | (at << 30);
        if (k >>> 0 < words && hi[(w >>> 14) & 31]! === 0) {
          const rd = (w >>> 8) & 63;
          const value = i32[k]!;
          lo[rd] = value;
          hi[rd] = value >> 31;
        } else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LD: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 3) | (at << 29);
        if (k >>> 0 < doubles && hi[(w >>> 14) & 31]! === 0) {
          const rd = (w >>> 8) & 63;
          lo[rd] = i32[k << 1]!;
          hi[rd] = i32[(k << 1) | 1]!;
        } else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LBU: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        if (at >>> 0 < size && hi[(w >>> 14) & 31]! === 0) {
          const rd = (w >>> 8) & 63;
          const value = u8[at]!;
          lo[rd] = value;
          hi[rd] = 0;
        } else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LHU: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 1) | (at << 31);
        if (k >>> 0 < halfs && hi[(w >>> 14) & 31]! === 0) {
          const rd = (w >>> 8) & 63;
          const value = u16[k]!;
          lo[rd] = value;
          hi[rd] = 0;
        } else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.LWU: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 2) | (at << 30);
        if (k >>> 0 < words && hi[(w >>> 14) & 31]! === 0) {
          const rd = (w >>> 8) & 63;
          const value = i32[k]!;
          lo[rd] = value;
          hi[rd] = 0;
        } else state.loadSlow(ip, left, w, imm);
        break;
      }
      case Op.SB: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        if (at >>> 0 < size && hi[(w >>> 14) & 31]! === 0) {
          i8[at] = lo[(w >>> 19) & 31]!;
        } else state.storeSlow(ip, left, w, imm);
        break;
      }
      case Op.SH: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 1) | (at << 31);
        if (k >>> 0 < halfs && hi[(w >>> 14) & 31]! === 0) {
          i16[k] = lo[(w >>> 19) & 31]!;
        } else state.storeSlow(ip, left, w, imm);
        break;
      }
      case Op.SW: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 2) | (at << 30);
        if (k >>> 0 < words && hi[(w >>> 14) & 31]! === 0) {
          i32[k] = lo[(w >>> 19) & 31]!;
        } else state.storeSlow(ip, left, w, imm);
        break;
      }
      case Op.SD: {
        const at = (lo[(w >>> 14) & 31]! + imm) | 0;
        const k = (at >>> 3) | (at << 29);
        if (k >>> 0 < doubles && hi[(w >>> 14) & 31]! === 0) {
          i32[k << 1] = lo[(w >>> 19) & 31]!;
          i32[(k << 1) | 1] = hi[(w >>> 19) & 31]!;
        } else state.storeSlow(ip, left, w, imm);
        break;
      }
      case Op.MUL: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const b = lo[(w >>> 19) & 31]!;
        hi[rd] = mulhu32(a, b) + Math.imul(hi[(w >>> 14) & 31]!, b) + Math.imul(a, hi[(w >>> 19) & 31]!);
        lo[rd] = Math.imul(a, b);
        break;
      }
      case Op.MULH:
      case Op.MULHSU:
      case Op.MULHU:
      case Op.DIV:
      case Op.DIVU:
      case Op.REM:
      case Op.REMU:
        state.wideMulDiv(w);
        break;
      case Op.SH1ADD: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const shifted = a << 1;
        const sum = (shifted + lo[(w >>> 19) & 31]!) | 0;
        hi[rd] =
          ((hi[(w >>> 14) & 31]! << 1) | (a >>> 31)) + hi[(w >>> 19) & 31]! + (sum >>> 0 < shifted >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.SH1ADDUW: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const shifted = a << 1;
        const sum = (shifted + lo[(w >>> 19) & 31]!) | 0;
        hi[rd] = (a >>> 31) + hi[(w >>> 19) & 31]! + (sum >>> 0 < shifted >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.SH2ADD: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const shifted = a << 2;
        const sum = (shifted + lo[(w >>> 19) & 31]!) | 0;
        hi[rd] =
          ((hi[(w >>> 14) & 31]! << 2) | (a >>> 30)) + hi[(w >>> 19) & 31]! + (sum >>> 0 < shifted >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.SH2ADDUW: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const shifted = a << 2;
        const sum = (shifted + lo[(w >>> 19) & 31]!) | 0;
        hi[rd] = (a >>> 30) + hi[(w >>> 19) & 31]! + (sum >>> 0 < shifted >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.SH3ADD: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const shifted = a << 3;
        const sum = (shifted + lo[(w >>> 19) & 31]!) | 0;
        hi[rd] =
          ((hi[(w >>> 14) & 31]! << 3) | (a >>> 29)) + hi[(w >>> 19) & 31]! + (sum >>> 0 < shifted >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.SH3ADDUW: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const shifted = a << 3;
        const sum = (shifted + lo[(w >>> 19) & 31]!) | 0;
        hi[rd] = (a >>> 29) + hi[(w >>> 19) & 31]! + (sum >>> 0 < shifted >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.ADDUW: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        const sum = (a + lo[(w >>> 19) & 31]!) | 0;
        hi[rd] = hi[(w >>> 19) & 31]! + (sum >>> 0 < a >>> 0 ? 1 : 0);
        lo[rd] = sum;
        break;
      }
      case Op.SLLIUW: {
        const rd = (w >>> 8) & 63;
        const a = lo[(w >>> 14) & 31]!;
        if (imm >= 32) {
          hi[rd] = a << imm;
          lo[rd] = 0;
        } else {
          hi[rd] = (a >>> 1) >>> (31 - imm);
          lo[rd] = a << imm;
        }
        break;
      }
      case Op.ADDIW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! + imm) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.SLLIW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! << imm) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.SRLIW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! >>> imm) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.SRAIW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! >> imm) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.ADDW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! + lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.SUBW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! - lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.SLLW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! << lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.SRLW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! >>> lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.SRAW: {
        const rd = (w >>> 8) & 63;
        const value = (lo[(w >>> 14) & 31]! >> lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.MULW: {
        const rd = (w >>> 8) & 63;
        const value = Math.imul(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.DIVW: {
        const rd = (w >>> 8) & 63;
        const value = div32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.DIVUW: {
        const rd = (w >>> 8) & 63;
        const value = divu32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.REMW: {
        const rd = (w >>> 8) & 63;
        const value = rem32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.REMUW: {
        const rd = (w >>> 8) & 63;
        const value = remu32(lo[(w >>> 14) & 31]!, lo[(w >>> 19) & 31]!) | 0;
        lo[rd] = value;
        hi[rd] = value >> 31;
        break;
      }
      case Op.NOP:
        break;
      case Op.ATOMIC:
        state.atomic(ip, left, w, imm);
        break;
      case Op.CM_PUSH:
        state.push(ip, left, imm);
        break;
      case Op.CM_POP:
        state.pop(ip, left, imm);
        break;
      case Op.CM_POPRET:
      case Op.CM_POPRETZ:
        if (!state.popReturn(ip, left, imm, (w & 255) === Op.CM_POPRETZ)) return;
        ip = (lo[1]! - RAM_BASE) >> 1;
        if (left >= 0) continue;
        break running;
      case Op.CM_MVSA01:
        state.moveSavedFromArguments(w);
        break;
      case Op.CM_MVA01S:
        state.moveArgumentsFromSaved(w);
        break;
      case Op.UNDECODED:
        left++;
        state.lower(ip);
        continue;
      case Op.SLOW:
        if (state.slow(ip, left, w, imm)) return;
        break;
      case Op.COUNTED:
        ip = state.countedJump(ip, left);
        if (ip < 0) return;
        if (left >= 0) continue;
        break running;
      // STOP ends a single step; END lies behind the last halfword of RAM, where the fetch fails.
      case Op.STOP:
      case Op.END:
        left = (left + 1) | 0;
        break running;
      default:
        throw new InternalError(`no case for predecoded operation ${w & 255}`);
    }
    ip = (ip + (w >>> 24)) | 0;
  }
  state.pc = RAM_BASE + ip * 2;
  state.left = left;
}
