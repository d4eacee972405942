import { constants, deflateRawSync, deflateSync, inflateRawSync, crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { adler32, crc32, INFLATE_END, INFLATE_ERROR, Inflater } from './inflate.js';

const ALL = process.env.NATMOD_TEST === 'all';
class EndOfInput extends Error {}

/** All output; 'end' if the input is too short, 'error' if it is broken. */
function inflate(
  data: Uint8Array,
  windowBits = 15,
  limit = 1 << 20,
): { out: Uint8Array; taken: number } | 'end' | 'error' {
  let at = 0;
  const source = (): number => {
    if (at >= data.length) throw new EndOfInput();
    return data[at++]!;
  };
  const inflater = new Inflater(source, new Uint8Array(1 << windowBits));
  const out: number[] = [];
  try {
    while (out.length < limit) {
      const byte = inflater.next();
      if (byte === INFLATE_ERROR) return 'error';
      if (byte === INFLATE_END) break;
      out.push(byte);
    }
  } catch (e) {
    if (e instanceof EndOfInput) return 'end';
    throw e;
  }
  return { out: Uint8Array.from(out), taken: at };
}

/** Data of several kinds: noise, few symbols, repeats at all distances. */
function sample(random: (n: number) => number, size: number): Uint8Array {
  const data = new Uint8Array(size);
  const alphabet = 1 + random(random(2) === 0 ? 255 : 6);
  for (let i = 0; i < size; ) {
    if (i > 10 && random(4) === 0) {
      const from = random(i);
      for (let n = random(300); n > 0 && i < size; n--, i++) data[i] = data[from + (n % (i - from))]!;
    } else data[i++] = random(alphabet);
  }
  return data;
}

const { Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;

describe('what zlib compressed', () => {
  const random = randomFrom(1).below;
  for (const level of [0, 1, 6, 9]) {
    for (const strategy of [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE]) {
      it(`level ${level}, strategy ${strategy}`, () => {
        for (let i = 0; i < 8; i++) {
          const data = sample(random, random(i * 4000 + 2));
          const windowBits = 9 + random(7);
          const packed = new Uint8Array(deflateRawSync(data, { level, strategy, windowBits }));
          const behind = Uint8Array.of(...packed, 1, 2, 3);
          // zlib never uses the whole of a window of 256 bytes, and asks for a larger one.
          expect(inflate(behind, windowBits)).toEqual({ out: data, taken: packed.length });
        }
      });
    }
  }
  it('is missed where it is cut', () => {
    const packed = new Uint8Array(deflateRawSync(sample(random, 500)));
    for (let n = 0; n < packed.length; n++) expect(inflate(packed.subarray(0, n))).toBe('end');
  });
  it('does not fit a window that is too small', () => {
    const data = new Uint8Array(2000);
    const next = randomFrom(7).below;
    for (let i = 0; i < 1000; i++) data[i] = data[i + 1000] = next(256);
    const packed = new Uint8Array(deflateRawSync(data));
    expect(inflate(packed, 8)).toBe('error');
    expect(inflate(packed, 10)).toMatchObject({ out: data });
  });
});

describe('broken data', () => {
  it('gives what zlib gives, or an error', () => {
    const random = randomFrom(2).below;
    let errors = 0;
    for (let i = 0; i < (ALL ? 20_000 : 600); i++) {
      const packed = new Uint8Array(deflateRawSync(sample(random, 200), { level: random(10) }));
      for (let n = 1 + random(3); n > 0; n--) packed[random(packed.length)] = random(256);
      const got = inflate(packed);
      if (typeof got === 'string') errors++;
      let expected: Uint8Array | undefined;
      try {
        expected = new Uint8Array(inflateRawSync(packed));
      } catch {
        // zlib refuses more: incomplete codes.
      }
      if (expected) expect(got).toMatchObject({ out: expected });
    }
    expect(errors).toBeGreaterThan(100);
  });
  it('ends on noise', () => {
    const random = randomFrom(3).below;
    for (let i = 0; i < (ALL ? 20_000 : 500); i++) {
      const got = inflate(Uint8Array.from({ length: random(80) }, () => random(256)));
      expect(typeof got === 'string' || got.out.length >= 0).toBe(true);
    }
  });
});

it('adds up checksums as zlib does', () => {
  const random = randomFrom(4).below;
  for (let i = 0; i < 20; i++) {
    const data = sample(random, random(3000));
    const packed = deflateSync(data);
    expect(data.reduce(adler32, 1)).toBe(packed.readUInt32BE(packed.length - 4));
    expect(data.reduce(crc32, 0)).toBe(zlibCrc32(data));
  }
});
