// Native modules for tests, made from a few lines of assembler.
import {
  hashImages,
  type MapFile,
  RELOC_KIND,
  type Relocation,
  writeMap,
  writeNativeModule,
} from '../../src/mpy/index.js';
import { assemble } from '../../src/riscv/index.js';

/** A module whose mpy_init is `source`. */
export function assembledModule(
  source: string,
  xlen: 32 | 64 = 64,
  relocations: readonly Relocation[] = [],
): Uint8Array {
  return writeNativeModule({
    arch: xlen === 64 ? 12 : 11,
    wordSize: xlen === 64 ? 8 : 4,
    sourceName: 'made.mpy',
    qstrs: [],
    text: assemble(source, { xlen, base: 0 }).bytes,
    rodata: new Uint8Array(0),
    bssSize: 0,
    relocations,
  });
}

/** A module (RV64) that prints a line when it is imported, and then runs `rest`. */
export function printingModule(line: string, rest: string): Uint8Array {
  const text = [...new TextEncoder().encode(`${line}\n`), 0];
  // At 0x40 the address of mp_fun_table, at 0x48 the text; entries 53 and 72 of the table are printf_ and plat_print.
  const source = `
    auipc s0, 0
    ld s1, 0x40(s0)
    ld a0, ${72 * 8}(s1)
    addi a1, s0, 0x48
    ld a5, ${53 * 8}(s1)
    jalr ra, 0(a5)
    ${rest}
    .align 6
    .dword 0
    .byte ${text.join(', ')}`;
  return assembledModule(source, 64, [{ section: 'text', offset: 0x40, kind: RELOC_KIND.FUN_TABLE }]);
}

/** A map for it, with one function that spans the text. */
export function mapOf(source: string, name: string): string {
  const text = assemble(source, { xlen: 64, base: 0 }).bytes;
  const map: MapFile = {
    version: 1,
    arch: 'rv64imc',
    source: 'made.mpy',
    hash: hashImages(text),
    textSize: text.length,
    rodataSize: 0,
    bssSize: 0,
    sections: [{ name: '.text', file: 'made.o', image: 'text', offset: 0, size: text.length }],
    symbols: [
      { name, image: 'text', offset: 0, size: text.length, kind: 'function', binding: 'global', file: 'made.o' },
    ],
    got: [],
    relocations: [],
  };
  return writeMap(map);
}
