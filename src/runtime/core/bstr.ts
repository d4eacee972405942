// Byte strings: JavaScript strings with one char (0..255) per byte. All text inside the runtime is UTF-8 bytes in this
// form, so that nothing is lost on data that is not valid text and ASCII costs no conversion.

import { STRING_HASH_MASK, STRING_HASH_SEED } from '../../abi/index.js';
import { utf8Step } from '../../base/index.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** From these lengths on the decoder is quicker than making the string from codes, and the encoder than storing them. */
const LONG_TO_DECODE = 14;
const LONG_TO_ENCODE = 64;

/** True if all of `bytes` are ASCII. */
function allAscii(bytes: Uint8Array): boolean {
  let all = 0;
  for (let i = 0; i < bytes.length; i++) all |= bytes[i]!;
  return all < 0x80;
}

/** Byte string of raw bytes. */
export function bstrFromBytes(bytes: Uint8Array): string {
  if (bytes.length >= LONG_TO_DECODE && allAscii(bytes)) return decoder.decode(bytes);
  let text = '';
  // `apply` takes a typed array at a time; spreading it would cost ten times as much.
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192) as unknown as number[]);
  }
  return text;
}

/** Puts the bytes of a byte string at `at`. */
export function putBstr(u8: Uint8Array, at: number, text: string): void {
  const n = text.length;
  // The encoder stops early where characters take two bytes.
  if (n >= LONG_TO_ENCODE && encoder.encodeInto(text, u8.subarray(at, at + n)).read === n) return;
  for (let i = 0; i < n; i++) u8[at + i] = text.charCodeAt(i);
}

/** Raw bytes of a byte string. */
export function bytesFromBstr(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Byte string (UTF-8) of a JavaScript string. */
export function bstr(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return bstrFromBytes(encoder.encode(text));
  return text;
}

/** JavaScript string of a byte string, for people to read; invalid UTF-8 becomes U+FFFD. */
export function textOfBstr(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return decoder.decode(bytesFromBstr(text));
  return text;
}

/** True if the bytes have the structure of UTF-8 (python-dialect.md section 7: only the structure is checked). */
export function isUtf8(text: string): boolean {
  let missing = 0;
  for (let i = 0; i < text.length && missing >= 0; i++) missing = utf8Step(missing, text.charCodeAt(i));
  return missing === 0;
}

/** `stringHash` of a byte string. */
export function hashBstr(text: string): number {
  let h = STRING_HASH_SEED;
  for (let i = 0; i < text.length; i++) h = Math.imul(h, 33) ^ text.charCodeAt(i);
  h &= STRING_HASH_MASK;
  return h === 0 ? 1 : h;
}
