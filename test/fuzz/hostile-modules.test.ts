// Modules with random damage, imported and called on both boards: whatever machine code and loader then do must end in a
// result, a Python exception, a crash report or a timeout; never in a JavaScript error, and the board must survive a
// Python exception. Seeded; NATMOD_TEST=all runs many more.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Board, createBoard, GuestCrash, GuestTimeoutError, PythonError } from '../../src/index.js';
import { limitedLooks } from '../../src/system/looks.fixture.js';
import { CONFORMANCE } from '../helpers/cli.js';
import { randomFrom } from '../helpers/random.js';

type BoardName = 'VIRT_RV64' | 'VIRT_RV32';
const long = process.env.NATMOD_TEST === 'all';
const ROUNDS = long ? 2000 : 60;
const BYTECODE_ROUNDS = long ? 1500 : 60;

function damaged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const out = bytes.slice();
  const edits = 1 + random(4);
  for (let i = 0; i < edits; i++) {
    // Mostly past the header, which the reader's own tests cover.
    const at = random(8) === 0 ? random(out.length) : 20 + random(out.length - 20);
    out[at] = random(3) === 0 ? random(256) : out[at]! ^ (1 << random(8));
  }
  return out;
}

/** After an exception a board is as good as before, though with the heap locked if the module stopped between
 * heap_lock() and heap_unlock(). */
function goesOn(guest: Board): void {
  const answer = (): string => guest.value([1, 'two']).repr();
  try {
    expect(answer()).toBe("[1, 'two']");
  } catch (error) {
    if (!(error instanceof PythonError) || error.type !== 'MemoryError') throw error;
    guest.importModule('micropython').get('heap_unlock').call();
    expect(answer()).toBe("[1, 'two']");
  }
}

/** Runs the module as a curious user would; gives how it ended. */
function attempt(board: BoardName, bytes: Uint8Array, check?: 'on' | 'uninit'): string {
  const guest = createBoard({ board, ...limitedLooks(3), heap: 128 * 1024, check });
  guest.addModule('damaged', bytes);
  try {
    guest.run(() => {
      const module = guest.importModule('damaged');
      for (const name of guest.builtin('dir').call(module).items()) {
        const value = module.get(name.str());
        value.repr();
        for (const args of [[], [7], [module, 'text'], [new Uint8Array(3), [1, 2], -1]]) {
          try {
            value.call(...args).repr();
          } catch (error) {
            if (!(error instanceof PythonError)) throw error;
          }
        }
      }
    });
    return 'result';
  } catch (error) {
    if (error instanceof PythonError) {
      goesOn(guest);
      return 'exception';
    }
    if (error instanceof GuestCrash || error instanceof GuestTimeoutError) return error.report.kind;
    throw error;
  }
}

const nativeModules = (arch: string) =>
  readdirSync(CONFORMANCE)
    .map((name) => join(CONFORMANCE, name, arch, `${name}.mpy`))
    .filter((file) => existsSync(file));
const bytecodeModules = () =>
  readdirSync(join(CONFORMANCE, 'python'))
    .filter((name) => name.endsWith('.mpy'))
    .map((name) => join(CONFORMANCE, 'python', name));

describe.each([
  ['native', 'VIRT_RV64', nativeModules('rv64imc')],
  ['native', 'VIRT_RV32', nativeModules('rv32imc')],
  ['bytecode', 'VIRT_RV64', bytecodeModules()],
  ['bytecode', 'VIRT_RV32', bytecodeModules()],
] as const)('damaged %s modules on %s', (kind, board, files) => {
  const rounds = kind === 'native' ? ROUNDS : BYTECODE_ROUNDS;
  test(`${rounds} of them`, { timeout: long ? 1_800_000 : 120_000 }, () => {
    const random = randomFrom(0x5eed + (board === 'VIRT_RV64' ? 1 : 0) + kind.length).below;
    const outcomes = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      const file = files[round % files.length]!;
      const bytes = damaged(new Uint8Array(readFileSync(file)), random);
      let outcome: string;
      try {
        // Some are checked: that must not end in a JavaScript error either.
        outcome = attempt(board, bytes, round % 4 === 3 ? 'uninit' : undefined);
      } catch (error) {
        throw new Error(`${basename(file)}, round ${round}: ${(error as Error).stack}`);
      }
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    // Damage that never shows would test nothing.
    expect(outcomes.size).toBeGreaterThan(2);
  });
});
