// What natmod.json may say, and what is said of everything else.
import { expect, test } from 'vitest';
import { DiagnosticError, notesOf } from '../base/index.js';
import type { BuildHost } from './host.js';
import { readProject } from './project.js';
import { projectSchema } from './project-json.js';

const FILES = ['.#a.c', 'a.c', 'b.c', 'c.S'];
const read = (text: string) => {
  const host = {
    readBytes: (path: string) => (path === 'natmod.json' ? new TextEncoder().encode(text) : undefined),
    list: (folder: string) => (folder === '.' ? FILES : []),
    stamp: (path: string) => (FILES.includes(path) ? '1' : undefined),
    findProgram: () => undefined,
  } as Partial<BuildHost> as BuildHost;
  return readProject(host, 'folder');
};
/** Messages and their notes, one a line. */
const refused = (text: string): string[] => {
  try {
    read(text).settings('rv64imc');
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.flatMap((d) => [d.message, ...notesOf(d)]);
    throw error;
  }
  return ['read'];
};
const of = (more: object) => refused(JSON.stringify({ name: 'm', sources: ['a.c'], ...more }));

test.each<[object, string, string?]>([
  [{ source: [] }, 'source is not known', 'did you mean sources?'],
  [{ cflag: [] }, 'cflag is not known', 'did you mean cflags?'],
  [{ colour: 1 }, 'colour is not known', 'known here: name, sources'],
  [{ arch: { rv64imc: { libs: [] } } }, 'arch.rv64imc.libs is not known', 'known here: sources, cflags'],
  [{ arch: { rv64imc: { name: 'n' } } }, 'arch.rv64imc.name is the same for all architectures'],
  [{ arch: { rv64: {} } }, 'arch.rv64 is no architecture', 'did you mean rv64imc?'],
  [{ arch: [] }, 'arch is not an object'],
  [{ architectures: ['armv7'] }, 'architectures: armv7 is no architecture', 'did you mean armv7m?'],
  [{ architectures: [] }, 'architectures is empty'],
  [{ name: 'a-b' }, 'name is a-b, which Python cannot import'],
  [{ name: 'for' }, 'name is for, which Python cannot import'],
  [{ name: 7 }, 'name is not a text'],
  [{ name: undefined }, 'name is missing'],
  [{ sources: undefined }, 'sources is missing'],
  [{ sources: 'a.c' }, 'sources is not a list of texts'],
  [{ sources: ['z*.c'] }, 'no file fits z*.c'],
  [{ sources: ['**/*.c'] }, 'no file fits **/*.c', '* stands for a part of the name of a file'],
  [{ sources: ['z.c'] }, 'the source z.c does not exist'],
  [{ sources: ['a.c', 'a.f90'] }, 'the source a.f90 is of no kind'],
  [{ qstrs: ['a-b'] }, 'qstrs: a-b is no name'],
  [{ qstrs: ['MP_QSTR_x'] }, 'qstrs: MP_QSTR_x is no name'],
  [{ cflags: ['-D\0'] }, '"-D\\u0000" has a character that no command can have'],
  [{ linkRuntime: 1 }, 'linkRuntime is neither true nor false'],
  [{ float: 'single' }, 'float is none of none, float, double'],
])('%j', (more, message, note) => {
  const said = of(more);
  expect(said[0]).toContain(message);
  if (note !== undefined) expect(said[1]).toContain(note);
});

test('what is no JSON, with its line', () => {
  expect(refused('{\n"name": "m",\n}')[0]).toBe('line 2, column 12: this is not JSON: there is a comma before }');
  expect(refused('')[0]).toMatch(/this is not JSON/);
  expect(refused('[]')[0]).toMatch(/the whole is not an object/);
});

test('where a problem is', () => {
  const text =
    '{\n"name": "m",\n"sources": [],\n"arch": {\n "x64": {\n  "cflags": "-O2"},\n "x65": {}, "x86": 1},\n"name": "n"}';
  expect(refused(text).filter((message) => /^line/.test(message))).toEqual([
    'line 8: name is there twice',
    'line 6: arch.x64.cflags is not a list of texts',
    'line 7: arch.x65 is no architecture',
    'line 7: arch.x86 is not an object: { ... }',
  ]);
});

test('all problems at once', () => expect(of({ name: '1', cflags: 1, x: 1 }).length).toBeGreaterThan(4));

test('a version', () => {
  expect(read('{"name": "m", "sources": ["a.c"], "version": "1.2.3"}').version).toBe('1.2.3');
  expect(of({ version: 1 })[0]).toBe('line 1: version is not a text');
});

test('patterns, and settings of an architecture', () => {
  const project = read('{"name": "m", "sources": ["*.c"], "cflags": ["-DA"], "arch": {"x64": {"cflags": ["-DB"]}}}');
  expect(project.settings('x64')).toMatchObject({ sources: ['a.c', 'b.c'], flagsAfter: ['-DA', '-DB'] });
  expect(project.settings('x86')).toMatchObject({ sources: ['a.c', 'b.c'], flagsAfter: ['-DA'] });
});

test('no value of a property makes it throw anything else', () => {
  const values = [
    null,
    true,
    0,
    -1.5,
    '',
    'a',
    'x'.repeat(70_000),
    [],
    [''],
    ['a.c'],
    [null],
    [[]],
    {},
    { x64: {} },
    '\u0000',
    '*',
  ];
  const keys = Object.keys(JSON.parse(projectSchema()).properties);
  expect(keys.length).toBeGreaterThan(10);
  let accepted = 0;
  for (const key of keys)
    for (const value of values)
      for (const more of [{ [key]: value }, { arch: { rv64imc: { [key]: value } } }, { arch: { rv64imc: value } }])
        if (of(more)[0] === 'read') accepted++;
  expect(accepted).toBeGreaterThan(50);
});
