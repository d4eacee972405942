// What can stop guest code, as values. A fault raised by host code on behalf of the guest (a gate that follows a bad
// pointer) travels as a GuestFault exception to the engine or to the board, which completes it with pc and registers.

/** The kinds of guest fault. */
export type FaultKind =
  | 'load-access' // load outside RAM
  | 'store-access' // store outside RAM
  | 'fetch-access' // jump or call outside RAM and outside the gates
  | 'misaligned-fetch' // jump to an odd address
  | 'misaligned-atomic' // AMO, LR or SC at an address that is not a multiple of its size
  | 'illegal-instruction'
  | 'breakpoint' // ebreak, c.ebreak
  | 'environment-call' // ecall
  | 'stack-overflow' // load or store below the guest stack through sp
  | 'bad-object' // a word that is no object where one is needed
  | 'bad-call' // a host function was called with arguments that no sound program passes
  | 'handler-left'; // a function returned while its nlr_buf_t was still linked

/** Copies of x0..x31. */
export interface RegisterCopy {
  readonly lo: Int32Array;
  readonly hi: Int32Array;
}

/** A Python function that was running. */
export interface PythonFrame {
  readonly kind: 'python';
  readonly file: string;
  readonly line: number;
  readonly block: string;
}

/** A call from the host into machine code that had not returned. */
export interface NativeFrame {
  readonly kind: 'native';
  /** What was called. */
  readonly entry: number;
  /** Where it was: at the fault, or at the gate of the host function that it had called. */
  readonly pc: number;
  readonly registers: RegisterCopy;
}

export type GuestFrame = PythonFrame | NativeFrame;

/** Guest code cannot go on. Whatever runs guest code adds itself to `frames` as this passes by. */
export abstract class GuestStop extends Error {
  /** Address of the guest instruction, filled in by the engine; -1 while unknown. */
  pc = -1;
  /** Registers there, copied before the state is given back to the caller. */
  registers: RegisterCopy | undefined = undefined;
  /** Who was running, innermost first. */
  readonly frames: GuestFrame[] = [];
}

/** a0 to a7. */
const FIRST_ARGUMENT = 10;
const ARGUMENTS = 8;

/** Raised where guest code, or host code acting for it, does something that a real board would crash on. */
export class GuestFault extends GuestStop {
  readonly kind: FaultKind;
  /** The address that was accessed or jumped to, or the word that is no object; an unsigned number, rounded above 2^53.
   * Good for comparing; `hex` is for people. */
  readonly address: number;
  /** `address` in hexadecimal without a prefix, exact at any size if the fault was raised with a bigint. */
  hex: string;
  /** More about what was expected, for the report. */
  readonly detail: string;

  constructor(kind: FaultKind, address: number | bigint, detail = '') {
    // Bytecode that pops what was never pushed uses a word from outside the operand stack, which is no number.
    const at = typeof address === 'bigint' || Number.isFinite(address) ? address : 0;
    const hex = at.toString(16);
    super();
    this.name = 'GuestFault';
    this.kind = kind;
    this.address = Number(at);
    this.hex = hex;
    this.detail = detail;
    this.describe();
  }
  private describe(): void {
    this.message = `${this.kind} at 0x${this.hex}${this.detail ? `: ${this.detail}` : ''}`;
  }
  /** Host functions take pointers as numbers, so that a wild 64-bit one that they fault on is rounded: takes the exact
   * value from the argument registers. */
  sharpen(lo: Int32Array, hi: Int32Array): void {
    if (this.address <= Number.MAX_SAFE_INTEGER || BigInt(`0x${this.hex}`) !== BigInt(this.address)) return;
    for (let r = FIRST_ARGUMENT; r < FIRST_ARGUMENT + ARGUMENTS; r++) {
      const exact = (BigInt(hi[r]! >>> 0) << 32n) | BigInt(lo[r]! >>> 0);
      if (Number(exact) !== this.address) continue;
      this.hex = exact.toString(16);
      this.describe();
      return;
    }
  }
}

/** The engine's slice budget or the time limit of the caller is used up. */
export class GuestTimeout extends GuestStop {
  constructor() {
    super('guest time limit reached');
    this.name = 'GuestTimeout';
  }
}
