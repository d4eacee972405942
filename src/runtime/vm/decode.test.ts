// Operations that stand for several instructions, and remembered names: both must be invisible. Expected values follow from
// the language; test/kit compares whole scripts with the boards.
import { describe, expect, it } from 'vitest';
import { BOARDS, runScript } from '../modules/script.fixture.js';

describe.each(BOARDS)('on $board, gc: $gc', (mode) => {
  const lines = (source: string): string[] => runScript(source, mode).stdout.trim().split(/\r?\n/);
  const lastLine = (source: string): string => runScript(source, mode).uncaught?.split('\n').at(-1) ?? '';

  it.each([
    ['add', 'a + b'],
    ['subtract', 'a - b'],
  ])('%s of two locals, for operands of all kinds', (_name, expression) => {
    // The same function sees small ints, sums that leave them, floats, and objects.
    const source = `
def f(a, b):
    return ${expression}
class N:
    def __add__(self, o): return 'add'
    def __sub__(self, o): return 'sub'
print(f(2, 1), f(1073741823, 1), f(-1073741824, -1), f(0.5, 1), f(N(), 1), f(2, 1))
`;
    const sign = expression.includes('+') ? 1 : -1;
    const [first] = lines(source);
    expect(first).toBe(
      [2 + sign, 1073741823 + sign, -1073741824 - sign, (0.5 + sign).toString().replace(/^(-?\d+)$/, '$1.0')]
        .concat([sign === 1 ? 'add' : ('sub' as never), 2 + sign])
        .join(' '),
    );
  });

  it('a comparison and its jump, for operands of all kinds', () => {
    const source = `
def f(a, b):
    r = ''
    if a < b: r += '<'
    if a <= b: r += '<='
    if a == b: r += '=='
    if a != b: r += '!='
    if a > b: r += '>'
    if a >= b: r += '>='
    while not a < b: return r + 'w'
    return r
print(f(1, 2), f(2, 2), f(3, 2), f(1.5, 2), f('a', 'a'), f(4294967296, 4294967295), f(-5, 0.0))
`;
    expect(lines(source)).toEqual(['<<=!= <===>=w !=>>=w <<=!= <===>=w !=>>=w <<=!=']);
  });

  it('a product and its mask', () => {
    const source = `
def f(a, b): return a * b & 0xFFFFFFFF
def g(a, b): return a << b & 0xFFFFFFFF
print(f(0xFFFFFFFF, 0xFFFFFFFF), f(-3, 7), f(0x811C9DC5, 0x01000193), g(0x89ABCDEF, 13), g(1, 32), g(-1, 4), f(3, True))
`;
    const product = BigInt.asUintN(32, 0x811c9dc5n * 0x01000193n);
    const shifted = BigInt.asUintN(32, 0x89abcdefn << 13n);
    expect(lines(source)).toEqual([`1 4294967275 ${product} ${shifted} 0 4294967280 3`]);
  });

  it('unbound locals are reported by the instruction that reads them', () => {
    const unbound = 'NameError: local variable referenced before assignment';
    for (const use of ['a + b', 'a + 1', 'a < b and 1', 'b + a']) {
      const source = `def f(b):\n    if b > 9: a = 1\n    return (${use})\nf(1)\n`;
      expect(lastLine(source)).toBe(unbound);
      expect(runScript(source, mode).uncaught).toContain('line 3, in f');
    }
  });

  it('members that are stored, changed or deleted later are found as they are', () => {
    const source = `
class A:
    names = locals()
    def m(self): return 'A.m'
class B(A): pass
b = B()
out = []
for i in range(3):
    out.append(b.m())
    if i == 0: B.m = lambda self: 'B.m'
    if i == 1: del B.m; A.names['m'] = lambda self: 'changed'
print(*out, b.m())
x = 'global'
def f(): return x, len((1,))
print(f())
del x
try: f()
except NameError as e: print(e)
def len(o): return 'mine'
x = 1
print(f())
del len
print(f())
`;
    expect(lines(source)).toEqual([
      'A.m B.m changed changed',
      "('global', 1)",
      "name 'x' isn't defined",
      "(1, 'mine')",
      '(1, 1)',
    ]);
  });

  it('exceptions pass frames, closures and generators with their lines', () => {
    const source = `
def thrower(n):
    if n == 0: raise ValueError('deep')
    def inner(): return thrower(n - 1)
    return inner()
def gen():
    try:
        yield thrower(2)
    finally:
        print('finally')
try:
    next(gen())
except ValueError as e:
    print(e)
thrower(1)
`;
    const { stdout, uncaught } = runScript(source, mode);
    expect(stdout.trim().split(/\r?\n/)).toEqual(['finally', 'deep']);
    expect(uncaught?.match(/line \d+/g)).toEqual(['line 15', 'line 5', 'line 4', 'line 3']);
  });
});
