// What the options of `natmod test` say is to be run: targets, folders, modules, which tests and how often.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suggest } from '../base/index.js';
import { FileError, type LineSpec, listFolder, readLineSpec } from '../node/index.js';
import { type NatmodChoice, natmodOf, type Target } from '../runner/index.js';
import { UsageError } from './exit.js';
import type { Parsed } from './parse.js';
import { BOARD_ARCHS } from './test-targets.js';

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Options that mean nothing to a target that is not ours. */
const ONLY_EMULATED = ['check', 'coverage', 'gc', 'heap', 'stack', 'limits', 'write', 'engine', 'romfs', 'map'];

export interface ChosenTargets {
  readonly boards: readonly Target[];
  readonly lines: readonly { readonly name: string; readonly spec: LineSpec }[];
}

const isBoard = (name: string): name is keyof typeof BOARD_ARCHS => Object.hasOwn(BOARD_ARCHS, name);

/** The boards that are asked for, in the order of their table, and other targets as they are given; both boards where
 * nothing is asked for. */
export function chooseTargets(parsed: Parsed): ChosenTargets {
  const given = [...new Set(['board', 'target', 'test-instance'].flatMap((option) => parsed.values(option)))];
  const lines = given.filter((name) => !isBoard(name)).map((name) => ({ name, spec: lineSpec(name) }));
  const arch = parsed.value('arch');
  const archs = Object.values(BOARD_ARCHS);
  if (arch !== undefined && lines.length === 0 && !archs.includes(arch)) {
    throw new UsageError(`no board runs ${arch}`, [`boards run ${archs.join(', ')}`]);
  }
  const boards = Object.entries(BOARD_ARCHS)
    .map(([name, runs]): Target => ({ name, arch: runs }))
    .filter(({ name }) => given.length === 0 || given.includes(name))
    .filter((target) => arch === undefined || arch === target.arch);
  const idle = ONLY_EMULATED.find((option) => boards.length === 0 && parsed.count(option) > 0);
  if (idle !== undefined) throw new UsageError(`--${idle} works on emulated boards only, and none is asked for`);
  return { boards, lines };
}

function lineSpec(name: string): LineSpec {
  const spec = readLineSpec(name);
  if (typeof spec === 'object') return spec;
  if (spec !== undefined) throw new UsageError(`--target ${name}: ${spec}`);
  const boards = Object.keys(BOARD_ARCHS);
  const near = suggest(name, boards);
  const known = `boards: ${boards.join(', ')}; targets: exec:CMD, execpty:CMD, port:DEV, tcp:HOST:PORT`;
  throw new UsageError(`${name} is no board and no target`, [
    near ? `did you mean ${near}?` : (OF_UPSTREAM.find(([pattern]) => pattern.test(name))?.[1] ?? known),
  ]);
}

/** Targets that upstream's runner has and this one has not. */
const OF_UPSTREAM: readonly (readonly [RegExp, string])[] = [
  [/^unix$/, 'the Unix port has no raw REPL to be driven by; the emulated boards are there without it'],
  [/^webassembly$/, 'the WebAssembly port loads no native modules'],
  [/^\d+\.\d+\.\d+\.\d+$/, 'there is no telnet here; a plain socket is tcp:HOST:PORT'],
];

/** Where `natmod build` leaves the modules of a project. */
export function builtFolder(): string[] {
  const isProject = ['natmod.json', 'Makefile'].some((name) => existsSync(name));
  return isProject && existsSync('dist') ? ['dist'] : [];
}

export function natmodFinder(
  dirs: readonly string[],
): ((file: string, arch: string) => NatmodChoice | undefined) | undefined {
  if (dirs.length === 0) return undefined;
  const found = dirs.map((dir) => {
    const names = listFolder(dir);
    if (!names) throw new FileError(dir, 'read', { code: existsSync(dir) ? 'ENOTDIR' : 'ENOENT' });
    return { dir, names };
  });
  const modules = new Map<string, string>();
  for (const { dir, names } of found) {
    for (const name of names) {
      const module = name.endsWith('/') ? name.slice(0, -1) : /^(.*)_[a-z0-9]+\.mpy$/.exec(name)?.[1];
      if (module !== undefined && !modules.has(module)) modules.set(module, dir);
    }
  }
  return (file, arch) => {
    const name = natmodOf(file, [...modules.keys()]);
    if (name === undefined) return undefined;
    const dir = modules.get(name)!;
    const places = [
      join(dir, name, `${name}_${arch}.mpy`),
      join(dir, name, arch, `${name}.mpy`),
      join(dir, name, 'dist', `${name}_${arch}.mpy`),
      join(dir, `${name}_${arch}.mpy`),
      join(dir, arch, `${name}.mpy`),
    ];
    return { name, file: places.find(isFile) };
  };
}

export function readFilter(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text);
  } catch (error) {
    throw new UsageError(`--filter ${text} is no regular expression: ${(error as Error).message}`);
  }
}

export function readShard(text: string | undefined): { index: number; count: number } | undefined {
  if (text === undefined) return undefined;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!index || !count || Number(index) < 1 || Number(index) > Number(count)) {
    throw new UsageError(`--shard ${text}: give K/N, as in 1/4`);
  }
  return { index: Number(index), count: Number(count) };
}
