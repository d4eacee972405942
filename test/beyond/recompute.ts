// Every relocated field of a linked module, as it is once the module is loaded, against what the ABI of its machine asks for:
// addresses are real ones here, so that it does not matter how the linker got there (a slot, a stub, a bridge, changed instructions).
import type { ElfObject, ElfRelocation, ElfSymbol } from '../../src/elf/index.js';
import type { Placed, SimulatedLoad } from './simulated-load.js';

/** One relocation to check. */
export interface Field {
  readonly load: SimulatedLoad;
  readonly placed: Placed;
  readonly relocation: ElfRelocation;
  readonly symbol: ElfSymbol;
  /** Its address, and the symbol's value, both as loaded. */
  readonly P: bigint;
  readonly S: bigint;
  /** Of the relocation, or in REL objects what the field held. */
  readonly A: bigint;
}

const s = (value: bigint, bits: number) => BigInt.asIntN(bits, value);
const u = (value: bigint, bits: number) => BigInt.asUintN(bits, value);
const bits = (value: bigint, high: number, low: number) =>
  (value >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);

function same(f: Field, what: string, got: bigint, want: bigint, width = 32): void {
  if (u(got, width) === u(want, width)) return;
  const { placed, relocation, symbol } = f;
  throw new Error(
    `${placed.object.file}:(${placed.section.name}+0x${relocation.offset.toString(16)}) type ${relocation.type} '${symbol.name}' ` +
      `${what}: 0x${u(got, width).toString(16)}, not 0x${u(want, width).toString(16)}`,
  );
}

const field = (f: Field, size: number) => f.load.read(f.P, size);
const original = (placed: Placed, at: number, size: number): bigint => {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(placed.section.bytes[at + i]!);
  return value;
};

/** Stubs of the firmware's functions, and bridges to far code: where they jump to. */
type FollowStub = (load: SimulatedLoad, at: bigint) => bigint | undefined;

function branchTo(f: Field, target: bigint, follow: FollowStub, codeBit = 0n): void {
  const want = (f.S & ~codeBit) + f.A;
  const there = target === want || !f.load.isText(target) ? undefined : follow(f.load, target);
  same(f, 'leads to', there === undefined ? target : there & ~codeBit, there === undefined ? want : f.S & ~codeBit, 64);
}

type Check = (f: Field) => void;
type Machine = Readonly<Record<number, Check>>;

const isWord: Check = (f) => {
  const width = 8 * f.load.loaded.wordSize;
  same(f, 'word', field(f, width / 8), f.S + f.A, width);
};
const relative =
  (size: number): Check =>
  (f) =>
    same(f, 'distance', field(f, size), f.S + f.A - f.P, 8 * size);
const slotAt = (f: Field, slot: bigint): void => same(f, 'slot', f.load.word(slot), f.S, 8 * f.load.loaded.wordSize);

// ---- x64, x86 ----

const followX64: FollowStub = (load, at) =>
  load.read(at + 6n, 2) === 0xb848n && load.read(at + 16n, 2) === 0xe0ffn ? load.read(at + 8n, 8) : undefined;
const followX86: FollowStub = (load, at) =>
  load.read(at + 3n, 1) === 0xb8n && load.read(at + 8n, 2) === 0xe0ffn ? load.read(at + 4n, 4) : undefined;
/** x86 fields count from their own address; A has -4, so that S + A is the target less 4. */
const call =
  (follow: FollowStub): Check =>
  (f) => {
    const to = f.P + s(field(f, 4), 32) - f.A;
    branchTo({ ...f, A: 0n }, f.load.loaded.wordSize === 4 ? u(to, 32) : to, follow);
  };

const X64: Machine = {
  1: isWord,
  2: call(followX64),
  4: call(followX64),
  9: (f) => slotAt(f, f.P + s(field(f, 4), 32) - f.A),
  41: (f) => slotAt(f, f.P + s(field(f, 4), 32) - f.A),
  42: (f) => slotAt(f, f.P + s(field(f, 4), 32) - f.A),
};

