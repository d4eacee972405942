// The checker has nothing to say about the kit's modules, whose code is sound, and changes nothing that they print.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatFinding } from '../../src/check/index.js';
import { link } from '../../src/link/index.js';
import { type BoardOptions, createBoard } from '../../src/system/index.js';
import { BOARDS, firstOf, kitFile, kitPath, kitText, knownFailures } from '../kit/kit.js';

const isLong = process.env.NATMOD_TEST === 'all';
const modules = readdirSync(kitPath('')).filter((name) => firstOf(`${name}/${name}_test.py`));
const known = knownFailures();
/** Drivers that take more than a second or two. */
const SLOW = ['int64', 'mem', 'floats', 'recur'];

interface Run {
  readonly printed: string;
  readonly findings: readonly string[];
}

function runChecked(name: string, { board, arch }: (typeof BOARDS)[number], options: BoardOptions = {}): Run {
  let printed = '';
  const guest = createBoard({
    ...{ board, limits: 'board', timeout: 300, check: 'on', ...options },
    output: (text) => (printed += text),
  });
  guest.addModule(name, kitFile(firstOf(`${name}/${arch}/${name}.mpy`, `${name}/${arch}/${name}.ext.mpy`)!));
  try {
    guest.runScript(kitFile(`${name}/${name}_test.py`));
  } catch (e) {
    printed += String(e);
  }
  return { printed, findings: guest.findings.map(formatFinding) };
}

/** Machine code that the cross compiler makes of Python. */
const emitted = readdirSync(kitPath('python/native-emitted')).filter((name) =>
  /^(native|viper|mixed).*\.mpy$/.test(name),
);

describe('code of the native emitters on VIRT_RV32', () => {
  test.each(emitted)('%s', (file) => {
    let printed = '';
    const guest = createBoard({
      ...{ board: 'VIRT_RV32', limits: 'board', check: 'on' },
      output: (text) => (printed += text),
    });
    guest.runMpy(kitFile(`python/native-emitted/${file}`), file);
    const expected = kitText(`python/native-emitted/${file.replace('.mpy', '.rv32.exp')}`);
    expect({ printed, findings: guest.findings.map(formatFinding) }).toEqual({ printed: expected, findings: [] });
  });
});

/** What the examples are good for, wrong arguments included. */
const EXAMPLES: Readonly<Record<string, string>> = {
  crc32: 'print(m.crc32(b"123456789"), m.crc32_bitwise(b"1" * 50))\ntry: m.crc32(7)\nexcept TypeError: pass',
  factorial: 'print(m.factorial(30), m.binomial(52, 5))\ntry: m.factorial(-1)\nexcept ValueError: pass',
  rle: 'print(m.decode(m.encode("aaabcc" * 40)), m.decode("12\\xe9"))\ntry: m.decode("3")\nexcept m.RleError: pass',
  stats:
    'print(m.summary(b"\\1\\2\\3\\6"), m.histogram(b"aabbbc", 3), m.calls())\ntry: m.summary(b"")\nexcept ValueError: pass',
  vector:
    'v = m.Vector(1, 2.5)\nprint(v, v + v, v[0], list(v), m.dot(v, v), m.cross([1, 0, 0], [0, 1, 0]), len(v), -v)',
};

describe.each(BOARDS)('example on $board', ({ board, arch }) => {
  test.each(Object.entries(EXAMPLES))('%s', (name, script) => {
    const file = (path: string) => readFileSync(new URL(`../../examples/${name}/${path}`, import.meta.url));
    const objects = [{ name: `${name}.o`, bytes: new Uint8Array(file(`${arch}/${name}.o`)) }];
    const { mpy } = link({ arch, objects, qstrs: file(`${name}.qstr.h`).toString(), sourceName: `${name}.mpy` });
    const guest = createBoard({ board, limits: 'board', check: 'on' });
    guest.addModule(name, mpy);
    guest.runScript(`import ${name} as m\n${script}\n`);
    expect(guest.findings.map(formatFinding)).toEqual([]);
  });
});

describe.each(BOARDS)('driver on $board', (board) => {
  const passing = modules.filter((name) => !known.has(`drivers/${name}.${board.short}`));
  const expected = (name: string): Run => ({ printed: kitText(`${name}/expected.${board.short}.txt`), findings: [] });

  test.each(isLong ? passing : passing.filter((name) => !SLOW.includes(name)))(
    '%s',
    (name) => expect(runChecked(name, board)).toEqual(expected(name)),
    300_000,
  );

  test.each(isLong ? passing : ['bssmod', 'klass', 'nlr'])(
    '%s under GC stress, with memory from the heap as never written',
    (name) => expect(runChecked(name, board, { gc: 'stress', check: 'uninit' })).toEqual(expected(name)),
    600_000,
  );
});
