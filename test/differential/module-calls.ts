// Random calls of the functions of modules: valid for the most part, so that results matter and not only messages.

import type { Random } from '../helpers/random.js';

/** What the snippets use. */
export const MODULE_PRELUDE = `
import re, heapq, hashlib, binascii, struct, random, collections, math, cmath, json, array, io
def heap(l, *more):
    heapq.heapify(l)
    for x in more: heapq.heappush(l, x)
    return l, [heapq.heappop(l) for i in range(len(l))]
def dq(items, size, *ops):
    d = collections.deque(items, size); out = []
    for op in ops:
        try: out.append(eval(op, {'d': d}))
        except Exception as e: out.append(repr(e))
    return out, list(d), len(d)
def sha(*parts):
    h = hashlib.sha256()
    for p in parts: h.update(p)
    return binascii.hexlify(h.digest())
def groups(m, n):
    if m is None: return None
    return [m.group(i) for i in range(n)]
def inside(lo, hi, f):
    return all(lo <= f() < hi for i in range(50))
def nt(fields, *a):
    T = collections.namedtuple('T', fields); t = T(*a)
    return t, [getattr(t, f) for f in fields.split()], t[0], len(t), t == tuple(a), hash(t) == hash(tuple(a))
def od(*pairs):
    d = collections.OrderedDict(pairs); k = list(d)
    return d, k, d.popitem() if k else None, d
`;

const bytes = (r: Random, max: number): string =>
  `b'${r.times(r.below(max), () => `\\x${r.below(256).toString(16).padStart(2, '0')}`).join('')}'`;
const number = (r: Random): string =>
  String(r.pick([r.below(10), r.below(1000) - 500, r.below(2 ** 31), -r.below(2 ** 31)]));
const single = (r: Random): string => String(Math.fround((r.below(20001) - 10000) / r.pick([1, 8, 64, 1024])));
const list = (r: Random, max: number, item: (r: Random) => string): string =>
  `[${r.times(r.below(max), () => item(r)).join(', ')}]`;

// --- re --------------------------------------------------------------------------------------------------------------

