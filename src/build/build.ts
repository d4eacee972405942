// Sources to modules, for several architectures at once: names -> header, sources -> objects (in parallel, the only step that
// starts programs), objects -> native module, Python -> bytecode, all of it -> one .mpy. What is as it was is not done again.

import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { type LinkResult, preprocess } from '../link/index.js';
import { type CompileJob, compileJobs, readDependencies } from './compile-command.js';
import {
  type Compiler,
  findCompilers,
  findLibraryFlags,
  findRuntime,
  identityOf,
  namedCompiler,
  type RuntimeLibraries,
  tryCompiler,
} from './compilers.js';
import { writeCompileCommands } from './editor-commands.js';
import { type BuildHost, readText } from './host.js';
import { Pool } from './pool.js';
import { inSections, type Project, type Settings, type SourceKind, sourceKind } from './project.js';
import { PROJECT_FILE } from './project-json.js';
import { BuildState } from './state.js';

export interface BuildOptions {
  readonly architectures: readonly string[];
  /** Folder for modules and maps. */
  readonly out: string;
  /** Folder for everything in between. */
  readonly work: string;
  /** `flat`: NAME_ARCH.mpy; `folders`: ARCH/NAME.mpy. */
  readonly layout: 'flat' | 'folders';
  /** Compilers at a time. */
  readonly jobs: number;
  /** Instead of the compiler that is found. */
  readonly compiler?: ((arch: string) => Compiler | undefined) | undefined;
  /** All that makes files smaller, whatever the project says. */
  readonly optimize?: boolean | undefined;
  /** Whether compilers should colour what they say. */
  readonly color: boolean;
  /** Version of natmod: another one makes everything anew. */
  readonly version: string;
  readonly onEvent: (event: BuildEvent) => void;
}

type Step = 'CC' | 'CXX' | 'AS' | 'MPY' | 'LINK';
/** What making an object is called. */
const STEPS: Readonly<Partial<Record<SourceKind, Step>>> = { c: 'CC', 'c++': 'CXX', assembler: 'AS' };

export type BuildEvent =
  | {
      readonly kind: 'step';
      readonly arch: string;
      readonly step: Step;
      readonly file: string;
      /** The program that is started for it, if one is. */
      readonly command?: readonly string[];
    }
  /** What a compiler printed, warnings included. */
  | { readonly kind: 'output'; readonly arch: string; readonly text: string }
  | { readonly kind: 'warnings'; readonly arch: string; readonly diagnostics: readonly Diagnostic[] };

export type BuildResult = {
  readonly arch: string;
  /** Undefined where there is no compiler. */
  readonly compiler: Compiler | undefined;
} & (
  | {
      readonly ok: true;
      readonly module: string;
      readonly map: string;
      readonly elf: string;
      readonly upToDate: boolean;
    }
  | {
      readonly ok: false;
      /** `no-compiler`: nothing was tried. */
      readonly why: 'no-compiler' | 'compile' | 'link' | 'project' | 'compiler';
      readonly diagnostics: readonly Diagnostic[];
    }
);

/** Builds a project; a failure for one architecture does not keep the others. Results in the order asked for. */
export async function buildProject(host: BuildHost, project: Project, options: BuildOptions): Promise<BuildResult[]> {
  const pool = new Pool(options.jobs);
  const commands: CompileJob[] = [];
  const hashes = new Map<string, string | undefined>();
  const results = await Promise.all(
    options.architectures.map((arch, i) =>
      new ArchBuild(host, project, options, arch, pool, i === 0 ? commands : [], hashes).run(),
    ),
  );
  writeCompileCommands(host, commands, options.work);
  return results;
}

class Failure extends Error {
  readonly why: 'compile' | 'link' | 'project' | 'compiler';
  readonly diagnostics: readonly Diagnostic[];
  constructor(why: Failure['why'], diagnostics: readonly Diagnostic[]) {
    super(why);
    this.why = why;
    this.diagnostics = diagnostics;
  }
}

const problem = (message: string, file?: string, notes: readonly string[] = []): Diagnostic => ({
  code: 'build/failed',
  severity: 'error',
  message,
  ...(file === undefined ? {} : { where: { file } }),
  notes,
});

