// The options that choose and size a board, shared by the commands that run guests.

import { suggest } from '../base/index.js';
import { readBytes } from '../node/index.js';
import { checkRomfs } from '../romfs/index.js';
import { UsageError } from './exit.js';
import type { GuestJob } from './guest-job.js';
import type { Parsed } from './parse.js';

/** Architecture code of a file -> the board that runs it. */
export const BOARD_OF_ARCH: Readonly<Record<number, GuestJob['board']>> = { 11: 'VIRT_RV32', 12: 'VIRT_RV64' };

/** What applies where an option is not given. */
export interface BoardDefaults {
  readonly limits: 'board' | 'large';
  /** Seconds; undefined for no limit. */
  readonly timeout: number | undefined;
}

/** Less does not hold what a board keeps in its heap from the start. */
const MIN_HEAP = 16 * 1024;
/** Guest memory reaches from 0x4000_0000 to 0x8000_0000; the rest is for stack and static data. */
const MAX_HEAP = 1023 * 1024 * 1024;
const MIN_STACK = 4 * 1024;
/** The guest's stack has 128 KiB; below the limit some must be left for the code that runs into it. */
const MAX_STACK = 120_000;

/** What a board is like, whichever it is. */
export type BoardSettings = Pick<GuestJob, 'limits' | 'heap' | 'stack' | 'gc' | 'check' | 'romfs' | 'timeout'>;

export type BoardChoice = BoardSettings & { readonly board: GuestJob['board'] | undefined };

export function boardOptions(parsed: Parsed, defaults: BoardDefaults): BoardChoice {
  return { board: oneOf(parsed, 'board', ['VIRT_RV64', 'VIRT_RV32']), ...boardSettings(parsed, defaults) };
}

export function boardSettings(parsed: Parsed, defaults: BoardDefaults): BoardSettings {
  oneOf(parsed, 'engine', ['interp']);
  return {
    limits: oneOf(parsed, 'limits', ['board', 'large']) ?? defaults.limits,
    heap: byteCount(parsed, 'heap', MIN_HEAP, MAX_HEAP),
    stack: byteCount(parsed, 'stack', MIN_STACK, MAX_STACK),
    gc: oneOf(parsed, 'gc', ['stress']),
    check: oneOf(parsed, 'check', ['on', 'uninit']),
    romfs: romfsOption(parsed),
    timeout: readTimeout(parsed, defaults.timeout),
  };
}

/** The image that --romfs names. */
function romfsOption(parsed: Parsed): Uint8Array | undefined {
  const file = parsed.value('romfs');
  if (file === undefined) return undefined;
  const bytes = readBytes(file);
  checkRomfs(bytes, file);
  return bytes;
}

function oneOf<T extends string>(parsed: Parsed, option: string, choices: readonly T[]): T | undefined {
  const value = parsed.value(option);
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const near = suggest(value, choices);
  throw new UsageError(`--${option} ${value}: choose ${choices.join(' or ')}`, near ? [`did you mean ${near}?`] : []);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 * 1024 };

function byteCount(parsed: Parsed, option: string, min: number, max: number): number | undefined {
  const value = parsed.value(option);
  if (value === undefined) return undefined;
  const match = /^(\d+|0[xX][0-9a-fA-F]+)([kKmM]?)$/.exec(value);
  const count = match ? Number(match[1]) * UNITS[match[2]!.toLowerCase()]! : Number.NaN;
  if (Number.isNaN(count)) {
    throw new UsageError(`--${option} ${value}: give a number of bytes, such as 65536, 0x10000 or 64k`);
  }
  if (count < min || count > max) throw new UsageError(`--${option} ${value}: choose from ${min} to ${max} bytes`);
  return count;
}

/** What --timeout says; undefined for no limit. */
export function readTimeout(parsed: Parsed, whenAbsent: number | undefined): number | undefined {
  const value = parsed.value('timeout');
  if (value === undefined) return whenAbsent;
  if (!/^(\d+\.?\d*|\.\d+)$/.test(value)) {
    throw new UsageError(`--timeout ${value}: give a number of seconds, such as 10 or 0.5; 0 for no limit`);
  }
  const limit = Number(value);
  return limit > 0 && limit < Number.MAX_SAFE_INTEGER ? limit : undefined;
}
