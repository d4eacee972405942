// The corpus on both boards and on another MicroPython. A script stays inside of what they have in common.

import { describe, expect, test } from 'vitest';
import { BOARD_NAMES, runBoard } from './board.js';
import { someScripts } from './corpus.js';
import { difference, hasOracle, ORACLE_NEEDED, runOracle } from './oracle.js';

describe.skipIf(!hasOracle)(`scripts (${ORACLE_NEEDED})`, () => {
  test.each(someScripts(1))('$name', async ({ source }) => {
    const oracle = await runOracle(source);
    expect(oracle.broken, 'the oracle broke down').toBe(false);
    // A script that does not compile tests nothing.
    expect(oracle.err).not.toMatch(/(Syntax|Indentation)Error/);
    for (const board of BOARD_NAMES) expect(difference(oracle, runBoard(board, source)), board).toBe('');
  });
});
