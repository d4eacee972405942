// `natmod test`: test scripts on emulated boards, in parallel, with results as people, programs and services want them.
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { FileError, listFolder, readBytes, readText, runProgram, writeAtomically } from '../../node/index.js';
import {
  defaultReporter,
  discoverTests,
  type Expectation,
  githubReporter,
  isFailure,
  jsonReporter,
  junitReporter,
  mergeReports,
  type NatmodChoice,
  natmodOf,
  planRun,
  type Reporter,
  type RunReport,
  readReport,
  resultsJsonReporter,
  runCases,
  type Target,
  type TestCase,
  type TestResult,
  tapReporter,
  type Write,
} from '../../runner/index.js';
import { boardOptions } from '../board-options.js';
import { EXIT, UsageError } from '../exit.js';
import type { Workers } from '../guest.js';
import { keepApart, keepInputs } from '../outputs.js';
import { type Parsed, readCount } from '../parse.js';
import { suggest } from '../suggest.js';
import { print, say, stdoutHasColor } from '../terminal.js';
import { TestPool } from '../test-pool.js';
import { BOARD_ARCHS, runOnBoard } from '../test-targets.js';

/** Seconds that one script may take. */
const DEFAULT_TIMEOUT = 60;

export async function testCommand(parsed: Parsed, workers: Workers): Promise<number> {
  if (parsed.count('merge') > 0) return mergeCommand(parsed);
  const choice = boardOptions(
    { ...parsed, value: withoutBoard(parsed) },
    { limits: 'board', timeout: DEFAULT_TIMEOUT },
  );
  const targets = chooseTargets(parsed);
  const { files, unmatched } = discoverTests(parsed.operands, { list: listFolder, isFile });
  if (unmatched.length > 0 && parsed.operands.length > 0) {
    throw new UsageError(`no tests: ${unmatched.join(', ')}`, [
      'tests are test_*.py and *_test.py in folders, and scripts that are named',
    ]);
  }
  const cases = planRun({
    files,
    targets,
    natmodFor: natmodFinder(parsed.values('natmod-dir')),
    filter: readFilter(parsed.value('filter')),
    repeat: readCount(parsed, 'repeat'),
    shard: readShard(parsed.value('shard')),
  });
  if (cases.length === 0) {
    throw new UsageError(files.length === 0 ? 'there are no tests here' : 'no test is left', [
      'tests are test_*.py and *_test.py; --filter and --shard leave some out',
    ]);
  }
  const paths = [...parsed.values('path'), ...builtFolder()];
  const begin = parsed.value('begin');
  const options = {
    choice,
    paths,
    writes: parsed.values('write'),
    begin: begin === undefined ? undefined : readText(begin),
  };
  // Everything that can be said to be wrong is said before anything runs.
  const reporters = makeReporters(parsed, targets, [...cases.map((each) => each.file), begin]);
  const pool = new TestPool(new URL('./test-worker.js', workers.folder));
  let interrupted = false;
  const onInterrupt = () => {
    interrupted = true;
    pool.stop();
  };
  process.on('SIGINT', onInterrupt);
  let report: RunReport;
  try {
    report = await runCases({
      cases,
      jobs: readCount(parsed, 'jobs') ?? availableParallelism(),
      execute: (testCase) => runOnBoard(pool, testCase, options),
      expectation: expectations(parsed.value('reference')),
      reporters: reporters.map(({ reporter }) => reporter),
      bail: parsed.value('bail') === undefined ? undefined : readCount(parsed, 'bail'),
      interrupted: () => interrupted,
      now: () => performance.now(),
    });
  } finally {
    // A worker that still runs would keep the process.
    pool.stop();
    process.off('SIGINT', onInterrupt);
  }
  for (const { finish } of reporters) finish();
  if (parsed.count('update') > 0) return update(report);
  return interrupted ? EXIT.INTERRUPTED : report.summary.failed > 0 ? EXIT.FAILED : EXIT.OK;
}

// ---- What to run ----

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** --board may be given several times here, so that the shared options do not see it. */
const withoutBoard = (parsed: Parsed) => (long: string) => (long === 'board' ? undefined : parsed.value(long));

