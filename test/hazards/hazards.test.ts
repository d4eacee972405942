// The hazards of native-abi.md section 11, one by one, with machine code that gcc makes of hazards.c. Three are not
// here: nothing has to be done about objects that no guest word refers to (11.14), other float ABIs cannot be told from
// the file (11.29), and memory functions (11.30) are the linker's.

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BoardOptions, createBoard, GuestCrash, GuestTimeoutError, PythonError } from '../../src/index.js';
import { writeNativeModule } from '../../src/mpy/index.js';
import { limitedLooks } from '../../src/system/looks.fixture.js';
import { emptyFolder, ensureBuilt, natmod } from '../helpers/cli.js';
import { hasTool } from '../helpers/tools.js';

const GCC = 'riscv64-unknown-elf-gcc';
const hasGcc = hasTool(GCC);
const modules = new Map<string, Uint8Array>();

beforeAll(async () => {
  if (!hasGcc) return;
  await ensureBuilt();
  const folder = emptyFolder();
  try {
    copyFileSync(fileURLToPath(new URL('hazards.c', import.meta.url)), join(folder.path, 'hz.c'));
    const { stderr, code } = await natmod(['build', '--arch', 'rv64imc,rv32imc', 'hz.c'], { cwd: folder.path });
    expect([stderr, code]).toEqual(['', 0]);
    for (const arch of ['rv64imc', 'rv32imc']) {
      modules.set(arch, new Uint8Array(readFileSync(join(folder.path, 'dist', `hz_${arch}.mpy`))));
    }
  } finally {
    folder.remove();
  }
});

