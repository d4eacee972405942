// Finds the compiler for an architecture and what it knows about itself: version, libraries. Asking a compiler costs a
// process, so that nothing is asked before it is needed, and answers are kept (see state.ts) until a file changes.
import { DiagnosticError, fail } from '../base/index.js';
import type { BuildHost, Finished } from './host.js';
import { COMMON_FLAGS, TOOLCHAINS } from './toolchains.js';
import { findZigSources, makeZigRuntime } from './zig-runtime.js';

export type CompilerKind = 'gcc' | 'clang' | 'zig';

export interface Compiler {
  readonly kind: CompilerKind;
  /** The program and what must come first on its command line. */
  readonly command: readonly string[];
  /** For C++ sources. */
  readonly cxx: readonly string[];
  /** The program's file; its stamp tells whether it changed. */
  readonly path: string;
  /** What starts it, as ccache does. */
  readonly launcher?: string | undefined;
  /** Flags for the architecture. */
  readonly flags: readonly string[];
}

/** All compilers here that say they compile for the architecture, the usual one first. */
export function findCompilers(host: BuildHost, arch: string): Compiler[] {
  const toolchain = TOOLCHAINS[arch]!;
  const found: Compiler[] = [];
  const add = (
    kind: CompilerKind,
    names: readonly [string, string],
    first: readonly string[],
    flags: readonly string[],
  ) => {
    const path = host.findProgram(names[0]);
    if (path === undefined) return;
    const [c, cxx] = names.map((name) => [name, ...first]);
    found.push({ kind, command: c!, cxx: cxx!, path, flags: [...COMMON_FLAGS, ...flags] });
  };
  for (const prefix of toolchain.prefixes) add('gcc', [`${prefix}gcc`, `${prefix}g++`], [], toolchain.flags);
  if (toolchain.native?.machine === host.machine && toolchain.native)
    add('gcc', ['gcc', 'g++'], toolchain.native.flags, toolchain.flags);
  const { clang, zig } = toolchain;
  if (clang) add('clang', ['clang', 'clang++'], [`--target=${clang.target}`], clang.flags);
  if (zig) {
    const path = host.findProgram('zig');
    const target = ['-target', zig.target];
    if (path !== undefined) {
      const flags = [...COMMON_FLAGS, ...zig.flags];
      found.push({ kind: 'zig', command: ['zig', 'cc', ...target], cxx: ['zig', 'c++', ...target], path, flags });
    }
  }
  return found;
}

/** Words of a command, with quotes around those that have spaces; a path of a program may have some without. */
export const commandWords = (host: BuildHost, text: string): string[] =>
  host.findProgram(text) !== undefined
    ? [text]
    : [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));

const COMPILER_NAME = /(?:^|[\\/-])(?:gcc|clang|zig|cc)(?:-[\d.]+)?(?:\.exe)?$/;

/** A compiler that the user named, which ccache or the like may start. Undefined if one of them is not there. */
export function namedCompiler(host: BuildHost, arch: string, words: readonly string[]): Compiler | undefined {
  const first = words[0];
  const launcher = first === undefined ? undefined : host.findProgram(first);
  if (launcher === undefined) return undefined;
  const other = COMPILER_NAME.test(first!) ? -1 : words.findIndex((word, i) => i > 0 && COMPILER_NAME.test(word));
  const at = other > 0 && !words.slice(1, other).some((word) => word.startsWith('-')) ? other : 0;
  const program = words[at]!;
  const path = host.findProgram(program);
  if (path === undefined) return undefined;
  const kind: CompilerKind = /clang/.test(program) ? 'clang' : /^(.*[\\/])?zig(\.exe)?$/.test(program) ? 'zig' : 'gcc';
  const toolchain = TOOLCHAINS[arch]!;
  const command = [...words];
  if (kind === 'zig' && words.length === at + 1) command.push('cc');
  // These two compile for every machine, so that they must be told which, unless the user did.
  if (!words.some((word) => /^--?target\b/.test(word))) {
    if (kind === 'clang' && toolchain.clang) command.push(`--target=${toolchain.clang.target}`);
    if (kind === 'zig' && toolchain.zig) command.push('-target', toolchain.zig.target);
  }
  const flags = (kind === 'zig' ? toolchain.zig : kind === 'clang' ? toolchain.clang : undefined)?.flags;
  const cxx = command.map((word, i) => (i === at || (i === at + 1 && word === 'cc') ? toCxx(word) : word));
  return {
    kind,
    command,
    cxx,
    path,
    launcher: at > 0 ? launcher : undefined,
    flags: [...COMMON_FLAGS, ...(flags ?? toolchain.flags)],
  };
}

