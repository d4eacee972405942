// Random calls of module functions on a board and on another MicroPython.

import { describe, expect, test } from 'vitest';
import { randomFrom } from '../helpers/random.js';
import { runBoard } from './board.js';
import { isLong } from './corpus.js';
import { MODULE_CALLS, MODULE_PRELUDE } from './module-calls.js';
import { hasOracle, ORACLE_NEEDED, runOracle, sameOutput } from './oracle.js';

const COUNT = isLong ? 2000 : 200;
const SEED = 20;

const script = (snippets: readonly string[]): string =>
  `${MODULE_PRELUDE}
def t(f):
    try: return repr(f())
    except Exception as e: return repr(e)
${snippets.map((snippet) => `print(t(lambda: ${snippet}))`).join('\n')}
`;

describe.skipIf(!hasOracle)(`calls of modules (${ORACLE_NEEDED})`, () => {
  test.each(Object.entries(MODULE_CALLS))('%s', async (_name, make) => {
    const r = randomFrom(SEED);
    const snippets = r.times(COUNT, () => make(r));
    const source = script(snippets);
    const theirs = await runOracle(source);
    expect(theirs.err).toBe('');
    const expected = theirs.out.split('\n');
    for (const board of ['VIRT_RV64', 'VIRT_RV32'] as const) {
      const ours = runBoard(board, source, { limits: 'large' });
      expect(ours.err).toBe('');
      const lines = ours.out.split('\n');
      const different = snippets.flatMap((snippet, i) =>
        sameOutput(lines[i] ?? '', expected[i] ?? '') ? [] : [`${snippet}\n  here ${lines[i]}\n  there ${expected[i]}`],
      );
      expect(different).toEqual([]);
    }
  });
});
