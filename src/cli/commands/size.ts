// `natmod size`: what modules cost, alone or against an older build.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import {
  formatSizes,
  growth,
  loadedSize,
  type ModuleSize,
  measureMpy,
  SIZE_BREAKDOWNS,
  SIZE_FORMATS,
  type SizeChange,
} from '../../mpy/index.js';
import { readBytes } from '../../node/index.js';
import { EXIT, UsageError } from '../exit.js';
import { readMaps } from '../maps.js';
import { named } from '../own-name.js';
import type { Parsed } from '../parse.js';
import { print, printable, say } from '../terminal.js';

export function sizeCommand(parsed: Parsed): number {
  if (parsed.operands.length === 0) {
    throw new UsageError('no files given', ['usage: natmod size [OPTION]... FILE.mpy | FOLDER...']);
  }
  const format = oneOf('format', parsed.value('format') ?? 'text', SIZE_FORMATS);
  const by = parsed.values('by').map((name) => oneOf('by', name, SIZE_BREAKDOWNS));
  const limit = readLimit(parsed.value('max-growth'));
  const compare = parsed.value('compare');
  if (limit && compare === undefined) throw new UsageError('--max-growth needs --compare: growth since what?');

  const maps = parsed.values('map');
  const measure = (file: string): ModuleSize => {
    const bytes = readBytes(file);
    return measureMpy(bytes, readMaps(maps, file, bytes), file);
  };
  const files = parsed.operands.flatMap((path) => {
    const found = modulesIn(path);
    if (found.length === 0) throw new UsageError(`there are no .mpy files in ${path}`);
    return found;
  });
  const olds = compare === undefined ? undefined : modulesIn(compare);
  // The first module of a project has nothing to be compared with: no reason to fail in a pull request.
  if (olds?.length === 0) say(`there are no .mpy files in ${compare}: all modules count as new`);
  const pairs = pair(files, olds, compare !== undefined && !isFolder(compare));
  const changes = (isWhole(parsed.operands) ? pairs : pairs.filter(({ file }) => file !== undefined)).map(
    ({ name, old, file }): SizeChange => ({
      name: printable(name),
      old: old === undefined ? undefined : measure(old),
      new: file === undefined ? undefined : measure(file),
    }),
  );
  print(named(formatSizes(changes, { format, by, compared: compare !== undefined })));

  const tooLarge = limit ? changes.filter((change) => change.old && growth(change) > limit.bytes(change)) : [];
  for (const change of tooLarge) {
    say(
      `${change.name} takes ${growth(change)} bytes more than before (${loadedSize(change.old)}), --max-growth is ${limit!.text}`,
    );
  }
  return tooLarge.length > 0 ? EXIT.FAILED : EXIT.OK;
}

function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new UsageError(`--${option} is ${value}, which is none of ${choices.join(', ')}`);
  return found;
}

interface Limit {
  readonly text: string;
  bytes(change: SizeChange): number;
}

/** `100` bytes or `2%` of the older size. */
function readLimit(text: string | undefined): Limit | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  if (!match) throw new UsageError(`--max-growth is ${text}: give bytes, as in 100, or a part, as in 2%`);
  const value = Number(match[1]);
  return { text, bytes: match[2] === '' ? () => value : (change) => (loadedSize(change.old) * value) / 100 };
}

interface NamedFile {
  /** The file, or its path in the folder that was given. */
  readonly name: string;
  readonly file: string;
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** A file itself; of a folder all .mpy files in it and below. */
function modulesIn(path: string): NamedFile[] {
  if (!isFolder(path)) return [{ name: basename(path), file: path }];
  const found = (readdirSync(path, { recursive: true }) as string[]).filter((name) => name.endsWith('.mpy')).sort();
  return found.map((name) => ({ name: name.split(sep).join('/'), file: join(path, name) }));
}

/**
 * Whether what an older build has besides is gone: not where modules were picked out. All that a folder has, as a shell
 * makes it of dist/*.mpy, is the folder.
 */
function isWhole(operands: readonly string[]): boolean {
  if (operands.some(isFolder)) return true;
  if (operands.length === 1) return false;
  const named = new Set(operands.map((path) => resolve(path)));
  const folders = [...new Set([...named].map(dirname))];
  const all = folders.flatMap((path) => readdirSync(path).map((name) => join(path, name)));
  return all.every((path) => !path.endsWith('.mpy') || named.has(path));
}

interface Pair {
  readonly name: string;
  readonly old: string | undefined;
  readonly file: string | undefined;
}

/** New and old files of the same name; one file and the old file that was named for it, whatever they are called. */
function pair(files: readonly NamedFile[], olds: readonly NamedFile[] | undefined, oldIsNamed: boolean): Pair[] {
  const label = ({ name, file }: NamedFile) => uniqueName(name, file, files);
  if (olds === undefined) return files.map((file) => ({ name: label(file), file: file.file, old: undefined }));
  if (files.length === 1 && oldIsNamed) {
    return [{ name: label(files[0]!), file: files[0]!.file, old: olds[0]!.file }];
  }
  const rest = new Map(olds.map(({ name, file }) => [name, file]));
  const pairs = files.map((file): Pair => {
    const key = tails(file.file).find((tail) => rest.has(tail));
    const old = key === undefined ? undefined : rest.get(key);
    if (key !== undefined) rest.delete(key);
    return { name: label(file), file: file.file, old };
  });
  return [...pairs, ...[...rest].map(([name, old]): Pair => ({ name, old, file: undefined }))];
}

/** `dist/rv64imc/x.mpy`, `rv64imc/x.mpy`, `x.mpy`: what the file may be called in another folder, likeliest first. */
function tails(path: string): string[] {
  const parts = path.split(/[\\/]/);
  return parts.map((_, i) => parts.slice(i).join('/'));
}

/** Two files of one name in different folders are told apart by their paths. */
const uniqueName = (name: string, file: string, files: readonly NamedFile[]): string =>
  files.filter((other) => other.name === name).length > 1 ? relative('', file) : name;
