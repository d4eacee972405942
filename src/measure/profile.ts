// A profile of what a board did: a tree of calls over Python functions, machine code and built-in functions, and how much work
// each did itself. Nothing is sampled: whoever executes tells of calls and of work done, so that the same run gives the
// same profile. Work is kept by stretches of the run, at first short ones, which are joined when there are many: that keeps
// the order in which things happened without keeping every call.
//
// Calls of machine code come from jumps (`CallTracer`): what was called with ra as the link and has not returned there, at
// the stack pointer of the call. Exceptions, and whatever else leaves functions without a return, cut the list of these by
// the stack pointer, or by what the host remembers of the moment when it entered the guest.
import type { CallTracer } from '../machine/index.js';

export interface ProfileFrame {
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** A function of machine code: the addresses that belong to it. */
export interface NativeFunction extends ProfileFrame {
  readonly from: number;
  /** Exclusive; equal to `from` where it is not known. */
  readonly to: number;
}

export interface ProfileNames {
  native(address: number): NativeFunction;
  host(gate: number): string;
}

/** What work is counted in: machine instructions, or about as much. The last two are estimates of what the firmware does. */
export const WORK = { instruction: 1, bytecode: 30, builtin: 100 } as const;

/** More stacks than these are not told apart: work of further ones goes to their callers. */
const MAX_NODES = 1_000_000;
const FIRST_STRETCH = 1000;
const MAX_STRETCHES = 2048;

const ROOT = 0;

interface Activation {
  readonly node: number;
  readonly depth: number;
  readonly base: number;
}

export class Profiler implements CallTracer {
  private readonly names: ProfileNames;
  private readonly frames: ProfileFrame[] = [];
  private readonly frameIds = new Map<string, number>();
  private readonly codeIds = new WeakMap<object, number>();
  private nativeIds = new Map<number, number>();
  private hostIds = new Map<number, number>();
  /** Addresses of machine code, by frame. */
  private readonly from: number[] = [];
  private readonly to: number[] = [];

  // The tree, by node. Node 0 is the root, which is no frame.
  private readonly parents: number[] = [-1];
  private readonly frameOf: number[] = [-1];
  private readonly children: (Map<number, number> | undefined)[] = [undefined];

  private total = 0;
  private stretch = FIRST_STRETCH;
  private readonly stretches: (Map<number, number> | undefined)[] = [];

  private node = ROOT;
  private retired = 0;
  /** Calls of machine code that have not returned: caller, return address, stack pointer. */
  private readonly callers: number[] = [];
  private readonly returns: number[] = [];
  private readonly pointers: number[] = [];
  private depth = 0;
  /** Where the calls of the running activation begin. */
  private base = 0;
  private readonly activations: Activation[] = [];

  constructor(names: ProfileNames) {
    this.names = names;
  }

  // ---- Who runs ----

  /** A Python function is entered; `code` stands for it. Returns what `leave` wants. */
  enterPython(code: object, describe: () => ProfileFrame): number {
    let id = this.codeIds.get(code);
    if (id === undefined) {
      id = this.frameId(describe());
      this.codeIds.set(code, id);
    }
    return this.push(id);
  }

  enterBuiltin(gate: number): number {
    let id = this.hostIds.get(gate);
    if (id === undefined) {
      id = this.frameId({ name: this.names.host(gate) });
      this.hostIds.set(gate, id);
    }
    const before = this.push(id);
    this.add(WORK.builtin);
    return before;
  }

  leave(before: number): void {
    this.node = before;
  }

  /** Bytecode instructions are executed. */
  bytecodes(count: number): void {
    this.add(count * WORK.bytecode);
  }

  enterRun(pc: number, retired: number): void {
    this.retired = retired;
    this.activations.push({ node: this.node, depth: this.depth, base: this.base });
    this.base = this.depth;
    this.push(this.nativeId(pc));
  }
  leaveRun(retired: number): void {
    this.advance(retired);
    const { node, depth, base } = this.activations.pop()!;
    this.node = node;
    this.depth = depth;
    this.base = base;
  }

  enterHost(gate: number, retired: number): number {
    this.advance(retired);
    return this.enterBuiltin(gate);
  }
  leaveHost(before: number, pc: number, sp: number, resumed: boolean): void {
    this.node = before;
    if (resumed) {
      while (this.depth > this.base && this.pointers[this.depth - 1]! <= sp) this.pop();
    } else this.returnTo(pc, sp);
  }

  call(target: number, returnAddress: number, sp: number, retired: number): void {
    this.advance(retired);
    const { depth } = this;
    this.callers[depth] = this.node;
    this.returns[depth] = returnAddress;
    this.pointers[depth] = sp;
    this.depth++;
    this.push(this.nativeId(target));
  }
  return(target: number, sp: number, retired: number): void {
    this.advance(retired);
    this.returnTo(target, sp);
  }
  jump(target: number, retired: number): void {
    const frame = this.frameOf[this.node]!;
    const to = this.to[frame]!;
    if (this.node === ROOT || to === undefined) return;
    if (target >= this.from[frame]! && target < to) return;
    // Code that no map knows, such as that which jumps to mpy_init: it ends where a known function begins.
    const id = this.nativeId(target);
    if (to === this.from[frame] && this.to[id] === this.from[id]) return;
    // A call in the place of a return: who called this one is who called that one.
    this.advance(retired);
    this.node = this.parents[this.node]!;
    this.push(id);
  }

