// What is in a ROMFS image, for tools: everything that a board would find, and what it would not understand.
import { fail } from '../base/index.js';
import { HEADER, nextEntry, type Range, rootRange } from './records.js';

export interface RomfsEntry {
  /** With `/` between names; of a directory with one at its end. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly data: Uint8Array;
}

/** Directories in one another that are looked into. */
const MAX_DEPTH = 64;

/** Refuses what is no ROMFS image. */
export function checkRomfs(image: Uint8Array, file: string): void {
  if (!HEADER.every((byte, i) => image[i] === byte)) {
    fail('romfs/header', 'this is no ROMFS image', { file, offset: 0 }, ['natmod romfs DIR -o IMG makes one']);
  }
  if (!rootRange(image)) {
    fail('romfs/length', 'the image is shorter than it says, or its length is damaged', {
      file,
      offset: HEADER.length,
    });
  }
}

/** All entries, directories before what is in them. */
export function listRomfs(image: Uint8Array, file: string): RomfsEntry[] {
  checkRomfs(image, file);
  const found: RomfsEntry[] = [];
  const decoder = new TextDecoder();
  const walk = (range: Range, folder: string, depth: number): void => {
    for (let { at } = range; ; ) {
      const next = nextEntry(image, { at, end: range.end });
      if (!next) return;
      at = next.next;
      const { entry } = next;
      const name = decoder.decode(Uint8Array.from(entry.name, (c) => c.charCodeAt(0)));
      const data = entry.isDirectory ? new Uint8Array(0) : image.subarray(entry.body.at, entry.body.end);
      found.push({ path: `${folder}${name}${entry.isDirectory ? '/' : ''}`, isDirectory: entry.isDirectory, data });
      if (!entry.isDirectory) continue;
      if (depth === MAX_DEPTH) fail('romfs/depth', 'the directories are nested too deeply', { file, offset: at });
      walk(entry.body, `${folder}${name}/`, depth + 1);
    }
  };
  walk(rootRange(image)!, '', 0);
  return found;
}
