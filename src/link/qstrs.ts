// The names that C code uses as MP_QSTR_...: finding them in sources, writing the header that gives each a number, and
// reading that header's list back (linker.md section 3).
import { STATIC_QSTRS } from '../abi/index.js';

/** How the characters of static qstrs that C identifiers lack are spelt. */
const ESCAPES: Readonly<Record<string, string>> = {
  ' ': 'space',
  '*': 'star',
  '/': 'slash',
  '<': 'lt',
  '>': 'gt',
  '-': 'hyphen',
};

const escapeName = (text: string): string =>
  text.replace(/[^A-Za-z0-9_]/g, (c) => `_${ESCAPES[c] ?? `0x${c.charCodeAt(0).toString(16).padStart(2, '0')}`}_`);

const byCodePoint = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The header for these sources: defines for the static qstrs, then for the names they use. */
export function preprocess(sources: readonly { readonly name: string; readonly text: string }[]): string {
  const fixed = STATIC_QSTRS.map(escapeName);
  const names = new Set<string>();
  for (const { text } of sources) {
    for (const match of text.matchAll(/MP_QSTR_([A-Za-z0-9_]*)/g)) names.add(match[1]!);
  }
  for (const name of fixed) names.delete(name);
  const dynamic = [...names].sort(byCodePoint);
  return [
    '#include <stdint.h>',
    'typedef uintptr_t mp_off_t;',
    ...fixed.map((name, i) => `#define MP_QSTR_${name} (${i + 1})`),
    ...dynamic.map((name, i) => `#define MP_QSTR_${name} (mp_native_qstr_table[${i + 1}])`),
    'extern const uint16_t mp_native_qstr_table[];',
    'extern const uintptr_t mp_native_obj_table[];',
    '',
  ].join('\n');
}

/** The names of a header, in its order. */
export function readQstrs(header: string): string[] {
  const names: string[] = [];
  for (const line of header.split(/\r\n|\r|\n/)) {
    const match = /^#define MP_QSTR_([A-Za-z0-9_]*) \(mp_native_/.exec(line);
    if (match) names.push(match[1]!);
  }
  return names;
}
