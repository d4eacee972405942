// Finds the compiler for an architecture and what it knows about itself: version, libraries. Asking a compiler costs a
// process, so that answers are kept (see state.ts) until its file changes.
import type { BuildHost } from './host.js';
import { COMMON_FLAGS, TOOLCHAINS, type Toolchain } from './toolchains.js';

export type CompilerKind = 'gcc' | 'clang' | 'zig';

export interface Compiler {
  readonly kind: CompilerKind;
  /** The program and what must come first on its command line. */
  readonly command: readonly string[];
  /** For C++ sources. */
  readonly cxx: readonly string[];
  /** The program's file; its stamp tells whether it changed. */
  readonly path: string;
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
  if (toolchain.native) add('gcc', ['gcc', 'g++'], toolchain.native.flags, toolchain.flags);
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

/** A compiler that the user named. */
export function namedCompiler(host: BuildHost, arch: string, words: readonly string[]): Compiler | undefined {
  const program = words[0]!;
  const path = host.findProgram(program);
  if (path === undefined) return undefined;
  const kind: CompilerKind = /clang/.test(program) ? 'clang' : /^(.*[\\/])?zig(\.exe)?$/.test(program) ? 'zig' : 'gcc';
  const { flags } = TOOLCHAINS[arch]!;
  return { kind, command: words, cxx: words.map(toCxx), path, flags: [...COMMON_FLAGS, ...flags] };
}

/** gcc -> g++, clang -> clang++, cc -> c++. */
const toCxx = (word: string, i: number): string =>
  i > 0 && word !== 'cc'
    ? word
    : word
        .replace(/gcc(?=[^\\/]*$)/, 'g++')
        .replace(/clang(?!\+)(?=[^\\/]*$)/, 'clang++')
        .replace(/(^|[\\/])cc$/, '$1c++');

/** What a compiler says about itself with the flags of an architecture. */
export interface CompilerFacts {
  /** First line of --version. */
  readonly version: string;
  /** Whether it compiles for the architecture at all: the text of what it said where it does not. */
  readonly failure: string | undefined;
  /** Flags that its C library asks for. */
  readonly libraryFlags: readonly string[];
  /** Archives for `linkRuntime`, in order. */
  readonly runtime: readonly string[];
  /** What `linkRuntime` looked for and did not find. */
  readonly missing: readonly string[];
}

/** The smallest source that shows whether code for a module can be made. */
const PROBE = '#include <stdint.h>\nextern int shared;\nint *probe(void) { return &shared; }\n';

export async function askCompiler(
  host: BuildHost,
  arch: string,
  compiler: Compiler,
  scratch: string,
): Promise<CompilerFacts> {
  const toolchain = TOOLCHAINS[arch]!;
  const version = (await host.run([...compiler.command, '--version']))?.stdout.split('\n')[0]?.trim() ?? '';
  const libraryFlags = await specsFlags(host, toolchain, compiler);
  const flags = [...compiler.flags, ...libraryFlags];
  const source = `${scratch}/probe.c`;
  const object = `${scratch}/probe.o`;
  host.write(source, PROBE);
  const fallback = ['-idirafter', fallbackFolder(host)];
  const probe = await host.run([...compiler.command, ...flags, ...fallback, '-Os', '-c', '-o', object, source]);
  host.remove(source);
  host.remove(object);
  const failure = probe === undefined ? 'it cannot be started' : probe.status === 0 ? undefined : probe.stderr.trim();
  let libraries = await runtimeArchives(host, toolchain, compiler, flags);
  if (libraries.missing.length > 0 && compiler.kind !== 'gcc') {
    // clang comes with libraries for the computer it runs on only. Those of a gcc are for the same calls.
    const gcc = findCompilers(host, arch).find(({ kind }) => kind === 'gcc');
    const its =
      gcc && (await runtimeArchives(host, toolchain, gcc, [...gcc.flags, ...(await specsFlags(host, toolchain, gcc))]));
    if (its && its.missing.length < libraries.missing.length) libraries = its;
  }
  return { version, failure, libraryFlags, ...libraries };
}

/** Headers of the C library for compilers that come without one. */
export const fallbackFolder = (host: BuildHost): string => `${host.mpyDir}/libc`;

/** picolibc is used where the compiler knows its specs file (boards-and-runner.md C4). */
async function specsFlags(host: BuildHost, toolchain: Toolchain, compiler: Compiler): Promise<readonly string[]> {
  if (toolchain.picolibc === undefined || compiler.kind !== 'gcc') return [];
  const specs = (await host.run([...compiler.command, '--print-file-name=picolibc.specs']))?.stdout.trim() ?? '';
  // A compiler that has no such file prints the bare name.
  if (specs === '' || specs === 'picolibc.specs') return [];
  const text = host.readBytes(specs);
  return text !== undefined && new TextDecoder().decode(text).includes('riscv64-unknown-elf')
    ? [`-specs=${specs}`]
    : [];
}

const PICOLIBC_ROOT = '/usr/lib/picolibc/riscv64-unknown-elf/lib';

async function runtimeArchives(
  host: BuildHost,
  toolchain: Toolchain,
  compiler: Compiler,
  flags: readonly string[],
): Promise<{ runtime: readonly string[]; missing: readonly string[] }> {
  const ask = async (question: string): Promise<string | undefined> => {
    const answer = (await host.run([...compiler.command, ...flags, question]))?.stdout.trim() ?? '';
    return answer === '' ? undefined : host.realPath(answer);
  };
  const usesPicolibc = flags.some((flag) => flag.startsWith('-specs='));
  const machine = (await host.run([...compiler.command, '-dumpmachine']))?.stdout ?? '';
  const name = usesPicolibc || machine.includes('-musl') ? 'libc.a' : 'libm.a';
  const own = await ask('--print-libgcc-file-name');
  let library = await ask(`--print-file-name=${name}`);
  if (library === undefined && usesPicolibc) library = host.realPath(`${PICOLIBC_ROOT}/${toolchain.picolibc}/${name}`);
  const found = [own, library].filter((path) => path !== undefined);
  const missing = [own === undefined ? "the compiler's own library" : '', library === undefined ? name : ''];
  return { runtime: found, missing: missing.filter((what) => what !== '') };
}
