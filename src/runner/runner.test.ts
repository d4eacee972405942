import { describe, expect, test } from 'vitest';
import { formatDiff } from './diff.js';
import {
  defaultReporter,
  discoverTests,
  type Ending,
  githubReporter,
  jsonReporter,
  judge,
  junitReporter,
  mergeReports,
  natmodOf,
  planRun,
  type Reporter,
  type RunReport,
  readReport,
  resultsJsonReporter,
  runCases,
  type TestCase,
  tapReporter,
} from './index.js';
import { unittestSummary } from './judge.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const ending = (output: string, more: Partial<Ending> = {}): Ending => ({
  kind: 'done',
  output: bytes(output),
  traceback: '',
  status: 0,
  report: '',
  milliseconds: 5,
  ...more,
});

describe('discovery', () => {
  const TREE: Readonly<Record<string, readonly string[]>> = {
    '.': ['a_test.py', 'build/', 'helper.py', 'tests/', 'test_top.py'],
    build: ['test_no.py'],
    tests: ['deep/', 'test_b.py', 'test_a.py', 'x.py'],
    'tests/deep': ['test_c.py'],
  };
  const host = {
    list: (folder: string) => TREE[folder],
    isFile: (path: string) => {
      const at = path.lastIndexOf('/');
      return TREE[at < 0 ? '.' : path.slice(0, at)]?.includes(path.slice(at + 1)) === true;
    },
  };
  test.each([
    [[], ['a_test.py', 'tests/deep/test_c.py', 'tests/test_b.py', 'tests/test_a.py', 'test_top.py'], []],
    [['tests'], ['tests/deep/test_c.py', 'tests/test_b.py', 'tests/test_a.py'], []],
    [['./tests/x.py', 'tests/x.py'], ['tests/x.py'], []],
    [['tests/*.py'], ['tests/test_b.py', 'tests/test_a.py', 'tests/x.py'], []],
    [['**/test_?.py'], ['tests/test_b.py', 'tests/test_a.py', 'tests/deep/test_c.py'], []],
    [['none', 'none*.py', 'tests\\x.py'], ['tests/x.py'], ['none', 'none*.py']],
  ])('%j', (args, files, unmatched) => expect(discoverTests(args, host)).toEqual({ files, unmatched }));
  test('a pattern below a drive of Windows', () => {
    const drive: Record<string, string[]> = { 'C:/': ['t/'], 'C:/t': ['test_a.py', 'b.py'] };
    const windows = { list: (folder: string) => drive[folder], isFile: () => false };
    expect(discoverTests(['C:\\t\\*_a.py'], windows).files).toEqual(['C:/t/test_a.py']);
  });
});

describe('plan', () => {
  const targets = [
    { name: 'A', arch: 'x' },
    { name: 'B', arch: 'y' },
  ];
  const ids = (options: Partial<Parameters<typeof planRun>[0]>) =>
    planRun({ files: ['1.py', '2.py'], targets, ...options }).map((c) => c.id);
  test('every script on every target', () => expect(ids({})).toEqual(['1.py [A]', '1.py [B]', '2.py [A]', '2.py [B]']));
  test('filtered', () => expect(ids({ filter: /^1.*B/ })).toEqual(['1.py [B]']));
  test('repeated', () => expect(ids({ filter: /1.*B/, repeat: 2 })).toEqual(['1.py [B] #1', '1.py [B] #2']));
  test('shards are all of it', () => {
    const parts = [1, 2, 3].map((index) => ids({ shard: { index, count: 3 } }));
    expect(parts.flat().sort()).toEqual(ids({}));
    expect(parts.map((part) => part.length)).toEqual([2, 1, 1]);
  });
  test.each([
    ['tests/deflate_compress.py', 'deflate'],
    ['re1.py', 're'],
    ['regex_a.py', 'regex'],
    ['test_heapq.py', 'heapq'],
    ['other.py', undefined],
  ])('%s is a test of %s', (file, name) => expect(natmodOf(file, ['re', 'regex', 'deflate', 'heapq'])).toBe(name));
});

