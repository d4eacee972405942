// Runs cases, several at a time, and tells reporters. Results arrive as cases end; the report has them in order of the plan.
import type { Coverage } from '../measure/index.js';
import { type Ending, type Expectation, judge, skippedEnding, wholeOutput } from './judge.js';
import { isFailure, type RunReport, summarize, type TestCase, type TestResult } from './model.js';

/** What a reporter hears; every part is optional. */
export interface Reporter {
  onRunStart?(cases: readonly TestCase[]): void;
  onCaseStart?(testCase: TestCase): void;
  onCaseEnd?(result: TestResult, done: number, total: number): void;
  onRunEnd?(report: RunReport): void;
}

export interface RunOptions {
  readonly cases: readonly TestCase[];
  /** Cases at a time. */
  readonly jobs: number;
  /** Cases of one lane run one after the other, beside the jobs; undefined: it is one of the jobs'. */
  lane?(testCase: TestCase): string | undefined;
  /** Runs one case to its end; never rejects for what a test does. */
  execute(testCase: TestCase): Promise<Ending>;
  expectation(testCase: TestCase): Promise<Expectation | undefined>;
  readonly reporters: readonly Reporter[];
  /** Stops after so many failures. */
  readonly bail?: number | undefined;
  /** Asked before each case. */
  interrupted(): boolean;
  /** Milliseconds. */
  now(): number;
  /** Asked at the end. */
  coverage?(): Coverage;
}

export async function runCases(options: RunOptions): Promise<RunReport> {
  const { cases, reporters, jobs } = options;
  const started = options.now();
  const results = new Map<TestCase, TestResult>();
  let failures = 0;
  for (const reporter of reporters) reporter.onRunStart?.(cases);

  const mayGoOn = () => !options.interrupted() && failures < (options.bail ?? Number.POSITIVE_INFINITY);
  const lanes = new Map<string | undefined, TestCase[]>([[undefined, []]]);
  for (const testCase of cases) {
    const lane = options.lane?.(testCase);
    if (!lanes.has(lane)) lanes.set(lane, []);
    lanes.get(lane)!.push(testCase);
  }
  const work = async (queue: TestCase[]): Promise<void> => {
    while (queue.length > 0 && mayGoOn()) {
      const testCase = queue.shift()!;
      for (const reporter of reporters) reporter.onCaseStart?.(testCase);
      const result = await runCase(options, testCase);
      // A case that Ctrl-C ended has no result.
      if (options.interrupted()) return;
      results.set(testCase, result);
      if (isFailure(result)) failures++;
      for (const reporter of reporters) reporter.onCaseEnd?.(result, results.size, cases.length);
    }
  };
  const workers = [...lanes].flatMap(([lane, queue]) =>
    Array.from({ length: lane === undefined ? Math.min(jobs, queue.length) : 1 }, () => work(queue)),
  );
  await Promise.all(workers);

  const ordered = cases.flatMap((testCase) => results.get(testCase) ?? []);
  const notRun = cases.length - ordered.length;
  const summary = summarize(ordered, notRun, options.interrupted(), options.now() - started);
  const coverage = options.coverage?.();
  const report: RunReport = { version: 1, summary, results: ordered, ...(coverage ? { coverage } : {}) };
  for (const reporter of reporters) reporter.onRunEnd?.(report);
  return report;
}

async function runCase(options: RunOptions, testCase: TestCase): Promise<TestResult> {
  const { natmod } = testCase;
  const ending: Ending =
    natmod && natmod.file === undefined
      ? skippedEnding(`${natmod.name} is not built for ${testCase.arch}`)
      : await options.execute(testCase);
  const expected = ending.skip === undefined ? await options.expectation(testCase) : undefined;
  const { verdict, reason } = judge(ending, expected);
  const decoder = new TextDecoder();
  return {
    case: testCase,
    verdict,
    reason,
    output: decoder.decode(wholeOutput(ending)),
    expected: expected && decoder.decode(expected.bytes),
    expectedFrom: expected?.from,
    report: reportOf(ending),
    ...(ending.crash ? { crash: ending.crash } : {}),
    ...(ending.findings?.length ? { findings: ending.findings } : {}),
    milliseconds: ending.milliseconds,
  };
}

function reportOf({ report, findings = [] }: Ending): string | undefined {
  const parts = [...findings.map((finding) => `check: ${finding.report}`), report].filter((part) => part !== '');
  return parts.length > 0 ? parts.join('\n\n') : undefined;
}
