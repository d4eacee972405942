import { expect, test } from 'vitest';
import { commandWords, namedCompiler } from './compilers.js';
import type { BuildHost } from './host.js';

/** A computer where these programs are. */
const hostWith = (...programs: string[]) =>
  ({ findProgram: (name: string) => (programs.includes(name) ? `/bin/${name}` : undefined) }) as unknown as BuildHost;
const host = hostWith('gcc', 'clang', 'zig', 'ccache', 'arm-none-eabi-gcc-12', '/my tools/gcc');
const named = (text: string, arch = 'armv7m') => namedCompiler(host, arch, commandWords(host, text));

test.each([
  ['gcc', 'gcc', 'g++', undefined],
  ['ccache gcc', 'ccache gcc', 'ccache g++', '/bin/ccache'],
  [
    'ccache arm-none-eabi-gcc-12 -O3',
    'ccache arm-none-eabi-gcc-12 -O3',
    'ccache arm-none-eabi-g++-12 -O3',
    '/bin/ccache',
  ],
  [
    'ccache clang',
    'ccache clang --target=thumbv7m-none-eabi',
    'ccache clang++ --target=thumbv7m-none-eabi',
    '/bin/ccache',
  ],
  ['zig', 'zig cc -target thumb-freestanding-eabi', 'zig c++ -target thumb-freestanding-eabi', undefined],
  ['gcc -I gcc', 'gcc -I gcc', 'g++ -I gcc', undefined],
  ['/my tools/gcc', '/my tools/gcc', '/my tools/g++', undefined],
])('%s', (text, command, cxx, launcher) => {
  const compiler = named(text);
  expect([compiler?.command.join(' '), compiler?.cxx.join(' '), compiler?.launcher]).toEqual([command, cxx, launcher]);
});

test.each(['', '  ', 'none', 'ccache none-gcc', 'none gcc'])('%j is no compiler that is there', (text) => {
  expect(named(text)).toBeUndefined();
});

test('flags are those of the compiler that is started', () => {
  expect(named('ccache clang', 'x86')!.flags).not.toContain('-malign-data=abi');
  expect(named('ccache gcc', 'x86')!.flags).toContain('-malign-data=abi');
});
