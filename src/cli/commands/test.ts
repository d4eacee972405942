// `natmod test`: test scripts on emulated boards and other targets, in parallel, with results as people, programs and
// services want them.
import { availableParallelism } from 'node:os';
import { listFolder, readText } from '../../node/index.js';
import { discoverTests, planRun, type RunReport, runCases } from '../../runner/index.js';
import { boardOptions } from '../board-options.js';
import { CoverageCollector, coverageFile, writeCoverage } from '../coverage.js';
import { EXIT, UsageError } from '../exit.js';
import type { Workers } from '../guest.js';
import { type Parsed, readCount } from '../parse.js';
import { openTargets, runOnRemote } from '../remote-tests.js';
import { Stopping } from '../stopping.js';
import { expectations, update } from '../test-expectations.js';
import { builtFolder, chooseTargets, isFile, natmodFinder, readFilter, readShard, withoutBoard } from '../test-plan.js';
import { TestPool } from '../test-pool.js';
import { makeReporters, mergeCommand } from '../test-reports.js';
import { runOnBoard } from '../test-targets.js';

/** Seconds that one script may take. */
const DEFAULT_TIMEOUT = 60;
const DEFAULT_BAUDRATE = 115200;

export async function testCommand(parsed: Parsed, workers: Workers): Promise<number> {
  if (parsed.count('merge') > 0) return mergeCommand(parsed);
  const choice = boardOptions(
    { ...parsed, value: withoutBoard(parsed) },
    { limits: 'board', timeout: DEFAULT_TIMEOUT },
  );
  const { boards, lines } = chooseTargets(parsed);
  const { files, unmatched } = discoverTests(parsed.operands, { list: listFolder, isFile });
  if (unmatched.length > 0 && parsed.operands.length > 0) {
    throw new UsageError(`no tests: ${unmatched.join(', ')}`, [
      'tests are test_*.py and *_test.py in folders, and scripts that are named',
    ]);
  }
  if (files.length === 0) throw noTests('there are no tests here');
  // Everything that can be said to be wrong is said before a target is touched.
  const begin = parsed.value('begin');
  const options = {
    choice,
    paths: [...parsed.values('path'), ...builtFolder()],
    writes: parsed.values('write'),
    begin: begin === undefined ? undefined : readText(begin),
    timeout: choice.timeout,
    coverage: parsed.count('coverage') > 0 ? new CoverageCollector() : undefined,
  };
  const coverage = coverageFile(parsed, [...files, begin]);
  const selection = {
    files,
    natmodFor: natmodFinder(parsed.values('natmod-dir')),
    filter: readFilter(parsed.value('filter')),
    repeat: readCount(parsed, 'repeat'),
    shard: readShard(parsed.value('shard')),
  };
  const limits = { jobs: readCount(parsed, 'jobs') ?? availableParallelism(), bail: readCount(parsed, 'bail') };
  const baudRate = readCount(parsed, 'baudrate', 20_000_000) ?? DEFAULT_BAUDRATE;
  const reporters = makeReporters(
    parsed,
    [...boards, ...lines].map(({ name }) => name),
    [...files, begin],
  );
  const pool = new TestPool(new URL('./test-worker.js', workers.folder));
  const stopping = new Stopping();
  stopping.onStop(() => pool.stop());
  let report: RunReport;
  try {
    const remotes = await openTargets(lines, baudRate, stopping);
    const cases = planRun({
      ...selection,
      targets: [...boards, ...remotes.map(({ target, arch }) => ({ name: target.name, arch }))],
    });
    if (cases.length === 0) throw noTests('no test is left');
    const remoteOf = (name: string) => remotes.find(({ target }) => target.name === name);
    report = await runCases({
      cases,
      ...limits,
      lane: ({ target }) => remoteOf(target) && target,
      execute: (testCase) => {
        const remote = remoteOf(testCase.target);
        return remote ? runOnRemote(remote, testCase, options) : runOnBoard(pool, testCase, options);
      },
      expectation: expectations(parsed.value('reference')),
      reporters: reporters.map(({ reporter }) => reporter),
      interrupted: () => stopping.wanted,
      now: () => performance.now(),
      ...(options.coverage ? { coverage: () => options.coverage!.finish() } : {}),
    });
  } catch (error) {
    if (stopping.wanted) return EXIT.INTERRUPTED;
    throw error;
  } finally {
    await stopping.finish();
  }
  for (const { finish } of reporters) finish();
  if (coverage !== undefined && report.coverage) writeCoverage(coverage, report.coverage);
  if (stopping.wanted) return EXIT.INTERRUPTED;
  if (parsed.count('update') > 0) return update(report);
  return report.summary.failed > 0 ? EXIT.FAILED : EXIT.OK;
}

const noTests = (what: string): UsageError =>
  new UsageError(what, ['tests are test_*.py and *_test.py; --filter and --shard leave some out']);