describe('judgement', () => {
  const exp = (text: string) => ({ bytes: bytes(text), from: 'x.exp' });
  const raised: Partial<Ending> = { kind: 'raised', traceback: 'Traceback (most recent call last):\nValueError: 1' };
  test.each([
    ['a\n', {}, 'a\n', 'pass'],
    ['a\r\n', {}, 'a\n', 'pass'],
    ['b\n', {}, 'a\n', 'fail'],
    ['a', {}, 'a\n', 'fail'],
    ['', {}, undefined, 'pass'],
    ['x\n', raised, undefined, 'fail'],
    ['x\n', raised, 'x\nTraceback (most recent call last):\nValueError: 1\n', 'pass'],
    ['x\n', { kind: 'raised', status: 0 }, undefined, 'pass'],
    ['x\n', { kind: 'raised', status: 3 }, undefined, 'fail'],
    ['SKIP\n', {}, undefined, 'skip'],
    ['words\nSKIP\n', {}, 'words\n', 'skip'],
    ['NOSKIP\n', {}, undefined, 'pass'],
    ['', { kind: 'crashed', report: 'boom\nmore' }, undefined, 'crash'],
    ['', { kind: 'timeout', report: 'late' }, undefined, 'timeout'],
    ['', { kind: 'error', report: 'gone' }, undefined, 'error'],
    ['', { skip: 'm is not built for x' }, undefined, 'skip'],
    ['Ran 2 tests\n\nOK\n', {}, undefined, 'pass'],
    ['Ran 2 tests\n\nFAILED (failures=1, errors=0)\n', {}, undefined, 'fail'],
    ['Ran 1 tests\n\nFAILED (failures=1)\nRan 1 tests\n\nOK\n', {}, undefined, 'fail'],
  ] as const)('%j %j against %j: %s', (output, more, expected, verdict) =>
    expect(judge(ending(output, more), expected === undefined ? undefined : exp(expected)).verdict).toBe(verdict),
  );
  test('the summary of unittest', () => {
    expect(unittestSummary('Ran 3 tests in 0.1s\n\nOK (skipped=1)\n')).toEqual({ clean: true, text: 'OK (skipped=1)' });
    expect(unittestSummary('nothing of the kind')).toBeUndefined();
  });
});

describe('difference', () => {
  test.each([
    ['a\nb\nc\n', 'a\nx\nc\n', '  a\n- b\n+ x\n  c'],
    ['a\n', 'a\nb\n', '  a\n+ b'],
    ['a\nb\n', 'b\n', '- a\n  b'],
    ['', 'a\n', '+ a'],
    ['1\n2\n3\n4\n5\n6\n7\n8\nx\n', '1\n2\n3\n4\n5\n6\n7\n8\ny\n', '  ...\n  6\n  7\n  8\n- x\n+ y'],
    ['x\n1\n2\n3\n4\n5\n', 'y\n1\n2\n3\n4\n5\n', '- x\n+ y\n  1\n  2\n  3\n  ...'],
  ])('%j and %j', (expected, actual, shown) => expect(formatDiff(expected, actual)).toBe(shown));
  test('long ones are cut', () => {
    const many = Array.from({ length: 500 }, (_, i) => `${i}\n`).join('');
    expect(formatDiff(many, '', 10).split('\n')).toHaveLength(11);
  });
  test('huge ones end', () => {
    const a = Array.from({ length: 30_000 }, (_, i) => `a${i}\n`).join('');
    const b = Array.from({ length: 30_000 }, (_, i) => `b${i}\n`).join('');
    expect(formatDiff(a, b, 5)).toContain('lines more');
  });
});

// ---- A run, and what the reporters say of it ----

const CASES: readonly TestCase[] = planRun({
  files: ['a.py', 'b.py', 'c.py', 'd.py'],
  targets: [{ name: 'T', arch: 'x' }],
});
const ENDINGS: Readonly<Record<string, Ending>> = {
  'a.py': ending('fine\n'),
  'b.py': ending('one\ntwo\x1b[2J\n'),
  'c.py': ending('', { kind: 'crashed', report: 'load at 0 in f\npc f+2' }),
  'd.py': ending('SKIP\n'),
};

async function run(
  reporters: readonly Reporter[],
  more: Partial<Parameters<typeof runCases>[0]> = {},
): Promise<RunReport> {
  return runCases({
    cases: CASES,
    jobs: 2,
    execute: async (testCase) => ENDINGS[testCase.file]!,
    expectation: async ({ file }) => (file === 'b.py' ? { bytes: bytes('one\n2\n'), from: 'b.py.exp' } : undefined),
    reporters,
    interrupted: () => false,
    now: () => 0,
    ...more,
  });
}

async function reported(make: (write: (text: string) => void) => Reporter): Promise<string> {
  let text = '';
  await run([make((part) => (text += part))], { jobs: 1 });
  return text;
}

describe('a run', () => {
  test('has results in the order of the plan, whatever ended first', async () => {
    const delays = [4, 3, 2, 1];
    const report = await run([], {
      jobs: 4,
      execute: async (testCase) => {
        for (let i = delays[CASES.indexOf(testCase)]!; i > 0; i--) await Promise.resolve();
        return ENDINGS[testCase.file]!;
      },
    });
    expect(report.results.map((r) => `${r.case.file} ${r.verdict}`)).toEqual([
      'a.py pass',
      'b.py fail',
      'c.py crash',
      'd.py skip',
    ]);
    expect(report.summary).toMatchObject({ total: 4, passed: 1, failed: 2, skipped: 1, notRun: 0 });
  });
  test('stops after failures', async () => {
    const { summary } = await run([], { jobs: 1, bail: 1 });
    expect(summary).toMatchObject({ passed: 1, failed: 1, notRun: 2 });
  });
  test('stops when interrupted, with what is known', async () => {
    let done = 0;
    const { summary } = await run([], {
      jobs: 1,
      interrupted: () => done > 1,
      execute: async (c) => {
        done++;
        return ENDINGS[c.file]!;
      },
    });
    expect(summary).toMatchObject({ passed: 1, notRun: 3, interrupted: true });
  });
  test('a module that was not built is a skip, and nothing is run', async () => {
    const cases = CASES.slice(0, 1).map((c) => ({ ...c, natmod: { name: 'm', file: undefined } }));
    const { results } = await run([], { cases, execute: () => Promise.reject(new Error('ran')) });
    expect(results.map((r) => [r.verdict, r.reason])).toEqual([['skip', 'm is not built for x']]);
  });
});

