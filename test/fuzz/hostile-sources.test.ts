// Damaged sources, compiled and run on both boards: a script ends with its output, a Python exception or a timeout, never
// with a JavaScript error, and the board goes on. Seeded; NATMOD_TEST=all runs many more.

import { describe, expect, test } from 'vitest';
import { createBoard, GuestTimeoutError, PythonError } from '../../src/system/index.js';
import { limitedLooks } from '../../src/system/looks.fixture.js';
import { HUGE, mutant } from '../helpers/mutate-source.js';
import { randomFrom } from '../helpers/random.js';

const isLong = process.env.NATMOD_TEST === 'all';
const ROUNDS = isLong ? 10_000 : 150;

function attempt(board: 'VIRT_RV64' | 'VIRT_RV32', source: string): string {
  const guest = createBoard({ board, ...limitedLooks(3), heap: 256 * 1024 });
  try {
    guest.runScript(source);
    return 'result';
  } catch (error) {
    if (error instanceof GuestTimeoutError) return 'timeout';
    if (!(error instanceof PythonError)) throw error;
    if (error.type === 'SyntaxError' || error.type === 'IndentationError') return error.type;
    // A script may replace what the check uses, but not break it.
    expect(guest.value([1, 'two']).repr()).toBe("[1, 'two']");
    return 'exception';
  }
}

describe.each(['VIRT_RV64', 'VIRT_RV32'] as const)('damaged sources on %s', (board) => {
  test(`${ROUNDS} of them`, { timeout: isLong ? 3_600_000 : 120_000 }, () => {
    const random = randomFrom(board === 'VIRT_RV64' ? 64 : 32);
    const outcomes = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      const source = mutant(random, HUGE);
      let outcome: string;
      try {
        outcome = attempt(board, source);
      } catch (error) {
        throw new Error(`round ${round}: ${(error as Error).stack}\n${source}`);
      }
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    // Most are refused by the compiler, but enough run.
    expect(outcomes.get('SyntaxError') ?? 0).toBeGreaterThan(ROUNDS / 4);
    expect((outcomes.get('exception') ?? 0) + (outcomes.get('result') ?? 0)).toBeGreaterThan(ROUNDS / 20);
  });
});

describe.each(['VIRT_RV64', 'VIRT_RV32'] as const)('hostile programs on %s', (board) => {
  test.each([
    ['def f():\n try: f()\n finally: f()\nf()', 'calls without a jump'],
    ['def f(*a):\n try: f(*a)\n finally: f(*a)\nf(1)', 'calls with a star, without a jump'],
    ['class A:\n def m(s):\n  try: s.m()\n  finally: s.m()\nA().m()', 'method calls without a jump'],
  ])('%j ends with its time: %s', (source) => {
    expect(attempt(board, source)).toBe('timeout');
  });

  test.each(['C().nope', 'isinstance(C(), int)'])('a long chain of classes is too deep, and no crash: %s', (use) => {
    expect(attempt(board, `C = object\nfor i in range(300): C = type('C', (C,), {})\n${use}`)).toBe('exception');
  });
});
