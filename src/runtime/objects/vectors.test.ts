// What the boards print for snippets about numbers, strings, bytes and arrays: test/fixtures/object-vectors.jsonl, one
// snippet a line with its output on both boards (python-dialect.md section 1 tells how they were made).

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bstr, textOfBstr } from '../core/bstr.js';
import { testRuntime } from '../testing.js';
import { MiniPython, type Outcome } from './mini-python.js';

interface Row {
  readonly id: string;
  readonly mode: 'eval' | 'exec';
  readonly code: string;
  readonly rv64: Outcome;
  readonly rv32?: Outcome;
}

const FILE = new URL('../../../test/fixtures/object-vectors.jsonl', import.meta.url);
const rows = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
const sectionOf = (row: Row): string => row.id.slice(0, row.id.lastIndexOf('/'));
const sections = [...new Set(rows.map(sectionOf))];

const readable = (o: Outcome): Outcome =>
  o.exception === undefined
    ? { stdout: textOfBstr(o.stdout) }
    : { stdout: textOfBstr(o.stdout), exception: o.exception, message: textOfBstr(o.message ?? '') };

describe.each([
  ['VIRT_RV64', false],
  ['VIRT_RV64', true],
  ['VIRT_RV32', false],
  ['VIRT_RV32', true],
] as const)('%s, collecting before every allocation: %s', (board, gcStress) => {
  it.each(sections)('%s', (section) => {
    const python = new MiniPython(testRuntime(board, { gcStress, heapBytes: 1 << 18 }));
    for (const row of rows) {
      if (sectionOf(row) !== section) continue;
      const expected = (board === 'VIRT_RV32' ? row.rv32 : undefined) ?? row.rv64;
      const got = readable(python.run(bstr(row.code), row.mode));
      expect({ code: row.code, ...got }).toEqual({ code: row.code, ...expected });
    }
  });
});
