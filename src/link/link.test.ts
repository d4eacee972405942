// What the linker makes of objects from fixtures/ (sources beside them). Results of running the code are compared, so
// that each rewriting of instructions is seen to work on both widths.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { readMpy, symbolAt } from '../mpy/index.js';
import { type LinkOptions, link } from './index.js';
import { ROM_FUNCTION, runModule } from './run.fixture.js';

const fixture = (name: string) => ({
  name: `${name}.o`,
  bytes: new Uint8Array(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.o`))),
});
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const VECTOR_QSTRS = `#define MP_QSTR_alpha (mp_native_qstr_table[1])
#define MP_QSTR_beta (mp_native_qstr_table[2])
`;
const VECTORS: Readonly<Record<number, string>> = {
  64: '4d06331f03000a762e6d7079000a616c706861000862657461008a0231a0170500001305e50482809707000083b7470617070000033747069706000083b6c607170600000336c6059705000083b5450697000000e780c00082800000970600009466828600000000000000006869000000000000020000000000000000000000000000000400000000000000000000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000500c111c0d1ea720a9220124092677120116a918091aff',
  32: '4d062f1f03000a762e6d7079000a616c70686100086265746100872231a0170500001305a50482809707000083a70705170700000327c7049706000083a6460517060000032606049705000083a5050497000000e780c0008280000097060000944682860000000068690000020000000000000004000000000000000000000000000000000000000200000000000000500c112e0d30a732a9340136093877240128a92a092cff',
};

const failures = (options: LinkOptions): readonly Diagnostic[] => {
  try {
    link(options);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
};
const codes = (options: LinkOptions) => failures(options).map((d) => d.code);

describe.each([32, 64])('RV%i', (xlen) => {
  const options = (...names: string[]): LinkOptions => ({
    arch: `rv${xlen}imc`,
    objects: names.map((name) => fixture(`${name}.rv${xlen}`)),
    sourceName: 'v.mpy',
  });
  const results = (names: string[], calls = 1, more: Partial<LinkOptions> = {}) =>
    runModule(link({ ...options(...names), ...more }).mpy, calls);

  it('gives the vector of the specification', () => {
    expect(hex(link({ ...options('vector'), qstrs: VECTOR_QSTRS }).mpy)).toBe(VECTORS[xlen]);
  });

  it('reaches static variables by loads of GOT words and veneers', () => {
    expect(results(['statics'])).toEqual([149]);
    const names = link(options('statics')).map.sections.map((s) => s.name);
    expect(names.filter((n) => n === '.internal.veneer')).toHaveLength(4);
    expect(codes({ ...options('statics'), compat: true })).toContain('compat');
  });

  it('replaces absolute addresses by veneers', () => {
    expect(results(['absolute'])).toEqual([0x12345 + 40]);
  });

  it('copies initialised data to bss', () => {
    expect(results(['data'], 3)).toEqual([37, 37, 37]);
    const { map } = link(options('data'));
    expect(map.symbols.find((s) => s.name === 'numbers')).toMatchObject({ image: 'bss', offset: 0 });
    expect(codes({ ...options('data'), compat: true })).toContain('compat');
  });

  it('resolves weak, common, hidden and local symbols', () => {
    expect(results(['links', 'links2'])).toEqual([1115]);
    expect(results(['links', 'links2'], 1, {})).toEqual(results(['links', 'links2']));
    expect(link(options('links', 'links2')).summary.bssSize).toBe(16);
  });

  it('calls fixed addresses and the firmware through stubs', () => {
    const externs = { name: 'rom.ld', text: `PROVIDE ( rom_function = 0x${ROM_FUNCTION.toString(16)} );` };
    expect(results(['calls'], 1, { externs })).toEqual([77]);
    expect(codes(options('calls'))).toEqual(['symbol-undefined']);
  });

  it('keeps the first of equal COMDAT groups', () => {
    expect(results(['group1', 'group2'])).toEqual([1 + 11]);
    expect(results(['group2', 'group1'])).toEqual([2 + 12]);
  });

  it('links objects that were made for relaxation', () => {
    expect(results(['relax'])).toEqual([42 + 4 + 2]);
  });

  it('names what lies where', () => {
    const { map, mpy } = link({ ...options('vector'), qstrs: VECTOR_QSTRS });
    const { code } = readMpy(mpy);
    if (code.kind !== 'viper') throw new Error('no native module');
    const init = map.symbols.find((s) => s.name === 'mpy_init')!;
    expect(symbolAt(map, 'text', init.offset + 4)).toMatchObject({ symbol: { name: 'mpy_init' }, delta: 4 });
    expect(symbolAt(map, 'bss', 4)).toMatchObject({ symbol: { name: 'counter' }, delta: 4 });
    expect(map.got.map((s) => s.target)).toEqual([
      'mp_fun_table',
      'mp_native_qstr_table',
      'mp_type_str',
      'mp_type_list',
      'helper',
      'counter',
    ]);
    expect(map.relocations).toHaveLength(10);
  });
});