function atom(r: Random, depth: number): string {
  if (depth > 0 && r.oneIn(4)) return `(${r.oneIn(4) ? '?:' : ''}${pattern(r, depth - 1)})`;
  return r.pick([
    'a',
    'b',
    'c',
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\W',
    '[abc]',
    '[^a]',
    '[a-c1]',
    '\\.',
    '1',
    ' ',
    '[^\\d]',
    '[\\w.]',
  ]);
}
function pattern(r: Random, depth: number): string {
  const parts = r.times(1 + r.below(3), () => atom(r, depth) + r.pick(['', '', '', '*', '+', '?', '*?', '+?', '??']));
  const whole = (r.oneIn(8) ? '^' : '') + parts.join('') + (r.oneIn(8) ? '$' : '');
  return depth > 0 && r.oneIn(5) ? `${whole}|${pattern(r, depth - 1)}` : whole;
}
/** A loop over something that matches nothing goes on until the stack ends, on the boards sooner than elsewhere. */
const loopsOnNothing = (p: string): boolean => /\)[*+]/.test(p);
function regex(r: Random): string {
  let p: string;
  do p = pattern(r, 2);
  while (loopsOnNothing(p));
  const text = `'${r.times(r.below(12), () => r.pick(['a', 'b', 'c', '1', '2', ' ', '.', 'x'])).join('')}'`;
  const n = 1 + (p.match(/\((?!\?:)/g)?.length ?? 0);
  return r.pick([
    `groups(re.match(r'${p}', ${text}), ${n})`,
    `groups(re.search(r'${p}', ${text}), ${n})`,
    `re.sub(r'${p}', '<>', ${text})`,
    `re.sub(r'${p}', lambda m: m.group(0).upper() + '!', ${text}, ${r.below(3)})`,
    `re.compile(r'${p}').split(${text})`,
  ]);
}

// --- struct ----------------------------------------------------------------------------------------------------------

const RANGES: Readonly<Record<string, (r: Random) => string>> = {
  b: (r) => String(r.below(256) - 128),
  B: (r) => String(r.below(256)),
  h: (r) => String(r.below(65536) - 32768),
  H: (r) => String(r.below(65536)),
  i: (r) => String(r.below(2 ** 32) - 2 ** 31),
  I: (r) => String(r.below(2 ** 32)),
  q: (r) => String((BigInt(r.below(2 ** 32)) << 31n) * (r.oneIn(2) ? 1n : -1n)),
  Q: (r) => String(BigInt(r.below(2 ** 32)) << 32n),
  // Few digits: the boards do not read longer ones to the nearest single.
  f: (r) => String((r.below(801) - 400) / 4),
};
function packing(r: Random): string {
  const order = r.pick(['<', '>', '!', '']);
  const codes = r.times(1 + r.below(5), () => r.pick(Object.keys(RANGES)));
  // 64-bit values stand at multiples of 8 on one board and of 4 on the oracle.
  const aligned = order === '' ? codes.map((c) => (/[qQ]/.test(c) ? 'I' : c)) : codes;
  const format = `'${order}${aligned.join('')}'`;
  const values = aligned.map((c) => RANGES[c]!(r)).join(', ');
  return r.pick([
    `struct.pack(${format}, ${values})`,
    `struct.unpack(${format}, struct.pack(${format}, ${values}))`,
    `struct.calcsize(${format})`,
    `struct.unpack_from(${format}, b'123' + struct.pack(${format}, ${values}), 3)`,
    `struct.unpack('<${r.below(4)}s${r.below(3)}xH', ${bytes(r, 12)})`,
  ]);
}

// --- the others ------------------------------------------------------------------------------------------------------

function queue(r: Random): string {
  const op = (): string =>
    r.pick([
      `d.append(${number(r)})`,
      `d.appendleft(${number(r)})`,
      'd.pop()',
      'd.popleft()',
      `d[${r.below(5) - 2}]`,
      'len(d)',
      `d.extend(${list(r, 4, number)})`,
    ]);
  return `dq(${list(r, 5, number)}, ${1 + r.below(5)}, ${r
    .times(1 + r.below(6), op)
    .map((o) => JSON.stringify(o))
    .join(', ')})`;
}
const unary = [
  'sin',
  'cos',
  'tan',
  'atan',
  'asinh',
  'erf',
  'erfc',
  'floor',
  'ceil',
  'trunc',
  'fabs',
  'degrees',
  'radians',
  'frexp',
  'isfinite',
];
function mathematics(r: Random): string {
  return r.pick([
    `math.${r.pick(unary)}(${single(r)} / 64)`,
    `math.${r.pick(['log', 'log2', 'log10', 'sqrt', 'gamma', 'lgamma'])}(${1 + r.below(300)} / 16)`,
    `math.${r.pick(['exp', 'sinh', 'cosh', 'tanh', 'expm1'])}(${r.below(200) - 100} / 16)`,
    `math.${r.pick(['asin', 'acos', 'atanh'])}(${r.below(199) - 99} / 128)`,
    `math.${r.pick(['fmod', 'copysign', 'atan2'])}(${single(r)}, ${r.pick(['', '-'])}${1 + r.below(90)})`,
    `math.pow(${1 + r.below(90)} / 8, ${r.below(20) - 10})`,
    `math.factorial(${r.below(40)})`,
    `math.ldexp(${single(r)}, ${r.below(20) - 10})`,
    `cmath.${r.pick(['polar', 'phase', 'exp', 'log'])}(complex(${1 + r.below(9)}, ${r.below(9)}) / 4)`,
  ]);
}
const base64 = (r: Random): string => {
  const b = bytes(r, 20);
  return r.pick([
    `binascii.hexlify(${b})`,
    `binascii.hexlify(${b}, ':')`,
    `binascii.unhexlify(binascii.hexlify(${b}))`,
    `binascii.b2a_base64(${b}${r.oneIn(3) ? ', newline=False' : ''})`,
    `binascii.a2b_base64(binascii.b2a_base64(${b}))`,
    `binascii.crc32(${b}${r.oneIn(2) ? `, ${r.below(2 ** 30)}` : ''})`,
    `sha(${b}, ${bytes(r, 100)})`,
  ]);
};
const chance = (r: Random): string => {
  const lo = r.below(20) - 10;
  const hi = lo + 1 + r.below(20);
  return r.pick([
    `inside(${lo}, ${hi}, lambda: random.randrange(${lo}, ${hi}))`,
    `inside(${lo}, ${hi + 1}, lambda: random.randint(${lo}, ${hi}))`,
    `inside(0, ${2 ** r.below(29)}, lambda: random.getrandbits(${r.below(29)}) if 0 else 0)`,
    `inside(0, 1, random.random)`,
    `random.choice([${lo}] * 3)`,
    `random.randrange(${lo}, ${lo})`,
    `random.seed(${r.below(9)})`,
  ]);
};
const pairs = (r: Random): string =>
  r.pick([
    `nt('a b c', ${number(r)}, ${single(r)}, ${number(r)})`,
    `od(${r.times(r.below(5), () => `(${r.below(4)}, ${number(r)})`).join(', ')})`,
  ]);
const arrays = (r: Random): string => {
  const code = r.pick(['b', 'B', 'h', 'H', 'i', 'I', 'q', 'f']);
  const items = list(r, 6, RANGES[code]!);
  return r.pick([
    `array.array('${code}', ${items})`,
    `bytes(array.array('${code}', ${items}))`,
    `array.array('${code}', ${items}) + array.array('${code}', ${items})`,
    `list(array.array('${code}', ${items}))[${r.below(3)}:]`,
    `array.array('${code}', ${items}) == array.array('${code}', ${items})`,
  ]);
};

export const MODULE_CALLS: Readonly<Record<string, (r: Random) => string>> = {
  ...{ re: regex, struct: packing, deque: queue, math: mathematics, binascii: base64, random: chance, pairs, arrays },
  heapq: (r) => `heap(${list(r, 12, number)}, ${number(r)}, ${number(r)})`,
};
