// What tests should print: read from the files beside them, asked of another interpreter, and written by --update.
import { readBytes, readText, runProgram, writeAtomically } from '../node/index.js';
import { type Expectation, isFailure, type RunReport, type TestCase, type TestResult } from '../runner/index.js';
import { EXIT, UsageError } from './exit.js';
import type { Stopping } from './stopping.js';
import { print, say } from './terminal.js';
import { isFile } from './test-plan.js';

/** `x.py.ARCH.exp`, `x.py.exp`, `x.exp` beside the test, else what the reference prints. */
export function expectations(
  reference: string | undefined,
  limit: number | undefined,
  stopping: Stopping,
): (testCase: TestCase) => Promise<Expectation | undefined> {
  const known = new Map<string, Promise<Expectation | undefined>>();
  return async ({ file, arch }) => {
    for (const name of [`${file}.${arch}.exp`, `${file}.exp`, file.replace(/\.py$/, '.exp')]) {
      if (name !== file && isFile(name)) return { bytes: readBytes(name), from: name };
    }
    if (reference === undefined) return undefined;
    let asked = known.get(file);
    if (!asked) {
      asked = askReference(reference, file, limit, stopping);
      known.set(file, asked);
    }
    return asked;
  };
}

/** As upstream does it with CPython: the script on standard input, standard error merged. */
async function askReference(
  command: string,
  file: string,
  limit: number | undefined,
  stopping: Stopping,
): Promise<Expectation | undefined> {
  const words = command.split(/\s+/).filter((word) => word !== '');
  const done = await runProgram(words, readBytes(file), {
    limit: limit === undefined ? undefined : limit * 1000,
    onStart: (kill) => stopping.onStop(kill),
  });
  if (done === undefined) throw new UsageError(`--reference ${words[0]}: it cannot be started`);
  if (done.isLate) throw new UsageError(`--reference ${command}: ${file} did not end within ${limit} s`);
  return { bytes: done.output, from: command };
}

/** Makes the outputs the expected ones: one file where all boards agree, else one for each architecture. */
export function update(report: RunReport): number {
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
