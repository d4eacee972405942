// What the linker makes of objects from fixtures/ (sources beside them). Results of running the code are compared, so
// that each rewriting of instructions is seen to work on both widths.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arches } from '../arch/index.js';
import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { readMpy, symbolAt } from '../mpy/index.js';
import { parseArchFlags } from './arch-flags.js';
import { readExterns } from './externs.js';
import { type LinkOptions, link, preprocess, readQstrs } from './index.js';
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

/** The same for the architectures that are not run here. */
const OTHER_VECTORS: Readonly<Record<string, string>> = {
  x86: '4d06071f03000a762e6d7079000a616c706861000862657461008642eb078d83eeffffffc3e8000000005b81c3460000008b83000000008b8b040000008b93100000008bb308000000e8d0ffffffe801000000c3909090b800000000ffe06869000000000200000000000000040000000000000000000000000000000200000000000000500c112a0d2ca72e01300932771e0124a9260928ff',
  x64: '4d060b1f03000a762e6d7079000a616c706861000862657461008902eb08488d0541000000c3488b0557000000488b0d58000000488b1569000000488b3552000000488b3d53000000e806000000c3000000000090909090909048b80000000000000000ffe068690000000002000000000000000000000000000000040000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000500c111a0d1ca71e0120092277100114a9160918ff',
  armv6m:
    '4d06131f03000a762e6d7079000a616c70686100086265746100862204e00000004870473c00000010b5064b7b44064a9a58064a064a074afff7f2ff00f00cf810bdc0464000000000000000040000000c00000008000000004b1847000000006869000005000000000000000400000000000000000000000000000000000000500c112a0d2ca72e093077200124a9260928ff',
  armv7m:
    '4d06171f03000a762e6d7079000a616c70686100086265746100862204e00000004870473c00000010b5064b7b44064a9a58064a064a074afff7f2ff00f00cf810bd00bf4000000000000000040000000c00000008000000004b1847000000006869000005000000000000000400000000000000000000000000000000000000500c112a0d2ca72e093077200124a9260928ff',
  xtensa:
    '4d06271f03000a762e6d7079000a616c706861000862657461008522060a0000000000000000000000000000000000002400000043000000000000007856341221fdff0df000000021f6ff31f6ff41faff51f5ff61faff71f6ff81f4ff0df06869000000240000000000000004000000500c11020d04a7067708030a02090e0124a9260928ff',
  xtensawin:
    '4d062b1f03000a762e6d7079000a616c70686100086265746100841a060a0000000000000000000000000000000000002400000000000000000000007856341221fdff0df000000021f6ff31f6ff41faff51f5ff61faff71f6ff81f4ff0df070100c6869000024000000000000000400000011020d04a7067708010a050c090e0103a9050907ff',
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
const bytesOf = (text: string) => new TextEncoder().encode(text);
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
    expect(results(['absolute'])).toEqual([0x12345 + 40 + 3]);
  });

  it('copies initialised data to bss', () => {
    expect(results(['data'], 3)).toEqual([37, 37, 37]);
    const { map } = link(options('data'));
    // Whole words are copied; what follows must not be touched.
    const image = map.sections.find((s) => s.name === '.internal.data')!;
    for (const s of map.sections.filter((s) => s.name.startsWith('.bss')))
      expect(s.offset).toBeGreaterThanOrEqual(image.size);
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

  it('aligns what such objects want aligned', () => {
    expect(results(['relaxpad'])).toEqual([42 + 4 + 2]);
    const { map } = link(options('relaxpad'));
    expect(map.symbols.find((s) => s.name === 'aligned')!.offset % 8).toBe(0);
    const { warnings } = link({ ...options('relaxpad'), compat: true });
    expect(warnings.map((w) => w.code)).toEqual(['reloc-align']);
  });

  it('tells about the link as the reference does', () => {
    const lines: string[] = [];
    link({ ...options('vector'), qstrs: VECTOR_QSTRS, verbose: 2, log: (line) => lines.push(line) });
    const [got, slot] = xlen === 64 ? ['00000070', '00000008'] : ['0000005c', '00000004'];
    for (const line of [
      'qstr vals: alpha, beta',
      'sections:',
      '  00000002 .text size=60',
      `  ${got} GOT size=${6 * (xlen / 8)}`,
      `GOT: ${got}`,
      `  ${slot} mp_native_qstr_table -> .external.qstr_table+00000000`,
      'vector.rv64.o: .text relocations via .rela.text:'.replace('64', String(xlen)),
      'text size:    160'.replace('160', String(xlen === 64 ? 160 : 116)),
      'bss size:     12',
      'GOT entries:  6',
    ]) {
      expect(lines).toContain(line);
    }
    expect(lines.filter((line) => line.includes('relocations via'))).toHaveLength(2);
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

describe.each(Object.entries(OTHER_VECTORS))('%s', (arch, want) => {
  it.each([false, true])('gives the vector of the specification (compatible mode: %s)', (compat) => {
    // One object serves both kinds of Xtensa.
    const objects = [fixture(`vector.${arch.replace('xtensawin', 'xtensa')}`)];
    expect(hex(link({ arch, objects, qstrs: VECTOR_QSTRS, sourceName: 'v.mpy', compat }).mpy)).toBe(want);
  });
});

describe('alignment', () => {
  it('is promised by blocks of the heap, or by pages where text is mapped', () => {
    const aligned = (arch: string) => ({
      name: 'aligned.o',
      bytes: new Uint8Array(
        readFileSync(join(import.meta.dirname, '..', '..', 'test', 'conformance', 'aligned', arch, 'aligned.o')),
      ),
    });
    const wanted = (arch: string) =>
      link({ arch, objects: [aligned(arch)], sourceName: 'a' }).warnings.map((w) => w.where?.section);
    expect(wanted('armv7m')).toContain('.text');
    for (const arch of ['x86', 'x64']) expect(wanted(arch).filter((name) => !name?.startsWith('.bss'))).toEqual([]);
  });
});

describe('ARM', () => {
  const hello = (arch: string) => ({
    name: `${arch}.o`,
    bytes: new Uint8Array(
      readFileSync(join(import.meta.dirname, '..', '..', 'test', 'conformance', 'hello', arch, 'hello.o')),
    ),
  });

  it('armv7em is armv7m with a code of its own', () => {
    const link7 = (arch: string) => link({ arch, objects: [fixture('vector.armv7m')], sourceName: 'v' }).mpy;
    const [m, em] = [link7('armv7m'), link7('armv7em')];
    expect([m[2], em[2]]).toEqual([0x17, 0x1b]);
    expect(hex(em.slice(3))).toBe(hex(m.slice(3)));
  });

  it('mixed conventions for floats are refused, wrong ones are named', () => {
    const options = { arch: 'armv7emsp', sourceName: 'v', objects: [hello('armv7emsp'), hello('armv7m')] };
    const [d] = failures(options);
    expect(d).toMatchObject({ code: 'input-float-abi', where: { file: 'armv7m.o' } });
    expect(d!.message).toMatch(/core registers.*armv7emsp\.o.*FPU registers/);
    expect(codes({ ...options, arch: 'armv7m', objects: [hello('armv7emsp')] })).toEqual(['input-flags']);
    const { warnings } = link({ ...options, objects: [hello('armv7m')] });
    expect(warnings.map((w) => w.code)).toEqual(['input-flags']);
  });

  it('objects of another machine name the architecture to pass', () => {
    const notes = failures({ arch: 'x64', sourceName: 'v', objects: [hello('armv7emdp'), hello('x86')] }).map(
      (d) => d.notes,
    );
    expect(notes).toEqual([
      [expect.stringContaining('pass --arch armv7emdp')],
      [expect.stringContaining('pass --arch x86')],
    ]);
  });
});

describe('libraries', () => {
  const objectOf = (...parts: string[]) =>
    new Uint8Array(readFileSync(join(import.meta.dirname, '..', '..', 'test', 'conformance', 'archive', ...parts)));
  const options = (): LinkOptions => ({
    arch: 'rv64imc',
    objects: [{ name: 'archive.o', bytes: objectOf('rv64imc', 'archive.o') }],
    sourceName: 'archive.mpy',
  });
  const archive = objectOf('rv64imc', 'libnmx.a');

  it('may be named by a linker script', () => {
    const direct = link({ ...options(), libraries: [{ name: 'libnmx.a', bytes: archive }] });
    const script = {
      name: 'l.ld',
      bytes: bytesOf('/* GNU */ OUTPUT_FORMAT(elf64) GROUP ( dir/libnmx.a , dir/libnmx.a )'),
    };
    const asked: string[] = [];
    const viaScript = link({
      ...options(),
      libraries: [script],
      resolveFile: (path) => {
        asked.push(path);
        return archive;
      },
    });
    expect(hex(viaScript.mpy)).toBe(hex(direct.mpy));
    expect(asked).toEqual(['dir/libnmx.a', 'dir/libnmx.a']);
    expect(codes({ ...options(), libraries: [script] })).toEqual(['library-missing', 'library-missing']);
  });

  it('do without the index of the archive', () => {
    const bare = archive.slice();
    // The count of the index says that there are no names; the index is then of no use.
    bare.fill(0x7f, 68, 72);
    const want = hex(link({ ...options(), libraries: [{ name: 'l.a', bytes: archive }] }).mpy);
    expect(hex(link({ ...options(), libraries: [{ name: 'l.a', bytes: bare }] }).mpy)).toBe(want);
  });

  it('say which members are used', () => {
    const lines: string[] = [];
    link({
      ...options(),
      libraries: [{ name: 'libnmx.a', bytes: archive }],
      verbose: 1,
      log: (line) => lines.push(line),
    });
    const used = lines.filter((line) => line.startsWith('using '));
    expect(used.length).toBeGreaterThan(2);
    expect(used.some((line) => line.includes('nmx_unused'))).toBe(false);
    expect(lines).toContain('arch:         EM_RISCV');
  });

  it('are also searched for what objects define in the compatible mode', () => {
    const own = archive.slice();
    const objects = [...options().objects, { name: 'text.o', bytes: objectOf('rv64imc', 'lib', 'nmx_text.o') }];
    const libraries = [{ name: 'libnmx.a', bytes: own }];
    expect(codes({ ...options(), objects, libraries })).toEqual([]);
    expect(new Set(codes({ ...options(), objects, libraries, compat: true }))).toEqual(new Set(['symbol-duplicate']));
  });

  it('are refused when they are neither archive nor script', () => {
    for (const text of ['SEARCH_DIR(/lib)', '!<thin>\n', '\u0000\u00ff']) {
      expect(codes({ ...options(), libraries: [{ name: 'l', bytes: bytesOf(text) }] })).toHaveLength(1);
    }
  });
});

describe('options', () => {
  const rv32 = arches.rv32imc!;
  it.each([
    ['zba', 1],
    ['ZCMP,zba', 3],
    ['2', 2],
    ['0x3', 3],
    ['0b11', 3],
    ['10', 10],
    [undefined, 0],
    [3, 3],
  ])('flags %s', (text, value) => expect(parseArchFlags(rv32, text)).toBe(value));
  it.each(['zbb', '', 'zba,', '0xg', '-1', '1.5'])('refuses the flags "%s"', (text) => {
    expect(() => parseArchFlags(rv32, text)).toThrow(/Invalid architecture flags value/);
  });
  it('has no flags for 64 bits', () => {
    expect(() => parseArchFlags(arches.rv64imc!, 'zba')).toThrow('Architecture "rv64imc" does not support extra flags');
  });
  it('writes flags to the header', () => {
    const { mpy } = link({ arch: 'rv32imc', objects: [fixture('vector.rv32')], sourceName: 'v', archFlags: 'zcmp' });
    expect([...mpy.subarray(0, 5)]).toEqual([0x4d, 6, 0x6f, 31, 2]);
  });

  const externs = (text: string, wordSize: 4 | 8 = 4) => [...readExterns({ name: 'e.ld', text }, wordSize)];
  it('reads fixed addresses', () => {
    const text = `/* one */
/* two
   a = 0x1;
 */
// b = 0x2;
  c = 0x40001000 ;
PROVIDE ( d = 0xABCD );
e = 0x1; // nothing may follow
f = 10;
PROVIDE(g = 0x1;
`;
    expect(externs(text)).toEqual([
      ['c', 0x40001000],
      ['d', 0xabcd],
    ]);
    expect(() => externs('a = 0x1;\na = 0x2;')).toThrow('e.ld:2: Symbol a already defined');
    expect(() => externs('a = 0x;')).toThrow('no digits');
    expect(() => externs('a = 0x123456789;')).toThrow('does not fit');
    expect(externs('a = 0x123456789;', 8)).toEqual([['a', 0x123456789]]);
  });

  it('finds names everywhere in sources', () => {
    const header = preprocess([
      { name: 'a.c', text: '// MP_QSTR_zeta\nx_MP_QSTR_Alpha y MP_QSTRnull MP_QSTR_append MP_QSTR__hyphen_' },
      { name: 'b.py', text: '"MP_QSTR_beta" MP_QSTR_ MP_QSTR_0' },
    ]);
    expect(readQstrs(header)).toEqual(['0', 'Alpha', '_hyphen_', 'beta', 'zeta']);
    expect(header).toContain('#define MP_QSTR_utf_hyphen_8 (161)\n');
    expect(header).toContain('#define MP_QSTR__0x0a_ (3)\n');
    expect(header).toContain('#define MP_QSTR_beta (mp_native_qstr_table[4])\n');
  });
});
