// Text of a .mpy: UTF-8 of which targets check no more than the structure, so that a str can hold halves of surrogate pairs
// and other code points that JavaScript's strings cannot tell apart (python-dialect.md section 7). Where that is so, the
// bytes go along with the text.

import { utf8Step } from '../base/index.js';

export interface MpyText {
  /** For people and comparisons; what is no UTF-8 is U+FFFD. */
  readonly text: string;
  /** The bytes, where the text does not say them. */
  readonly raw?: Uint8Array;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Undefined for bytes without the structure of UTF-8. */
export function decodeText(bytes: Uint8Array): MpyText | undefined {
  try {
    return { text: strict.decode(bytes) };
  } catch {
    return hasStructure(bytes) ? { text: lenient.decode(bytes), raw: bytes.slice() } : undefined;
  }
}

export const encodeText = ({ text, raw }: MpyText): Uint8Array => raw ?? encoder.encode(text);

function hasStructure(bytes: Uint8Array): boolean {
  let missing = 0;
  for (const byte of bytes) {
    missing = utf8Step(missing, byte);
    if (missing < 0) return false;
  }
  return missing === 0;
}