const X86: Machine = {
  1: isWord,
  2: call(followX86),
  4: call(followX86),
  3: (f) => slotAt(f, u(f.load.got + s(field(f, 4), 32) - f.A, 32)),
  43: (f) => slotAt(f, u(f.load.got + s(field(f, 4), 32) - f.A, 32)),
  9: (f) => same(f, 'offset', field(f, 4), f.S + f.A - f.load.got),
  10: (f) => same(f, 'distance', field(f, 4), f.load.got + f.A - f.P),
};

// ---- ARM ----

const followArm: FollowStub = (load, at) => {
  if (load.read(at, 4) === 0x4718_4b00n) return load.read(at + 4n, 4);
  return undefined;
};
function thumbBranch(load: SimulatedLoad, P: bigint): bigint {
  const [h0, h1] = [load.read(P, 2), load.read(P + 2n, 2)];
  const sign = bits(h0, 10, 10);
  const i1 = 1n ^ bits(h1, 13, 13) ^ sign;
  const i2 = 1n ^ bits(h1, 11, 11) ^ sign;
  const offset = (sign << 24n) | (i1 << 23n) | (i2 << 22n) | (bits(h0, 9, 0) << 12n) | (bits(h1, 10, 0) << 1n);
  return P + 4n + s(offset, 25);
}
const ARM: Machine = {
  0: () => {},
  2: isWord,
  3: relative(4),
  10: (f) => branchTo({ ...f, A: 0n }, thumbBranch(f.load, f.P), followArm, 1n),
  30: (f) => branchTo({ ...f, A: 0n }, thumbBranch(f.load, f.P), followArm, 1n),
  102: (f) => same(f, 'leads to', f.P + 4n + s(bits(field(f, 2), 10, 0) << 1n, 12), f.S & ~1n),
  25: (f) => same(f, 'distance', field(f, 4), f.load.got + f.A - f.P),
  26: (f) => slotAt(f, u(f.load.got + s(field(f, 4), 32) - f.A, 32)),
  96: (f) => slotAt(f, u(f.P + s(field(f, 4), 32) - f.A, 32)),
};

// ---- Xtensa ----

/** Where an instruction with an address in it leads. */
function xtensaTarget(load: SimulatedLoad, P: bigint): bigint {
  const insn = load.read(P, 2) | (load.isText(P + 2n) ? load.read(P + 2n, 1) << 16n : 0n);
  const op0 = bits(insn, 3, 0);
  const n = bits(insn, 5, 4);
  if (op0 === 1n) return ((P + 3n) & ~3n) + ((bits(insn, 23, 8) - 0x10000n) << 2n);
  if (op0 === 5n) return (P & ~3n) + 4n + (s(bits(insn, 23, 6), 18) << 2n);
  if (op0 === 6n && n === 0n) return P + 4n + s(bits(insn, 23, 6), 18);
  if (op0 === 6n && n === 1n) return P + 4n + s(bits(insn, 23, 12), 12);
  if (op0 === 6n || op0 === 7n) return P + 4n + s(bits(insn, 23, 16), 8);
  // beqz.n, bnez.n
  if (op0 === 12n) return P + 4n + ((n & 3n) << 4n) + bits(insn, 15, 12);
  throw new Error(`no instruction with an address: ${insn.toString(16)}`);
}

/** A word of a literal section as it has to be when it is loaded. */
function literal(f: Field, at: bigint): bigint {
  const { object } = f.placed;
  const section = object.sections[f.symbol.place as number]!;
  const placed = { object, section, address: 0n };
  const relocation = section.relocations.find((r) => BigInt(r.offset) === at);
  const stored = original(placed, Number(at), 4);
  if (!relocation) return stored;
  return stored + f.load.value(object, object.symbols[relocation.symbol]!) + BigInt(relocation.addend);
}
const XTENSA: Machine = {
  0: () => {},
  1: (f) => same(f, 'word', field(f, 4), original(f.placed, f.relocation.offset, 4) + f.S + f.A),
  11: () => {},
  19: () => {},
  20: (f) => {
    const target = xtensaTarget(f.load, f.P);
    const section = typeof f.symbol.place === 'number' ? f.placed.object.sections[f.symbol.place]! : undefined;
    if (!section?.name.startsWith('.literal')) return same(f, 'leads to', target, f.S + f.A);
    same(f, 'literal', f.load.read(target, 4), literal(f, BigInt(f.symbol.value) + f.A));
  },
  59: () => {},
  62: () => {},
};

