// Backslash escapes of Python strings and bytes.

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

export const NAMED_CHARACTERS_UNSUPPORTED = 'characters by name (\\N{...}) are not supported; write \\uNNNN';

export type Escape = { readonly text: string; readonly size: number } | { readonly problem: string };

/** The escape that starts with the backslash at `at`. Unknown ones stand for themselves, as in Python. */
export function readEscape(text: string, at: number, isBytes: boolean): Escape {
  const char = text[at + 1];
  if (char === undefined) return { problem: 'a backslash at the end' };
  if (Object.hasOwn(SIMPLE, char)) return { text: SIMPLE[char]!, size: 2 };
  const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    if (isBytes && value > 0xff) return { problem: `\\${octal} is no byte` };
    return { text: String.fromCharCode(value), size: 1 + octal.length };
  }
  if (char === 'x') return hexadecimal(text, at, 2);
  if (isBytes) return { text: `\\${char}`, size: 2 };
  if (char === 'u') return hexadecimal(text, at, 4);
  if (char === 'U') return hexadecimal(text, at, 8);
  if (char === 'N') return { problem: 'named' };
  return { text: `\\${char}`, size: 2 };
}

function hexadecimal(text: string, at: number, digits: number): Escape {
  const found = text.slice(at + 2, at + 2 + digits);
  if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(found)) {
    return { problem: `\\${text[at + 1]} needs ${digits} hexadecimal digits` };
  }
  const value = Number.parseInt(found, 16);
  if (value > 0x10ffff) return { problem: `there is no character \\${text[at + 1]}${found}` };
  return { text: String.fromCodePoint(value), size: 2 + digits };
}
