// The state of one board's MicroPython: guest memory and its regions, heap, interned strings, built-in types, the
// operand stack, and the access to object words in guest memory. Everything else is functions that take a Runtime.
//
// Memory map (ARCHITECTURE.md), from RAM_BASE up:
//   guest stack   grows down to RAM_BASE, so that overflow leaves RAM and faults
//   static        types, constant dicts, function table, texts of built-in qstrs; bump-allocated at boot, never freed
//   heap          everything else

import { FUN_TABLE_INDEX } from '../../abi/index.js';
import { InternalError } from '../../base/index.js';
import {
  type Cpu,
  GATE_BASE,
  GATE_SIZE,
  GuestFault,
  type GuestMemory,
  RAM_BASE,
  RETURN_GATE,
} from '../../machine/index.js';
import { Heap } from '../gc/heap.js';
import type { NativeImage } from '../load/raw-code.js';
import { CallLog } from '../native/call-log.js';
import { PyException } from './exception.js';
import type { HostFunction, Shape, Shapes } from './host-function.js';
import { MemberCache } from './member-cache.js';
import type { Printer } from './printer.js';
import { QstrPool } from './qstr.js';
import { INTERRUPT_CHAR, type SerialLine } from './serial-line.js';
import { SLOT, type SlotName, type TypeDef } from './typedef.js';
import { type Addr, isPointer, NULL, type Qstr, type Word } from './word.js';

/** Poll points between two looks at the clock and the mailbox. */
const POLL_INTERVAL = 20_000;
/** A poll point may stand for a built-in function that works through all of memory: the clock is asked more often, and
 * the world outside is looked at after so many milliseconds at the latest. */
const POLL_TICK = 32;
const POLL_MS = 200;
/** Where even this many take long, the clock is asked sooner and sooner. */
const SLOW_TICK_MS = 20;

const OPERAND_STACK_WORDS = 1 << 18;
/** What `memoryNeeded` sets apart for static data. */
const STATIC_BYTES = 0x6_0000;
const MAX_INDIRECT_WARNINGS = 16;
/** The whole guest stack region; the recursion check trips long before its end. */
const STACK_REGION_BYTES = 0x2_0000;

const MAX_SLOT = 12;

/** Static qstrs whose numbers are looked up once. */
const KNOWN_NAMES = [
  '__call__',
  '__class__',
  '__delitem__',
  '__enter__',
  '__exit__',
  '__getattr__',
  '__getitem__',
  '__hash__',
  '__init__',
  '__iter__',
  '__name__',
  '__new__',
  '__next__',
  '__qualname__',
  '__repr__',
  '__setitem__',
  '__str__',
  'next',
] as const;
type KnownName = (typeof KNOWN_NAMES)[number];

/** What differs between boards, as far as the runtime is concerned. */
export interface BoardConfig {
  readonly name: string;
  readonly wordBytes: 4 | 8;
  /** Size of the GC heap proper: gc.mem_free() + gc.mem_alloc(). */
  readonly heapBytes: number;
  /** Recursion limit: bytes of guest stack. */
  readonly stackBytes: number;
  /** Stack that is in use when a top-level native call starts (boards-and-runner.md A9). */
  readonly topLevelStack: number;
  /** How far below a top-level call mpy_init is entered (native-abi.md 11.33). */
  readonly initStackDepth: number;
  readonly mpyArch: number;
  readonly archFlags: number;
  readonly machine: string;
}

export interface RuntimeOptions {
  readonly cpu: Cpu;
  readonly config: BoardConfig;
  /** Text that the guest prints; bytes as a byte string, newlines as printed (no CR added). */
  readonly output: (text: string) => void;
  /** Standard input: up to `max` bytes, waiting for at least one; none at its end. */
  readonly input?: (max: number) => Uint8Array;
  /** The console, instead of `output` and `input`. */
  readonly serial?: SerialLine;
  /** Image of the ROM partition; `memoryNeeded` must have been told of it. */
  readonly romfs?: Uint8Array;
  readonly gcStress?: boolean;
  /** Is told of what bytecode does. */
  readonly profiler?: VmProfiler;
  /** Something suspicious but survivable happened (native-abi.md section 11). */
  readonly warn?: (message: string) => void;
}

/** A frame of bytecode, as far as a debugger's traceback needs it. */
export interface LiveFrame {
  /** Where it lies on the operand stack. */
  readonly fp: number;
}