// ---- RISC-V ----

const immI = (insn: bigint) => s(bits(insn, 31, 20), 12);
const immS = (insn: bigint) => s((bits(insn, 31, 25) << 5n) | bits(insn, 11, 7), 12);
const immJ = (insn: bigint) =>
  s(
    (bits(insn, 31, 31) << 20n) |
      (bits(insn, 19, 12) << 12n) |
      (bits(insn, 20, 20) << 11n) |
      (bits(insn, 30, 21) << 1n),
    21,
  );
const immB = (insn: bigint) =>
  s(
    (bits(insn, 31, 31) << 12n) | (bits(insn, 7, 7) << 11n) | (bits(insn, 30, 25) << 5n) | (bits(insn, 11, 8) << 1n),
    13,
  );
const immU = (insn: bigint) => s(bits(insn, 31, 12) << 12n, 32);
const at = (insn: bigint, list: readonly (readonly [bit: number, to: number])[]) =>
  list.reduce((sum, [bit, to]) => sum | (bits(insn, bit, bit) << BigInt(to)), 0n);
// biome-ignore format: one line each
const immCJ = (i: bigint) => s(at(i, [[12, 11], [11, 4], [10, 9], [9, 8], [8, 10], [7, 6], [6, 7], [5, 3], [4, 2], [3, 1], [2, 5]]), 12);
// biome-ignore format: one line each
const immCB = (i: bigint) => s(at(i, [[12, 8], [11, 4], [10, 3], [6, 7], [5, 6], [4, 2], [3, 1], [2, 5]]), 9);

/** What the instruction at P, or the code that it jumps to and that comes back behind it, leaves in its register. */
function upper(load: SimulatedLoad, P: bigint, register?: bigint): bigint {
  const width = 8 * load.loaded.wordSize;
  const registers = new Map<bigint, bigint>();
  let pc = P;
  let last = 0n;
  let into = -1n;
  const finish = () => {
    if (register !== undefined && into !== register) throw new Error('an address in another register');
    return last;
  };
  for (let i = 0; i < 6; i++) {
    const insn = load.read(pc, 4);
    const rd = bits(insn, 11, 7);
    const rs = registers.get(bits(insn, 19, 15)) ?? 0n;
    let value: bigint;
    switch (`${bits(insn, 6, 0)}:${bits(insn, 6, 0) === 3n || bits(insn, 6, 0) === 19n ? bits(insn, 14, 12) : ''}`) {
      case '23:':
        value = pc + immU(insn);
        break;
      case '55:':
        value = immU(insn);
        break;
      case '19:0':
        value = rs + immI(insn);
        break;
      case '3:2':
        value = s(load.read(u(rs + immI(insn), width), 4), 32);
        break;
      case '3:3':
        value = load.read(u(rs + immI(insn), width), 8);
        break;
      case '111:':
        if (rd !== 0n) throw new Error('a call in place of an address');
        pc += immJ(insn);
        if (pc === P + 4n) return finish();
        continue;
      default:
        throw new Error(`0x${insn.toString(16)} in place of an address`);
    }
    last = u(value, width);
    into = rd;
    registers.set(rd, last);
    pc += 4n;
    if (pc === P + 4n) return finish();
  }
  throw new Error('the code for an address does not come back');
}

const followRiscv: FollowStub = (load, at) => {
  const first = load.read(at, 4);
  // auipc a3,0; c.lw or c.ld a3,8(a3); c.jr a3
  if (first === 0x0000_0697n) return load.word(at + 8n);
  // A bridge: auipc and jalr.
  if (bits(first, 6, 0) === 23n) return at + immU(first) + immI(load.read(at + 4n, 4));
  return undefined;
};

