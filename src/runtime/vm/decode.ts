// Bytecode in the form that the loop runs: two int32 per instruction, its operation and its operand, with what never
// changes worked out: names are qstr numbers, constants are object words, jumps have targets (bytecode.md section 4).
//
// What can be reached from the start is decoded, in the order of addresses, so that comparing positions means the same
// as before. Damaged code may run into the middle of an instruction; then what follows it in memory is not what follows
// it here, and a jump is put between. Some operations stand for a few instructions in a row: only the first is replaced,
// so that jumping to the others works, and where its quick way does not apply it does what the first one does alone.

import { OP, OPCODES } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import type { Runtime } from '../core/runtime.js';
import { type Addr, FALSE, isSmallInt, NONE, NULL, qstrWord, smallInt, TRUE, type Word } from '../core/word.js';
import { newIntBig } from '../objects/int.js';
import type { CodeInfo } from './code.js';
import { Op } from './loop.js';

export interface DecodedCode {
  /** Operation and operand in turn. Positions count int32s, so that an instruction's is even. */
  readonly code: Int32Array;
  /** Memory index of the opcode of each instruction, for line numbers. */
  readonly origins: Int32Array;
  /** The module that the function belongs to, and its tables. */
  readonly context: Addr;
  readonly qstrTable: Addr;
  readonly objTable: Addr;
}

/** One instruction as it stands in memory. `next` is the memory index behind it, or -1 where nothing follows. */
interface Instruction {
  readonly at: number;
  op: Op;
  arg: number;
  next: number;
  /** Memory index that `arg` is to become the position of, or -1. */
  target: number;
}

/** Operations that have the name of their opcode. The others are in `decodeAt`. */
const SAME_NAME = [
  'LOAD_NAME',
  'LOAD_GLOBAL',
  'LOAD_ATTR',
  'LOAD_METHOD',
  'LOAD_SUPER_METHOD',
  'STORE_NAME',
  'STORE_GLOBAL',
  'STORE_ATTR',
  'DELETE_NAME',
  'DELETE_GLOBAL',
  'IMPORT_NAME',
  'IMPORT_FROM',
  'MAKE_CLOSURE',
  'MAKE_CLOSURE_DEFARGS',
  'LOAD_CONST_OBJ',
  'LOAD_DEREF',
  'STORE_DEREF',
  'DELETE_FAST',
  'DELETE_DEREF',
  'BUILD_TUPLE',
  'BUILD_LIST',
  'BUILD_MAP',
  'BUILD_SET',
  'BUILD_SLICE',
  'STORE_COMP',
  'UNPACK_SEQUENCE',
  'UNPACK_EX',
  'MAKE_FUNCTION',
  'MAKE_FUNCTION_DEFARGS',
  'CALL_FUNCTION',
  'CALL_FUNCTION_VAR_KW',
  'CALL_METHOD',
  'CALL_METHOD_VAR_KW',
  'UNWIND_JUMP',
  'JUMP',
  'POP_JUMP_IF_TRUE',
  'POP_JUMP_IF_FALSE',
  'JUMP_IF_TRUE_OR_POP',
  'JUMP_IF_FALSE_OR_POP',
  'SETUP_WITH',
  'SETUP_EXCEPT',
  'SETUP_FINALLY',
  'POP_EXCEPT_JUMP',
  'FOR_ITER',
  'LOAD_BUILD_CLASS',
  'LOAD_SUBSCR',
  'STORE_SUBSCR',
  'DUP_TOP',
  'DUP_TOP_TWO',
  'POP_TOP',
  'ROT_TWO',
  'ROT_THREE',
  'WITH_CLEANUP',
  'END_FINALLY',
  'GET_ITER',
  'GET_ITER_STACK',
  'STORE_MAP',
  'RETURN_VALUE',
  'RAISE_LAST',
  'RAISE_OBJ',
  'RAISE_FROM',
  'YIELD_VALUE',
  'YIELD_FROM',
  'IMPORT_STAR',
] as const;

const CONSTANTS = new Map<number, number>([
  [OP.LOAD_CONST_FALSE, FALSE],
  [OP.LOAD_CONST_NONE, NONE],
  [OP.LOAD_CONST_TRUE, TRUE],
  [OP.LOAD_NULL, NULL],
]);

/** Tables that need the loop's enum: made at the first use, since the two modules load each other. */
interface Tables {
  readonly operations: ReadonlyMap<number, Op>;
  /** Operation of each binary operator; undefined: BINARY. */
  readonly binary: readonly (Op | undefined)[];
  /** After these nothing follows in memory. */
  readonly ends: ReadonlySet<Op>;
  readonly fused: ReadonlyMap<number, Op>;
}
let tables: Tables | undefined;

