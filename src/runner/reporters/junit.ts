// JUnit's XML, as continuous integration services read it: a suite for each target, a case for each script.
import { isFailure, type TestResult } from '../model.js';
import type { Reporter } from '../run.js';
import type { Write } from './write.js';

export const junitReporter = (write: Write): Reporter => ({
  onRunEnd(report) {
    const targets = [...new Set(report.results.map((result) => result.case.target))];
    const { summary } = report;
    const suites = targets.map((target) =>
      suite(
        target,
        report.results.filter((result) => result.case.target === target),
      ),
    );
    write(
      `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites tests="${report.results.length}" failures="${summary.failed}" skipped="${summary.skipped}" time="${seconds(summary.milliseconds)}">\n${suites.join('')}</testsuites>\n`,
    );
  },
});

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

/** XML 1.0 has no way to write most control characters. */
const escapeXml = (text: string): string =>
  text
    // Controls but tab and line ends; halves of surrogate pairs.
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

function suite(target: string, results: readonly TestResult[]): string {
  const count = (test: (result: TestResult) => boolean) => results.filter(test).length;
  const errors = count((r) => isFailure(r) && r.verdict !== 'fail');
  const time = seconds(results.reduce((sum, result) => sum + result.milliseconds, 0));
  const attributes = `name="${escapeXml(target)}" tests="${results.length}" failures="${count((r) => r.verdict === 'fail')}" errors="${errors}" skipped="${count((r) => r.verdict === 'skip')}" time="${time}"`;
  return `  <testsuite ${attributes}>\n${results.map(testcase).join('')}  </testsuite>\n`;
}

function testcase(result: TestResult): string {
  const { case: test, verdict, reason } = result;
  const repetition = test.repetition === undefined ? '' : ` #${test.repetition}`;
  const head = `    <testcase classname="${escapeXml(test.target)}" name="${escapeXml(test.file + repetition)}" file="${escapeXml(test.file)}" time="${seconds(result.milliseconds)}"`;
  if (verdict === 'pass') return `${head}/>\n`;
  if (verdict === 'skip') return `${head}>\n      <skipped message="${escapeXml(reason)}"/>\n    </testcase>\n`;
  const tag = verdict === 'fail' ? 'failure' : 'error';
  const expected =
    result.expected === undefined ? '' : `expected (${result.expectedFrom}):\n${result.expected}\nprinted:\n`;
  const text = [result.report ?? '', expected + result.output].filter((part) => part !== '').join('\n');
  return `${head}>\n      <${tag} type="${verdict}" message="${escapeXml(reason)}">${escapeXml(text)}</${tag}>\n    </testcase>\n`;
}
