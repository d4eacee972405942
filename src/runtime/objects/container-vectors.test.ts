// What the boards print for snippets about containers: test/fixtures/container-vectors.jsonl, one snippet a line with its
// output on both boards (python-dialect.md section 1 tells how they were made). Those with functions, loops or
// comprehensions need the compiler and are not among them.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bstr, textOfBstr } from '../core/bstr.js';
import { testRuntime } from '../testing.js';
import { MODES } from '../testing-values.js';
import { MiniPython, type Outcome } from './mini-python.js';

interface Row {
  readonly id: string;
  readonly mode: 'eval' | 'exec';
  readonly code: string;
  readonly rv64: Outcome;
  readonly rv32?: Outcome;
}

const FILE = new URL('../../../test/fixtures/container-vectors.jsonl', import.meta.url);
const rows = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
const sectionOf = (row: Row): string => row.id.slice(0, row.id.lastIndexOf('/'));
const sections = [...new Set(rows.map(sectionOf))];

describe.each(MODES)('containers on $board, gcStress $gcStress', ({ board, gcStress }) => {
  it.each(sections)('%s', (section) => {
    const python = new MiniPython(testRuntime(board, { gcStress, heapBytes: 1 << 18 }));
    for (const row of rows) {
      if (sectionOf(row) !== section) continue;
      const expected = (board === 'VIRT_RV32' ? row.rv32 : undefined) ?? row.rv64;
      const { stdout, exception, message } = python.run(bstr(row.code), row.mode);
      const got = exception === undefined ? {} : { exception, message: textOfBstr(message ?? '') };
      expect({ code: row.code, stdout: textOfBstr(stdout), ...got }).toEqual({ code: row.code, ...expected });
    }
  });
});
