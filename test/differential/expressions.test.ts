// Expressions on a board and on another MicroPython: a random sample in the quick run, all of them in the long one.

import { describe, expect, test } from 'vitest';
import { type Random, randomFrom } from '../helpers/random.js';
import { type BoardName, runBoard } from './board.js';
import { isLong } from './corpus.js';
import { allExpressions, intExpression, methodCall, PRELUDE } from './expressions.js';
import { hasOracle, ORACLE_NEEDED, runOracle, sameOutput } from './oracle.js';

const BATCH = 1500;

/** Pairs of snippet and outputs that may differ, each with the section of the spec that tells what the boards do. */
const EXPLAINED: readonly (readonly [snippet: RegExp, either: RegExp | null, section: string])[] = [
  [
    /\.(find|index|rfind|rindex|count|strip|lstrip|rstrip)\(|'(r?find|r?index|count|[lr]?strip)'/,
    null,
    '7: bytes take ints and any buffer; 23',
  ],
  [/startswith|endswith|rsplit|partition|'encode'|'hex'/, null, '7: str and bytes mixed, encodings are checked'],
  [/frozenset/, /frozenset/, '10.2: a result has the type of the left operand'],
  [
    /N\(7\)/,
    /__len__|MemoryError|<reversed>|-8|subscriptable|iterable/,
    '13.3: a class derived from int has no length',
  ],
  [/^(bytearray|array)\(.*B\(\)/, null, '13.2: the length is passed through unchecked'],
  [/2\*\*|-?\d{10}/, /complex|OverflowError|MemoryError/, '5, 6: sizes of words, memory and floats'],
  [/2j \*\*|2j, 2/, /complex|^\d/, '6.3: rounding of complex powers'],
  [/\*\*/, /float/, '6: underflow of single floats'],
  [/open\(|__import__|sys\./, null, '16, 17: other files and modules'],
  [/dict\.fromkeys|hash/, null, '10: hashes by address'],
  [/^str\./, /argument/, '23: a method of str called with something else'],
  [/super\(/, null, '4: the second argument of super'],
  [/memoryview|array/, null, '9: comparison and conversion of buffers'],
  [/namedtuple|str\(X, |bytes\(/, null, '7: encodings of constructors'],
  [/chr\(|:c}/, null, '7: range of characters'],
];

const python = (text: string): string => JSON.stringify(text).replace(/\\u0000/g, '\\x00');
const script = (snippets: readonly string[]): string => `_S = ${python(snippets.join('\0'))}
${PRELUDE}
def _run(c):
    try:
        r = eval(c)
        r = repr(r) + ' ' + type(r).__name__
    except Exception as e: r = repr(e)
    print(r)
for _c in _S.split('\\x00'):
    print('\\x01', end='')
    _run(_c)
`;
const parts = (out: string): string[] => out.split('\x01').slice(1);

/** Outputs of the oracle. It breaks down on some snippets (undefined here); what follows runs in a fresh one. */
async function oracleOutputs(snippets: readonly string[]): Promise<(string | undefined)[]> {
  const outputs: (string | undefined)[] = [];
  while (outputs.length < snippets.length) {
    const whole = await runOracle(script(snippets.slice(outputs.length)));
    const done = parts(whole.out);
    outputs.push(...(whole.broken ? done.slice(0, -1) : done));
    if (whole.broken || done.length === 0) outputs.push(undefined);
  }
  return outputs;
}

async function differences(snippets: readonly string[], board: BoardName): Promise<string[]> {
  const wrong: string[] = [];
  for (let i = 0; i < snippets.length; i += BATCH) {
    const some = snippets.slice(i, i + BATCH);
    const expected = await oracleOutputs(some);
    const outcome = runBoard(board, script(some), { timeout: 300 });
    expect(outcome.err).toBe('');
    const actual = parts(outcome.out);
    some.forEach((snippet, k) => {
      const want = expected[k];
      const got = actual[k]!;
      if (want === undefined || sameOutput(want, got)) return;
      const isExplained = EXPLAINED.some(
        ([pattern, either]) => pattern.test(snippet) && (either === null || either.test(want) || either.test(got)),
      );
      if (!isExplained) wrong.push(`${snippet}\n  oracle: ${want.trim()}\n  board:  ${got.trim()}`);
    });
  }
  return wrong;
}

const sample = (all: readonly string[], random: Random): readonly string[] =>
  isLong ? all : random.times(1000, () => random.pick(all));
const count = isLong ? 30_000 : 700;

describe.skipIf(!hasOracle)(`expressions (${ORACLE_NEEDED})`, { timeout: 1_800_000 }, () => {
  test('operators and functions over all types', async () => {
    expect(await differences(sample(allExpressions(), randomFrom(1)), 'VIRT_RV32')).toEqual([]);
  });
  test('methods', async () => {
    const random = randomFrom(2);
    expect(
      await differences(
        random.times(count, () => methodCall(random)),
        'VIRT_RV32',
      ),
    ).toEqual([]);
  });
  test.each(['VIRT_RV64', 'VIRT_RV32'] as const)('ints on %s', async (board) => {
    const random = randomFrom(3);
    expect(
      await differences(
        random.times(count, () => intExpression(random)),
        board,
      ),
    ).toEqual([]);
  });
});
