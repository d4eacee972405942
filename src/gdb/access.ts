// Which memory an instruction will read and write, for watchpoints: worked out from the registers before it is executed.
import { type Cpu, RAM_BASE, SP } from '../machine/index.js';
import {
  type BaseOperation,
  decode,
  type Extensions,
  expand,
  extensions,
  instructionSize,
  zcmpAdjustment,
  zcmpRegisters,
} from '../riscv/index.js';

export interface Access {
  readonly kind: 'read' | 'write' | 'both';
  readonly address: number;
  readonly size: number;
}

const SIZES: Readonly<Record<string, number>> = { b: 1, h: 2, w: 4, d: 8 };
const ATOMIC = /^(lr|sc|amo\w+)\.([wd])/;
const PLAIN = /^([ls])([bhwd])u?$/;

/** The part of an instruction that stays the same. */
interface Shape {
  readonly kind: Access['kind'];
  readonly base: number;
  readonly offset: number;
  readonly size: number;
}

/** Answers for one hart. Instructions are decoded once; whoever changes code calls `forget`. */
export class AccessFinder {
  private readonly cpu: Cpu;
  private readonly exts: Extensions;
  private readonly known = new Map<number, Shape | undefined>();

  constructor(cpu: Cpu) {
    this.cpu = cpu;
    this.exts = extensions(
      ...(cpu.features.zba ? ['zba' as const] : []),
      ...(cpu.features.zcmp ? ['zcmp' as const] : []),
    );
  }

  forget(): void {
    this.known.clear();
  }

  /** What the instruction at pc will access; undefined if nothing. */
  at(pc: number): Access | undefined {
    let shape = this.known.get(pc);
    if (shape === undefined && !this.known.has(pc)) {
      shape = this.shapeAt(pc);
      this.known.set(pc, shape);
    }
    if (!shape) return undefined;
    const { cpu } = this;
    // An address above 2^32 is outside RAM: nobody watches it.
    if (cpu.xlen === 64 && cpu.regsHi[shape.base] !== 0) return undefined;
    const address = ((cpu.regsLo[shape.base]! >>> 0) + shape.offset) >>> 0;
    return { kind: shape.kind, address, size: shape.size };
  }

  private shapeAt(pc: number): Shape | undefined {
    const { memory, xlen } = this.cpu;
    const ip = (pc - RAM_BASE) >> 1;
    const first = memory.u16[ip]!;
    const size = instructionSize(first);
    if (size === 4 && ip + 1 >= memory.u16.length) return undefined;
    const decoded = decode(size === 4 ? first | (memory.u16[ip + 1]! << 16) : first, xlen, this.exts);
    if (!decoded) return undefined;
    const base = expand(decoded);
    return base.name.startsWith('cm.') ? zcmpShape(base, decoded.field('rlist'), xlen) : shapeOf(base);
  }
}

function shapeOf({ name, rs1, imm }: BaseOperation): Shape | undefined {
  const plain = PLAIN.exec(name);
  if (plain) return { kind: plain[1] === 'l' ? 'read' : 'write', base: rs1, offset: imm, size: SIZES[plain[2]!]! };
  const atomic = ATOMIC.exec(name);
  if (!atomic) return undefined;
  const kind = atomic[1] === 'lr' ? 'read' : atomic[1] === 'sc' ? 'write' : 'both';
  return { kind, base: rs1, offset: 0, size: SIZES[atomic[2]!]! };
}

/** cm.push stores below sp, the pops load from the top of what they release. */
function zcmpShape({ name, imm }: BaseOperation, rlist: number, xlen: 32 | 64): Shape | undefined {
  const isPush = name === 'cm.push';
  if (!isPush && !name.startsWith('cm.pop')) return undefined;
  const size = zcmpRegisters(rlist).length * (xlen / 8);
  const offset = isPush ? -size : zcmpAdjustment(rlist, imm, xlen) - size;
  return { kind: isPush ? 'write' : 'read', base: SP, offset, size };
}