function makeTables(): Tables {
  const binary: (Op | undefined)[] = [
    Op.LESS,
    Op.MORE,
    Op.EQUAL,
    Op.LESS_EQUAL,
    Op.MORE_EQUAL,
    Op.NOT_EQUAL,
    undefined,
    Op.IS,
    undefined,
    Op.OR,
    Op.XOR,
    Op.AND,
    Op.LSHIFT,
    Op.RSHIFT,
    Op.ADD,
    Op.SUBTRACT,
    Op.MULTIPLY,
    undefined,
    Op.FLOOR_DIVIDE,
    Op.TRUE_DIVIDE,
    Op.MODULO,
    undefined,
  ];
  return {
    operations: new Map(SAME_NAME.map((name) => [OP[name], Op[name]])),
    // The in-place operators, and then the normal ones in the same order.
    binary: [...binary, ...binary.slice(9)],
    ends: new Set([
      Op.JUMP,
      Op.UNWIND_JUMP,
      Op.POP_EXCEPT_JUMP,
      Op.RETURN_VALUE,
      Op.RAISE_LAST,
      Op.RAISE_OBJ,
      Op.RAISE_FROM,
      Op.BAD,
    ]),
    fused: new Map([
      [Op.ADD, Op.FAST_FAST_ADD],
      [Op.SUBTRACT, Op.FAST_FAST_SUBTRACT],
    ]),
  };
}

/** Relations of two numbers, as bits: less 1, equal 2, more 4. For each comparison those that make it true. */
const RELATIONS = [1, 4, 2, 3, 6, 5];
const ALL_RELATIONS = 7;

/** The instruction at memory index `start`. */
function decodeAt(rt: Runtime, t: Tables, qstrTable: Addr, start: number): Instruction {
  const { u8, u16 } = rt.mem;
  const instruction: Instruction = { at: start, op: Op.BAD, arg: 0, next: -1, target: -1 };
  const info = start < u8.length ? OPCODES[u8[start]!] : undefined;
  if (info === undefined) return instruction;
  let at = start + 1;
  let value = info.implied ?? 0;
  let wide = false;
  switch (info.encoding) {
    case 'uint':
    case 'sint': {
      const first = at;
      if (info.encoding === 'sint' && (u8[at]! & 0x40) !== 0) value = -1;
      let b: number;
      do {
        b = u8[at++]!;
        value = (value << 7) | (b & 0x7f);
      } while ((b & 0x80) !== 0 && at < u8.length);
      // Up to four bytes hold 28 bits; the value has wrapped around when there are more.
      wide = at - first > 4;
      break;
    }
    case 'slab':
    case 'ulab': {
      const signed = info.encoding === 'slab';
      value = u8[at++]!;
      if ((value & 0x80) === 0) value -= signed ? 0x40 : 0;
      else value = ((value & 0x7f) | (u8[at++]! << 7)) - (signed ? 0x4000 : 0);
      break;
    }
  }
  if (info.encoding === 'slab' || info.encoding === 'ulab') instruction.target = at + value;
  const extra = info.extraByte ? u8[at++]! : 0;
  instruction.next = at;
  instruction.arg = value;
  const constant = CONSTANTS.get(info.code);
  switch (info.name) {
    case 'LOAD_CONST_STRING':
      instruction.op = Op.LOAD_WORD;
      instruction.arg = qstrWord(u16[((qstrTable - RAM_BASE) >> 1) + value]!);
      return instruction;
    case 'LOAD_CONST_SMALL_INT':
      instruction.op = wide ? Op.LOAD_WIDE : Op.LOAD_WORD;
      instruction.arg = wide ? start + 1 : smallInt(value);
      return instruction;
    case 'LOAD_FAST':
    case 'LOAD_FAST_N':
      instruction.op = Op.LOAD_FAST;
      return instruction;
    case 'STORE_FAST':
    case 'STORE_FAST_N':
      instruction.op = Op.STORE_FAST;
      return instruction;
    case 'UNARY_OP':
      instruction.op = value === 3 ? Op.NOT : Op.UNARY;
      return instruction;
    case 'BINARY_OP':
      instruction.op = t.binary[value] ?? Op.BINARY;
      return instruction;
  }
  if (constant !== undefined) {
    instruction.op = Op.LOAD_WORD;
    instruction.arg = constant;
    return instruction;
  }
  instruction.op = t.operations.get(info.code) ?? Op.BAD;
  if (info.operand === 'qstr') instruction.arg = u16[((qstrTable - RAM_BASE) >> 1) + value]!;
  else if (info.operand === 'child') instruction.arg = (extra << 24) | (value & 0xff_ffff);
  else if (instruction.op === Op.UNWIND_JUMP) instruction.arg = extra;
  if (t.ends.has(instruction.op)) instruction.next = -1;
  return instruction;
}

