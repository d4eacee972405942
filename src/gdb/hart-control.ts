// Breakpoints, watchpoints and steps on a hart. Breakpoints are entries of the engine's decoded code, so that code without
// them runs at full speed; steps and watchpoints look at every instruction, and only while there are any.
//
// A watchpoint for writes compares contents before each instruction and at each gate, so that it also sees what host functions
// and Python write. One for reads looks at the operands of machine code alone.

import {
  type Cpu,
  type CpuDebugger,
  type CpuObserver,
  type GuestFault,
  RAM_BASE,
  RETURN_GATE,
} from '../machine/index.js';
import { AccessFinder } from './access.js';
import { NESTED_RETURN } from './elf-files.js';
import type { GdbTarget } from './target.js';

/** Z2, Z3, Z4. */
export type WatchKind = 'watch' | 'rwatch' | 'awatch';

export type HartEvent =
  | { readonly kind: 'breakpoint' }
  | { readonly kind: 'step' | 'entry' }
  | { readonly kind: WatchKind; readonly address: number }
  | { readonly kind: 'fault'; readonly fault: GuestFault };

/** How execution goes on. */
export type Resume =
  | { readonly kind: 'continue' }
  | { readonly kind: 'step' }
  /** Step until pc is outside of [start, end). */
  | { readonly kind: 'range'; readonly start: number; readonly end: number };

interface Watch {
  readonly kind: WatchKind;
  readonly address: number;
  readonly size: number;
  /** Contents at the last look. */
  seen: Uint8Array;
}

/** Watching more than that much is a mistake, and slow. */
const MAX_WATCH_BYTES = 4096;
/** Breakpoints and watchpoints that a client may set. */
const MAX_POINTS = 10_000;

export class HartControl implements CpuObserver, CpuDebugger {
  private readonly cpu: Cpu;
  /** Blocks until execution is to go on. Gives false from a fault that the guest is to meet. */
  private readonly stop: (event: HartEvent) => boolean;
  private readonly finder: AccessFinder;
  private readonly breakpoints = new Set<number>();
  private readonly entries = new Set<number>();
  private watches: Watch[] = [];
  private resume: Resume = { kind: 'continue' };
  private observing = false;
  private gates = 0;
  /** On the way from NESTED_RETURN to RETURN_GATE. */
  private returning = false;
  /** `progress` when the step began. */
  private start = -1;
  private hit: HartEvent | undefined;
  private readonly metFaults = new WeakSet<GuestFault>();

  private readonly target: GdbTarget;

  constructor(target: GdbTarget, stop: (event: HartEvent) => boolean) {
    const { cpu } = target;
    this.target = target;
    this.cpu = cpu;
    this.stop = stop;
    this.finder = new AccessFinder(cpu);
    cpu.debugger = this;
  }

  // ---- What the client asks for; the hart stands ----

  setBreakpoint(address: number): boolean {
    if (this.breakpoints.size >= MAX_POINTS) return false;
    this.breakpoints.add(address);
    // Others are gates, or nothing: code never gets there.
    if (this.cpu.memory.has(address, 2)) this.cpu.setBreakpoint(address);
    return true;
  }

  clearBreakpoint(address: number): void {
    this.breakpoints.delete(address);
    if (!this.entries.has(address)) this.cpu.clearBreakpoint(address);
  }

  /** Stops once when the hart gets there, whatever the client says. */
  stopAtEntry(address: number): void {
    this.entries.add(address);
    this.cpu.setBreakpoint(address);
  }

  setWatch(kind: WatchKind, address: number, size: number): boolean {
    if (size < 1 || size > MAX_WATCH_BYTES || !this.cpu.memory.has(address, size)) return false;
    if (this.watches.length >= MAX_POINTS) return false;
    this.clearWatch(kind, address, size);
    this.watches.push({ kind, address, size, seen: this.cpu.memory.bytes(address, size).slice() });
    return true;
  }

  clearWatch(kind: WatchKind, address: number, size: number): void {
    this.watches = this.watches.filter((w) => !(w.kind === kind && w.address === address && w.size === size));
  }

