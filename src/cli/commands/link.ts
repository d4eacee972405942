// `natmod link`: the options of mpy_ld.py (linker.md section 2) around link(). Reads files, chooses names, writes the
// result; nothing is written unless the link succeeded.
import { archByName } from '../../abi/index.js';
import { arches, identify } from '../../arch/index.js';
import { type Diagnostic, DiagnosticError, suggest } from '../../base/index.js';
import { type ElfObject, EM, isElf, readObject } from '../../elf/index.js';
import { type LinkResult, link, preprocess } from '../../link/index.js';
import { writeMap } from '../../mpy/index.js';
import { readBytes, readText, writeAtomically } from '../../node/index.js';
import { EXIT, UsageError } from '../exit.js';
import { keepApart, keepInputs } from '../outputs.js';
import type { Parsed } from '../parse.js';
import { print, sayDiagnostics } from '../terminal.js';

const DEFAULT_ARCH = 'x64';

interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function linkCommand(parsed: Parsed): number {
  const files = parsed.operands;
  if (files.length === 0) {
    throw new UsageError(parsed.count('preprocess') ? 'no source files given' : 'no object files given', [
      'usage: natmod link [OPTION]... FILE...',
    ]);
  }
  if (parsed.count('preprocess') > 0) return preprocessSources(parsed, files);

  const output = parsed.value('output') ?? outputName(files[0]!, '.o', 'mpy');
  const sourceName = parsed.value('source-name') ?? output.split(/[\\/]/).at(-1)!;
  const objects = files.map((name): Input => ({ name, bytes: readBytes(name) }));
  const arch = chooseArch(parsed.value('arch'), objects);
  const libraries = parsed.values('libs').map((name): Input => ({ name, bytes: readBytes(name) }));
  const externs = parsed.value('externs');
  const qstrs = parsed.value('qstrs');
  const map = parsed.value('map');
  const elf = parsed.value('elf');
  keepInputs([output, map, elf], [...files, ...parsed.values('libs'), externs, qstrs]);
  keepApart('module and map', [output, map]);
  keepApart('module and ELF file', [output, elf]);
  keepApart('map and ELF file', [map, elf]);
  const found: string[] = [];
  const json = parsed.count('json') > 0;
  let result: LinkResult;
  const lines: string[] = [];
  try {
    result = link({
      arch,
      objects,
      libraries,
      // What libraries that are linker scripts name.
      resolveFile: (path) => {
        found.push(path);
        return readBytes(path);
      },
      qstrs: qstrs === undefined ? undefined : readText(qstrs),
      externs: externs === undefined ? undefined : { name: externs, text: readText(externs) },
      sourceName,
      archFlags: parsed.value('arch-flags'),
      compat: parsed.count('compat') > 0,
      optimize: parsed.count('optimize') > 0,
      gcSections: parsed.count('gc-sections') > 0,
      icf: parsed.count('icf') > 0,
      relax: parsed.count('relax') > 0,
      keep: parsed.values('keep'),
      verbose: parsed.count('verbose'),
      log: (line) => lines.push(line),
    });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const { diagnostics } = error;
    if (json) printJson({ ok: false, diagnostics });
    else print(lines.map((line) => `${line}\n`).join(''));
    sayDiagnostics(diagnostics);
    return diagnostics.every((d) => UNREADABLE.test(d.code)) ? EXIT.USAGE : EXIT.FAILED;
  }
  keepInputs([output, map, elf], found);
  sayDiagnostics(result.warnings);
  writeAtomically(output, result.mpy);
  if (map !== undefined) writeAtomically(map, writeMap(result.map));
  if (elf !== undefined) writeAtomically(elf, result.elf());
  if (json) {
    const { textSize, rodataSize, bssSize, gotEntries } = result.summary;
    const sizes = { size: result.mpy.length, textSize, rodataSize, bssSize, gotEntries };
    printJson({
      ok: true,
      output,
      map,
      elf,
      arch,
      sourceName,
      ...sizes,
      removed: result.removed,
      diagnostics: result.warnings,
    });
  } else print(lines.map((line) => `${line}\n`).join(''));
  return EXIT.OK;
}

function printJson(value: { ok: boolean; diagnostics: readonly Diagnostic[] } & Record<string, unknown>): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}

/** The first input with another ending, as mpy_ld.py names its output. */
function outputName(input: string, from: string, to: string): string {
  if (!input.endsWith(from)) {
    throw new UsageError(`no output name can be made from ${input}, which does not end in ${from}`, [
      'give one with -o FILE',
    ]);
  }
  return input.slice(0, -from.length + 1) + to;
}

function preprocessSources(parsed: Parsed, files: readonly string[]): number {
  const output = parsed.value('output') ?? outputName(files[0]!, '.c', 'config.h');
  keepInputs([output], files);
  writeAtomically(output, preprocess(files.map((name) => ({ name, text: readText(name) }))));
  return EXIT.OK;
}

/** The architecture asked for, or an error that says which one the objects are for. */
function chooseArch(name: string | undefined, objects: readonly Input[]): string {
  const wanted = name ?? DEFAULT_ARCH;
  const known = Object.keys(arches);
  const foreign = name === undefined ? objects.find(({ bytes }) => isForeign(bytes)) : undefined;
  if (known.includes(wanted) && !foreign) return wanted;
  const object = (foreign ? [foreign] : objects).map(({ bytes }) => readOrSkip(bytes)).find((o) => o !== undefined);
  const fit = object && identify(object).fit?.name;
  const hints: string[] = [];
  const near = suggest(wanted, known);
  if (fit !== undefined) hints.push(`the objects are for ${fit}: pass --arch ${fit}`);
  else if (near !== undefined && name !== undefined) hints.push(`did you mean ${near}?`);
  else if (object) hints.push(`the objects are for ELF machine ${object.machine}`);
  if (fit === undefined) hints.push(`architectures that can be linked for: ${known.join(', ')}`);
  const message =
    name === undefined
      ? `no --arch is given, and the objects are not for ${wanted}, the default`
      : `architecture ${wanted} is ${archByName(wanted) ? 'not supported yet' : 'not known'}`;
  throw new UsageError(message, hints);
}

const MACHINE_OFFSET = 18;

/** Is this an object for another machine than the default architecture's. */
const isForeign = (bytes: Uint8Array): boolean =>
  isElf(bytes) && (bytes[MACHINE_OFFSET]! | (bytes[MACHINE_OFFSET + 1]! << 8)) !== EM[arches[DEFAULT_ARCH]!.elfMachine];

/** Broken objects are reported by the linker. */
function readOrSkip(bytes: Uint8Array): ElfObject | undefined {
  try {
    return readObject(bytes, '');
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

/** Codes of diagnostics about files that are not what they should be, as opposed to links that are refused. */
const UNREADABLE = /^(elf|archive|library)-|^elf\/|\/library-/;
