// Where names were found: members of types, along their bases, and values of global and built-in names. An entry gives the
// address of the {key, value} pair in the dict that has the name, so that values are always read afresh.
//
// What may make an entry wrong ends all of them, by counting the epoch up:
//   - a key comes to or leaves a dict that a search went through (`watchDict` marks the heap block of each; core/hash-map.ts
//     and the collector ask for the mark), or such a dict, or a type, is freed,
//   - machine code ran, which may have changed anything (native/calls.ts, native/gates.ts).

import type { Heap } from '../gc/heap.js';
import type { Addr, Qstr, Word } from './word.js';

const ENTRIES = 1024;
/** Words of an entry: key, qstr, epoch, address of the pair (0: nothing there), type whose dict has it, the method of a
 * built-in type that the name stands for (NULL: not known to be one). */
const STRIDE = 8;

export class MemberCache {
  private readonly words = new Int32Array(ENTRIES * STRIDE);
  private readonly heap: Heap;
  epoch = 1;

  constructor(heap: Heap) {
    this.heap = heap;
    heap.onFreeWatched = () => this.forget();
  }
  /** Nothing that was found is true any more. */
  forget(): void {
    this.epoch = (this.epoch + 1) | 0;
  }
  /** Entry of a name under `key` (a type or dict, or one of them plus 1 for another kind of search), or -1. */
  find(key: Addr, q: Qstr): number {
    const { words } = this;
    const at = slotOf(key, q);
    return words[at] === key && words[at + 1] === q && words[at + 2] === this.epoch ? at : -1;
  }
  pair(entry: number): Addr {
    return this.words[entry + 3]!;
  }
  owner(entry: number): Addr {
    return this.words[entry + 4]!;
  }
  add(key: Addr, q: Qstr, pair: Addr, owner: Addr): void {
    const { words } = this;
    const at = slotOf(key, q);
    words[at] = key;
    words[at + 1] = q;
    words[at + 2] = this.epoch;
    words[at + 3] = pair;
    words[at + 4] = owner;
    words[at + 5] = 0;
  }
  /** The built-in function that `setMethod` told of, 0 if there is none. */
  method(type: Addr, q: Qstr): Word {
    const { words } = this;
    const at = slotOf(type, q);
    return words[at] === type && words[at + 1] === q && words[at + 2] === this.epoch ? words[at + 5]! : 0;
  }
  /** A name in the constant dict of a type without attributes of its own is a built-in function that binds self. */
  setMethod(entry: number, method: Word): void {
    this.words[entry + 5] = method;
  }
  /** True if changes of this dict or type will be noticed: it is a heap block, or constant. */
  watch(addr: Addr, isConstant: boolean): boolean {
    if (!this.heap.isHead(addr)) return isConstant;
    this.heap.watch(addr);
    return true;
  }
}

function slotOf(key: Addr, q: Qstr): number {
  return (((key >>> 4) ^ (key & 1) ^ Math.imul(q, 61)) & (ENTRIES - 1)) * STRIDE;
}
