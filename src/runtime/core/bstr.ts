// Byte strings: JavaScript strings with one char (0..255) per byte. All text inside the runtime is UTF-8 bytes in this
// form, so that nothing is lost on data that is not valid text and ASCII costs no conversion.

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Byte string of raw bytes. */
export function bstrFromBytes(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
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
  let need = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (need > 0) {
      if ((c & 0xc0) !== 0x80) return false;
      need--;
    } else if (c >= 0x80) {
      if (c < 0xc0 || c >= 0xf8) return false;
      need = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    }
  }
  return need === 0;
}

/** Hash of a str or bytes: native-abi.md section 9.1 (16 bits, never 0). */
export function hashBstr(text: string): number {
  let h = 5381;
  for (let i = 0; i < text.length; i++) h = ((Math.imul(h, 33) ^ text.charCodeAt(i)) & 0xffff) >>> 0;
  return h === 0 ? 1 : h;
}

/** The same of bytes; `h` is the hash of what comes before them. */
export function hashBytes(bytes: Uint8Array, at: number, count: number, seed = 5381): number {
  let h = seed;
  for (let i = at; i < at + count; i++) h = (Math.imul(h, 33) ^ bytes[i]!) & 0xffff;
  return h === 0 ? 1 : h;
}