/** What a module is made of. */
interface ModuleParts {
  readonly config: string;
  readonly objects: readonly string[];
  readonly libraries: readonly string[];
  readonly python: readonly string[];
  /** Whose library and C library may be linked. */
  readonly compiler: Compiler | undefined;
}

class ArchBuild {
  private readonly host: BuildHost;
  private readonly project: Project;
  private readonly options: BuildOptions;
  private readonly arch: string;
  private readonly pool: Pool;
  /** Collects the commands for editors. */
  private readonly commands: CompileJob[];
  private readonly folder: string;
  private readonly state: BuildState;
  /** Of the compiler that was chosen. */
  private identity = '';
  /** Why the compiler compiles nothing, as found out when something did not compile. */
  private broken: Promise<string | undefined> | undefined;

  constructor(
    host: BuildHost,
    project: Project,
    options: BuildOptions,
    arch: string,
    pool: Pool,
    commands: CompileJob[],
    hashes: Map<string, string | undefined>,
  ) {
    this.host = host;
    this.project = project;
    this.options = options;
    this.arch = arch;
    this.pool = pool;
    this.commands = commands;
    this.folder = `${options.work}/${arch}`;
    this.state = new BuildState(host, `${this.folder}/state.json`, hashes);
  }

  async run(): Promise<BuildResult> {
    const { arch } = this;
    let chosen: Compiler | undefined;
    let settings: Settings | undefined;
    try {
      settings = this.settings();
      chosen = this.compilerFor(settings);
      const sources = settings.sources.map((path) => ({ path, kind: sourceKind(path)! }));
      const compiled = sources.filter(({ kind }) => ['c', 'c++', 'assembler'].includes(kind));
      if (chosen === undefined && compiled.length > 0) {
        return { arch, compiler: undefined, ok: false, why: 'no-compiler', diagnostics: [] };
      }
      if (chosen) this.identity = await this.asked(chosen, identityOf(this.host, chosen));
      const config = this.writeConfig(settings);
      const objects =
        chosen === undefined
          ? []
          : await this.compileAll(
              chosen,
              settings,
              compiled.map((s) => s.path),
              config,
            );
      const linked = [...objects, ...sources.filter(({ kind }) => kind === 'object').map((s) => s.path)];
      const archives = sources.filter(({ kind }) => kind === 'archive').map((s) => s.path);
      const python = sources.filter(({ kind }) => kind === 'python').map((s) => s.path);
      const made = await this.makeModule(settings, {
        config,
        objects: linked,
        libraries: [...settings.libraries, ...archives],
        python,
        compiler: settings.linkRuntime === false ? undefined : chosen,
      });
      return { arch, compiler: chosen, ok: true, ...made };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const isRefused = error.why === 'compile' || error.why === 'link';
      const diagnostics = isRefused ? withNotes(error.diagnostics, settings?.notes ?? []) : error.diagnostics;
      return { arch, compiler: chosen, ok: false, why: error.why, diagnostics };
    } finally {
      this.state.save();
    }
  }

  /** That of the command line, or of the project, or the usual one. */
  private compilerFor(settings: Settings): Compiler | undefined {
    const { arch, host, options } = this;
    if (options.compiler) return options.compiler(arch);
    if (settings.compiler === undefined) return findCompilers(host, arch)[0];
    const named = namedCompiler(host, arch, settings.compiler);
    if (named) return named;
    const what = this.project.file === PROJECT_FILE ? 'cc' : 'CC';
    const message = `${what} is ${settings.compiler.join(' ')}, and there is no such program`;
    throw new Failure('compiler', [problem(message, this.project.file, ['--cc names another'])]);
  }

  private settings(): Settings {
    const settings = this.orFailure('project', () => this.project.settings(this.arch));
    return this.options.optimize ? inSections({ ...settings, smaller: { optimize: true } }) : settings;
  }

