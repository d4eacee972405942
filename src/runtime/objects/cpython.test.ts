// Oracle: CPython, where the dialect agrees with it (python-dialect.md section 1): integer arithmetic and formatting,
// methods of ASCII text. Random expressions, evaluated by both.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { createBoard } from '../../system/index.js';

const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;
const COUNT = process.env.NATMOD_TEST === 'all' ? 20_000 : 1500;

let source = randomFrom(42);
const random = (n: number): number => source.below(n);
const pick = <T>(items: readonly T[]): T => source.pick(items);

const EDGES = [0, 1, -1, 2, -2, 7, 10, 2 ** 29, 2 ** 30 - 1, 2 ** 30, -(2 ** 30), 2 ** 31, 2 ** 32, 2 ** 53 - 1];
const BIG_EDGES = [
  2n ** 53n,
  -(2n ** 53n),
  2n ** 61n,
  2n ** 62n - 1n,
  2n ** 62n,
  -(2n ** 62n),
  2n ** 63n,
  2n ** 64n,
  10n ** 30n,
];
function integer(): string {
  const value: number | bigint =
    random(3) === 0 ? pick(EDGES) : random(2) === 0 ? pick(BIG_EDGES) + BigInt(random(7) - 3) : random(2000) - 1000;
  return value < 0 ? `(${value})` : String(value);
}
const small = (): number => random(9) - 4;
const word = (): string => {
  let text = '';
  for (let n = random(9); n > 0; n--) text += pick(['a', 'b', 'A', ' ', ',', '1', '\\n', 'ab', 'a,']);
  return `'${text}'`;
};
const part = (): string => pick(["'a'", "'b'", "','", "' '", "'ab'", "'a,'", "'z'"]);
const range = (): string => pick(['', '', `, ${small()}`, `, ${small()}, ${small()}`]);
const bound = (): string => pick(['', String(small())]);

/** A str expression, sometimes turned into one of bytes. */
function textual(): string {
  const s = word();
  const p = part();
  const make = pick([
    () => `${s}.${pick(['find', 'rfind', 'index', 'rindex', 'count', 'startswith', 'endswith'])}(${p}${range()})`,
    () => `${s}.split()`,
    () => `${s}.split(None, ${random(3)})`,
    () => `${s}.${pick(['split', 'rsplit'])}(${p}${pick(['', `, ${small()}`])})`,
    () => `${s}.replace(${p}, ${part()}${pick(['', `, ${random(3)}`])})`,
    () => `${s}.replace('', ${p})`,
    () => `${s}.${pick(['strip', 'lstrip', 'rstrip'])}(${pick(['', p])})`,
    () => `${s}.${pick(['partition', 'rpartition'])}(${p})`,
    () => `${s}.${pick(['lower', 'upper', 'isspace', 'isalpha', 'isdigit', 'isupper', 'islower'])}()`,
    () => `${p}.join([${s}, ${word()}, ${p}])`,
    () => `${s}[${bound()}:${bound()}]`,
    () => `${s}[${small()}]`,
    () => `${s} ${pick(['<', '>', '==', '<=', '>=', '!=', '+', 'in'])} ${word()}`,
    () => `${s} * ${small()}`,
    () => `(${s}, repr(${s}), len(${s}))`,
  ])();
  return random(3) === 0 ? make.replaceAll("'", "b'").replace(/b'((?:[^'\\]|\\.)*)b'/g, "b'$1'") : make;
}

function formatted(): string {
  const n = integer();
  const width = pick(['', '1', '12', '25']);
  const spec = `${pick(['', '<', '>', '^', '=', '*<', '0=', 'x^'])}${pick(['', '+', '-', ' '])}${pick(['', '#'])}${pick(['', '0'])}${width}`;
  return pick([
    () =>
      `'%${pick(['', '-', '0', '+', ' ', '#', '-+', '+0'])}${width}${pick(['d', 'x', 'X', 'o', 'i', 's', 'r'])}|' % ${n}`,
    () => `'%.${random(12)}d' % ${n}`,
    () => `'{:${spec}${pick(['', 'd', 'x', 'X', 'o', 'b'])}}'.format(${n})`,
    () => `'{:${pick(['', '0'])}${width}${pick([',', '_'])}}'.format(${n})`,
    () =>
      `'{:${pick(['', '<', '>', '^', '*<', 'x^'])}${width}${pick(['', '.2', '.0'])}${pick(['', 's'])}}|'.format(${word()})`,
    () => `'%${pick(['', '-'])}${width}${pick(['', '.2', '.0'])}s|' % ${word()}`,
    () => `'{} {1}' '{0!r:>5} {{}}'.format(${n}, ${word()})`,
    () => `'{1} {0} {a}'.format(${n}, ${word()}, a=${n})`,
  ])();
}

