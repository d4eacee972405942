// Every row of the dialect's table of errors on both boards: the class and the text of what the snippet raises.

import { expect, test } from 'vitest';
import type { BoardName } from '../../src/runtime/index.js';
import { createBoard, PythonError } from '../../src/system/index.js';
import { BOARDS, kitText } from './kit.js';

type Row = readonly [snippet: string, type: string, rv64: string, rv32?: string];

const rows = JSON.parse(kitText('dialect-errors.json')) as readonly Row[];

/** Rows that cannot be as in the table here, and why. */
const LEFT_OUT = new Map([
  ['rv32 @micropython.native\ndef f(x): return x+2\nprint(f(1))', 'there is no native emitter'],
]);
const NO_ERROR = 'nothing raised';

/** The last line of the traceback. */
function uncaught(board: BoardName, source: string): string {
  try {
    createBoard({ board, limits: 'board', timeout: 20, output: () => {} }).runScript(source);
  } catch (e) {
    return e instanceof PythonError ? e.traceback.trimEnd().split('\n').at(-1)!.trimEnd() : String(e);
  }
  return NO_ERROR;
}

/** For VIRT_RV32 the table gives a text, or class and text, or says that there is no error. */
function expected(short: string, [, type, rv64, rv32]: Row): string {
  if (short === 'rv64' || rv32 === undefined) return `${type}: ${rv64}`.trimEnd();
  if (rv32 === '(no error)') return NO_ERROR;
  return /^[A-Z]\w+: /.test(rv32) ? rv32 : `${type}: ${rv32}`;
}

test.each(BOARDS)(
  'errors on $board',
  ({ board, short }) => {
    for (const row of rows) {
      const [snippet] = row;
      if (LEFT_OUT.has(`${short} ${snippet}`)) continue;
      expect.soft(`${snippet} -> ${uncaught(board, snippet)}`).toBe(`${snippet} -> ${expected(short, row)}`);
    }
  },
  60_000,
);
