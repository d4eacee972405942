// `natmod build`: a project or sources to modules for one, several or all architectures whose compiler is here.

import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, relative, resolve } from 'node:path';
import { suggest } from '../../base/index.js';
import {
  type BuildEvent,
  type BuildResult,
  buildProject,
  type Compiler,
  commandWords,
  findCompilers,
  isModuleName,
  namedCompiler,
  ONLY_BY_NAME,
  type Project,
  readProject,
  sourcesProject,
  TOOLCHAINS,
} from '../../build/index.js';
import { FileError, type NodeHost, nodeHost, packageVersion, readBytes, readText } from '../../node/index.js';
import { CompilerOutput, type ForArch, groupByArch } from '../build-messages.js';
import { EXIT, UsageError } from '../exit.js';
import { type Parsed, readCount } from '../parse.js';
import { Stopping } from '../stopping.js';
import { print, printError, say, sayDiagnostics, stderrHasColor } from '../terminal.js';

/** What the boards of natmod run. */
const DEFAULT_ARCHITECTURES = ['rv64imc', 'rv32imc'];

export async function buildCommand(parsed: Parsed): Promise<number> {
  const { folder, sources } = findInput(parsed.operands);
  const name = checkName(parsed.value('name'), sources !== undefined);
  const host = nodeHost(folder);
  const project = sources ? sourcesProject(host, sources, name) : readProject(host, basename(resolve(folder)));
  const architectures = chooseArchitectures(parsed.values('arch'), project, host);
  const output = parsed.value('output');
  // As the user sees it; without -o it is in the project.
  const out = output === undefined ? 'dist' : relative(folder, resolve(output)).replaceAll('\\', '/') || '.';
  const json = parsed.count('json') > 0;
  const stopping = new Stopping();
  stopping.onStop(() => host.stop());
  const verbose = parsed.count('verbose') > 0;
  const said = new CompilerOutput();
  const warnings: ForArch[] = [];
  const results = await buildProject(host, project, {
    architectures,
    out,
    work: 'build',
    layout: parsed.count('mip') > 0 || parsed.count('folders') > 0 ? 'folders' : 'flat',
    jobs: readCount(parsed, 'jobs', 9999) ?? availableParallelism(),
    compiler: chooseCompiler(parsed.value('cc'), architectures, host),
    optimize: parsed.count('optimize') > 0,
    color: stderrHasColor(),
    version: packageVersion(),
    onEvent: json ? () => undefined : (event) => report(event, verbose, said, warnings),
  });
  if (stopping.wanted) {
    say('interrupted');
    return EXIT.INTERRUPTED;
  }
  sayDiagnostics(groupByArch(warnings, results.length));
  if (parsed.count('mip') > 0) writeMip(host, project, results);
  return conclude(results, folder, json, parsed.values('arch').includes('all'));
}

/** Of the module; a project says so itself. */
function checkName(name: string | undefined, forSources: boolean): string | undefined {
  if (name !== undefined && !forSources) throw new UsageError('--name is for sources: a project has a name of its own');
  if (name !== undefined && !isModuleName(name)) throw new UsageError(`--name is ${name}, which Python cannot import`);
  return name;
}

interface Input {
  readonly folder: string;
  readonly sources: readonly string[] | undefined;
}

/** A folder, or the sources themselves. */
function findInput(operands: readonly string[]): Input {
  const first = operands[0] ?? '.';
  const found = statSync(first, { throwIfNoEntry: false });
  if (!found) throw new FileError(first, 'read', { code: 'ENOENT' });
  if (found.isDirectory()) {
    if (operands.length > 1)
      throw new UsageError('give one folder, or sources', ['usage: natmod build [DIR | FILE...]']);
    return { folder: first, sources: undefined };
  }
  return { folder: '.', sources: operands };
}

