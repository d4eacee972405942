// The scripts of scripts/, small and by theme, on both boards and on another MicroPython. A script prints what it tests
// and stays inside of what the two have in common.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BOARD_NAMES, runBoard } from './board.js';
import { difference, hasOracle, ORACLE_NEEDED, type Outcome, runOracle } from './oracle.js';

const FOLDER = new URL('./scripts/', import.meta.url);
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.slice(0, -3));

const expectedOf = new Map<string, Promise<Outcome>>();
function expected(name: string, source: string): Promise<Outcome> {
  const outcome = expectedOf.get(name) ?? runOracle(source);
  expectedOf.set(name, outcome);
  return outcome;
}

describe.skipIf(!hasOracle).each(BOARD_NAMES)(`scripts on %s (${ORACLE_NEEDED})`, (board) => {
  test.each(names)('%s', async (name) => {
    const source = readFileSync(new URL(`${name}.py`, FOLDER), 'utf8');
    const oracle = await expected(name, source);
    expect(oracle.broken, 'the oracle broke down').toBe(false);
    expect(difference(oracle, runBoard(board, source))).toBe('');
  });
});