  private orFailure<T>(why: Failure['why'], run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof DiagnosticError) throw new Failure(why, error.diagnostics);
      throw error;
    }
  }

  /** The header of names, made anew when a source names another; gives its path. */
  private writeConfig(settings: Settings): string {
    const path = `${this.folder}/${this.project.name}.config.h`;
    const texts = settings.sources
      .filter((source) => ['c', 'c++', 'assembler', 'python', 'header'].includes(sourceKind(source)!))
      .map((source) => ({ name: source, text: readText(this.host, source) ?? '' }));
    const extra = settings.qstrs.map((name) => `MP_QSTR_${name}`).join(' ');
    const text = preprocess([...texts, { name: 'qstrs', text: extra }]);
    if (readText(this.host, path) !== text) this.host.write(path, text);
    return path;
  }

  /** Who is asked when a compiler is: another program, or other flags, may give another answer. */
  private keyOfCompiler({ command, flags }: Compiler): string {
    return this.host.hash(JSON.stringify([command, flags, this.identity]));
  }

  /** An answer, or a failure that names the compiler. */
  private async asked<T>({ command }: Compiler, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const named = error.diagnostics.map((d) => ({ ...d, message: `${command.join(' ')}: ${d.message}` }));
      throw new Failure('compiler', named);
    }
  }

  private libraryFlags(compiler: Compiler): Promise<readonly string[]> {
    return this.state.answer('library flags', this.keyOfCompiler(compiler), () =>
      this.pool.run(() => findLibraryFlags(this.host, this.arch, compiler)),
    );
  }

  private runtimeOf(compiler: Compiler): Promise<RuntimeLibraries> {
    return this.state.answer('runtime', this.keyOfCompiler(compiler), async () => {
      const flags = await this.libraryFlags(compiler);
      return this.pool.run(() => findRuntime(this.host, this.arch, compiler, flags, this.folder));
    });
  }

  private async compileAll(
    compiler: Compiler,
    settings: Settings,
    sources: readonly string[],
    config: string,
  ): Promise<string[]> {
    if (sources.length === 0) return [];
    const { host, arch, folder } = this;
    const libraryFlags = await this.asked(compiler, this.libraryFlags(compiler));
    const jobs = compileJobs({ host, arch, compiler, libraryFlags, settings, folder, config }, sources);
    this.commands.push(...jobs);
    const why = () => {
      this.broken ??= tryCompiler(host, compiler, libraryFlags, folder);
      return this.broken;
    };
    const failures = (await Promise.all(jobs.map((job) => this.compile(job, config, why)))).filter(
      (f) => f !== undefined,
    );
    const broken = await this.broken;
    if (broken !== undefined) {
      throw new Failure('compiler', [
        problem(
          `${compiler.command.join(' ')} does not compile for ${this.arch}`,
          undefined,
          broken.split('\n').slice(0, 5),
        ),
      ]);
    }
    if (failures.length > 0) throw new Failure('compile', failures);
    return jobs.map((job) => job.object);
  }

  private keyOf(value: unknown): string {
    return this.host.hash(JSON.stringify([this.options.version, value]));
  }

  /** `whyBroken` tells, after a failure, whether it is the compiler's. */
  private async compile(
    job: CompileJob,
    config: string,
    whyBroken: () => Promise<string | undefined>,
  ): Promise<Diagnostic | undefined> {
    const { arch, host } = this;
    const key = this.keyOf([job.command, this.identity]);
    if (this.state.isFresh(job.object, key)) return undefined;
    return this.pool.run(async () => {
      if ((await this.broken) !== undefined) return undefined;
      const step = STEPS[sourceKind(job.source)!]!;
      this.options.onEvent({ kind: 'step', arch, step, file: job.source, command: job.command });
      host.makeFolder(job.object.replace(/\/[^/]*$/, ''));
      // Aside, so that another build in this folder never sees a part of an object or of a list.
      const object = `${job.object}.${host.mark}`;
      const dependencies = `${job.dependencies}.${host.mark}`;
      const asides = new Map([
        [job.object, object],
        [job.dependencies, dependencies],
      ]);
      const begun = this.state.begin(job.object, [job.source, config]);
      // Colours are no part of the command: they are no reason to compile again.
      const color = this.options.color ? ['-fdiagnostics-color=always'] : [];
      const done = await host.run([...job.command.map((word) => asides.get(word) ?? word), ...color]);
      const list = readText(host, dependencies) ?? '';
      host.remove(dependencies);
      if (done?.status !== 0) host.remove(object);
      if (done?.status !== 0 && (await whyBroken()) !== undefined) return undefined;
      const text = done === undefined ? '' : done.stdout + done.stderr;
      if (text !== '') this.options.onEvent({ kind: 'output', arch, text });
      if (done === undefined) {
        const program = job.command[0]!;
        if (host.findProgram(program) !== undefined) return problem(`${program} cannot be started`, job.source);
        const isCxx = sourceKind(job.source) === 'c++';
        return problem(`there is no ${program} on PATH${isCxx ? ', which compiles C++' : ''}`, job.source, [
          'natmod doctor tells how to get compilers',
        ]);
      }
      if (done.signal !== undefined) {
        return problem(`${job.command[0]} was ended by ${done.signal} as it compiled for ${arch}`, job.source, [
          'it may have crashed, or have taken too much memory: --jobs runs fewer at a time',
        ]);
      }
      if (done.status !== 0) return problem(`it does not compile for ${arch}`, job.source, compileNotes(text));
      if (!host.rename(object, job.object)) {
        return problem(`${job.command[0]} ended well but wrote no object`, job.source);
      }
      this.state.forget(job.object);
      const headers = readDependencies(list);
      // An assembler source without #include has no list.
      this.state.remember(job.object, key, [...new Set([job.source, ...headers])], begun);
      return undefined;
    });
  }

  private async makeModule(
    settings: Settings,
    parts: ModuleParts,
  ): Promise<{ module: string; map: string; elf: string; upToDate: boolean }> {
    const { host, state, arch } = this;
    const { name } = this.project;
    const { config, objects, libraries, python, compiler } = parts;
    const base =
      this.options.layout === 'flat' ? `${this.options.out}/${name}_${arch}` : `${this.options.out}/${arch}/${name}`;
    const module = `${base}.mpy`;
    const map = `${base}.map.json`;
    const elf = `${base}.elf`;
    const made = { module, map, elf };
    // The libraries of a compiler are large, and change only with it. Which these are is known if they were ever needed.
    const keyNow = () => {
      const runtime = compiler && state.known<RuntimeLibraries>('runtime', this.keyOfCompiler(compiler))?.found;
      const stamps = runtime?.map((path) => [path, host.stamp(path)]);
      return this.keyOf([arch, config, objects, libraries, python, settings, stamps]);
    };
    const isFresh = (key: string) => Object.values(made).every((path) => state.isFresh(path, key));
    if (isFresh(keyNow())) return { ...made, upToDate: true };

    this.options.onEvent({ kind: 'step', arch, step: 'LINK', file: module });
    const { externs } = settings;
    const from = [...objects, ...libraries, ...python, config, ...(externs === undefined ? [] : [externs])];
    const begun = state.begin(module, from);
    const native = await this.linkNative(settings, parts);
    if (native.warnings.length > 0) this.options.onEvent({ kind: 'warnings', arch, diagnostics: native.warnings });
    // Not before it is needed: a build that finds nothing to do is over before all of it is read.
    const { writeMap } = await import('../mpy/index.js');
    const merged = python.length === 0 ? native.mpy : await this.withPython(native.mpy, settings.sourceName, python);
    host.write(module, merged);
    host.write(map, writeMap(native.map));
    host.write(elf, native.elf());
    const key = keyNow();
    for (const path of Object.values(made)) {
      state.forget(path);
      state.remember(path, key, from, begun);
    }
    return { ...made, upToDate: false };
  }

  private async linkNative(settings: Settings, parts: ModuleParts): Promise<LinkResult> {
    const { link } = await import('../link/index.js');
    const read = (path: string) => {
      const bytes = this.host.readBytes(path);
      if (bytes === undefined) throw new Failure('link', [problem('there is no such file', path)]);
      return bytes;
    };
    const { externs, sourceName, archFlags, smaller } = settings;
    const named = (path: string) => ({ name: path, bytes: read(path) });
    const run = (libraries: readonly string[], whole = false) =>
      link({
        arch: this.arch,
        objects: parts.objects.map(named),
        libraries: libraries.map(named),
        // What libraries that are linker scripts name.
        resolveFile: (path) => this.host.readBytes(path),
        qstrs: readText(this.host, parts.config),
        externs: externs === undefined ? undefined : { name: externs, text: new TextDecoder().decode(read(externs)) },
        sourceName,
        archFlags,
        ...smaller,
        gcSections: smaller.gcSections || whole,
      });
    const withRuntime = async () => {
      const { found, missing, whole } = await this.runtimeOf(parts.compiler!);
      try {
        return run([...parts.libraries, ...found], whole);
      } catch (error) {
        if (missing.length === 0 || !lacksSymbols(error)) throw error;
        throw new DiagnosticError(withNote(error.diagnostics, missing, this.arch));
      }
    };
    try {
      if (parts.compiler !== undefined && settings.linkRuntime === true) return await withRuntime();
      try {
        return run(parts.libraries);
      } catch (error) {
        if (parts.compiler === undefined || !lacksSymbols(error)) throw error;
        return await withRuntime();
      }
    } catch (error) {
      if (error instanceof DiagnosticError) throw new Failure('link', error.diagnostics);
      throw error;
    }
  }

  private async withPython(native: Uint8Array, name: string, python: readonly string[]): Promise<Uint8Array> {
    const { CompileError, compile } = await import('../runtime/index.js');
    const { mergeMpy, writeMpy } = await import('../mpy/index.js');
    const parts = python.map((path) => {
      this.options.onEvent({ kind: 'step', arch: this.arch, step: 'MPY', file: path });
      try {
        return {
          name: path,
          bytes: writeMpy(compile(this.host.readBytes(path) ?? new Uint8Array(0), { fileName: path })),
        };
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        const line = error.line === undefined ? '' : `line ${error.line}: `;
        throw new Failure('compile', [problem(`${line}${error.type}: ${error.message}`, path)]);
      }
    });
    return this.orFailure('link', () => mergeMpy([{ name, bytes: native }, ...parts]));
  }
}

