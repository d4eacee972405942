// Instructions as text, in the spelling of GNU objdump with `-M no-aliases` (Zcmp, which binutils 2.40 does not know, as
// llvm-objdump spells it). What no row of the table fits becomes `.2byte` or `.4byte`, as there.

import { CSR_NAMES } from './csr-names.js';
import { type Decoded, decode, type Extensions, extensions, instructionSize } from './decode.js';
import type { Xlen } from './isa.js';
import { FLOAT_REGISTER_NAMES, REGISTER_NAMES, zcmpAdjustment, zcmpRegisters } from './registers.js';

/** How `disassemble` reads instructions. */
export interface DisassembleOptions {
  /** Width of registers: 32 or 64. */
  readonly xlen: Xlen;
  /** Address of the first byte. */
  readonly pc?: number;
  /** What the CPU has; decides the meaning of the encodings that Zcmp shares with compressed floating point. */
  readonly features?: { readonly zba?: boolean; readonly zcmp?: boolean };
}

/** One line of a disassembly. */
export interface DisassembledInstruction {
  readonly address: number;
  readonly size: 2 | 4;
  readonly word: number;
  /** Mnemonic, a tab, operands. No tab if there are no operands. */
  readonly text: string;
}

const ROUNDING_MODES = ['rne', 'rtz', 'rdn', 'rup', 'rmm', 'unknown', 'unknown', 'dyn'];
const hex = (value: number) => `0x${value.toString(16)}`;

/** The extensions that a board's code is shown with: all that exists, Zcmp in place of compressed doubles if it has it. */
function displayExtensions(features: DisassembleOptions['features'] = {}): Extensions {
  const shown = new Set(extensions('f', 'd', 'fc', 'priv', 'reserved', features.zcmp ? 'zcmp' : 'dc'));
  shown.delete('hint');
  return features.zba === false ? shown : shown.add('zba');
}

/** Disassembles bytes from the first to the last; a lone byte at the end is left out. */
export function* disassemble(bytes: Uint8Array, options: DisassembleOptions): Generator<DisassembledInstruction> {
  const { xlen, pc = 0 } = options;
  const exts = displayExtensions(options.features);
  const halfword = (at: number) => bytes[at]! | (bytes[at + 1]! << 8);
  for (let at = 0; at + 2 <= bytes.length; ) {
    const first = halfword(at);
    let size = instructionSize(first);
    let word = first;
    if (size === 4 && at + 4 <= bytes.length) word = (first | (halfword(at + 2) << 16)) >>> 0;
    else size = 2;
    yield { address: pc + at, size, word, text: formatInstruction(word, size, pc + at, xlen, exts) };
    at += size;
  }
}

/** Text of one instruction at address `pc`. */
function formatInstruction(word: number, size: 2 | 4, pc: number, xlen: Xlen, exts: Extensions): string {
  const decoded = instructionSize(word) === size ? decode(word, xlen, exts) : undefined;
  if (!decoded) return `.${size}byte\t${hex(word)}`;
  const { name, operands } = decoded.instruction;
  const text = operands.replace(/[a-z][a-z0-9]*'?/g, (token) => operandText(token, decoded, pc, xlen));
  // An operand that is left out takes its comma along.
  const shown = text.replace(/,$/, '');
  return `${name}${ordering(decoded)}${shown === '' ? '' : `\t${shown}`}`;
}

function ordering({ field, instruction }: Decoded): string {
  if (instruction.ext !== 'a') return '';
  return ['', '.rl', '.aq', '.aqrl'][field('aq') * 2 + field('rl')]!;
}

function operandText(token: string, decoded: Decoded, pc: number, xlen: Xlen): string {
  const { field, imm } = decoded;
  switch (token) {
    case "rd'":
    case 'rd':
      return REGISTER_NAMES[decoded.rd]!;
    case "rs1'":
    case 'rs1':
    case 'r1s':
      return REGISTER_NAMES[decoded.rs1]!;
    case "rs2'":
    case 'rs2':
    case 'r2s':
      return REGISTER_NAMES[decoded.rs2]!;
    case "frd'":
    case 'frd':
      return FLOAT_REGISTER_NAMES[decoded.rd]!;
    case 'frs1':
      return FLOAT_REGISTER_NAMES[decoded.rs1]!;
    case "frs2'":
    case 'frs2':
      return FLOAT_REGISTER_NAMES[decoded.rs2]!;
    case 'frs3':
      return FLOAT_REGISTER_NAMES[decoded.rs3]!;
    case 'imm':
    case 'uimm':
      return `${imm}`;
    case 'hex':
      return hex(imm);
    case 'upper':
      return hex((imm >>> 12) & 0xfffff);
    case 'target':
      return targetText(pc + imm, xlen);
    case 'csr':
      return CSR_NAMES.get(field('csr')) ?? hex(field('csr'));
    case 'pred':
    case 'succ':
      return accessSet(field(token));
    case 'rm':
      return field('rm') === 7 ? '' : ROUNDING_MODES[field('rm')]!;
    case 'rlist':
      return registerList(field('rlist'));
    case 'adj':
      return `${zcmpAdjustment(field('rlist'), imm, xlen)}`;
    default:
      return token;
  }
}

/** A pc-relative address; it wraps at the width of the CPU. */
function targetText(target: number, xlen: Xlen): string {
  if (xlen === 32) return hex(target >>> 0);
  return target < 0 ? `0x${(BigInt(target) & 0xffff_ffff_ffff_ffffn).toString(16)}` : hex(target);
}

/** `iorw` letters of a fence. */
function accessSet(bits: number): string {
  if (bits === 0) return 'unknown';
  return ['i', 'o', 'r', 'w'].filter((_, index) => bits & (8 >> index)).join('');
}

function registerList(rlist: number): string {
  const saved = zcmpRegisters(rlist).length - 1;
  return saved === 0 ? 'ra' : saved === 1 ? 'ra, s0' : `ra, s0-s${saved - 1}`;
}
