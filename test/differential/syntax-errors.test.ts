// What the compiler says of damaged sources, message and line, on a board and on another MicroPython.

import { describe, expect, test } from 'vitest';
import { mutant } from '../helpers/mutate-source.js';
import { randomFrom } from '../helpers/random.js';
import { runBoard } from './board.js';
import { isLong } from './corpus.js';
import { hasOracle, ORACLE_NEEDED, runOracle, sameOutput } from './oracle.js';

const COUNT = isLong ? 20_000 : 400;
const BATCH = 200;

const python = (text: string): string => JSON.stringify(text).replace(/\\u0000/g, '\\x00');
const script = (sources: readonly string[]): string => `
import sys, io
def t(c):
    try:
        compile(c, 'f.py', 'exec')
        return 'compiles'
    except Exception as e:
        s = io.StringIO()
        sys.print_exception(e, s)
        return s.getvalue()
${sources.map((source) => `print('\\x01', t(${python(source)}))`).join('\n')}
`;

/** The oracle folds powers and shifts of any size, which may take it for ever; its version ends a field at a
 * quote and knows no f-string inside of another (3.3). */
const BEYOND = /\*\*\s*[\w(~-]|<<|f"\{[^"\n]*f'|f'\{'/;

/** 3.4: the boards' firmware refuses these calls; 3.2, 2: conversions do not show their text. */
const EXPLAINED = /\* arg after kwarg/;

describe.skipIf(!hasOracle)(`syntax errors (${ORACLE_NEEDED})`, () => {
  test(`${COUNT} damaged sources`, { timeout: 1_800_000 }, async () => {
    const random = randomFrom(5);
    const wrong: string[] = [];
    let compiled = 0;
    for (let done = 0; done < COUNT; done += BATCH) {
      const sources = random.times(BATCH, () => mutant(random)).filter((source) => !BEYOND.test(source));
      const parts = (out: string): string[] => out.split('\x01').slice(1);
      const oracle = await runOracle(script(sources));
      expect(oracle.err).toBe('');
      const expected = parts(oracle.out);
      const actual = parts(runBoard('VIRT_RV32', script(sources)).out);
      sources.forEach((source, i) => {
        const [want, got] = [expected[i] ?? 'nothing', actual[i] ?? 'nothing'];
        if (want.includes('compiles')) compiled++;
        if (!sameOutput(want, got) && !EXPLAINED.test(got))
          wrong.push(`${source}\n--- oracle: ${want}\n--- board: ${got}`);
      });
    }
    expect(wrong).toEqual([]);
    expect(compiled).toBeGreaterThan(COUNT / 20);
    expect(compiled).toBeLessThan(COUNT / 2);
  });
});
