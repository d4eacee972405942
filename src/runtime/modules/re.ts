// The module `re` (python-dialect.md section 21): patterns, matches, split and sub. Subjects are bytes; groups of a str
// come as str, of bytes as bytes. Flags are accepted and ignored.
//
// Layout of a match: base, number of groups, subject, then begin + 1 and end + 1 of each group (0 = took no part).

import { isUtf8 } from '../core/bstr.js';
import { callFunction } from '../core/call.js';
import { payloadOf } from '../core/payload.js';
import { writeParts } from '../core/printer.js';
import { notImplementedError, raise, raiseArgs, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun2, funVar, type ModuleDef, type TypeDef } from '../core/typedef.js';
import { isPointer, NONE, smallInt, type Word } from '../core/word.js';
import type { Payload } from '../gc/heap.js';
import { IndexErrorType, UnicodeErrorType } from '../objects/exceptions.js';
import { toIndex } from '../objects/int.js';
import { listAppend, newList } from '../objects/list.js';
import { charCount, charOffset, checkTextSize, isBytes, newLike, strDataRaise } from '../objects/str-data.js';
import { runPattern, type Subject } from './re-match.js';
import { compilePattern, type Program } from './re-program.js';

/** Words of a pattern object before its program, as on the boards. */
const PATTERN_HEADER_WORDS = 4;

class PatternPayload implements Payload {
  readonly program: Program;
  constructor(program: Program) {
    this.program = program;
  }
  /** Holds no object. */
  trace(): void {}
}

function newPattern(rt: Runtime, text: string): Word {
  const program = compilePattern(text);
  if (typeof program === 'string') return valueError(rt, program);
  const o = rt.newObject(patternType, PATTERN_HEADER_WORDS * rt.W + program.code.length);
  rt.heap.setPayload(o, new PatternPayload(program));
  return o;
}
const isPattern = (rt: Runtime, w: Word): boolean => isPointer(w) && rt.isType(w, patternType);

function programOf(rt: Runtime, pattern: Word): Program {
  return payloadOf(rt, pattern, PatternPayload, 'a pattern').program;
}
/** The program of a pattern object or of a text. */
function programOfArgument(rt: Runtime, w: Word): Program {
  return programOf(rt, isPattern(rt, w) ? w : newPattern(rt, strDataRaise(rt, w)));
}

// --- matches ---------------------------------------------------------------------------------------------------------

function newMatch(rt: Runtime, subject: Word, slots: readonly number[]): Word {
  const match = rt.newObject(matchType, (3 + slots.length) * rt.W);
  rt.setField(match, 1, slots.length / 2);
  rt.stObj(match + 2 * rt.W, subject);
  for (let i = 0; i < slots.length; i++) rt.setField(match, 3 + i, slots[i]! + 1);
  return match;
}

/** Text of the subject's type. A part of a str may cut characters in two. */
function newPart(rt: Runtime, subject: Word, text: string): Word {
  if (!isBytes(rt, subject) && !isUtf8(text)) return raise(rt, UnicodeErrorType);
  return newLike(rt, subject, text);
}

/** Text of a group; undefined if it took no part. */
function groupText(rt: Runtime, match: Word, n: number): string | undefined {
  const begin = rt.field(match, 3 + 2 * n);
  const end = rt.field(match, 4 + 2 * n);
  if (begin === 0 || end === 0) return undefined;
  return strDataRaise(rt, rt.ldObj(match + 2 * rt.W)).slice(begin - 1, end - 1);
}

function group(rt: Runtime, match: Word, index: Word): Word {
  const n = toIndex(rt, index);
  if (n < 0 || n >= rt.field(match, 1)) return raiseArgs(rt, IndexErrorType, index);
  const text = groupText(rt, match, n);
  return text === undefined ? NONE : newPart(rt, rt.ldObj(match + 2 * rt.W), text);
}

export const matchType: TypeDef = defineType({
  name: 'match',
  print: (rt, printer, o) => writeParts(printer, '<match num=', `${rt.field(o, 1)}`, '>'),
  locals: { group: fun2(group) },
});

// --- operations ------------------------------------------------------------------------------------------------------

/** The part of `text` that two position arguments choose; positions count characters of a str. */
function subjectPart(rt: Runtime, subject: Word, text: string, positions: readonly Word[]): Subject {
  if (positions.length === 0) return { text, from: 0, end: text.length };
  const bytes = isBytes(rt, subject);
  const length = bytes ? text.length : charCount(text);
  const offset = (w: Word): number => {
    const n = Math.max(0, Math.min(length, toIndex(rt, w)));
    return bytes ? n : charOffset(text, n);
  };
  const from = offset(positions[0]!);
  const end = positions.length > 1 ? Math.max(from, offset(positions[1]!)) : text.length;
  return { text, from, end };
}

function execute(rt: Runtime, program: Program, subject: Word, positions: readonly Word[], search: boolean): Word {
  const text = strDataRaise(rt, subject);
  const slots = runPattern(rt, program, subjectPart(rt, subject, text, positions), search);
  return slots ? newMatch(rt, subject, slots) : NONE;
}

