// _results.json as upstream's runners write it (boards-and-runner.md D5), for dashboards that read those.
import { isFailure, type TestResult } from '../model.js';
import type { Reporter } from '../run.js';
import type { Write } from './write.js';

/** In upstream's words. */
function skipReason(reason: string): string {
  if (/is not built|has native code for/.test(reason)) return 'mpy file not compiled';
  return reason.startsWith('too large') ? 'too large' : '';
}

/** `args`: the options that upstream's runner records. */
export const resultsJsonReporter = (write: Write, args: Readonly<Record<string, unknown>>): Reporter => ({
  onRunEnd(report) {
    const row = (result: TestResult) => {
      const verdict = isFailure(result) ? 'fail' : result.verdict;
      return [result.case.file, verdict, verdict === 'skip' ? skipReason(result.reason) : ''];
    };
    const failed = report.results.filter(isFailure).map((result) => result.case.file);
    const value = { args, results: report.results.map(row), failed_tests: [...new Set(failed)], ignored_tests: [] };
    write(`${JSON.stringify(value)}\n`);
  },
});