  /** Forgets every breakpoint and watchpoint. */
  clear(): void {
    for (const address of [...this.breakpoints, ...this.entries]) this.cpu.clearBreakpoint(address);
    this.entries.clear();
    this.breakpoints.clear();
    this.watches = [];
    this.goOn({ kind: 'continue' }, false);
  }

  /** The client has written to memory. */
  wrote(address: number, size: number): void {
    this.cpu.invalidate(address, size);
    this.finder.forget();
    this.look();
  }

  /** Says how execution goes on after `stop` returns. `atInstruction`: the pc is at an instruction that comes next. */
  goOn(resume: Resume, atInstruction: boolean): void {
    this.resume = resume;
    this.start = atInstruction ? this.progress() : -1;
    this.hit = undefined;
    this.look();
    const observe = resume.kind !== 'continue' || this.watches.length > 0;
    if (observe === this.observing) return;
    this.observing = observe;
    if (observe) this.cpu.addObserver(this);
    else this.cpu.removeObserver(this);
  }

  // ---- What the hart meets ----

  atBreakpoint(pc: number): void {
    const isEntry = this.entries.delete(pc);
    const isBreakpoint = this.breakpoints.has(pc);
    if (!isBreakpoint) this.cpu.clearBreakpoint(pc);
    if (isBreakpoint || isEntry) this.stop({ kind: isBreakpoint ? 'breakpoint' : 'entry' });
  }

  beforeInstruction(pc: number): void {
    this.pause(pc);
    if (this.watches.length > 0 && this.cpu.pc === pc) this.hit = this.accessed(pc);
  }

  atGate(pc: number): void {
    // The second half of a nested return was seen with the first.
    const isSeen = this.returning;
    this.returning = false;
    if (isSeen) return;
    this.target.atGate();
    this.gates++;
    if (this.breakpoints.has(pc)) this.stop({ kind: 'breakpoint' });
    else this.pause(pc);
    if (this.cpu.pc !== NESTED_RETURN) return;
    this.cpu.pc = RETURN_GATE;
    this.returning = true;
  }

  atFault(fault: GuestFault): boolean {
    if (this.metFaults.has(fault)) return false;
    this.metFaults.add(fault);
    return this.stop({ kind: 'fault', fault });
  }

  /** Counts whatever the hart does. */
  private progress(): number {
    return this.cpu.instructionsRetired() + this.gates;
  }

  /** Stops if a watchpoint was hit or a step is done. */
  private pause(pc: number): void {
    const event = this.hit ?? this.changed() ?? this.stepped(pc);
    if (event) this.stop(event);
  }

  /** The guest is somewhere in Python: what it wrote to a watched place shows here at the latest. */
  atPoll(): void {
    const event = this.watches.length > 0 ? this.changed() : undefined;
    if (event) this.stop(event);
  }

  private stepped(pc: number): HartEvent | undefined {
    const { resume } = this;
    if (resume.kind === 'continue' || this.progress() === this.start) return undefined;
    return resume.kind === 'range' && pc >= resume.start && pc < resume.end ? undefined : { kind: 'step' };
  }

  /** A watched place whose contents are others than at the last look. */
  private changed(): HartEvent | undefined {
    const { u8 } = this.cpu.memory;
    for (const watch of this.watches) {
      if (watch.kind === 'rwatch') continue;
      const at = watch.address - RAM_BASE;
      for (let i = 0; i < watch.size; i++) {
        if (u8[at + i] === watch.seen[i]) continue;
        this.look();
        return { kind: watch.kind, address: watch.address };
      }
    }
    return undefined;
  }

  private look(): void {
    for (const watch of this.watches) watch.seen.set(this.cpu.memory.bytes(watch.address, watch.size));
  }

  /** A watchpoint that the instruction at pc is about to hit by reading, or by writing what was there. */
  private accessed(pc: number): HartEvent | undefined {
    if (!this.watches.some(({ kind }) => kind !== 'watch')) return undefined;
    const access = this.finder.at(pc);
    if (!access) return undefined;
    const found = this.watches.find(
      ({ kind, address, size }) =>
        (kind === 'awatch' || (kind === 'rwatch' && access.kind !== 'write')) &&
        access.address < address + size &&
        access.address + access.size > address,
    );
    return found && { kind: found.kind, address: found.address };
  }
}
