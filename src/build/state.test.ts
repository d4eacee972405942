// What is left of a saved state that is damaged, or of another version: nothing that could be wrong, and no error.
import { expect, test } from 'vitest';
import type { BuildHost } from './host.js';
import { BuildState } from './state.js';

const MADE = { key: 'k', from: { 'a.c': 'hash of a.c' }, hash: 'hash of a.o' };
const KNOWN = { key: 'k', value: ['-la'], stamps: {} };

/** A host with one file of state, whose other files have their names as contents. */
function stateOf(text: string): BuildState {
  const encode = (content: string) => new TextEncoder().encode(content);
  const host: Partial<BuildHost> = {
    time: () => 0,
    readBytes: (path) => encode(path === 'state.json' ? text : path),
    hash: (content) => `hash of ${typeof content === 'string' ? content : new TextDecoder().decode(content)}`,
  };
  return new BuildState(host as BuildHost, 'state.json', new Map());
}
const saved = (parts: object): string => JSON.stringify({ version: 2, answers: {}, made: {}, ...parts });

test('what was saved is known', () => {
  const state = stateOf(saved({ made: { 'a.o': MADE }, answers: { flags: KNOWN } }));
  expect([state.isFresh('a.o', 'k'), state.isFresh('a.o', 'other'), state.known('flags', 'k')]).toEqual([
    ...[true, false, ['-la']],
  ]);
});

test.each([
  ...['', 'null', '7', '[]', '{', '{"version":1,"made":{},"answers":{}}', '{"version":2}'],
  ...[null, 7, [], { 'a.o': null }, { 'a.o': 7 }].map((made) => saved({ made })),
  ...[{ hash: undefined }, { from: null }, { from: undefined }, { from: 7 }, { from: { 'a.c': 7 } }, { key: 7 }].map(
    (part) => saved({ made: { 'a.o': { ...MADE, ...part } } }),
  ),
  ...[null, 7, { flags: null }, { flags: { ...KNOWN, stamps: null } }, { flags: { ...KNOWN, key: 7 } }].map((answers) =>
    saved({ answers }),
  ),
])('%s is an empty one', (text) => {
  const state = stateOf(text);
  expect([state.isFresh('a.o', 'k'), state.known('flags', 'k')]).toEqual([false, undefined]);
  expect(state.begin('b.o', ['a.c']).seen).toEqual(new Set(['a.c']));
});
