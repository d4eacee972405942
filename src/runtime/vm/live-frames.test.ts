// What runs where, seen from a host function while it runs.
import { describe, expect, test } from 'vitest';
import { createBoard } from '../../system/index.js';
import { liveTraceback } from '../index.js';

/** Output of a script; with `where`, and then tracebacks at each `print(...)`. */
function run(script: string, where: boolean): { printed: string; traces: string[][] } {
  const traces: string[][] = [];
  let printed = '';
  const board = createBoard({
    output: (text) => {
      printed += text;
      if (text.includes('@')) traces.push(liveTraceback(board.runtime).map(({ line, block }) => `${block}:${line}`));
    },
  });
  if (where) board.runtime.liveFrames = [];
  board.runScript(script, 'x.py');
  return { printed, traces };
}

describe('liveTraceback', () => {
  test('functions, methods, generators, comprehensions, after calls that have returned or raised', () => {
    const script = `def f():
    print("@")
def g():
    f()
    try:
        1 // 0
    except ZeroDivisionError:
        f()
class A:
    def __add__(self, other):
        f()
        return 1
def gen():
    yield 1
    f()
    yield from (print("@") for _ in range(1))
g()
A() + 1
for x in gen():
    pass
print("@")
[f() for x in [1]]
list(map(lambda x: f() or 1, [1]))
`;
    expect(run(script, true).traces).toEqual([
      ['<module>:17', 'g:4', 'f:2'],
      ['<module>:17', 'g:8', 'f:2'],
      ['<module>:18', '__add__:11', 'f:2'],
      ['<module>:19', 'gen:15', 'f:2'],
      ['<module>:19', 'gen:16', '<genexpr>:16'],
      ['<module>:21'],
      ['<module>:22', '<listcomp>:22', 'f:2'],
      ['<module>:23', '<lambda>:23', 'f:2'],
    ]);
    expect(run(script, false).traces.flat()).toEqual([]);
  });

  test('code runs the same: jumps, handlers, loops, generators that are thrown into', () => {
    const script = `def gen():
    while True:
        try:
            x = yield
            print("got", x)
        except ValueError as e:
            print("ve", e)
        finally:
            print("fin")
            if x == 3:
                return 7
def outer():
    r = yield from gen()
    print("r", r)
x = outer()
next(x)
x.send(1)
x.throw(ValueError("v"))
try:
    x.send(3)
except StopIteration:
    print("stop")
def loops():
    total = 0
    for i in range(10):
        for j in range(i):
            if j == 5: break
            if j % 2: continue
            total += i * j & 0xff
        else:
            total += 1
    while total > 100: total -= 7
    return total
print(loops())
def ret():
    for i in [1, 2]:
        try:
            return i
        finally:
            print("f", i)
print(ret())
with open("/nothing") if False else __import__("io").StringIO("ab") as s:
    print(s.read())
try:
    {}["k"]
except KeyError as e:
    print(repr(e))
print([a + b for a in "ab" for b in "cd" if a != b], 1 < 2 < 3, not 1 or 2)
`;
    expect(run(script, true).printed).toBe(run(script, false).printed);
  });
});