/** Where a Python function is. */
export interface ProfiledPlace {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** What bytecode tells a profile. */
export interface VmProfiler {
  /** A function is entered; `code` is the same object for each of its calls. Returns what `leave` wants. */
  enterPython(code: object, place: () => ProfiledPlace): number;
  /** A host function is called by Python. */
  enterBuiltin(gate: number): number;
  leave(before: number): void;
  /** So many instructions are executed. */
  bytecodes(count: number): void;
}

/** What a module search found. */
export type FoundModule =
  | { readonly kind: 'mpy' | 'py'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'package'; readonly path: string; readonly init: FoundModule | undefined };

/** Bytes of guest RAM that a board with this heap needs. */
export function memoryNeeded(heapBytes: number, romfs?: Uint8Array): number {
  const before = STACK_REGION_BYTES + STATIC_BYTES + heapBytes + 64;
  return romfs ? romOffset(heapBytes) + romBytes(romfs) : before;
}

/** Size of the ROM partition of the boards; an image that is larger has a larger one. */
export const ROM_PARTITION_BYTES = 4 << 20;
const PAGE = 0x1_0000;
const pages = (bytes: number): number => Math.ceil(bytes / PAGE) * PAGE;
const romOffset = (heapBytes: number): number => pages(memoryNeeded(heapBytes));
const romBytes = (image: Uint8Array): number => Math.max(ROM_PARTITION_BYTES, pages(image.length));

/** One board's MicroPython. What is public here is for the functions of this folder: whoever drives a board has `Board`. */
export class Runtime {
  readonly cpu: Cpu;
  readonly mem: GuestMemory;
  readonly config: BoardConfig;
  /** Machine word size in bytes. */
  readonly W: 4 | 8;
  readonly is64: boolean;
  readonly heap: Heap;
  readonly members: MemberCache;
  readonly qstrs: QstrPool;
  readonly output: (text: string) => void;
  readonly warn: (message: string) => void;
  /** The last .mpy file that was refused: the exception that the guest got, and what it cannot say. */
  refused: { readonly exception: Word; readonly reason: string } | undefined;
  readonly input: (max: number) => Uint8Array;
  readonly serial: SerialLine | undefined;
  /** The byte of the serial line that raises KeyboardInterrupt in code that does not read; -1 for none. */
  interruptChar = INTERRUPT_CHAR;
  /** machine.reset() was called: more than a soft reset is wanted. */
  resetWanted = false;
  /** The ROM partition, where there is an image in it. */
  readonly rom: { readonly addr: Addr; readonly size: number } | undefined;

  /** Operand stack of host code and (later) of bytecode frames. Entries below `sp` are roots. */
  readonly stack = new Int32Array(OPERAND_STACK_WORDS);
  /** First free index of `stack`. */
  sp = 0;

