// A board as the debugger sees it: what GdbTarget asks for, from the runtime and the maps.
import { type CrashTarget, crashReport, formatLocation, locate } from '../debug/index.js';
import {
  emptyProgram,
  type GdbLibrary,
  type GdbTarget,
  type LoadedSection,
  loadedSections,
  moduleElf,
  NESTED_RETURN,
  runtimeElf,
  type SuspendedFrame,
} from '../gdb/index.js';
import { type Cpu, GATE_BASE, GATE_SIZE, GuestFault, SP } from '../machine/index.js';
import { hashImages } from '../mpy/index.js';
import { describeWord, liveTraceback, type NativeImage, type Runtime } from '../runtime/index.js';
import type { Board } from './board.js';
import { GuestCrash, GuestTimeoutError, PythonError } from './board-errors.js';

/** Files for the debugger, which reads them by their paths. */
export interface DebuggerFiles {
  /** Puts a file where the debugger can read it; its path. */
  write(name: string, bytes: Uint8Array): string;
  /** The linked ELF file of a module, if there is one: its path and its sections that take memory. */
  find(image: NativeImage): { readonly file: string; readonly sections: readonly LoadedSection[] } | undefined;
}

/** Stack that C frames use between a host function and the machine code that it calls: native/calls.ts. */
const CALL_FRAME = 48;

export class BoardDebugging implements GdbTarget {
  readonly cpu: Cpu;
  readonly programFile: string;
  readonly runtimeFile: GdbLibrary;
  readonly libraries: GdbLibrary[] = [];
  private readonly board: Board;
  private readonly rt: Runtime;
  private readonly files: DebuggerFiles;
  private readonly gateSps: number[] = [];

  constructor(board: Board, files: DebuggerFiles) {
    this.board = board;
    this.cpu = board.cpu;
    this.rt = board.runtime;
    this.files = files;
    this.rt.nestedReturn = NESTED_RETURN;
    this.rt.liveFrames = [];
    // With prefixes, so that a breakpoint on a function of a module does not mean them, too.
    const gates = Array.from(
      this.rt.hostFunctions,
      (f) => f && `${f.shape === 'abi' ? 'mp_fun_table' : 'python'}.${f.name}`,
    );
    this.programFile = files.write('natmod.elf', emptyProgram(this.cpu.xlen));
    const bytes = runtimeElf(gates, this.cpu.xlen);
    const offsets = (loadedSections(bytes)?.sections ?? []).map(() => 0);
    this.runtimeFile = { file: files.write(`natmod-${board.name}.elf`, bytes), offsets };
  }

  /** Makes a module known; what to type where the debugger does not ask for libraries. */
  addModule(image: NativeImage): GdbLibrary {
    const found = this.files.find(image) ?? this.makeElf(image);
    const places: Readonly<Record<string, number>> = {
      '.text': image.text,
      '.rodata': image.rodata,
      '.bss': image.bss,
    };
    const offsets = found.sections.map(({ name, address }) => Math.max(0, (places[name] ?? 0) - address));
    const library = { file: found.file, offsets };
    this.libraries.push(library);
    return library;
  }

  private makeElf(image: NativeImage): { file: string; sections: readonly LoadedSection[] } {
    const { maps } = this.board.crashTarget();
    const hash = hashImages(image.textBytes, image.rodataBytes);
    const bytes = moduleElf(
      image,
      maps.find((map) => map.hash === hash),
      this.cpu.xlen,
    );
    const name = (image.fileName.split('/').at(-1) ?? '').replace(/\.mpy$/, '').replace(/[^\w.-]/g, '_') || 'module';
    const number = this.libraries.length;
    const file = this.files.write(number === 0 ? `${name}.elf` : `${name}-${number}.elf`, bytes);
    return { file, sections: loadedSections(bytes)?.sections ?? [] };
  }

