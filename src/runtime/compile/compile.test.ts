import { describe, expect, it } from 'vitest';
import { readMpy, writeMpy } from '../../mpy/index.js';
import { floatText } from './constants.js';
import { EXAMPLES } from './examples.fixture.js';
import { CompileError, type CompileOptions, compile } from './index.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Code of every function by its path, `<module>` or `f/<listcomp>`. */
function codeOf(source: string | Uint8Array, options: Partial<CompileOptions> = {}): Record<string, string> {
  const file = readMpy(writeMpy(compile(source, { fileName: 't.py', ...options })));
  const found: Record<string, string> = {};
  const visit = (code: typeof file.code, path: string): void => {
    found[path] ??= hex(code.data);
    for (const child of code.children) {
      const name = child.kind === 'bytecode' ? file.qstrs[child.prelude.names[0]!]!.text : '?';
      visit(child, path === '<module>' ? name : `${path}/${name}`);
    }
  };
  visit(file.code, '<module>');
  return found;
}
const objects = (source: string, options: Partial<CompileOptions> = {}) =>
  compile(source, { fileName: 't.py', ...options }).objects;
/** `TYPE: MESSAGE @LINE in BLOCK`. */
function errorOf(source: string | Uint8Array, options: Partial<CompileOptions> = {}): string {
  try {
    compile(source, { fileName: 't.py', ...options });
    return 'none';
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { type, message, line, block } = error;
    return `${type}: ${message}${line === undefined ? '' : ` @${line}`}${block === undefined ? '' : ` in ${block}`}`;
  }
}

describe('annotated examples of the specification', () => {
  it.each(EXAMPLES)('$title', ({ source, code }) => {
    const found = codeOf(source);
    for (const [path, bytes] of Object.entries(code)) {
      const isPrefix = bytes.endsWith('...');
      const shown = isPrefix ? `${found[path]!.slice(0, bytes.length - 3)}...` : found[path];
      expect(`${path}: ${shown}`).toBe(`${path}: ${bytes}`);
    }
  });
});

describe('options', () => {
  it('level 0 keeps asserts and True for __debug__', () => {
    expect(codeOf('x = __debug__\nassert x')['<module>']).toContain('52');
    expect(compile('assert x', { fileName: 't.py' }).qstrNames).toContain('AssertionError');
  });
  it('level 1 drops asserts and makes __debug__ False', () => {
    expect(codeOf('x = __debug__', { optLevel: 1 })).toEqual(codeOf('x = False'));
    expect(compile('assert x', { fileName: 't.py', optLevel: 1 }).qstrNames).not.toContain('AssertionError');
  });
  it('level 3 drops the line table', () => {
    // Size field 02 = one byte of info, the name; 04 = one more, a step of two lines.
    expect(codeOf('\n\nx = 1', { optLevel: 3 })['<module>']).toBe('0002018116025163');
    expect(codeOf('\n\nx = 1')['<module>']).toBe('000401408116025163');
  });
  it('small ints have the given width', () => {
    expect(objects('x = 1 << 30', { smallIntBits: 31 })).toEqual([{ kind: 'int', text: '1073741824' }]);
    expect(objects('x = 1 << 30', { smallIntBits: 63 })).toEqual([]);
    expect(objects('x = -1 << 30', { smallIntBits: 31 })).toEqual([]);
  });
  it('eval mode returns the value', () => {
    expect(codeOf('1\n', { mode: 'eval' })['<module>']).toBe('0002018163');
    expect(errorOf('x = 1', { mode: 'eval' })).toBe('SyntaxError: invalid syntax @1');
    expect(errorOf(' 1', { mode: 'eval' })).toBe('IndentationError: unexpected indent @1');
  });
  it('single mode prints expressions of the module only', () => {
    expect(compile('1', { fileName: 't.py', mode: 'single' }).qstrNames).toContain('__repl_print__');
    expect(compile('x = 1', { fileName: 't.py', mode: 'single' }).qstrNames).not.toContain('__repl_print__');
    expect(errorOf('x\ny', { mode: 'single' })).toBe('SyntaxError: invalid syntax @2');
  });
  it('firmware folds in single precision and knows more constants', () => {
    expect(compile('x = 0.1 + 0.2', { fileName: 't.py', firmware: true }).constants).toEqual([
      { kind: 'float', value: Math.fround(Math.fround(0.1) + Math.fround(0.2)) },
    ]);
    expect(codeOf('x = errno.EIO', { firmware: true })).toEqual(codeOf('x = 5'));
    expect(codeOf('x = errno.EIO')).not.toEqual(codeOf('x = 5'));
    expect(errorOf('x = 08')).toBe("SyntaxError: invalid syntax for integer with base 0: '08' @1");
    expect(errorOf('x = 08', { firmware: true })).toBe('SyntaxError: invalid syntax for integer with base 0 @1');
    expect(errorOf('@micropython.native\ndef f(): pass')).toBe('SyntaxError: invalid arch @1 in <module>');
  });
  it('interned strings are the caller’s affair', () => {
    const isInterned = (text: string): boolean => text === 'a long string';
    expect(objects('x = "a long string"')).toHaveLength(1);
    expect(objects('x = "a long string"', { isInterned })).toEqual([]);
    // Met earlier in the source, or the file's own name.
    expect(objects('a_long_name = 1\nx = "a_long_name"')).toEqual([]);
    expect(objects('x = "a_long_name"\na_long_name = 1')).toHaveLength(1);
    expect(objects('x = "long_name_of_file.py"', { fileName: 'long_name_of_file.py' })).toEqual([]);
  });
});

