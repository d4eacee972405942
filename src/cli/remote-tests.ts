// How a test case runs on a target beside the emulated boards: what has to be brought there, and its outcome as the runner
// wants it.
import { statSync } from 'node:fs';
import { basename, dirname, extname, join, posix, relative, resolve, sep } from 'node:path';
import { findModuleFile, type LineSpec, openLine, readBytes } from '../node/index.js';
import { archOf, loadableArchs, RemoteError, RemoteTarget, type TargetInfo, whyUnfit } from '../remote/index.js';
import {
  type Ending,
  type ImportedFile,
  importClosure,
  quotedTexts,
  skippedEnding,
  type TestCase,
} from '../runner/index.js';
import { UsageError } from './exit.js';
import type { Stopping } from './stopping.js';
import { notBuilt } from './test-targets.js';

export interface RemoteOptions {
  /** Folders to import from, besides the script's own. */
  readonly paths: readonly string[];
  readonly begin: string | undefined;
  readonly timeout: number | undefined;
}

export interface OpenedTarget {
  readonly target: RemoteTarget;
  readonly arch: string;
  readonly info: TargetInfo;
}

/** Opens all, or says which one cannot be. */
export async function openTargets(
  specs: readonly { readonly name: string; readonly spec: LineSpec }[],
  baudRate: number,
  stopping: Stopping,
): Promise<OpenedTarget[]> {
  const targets = specs.map(({ name, spec }) => new RemoteTarget(name, (events) => openLine(spec, baudRate, events)));
  stopping.onStop(() => Promise.all(targets.map((target) => target.close())));
  const opened = await Promise.allSettled(targets.map((target) => target.connect()));
  const problems = opened.flatMap((result, i) =>
    result.status === 'rejected' ? [{ target: targets[i]!, error: result.reason as unknown }] : [],
  );
  if (problems.length > 0) {
    const { target, error } = problems[0]!;
    if (!(error instanceof RemoteError)) throw error;
    throw new UsageError(`could not detect test instance ${target.name}`, [error.message, ...hintsFor(error)]);
  }
  return targets.map((target) => ({ target, info: target.info, arch: archOf(target.info) }));
}

const hintsFor = ({ fault }: RemoteError): string[] =>
  fault === 'silent' || fault === 'garbage' ? ['it must be a MicroPython at its prompt, with a raw REPL'] : [];

/** Larger ones are hardly meant for the board's memory. */
const MAX_DATA = 64 * 1024;

const isSmallFile = (path: string): boolean => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size <= MAX_DATA;
};

export async function runOnRemote(
  { target, info, arch }: OpenedTarget,
  testCase: TestCase,
  options: RemoteOptions,
): Promise<Ending> {
  const folder = dirname(resolve(testCase.file));
  const folders = [folder, ...options.paths.map((path) => resolve(path))];
  const source = readBytes(testCase.file);
  const files = new Map<string, Uint8Array>();
  const { natmod } = testCase;
  if (natmod?.file !== undefined) {
    const bytes = readBytes(natmod.file);
    const unfit = whyUnfit(bytes, info);
    if (unfit !== undefined) return skippedEnding(`${basename(natmod.file)}: ${unfit}`);
    files.set(`${INJECTED}.mpy`, bytes);
  }
  const text = new TextDecoder().decode(source);
  for (const [name, file] of importsOf(text, folders, loadableArchs(info))) {
    if (name === natmod?.name) continue;
    const unfit = file.kind === 'mpy' ? whyUnfit(file.bytes, info) : undefined;
    if (unfit !== undefined) return skippedEnding(`${basename(file.path)}: ${unfit}`);
    const place = file.isPackage ? `${name.replaceAll('.', '/')}/__init__` : name.replaceAll('.', '/');
    files.set(`${place}.${file.kind}`, file.bytes);
  }
  for (const name of quotedTexts(text)) {
    const path = resolve(folder, name);
    const inside = relative(folder, path);
    if (inside === '' || inside.startsWith('..') || resolve(inside) === inside || !isSmallFile(path)) continue;
    if (['.py', '.mpy', '.exp'].includes(extname(path))) continue;
    files.set(posix.normalize(inside.split(sep).join('/')), readBytes(path));
  }
  const outcome = await target.run({
    file: testCase.file,
    source,
    begin: options.begin === undefined ? undefined : new TextEncoder().encode(options.begin),
    files,
    replaced: natmod?.file === undefined ? undefined : { name: natmod.name, importedAs: INJECTED },
    limit: options.timeout,
  });
  const { kind, output, traceback, report, milliseconds } = outcome;
  const skip = outcome.skip ?? (kind === 'raised' ? notBuilt(traceback, arch, folders) : undefined);
  return { kind, output, traceback, report, milliseconds, status: outcome.status, skip };
}

/** As upstream's runner calls it. */
const INJECTED = '__injected';

/** The files that a script imports from these folders, by module. */
export function importsOf(
  source: string,
  folders: readonly string[],
  archs: readonly string[],
): Map<string, ImportedFile> {
  const find = (name: string): ImportedFile | undefined => {
    let found = findModuleFile(name, folders, archs[0] ?? 'none');
    for (let i = 1; found === undefined && i < archs.length; i++) found = findModuleFile(name, folders, archs[i]!);
    if (found?.kind !== 'package') return found && ({ ...found, isPackage: false } as ImportedFile);
    const { init, path } = found;
    if (init && init.kind !== 'package') return { ...init, isPackage: true };
    // A folder without __init__: what is in it is found by itself.
    return { kind: 'py', path: join(path, '__init__.py'), isPackage: true, bytes: new Uint8Array(0) };
  };
  return importClosure(source, find);
}
