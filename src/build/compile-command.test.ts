import { expect, test } from 'vitest';
import { objectNames } from './compile-command.js';

test.each([
  [
    ['a.c', 'lib/b.c'],
    ['a', 'lib/b'],
  ],
  [
    ['a.c', 'a.S', 'lib/a.c'],
    ['a.c', 'a.S', 'lib/a'],
  ],
  [
    ['a.c', 'A.c', 'b.c'],
    ['a.c', 'A.c.2', 'b'],
  ],
  [
    ['a.c', 'a.S', 'a.S.c'],
    ['a.c', 'a.S', 'a.S.2'],
  ],
  [
    ['../a-b.c', '../a/b.c', '/x/y.c'],
    ['outside/-a-b.c', 'outside/-a-b.c.2', 'outside/-x-y'],
  ],
])('the objects of %j are %j', (sources, names) => expect(objectNames(sources)).toEqual(names));
