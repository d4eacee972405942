// --arch-flags (linker.md section 2): a number, or names separated by commas.
import type { Arch } from '../arch/index.js';
import { fail } from '../base/index.js';

const MAX_FLAGS = 2 ** 31 - 1;

/** The value of the flags, 0 for none. */
export function parseArchFlags(arch: Arch, flags: string | number | undefined): number {
  if (flags === undefined || flags === 0) return 0;
  const known = Object.keys(arch.flags);
  if (known.length === 0) fail('arch-flags', `Architecture "${arch.name}" does not support extra flags`);
  const value = typeof flags === 'number' ? flags : isNumeric(flags) ? parseNumber(flags) : parseNames(arch, flags);
  if (!(Number.isInteger(value) && value >= 0 && value <= MAX_FLAGS)) {
    fail('arch-flags', `Invalid architecture flags value "${flags}"`, undefined, [
      `give a number, or names separated by commas: ${known.join(', ')}`,
    ]);
  }
  return value;
}

const isNumeric = (text: string) => /^\d+$/.test(text) || (text.startsWith('0') && text.length > 2);

/** NaN when malformed. Leading zeros do not mean octal. */
function parseNumber(text: string): number {
  if (/^0[bB][01]+$/.test(text)) return Number.parseInt(text.slice(2), 2);
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  return /^\d+$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
}

function parseNames(arch: Arch, text: string): number {
  let value = 0;
  for (const name of text.split(',')) {
    const key = name.toLowerCase();
    const bit = Object.hasOwn(arch.flags, key) ? arch.flags[key] : undefined;
    if (bit === undefined) {
      fail('arch-flags', `Invalid architecture flags value "${name}"`, undefined, [
        `known names: ${Object.keys(arch.flags).join(', ')}`,
      ]);
    }
    value |= bit!;
  }
  return value;
}
