// Python on our boards beside MicroPython compiled to WebAssembly (npm's `@micropython/micropython-webassembly-pyscript`):
// the same program texts, on the same machine, in the same run. Every program defines `f(n)`, which is warmed up and
// then timed from outside, ours and theirs in turn, so that a machine that gets busier or quicker changes all.
// The ratio is their time by ours: above 1 we are quicker.
import { loadMicroPython } from '@micropython/micropython-webassembly-pyscript';
import { createBoard } from '../dist/index.js';

const ROUNDS = 5;

/** `n` is chosen so that the other takes about a tenth of a second. `check` is what f(n) gives, as repr() prints it. */
const PROGRAMS = [
  {
    name: 'integer loop',
    target: 6,
    n: 200_000,
    source: `
def f(n):
    i = 0
    s = 0
    while i < n:
        s = s + (i & 15)
        i += 1
    return s
`,
  },
  {
    name: 'function calls (fib)',
    target: 2.5,
    n: 20,
    source: `
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def f(n):
    return fib(n)
`,
  },
  {
    name: 'attributes and dicts',
    target: 1.5,
    n: 10_000,
    source: `
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.seen = {}
def f(n):
    p = Point(1, 2)
    d = {'a': 1, 'b': 2, 'total': 0}
    for i in range(n):
        p.x = p.x + p.y
        p.y = i & 7
        p.seen[i & 63] = p.x
        d['total'] = d['total'] + d['a'] + p.seen[i & 63]
    return d['total']
`,
  },
  {
    name: 'strings',
    target: 1.5,
    n: 2_000,
    source: `
def f(n):
    words = []
    total = 0
    for i in range(n):
        s = 'item-' + str(i)
        words.append(s.upper())
        if s.startswith('item-1') and s[-1] != '7':
            total += len(s.replace('item', 'x'))
        total += s.find('9')
    text = ','.join(words)
    for part in text.split(','):
        total += len(part)
    return total + len('%d:%s' % (n, text)) + len('{}-{}'.format(n, text))
`,
  },
  {
    name: 'string building, char by char',
    target: 1.5,
    n: 4_000,
    source: `
def f(n):
    s = ''
    k = 0
    for i in range(n):
        s += chr(97 + i % 26)
    for c in s:
        if c == 'e' or c in 'xyz':
            k += ord(c)
    for i in range(len(s)):
        if s[i] == 'q':
            k += 1
    return k
`,
  },
  {
    name: 'masked arithmetic (CRC-32)',
    target: 1.5,
    n: 2_000,
    source: `
def f(n):
    crc = 0xFFFFFFFF
    for i in range(n):
        crc ^= i & 0xFF
        for _ in range(8):
            if crc & 1:
                crc = (crc >> 1) ^ 0xEDB88320
            else:
                crc >>= 1
    return crc ^ 0xFFFFFFFF
`,
  },
  {
    name: 'hash (FNV-1a, 32 bits)',
    target: 1.5,
    n: 10_000,
    source: `
def f(n):
    h = 0x811C9DC5
    for i in range(n):
        h = ((h ^ (i & 0xFF)) * 0x01000193) & 0xFFFFFFFF
        h = (h << 3 | h >> 29) & 0xFFFFFFFF
    return h
`,
  },
  {
    name: 'float loop',
    target: 1.5,
    n: 20_000,
    check: false,
    source: `
def f(n):
    x = 0.5
    s = 0.0
    for i in range(n):
        x = x * 1.5 - x * x * 0.25
        s += x / (1.0 + i)
    return s > 0
`,
  },
  {
    name: 'lists: comprehension, sort',
    target: 1.5,
    n: 1_000,
    source: `
def f(n):
    a = [(i * 7919) % 10007 for i in range(n)]
    b = [x ^ 85 for x in a if x & 1]
    a.sort()
    c = sorted(b, key=lambda x: -x)
    s = 0
    for i in range(len(c)):
        s += c[i] if i & 1 else a[i]
    return s + sum(a[10:-10]) + max(b) + len(a + b + c)
`,
  },
  {
    name: 'methods, closures, generators',
    target: 1.5,
    n: 5_000,
    source: `
class Base:
    def step(self, k):
        return self.v + k
class Counter(Base):
    def __init__(self):
        self.v = 0
    def add(self, k):
        self.v = self.step(k) & 1023
        return self
def adder(k):
    def add(x):
        return x + k
    return add
def gen(n):
    for i in range(n):
        yield i
def f(n):
    c = Counter()
    add3 = adder(3)
    s = 0
    for i in gen(n):
        c.add(i).add(1)
        s = add3(s) + c.v
    return s
`,
  },
  {
    name: 'exceptions',
    target: 1.5,
    n: 3_000,
    source: `
class Odd(Exception):
    pass
def check(i):
    if i & 1:
        raise Odd(i)
    return i
def f(n):
    s = 0
    for i in range(n):
        try:
            s += check(i)
        except Odd as e:
            s -= 1
        finally:
            s += 2
    d = {}
    for i in range(n):
        try:
            d[i & 3]
        except KeyError:
            d[i & 3] = 1
    return s
`,
  },
  {
    name: 'allocation: tuples, lists, floats',
    target: 1.5,
    n: 10_000,
    check: false,
    source: `
def f(n):
    keep = [None] * 64
    for i in range(n):
        keep[i & 63] = (i, [i, i + 1], i * 0.5)
    return len(keep)
`,
  },
  {
    name: 'bytes: bytearray and memoryview',
    target: 1.5,
    n: 4_096,
    source: `
def f(n):
    b = bytearray(n)
    for i in range(n):
        b[i] = (i * 31) & 0xFF
    m = memoryview(b)
    s = 0
    for x in b:
        s += x
    for i in range(0, n, 2):
        s ^= m[i]
    return s + sum(b[16:64])
`,
  },
  {
    name: 'data formats: struct, json, re',
    target: 0.9,
    n: 300,
    source: `
import json, re, struct
LINE = re.compile('([a-z]+)=([0-9]+)')
def f(n):
    s = 0
    for i in range(n):
        packed = struct.pack('>HIb', i, i * 7, -3)
        a, b, c = struct.unpack('>HIb', packed)
        d = json.loads(json.dumps({'id': a, 'sum': b, 'tags': ['x', 'y', None]}))
        m = LINE.match('speed=%d' % d['id'])
        s += int(m.group(2)) + d['sum'] + c + len(packed)
    return s
`,
  },
];

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function timed(body) {
  const start = performance.now();
  body();
  return performance.now() - start;
}