describe.skipIf(!hasGcc).each([
  ['VIRT_RV64', 'rv64imc', 64],
  ['VIRT_RV32', 'rv32imc', 32],
] as const)(`hazards on %s (skipped when ${GCC} is not installed)`, (board, arch, bits) => {
  const start = (more: Partial<BoardOptions> = {}) => {
    const warnings: string[] = [];
    let printed = '';
    const guest = createBoard({
      board,
      output: (text) => (printed += text),
      warn: (message) => warnings.push(message),
      ...more,
    });
    guest.addModule('hz', modules.get(arch)!);
    const run = (source: string) => {
      printed = '';
      guest.runScript(`import hz\n${source}`);
      return printed.trimEnd();
    };
    return { run, warnings };
  };
  const run = (source: string) => start().run(source);
  /** What `expression` raises, as type and text. */
  const raised = (expression: string) =>
    run(`try:\n    print(${expression})\nexcept Exception as e:\n    print(type(e).__name__, e)`);
  const crash = (source: string) => {
    try {
      return run(source);
    } catch (error) {
      expect(error).toBeInstanceOf(GuestCrash);
      return (error as GuestCrash).report.kind;
    }
  };

  test('11.1 a type whose type word is the address of table entry 73', () => {
    const { run, warnings } = start();
    expect(run('o = hz.Indirect()\nprint(isinstance(o, hz.Indirect), type(o) is hz.Indirect, type(hz.Indirect))')).toBe(
      "True True <class 'type'>",
    );
    expect(warnings.filter((text) => text.includes("'Indirect'"))).toHaveLength(1);
  });

  test('11.2 ITER_IS_CUSTOM without a slot', () => {
    expect(raised('iter(hz.NoIter())')).toBe("TypeError 'NoIter' object isn't iterable");
    expect(raised('next(hz.NoIter())')).toMatch(/^TypeError 'NoIter' object isn't an iterator$/);
  });

  test('11.3 a Python subclass of a type with ITER_IS_CUSTOM', () => {
    expect(run('class C(hz.Custom): pass\nprint(list(hz.Custom(2)), list(C(4)))')).toBe('[2, 1] [4, 3, 2, 1]');
  });

  test('11.4 child_table of functions is not read, also by the collector', () => {
    const { run } = start({ gc: 'stress' });
    expect(run('import gc\nf = hz.truncate\ngc.collect()\nprint(f(5))')).toBe('5');
  });

  test('11.5 unused entries in locals_dict', () => {
    expect(run('o = hz.Gaps()\nprint(o.hello(), dir(o), hasattr(o, "nothing"))')).toMatch(
      /^hello \[.*'hello'.*\] False$/,
    );
    expect(run('class S(hz.Gaps): pass\nprint(S().hello(), hasattr(S(), "nothing"))')).toBe('hello False');
  });

  test('11.6 slot indices with gaps', () => {
    expect(run('print(hz.Gaps())')).toBe('gaps');
  });

  test("11.7 names are looked up in the caller's globals", () => {
    expect(raised('hz.raise_value()')).toBe('ValueError from C');
    expect(run('ValueError = KeyError\ntry:\n    hz.raise_value()\nexcept KeyError as e:\n    print(type(e))')).toBe(
      "<class 'KeyError'>",
    );
  });

  test('11.8 raise_msg of what is no exception type', () => {
    for (const what of ['int', '[1]', 'print', 'hz.Custom', 'hz', '"a text object that is long"']) {
      expect(raised(`hz.raise_as(${what})`)).toBe('TypeError exceptions must derive from BaseException');
    }
    expect(raised('hz.raise_as(5)')).toBe('TypeError exceptions must derive from BaseException');
    expect(raised('hz.raise_as(KeyError)')).toBe('KeyError text');
  });

  test('11.9 mp_obj_get_int takes the low word', () => {
    expect(run('print(hz.truncate((1 << 70) + 5), hz.truncate(-1 << 200))')).toBe('5 0');
    expect(run(`print(hz.truncate((1 << ${bits - 1}) + 1))`)).toBe(String(-(2n ** BigInt(bits - 1)) + 1n));
  });

  test('11.10 raising None loops until the time is over', () => {
    expect(() => start(limitedLooks(20)).run('hz.raise_none()')).toThrow(GuestTimeoutError);
  });

  test('11.11 the text of raise_msg is used in place, and 0xff is a byte like others', () => {
    const source = 'try:\n    hz.raise_text(97)\nexcept ValueError as e:\n    hz.change_text()\n    print(e)';
    expect(run(source)).toBe('ac');
    expect(
      run('try:\n    hz.raise_text(255)\nexcept ValueError as e:\n    print(len(e.args[0]) in (1, 2), e.args[0][-1])'),
    ).toBe('True b');
  });

  test.each(['hz.wrong(0, (1,))', 'hz.wrong(1, [1])', 'hz.wrong(2, {})', 'hz.wrong(0, 5)', 'hz.wrong(1, None)'])(
    '11.12 a container of the wrong kind is a fault: %s',
    (source) => {
      expect(crash(source)).toBe('bad-call');
    },
  );

  test.each([
    [0, 'freed twice'],
    [1, 'an interior pointer'],
    [2, 'static data'],
    [3, 'reallocation of an interior pointer'],
  ])('11.13 freeing what is no block is a fault: %i, %s', (how) => {
    expect(crash(`hz.bad_free(${how})`)).toBe('bad-call');
  });

  test('11.15 operators that a small int does not have', () => {
    // LEN; FLOAT_MAYBE
    expect(raised('hz.unary(5, 7)')).toMatch(/^TypeError /);
    expect(run('print(hz.unary(9, 7))')).toBe('null');
  });

  test('11.16 division by 0 is that of the CPU', () => {
    expect(run('print(hz.divide(7, 0), hz.divide(-7, 0), hz.divide(-7, 2))')).toBe('(-1, 7) (-1, -7) (-4, 1)');
  });

  test('11.17 what ioctl answers to RAISE_ERROR does not matter', () => {
    const { run } = start();
    const read =
      'import io\ntry:\n    hz.Stream().read()\nexcept (OSError, AttributeError) as e:\n    print(type(e).__name__)';
    expect(run(read)).toBe('AttributeError');
    const load =
      'import json\ntry:\n    json.load(hz.Stream())\nexcept OSError as e:\n    print(e.errno, hz.request())';
    expect(run(load)).toBe('5 12');
  });

  test('11.18 throwing into a generator that has not started', () => {
    expect(
      run(
        'def g():\n    yield 1\ntry:\n    hz.throw_into(g(), KeyError())\nexcept Exception as e:\n    print(repr(e))',
      ),
    ).toBe(`TypeError("can't send non-None value to a just-started generator",)`);
  });

  test('11.19, 11.20 unknown conversions and wide values in printf', () => {
    expect(run(`hz.prints(${bits === 64 ? '(5 << 32) + 9' : '9'})`)).toMatch(/^9\|/);
  });

  test('11.21 a printer that is used after its call', () => {
    expect(run('print(hz.Keeper(), [hz.Keeper()])')).toBe('keeper [keeper]');
    // Later the stack holds something else there: any crash report will do, or whatever that something does.
    expect(() => crash('str(hz.Keeper())\nhz.print_later()')).not.toThrow();
  });

  test('11.22, 11.23 arguments are a copy', () => {
    expect(run('a = [1, 2, 3]\ndef f(*args):\n    n = hz.overwrite(*args)\n    return n, args\nprint(f(*a), a)')).toBe(
      '(3, (1, 2, 3)) [1, 2, 3]',
    );
    expect(run('def f(x, y):\n    hz.overwrite(x, y)\n    return x, y\nprint(f(4, 5))')).toBe('(4, 5)');
  });

  test('11.24 a handler that stays linked, and one too few', () => {
    expect(crash('hz.leave_handler()')).toBe('handler-left');
    expect(crash('hz.pop_nothing()')).toBe('bad-call');
  });

  test('11.25 an exception passes C and Python frames, and the globals are right afterwards', () => {
    const source = `
x = 'mine'
def deeper(n):
    if n == 0:
        raise KeyError(x)
    return hz.call(deeper, n - 1)
try:
    deeper(5)
except KeyError as e:
    print(repr(e), x, hz.truncate(3))`;
    expect(run(source)).toBe("KeyError('mine',) mine 3");
  });

  test('11.26 imports, printing and collection from inside a call', () => {
    const { run } = start({ gc: 'stress' });
    const source = `
def f(n):
    import gc, json
    print(json.dumps([n]), end=' ')
    gc.collect()
    return n + len(str(hz.call(str, n)))
print(hz.call(f, 12))`;
    expect(run(source)).toBe('[12] 14');
  });

  test('11.27, 11.28 constants can be written, and words read at any address', () => {
    expect(run('print(hz.write_constant(), hex(hz.misaligned()))')).toBe('41 0x4030201');
  });

  test('11.31 a method takes two words', () => {
    expect(run('print(hz.method(hz.Gaps()), hz.method(5))')).toBe('(True, 77) (False, 77)');
  });

  test('11.32 BSS beyond memory is a MemoryError, and a module can be loaded often', () => {
    const guest = createBoard({ board, limits: 'board' });
    const text = new Uint8Array([0x01, 0x45, 0x82, 0x80]); // li a0, 0; ret
    const [number, wordSize] = bits === 64 ? [12, 8] : [11, 4];
    const common = { arch: number, wordSize, sourceName: 'big.mpy', qstrs: [], text, relocations: [] };
    guest.addModule('big', writeNativeModule({ ...common, bssSize: 1 << 28 }));
    expect(() => guest.importModule('big')).toThrow(expect.objectContaining({ type: 'MemoryError' }));
    guest.addModule('small', writeNativeModule({ ...common, bssSize: 64 }));
    const again = "import sys\nfor i in range(20):\n    import small\n    del sys.modules['small']\n";
    guest.runScript(again);
    const many = again.replace('20', '10**6');
    expect(() => guest.runScript(many)).toThrow(PythonError);
  });

  test('11.33 mpy_init runs deeper on the stack than later calls', () => {
    const depth = Number(run('print(hz.above_init())'));
    expect(depth).toBeGreaterThanOrEqual(bits === 64 ? 976 : 800);
    expect(depth).toBeLessThan(2048);
  });
});