/** The upper parts that a lower part belongs to: of its label, or any for the same symbol. */
function lower(isStore: boolean, isAbsolute: boolean): Check {
  return (f) => {
    const { load, placed } = f;
    const width = 8 * load.loaded.wordSize;
    const insn = field(f, 4);
    const imm = isStore ? immS(insn) : immI(insn);
    const uppers = isAbsolute ? absoluteUppers(f) : [labelled(f)];
    const before = original(placed, f.relocation.offset, 4);
    const wasAdd = (before & 0x707fn) === 0x13n;
    const isLoad = (insn & 0x7fn) === 3n;
    const kind = wasAdd && isLoad ? (load.loaded.wordSize === 8 ? 0x3003n : 0x2003n) : before & 0x707fn;
    same(f, 'instruction', insn & 0x707fn, kind);
    const results = uppers.map(({ P, want, isSlot }) => {
      const address = u(upper(load, P) + imm, width);
      const reads = isSlot || (wasAdd && isLoad);
      return [reads ? load.word(address) : address, want] as const;
    });
    if (results.some(([got, want]) => u(got, width) === u(want, width))) return;
    const [got, want] = results[0] ?? [0n, f.S + f.A];
    same(f, 'lower part', got, want, width);
  };
}

interface Upper {
  readonly P: bigint;
  readonly want: bigint;
  readonly isSlot: boolean;
}
function labelled(f: Field): Upper {
  const { object, address, section } = f.placed;
  const owner = object.sections[f.symbol.place as number]!;
  const base = owner === section ? address : f.load.place(object, owner.index)!;
  const partner = owner.relocations.find((r) => r.offset === f.symbol.value && [20, 22, 23].includes(r.type))!;
  const symbol = object.symbols[partner.symbol]!;
  const want = f.load.value(object, symbol) + BigInt(partner.addend);
  return { P: base + BigInt(partner.offset), want, isSlot: partner.type === 20 };
}
function absoluteUppers(f: Field): Upper[] {
  const { object, section, address } = f.placed;
  return section.relocations
    .filter((r) => (r.type === 26 || r.type === 29) && object.symbols[r.symbol]!.name === f.symbol.name)
    .map((r) => ({ P: address + BigInt(r.offset), want: f.S + f.A, isSlot: false }));
}

/** Labels of one image are subtracted in place; what the pairs have computed must be the distance as loaded. */
const part: Check = (f) => {
  const { section, object } = f.placed;
  const those = section.relocations.filter((r) => r.offset === f.relocation.offset && SIZES[r.type] !== undefined);
  if (those[0] !== f.relocation) return;
  const [, size] = SIZES[f.relocation.type]!;
  let value = original(f.placed, f.relocation.offset, size);
  for (const r of those) {
    const amount = f.load.value(object, object.symbols[r.symbol]!) + BigInt(r.addend);
    const op = SIZES[r.type]![0];
    value = op === 'set' ? amount : op === 'add' ? value + amount : value - amount;
  }
  same(f, 'difference', field(f, size), value, 8 * size);
};
// biome-ignore format: a table
const SIZES: Readonly<Record<number, readonly ['add' | 'sub' | 'set', number]>> = {
  33: ['add', 1], 34: ['add', 2], 35: ['add', 4], 36: ['add', 8],
  37: ['sub', 1], 38: ['sub', 2], 39: ['sub', 4], 40: ['sub', 8], 54: ['set', 1], 55: ['set', 2], 56: ['set', 4],
};

const none: Check = () => {};
/** Only their lower parts tell what they have to be; that they come back is checked here. */
const upperPart: Check = (f) => {
  upper(f.load, f.P, bits(original(f.placed, f.relocation.offset, 4), 11, 7));
};
const RISCV: Machine = {
  1: isWord,
  2: isWord,
  16: (f) => branchTo(f, f.P + immB(field(f, 4)), followRiscv),
  17: (f) => branchTo(f, f.P + immJ(field(f, 4)), followRiscv),
  18: (f) => branchTo(f, f.P + immU(field(f, 4)) + immI(f.load.read(f.P + 4n, 4)), followRiscv),
  19: (f) => branchTo(f, f.P + immU(field(f, 4)) + immI(f.load.read(f.P + 4n, 4)), followRiscv),
  20: upperPart,
  22: upperPart,
  23: upperPart,
  24: lower(false, false),
  25: lower(true, false),
  26: upperPart,
  27: lower(false, true),
  28: lower(true, true),
  29: upperPart,
  30: lower(false, true),
  31: lower(true, true),
  // add rd, rs, tp becomes a move.
  32: (f) => same(f, 'instruction', field(f, 4) & 0xfff0_707fn, 0x13n),
  33: part,
  34: part,
  35: part,
  36: part,
  37: part,
  38: part,
  39: part,
  40: part,
  41: (f) => slotAt(f, u(f.P + s(field(f, 4), 32) - f.A, 8 * f.load.loaded.wordSize)),
  43: none,
  44: (f) => branchTo(f, f.P + immCB(field(f, 2)), followRiscv),
  45: (f) => branchTo(f, f.P + immCJ(field(f, 2)), followRiscv),
  51: none,
  54: part,
  55: part,
  56: part,
  57: relative(4),
  59: relative(4),
};

