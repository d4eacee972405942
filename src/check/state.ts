// What all checks share: the shadow of registers and memory, the heap's allocations, the call stack, and the list of what
// was found, once per place.

import { formatLocation, locate, locateReturn, sectionAt } from '../debug/index.js';
import { GATE_BASE, GATE_SIZE, type GuestMemory } from '../machine/index.js';
import { type Allocation, Blocks } from './blocks.js';
import { CallStack } from './call-stack.js';
import { Images } from './images.js';
import type { CheckOptions, CheckTarget, Finding, FindingKind, FindingNote, Stack } from './model.js';
import { RegisterShadow } from './registers.js';
import { ShadowMemory } from './shadow-memory.js';

/** Findings that are kept: more say nothing new. */
const MAX_FINDINGS = 200;

export class CheckState {
  readonly target: CheckTarget;
  readonly options: CheckOptions;
  readonly memory: GuestMemory;
  readonly blocks: Blocks;
  readonly shadow: ShadowMemory;
  readonly registers: RegisterShadow;
  readonly calls = new CallStack();
  readonly images: Images;
  readonly findings: Finding[];
  private readonly places = new Map<string, Finding>();
  /** Address of the instruction that is looked at. */
  pc = 0;
  /** Address of the gate that machine code has called, 0 outside of gates. */
  gate = 0;
  /** The gate was reached by a jump, not by a call. */
  isTailCall = false;
  /** The stack pointer of machine code, and what it was when the host called it. */
  sp: number;
  entrySp: number;
  /** Host-to-guest calls that run. */
  depth = 0;

  constructor(target: CheckTarget, options: CheckOptions) {
    const { cpu } = target;
    this.target = target;
    this.options = options;
    this.findings = [...(options.findings ?? [])];
    this.memory = cpu.memory;
    this.blocks = new Blocks(target);
    this.shadow = new ShadowMemory(cpu.memory.size);
    this.registers = new RegisterShadow(cpu.regsLo, cpu.regsHi, cpu.xlen);
    this.images = new Images(() => target.images);
    this.sp = target.stackTop;
    this.entrySp = target.stackTop;
  }

  /** The call stack at this moment. */
  stack(): Stack {
    if (this.depth === 0) return [0];
    if (this.gate === 0) return this.calls.capture(this.pc);
    // A function that ends with the call has left no return address.
    return this.isTailCall ? this.calls.capture(this.gate, this.pc + 2) : this.calls.capture(this.gate);
  }

  /** Reports something that happens now, unless it was reported for this place. `notes` is asked once. */
  report(kind: FindingKind, text: string, notes: () => FindingNote[] = () => [], stack = this.stack()): void {
    const key = `${kind}:${stack[0]}:${this.gate === 0 ? '' : this.pc}`;
    const known = this.places.get(key);
    if (known) {
      known.times++;
      return;
    }
    if (this.findings.length >= MAX_FINDINGS) return;
    const finding = { kind, text, stack: this.lines(stack), notes: notes(), times: 1 };
    this.places.set(key, finding);
    this.findings.push(finding);
  }

  /** A stack as text. */
  lines(stack: Stack): string[] {
    const target = this.target.crashTarget();
    return stack.flatMap((address, i) => {
      if (address === 0) return i === stack.length - 1 ? ['Python'] : [];
      if (address >= GATE_BASE && address < GATE_BASE + GATE_SIZE) {
        return [this.entryName(address)];
      }
      // The linker's stub for memmove and the like is nobody's function.
      if (i === 1 && sectionAt(target, address - 2)?.startsWith('.internal')) return [];
      return [formatLocation(i === 0 ? locate(target, address) : locateReturn(target, address))];
    });
  }

  entryName(gate: number): string {
    const entry = this.target.entry((gate - GATE_BASE) >> 2);
    if (!entry) return `0x${gate.toString(16)}`;
    return entry.shape === 'abi' ? `mp_fun_table.${entry.name}` : entry.name;
  }

  /** Where an allocation was made and, if it was, freed. */
  history(allocation: Allocation | undefined): FindingNote[] {
    if (!allocation) return [];
    const notes: FindingNote[] = [{ text: 'the block was allocated by', stack: this.lines(allocation.made) }];
    if (allocation.freed) {
      const how = allocation.collected
        ? 'the collector freed it, as nothing pointed to its start any more, during'
        : 'the block was freed by';
      notes.push({ text: how, stack: this.lines(allocation.freed) });
    }
    return notes;
  }

  /** Register `r` as an unsigned word, Infinity where it is no address of RAM anyway. */
  word(r: number): number {
    const { regsLo, regsHi, xlen } = this.target.cpu;
    return xlen === 64 && regsHi[r] !== 0 ? Number.POSITIVE_INFINITY : regsLo[r]! >>> 0;
  }
}

export const hex = (value: number): string => `0x${value.toString(16)}`;
export const plural = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
