// The command line that compiles one source: the flags of py/dynruntime.mk in their order (boards-and-runner.md C2), so that
// make and natmod build give the same bytes. Debug information is asked for in both, as GNU as for Xtensa widens other
// instructions (to align what follows a call) where labels for it stand between them. What is added here alone makes no
// difference to the code: a list of the headers that were read, and headers for compilers that have no C library.
import { type Compiler, fallbackFolder } from './compilers.js';
import type { BuildHost } from './host.js';
import { type Settings, sourceKind } from './project.js';
import { TOOLCHAINS } from './toolchains.js';

/** Instead of -std=c99. Exceptions, types at run time and guarded initialisation need what no module has. */
const CXX_FLAGS = [
  ...['-std=c++17', '-fno-exceptions', '-fno-rtti', '-fno-threadsafe-statics'],
  ...['-fno-asynchronous-unwind-tables', '-fno-unwind-tables', '-fno-use-cxa-atexit'],
];

export interface CompileJob {
  readonly source: string;
  readonly object: string;
  /** List of headers, written by the compiler. */
  readonly dependencies: string;
  readonly command: readonly string[];
}

export interface CompileContext {
  readonly host: BuildHost;
  readonly arch: string;
  readonly compiler: Compiler;
  /** Flags that the C library asks for. */
  readonly libraryFlags: readonly string[];
  readonly settings: Settings;
  /** Folder for objects. */
  readonly folder: string;
  /** The header of names, included by py/mpconfig.h. */
  readonly config: string;
}

/** What makes an object of each source. */
export function compileJobs(context: CompileContext, sources: readonly string[]): CompileJob[] {
  const names = objectNames(sources);
  return sources.map((source, i) => compileJob(context, source, names[i]!));
}

/** A name for the object of each source: a.c and a.S keep their endings, and what is the same even so gets a number. */
export function objectNames(sources: readonly string[]): string[] {
  // Not every file system tells a.c and A.c apart.
  const plain = sources.map((source) => objectName(source).toLowerCase());
  const taken = new Set<string>();
  return sources.map((source, i) => {
    const isAlone = plain.indexOf(plain[i]!) === plain.lastIndexOf(plain[i]!);
    const name = objectName(source) + (isAlone ? '' : (/\.[^./\\]*$/.exec(source)?.[0] ?? ''));
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${name}.${n}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

function compileJob(context: CompileContext, source: string, name: string): CompileJob {
  const { host, arch, compiler, libraryFlags, settings, folder, config } = context;
  const isCxx = sourceKind(source) === 'c++';
  const object = `${folder}/${name}.o`;
  const dependencies = `${object.slice(0, -2)}.d`;
  const float = settings.float ?? TOOLCHAINS[arch]!.float;
  const command = [
    ...(isCxx ? compiler.cxx : compiler.command),
    ...settings.flagsBefore,
    ...['-I.', `-I${host.mpyDir}`],
    ...(isCxx ? CXX_FLAGS : ['-std=c99']),
    ...['-Os', '-Wall', '-Werror', '-DNDEBUG', '-DNO_QSTR', '-DMICROPY_ENABLE_DYNRUNTIME'],
    `-DMP_CONFIGFILE=<${config}>`,
    ...compiler.flags,
    ...libraryFlags,
    `-DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_${float.toUpperCase()}`,
    '-g',
    ...settings.flagsAfter,
    ...(settings.flagsOf?.[source] ?? []),
    ...['-idirafter', fallbackFolder(host)],
    ...['-MMD', '-MF', dependencies, '-o', object, '-c', source],
  ];
  return { source, object, dependencies, command };
}

/** `lib/a.c` -> `lib/a`; what lies outside of the project stays apart by a name of its own. */
function objectName(source: string): string {
  const plain = source.replaceAll('\\', '/').replace(/\.[^./]*$/, '');
  if (!/^(\/|[A-Za-z]:)|(^|\/)\.\.(\/|$)/.test(plain)) return plain.replace(/^\.\//, '');
  return `outside/${plain.replace(/[^A-Za-z0-9_]+/g, '-')}`;
}

/** The files that a list of -MMD names: `object: a b\` newline ` c`. */
export function readDependencies(text: string): string[] {
  const joined = text.replace(/\\\r?\n/g, ' ');
  const colon = /:\s/.exec(joined);
  if (!colon) return [];
  const list = joined.slice(colon.index + 1).split(/\r?\n/)[0]!;
  return (list.match(/(?:\\ |[^\s])+/g) ?? []).map((path) => path.replaceAll('\\ ', ' ').replaceAll('$$', '$'));
}