describe('reporters', () => {
  const options = { isTerminal: false, color: false, verbose: false, rerun: (c: TestCase) => `again ${c.file}` };
  test('default', async () =>
    expect(await reported((write) => defaultReporter(write, options))).toBe(
      [
        'FAIL    b.py [T] - output differs from b.py.exp',
        'CRASH   c.py [T] - load at 0 in f',
        '',
        'FAIL b.py [T]: output differs from b.py.exp',
        '  one',
        '- 2',
        '+ two\\x1b[2J',
        '- b.py.exp, + what the test printed',
        'again: again b.py',
        '',
        'CRASH c.py [T]: load at 0 in f',
        'pc f+2',
        'again: again c.py',
        '',
        'skip    d.py [T] - the test says SKIP',
        '',
        '1 passed, 2 failed, 1 skipped (0.0 s)',
        '',
      ].join('\n'),
    ));
  test('default, with findings and with warnings, leaves out no line', async () => {
    const findings = [{ kind: 'k', text: 'wrong', times: 1, stack: [], report: 'k: wrong\n    at f' }];
    let text = '';
    const reporter = defaultReporter((part) => (text += part), options);
    const endings: Readonly<Record<string, Ending>> = {
      ...ENDINGS,
      'b.py': { ...ENDINGS['b.py']!, report: 'warning: w' },
      'c.py': { ...ENDINGS['c.py']!, findings },
    };
    await run([reporter], { execute: async (c) => endings[c.file]! });
    expect(text).toContain('printed\nwarning: w\nagain');
    expect(text).toContain('check: k: wrong\n    at f\n\nload at 0 in f\npc f+2\n');
  });
  test('default, on a terminal, writes over its progress', async () => {
    const text = await reported((write) => defaultReporter(write, { ...options, isTerminal: true, color: true }));
    expect(text).toContain('\r');
    expect(text).toContain('\x1b[31mFAIL');
    expect(text).not.toContain('two\x1b[2J');
  });
  test('json, and back', async () => {
    const text = await reported(jsonReporter);
    const report = readReport(text, 'r.json');
    expect(report.results).toHaveLength(4);
    const halves = [0, 2].map((at) => ({ ...report, results: report.results.slice(at, at + 2) }));
    expect(mergeReports(halves).results).toEqual(report.results);
    expect(mergeReports(halves).summary).toMatchObject({ passed: 1, failed: 2, skipped: 1 });
  });
  test.each(['', '{', '[]', '{"version": 1}', '{"version": 1, "summary": {}, "results": [1]}', 'null'])(
    'no report: %j',
    (text) => expect(() => readReport(text, 'r.json')).toThrow(/no report|none/),
  );
  test('junit', async () => {
    const text = await reported(junitReporter);
    expect(text).toContain('<testsuites tests="4" failures="2" skipped="1"');
    expect(text).toContain('<testsuite name="T" tests="4" failures="1" errors="1" skipped="1"');
    expect(text).toContain(
      '<failure type="fail" message="output differs from b.py.exp">expected (b.py.exp):\none\n2\n',
    );
    expect(text).not.toContain('\x1b');
  });
  test('tap', async () => {
    const lines = (await reported(tapReporter)).split('\n');
    expect(lines.slice(0, 4)).toEqual(['TAP version 13', '1..4', 'ok 1 - a.py [T]', 'not ok 2 - b.py [T]']);
    expect(lines).toContain('ok 4 - d.py [T] # SKIP the test says SKIP');
  });
  test('github', async () =>
    expect((await reported(githubReporter)).split('\n')[1]).toBe(
      '::error file=c.py,title=c.py [T]::load at 0 in f%0Aload at 0 in f%0Apc f+2',
    ));
  test('results', async () =>
    expect(JSON.parse(await reported((write) => resultsJsonReporter(write, { arch: null })))).toEqual({
      args: { arch: null },
      results: [
        ['a.py', 'pass', ''],
        ['b.py', 'fail', ''],
        ['c.py', 'fail', ''],
        ['d.py', 'skip', ''],
      ],
      failed_tests: ['b.py', 'c.py'],
      ignored_tests: [],
    }));
});
