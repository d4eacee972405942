// The modules heapq, random, deflate, framebuf, uctypes, select and the mount table, as scripts use and misuse them.

import { createHash } from 'node:crypto';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { GuestCrash } from '../../system/index.js';
import { BOARDS, runScript } from './script.fixture.js';

const ALL = process.env.NATMOD_TEST === 'all';
const linesOf = (source: string, options = {}): string[] => runScript(source, options).stdout.trim().split('\n');
/** Last line of the traceback. */
const errorOf = (source: string, options = {}): string | undefined =>
  runScript(source, options).uncaught?.split('\n').at(-1);
const literal = (bytes: Iterable<number>): string =>
  `b'${[...bytes].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join('')}'`;

describe.each(BOARDS)('$board, gc $gc', (options) => {
  it('pops heaps in order', () => {
    const script = `
import heapq, random
h = []
for i in range(60): heapq.heappush(h, random.randint(0, 20))
l = [random.getrandbits(5) for i in range(61)]
heapq.heapify(l)
a = [heapq.heappop(h) for i in range(60)]
b = [heapq.heappop(l) for i in range(61)]
print(a == sorted(a), b == sorted(b), h, l)`;
    expect(linesOf(script, options)).toEqual(['True True [] []']);
  });

  it('survives lists that change while they are compared', () => {
    const script = `
import heapq
class N:
    def __init__(self, v): self.v = v
    def __lt__(self, o):
        if len(h) > 2: h.pop()
        h.append(N(self.v))
        h.clear()
        return self.v < o.v
for f in (heapq.heapify, heapq.heappop, lambda h: heapq.heappush(h, N(1))):
    h = [N(i) for i in (5, 3, 8, 1, 9, 2)]
    try: f(h)
    except IndexError as e: print(e)`;
    expect(linesOf(script, options)).toEqual(new Array(3).fill('list index out of range'));
  });

  it('makes bytes that are found again as keys', () => {
    const script = `
import struct, hashlib, binascii
made = [struct.pack('>HI', i, i * 7) for i in range(40)] + [bytes(i) for i in range(9, 15)] + [
    bytes(bytearray(b'abc')), (258).to_bytes(3, 'big'), hashlib.sha256(b'').digest(), binascii.unhexlify('0a0b')]
copies = [b''.join([b[:1], b[1:]]) for b in made]
print([b for b, c in zip(made, copies) if hash(b) != hash(c)])
d = {b: i for i, b in enumerate(made)}
print([d[c] for c in copies] == list(range(len(made))))`;
    expect(linesOf(script, options)).toEqual(['[]', 'True']);
  });

  it('draws the same numbers at each power-on', () => {
    const script = `
import random
print(*[random.getrandbits(32) for i in range(4)])
random.seed(3)
a = [random.randrange(7), random.randint(-3, 3), random.choice('abc'), random.random()]
random.seed(3)
print(a == [random.randrange(7), random.randint(-3, 3), random.choice('abc'), random.random()])
print(all(0 <= random.random() < 1 and 5 <= random.uniform(5, 6) <= 6 for i in range(200)))`;
    expect(linesOf(script, options)).toEqual(['3210414086 1932810334 3154934685 3186383582', 'True', 'True']);
  });
});

