// Values that depend on memory that was never written, where they begin to matter: in a branch, in an address, in an
// argument of a function of the runtime. Copying them is no mistake: structures have padding.

import type { FindingNote } from './model.js';
import type { Operation } from './operations.js';
import { type CheckState, hex } from './state.js';

const onStack = ({ sp }: CheckState, addr: number): string =>
  addr >= sp ? `sp+${hex(addr - sp)}` : `sp-${hex(sp - addr)}`;

/** Where the undefined bits of a register were loaded from. */
function sourceOf(s: CheckState, r: number): string {
  const from = s.registers.from[r]!;
  if (from === 0) return 'it is what was left in a register';
  if (from < s.target.stackTop) return `it comes from the stack, ${onStack(s, from)}, where nothing was written`;
  return `it comes from ${hex(from)}, where nothing was written`;
}

function heapNote(s: CheckState, from: number): FindingNote[] {
  return from >= s.target.stackTop ? s.history(s.blocks.at(from)) : [];
}

function undefinedRegister(s: CheckState, r: number, what: string): void {
  const from = s.registers.from[r]!;
  s.report('undefined-value', `${what} a value that was never set (${sourceOf(s, r)})`, () => heapNote(s, from));
  // One finding is enough for all that follows from it.
  s.registers.define(r);
}

export function checkBranch(s: CheckState, op: Operation): void {
  if (!s.registers.branchDepends(op)) return;
  const r = s.registers.isUndefined(op.rs1) ? op.rs1 : op.rs2;
  undefinedRegister(s, r, 'a branch depends on');
  s.registers.define(op.rs1);
  s.registers.define(op.rs2);
}

export function checkAddressRegister(s: CheckState, r: number, what: 'load' | 'store' | 'jump'): void {
  undefinedRegister(s, r, `the address of a ${what} is`);
}

/** What machine code returns to Python. */
export function checkResult(s: CheckState, r: number): void {
  undefinedRegister(s, r, 'the result of a function that Python calls is');
}

/** An argument of a function of the runtime, of which `bits` count. */
export function checkArgument(s: CheckState, r: number, bits: number, name: string, number: number): void {
  if (!s.registers.hasUndefinedBelow(r, bits)) return;
  undefinedRegister(s, r, `argument ${number} of ${name} is`);
}

/** Memory that a function of the runtime reads. */
export function checkDefined(s: CheckState, addr: number, bytes: number, name: string): void {
  if (bytes <= 0 || !s.memory.has(addr, bytes)) return;
  const bad = s.shadow.firstUndefined(addr, bytes);
  if (bad < 0) return;
  const where = bad < s.target.stackTop ? onStack(s, bad) : hex(bad);
  s.report(
    'undefined-value',
    `${name} reads memory that was never written: byte ${bad - addr} of ${bytes}, at ${where}`,
    () => heapNote(s, bad),
  );
  s.shadow.fill(addr, bytes, 0);
}
