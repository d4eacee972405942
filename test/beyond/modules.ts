// The modules of this folder: objects that Debian's compilers made (build.mjs), and how they are linked. Tests only.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LinkOptions, type LinkResult, link, preprocess } from '../../src/link/index.js';

interface Module {
  readonly sources?: readonly string[];
  readonly library?: readonly string[];
  /** Archives that come with the compiler. */
  readonly system?: readonly string[];
  readonly arches?: readonly string[];
  readonly options?: Partial<LinkOptions>;
  /** Is it compiled with -g. */
  readonly debug?: boolean;
  /** Is there no function `run`. */
  readonly prints?: boolean;
  /** By architecture, or for all others: what the compatible mode says; null: the reference links it well. */
  readonly refused: Readonly<Record<string, string | null>>;
}

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path));
const table = JSON.parse(read('modules.json').toString()) as {
  readonly compilers: Readonly<Record<string, readonly string[]>>;
  readonly modules: Readonly<Record<string, Module>>;
};
export const MODULES = table.modules;

/** No firmware has it, and the reference does not know it. */
export const EXPERIMENTAL = 'aarch64';

/** Objects of one folder serve for several architectures. */
const folderOf = (arch: string) => (arch === 'xtensawin' ? 'xtensa' : arch === 'armv7em' ? 'armv7m' : arch);
export const archesOf = (name: string): string[] =>
  [...Object.keys(table.compilers), 'armv7em', 'xtensawin'].filter(
    (arch) => MODULES[name]!.arches?.includes(folderOf(arch)) ?? true,
  );

export function refusalOf(name: string, arch: string): string | null {
  const { refused } = MODULES[name]!;
  if (arch === EXPERIMENTAL) return `does not know ${arch}`;
  const folder = folderOf(arch);
  return folder in refused ? refused[folder]! : (refused.all ?? null);
}

/** The header with the names of a module: what its objects were compiled with. */
export function headerOf(name: string): string {
  const c = (MODULES[name]!.sources ?? [`${name}.c`]).filter((source) => source.endsWith('.c'));
  return preprocess([...c, 'beyond.h'].map((source) => ({ name: source, text: read(source).toString() })));
}

/** Where Debian has it. */
const PICOLIBC = '/usr/lib/picolibc/riscv64-unknown-elf/lib';

const found = new Map<string, string | undefined>();

function systemArchive(arch: string, name: string): string | undefined {
  const key = `${arch} ${name}`;
  if (!found.has(key)) found.set(key, findSystemArchive(arch, name));
  return found.get(key);
}

function findSystemArchive(arch: string, name: string): string | undefined {
  const [gcc, ...flags] = table.compilers[folderOf(arch)]!;
  const ask = (option: string) => execFileSync(gcc!, [...flags, option], { encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    if (!/^12\.2\./.test(ask('-dumpfullversion'))) return undefined;
    const known = ask(`-print-file-name=${name}`);
    // A compiler that does not know the file says its bare name.
    const path = known === name ? join(PICOLIBC, ask('-print-multi-directory'), name) : known;
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Are the archives here that the module takes from the compiler. */
export const canLink = (name: string, arch: string): boolean =>
  (MODULES[name]!.system ?? []).every((archive) => systemArchive(arch, archive) !== undefined);

export const expectedOf = (name: string): string => read(`${name}.expected.txt`).toString();

export function optionsOf(name: string, arch: string): LinkOptions {
  const module = MODULES[name]!;
  const folder = folderOf(arch);
  const object = (source: string) => {
    const file = source.replace(/\.\w+$/, '.o');
    return { name: file, bytes: new Uint8Array(read(folder, file)) };
  };
  const archive = (file: string, path: string) => ({ name: file, bytes: new Uint8Array(readFileSync(path)) });
  const own = module.library ? [archive(`lib${name}.a`, join(import.meta.dirname, folder, `lib${name}.a`))] : [];
  return {
    arch,
    objects: (module.sources ?? [`${name}.c`]).map(object),
    libraries: [...own, ...(module.system ?? []).map((file) => archive(file, systemArchive(arch, file)!))],
    qstrs: headerOf(name),
    sourceName: `${name}.mpy`,
  };
}

export const linkModule = (name: string, arch: string, more: Partial<LinkOptions> = {}): LinkResult =>
  link({ ...optionsOf(name, arch), ...MODULES[name]!.options, ...more });