/** gcc -> g++, clang -> clang++, cc -> c++. */
const toCxx = (word: string): string =>
  word
    .replace(/gcc(?=[^\\/]*$)/, 'g++')
    .replace(/clang(?!\+)(?=[^\\/]*$)/, 'clang++')
    .replace(/(^|[\\/])cc$/, '$1c++');

/**
 * What changes when another compiler takes its place. Its file says so, but for scripts and the like that start one:
 * these are asked every time.
 */
export async function identityOf(host: BuildHost, { command, path, launcher }: Compiler): Promise<string> {
  const stamps = [path, launcher].map((file) => (file === undefined ? '' : `${file} ${host.stamp(file)}`));
  const name = (host.realPath(path) ?? path).replace(/^.*[\\/]/, '');
  const isItself = !host.isScript(path) && /gcc|clang|zig|^cc\b/.test(name);
  const version = isItself ? '' : (await askFor(host, [...command, '--version']))?.stdout;
  return [...stamps, version].join('\n');
}

/** What a compiler says about itself with the flags of an architecture. */
export interface CompilerFacts {
  /** First line of --version. */
  readonly version: string;
  /** Why it does not compile for the architecture: the text of what it said. */
  readonly failure: string | undefined;
  /** Flags that its C library asks for. */
  readonly libraryFlags: readonly string[];
  readonly runtime: RuntimeLibraries;
}

/** What `linkRuntime` adds. */
export interface RuntimeLibraries {
  /** Archives, in order. */
  readonly found: readonly string[];
  /** What was looked for and not found. */
  readonly missing: readonly string[];
  /** They are in one piece each, of which a module wants little. */
  readonly whole?: boolean;
}

/** What a compiler said, which holds for as long as the files that it depends on are as they were. */
export interface Answer<T> {
  readonly value: T;
  /** Undefined: to be asked again every time. */
  readonly files: readonly string[] | undefined;
}

export const saysLate = (host: BuildHost, command: string): string =>
  `it hangs: ${command} had not ended after ${host.patience} s`;

/** Runs a compiler for what it says about itself. Throws when it does not come to an end. */
async function askFor(host: BuildHost, command: readonly string[]): Promise<Finished | undefined> {
  const done = await host.run(command, host.patience);
  if (done?.late === undefined) return done;
  fail('build/compiler-hangs', saysLate(host, done.late), undefined, ['run it by hand to see what it waits for']);
}

/** Asks everything; a build asks only for what it comes to need. */
export async function askCompiler(
  host: BuildHost,
  arch: string,
  compiler: Compiler,
  scratch: string,
): Promise<CompilerFacts> {
  const facts = { version: '', libraryFlags: [] as readonly string[], runtime: { found: [], missing: [] } };
  try {
    const version = (await askFor(host, [...compiler.command, '--version']))?.stdout.split('\n')[0]?.trim() ?? '';
    facts.version = version;
    const { value: libraryFlags } = await findLibraryFlags(host, arch, compiler);
    const failure = await tryCompiler(host, compiler, libraryFlags, scratch);
    const { value: runtime } = await findRuntime(host, arch, compiler, libraryFlags);
    return { version, failure, libraryFlags, runtime };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { ...facts, failure: error.diagnostics[0]!.message };
  }
}

/** The smallest source that shows whether code for a module can be made. */
const PROBE = '#include <stdint.h>\nextern int shared;\nint *probe(void) { return &shared; }\n';

/** What the compiler says if it does not compile at all with the flags of the architecture. */
export async function tryCompiler(
  host: BuildHost,
  compiler: Compiler,
  libraryFlags: readonly string[],
  scratch: string,
): Promise<string | undefined> {
  const source = `${scratch}/probe-${host.mark}.c`;
  const object = `${scratch}/probe-${host.mark}.o`;
  host.write(source, PROBE);
  const flags = [...compiler.flags, ...libraryFlags, '-idirafter', fallbackFolder(host)];
  const done = await host.run([...compiler.command, ...flags, '-Os', '-c', '-o', object, source], host.patience);
  host.remove(source);
  host.remove(object);
  if (done === undefined) return 'it cannot be started';
  if (done.late !== undefined) return saysLate(host, done.late);
  return done.status === 0
    ? undefined
    : done.stderr.trim() || `it ends with status ${done.status}, and does not say why`;
}