describe('text is bytes', () => {
  it('source may be a string or its UTF-8', () => {
    const source = 'größe = "日本"; "\\u00e9\\ud800"';
    const bytes = new TextEncoder().encode(source);
    expect(writeMpy(compile(source, { fileName: 't.py' }))).toEqual(writeMpy(compile(bytes, { fileName: 't.py' })));
  });
  it('bytes that are no UTF-8 and surrogates survive in the lossless tables', () => {
    const source = new Uint8Array([
      ...new TextEncoder().encode('x = "'),
      0xff,
      ...new TextEncoder().encode('"\ny = "\\ud800"'),
    ]);
    expect(compile(source, { fileName: 't.py' }).qstrNames).toEqual([
      't.py',
      '<module>',
      '\xff',
      '\xed\xa0\x80',
      'x',
      'y',
    ]);
  });
});

describe('floats are printed as the reference does', () => {
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1e16, '1e+16'],
    [123456789, '123456789.0'],
    [1e15, '1000000000000000.0'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [9.995, '9.994999999999999'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e23, '1e+23'],
    [1e-20, '1e-20'],
    [-1e39, '-1e+39'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NaN, 'nan'],
  ])('%d', (value, text) => expect(floatText(value)).toBe(text));
});

describe('the object table has equal constants once', () => {
  it.each([
    ['x = 0.5; y = 0.5', 1],
    ['x = 0.0; y = -0.0', 2],
    ['x = (1, "a"); y = 1, "a"', 1],
    ['x = (1,); y = (1.0,); z = (True,)', 3],
    ['x = b"a"; y = (b"a",)', 2],
    ['x = math.nan; y = +math.nan; z = (math.nan,); w = (math.nan,)', 2],
    ['x = -math.nan; y = -math.nan', 2],
  ])('%s', (source, count) => expect(objects(source)).toHaveLength(count));
});

describe('folding', () => {
  it.each([
    ['7 // -2', -4n],
    ['-7 % 3', 2n],
    ['1 - 2 * 3 ** 2', -17n],
    ['~5 & 0xff', 250n],
    ['-7 >> 1', -4n],
    ['-1 >> 100', -1n],
  ])('%s', (text, value) => {
    expect(compile(`x = ${text}`, { fileName: 't.py' }).code.data).toEqual(
      compile(`x = ${value}`, { fileName: 't.py' }).code.data,
    );
  });
  it.each([
    ['7 / 2', '3.5'],
    ['2 ** -1', '0.5'],
    ['1e308 * 10', 'inf'],
    ['7.5 // -2', '-4.0'],
    ['-7.5 % 2', '0.5'],
    ['math.pi', '3.141592653589793'],
  ])('%s', (text, value) => expect(objects(`x = ${text}`)).toEqual([{ kind: 'float', text: value }]));
  it.each(['1 / 0', '1 << -1', '(-8) ** 0.5', '1 @ 2', '1 < 2', '1 << (1 << 40)', '9 ** 9 ** 9'])(
    '%s stays code',
    (text) => {
      expect(errorOf(`x = const(${text})`)).toBe('SyntaxError: not a constant @1');
      expect(errorOf(`x = ${text}`)).toBe('none');
    },
  );
  it('and, or, not', () => {
    expect(codeOf('x = 0 or y')).toEqual(codeOf('x = y'));
    expect(codeOf('x = y or 1 or z')).toEqual(codeOf('x = y or 1'));
    expect(codeOf('x = not ()')).toEqual(codeOf('x = True'));
    expect(codeOf('x = y and 0')).not.toEqual(codeOf('x = 0'));
  });
});

