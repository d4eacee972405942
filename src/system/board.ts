// One guest, put together: memory, engine, runtime. This is what `createBoard` gives to users: import a native module,
// call its functions, look at the results. Every way into the guest goes through `Board.run`.

import type { Checker, Finding } from '../check/index.js';
import { type CrashTarget, crashReport, functionAt } from '../debug/index.js';
import { createInterpreter } from '../interp/index.js';
import {
  type Cpu,
  type CpuFeatures,
  type ExecutionCounts,
  GuestFault,
  GuestMemory,
  GuestTimeout,
  RAM_BASE,
} from '../machine/index.js';
import { ModuleCountSum, type ModuleCounts, type Profile, Profiler } from '../measure/index.js';
import type { MapFile } from '../mpy/index.js';
import {
  asPyException,
  BOARDS,
  type BoardConfig,
  type BoardName,
  bootRuntime,
  describeWord,
  type HostFileSystem,
  LARGE_LIMITS,
  loggedCalls,
  memoryNeeded,
  runtime as py,
  type Runtime,
  type SerialLine,
  type Word,
} from '../runtime/index.js';
import { GuestCrash, GuestTimeoutError, PythonError } from './board-errors.js';
import { startChecker } from './check-target.js';
import { INSPECT, PyObject } from './py-object.js';
import { TextOutput } from './text-output.js';
import { type PyArgument, toGuest } from './values.js';

/** What `createBoard` takes; everything has a default. */
export interface BoardOptions {
  /** @default 'VIRT_RV64' */
  readonly board?: BoardName | undefined;
  /** @default 'interp' */
  readonly engine?: 'interp' | undefined;
  /** Heap and recursion limits: the reference board's, or those of the reference's Unix build. @default 'large' */
  readonly limits?: 'board' | 'large' | undefined;
  /** Bytes of guest heap. @default that of `limits` */
  readonly heap?: number | undefined;
  /** Bytes of guest stack at which recursion ends. @default that of `limits` */
  readonly stack?: number | undefined;
  /** Extensions of the CPU; `_mpy` and what loads follow. @default those of the reference board */
  readonly features?: Partial<CpuFeatures> | undefined;
  /** 'stress' collects at every allocation. @default when memory is full */
  readonly gc?: 'stress' | undefined;
  /** Checks what machine code does with memory; `Board.findings` has what was found. 'uninit': memory from the heap that
   * machine code has not written counts as never written. Slow. @default off */
  readonly check?: 'on' | 'uninit' | undefined;
  /** Standard input: up to `max` bytes, none at its end. @default at its end */
  readonly input?: ((max: number) => Uint8Array) | undefined;
  /** Where printed text goes. Bytes that are no UTF-8 come as U+FFFD; a character whose bytes are printed one by one comes
   * when it is complete, at the latest when the board is left. @default nowhere */
  readonly output?: ((text: string) => void) | undefined;
  /** Where printed bytes go, exactly as the guest writes them. @default nowhere */
  readonly outputBytes?: ((bytes: Uint8Array) => void) | undefined;
  /** The console as a serial line, instead of `input` and `output`. */
  readonly serial?: SerialLine | undefined;
  /** A ROMFS image, which the board mounts at /rom when it starts. */
  readonly romfs?: Uint8Array | undefined;
  /** Warnings about suspicious guest behaviour and about refused files. @default nowhere */
  readonly warn?: ((message: string) => void) | undefined;
  /** Seconds of wall time that one call into the board may take. @default no limit */
  readonly timeout?: number | undefined;
  /** Asked now and then while the guest computes: true raises KeyboardInterrupt in it. */
  readonly interrupted?: (() => boolean) | undefined;
  /** Clock for `timeout`, in milliseconds. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Maps that name the symbols of crash reports; matched by the hash of the code. */
  readonly maps?: readonly MapFile[] | undefined;
  /** Reads an object file that a map names; with debug information it gives source lines to crash reports. */
  readonly readObject?: ((file: string) => Uint8Array | undefined) | undefined;
  /** Note who calls whom and how much work each does, for `profile`. @default false */
  readonly profile?: boolean | undefined;
  /** Count how often each instruction of modules is executed, for `executionCounts`. @default false */
  readonly coverage?: boolean | undefined;
}

