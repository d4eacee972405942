// Where the conformance kit's files are, and the boards that they are for.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BoardName } from '../../src/runtime/index.js';

const ROOT = fileURLToPath(new URL('../conformance/', import.meta.url));

export const kitPath = (path: string): string => ROOT + path;
export const kitFile = (path: string): Uint8Array => new Uint8Array(readFileSync(kitPath(path)));
export const kitText = (path: string): string => readFileSync(kitPath(path), 'utf8');
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
