// The reference linker's files, byte for byte. What it can not link right is compared by what becomes of it.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../base/index.js';
import { readArchive } from '../elf/index.js';
import { readMpy } from '../mpy/index.js';
import { type LinkOptions, link, preprocess } from './index.js';

const ROOT = join(import.meta.dirname, '..', '..', 'test', 'conformance');
/** Debian's libgcc of the cross compiler for i386, which cannot be installed beside gcc -m32. */
const X86_LIBGCC = '/usr/lib/gcc-cross/i686-linux-gnu/12/libgcc.a';
/** The compiler whose libgcc the reference links took members from, and its options. */
const ARCHES = {
  rv32imc: ['riscv64-unknown-elf-gcc', '-march=rv32imac', '-mabi=ilp32'],
  rv64imc: ['riscv64-unknown-elf-gcc', '-march=rv64imac', '-mabi=lp64'],
  x86: ['gcc', '-m32'],
  x64: ['gcc', '-m64'],
  armv6m: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m0'],
  armv7m: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m3'],
  armv7emsp: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', '-mfloat-abi=hard'],
  armv7emdp: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m7', '-mfpu=fpv5-d16', '-mfloat-abi=hard'],
  xtensa: ['xtensa-lx106-elf-gcc'],
} as const;
type ArchName = keyof typeof ARCHES;

const read = (...path: string[]) => new Uint8Array(readFileSync(join(ROOT, ...path)));
const readText = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const modules = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'build.conf')));

/** A variable of a build.conf. */
const conf = (module: string, name: string) =>
  new RegExp(`^${name}="([^"]*)"`, 'm').exec(readText(module, 'build.conf'))?.[1];
const sources = (module: string) => (conf(module, 'SRC') ?? `${module}.c`).split(/\s+/);

const once = <T>(make: (arch: ArchName) => T) => {
  const made = new Map<ArchName, T>();
  return (arch: ArchName): T => {
    if (!made.has(arch)) made.set(arch, make(arch));
    return made.get(arch)!;
  };
};
const gcc = (arch: ArchName, option: string) =>
  execFileSync(ARCHES[arch][0], [...ARCHES[arch].slice(1), option], { encoding: 'utf8', stdio: 'pipe' }).trim();
const libgccPath = (arch: ArchName) => (arch === 'x86' ? X86_LIBGCC : gcc(arch, '-print-libgcc-file-name'));
const libgccOf = once((arch) => {
  const path = libgccPath(arch);
  return readArchive(new Uint8Array(readFileSync(path)), path);
});

/** Members of the compiler's library. */
function libgcc(arch: ArchName, members: readonly string[]) {
  if (members.length === 0) return [];
  const archive = libgccOf(arch);
  return members.map((name) => ({
    name: `${archive.file}:${name}`,
    bytes: archive.members.find((m) => m.name === name)!.bytes,
  }));
}

/** The reference links were made with members of one version of the compiler; other versions have other members. */
const hasLibgcc = once((arch) => {
  try {
    const version = gcc(arch, '-dumpfullversion');
    return /^12\.2\./.test(version) && existsSync(libgccPath(arch));
  } catch {
    return false;
  }
});

const hasArch = (module: string, arch: ArchName) => existsSync(join(ROOT, module, arch));
const object = (module: string, arch: ArchName, source: string) => {
  const name = `${source.replace(/^.*\//, '').replace(/\.[^.]*$/, '')}.o`;
  return { name, bytes: read(module, arch, name) };
};

function options(module: string, arch: ArchName): LinkOptions {
  const members = existsSync(join(ROOT, module, arch, `${module}.libgcc.txt`))
    ? readText(module, arch, `${module}.libgcc.txt`)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
    : [];
  const library = conf(module, 'OWNLIB');
  return {
    arch,
    objects: [...sources(module).map((s) => object(module, arch, s)), ...libgcc(arch, members)],
    libraries: library ? [{ name: library, bytes: read(module, arch, library) }] : [],
    qstrs: readText(module, `${module}.qstr.h`),
    externs: arch === 'xtensa' ? { name: 'xtensa_rom.ld', text: readText('xtensa_rom.ld') } : undefined,
    sourceName: `${module}.mpy`,
  };
}

const libraryOf = (arch: ArchName) => ({
  name: 'libgcc.a',
  bytes: new Uint8Array(readFileSync(libgccOf(arch).file)),
});