/** Instructions between two looks at the clock. */
const SLICE = 2_000_000;

const DEFAULT_FEATURES: Record<BoardName, CpuFeatures> = {
  VIRT_RV64: { zba: true, zcmp: false },
  VIRT_RV32: { zba: true, zcmp: true },
};

/** Name under which `replaceModule` imports, as upstream's test runner has it. */
const INJECTED = '__injected';

/** A board that runs native modules in the caller's thread. */
export class Board {
  readonly name: BoardName;
  /** Another one after `reset`. */
  runtime: Runtime;
  readonly cpu: Cpu;
  /** Told of a fault that nothing in the guest can catch, before the report of it is made. */
  onCrash: ((fault: GuestFault) => void) | undefined;
  private readonly boot: () => Runtime;
  private checker: Checker | undefined;
  private readonly maps: readonly MapFile[];
  private readonly readObject: BoardOptions['readObject'];
  private readonly timeoutMs: number | undefined;
  private readonly now: () => number;
  private deadline = Number.POSITIVE_INFINITY;
  private describing = false;
  private readonly held = new Map<Word, number>();
  private readonly files = new Map<string, { kind: 'mpy' | 'py'; path: string; bytes: Uint8Array }>();

  private readonly profiler: Profiler | undefined;
  private readonly counts: ExecutionCounts | undefined;
  /** What ran before the last reset. */
  private readonly countsBefore = new ModuleCountSum();

  private readonly output: TextOutput;

  constructor(options: BoardOptions = {}) {
    this.output = new TextOutput(options.output, options.outputBytes);
    this.name = options.board ?? 'VIRT_RV64';
    const base: BoardConfig = BOARDS[this.name];
    const features = { ...DEFAULT_FEATURES[this.name], ...options.features };
    const limits = options.limits === 'board' ? base : LARGE_LIMITS;
    const config: BoardConfig = {
      ...base,
      heapBytes: options.heap ?? limits.heapBytes,
      stackBytes: options.stack ?? limits.stackBytes,
      archFlags: base.archFlags === 0 ? 0 : (features.zba ? 1 : 0) | (features.zcmp ? 2 : 0),
    };
    const memory = new GuestMemory(memoryNeeded(config.heapBytes, options.romfs));
    this.cpu = createInterpreter({ memory, xlen: config.wordBytes === 8 ? 64 : 32, features });
    this.counts = options.coverage ? this.cpu.countExecution() : undefined;
    if (options.profile) {
      this.profiler = new Profiler({
        native: (address) => functionAt(this.crashTarget(), address),
        host: (gate) => this.runtime.hostFunctions[gate]?.name ?? `host function ${gate}`,
      });
      this.cpu.traceCalls(this.profiler);
    }
    this.maps = options.maps ?? [];
    this.readObject = options.readObject;
    this.timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
    this.now = options.now ?? Date.now;
    const { interrupted } = options;
    const look = (): void => {
      if (this.now() > this.deadline) throw new GuestTimeout();
      if (interrupted?.()) py.keyboardInterrupt(this.runtime);
    };
    this.cpu.onBudget = () => {
      look();
      return SLICE;
    };
    this.boot = () => {
      const rt = bootRuntime({
        cpu: this.cpu,
        config,
        output: (text) => this.output.write(text),
        gcStress: options.gc === 'stress',
        ...(this.profiler ? { profiler: this.profiler } : {}),
        ...(options.input ? { input: options.input } : {}),
        ...(options.serial ? { serial: options.serial } : {}),
        ...(options.romfs ? { romfs: options.romfs } : {}),
        ...(options.warn ? { warn: options.warn } : {}),
      });
      rt.onPoll = look;
      rt.extraRoots = (heap) => {
        for (const word of this.held.keys()) heap.markWord(word);
      };
      rt.findModule = (name) => this.files.get(name);
      if (options.check) {
        const earlier = this.findings;
        if (this.checker) this.cpu.removeObserver(this.checker);
        const limit = options.stack ?? base.stackBytes;
        const settings = { uninitHeap: options.check === 'uninit', findings: earlier };
        this.checker = startChecker(rt, limit, () => this.crashTarget(), settings);
      }
      return rt;
    };
    this.runtime = this.boot();
  }

