// Where sections lie.
import { expect, test } from 'vitest';
import { DiagnosticError } from '../base/index.js';
import { ELF } from '../elf/index.js';
import { makeObject } from '../elf/make-object.fixture.js';
import { link } from './index.js';

const CALL_PLT = 19;

/** A call of code that says it needs no alignment, behind three bytes of constants. */
const object = makeObject({
  class: 32,
  sections: [
    {
      name: '.text.mpy_init',
      align: 2,
      flags: ELF.SHF_ALLOC | ELF.SHF_EXECINSTR,
      bytes: Uint8Array.of(0x97, 0, 0, 0, 0xe7, 0x80, 0, 0, 0x82, 0x80),
      relocations: [[0, CALL_PLT, 'loose']],
    },
    { name: '.rodata.str1.1', align: 1, flags: ELF.SHF_ALLOC, bytes: Uint8Array.of(0x61, 0x62, 0) },
    {
      name: '.text.loose',
      align: 1,
      flags: ELF.SHF_ALLOC | ELF.SHF_EXECINSTR,
      bytes: Uint8Array.of(0x82, 0x80),
    },
  ],
  symbols: [
    { name: 'mpy_init', section: '.text.mpy_init', type: ELF.STT_FUNC },
    { name: 'loose', section: '.text.loose', type: ELF.STT_FUNC },
  ],
});
const options = { arch: 'rv32imc', objects: [{ name: 'a.o', bytes: object }], sourceName: 'a.mpy' };

test('code is aligned to instructions, whatever its section says', () => {
  const { map } = link(options);
  expect(map.symbols.find((s) => s.name === 'loose')!.offset % 2).toBe(0);
});

test('the compatible mode puts it where the reference does, and refuses the call', () => {
  expect(() => link({ ...options, compat: true })).toThrow(DiagnosticError);
});