describe('errors', () => {
  it.each([
    ['def f(a, a): pass', 'argument name reused @1 in f'],
    ['def f(*a, *b): pass', 'invalid syntax @1 in f'],
    ['def f(**k, a): pass', 'invalid syntax @1 in f'],
    ['def f(a=1, b): pass', 'non-default argument follows default argument @1 in <module>'],
    ['f(**a, *b)', '* arg after ** @1 in <module>'],
    ['f(a=1, *b)', '* arg after kwarg @1 in <module>'],
    ['f(**a, b)', 'positional arg after ** @1 in <module>'],
    ['f(a=1, b)', 'positional arg after keyword arg @1 in <module>'],
    ['f(1=2)', 'LHS of keyword arg must be an id @1 in <module>'],
    ['1 = x', "can't assign to expression @1 in <module>"],
    ['f() = 1', "can't assign to expression @1 in <module>"],
    ['[a] += 1', "can't assign to expression @1 in <module>"],
    ['*a = x', "can't assign to expression @1 in <module>"],
    ['(a.b := 1)', "can't assign to expression @1 in <module>"],
    ['a, *b, *c = d', 'multiple *x in assignment @1 in <module>'],
    ['x = *a', '*x must be assignment target @1 in <module>'],
    ['del f()', "can't delete expression @1 in <module>"],
    ['del [a]', "can't delete expression @1 in <module>"],
    ['return', "'return' outside function @1 in <module>"],
    ['yield', "'yield' outside function @1 in <module>"],
    ['class C:\n  await x', "'await' outside function @2 in C"],
    ['break', "'break'/'continue' outside loop @1 in <module>"],
    ['try: pass\nexcept: pass\nexcept A: pass', "default 'except' must be last @2 in <module>"],
    ['{1: 2, 3}', 'expecting key:value for dict @1 in <module>'],
    ['{1, 2: 3}', 'expecting just a value for set @1 in <module>'],
    ['def f(): super()', "super() can't find self @1 in f"],
    ['@micropython\ndef f(): pass', 'invalid micropython decorator @1 in <module>'],
    ['nonlocal a', "can't declare nonlocal in outer code @1 in <module>"],
    ['def f(): nonlocal a', 'no binding for nonlocal found @1 in f'],
    ['def f():\n  from a import *', 'import * not at module level @2 in f'],
    ['def f():\n  async for a in b: pass', 'async for/with outside async function @2 in f'],
    ["f'{}'", 'malformed f-string @1'],
    ['q\nfor 1 in x:\n a\n b', "can't assign to expression @3 in <module>"],
    ['q\nfor x in (1 := 2):\n a\n b', "can't assign to expression @3 in <module>"],
    ['x = f((1 := 2), [3,\n f(4)])', "can't assign to expression @1 in <module>"],
    ['q\nfor 1 in x: a', "can't assign to expression @2 in <module>"],
    ['{\n1,\n2: 3}', 'expecting just a value for set @2 in <module>'],
    ['q\nx = {1: 2,\n3 > 4}', 'expecting key:value for dict @2 in <module>'],
    ['def f(*a,\n*b): pass', 'invalid syntax @2 in f'],
    ['x = 1.2.3', 'invalid syntax for number @1'],
    ['x = const(1,)', 'not a constant @1'],
    ['x = const()', 'not a constant @1'],
    ['x = const(\n1 +\ny)', 'not a constant @1'],
    ['{**a}', 'invalid syntax @1'],
    ["'abc", 'invalid syntax @1'],
  ])('%s', (source, message) => expect(errorOf(source)).toBe(`SyntaxError: ${message}`));

  it('have their own types', () => {
    expect(errorOf('  x')).toBe('IndentationError: unexpected indent @1');
    expect(errorOf("'\\N{DASH}'")).toBe('NotImplementedError: unicode name escapes');
    expect(errorOf('x'.repeat(256))).toBe('RuntimeError: name too long');
    expect(errorOf(`import ${'pkg.'.repeat(70)}x`)).toBe('RuntimeError: name too long');
    expect(errorOf(`while x:\n${'  f(1, 2, 3)\n'.repeat(3000)}`)).toBe('RuntimeError: bytecode overflow');
  });
});

describe('deep nesting is refused, wide code is not', () => {
  const tooDeep = /^RuntimeError: maximum recursion depth exceeded( @1)?$/;
  const deep = 20_000;
  it.each([
    ['parentheses', '('.repeat(deep)],
    ['closed parentheses', `${'('.repeat(deep)}x${')'.repeat(deep)}`],
    ['lists', '['.repeat(deep)],
    ['dicts', '{1:'.repeat(deep)],
    ['not', `${'not '.repeat(deep)}x`],
    ['signs', `${'-'.repeat(deep)}x`],
    ['powers', `${'x**'.repeat(deep)}x`],
    ['ternaries', `${'x if x else '.repeat(deep)}x`],
    ['lambdas', `${'lambda: '.repeat(deep)}x`],
    ['calls', 'f('.repeat(deep)],
    ['subscripts', 'f['.repeat(deep)],
    ['await', `x = ${'(await '.repeat(deep)}`],
    ['f-strings', `${'f"{'.repeat(2000)}x${'}"'.repeat(2000)}`],
    ['blocks', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n')],
    ['targets', `${'('.repeat(deep)}a,${',)'.repeat(deep)} = x`],
  ])('%s', (_, source) => expect(errorOf(source).replace(/@\d+$/, '@1')).toMatch(tooDeep));
  it.each([
    ['operators', `x = ${'y + '.repeat(deep)}y`],
    ['comparisons', `x = ${'y < '.repeat(3000)}y`],
    ['or', `x = ${'y or '.repeat(3000)}y`],
    ['attributes', `x = y${'.a'.repeat(deep)}`],
    ['statements', 'x = 1\n'.repeat(deep)],
    ['elif', `if x: pass\n${'elif x: pass\n'.repeat(1000)}`],
    ['elements', `x = [${'y, '.repeat(deep)}]`],
    ['nesting of everyday depth', `x = ${'('.repeat(100)}y${')'.repeat(100)}`],
  ])('%s', (_, source) => expect(errorOf(source)).toBe('none'));
});
