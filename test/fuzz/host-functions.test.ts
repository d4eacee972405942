// Every function of the runtime that machine code can reach, called through its gate with arguments of the right kinds and
// wrong ones: objects of any type, null, small numbers, addresses of arrays and of nothing. Each call ends in a result, a
// Python exception, a crash report or at the time limit, never in a JavaScript error. Seeded; NATMOD_TEST=all runs many more.
import { expect, test } from 'vitest';
import { type Board, createBoard, GuestCrash, GuestTimeoutError, PythonError } from '../../src/index.js';
import { GATE_BASE, RETURN_GATE } from '../../src/machine/index.js';
import { type Random, randomFrom } from '../helpers/random.js';

const CALLS = process.env.NATMOD_TEST === 'all' ? 100_000 : 1000;
const seedFrom = 1_000_000 * Number(process.env.NATMOD_SEED ?? 1);
/** A budget of looks at the clock instead of time, so that the outcome does not depend on the machine. */
const LOOKS = 3;
/** Calls on one board: what they leave behind must not hide what a fresh board would show. */
const PER_BOARD = 100;

const VALUES = `
import sys, io, array, re, random, machine, struct, deflate, hashlib, framebuf, uctypes
from collections import OrderedDict, deque, namedtuple
from micropython import RingIO
def f(*a, **k): return a
def g():
    x = yield 1
    yield x
class C:
    x = 1
    def __init__(self): self.y = 2
class D(dict): pass
class S:
    def __add__(self, o): raise ValueError(1)
    def __getitem__(self, i): return i
    def __call__(self, *a): return self
    def __len__(self): return 3
    def __bool__(self): raise TypeError
class P(io.IOBase):
    def write(self, b): return len(b)
    def readinto(self, b): return 0
    def ioctl(self, a, b): return -1
class Pin(machine.PinBase): pass
N = namedtuple('N', ('a', 'b'))
def closure():
    y = 3
    return lambda: y
pool = [None, True, False, 5, -1, 0, 1 << 70, -(1 << 70), 'abc', '', 'a' * 40, b'abc', bytearray(8), [1, 2, 3], [], (1, 2), ()]
pool += [{1: 2}, {}, {3}, frozenset((1,)), f, g(), g, int, list, dict, str, ValueError, ValueError(1), C(), C, D(), S(), S, P()]
pool += [Pin(), sys, io.BytesIO(b'hello'), io.StringIO('text'), array.array('i', [1, 2]), array.array('f', [1.5])]
pool += [memoryview(b'abcd'), memoryview(bytearray(8)), 1.5, float('nan'), 1j, range(3), iter([1]), object(), Ellipsis, type]
pool += ['x'.join, [].append, {}.keys(), {1: 2}.items(), reversed([1]), enumerate([1]), zip(), map(f, [1]), filter(f, [1])]
pool += [OrderedDict({1: 2}), deque((1, 2), 3), N(1, 2), N, re.compile('a'), re.match('a', 'a'), StopIteration(5), RingIO(8)]
pool += [closure(), property(f), staticmethod(f), classmethod(f), super, machine.mem8, machine.Signal, hashlib.sha256()]
pool += [framebuf.FrameBuffer(bytearray(8), 8, 8, 0), uctypes.struct(uctypes.addressof(bytearray(8)), {'a': uctypes.UINT8})]
block = bytearray(4096)
import uctypes
place = uctypes.addressof(block)
`;

interface Guest {
  readonly board: Board;
  readonly words: readonly number[];
  /** Address of a block for arrays and results. */
  readonly place: number;
}

function start(name: 'VIRT_RV64' | 'VIRT_RV32', seed: number): Guest {
  let looks = 0;
  const board = createBoard({
    ...{ board: name, timeout: LOOKS, now: () => 1000 * looks++, heap: 256 * 1024, output: () => {} },
    gc: seed % 7 === 0 ? 'stress' : undefined,
  });
  board.runScript(VALUES);
  const main = board.importModule('__main__');
  const words = main
    .get('pool')
    .items()
    .map((item) => item.word);
  return { board, words, place: Number(main.get('place').repr()) };
}

