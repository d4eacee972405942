// Links of many objects in one process, for run.mjs: how long 200 objects of 5 KB take, and whether time grows as the
// input does.
import { ELF } from '../src/elf/index.js';
import { makeObject } from '../src/elf/make-object.fixture.js';
import { link } from '../src/link/index.js';

const CALL_PLT = 19;
const GOT_HI20 = 20;
const PCREL_HI20 = 23;
const PCREL_LO12_I = 24;
const R_RISCV_64 = 2;
const TEXT_SIZE = 3600;
const TABLE_WORDS = 32;
/** A relocation every 8 bytes, about as many as compilers make. */
const STEP = 40;
const AX = ELF.SHF_ALLOC | ELF.SHF_EXECINSTR;

/** Calls into the next objects, pairs that load addresses of constants and variables, and a table of pointers. */
function syntheticObject(index: number, count: number): Uint8Array {
  const text = new Uint8Array(TEXT_SIZE);
  const view = new DataView(text.buffer);
  const relocations: [number, number, string, number][] = [];
  const labels: { name: string; section: string; value: number; binding: number }[] = [];
  for (let at = 0; at + STEP <= TEXT_SIZE; at += STEP) {
    const other = (index + 1 + ((at / STEP) % 7)) % count;
    [0x97, 0x000080e7, 0x00000517, 0x00050513, 0x00000597, 0x0005b583].forEach((insn, i) => {
      view.setUint32(at + 4 * i, insn, true);
    });
    relocations.push([at, CALL_PLT, `function_${other}`, 0]);
    const [low, got] = [`.L${at}`, `.G${at}`];
    labels.push({ name: low, section: '.text', value: at + 8, binding: ELF.STB_LOCAL });
    labels.push({ name: got, section: '.text', value: at + 16, binding: ELF.STB_LOCAL });
    relocations.push([at + 8, PCREL_HI20, 'constants', at % 1000], [at + 12, PCREL_LO12_I, low, 0]);
    relocations.push([at + 16, GOT_HI20, `variable_${other}`, 0], [at + 20, PCREL_LO12_I, got, 0]);
  }
  const others = new Set(Array.from({ length: 7 }, (_, i) => (index + 1 + i) % count));
  others.delete(index);
  return makeObject({
    class: 64,
    sections: [
      { name: '.text', flags: AX, align: 4, bytes: text, relocations },
      { name: '.rodata', align: 8, bytes: new Uint8Array(1100).fill(index) },
      {
        name: '.data.rel.ro',
        flags: ELF.SHF_ALLOC | ELF.SHF_WRITE,
        align: 8,
        bytes: new Uint8Array(8 * TABLE_WORDS),
        relocations: Array.from({ length: TABLE_WORDS }, (_, i) => [8 * i, R_RISCV_64, 'constants', 8 * i] as const),
      },
      { name: '.bss', type: ELF.SHT_NOBITS, flags: ELF.SHF_ALLOC | ELF.SHF_WRITE, size: 64, align: 8 },
    ],
    symbols: [
      { name: index === 0 ? 'mpy_init' : `entry_${index}`, section: '.text', type: ELF.STT_FUNC },
      { name: `function_${index}`, section: '.text', type: ELF.STT_FUNC },
      { name: `variable_${index}`, section: '.bss', value: 8 },
      { name: 'constants', section: '.rodata', binding: ELF.STB_LOCAL },
      ...labels,
      ...[...others].flatMap((i) => [{ name: `function_${i}` }, { name: `variable_${i}` }]),
    ],
  });
}

export interface Measured {
  readonly count: number;
  readonly bytes: number;
  readonly ms: number;
}

export function benchLinks(counts: readonly number[]): Measured[] {
  return counts.map((count) => {
    const objects = Array.from({ length: count }, (_, i) => ({ name: `${i}.o`, bytes: syntheticObject(i, count) }));
    const run = () => {
      const start = performance.now();
      link({ arch: 'rv64imc', objects, sourceName: 'bench.mpy' });
      return performance.now() - start;
    };
    for (let i = 0; i < 5; i++) run();
    const times = Array.from({ length: 9 }, run).sort((a, b) => a - b);
    return { count, bytes: count * (TEXT_SIZE + 1100 + 8 * TABLE_WORDS), ms: times[4]! };
  });
}
