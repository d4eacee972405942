import { describe, expect, test } from 'vitest';
import { compile } from '../runtime/index.js';
import { createBoard } from '../system/index.js';
import { decodeText, readMpy, writeMpy } from './index.js';
import { encodeText } from './text.js';

describe('text', () => {
  test.each([
    [[0x61], 'a', false],
    [[0xc3, 0xa9], 'é', false],
    // A half of a surrogate pair, an overlong form, what looks like a pair and is two code points.
    [[0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd', true],
    [[0xc1, 0x81], '\ufffd\ufffd', true],
    [[0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], '\ufffd'.repeat(6), true],
  ])('%j', (list, text, hasRaw) => {
    const bytes = Uint8Array.from(list);
    const decoded = decodeText(bytes)!;
    expect([decoded.text, decoded.raw !== undefined]).toEqual([text, hasRaw]);
    expect(encodeText(decoded)).toEqual(bytes);
  });
  test.each([[[0xff]], [[0xc3]], [[0x80]], [[0xe2, 0x82]]])('%j has no structure', (list) =>
    expect(decodeText(Uint8Array.from(list))).toBeUndefined(),
  );
});

test('halves of surrogate pairs come through a file, as names and as constants', () => {
  const source = `a = '\\ud800'\nb = '\\udc00 and many more characters'\nclass C: pass\nsetattr(C, a, 5)
print([ord(c) for c in a + b[:1]], repr('\\ud83d\\ude00'), getattr(C, '\\ud800'))\n`;
  const mpy = writeMpy(compile(new TextEncoder().encode(source), { fileName: 'x.py' }));
  expect(writeMpy(readMpy(mpy))).toEqual(mpy);
  let output = '';
  const board = createBoard({ output: (text) => (output += text) });
  board.runMpy(mpy, 'x.mpy');
  const fromFile = output;
  output = '';
  createBoard({ output: (text) => (output += text) }).runScript(source);
  expect(fromFile).toBe(output);
  expect(fromFile).toContain('[55296, 56320]');
});