  /** Highest address of the guest stack, exclusive. */
  readonly stackTop: Addr;
  /** Current globals and locals dicts (native-abi.md 2.2). */
  globals: Addr = 0;
  locals: Addr = 0;
  /** Newest linked nlr_buf_t, and what it was when the innermost host-to-guest call began. */
  nlrTop: Addr = 0;
  nlrBase: Addr = 0;
  /** Address of each built-in type, by TypeDef.id. */
  readonly typeAddr: Addr[] = [];
  /** TypeDef of a static type object. */
  readonly typeDefs = new Map<Addr, TypeDef>();
  /** Host functions by gate index; 0 is RETURN_GATE. */
  readonly hostFunctions: (HostFunction | undefined)[] = [undefined];
  private readonly gateOf = new Map<unknown, Addr>();
  /** Objects that live as long as the board: code and data blocks of native modules, chunks of qstr text. */
  readonly permanent: Word[] = [];
  /** More roots: the handles of whoever drives the board. */
  extraRoots: ((heap: Heap) => void) | undefined;
  /** Native code that was loaded, oldest first. */
  readonly nativeImages: NativeImage[] = [];
  /** Told of native code that was placed, before any of it runs. */
  onNativeImage: ((image: NativeImage) => void) | undefined;
  /** Dict of the module `builtins`. */
  builtinsDict: Addr = 0;
  /** Built-in module objects by name. */
  readonly builtinModules = new Map<string, Word>();
  /** Numbers of names that host code asks for all the time. */
  readonly names: Readonly<Record<KnownName, Qstr>>;
  /** Number of `__dict__`, whose place among the names of a board is not for us to choose. */
  dictName: Qstr = 0;
  /** micropython.opt_level() for code compiled from now on. */
  optLevel = 0;
  /** Counts down at the VM's poll points (bytecode.md 5.6); below 0 `poll` looks at the world outside. */
  pollBudget = 0;
  private pollTicks = 0;
  private lastPoll = 0;
  private tick = POLL_TICK;
  private lastTick = 0;
  onPoll: (() => void) | undefined;
  /** Functions and arguments that micropython.schedule() has queued, in turn; run by `onScheduled`. */
  readonly scheduled: Word[] = [];
  onScheduled: (() => void) | undefined;
  /** Built-in modules that a file of the same name replaces. */
  readonly extensibleModules = new Set<string>();
  /** Looks up a module that is neither loaded nor built in; set by whoever owns the file systems. */
  findModule: ((name: string) => FoundModule | undefined) | undefined;
  /** Named root words: sys.modules, sys.path, ... */
  readonly rootWords: Record<string, Word> = {};
  /** An exception that a bytecode function returns to the loop that called it, instead of throwing; NULL: none. */
  raising: Word = NULL;
  /** The exception that was raised last; a root while it travels as a PyException. */
  lastException: Word = NULL;
  /** Memory that a script set aside for exceptions, and how much of it the last one uses (core/raise.ts). */
  readonly emergency = { buffer: 0, bytes: 0, used: 0 };
  /** Undefined while nobody profiles. */
  readonly profiler: VmProfiler | undefined;
  /** Saved registers of suspended guest activations (lo words of 32 registers each): roots. */
  savedRegs = new Int32Array(32 * 64);
  savedRegsHi = new Int32Array(32 * 64);
  /** Where each of them was: at the gate of the host function that it had called. */
  savedPcs = new Uint32Array(64);
  savedCount = 0;
  /** Frames of bytecode that run, outermost first; undefined while no debugger wants to know. To be set before anything runs:
   * see vm/live-frames.ts. */
  liveFrames: LiveFrame[] | undefined;
  /** Where machine code returns to that is called while other machine code is suspended: a debugger, which sends the hart
   * on to RETURN_GATE, tells the two apart. */
  nestedReturn: Addr = RETURN_GATE;
  /** The last calls into and out of machine code. */
  readonly callLog = new CallLog();
  /** Objects that a warning about hazard 11.1 was given for. */
  private readonly indirectlyTyped = new Set<Word>();
  /** mp_fun_table. */
  funTable: Addr = 0;
  /** Address of its entry type_type, which published modules store as the type of their types (hazard 11.1). */
  indirectType: Addr = 0;
  setFunTable(addr: Addr): void {
    this.funTable = addr;
    this.indirectType = addr + FUN_TABLE_INDEX.get('type_type')! * this.W;
  }
  /** The printer behind mp_plat_print. */
  console!: Printer;
  /** JavaScript objects that host functions reach through a number given to the guest (printers in use). */
  readonly printers = new Map<number, Printer>();

  /** Words of RAM, and the first address that is too high for a type. */
  private readonly ramWords: number;
  /** Offsets below it are those of a whole word in RAM, if they are aligned. */
  private readonly quickEnd: number;
  private readonly lastType: Addr;
  private staticNext: Addr;
  private readonly staticEnd: Addr;
  private qstrChunk: Addr = 0;
  private qstrChunkLeft = 0;
  private booted = false;
  /** Types and gates that hot code compares with: see `installKnown` in boot.ts. */
  intAddr: Addr = 0;
  floatAddr: Addr = 0;
  listAddr: Addr = 0;
  tupleAddr: Addr = 0;
  dictAddr: Addr = 0;
  bytesAddr: Addr = 0;
  bytearrayAddr: Addr = 0;
  rangeIterAddr: Addr = 0;
  iteratorAddr: Addr = 0;
  dictViewIterAddr: Addr = 0;
  functionAddr: Addr = 0;
  closureAddr: Addr = 0;
  builtin0Addr: Addr = 0;
  builtin1Addr: Addr = 0;
  builtin2Addr: Addr = 0;
  builtin3Addr: Addr = 0;
  builtinVarAddr: Addr = 0;
  typeTypeAddr: Addr = 0;
  instanceAttrGate: Addr = 0;
  listNextGate: Addr = 0;
  strNextGate: Addr = 0;
  tupleNextGate: Addr = 0;
  dictNextGate: Addr = 0;
  bytesNextGate: Addr = 0;
  arrayNextGate: Addr = 0;
  /** Boxes an int that is no 31-bit small int: set by objects/int.ts through `installIntHooks`. */
  private newBigInt: (rt: Runtime, value: bigint) => Word = () => NULL;
  private newNumberInt: (rt: Runtime, value: number) => Word = () => NULL;
  private intOf: (rt: Runtime, w: Word) => number | bigint = () => 0;

