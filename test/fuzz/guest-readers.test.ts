// Functions of the guest that read bytes, texts and formats, given damaged and random ones on both boards: each call ends
// in a value or a Python exception, never in a JavaScript error or without end, and the board goes on. Seeded;
// NATMOD_TEST=all runs many more.

import { describe, expect, test } from 'vitest';
import { type Board, createBoard, GuestCrash, GuestTimeoutError, PythonError } from '../../src/index.js';
import { limitedLooks } from '../../src/system/looks.fixture.js';
import { type Random, randomFrom } from '../helpers/random.js';

const ROUNDS = process.env.NATMOD_TEST === 'all' ? 20_000 : 300;
/** Calls on one board: what they leave behind must not hide what a fresh board would show. */
const PER_BOARD = 500;

const utf8 = new TextEncoder();
const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

interface Reader {
  readonly name: string;
  /** Python: defines `f(data, n)`. */
  readonly source: string;
  readonly seeds: readonly (string | Uint8Array)[];
  /** Pieces that damage puts in. */
  readonly tokens: readonly string[];
  /** Whether `data` is bytes that need be no text. */
  readonly binary?: boolean;
  /** Reads memory at any address, where a board crashes too. */
  readonly mayCrash?: boolean;
}

const NUMBERS = ['0', '-1', '65536', '99999999999', '4294967296', '1e400', '0x', '_'];
const FORMATS = ['{', '}', '{}', '{0}', ':', '!r', '%', '*', '.', '99', '(a)', 'd', 's', 'c', 'x', 'e', ','];
const STRUCT = ['<', '>', '=', '@', ...'xbBhHiIlLqQfdespPOS?', '9', '0', '99999', '2147483648', ' '];