  /** A soft reset: the board starts anew in the same memory. Objects of before are gone, and with them every handle. */
  reset(): void {
    const { memory, regsLo, regsHi } = this.cpu;
    this.runtime.heap.finalizeAll();
    if (this.counts) this.countsBefore.addLoaded(this.runtime.nativeImages, this.counts);
    this.counts?.clear();
    this.profiler?.forgetCode();
    this.held.clear();
    this.cpu.invalidate(RAM_BASE, memory.size);
    memory.u8.fill(0);
    regsLo.fill(0);
    regsHi.fill(0);
    this.runtime = this.boot();
  }

  /** What was called and how much work it did since the board was made; undefined without `profile`. */
  profile(): Profile | undefined {
    return this.profiler?.snapshot();
  }

  /** How often the instructions of each module were executed since the board was made; none without `coverage`. */
  executionCounts(): ModuleCounts[] {
    const sum = new ModuleCountSum();
    for (const counts of this.countsBefore.all()) sum.add(counts);
    if (this.counts) sum.addLoaded(this.runtime.nativeImages, this.counts);
    return sum.all();
  }

  [INSPECT](): string {
    return `Board <${this.name}>`;
  }

  /** What the checker has found, in order, each place once. */
  get findings(): readonly Finding[] {
    return this.checker?.findings ?? [];
  }

  /** Makes a module importable under `name`, for `importModule` and for imports by other modules. */
  addModule(name: string, bytes: Uint8Array, path = `${name}.mpy`): void {
    this.files.set(name, { kind: path.endsWith('.py') ? 'py' : 'mpy', path, bytes });
  }

  /** Imports a module and puts it in the place of the one that `import name` would give, a built-in one included. */
  replaceModule(name: string, bytes: Uint8Array): void {
    this.addModule(INJECTED, bytes, `${name}.mpy`);
    const module = this.importModule(INJECTED);
    this.importModule('sys').get('modules').setItem(name, module);
  }

  /** Imports a module: one given to `addModule`, or a built-in one. */
  importModule(name: string): PyObject {
    return this.object((rt) => py.importName(rt, py.qstr(rt, name), py.TRUE, py.smallInt(0)));
  }

  /** Mounts a folder of the host at an absolute guest path. */
  mountFolder(files: HostFileSystem, path: string): void {
    this.run((rt) => py.mountHostFolder(rt, files, path));
  }

  /** Sets `sys.argv` and, if given, `sys.path`. */
  setArguments(argv: readonly string[], path?: readonly string[]): void {
    this.run((rt) => py.setArguments(rt, argv, path));
  }

  /** Makes a mounted directory the guest's current one. */
  changeDirectory(path: string): void {
    this.run((rt) => py.changeDirectory(rt, path));
  }

  /** Runs Python source in `__main__`: a file, or one statement whose value is printed. What it raises leaves as
   * PythonError, whose `traceback` is its whole text. */
  runScript(source: string | Uint8Array, fileName = '<stdin>', mode: 'file' | 'single' = 'file'): void {
    const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
    this.run((rt) => py.runSource(rt, bytes, fileName, mode));
  }

  /** Runs a .mpy file, bytecode or native, in `__main__`, as its source would run. */
  runMpy(bytes: Uint8Array, fileName: string): void {
    this.run((rt) => py.runMpy(rt, bytes, fileName));
  }

  /** Finds a module on `sys.path` and runs it in `__main__`. */
  runModule(name: string): void {
    this.run((rt) => py.runModule(rt, name));
  }

  /** A Python object of a value. */
  value(value: PyArgument): PyObject {
    return this.object((rt) => toGuest(rt, value));
  }

  /** A built-in name, such as `len` or `ValueError`. */
  builtin(name: string): PyObject {
    return this.object((rt) => py.loadGlobal(rt, py.qstr(rt, name)));
  }

  /** Runs the collector. */
  collect(): void {
    this.run((rt) => rt.heap.collect());
  }

  /** Runs `body` on the board and wraps the object word that it gives. */
  object(body: (rt: Runtime) => Word): PyObject {
    return this.run((rt) => this.handle(body(rt)));
  }

