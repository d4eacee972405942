// Code of one function as a list of instructions, and its bytes (bytecode.md sections 4, 14.2 to 14.5): stack depth,
// unreachable code, line table, jump sizes. Instructions are recorded once; sizes are then settled in passes over the
// list as the reference compiler settles them, because the sizes that it arrives at are part of the result.

import { OP, OPCODES, SMALL_INT_MULTI_EXCESS } from '../../abi/index.js';
import { ByteWriter } from '../../base/index.js';
import { putLineStep, putVaruint } from '../../mpy/index.js';
import { CompileError } from './errors.js';

export interface Label {
  position: number;
}

type Item =
  | { readonly kind: 'bytes'; readonly bytes: readonly number[] | Uint8Array }
  | {
      readonly kind: 'jump';
      readonly op: number;
      readonly target: Label;
      readonly isSigned: boolean;
      /** Operand of UNWIND_JUMP. */
      readonly extra: number | undefined;
      /** Settled in the passes. */
      isLong: boolean;
      position: number;
    }
  | { readonly kind: 'label'; readonly label: Label }
  | { readonly kind: 'mark'; readonly line: number };

const SIGNED_BIAS = { short: 0x40, long: 0x4000 } as const;
const MAX_SHORT = 0x7f;
const MAX_LONG = 0x7fff;

export interface AssembledCode {
  readonly opcodes: Uint8Array;
  readonly lineTable: Uint8Array;
}

function bytecodeOverflow(): never {
  throw new CompileError('RuntimeError', 'bytecode overflow');
}

export class Assembler {
  private readonly items: Item[] = [];
  private depth = 0;
  maxDepth = 0;
  private isUnreachable = false;
  private excDepth = 0;
  maxExcDepth = 0;

  /** A correction of the stack depth that no instruction stands for. */
  adjust(change: number): void {
    this.depth += change;
    if (this.depth > this.maxDepth) this.maxDepth = this.depth;
  }
  enterBlock(): void {
    if (++this.excDepth > this.maxExcDepth) this.maxExcDepth = this.excDepth;
  }
  leaveBlock(): void {
    this.excDepth--;
  }
  get blockDepth(): number {
    return this.excDepth;
  }

