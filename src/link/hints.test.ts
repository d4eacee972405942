import { expect, test } from 'vitest';
import { hintsFor } from './hints.js';

test.each(['errno', '__errno_location'])('%s is of the C library, not of the compiler', (name) => {
  const text = hintsFor(name, 'armv7m', []).join('\n');
  expect(text).toContain('libc.a');
  expect(text).not.toContain('libgcc');
});

const GCC = '/usr/lib/gcc/libgcc.a';
test.each([
  ['__mulsf3', 'armv7m', [], /pass libgcc\.a with -l \(LINK_RUNTIME = 1 in a Makefile\)$/],
  ['__mulsf3', 'armv7m', ['libm.a', GCC], /libgcc\.a was searched and lacks it\n.*or define the function/],
  ['__mulsf3', 'xtensa', [], /pass libgcc\.a with -l .*\n.*ROM.*--externs/],
  ['__mulsf3', 'xtensa', [GCC], /libgcc\.a was searched and lacks it\n.*ROM.*--externs/],
  ['__muldf3', 'x64', ['C:\\lib\\libclang_rt.builtins-x86_64.a'], /libclang_rt\.builtins-x86_64\.a was searched/],
  ['__aarch64_cas4_acq', 'aarch64', [GCC], /^libgcc\.a was searched and lacks it\ncompile with -mno-outline-atomics$/],
  [
    'errno',
    'armv7m',
    ['libc.a'],
    /^libc\.a was searched and lacks it\nthe C library .* fails: define it in the module$/,
  ],
  ['malloc', 'armv7m', ['x/libc.a'], /^libc\.a was searched and lacks it\nuse m_malloc, m_realloc and m_free of \S+$/],
  [
    '_write',
    'armv7m',
    ['libnosys.a'],
    /mp_printf.*\nlibnosys\.a was searched.*\nthe C library .* none: define the function$/s,
  ],
] as const)('%s of %s with %j', (name, arch, libraries, hints) => {
  const text = hintsFor(name, arch, libraries).join('\n');
  expect(text).toMatch(hints);
  expect(/pass (lib\S+) with/.test(text)).toBe(libraries.length === 0);
});

test.each([
  ['strlen', [], /^this is a function of the C library: pass its libc\.a .*LINK_RUNTIME/],
  ['atan2f', ['libgcc.a'], /^this is a function of the C library: pass its libc\.a or libm\.a with -l/],
  ['strncmp', ['libm.a'], /but libm\.a lacks it: pass the libc\.a beside it with -l, or define it in the module$/],
  ['sinf', ['libc.a'], /but libc\.a lacks it: define it in the module$/],
  ['strategy', [], /^add the object that defines it/],
  ['memory', [], /^add the object that defines it/],
] as const)('%s with %j', (name, libraries, hint) => {
  expect(hintsFor(name, 'armv7m', libraries).join('\n')).toMatch(hint);
});