// ---- AArch64 ----

const scaled: Readonly<Record<number, bigint>> = { 277: 0n, 278: 0n, 284: 1n, 285: 2n, 286: 3n, 299: 4n };
/** ADR gives an address, LDR of a word near it the contents. */
function page(load: SimulatedLoad, P: bigint): bigint {
  const insn = load.read(P, 4);
  if (bits(insn, 31, 24) === 0x58n) return load.word(P + (s(bits(insn, 23, 5), 19) << 2n));
  if ((insn & 0x9f00_0000n) === 0x1000_0000n) return P + s((bits(insn, 23, 5) << 2n) | bits(insn, 30, 29), 21);
  throw new Error(`0x${insn.toString(16)} in place of adrp`);
}
const followAarch64: FollowStub = (load, at) =>
  load.read(at, 8) === 0xd61f_0200_5800_0050n ? load.word(at + 8n) : undefined;
const lowPart: Check = (f) => {
  const { object, section, address } = f.placed;
  const imm = bits(field(f, 4), 21, 10) << (scaled[f.relocation.type] ?? 3n);
  const isSlot = f.relocation.type === 312;
  const all = section.relocations.filter(
    (r) => r.type === (isSlot ? 311 : 275) && object.symbols[r.symbol]!.name === f.symbol.name,
  );
  // Other offsets from the symbol may be on other pages.
  const alike = all.filter((r) => r.addend === f.relocation.addend);
  const values = (alike.length > 0 ? alike : all).map((r) => {
    const there = page(f.load, address + BigInt(r.offset)) + imm;
    return isSlot ? f.load.word(there) : there;
  });
  const want = f.S + (isSlot ? 0n : f.A);
  const isRight = alike.length > 0 ? values.every((v) => v === want) : values.includes(want);
  if (!isRight) same(f, 'low part', values.find((v) => v !== want) ?? 0n, want, 64);
};
const AARCH64: Machine = {
  257: isWord,
  260: relative(8),
  261: relative(4),
  274: (f) => same(f, 'address', page(f.load, f.P), f.S + f.A, 64),
  275: (f) => void page(f.load, f.P),
  277: lowPart,
  278: lowPart,
  279: (f) => branchTo(f, f.P + (s(bits(field(f, 4), 18, 5), 14) << 2n), followAarch64),
  280: (f) => branchTo(f, f.P + (s(bits(field(f, 4), 23, 5), 19) << 2n), followAarch64),
  282: (f) => branchTo(f, f.P + (s(bits(field(f, 4), 25, 0), 26) << 2n), followAarch64),
  283: (f) => branchTo(f, f.P + (s(bits(field(f, 4), 25, 0), 26) << 2n), followAarch64),
  284: lowPart,
  285: lowPart,
  286: lowPart,
  299: lowPart,
  311: (f) => void page(f.load, f.P),
  312: lowPart,
};

const MACHINES: Readonly<Record<number, Machine>> = { 3: X86, 40: ARM, 62: X64, 94: XTENSA, 183: AARCH64, 243: RISCV };
/** Addends stand in the fields. */
const isRel = (object: ElfObject) => object.machine === 3 || object.machine === 40;

