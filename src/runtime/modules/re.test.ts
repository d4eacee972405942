import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { createBoard, GuestTimeoutError } from '../../system/index.js';
import { limitedLooks } from '../../system/looks.fixture.js';
import { PyException } from '../core/exception.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { runPattern } from './re-match.js';
import { compilePattern } from './re-program.js';
import { BOARDS, runScript } from './script.fixture.js';

const ALL = process.env.NATMOD_TEST === 'all';
const rt = testRuntime();

/** Where a pattern matches, 'recursion' where it is too deep, or what is wrong with it. */
function run(pattern: string, text: string, search = true): readonly number[] | null | string {
  const program = compilePattern(pattern);
  if (typeof program === 'string') return program;
  try {
    const slots = runPattern(rt, program, { text, from: 0, end: text.length }, search);
    return slots ? [...slots] : null;
  } catch (e) {
    if (!(e instanceof PyException)) throw e;
    return 'recursion';
  }
}
/** The same by the host's engine. */
function oracle(pattern: string, text: string): readonly number[] | null {
  const found = new RegExp(pattern, 'ds').exec(text);
  return found ? found.indices!.flatMap((span) => (span ? [...span] : [-1, -1])) : null;
}

/** A random pattern; repeated parts hold no groups and match no empty text, where engines differ. */
function randomPattern(next: (n: number) => number, depth: number): string {
  const atoms = ['a', 'b', 'c', '.', '[ab]', '[^a]', '[a-c]', '\\d', '\\w', '\\S', '\\.', '1', '(?:ab|c)', '[\\d_]'];
  const atom = (): string => atoms[next(atoms.length)]!;
  const piece = (): string => {
    if (depth > 0 && next(4) === 0) return `(${randomPattern(next, depth - 1)})`;
    const suffix = ['', '', '*', '+', '?', '*?', '+?', '??'];
    return atom() + suffix[next(suffix.length)]!;
  };
  const sequence = (): string => Array.from({ length: 1 + next(4) }, piece).join('');
  const text = Array.from({ length: 1 + next(2) }, sequence).join('|');
  return next(12) === 0 ? `^${text}` : next(12) === 0 ? `${text}$` : text;
}

describe('matching', () => {
  it('agrees with the host on random patterns', () => {
    const next = randomFrom(11).below;
    let matched = 0;
    for (let i = 0; i < (ALL ? 20_000 : 3000); i++) {
      const pattern = randomPattern(next, 2);
      const text = Array.from({ length: next(12) }, () => 'aabbc1_. '[next(9)]).join('');
      const got = run(pattern, text);
      // Too long for jumps of one byte.
      if (got === 'regex too complex') continue;
      if (Array.isArray(got)) matched++;
      expect({ pattern, text, got }).toEqual({ pattern, text, got: oracle(pattern, text) });
    }
    expect(matched).toBeGreaterThan(500);
  });
  it('takes escapes in classes', () => {
    expect(run('[\\]a-]+', 'x-]a')).toEqual([1, 4]);
    expect(run('[^\\s]+', ' ab ')).toEqual([1, 3]);
    expect(run('[\\D]', '1x')).toEqual([1, 2]);
  });
});

describe('patterns', () => {
  it.each(['(', '[', '[a', '[a-', '*', 'a**', '+', '?', '|*', '^*', '\\', '(?', '(?P<n>a)', '(?=a)', '(?!a)', 'a(b'])(
    '%s is malformed',
    (pattern) => expect(run(pattern, '')).toBe('regex too complex'),
  );
  it.each([')', 'a)', '(a))'])('%s has a parenthesis too many', (pattern) => {
    expect(run(pattern, '')).toBe('error in regex');
  });
  it('reach no further than a jump of one byte', () => {
    expect(run(`(?:${'a'.repeat(62)})*`, 'a'.repeat(62))).toEqual([0, 62]);
    expect(run(`(?:${'a'.repeat(63)})*`, '')).toBe('regex too complex');
  });
  it('of noise are refused or run', () => {
    const next = randomFrom(12).below;
    const alphabet = 'ab|*+?()[]^$.\\dw-:{}1';
    for (let i = 0; i < (ALL ? 20_000 : 3000); i++) {
      const pattern = Array.from({ length: next(12) }, () => alphabet[next(alphabet.length)]).join('');
      const got = run(pattern, 'ab1-b(a)');
      expect(got === null || typeof got === 'string' || Array.isArray(got)).toBe(true);
    }
  });
  it('nested without end are refused', () => {
    expect(run('('.repeat(100_000), '')).toBe('regex too complex');
    expect(run('(?:'.repeat(100_000), '')).toBe('regex too complex');
  });
});

describe('effort', () => {
  it('ends in RuntimeError where the boards run out of stack', () => {
    // python-dialect.md: `.*` over more than about 70 (RV64) or 118 (RV32) characters.
    for (const [board, most] of [
      ['VIRT_RV64', 70],
      ['VIRT_RV32', 118],
    ] as const) {
      const script = `
import re
n = 0
try:
    while n < 1000:
        re.match('.*', 'x' * n)
        n += 1
except RuntimeError as e:
    print(n, e)`;
      const [count, ...text] = runScript(script, { board }).stdout.trim().split(' ');
      expect(text.join(' ')).toBe('maximum recursion depth exceeded');
      expect(Math.abs(Number(count) - most)).toBeLessThan(5);
    }
    expect(run('(a*)*', 'b')).toBe('recursion');
  });
  it('that grows without bound ends with the time limit', () => {
    const board = createBoard(limitedLooks(20));
    const script = "import re\nre.match('(a|aa)+$', 'a' * 60 + 'b')";
    expect(() => board.runScript(script)).toThrow(GuestTimeoutError);
  });
});

describe.each(BOARDS)('the module on $board, gc $gc', (options) => {
  const lines = (source: string): string[] => runScript(`import re\n${source}`, options).stdout.trim().split('\n');
  it('splits and substitutes', () => {
    expect(
      lines(`
print(re.compile('[,;]').split('a,b;c,', 2), re.compile('x*').split('axb'))
print(re.sub('(.)-(.)', '\\\\2\\\\1', 'a-b c-d'), re.sub('a', lambda m: '<' + m.group(0) + '>', 'banana', 2))
print(re.sub('a*', '-', 'baac'), re.sub(b'a', b'xy', b'banana'), re.sub('z', '', 'abc') is 'abc')
print(re.sub('b', '\\\\\\\\', 'abc'))`),
    ).toEqual(["['a', 'b', 'c,'] ['axb']", 'ba dc b<a>n<a>na', "baac b'bxynxynxy' True", 'a\\c']);
  });
  it('counts positions in characters', () => {
    expect(
      lines("p = re.compile('b')\nprint(p.match('äb', 1).group(0), p.search('äöb', 0, 2), p.search(b'aab', 2))"),
    ).toEqual(['b None <match num=1>']);
  });
});