  /** A handle that keeps an object alive. */
  handle(word: Word): PyObject {
    if (py.isPointer(word)) this.held.set(word, (this.held.get(word) ?? 0) + 1);
    return new PyObject(this, word);
  }
  /** Ends one hold of `handle`. */
  forget(word: Word): void {
    const count = this.held.get(word) ?? 0;
    if (count <= 1) this.held.delete(word);
    else this.held.set(word, count - 1);
  }

  /** Every entry into the board: sets the deadline, restores the state afterwards, and turns what the guest threw into
   * PythonError, GuestCrash or GuestTimeoutError. */
  run<T>(body: (rt: Runtime) => T): T {
    const rt = this.runtime;
    const mark = rt.heap.mark();
    const { sp, globals, locals, nlrTop, nlrBase } = rt;
    const stackPointer = this.cpu.regsLo[2]!;
    const outermost = this.deadline === Number.POSITIVE_INFINITY;
    if (outermost && this.timeoutMs !== undefined) this.deadline = this.now() + this.timeoutMs;
    if (outermost) this.cpu.budget = SLICE;
    try {
      return body(rt);
    } catch (e) {
      rt.sp = sp;
      rt.globals = globals;
      rt.locals = locals;
      rt.nlrTop = nlrTop;
      rt.nlrBase = nlrBase;
      // At the recursion limit there is no stack left to make the exception's text with.
      this.cpu.regsLo[2] = stackPointer;
      const raised = asPyException(rt, e);
      if (raised) throw this.pythonError(raised.value);
      if (e instanceof GuestFault) {
        this.onCrash?.(e);
        throw new GuestCrash(crashReport(this.crashTarget(), e));
      }
      if (e instanceof GuestTimeout) throw new GuestTimeoutError(crashReport(this.crashTarget(), e));
      throw e;
    } finally {
      rt.sp = sp;
      rt.heap.release(mark);
      this.cpu.regsLo[2] = stackPointer;
      if (outermost) {
        this.deadline = Number.POSITIVE_INFINITY;
        this.output.flush();
        py.saveOpenFiles(rt);
      }
    }
  }

  private pythonError(value: Word): PythonError {
    const object = this.handle(value);
    const type = py.textOfBstr(this.runtime.typeNameOf(value));
    // An exception raised by an exception's own text is described by its type alone, or this would never end.
    const isExit = this.run((rt) => py.isSystemExit(rt, value));
    if (this.describing) return new PythonError(type, '', object, { isExit });
    this.describing = true;
    try {
      let text: string;
      try {
        text = object.str();
      } catch (e) {
        // What the text crashes or waits on for ever is no reason to lose the exception.
        if (e instanceof PythonError) text = `<${e.type} while making the text>`;
        else if (e instanceof GuestCrash || e instanceof GuestTimeoutError) text = '';
        else throw e;
      }
      // The end of a script by SystemExit prints nothing, whatever its text.
      const traceback = isExit ? '' : this.tracebackText(value);
      const { refused } = this.runtime;
      const reason = refused?.exception === value ? refused.reason : undefined;
      return new PythonError(type, text, object, { traceback, isExit, ...(reason === undefined ? {} : { reason }) });
    } finally {
      this.describing = false;
    }
  }

  private tracebackText(value: Word): string {
    try {
      return this.run((rt) => py.textOfBstr(py.exceptionText(rt, value)));
    } catch (e) {
      if (e instanceof PythonError) return '';
      throw e;
    }
  }

  /** What reports and debuggers need to know of the board. */
  crashTarget(): CrashTarget {
    const rt = this.runtime;
    return {
      board: this.name,
      memory: rt.mem,
      xlen: this.cpu.xlen,
      features: this.cpu.features,
      stackTop: rt.stackTop,
      images: rt.nativeImages,
      maps: this.maps,
      hostFunctionName: (index: number) => rt.hostFunctions[index]?.name,
      describe: (lo: number, hi: number) =>
        (hi === lo >> 31 ? this.checker?.freedBlock(lo >>> 0)?.what : undefined) ?? describeWord(rt, lo, hi),
      freedBy: (address: number) => this.checker?.freedBlock(address)?.by,
      calls: loggedCalls(rt),
      readObject: this.readObject,
    };
  }
}

/** Boots a board in the caller's thread. It has its own memory, some megabytes, and no access to files. */
export function createBoard(options: BoardOptions = {}): Board {
  return new Board(options);
}
