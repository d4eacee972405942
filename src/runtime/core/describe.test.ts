// What words are, in memory in any state: nothing may be thrown, whatever lies there.

import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { createBoard } from '../../system/index.js';
import { describeWord } from './describe.js';

const told = (board: ReturnType<typeof createBoard>, source: string): string | undefined => {
  board.runScript(`x = ${source}`);
  const word = board.importModule('__main__').get('x').word;
  return describeWord(board.runtime, word, word >> 31);
};

describe.each(['VIRT_RV64', 'VIRT_RV32'] as const)('%s', (name) => {
  test.each([
    ['None', 'None'],
    ['-5', '-5'],
    ['1 << 70', `${1n << 70n}`],
    ['1.5', '1.5'],
    ["'a\\n\\u00fc' * 1", "'a\\nü'"],
    ["b'\\x00x' * 1", "b'\\x00x'"],
    ["bytearray(b'ab')", "bytearray(b'ab')"],
    ["[1, 'b', (2,), None]", "[1, 'b', (...) of 1, None]"],
    ['list(range(9))', '[0, 1, 2, 3, ... 9 items]'],
    ['{1: 2}', '<dict of 1>'],
    ['ValueError', "<class 'ValueError'>"],
    ['len', '<function object>'],
  ])('%s', (source, text) => expect(told(createBoard({ board: name }), source)).toBe(text));

  test('anything at all', () => {
    const board = createBoard({ board: name, heap: 65536 });
    const rt = board.runtime;
    const { below: random } = randomFrom(12345);
    const { base } = rt.heap;
    // Objects of built-in types with wild fields, so that the texts of values are tried, too.
    const types = rt.typeAddr.filter((addr) => addr !== undefined);
    while (rt.heap.stats().free > 4096) rt.heap.allocMaybe(rt.W * 4);
    for (let at = base; at < base + 60_000; at += rt.W) {
      const pick = random(4);
      const word = pick === 0 ? types[random(types.length)]! : pick === 1 ? base + 4 * random(15_000) : random(2 ** 32);
      rt.mem.st32(at, pick === 2 ? random(64) : word | 0);
      if (rt.is64) rt.mem.st32(at + 4, random(8) === 0 ? random(2 ** 32) | 0 : 0);
    }
    let found = 0;
    for (let i = 0; i < 20_000; i++) {
      const word = base + rt.W * random(7_000);
      const text = describeWord(rt, word, 0);
      expect((text ?? '').length).toBeLessThan(1000);
      if (text?.startsWith('<') || text?.startsWith('[')) found++;
    }
    expect(found).toBeGreaterThan(0);
  });
});
