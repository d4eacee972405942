// The texts of micropython.mem_info() (python-dialect.md section 20).

import type { Runtime } from '../core/runtime.js';
import type { TypeDef } from '../core/typedef.js';
import { FREE, HEAD, TAIL } from '../gc/heap.js';

const BLOCKS_PER_LINE = 64;
const LETTERS: Readonly<Record<string, string>> = {
  ...{ list: 'L', dict: 'D', tuple: 'T', str: 'S', bytes: 'S', array: 'A', bytearray: 'A' },
  ...{ float: 'F', function: 'B', module: 'M' },
};

/** Lengths, in blocks, of the runs of the heap: each allocation, each stretch of free blocks. */
function runs(blocks: Uint8Array): { used: number[]; free: number[] } {
  const used: number[] = [];
  const free: number[] = [];
  for (let at = 0; at < blocks.length; ) {
    const isHead = blocks[at] === HEAD;
    let end = at + 1;
    while (end < blocks.length && blocks[end] === (isHead ? TAIL : FREE)) end++;
    (isHead ? used : free).push(end - at);
    at = end;
  }
  return { used, free };
}

export function memorySummary(rt: Runtime, stackUse: number): string {
  const { heap } = rt;
  const { total, used, free } = heap.stats();
  const sizes = runs(heap.blocks());
  const ofSize = (n: number): number => sizes.used.filter((size) => size === n).length;
  const most = (list: readonly number[]): number => list.reduce((a, b) => Math.max(a, b), 0);
  return [
    `mem: total=${heap.totalBytes}, current=${used}, peak=${heap.peakBytes}`,
    `stack: ${stackUse} out of ${rt.config.stackBytes}`,
    `GC: total: ${total}, used: ${used}, free: ${free}`,
    ` No. of 1-blocks: ${ofSize(1)}, 2-blocks: ${ofSize(2)}, max blk sz: ${most(sizes.used)}, max free sz: ${most(sizes.free)}`,
    '',
  ].join('\n');
}

function letterOf(rt: Runtime, addr: number): string {
  const def: TypeDef | undefined = rt.typeDefs.get(rt.field(addr, 0));
  return (def && LETTERS[def.name]) ?? 'h';
}

export function memoryLayout(rt: Runtime): string {
  const { heap } = rt;
  const blocks = heap.blocks();
  const lines = [`GC memory layout; from ${heap.base.toString(16)}:`];
  let freeLines = 0;
  const endFree = (): void => {
    if (freeLines > 0) lines.push(`       (${freeLines} lines all free)`);
    freeLines = 0;
  };
  for (let at = 0; at < blocks.length; at += BLOCKS_PER_LINE) {
    const row = blocks.subarray(at, at + BLOCKS_PER_LINE);
    if (row.every((state) => state === FREE)) {
      freeLines++;
      continue;
    }
    endFree();
    const letters = Array.from(row, (state, i) =>
      state === HEAD ? letterOf(rt, heap.base + (at + i) * heap.blockBytes) : state === TAIL ? '=' : '.',
    );
    lines.push(`${(at * heap.blockBytes).toString(16).padStart(8, '0')}: ${letters.join('')}`);
  }
  endFree();
  return `${lines.join('\n')}\n`;
}
