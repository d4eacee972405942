// How a test case runs on an emulated board: the job for the worker, and its answer as the runner wants it.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { formatFinding } from '../check/index.js';
import { listFolder, readBytes } from '../node/index.js';
import type { Ending, TestCase } from '../runner/index.js';
import type { BoardSettings } from './board-options.js';
import type { CoverageCollector } from './coverage.js';
import { foldersOf, toGuestPath } from './guest-folders.js';
import { newEmptyInput } from './guest-input.js';
import type { GuestJob, GuestOutcome } from './guest-job.js';
import { mapsIn, readMaps } from './maps.js';
import { named } from './own-name.js';
import type { TestPool } from './test-pool.js';
import type { TestAnswer } from './test-worker.js';

export const BOARD_ARCHS: Readonly<Record<GuestJob['board'], string>> = { VIRT_RV64: 'rv64imc', VIRT_RV32: 'rv32imc' };

export interface BoardTargetOptions {
  readonly choice: BoardSettings;
  /** Folders to import from, besides the script's own. */
  readonly paths: readonly string[];
  readonly writes: readonly string[];
  readonly begin: string | undefined;
  /** Maps that are named, besides those beside modules. */
  readonly maps: readonly string[];
  readonly coverage: CoverageCollector | undefined;
}

export async function runOnBoard(pool: TestPool, testCase: TestCase, options: BoardTargetOptions): Promise<Ending> {
  const { choice, paths, begin } = options;
  const folder = dirname(resolve(testCase.file));
  const guestPath = (path: string) => toGuestPath(resolve(path));
  const natmod = testCase.natmod;
  const moduleFolders = [folder, ...paths, ...(natmod?.file === undefined ? [] : [dirname(natmod.file)])];
  const answer = await pool.run(
    {
      job: {
        ...choice,
        kind: 'run',
        board: testCase.target as GuestJob['board'],
        program: { kind: 'source', bytes: readBytes(testCase.file), name: testCase.file },
        folders: foldersOf([folder, ...paths], options.writes),
        directory: guestPath(folder),
        argv: [testCase.file],
        path: [guestPath(folder), '.frozen', ...(choice.romfs ? ['/rom', '/rom/lib'] : []), ...paths.map(guestPath)],
        maps: [...readMaps(options.maps, ''), ...mapsIn(moduleFolders)],
        coverage: options.coverage !== undefined,
        stop: new SharedArrayBuffer(4),
        input: newEmptyInput(),
      },
      natmod: natmod?.file === undefined ? undefined : { name: natmod.name, bytes: readBytes(natmod.file) },
      begin,
    },
    choice.timeout,
  );
  options.coverage?.add(answer.counts, moduleFolders);
  return endingOf(answer, testCase, [folder, ...paths], choice.timeout);
}

function endingOf(
  answer: TestAnswer,
  testCase: TestCase,
  folders: readonly string[],
  limit: number | undefined,
): Ending {
  const { outcome, output, warnings, milliseconds } = answer;
  const base = {
    output,
    milliseconds,
    traceback: '',
    status: 0,
    report: warnings.map((w) => `warning: ${w}`).join('\n'),
    findings: (outcome.findings ?? []).map((finding) => ({ ...finding, report: formatFinding(finding) })),
  };
  const stopped = (kind: Ending['kind'], report: string, crash?: object): Ending => ({ ...base, kind, report, crash });
  switch (outcome.kind) {
    case 'done':
    case 'output-closed':
      return { ...base, kind: 'done' };
    case 'raised': {
      const skip = otherArch(outcome) ?? notBuilt(outcome.text, testCase.arch, folders);
      const report = [base.report, whyMissing(outcome.text)].filter((part) => part !== '').join('\n');
      return { ...base, kind: 'raised', traceback: outcome.text, status: outcome.status, skip, report };
    }
    case 'interrupted':
      return { ...base, kind: 'raised', traceback: outcome.text, status: 130 };
    case 'crashed':
      return stopped('crashed', outcome.report, outcome.crash);
    case 'stopped':
      return stopped(
        'timeout',
        `time limit of ${limit} s reached: ${outcome.report.replace(/^time limit reached /, '')}`,
        outcome.crash,
      );
    default:
      return stopped('error', textOf(outcome));
  }
}

function textOf(outcome: GuestOutcome): string {
  switch (outcome.kind) {
    case 'refused':
      return outcome.lines.join('\n');
    case 'no-memory':
      return `the board's memory cannot be allocated: ${outcome.text}`;
    case 'internal-error':
      return `internal error, a bug of natmod: ${outcome.text}`;
    default:
      return outcome.kind;
  }
}

/** A module that is there, but for another architecture. */
function otherArch({ text, notes }: GuestOutcome & { readonly kind: 'raised' }): string | undefined {
  if (!/^ValueError: incompatible \.mpy arch$/m.test(text)) return undefined;
  // The name of the file is enough, and the first of what the note says.
  return notes[0]?.replace(/; .*/s, '').replace(/^[^:]*[\\/](?=[^\\/:]*: )/, '');
}

const missingModule = (traceback: string): string | undefined =>
  /^ImportError: no module named '([^'.]+)'$/m.exec(traceback)?.[1];

/** What to do about a module that is missing, where its source is here: nobody has built it yet. */
function whyMissing(traceback: string): string {
  const name = missingModule(traceback);
  if (name === undefined || !['c', 'cpp', 'cc'].some((ending) => existsSync(`${name}.${ending}`))) return '';
  return named(`${name} is not built: natmod build`);
}

/** A module that is missing, but that was built for another architecture: no failure of the test. */
export function notBuilt(traceback: string, arch: string, folders: readonly string[]): string | undefined {
  const name = missingModule(traceback);
  if (name === undefined) return undefined;
  const other = folders.flatMap((folder) => {
    const names = (listFolder(folder) ?? []).map((entry) => entry.replace(/\/$/, ''));
    return [
      ...names.filter((file) => file.startsWith(`${name}_`) && file.endsWith('.mpy')),
      ...names.filter((file) => existsSync(join(folder, file, `${name}.mpy`))),
    ];
  });
  return other.length > 0 ? `${name} is not built for ${arch} (${other.join(', ')} is there)` : undefined;
}
