// Crash reports of code that runs on a board.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createBoard, GuestTimeoutError } from '../system/index.js';
import { limitedLooks } from '../system/looks.fixture.js';
import { formatCrashReport } from './index.js';

const conformance = (name: string) =>
  readFileSync(new URL(`../../test/conformance/${name}/rv64imc/${name}.mpy`, import.meta.url));

/** Runs a script until its time is over. */
function timeoutOf(script: string): string {
  const board = createBoard(limitedLooks(50));
  board.addModule('callback', conformance('callback'));
  try {
    board.runScript(script, 'x.py');
  } catch (error) {
    if (error instanceof GuestTimeoutError) return formatCrashReport(error.report);
    throw error;
  }
  throw new Error('it ended');
}

describe('the end of the time', () => {
  test('in Python: a traceback, and no registers', () =>
    expect(
      timeoutOf(`
def gen():
    yield 1
    while True:
        pass
class A:
    def __init__(self):
        try:
            for x in gen(): x
        finally:
            print('not reached')
A()`),
    ).toBe(
      [
        'time limit reached in gen (x.py:5)',
        '',
        '  board VIRT_RV64',
        '',
        'Traceback (most recent call last):',
        '  File "x.py", line 12, in <module>',
        '  File "x.py", line 9, in __init__',
        '  File "x.py", line 5, in gen',
      ].join('\n'),
    ));
  test('in what machine code has called', () => {
    const lines = timeoutOf(`
import callback
def inner():
    while 1: pass
callback.call(inner)`).split('\n');
    expect(lines[5]).toBe('  File "x.py", line 5, in <module>');
    expect(lines[6]).toMatch(/^ {2}machine code: 0x4.* callback.mpy text\+0x/);
    expect(lines.slice(7, 9)).toEqual(['  File "x.py", line 4, in inner', '']);
    expect(lines.at(-1)).toMatch(/call_function_n_kw\(<function object>, 0, .*\), which has not returned/);
  });
  test('in deep recursion: its two ends', () =>
    expect(
      timeoutOf(`
def f(n):
    if n: f(n - 1)
    while 1: pass
f(60)`),
    ).toContain('\n  ... 22 more\n'));
});
