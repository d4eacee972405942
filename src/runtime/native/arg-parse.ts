// Entries 67 and 68: mp_arg_parse_all over guest tables (native-abi.md 2.16, 3.20).

import { ARG } from '../../abi/index.js';
import { GuestFault } from '../../machine/index.js';
import { mapLookup } from '../core/hash-map.js';
import { equal, isTrue } from '../core/ops.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { NULL, qstrWord, type Word } from '../core/word.js';
import { toMachineInt } from '../objects/int.js';

const MAX_ARGS = 0x1_0000;

/** Where the keywords are: a guest map, or an array of `count` key/value pairs. */
type Keywords = { readonly map: number } | { readonly pairs: number; readonly count: number };

function keywordCount(rt: Runtime, kw: Keywords): number {
  if ('pairs' in kw) return kw.count;
  return kw.map === 0 ? 0 : Math.floor(rt.field(kw.map, 0) / 8);
}

/** Value of keyword `key`, NULL if it was not given. */
function findKeyword(rt: Runtime, kw: Keywords, key: Word): Word {
  if ('map' in kw) {
    if (kw.map === 0) return NULL;
    const elem = mapLookup(rt, kw.map, key, 'lookup');
    return elem === 0 ? NULL : rt.ldObj(elem + rt.W);
  }
  for (let i = 0; i < kw.count; i++) {
    const at = kw.pairs + 2 * i * rt.W;
    const given = rt.ldObj(at);
    if (given === key || equal(rt, given, key)) return rt.ldObj(at + rt.W);
  }
  return NULL;
}

export function parseGuestArgs(
  rt: Runtime,
  nPos: number,
  pos: number,
  kw: Keywords,
  nAllowed: number,
  allowed: number,
  out: number,
): void {
  const { W } = rt;
  const nKw = keywordCount(rt, kw);
  if (!(nAllowed <= MAX_ARGS && nPos <= MAX_ARGS && nKw <= MAX_ARGS)) {
    throw new GuestFault('bad-call', nAllowed, 'impossible argument counts');
  }
  let posUsed = 0;
  let kwUsed = 0;
  for (let i = 0; i < nAllowed; i++) {
    const row = allowed + i * 2 * W;
    const qst = rt.mem.ld16(row);
    const flags = rt.mem.ld16(row + 2);
    const dest = out + i * W;
    let given: Word;
    if (i < nPos) {
      if ((flags & ARG.KW_ONLY) !== 0) typeError(rt, 'extra positional arguments given');
      posUsed++;
      given = rt.ldObj(pos + i * W);
    } else {
      given = findKeyword(rt, kw, qstrWord(qst));
      if (given === NULL) {
        if ((flags & ARG.REQUIRED) !== 0) typeError(rt, `'${rt.qstrs.text(qst)}' argument required`);
        rt.mem.st32(dest, rt.mem.ld32(row + W));
        if (rt.is64) rt.mem.st32(dest + 4, rt.mem.ld32(row + W + 4));
        continue;
      }
      kwUsed++;
    }
    const kind = flags & ARG.KIND_MASK;
    if (kind === ARG.BOOL) rt.mem.st8(dest, isTrue(rt, given) ? 1 : 0);
    else if (kind === ARG.INT) {
      const value = toMachineInt(rt, given);
      const wide = BigInt(value);
      rt.mem.st32(dest, Number(BigInt.asIntN(32, wide)));
      if (rt.is64) rt.mem.st32(dest + 4, Number(BigInt.asIntN(32, wide >> 32n)));
    } else rt.stObj(dest, given);
  }
  if (nPos > posUsed) typeError(rt, 'extra positional arguments given');
  if (nKw > kwUsed) typeError(rt, 'extra keyword arguments given');
}
