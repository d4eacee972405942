// The reporters of `natmod test` and where their texts go; and reports of several runs put together.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suggest } from '../base/index.js';
import { FileError, listFolder, readText, writeAtomically } from '../node/index.js';
import {
  defaultReporter,
  githubReporter,
  jsonReporter,
  junitReporter,
  mergeReports,
  type Reporter,
  readReport,
  resultsJsonReporter,
  type TestCase,
  tapReporter,
  type Write,
} from '../runner/index.js';
import { coverageFile, writeCoverage } from './coverage.js';
import { EXIT, UsageError } from './exit.js';
import { keepApart, keepInputs } from './outputs.js';
import { named } from './own-name.js';
import type { Parsed } from './parse.js';
import { print, stdoutHasColor } from './terminal.js';
import { BOARD_ARCHS } from './test-targets.js';

export interface MadeReporter {
  readonly reporter: Reporter;
  /** Writes what was collected for a file. */
  finish(): void;
}

const REPORTERS = ['default', 'json', 'junit', 'tap', 'github', 'results'] as const;
type ReporterName = (typeof REPORTERS)[number];

/** The reporters that are asked for. Their files are kept off `inputs`, which the run reads. */
export function makeReporters(
  parsed: Parsed,
  targets: readonly string[],
  inputs: readonly (string | undefined)[],
): MadeReporter[] {
  const given = parsed.values('reporter');
  const dir = parsed.value('result-dir');
  const wanted = given.length > 0 ? [...given] : ['default'];
  if (dir !== undefined) makeFolder(dir);
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
    if (file !== undefined && !listFolder(dirname(file))) {
      throw new UsageError(`--reporter ${text}: there is no folder ${dirname(file)}`);
    }
    let text_ = '';
    const write: Write = file === undefined ? print : (part) => (text_ += part);
    return {
      reporter: makeReporter(known, write, file === undefined, parsed, targets),
      finish: () => file !== undefined && writeAtomically(file, text_),
    };
  });
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new FileError(path, 'write', error);
  }
}

function makeReporter(
  name: ReporterName,
  write: Write,
  toTerminal: boolean,
  parsed: Parsed,
  targets: readonly string[],
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
        test_instance: targets.join(','),
        arch: parsed.value('arch') ?? null,
        begin: parsed.value('begin') ?? null,
        result_dir: parsed.value('result-dir') ?? null,
        files: parsed.operands,
      });
  }
}

/** Options that change what a test does. */
const KEPT = [
  ...['path', 'write', 'natmod-dir', 'heap', 'stack', 'limits', 'gc', 'romfs', 'check', 'map', 'timeout'],
  ...['begin', 'reference', 'baudrate'],
];

function rerunCommand(testCase: TestCase, parsed: Parsed): string {
  const words = KEPT.flatMap((option) =>
    parsed.values(option).flatMap((value) => (option === 'check' ? [`--check=${value}`] : [`--${option}`, value])),
  );
  const option = testCase.target in BOARD_ARCHS ? '--board' : '--target';
  return named(['natmod test', option, testCase.target, ...words, testCase.file].map(quote).join(' '));
}

/** For a shell, where it is needed. */
const quote = (word: string): string =>
  /^[\w./:=@%+, -]*$/.test(word) && (!word.includes(' ') || word.startsWith('natmod '))
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;

/** Several JSON reports, as shards make them, as one. */
export function mergeCommand(parsed: Parsed): number {
  if (parsed.operands.length === 0)
    throw new UsageError('no reports given', ['usage: natmod test --merge FILE.json...']);
  const report = mergeReports(parsed.operands.map((file) => readReport(readText(file), file)));
  const coverage = coverageFile(parsed, parsed.operands);
  if (coverage !== undefined && !report.coverage) {
    throw new UsageError('the reports have no coverage', ['run the shards with --coverage as well']);
  }
  for (const { reporter, finish } of makeReporters(parsed, [], parsed.operands)) {
    reporter.onRunStart?.(report.results.map((result) => result.case));
    for (const [i, result] of report.results.entries()) reporter.onCaseEnd?.(result, i + 1, report.results.length);
    reporter.onRunEnd?.(report);
    finish();
  }
  if (coverage !== undefined && report.coverage) writeCoverage(coverage, report.coverage);
  return report.summary.failed > 0 ? EXIT.FAILED : EXIT.OK;
}
