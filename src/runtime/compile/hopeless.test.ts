// What is wrong with the beginning of a source whatever follows: a board that compiles while it receives says so early.
import { describe, expect, test } from 'vitest';
import { hopeless } from './index.js';

const verdict = (source: string): string | undefined => {
  const error = hopeless(source, { fileName: '<stdin>', firmware: true });
  return error && `${error.type} line ${error.line}`;
};

describe('hopeless', () => {
  test.each([
    ['x = = 1\ny = 2\n', 'SyntaxError line 1'],
    ['ok = 1\nif x\n  pass\nz = 1\n', 'SyntaxError line 2'],
    ['  x = 1\ny = 2\n', 'IndentationError line 1'],
    [')\nx\n', 'SyntaxError line 1'],
  ])('%j', (source, error) => {
    expect(verdict(source)).toBe(error);
  });
  test.each([
    '',
    'x = (\n',
    'x = """\nabc\n',
    'if x:\n',
    'if x:\n  y\n',
    'x = \\\n',
    '@f\n',
    'try:\n  x\n',
    'return\n',
    'x = 1\ny = \n',
  ])('there is hope for %j', (source) => {
    expect(verdict(source)).toBeUndefined();
  });
  test('no prefix of whole lines of a sound source is hopeless', () => {
    const source =
      'def f(a, *b, c=1):\n    """doc\n    more"""\n    for i in (1,\n              2):\n        if i: continue\n        elif a:\n            x = {\n                "k": [i, 2],\n            }\n    else:\n        pass\n    try:\n        yield f"{a}"\n    except (A, B) as e:\n        raise\n    finally:\n        del a\n\n\n@f\nclass A:\n    x = 1\nwith a as b: pass\n';
    for (let at = 0; at >= 0; at = source.indexOf('\n', at + 1)) {
      expect(verdict(source.slice(0, at + 1))).toBeUndefined();
    }
  });
});