describe('deflate over native streams', () => {
  const data = Uint8Array.from({ length: 3000 }, (_, i) => (i * i) >> (i % 7));
  const record = (kind: number, payload: readonly number[]): number[] => [
    kind,
    payload.length >> 14 === 0 ? 0x80 | (payload.length >> 7) : 0,
    payload.length & 0x7f,
    ...payload,
  ];
  /** The bytes as a file of a ROM image. */
  const file = (bytes: Uint8Array): string => {
    const entry = record(5, [1, 'f'.charCodeAt(0), ...record(2, [...bytes])]);
    const image = [0xd2, 0xcd, 0x31, 0x80 | (entry.length >> 7), entry.length & 0x7f, ...entry];
    return `import vfs, deflate\nvfs.mount(vfs.VfsRom(${literal(image)}), '/r')\nf = open('/r/f', 'rb')\n`;
  };
  const check = `
import uctypes
s = 0
n = 0
while True:
    part = d.read(100)
    if not part: break
    n += len(part)
    for b in part: s = (s * 31 + b) & 0xffffff
print(n, s)`;
  const sum = data.reduce((s, b) => (s * 31 + b) & 0xff_ffff, 0);
  it.each([
    ['AUTO', deflateSync(data)],
    ['AUTO', gzipSync(data)],
    ['ZLIB', deflateSync(data, { windowBits: 9 })],
    ['GZIP', gzipSync(data)],
    ['RAW, 15', deflateRawSync(data)],
  ])('%s', (format, packed) => {
    for (const options of BOARDS) {
      expect(linesOf(`${file(packed)}d = deflate.DeflateIO(f, deflate.${format})${check}`, options)).toEqual([
        `3000 ${sum}`,
      ]);
    }
  });
  it('sees wrong checksums, formats and ends', () => {
    const broken = (packed: Buffer, at: number): Buffer => {
      const copy = Buffer.from(packed);
      copy[copy.length + at]! ^= 1;
      return copy;
    };
    const run = (packed: Uint8Array, format: string): string | undefined =>
      errorOf(`${file(packed)}deflate.DeflateIO(f, deflate.${format}).read()`);
    expect(run(broken(deflateSync(data), -1), 'ZLIB')).toBe('OSError: [Errno 22] EINVAL');
    expect(run(broken(gzipSync(data), -5), 'GZIP')).toBe('OSError: [Errno 22] EINVAL');
    expect(run(gzipSync(data), 'ZLIB')).toBe('OSError: [Errno 22] EINVAL');
    expect(run(deflateSync(data).subarray(0, 50), 'AUTO')).toBe('EOFError: ');
    expect(run(deflateSync(data).subarray(0, -1), 'AUTO')).toBe('EOFError: ');
  });
  it('closes its source if told so', () => {
    const packed = file(deflateSync(data));
    expect(errorOf(`${packed}deflate.DeflateIO(f, 0, 0, True).close()\nf.read()`)).toBe('OSError: [Errno 22] EINVAL');
    expect(errorOf(`${packed}deflate.DeflateIO(f).close()\nf.read()`)).toBeUndefined();
    expect(errorOf(`${packed}d = deflate.DeflateIO(f)\nd.close()\nd.read()`)).toBe('OSError: [Errno 22] EINVAL');
  });
});

describe('json', () => {
  it.each(['VIRT_RV64', 'VIRT_RV32'] as const)('ends a stream that never does as a MemoryError: %s', (board) => {
    const endless = linesOf(
      `
import io, json
class Endless(io.IOBase):
    def __init__(self, first, other):
        self.first, self.other = first, other
    def readinto(self, buf):
        for i in range(len(buf)):
            buf[i] = self.first or self.other
            self.first = 0
        return len(buf)
for first, other in ('"a', '"\\\\', '11', '[['):
    try:
        print(json.load(Endless(ord(first), ord(other))))
    except MemoryError:
        print('MemoryError')
`,
      { board, heap: 32 << 10 },
    );
    expect(endless).toEqual(new Array(4).fill('MemoryError'));
  });
});

describe('hashlib', () => {
  it.each(BOARDS)('hashes data of every length, in pieces: $board, gc $gc', (options) => {
    const hashed = linesOf(
      `
import hashlib
data = bytes(i * 7 & 255 for i in range(200))
for n in range(130):
    h = hashlib.sha256(data[:n // 3])
    h.update(memoryview(data)[n // 3 : n])
    print(h.digest().hex())
`,
      options,
    );
    const data = Uint8Array.from({ length: 200 }, (_, i) => i * 7);
    const expected = Array.from({ length: 130 }, (_, n) => createHash('sha256').update(data.subarray(0, n)));
    expect(hashed).toEqual(expected.map((hash) => hash.digest('hex')));
  });
});

