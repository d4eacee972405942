// The variable arguments of printf_, which its signature does not tell: the format does (native-abi.md 2.11, 5.1).

import type { CheckState } from './state.js';
import { checkArgument, checkDefined } from './undefined-values.js';

const A2 = 12;
const A7 = 17;
const MAX_FORMAT = 4096;

/** What a conversion takes. */
type Size = 'int' | 'word' | 'double';

function* sizesOf(format: string): Generator<Size> {
  for (const [, star, long, conversion] of format.matchAll(/%[-+ 0]*\d*(?:\.(\*|\d*))?(l?)([\s\S])/g)) {
    if (star === '*') yield 'int';
    if ('duxX'.includes(conversion!)) yield long ? 'word' : 'int';
    else if ('cb'.includes(conversion!)) yield 'int';
    else if ('pPsq'.includes(conversion!)) yield 'word';
    else if ('eEfFgG'.includes(conversion!)) yield 'double';
  }
}

function formatAt(s: CheckState, addr: number): string {
  let text = '';
  for (let i = 0; i < MAX_FORMAT && s.memory.has(addr + i, 1); i++) {
    const byte = s.memory.ld8(addr + i);
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

export function checkPrintf(s: CheckState, name: string): void {
  const W = s.target.wordBytes;
  let r = A2;
  let at = s.sp;
  let number = 2;
  for (const size of sizesOf(formatAt(s, s.word(11)))) {
    number++;
    const slots = size === 'double' && W === 4 ? 2 : 1;
    if (slots === 2 && r <= A7) r += r & 1;
    if (slots === 2 && r > A7) at = Math.ceil(at / 8) * 8;
    for (let i = 0; i < slots; i++) {
      if (r <= A7) checkArgument(s, r++, size === 'int' ? 32 : W * 8, name, number);
      else {
        checkDefined(s, at, size === 'int' ? 4 : W, name);
        at += W;
      }
    }
  }
}