  private push(bytes: readonly number[] | Uint8Array, effect: number): void {
    this.adjust(effect);
    if (!this.isUnreachable) this.items.push({ kind: 'bytes', bytes });
  }
  op(op: number, effect: number): void {
    this.push([op], effect);
  }
  /** An instruction after which the code is unreachable. */
  end(op: number, effect: number): void {
    this.push([op], effect);
    this.isUnreachable = true;
  }
  /** `extra`: the byte that MAKE_CLOSURE has after its operand. */
  uint(op: number, operand: number, effect: number, extra?: number): void {
    if (operand < 0x80) {
      this.push(extra === undefined ? [op, operand] : [op, operand, extra & 0xff], effect);
      return;
    }
    const out = new ByteWriter();
    out.byte(op);
    putVaruint(out, operand);
    if (extra !== undefined) out.byte(extra & 0xff);
    this.push(out.toBytes(), effect);
  }
  smallInt(value: bigint): void {
    if (value >= -16n && value <= 47n) {
      this.push([OP.LOAD_CONST_SMALL_INT_MULTI + SMALL_INT_MULTI_EXCESS + Number(value)], 1);
      return;
    }
    const bytes = [Number(value & 0x7fn)];
    let rest = value >> 7n;
    // Until what is left is only the sign, and bit 6 of the first byte shows it.
    while (!((rest === 0n && (bytes[0]! & 0x40) === 0) || (rest === -1n && (bytes[0]! & 0x40) !== 0))) {
      bytes.unshift(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.push([OP.LOAD_CONST_SMALL_INT, ...bytes], 1);
  }
  jump(op: number, target: Label, effect: number, extra?: number): void {
    this.adjust(effect);
    if (this.isUnreachable) return;
    const isSigned = OPCODES[op]!.encoding === 'slab';
    this.items.push({ kind: 'jump', op, target, isSigned, extra, isLong: true, position: 0 });
    if (op === OP.JUMP || op === OP.POP_EXCEPT_JUMP || op === OP.UNWIND_JUMP) this.isUnreachable = true;
  }
  newLabel(): Label {
    return { position: -1 };
  }
  place(label: Label): void {
    this.items.push({ kind: 'label', label });
    this.isUnreachable = false;
  }
  mark(line: number): void {
    this.items.push({ kind: 'mark', line });
  }

  assemble(withLines: boolean): AssembledCode {
    let size = this.layOut(true);
    // Settling takes many rounds where there are many jumps; what cannot fit anyway need not settle.
    if (size > MAX_LONG) this.checkReach();
    for (;;) {
      const next = this.layOut(false);
      if (next === size) break;
      size = next;
    }
    return this.write(withLines);
  }

  /** Fails if a jump is too long even if all were short. */
  private checkReach(): void {
    let at = 0;
    const ends: { jump: Extract<Item, { kind: 'jump' }>; end: number }[] = [];
    const places = new Map<unknown, number>();
    for (const item of this.items) {
      if (item.kind === 'bytes') at += item.bytes.length;
      else if (item.kind === 'label') places.set(item.label, at);
      else if (item.kind === 'jump') {
        at += 2;
        ends.push({ jump: item, end: at });
        if (item.extra !== undefined) at++;
      }
    }
    for (const { jump, end } of ends) {
      const value = places.get(jump.target)! - end + (jump.isSigned ? SIGNED_BIAS.long : 0);
      // Forwards only: backwards all being short says less.
      if (value > MAX_LONG) bytecodeOverflow();
    }
  }

  /** Gives every label a position; `first`: no position is known yet and every jump is long. */
  private layOut(first: boolean): number {
    let at = 0;
    for (const item of this.items) {
      if (item.kind === 'bytes') at += item.bytes.length;
      else if (item.kind === 'label') item.label.position = at;
      else if (item.kind === 'jump') {
        const before = item.position;
        item.position = at;
        if (!first) {
          // Labels ahead stand where they did in the last round, and so must the jump: measured from where it comes to
          // stand now, each round would settle a few jumps only.
          const from = item.target.position > before ? before : at;
          const distance = item.target.position - (from + 2) + (item.isSigned ? SIGNED_BIAS.short : 0);
          item.isLong = distance < 0 || distance > MAX_SHORT;
        }
        at += (item.isLong ? 3 : 2) + (item.extra === undefined ? 0 : 1);
      }
    }
    return at;
  }

  private write(withLines: boolean): AssembledCode {
    const code = new ByteWriter();
    const lines = new ByteWriter();
    let lastLine = 1;
    let lastOffset = 0;
    for (const item of this.items) {
      if (item.kind === 'bytes') code.append(item.bytes);
      else if (item.kind === 'jump') this.writeJump(code, item);
      else if (item.kind === 'mark' && withLines && item.line > lastLine) {
        putLineStep(lines, code.length - lastOffset, item.line - lastLine);
        lastLine = item.line;
        lastOffset = code.length;
      }
    }
    return { opcodes: code.toBytes(), lineTable: lines.toBytes() };
  }
  private writeJump(code: ByteWriter, item: Extract<Item, { kind: 'jump' }>): void {
    code.byte(item.op);
    const distance = item.target.position - (item.position + (item.isLong ? 3 : 2));
    if (item.isLong) {
      const value = distance + (item.isSigned ? SIGNED_BIAS.long : 0);
      if (value < 0 || value > MAX_LONG) bytecodeOverflow();
      code.append([(value & 0x7f) | 0x80, value >> 7]);
    } else code.byte(distance + (item.isSigned ? SIGNED_BIAS.short : 0));
    if (item.extra !== undefined) code.byte(item.extra);
  }
}
