// `natmod test --coverage`: gathers what the boards counted, finds the linked ELF files of the modules, and writes lcov.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { DiagnosticError } from '../base/index.js';
import { isElf } from '../elf/index.js';
import {
  type CodeLines,
  type Coverage,
  formatLcov,
  lineCoverage,
  ModuleCountSum,
  type ModuleCounts,
  mergeCoverage,
  readCodeLines,
} from '../measure/index.js';
import { checkWritable, FileError, listFolder, mpyDir, readBytes, writeAtomically } from '../node/index.js';
import { UsageError } from './exit.js';
import { keepApart, keepInputs } from './outputs.js';
import type { Parsed } from './parse.js';
import { say } from './terminal.js';

const FILE_NAME = 'lcov.info';

/** The file that --coverage names: itself, or a file in the folder that it is. Its folder is made. It must be none of the
 * `inputs` and no report. */
export function coverageFile(parsed: Parsed, inputs: readonly (string | undefined)[]): string | undefined {
  const value = parsed.value('coverage');
  if (value === undefined) return undefined;
  let file = value;
  try {
    const isFolder = /[\\/]$/.test(value) || statSync(value, { throwIfNoEntry: false })?.isDirectory();
    if (isFolder) file = join(value, FILE_NAME);
    keepInputs([file], inputs);
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new FileError(file, 'write', error);
  }
  const reports = parsed.values('reporter').filter((text) => text.includes('='));
  keepApart('coverage and a report', [file, ...new Set(reports.map((text) => text.slice(text.indexOf('=') + 1)))]);
  checkWritable(file);
  return file;
}

export function writeCoverage(file: string, coverage: Coverage): void {
  writeAtomically(file, formatLcov(coverage));
}

interface KnownModule {
  readonly elf: string;
  readonly lines: CodeLines;
}

const lineCount = ({ lines }: KnownModule): number => lines.ranges?.length ?? 0;

export class CoverageCollector {
  private readonly sum = new ModuleCountSum();
  private readonly folders = new Set<string>();

  /** What a test executed; `folders`: where its modules may lie. */
  add(counts: readonly ModuleCounts[], folders: readonly string[]): void {
    for (const each of counts) this.sum.add(each);
    if (counts.length > 0) for (const folder of folders) this.folders.add(resolve(folder));
  }

  /** Everything by source lines. Modules that cannot be attributed are named. */
  finish(): Coverage {
    // Of several files of one code, one with lines.
    const found = [...this.folders].flatMap(linkedIn).sort((a, b) => lineCount(a) - lineCount(b));
    const known = new Map(found.map((module) => [module.lines.hash, module] as const));
    const parts: Coverage[] = [];
    const missing = new Set<string>();
    const unknown: string[] = [];
    for (const counts of this.sum.all()) {
      const module = known.get(counts.hash);
      if (!module) unknown.push(counts.file);
      else if (lineCount(module) === 0) sayWithoutLines(module.elf);
      else parts.push(lineCoverage(module.lines, counts, sourceNames(dirname(module.elf), missing)));
    }
    if (unknown.length > 0) sayUnknown([...new Set(unknown)]);
    if (missing.size > 0) {
      say(
        `warning: sources that are not here are left out of the coverage: ${[...missing].slice(0, MAX_NAMED).join(', ')}`,
      );
    }
    return mergeCoverage(parts);
  }
}

/** Below the current folder a path is shown relative to it. */
function shown(path: string): string {
  const here = relative(process.cwd(), path);
  return here === '' || here.startsWith(`..${sep}`) || here === '..' || isAbsolute(here) ? path : here;
}

const MAX_NAMED = 5;

function sayUnknown(files: readonly string[]): void {
  const named = files.slice(0, MAX_NAMED).map(shown);
  const more = files.length > MAX_NAMED ? [`${files.length - MAX_NAMED} more`] : [];
  say(`warning: no coverage of ${[...named, ...more].join(', ')}: there is no linked ELF file of its code beside it`, [
    'natmod build makes one with the module; natmod link does with --elf FILE, from objects compiled with -g',
  ]);
}

function sayWithoutLines(elf: string): void {
  say(`warning: no coverage of the module of ${shown(elf)}: it has no line numbers`, [
    'compile the sources with -g and link them again',
  ]);
}

/** The linked files in a folder. Those that cannot be read are none. */
function linkedIn(folder: string): KnownModule[] {
  const names = (listFolder(folder) ?? []).filter((name) => name.endsWith('.elf'));
  return names.flatMap((name) => {
    const elf = join(folder, name);
    try {
      const bytes = readBytes(elf);
      const lines = isElf(bytes) ? readCodeLines(bytes, elf) : undefined;
      return lines ? [{ elf, lines }] : [];
    } catch (error) {
      if (error instanceof DiagnosticError || error instanceof FileError) return [];
      throw error;
    }
  });
}

/** Names of sources in the report: relative to the current folder, with `/`. natmod's own headers are none of them. */
function sourceNames(elfFolder: string, missing: Set<string>): (path: string) => string | undefined {
  const own = resolve(mpyDir());
  return (path) => {
    // Paths of DWARF 4 are relative to a folder that the line numbers do not tell.
    const places = isAbsolute(path) ? [path] : ['.', elfFolder, dirname(elfFolder)].map((folder) => join(folder, path));
    const found = places.map((place) => resolve(place)).find((place) => existsSync(place));
    if (found === undefined) missing.add(path);
    if (found === undefined || found.startsWith(own + sep)) return undefined;
    return shown(found).split(sep).join('/');
  };
}