/** Everything that can be reached from `start`, in the order of addresses. */
function reach(rt: Runtime, t: Tables, qstrTable: Addr, start: number): Instruction[] {
  const seen = new Map<number, Instruction>();
  const todo = [start];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    // Straight on as far as it goes, so that `todo` holds only targets.
    while (at >= 0 && !seen.has(at)) {
      const instruction = decodeAt(rt, t, qstrTable, at);
      seen.set(at, instruction);
      if (instruction.target >= 0) todo.push(instruction.target);
      at = instruction.next;
    }
  }
  return [...seen.values()].sort((a, b) => a.at - b.at);
}

/** Puts operations for several instructions in the place of the first of them. */
function fuse(t: Tables, code: Int32Array, adjacent: (position: number, n: number) => boolean): void {
  for (let at = 0; at + 2 < code.length; at += 2) {
    const op = code[at]!;
    const second = code[at + 2]!;
    if (op === Op.FOR_ITER) {
      if (second === Op.STORE_FAST && adjacent(at, 2)) code[at] = Op.FOR_ITER_STORE;
    } else if (op === Op.MULTIPLY || op === Op.LSHIFT) {
      if (second === Op.LOAD_WORD && code[at + 4] === Op.AND && adjacent(at, 3)) {
        code[at] = op === Op.MULTIPLY ? Op.MULTIPLY_MASK : Op.LSHIFT_MASK;
      }
    } else if (op >= Op.LESS && op <= Op.NOT_EQUAL) {
      const taken = jumpRelations(code, at);
      if (taken >= 0 && adjacent(at, 2)) {
        code[at + 1] = taken | (code[at + 1]! << 8);
        code[at] = Op.COMPARE_JUMP;
      }
    } else if (op === Op.LOAD_FAST && code[at + 1]! < 256) {
      const third = at + 4 < code.length ? code[at + 4]! : Op.BAD;
      if (second === Op.LOAD_FAST && code[at + 3]! < 256) {
        const operands = code[at + 1]! | (code[at + 3]! << 8);
        const taken = jumpRelations(code, at + 4);
        const both = t.fused.get(third);
        if (taken >= 0 && adjacent(at, 4)) {
          code[at + 1] = operands | (taken << 16);
          code[at] = Op.FAST_FAST_COMPARE_JUMP;
        } else if (both !== undefined && adjacent(at, 3)) {
          code[at + 1] = operands;
          code[at] = both;
        }
      } else if (second === Op.LOAD_WORD && isSmallInt(code[at + 3]!)) {
        const taken = jumpRelations(code, at + 4);
        if (taken >= 0 && adjacent(at, 4)) {
          code[at + 1] = code[at + 1]! | (taken << 16);
          code[at] = Op.FAST_WORD_COMPARE_JUMP;
        } else if (third === Op.ADD && adjacent(at, 3)) {
          code[at] = code[at + 6] === Op.STORE_FAST && adjacent(at, 4) ? Op.FAST_WORD_ADD_STORE : Op.FAST_WORD_ADD;
        } else if (third === Op.SUBTRACT && adjacent(at, 3)) code[at] = Op.FAST_WORD_SUBTRACT;
        else if (third === Op.AND && adjacent(at, 3)) code[at] = Op.FAST_WORD_AND;
      }
    }
  }
}

/** If a comparison and a conditional jump stand at `at`: the relations that take the jump; else -1. */
function jumpRelations(code: Int32Array, at: number): number {
  if (at + 2 >= code.length) return -1;
  const op = code[at]!;
  if (op < Op.LESS || op > Op.NOT_EQUAL) return -1;
  const relations = RELATIONS[code[at + 1]!]!;
  if (code[at + 2] === Op.POP_JUMP_IF_TRUE) return relations;
  return code[at + 2] === Op.POP_JUMP_IF_FALSE ? ALL_RELATIONS - relations : -1;
}

