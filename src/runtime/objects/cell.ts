// Cells: variables shared between a function and those nested in it (bytecode.md 3.5, native-abi.md 3.22).

import { GuestFault } from '../../machine/index.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import { isPointer, type Word } from '../core/word.js';

/** `value` NULL = unbound. */
export function newCell(rt: Runtime, value: Word): Word {
  const cell = rt.newObject(cellType, 2 * rt.W);
  rt.stObj(cell + rt.W, value);
  return cell;
}

function slotOf(rt: Runtime, cell: Word): number {
  if (!isPointer(cell)) throw new GuestFault('bad-object', cell >>> 0, 'a variable cell is needed');
  return cell + rt.W;
}

export const cellGet = (rt: Runtime, cell: Word): Word => rt.ldObj(slotOf(rt, cell));
export const cellSet = (rt: Runtime, cell: Word, value: Word): void => rt.stObj(slotOf(rt, cell), value);

export const cellType: TypeDef = defineType({ name: '' });