  private returnTo(target: number, sp: number): void {
    for (let i = this.depth - 1; i >= this.base && this.pointers[i]! <= sp; i--) {
      if (this.returns[i] !== target || this.pointers[i] !== sp) continue;
      while (this.depth > i) this.pop();
      return;
    }
  }
  private pop(): void {
    this.depth--;
    this.node = this.callers[this.depth]!;
  }

  /** Addresses mean something else from now on. */
  forgetCode(): void {
    this.nativeIds = new Map();
    this.hostIds = new Map();
  }

  // ---- The tree ----

  private frameId(frame: ProfileFrame): number {
    const key = `${frame.name}\n${frame.file ?? ''}\n${frame.line ?? ''}`;
    let id = this.frameIds.get(key);
    if (id === undefined) {
      id = this.frames.length;
      const { name, file, line } = frame;
      this.frames.push({ name, ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) });
      this.frameIds.set(key, id);
    }
    return id;
  }

  private nativeId(address: number): number {
    let id = this.nativeIds.get(address);
    if (id === undefined) {
      const found = this.names.native(address);
      id = this.frameId(found);
      this.from[id] = found.from;
      this.to[id] = found.to;
      this.nativeIds.set(address, id);
    }
    return id;
  }

  /** Goes to a callee; returns the caller. */
  private push(frame: number): number {
    const before = this.node;
    let callees = this.children[before];
    if (!callees) this.children[before] = callees = new Map();
    let node = callees.get(frame);
    if (node === undefined) {
      if (this.parents.length >= MAX_NODES) return before;
      node = this.parents.length;
      this.parents.push(before);
      this.frameOf.push(frame);
      this.children.push(undefined);
      callees.set(frame, node);
    }
    this.node = node;
    return before;
  }

  private advance(retired: number): void {
    if (retired > this.retired) this.add((retired - this.retired) * WORK.instruction);
    this.retired = retired;
  }

  private add(work: number): void {
    let at = Math.floor(this.total / this.stretch);
    while (at >= MAX_STRETCHES) {
      this.join();
      at = Math.floor(this.total / this.stretch);
    }
    let stretch = this.stretches[at];
    if (!stretch) this.stretches[at] = stretch = new Map();
    stretch.set(this.node, (stretch.get(this.node) ?? 0) + work);
    this.total += work;
  }

  /** Makes one stretch of each two. */
  private join(): void {
    this.stretch *= 2;
    const count = this.stretches.length;
    for (let i = 0; 2 * i < count; i++) this.stretches[i] = joined(this.stretches[2 * i], this.stretches[2 * i + 1]);
    this.stretches.length = Math.ceil(count / 2);
  }

  // ---- The result ----

  /** All work so far: stacks of frames with their own work, in the order of the run as far as that is kept. */
  snapshot(): Profile {
    while (this.stretches.length > 1 && this.outputSize() > MAX_OUTPUT_FRAMES) this.join();
    const order = this.preorder();
    const samples: { stack: readonly number[]; work: number; node: number }[] = [];
    for (const stretch of this.stretches) {
      const nodes = [...(stretch ?? [])].sort(([a], [b]) => order[a]! - order[b]!);
      for (const [node, work] of nodes) {
        const last = samples.at(-1);
        if (last?.node === node) last.work += work;
        else samples.push({ node, work, stack: this.stackOf(node) });
      }
    }
    return {
      frames: this.frames,
      total: this.total,
      samples: samples.map(({ stack }) => stack),
      weights: samples.map(({ work }) => work),
    };
  }

  private stackOf(node: number): number[] {
    const stack: number[] = [];
    for (let at = node; at !== ROOT; at = this.parents[at]!) stack.push(this.frameOf[at]!);
    return stack.reverse();
  }

  private outputSize(): number {
    const depths: number[] = [0];
    for (let node = 1; node < this.parents.length; node++) depths[node] = depths[this.parents[node]!]! + 1;
    let size = 0;
    for (const stretch of this.stretches) for (const node of stretch?.keys() ?? []) size += depths[node]!;
    return size;
  }

  /** Number of each node when callees come behind their caller, in the order of their first calls. */
  private preorder(): number[] {
    const order: number[] = [];
    const todo = [ROOT];
    let next = 0;
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      order[node] = next++;
      const callees = [...(this.children[node]?.values() ?? [])];
      for (const callee of callees.reverse()) todo.push(callee);
    }
    return order;
  }
}

/** Frames of all samples together; some ten megabytes of JSON. */
const MAX_OUTPUT_FRAMES = 3_000_000;

function joined(
  a: Map<number, number> | undefined,
  b: Map<number, number> | undefined,
): Map<number, number> | undefined {
  if (!a) return b;
  for (const [node, work] of b ?? []) a.set(node, (a.get(node) ?? 0) + work);
  return a;
}

/** Who called whom and how much work each did: counted instructions, no time. */
export interface Profile {
  /** Functions, each once. */
  readonly frames: readonly ProfileFrame[];
  /** The sum of the weights. */
  readonly total: number;
  /** Stacks as indexes of frames, the outermost first. */
  readonly samples: readonly (readonly number[])[];
  /** Work of each sample, without that of its callees. */
  readonly weights: readonly number[];
}

/** The file format of speedscope, which other viewers read too. */
export function formatSpeedscope({ frames, total, samples, weights }: Profile, name: string, exporter: string): string {
  return `${JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter,
    name,
    activeProfileIndex: 0,
    shared: { frames },
    profiles: [
      { type: 'sampled', name: `${name} (work)`, unit: 'none', startValue: 0, endValue: total, samples, weights },
    ],
  })}\n`;
}
