import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { DiagnosticError } from '../base/index.js';
import { assemble, decode, disassemble, encode, extensions, INSTRUCTIONS, type Xlen } from './index.js';

const ALL = process.env.NATMOD_TEST === 'all';
const OBJDUMP = 'riscv64-unknown-elf-objdump';
const GNU_AS = 'riscv64-unknown-elf-as';
const LLVM_MC = 'llvm-mc-19';
const LLVM_OBJDUMP = 'llvm-objdump-19';

function installed(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Random words. */
const random = (seed: number) => {
  const { below } = randomFrom(seed);
  return () => below(2 ** 32);
};

const bytesOf = (words: readonly { word: number; size: number }[]) =>
  Uint8Array.from(words.flatMap(({ word, size }) => Array.from({ length: size }, (_, i) => (word >>> (8 * i)) & 255)));

/** All 16-bit encodings, then words from the opcode space (5-bit minor opcodes below the longer formats). */
function sweep(count: number): Uint8Array {
  const words = [];
  for (let word = 0; word < 0x1_0000; word++) if ((word & 3) !== 3) words.push({ word, size: 2 });
  const next = random(7);
  const rows = INSTRUCTIONS.filter((row) => row.size === 4);
  for (let i = 0; i < count; i++) {
    const row = rows[next() % rows.length]!;
    // Half of them near a row of the table, half of them anywhere.
    const word = i & 1 ? row.match | (next() & ~row.mask) : next() | 3;
    if ((word & 0x1f) !== 0x1f) words.push({ word: word >>> 0, size: 4 });
  }
  return bytesOf(words);
}

function objdump(bytes: Uint8Array, xlen: Xlen): Map<number, string> {
  const dir = mkdtempSync(join(tmpdir(), 'natmod-'));
  try {
    const file = join(dir, 'code.bin');
    writeFileSync(file, bytes);
    const args = ['-D', '-z', '-b', 'binary', '-m', `riscv:rv${xlen}`, '-M', 'no-aliases', file];
    const output = execFileSync(OBJDUMP, args, { maxBuffer: 1 << 28, encoding: 'utf8' });
    const lines = new Map<number, string>();
    for (const line of output.split('\n')) {
      const match = /^\s*([0-9a-f]+):\t[0-9a-f ]+\t(.*)$/.exec(line);
      // A comment names an address that objdump worked out from the instructions before.
      if (match) lines.set(Number.parseInt(match[1]!, 16), match[2]!.replace(/\s*#.*$/, '').trim());
    }
    return lines;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function gnuAssemble(source: string, march: string): Uint8Array {
  const dir = mkdtempSync(join(tmpdir(), 'natmod-'));
  try {
    const object = join(dir, 'code.o');
    const binary = join(dir, 'code.bin');
    execFileSync(GNU_AS, [`-march=${march}`, `-mabi=${march.includes('64') ? 'lp64' : 'ilp32'}`, '-o', object], {
      input: source,
    });
    execFileSync('riscv64-unknown-elf-objcopy', ['-O', 'binary', '-j', '.text', object, binary]);
    return new Uint8Array(readFileSync(binary));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function llvmObjdump(bytes: Uint8Array, xlen: Xlen): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'natmod-'));
  try {
    const object = join(dir, 'code.o');
    const source = `.text\n${Array.from({ length: bytes.length / 2 }, (_, i) => `.2byte ${bytes[2 * i]! | (bytes[2 * i + 1]! << 8)}`).join('\n')}\n`;
    execFileSync(LLVM_MC, [`--triple=riscv${xlen}`, '-mattr=+c,+zcmp', '--filetype=obj', '-o', object], {
      input: source,
    });
    const output = execFileSync(LLVM_OBJDUMP, ['-d', '-M', 'no-aliases', '--mattr=+c,+zcmp', object], {
      encoding: 'utf8',
    });
    return [...output.matchAll(/^\s+[0-9a-f]+: [0-9a-f]{4}\s+(\S.*)$/gm)].map((match) => match[1]!.trim());
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe.skipIf(!installed(OBJDUMP))(`disassembly equals ${OBJDUMP} (skipped when it is not installed)`, () => {
  // Left out: Zba, since objdump takes the extensions of a raw binary to be those of rv64gc.
  test.each([32, 64] as const)('RV%i: all 16-bit and many 32-bit encodings', (xlen) => {
    const bytes = sweep(ALL ? 1_000_000 : 60_000);
    const expected = objdump(bytes, xlen);
    const different: string[] = [];
    let count = 0;
    for (const { address, word, text } of disassemble(bytes, { xlen, features: { zba: false } })) {
      count++;
      if (expected.get(address) !== text && different.length < 20) {
        different.push(`${word.toString(16)}: objdump "${expected.get(address)}", natmod "${text}"`);
      }
    }
    expect(different).toEqual([]);
    expect(count).toBeGreaterThan(90_000);
  });
});

describe.skipIf(!installed(GNU_AS))(`Zba equals ${GNU_AS} (skipped when it is not installed)`, () => {
  test.each([32, 64] as const)('RV%i: the text assembles to the same word', (xlen) => {
    const next = random(11);
    const rows = INSTRUCTIONS.filter((row) => row.ext === 'zba' && (row.xlen === 0 || row.xlen === xlen));
    const words = rows.flatMap((row) =>
      Array.from({ length: 50 }, () => ({ word: (row.match | (next() & ~row.mask)) >>> 0, size: 4 })),
    );
    const bytes = bytesOf(words);
    const source = [...disassemble(bytes, { xlen })].map(({ text }) => `${text}\n`).join('');
    expect(source).toMatch(xlen === 64 ? /slli\.uw/ : /sh3add/);
    expect(gnuAssemble(source, `rv${xlen}i_zba`)).toEqual(bytes);
  });
});

describe.skipIf(!installed(LLVM_MC) || !installed(LLVM_OBJDUMP))(
  'Zcmp equals llvm-objdump-19 (skipped when it is not installed)',
  () => {
    test.each([32, 64] as const)('RV%i: the whole of the compressed store-double-sp space', (xlen) => {
      const words = [];
      for (let word = 0xa002; word < 0xc000; word += 4) words.push({ word, size: 2 });
      const bytes = bytesOf(words);
      // LLVM prints cm.mvsa01 with equal registers, which is reserved.
      const expected = llvmObjdump(bytes, xlen).map((line) =>
        /^cm\.mvsa01\s+(\w+), \1$/.test(line) ? '<unknown>' : line.replace(/\s+/, '\t'),
      );
      const actual = [...disassemble(bytes, { xlen, features: { zcmp: true } })].map(({ text }) =>
        text.startsWith('.2byte') ? '<unknown>' : text,
      );
      expect(actual.length).toBe(words.length);
      expect(actual).toEqual(expected);
    });
  },
);

describe('assemble', () => {
  const words = (source: string, xlen: Xlen = 64) => {
    const { bytes } = assemble(source, { xlen, base: 0x4000_0000 });
    return [...disassemble(bytes, { xlen, pc: 0x4000_0000, features: { zba: true, zcmp: true } })].map(
      ({ text }) => text,
    );
  };

  test.each([32, 64] as const)('RV%i: takes back what the disassembler prints', (xlen) => {
    const next = random(3);
    const exts = extensions('f', 'd', 'fc', 'zba', 'priv', 'zcmp');
    const different: string[] = [];
    for (const row of INSTRUCTIONS) {
      if (['hint', 'reserved', 'dc'].includes(row.ext) || (row.xlen !== 0 && row.xlen !== xlen)) continue;
      for (let i = 0; i < 30; i++) {
        const word = (row.match | (next() & ~row.mask & (row.size === 2 ? 0xffff : -1))) >>> 0;
        const pc = 0x4000_0000;
        if (decode(word, xlen, exts)?.instruction !== row) continue;
        const [line] = disassemble(bytesOf([{ word, size: row.size }]), { xlen, pc, features: { zcmp: true } });
        // Two rounding modes are reserved and print alike.
        if (/unknown$/.test(line!.text) && row.ext !== 'i') continue;
        const { bytes } = assemble(line!.text, { xlen, base: pc });
        const back = bytes.reduce((sum, byte, at) => sum + byte * 256 ** at, 0);
        if (back !== word) different.push(`${line!.text}: ${word.toString(16)} became ${back.toString(16)}`);
      }
    }
    expect(different).toEqual([]);
  });

  test('labels, directives and pseudo-instructions', () => {
    expect(words('start: beqz a0, end\n  j start # back\nend: ret')).toEqual([
      'beq\ta0,zero,0x40000008',
      'jal\tzero,0x40000000',
      'jalr\tzero,0(ra)',
    ]);
    expect(words('la a0, data; nop\ndata: .word 0x13, 0x13').slice(0, 2)).toEqual(['auipc\ta0,0x0', 'addi\ta0,a0,12']);
    expect(words('li a0, -1')).toEqual(['addi\ta0,zero,-1']);
    expect(words('li a0, 0xfffff800', 32)).toEqual(['addi\ta0,zero,-2048']);
    expect(words('li a0, 0x80000000').length).toBeGreaterThan(1);
    expect(words('cm.popretz {ra, s0-s11}, 112')).toEqual(['cm.popretz\t{ra, s0-s11}, 112']);
  });

  test.each([
    ['addi a0, a1, 2048', /out of range -2048 to 2047/],
    ['lw a0, (q0)', /wrong operands/],
    ['frobnicate a0', /line 1: unknown instruction frobnicate/],
    ['\n j nowhere', /line 2: "nowhere" is no number or label/],
    ['c.lw a0, 0(t0)', /x8 to x15/],
    ['c.addi4spn a0,sp,0', /reserved/],
    ['a: nop\na: nop', /label a is defined twice/],
    ['beq a0, a1, .+3', /not a multiple of 2/],
  ])('%s is a diagnostic', (source, message) => {
    expect(() => assemble(source, { xlen: 64 })).toThrow(DiagnosticError);
    expect(() => assemble(source, { xlen: 64 })).toThrow(message);
  });
});

test('mangled source text is a diagnostic, never a JavaScript error', () => {
  const next = random(17);
  const good = [
    'a: addi a0, a1, -5',
    'lw a0, 8(sp); la a1, a',
    '.word 1, 0x20, a+4',
    'cm.push {ra, s0-s3}, -48',
    'li a0, 0x123456789abcdef0',
    'amoadd.w.aqrl a0, a1, (a2)',
    'fadd.s fa0, fa1, fa2, rtz',
    'fence rw, w; csrrw a0, mstatus, a1; .align 2',
  ];
  const letters = 'a0,()-+x{}.:;# \n$%9~constructor';
  let refused = 0;
  for (let round = 0; round < (ALL ? 20_000 : 1000); round++) {
    const text = [...good[next() % good.length]!, '\n', ...good[next() % good.length]!];
    for (let edits = 1 + (next() % 3); edits > 0; edits--) {
      text.splice(next() % text.length, next() % 3, letters[next() % letters.length]!);
    }
    try {
      assemble(text.join(''), { xlen: next() % 2 ? 32 : 64, base: 0x4000_0000 });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw new Error(`${JSON.stringify(text.join(''))}: ${error}`);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(100);
  for (const text of [
    'constructor',
    'toString a0',
    '.align 40',
    'li constructor, 5',
    'li a0',
    'la a0',
    'lui a0, 99999999999999999999',
  ]) {
    expect(() => assemble(text, { xlen: 64 }), text).toThrow(DiagnosticError);
  }
});

describe('decode', () => {
  test('Zba and Zcmp are there only when asked for', () => {
    const [sh1add] = [
      encode(INSTRUCTIONS.find((row) => row.name === 'sh1add')!, { rd: 10, rs1: 11, rs2: 12 }) as number,
    ];
    expect(decode(sh1add!, 32, extensions())).toBeUndefined();
    expect(decode(sh1add!, 32, extensions('zba'))?.instruction.name).toBe('sh1add');
    expect(decode(0xb842, 32, extensions())).toBeUndefined();
    expect(decode(0xb842, 32, extensions('zcmp'))?.instruction.name).toBe('cm.push');
  });

  test('the fixed bits of each row lie under its mask', () => {
    for (const row of INSTRUCTIONS) {
      expect(row.match & ~row.mask, row.name).toBe(0);
      expect(row.size === 2 ? row.mask >>> 16 : 0, row.name).toBe(0);
    }
  });
});
