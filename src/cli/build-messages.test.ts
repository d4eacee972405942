import { expect, test } from 'vitest';
import { type Diagnostic, formatDiagnostic } from '../base/index.js';
import { CompilerOutput, type ForArch, groupByArch } from './build-messages.js';

const error = (message: string, file?: string, offset?: number, notes?: string[]): Diagnostic => ({
  code: 'x',
  severity: 'error',
  message,
  where: { file, ...(offset === undefined ? {} : { section: '.text', offset }) },
  notes,
});
const shown = (lists: readonly ForArch[], count = lists.length) => groupByArch(lists, count).map(formatDiagnostic);
const both = (make: (arch: string) => Diagnostic[], isProject = false): ForArch[] =>
  ['x64', 'xtensa'].map((arch) => ({ arch, diagnostics: make(arch), isProject }));

test('what is wrong with the project is said once, and needs no names', () => {
  const lists = both(() => [error('gone.c does not exist', 'natmod.json')], true);
  expect(shown(lists)).toEqual(['natmod.json: gone.c does not exist']);
  // Of three, one has other settings.
  expect(shown(lists, 3)).toEqual(['natmod.json: gone.c does not exist\n  for x64, xtensa']);
});

test('objects in folders of architectures, with other offsets, make one message', () => {
  const lists = both((arch) => [error('undefined symbol: f', `build/${arch}/a.o`, arch.length, ['add it'])]);
  expect(shown(lists)).toEqual(['build/x64/a.o:(.text+0x3): undefined symbol: f\n  add it\n  for x64, xtensa']);
});

test('names at the end of a message become a list there', () => {
  const lists = both((arch) => [error(`it does not compile for ${arch}`, 'a.c')]);
  expect(shown(lists)).toEqual(['a.c: it does not compile for x64, xtensa']);
  expect(shown(lists.slice(0, 1))).toEqual(['a.c: it does not compile for x64']);
});

test('a note that not all have says whose it is', () => {
  const lists = both((arch) => [error('f', 'a.o', 1, arch === 'x64' ? ['all'] : ['all', 'no libm.a'])]);
  expect(shown(lists)).toEqual(['a.o:(.text+0x1): f\n  all\n  xtensa: no libm.a\n  for x64, xtensa']);
});

test('several of a kind stay several', () => {
  const lists: ForArch[] = [
    { arch: 'x64', diagnostics: [error('far', 'a.o', 1), error('far', 'a.o', 2), error('other', 'a.o', 3)] },
    { arch: 'x86', diagnostics: [error('far', 'a.o', 9)] },
  ];
  expect(shown(lists)).toEqual([
    'a.o:(.text+0x1): far\n  for x64, x86',
    'a.o:(.text+0x2): far\n  for x64',
    'a.o:(.text+0x3): other\n  for x64',
  ]);
});

test('one architecture is not named', () => {
  expect(shown([{ arch: 'x64', diagnostics: [error('f', 'a.o', 1)] }])).toEqual(['a.o:(.text+0x1): f']);
});

test('what compilers say is the same whatever quotes, colours and folders they use', () => {
  const output = new CompilerOutput();
  expect(output.isNew("In build/x64/a.h: error: 'x' undeclared", 'x64')).toBe(true);
  expect(output.isNew('In build/xtensa/a.h: \x1b[31merror:\x1b[m ‘x’ undeclared', 'xtensa')).toBe(false);
  expect(output.isNew("In build/x86/a.h: error: 'y' undeclared", 'x86')).toBe(true);
});