  /** The first instruction of a module that somebody has written: mpy_init, where a map tells where it is. */
  entryOf(image: NativeImage): number {
    const { maps } = this.board.crashTarget();
    const hash = hashImages(image.textBytes, image.rodataBytes);
    const symbols = maps.find((map) => map.hash === hash)?.symbols;
    return image.text + (symbols?.find(({ name, image }) => name === 'mpy_init' && image === 'text')?.offset ?? 0);
  }

  get isNative(): boolean {
    return this.rt.savedCount > 0;
  }

  atGate(): void {
    this.gateSps[this.rt.savedCount] = this.cpu.regsLo[SP]!;
  }

  get gateSp(): number | undefined {
    const { pc } = this.cpu;
    if (!this.isNative || pc < GATE_BASE || pc >= GATE_BASE + GATE_SIZE) return undefined;
    return this.gateSps[this.rt.savedCount];
  }

  suspendedAt(sp: number): SuspendedFrame | undefined {
    const { rt } = this;
    for (let k = 1; k < rt.savedCount; k++) {
      const lo = rt.savedRegs.slice(32 * k, 32 * (k + 1));
      if (((lo[SP]! - CALL_FRAME) & ~15) !== sp) continue;
      // Python frames have used the stack since.
      lo[SP] = this.gateSps[k] ?? lo[SP]!;
      // A caller's function is the one of the address before its pc.
      return { pc: rt.savedPcs[k]! + 2, lo, hi: rt.savedRegsHi.slice(32 * k, 32 * (k + 1)) };
    }
    return undefined;
  }

  traceback(): string[] {
    return liveTraceback(this.rt).map(({ file, line, block }) => `  File "${file}", line ${line}, in ${block}`);
  }

  describeFault(fault: GuestFault): string {
    const copy = new GuestFault(fault.kind, BigInt(`0x${fault.hex}`), fault.detail);
    const { cpu } = this;
    const registers = { lo: cpu.regsLo.slice(), hi: cpu.regsHi.slice() };
    if (this.isNative) copy.frames.push({ kind: 'native', entry: cpu.pc, pc: cpu.pc, registers });
    return crashReport(this.board.crashTarget(), copy).summary;
  }

  describe(lo: number, hi: number): string | undefined {
    const upper = this.cpu.xlen === 64 ? hi : lo >> 31;
    const what = describeWord(this.rt, lo, upper);
    if (what !== undefined) return what;
    const at = locate(this.board.crashTarget(), lo >>> 0);
    return at.file === undefined ? undefined : formatLocation(at);
  }

  repr(lo: number, hi: number): string {
    const { rt, board } = this;
    const word = rt.is64 && hi !== lo >> 31 ? rt.wideWord(lo, hi) : lo;
    const budget = this.cpu.budget;
    try {
      return board.object(() => word).repr();
    } catch (error) {
      if (error instanceof PythonError) return `its repr() raises ${error.message}`;
      if (error instanceof GuestCrash || error instanceof GuestTimeoutError) return `it is no object: ${error.message}`;
      throw error;
    } finally {
      this.cpu.budget = budget;
    }
  }

  modules(): string[] {
    const hex = (n: number): string => `0x${n.toString(16)}`;
    return this.rt.nativeImages.map((image, i) => {
      const parts = (['text', 'rodata', 'bss'] as const)
        .filter((part) => image[`${part}Size`] > 0)
        .map((part) => `${part} ${hex(image[part])}+${hex(image[`${part}Size`])}`);
      return `${image.fileName}: ${parts.join(', ')}; symbols from ${this.libraries[i]?.file ?? 'nowhere'}`;
    });
  }

  calls(): string[] {
    const target: CrashTarget = this.board.crashTarget();
    return target.calls.map(({ host, address, args, result, isRunning }) => {
      const end = isRunning ? ', which has not returned' : result === undefined ? '' : ` = ${result}`;
      const name = host ?? `Python calls ${formatLocation(locate(target, address))}`;
      return `${name}(${args.join(', ')})${end}`;
    });
  }
}