describe('framebuf', () => {
  it('draws what fits, whatever the arguments', () => {
    const { below: random } = randomFrom(9);
    const number = (): number => (random(8) === 0 ? random(2 ** 20) - 2 ** 19 : random(30) - 10);
    const numbers = (n: number): string => Array.from({ length: n }, number).join(', ');
    const drawing = (): string => {
      const calls = [
        () => `f.fill_rect(${numbers(5)})`,
        () => `f.rect(${numbers(5)}, ${random(2)})`,
        () => `f.line(${numbers(5)})`,
        () => `f.ellipse(${numbers(2)}, ${random(40)}, ${random(40)}, ${number()}, ${random(2)}, ${random(16)})`,
        () =>
          `f.poly(${numbers(2)}, array.array('h', [${Array.from({ length: 8 }, () => random(40) - 10)}]), 1, ${random(2)})`,
        () => `f.blit(g, ${numbers(2)}, ${random(3) - 1})`,
        () => `f.scroll(${numbers(2)})`,
        () => `f.text('A\\x01~', ${numbers(3)})`,
        () => `f.pixel(${numbers(random(2) + 2)})`,
      ];
      return calls[random(calls.length)]!();
    };
    // Guard bytes on each side must stay as they are.
    const script = (): string => `
import framebuf, array
for fmt in range(7):
    raw = bytearray(256)
    f = framebuf.FrameBuffer(memoryview(raw)[64:192], 7, 5, fmt, 9)
    g = framebuf.FrameBuffer(bytearray(64), 6, 4, fmt)
    g.fill(1)
    ${Array.from({ length: 150 }, drawing).join('\n    ')}
    print(bytes(raw[:64]) == bytes(64), bytes(raw[192:]) == bytes(64))`;
    for (let i = 0; i < (ALL ? 100 : 1); i++) expect(linesOf(script())).toEqual(new Array(7).fill('True True'));
  });
  it('keeps all formats apart', () => {
    const script = `
import framebuf
for fmt, n in ((0, 16), (1, 160), (2, 40), (3, 16), (4, 16), (5, 24), (6, 80)):
    f = framebuf.FrameBuffer(bytearray(n), 8 if fmt in (3, 4) else 10, 8, fmt)
    for y in range(8):
        for x in range(8): f.pixel(x, y, x * 8 + y)
    mask = {0: 0, 1: 0xffff, 2: 15, 3: 0, 4: 0, 5: 3, 6: 255}[fmt]
    want = lambda v: (v & mask) if mask else int(v != 0)
    print(all(f.pixel(x, y) == want(x * 8 + y) for x in range(8) for y in range(8)))`;
    expect(linesOf(script)).toEqual(new Array(7).fill('True'));
  });
});

describe('uctypes', () => {
  it('faults where no memory is', () => {
    for (const script of [
      "uctypes.struct(16, {'a': uctypes.UINT32 | 0}).a",
      'uctypes.bytes_at(-8, 4)',
      "uctypes.struct(0, {'a': uctypes.UINT64 | 0}).a = 5",
      "bytes(uctypes.struct(5, {'a': uctypes.UINT64 | 0}))",
      'uctypes.bytearray_at(100, 4)[0]',
    ]) {
      for (const { board } of BOARDS) {
        expect(() => runScript(`import uctypes\n${script}`, { board })).toThrow(GuestCrash);
      }
    }
  });
  it('takes addresses, sizes and indices on trust', () => {
    const script = `
from uctypes import *
b = bytearray(range(1, 65)); a = addressof(b)
print(bytes_at('a', 1), bytes_at(None, 0), bytes_at(a, 'a'), len(bytearray_at(a, None)), bytes_at(a, 3))
arr = struct(a, (ARRAY | 0, 16 | UINT8))
print(arr[None], arr[False], arr[True])
arr[None] = 99
print(b[3])
class Int:
    def __int__(self): return 2
for i in ('a', 1.5, [], Int(), 2**40, 2**70):
    try: arr[i]
    except IndexError as e: print(e, end=';')
print()
for value in (2**70, 'a'):
    try: struct(a, {'b': BFUINT8 | 0 | 0 << BF_POS | 3 << BF_LEN}).b = value
    except Exception as e: print(repr(e))`;
    for (const options of BOARDS) {
      expect(linesOf(script, options)).toEqual([
        "b'\\x00' b'' b'' 0 b'\\x01\\x02\\x03'",
        '4 8 16',
        '99',
        'struct: index out of range;'.repeat(6),
        "OverflowError('overflow converting long int to machine word',)",
        `TypeError("can't convert str to int",)`,
      ]);
    }
  });
  it('names kinds of structures, and where any pointer points', () => {
    const script = `
from uctypes import *
for d in ({}, (ARRAY | 0, 1 | UINT8), (PTR | 0, UINT8), (0, {}), (), 5, None, 'a'): print(repr(struct(16, d)).split()[1], end=' ')
b = bytearray(b'\\xff' * 8)
print(int(struct(addressof(b), (PTR | 0, UINT8))), int(struct(addressof(bytearray(b'12')), {'a': UINT16})))`;
    const kinds = 'STRUCT ARRAY PTR unk unk ERROR ERROR ERROR';
    expect(linesOf(script, { board: 'VIRT_RV64' })).toEqual([`${kinds} ${2n ** 64n - 1n} 12`]);
    expect(linesOf(script, { board: 'VIRT_RV32' })).toEqual([`${kinds} ${2n ** 32n - 1n} 12`]);
  });
  it('refuses descriptors of other forms', () => {
    for (const descriptor of [
      "{'a': 'x'}",
      "{'a': (1,)}",
      "{'a': (1, 2, 3, 4)}",
      "{'a': ('x', 1)}",
      '(0, 5.5)',
      '(3 << 29, 1)',
    ]) {
      expect(errorOf(`import uctypes\nuctypes.sizeof(${descriptor})`)).toBe(
        'TypeError: syntax error in uctypes descriptor',
      );
    }
    expect(errorOf("import uctypes\nd = {}\nd['d'] = (0, d)\nuctypes.sizeof(d)")).toBe(
      'RuntimeError: maximum recursion depth exceeded',
    );
  });
});