  constructor(options: RuntimeOptions) {
    this.cpu = options.cpu;
    this.mem = options.cpu.memory;
    this.config = options.config;
    this.W = options.config.wordBytes;
    this.is64 = this.W === 8;
    const { serial } = options;
    this.serial = serial;
    this.output = serial ? (text) => serial.write(text.replaceAll('\n', '\r\n')) : options.output;
    this.warn = options.warn ?? (() => {});
    this.input = serial ? (max) => serial.read(max) : (options.input ?? (() => new Uint8Array(0)));
    this.ramWords = this.mem.size >> 2;
    this.quickEnd = this.mem.size - 7;
    this.lastType = RAM_BASE + this.mem.size - 20;
    this.stackTop = RAM_BASE + STACK_REGION_BYTES;
    this.staticNext = this.stackTop;
    this.staticEnd = this.stackTop + STATIC_BYTES;
    this.heap = new Heap(this.mem, this.staticEnd, options.config.heapBytes, this.W);
    if (options.romfs) {
      const offset = romOffset(options.config.heapBytes);
      this.rom = { addr: RAM_BASE + offset, size: romBytes(options.romfs) };
      this.mem.u8.set(options.romfs, offset);
    }
    this.heap.scanRoots = (heap) => this.scanRoots(heap);
    this.heap.onFree = (addr, bytes) => this.cpu.invalidate(addr, bytes);
    this.members = new MemberCache(this.heap);
    this.qstrs = new QstrPool((text) => this.storeText(text));
    this.names = Object.fromEntries(KNOWN_NAMES.map((name) => [name, this.qstrs.intern(name)])) as Record<
      KnownName,
      Qstr
    >;
    this.cpu.regsLo[2] = this.stackTop - options.config.topLevelStack;
    this.cpu.regsHi[2] = 0;
    this.profiler = options.profiler;
    this.stressAfterBoot = options.gcStress ?? false;
  }
  private readonly stressAfterBoot: boolean;
  private bootQstrs = 0;

  /** Texts that were interned since power-on. */
  qstrsSinceBoot(): string[] {
    return Array.from({ length: this.qstrs.count - this.bootQstrs }, (_, i) => this.qstrs.text(this.bootQstrs + i));
  }

  /** From here on qstr texts go to the heap, and stress mode (if asked for) begins. */
  finishBoot(): void {
    this.booted = true;
    this.bootQstrs = this.qstrs.count;
    this.dictName = this.qstrs.find('__dict__');
    this.heap.stress = this.stressAfterBoot;
  }

  // --- regions -----------------------------------------------------------------------------------------------------

  /** Zeroed static memory, aligned to 4 words; only while booting. */
  allocStatic(bytes: number): Addr {
    const addr = this.staticNext;
    const next = addr + Math.ceil(bytes / 16) * 16;
    if (next > this.staticEnd) throw new InternalError('static region is full');
    this.staticNext = next;
    return addr;
  }

  private isStatic = false;

  /** While booting: what `make` allocates lies in static memory. */
  inStaticMemory(make: () => Word): Word {
    this.isStatic = true;
    try {
      return make();
    } finally {
      this.isStatic = false;
    }
  }

  /** Static objects of four words that refer to the heap: their words are roots. */
  private readonly staticObjects: Addr[] = [];

  /** Moves an object of four words, made at boot, from the heap to static memory, where the boards have it. */
  toStatic(o: Addr): Addr {
    const addr = this.allocStatic(4 * this.W);
    for (let k = 0; k < 4; k++) this.setField(addr, k, this.field(o, k));
    this.heap.free(o);
    this.staticObjects.push(addr);
    return addr;
  }

