// Every section of the dialect's description has a test: here, or in the file that the index names. The index is the
// description's table of contents; a section without an entry, and an entry that leads nowhere, fail.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createBoard, PythonError } from '../../src/system/index.js';
import { LANGUAGE, PRELUDE } from './language.js';

const ROOT = new URL('../../', import.meta.url);
/** Sections of the kit's snippets, which vectors.test.ts runs. */
const VECTORS = 'test/kit/vectors.test.ts';

/** Section number, title, and where else it is tested, if not in language.ts: a file, and a text in it. */
const INDEX: readonly (readonly [section: string, title: string, elsewhere?: readonly [file: string, text: string]])[] =
  [
    ['2', 'Target summary', ['test/conformance/dialect-vectors.json', 'sys-errno-platform/']],
    ['3.1', 'Characters, lines, indentation'],
    ['3.2', 'Literals'],
    ['3.3', 'f-strings'],
    ['3.4', 'Grammar differences from CPython'],
    ['4', 'Names, functions, calls'],
    ['5', 'int and bool'],
    ['6.1', 'Decimal to float'],
    ['6.2', 'Float to decimal'],
    ['6.3', 'Arithmetic'],
    ['6.4', 'math and cmath'],
    ['7', 'str and bytes'],
    ['8', 'Formatting'],
    ['9', 'Sequences'],
    ['10.1', 'hash()'],
    ['10.2', 'Tables'],
    ['11', 'Sorting, heapq, random'],
    ['12', 'repr forms'],
    ['13.1', 'Definition and lookup'],
    ['13.2', 'Special methods'],
    ['13.3', 'Subclassing native types'],
    ['14', 'Generators and coroutines'],
    ['15.1', 'Objects'],
    ['15.2', 'Traceback text'],
    ['15.3', 'Raw REPL framing', [VECTORS, 'b.runScript']],
    ['16', 'Import'],
    ['17', 'File systems and open', ['test/conformance/dialect-vectors.json', 'user-filesystem-and-import/']],
    ['18', 'Streams', ['test/conformance/dialect-vectors.json', 'io-streams/']],
    ['19', 'eval, exec, compile'],
    ['20', 'Memory: gc, micropython, recursion'],
    ['21', 'Other modules', ['test/conformance/dialect-vectors.json', 'struct/']],
    ['23', 'Error messages', ['test/conformance/dialect-vectors.json', 'rare-errors/']],
    ['24', 'Module and type tables', ['test/conformance/dialect-vectors.json', 'check-objects/']],
  ];

function run(board: 'VIRT_RV64' | 'VIRT_RV32', source: string): string {
  let out = '';
  const guest = createBoard({ board, limits: 'board', timeout: 30, output: (text) => (out += text) });
  try {
    guest.runScript(PRELUDE + source);
  } catch (e) {
    if (!(e instanceof PythonError)) throw e;
    out += e.traceback;
  }
  return out;
}

describe('sections of the dialect', () => {
  test('each has a test', () => {
    const here = INDEX.filter(([, , elsewhere]) => elsewhere === undefined).map(([section]) => section);
    expect(Object.keys(LANGUAGE).sort()).toEqual([...here].sort());
    for (const [section, , elsewhere] of INDEX) {
      if (elsewhere === undefined) continue;
      const [file, text] = elsewhere;
      const url = new URL(file, ROOT);
      expect(existsSync(url) && readFileSync(url, 'utf8').includes(text), `${section}: ${file}`).toBe(true);
    }
  });

  for (const [section, title] of INDEX) {
    const rows = LANGUAGE[section];
    if (rows === undefined) continue;
    describe(`${section} ${title}`, () => {
      test.each(rows.map(([source, printed], i) => ({ i: i + 1, source, printed })))(
        'claim $i',
        ({ source, printed }) => {
          for (const board of ['VIRT_RV64', 'VIRT_RV32'] as const)
            expect(run(board, source), board).toBe(`${printed}\n`);
        },
      );
    });
  }
});