/** Bytes that a relocation patches, and of those the bits that stay as they are in the object. */
type Kept = readonly [size: number, bits: bigint];
// biome-ignore format: a table
const KEPT: Readonly<Record<number, Readonly<Record<number, Kept>>>> = {
  3: {},
  40: { 0: [0, 0n], 10: [4, 0xd000_f800n], 30: [4, 0xd000_f800n], 102: [2, 0xf800n] },
  62: { 1: [8, 0n] },
  94: { 0: [0, 0n], 11: [0, 0n], 19: [0, 0n], 59: [0, 0n], 62: [0, 0n] },
  183: {
    257: [8, 0n], 260: [8, 0n], 274: [4, 0x9f00_001fn], 275: [4, 0x1fn], 311: [4, 0x1fn], 279: [4, 0xfff8_001fn],
    280: [4, 0xff00_001fn], 282: [4, 0xfc00_0000n], 283: [4, 0xfc00_0000n], 277: [4, 0xffc0_03ffn],
    278: [4, 0xffc0_03ffn], 284: [4, 0xffc0_03ffn], 285: [4, 0xffc0_03ffn], 286: [4, 0xffc0_03ffn],
    299: [4, 0xffc0_03ffn], 312: [4, 0xffc0_03ffn],
  },
  243: {
    16: [4, 0x01ff_f07fn], 17: [4, 0xfffn], 18: [8, 0x000f_ffff_0000_0fffn], 19: [8, 0x000f_ffff_0000_0fffn],
    24: [4, 0x000f_8fffn & ~0x7fn], 27: [4, 0x000f_8f80n], 30: [4, 0x000f_8f80n],
    25: [4, 0x01ff_f07fn], 28: [4, 0x01ff_f07fn], 31: [4, 0x01ff_f07fn], 32: [4, 0xf80n],
    43: [0, 0n], 51: [0, 0n], 44: [2, 0xe383n], 45: [2, 0xe003n],
    33: [1, 0n], 34: [2, 0n], 36: [8, 0n], 37: [1, 0n], 38: [2, 0n], 40: [8, 0n], 54: [1, 0n], 55: [2, 0n],
  },
};

/** What follows from the instruction: on Xtensa one relocation stands for all of them. */
function keptOf(placed: Placed, relocation: ElfRelocation): Kept {
  const { machine, class: bitsOfClass } = placed.object;
  const { type, offset } = relocation;
  if (machine === 94 && type === 20) {
    const insn = original(placed, offset, 2);
    const op0 = bits(insn, 3, 0);
    if (op0 >= 8n) return [2, 0x0fcfn];
    if (op0 === 1n) return [3, 0xffn];
    if (op0 === 5n || (op0 === 6n && bits(insn, 5, 4) === 0n)) return [3, 0x3fn];
    return [3, op0 === 6n && bits(insn, 5, 4) === 1n ? 0xfffn : 0xffffn];
  }
  if (machine === 243 && type === 2 && bitsOfClass === 64) return [8, 0n];
  return KEPT[machine]?.[type] ?? [4, 0n];
}

/** Checks all of a module; returns how many relocations it has seen. Throws for the first that is wrong. */
export function recompute(load: SimulatedLoad): number {
  let count = 0;
  for (const placed of load.placed()) {
    const { object, section, address } = placed;
    const touched = new Set<number>();
    for (const relocation of section.relocations) {
      const check = MACHINES[object.machine]?.[relocation.type];
      if (!check)
        throw new Error(`relocation ${relocation.type} of machine ${object.machine} is not known to this test`);
      const symbol = object.symbols[relocation.symbol]!;
      const inField = isRel(object) ? s(original(placed, relocation.offset, 4), 32) : 0n;
      const A = isRel(object) ? inField : BigInt(relocation.addend);
      const isDiscarded = relocation.type === 43 && object.machine === 243;
      const S = isDiscarded || relocation.type === 51 ? 0n : load.value(object, symbol);
      check({ load, placed, relocation, symbol, P: address + BigInt(relocation.offset), S, A });
      const [size, kept] = keptOf(placed, relocation);
      const before = original(placed, relocation.offset, size) & kept;
      const after = load.read(address + BigInt(relocation.offset), size) & kept;
      if (before !== after)
        throw new Error(`${object.file}:(${section.name}+0x${relocation.offset.toString(16)}) is another instruction`);
      for (let i = 0; i < size; i++) touched.add(relocation.offset + i);
      count++;
    }
    for (let i = 0; i < section.bytes.length; i++) {
      if (touched.has(i) || load.read(address + BigInt(i), 1) === BigInt(section.bytes[i]!)) continue;
      throw new Error(`${object.file}:(${section.name}+0x${i.toString(16)}) is not as in the object`);
    }
  }
  return count;
}
