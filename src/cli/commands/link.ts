// `natmod link`: the options of mpy_ld.py (linker.md section 2) around link(). Reads files, chooses names, writes the
// result; nothing is written unless the link succeeded.
import { archByName } from '../../abi/index.js';
import { arches } from '../../arch/index.js';
import { type Diagnostic, DiagnosticError } from '../../base/index.js';
import { isElf, readObject } from '../../elf/index.js';
import { type LinkResult, link, preprocess } from '../../link/index.js';
import { writeMap } from '../../mpy/index.js';
import { readBytes, readText, writeAtomically } from '../../node/index.js';
import { EXIT, UsageError } from '../exit.js';
import type { Parsed } from '../parse.js';
import { suggest } from '../suggest.js';
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
  const json = parsed.count('json') > 0;
  let result: LinkResult;
  const lines: string[] = [];
  try {
    result = link({
      arch,
      objects,
      libraries,
      resolveFile: readBytes,
      qstrs: qstrs === undefined ? undefined : readText(qstrs),
      externs: externs === undefined ? undefined : { name: externs, text: readText(externs) },
      sourceName,
      archFlags: parsed.value('arch-flags'),
      compat: parsed.count('compat') > 0,
      verbose: parsed.count('verbose'),
      log: (line) => lines.push(line),
    });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const diagnostics = error.diagnostics.map((d) => withArchHint(d, objects));
    if (json) printJson({ ok: false, diagnostics });
    else print(lines.map((line) => `${line}\n`).join(''));
    sayDiagnostics(diagnostics);
    return diagnostics.every((d) => UNREADABLE.test(d.code)) ? EXIT.USAGE : EXIT.FAILED;
  }
  sayDiagnostics(result.warnings);
  writeAtomically(output, result.mpy);
  const map = parsed.value('map');
  if (map !== undefined) writeAtomically(map, writeMap(result.map));
  if (json) {
    const { textSize, rodataSize, bssSize, gotEntries } = result.summary;
    const sizes = { size: result.mpy.length, textSize, rodataSize, bssSize, gotEntries };
    printJson({ ok: true, output, map, arch, sourceName, ...sizes, diagnostics: result.warnings });
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
  writeAtomically(output, preprocess(files.map((name) => ({ name, text: readText(name) }))));
  return EXIT.OK;
}

/** The architecture asked for, or an error that says which one the objects are for. */
function chooseArch(name: string | undefined, objects: readonly Input[]): string {
  const wanted = name ?? DEFAULT_ARCH;
  const known = Object.keys(arches);
  if (known.includes(wanted) && (name !== undefined || !objects.some(({ bytes }) => isForeign(bytes)))) return wanted;
  const fit = objects.map((object) => archOfObject(object.bytes)).find((found) => found !== undefined);
  const other = objects.map((object) => machineOf(object.bytes)).find((found) => found !== undefined);
  const hints: string[] = [];
  const near = suggest(wanted, known);
  if (fit !== undefined) hints.push(`the objects are for ${fit}: pass --arch ${fit}`);
  else if (near !== undefined && name !== undefined) hints.push(`did you mean ${near}?`);
  else if (other !== undefined) hints.push(`the objects are for ${other}`);
  if (fit === undefined) hints.push(`architectures that can be linked for: ${known.join(', ')}`);
  const message =
    name === undefined
      ? `no --arch is given, and the objects are not for ${wanted}, the default`
      : `architecture ${wanted} is ${archByName(wanted) ? 'not supported yet' : 'not known'}`;
  throw new UsageError(message, hints);
}

/** Codes of diagnostics about files that are not what they should be, as opposed to links that are refused. */
const UNREADABLE = /^(elf|archive|library)-|^elf\/|\/library-/;

/** Names the architecture that an object is for, where the linker only says which ones it is not for. */
function withArchHint(diagnostic: Diagnostic, objects: readonly Input[]): Diagnostic {
  if (!/\binput-(arch|class)$/.test(diagnostic.code)) return diagnostic;
  const object = objects.find(({ name }) => name === diagnostic.where?.file);
  const fit = object && archOfObject(object.bytes);
  if (fit !== undefined) return { ...diagnostic, notes: [`the object is for ${fit}: pass --arch ${fit}`] };
  const machine = object && machineOf(object.bytes);
  return machine === undefined
    ? diagnostic
    : { ...diagnostic, notes: [`the object is for ${machine}`, ...(diagnostic.notes ?? [])] };
}

const ELF_CLASS_64 = 2;
const CLASS_OFFSET = 4;
const MACHINE_OFFSET = 18;

/** ELF machine -> the architectures of .mpy files that it stands for (linker.md section 2.1). */
const MACHINES: Readonly<Record<number, string>> = {
  3: 'x86',
  40: 'ARM (armv6m, armv7m, armv7emsp or armv7emdp)',
  62: 'x64',
  94: 'Xtensa (xtensa or xtensawin)',
  243: 'RISC-V (rv32imc or rv64imc)',
};

/** Is this an object for another machine than the default architecture's. */
const isForeign = (bytes: Uint8Array): boolean => {
  const machine = machineNumber(bytes);
  return machine !== undefined && machine !== arches[DEFAULT_ARCH]?.elfMachine;
};

const machineNumber = (bytes: Uint8Array): number | undefined =>
  isElf(bytes) && bytes.length > MACHINE_OFFSET + 1
    ? bytes[MACHINE_OFFSET]! | (bytes[MACHINE_OFFSET + 1]! << 8)
    : undefined;

function machineOf(bytes: Uint8Array): string | undefined {
  const machine = machineNumber(bytes);
  return machine === undefined ? undefined : (MACHINES[machine] ?? `ELF machine ${machine}`);
}

/** The architecture that can be linked for and that an ELF object fits, by its class and machine. */
function archOfObject(bytes: Uint8Array): string | undefined {
  const machine = machineNumber(bytes);
  const elfClass = bytes[CLASS_OFFSET] === ELF_CLASS_64 ? 64 : 32;
  const candidates = Object.values(arches).filter((arch) => arch.elfMachine === machine && arch.elfClass === elfClass);
  if (candidates.length <= 1) return candidates[0]?.name;
  try {
    const object = readObject(bytes, '');
    return candidates.find((arch) => arch.fits(object))?.name;
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}
