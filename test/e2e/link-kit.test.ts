// The kit through the command line, as its README says that its files were made: own archives, the compiler's library, fixed
// addresses. All modules and architectures when all tests run, a few of each otherwise.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readArchive } from '../../src/elf/index.js';
import { CONFORMANCE, emptyFolder, ensureBuilt, natmod } from '../helpers/cli.js';

const ALL = process.env.NATMOD_TEST === 'all';
const GCC: Readonly<Record<string, readonly string[]>> = {
  rv32imc: ['riscv64-unknown-elf-gcc', '-march=rv32imac', '-mabi=ilp32'],
  rv64imc: ['riscv64-unknown-elf-gcc', '-march=rv64imac', '-mabi=lp64'],
  x86: ['gcc', '-m32'],
  x64: ['gcc'],
  armv6m: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m0'],
  armv7m: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m3'],
  armv7emsp: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', '-mfloat-abi=hard'],
  armv7emdp: ['arm-none-eabi-gcc', '-mthumb', '-mcpu=cortex-m7', '-mfpu=fpv5-d16', '-mfloat-abi=hard'],
  xtensa: ['xtensa-lx106-elf-gcc'],
};
/** Linked with the compiler's library always; elsewhere only where a list says which members took part. */
const ALWAYS = ['armv6m', 'xtensa'];

/** What is said of data that wants more than a loader promises; the kit's arrays want it for speed only. */
const OF_ALIGNMENT = /warning: the section wants an alignment|gcc aligns large arrays more than they need/;

const folder = emptyFolder();
beforeAll(ensureBuilt);
afterAll(() => folder.remove());

const kit = (module: string, ...path: string[]) => join(CONFORMANCE, module, ...path);
const conf = (module: string, name: string) =>
  new RegExp(`^${name}="([^"]*)"`, 'm').exec(readFileSync(kit(module, 'build.conf'), 'utf8'))?.[1];
const objects = (module: string, arch: string) =>
  (conf(module, 'SRC') ?? `${module}.c`)
    .split(/\s+/)
    .map((source) => kit(module, arch, `${basename(source).replace(/\.\w+$/, '')}.o`));

const X86_LIBGCC = '/usr/lib/gcc-cross/i686-linux-gnu/12/libgcc.a';

/** Path of the library of the version that the kit was made with. */
function libgcc(arch: string): string | undefined {
  const [gcc, ...flags] = GCC[arch]!;
  const ask = (option: string) => execFileSync(gcc!, [...flags, option], { encoding: 'utf8', stdio: 'pipe' }).trim();
  // gcc -m32 brings another one, and its own compiler need not be there.
  if (arch === 'x86') return existsSync(X86_LIBGCC) ? X86_LIBGCC : undefined;
  try {
    const path = ask('-print-libgcc-file-name');
    return /^12\.2\./.test(ask('-dumpfullversion')) && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const modules = readdirSync(CONFORMANCE).filter((m) => existsSync(kit(m, 'build.conf')));

describe.each(Object.keys(GCC))('%s', (arch) => {
  const library = libgcc(arch);
  const known = modules.filter((m) => existsSync(kit(m, arch, `${m}.mpy`)));
  const membersOf = (module: string) => {
    const list = kit(module, arch, `${module}.libgcc.txt`);
    if (!existsSync(list)) return [];
    return readFileSync(list, 'utf8')
      .split('\n')
      .filter((l) => l !== '' && !l.startsWith('#'));
  };
  const possible = known.filter((m) => library !== undefined || membersOf(m).length === 0);
  const some = possible.filter((m) => ['archive', 'multifile', 'int64'].includes(m));

  /** Members that stand in the list are passed as objects in its order: the reference's own order is that of a set. */
  const argsOf = (module: string, asArchive: boolean) => {
    const members = membersOf(module);
    const extra: string[] = [];
    if (!asArchive && members.length > 0) {
      const archive = readArchive(new Uint8Array(readFileSync(library!)), library!);
      for (const name of members) {
        const path = join(folder.path, `${arch}-${name}`);
        writeFileSync(path, archive.members.find((m) => m.name === name)!.bytes);
        extra.push(path);
      }
    }
    const own = conf(module, 'OWNLIB');
    const args = ['link', '--arch', arch, '--qstrs', kit(module, `${module}.qstr.h`)];
    if (own) args.push('-l', kit(module, arch, own));
    if (library && (asArchive || (ALWAYS.includes(arch) && extra.length === 0))) args.push('-l', library);
    if (arch === 'xtensa') args.push('-e', join(CONFORMANCE, 'xtensa_rom.ld'));
    return [...args, '-o', `${module}.mpy`, ...objects(module, arch), ...extra];
  };
  const linked = async (module: string, args: readonly string[]) => {
    const { stderr, code } = await natmod(args, { cwd: folder.path });
    const complaints = stderr.split('\n').filter((l) => l !== '' && !OF_ALIGNMENT.test(l));
    expect([module, complaints, code]).toEqual([module, [], 0]);
    return readFileSync(join(folder.path, `${module}.mpy`), 'hex');
  };

  test('gives the reference files', { timeout: 300_000 }, async () => {
    expect(known.length).toBeGreaterThan(20);
    for (const module of ALL ? possible : some) {
      const want = readFileSync(kit(module, arch, `${module}.mpy`), 'hex');
      expect(await linked(module, argsOf(module, false))).toBe(want);
      if (ALL) expect(await linked(module, [...argsOf(module, false), '--compat'])).toBe(want);
      // One member has only one order.
      if (library && membersOf(module).length === 1) expect(await linked(module, argsOf(module, true))).toBe(want);
    }
  });
});