function chooseTargets(parsed: Parsed): Target[] {
  const boards = Object.keys(BOARD_ARCHS) as (keyof typeof BOARD_ARCHS)[];
  const given = [...parsed.values('board'), ...parsed.values('target')];
  for (const name of given) {
    if (boards.some((board) => board === name)) continue;
    const near = suggest(name, boards);
    throw new UsageError(`${name} is no board`, [near ? `did you mean ${near}?` : `boards: ${boards.join(', ')}`]);
  }
  const arch = parsed.value('arch');
  if (arch !== undefined && !Object.values(BOARD_ARCHS).includes(arch)) {
    throw new UsageError(`no board runs ${arch}`, [`boards run ${Object.values(BOARD_ARCHS).join(', ')}`]);
  }
  return boards
    .map((name): Target => ({ name, arch: BOARD_ARCHS[name] }))
    .filter(
      (target) => (given.length === 0 || given.includes(target.name)) && (arch === undefined || arch === target.arch),
    );
}

/** Where `natmod build` leaves the modules of a project. */
function builtFolder(): string[] {
  const isProject = ['natmod.json', 'Makefile'].some((name) => existsSync(name));
  return isProject && existsSync('dist') ? ['dist'] : [];
}

function natmodFinder(dirs: readonly string[]): ((file: string, arch: string) => NatmodChoice | undefined) | undefined {
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

function readFilter(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text);
  } catch (error) {
    throw new UsageError(`--filter ${text} is no regular expression: ${(error as Error).message}`);
  }
}

function readShard(text: string | undefined): { index: number; count: number } | undefined {
  if (text === undefined) return undefined;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!index || !count || Number(index) < 1 || Number(index) > Number(count)) {
    throw new UsageError(`--shard ${text}: give K/N, as in 1/4`);
  }
  return { index: Number(index), count: Number(count) };
}

// ---- What is expected ----

/** `x.py.ARCH.exp`, `x.py.exp`, `x.exp` beside the test, else what the reference prints. */
function expectations(reference: string | undefined): (testCase: TestCase) => Promise<Expectation | undefined> {
  const known = new Map<string, Promise<Expectation | undefined>>();
  return async ({ file, arch }) => {
    for (const name of [`${file}.${arch}.exp`, `${file}.exp`, file.replace(/\.py$/, '.exp')]) {
      if (name !== file && isFile(name)) return { bytes: readBytes(name), from: name };
    }
    if (reference === undefined) return undefined;
    let asked = known.get(file);
    if (!asked) {
      asked = askReference(reference, file);
      known.set(file, asked);
    }
    return asked;
  };
}

/** As upstream does it with CPython: the script on standard input, standard error merged. */
async function askReference(command: string, file: string): Promise<Expectation | undefined> {
  const words = command.split(/\s+/).filter((word) => word !== '');
  const done = await runProgram(words, readBytes(file));
  if (done === undefined) throw new UsageError(`--reference ${words[0]}: it cannot be started`);
  return { bytes: done.output, from: command };
}

// ---- What is told ----

interface MadeReporter {
  readonly reporter: Reporter;
  /** Writes what was collected for a file. */
  finish(): void;
}

const REPORTERS = ['default', 'json', 'junit', 'tap', 'github', 'results'] as const;
type ReporterName = (typeof REPORTERS)[number];

/** The reporters that are asked for. Their files are kept off `inputs`, which the run reads. */
function makeReporters(
  parsed: Parsed,
  targets: readonly Target[],
  inputs: readonly (string | undefined)[],
): MadeReporter[] {
  const given = parsed.values('reporter');
  const dir = parsed.value('result-dir');
  const wanted = given.length > 0 ? [...given] : ['default'];
  if (dir !== undefined) wanted.push(`results=${join(dir, '_results.json')}`);
  const files = wanted.filter((text) => text.includes('=')).map((text) => text.slice(text.indexOf('=') + 1));
  keepInputs(files, inputs);
  keepApart('two reports', files);
  return wanted.map((text) => {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    const file = at < 0 ? undefined : text.slice(at + 1);
    const known = REPORTERS.find((each) => each === name);
    if (known === undefined) {
      const near = suggest(name, REPORTERS);
      throw new UsageError(`--reporter ${name} is none`, [
        near ? `did you mean ${near}?` : `reporters: ${REPORTERS.join(', ')}`,
      ]);
    }
    if (file === '') throw new UsageError(`--reporter ${name}= names no file`);
    let text_ = '';
    const write: Write = file === undefined ? print : (part) => (text_ += part);
    return {
      reporter: makeReporter(known, write, file === undefined, parsed, targets),
      finish: () => file !== undefined && writeAtomically(file, text_),
    };
  });
}

