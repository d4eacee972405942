// Built-in functions called from the host; test/kit/vectors.test.ts compares scripts that call them with the boards.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callFunction } from '../core/call.js';
import { PyException } from '../core/exception.js';
import { installFunction } from '../core/install.js';
import { loadGlobal } from '../core/names.js';
import { repr, str } from '../core/print.js';
import type { Runtime } from '../core/runtime.js';
import { type FunctionDef, fun1 } from '../core/typedef.js';
import { NONE, NULL, qstrWord, smallInt, type Word } from '../core/word.js';
import { dictStore } from '../objects/dict.js';
import { newInt } from '../objects/int.js';
import { newList } from '../objects/list.js';
import { newStr } from '../objects/str.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { runScript } from './script.fixture.js';

const BOARDS = ['VIRT_RV64', 'VIRT_RV32'] as const;
const MODES = BOARDS.flatMap((board) => [false, true].map((gcStress) => ({ board, gcStress })));

const DIR_FILE = new URL('../../../test/fixtures/dir-names.jsonl', import.meta.url);
const dirRows = readFileSync(DIR_FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { expression: string; dir: string[] });

describe.each(BOARDS)('dir() on %s', (board) => {
  it('gives the names that the boards give, in their order', () => {
    for (const { expression, dir } of dirRows) {
      const { stdout } = runScript(`print(' '.join(dir(${expression})))`, { board });
      expect(`${expression}: ${stdout}`).toBe(`${expression}: ${dir.join(' ')}\n`);
    }
  });
});

type Arg = number | string | null | Word[] | { readonly word: Word };

const wordOf = (rt: Runtime, arg: Arg): Word => {
  if (arg === null) return NONE;
  if (typeof arg === 'number') return newInt(rt, arg);
  if (typeof arg === 'string') return newStr(rt, arg);
  if (!Array.isArray(arg)) return arg.word;
  const at = rt.sp;
  for (const w of arg) rt.push(w);
  const list = newList(rt, at, arg.length);
  rt.sp = at;
  return list;
};

/** Calls a built-in function by name; repr of the result, or type and text of the exception. */
function call(rt: Runtime, name: string, args: readonly Arg[], keywords: Readonly<Record<string, Arg>> = {}): string {
  const at = rt.sp;
  const q = (text: string): number => rt.qstrs.intern(text);
  try {
    for (const arg of args) rt.push(wordOf(rt, arg));
    for (const [key, value] of Object.entries(keywords)) {
      rt.push(qstrWord(q(key)));
      rt.push(wordOf(rt, value));
    }
    return repr(rt, callFunction(rt, loadGlobal(rt, q(name)), args.length, Object.keys(keywords).length, at));
  } catch (e) {
    if (!(e instanceof PyException)) throw e;
    return `${rt.typeNameOf(e.value)}: ${str(rt, e.value)}`;
  } finally {
    rt.sp = at;
  }
}

/** A host function as an object; only before anything else of the test allocates. */
const functionObject = (rt: Runtime, def: FunctionDef): { word: Word } => ({ word: installFunction(rt, def, 'f') });

