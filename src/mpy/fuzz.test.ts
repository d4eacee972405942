// Hostile files: whatever the bytes, reading and inspecting either works or ends in a DiagnosticError, and what was read
// is written back unchanged. Seeded, so that a failure can be repeated: the message of a failure has the bytes.

import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { DiagnosticError } from '../base/index.js';
import { DEMO_MPY, MERGED_MPY, TINY_MPY } from './dumps.fixture.js';
import { checkTarget, formatInspection, identifyMpy, inspect, mergeMpy, readMpy, writeMpy } from './index.js';
import { bytecodeFile, nativeFile } from './test-files.fixture.js';

const ROUNDS = process.env.NATMOD_TEST === 'all' ? 20_000 : 400;
const PATIENCE = { timeout: 120_000 };
const NATIVE_PY = nativeFile({
  kind: 1,
  text: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0x09, 0x04, 0x01, 0x00],
  tail: [12],
});
/** Jumps, names and a line table in one function. */
const WRAPPED = bytecodeFile({
  prelude: [0x18, 0x08, 0x01, 0x64, 0x20, 0x25],
  opcodes: [0x11, 0x01, 0x44, 0x44, 0x42, 0x3c, 0x48, 0x03, 0x11, 0x00, 0x59, 0x51, 0x63],
});
const SEEDS = { demo: DEMO_MPY, tiny: TINY_MPY, merged: MERGED_MPY, nativePy: NATIVE_PY };

function survive(file: Uint8Array): boolean {
  const where = () => [...file].map((b) => b.toString(16).padStart(2, '0')).join('');
  try {
    identifyMpy(file);
    checkTarget(file, { hostCode: 11, smallIntBits: 31, allowedArchFlags: 3 });
    const mpy = readMpy(file);
    expect(writeMpy(mpy), where()).toEqual(file);
    const text = formatInspection(inspect(file));
    JSON.stringify(inspect(file));
    // Nothing from a file may drive a terminal.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(/[\x00-\x09\x0b-\x1f\x7f]/.test(text), where()).toBe(false);
    return true;
  } catch (error) {
    if (error instanceof DiagnosticError) return false;
    throw new Error(`${error} for ${where()}`, { cause: error });
  }
}

describe.each(Object.entries(SEEDS))('%s', (_, seed) => {
  test('every bit flipped', PATIENCE, () => {
    let accepted = 0;
    for (let at = 0; at < seed.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const file = seed.slice();
        file[at] = file[at]! ^ (1 << bit);
        if (survive(file)) accepted++;
      }
    }
    // Some flips only change a letter; most must be noticed or harmless, but both must occur.
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(seed.length * 8);
  });
  test('random changes', PATIENCE, () => {
    const random = randomFrom(seed.length).below;
    for (let round = 0; round < ROUNDS; round++) {
      let file = seed.slice();
      for (let edits = 1 + random(6); edits > 0; edits--) {
        const at = random(file.length);
        switch (random(4)) {
          case 0:
            file[at] = random(256);
            break;
          case 1:
            file = file.slice(0, at);
            break;
          case 2:
            file = Uint8Array.from([...file.subarray(0, at), random(256), ...file.subarray(at)]);
            break;
          default:
            file.copyWithin(at, random(file.length), random(file.length));
        }
      }
      survive(file);
    }
  });
});

test('what merges is a file again', PATIENCE, () => {
  const random = randomFrom(11).below;
  let merged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const file = (round % 2 ? DEMO_MPY : WRAPPED).slice();
    for (let edits = 1 + random(3); edits > 0; edits--) file[random(file.length)] = random(256);
    try {
      const inputs = [
        { name: 'tiny.mpy', bytes: TINY_MPY },
        { name: 'x.mpy', bytes: file },
      ];
      const result = mergeMpy(inputs, { lineTables: random(2) === 1 });
      // The defects of the inputs may stay, but nothing may become unreadable.
      expect(readMpy(result).code.children.length).toBe(2);
      merged++;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const reading = error.diagnostics.every((d) => d.code.startsWith('mpy/'));
      if (reading) expect(() => readMpy(file), 'a good input was refused').toThrow(DiagnosticError);
      else expect(error.diagnostics.every((d) => d.code.startsWith('merge/'))).toBe(true);
    }
  }
  expect(merged).toBeGreaterThan(0);
});

test('random bytes after a good header', PATIENCE, () => {
  const random = randomFrom(7).below;
  for (let round = 0; round < ROUNDS; round++) {
    const header = round % 2 === 0 ? [0x4d, 6, 0, 31] : [0x4d, 6, 0x2f, 31];
    survive(Uint8Array.from([...header, ...Array.from({ length: random(80) }, () => random(random(2) ? 256 : 16))]));
  }
});