function makeReporter(
  name: ReporterName,
  write: Write,
  toTerminal: boolean,
  parsed: Parsed,
  targets: readonly Target[],
): Reporter {
  switch (name) {
    case 'default':
      return defaultReporter(write, {
        isTerminal: toTerminal && process.stdout.isTTY === true,
        color: toTerminal && stdoutHasColor(),
        verbose: parsed.count('verbose') > 0,
        rerun: (testCase) => rerunCommand(testCase, parsed),
      });
    case 'json':
      return jsonReporter(write);
    case 'junit':
      return junitReporter(write);
    case 'tap':
      return tapReporter(write);
    case 'github':
      return githubReporter(write);
    case 'results':
      return resultsJsonReporter(write, {
        test_instance: targets.map((target) => target.name).join(','),
        arch: parsed.value('arch') ?? null,
        begin: parsed.value('begin') ?? null,
        result_dir: parsed.value('result-dir') ?? null,
        files: parsed.operands,
      });
  }
}

/** Options that change what a test does. */
const KEPT = ['path', 'write', 'natmod-dir', 'heap', 'stack', 'limits', 'gc', 'check', 'timeout', 'begin', 'reference'];

function rerunCommand(testCase: TestCase, parsed: Parsed): string {
  const words = KEPT.flatMap((option) =>
    parsed.values(option).flatMap((value) => (option === 'check' ? [`--check=${value}`] : [`--${option}`, value])),
  );
  return ['natmod test --board', testCase.target, ...words, testCase.file].map(quote).join(' ');
}

/** For a shell, where it is needed. */
const quote = (word: string): string =>
  /^[\w./:=@%+, -]*$/.test(word) && (!word.includes(' ') || word.startsWith('natmod '))
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;

// ---- What is written ----

/** Makes the outputs the expected ones: one file where all boards agree, else one for each architecture. */
function update(report: RunReport): number {
  const files = [...new Set(report.results.map((result) => result.case.file))];
  let failed = 0;
  for (const file of files) {
    const results = report.results.filter((result) => result.case.file === file);
    const usable = results.filter((result) => result.verdict === 'pass' || result.verdict === 'fail');
    const broken = results.filter((result) => isFailure(result) && result.verdict !== 'fail');
    failed += broken.length;
    for (const result of broken) say(`${result.case.id}: ${result.verdict}, nothing is written for it`);
    if (usable.length > 0) writeExpectations(file, usable);
  }
  return failed > 0 ? EXIT.FAILED : EXIT.OK;
}

function writeExpectations(file: string, results: readonly TestResult[]): void {
  const plain = isFile(file.replace(/\.py$/, '.exp')) ? file.replace(/\.py$/, '.exp') : `${file}.exp`;
  const agree = results.every((result) => result.output === results[0]!.output);
  for (const result of results) {
    const own = `${file}.${result.case.arch}.exp`;
    if (!agree || isFile(own)) writeChanged(own, result.output);
  }
  if (agree && !results.every((result) => isFile(`${file}.${result.case.arch}.exp`)))
    writeChanged(plain, results[0]!.output);
}

function writeChanged(file: string, text: string): void {
  if (isFile(file) && readText(file) === text) return;
  writeAtomically(file, text);
  print(`wrote ${file}\n`);
}

/** Several JSON reports, as shards make them, as one. */
function mergeCommand(parsed: Parsed): number {
  if (parsed.operands.length === 0)
    throw new UsageError('no reports given', ['usage: natmod test --merge FILE.json...']);
  const report = mergeReports(parsed.operands.map((file) => readReport(readText(file), file)));
  for (const { reporter, finish } of makeReporters(parsed, [], parsed.operands)) {
    reporter.onRunStart?.(report.results.map((result) => result.case));
    for (const [i, result] of report.results.entries()) reporter.onCaseEnd?.(result, i + 1, report.results.length);
    reporter.onRunEnd?.(report);
    finish();
  }
  return report.summary.failed > 0 ? EXIT.FAILED : EXIT.OK;
}
