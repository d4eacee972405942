// ROMFS images from trees of files. The same tree gives the same bytes: entries are sorted by name.
import { KIND } from './records.js';

export type RomfsNode = Uint8Array | RomfsTree;
export interface RomfsTree {
  readonly [name: string]: RomfsNode;
}

const FILE_SYSTEM = 0x14a6b1;
const HIGH_BIT = 0x80;

function varuint(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest & 0x7f) | HIGH_BIT);
  }
  return bytes;
}

function join(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const record = (kind: number, payload: Uint8Array): Uint8Array =>
  join([varuint(kind), varuint(payload.length), payload]);

function named(kind: number, name: string, body: Uint8Array): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  return record(kind, join([varuint(bytes.length), bytes, body]));
}

const isFile = (node: RomfsNode): node is Uint8Array => node instanceof Uint8Array;

function entries(tree: RomfsTree): Uint8Array {
  const names = Object.keys(tree).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return join(
    names.map((name) => {
      const node = tree[name]!;
      return isFile(node)
        ? named(KIND.FILE, name, record(KIND.DATA_VERBATIM, node))
        : named(KIND.DIRECTORY, name, entries(node));
    }),
  );
}

/** The image of a tree; its length is even. */
export function buildRomfs(tree: RomfsTree): Uint8Array {
  const body = entries(tree);
  const kind = varuint(FILE_SYSTEM);
  const length = varuint(body.length);
  // A leading zero digit makes the length even.
  const pad = (kind.length + length.length + body.length) % 2 === 0 ? [] : [HIGH_BIT];
  return join([kind, pad, length, body]);
}