const isUndefined = ({ code }: Diagnostic): boolean => /\bsymbol-undefined$/.test(code);
const lacksSymbols = (error: unknown): error is DiagnosticError =>
  error instanceof DiagnosticError && error.diagnostics.some(isUndefined);

/** The same with something more to say after the last. */
const withNotes = (diagnostics: readonly Diagnostic[], notes: readonly string[]): Diagnostic[] =>
  diagnostics.map((d, i) => (i === diagnostics.length - 1 ? { ...d, notes: [...(d.notes ?? []), ...notes] } : d));

/** Says that libraries are not there, with the first symbol that might be in them. */
function withNote(diagnostics: readonly Diagnostic[], missing: readonly string[], arch: string): Diagnostic[] {
  // Names with __ are the compiler's own, which are in no libm.
  const isIn = (d: Diagnostic) => missing.includes('libgcc.a') || !/: __/.test(d.message);
  const at = diagnostics.findIndex((d) => isUndefined(d) && isIn(d));
  // For ESP8266 there is none that has a libm.
  const cure = arch === 'xtensa' ? '' : ': natmod doctor tells how to get a gcc, which has them';
  const note = `natmod did not find ${missing.join(' and ')} for this compiler${cure}`;
  return diagnostics.map((d, i) => (i === at ? { ...d, notes: [...(d.notes ?? []), note] } : d));
}

/** What to do about errors whose cause is natmod's, not the source's. */
function compileNotes(text: string): string[] {
  if (/unknown type name \W?STATIC\b/.test(text)) {
    return ['older MicroPython had a macro STATIC: write static, or compile with -DSTATIC=static'];
  }
  const name = /\bMP_QSTR_\w+(?=\W+(?:was not declared|undeclared))|(?<=undeclared identifier \W?)MP_QSTR_\w+/.exec(
    text,
  )?.[0];
  if (name === undefined) return [];
  return [
    'names are searched in the sources, not in files that these include',
    `mention ${name} in a comment of a source, list the file that has it among the sources, or the name in natmod.json under "qstrs"`,
  ];
}
