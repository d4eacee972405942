// Native modules that come in through a file system written in Python, as the reference's test runner brings them to a
// board.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runScript } from './script.fixture.js';

const KIT = new URL('../../../test/conformance/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, KIT), 'utf8');
const TARGETS = [
  ['VIRT_RV64', 'rv64'],
  ['VIRT_RV32', 'rv32'],
] as const;

const FILE_SYSTEM = `
import io, sys, vfs
class File(io.IOBase):
    def __init__(self, data): self.data = data
    def readinto(self, buf):
        # Assigning what is left shrinks the buffer at the end.
        buf[:] = self.data[:len(buf)]
        self.data = self.data[len(buf):]
        return len(buf)
    def ioctl(self, request, arg): return 0 if request == 4 else -1
class FS:
    def mount(self, readonly, mkfs): pass
    def umount(self): pass
    def stat(self, path):
        if path == '/NAME.mpy': return (0,) * 10
        raise OSError(2)
    def open(self, path, mode): return File(DATA)
vfs.mount(FS(), '/nm')
sys.path[:] = ['/nm']
`;

/** Prelude that serves one module. The data are bytes of a memoryview, so that slices of them take no heap. */
function serving(name: string, bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let i = 0; i < bytes.length; i += 256) {
    const hex = [...bytes.subarray(i, i + 256)].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join('');
    chunks.push(`data += b'${hex}'\n`);
  }
  const data = `data = bytearray()\n${chunks.join('')}DATA = memoryview(data)\n`;
  return data + FILE_SYSTEM.replace('NAME', name);
}

describe.each(TARGETS)('mounted native modules on %s', (board, target) => {
  it.each(['hello', 'globs', 'klass', 'multifile'])('%s', (name) => {
    const mpy = new Uint8Array(readFileSync(new URL(`${name}/${target}imc/${name}.mpy`, KIT)));
    const { stdout } = runScript(serving(name, mpy) + read(`${name}/${name}_test.py`), { board });
    expect(stdout).toBe(read(`${name}/expected.${target}.txt`));
  });
});
