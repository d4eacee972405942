import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { historyFile, SavedHistory } from './saved-history.js';

const folder = mkdtempSync(join(tmpdir(), 'natmod-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('historyFile', () => {
  test.each([
    [{ NATMOD_HISTORY: '/x/y' }, 'linux', '/x/y'],
    [{ NATMOD_HISTORY: '' }, 'linux', undefined],
    [{ XDG_STATE_HOME: '/s' }, 'linux', join('/s', 'natmod', 'history')],
    [{}, 'linux', join(homedir(), '.local', 'state', 'natmod', 'history')],
    [{ LOCALAPPDATA: '/l' }, 'win32', join('/l', 'natmod', 'history')],
  ] as const)('%j on %s', (env, platform, file) => {
    expect(historyFile(env, platform)).toBe(file);
  });
});

describe('SavedHistory', () => {
  test('keeps lines across sessions', () => {
    const file = join(folder, 'a', 'b', 'history');
    new SavedHistory(file).add('x = 1');
    new SavedHistory(file).add('é = 2');
    expect(new SavedHistory(file).load()).toEqual(['x = 1', 'é = 2']);
  });
  test('cuts a long one back and drops what is no line', () => {
    const file = join(folder, 'long');
    writeFileSync(file, `${Array.from({ length: 5000 }, (_, i) => `n${i}`).join('\n')}\nbad\x1b[2J\n`);
    const lines = new SavedHistory(file).load();
    expect([lines.length, lines.at(-1)]).toEqual([1000, 'n4999']);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(1001);
  });
  test.each(['/dev/null/x', folder])('never fails: %s', (file) => {
    const history = new SavedHistory(file);
    history.add('x');
    expect(() => history.load()).not.toThrow();
  });
});
