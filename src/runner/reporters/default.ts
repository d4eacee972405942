// For people: what runs now on a terminal, one line for each case that did not pass, failures in full at the end with the
// command that runs just them again. Where nobody watches there is no line that is written over.
import { formatCoverageTable } from '../../measure/index.js';
import { type DiffLine, formatDiff } from '../diff.js';
import { isFailure, type RunSummary, type TestCase, type TestResult } from '../model.js';
import type { Reporter } from '../run.js';
import type { Write } from './write.js';

export interface DefaultOptions {
  readonly isTerminal: boolean;
  readonly color: boolean;
  /** One line for passes, too. */
  readonly verbose: boolean;
  /** What runs one case again. */
  rerun(testCase: TestCase): string;
}

const CODES = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;
const LABELS: Readonly<Record<TestResult['verdict'], readonly [string, keyof typeof CODES]>> = {
  pass: ['pass', 'green'],
  skip: ['skip', 'yellow'],
  fail: ['FAIL', 'red'],
  crash: ['CRASH', 'red'],
  timeout: ['TIMEOUT', 'red'],
  error: ['ERROR', 'red'],
};
/** Lines of output that are shown of a failed test without expectation. */
const MAX_OUTPUT = 40;

export function defaultReporter(write: Write, options: DefaultOptions): Reporter {
  const paint = (style: keyof typeof CODES, text: string) =>
    options.color ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text;
  let live = '';
  const clear = () => {
    if (live !== '') write(`\r${' '.repeat(live.length)}\r`);
    live = '';
  };
  const showLive = (text: string) => {
    if (!options.isTerminal) return;
    clear();
    live = text.slice(0, 100);
    write(live);
  };
  const line = (result: TestResult) => {
    const [label, style] = LABELS[result.verdict];
    const time = result.milliseconds >= 500 ? paint('dim', ` ${(result.milliseconds / 1000).toFixed(1)} s`) : '';
    const reason = result.reason === '' ? '' : ` - ${visible(result.reason)}`;
    return `${paint(style, label.padEnd(7))} ${visible(result.case.id)}${reason}${time}\n`;
  };
  return {
    onCaseStart: (testCase) => showLive(`... ${visible(testCase.id)}`),
    onCaseEnd(result, done, total) {
      clear();
      if (isFailure(result) || options.verbose) write(line(result));
      if (done < total) showLive(`${done}/${total}`);
    },
    onRunEnd(report) {
      clear();
      const failures = report.results.filter(isFailure);
      for (const failure of failures) write(`\n${details(failure, options, paint)}`);
      const skips = report.results.filter((result) => result.verdict === 'skip');
      if (skips.length > 0 && !options.verbose) write(`\n${skips.map(line).join('')}`);
      if (report.coverage && report.coverage.files.length > 0)
        write(`\n${visible(formatCoverageTable(report.coverage))}`);
      write(`\n${summaryLine(report.summary, paint)}\n`);
    },
  };
}

type Paint = (style: keyof typeof CODES, text: string) => string;

function details(result: TestResult, options: DefaultOptions, paint: Paint): string {
  const [label, style] = LABELS[result.verdict];
  const parts = [`${paint(style, label)} ${paint('bold', visible(result.case.id))}: ${visible(result.reason)}`];
  if (result.verdict === 'fail' && result.expected !== undefined) {
    const colored = (diff: DiffLine, text: string) =>
      diff.kind === '-'
        ? paint('red', visible(text))
        : diff.kind === '+'
          ? paint('green', visible(text))
          : visible(text);
    parts.push(formatDiff(result.expected, result.output, 60, colored));
    parts.push(paint('dim', `- ${result.expectedFrom}, + what the test printed`));
  } else if (result.output !== '') parts.push(tail(visible(result.output)));
  // Its first line may be the reason; a finding comes before the crash that is one.
  const report = result.report ?? '';
  const more = (report.split('\n')[0] === result.reason ? report.slice(result.reason.length + 1) : report).trimEnd();
  if (more !== '') parts.push(visible(more));
  parts.push(paint('dim', `again: ${options.rerun(result.case)}`));
  return `${parts.join('\n')}\n`;
}

function tail(text: string): string {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= MAX_OUTPUT) return lines.join('\n');
  return [`... ${lines.length - MAX_OUTPUT} lines before`, ...lines.slice(-MAX_OUTPUT)].join('\n');
}

function summaryLine(summary: RunSummary, paint: Paint): string {
  const parts = [
    paint(summary.passed > 0 && summary.failed === 0 ? 'green' : 'dim', `${summary.passed} passed`),
    paint(summary.failed > 0 ? 'red' : 'dim', `${summary.failed} failed`),
    paint(summary.skipped > 0 ? 'yellow' : 'dim', `${summary.skipped} skipped`),
  ];
  if (summary.notRun > 0) parts.push(paint('yellow', `${summary.notRun} not run`));
  const time = `${(summary.milliseconds / 1000).toFixed(1)} s`;
  return `${parts.join(', ')} (${time})${summary.interrupted ? ', interrupted' : ''}`;
}

/** Output of tests must not drive the terminal. */
export const visible = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n]/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
