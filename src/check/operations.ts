// Instructions as the checker sees them: what they read, write and compute, decoded once per address. Compressed ones
// are what they stand for.

import type { GuestMemory } from '../machine/index.js';
import {
  decode,
  type Extensions,
  expand,
  instructionSize,
  type Xlen,
  zcmpAdjustment,
  zcmpRegisters,
} from '../riscv/index.js';

export enum Kind {
  /** No register of interest. */
  OTHER,
  /** rd becomes known, whatever it was. */
  CONSTANT,
  /** rd from rs1 and imm. */
  IMMEDIATE,
  /** rd from rs1 and rs2. */
  REGISTERS,
  LOAD,
  STORE,
  BRANCH,
  JAL,
  JALR,
  ATOMIC,
  PUSH,
  POP,
  MOVE_TO_SAVED,
  MOVE_FROM_SAVED,
}

export interface Operation {
  readonly kind: Kind;
  /** Of the base instruction. */
  readonly name: string;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly imm: number;
  /** rs1 and rs2 as bits, without x0. */
  readonly uses: number;
  /** A pointer in rs2 may be a pointer in rd. */
  readonly keepsSecond: boolean;
  /** Bytes that a load, store or atomic moves. */
  readonly bytes: number;
  /** Bytes of the instruction. */
  readonly length: 2 | 4;
  /** PUSH and POP: registers from the highest address down; imm is the stack adjustment. */
  readonly list: readonly number[];
  /** POP that returns. */
  readonly returns: boolean;
}

const BYTES: Readonly<Record<string, number>> = {
  ...{ lb: 1, lbu: 1, lh: 2, lhu: 2, lw: 4, lwu: 4, ld: 8 },
  ...{ sb: 1, sh: 2, sw: 4, sd: 8 },
};
const STORES = new Set(['sb', 'sh', 'sw', 'sd']);
const BRANCHES = new Set(['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu']);
const IMMEDIATES = new Set('addi slti sltiu xori ori andi slli srli srai addiw slliw srliw sraiw slli.uw'.split(' '));
const KEEPS_SECOND = new Set('add sub and or sh1add sh2add sh3add add.uw sh1add.uw sh2add.uw sh3add.uw'.split(' '));
const NOTHING = {
  rd: 0,
  rs1: 0,
  rs2: 0,
  imm: 0,
  uses: 0,
  keepsSecond: false,
  bytes: 0,
  list: [],
  returns: false,
} as const;

function lower(memory: GuestMemory, pc: number, xlen: Xlen, exts: Extensions): Operation {
  const other: Operation = { ...NOTHING, kind: Kind.OTHER, name: '', length: 2 };
  if (!memory.has(pc, 2)) return other;
  const first = memory.ld16(pc);
  const length = instructionSize(first);
  if (!memory.has(pc, length)) return other;
  const decoded = decode(length === 2 ? first : memory.ld32(pc), xlen, exts);
  if (!decoded) return { ...other, length };
  const base = expand(decoded);
  const { name, rd, rs1, rs2, imm } = base;
  const make = (kind: Kind, more: Partial<Operation> = {}): Operation => ({
    ...{ ...NOTHING, kind, name, rd, rs1, rs2, imm, length, uses: ((1 << rs1) | (1 << rs2)) & ~1 },
    ...more,
  });
  if (name.startsWith('cm.')) {
    if (name === 'cm.mvsa01') return make(Kind.MOVE_TO_SAVED);
    if (name === 'cm.mva01s') return make(Kind.MOVE_FROM_SAVED);
    const rlist = decoded.field('rlist');
    const list = [...zcmpRegisters(rlist)].reverse();
    return make(name === 'cm.push' ? Kind.PUSH : Kind.POP, {
      ...{ list, imm: zcmpAdjustment(rlist, imm, xlen) },
      returns: name.startsWith('cm.popret'),
    });
  }
  if (name === 'lui' || name === 'auipc' || name.startsWith('csr')) return make(Kind.CONSTANT);
  if (name === 'jal') return make(Kind.JAL);
  if (name === 'jalr') return make(Kind.JALR);
  if (BRANCHES.has(name)) return make(Kind.BRANCH);
  if (STORES.has(name)) return make(Kind.STORE, { bytes: BYTES[name]! });
  if (name in BYTES) return make(Kind.LOAD, { bytes: BYTES[name]! });
  if (/^(amo|lr\.|sc\.)/.test(name)) return make(Kind.ATOMIC, { bytes: name.endsWith('.d') ? 8 : 4 });
  if (IMMEDIATES.has(name)) return make(Kind.IMMEDIATE);
  const { ext } = decoded.instruction;
  const isRegisters = decoded.instruction.fields.some((f) => f.name.startsWith('rd')) || decoded.instruction.expansion;
  if (isRegisters && ['i', 'm', 'c', 'zba', 'hint'].includes(ext))
    return make(Kind.REGISTERS, { keepsSecond: KEEPS_SECOND.has(name) });
  return { ...other, name, length };
}

const PAGE_SHIFT = 11;
const PAGE_SIZE = 1 << PAGE_SHIFT;

/** Decoded operations by address. */
export class OperationCache {
  private readonly memory: GuestMemory;
  private readonly xlen: Xlen;
  private readonly extensions: Extensions;
  /** By halfword. */
  private readonly pages: ((Operation | undefined)[] | undefined)[] = [];

  constructor(memory: GuestMemory, xlen: Xlen, exts: Extensions) {
    this.memory = memory;
    this.xlen = xlen;
    this.extensions = exts;
  }

  at(pc: number): Operation {
    const index = pc >>> 1;
    const page = (this.pages[index >> PAGE_SHIFT] ??= new Array<Operation | undefined>(PAGE_SIZE).fill(undefined));
    const known = page[index & (PAGE_SIZE - 1)];
    if (known !== undefined) return known;
    const made = lower(this.memory, pc, this.xlen, this.extensions);
    page[index & (PAGE_SIZE - 1)] = made;
    return made;
  }

  /** Code has changed. */
  invalidate(addr: number, size: number): void {
    const first = Math.max(0, (addr >>> 1) - 1);
    const last = (addr + size) >>> 1;
    if (last - first > 2 * PAGE_SIZE) {
      for (let page = first >> PAGE_SHIFT; page <= last >> PAGE_SHIFT; page++) delete this.pages[page];
      return;
    }
    for (let i = first; i <= last; i++) {
      const page = this.pages[i >> PAGE_SHIFT];
      if (page) page[i & (PAGE_SIZE - 1)] = undefined;
    }
  }
}
