import { expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { JsonError, readJson } from './json-lines.js';

const refused = (text: string) => {
  try {
    readJson(text);
  } catch (error) {
    if (error instanceof JsonError) return `${error.line}:${error.column}: ${error.message}`;
    throw error;
  }
  return 'read';
};

test.each([
  ['', '1:1: there should be a value instead of the end of the file'],
  ['{"a": 1,\n}', '1:8: there is a comma before }'],
  ['{"a": [1,\n 2,]\n}', '2:3: there is a comma before ]'],
  ['{"a": 1\n "b": 2}', '2:2: there should be , or } before "\\""'],
  ['{a: 1}', '1:2: there should be a name in "quotes" instead of "a"'],
  ["{'a': 1}", '1:2: there should be a name in "quotes" instead of "\'"'],
  ['{"a": \'b\'}', "1:7: texts are in double quotes, not in '"],
  ['{"a" 1}', '1:6: there should be : after "a"'],
  ['// x\n{}', '1:1: JSON has no comments'],
  ['{"a": "x\n"}', '1:7: a text has no " at its end on the same line'],
  ['{"a": "C:\\dir"}', '1:7: a text has a \\ or a control character that JSON does not know; \\\\ is a \\'],
  ['{"a": True}', '1:7: there should be a value instead of "True"'],
  ['{"a": 01}', '1:7: there should be a value instead of "01"'],
  ['{} x', '1:4: there is "x" behind the end'],
  ['{"a"', '1:5: there should be : after "a"'],
  ['['.repeat(5000), '1:102: brackets are nested too deeply'],
])('%j', (text, message) => expect(refused(text)).toBe(message));

test('lines of properties, and those that are there twice', () => {
  const json = readJson('{\n"a": [1, {"b": 2}],\n"c": {\n"d": -1.5e3, "__proto__": null},\n"a": "\\u00e9"\n}');
  expect(['a', 'c', 'c.d', 'a[1].b', 'x'].map(json.lineOf)).toEqual([5, 3, 4, 2, undefined]);
  expect([...json.twice]).toEqual([['a', 5]]);
});

test('takes and refuses what JSON.parse does', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b\\n"',
    '1',
    '-0.5',
    '1e5',
    'true',
    'null',
    ' ',
    '\n',
    '"',
    "'",
    '0',
    '\\',
  ];
  const random = randomFrom(3);
  let read = 0;
  for (let i = 0; i < 4000; i++) {
    const text = random.times(1 + random.below(7), () => random.pick(pieces)).join('');
    let expected: string | undefined;
    try {
      expected = JSON.stringify(JSON.parse(text));
    } catch {
      // It is none.
    }
    const said = refused(text);
    expect([text, said === 'read']).toEqual([text, expected !== undefined]);
    if (said !== 'read') continue;
    read++;
    expect(JSON.stringify(readJson(text).value)).toBe(expected);
  }
  expect(read).toBeGreaterThan(100);
});