const READERS: readonly Reader[] = [
  {
    name: 'json.loads',
    source: 'import json\ndef f(data, n): return json.loads(data)',
    seeds: ['{"a": [1, -2.5e3, true, null], "b": {"c": "\\u00e9\\n"}}', '[[[[]]]]', '"text"', '12345678901234567890'],
    tokens: ['{', '}', '[', ']', '"', '\\', '\\u', ',', ':', '-', 'e', 'true', 'nul', '\0', ...NUMBERS],
    binary: true,
  },
  {
    name: 'json.load',
    source: 'import json, io\ndef f(data, n): return json.load(io.BytesIO(data))',
    seeds: ['{"a": [1, -2.5e3, true, null]}', '[1, {"a": "b"}]'],
    tokens: ['{', '}', '[', ']', '"', '\\', ',', ':', '-', 'e', '\0'],
    binary: true,
  },
  {
    name: 'struct',
    source: `import struct
FIXED = bytes(range(64))
def f(data, n):
    struct.calcsize(data)
    if n & 1: return struct.unpack_from(data, FIXED, n % 70 - 3)
    if n & 2: return struct.pack(data, 1, -2, 'x', b'y', 2 ** 40, 1.5)
    return struct.pack_into(data, bytearray(32), n % 40 - 4, 1, 2, 3)`,
    seeds: ['<BHI', '>3s2xQ', '!bhiq', 'BB', '<fd', '10s', ''],
    tokens: STRUCT,
    // O and S read pointers.
    mayCrash: true,
  },
  {
    name: 'binascii',
    source: `import binascii
def f(data, n):
    g = (binascii.unhexlify, binascii.a2b_base64, binascii.crc32, binascii.hexlify, binascii.b2a_base64)[n % 5]
    return g(data)`,
    seeds: ['00ff10', 'aGVsbG8=', 'YQ==\n', '41 42'],
    tokens: ['=', '==', '\n', ' ', 'g', '+', '/', '-', '0'],
    binary: true,
  },
  {
    name: 're',
    source: `import re
def f(data, n):
    p = re.compile(data)
    r = [p.match('aab b1_c'), p.search('xx aab\\nb')]
    r.append(re.sub(data, (r'<\\1>', '-', r'\\g<0>', lambda m: m.group(0))[n % 4], 'abab c', n % 3))
    if n & 1: r.append(p.split('a b,c', n % 4))
    return [m and m.group(n % 3) for m in r[:2]]`,
    seeds: ['(a+)b', '[^a-c]*x', 'a|b|c', '(?:ab)?c$', '^\\s+\\d?\\w+?', '[\\d\\s]+', '((a)(b))'],
    tokens: ['(', ')', '(?:', '[', ']', '[^', '*', '+', '?', '|', '\\', '^', '$', '.', '-', '\\d', '{2}'],
  },
  {
    name: 'deflate',
    source: `import deflate, io
def f(data, n):
    d = deflate.DeflateIO(io.BytesIO(data), n % 4, (0, 8, 15)[n % 3])
    return (d.read(n % 50), d.readline(), d.read(2000))`,
    seeds: [
      hex('789ccb48cdc9c90700062c0215'),
      hex('1f8b08000000000002ffcb48cdc9c9070086a6103605000000'),
      hex('cb48cdc9c90700'),
      hex('789c4b4c4a86220000ef0309'),
      hex('4b4c4a4e4c4a06d2000000ffff0300'),
    ],
    tokens: ['\0', '\x78\x01', '\x1f'],
    binary: true,
  },
  {
    name: 'uctypes descriptors',
    source: `import uctypes as u
BUF = bytearray(64)
def build(data, i):
    if i[0] >= len(data): return u.UINT8 | 0
    c = data[i[0]]
    i[0] += 1
    if c < 60: return (c * 0x1234567) & 0xffffffff
    if c < 90: return (u.ARRAY | c % 16, build(data, i))
    if c < 120: return (u.ARRAY | c % 8, c % 5, build(data, i))
    if c < 140: return (u.PTR | c % 16, build(data, i))
    if c < 170: return (c % 20, {'x': build(data, i), 'y': build(data, i)})
    if c < 200: return u.UINT32 | c % 16
    if c < 220: return u.BFUINT16 | c % 8 | (c % 16) << u.BF_POS | (c % 9) << u.BF_LEN
    if c < 230: return c - 225
    return (None, 'x', (), (1,), 2 ** 31, -1, 2 ** 70, {}, [])[c % 9]
def f(data, n):
    desc = {'a': build(data, [0]), 'b': build(data, [3])}
    s = u.struct(u.addressof(BUF), desc, (u.NATIVE, u.LITTLE_ENDIAN, u.BIG_ENDIAN)[n % 3])
    try: u.sizeof(desc); u.sizeof(s)
    except (TypeError, ValueError): pass
    v = s.a
    try: v[0]
    except (TypeError, IndexError, AttributeError): pass
    s.b = n
    return repr(v)`,
    seeds: [Uint8Array.of(100, 70, 180, 200), Uint8Array.of(150, 1, 2, 3, 190), Uint8Array.of(205, 30, 60)],
    tokens: ['\0', '\x64', '\x46'],
    binary: true,
    mayCrash: true,
  },
  {
    name: 'framebuf',
    source: `import framebuf
def f(data, n):
    b = list(data) + [1, 2, 3, 4, 5, 6, 7, 8]
    w, h = b[0] % 40 - 2, b[1] % 40 - 2
    fb = framebuf.FrameBuffer(bytearray(400), w, h, n % 8, *((b[2],) if n & 8 else ()))
    fb.fill(b[3]); fb.pixel(b[2] - 100, b[3] - 100, 1); fb.line(b[0] - 100, b[1] * 300, b[2], -b[3] * 70, 5)
    fb.rect(b[4] - 120, b[5] - 120, b[6], b[7], 3, n & 1); fb.ellipse(b[0], b[1], b[2], b[3], 1, n & 1, n % 16)
    fb.text(str(data)[:20], b[4] - 50, b[5] - 50, n); fb.scroll(b[6] - 128, b[7] - 128); fb.hline(-b[0], b[1], 10 ** 6, 1)
    fb.blit(fb, b[2] - 20, b[3] - 20, n % 3); fb.blit((data, b[4] % 9, b[5] % 9, b[6] % 8), 0, 0)
    import array
    fb.poly(b[0], b[1], array.array('h', b), n & 3, n & 1)
    return fb.pixel(0, 0)`,
    seeds: [Uint8Array.of(16, 16, 4, 1, 2, 3, 4, 5), Uint8Array.of(8, 8, 0, 255, 200, 100)],
    tokens: ['\0', '\xff'],
    binary: true,
  },
  {
    name: 'str.format',
    source: `ARGS = (1, -2.5, 'text', b'b', None, [1], 10 ** 20)
def f(data, n): return data.format(*ARGS[n % 7:], a=n, b='z')`,
    seeds: ['{} {:5d} {!r:>8}', '{0:.3f}{1}', '{a:{b}}', '{{}}', '{:^10}|{:<5}', '{a[0]}{b.c}'],
    tokens: [...FORMATS, ...NUMBERS],
  },
  {
    name: '% formats',
    source: `ARGS = (1, -2.5, 'text', b'b', None, [1], 10 ** 20)
def f(data, n): return data % (ARGS[n % 7:], {'a': n, 'b': 'z'}, n)[n % 3]`,
    seeds: ['%d %s %r', '%5.2f|%-8s|', '%(a)d %(b)s', '%*d', '%c%%', '%x %o %e %g'],
    tokens: [...FORMATS, ...NUMBERS],
  },
  {
    name: 'numbers',
    source: `def f(data, n):
    g = (int, float, complex, lambda d: int(d, n % 40), lambda d: int(d, 0), eval, lambda d: format(n, d))[n % 7]
    return g(data)`,
    seeds: ['12345678901234567890', '-0x1f', '1.5e-3', '0b101', '1+2j', ' 7 ', '1_000', 'inf'],
    tokens: ['e', 'E', '.', '-', '+', 'x', 'j', '_', ' ', 'inf', 'nan', '\0', ...NUMBERS],
  },
  {
    name: 'bytes and text',
    source: `def f(data, n):
    g = (lambda d: d.decode(), lambda d: str(d, 'utf-8'), lambda d: bytes.fromhex(d), lambda d: int.from_bytes(d, 'big'),
         lambda d: d.split(b'a', n % 4), lambda d: __import__('array').array('bBhHiIlLqQfdx'[n % 13], d),
         lambda d: memoryview(d)[n % 9:-(n % 5)].hex(), lambda d: eval(d), lambda d: exec(d))[n % 9]
    return repr(g(data))`,
    seeds: ['texté€', '0102ff', 'a b a', '1 + 2', 'x = [1, 2]', hex('f09f9880')],
    tokens: ['\x80', '\xc3', '\xf0', 'a', "'", '"', '\\', '(', '\n', '    ', 'lambda', 'def f(x): ', '\0'],
    binary: true,
  },
];