const NO_POSITIONS: readonly Word[] = [];

/** `re.match(pattern, text)`: what follows are flags, not positions. */
const moduleExecute =
  (search: boolean) =>
  (rt: Runtime, _nArgs: number, at: number): Word =>
    execute(rt, programOfArgument(rt, rt.stack[at]!), rt.stack[at + 1]!, NO_POSITIONS, search);
const patternExecute =
  (search: boolean) =>
  (rt: Runtime, nArgs: number, at: number): Word =>
    execute(
      rt,
      programOf(rt, rt.stack[at]!),
      rt.stack[at + 1]!,
      nArgs > 2 ? [...rt.stack.subarray(at + 2, at + nArgs)] : NO_POSITIONS,
      search,
    );

/** Goes through the matches of a subject until an empty one, at most `limit` (0 = all). `rest` is where they end. */
function eachMatch(
  rt: Runtime,
  program: Program,
  text: string,
  limit: number,
  fn: (slots: readonly number[], from: number) => void,
): number {
  let from = 0;
  for (let left = limit; ; ) {
    const slots = runPattern(rt, program, { text, from, end: text.length }, true);
    if (!slots || slots[0] === slots[1]) return from;
    fn(slots, from);
    from = slots[1]!;
    if (left > 0 && --left === 0) return from;
  }
}

function split(rt: Runtime, nArgs: number, at: number): Word {
  const program = programOf(rt, rt.stack[at]!);
  const subject = rt.stack[at + 1]!;
  const text = strDataRaise(rt, subject);
  const limit = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) : 0;
  const list = newList(rt, rt.sp, 0);
  const mark = rt.heap.mark();
  const add = (part: string): void => {
    listAppend(rt, list, newPart(rt, subject, part));
    rt.heap.release(mark);
  };
  const rest = eachMatch(rt, program, text, limit, (slots, from) => {
    if (program.groups > 1) notImplementedError(rt, 'splitting with sub-captures');
    add(text.slice(from, slots[0]));
  });
  add(text.slice(rest));
  return list;
}

/** A replacement with its references to groups filled in. It ends at a NUL, as on the boards. */
function expandTemplate(rt: Runtime, template: string, match: Word): string {
  let out = '';
  for (let i = 0; i < template.length && template[i] !== '\0'; ) {
    if (template[i] !== '\\') {
      out += template[i++];
      continue;
    }
    i++;
    const bracketed = template.startsWith('g<', i);
    if (bracketed) i += 2;
    const digits = /^[0-9]+/.exec(template.slice(i, i + 20))?.[0];
    if (digits !== undefined) {
      i += digits.length;
      if (bracketed && template[i] === '>') i++;
      const n = Number(BigInt.asUintN(32, BigInt(digits)));
      if (n >= rt.field(match, 1)) raiseArgs(rt, IndexErrorType, smallInt(n));
      out += groupText(rt, match, n) ?? '';
    } else if (template[i] === '\\') {
      out += '\\';
      i++;
    }
  }
  return out;
}

function substitute(rt: Runtime, program: Program, nArgs: number, at: number): Word {
  const replacement = rt.stack[at + 1]!;
  const subject = rt.stack[at + 2]!;
  const text = strDataRaise(rt, subject);
  const limit = nArgs > 3 ? toIndex(rt, rt.stack[at + 3]!) : 0;
  const callable = isPointer(replacement) && rt.slot(rt.typeOf(replacement), 'call') !== 0;
  const mark = rt.heap.mark();
  let out = '';
  const rest = eachMatch(rt, program, text, limit, (slots, from) => {
    const match = newMatch(rt, subject, slots);
    out += text.slice(from, slots[0]);
    const sp = rt.sp;
    rt.push(match);
    const template = callable ? rt.heap.root(callFunction(rt, replacement, 1, 0, sp)) : replacement;
    rt.sp = sp;
    out += expandTemplate(rt, strDataRaise(rt, template), match);
    checkTextSize(rt, out.length);
    rt.heap.release(mark);
  });
  return rest === 0 ? subject : newPart(rt, subject, out + text.slice(rest));
}

export const patternType: TypeDef = defineType({
  name: 're',
  print: (_rt, printer, o) => writeParts(printer, '<re ', (o >>> 0).toString(16), '>'),
  locals: {
    match: funVar(2, 4, patternExecute(false)),
    search: funVar(2, 4, patternExecute(true)),
    sub: funVar(3, 5, (rt, nArgs, at) => substitute(rt, programOf(rt, rt.stack[at]!), nArgs, at)),
    split: funVar(2, 3, split),
  },
});

export const reModule: ModuleDef = {
  name: 're',
  extensible: true,
  members: {
    compile: funVar(1, 2, (rt, _nArgs, at) => newPattern(rt, strDataRaise(rt, rt.stack[at]!))),
    match: funVar(2, 4, moduleExecute(false)),
    search: funVar(2, 4, moduleExecute(true)),
    sub: funVar(3, 5, (rt, nArgs, at) => substitute(rt, programOfArgument(rt, rt.stack[at]!), nArgs, at)),
  },
};
