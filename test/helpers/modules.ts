// Native modules for tests, made from a few lines of assembler.
import { hashImages, type MapFile, writeMap, writeNativeModule } from '../../src/mpy/index.js';
import { assemble } from '../../src/riscv/index.js';

/** A module whose mpy_init is `source`. */
export function assembledModule(source: string, xlen: 32 | 64 = 64): Uint8Array {
  return writeNativeModule({
    arch: xlen === 64 ? 12 : 11,
    wordSize: xlen === 64 ? 8 : 4,
    sourceName: 'made.mpy',
    qstrs: [],
    text: assemble(source, { xlen, base: 0 }).bytes,
    rodata: new Uint8Array(0),
    bssSize: 0,
    relocations: [],
  });
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