function numeric(): string {
  const a = integer();
  const b = integer();
  return pick([
    () => `${a} ${pick(['+', '-', '*', '//', '%', '&', '|', '^', '<', '>', '==', '<=', '>=', '!='])} ${b}`,
    () => `${a} ${pick(['<<', '>>'])} ${random(90)}`,
    () => `${a} ** ${random(9)}`,
    () => `(-${a}, ~${a}, +${a}, abs(${a}), bool(${a}))`,
    () => `divmod(${a}, ${b})`,
    // Not to the power of 0, which MicroPython does not reduce: pow(5, 0, -3) is 1.
    () => `pow(${a}, ${1 + random(40)}, ${b})`,
    () => `int(str(${a}))`,
    () => `int('${pick(['', '-', '+', ' '])}${random(5000).toString(12)}', ${10 + random(27)})`,
    () => `(${a}).to_bytes(${1 + random(12)}, ${pick(["'big'", "'little'"])}${pick(['', ', signed=True'])})`,
    () => `int.from_bytes(${word().replace(/^/, 'b')}, ${pick(["'big'", "'little'"])})`,
  ])();
}

/** Multiples of 1/4 of at most five digits: exact in single and double, printed alike. */
const dyadic = (): string => `(${(random(8000) - 4000) / 4})`;
function floating(): string {
  const a = dyadic();
  const b = random(3) === 0 ? `(${small()})` : `(float(${dyadic()}))`;
  return pick([
    () => `float(${a}) ${pick(['+', '-', '//', '%', '<', '>', '==', '<=', '>=', '!='])} ${b}`,
    () => `${b} ${pick(['+', '-', '//', '%', '<', '==', '!='])} float(${a})`,
    () => `divmod(float(${a}), ${b})`,
    () => `(int(${a}), bool(${a}), -float(${a}), abs(float(${a})), float('${a.slice(1, -1)}'))`,
    () => `'%${pick(['', '-', '0', '+', ' ', '+0'])}${pick(['', '12'])}.${2 + random(3)}f|' % ${a}`,
    () => `'%.${4 + random(2)}e %g %s' % (${a}, ${a}, float(${a}))`,
    () =>
      `'{:${pick(['', '<', '^', '*>', '=', 'x='])}${pick(['', '+', ' '])}${pick(['', '0'])}${pick(['', '12'])}.${2 + random(3)}f}'.format(${a})`,
    () => `'{:.${4 + random(2)}e} {:g} {}'.format(${a}, ${a}, float(${a}))`,
    () => `float(${a}) * ${small()}`,
    () => `float(${a}) / ${pick(['2', '4', '-8', '0.5', '0'])}`,
    () => `complex(${a}, 1) ${pick(['+', '-', '=='])} ${b}`,
  ])();
}

/** Runs on both: evaluates what standard input has, and prints each result or the class of its exception. */
const DRIVER = `
import sys
for line in sys.stdin.read().split('\\0'):
    try: out = repr(eval(line))
    except Exception as e: out = '!' + type(e).__name__
    sys.stdout.write(out + '\\0')
`;

function onBoard(board: 'VIRT_RV64' | 'VIRT_RV32', text: string): string {
  let rest: Uint8Array = new TextEncoder().encode(text);
  let printed = '';
  const input = (max: number): Uint8Array => {
    const chunk = rest.subarray(0, max);
    rest = rest.subarray(chunk.length);
    return chunk;
  };
  createBoard({ board, heap: 1 << 26, input, output: (out) => (printed += out) }).runScript(DRIVER);
  return printed;
}

describe.skipIf(!hasPython)('random expressions against CPython (needs python3)', () => {
  it.each([
    ['integers', numeric],
    ['text', textual],
    ['formats', formatted],
    ['floats', floating],
  ] as const)('%s', (_name, make) => {
    source = randomFrom(42);
    const snippets = Array.from({ length: COUNT }, make);
    const run = spawnSync('python3', ['-W', 'ignore', '-c', DRIVER], {
      input: snippets.join('\0'),
      maxBuffer: 1 << 28,
    });
    const pairs = (printed: string): string[] => {
      const results = printed.split('\0');
      return snippets.map((code, i) => `${code} -> ${results[i]}`);
    };
    for (const board of ['VIRT_RV64', 'VIRT_RV32'] as const) {
      expect(pairs(onBoard(board, snippets.join('\0')))).toEqual(pairs(run.stdout.toString()));
    }
  });
});
