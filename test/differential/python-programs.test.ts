// Random Python programs on a board and on another MicroPython with words of the same size: hashes of negative and big
// ints, and with them the order of sets, follow the word (python-dialect.md 10.1).

import { describe, expect, test } from 'vitest';
import { runBoard } from './board.js';
import { isLong } from './corpus.js';
import { difference, hasOracle, ORACLE_NEEDED, runOracle } from './oracle.js';
import { randomProgram } from './python-programs.js';

const COUNT = isLong ? 3000 : 40;
const FIRST = isLong ? 1000 : 1;

describe.skipIf(!hasOracle)(`random programs (${ORACLE_NEEDED})`, { timeout: 3_600_000 }, () => {
  test(`${COUNT} of them`, async () => {
    let ended = 0;
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const source = randomProgram(seed);
      const oracle = await runOracle(source);
      if (oracle.broken) continue;
      const difference_ = difference(oracle, runBoard('VIRT_RV32', source));
      expect(difference_, `program ${seed}:\n${source}`).toBe('');
      if (oracle.err === '') ended++;
    }
    // Programs that end early would test little.
    expect(ended).toBeGreaterThan(COUNT * 0.8);
  });
});