function damaged(reader: Reader, random: Random): Uint8Array {
  const seed = random.pick(reader.seeds);
  let bytes = [...(typeof seed === 'string' ? utf8.encode(seed) : seed)];
  if (random.oneIn(8)) bytes = random.times(random.below(24), () => random.below(256));
  for (let edits = random.below(5); edits > 0; edits--) {
    const at = random.below(bytes.length + 1);
    const token = random.pick(reader.tokens);
    const encoded = reader.binary ? [...token].map((c) => c.charCodeAt(0) & 255) : [...utf8.encode(token)];
    if (random.oneIn(4)) bytes.splice(at, 1 + random.below(3));
    else if (random.oneIn(5)) bytes[Math.min(at, Math.max(0, bytes.length - 1))] = random.below(256);
    else if (random.oneIn(6)) bytes.splice(at, 0, ...bytes.slice(random.below(bytes.length + 1)));
    else bytes.splice(at, 0, ...encoded);
  }
  return Uint8Array.from(bytes.slice(0, 80));
}

/** How a call ended; anything that must not happen is thrown on. */
function attempt(board: Board, reader: Reader, data: Uint8Array | string, n: number): string {
  try {
    board.importModule('__main__').get('f').call(data, n).release();
    return 'value';
  } catch (error) {
    if (error instanceof PythonError) {
      error.object.release();
      return 'exception';
    }
    if (reader.mayCrash && error instanceof GuestCrash) return 'crash';
    // Backtracking without end, and scripts that loop.
    if (['re', 'bytes and text', 'numbers'].includes(reader.name) && error instanceof GuestTimeoutError)
      return 'timeout';
    const text = error instanceof Error ? `${error.stack}` : String(error);
    throw new Error(`${reader.name}, n = ${n}, data = ${JSON.stringify(data)} (${[...data]}): ${text}`);
  }
}

function newBoard(name: 'VIRT_RV64' | 'VIRT_RV32', reader: Reader): Board {
  const board = createBoard({ board: name, ...limitedLooks(40) });
  board.runScript(reader.source);
  return board;
}

describe.each(['VIRT_RV64', 'VIRT_RV32'] as const)('readers on %s', (name) => {
  test.each(READERS.map((reader) => [reader.name, reader] as const))('%s', (_name, reader) => {
    const random = randomFrom(READERS.indexOf(reader) + 1);
    const decoder = new TextDecoder();
    const ends = new Map<string, number>();
    let board = newBoard(name, reader);
    // New boards take most of the time.
    const rounds = reader.mayCrash ? ROUNDS / 4 : ROUNDS;
    for (let i = 0; i < rounds; i++) {
      const bytes = damaged(reader, random);
      const end = attempt(board, reader, reader.binary ? bytes : decoder.decode(bytes), random.below(1 << 20));
      ends.set(end, (ends.get(end) ?? 0) + 1);
      if (end === 'crash' || i % PER_BOARD === PER_BOARD - 1) board = newBoard(name, reader);
    }
    expect(ends.get('value') ?? 0, 'damage that leaves nothing right tests little').toBeGreaterThan(rounds / 20);
    expect(ends.get('exception') ?? 0).toBeGreaterThan(rounds / 50);
  });
});
