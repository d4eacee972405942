// Each syntactic form many times over, wide or deep: it compiles, or Python raises an error that says what is too much.
// NATMOD_TEST=all makes them far larger and runs what compiles; with one of two busy cores that takes some seven minutes, no
// form more than some ten seconds.
import { describe, expect, test } from 'vitest';
import { CompileError, compile } from '../../src/runtime/index.js';
import { createBoard, PythonError } from '../../src/system/index.js';
import { LARGE_FORMS } from './large-forms.js';

const isLong = process.env.NATMOD_TEST === 'all';
const TOO_MUCH =
  /^(MemoryError|RuntimeError|SyntaxError|IndentationError|OverflowError|ImportError|TypeError|ValueError|ZeroDivisionError)\b/;

/** 'module', or type and message of the error. Anything else is thrown on. */
function compiled(source: string): string {
  try {
    compile(source, { fileName: 'f.py' });
    return 'module';
  } catch (error) {
    if (error instanceof CompileError) return `${error.type}: ${error.message}`;
    throw error;
  }
}

/** As `compiled`, for a source that runs too. */
function ran(source: string): string {
  const board = createBoard({ heap: 64 << 20, timeout: 60 });
  try {
    board.runScript(source);
    return 'ran';
  } catch (error) {
    if (error instanceof PythonError) return error.traceback.trimEnd().split('\n').pop()!;
    throw error;
  }
}

const forms = LARGE_FORMS.map((form) => [form.name, form.source] as const);

describe.each(isLong ? [200_000] : [1000])('%d items', { timeout: 120_000 }, (n) => {
  test.each(forms)('%s', (_, source) => expect(compiled(source(n))).toMatch(/^module$|Error: /));
});

if (isLong) {
  describe('70000 items on a board', { timeout: 120_000 }, () => {
    test.each(forms)('%s', (_, source) => expect(ran(source(70_000))).toMatch(new RegExp(`^ran$|${TOO_MUCH.source}`)));
  });
}

/** Those that once took minutes, or all of the memory of the host. */
describe('that once took too long', { timeout: 60_000 }, () => {
  const once = [
    'try after try',
    'class methods',
    'uses of a const tuple',
    'big const',
    'folding of *',
    'folding of <<',
    'folding of big |',
  ];
  test.each(forms.filter(([name]) => once.includes(name)))('%s', (_, source) =>
    expect(compiled(source(70_000))).toBe('module'),
  );
});

test('more names than code can number', () => {
  const source = Array.from({ length: 70_000 }, (_, i) => `v${i} = 1\n`).join('');
  expect(ran(source)).toBe('RuntimeError: too many names');
});