async function theirs(source) {
  const lines = [];
  const micropython = await loadMicroPython({
    heapsize: 8 << 20,
    stdout: (line) => lines.push(line),
    linebuffer: true,
  });
  micropython.runPython(source);
  return {
    run: (n) => micropython.runPython(`f(${n})`),
    result: (n) => {
      micropython.runPython(`print(repr(f(${n})))`);
      return lines.pop();
    },
  };
}

function ours(source, board) {
  const guest = createBoard({ board, heap: 8 << 20 });
  guest.runScript(source);
  const f = guest.importModule('__main__').get('f');
  return { run: (n) => f.call(n).release(), result: (n) => f.call(n).repr() };
}

const BOARDS = ['VIRT_RV64', 'VIRT_RV32'];

/** One line per program and board. */
export async function benchPython(rows, wanted, boards = BOARDS) {
  for (const { name, target, n, source, check = true } of PROGRAMS) {
    const labels = boards.map((board) => `Python ${name}, ${board.slice(5)}`);
    if (!labels.some(wanted)) continue;
    const guests = [await theirs(source), ...boards.map((board) => ours(source, board))];
    const results = guests.map((guest) => guest.result(n));
    if (check && results.some((result) => result !== results[0])) throw new Error(`${name}: ${results.join(', ')}`);
    const times = guests.map((guest) => {
      const start = performance.now();
      for (let i = 0; i < 3 || (i < 30 && performance.now() - start < 150); i++) guest.run(n);
      return [];
    });
    for (let round = 0; round < ROUNDS; round++) {
      // Several calls of a quick one, so that a tick of the machine counts for little.
      guests.forEach((guest, i) => {
        let calls = 0;
        const ms = timed(() => {
          const start = performance.now();
          do {
            guest.run(n);
            calls++;
          } while (performance.now() - start < 20);
        });
        times[i].push(ms / calls);
      });
    }
    const [their, ...our] = times.map(median);
    our.forEach((ms, i) => {
      const ratio = their / ms;
      const detail = `${ms.toFixed(2)} ms, WebAssembly MicroPython: ${their.toFixed(2)} ms`;
      if (wanted(labels[i]))
        rows.push([labels[i], `${ratio.toFixed(2)}x its speed`, `${target}x`, ratio >= target, detail]);
    });
  }
}

/** Calls of a native function that only returns, from a loop in Python. `helloFor` gives the kit's module `hello`. */
export function benchNativeCalls(rows, wanted, helloFor) {
  const n = 200_000;
  for (const board of BOARDS) {
    const label = `native calls from Python, ${board.slice(5)}`;
    if (!wanted(label)) continue;
    const guest = createBoard({ board });
    guest.addModule('hello', helloFor(board === 'VIRT_RV64' ? 'rv64imc' : 'rv32imc'));
    guest.runScript(`
import hello
def f(n, call=hello.answer):
    for i in range(n):
        call()
def loop(n):
    for i in range(n):
        pass
`);
    const run = guest.importModule('__main__');
    const [f, loop] = [run.get('f'), run.get('loop')];
    for (let i = 0; i < 3; i++) for (const fun of [f, loop]) fun.call(n);
    const ms = median(Array.from({ length: ROUNDS }, () => timed(() => f.call(n)) - timed(() => loop.call(n))));
    const rate = n / ms / 1000;
    rows.push([label, `${rate.toFixed(2)} million/s`, '1', rate >= 1, 'without the loop around them']);
  }
}
