import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { writeNativeModule } from '../../mpy/index.js';
import { PyException } from '../core/exception.js';
import { repr } from '../core/print.js';
import { newModule } from '../objects/module.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { loadMpy } from './load-mpy.js';

const BOARDS = [
  ['VIRT_RV64', 'rv64imc', 8],
  ['VIRT_RV32', 'rv32imc', 4],
] as const;
const kit = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../test/conformance/${path}`, import.meta.url)));

/** `Type('text',)` of what loading raises, 'loaded' if nothing. */
function outcome(board: 'VIRT_RV64' | 'VIRT_RV32', bytes: Uint8Array): string {
  const rt = testRuntime(board);
  try {
    loadMpy(rt, bytes, 'm.mpy', newModule(rt, 'm'));
    return 'loaded';
  } catch (e) {
    if (e instanceof PyException) return repr(rt, e.value);
    throw e;
  }
}

const patched = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
};

describe.each(BOARDS)('loading on %s', (board, arch, word) => {
  const hello = kit(`hello/${arch}/hello.mpy`);
  const other = kit(`hello/${arch === 'rv64imc' ? 'rv32imc' : 'rv64imc'}/hello.mpy`);
  const FILE = "ValueError('incompatible .mpy file',)";
  const ARCH = "ValueError('incompatible .mpy arch',)";

  test.each([
    ['the file itself', hello, 'loaded'],
    ['another architecture', other, ARCH],
    ['wrong magic', patched(hello, 0, 0x43), FILE],
    ['wrong version', patched(hello, 1, 5), FILE],
    ['wrong sub-version', patched(hello, 2, (hello[2]! & ~3) | 2), FILE],
    ['wrong sub-version of another architecture', patched(other, 2, (other[2]! & ~3) | 2), FILE],
    ['feature byte 0xff', patched(hello, 2, 0xff), ARCH],
    ['too many small-int bits', patched(hello, 3, 64), FILE],
    ['truncated', hello.subarray(0, hello.length - 40), FILE],
    ['empty', new Uint8Array(0), FILE],
  ])('%s', (_name, bytes, expected) => expect(outcome(board, bytes)).toBe(expected));

  test('architecture flags: only what the CPU has', () => {
    const module = (flags: number) =>
      writeNativeModule({
        arch: arch === 'rv64imc' ? 12 : 11,
        wordSize: word,
        archFlags: flags,
        sourceName: 'm.mpy',
        qstrs: [],
        text: new Uint8Array(word),
        bssSize: 0,
        relocations: [],
      });
    expect(outcome(board, module(0))).toBe('loaded');
    expect(outcome(board, module(3))).toBe(board === 'VIRT_RV32' ? 'loaded' : FILE);
    expect(outcome(board, module(4))).toBe(FILE);
  });

  test('relocations add the run-time addresses to the words of the text', () => {
    const rt = testRuntime(board);
    const text = new Uint8Array(4 * word);
    const view = new DataView(text.buffer);
    view.setUint32(0, 8, true);
    const bytes = writeNativeModule({
      arch: arch === 'rv64imc' ? 12 : 11,
      wordSize: word,
      sourceName: 'm.mpy',
      qstrs: ['alpha'],
      text,
      bssSize: 12,
      relocations: [
        { section: 'text', offset: 0, kind: 0 },
        { section: 'text', offset: word, kind: 2 },
        { section: 'text', offset: 2 * word, kind: 8 },
        { section: 'text', offset: 3 * word, kind: 9 + 73 },
      ],
    });
    loadMpy(rt, bytes, 'm.mpy', newModule(rt, 'm'));
    const image = rt.nativeImages[0]!;
    const words = [0, 1, 2, 3].map((k) => rt.field(image.text, k));
    expect(words).toEqual([image.text + 8, image.bss, rt.funTable, rt.field(rt.funTable, 73)]);
  });

  test('code and data stay when nothing points to them', () => {
    const rt = testRuntime(board);
    loadMpy(rt, hello, 'm.mpy', newModule(rt, 'm'));
    const { text } = rt.nativeImages[0]!;
    rt.heap.release(0);
    rt.heap.collect();
    expect(rt.heap.isHead(text)).toBe(true);
  });
});
