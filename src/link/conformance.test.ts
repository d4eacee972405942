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
const ARCHES = {
  rv32imc: ['-march=rv32imac', '-mabi=ilp32'],
  rv64imc: ['-march=rv64imac', '-mabi=lp64'],
} as const;
type ArchName = keyof typeof ARCHES;

const read = (...path: string[]) => new Uint8Array(readFileSync(join(ROOT, ...path)));
const readText = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const modules = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'build.conf')));

/** A variable of a build.conf. */
const conf = (module: string, name: string) =>
  new RegExp(`^${name}="([^"]*)"`, 'm').exec(readText(module, 'build.conf'))?.[1];
const sources = (module: string) => (conf(module, 'SRC') ?? `${module}.c`).split(/\s+/);

/** Members of the compiler's library, only from the version that the reference links were made with. */
function libgcc(arch: ArchName, members: readonly string[]) {
  const gcc = (...args: string[]) => execFileSync('riscv64-unknown-elf-gcc', args, { encoding: 'utf8' }).trim();
  const path = gcc(...ARCHES[arch], '-print-libgcc-file-name');
  const archive = readArchive(new Uint8Array(readFileSync(path)), path);
  return members.map((name) => ({
    name: `${path}:${name}`,
    bytes: archive.members.find((m) => m.name === name)!.bytes,
  }));
}
const gccVersion = (() => {
  try {
    return execFileSync('riscv64-unknown-elf-gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim();
  } catch {
    return 'none';
  }
})();

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
    sourceName: `${module}.mpy`,
  };
}

/** Library code is what the reference took from it, in an order of its own. */
function membersFrom(module: string, arch: ArchName): string[] {
  const gcc = (...args: string[]) => execFileSync('riscv64-unknown-elf-gcc', args, { encoding: 'utf8' }).trim();
  const path = gcc(...ARCHES[arch], '-print-libgcc-file-name');
  const used: string[] = [];
  link({
    ...options(module, arch),
    objects: sources(module).map((s) => object(module, arch, s)),
    libraries: [{ name: 'libgcc.a', bytes: new Uint8Array(readFileSync(path)) }],
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
    // The reference was linked with members of the libgcc of gcc 12.2.0; another version has other members.
    it.skipIf(needsGcc && gccVersion !== '12.2.0')('gives the reference file', () => {
      expect(hex(link(options(module, arch)).mpy)).toBe(hex(read(module, arch, `${module}.mpy`)));
    });
    it.skipIf(needsGcc && gccVersion !== '12.2.0')('gives the same file in the compatible mode', () => {
      expect(hex(link({ ...options(module, arch), compat: true }).mpy)).toBe(hex(read(module, arch, `${module}.mpy`)));
    });
  });

  const withLibrary = modules.filter((m) => existsSync(join(ROOT, m, arch, `${m}.libgcc.txt`)));
  it.skipIf(gccVersion !== '12.2.0').each(withLibrary)('%s takes the same members of libgcc', (module) => {
    const want = readText(module, arch, `${module}.libgcc.txt`)
      .split('\n')
      .filter((l) => l !== '' && !l.startsWith('#'));
    expect(membersFrom(module, arch)).toEqual(want.sort());
  });

  it.each(['got32', 'srodata'])('%s comes out as a corrected reference makes it', (module) => {
    expect(hex(link(options(module, arch)).mpy)).toBe(hex(read(module, arch, `${module}.ext.mpy`)));
  });

  it.each(['initlast', 'neg_data', 'neg_statbss', 'neg_weakundef', 'neg_weakdup', 'neg_common'])(
    '%s is linked',
    (module) => {
      expect(readMpy(link(options(module, arch)).mpy).header.archName).toBe(arch);
    },
  );

  it.each([
    ['neg_undef', ['nu_first_missing', 'nu_second_missing', 'nu_third_missing', 'neg_undef.o', 'neg_undef_b.o']],
    ['neg_dup', ['duplicate symbol: nd_twice', 'duplicate symbol: nd_table']],
    ['neg_noinit', ['unknown symbol: mpy_init']],
    ['neg_tls', ['nt_counter', 'neg_tls.o']],
    ['neg_range', ['R_RISCV_BRANCH', 'out of range', 'neg_range_code.o:(.text+0x0)']],
  ])('%s is refused with the reason', (module, texts) => {
    for (const text of texts) expect(() => link(options(module, arch))).toThrow(text);
  });

  const refused = modules.filter((m) => existsSync(join(ROOT, m, arch, `${m}.linkerror.txt`)));
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
