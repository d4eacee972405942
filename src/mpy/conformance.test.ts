// Every .mpy of the conformance kits: read without findings, written back unchanged, relocations encoded again to the
// same bytes, preludes too.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { archByCode } from '../abi/index.js';
import {
  decodeRelocations,
  encodePrelude,
  formatInspection,
  inspect,
  type MpyRawCode,
  readMpy,
  writeMpy,
} from './index.js';
import { encodeRelocations } from './relocations.js';

const KIT = fileURLToPath(new URL('../../test/conformance/', import.meta.url));
const files = existsSync(KIT)
  ? readdirSync(KIT, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.mpy'))
      .sort()
  : [];

function checkCode(file: Uint8Array, code: MpyRawCode, wordSize: number): void {
  if (code.kind === 'viper' && code.relocations) {
    const end =
      code.relocations.offset + encodeRelocations(decodeRelocations(code.relocations, wordSize), wordSize).length;
    expect(end).toBe(code.endOffset);
    expect(encodeRelocations(decodeRelocations(code.relocations, wordSize), wordSize)).toEqual(
      file.slice(code.relocations.offset, code.endOffset),
    );
  }
  if (code.kind === 'bytecode' || code.kind === 'native-py') {
    expect(encodePrelude(code.prelude)).toEqual(file.slice(code.prelude.offset, code.prelude.endOffset));
  }
  for (const child of code.children) checkCode(file, child, wordSize);
}

describe.skipIf(files.length === 0)(
  'conformance files (test/conformance holds none: run tools/sync-conformance.mjs)',
  () => {
    test.each(files)('%s', (name) => {
      const file = new Uint8Array(readFileSync(KIT + name));
      const mpy = readMpy(file, { fileName: name });
      expect(mpy.findings).toEqual([]);
      expect(writeMpy(mpy)).toEqual(file);
      checkCode(file, mpy.code, archByCode(mpy.header.arch)?.wordSize ?? 4);
      const inspection = inspect(file, { fileName: name });
      // A natmod starts with a jump to mpy_init unless that is first; a target inside the text was found.
      if (inspection.code.kind === 'viper') expect(inspection.code.entry?.target).toBeLessThan(inspection.code.size);
      expect(formatInspection(inspection)).toContain(name);
    });
  },
);
