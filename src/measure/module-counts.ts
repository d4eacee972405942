// Executions of the machine code of modules, from those of guest addresses. Memory gets other contents when a board starts
// anew, and a module may be loaded more than once, so counts are kept by what the code is: the hash that maps have, too.
import type { ExecutionCounts } from '../machine/index.js';
import { hashImages } from '../mpy/index.js';

/** Machine code in guest memory: a part of the runtime's record. */
export interface LoadedCode {
  readonly fileName: string;
  readonly text: number;
  readonly textSize: number;
  readonly textBytes: Uint8Array;
  readonly rodataBytes: Uint8Array;
}

/** How often the instructions of a module were executed. */
export interface ModuleCounts {
  /** As the board knew it. */
  readonly file: string;
  /** hashImages of its text and rodata. */
  readonly hash: string;
  /** By halfword of the text. */
  readonly executed: Float64Array;
}

const hashes = new WeakMap<Uint8Array, string>();

function hashOf({ textBytes, rodataBytes }: LoadedCode): string {
  let hash = hashes.get(textBytes);
  if (hash === undefined) {
    hash = hashImages(textBytes, rodataBytes);
    hashes.set(textBytes, hash);
  }
  return hash;
}

function add(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length && i < from.length; i++) to[i]! += from[i]!;
}

/** Sums by module. The first given keeps its place and name. */
export class ModuleCountSum {
  private readonly modules = new Map<string, ModuleCounts>();

  add(counts: ModuleCounts): void {
    const known = this.modules.get(counts.hash);
    if (known) add(known.executed, counts.executed);
    else this.modules.set(counts.hash, { ...counts, executed: counts.executed.slice() });
  }

  /** What the code at its addresses did. */
  addLoaded(images: readonly LoadedCode[], counts: ExecutionCounts): void {
    for (const image of images) {
      const { executed } = counts.read(image.text, image.textSize);
      this.add({ file: image.fileName, hash: hashOf(image), executed });
    }
  }

  all(): ModuleCounts[] {
    return [...this.modules.values()];
  }
}
