// The snippets of the dialect's description on fresh boards: what they print and the text of the exception that ends
// them, word for word, also with a collection before every allocation. `test/conformance/dialect-vectors.json` tells the shape of a row (tools/sync-conformance.mjs).

import { describe, expect, test } from 'vitest';
import { type BoardOptions, createBoard, PythonError } from '../../src/system/index.js';
import { BOARDS, collectOutput, kitText, knownFailures } from './kit.js';

type Outcome = readonly [stdout: string, uncaught?: string];
type Row = readonly [id: string, mode: 'eval' | 'exec', code: string, rv64: Outcome, rv32?: Outcome];

const rows = JSON.parse(kitText('dialect-vectors.json')) as readonly Row[];
const known = knownFailures();
const sectionOf = ([id]: Row): string => id.slice(0, id.lastIndexOf('/'));
const sections = [...new Set(rows.map(sectionOf))];

function run(options: BoardOptions, [, mode, code]: Row): Outcome {
  const out = collectOutput();
  const b = createBoard({ ...options, limits: 'board', timeout: 20, outputBytes: out.outputBytes });
  try {
    b.runScript(mode === 'eval' ? `print(repr((${code})))` : code);
  } catch (e) {
    return [out.text(), e instanceof PythonError ? e.traceback.trimEnd() : String(e)];
  }
  return [out.text()];
}

const cases = BOARDS.flatMap(({ board, short }) => [
  { board, short, gc: undefined },
  { board, short, gc: 'stress' as const },
]);

describe.each(cases)('vectors on $board, gc $gc', ({ board, short, gc }) => {
  test.each(sections)('%s', (section) => {
    const wrong: unknown[] = [];
    const passing: string[] = [];
    for (const row of rows) {
      if (sectionOf(row) !== section) continue;
      // One of them would only end by the time limit.
      if (gc && known.has(`stress/${row[0]}.${short}`)) continue;
      const expected = (short === 'rv32' ? row[4] : undefined) ?? row[3];
      const actual = run({ board, gc }, row);
      const same = actual[0] === expected[0] && (actual[1] ?? '') === (expected[1] ?? '').trimEnd();
      const isKnown = known.has(`vectors/${row[0]}.${short}`);
      if (same && isKnown) passing.push(row[0]);
      if (!same && !isKnown) wrong.push({ id: row[0], code: row[2], expected, actual });
    }
    expect(wrong).toEqual([]);
    expect(passing, 'these pass now: take them out of known-failures.txt').toEqual([]);
  });
});