/** Decodes the function at `info` for a module's context (native-abi.md 3.9). `boxes` takes objects that were made. */
export function decodeCode(rt: Runtime, info: CodeInfo, context: Addr, boxes: Word[] | undefined): DecodedCode {
  tables ??= makeTables();
  const qstrTable = rt.field(context, 2);
  const objTable = rt.field(context, 3);
  const list: Instruction[] = [];
  for (const instruction of reach(rt, tables, qstrTable, info.opcodes)) {
    const before = list[list.length - 1];
    if (before !== undefined && before.next >= 0 && before.next !== instruction.at) {
      list.push({ at: before.at, op: Op.JUMP, arg: 0, next: -1, target: before.next });
    }
    list.push(instruction);
  }
  const end = list[list.length - 1]!;
  if (end.next >= 0) list.push({ at: end.at, op: Op.JUMP, arg: 0, next: -1, target: end.next });
  if (rt.profiler) countBlocks(tables, list);
  if (rt.liveFrames) tellWhere(list);
  const positions = new Map<number, number>();
  list.forEach((instruction, i) => {
    // A jump that was put in has the address of the instruction before it.
    if (!positions.has(instruction.at)) positions.set(instruction.at, 2 * i);
  });
  const code = new Int32Array(2 * list.length);
  const origins = new Int32Array(list.length);
  list.forEach((instruction, i) => {
    const { op, target } = instruction;
    let { arg } = instruction;
    if (target >= 0) {
      const position = positions.get(target)!;
      // Both fit: an UNWIND_JUMP counts its blocks in a byte.
      arg = op === Op.UNWIND_JUMP ? position * 256 + arg : position;
    }
    code[2 * i] = op;
    code[2 * i + 1] = arg;
    origins[i] = instruction.at;
    if (op === Op.LOAD_WIDE && boxes !== undefined) {
      boxes.push(wideConstant(rt, arg));
      code[2 * i] = Op.LOAD_WORD;
      code[2 * i + 1] = boxes[boxes.length - 1]!;
    }
    if (op === Op.LOAD_CONST_OBJ) loadConstant(rt, code, 2 * i, objTable, boxes);
  });
  fuse(tables, code, (position, n) => {
    for (let i = position >> 1; i < (position >> 1) + n - 1; i++) {
      if (list[i + 1] === undefined || list[i]!.next !== list[i + 1]!.at) return false;
    }
    return true;
  });
  return { code, origins, context, qstrTable, objTable };
}

/** Puts a HERE in front of every instruction that may run other code. */
function tellWhere(list: Instruction[]): void {
  quiet ??= new Set([
    ...[Op.LOAD_WORD, Op.LOAD_FAST, Op.STORE_FAST, Op.LOAD_CONST_OBJ, Op.LOAD_DEREF, Op.STORE_DEREF, Op.IS],
    ...[Op.DUP_TOP, Op.DUP_TOP_TWO, Op.POP_TOP, Op.ROT_TWO, Op.ROT_THREE, Op.SETUP_EXCEPT, Op.SETUP_FINALLY],
    // The loop looks for it where a generator goes on.
    Op.YIELD_FROM,
  ]);
  const told = list.flatMap((instruction) =>
    quiet!.has(instruction.op)
      ? [instruction]
      : [{ at: instruction.at, op: Op.HERE, arg: 0, next: instruction.at, target: -1 }, instruction],
  );
  list.splice(0, list.length, ...told);
}
let quiet: ReadonlySet<Op> | undefined;

/** Puts a COUNT in front of each block of instructions that are executed in a row. */
function countBlocks(t: Tables, list: Instruction[]): void {
  const starts = new Set(list.map(({ target }) => target));
  const counted: Instruction[] = [];
  let count: Instruction | undefined;
  for (const instruction of list) {
    if (count === undefined || starts.has(instruction.at)) {
      count = { at: instruction.at, op: Op.COUNT, arg: 0, next: instruction.at, target: -1 };
      counted.push(count);
    }
    count.arg++;
    counted.push(instruction);
    if (instruction.target >= 0 || t.ends.has(instruction.op)) count = undefined;
  }
  list.splice(0, list.length, ...counted);
}

/** Replaces the load of a constant by its word. What has to be made for that must be kept alive in `boxes`. */
function loadConstant(rt: Runtime, code: Int32Array, at: number, objTable: Addr, boxes: Word[] | undefined): void {
  const addr = objTable + code[at + 1]! * rt.W;
  if (!rt.mem.has(addr, rt.W)) return;
  const lo = rt.mem.ld32(addr);
  if (rt.is64 && rt.mem.ld32(addr + 4) !== lo >> 31) {
    if (boxes === undefined || (lo & 1) === 0) return;
    boxes.push(rt.ldObj(addr));
    code[at + 1] = boxes[boxes.length - 1]!;
  } else code[at + 1] = lo;
  code[at] = Op.LOAD_WORD;
}

/** An immediate of more than 31 bits: only in files compiled for a wider target. `at` is its first byte. */
export function wideConstant(rt: Runtime, at: number): Word {
  const { u8 } = rt.mem;
  let value = (u8[at]! & 0x40) !== 0 ? -1n : 0n;
  for (let i = at; ; i++) {
    const b = u8[i]!;
    value = (value << 7n) | BigInt(b & 0x7f);
    if ((b & 0x80) === 0) break;
  }
  return newIntBig(rt, value);
}
