// The friendly REPL beside the one of the official MicroPython in WebAssembly, byte for byte: fixed key sequences and
// random ones. Code is not run here: both sides are given statements that print nothing.

import { beforeAll, describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { fakeBoard } from './repl.fixture.js';

interface Oracle {
  replInit(): void;
  replProcessChar(byte: number): number;
}

const module = await import('@micropython/micropython-webassembly-pyscript/micropython.mjs' as string).catch(
  () => undefined,
);
let oracle: Oracle;
let oracleOut = '';
beforeAll(async () => {
  oracle = await module?.loadMicroPython({
    stdout: (bytes: Uint8Array) => {
      oracleOut += String.fromCharCode(...bytes);
    },
    linebuffer: false,
  });
  oracle?.replInit();
  // Ours runs nothing, so the real one is to show no values.
  if (oracle) real('import builtins\rbuiltins.__repl_print__=lambda x:None\rdel builtins\r');
});

const NAMES = { import: [], '': [] };
const BANNER = 'MicroPython v1; board\r\n';
const FORGET = '\x03';

/** What the real one shows, without the traceback of statements that were garbage: ours are not run. */
function real(keys: string): string {
  oracleOut = '';
  for (const c of keys) oracle.replProcessChar(c.charCodeAt(0));
  return oracleOut
    .replaceAll(/MicroPython.*\r\nType.*\r\n/g, BANNER)
    .replaceAll(/Traceback[\s\S]*?Error.*?\r\n(?=>>> )/g, '');
}

const board = fakeBoard(undefined, NAMES);
/** A soft reset is not for the real one to do. */
const ours = (keys: string): string =>
  board.send(keys).replaceAll(/MPY: soft reboot\r\nMicroPython v1; board\r\n>>> /g, '');

const SEQUENCES: Record<string, string> = {
  'a line': 'x=5\r',
  'both line ends': 'x=5\r\ny=6\n\rz=7\r',
  'empty lines': '\r\r\n\r',
  'insert in the middle': 'abc\x1b[D\x1b[DX\x01Y\x05Z',
  'long way back': 'abcdefghij\x01\x05',
  'delete at both ends': 'abcdef\x01\x04\x05\x04\x08\x7f\x02\x1b[3~',
  'cut to the ends': 'abcdef\x02\x02\x0b\x02\x02\x15',
  'home and end keys': 'abc\x1b[1~1\x1b[4~2\x1b[H3\x1b[F4\x1bOH5\x1bOF6\x1b[7~7\x1b[8~8',
  'escape sequences that mean nothing': 'a\x1b[5~b\x1b[Zc\x1bbd\x1b[11~e',
  'bytes that mean nothing': 'a\x00\x07\x0c\x17\x1f\x80\xc3\xa9\xffb',
  history: 'one=1\rtwo=2\r\x10\x10\x0e\x0e\x0e\x10',
  'history with arrows': 'aa=1\rb=2\rxyz\x1b[A\x1b[A\x1b[A\x1b[A\x1b[B\x1b[B\x1b[B\x1b[B',
  'more history than is kept': `${'abcdefghijk'.replaceAll(/./g, '$&=1\r')}${'\x10'.repeat(12)}`,
  'a block': 'if 1:\rx=1\r\r\r',
  'nested blocks': 'if 1:\rif 2:\rx=1\r\x08\ry=2\r\r\r',
  'own indentation': 'def f():\r  return 1\r  \r\r',
  'indentation taken back': 'if 1:\r\x08\x02x',
  'history in a block': 'if 1:\r\x10',
  'open brackets': 'x=(1,\r2)\ry=[\r]\rz={\r}\r',
  'brackets in strings': 'x="("\r',
  'comment with a bracket': '# (\r)\r',
  'triple quotes': 'x="""ab\rc""";\r',
  'joined line': 'x=\\\r3\r',
  decorator: '@\r\r',
  'words that begin as keywords do': 'asyncx=1\riffy=2\r',
  'block ended by ^D': 'if 1:\rx=1\r\x08\x04',
  'control keys in a block': '(\r\x01\x05\x02\x03',
  'paste mode': '\x05if 1:\r  x=1\r\nab\x08\x1b[A\r\x03',
  'paste run': '\x05x=1\rx=2\n\x04',
  'cancelled lines': 'x\x03\x03',
};

describe.skipIf(!module)('the friendly REPL behaves as the real one (needs the WebAssembly MicroPython)', () => {
  test.each(Object.entries(SEQUENCES))('%s', (_name, keys) => {
    expect(ours(FORGET + keys + FORGET)).toBe(real(FORGET + keys + FORGET));
  });

  // Keys of random sequences, separated by tabs, the frequent ones more than once. Blocks and history apart: a session of
  // the WebAssembly build goes on where it was in the history from one line of a block to the next, which boards do not.
  const EDITING =
    'a=1\tb\t \t \t=1\t\r\t\r\t\r\t\x08\t\x08\t\x7f\t\x1b[C\t\x1b[D\t\x02\t\x06\tw\x01x\tw\x05y\tw\x02\x04\t\x0b\t\x15\t' +
    '\x1b[3~\t\x1b[H\t\x1b[F\t\x1b[9~\t\x1bx\t\x00\t\xe9';
  const BLOCKS = '(\t)\t"\t\'\t"""\t\\\t[\t]\t{\t}\t:\t#\tif 1:\tdef f():\t@\t    \t,';
  const HISTORY = 'abcdefghij\t\x10\t\x0e\t\x1b[A\t\x1b[B';
  test.each([
    ['blocks', BLOCKS],
    ['history', HISTORY],
  ])('random keys: %s', (_name, more) => {
    const keySet = `${EDITING}\t${more}`.split('\t');
    // The history of other tests would bring blocks back.
    const forget = Array.from({ length: 8 }, (_, i) => `h=${i}\r`).join('');
    expect(ours(FORGET + forget)).toBe(real(FORGET + forget));
    const { pick } = randomFrom(7);
    const rounds = process.env.NATMOD_TEST === 'all' ? 20_000 : 400;
    for (let round = 0; round < rounds; round++) {
      let keys = FORGET;
      for (let i = 0; i < 25; i++) {
        keys += pick(keySet);
      }
      keys += `x${FORGET}`;
      const expected = real(keys);
      // The real one takes an indentation back that is not there any more; what follows is anybody's guess.
      if (expected.includes('... \b\b\b')) continue;
      const shown = (out: string): string => JSON.stringify({ keys, out });
      expect(shown(ours(keys))).toBe(shown(expected));
    }
  });
});
