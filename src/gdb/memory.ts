// Memory as the client sees it. Besides the guest's there are two ranges that exist for the client alone: the gates, which
// read as `ret`, so that each looks like a function that returns to its caller; and the registers of suspended machine code,
// where the call frame information of runtime-elf.ts looks for callers across Python.
import { type Cpu, GATE_BASE, GATE_SIZE, RAM_BASE } from '../machine/index.js';
import type { GdbTarget } from './target.js';

/** A record for each 16 bytes of the stack that a call into machine code may have begun at. */
export const FRAMES_BASE = 0x2000_0000;
export const FRAME_BYTES = 256;
export const STACK_STEP = 16;
const STACK_REACH = 0x2_0000;
const FRAMES_SIZE = (STACK_REACH / STACK_STEP) * FRAME_BYTES;

const RET = [0x67, 0x80, 0x00, 0x00];

/** As many of the bytes as there are from `address` on; undefined if there is none. */
export function readMemory(target: GdbTarget, address: number, size: number): Uint8Array | undefined {
  const { memory } = target.cpu;
  const ram = overlap(address, size, RAM_BASE, memory.size);
  if (ram > 0) return memory.bytes(address, ram).slice();
  const gates = overlap(address, size, GATE_BASE, GATE_SIZE);
  if (gates > 0) return Uint8Array.from({ length: gates }, (_, i) => RET[(address + i) % 4]!);
  const frames = overlap(address, size, FRAMES_BASE, FRAMES_SIZE);
  return frames > 0 ? Uint8Array.from({ length: frames }, (_, i) => frameByte(target, address + i)) : undefined;
}

function overlap(address: number, size: number, base: number, length: number): number {
  return address >= base && address < base + length ? Math.min(size, base + length - address) : 0;
}

/** A record is x0..x31, of 8 bytes each; in the place of x0 is pc. */
function frameByte(target: GdbTarget, address: number): number {
  const offset = address - FRAMES_BASE;
  const frame = target.suspendedAt(RAM_BASE + Math.floor(offset / FRAME_BYTES) * STACK_STEP);
  if (!frame) return 0;
  const register = (offset % FRAME_BYTES) >> 3;
  const byte = offset & 7;
  const lo = register === 0 ? frame.pc : frame.lo[register]!;
  const word = byte < 4 ? lo : register === 0 ? 0 : frame.hi[register]!;
  return (word >>> (8 * (byte & 3))) & 255;
}

export function writeMemory(cpu: Cpu, address: number, bytes: Uint8Array): boolean {
  if (!cpu.memory.has(address, bytes.length)) return false;
  cpu.memory.bytes(address, bytes.length, 'store').set(bytes);
  return true;
}
