// What the boards print for scripts that use modules, files and imports: test/fixtures/module-vectors.jsonl, one script a
// line with its output on both boards (python-dialect.md section 1 tells how they were made). Addresses differ.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_MODULES } from './index.js';
import { BOARDS, type Outcome, runScript } from './script.fixture.js';

interface Row {
  readonly id: string;
  readonly mode: 'eval' | 'exec';
  readonly code: string;
  readonly rv64: Partial<Outcome>;
  readonly rv32?: Partial<Outcome>;
}

const FILE = new URL('../../../test/fixtures/module-vectors.jsonl', import.meta.url);
const rows = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
const sectionOf = (row: Row): string => row.id.slice(0, row.id.lastIndexOf('/'));
const sections = [...new Set(rows.map(sectionOf))];

/** Modules of the boards that this runtime does not have. */
const missing = ['io', 'json', 'time', 'micropython', 'math', 'machine', 'binascii', 'gc', 'hashlib', 'struct'].filter(
  (name) => !ALL_MODULES.some((module) => module.name === name),
);
const needsMissing = (code: string): boolean => missing.some((name) => new RegExp(`\\b${name}\\b`).test(code));

const scriptOf = ({ mode, code }: Row): string => (mode === 'eval' ? `print(repr(${code}))` : code);
const plain = ({ stdout, uncaught }: Partial<Outcome>): Outcome => {
  const strip = (text: string): string => text.replace(/\b[48]0[0-9a-f]{6}\b/g, 'ADDRESS');
  return { stdout: strip(stdout ?? ''), ...(uncaught === undefined ? {} : { uncaught: strip(uncaught) }) };
};

describe.each(BOARDS)('$board, gc $gc', (options) => {
  it.each(sections)('%s', (section) => {
    for (const row of rows) {
      if (sectionOf(row) !== section || needsMissing(row.code)) continue;
      const expected = (options.board === 'VIRT_RV32' ? row.rv32 : undefined) ?? row.rv64;
      const got = runScript(scriptOf(row), options);
      expect({ id: row.id, ...plain(got) }).toEqual({ id: row.id, ...plain(expected) });
    }
  });
});