it('gives a package the attribute for a submodule when that was loaded', () => {
  const script = `
import io, sys, vfs
files = {'/pq/__init__.py': b'', '/pq/sub.py': b'import pq\\nprint(hasattr(pq, "sub"))\\npq.sub = 0', '/pq/bad.py': b'import pq.bad\\n1/0'}
class FS:
    def mount(self, ro, mkfs): pass
    def stat(self, p): return (0x4000 if p == '/pq' else 0x8000 if p in files else files[p],) + (0,) * 9
    def open(self, p, mode): return io.BytesIO(files[p])
vfs.mount(FS(), '/r'); sys.path.append('/r')
import pq.sub
print(pq.sub)
try: import pq.bad
except ZeroDivisionError: print(hasattr(pq, 'bad'))
del pq.sub
import pq.sub
print(hasattr(pq, 'sub'))`;
  expect(linesOf(script)).toEqual(['False', "<module 'pq.sub' from '/r/pq/sub.py'>", 'False', 'False']);
});

it('takes anything for ticks', () => {
  const script = `
import time
print(time.ticks_add(None, 1), time.ticks_add(True, 0), time.ticks_diff(False, 0), time.ticks_diff(0, time.ticks_add(0, -1)))`;
  for (const options of BOARDS) expect(linesOf(script, options)).toEqual(['4 15 7 1']);
});

describe('mounts', () => {
  const FS = `
import vfs, os
class FS:
    def __init__(self, n): self.n = n
    def mount(self, ro, mkfs): pass
    def umount(self): pass
    def chdir(self, p): print(self.n, 'chdir', p)
    def getcwd(self): return '/'
    def stat(self, p): print(self.n, 'stat', repr(p)); return (0,) * 10
`;
  it('takes what a file system says of its folder', () => {
    const script = `
import os, vfs
class FS:
    def __init__(self, answer): self.answer = answer
    def mount(self, ro, mkfs): pass
    def umount(self): pass
    def chdir(self, p): pass
    def getcwd(self): return self.answer
for at in ('/m', '/'):
    for answer in ('/', '', b'/b', 5):
        vfs.mount(FS(answer), at); os.chdir('/m')
        try: print(repr(os.getcwd()), end=' ')
        except TypeError as e: print(e, end=' ')
        os.chdir('/'); vfs.umount(at)
    print()`;
    expect(linesOf(script)).toEqual([
      "'/m' '/m' '/m/b' can't convert 'int' object to str implicitly ",
      "'/' '' b'/b' 5",
    ]);
  });
  it.each(BOARDS)('resolves paths on $board, gc $gc', (options) => {
    const script = `${FS}
vfs.mount(FS('a'), '/a'); vfs.mount(FS('root'), '/'); vfs.mount(FS('b'), '/b')
for p in ('/a', '/a/', '/a/x', '/ab', '/b/y/z', 'a/q', 'c', b'/a/t'): os.stat(p)
print([p for f, p in vfs.mount()])
os.chdir('/a'); os.stat('a/q'); vfs.umount('/a'); print(os.getcwd()); os.stat('a/q')`;
    expect(linesOf(script, options)).toEqual([
      "a stat '/'",
      "a stat '/'",
      "a stat '/x'",
      "root stat '/ab'",
      "b stat '/y/z'",
      "a stat '/q'",
      "root stat 'c'",
      "a stat b'/t'",
      "['/a', '/b', '/']",
      'a chdir /',
      "a stat 'a/q'",
      '/',
      "root stat 'a/q'",
    ]);
  });
  it('has no submodules in what is no package', () => {
    for (const entry of ['5', 'None', "'text'", 'sys', 'object()', 'FS']) {
      expect(errorOf(`${FS}import sys\nsys.modules['p'] = ${entry}\nimport p.q`)).toBe(
        "ImportError: no module named 'p.q'",
      );
    }
    expect(linesOf(`${FS}import sys\nsys.modules['p'] = 5\nsys.modules['p.q'] = 6\nimport p.q\nprint(p)`)).toEqual([
      '5',
    ]);
  });
  it('refuses mount points inside of others', () => {
    expect(errorOf(`${FS}vfs.mount(FS('a'), '/a')\nvfs.mount(FS('x'), '/a/x')`)).toBe('OSError: [Errno 1] EPERM');
  });
});
