// Memory and its limits as scripts see them: gc, micropython, recursion (python-dialect.md section 20).

import { describe, expect, test } from 'vitest';
import { createBoard } from '../../system/index.js';
import { runScript } from './script.fixture.js';

const BOARDS = [
  { board: 'VIRT_RV64', total: 202368, block: 32, plain: 20, method: 20, constructor: 15, parameters: 25 },
  { board: 'VIRT_RV32', total: 140032, block: 16, plain: 37, method: 35, constructor: 27, parameters: 46 },
] as const;

describe.each(BOARDS)('memory of $board', (facts) => {
  const { board, total, block } = facts;
  const run = (source: string): string => {
    const { stdout, uncaught } = runScript(source, { board });
    return stdout + (uncaught ?? '');
  };

  test('used and free memory sum to the heap', () => {
    expect(
      run('import gc\nprint(gc.mem_alloc() + gc.mem_free())\ngc.collect()\nprint(gc.mem_alloc() + gc.mem_free())'),
    ).toBe(`${total}\n${total}\n`);
  });

  test('thresholds are whole blocks', () => {
    const source =
      'import gc\nprint(gc.threshold(), gc.threshold(1000), gc.threshold(), gc.threshold(-1), gc.threshold())';
    expect(run(source)).toBe('-1 None 992 None -1\n');
  });

  test.each([
    ['[]', 2],
    ['{}', 1],
    ['(y, y)', 1],
    ['y * 2', 1],
    ['object()', 1],
    ['bytearray(100)', block === 32 ? 5 : 8],
  ])('%s takes %d blocks', (code, blocks) => {
    const source = `import gc\ny = 1.5\ndef f():\n  gc.collect(); a = gc.mem_alloc(); x = ${code}; return gc.mem_alloc() - a\nprint(f())`;
    expect(run(source)).toBe(`${blocks * block}\n`);
  });

  test('a full heap is a MemoryError, and the run goes on, a hundred times', () => {
    const source = `
def fill():
    l = []
    try:
        while 1: l.append(bytearray(500))
    except MemoryError as e:
        n = len(l)
        del l
        return n, str(e)
seen = set()
for i in range(100): seen.add(fill())
print(len(seen), seen)
`;
    // What is left may not do for a text.
    const out = run(source);
    expect(out).toMatch(/^\d+ \{(\(\d+, '(memory allocation failed, allocating \d+ bytes)?'\)(, )?)+\}\n$/);
    const counts = [...out.matchAll(/\((\d+)/g)].map((m) => Number(m[1]));
    expect(Math.min(...counts)).toBeGreaterThan(200);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(10);
  });

  test.each(['d[len(d)] = [d]', "s += 'ab' * 999", 'l += l', 't += (1.5,) * 99', 'n <<= 9999', 'b += b'])(
    '%s ends in a MemoryError',
    (code) => {
      const source = `
def fill():
    d = {}; s = ''; l = [1]; t = (); n = 1; b = b'x'
    try:
        while 1: ${code}
    except MemoryError as e: return e.args[0][:26]
for i in range(3): print(fill())
print(sum(range(10)))
`;
      expect(run(source)).toBe(`${'memory allocation failed, \n'.repeat(3)}45\n`);
    },
  );

  test('without collections the heap fills up, with them it does not', () => {
    const source = `
import gc
def churn():
    for i in range(20000): bytearray(100)
gc.disable()
try: churn()
except MemoryError: gc.enable(); print('full')
churn()
print('done', gc.isenabled())
`;
    expect(run(source)).toBe('full\ndone True\n');
  });

  test('the size of the heap is an option', () => {
    let out = '';
    const heap = createBoard({ board, heap: 1 << 20, output: (text) => (out += text) });
    heap.runScript('import gc\nb = bytearray(600000)\nprint(len(b), gc.mem_alloc() + gc.mem_free() > 1000000)');
    expect(out).toBe('600000 True\n');
  });

  const deepest = (define: string, call: string): string =>
    run(
      `${define}\nn = 0\nwhile True:\n    try: ${call}\n    except RuntimeError as e: break\n    n += 1\nprint(n - 1, e if 0 else '')`,
    );
  test('recursion ends where the board ends it', () => {
    expect(run('def f(n): return f(n-1) if n else 0\nprint(f(20))')).toBe('0\n');
    const error = 'RuntimeError: maximum recursion depth exceeded';
    expect(run(`def f(n): return f(n-1) if n else 0\nprint(f(${facts.plain + 2}))`)).toContain(error);
    expect(
      Math.abs(Number.parseInt(deepest('def f(n): return f(n-1) if n else 0', 'f(n)'), 10) - facts.plain),
    ).toBeLessThan(2);
    const method = 'class A:\n    def m(self, n): return self.m(n-1) if n else 0\na = A()';
    expect(Math.abs(Number.parseInt(deepest(method, 'a.m(n)'), 10) - facts.method)).toBeLessThan(2);
    const init = 'class B:\n    def __init__(self, n):\n        if n: B(n-1)';
    expect(Math.abs(Number.parseInt(deepest(init, 'B(n)'), 10) - facts.constructor)).toBeLessThan(2);
    const many = `def g(n, ${Array.from({ length: 19 }, (_, i) => `a${i}=0`).join(', ')}): return g(n-1) if n else 0`;
    expect(Math.abs(Number.parseInt(deepest(many, 'g(n)'), 10) - facts.parameters)).toBeLessThan(2);
  });

  test('recursion can be caught any number of times', () => {
    const source = 'def f(): f()\nc = 0\nfor i in range(500):\n    try: f()\n    except RuntimeError: c += 1\nprint(c)';
    expect(run(source)).toBe('500\n');
  });

  test('mem_info has the form of the boards', () => {
    const lines = run('import micropython\nmicropython.mem_info(1)').split('\n');
    expect(lines[0]).toMatch(/^mem: total=\d+, current=\d+, peak=\d+$/);
    expect(lines[1]).toMatch(/^stack: \d+ out of 10240$/);
    expect(lines[2]).toMatch(new RegExp(`^GC: total: ${total}, used: \\d+, free: \\d+$`));
    expect(lines[3]).toMatch(/^ No. of 1-blocks: \d+, 2-blocks: \d+, max blk sz: \d+, max free sz: \d+$/);
    expect(lines[4]).toMatch(/^GC memory layout; from [0-9a-f]+:$/);
    for (const line of lines.slice(5, -1))
      expect(line).toMatch(/^([0-9a-f]{8}: [LDTSAFBMh=.]{1,64}| {7}\(\d+ lines all free\))$/);
    expect(run('import micropython\nmicropython.qstr_info()')).toMatch(
      /^qstr pool: n_pool=\d+, n_qstr=\d+, n_str_data_bytes=\d+, n_total_bytes=\d+\n$/,
    );
  });

  test('locks nest, and stack_use grows with calls', () => {
    const locks = 'm.heap_lock(); m.heap_lock(); a = m.heap_unlock(); b = m.heap_unlock(); print(a, b)';
    expect(run(`import micropython as m\n${locks}`)).toBe('1 0\n');
    const use =
      'def f(): return m.stack_use()\ndef g(): return f()\na = m.stack_use(); b = f(); c = g()\nprint(a < b < c)';
    expect(run(`import micropython as m\n${use}`)).toBe('True\n');
  });

  test('scheduled calls run in order, four at most wait, and errors in them are printed', () => {
    const source = `
import micropython
def f(x):
    print('run', x)
    if x == 2: raise ValueError(x)
n = 4
try:
    micropython.schedule(f, 0); micropython.schedule(f, 1); micropython.schedule(f, 2); micropython.schedule(f, 3); micropython.schedule(f, 4)
except RuntimeError as e: print(e, n)
for i in range(9): pass
print('end')
`;
    const out = run(source);
    expect(out).toContain('run 0\n');
    expect(out.match(/^run \d+$/gm)!.join()).toMatch(/^run 0,run 1,run 2/);
    expect(out).toContain('ValueError: 2');
  });

  test('RingIO', () => {
    const source = `
import micropython
r = micropython.RingIO(8)
print(r.any(), r.write(b'abc'), r.any(), r.read(2), r.write(b'0123456789'), r.read(), r.any(), r.read())
b = bytearray(3)
r.write(b'xy\\nz'); print(r.readline(), r.readinto(b), b, r.close())
`;
    expect(run(source)).toBe(
      "0 3 3 b'ab' 7 b'c0123456' 0 b''\nb'xy\\n' 1 bytearray(b'z\\x00\\x00') None\n".replace('0123456', '0123456'),
    );
  });
});