function chooseArchitectures(given: readonly string[], project: Project, host: NodeHost): readonly string[] {
  const names = given.flatMap((text) => text.split(',')).map((name) => name.trim());
  const known = Object.keys(TOOLCHAINS);
  for (const name of names) {
    if (name === 'all' || known.includes(name)) continue;
    const near = suggest(name, known);
    throw new UsageError(`--arch ${name} is no architecture`, [
      near ? `did you mean ${near}?` : `known: all, ${known.join(', ')}`,
    ]);
  }
  if (names.includes('all')) return known.filter((name) => !ONLY_BY_NAME.has(name));
  if (names.length > 0) return [...new Set(names)];
  if (project.architectures !== undefined) return project.architectures;
  const present = DEFAULT_ARCHITECTURES.filter((arch) => findCompilers(host, arch).length > 0);
  return present.length > 0 ? present : DEFAULT_ARCHITECTURES;
}

function chooseCompiler(
  cc: string | undefined,
  architectures: readonly string[],
  host: NodeHost,
): ((arch: string) => Compiler | undefined) | undefined {
  if (cc === undefined) return undefined;
  if (architectures.length > 1)
    throw new UsageError('--cc is for one architecture', [`give one of ${architectures.join(', ')} with --arch`]);
  const words = commandWords(host, cc);
  const compiler = namedCompiler(host, architectures[0]!, words);
  if (!compiler) throw new UsageError(`--cc ${cc}: there is no such program`);
  return () => compiler;
}

function report(event: BuildEvent, verbose: boolean, said: CompilerOutput, warnings: ForArch[]): void {
  const { arch } = event;
  if (event.kind === 'step') {
    const { step, file, command } = event;
    print(`${arch.padEnd(9)} ${step.padEnd(4)} ${verbose && command ? command.map(quoted).join(' ') : file}\n`);
  } else if (event.kind === 'warnings') warnings.push({ arch, diagnostics: event.diagnostics });
  else if (said.isNew(event.text, arch)) printError(event.text);
}

/** As a shell takes it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

async function conclude(results: readonly BuildResult[], folder: string, json: boolean, all: boolean): Promise<number> {
  const built = results.filter((result) => result.ok);
  const failed = results.filter((result) => !result.ok);
  if (json) print(`${JSON.stringify({ results: await describe(results, folder) }, null, 2)}\n`);
  else if (built.some(({ upToDate }) => !upToDate)) {
    const { formatSizes } = await import('../../mpy/index.js');
    print(formatSizes(await measure(built, folder), { format: 'text', compared: false, by: [] }));
  } else if (built.length > 0) print(`nothing to do: ${built.map(({ module }) => module).join(', ')}\n`);
  const absent = failed.filter((result) => result.why === 'no-compiler');
  const wrong = failed.map(({ arch, diagnostics, why }) => ({ arch, diagnostics, isProject: why === 'project' }));
  sayDiagnostics(groupByArch(wrong, results.length - absent.length));
  if (absent.length > 0) {
    say(`no compiler for ${absent.map((result) => result.arch).join(', ')}`, ['natmod doctor tells how to get one']);
  }
  // With `all`, what has no compiler here was not asked for.
  const missed = failed.filter((result) => !(all && result.why === 'no-compiler'));
  return missed.length > 0 || built.length === 0 ? EXIT.FAILED : EXIT.OK;
}

type Built = Extract<BuildResult, { ok: true }>;

async function measure(built: readonly Built[], folder: string) {
  const { measureMpy, readMap } = await import('../../mpy/index.js');
  return built.map(({ module, map }) => ({
    name: basename(module),
    old: undefined,
    new: measureMpy(readBytes(resolve(folder, module)), [readMap(readText(resolve(folder, map)), map)], module),
  }));
}

async function describe(results: readonly BuildResult[], folder: string) {
  return Promise.all(
    results.map(async (result) => {
      const { arch } = result;
      if (!result.ok) return { arch, ok: false, why: result.why, diagnostics: result.diagnostics };
      const { module, map, elf } = result;
      const [measured] = await measure([result], folder);
      return { arch, ok: true, module, map, elf, sizes: measured!.new.sizes };
    }),
  );
}

/** A package.json beside each module, from which `mip install` gets it. */
function writeMip(host: NodeHost, project: Project, results: readonly BuildResult[]): void {
  for (const result of results) {
    if (!result.ok) continue;
    const file = `${project.name}.mpy`;
    const text = `${JSON.stringify({ urls: [[file, file]], version: project.version ?? '0.1.0' }, null, 2)}\n`;
    host.write(`${dirname(result.module)}/package.json`, text);
  }
}