const KINDS: Readonly<Record<string, string>> = {
  fun1: 'o',
  fun2: 'oo',
  fun3: 'ooo',
  var: 'np',
  kw: 'npm',
  make_new: 'onnp',
  call: 'onnp',
  print: 'poi',
  unary_op: 'io',
  binary_op: 'ioo',
  attr: 'oqp',
  subscr: 'ooo',
  getiter: 'op',
  iternext: 'o',
  buffer: 'opi',
  stream_read: 'opnp',
  stream_write: 'opnp',
  stream_ioctl: 'oipp',
  print_strn: 'ppn',
};
const ABI_KINDS: Readonly<Record<string, string>> = { obj: 'o', ptr: 'p', word: 'n', int: 'i', qstr: 'q', char: 'c' };

/** Fills a part of the block as the array of objects that an argument points to. */
function array({ board, words, place }: Guest, random: Random, at: number): number {
  const { runtime } = board;
  const addr = place + at * 256;
  for (let i = 0; i < 256 / runtime.W; i++) {
    runtime.stObj(addr + i * runtime.W, random.oneIn(3) ? 0 : random.pick(words));
  }
  return addr;
}

function argument(guest: Guest, random: Random, kind: string, at: number): number {
  const { words, place } = guest;
  switch (random.oneIn(25) ? random.pick(['o', 'p', 'n', 'w']) : kind) {
    case 'o':
      return random.oneIn(30) ? random.pick([0, 4, 2 + 8 * random.below(9000)]) : random.pick(words);
    case 'p':
      return random.oneIn(4) ? random.pick([0, ...words]) : array(guest, random, at);
    case 'm':
      return random.oneIn(2) ? 0 : array(guest, random, at);
    case 'n':
      return random.below(random.pick([3, 3, 6, 100]));
    case 'i':
      return random.below(random.pick([4, 50])) - 1;
    case 'c':
      return random.pick([...'<>@bBhHiIlLqQfdOPS', '\0', 'x']).charCodeAt(0);
    case 'q':
      return random.below(random.pick([400, 5000]));
    default:
      return random.pick([random.below(2 ** 32) | 0, place + random.below(4096), -1, 1 << random.below(32)]);
  }
}

function call(guest: Guest, random: Random): string {
  const { runtime, cpu } = guest.board;
  const index = 1 + random.below(runtime.hostFunctions.length - 1);
  const { name, shape, params } = runtime.hostFunctions[index]!;
  // Records of handlers belong to frames of machine code.
  if (/^nlr_p/.test(name)) return 'skipped';
  const kinds = shape === 'abi' ? params.map((type) => ABI_KINDS[type] ?? 'w') : [...(KINDS[shape] ?? '')];
  for (let i = 0; i < 8; i++) {
    const word = argument(guest, random, kinds[i] ?? 'w', i);
    cpu.regsLo[10 + i] = word;
    cpu.regsHi[10 + i] = word >> 31;
  }
  cpu.pc = GATE_BASE + 4 * index;
  cpu.regsLo[1] = RETURN_GATE;
  cpu.regsHi[1] = 0;
  try {
    guest.board.run(() => cpu.run());
    return 'result';
  } catch (error) {
    if (error instanceof PythonError) return 'exception';
    if (error instanceof GuestCrash || error instanceof GuestTimeoutError) return error.report.kind;
    return `${name}, a ${shape}: ${(error as Error).stack?.split('\n', 3).join('')}`;
  }
}

test.each(['VIRT_RV64', 'VIRT_RV32'] as const)(`${CALLS} calls on %s`, { timeout: 1_800_000 }, (name) => {
  const outcomes = new Map<string, number>();
  for (let done = 0; done < CALLS; done += PER_BOARD) {
    const random = randomFrom(seedFrom + done + name.charCodeAt(8));
    const guest = start(name, done / PER_BOARD);
    for (let i = 0; i < PER_BOARD; i++) {
      const outcome = call(guest, random);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }
  expect([...outcomes.keys()].filter((outcome) => outcome.includes(':'))).toEqual([]);
  expect(outcomes.get('result')).toBeGreaterThan(CALLS / 10);
  expect(outcomes.get('exception')).toBeGreaterThan(CALLS / 10);
});
