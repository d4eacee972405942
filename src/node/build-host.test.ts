import { expect, test } from 'vitest';
import { nodeHost } from './build-host.js';
import { FileError } from './files.js';

test.each([
  ['a\0b.c', 'the name has characters that no file name can have'],
  [`${'a'.repeat(5000)}.c`, 'the name is too long'],
])('a path that no file can have is a mistake of the user', (path, reason) => {
  const host = nodeHost('/');
  for (const ask of [() => host.stamp(path), () => host.readBytes(path)]) {
    expect(ask).toThrow(FileError);
    expect(ask).toThrow(reason);
  }
});

test('a file that is not there has no stamp', () => expect(nodeHost('/').stamp('no such file.c')).toBeUndefined());
