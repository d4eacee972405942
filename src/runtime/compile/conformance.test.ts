// Every script of the Python kit against what the reference's cross compiler and firmware make of it.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeMpy } from '../../mpy/index.js';
import { CompileError, type CompileOptions, compile } from './index.js';

const KIT = new URL('../../../test/conformance/', import.meta.url);
const PYTHON = new URL('python/', KIT);
const ERRORS = new URL('python/syntax-errors/', KIT);

const pyFiles = (dir: URL): string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.py') && name !== 'run.py')
    .sort();
const bytesOf = (name: string, dir: URL): Uint8Array => new Uint8Array(readFileSync(new URL(name, dir)));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What the firmware prints about an uncaught compile-time error of a script. */
function reportOf(source: Uint8Array, options: CompileOptions): string {
  try {
    compile(source, options);
    return '';
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { type, message, line, block } = error;
    if (line === undefined) return `${type}: ${message}\n`;
    const place = `  File "${options.fileName}", line ${line}${block === undefined ? '' : `, in ${block}`}\n`;
    return `Traceback (most recent call last):\n${place}${type}: ${message}\n`;
  }
}

describe('scripts of the kit compile to the bytes of the reference', () => {
  it.each(pyFiles(PYTHON))('%s', (name) => {
    const expected = bytesOf(name.replace('.py', '.mpy'), PYTHON);
    expect(hex(writeMpy(compile(bytesOf(name, PYTHON), { fileName: name })))).toBe(hex(expected));
  });
});

describe.each([63, 31])('compile-time errors, %i-bit small ints', (smallIntBits) => {
  it.each(pyFiles(ERRORS))('%s', (name) => {
    const options = { fileName: '<stdin>', firmware: true, smallIntBits };
    const expected = new TextDecoder().decode(bytesOf(name.replace('.py', '.exp'), ERRORS));
    expect(reportOf(bytesOf(name, ERRORS), options)).toBe(expected);
  });
});

describe('drivers of the native modules compile', () => {
  const drivers = readdirSync(KIT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'python')
    .flatMap(({ name }) => pyFiles(new URL(`${name}/`, KIT)).map((file) => `${name}/${file}`));
  it('are there', () => expect(drivers.length).toBeGreaterThan(10));
  it.each(drivers)('%s', (path) => {
    expect(
      writeMpy(compile(bytesOf(path, KIT), { fileName: path, firmware: true, smallIntBits: 63 })).length,
    ).toBeGreaterThan(20);
  });
});
