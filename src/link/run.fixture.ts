// Loads a linked module the way a board does and calls its entry, so that tests see what the code does, not only how it
// looks: text, bss and the firmware's table lie far apart at addresses that no link-time guess could hit. Tests only.
import { FUN_TABLE_COUNT } from '../abi/index.js';
import { createInterpreter } from '../interp/index.js';
import { GATE_BASE, GuestMemory, GuestTimeout, RAM_BASE, RETURN_GATE } from '../machine/index.js';
import { decodeRelocations, readMpy } from '../mpy/index.js';

const SMALL_TEXT = RAM_BASE + 0x1_0040;
/** Behind everything else, where there is room for large modules. */
const LARGE_TEXT = RAM_BASE + 0x20_0040;
const BSS = RAM_BASE + 0x10_0020;
const TABLE = RAM_BASE + 0x4_0000;
const QSTR_TABLE = RAM_BASE + 0x5_0000;
const OBJ_TABLE = RAM_BASE + 0x5_8000;
const STACK = RAM_BASE + 0xf000;
const HEAP = RAM_BASE + 0x18_0000;
const ARGS = RAM_BASE + 0xf800;
const A0 = 10;

class Raised extends Error {
  readonly object: number;
  constructor(object: number) {
    super(`the module raises ${object}`);
    this.object = object;
  }
}

interface Arguments {
  readonly registers: readonly number[];
  /** What the fourth one points to. */
  readonly list: readonly number[];
}

/** Results of `calls` calls of the entry, and what they raise, one after the other, as signed 32-bit numbers. */
export function runModule(mpy: Uint8Array, calls = 1, passed: Arguments = { registers: [], list: [] }): number[] {
  const file = readMpy(mpy);
  const { code } = file;
  if (code.kind !== 'viper') throw new Error('no native module');
  const xlen = file.header.archName === 'rv64imc' ? 64 : 32;
  const word = xlen / 8;
  const isLarge = code.data.length > TABLE - SMALL_TEXT;
  const TEXT = isLarge ? LARGE_TEXT : SMALL_TEXT;
  const memory = new GuestMemory(
    0x20_0000 + (isLarge ? code.data.length + 0x2_0000 - (code.data.length % 0x1_0000) : 0),
  );
  const view = new DataView(memory.u8.buffer, 0, memory.size);
  const put = (address: number, value: number) =>
    word === 4
      ? view.setUint32(address - RAM_BASE, value >>> 0, true)
      : view.setBigInt64(address - RAM_BASE, BigInt(value), true);
  const get = (address: number) =>
    word === 4 ? view.getInt32(address - RAM_BASE, true) : Number(view.getBigInt64(address - RAM_BASE, true));
  const entryAddress = (index: number) => GATE_BASE + 4 * (index + 1);

  memory.u8.set(code.data, TEXT - RAM_BASE);
  for (let i = 0; i < FUN_TABLE_COUNT; i++) put(TABLE + i * word, entryAddress(i));
  const bases = [TEXT, Number.NaN, BSS, Number.NaN, Number.NaN, Number.NaN, QSTR_TABLE, OBJ_TABLE, TABLE];
  if (code.relocations) {
    for (const { offset, kind } of decodeRelocations(code.relocations, word)) {
      put(TEXT + offset, get(TEXT + offset) + (kind < bases.length ? bases[kind]! : entryAddress(kind - bases.length)));
    }
  }

  let top = HEAP;
  const allocate = (size: number) => {
    if (size === 0 || size > 0x4000) return 0;
    const block = top;
    top += (size + 15) & ~15;
    return block;
  };
  const cpu = createInterpreter({ memory, xlen, features: { zba: false, zcmp: false } });
  cpu.onBudget = () => {
    throw new GuestTimeout();
  };
  cpu.budget = 20_000_000;
  cpu.onGate = (gate) => {
    const [dst, src, n] = [cpu.regsLo[A0]!, cpu.regsLo[A0 + 1]!, cpu.regsLo[A0 + 2]!];
    if (gate - 1 === 50) memory.u8.fill(src, dst - RAM_BASE, dst - RAM_BASE + n);
    else if (gate - 1 === 51) memory.u8.copyWithin(dst - RAM_BASE, src - RAM_BASE, src - RAM_BASE + n);
    else if (gate - 1 === 52) cpu.regsLo[A0] = allocate(src);
    else if (gate - 1 === 7) cpu.regsLo[A0] = dst + 9000;
    else if (gate - 1 === 34) throw new Raised(dst);
    else if (gate !== ROM_GATE) throw new Error(`unexpected call of entry ${gate - 1}`);
    else cpu.regsLo[A0] = 77;
    cpu.pc = cpu.regsLo[1]! >>> 0;
  };
  return Array.from({ length: calls }, () => {
    cpu.pc = TEXT;
    cpu.regsLo[1] = RETURN_GATE;
    cpu.regsHi[1] = 0;
    cpu.regsLo[2] = STACK;
    cpu.regsHi[2] = 0;
    [...passed.registers, ARGS].forEach((value, i) => {
      cpu.regsLo[A0 + i] = value;
      cpu.regsHi[A0 + i] = 0;
    });
    passed.list.forEach((value, i) => {
      put(ARGS + i * word, value);
    });
    try {
      cpu.run();
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      return error.object;
    }
    return cpu.regsLo[A0]!;
  });
}

const ROM_GATE = 1000;
/** A fixed address where a function returns 77. */
export const ROM_FUNCTION = GATE_BASE + 4 * ROM_GATE;
