// Where the conformance kit's files are, and the boards that they are for.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BoardName } from '../../src/runtime/index.js';

const ROOT = fileURLToPath(new URL('../conformance/', import.meta.url));

export const kitPath = (path: string): string => ROOT + path;
export const kitFile = (path: string): Uint8Array => new Uint8Array(readFileSync(kitPath(path)));
export const kitText = (path: string): string => readFileSync(kitPath(path), 'utf8');
/** A recorded output, to be compared with what `collectOutput` gives. */
export const kitOutput = (path: string): string => outputText(kitFile(path));

const strictUtf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Bytes as the dialect's description writes outputs: UTF-8, and `\\xNN` for each byte that is none. */
function outputText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return withEscapes(bytes);
  }
}

/** The longest piece of UTF-8 at each place, an escape where there is none. */
function withEscapes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    try {
      text += strictUtf8.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += `\\x${first.toString(16).padStart(2, '0')}`;
      at++;
    }
  }
  return text;
}

/** A place for a board's output, and what came there. */
export function collectOutput(): { outputBytes: (bytes: Uint8Array) => void; text: () => string } {
  const pieces: Uint8Array[] = [];
  return { outputBytes: (bytes) => pieces.push(bytes), text: () => outputText(Buffer.concat(pieces)) };
}
/** The first of these files that exists. */
export const firstOf = (...paths: readonly string[]): string | undefined => paths.find((p) => existsSync(kitPath(p)));

export const BOARDS: readonly { board: BoardName; arch: string; short: string }[] = [
  { board: 'VIRT_RV64', arch: 'rv64imc', short: 'rv64' },
  { board: 'VIRT_RV32', arch: 'rv32imc', short: 'rv32' },
];

/** Cases of `known-failures.txt`: `name  reason`, one a line. */
export function knownFailures(): ReadonlyMap<string, string> {
  const text = readFileSync(fileURLToPath(new URL('./known-failures.txt', import.meta.url)), 'utf8');
  const rows = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return new Map(rows.map((line) => [line.split(/\s+/)[0]!, line.replace(/^\S+\s+/, '')] as const));
}