describe.each(MODES)('calls on $board, collecting before every allocation: $gcStress', (mode) => {
  const fresh = (): ReturnType<typeof testRuntime> => testRuntime(mode.board, { gcStress: mode.gcStress });

  it('prints to the console with sep and end', () => {
    const rt = fresh();
    expect(call(rt, 'print', [1, 'a', null])).toBe('None');
    expect(call(rt, 'print', [1, 2], { sep: '-', end: '!' })).toBe('None');
    expect(call(rt, 'print', [], { end: '' })).toBe('None');
    expect(rt.printed.join('')).toBe('1 a None\n1-2!');
    expect(call(rt, 'print', [1], { sep: null })).toBe("TypeError: can't convert 'NoneType' object to str implicitly");
    expect(call(rt, 'print', [1], { flush: 1 })).toBe('TypeError: extra keyword arguments given');
    expect(call(rt, 'print', [1], { file: 5 })).toBe('OSError: stream operation not supported');
    expect(rt.printed.join('')).toBe('1 a None\n1-2!');
  });

  it('shows values as the prompt does', () => {
    const rt = fresh();
    expect(call(rt, '__repl_print__', ['a'])).toBe('None');
    expect(call(rt, '__repl_print__', [null])).toBe('None');
    expect(rt.printed.join('')).toBe("'a'\n");
  });

  it('takes key functions and defaults', () => {
    const rt = fresh();
    const negate = functionObject(
      rt,
      fun1((_rt, w) => smallInt(-(w >> 1))),
    );
    const items = [3, 1, 2].map(smallInt);
    expect(call(rt, 'min', [items], { key: negate })).toBe('3');
    expect(call(rt, 'max', [items], { key: negate })).toBe('1');
    expect(call(rt, 'sorted', [items], { key: negate })).toBe('[3, 2, 1]');
    expect(call(rt, 'sorted', [items], { reverse: 1 })).toBe('[3, 2, 1]');
    expect(call(rt, 'max', [[]], { default: 'd' })).toBe("'d'");
    expect(call(rt, 'max', [[]])).toBe('ValueError: arg is an empty sequence');
    expect(call(rt, 'min', [items], { key: null })).toBe("TypeError: 'NoneType' object isn't callable");
  });

  it('rounds halves to even', () => {
    const rt = fresh();
    for (const [x, digits, expected] of [
      [15, -1, '20'],
      [25, -1, '20'],
      [-25, -1, '-20'],
      [-35, -1, '-40'],
      [50, -2, '0'],
      [51, -2, '100'],
      [150, -2, '200'],
      [7, -400, '0'],
      [7, 3, '7'],
    ] as const) {
      expect(call(rt, 'round', [x, digits]), `round(${x}, ${digits})`).toBe(expected);
    }
  });

  it('tells attributes, also those that objects refuse', () => {
    const rt = fresh();
    expect(call(rt, 'hasattr', [[], 'append'])).toBe('True');
    expect(call(rt, 'hasattr', [[], 'nope'])).toBe('False');
    expect(call(rt, 'getattr', [[], 'nope', 5])).toBe('5');
    expect(call(rt, 'getattr', [[], 'nope'])).toBe("AttributeError: 'list' object has no attribute 'nope'");
    expect(call(rt, 'getattr', [[], 5])).toBe("TypeError: can't convert 'int' object to str implicitly");
    expect(call(rt, 'setattr', [[], 'x', 1])).toBe("AttributeError: 'list' object has no attribute 'x'");
    expect(call(rt, 'dir', [5])).toBe("['__class__', 'from_bytes', 'to_bytes']");
  });

  it('lists the names of the locals in table order', () => {
    const rt = fresh();
    const q = rt.qstrs.intern('only_here');
    dictStore(rt, rt.globals, qstrWord(q), NONE);
    expect(call(rt, 'dir', [])).toBe("['__name__', 'only_here']");
    expect(call(rt, 'globals', [])).toContain("'only_here': None");
  });

  it('gives the address of objects and the tagged word of ints', () => {
    const rt = fresh();
    expect(call(rt, 'id', [5])).toBe('11');
    expect(call(rt, 'id', [-1])).toBe('-1');
    expect(call(rt, 'id', [null])).toBe('6');
    const list = wordOf(rt, []);
    expect(call(rt, 'id', [{ word: list }])).toBe(String(list));
    if (mode.board === 'VIRT_RV64') expect(call(rt, 'id', [2 ** 40])).toBe(String(2 ** 41 + 1));
  });

  it('overrides a built-in name through the module', () => {
    const rt = fresh();
    const builtins = { word: rt.builtinModules.get('builtins')! };
    expect(call(rt, 'setattr', [builtins, 'len', 5])).toBe('None');
    expect(repr(rt, loadGlobal(rt, rt.qstrs.intern('len')))).toBe('5');
    expect(call(rt, 'delattr', [builtins, 'len'])).toBe('None');
    expect(call(rt, 'len', [[]])).toBe('0');
    expect(loadGlobal(rt, rt.qstrs.intern('len'))).not.toBe(NULL);
  });
});
