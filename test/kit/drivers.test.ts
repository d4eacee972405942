// The kit's modules on both boards: the reference's .mpy (or, where the reference cannot link it, the corrected one) is
// imported by the kit's own driver script; what that prints is what the real firmware printed.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createBoard } from '../../src/system/index.js';
import { BOARDS, firstOf, kitFile, kitPath, kitText, knownFailures } from './kit.js';

const modules = readdirSync(kitPath('')).filter((name) => firstOf(`${name}/${name}_test.py`));
const known = knownFailures();

/** Output of a module's driver, followed by the text of what it raised. */
function runDriver(name: string, arch: string, options: Parameters<typeof createBoard>[0]): string {
  let out = '';
  const board = createBoard({ limits: 'board', timeout: 60, ...options, output: (text) => (out += text) });
  board.addModule(name, kitFile(firstOf(`${name}/${arch}/${name}.mpy`, `${name}/${arch}/${name}.ext.mpy`)!));
  try {
    board.runScript(kitFile(`${name}/${name}_test.py`));
  } catch (e) {
    out += String(e);
  }
  return out;
}

describe.each(BOARDS)('driver on $board', ({ board, arch, short }) => {
  for (const name of modules) {
    const key = `drivers/${name}.${short}`;
    test(`${name}${known.has(key) ? ' (known failure)' : ''}`, () => {
      const same = runDriver(name, arch, { board }) === kitText(`${name}/expected.${short}.txt`);
      if (known.has(key)) expect(same, `${key} passes now: take it out of known-failures.txt`).toBe(false);
      else expect(runDriver(name, arch, { board })).toBe(kitText(`${name}/expected.${short}.txt`));
    });
  }

  // With a collection at every allocation nothing may be lost. Drivers that measure or fill the heap take too long.
  const quick = ['hello', 'klass', 'kwargs', 'callback', 'iters', 'exc', 'bssmod', 'seqs'];
  for (const name of process.env.NATMOD_TEST === 'all' ? modules : quick) {
    if (known.has(`drivers/${name}.${short}`) || ['mem', 'deep', 'nlr'].includes(name)) continue;
    test(`${name} under GC stress`, () => {
      const printed = runDriver(name, arch, { board, gc: 'stress', limits: 'large' });
      expect(printed).toBe(kitText(`${name}/expected.${short}.txt`));
    });
  }
});
