// Arguments of the functions of the runtime: undefined ones, NULL where an object or a buffer must be, words that are no
// objects, containers of another type than the function works on (native-abi.md 11.12), memory that may not be used.

import type { AbiType } from '../abi/index.js';
import { A0 } from '../machine/index.js';
import { afterFree, checkRange } from './access.js';
import { type Args, ENTRY_RULES, type EntryRule, type Range, SHAPE_RULES } from './entries.js';
import type { EntryInfo } from './model.js';
import { checkPrintf } from './print-arguments.js';
import { type CheckState, hex } from './state.js';
import { checkArgument, checkDefined } from './undefined-values.js';

const ruleOf = (entry: EntryInfo): EntryRule | undefined =>
  entry.shape === 'abi' ? ENTRY_RULES[entry.name] : SHAPE_RULES[entry.shape];

/** True for a pointer to nothing: where there are no items it does not matter. */
function isUnused(s: CheckState, entry: EntryInfo, arg: number): boolean {
  const rule = ruleOf(entry);
  const range = rule?.reads?.find((r) => r.arg === arg) ?? rule?.writes?.find((r) => r.arg === arg);
  return range !== undefined && !(range.bytes(argsOf(s), s.target.wordBytes, s.target) > 0);
}

const argsOf =
  (s: CheckState): Args =>
  (index) =>
    s.word(A0 + index);

/** Bits of a register that a type uses. */
function bitsOf(type: AbiType, W: number): number {
  switch (type) {
    case 'bool':
    case 'char':
      return 8;
    case 'int':
    case 'uint32':
    case 'float':
      return 32;
    default:
      return W * 8;
  }
}

/** Before a function of the runtime runs. */
export function checkArguments(s: CheckState, entry: EntryInfo): void {
  const name = s.entryName(s.gate);
  if (s.registers.mask !== 0 && entry.shape === 'abi') {
    let r = A0;
    for (const [i, type] of entry.params.entries()) {
      if (type === 'va' || r >= A0 + 8) break;
      if (!isUnused(s, entry, i)) checkArgument(s, r, bitsOf(type, s.target.wordBytes), name, i + 1);
      if (type === 'double' && s.target.wordBytes === 4) checkArgument(s, ++r, 32, name, i + 1);
      r++;
    }
  }
  if (entry.shape === 'abi' && entry.name === 'printf_') checkPrintf(s, name);
  const rule = ruleOf(entry);
  if (!rule) return;
  for (const arg of rule.objects ?? []) checkObject(s, name, arg, false);
  for (const arg of rule.anyObjects ?? []) checkObject(s, name, arg, true);
  if (rule.container) checkContainer(s, name, ...rule.container);
  if (rule.exceptionType !== undefined && !s.target.isExceptionType(s.word(A0 + rule.exceptionType))) {
    s.report('wrong-type', `argument ${rule.exceptionType + 1} of ${name} is no exception type`);
  }
  for (const range of rule.reads ?? []) useRange(s, name, range, false);
  for (const range of rule.writes ?? []) useRange(s, name, range, true);
}

function checkObject(s: CheckState, name: string, arg: number, mayBeNull: boolean): void {
  const { regsLo, regsHi, xlen } = s.target.cpu;
  const r = A0 + arg;
  const lo = regsLo[r]!;
  const hi = xlen === 64 ? regsHi[r]! : lo >> 31;
  const kind = s.target.wordKind(lo, hi);
  if (kind === 'null' || kind === 'sentinel') {
    if (!mayBeNull) {
      const what = kind === 'null' ? 'NULL' : 'MP_OBJ_SENTINEL';
      s.report('null-argument', `argument ${arg + 1} of ${name} is ${what}, where an object must be`);
    }
    return;
  }
  const addr = lo >>> 0;
  const origin = s.registers.origin[r]!;
  const allocation = (origin > 0 ? s.blocks.byId(origin) : undefined) ?? s.blocks.at(addr);
  if (kind === 'object' || kind === 'invalid') {
    if (allocation?.freed && (origin > 0 || s.blocks.isFree(addr))) {
      afterFree(s, allocation, addr, s.target.wordBytes, false);
      return;
    }
  }
  if (kind === 'invalid') {
    const value = hi === lo >> 31 || hi === 0 ? hex(addr) : hex(addr + (hi >>> 0) * 2 ** 32);
    s.report('wrong-type', `argument ${arg + 1} of ${name} is no object: ${value}`);
  }
}

function checkContainer(s: CheckState, name: string, arg: number, container: 'list' | 'dict' | 'set'): void {
  const word = s.target.cpu.regsLo[A0 + arg]!;
  checkObject(s, name, arg, false);
  const hi = s.target.wordBytes === 8 ? s.target.cpu.regsHi[A0 + arg]! : word >> 31;
  const kind = s.target.wordKind(word, hi);
  if (kind === 'null' || kind === 'sentinel' || kind === 'invalid') return;
  if (kind === 'object' && s.target.isContainer(word, container)) return;
  s.report(
    'wrong-type',
    `argument ${arg + 1} of ${name} must be a ${container}, but is ${article(s.target.typeName(word))}: real boards write into it as if it were one`,
  );
}

const article = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;

function useRange(s: CheckState, name: string, range: Range, isStore: boolean): void {
  const args = argsOf(s);
  const addr = args(range.arg);
  const size = range.bytes(args, s.target.wordBytes, s.target);
  if (!(size > 0)) return;
  if (addr === 0) {
    if (!range.nullable) {
      s.report('null-argument', `argument ${range.arg + 1} of ${name} is NULL, where ${size} bytes must be`);
    }
    return;
  }
  if (range.loose) return;
  checkRange(s, addr, size, isStore, A0 + range.arg);
  if (!isStore && !name.endsWith('.memmove_')) checkDefined(s, addr, size, name);
}

/** Memory that the function has written, or that Python may write from now on. Taken before it runs. */
export function writtenRanges(s: CheckState, entry: EntryInfo): { addr: number; bytes: number }[] {
  const args = argsOf(s);
  return (ruleOf(entry)?.writes ?? []).map((range) => ({
    addr: args(range.arg),
    bytes: range.bytes(args, s.target.wordBytes, s.target),
  }));
}