  private storeText(text: string): Addr {
    const bytes = text.length + 1;
    let addr: Addr;
    if (!this.booted) {
      if (this.qstrChunkLeft < bytes) {
        this.qstrChunk = this.allocStatic(4096);
        this.qstrChunkLeft = 4096;
      }
      addr = this.qstrChunk;
    } else {
      if (this.qstrChunkLeft < bytes) {
        const size = Math.max(128, bytes);
        const chunk = this.alloc(size);
        this.permanent.push(chunk);
        this.qstrChunk = chunk;
        this.qstrChunkLeft = size;
      }
      addr = this.qstrChunk;
    }
    this.qstrChunk += bytes;
    this.qstrChunkLeft -= bytes;
    const index = addr - RAM_BASE;
    for (let i = 0; i < text.length; i++) this.mem.u8[index + i] = text.charCodeAt(i);
    this.mem.u8[index + text.length] = 0;
    return addr;
  }

  /** Zeroed heap memory, rooted in the current scope. Raises MemoryError. */
  alloc(bytes: number): Addr {
    if (this.isStatic) return this.allocStatic(bytes);
    const addr = this.heap.allocMaybe(bytes);
    if (addr === 0) this.memoryError(bytes);
    return addr;
  }
  /** As `Heap.allocWithData`. */
  allocWithData(bytes: number, written: number): Addr {
    return this.isStatic ? 0 : this.heap.allocWithData(bytes, written);
  }
  /** As `Heap.allocBlock`. */
  allocBlock(bytes: number): Addr {
    return this.isStatic ? 0 : this.heap.allocBlock(bytes);
  }
  /** Set by core/raise.ts, which knows exceptions. */
  memoryError: (bytes: number | bigint) => never = () => {
    throw new InternalError('no memory while booting');
  };

  /** A new object: heap memory whose first word is the type. */
  newObject(type: TypeDef, bytes: number): Addr {
    const typeAddr = this.typeAddr[type.id]!;
    if (bytes <= 4 * this.W) {
      const quick = this.allocBlock(bytes);
      if (quick !== 0) {
        this.setObject4(quick, typeAddr, 0, 0, 0);
        return quick;
      }
    }
    const addr = this.alloc(bytes);
    this.stPtr(addr, typeAddr);
    return addr;
  }

  /** Writes all words of an object of four: type, two numbers below 2^31 and a pointer. */
  setObject4(addr: Addr, type: Addr, a: number, b: number, c: number): void {
    const { i32 } = this.mem;
    const at = (addr - RAM_BASE) >> 2;
    i32[at] = type;
    if (!this.is64) {
      i32[at + 1] = a;
      i32[at + 2] = b;
      i32[at + 3] = c;
      return;
    }
    i32[at + 1] = 0;
    i32[at + 2] = a;
    i32[at + 3] = 0;
    i32[at + 4] = b;
    i32[at + 5] = 0;
    i32[at + 6] = c;
    i32[at + 7] = 0;
  }

  private scanRoots(heap: Heap): void {
    heap.markWords(this.stack, 0, this.sp);
    for (const w of this.permanent) heap.markWord(w);
    for (const o of this.staticObjects) for (let k = 0; k < 4; k++) heap.markWord(this.field(o, k));
    heap.markWord(this.emergency.buffer);
    for (const w of this.scheduled) heap.markWord(w);
    for (const name in this.rootWords) heap.markWord(this.rootWords[name]!);
    this.extraRoots?.(heap);
    heap.markWord(this.globals);
    heap.markWord(this.locals);
    heap.markWord(this.lastException);
    heap.markWord(this.raising);
    heap.markWords(this.cpu.regsLo, 0, 32);
    heap.markWords(this.savedRegs, 0, this.savedCount * 32);
    // Static data may hold heap pointers: module attributes, and whatever machine code stores there.
    heap.markRange(this.stackTop, this.staticNext - this.stackTop);
    const sp = Math.max(RAM_BASE, Math.min(this.stackTop, this.cpu.regsLo[2]! & ~(this.W - 1)));
    heap.markRange(sp, this.stackTop - sp);
  }

  // --- raw memory access (unsigned words, pointers) ---------------------------------------------------------------

