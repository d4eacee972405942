// Whether a script did what it should. With an expectation its output decides, traceback included; without one it must end
// without an exception, and a summary of unittest in its output must be clean.
import type { CheckFinding, Verdict } from './model.js';

/** How a script ended on its target. */
export interface Ending {
  readonly kind: 'done' | 'raised' | 'crashed' | 'timeout' | 'error';
  readonly output: Uint8Array;
  /** Traceback of an exception nobody caught; '' otherwise, and for SystemExit(0). */
  readonly traceback: string;
  /** Status that SystemExit asked for; 0 otherwise. */
  readonly status: number;
  /** Crash report, place of the timeout, what went wrong with the target. */
  readonly report: string;
  /** What `report` tells of a crash or timeout, as data. */
  readonly crash?: object | undefined;
  readonly milliseconds: number;
  /** What was found by --check; a test with findings fails. */
  readonly findings?: readonly CheckFinding[] | undefined;
  /** Why the script cannot run on this target; a skip. */
  readonly skip?: string | undefined;
}

/** Of a test that is not run, and why. */
export const skippedEnding = (skip: string): Ending => ({
  kind: 'done',
  output: new Uint8Array(0),
  traceback: '',
  status: 0,
  report: '',
  milliseconds: 0,
  skip,
});

export interface Expectation {
  readonly bytes: Uint8Array;
  readonly from: string;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
}

const decoder = new TextDecoder();

/** Output with the traceback behind it, lines ended with \n. */
export function wholeOutput(ending: Ending): Uint8Array {
  const traceback = ending.traceback === '' ? '' : `${ending.traceback.trimEnd()}\n`;
  const tail = new TextEncoder().encode(traceback);
  const all = new Uint8Array(ending.output.length + tail.length);
  all.set(ending.output);
  all.set(tail, ending.output.length);
  return withoutCarriageReturns(all);
}

function withoutCarriageReturns(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(13)) return bytes;
  return bytes.filter((byte, i) => !(byte === 13 && bytes[i + 1] === 10));
}

export function judge(ending: Ending, expected: Expectation | undefined): Judgement {
  const judgement = judgeEnding(ending, expected);
  const { findings = [] } = ending;
  if (findings.length === 0 || (judgement.verdict !== 'pass' && judgement.verdict !== 'skip')) return judgement;
  const [first] = findings;
  const more = findings.length > 1 ? `, and ${findings.length - 1} more` : '';
  return { verdict: 'fail', reason: `check: ${first!.kind}: ${first!.text}${more}` };
}

function judgeEnding(ending: Ending, expected: Expectation | undefined): Judgement {
  switch (ending.kind) {
    case 'crashed':
      return { verdict: 'crash', reason: ending.report.split('\n')[0]! };
    case 'timeout':
      return { verdict: 'timeout', reason: ending.report.split('\n')[0]! };
    case 'error':
      return { verdict: 'error', reason: ending.report.split('\n')[0]! };
  }
  if (ending.skip !== undefined) return { verdict: 'skip', reason: ending.skip };
  const output = wholeOutput(ending);
  const text = decoder.decode(output);
  if (/(^|\n)SKIP\n?$/.test(text)) return { verdict: 'skip', reason: 'the test says SKIP' };
  if (expected) {
    if (same(output, withoutCarriageReturns(expected.bytes))) return { verdict: 'pass', reason: '' };
    return { verdict: 'fail', reason: `output differs from ${expected.from}` };
  }
  if (ending.kind === 'raised' && (ending.traceback !== '' || ending.status !== 0)) {
    const last = ending.traceback.trimEnd().split('\n').at(-1)!;
    return { verdict: 'fail', reason: last !== '' ? last : `exit status ${ending.status}` };
  }
  const summary = unittestSummary(text);
  if (summary !== undefined && !summary.clean) return { verdict: 'fail', reason: `unittest: ${summary.text}` };
  return { verdict: 'pass', reason: '' };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The last line of a unittest run: `OK`, `OK (skipped=1)`, `FAILED (failures=1, errors=2)`; undefined if there was none. */
export function unittestSummary(text: string): { readonly clean: boolean; readonly text: string } | undefined {
  const runs = [...text.matchAll(/^Ran \d+ tests?\b.*\n+(OK|FAILED)(.*)$/gm)];
  const bad = runs.find((run) => run[1] === 'FAILED');
  const shown = bad ?? runs.at(-1);
  return shown && { clean: bad === undefined, text: `${shown[1]}${shown[2]}` };
}
