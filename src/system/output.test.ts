// What a board prints, as bytes and as text.

import { describe, expect, test } from 'vitest';
import { createBoard } from './index.js';

const utf8 = new TextEncoder();

function printed(source: string): { bytes: number[]; texts: string[] } {
  const bytes: number[] = [];
  const texts: string[] = [];
  const board = createBoard({ output: (text) => texts.push(text), outputBytes: (b) => bytes.push(...b) });
  board.runScript(source);
  return { bytes, texts };
}

describe('output', () => {
  test('bytes are what the guest writes', () => {
    const { bytes, texts } = printed("import sys\nsys.stdout.buffer.write(b'\\xff\\x00\\xc3')\nprint('\\ufeffé')");
    expect(bytes).toEqual([0xff, 0, 0xc3, ...utf8.encode('\uFEFFé\n')]);
    expect(texts.join('')).toBe('\uFFFD\0\uFFFD\uFEFFé\n');
  });

  test('a character that is written byte by byte is one in the text', () => {
    const { texts } = printed("import sys\nfor c in '€é'.encode(): sys.stdout.write(bytes([c]))\nprint()");
    expect(texts).toEqual(['€', 'é', '\n']);
  });

  test('what a character lacks at the end of the script shows', () => {
    const board: string[] = [];
    const b = createBoard({ output: (text) => board.push(text) });
    b.runScript("import sys; sys.stdout.write(b'a\\xe2\\x82')");
    expect(board.join('')).toBe('a\uFFFD');
    b.runScript("print('€')");
    expect(board.join('')).toBe('a\uFFFD€\n');
  });
});