  /** A raw machine word as an unsigned number (exact below 2^53; above that only good for range checks). */
  ldWord(addr: number): number {
    const lo = this.mem.ld32(addr);
    if (!this.is64) return lo >>> 0;
    const hi = this.mem.ld32(addr + 4);
    // Nearly always: no arithmetic with doubles then.
    return hi === 0 && lo >= 0 ? lo : (hi >>> 0) * 0x1_0000_0000 + (lo >>> 0);
  }
  /** Stores an unsigned number below 2^53 as a raw machine word. */
  stWord(addr: number, value: number): void {
    const lo = value | 0;
    this.mem.st32(addr, lo);
    if (this.is64) this.mem.st32(addr + 4, lo === value && lo >= 0 ? 0 : Math.floor(value / 0x1_0000_0000) | 0);
  }
  /** Stores a pointer (or NULL). */
  stPtr(addr: number, value: Addr): void {
    this.mem.st32(addr, value);
    if (this.is64) this.mem.st32(addr + 4, 0);
  }
  /** Raw word `k` of a struct of words. */
  field(addr: number, k: number): number {
    return this.ldWord(addr + k * this.W);
  }
  setField(addr: number, k: number, value: number): void {
    this.stWord(addr + k * this.W, value);
  }
  /** The same as `field` for an object whose type is known, quicker for what an address or a length can be. */
  objField(w: Word, k: number): number {
    const at = ((w - RAM_BASE) >> 2) + (this.is64 ? 2 * k : k);
    const { i32 } = this.mem;
    const lo = i32[at]!;
    // Beyond memory there is nothing that could be compared.
    return lo >= 0 && (!this.is64 || i32[at + 1] === 0) ? lo : this.field(w, k);
  }

  // --- object words in guest memory -----------------------------------------------------------------------------

