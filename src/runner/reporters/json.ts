// Everything, for programs; `natmod test --merge` reads it back.
import { DiagnosticError, fail } from '../../base/index.js';
import { checkCoverage, mergeCoverage } from '../../measure/index.js';
import { type RunReport, summarize, type TestResult } from '../model.js';
import type { Reporter } from '../run.js';
import type { Write } from './write.js';

export const jsonReporter = (write: Write): Reporter => ({
  onRunEnd: (report) => write(`${JSON.stringify(report, null, 2)}\n`),
});

/** Reads what jsonReporter wrote; `file` is for messages. */
export function readReport(text: string, file: string): RunReport {
  const wrong = (what: string): never =>
    fail('test/report', `${what} (natmod test --reporter json=FILE makes one)`, { file });
  let report: Partial<RunReport>;
  try {
    report = JSON.parse(text) as Partial<RunReport>;
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    return wrong('this is no report: it is not JSON');
  }
  if (report?.version !== 1 || !Array.isArray(report.results) || typeof report.summary !== 'object') {
    return wrong('this is no report of a test run');
  }
  const sound = report.results.every(
    (result: Partial<TestResult> | null) =>
      typeof result?.case?.id === 'string' && typeof result.verdict === 'string' && typeof result.output === 'string',
  );
  if (!sound) return wrong('this report has results that are none');
  if (report.coverage !== undefined) checkCoverage(report.coverage, file);
  return report as RunReport;
}

/** Reports of shards as one. */
export function mergeReports(reports: readonly RunReport[]): RunReport {
  const results = reports.flatMap((report) => report.results).sort((a, b) => (a.case.id < b.case.id ? -1 : 1));
  const sum = (pick: (report: RunReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  const interrupted = reports.some((report) => report.summary.interrupted);
  const covered = reports.flatMap((report) => report.coverage ?? []);
  const notRun = sum((report) => report.summary.notRun);
  return {
    version: 1,
    summary: summarize(
      results,
      notRun,
      interrupted,
      sum((r) => r.summary.milliseconds),
    ),
    results,
    ...(covered.length > 0 ? { coverage: mergeCoverage(covered) } : {}),
  };
}
