// Decompression of DEFLATE data (RFC 1951), one byte at a time: input is asked for bit by bit as it is needed, so that not
// one byte behind the data is taken from its source, and at most a window of the output is kept. Libraries take their
// input in pieces, and end up behind the data.

/** What the decoder gives instead of a byte. */
export const INFLATE_END = -1;
export const INFLATE_ERROR = -2;

const MAX_BITS = 15;
const END_OF_BLOCK = 256;
const MAX_LITERALS = 288;
const MAX_DISTANCES = 32;

const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const DISTANCE_CODES = 30;
/** Order in which the lengths of the code length code are stored. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A canonical Huffman code: how many codes there are of each length, and the symbols in order of their codes. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

/** The code of these lengths; undefined if there are more codes than fit. Incomplete ones are allowed. */
function makeCode(lengths: readonly number[]): Code | undefined {
  const counts = new Uint16Array(MAX_BITS + 1);
  for (const n of lengths) counts[n]!++;
  counts[0] = 0;
  let free = 1;
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    free = 2 * free - counts[bits]!;
    if (free < 0) return undefined;
  }
  const next = new Uint16Array(MAX_BITS + 2);
  for (let bits = 1; bits <= MAX_BITS; bits++) next[bits + 1] = next[bits]! + counts[bits]!;
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((n, symbol) => {
    if (n > 0) symbols[next[n]!++] = symbol;
  });
  return { counts, symbols };
}

function fixedLengths(): number[] {
  const runs: readonly [number, number][] = [
    [144, 8],
    [112, 9],
    [24, 7],
    [8, 8],
  ];
  return runs.flatMap(([n, bits]) => new Array<number>(n).fill(bits));
}
const FIXED_LITERALS = makeCode(fixedLengths())!;
const FIXED_DISTANCES = makeCode(new Array<number>(DISTANCE_CODES).fill(5))!;

type State = 'header' | 'stored' | 'codes' | 'end' | 'error';

export class Inflater {
  private readonly source: () => number;
  private readonly window: Uint8Array;
  private state: State = 'header';
  private isLast = false;
  private bits = 0;
  private bitCount = 0;
  private literals: Code = FIXED_LITERALS;
  private distances: Code = FIXED_DISTANCES;
  /** Bytes left of a stored block, or of a copy. */
  private left = 0;
  private distance = 0;
  private position = 0;
  /** Bytes of output so far, up to the size of the window. */
  private filled = 0;

  /** `source` gives the next byte of input; it throws at its end. The size of `window` is a power of two. */
  constructor(source: () => number, window: Uint8Array) {
    this.source = source;
    this.window = window;
  }

  /** The next byte of output, INFLATE_END behind the last one, INFLATE_ERROR for broken data (for good). */
  next(): number {
    for (;;) {
      switch (this.state) {
        case 'header':
          this.blockHeader();
          break;
        case 'stored':
          if (this.left > 0) {
            const byte = this.source();
            this.left--;
            return this.put(byte);
          }
          this.endBlock();
          break;
        case 'codes': {
          if (this.left > 0) {
            this.left--;
            return this.put(this.window[(this.position - this.distance) & (this.window.length - 1)]!);
          }
          const byte = this.symbol();
          if (byte >= 0) return this.put(byte);
          break;
        }
        case 'end':
          return INFLATE_END;
        case 'error':
          return INFLATE_ERROR;
      }
    }
  }

  private put(byte: number): number {
    this.window[this.position] = byte;
    this.position = (this.position + 1) & (this.window.length - 1);
    if (this.filled < this.window.length) this.filled++;
    return byte;
  }

  private endBlock(): void {
    this.state = this.isLast ? 'end' : 'header';
  }

  private takeBits(n: number): number {
    while (this.bitCount < n) {
      this.bits |= this.source() << this.bitCount;
      this.bitCount += 8;
    }
    const value = this.bits & ((1 << n) - 1);
    this.bits >>>= n;
    this.bitCount -= n;
    return value;
  }

