// The report of a crash as data: the same facts as its text.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createBoard, GuestCrash } from '../system/index.js';
import { crashData, formatCrashReport } from './index.js';

const ROOT = new URL('../../test/', import.meta.url);
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, ROOT)));

function crashOf(script: string, check?: 'on') {
  const board = createBoard({ timeout: 5, ...(check ? { check } : {}) });
  board.addModule('mem', read('conformance/mem/rv64imc/mem.mpy'));
  try {
    board.runScript(script, 'x.py');
  } catch (error) {
    if (error instanceof GuestCrash) return error.report;
    throw error;
  }
  throw new Error('it ended');
}

describe('a crash in Python', () => {
  const report = crashOf('def f(a):\n    return a[4]\nimport machine\nf(machine.mem32)\n');
  const data = crashData(report);
  test('says where', () => {
    expect(data).toMatchObject({ board: 'VIRT_RV64', kind: 'load-access', address: { address: '0x4' } });
    expect(data.near).toBe('a null pointer plus 0x4');
    expect(data.python).toEqual([
      { file: 'x.py', line: 4, function: '<module>' },
      { file: 'x.py', line: 2, function: 'f' },
    ]);
    expect(data.pc).toBeUndefined();
  });
  test('survives JSON, and its text has the same first line', () => {
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
    expect(formatCrashReport(report).split('\n')[0]).toBe(data.summary);
  });
});
