// The one memory of a board. Guest RAM starts at RAM_BASE; a guest address becomes an index into the typed arrays by
// subtracting it, so that null and small wild pointers are out of bounds and fault instead of reading zeros.
// The CPU state (registers, pc) lies behind the RAM in the same WebAssembly.Memory, where guest addresses cannot reach
// it: a second engine that translates to WebAssembly can use both without copying. Board memory never grows.

import { GuestFault } from './fault.js';

/** First guest address of RAM. Everything in RAM is below 2^31, so an address is a positive int32 on both boards. */
export const RAM_BASE = 0x4000_0000;

/** Bytes behind the RAM that are kept for the CPU state; never addressable by the guest. */
const CPU_STATE_SIZE = 0x1_0000;

/** Up to so many bytes a loop is quicker than a call of `copyWithin`. */
const SHORT_MOVE = 32;

/** WebAssembly.Memory where it is declared. Projects with neither the DOM library nor another declaration of it can use
 * our declarations as well. */
type WasmMemory = typeof globalThis extends { WebAssembly: { Memory: { prototype: infer M } } }
  ? M
  : { readonly buffer: ArrayBuffer };

/** Guest memory of one board: typed-array views over the RAM and checked accessors by guest address. */
export class GuestMemory {
  /** Size of the guest RAM in bytes (a multiple of 64 KiB). */
  readonly size: number;
  readonly memory: WasmMemory;
  /** Byte index of the CPU state area in `memory`. */
  readonly cpuState: number;
  readonly u8: Uint8Array;
  readonly i8: Int8Array;
  readonly u16: Uint16Array;
  readonly i16: Int16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  private readonly view: DataView;

  constructor(size: number) {
    this.size = Math.ceil(size / 0x1_0000) * 0x1_0000;
    const pages = (this.size + CPU_STATE_SIZE) / 0x1_0000;
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.cpuState = this.size;
    const buffer = this.memory.buffer;
    this.u8 = new Uint8Array(buffer, 0, this.size);
    this.i8 = new Int8Array(buffer, 0, this.size);
    this.u16 = new Uint16Array(buffer, 0, this.size >> 1);
    this.i16 = new Int16Array(buffer, 0, this.size >> 1);
    this.i32 = new Int32Array(buffer, 0, this.size >> 2);
    this.u32 = new Uint32Array(buffer, 0, this.size >> 2);
    this.f32 = new Float32Array(buffer, 0, this.size >> 2);
    this.f64 = new Float64Array(buffer, 0, this.size >> 3);
    this.view = new DataView(buffer, 0, this.size);
  }

  /** True if `[addr, addr + size)` lies in RAM. `addr` is an unsigned number; any number is allowed. */
  has(addr: number, size: number): boolean {
    const index = addr - RAM_BASE;
    return index >= 0 && size >= 0 && index + size <= this.size;
  }
  /** The byte index of a guest range; faults if any of it is outside RAM. */
  index(addr: number, size: number, access: 'load' | 'store' = 'load'): number {
    const index = addr - RAM_BASE;
    if (!(index >= 0 && size >= 0 && index + size <= this.size)) {
      throw new GuestFault(access === 'load' ? 'load-access' : 'store-access', addr);
    }
    return index;
  }
  ld8(addr: number): number {
    return this.u8[this.index(addr, 1)]!;
  }
  ld16(addr: number): number {
    return this.view.getUint16(this.index(addr, 2), true);
  }
  /** A signed 32-bit load; misaligned addresses work, as on the boards. */
  ld32(addr: number): number {
    return this.view.getInt32(this.index(addr, 4), true);
  }
  ldF32(addr: number): number {
    return this.view.getFloat32(this.index(addr, 4), true);
  }
  ldF64(addr: number): number {
    return this.view.getFloat64(this.index(addr, 8), true);
  }
  st8(addr: number, value: number): void {
    this.u8[this.index(addr, 1, 'store')] = value;
  }
  st16(addr: number, value: number): void {
    this.view.setUint16(this.index(addr, 2, 'store'), value, true);
  }
  st32(addr: number, value: number): void {
    this.view.setInt32(this.index(addr, 4, 'store'), value, true);
  }
  stF32(addr: number, value: number): void {
    this.view.setFloat32(this.index(addr, 4, 'store'), value, true);
  }
  stF64(addr: number, value: number): void {
    this.view.setFloat64(this.index(addr, 8, 'store'), value, true);
  }
  /** The bytes of a guest range, sharing memory. Faults if any of it is outside RAM. */
  bytes(addr: number, size: number, access: 'load' | 'store' = 'load'): Uint8Array {
    const index = this.index(addr, size, access);
    return this.u8.subarray(index, index + size);
  }
  /** Copies `size` bytes; the ranges may overlap. Faults if any of them is outside RAM. */
  move(to: number, from: number, size: number): void {
    const source = this.index(from, size);
    const target = this.index(to, size, 'store');
    const { u8 } = this;
    if (size > SHORT_MOVE || (target > source && target < source + size)) {
      u8.copyWithin(target, source, source + size);
    } else for (let i = 0; i < size; i++) u8[target + i] = u8[source + i]!;
  }
  /** The bytes of a NUL-terminated string, without the NUL. Faults if it runs out of RAM. */
  cString(addr: number): Uint8Array {
    const index = this.index(addr, 1);
    const end = this.u8.indexOf(0, index);
    if (end < 0) throw new GuestFault('load-access', RAM_BASE + this.size);
    return this.u8.subarray(index, end);
  }
}