  /** Object word at a guest address. On RV64 a tagged int of more than 31 bits is boxed, which allocates. */
  ldObj(addr: number): Word {
    const offset = addr - RAM_BASE;
    if (offset >= 0 && offset < this.quickEnd && (offset & 3) === 0) {
      const { i32 } = this.mem;
      const at = offset >> 2;
      const lo = i32[at]!;
      return !this.is64 || i32[at + 1] === lo >> 31 ? lo : this.wideWord(lo, i32[at + 1]!);
    }
    const lo = this.mem.ld32(addr);
    if (!this.is64) return lo;
    const hi = this.mem.ld32(addr + 4);
    return hi === lo >> 31 ? lo : this.wideWord(lo, hi);
  }
  /** Stores an object word; on RV64 a boxed int that fits 63 bits becomes the tagged word of the firmware. */
  stObj(addr: number, w: Word): void {
    const offset = addr - RAM_BASE;
    if (
      offset >= 0 &&
      offset < this.quickEnd &&
      (offset & 3) === 0 &&
      !(this.is64 && isPointer(w) && this.isBoxedInt(w))
    ) {
      const { i32 } = this.mem;
      const at = offset >> 2;
      i32[at] = w;
      if (this.is64) i32[at + 1] = w >> 31;
      return;
    }
    if (!this.is64) {
      this.mem.st32(addr, w);
      return;
    }
    if (isPointer(w) && this.isBoxedInt(w)) {
      this.mem.st32(addr, this.wideLo(w));
      this.mem.st32(addr + 4, this.wideHi(w));
      return;
    }
    this.mem.st32(addr, w);
    this.mem.st32(addr + 4, w >> 31);
  }
  /** Object word of a 64-bit register or memory pair whose upper half is not the sign of the lower. */
  wideWord(lo: number, hi: number): Word {
    if (hi === lo >> 31) return lo;
    if ((lo & 1) === 0)
      throw new GuestFault('bad-object', (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0), 'no object word');
    // A value below 2^53 without a BigInt.
    if (hi >= -0x20_0000 && hi < 0x20_0000) return this.newNumberInt(this, hi * 0x8000_0000 + (lo >>> 1));
    return this.newBigInt(this, BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo >>> 0)) >> 1n);
  }
  /** Upper half of the 64-bit form of an object word; `wideLo` gives the lower. Only for RV64 registers. */
  wideHi(w: Word): number {
    if (isPointer(w) && this.isBoxedInt(w)) {
      const value = this.intOf(this, w);
      if (typeof value === 'number') return Math.floor(value / 0x8000_0000);
      if (value >= -(1n << 62n) && value < 1n << 62n) return Number(BigInt.asIntN(32, value >> 31n));
    }
    return w >> 31;
  }
  wideLo(w: Word): number {
    if (isPointer(w) && this.isBoxedInt(w)) {
      const value = this.intOf(this, w);
      if (typeof value === 'number') return (value << 1) | 1;
      if (value >= -(1n << 62n) && value < 1n << 62n) return Number(BigInt.asIntN(32, (value << 1n) | 1n));
    }
    return w;
  }
  private isBoxedInt(w: Word): boolean {
    const at = (w - RAM_BASE) >> 2;
    return at >= 0 && at < this.ramWords && this.mem.i32[at] === this.intAddr && this.intAddr !== 0;
  }
  /** objects/int.ts tells how ints are boxed. */
  installIntHooks(
    intType: Addr,
    floatType: Addr,
    newNumberInt: (rt: Runtime, value: number) => Word,
    newBigInt: (rt: Runtime, value: bigint) => Word,
    intOf: (rt: Runtime, w: Word) => number | bigint,
  ): void {
    this.intAddr = intType;
    this.floatAddr = floatType;
    this.newNumberInt = newNumberInt;
    this.newBigInt = newBigInt;
    this.intOf = intOf;
  }

  // --- types -------------------------------------------------------------------------------------------------------

  /** Address of a built-in type. */
  type(def: TypeDef): Addr {
    return this.typeAddr[def.id]!;
  }
  /** Immediate and tagged words' types: set at boot (native-abi.md 1.2). */
  readonly tagTypes = { int: 0, str: 0, none: 0, bool: 0 };

  /** Type of any object word (native-abi.md 1.2); faults on a word that is no object. */
  typeOf(w: Word): Addr {
    if ((w & 3) === 0) {
      const at = (w - RAM_BASE) >> 2;
      // One less than there are, for the upper half.
      if (at >= 0 && at < this.ramWords - 1) {
        const { i32 } = this.mem;
        const type = i32[at]!;
        const sound = type >= RAM_BASE && type < this.lastType && (type & 3) === 0 && type !== this.indirectType;
        if (sound && (!this.is64 || i32[at + 1] === 0)) return type;
      }
      return this.oddTypeOf(w);
    }
    if ((w & 1) !== 0) return this.tagTypes.int;
    const tag = w & 15;
    if (tag === 2 || tag === 10) return this.tagTypes.str;
    return tag === 14 ? this.tagTypes.bool : this.tagTypes.none;
  }
  private oddTypeOf(w: Word): Addr {
    const type = this.ldWord(w);
    if (type === this.indirectType) {
      this.warnIndirectType(w);
      return this.ldWord(type);
    }
    if (!this.mem.has(type, 20) || (type & 3) !== 0)
      throw new GuestFault('bad-object', w >>> 0, 'its type word is no type');
    return type;
  }
  /** Once per object, of which a module has few: they are its types. */
  private warnIndirectType(w: Word): void {
    const { indirectlyTyped } = this;
    if (indirectlyTyped.size >= MAX_INDIRECT_WARNINGS || indirectlyTyped.has(w)) return;
    indirectlyTyped.add(w);
    const name = this.mem.has(w, 2 * this.W) ? this.qstrs.text(this.typeName(w)) : '?';
    this.warn(
      `the type word of type '${name}' is the address of mp_fun_table.type_type, not its content: firmware crashes when` +
        ` its type is printed or called; write mp_fun_table.type_type without &`,
    );
  }
  /** True if `w` is a heap or static object of exactly this built-in type. */
  isType(w: Word, def: TypeDef): boolean {
    return isPointer(w) && this.typeOf(w) === this.typeAddr[def.id];
  }
  typeFlags(type: Addr): number {
    return this.mem.ld16(type + this.W);
  }
  typeName(type: Addr): Qstr {
    return this.mem.ld16(type + this.W + 2);
  }
  /** Word of a slot, 0 if the type has none. Read afresh at each use: types are live data (native-abi.md 12.9). */
  slot(type: Addr, name: SlotName): Addr {
    return this.slotAt(type, SLOT[name]);
  }
  /** The same by number, for hot code: `SLOT.call`. */
  slotAt(type: Addr, position: number): Addr {
    const index = this.mem.ld8(type + this.W + 4 + position);
    // Hazard 11.6: a full type has eleven slots, a Python-defined class twelve; anything beyond is no slot.
    return index === 0 || index > MAX_SLOT ? 0 : this.ldWord(type + this.W + 16 + (index - 1) * this.W);
  }
  /** Type name of an object as a byte string, for messages. */
  typeNameOf(w: Word): string {
    return this.qstrs.text(this.typeName(this.typeOf(w)));
  }

  // --- host functions ----------------------------------------------------------------------------------------------

  /** Gate address of a host function; the same function object always has the same address. */
  gate<S extends Exclude<Shape, 'abi'>>(shape: S, fn: Shapes[S], name = fn.name): Addr {
    return this.addHostFunction({ name, shape, fn, ret: 'void', params: [] });
  }
  addHostFunction(f: HostFunction): Addr {
    const known = this.gateOf.get(f.fn);
    if (known !== undefined) {
      const before = this.hostFunctions[(known - GATE_BASE) >> 2]!;
      if (before.shape !== f.shape) throw new InternalError(`host function ${f.name} has two shapes`);
      return known;
    }
    const addr = GATE_BASE + this.hostFunctions.length * 4;
    if (addr >= GATE_BASE + GATE_SIZE) throw new InternalError('gate region is full');
    this.hostFunctions.push(f);
    this.gateOf.set(f.fn, addr);
    return addr;
  }
  /** The host function at a code address if it has that shape, else undefined: then the CPU has to make the call. */
  hostFn<S extends Exclude<Shape, 'abi'>>(addr: number, shape: S): Shapes[S] | undefined {
    const offset = addr - GATE_BASE;
    if (!(offset >= 0 && offset < GATE_SIZE)) return undefined;
    const f = this.hostFunctions[offset >> 2];
    return f !== undefined && f.shape === shape ? (f.fn as Shapes[S]) : undefined;
  }

  // --- operand stack -----------------------------------------------------------------------------------------------

  push(w: Word): void {
    if (this.sp >= this.stack.length) this.recursionError();
    this.stack[this.sp++] = w;
  }

  // --- stack limit -------------------------------------------------------------------------------------------------

  /** Bytes of guest stack in use. */
  stackUse(): number {
    return this.stackTop - this.cpu.regsLo[2]!;
  }
  /** Charges `bytes` of guest stack for a host activation that may recurse and checks the limit; give the result to
   * `leave`. Not needed on exceptional exits: whoever catches restores the stack pointer. */
  enter(bytes: number): number {
    const sp = this.cpu.regsLo[2]!;
    this.cpu.regsLo[2] = sp - bytes;
    if (this.stackTop - (sp - bytes) > this.config.stackBytes) {
      this.cpu.regsLo[2] = sp;
      this.recursionError();
    }
    return sp;
  }
  leave(sp: number): void {
    this.cpu.regsLo[2] = sp;
  }
  recursionError: () => never = () => {
    throw new InternalError('recursion while booting');
  };
  /** Room on the guest stack below sp, 16-aligned, for data handed to the guest. The caller restores sp (`leave`). */
  alloca(bytes: number): Addr {
    const addr = (this.cpu.regsLo[2]! - bytes) & ~15;
    this.mem.index(addr, bytes, 'store');
    this.cpu.regsLo[2] = addr;
    return addr;
  }

  /** What a poll point does when its budget is used up. */
  poll(): void {
    const isTick = this.pollBudget < 0;
    const now = Date.now();
    if (isTick)
      this.tick = now - this.lastTick > SLOW_TICK_MS ? this.tick >> 2 : Math.min(POLL_TICK, 2 * this.tick + 1);
    this.lastTick = now;
    this.pollBudget = this.tick;
    if (!isTick || --this.pollTicks <= 0 || Math.abs(now - this.lastPoll) >= POLL_MS) {
      this.pollTicks = POLL_INTERVAL / POLL_TICK;
      this.lastPoll = now;
      this.onPoll?.();
    }
    if (this.scheduled.length > 0) this.pollBudget = 0;
  }
  /** The same where scheduled callbacks may run: after the VM's jumps, in sleep(0), at the end of a script. */
  pollScheduled(): void {
    this.poll();
    if (this.scheduled.length > 0) this.onScheduled?.();
  }

  // --- exceptions --------------------------------------------------------------------------------------------------

  /** Throws a Python exception instance. */
  throwObject(value: Word): never {
    this.lastException = value;
    throw new PyException(value);
  }
}
