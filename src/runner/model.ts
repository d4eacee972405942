// What a test run is made of, as data: cases, their results, and the events by which reporters learn of them.
import type { Coverage } from '../measure/index.js';

/** One test script on one target, with one set of modules. */
export interface TestCase {
  /** Unique in a run, and the same in every run: what --filter and the rerun command go by. */
  readonly id: string;
  /** Path of the script as it was found or given, with forward slashes. */
  readonly file: string;
  /** Board or other target. */
  readonly target: string;
  /** Architecture of the target's modules. */
  readonly arch: string;
  /** A module that takes the place of a built-in one of its name, as --natmod-dir finds it. */
  readonly natmod: NatmodChoice | undefined;
  /** From 1 with --repeat, else undefined. */
  readonly repetition: number | undefined;
}

export interface NatmodChoice {
  readonly name: string;
  /** Undefined if it was not built for the architecture. */
  readonly file: string | undefined;
}

/** Why a case counts as it does. */
export type Verdict =
  | 'pass'
  | 'skip'
  /** Output, exception or summary of the test is wrong. */
  | 'fail'
  /** Machine code crashed. */
  | 'crash'
  | 'timeout'
  /** The target could not run it. */
  | 'error';

/** A mistake of machine code that the target has found. */
export interface CheckFinding {
  readonly kind: string;
  /** One sentence. */
  readonly text: string;
  /** Where it happened, innermost first. */
  readonly stack: readonly string[];
  /** How often there. */
  readonly times: number;
  /** All of it for a person, with what led to it. */
  readonly report: string;
}

export interface TestResult {
  readonly case: TestCase;
  readonly verdict: Verdict;
  /** One line; '' for a pass. */
  readonly reason: string;
  /** What the test printed, with the traceback of an uncaught exception at its end. */
  readonly output: string;
  /** What it should have printed, where that is known. */
  readonly expected: string | undefined;
  /** File or program that `expected` comes from. */
  readonly expectedFrom: string | undefined;
  /** Crash report, position of a timeout, what was found by --check. */
  readonly report: string | undefined;
  /** The crash, or where a timeout was, as data: CrashData of debug/. */
  readonly crash?: object | undefined;
  /** What was found by --check, as data. */
  readonly findings?: readonly CheckFinding[] | undefined;
  readonly milliseconds: number;
}

export const isFailure = (result: Pick<TestResult, 'verdict'>): boolean =>
  result.verdict !== 'pass' && result.verdict !== 'skip';

export interface RunSummary {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Cases that did not run: --bail, Ctrl-C. */
  readonly notRun: number;
  readonly interrupted: boolean;
  readonly milliseconds: number;
}

/** Everything that is known at the end, in the order of the plan. */
export interface RunReport {
  readonly version: 1;
  readonly summary: RunSummary;
  readonly results: readonly TestResult[];
  /** What of the sources ran, where that was asked for. */
  readonly coverage?: Coverage | undefined;
}

export function summarize(
  results: readonly TestResult[],
  notRun: number,
  interrupted: boolean,
  milliseconds: number,
): RunSummary {
  const count = (test: (result: TestResult) => boolean) => results.filter(test).length;
  return {
    total: results.length + notRun,
    passed: count((r) => r.verdict === 'pass'),
    failed: count(isFailure),
    skipped: count((r) => r.verdict === 'skip'),
    notRun,
    interrupted,
    milliseconds,
  };
}
