// What is to be built: the name of a module, its sources and how they are compiled, for one architecture at a time, since
// every setting may depend on it. Read from natmod.json (project-json.ts), a Makefile (makefile-project.ts), or the sources
// that lie in a folder.
import { type Diagnostic, DiagnosticError, fail } from '../base/index.js';
import type { LinkOptions } from '../link/index.js';
import { type BuildHost, readText } from './host.js';
import { readMakefileProject } from './makefile-project.js';
import { PROJECT_FILE, readProjectJson } from './project-json.js';
import type { FloatImpl } from './toolchains.js';

/** How a module is built for one architecture. */
export interface Settings {
  /** C, C++, assembler, Python, objects and archives, in the order in which they are linked and merged. */
  readonly sources: readonly string[];
  /** The compiler that the project names, with its arguments. */
  readonly compiler?: readonly string[] | undefined;
  /** Flags before and after those of natmod. */
  readonly flagsBefore: readonly string[];
  readonly flagsAfter: readonly string[];
  /** Of single sources, after all others. */
  readonly flagsOf?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Undefined: that of the architecture. */
  readonly float: FloatImpl | undefined;
  /** Whether the libraries of the compiler and of C are linked; undefined: if the link fails without them. */
  readonly linkRuntime: boolean | undefined;
  /** Further archives. */
  readonly libraries: readonly string[];
  /** Names for which the sources have no MP_QSTR_... that a search finds. */
  readonly qstrs: readonly string[];
  /** File of symbols with fixed addresses. */
  readonly externs: string | undefined;
  readonly archFlags: string | undefined;
  /** What the linker may do for a smaller file, as its options name it. */
  readonly smaller: Smaller;
  /** Name recorded in the module. */
  readonly sourceName: string;
  /** To be added to what the compiler or the linker refuses. */
  readonly notes?: readonly string[] | undefined;
}

export type Smaller = Pick<LinkOptions, 'optimize' | 'gcSections' | 'icf' | 'relax'>;

/** The same, compiled so that the linker can leave out single functions and variables. */
export const inSections = (settings: Settings): Settings => ({
  ...settings,
  flagsBefore: [...settings.flagsBefore, '-ffunction-sections', '-fdata-sections'],
});

export interface Project {
  /** Of the module, as in `import NAME`. */
  readonly name: string;
  /** The file that says how to build, undefined if there is none. */
  readonly file: string | undefined;
  /** Architectures that the project asks for; undefined if it does not say. */
  readonly architectures: readonly string[] | undefined;
  /** Of the module, where it has one. */
  readonly version?: string | undefined;
  settings(arch: string): Settings;
}

/** Kinds of sources, by ending. */
const SOURCE_KINDS: Readonly<Record<string, SourceKind>> = {
  '.c': 'c',
  '.cpp': 'c++',
  '.cc': 'c++',
  '.cxx': 'c++',
  '.S': 'assembler',
  '.s': 'assembler',
  '.py': 'python',
  '.o': 'object',
  '.a': 'archive',
  // Only searched for names.
  '.h': 'header',
  '.hpp': 'header',
  '.hh': 'header',
};
export type SourceKind = 'c' | 'c++' | 'assembler' | 'python' | 'object' | 'archive' | 'header';

export function sourceKind(path: string): SourceKind | undefined {
  const ending = /\.[^./\\]+$/.exec(path)?.[0] ?? '';
  return Object.hasOwn(SOURCE_KINDS, ending) ? SOURCE_KINDS[ending] : undefined;
}

/** Words of Python that are no names. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import
  in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
);

/** Names that `import` takes, and that a file can have. */
export const isModuleName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name);

/** The project of a folder. `folderName` gives the module its name where nothing else does. */
export function readProject(host: BuildHost, folderName: string): Project {
  const json = readText(host, PROJECT_FILE);
  if (json !== undefined) return checked(host, readProjectJson(json, host));
  const makefile = ['Makefile', 'makefile', 'GNUmakefile'].find((name) => host.readBytes(name) !== undefined);
  if (makefile !== undefined) return checked(host, readMakefileProject(readText(host, makefile)!, makefile, host));
  // Editors have hidden files whose names end like those of sources.
  const isSource = (name: string) =>
    ['c', 'c++', 'assembler'].includes(sourceKind(name) ?? '') && !name.startsWith('.');
  const sources = host.list('.').filter(isSource);
  if (sources.length === 0) {
    fail('build/no-sources', 'there is nothing to build here', { file: folderName }, [
      'a project has a natmod.json, a Makefile that sets MOD and SRC, or C sources',
      'natmod new NAME makes one',
    ]);
  }
  return sourcesProject(host, sources, folderName);
}

/** A project of the sources that were named. */
export function sourcesProject(host: BuildHost, sources: readonly string[], name?: string): Project {
  const first = sources[0]!.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
  const wanted = (name ?? first).replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
  return checked(host, {
    name: wanted,
    file: undefined,
    architectures: undefined,
    settings: () => ({
      sources,
      flagsBefore: [],
      flagsAfter: [],
      float: undefined,
      linkRuntime: undefined,
      libraries: [],
      qstrs: [],
      externs: undefined,
      archFlags: undefined,
      smaller: {},
      sourceName: `${wanted}.mpy`,
    }),
  });
}

/** A file that is listed twice is there once, as in make. */
const once = (paths: readonly string[]): string[] => [...new Set(paths.map(plain))];
const plain = (path: string): string => path.replace(/^(?:\.[\\/]+)+/, '');

/** Settings whose files are all there and of a kind that we know. */
function checked(host: BuildHost, project: Project): Project {
  const check = (arch: string): Settings => {
    const given = project.settings(arch);
    const flagsOf = Object.fromEntries(
      Object.entries(given.flagsOf ?? {}).map(([path, flags]) => [plain(path), flags]),
    );
    const settings = { ...given, sources: once(given.sources), flagsOf };
    const problems: Diagnostic[] = [];
    const problem = (message: string, notes: readonly string[] = []) =>
      problems.push({ code: 'build/project', severity: 'error', message, where: { file: project.file }, notes });
    const flags = Object.values(settings.flagsOf).flat();
    const words = [...settings.flagsBefore, ...settings.flagsAfter, ...flags, ...(settings.compiler ?? [])];
    const bad = words.find((word) => word.includes('\0'));
    if (bad !== undefined) problem(`${JSON.stringify(bad)} has a character that no command can have`);
    for (const path of settings.sources) {
      if (path.includes('*') && host.stamp(path) === undefined) {
        const inFolder = /\*.*\//.test(path);
        problem(`no file fits ${path}`, inFolder ? ['* stands for a part of the name of a file, not of a folder'] : []);
      } else if (sourceKind(path) === undefined) {
        problem(`the source ${path} is of no kind that natmod builds`, [
          `it takes ${Object.keys(SOURCE_KINDS).join(', ')}`,
        ]);
      } else if (host.stamp(path) === undefined) problem(`the source ${path} does not exist`, settings.notes);
    }
    for (const path of [...settings.libraries, ...(settings.externs === undefined ? [] : [settings.externs])]) {
      if (host.stamp(path) === undefined) problem(`${path} does not exist`);
    }
    const native = settings.sources.filter((path) => !['python', 'header'].includes(sourceKind(path)!));
    if (native.length === 0) {
      problem('there is no source of native code', ['natmod compile makes .mpy files of Python alone']);
    }
    if (problems.length > 0) throw new DiagnosticError(problems);
    return settings;
  };
  return { ...project, settings: check };
}