/** Headers of the C library for compilers that come without one. */
export const fallbackFolder = (host: BuildHost): string => `${host.mpyDir}/libc`;

/** picolibc is used where the compiler knows its specs file (boards-and-runner.md C4). */
export async function findLibraryFlags(
  host: BuildHost,
  arch: string,
  compiler: Compiler,
): Promise<Answer<readonly string[]>> {
  if (TOOLCHAINS[arch]!.picolibc === undefined || compiler.kind !== 'gcc') return { value: [], files: [] };
  const find = async (name: string) =>
    (await askFor(host, [...compiler.command, `--print-file-name=${name}`]))?.stdout.trim() ?? '';
  const specs = await find('picolibc.specs');
  // A compiler that has no such file prints the bare name. One may come later, to where the compiler has its own files.
  if (specs === '' || specs === 'picolibc.specs') {
    const headers = await find('include');
    return { value: [], files: /[\\/]/.test(headers) ? [headers.replace(/[\\/][^\\/]*$/, '')] : undefined };
  }
  const text = host.readBytes(specs);
  const fits = text !== undefined && new TextDecoder().decode(text).includes('riscv64-unknown-elf');
  return { value: fits ? [`-specs=${specs}`] : [], files: [specs] };
}

/** The compiler's own library and the C library. `folder` is for what has to be made; without one, its sources are named. */
export async function findRuntime(
  host: BuildHost,
  arch: string,
  compiler: Compiler,
  libraryFlags: readonly string[],
  folder?: string,
): Promise<Answer<RuntimeLibraries>> {
  let libraries = await runtimeArchives(host, arch, compiler, libraryFlags);
  if (libraries.missing.length > 0 && compiler.kind !== 'gcc') {
    // clang comes with libraries for the computer it runs on only. Those of a gcc are for the same calls.
    const gcc = findCompilers(host, arch).find(({ kind }) => kind === 'gcc');
    const its = gcc && (await runtimeArchives(host, arch, gcc, (await findLibraryFlags(host, arch, gcc)).value));
    if (its && its.missing.length < libraries.missing.length) libraries = its;
  }
  if (libraries.missing.includes('libgcc.a') && compiler.kind === 'zig') {
    const sources = await findZigSources(host, compiler);
    const made = sources && (folder === undefined ? sources : await makeZigRuntime(host, compiler, sources, folder));
    if (made) libraries = { found: [made], missing: [], whole: true };
  }
  return { value: libraries, files: libraries.missing.length === 0 ? libraries.found : undefined };
}

const PICOLIBC_ROOT = '/usr/lib/picolibc/riscv64-unknown-elf/lib';

async function runtimeArchives(
  host: BuildHost,
  arch: string,
  compiler: Compiler,
  libraryFlags: readonly string[],
): Promise<RuntimeLibraries> {
  const ask = async (question: string): Promise<string | undefined> => {
    const answer =
      (await askFor(host, [...compiler.command, ...compiler.flags, ...libraryFlags, question]))?.stdout.trim() ?? '';
    return answer === '' ? undefined : host.realPath(answer);
  };
  const usesPicolibc = libraryFlags.length > 0;
  const machine = (await askFor(host, [...compiler.command, '-dumpmachine']))?.stdout ?? '';
  const name = usesPicolibc || machine.includes('-musl') ? 'libc.a' : 'libm.a';
  const own = await ask('--print-libgcc-file-name');
  let library = await ask(`--print-file-name=${name}`);
  if (library === undefined && usesPicolibc) {
    library = host.realPath(`${PICOLIBC_ROOT}/${TOOLCHAINS[arch]!.picolibc}/${name}`);
  }
  const missing = [own === undefined ? 'libgcc.a' : '', library === undefined ? name : ''];
  return {
    found: [own, library].filter((path) => path !== undefined),
    missing: missing.filter((what) => what !== ''),
  };
}
