// Pointers that the collector does not see as such: it keeps a block only for a pointer to its first byte. A block that it
// frees while static data of a module still points into it is one that the module means to use.

import { locate, placeText } from '../debug/index.js';
import type { Allocation } from './blocks.js';
import { type CheckState, plural } from './state.js';

/** Looks for pointers to what a collection has freed. Only words that machine code stored as pointers count. */
export function checkUnrooted(s: CheckState, freed: readonly Allocation[]): void {
  const ids = new Map(freed.map((allocation) => [allocation.id, allocation]));
  const W = s.target.wordBytes;
  for (const { bss, bssSize } of s.images.all()) {
    for (let at = bss; at + W <= bss + bssSize; at += W) {
      const value = s.memory.ld32(at);
      const id = value === 0 ? 0 : s.shadow.originAt(at, value);
      const allocation = id > 0 ? ids.get(id) : undefined;
      if (!allocation) continue;
      const into = (value >>> 0) - allocation.start;
      s.report(
        'unrooted-pointer',
        `the collector frees a block of ${plural(allocation.size, 'byte')} to which ${placeText(locate(s.target.crashTarget(), at))} still points, ${into} bytes behind its start: only a pointer to the start keeps it`,
        () => [{ text: 'the block was allocated by', stack: s.lines(allocation.made) }],
        [at, ...s.stack()],
      );
    }
  }
}