  /** The next symbol of a code; undefined if no code begins with these bits. */
  private decode({ counts, symbols }: Code): number | undefined {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= MAX_BITS; bits++) {
      code |= this.takeBits(1);
      const count = counts[bits]!;
      if (code - first < count) return symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return undefined;
  }

  private blockHeader(): void {
    this.isLast = this.takeBits(1) === 1;
    const kind = this.takeBits(2);
    this.state = 'error';
    if (kind === 0) {
      this.bits = 0;
      this.bitCount = 0;
      const length = this.takeBits(16);
      if (this.takeBits(16) !== (~length & 0xffff)) return;
      this.left = length;
      this.state = 'stored';
    } else if (kind === 1) {
      this.literals = FIXED_LITERALS;
      this.distances = FIXED_DISTANCES;
      this.state = 'codes';
    } else if (kind === 2 && this.dynamicCodes()) this.state = 'codes';
  }

  private dynamicCodes(): boolean {
    const literalCount = this.takeBits(5) + 257;
    const distanceCount = this.takeBits(5) + 1;
    const lengthCount = this.takeBits(4) + 4;
    if (literalCount > MAX_LITERALS || distanceCount > MAX_DISTANCES) return false;
    const lengthLengths = new Array<number>(LENGTH_ORDER.length).fill(0);
    for (let i = 0; i < lengthCount; i++) lengthLengths[LENGTH_ORDER[i]!] = this.takeBits(3);
    const lengthCode = makeCode(lengthLengths);
    if (!lengthCode) return false;
    const total = literalCount + distanceCount;
    const lengths: number[] = [];
    while (lengths.length < total) {
      const symbol = this.decode(lengthCode);
      if (symbol === undefined) return false;
      if (symbol < 16) {
        lengths.push(symbol);
        continue;
      }
      const previous = lengths[lengths.length - 1];
      if (symbol === 16 && previous === undefined) return false;
      const value = symbol === 16 ? previous! : 0;
      const repeat =
        symbol === 16 ? 3 + this.takeBits(2) : symbol === 17 ? 3 + this.takeBits(3) : 11 + this.takeBits(7);
      if (lengths.length + repeat > total) return false;
      for (let i = 0; i < repeat; i++) lengths.push(value);
    }
    const literals = makeCode(lengths.slice(0, literalCount));
    const distances = makeCode(lengths.slice(literalCount));
    if (!literals || !distances) return false;
    this.literals = literals;
    this.distances = distances;
    return true;
  }

  /** Decodes a literal (the result), or else the begin of a copy or the end of the block (-1). */
  private symbol(): number {
    const symbol = this.decode(this.literals);
    if (symbol !== undefined && symbol < END_OF_BLOCK) return symbol;
    if (symbol === END_OF_BLOCK) {
      this.endBlock();
      return -1;
    }
    const base = symbol === undefined ? undefined : LENGTH_BASE[symbol - END_OF_BLOCK - 1];
    if (base !== undefined) {
      const length = base + this.takeBits(LENGTH_EXTRA[symbol! - END_OF_BLOCK - 1]!);
      const code = this.decode(this.distances);
      if (code !== undefined && code < DISTANCE_CODES) {
        const extra = code < 2 ? 0 : (code >> 1) - 1;
        const distance = (code < 2 ? code : (2 + (code & 1)) << extra) + 1 + this.takeBits(extra);
        if (distance <= this.filled) {
          this.left = length;
          this.distance = distance;
          return -1;
        }
      }
    }
    this.state = 'error';
    return -1;
  }
}

/** The checksum of zlib data, continued by one byte. */
export function adler32(sum: number, byte: number): number {
  const a = ((sum & 0xffff) + byte) % 65521;
  const b = ((sum >>> 16) + a) % 65521;
  return ((b << 16) | a) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = (c & 1) !== 0 ? 0xedb8_8320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
/** The checksum of gzip data, continued by one byte. */
export function crc32(sum: number, byte: number): number {
  const c = ~sum;
  return ~(CRC_TABLE[(c ^ byte) & 0xff]! ^ (c >>> 8)) >>> 0;
}
