// Our .mpy files in another MicroPython: it imports what our compiler made of each script and prints the same as from the
// source, and so do our boards. The oracle has 31-bit small ints and takes version 6 files of bytecode.

import { describe, expect, test } from 'vitest';
import { readMpy, writeMpy } from '../../src/mpy/index.js';
import { compile } from '../../src/runtime/compile/index.js';
import { createBoard, PythonError } from '../../src/system/index.js';
import { BOARD_NAMES, type BoardName } from './board.js';
import { isLong, someScripts } from './corpus.js';
import { difference, hasOracle, ORACLE_NEEDED, type Outcome, runOracle } from './oracle.js';
import { randomProgram } from './python-programs.js';

/** Our writer of .mpy files takes texts, in which half a character is none. */
const SURROGATE = /\\ud[89a-f]/i;
/** Folded constants are doubles in an .mpy file, in decimal: a board that reads them as singles may be a bit off, which this
 * script looks for. */
const EXACT_FLOATS = 'struct_half_float';
const programs = Array.from({ length: isLong ? 500 : 10 }, (_, i) => ({
  name: `program${i}`,
  source: randomProgram(5000 + i),
}));

const compiled = (name: string, source: string): Uint8Array =>
  writeMpy(compile(new TextEncoder().encode(source), { fileName: `${name}.py`, smallIntBits: 31 }));

/** A module has another file than a script, and its import another traceback, which ends in the same line. */
const comparable = ({ out, err }: Outcome, name: string): Outcome => ({
  out: out.replaceAll('"<stdin>"', `"${name}.py"`),
  err: err.trimEnd().split('\n').at(-1) ?? '',
});

function importOnBoard(board: BoardName, name: string, bytes: Uint8Array): Outcome {
  let out = '';
  const guest = createBoard({ board, timeout: 60, output: (text) => (out += text) });
  guest.addModule(name, bytes);
  try {
    guest.importModule(name);
  } catch (e) {
    if (e instanceof PythonError) return { out, err: e.traceback };
    throw e;
  }
  return { out, err: '' };
}

describe.skipIf(!hasOracle)(`compiled scripts (${ORACLE_NEEDED})`, () => {
  test.each(
    [...someScripts(2), ...programs].filter(({ name, source }) => !SURROGATE.test(source) && name !== EXACT_FLOATS),
  )('$name', async ({ name, source }) => {
    const bytes = compiled(name, source);
    const { version, smallIntBits, arch } = readMpy(bytes).header;
    expect({ version, smallIntBits, arch }).toEqual({ version: 6, smallIntBits: 31, arch: 0 });
    const expected = comparable(await runOracle(source.replaceAll('__main__', name)), name);
    const imported = await runOracle(`import ${name}`, { [`${name}.mpy`]: bytes });
    expect(difference(expected, comparable(imported, name)), 'the oracle').toBe('');
    for (const board of BOARD_NAMES) {
      if (board === 'VIRT_RV64' && name.startsWith('program')) continue;
      expect(difference(expected, comparable(importOnBoard(board, name, bytes), name)), board).toBe('');
    }
  });
});
