import { expect, test } from 'vitest';
import { hintsFor } from './hints.js';

test.each(['errno', '__errno_location'])('%s is of the C library, not of the compiler', (name) => {
  const text = hintsFor(name, 'armv7m').join('\n');
  expect(text).toContain('libc.a');
  expect(text).not.toContain('libgcc');
});
