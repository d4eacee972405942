// The interned strings of one board: native-abi.md section 9.4. Numbers 1..165 are fixed by the file format; those of
// built-in names follow at boot (operator method names first: they must stay below 256), then what is interned at run
// time. Texts are byte strings (bstr.ts); each also has NUL-terminated bytes in guest memory that never move.

import { STATIC_QSTRS } from '../../abi/index.js';
import { hashBstr } from './bstr.js';
import type { Addr, Qstr } from './word.js';

/** Longest text of a qstr: its length is stored in one byte. */
export const QSTR_MAX_LENGTH = 255;
const QSTR_MAX_NUMBER = 0xffff;
const BUCKETS = 2048;

export class QstrPool {
  private readonly texts: string[] = [''];
  private readonly hashes: number[] = [0];
  private readonly addrs: Addr[] = [0];
  private readonly numbers = new Map<string, Qstr>();
  /** For `findBytes`: the newest qstr by the low bits of its hash, and the next older one of each. */
  private readonly newest = new Uint16Array(BUCKETS);
  private readonly older: Qstr[] = [0];
  private readonly chars = new Uint16Array(256);
  /** Number of texts when a character was looked up last. */
  private readonly charsAsOf = new Int32Array(256);
  /** Stores a text with its NUL in guest memory that is never freed. */
  private readonly store: (text: string) => Addr;

  constructor(store: (text: string) => Addr) {
    this.store = store;
    for (const text of STATIC_QSTRS) this.add(text);
  }
  private add(text: string): Qstr {
    const q = this.texts.length;
    const addr = this.store(text);
    this.texts.push(text);
    const hash = hashBstr(text);
    this.hashes.push(hash);
    this.older.push(this.newest[hash & (BUCKETS - 1)]!);
    this.newest[hash & (BUCKETS - 1)] = q;
    this.addrs.push(addr);
    this.numbers.set(text, q);
    return q;
  }
  /** Number of a text, interning it if it is new; 0 if it cannot be interned (too long, or too many). */
  intern(text: string): Qstr {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (text.length > QSTR_MAX_LENGTH || this.texts.length > QSTR_MAX_NUMBER) return 0;
    return this.add(text);
  }
  /** Number of an already interned text, or 0. */
  find(text: string): Qstr {
    return this.numbers.get(text) ?? 0;
  }
  /** As `find`, for a text whose hash is known. */
  findHashed(text: string, hash: number): Qstr {
    let q = this.newest[hash & (BUCKETS - 1)]!;
    while (q !== 0 && (this.hashes[q] !== hash || this.texts[q] !== text)) q = this.older[q]!;
    return q;
  }
  /** Number of the interned text of one character, or 0. */
  ofChar(code: number): Qstr {
    const known = this.chars[code]!;
    // What is once interned stays so; what is not has to be looked up again when there are more texts.
    if (known !== 0 || this.charsAsOf[code] === this.texts.length) return known;
    const q = this.find(String.fromCharCode(code));
    this.chars[code] = q;
    this.charsAsOf[code] = this.texts.length;
    return q;
  }
  /** Number of an already interned text that lies in memory as bytes with this hash, or 0. */
  findBytes(u8: Uint8Array, at: number, len: number, hash: number): Qstr {
    if (len > QSTR_MAX_LENGTH) return 0;
    for (let q = this.newest[hash & (BUCKETS - 1)]!; q !== 0; q = this.older[q]!) {
      const text = this.texts[q]!;
      if (this.hashes[q] !== hash || text.length !== len) continue;
      let i = 0;
      while (i < len && text.charCodeAt(i) === u8[at + i]) i++;
      if (i === len) return q;
    }
    return 0;
  }
  get count(): number {
    return this.texts.length;
  }
  isValid(q: number): boolean {
    return q > 0 && q < this.texts.length;
  }
  /** Text as a byte string; '' for a number that is no qstr. */
  text(q: Qstr): string {
    return this.texts[q] ?? '';
  }
  hash(q: Qstr): number {
    return this.hashes[q] ?? 0;
  }
  /** Guest address of the NUL-terminated text, 0 for a number that is no qstr. */
  addr(q: Qstr): Addr {
    return this.addrs[q] ?? 0;
  }
}