/** Library code is what the reference took from it, in an order of its own. */
function membersFrom(module: string, arch: ArchName): string[] {
  const used: string[] = [];
  link({
    ...options(module, arch),
    objects: sources(module).map((s) => object(module, arch, s)),
    libraries: [libraryOf(arch)],
    verbose: 1,
    log: (line) => {
      if (line.startsWith('using ')) used.push(line.replace('using libgcc.a:', ''));
    },
  });
  return used.sort();
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each(Object.keys(ARCHES) as ArchName[])('%s', (arch) => {
  const linked = modules.filter((m) => existsSync(join(ROOT, m, arch, `${m}.mpy`)));
  it('has reference files', () => expect(linked.length).toBeGreaterThan(20));

  describe.each(linked)('%s', (module) => {
    const needsGcc = existsSync(join(ROOT, module, arch, `${module}.libgcc.txt`));
    it.skipIf(needsGcc && !hasLibgcc(arch))('gives the reference file', () => {
      expect(hex(link(options(module, arch)).mpy)).toBe(hex(read(module, arch, `${module}.mpy`)));
    });
    it.skipIf(needsGcc && !hasLibgcc(arch))('gives the same file in the compatible mode', () => {
      expect(hex(link({ ...options(module, arch), compat: true }).mpy)).toBe(hex(read(module, arch, `${module}.mpy`)));
    });
  });

  const withLibrary = modules.filter((m) => existsSync(join(ROOT, m, arch, `${m}.libgcc.txt`)));
  it.skipIf(!hasLibgcc(arch)).each(withLibrary)('%s takes the same members of libgcc', (module) => {
    const want = readText(module, arch, `${module}.libgcc.txt`)
      .split('\n')
      .filter((l) => l !== '' && !l.startsWith('#'));
    expect(membersFrom(module, arch)).toEqual(want.sort());
  });

  it.each(['got32', 'srodata'].filter((m) => hasArch(m, arch)))(
    '%s comes out as a corrected reference makes it',
    (module) => {
      expect(hex(link(options(module, arch)).mpy)).toBe(hex(read(module, arch, `${module}.ext.mpy`)));
    },
  );

  it.each(['initlast', 'visib', 'neg_data', 'neg_weakundef', 'neg_weakdup', 'neg_common'])('%s is linked', (module) => {
    expect(readMpy(link(options(module, arch)).mpy).header.archName).toBe(arch);
  });

  // It divides, which takes a function of libgcc on armv6m.
  it.skipIf(arch === 'armv6m' && !hasLibgcc(arch))('neg_statbss is linked', () => {
    const libraries = arch === 'armv6m' ? [libraryOf(arch)] : [];
    expect(readMpy(link({ ...options('neg_statbss', arch), libraries }).mpy).header.archName).toBe(arch);
  });

  const refusals: readonly (readonly [string, readonly string[]])[] = [
    ['neg_undef', ['nu_first_missing', 'nu_second_missing', 'nu_third_missing', 'neg_undef.o', 'neg_undef_b.o']],
    ['neg_dup', ['duplicate symbol: nd_twice', 'duplicate symbol: nd_table']],
    ['neg_noinit', ['unknown symbol: mpy_init']],
    ['neg_tls', ['nt_counter', 'neg_tls.o']],
    ['neg_range', ['R_RISCV_BRANCH', 'out of range', 'neg_range_code.o:(.text+0x0)']],
  ];
  it.each(refusals.filter(([m]) => hasArch(m, arch)))('%s is refused with the reason', (module, texts) => {
    for (const text of texts) expect(() => link(options(module, arch))).toThrow(text);
  });

  // Static variables are reached through literals on Xtensa, where the reference has no trouble with them.
  const refused = modules.filter(
    (m) => existsSync(join(ROOT, m, arch, `${m}.linkerror.txt`)) && !(arch === 'xtensa' && m === 'neg_statbss'),
  );
  describe.each(refused)('%s', (module) => {
    it('is refused in the compatible mode', () => {
      expect(() => link({ ...options(module, arch), compat: true })).toThrow(DiagnosticError);
    });
  });
});

describe('preprocess', () => {
  it.each(modules)('gives the header of %s', (module) => {
    const texts = sources(module)
      .filter((s) => s.endsWith('.c'))
      .map((name) => ({ name, text: readText(module, name) }));
    expect(preprocess(texts)).toBe(readText(module, `${module}.qstr.h`));
  });
});
