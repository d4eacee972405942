// A module that is mostly Rust: the library that rustc 1.63 made (rust/build.mjs), linked for each architecture, and run.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LinkOptions, link, preprocess } from '../../src/link/index.js';
import { createBoard } from '../../src/system/index.js';
import { loadAsFirmware } from './firmware-rules.js';

const FOLDER = join(import.meta.dirname, 'rust');
const ARCHES = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const file = (arch: string, name: string) => ({ name, bytes: new Uint8Array(readFileSync(join(FOLDER, arch, name))) });
const optionsFor = (arch: string): LinkOptions => ({
  arch,
  objects: [file(arch, 'rusty.o')],
  libraries: [file(arch, 'libcodec.a')],
  qstrs: preprocess([{ name: 'rusty.c', text: readFileSync(join(FOLDER, 'rusty.c'), 'utf8') }]),
  sourceName: 'rusty.mpy',
});

/** Rust's own formatting rules give the texts; the last word stands behind the end of a table. */
const SCRIPT = `
import rusty
print(rusty.next(), rusty.next())
print(rusty.describe(0, 1, 0), rusty.describe(1, 3, 7))
print(hex(rusty.crc(b'123456789')))
try:
    rusty.describe(0, 4, 0)
except RuntimeError as e:
    print(e)
`;
const PRINTED = ['41 42', 'square     1 0x1 "one" rect    21 0x3 "three"', '0xcbf43926', 'rust panicked', ''].join(
  '\n',
);

function run(board: 'VIRT_RV32' | 'VIRT_RV64', mpy: Uint8Array): string {
  let printed = '';
  const made = createBoard({
    board,
    output: (text) => {
      printed += text;
    },
  });
  made.addModule('rusty', mpy);
  made.runScript(SCRIPT);
  return printed.replaceAll('\r\n', '\n');
}

describe.each(ARCHES)('%s', (arch) => {
  it.each([{}, { optimize: true }])('links with %j', (more) => {
    const { mpy, summary } = link({ ...optionsFor(arch), ...more });
    const loaded = loadAsFirmware(mpy);
    expect(loaded.bssSize).toBe(summary.bssSize);
    // COUNT starts with a value.
    expect(loaded.keepsData).toBe(true);
  });
  it('the reference cannot', () => expect(() => link({ ...optionsFor(arch), compat: true })).toThrow());
});

describe.each([
  ['rv32imc', 'VIRT_RV32'],
  ['rv64imc', 'VIRT_RV64'],
] as const)('%s', (arch, board) => {
  it.each([{}, { optimize: true }])('runs, linked with %j', (more) =>
    expect(run(board, link({ ...optionsFor(arch), ...more }).mpy)).toBe(PRINTED),
  );
});
