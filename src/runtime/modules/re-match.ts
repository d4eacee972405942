// Running the programs of re-program.ts: backtracking over bytes. The boards recurse at each choice and each saved
// position; here the choices lie on a stack of our own, whose depth is charged as what the recursion would take, so that
// the same patterns end in RuntimeError on the same subjects (python-dialect.md section 21, re).

import type { Runtime } from '../core/runtime.js';
import { CLASS_NAMED, OP, type Program } from './re-program.js';

/** Guest stack per level of recursion. */
const FRAME_BYTES = { 8: 128, 4: 80 } as const;

export interface Subject {
  readonly text: string;
  /** Where the search begins, and where the subject ends. */
  readonly from: number;
  readonly end: number;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
const isWord = (c: number): boolean => isDigit(c) || c === 95 || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);

/** True if a byte belongs to the class of a letter; capitals mean all others. */
function inNamedClass(letter: number, c: number): boolean {
  const small = letter | 0x20;
  const inside = small === 0x64 ? isDigit(c) : small === 0x73 ? isSpace(c) : isWord(c);
  return inside === (letter === small);
}

function inClass(code: Uint8Array, at: number, c: number): boolean {
  const n = code[at]!;
  for (let i = 0, p = at + 1; i < n; i++, p += 2) {
    const first = code[p]!;
    const last = code[p + 1]!;
    if (first === CLASS_NAMED ? inNamedClass(last, c) : c >= first && c <= last) return true;
  }
  return false;
}

const signed = (byte: number): number => (byte << 24) >> 24;

/** Pairs: where to go on and the position there, or ~slot and its former value. Nothing else runs while a match is looked
 * for, so that there need be no more than one of it. */
let choices = new Int32Array(256);

function moreChoices(): void {
  const larger = new Int32Array(2 * choices.length);
  larger.set(choices);
  choices = larger;
}

/** Matches at `at` and nowhere else; fills the slots: begin and end of each group, -1 where it took no part. A failed
 * attempt leaves them as they were. `outer` levels of recursion are in use already. */
function matchAt(
  rt: Runtime,
  code: Uint8Array,
  { text, end }: Subject,
  at: number,
  slots: number[],
  outer: number,
): boolean {
  const levels = Math.floor((rt.config.stackBytes - rt.stackUse()) / FRAME_BYTES[rt.W]) - outer;
  let depth = 0;
  let pc = 0;
  let position = at;
  for (;;) {
    if (--rt.pollBudget < 0) rt.poll();
    let ok = true;
    const op = code[pc]!;
    switch (op) {
      case OP.SPLIT:
      case OP.SPLIT_JUMP: {
        const next = pc + 2;
        const target = next + signed(code[pc + 1]!);
        if (depth >= levels) rt.recursionError();
        if (2 * depth === choices.length) moreChoices();
        choices[2 * depth] = op === OP.SPLIT ? target : next;
        choices[2 * depth++ + 1] = position;
        pc = op === OP.SPLIT ? next : target;
        continue;
      }
      case OP.SAVE: {
        const slot = code[pc + 1]!;
        if (depth >= levels) rt.recursionError();
        if (2 * depth === choices.length) moreChoices();
        choices[2 * depth] = ~slot;
        choices[2 * depth++ + 1] = slots[slot]!;
        slots[slot] = position;
        pc += 2;
        continue;
      }
      case OP.JUMP:
        pc += 2 + signed(code[pc + 1]!);
        continue;
      case OP.MATCH:
        return true;
      case OP.BEGIN:
        ok = position === 0;
        pc++;
        break;
      case OP.END:
        ok = position === end;
        pc++;
        break;
      default: {
        const c = position < end ? text.charCodeAt(position) : -1;
        position++;
        if (c < 0) ok = false;
        else if (op === OP.CHAR) {
          ok = c === code[pc + 1]!;
          pc += 2;
        } else if (op === OP.ANY) pc++;
        else if (op === OP.NAMED) {
          ok = inNamedClass(code[pc + 1]!, c);
          pc += 2;
        } else {
          ok = inClass(code, pc + 1, c) === (op === OP.CLASS);
          pc += 2 + 2 * code[pc + 1]!;
        }
      }
    }
    if (ok) continue;
    // Back to the last choice; saved positions come back on the way.
    for (;;) {
      if (depth === 0) return false;
      const where = choices[2 * --depth]!;
      const value = choices[2 * depth + 1]!;
      if (where < 0) slots[~where] = value;
      else {
        pc = where;
        position = value;
        break;
      }
    }
  }
}

/** Runs a program at the start of the subject, or at the first place where it matches. The result holds begin and end of
 * each group, -1 where it took no part. */
export function runPattern(
  rt: Runtime,
  { code, groups }: Program,
  subject: Subject,
  search: boolean,
): readonly number[] | undefined {
  const slots: number[] = [];
  for (let i = 0; i < 2 * groups; i++) slots.push(-1);
  if (!search) return matchAt(rt, code, subject, subject.from, slots, 1) ? slots : undefined;
  for (let at = subject.from; at <= subject.end; at++) {
    if (matchAt(rt, code, subject, at, slots, 2)) return slots;
  }
  return undefined;
}
