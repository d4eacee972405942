// Walking and checking the opcodes of a bytecode function (bytecode.md section 4, mpy-format.md section 9). An
// instruction keeps its operand's kind, so that readers resolve names, constants and children themselves.
import { OP, OPCODES, type OpcodeInfo } from '../abi/index.js';
import { Cursor } from './varuint.js';

export interface Instruction {
  /** From the first opcode of the function. */
  readonly offset: number;
  readonly size: number;
  readonly info: OpcodeInfo;
  /** Operand, or the value inside the opcode; undefined when there is none. A big value of a sint stays a bigint. */
  readonly operand: number | bigint | undefined;
  /** The extra byte of MAKE_CLOSURE* and UNWIND_JUMP. */
  readonly extra: number | undefined;
  /** Jump target, from the first opcode. */
  readonly target: number | undefined;
}

/** Reads the instruction at the cursor; `base` is the file offset of the first opcode. */
function readInstruction(c: Cursor, base: number): Instruction {
  const at = c.pos;
  const code = c.byte('an opcode');
  const info = OPCODES[code];
  if (!info) c.fail('opcode', `0x${code.toString(16).padStart(2, '0')} is not an opcode`, at);
  let operand: number | bigint | undefined = info.implied;
  let target: number | undefined;
  switch (info.encoding) {
    case 'none':
      break;
    case 'uint':
      operand = c.varuint(`the operand of ${info.name}`);
      break;
    case 'sint': {
      const value = c.varsint(`the operand of ${info.name}`);
      operand =
        value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
      break;
    }
    default: {
      const b0 = c.byte('a jump distance');
      let distance = b0;
      if (b0 & 0x80) distance = (b0 & 0x7f) | (c.byte('a jump distance') << 7);
      if (info.encoding === 'slab') distance -= b0 & 0x80 ? 0x4000 : 0x40;
      operand = distance;
      target = c.pos - base + distance;
    }
  }
  const extra = info.extraByte ? c.byte(`the extra byte of ${info.name}`) : undefined;
  return { offset: at - base, size: c.pos - at, info, operand, extra, target };
}

/** The instructions of `opcodes`; bad ones end the walk with an MpyFormatError. */
export function* iterateBytecode(opcodes: Uint8Array): Generator<Instruction> {
  const c = new Cursor(opcodes, 0, opcodes.length, undefined);
  while (c.rest > 0) yield readInstruction(c, 0);
}

export interface BytecodeRules {
  readonly nState: number;
  readonly nQstr: number;
  readonly nObj: number;
  readonly nChildren: number;
}

/** Checks everything from the cursor to its end as the opcodes of one function; returns the last instruction. */
export function validateBytecode(c: Cursor, rules: BytecodeRules): Instruction {
  const base = c.pos;
  const length = c.rest;
  if (length === 0) c.fail('bytecode', 'the function has no opcodes');
  const starts = new Uint8Array(length);
  const jumps: Instruction[] = [];
  const limit = (at: number, value: number, count: number, what: string) => {
    if (value < count) return;
    c.fail(
      'operand',
      `${what} is ${value}, ${count === 0 ? 'but there are none' : `the last is ${count - 1}`}`,
      base + at,
    );
  };
  let last: Instruction | undefined;
  while (c.rest > 0) {
    const i = readInstruction(c, base);
    last = i;
    starts[i.offset] = 1;
    if (i.target !== undefined) jumps.push(i);
    const value = Number(i.operand ?? 0);
    switch (i.info.operand) {
      case 'qstr':
        limit(i.offset, value, rules.nQstr, `qstr index of ${i.info.name}`);
        break;
      case 'obj':
        limit(i.offset, value, rules.nObj, `object index of ${i.info.name}`);
        break;
      case 'child':
        limit(i.offset, value, rules.nChildren, `child index of ${i.info.name}`);
        break;
      case 'local':
        limit(i.offset, value, rules.nState, `local of ${i.info.name}`);
        break;
      case 'slice':
        if (value !== 2 && value !== 3) c.fail('operand', `BUILD_SLICE of ${value} values`, base + i.offset);
        break;
      case 'comp':
        if ((value & 3) === 3) c.fail('operand', 'STORE_COMP into an unknown collection', base + i.offset);
        break;
      case 'none':
        if (i.info.implied !== undefined && (i.info.name === 'LOAD_FAST' || i.info.name === 'STORE_FAST')) {
          limit(i.offset, value, rules.nState, `local of ${i.info.name}`);
        }
        break;
      default:
        break;
    }
  }
  for (const { target, offset, info } of jumps) {
    if (target === undefined || target < 0 || target >= length || starts[target] !== 1) {
      c.fail('jump', `${info.name} goes to ${target}, which is not the start of an instruction`, base + offset);
    }
  }
  return last!;
}

/** Does control never continue after this instruction. */
export function isTerminal(i: Instruction): boolean {
  switch (i.info.code) {
    case OP.RETURN_VALUE:
    case OP.RAISE_LAST:
    case OP.RAISE_OBJ:
    case OP.RAISE_FROM:
    case OP.JUMP:
    case OP.UNWIND_JUMP:
    case OP.POP_EXCEPT_JUMP:
      return true;
    default:
      return false;
  }
}
